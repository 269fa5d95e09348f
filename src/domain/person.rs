//! Whom a contact names, and when two contacts name one person without anybody saying so.
//!
//! One address is one person, unless the address is a mailbox that many read (`info@`, `sales@`):
//! there the name must agree too. To add a word for such a mailbox:
//! `assets/shared-mailboxes.txt`. What is only likely stands in `similar.rs`, what people said
//! about it in `links.rs`.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use sha2::{Digest, Sha256};
use unicode_normalization::char::is_combining_mark;

use super::contact::{Contact, is_east_asian_letter};
use super::text::{Text, fold};

/// What stands before the `@` of a mailbox that many read.
static SHARED: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    include_str!("../../assets/shared-mailboxes.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .collect()
});

/// Words that stand in a form where no name or company was to be given.
const PLACEHOLDERS: [&str; 30] = [
    "a",
    "abc",
    "anonymous",
    "asdf",
    "blank",
    "customer",
    "demo",
    "example",
    "first",
    "firstname",
    "foo",
    "bar",
    "lastname",
    "last",
    "n",
    "na",
    "name",
    "nil",
    "no",
    "none",
    "null",
    "private",
    "self",
    "test",
    "tester",
    "testing",
    "unknown",
    "user",
    "x",
    "xxx",
];

/// An e-mail address, without regard to case and outer spaces.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mailbox {
    folded: String,
    /// Where the `@` stands.
    at: usize,
}

impl Mailbox {
    /// Reads an address; `None` for what names nobody: empty, `-`, `n/a`, `none`, or anything
    /// without an `@` between two parts.
    pub fn parse(text: &str) -> Option<Self> {
        let folded = text.trim().to_lowercase();
        let at = folded.rfind('@')?;
        let is_whole = at > 0 && at + 1 < folded.len() && !folded.contains(char::is_whitespace);
        is_whole.then_some(Self { folded, at })
    }

    /// Returns the address that a contact bears.
    pub fn of(contact: &Contact) -> Option<Self> {
        Self::parse(contact.email.as_ref()?.raw())
    }

    /// Returns the address in small letters.
    pub fn as_str(&self) -> &str {
        &self.folded
    }

    /// Returns the address without its plus-tag (`ada+azure@` is `ada@`), where it has one.
    pub fn without_tag(&self) -> Option<Self> {
        let (local, domain) = self.folded.split_at(self.at);
        match local.find('+') {
            Some(tag) if tag > 0 => {
                Some(Self { folded: format!("{}{domain}", &local[..tag]), at: tag })
            }
            _ => None,
        }
    }

    /// Returns whether the mailbox is one that many read, whatever its tag.
    pub fn is_shared(&self) -> bool {
        let local = &self.folded[..self.at];
        let local = local.split('+').find(|part| !part.is_empty()).unwrap_or_default();
        let parts: Vec<String> = local
            .split(['.', '-', '_'])
            .map(|part| fold(part.trim_end_matches(|c: char| c.is_ascii_digit())))
            .filter(|part| !part.is_empty())
            .collect();
        let is_known = |word: &str| SHARED.contains(word);
        is_known(&parts.concat())
            || !parts.is_empty() && parts.iter().all(|part| is_known(part.as_str()))
    }

    /// Returns the key of the one person whose address it is.
    pub fn key(&self) -> PersonKey {
        PersonKey::hash(self.folded.as_bytes())
    }
}

/// The key by which records of one person find each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonKey(pub [u8; 16]);

impl PersonKey {
    /// Returns the key of a contact: a hash of the address; for a mailbox that many read, of the
    /// address and the name. `None` where the contact names nobody for certain.
    pub fn of(contact: &Contact) -> Option<Self> {
        let address = Mailbox::of(contact)?;
        if !address.is_shared() {
            return Some(address.key());
        }
        let name = full_name(contact)?;
        Some(Self::hash(format!("{}\n{name}", address.as_str()).as_bytes()))
    }

    fn hash(bytes: &[u8]) -> Self {
        let digest = Sha256::digest(bytes);
        let mut key = [0; 16];
        key.copy_from_slice(&digest[..16]);
        Self(key)
    }
}

/// Returns the whole name of a contact, folded for comparing; `None` where it is one word or a
/// placeholder, which many people share.
pub fn full_name(contact: &Contact) -> Option<String> {
    let name = contact.name()?;
    let words = name_words(&name);
    let letters = || name.raw().trim().chars();
    let is_whole = words.len() > 1 || letters().count() > 1 && letters().all(is_east_asian_letter);
    (is_whole && says_something(&words)).then(|| words.join(" "))
}

/// Returns a name's words for comparing: without case, accents and punctuation.
pub fn name_words(name: &Text) -> Vec<String> {
    let plain: String = name
        .raw()
        .chars()
        .filter(|c| !matches!(c, '.' | '\'' | '’' | '`'))
        .map(|c| if c.is_alphanumeric() || is_combining_mark(c) { c } else { ' ' })
        .collect();
    plain.split_whitespace().map(fold).filter(|word| !word.is_empty()).collect()
}

/// Returns whether some word is more than a placeholder or a digit.
pub fn says_something(words: &[String]) -> bool {
    let is_empty_word = |word: &String| {
        PLACEHOLDERS.contains(&word.as_str()) || word.chars().all(|c| c.is_ascii_digit())
    };
    !words.iter().all(is_empty_word)
}

#[cfg(test)]
mod tests;
