use proptest::prelude::*;

use super::*;
use crate::domain::testing::any_text;
use crate::language::english;

fn draft(to: &str, subject: &str, body: &str) -> Draft {
    Draft::new(Address::parse(to), subject, body)
}

/// What a mail program reads from a link: address, subject, text.
fn opened(link: &str) -> (String, String, String) {
    let decoded = |text: &str| {
        let mut bytes = Vec::new();
        let mut rest = text.bytes();
        while let Some(byte) = rest.next() {
            bytes.push(match byte {
                b'%' => {
                    let digits = [rest.next(), rest.next()].map(|digit| digit.expect("two digits"));
                    let digits = std::str::from_utf8(&digits).expect("digits");
                    u8::from_str_radix(digits, 16).expect("hexadecimal")
                }
                byte => byte,
            });
        }
        String::from_utf8(bytes).expect("UTF-8")
    };
    let rest = link.strip_prefix("mailto:").expect("the scheme");
    let (to, rest) = rest.split_once('?').expect("fields");
    let (subject, body) = rest.split_once('&').expect("two fields");
    (
        decoded(to),
        decoded(subject.strip_prefix("subject=").expect("a subject")),
        decoded(body.strip_prefix("body=").expect("a text")),
    )
}

#[test]
fn a_link_holds_the_address_the_subject_and_the_lines() {
    let link = draft("ada@example.org", "Über & =100% #1?", "Hi Ada,\n\n1 + 1 = 2\n").mailto();
    assert_eq!(
        link.as_deref(),
        Some(
            "mailto:ada@example.org?subject=%C3%9Cber%20%26%20%3D100%25%20%231%3F\
             &body=Hi%20Ada%2C%0D%0A%0D%0A1%20%2B%201%20%3D%202"
        )
    );
}

#[test]
fn an_address_adds_nothing_to_a_link() {
    let link = draft("a?bcc=eve&x%40y@example.org", "Hi", "Hello").mailto().expect("an address");
    assert_eq!(link.matches(['?', '&']).count(), 2);
    assert_eq!(opened(&link).0, "a?bcc=eve&x%40y@example.org");
    assert_eq!(draft("a@example.org,eve@example.org", "Hi", "Hello").mailto(), None);
    assert_eq!(draft("", "Hi", "Hello").mailto(), None);
}

#[test]
fn an_edited_text_is_read_back() {
    let edited = "to: eve@example.org\r\nSubject:  New \tsubject \r\n\r\n\r\nHi,\r\n\r\n\r\n  - one \r\nBcc: x\r\n";
    let read = Draft::from_text(edited).expect("a draft");
    assert_eq!(read, draft("eve@example.org", "New subject", "Hi,\n\n  - one\nBcc: x"));
    assert_eq!(Draft::from_text("Subject: x\n\ny").map(|draft| draft.to), Ok(None));
}

#[test]
fn what_is_no_draft_says_why() {
    for (text, words) in [
        ("", "the subject is missing"),
        ("To: ada@example.org\n\nHi", "the subject is missing"),
        ("Subject: \n\nHi", "the subject is missing"),
        ("Subject: x\n \n\n", "the message is empty"),
        ("Subject: x\nBcc: eve@example.org\n\nHi", "line 2 is neither \"To:\" nor \"Subject:\""),
        ("Subject: x\nHi Ada\n", "line 2 is neither"),
        ("Subject: x\nsubject: y\n\nHi", "line 2: \"Subject:\" stands there twice"),
        ("To: a@x.org\nTo: b@x.org\nSubject: x\n\nHi", "line 2: \"To:\" stands there twice"),
        ("To: a@x.org, b@x.org\nSubject: x\n\nHi", "line 1: what stands behind \"To:\""),
    ] {
        let told = Draft::from_text(text).map_err(|error| error.says(english()));
        assert!(told.as_ref().is_err_and(|told| told.starts_with(words)), "{text:?}: {told:?}");
    }
    let long = format!("Subject: x\n\n{}", "y".repeat(LONGEST + 1));
    assert_eq!(Draft::from_text(&long), Err(NotADraft::TooLong));
}

proptest! {
    #[test]
    fn any_draft_survives_its_text_and_its_link(subject in "[^\\s]{1,20}.{0,20}", body in any_text()) {
        let draft = draft("ada@example.org", &subject, &format!("Hi\n{body}"));
        prop_assume!(!draft.subject().is_empty());
        prop_assert_eq!(Draft::from_text(&draft.text()), Ok(draft.clone()));
        let link = draft.mailto().expect("an address");
        let (to, subject, body) = opened(&link);
        prop_assert_eq!(to, "ada@example.org");
        prop_assert_eq!(&subject, draft.subject());
        prop_assert_eq!(body.replace("\r\n", "\n"), draft.body());
    }

    #[test]
    fn nothing_in_a_draft_steers_a_terminal(subject in any_text(), body in any_text()) {
        let draft = draft("ada@example.org", &subject, &body);
        let steers = |c: char| c.is_control() || ('\u{2028}'..='\u{202e}').contains(&c);
        prop_assert!(!draft.subject().contains(steers));
        prop_assert!(!draft.body().replace('\n', "").contains(steers));
    }

    #[test]
    fn any_text_is_a_draft_or_refused(text in any_text()) {
        if let Ok(draft) = Draft::from_text(&text) {
            prop_assert!(!draft.subject().is_empty() && !draft.body().is_empty());
        }
    }
}
