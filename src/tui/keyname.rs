//! Names of keys: `ctrl-d` on the screen and in the config, `jj<enter>` for `--keys` and tests.
//!
//! A [`Key`] has one form for every way in which terminals report it, so that keys can be compared
//! and looked up. To name another key, add a line to `NAMES`.

#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use crate::domain::text;

/// Keys that have a name: as people read it, and as they may also write it. Case does not matter.
const NAMES: [(KeyCode, &str, &[&str]); 17] = [
    (KeyCode::Enter, "Enter", &["return", "cr"]),
    (KeyCode::Esc, "Esc", &["escape"]),
    (KeyCode::Tab, "Tab", &[]),
    (KeyCode::Backspace, "Backspace", &["bs"]),
    (KeyCode::Delete, "Delete", &["del"]),
    (KeyCode::Insert, "Insert", &["ins"]),
    (KeyCode::Home, "Home", &[]),
    (KeyCode::End, "End", &[]),
    (KeyCode::PageUp, "PageUp", &["pgup"]),
    (KeyCode::PageDown, "PageDown", &["pgdn", "pgdown"]),
    (KeyCode::Up, "↑", &["up"]),
    (KeyCode::Down, "↓", &["down"]),
    (KeyCode::Left, "←", &["left"]),
    (KeyCode::Right, "→", &["right"]),
    (KeyCode::Char(' '), "space", &[]),
    (KeyCode::Char('<'), "<", &["lt"]),
    (KeyCode::Char('>'), ">", &["gt"]),
];

/// Modifiers in the order in which they are written: for people, and as Vim writes them.
const MODIFIERS: [(KeyModifiers, &str, &str); 3] = [
    (KeyModifiers::CONTROL, "ctrl", "c"),
    (KeyModifiers::ALT, "alt", "a"),
    (KeyModifiers::SHIFT, "shift", "s"),
];

/// The last function key that terminals report.
const LAST_F: u8 = 24;

/// The columns that an error spends on repeating what was written.
const QUOTED: usize = 24;

/// One press of a key, with what was held down.
///
/// Shift is part of a letter (`G`), except beside ctrl, where terminals tell no large letters from
/// small ones: `ctrl-d`, and `ctrl-shift-d` where a terminal reports it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    code: KeyCode,
    modifiers: KeyModifiers,
}

impl Key {
    /// Returns the key that was pressed, or is held down. `None` for a key that is let go, for one
    /// that only modifies others, and for what belongs to the desktop (super, hyper, meta).
    pub fn pressed(event: KeyEvent) -> Option<Self> {
        (event.kind != KeyEventKind::Release).then(|| Self::new(event.code, event.modifiers))?
    }

    /// Returns a key in its one form; `None` where it has no name.
    pub fn new(code: KeyCode, modifiers: KeyModifiers) -> Option<Self> {
        let ours = KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT;
        if !ours.contains(modifiers) {
            return None;
        }
        match code {
            KeyCode::Char('\r' | '\n') => Self::new(KeyCode::Enter, modifiers),
            KeyCode::Char('\t') => Self::new(KeyCode::Tab, modifiers),
            KeyCode::BackTab => Self::new(KeyCode::Tab, modifiers | KeyModifiers::SHIFT),
            KeyCode::Char(character) if character.is_control() => None,
            KeyCode::Char(character) => {
                let shift = modifiers.contains(KeyModifiers::SHIFT);
                let ctrl = modifiers.contains(KeyModifiers::CONTROL);
                let (character, shift) = if ctrl {
                    (one(character, character.to_lowercase()), shift && character.is_alphabetic())
                } else if shift {
                    (one(character, character.to_uppercase()), false)
                } else {
                    (character, false)
                };
                let mut modifiers = modifiers;
                modifiers.set(KeyModifiers::SHIFT, shift);
                Some(Self { code: KeyCode::Char(character), modifiers })
            }
            KeyCode::F(1..=LAST_F) => Some(Self { code, modifiers }),
            _ => name(code).map(|_| Self { code, modifiers }),
        }
    }

    /// Returns the key without what was held down.
    pub const fn code(self) -> KeyCode {
        self.code
    }

    /// Returns what was held down; shift only where it is no part of the character.
    pub const fn modifiers(self) -> KeyModifiers {
        self.modifiers
    }

    /// Returns the character that the key types into a line of text.
    pub fn typed(self) -> Option<char> {
        match self.code {
            KeyCode::Char(character) if self.modifiers.is_empty() => Some(character),
            _ => None,
        }
    }
}

