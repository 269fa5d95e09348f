use crossterm::event::KeyEventState;
use proptest::prelude::*;

use super::*;

fn key(written: &str) -> Key {
    written.parse().unwrap_or_else(|error| panic!("{error}"))
}

fn names(written: &str) -> Result<Vec<String>, String> {
    parse_keys(written)
        .map(|keys| keys.iter().map(Key::to_string).collect())
        .map_err(|error| error.to_string())
}

#[test]
fn a_key_is_named_as_people_read_it() {
    for (written, expected) in [
        ("j", "j"),
        ("G", "G"),
        ("shift-g", "G"),
        ("ctrl-d", "ctrl-d"),
        ("Ctrl-D", "ctrl-d"),
        ("ctrl+d", "ctrl-d"),
        ("C-d", "ctrl-d"),
        ("<C-d>", "ctrl-d"),
        ("ctrl-shift-d", "ctrl-shift-d"),
        ("alt-G", "alt-G"),
        ("shift-alt-ctrl-enter", "ctrl-alt-shift-Enter"),
        ("enter", "Enter"),
        ("<CR>", "Enter"),
        ("escape", "Esc"),
        ("tab", "Tab"),
        ("shift-tab", "shift-Tab"),
        ("<S-Tab>", "shift-Tab"),
        ("space", "space"),
        (" ", "space"),
        ("ctrl-space", "ctrl-space"),
        ("f1", "F1"),
        ("F12", "F12"),
        ("f", "f"),
        ("down", "↓"),
        ("↓", "↓"),
        ("pgup", "PageUp"),
        ("<", "<"),
        ("<lt>", "<"),
        (">", ">"),
        ("-", "-"),
        ("ctrl--", "ctrl--"),
        ("ctrl-+", "ctrl-+"),
        ("ctrl-lt", "ctrl-<"),
        ("c", "c"),
        ("?", "?"),
        ("é", "é"),
        ("李", "李"),
    ] {
        assert_eq!(key(written).to_string(), expected, "{written}");
    }
}

#[test]
fn keys_are_read_one_after_the_other() {
    assert_eq!(
        names("jj<enter>c1<ctrl-d><tab><s-tab><esc><space> <lt>>G"),
        Ok(["j", "j", "Enter", "c", "1", "ctrl-d", "Tab", "shift-Tab", "Esc", "space", "space"]
            .into_iter()
            .chain(["<", ">", "G"])
            .map(String::from)
            .collect())
    );
    assert_eq!(names(""), Ok(Vec::new()));
}

#[test]
fn what_is_no_key_is_repeated() {
    for (written, expected) in [
        ("j<foo>", "\"<foo>\" is no key"),
        ("<>", "\"<>\" is no key"),
        ("<ctrl->", "\"<ctrl->\" is no key"),
        ("<hyper-x>", "\"<hyper-x>\" is no key"),
        ("<shift-1>", "\"<shift-1>\" is no key"),
        ("<f0>", "\"<f0>\" is no key"),
        ("<f+5>", "\"<f+5>\" is no key"),
        ("<f99>", "\"<f99>\" is no key"),
        ("jj<enter", "\"<enter\" has no closing >"),
    ] {
        let error = names(written).expect_err(written);
        assert_eq!(error.split(';').next(), Some(expected), "{written}");
    }
    for written in ["", "jj", "ctrl", "ctrl-"] {
        assert!(written.parse::<Key>().is_err(), "{written}");
    }
    let error = names("<\u{1b}[2J>").expect_err("no key");
    assert!(!error.chars().any(char::is_control), "{error}");
}

