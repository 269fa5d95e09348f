use proptest::prelude::*;

use super::*;
use crate::domain::testing::any_text;

#[test]
fn control_characters_become_pictures() {
    assert_eq!(sanitise("a\u{1b}[31mb"), "a␛[31mb");
    assert_eq!(sanitise("a\tb\nc\r"), "a␉b⏎c␍");
    assert_eq!(sanitise("\u{7f}\u{9b}"), "␡\u{fffd}");
    assert_eq!(sanitise("\r\n"), "␍");
}

#[test]
fn invisible_characters_become_a_mark() {
    for hidden in
        ['\u{202e}', '\u{2066}', '\u{200b}', '\u{2028}', '\u{feff}', '\u{3164}', '\u{e0041}']
    {
        assert_eq!(sanitise(&format!("a{hidden}b")), "a¦b", "{:x}", hidden as u32);
    }
}

#[test]
fn a_mark_that_nobody_sees_is_no_mark() {
    assert_eq!(sanitise("\u{1ee5d}\u{180f}"), "\u{1ee5d}¦");
}

#[test]
fn names_of_the_world_stay_as_they_are() {
    for name in ["李伟", "Zoë", "प्रिया", "Müller", "יוסי", "ผู้ใช้", "Nguyễn", "क्‍ष"]
    {
        assert_eq!(sanitise(name), name);
    }
}

#[test]
fn joined_pictures_are_reduced_to_their_first() {
    assert_eq!(sanitise("👨‍👩‍👧"), "👨");
    assert_eq!(sanitise("👍🏽"), "👍");
    assert_eq!(sanitise("🏳️‍🌈"), "🏳");
    assert_eq!(sanitise("🎉"), "🎉");
}

#[test]
fn a_letter_keeps_at_most_eight_marks() {
    let zalgo = format!("a{}", "\u{301}".repeat(500));
    assert_eq!(sanitise(&zalgo).chars().count(), 9);
    // Behind a control character a mark stands alone, and sits on the picture of it.
    let typed = format!("\0{}", "\u{301}".repeat(9));
    let shown = sanitise(&typed);
    assert_eq!(shown.chars().count(), 9);
    assert_eq!(sanitise(&shown), shown);
}

#[test]
fn a_plain_text_is_one_line_and_holds_nothing_unseen() {
    for (typed, expected) in [
        ("Ada\r\nBcc: eve@example.org", "Ada Bcc: eve@example.org"),
        ("  Ada \t\u{a0}\u{3000} Byron ", "Ada Byron"),
        ("\u{1b}[2JAda\u{0}\u{202e}\u{200b}\u{feff}", "[2JAda"),
        ("\u{301}Ada", "Ada"),
        ("Zoë 李伟 प्रिया נועה", "Zoë 李伟 प्रिया נועה"),
        ("क्‍ष", "क्‍ष"),
        ("a\u{200d}\u{202e}b", "ab"),
        (" \u{200b}\n", ""),
    ] {
        assert_eq!(plain(typed), expected, "{typed:?}");
    }
    assert_eq!(plain("a\u{200c}\u{115f}‰"), "a‰", "no joiner to what is left out");
    assert_eq!(plain(&format!("a{}", "\u{301}".repeat(500))).chars().count(), 9);
}

#[test]
fn cutting_respects_wide_letters() {
    assert_eq!(cut("李伟很好", 5), "李伟…");
    assert_eq!(cut("李伟很好", 4), "李…");
    assert_eq!(cut("abc", 3), "abc");
    assert_eq!(cut("abcd", 3), "ab…");
    assert_eq!(cut("abcd", 0), "");
}

#[test]
fn padding_counts_the_columns_of_wide_letters() {
    for words in ["", "who", "负责人", "a long label", "还有很多的标签"] {
        assert_eq!(columns(&padded(words, 7)), 7, "{words}");
    }
    assert_eq!(padded("负责人", 7), "负责人 ");
}

#[test]
fn folding_drops_case_and_accents() {
    assert_eq!(fold("Zoë GARCÍA"), "zoe garcia");
    assert_eq!(fold("李伟"), "李伟");
}

#[test]
fn debug_hides_the_value() {
    assert_eq!(format!("{:?}", Text::from("ada@example.org")), "Text(15 bytes)");
}

proptest! {
    #[test]
    fn letters_are_graphemes(text in "(\\PC|[a-z ]|\\p{Mn}|[\u{1f1e6}-\u{1f1ff}]|\u{200d}|\u{600}|\n|\r){0,12}") {
        prop_assert_eq!(
            letters(&text).collect::<Vec<_>>(),
            text.graphemes(true).collect::<Vec<_>>()
        );
    }

    #[test]
    fn sanitised_text_never_drives_a_terminal(value in any_text()) {
        let shown = sanitise(&value);
        for character in shown.chars() {
            prop_assert!(!character.is_control());
            prop_assert!(is_joiner(character) || !is_invisible(character));
        }
        prop_assert_eq!(sanitise(&shown), shown.clone(), "sanitising twice changes nothing");
    }

    #[test]
    fn a_plain_text_says_no_more_when_said_twice(value in any_text()) {
        let once = plain(&value);
        for character in once.chars() {
            prop_assert!(!character.is_control());
            prop_assert!(is_joiner(character) || !is_invisible(character));
        }
        prop_assert_eq!(once.trim(), &once);
        prop_assert!(!once.contains("  "));
        prop_assert_eq!(plain(&once), once);
    }

    #[test]
    fn a_cut_is_never_wider_than_asked(value in any_text(), width in 0usize..40) {
        let shown = sanitise(&value);
        prop_assert!(columns(&cut(&shown, width)) <= width);
    }
}
