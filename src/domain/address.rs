//! An e-mail address that a message can be sent to.
//!
//! Addresses were typed by strangers, and mail programs read much into them: a comma parts two
//! recipients, angle brackets hide one, a quote may hold anything. So only the plain form is one.

use std::fmt;

use unicode_normalization::char::is_combining_mark;

use super::text::plain;

/// The longest part before the @, in bytes.
const LONGEST_LOCAL: usize = 64;
/// The longest part behind it, in bytes.
const LONGEST_DOMAIN: usize = 253;
/// The longest word between two dots of that, in bytes as typed.
const LONGEST_LABEL: usize = 63;
/// What may stand before the @ beside letters and digits. Dots too, in any place: some real
/// addresses of phone companies begin, end or repeat with one.
const LOCAL_MARKS: &str = ".!#$%&'*+-/=?^_`{|}~";

/// One address, `somebody@somewhere.org`: no name beside it, no quotes, nothing invisible.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Address(String);

impl Address {
    /// Reads an address as typed, outer spaces left out. `None` for what is not exactly one.
    pub fn parse(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        let (local, domain) = typed.split_once('@')?;
        (typed == plain(typed) && is_local(local) && is_domain(domain))
            .then(|| Self(typed.to_owned()))
    }

    /// Returns the address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_local(local: &str) -> bool {
    (1..=LONGEST_LOCAL).contains(&local.len())
        && local.chars().all(|c| is_word_letter(c) || LOCAL_MARKS.contains(c))
}

fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        (1..=LONGEST_LABEL).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| is_word_letter(c) || c == '-')
    };
    domain.len() <= LONGEST_DOMAIN && domain.contains('.') && domain.split('.').all(is_label)
}

/// Letters and digits of every script; the marks of some scripts count as letters.
fn is_word_letter(character: char) -> bool {
    character.is_alphanumeric() || is_combining_mark(character)
}

#[cfg(test)]
mod tests;