impl From<Key> for KeyEvent {
    fn from(key: Key) -> Self {
        Self::new(key.code, key.modifiers)
    }
}

/// As people read it: `j`, `G`, `ctrl-d`, `Enter`, `shift-Tab`, `space`, `F1`, `↓`.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (modifier, written, _) in MODIFIERS {
            if self.modifiers.contains(modifier) {
                write!(f, "{written}-")?;
            }
        }
        match (name(self.code), self.code) {
            (Some(name), _) => f.write_str(name),
            (None, KeyCode::F(number)) => write!(f, "F{number}"),
            (None, KeyCode::Char(character)) => write!(f, "{character}"),
            (None, _) => Ok(()),
        }
    }
}

/// What was written names no key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadKeys {
    /// A name that no key has.
    #[error(
        "\"{0}\" is no key; keys are written like j, G, ctrl-d, alt-x, enter, esc, tab, shift-tab, \
         space, up, f1"
    )]
    Unknown(String),
    /// A name that is not closed.
    #[error("\"{0}\" has no closing >; for the character itself write <lt>")]
    Unclosed(String),
}

impl FromStr for Key {
    type Err = BadKeys;

    /// Reads one name: `G`, `ctrl-d`, `shift-tab`, `space`; also `<C-d>`.
    fn from_str(written: &str) -> Result<Self, BadKeys> {
        let inner = written.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
        let mut rest = inner.unwrap_or(written);
        let mut modifiers = KeyModifiers::NONE;
        while let Some((modifier, after)) = modifier(rest) {
            modifiers |= modifier;
            rest = after;
        }
        code(rest)
            // Which character shift makes of a digit is the keyboard's affair.
            .filter(|code| !(modifiers == KeyModifiers::SHIFT && is_unshifted(*code)))
            .and_then(|code| Self::new(code, modifiers))
            .ok_or_else(|| BadKeys::Unknown(quoted(written)))
    }
}

/// Reads keys as they are pressed one after the other: `jj<enter>c1<ctrl-d><lt>`.
pub fn parse_keys(written: &str) -> Result<Vec<Key>, BadKeys> {
    let mut keys = Vec::new();
    let mut rest = written;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '<' => match rest.find('>') {
                Some(end) => end + 1,
                None => return Err(BadKeys::Unclosed(quoted(rest))),
            },
            _ => first.len_utf8(),
        };
        let (key, after) = rest.split_at(length);
        keys.push(key.parse()?);
        rest = after;
    }
    Ok(keys)
}

fn name(code: KeyCode) -> Option<&'static str> {
    NAMES.iter().find(|(named, ..)| *named == code).map(|(_, name, _)| *name)
}

fn code(written: &str) -> Option<KeyCode> {
    let is = |name: &str| name.eq_ignore_ascii_case(written);
    let named =
        NAMES.iter().find(|(_, name, others)| is(name) || others.iter().any(|other| is(other)));
    let mut characters = written.chars();
    match (named, characters.next(), characters.next()) {
        (Some((code, ..)), ..) => Some(*code),
        (None, Some(character), None) => Some(KeyCode::Char(character)),
        (None, Some('f' | 'F'), Some(_)) => {
            let digits = written[1..].bytes().all(|byte| byte.is_ascii_digit());
            let number = written[1..]
                .parse()
                .ok()
                .filter(|number| (1..=LAST_F).contains(number) && digits)?;
            Some(KeyCode::F(number))
        }
        _ => None,
    }
}

/// Splits the first modifier off a name.
fn modifier(written: &str) -> Option<(KeyModifiers, &str)> {
    let (modifier, rest) = written.split_at_checked(written.find(['-', '+'])?)?;
    let rest = rest.get(1..).filter(|rest| !rest.is_empty())?;
    MODIFIERS
        .iter()
        .find(|(_, long, short)| {
            modifier.eq_ignore_ascii_case(long) || modifier.eq_ignore_ascii_case(short)
        })
        .map(|(modifier, ..)| (*modifier, rest))
}

/// Whether the key types a character that has no large form.
fn is_unshifted(code: KeyCode) -> bool {
    matches!(code, KeyCode::Char(character) if character != ' ' && !character.is_alphabetic())
}

/// The one character of a changed case, or the character as it was where there are more.
fn one(character: char, mut changed: impl Iterator<Item = char>) -> char {
    match (changed.next(), changed.next()) {
        (Some(single), None) => single,
        _ => character,
    }
}

fn quoted(written: &str) -> String {
    text::cut(&text::sanitise(written), QUOTED).into_owned()
}
