use proptest::prelude::*;

use super::*;
use crate::domain::testing::any_text;

#[test]
fn one_plain_address_is_read() {
    for typed in [
        "ada@example.org",
        " Ada.Byron+engine@EXAMPLE.co.uk\t",
        "a?b&c=d%e@example.org",
        "o'brien@example.org",
        "foo..bar.@mobile.example.jp",
        "伟@例子.中国",
        "प्रिया@उदाहरण.भारत",
    ] {
        assert_eq!(
            Address::parse(typed).map(|address| address.to_string()).as_deref(),
            Some(typed.trim())
        );
    }
}

#[test]
fn everything_else_is_none() {
    for typed in [
        "",
        "-",
        "ada",
        "@example.org",
        "ada@",
        "ada@localhost",
        "ada@example.org, eve@example.org",
        "ada,eve@example.org",
        "ada;eve@example.org",
        "ada@eve@example.org",
        "Ada <ada@example.org>",
        "\"ada, eve\"@example.org",
        "ada@example.org?bcc=eve@example.org",
        "ada@example.org&bcc=eve",
        "ada@example.org\r\nBcc: eve@example.org",
        "ada@exa mple.org",
        "ada\u{202e}@example.org",
        "ada\u{200b}@example.org",
        "ada\u{fe0f}@example.org",
        "ada\u{34f}@example.org",
        "ada@-example.org",
        "ada@example..org",
        "ada@[127.0.0.1]",
    ] {
        assert_eq!(Address::parse(typed), None, "{typed:?}");
    }
    assert_eq!(Address::parse(&format!("{}@example.org", "a".repeat(65))), None);
}

proptest! {
    #[test]
    fn no_text_is_read_as_more_than_one_line_and_one_at(
        local in "[a-z?&,;<\" ]{1,5}", odd in any_text(), place in 0usize..20,
    ) {
        let mut typed: Vec<char> = format!("{local}@example.org").chars().collect();
        let place = place.min(typed.len());
        typed.splice(place..place, odd.chars());
        if let Some(address) = Address::parse(&String::from_iter(typed)) {
            prop_assert_eq!(address.as_str().matches('@').count(), 1);
            prop_assert!(!address.as_str().contains([' ', ',', ';', '<', '>', '"', ':']));
            prop_assert!(!address.as_str().chars().any(char::is_control));
        }
    }
}
