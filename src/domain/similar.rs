//! Which leads may be the same person: suggested with the reason, never assumed.
//!
//! A [`Clue`] is what two leads can have in common. The store keeps a number for each clue of each
//! lead, so that few leads need to be looked at; whether two leads share a clue is always answered
//! by the leads themselves. To add a reason: its variant in [`Reason`], and its clue in [`clues`].

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::country::Country;
use super::person::{Mailbox, PersonKey, full_name, name_words, says_something};
use super::phone::Phone;
use super::record::LeadRecord;
use crate::language::Messages;

/// How many bits of a clue's number are a hash; those above are the reason, the first is the sign.
const HASH_BITS: u32 = 61;

/// The forms in which companies are written, which say nothing about which one it is.
const LEGAL_FORMS: [&str; 30] = [
    "ab",
    "ag",
    "aps",
    "as",
    "asa",
    "bv",
    "co",
    "company",
    "corp",
    "corporation",
    "gmbh",
    "inc",
    "incorporated",
    "kg",
    "kk",
    "limited",
    "llc",
    "llp",
    "ltd",
    "ltda",
    "nv",
    "oy",
    "plc",
    "pty",
    "sa",
    "sarl",
    "sas",
    "sl",
    "spa",
    "srl",
];

/// Why two leads may be the same person; the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// One address is the other with a plus-tag, or both are one with two tags.
    #[serde(rename = "address_without_tag")]
    Untagged,
    /// The phone number, with its extension.
    Phone,
    /// The whole name and the company.
    NameAndCompany,
    /// A mailbox that many read.
    SharedMailbox,
}

impl Reason {
    /// All of them, the strongest first.
    pub const ALL: [Self; 4] =
        [Self::Untagged, Self::Phone, Self::NameAndCompany, Self::SharedMailbox];

    /// Returns the reason in words.
    pub fn label(self, say: &Messages) -> String {
        match self {
            Self::Untagged => say.similar_untagged(),
            Self::Phone => say.similar_phone(),
            Self::NameAndCompany => say.similar_name_and_company(),
            Self::SharedMailbox => say.similar_shared_mailbox(),
        }
    }

    /// Returns how many leads can share a clue before it says nothing any more: a number that a
    /// dozen people have is a switchboard.
    pub const fn crowd(self) -> usize {
        match self {
            Self::Untagged => 100,
            Self::Phone | Self::NameAndCompany | Self::SharedMailbox => 10,
        }
    }

    /// Returns the numbers of all clues of this reason.
    pub const fn numbers(self) -> RangeInclusive<i64> {
        let first = (self as i64) << HASH_BITS;
        first..=first | ((1 << HASH_BITS) - 1)
    }
}

/// What two leads can have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clue {
    reason: Reason,
    value: String,
}

impl Clue {
    /// Returns the clue of a mailbox that many read, whatever its tag; `None` for a person's own.
    pub fn of_shared(address: &Mailbox) -> Option<Self> {
        let bare = address.without_tag();
        let value = bare.as_ref().unwrap_or(address).as_str().to_owned();
        address.is_shared().then_some(Self { reason: Reason::SharedMailbox, value })
    }

    /// Returns what it would say about two leads.
    pub const fn reason(&self) -> Reason {
        self.reason
    }

    /// Returns the number that the store keeps. Two clues may have one number.
    pub fn number(&self) -> i64 {
        let digest = Sha256::digest(self.value.as_bytes());
        let mut hash = [0; 8];
        hash.copy_from_slice(&digest[..8]);
        self.reason.numbers().start() | (i64::from_be_bytes(hash) & ((1 << HASH_BITS) - 1))
    }

    /// Returns the key of the person whose address it is without a tag.
    pub fn untagged(&self) -> Option<PersonKey> {
        match self.reason {
            Reason::Untagged => Mailbox::parse(&self.value).map(|address| address.key()),
            _ => None,
        }
    }
}

/// Returns what the records of a lead have that another lead could have too. Test records and
/// those whose person was withheld have nothing.
pub fn clues(records: &[LeadRecord]) -> BTreeSet<Clue> {
    let mut clues = BTreeSet::new();
    for record in records.iter().filter(|record| !record.test && !record.withheld) {
        if let Some(address) = Mailbox::of(&record.contact) {
            clues.insert(match Clue::of_shared(&address) {
                Some(shared) => shared,
                None => untagged(&address),
            });
        }
        clues.extend(phone(record));
        clues.extend(name_and_company(record));
    }
    clues
}

/// Returns the numbers by which the store finds a lead. An address without a tag is not among
/// them: the store finds it as a person. A shared mailbox is, even of a test: people type it.
pub fn kept_numbers(records: &[LeadRecord]) -> BTreeSet<i64> {
    let addresses = || records.iter().filter_map(|record| Mailbox::of(&record.contact));
    let tagged: BTreeSet<Clue> = addresses()
        .filter(|address| address.without_tag().is_some())
        .map(|address| untagged(&address))
        .collect();
    clues(records)
        .into_iter()
        .filter(|clue| clue.reason != Reason::Untagged || tagged.contains(clue))
        .chain(addresses().filter_map(|address| Clue::of_shared(&address)))
        .map(|clue| clue.number())
        .collect()
}

/// Returns why two leads may be the same person; nothing where they are not known to share a clue.
pub fn reasons(one: &[LeadRecord], other: &[LeadRecord]) -> BTreeSet<Reason> {
    clues(one).intersection(&clues(other)).map(Clue::reason).collect()
}

fn untagged(address: &Mailbox) -> Clue {
    let bare = address.without_tag();
    let value = bare.as_ref().unwrap_or(address).as_str().to_owned();
    Clue { reason: Reason::Untagged, value }
}

fn phone(record: &LeadRecord) -> Option<Clue> {
    let country = || Country::parse(record.contact.country.as_ref()?.raw());
    let phone = Phone::parse(record.contact.phone.as_ref()?.raw(), country())?;
    // With its extension: a switchboard is not one person.
    Some(Clue { reason: Reason::Phone, value: phone.uri() })
}

/// The words of the name stand in the order of the alphabet: forms differ in which comes first.
fn name_and_company(record: &LeadRecord) -> Option<Clue> {
    let company = name_words(record.contact.company.as_ref()?);
    let is_form = |word: &String| LEGAL_FORMS.contains(&word.as_str());
    let bare = company.len() - company.iter().rev().take_while(|word| is_form(word)).count();
    let company = if bare == 0 { company.as_slice() } else { &company[..bare] };
    if !says_something(company) {
        return None;
    }
    let name = full_name(&record.contact)?;
    let mut words: Vec<&str> = name.split(' ').collect();
    words.sort_unstable();
    let value = format!("{}\n{}", words.join(" "), company.join(" "));
    Some(Clue { reason: Reason::NameAndCompany, value })
}

#[cfg(test)]
mod tests;