#[test]
fn every_report_of_a_key_is_the_same_key() {
    let (none, shift, ctrl) = (KeyModifiers::NONE, KeyModifiers::SHIFT, KeyModifiers::CONTROL);
    for (code, modifiers, expected) in [
        (KeyCode::Char('G'), none, "G"),
        (KeyCode::Char('G'), shift, "G"),
        (KeyCode::Char('g'), shift, "G"),
        (KeyCode::Char('?'), shift, "?"),
        (KeyCode::Char('d'), ctrl, "ctrl-d"),
        (KeyCode::Char('D'), ctrl, "ctrl-d"),
        (KeyCode::Char('D'), ctrl | shift, "ctrl-shift-d"),
        (KeyCode::Char(' '), shift, "space"),
        (KeyCode::BackTab, none, "shift-Tab"),
        (KeyCode::BackTab, shift, "shift-Tab"),
        (KeyCode::Tab, shift, "shift-Tab"),
        (KeyCode::Char('\t'), none, "Tab"),
        (KeyCode::Char('\r'), none, "Enter"),
    ] {
        let found = Key::pressed(KeyEvent::new(code, modifiers));
        assert_eq!(found.map(|key| key.to_string()).as_deref(), Some(expected), "{code:?}");
    }
}

#[test]
fn what_is_no_press_of_a_key_is_none() {
    let event = KeyEvent::new(KeyCode::Char('j'), KeyModifiers::NONE);
    assert_eq!(Key::pressed(KeyEvent { kind: KeyEventKind::Release, ..event }), None);
    for (code, modifiers) in [
        (KeyCode::Char('j'), KeyModifiers::SUPER),
        (KeyCode::Char('\u{1b}'), KeyModifiers::NONE),
        (KeyCode::CapsLock, KeyModifiers::NONE),
        (KeyCode::Null, KeyModifiers::NONE),
        (KeyCode::F(0), KeyModifiers::NONE),
    ] {
        assert_eq!(Key::pressed(KeyEvent::new(code, modifiers)), None, "{code:?}");
    }
    let held = KeyEvent { kind: KeyEventKind::Repeat, state: KeyEventState::CAPS_LOCK, ..event };
    assert_eq!(Key::pressed(held), Some(key("j")));
}

#[test]
fn only_plain_characters_are_typed() {
    for (written, expected) in [
        ("j", Some('j')),
        ("G", Some('G')),
        ("space", Some(' ')),
        ("ctrl-d", None),
        ("alt-x", None),
        ("enter", None),
    ] {
        assert_eq!(key(written).typed(), expected, "{written}");
    }
}

fn any_key() -> impl Strategy<Value = Key> {
    let code = prop_oneof![
        any::<char>().prop_map(KeyCode::Char),
        (0u8..0x80).prop_map(|byte| KeyCode::Char(char::from(byte))),
        (1u8..=24).prop_map(KeyCode::F),
        prop::sample::select(NAMES.map(|(code, ..)| code).to_vec()),
        Just(KeyCode::BackTab),
    ];
    (code, 0u8..8).prop_filter_map("has a name", |(code, bits)| {
        Key::new(code, KeyModifiers::from_bits_truncate(bits))
    })
}

proptest! {
    #[test]
    fn a_name_reads_back(key in any_key()) {
        prop_assert_eq!(key.to_string().parse(), Ok(key));
    }

    #[test]
    fn an_event_reads_back(key in any_key()) {
        prop_assert_eq!(Key::pressed(KeyEvent::from(key)), Some(key));
    }

    #[test]
    fn keys_read_back(keys in prop::collection::vec(any_key(), 0..8)) {
        let written: String = keys
            .iter()
            .map(|key| match key.to_string() {
                // The brackets themselves can not stand inside brackets.
                name if name.ends_with('<') => format!("<{}lt>", &name[..name.len() - 1]),
                name if name.ends_with('>') => format!("<{}gt>", &name[..name.len() - 1]),
                name => format!("<{name}>"),
            })
            .collect();
        prop_assert_eq!(parse_keys(&written), Ok(keys));
    }

    #[test]
    fn any_text_is_keys_or_refused(written in any::<String>()) {
        let _ = parse_keys(&written);
        let _ = written.parse::<Key>();
    }
}
