//! Who is who: leads that may be one person, linking them, and parting them again.
//!
//! One act is one batch, which undo takes back as a whole. What may be linked is decided by
//! [`crate::domain::links`], what is suggested by [`crate::domain::similar`].

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::triage::{Decision, author};
use crate::domain::contact::Contact;
use crate::domain::funnel::{Stage, Status};
use crate::domain::ids::{IdPrefix, LeadId, RecordId};
use crate::domain::lead::Lead;
use crate::domain::links::{self, Bond};
pub use crate::domain::links::{Person, persons};
use crate::domain::person::Mailbox;
use crate::domain::refusal::Refusal;
pub use crate::domain::similar::Reason;
use crate::store::clues::Likeness;
use crate::store::lookup::LeadFile;
use crate::store::write::Writer;
use crate::store::{LeadKey, Store, StoreError};

/// A lead, as far as one must know it to tell whether it is the same person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// Its row.
    pub key: LeadKey,
    /// Its name.
    pub id: LeadId,
    /// Who it is.
    pub person: Contact,
    /// How far the customer has come.
    pub stage: Stage,
    /// What was made of it.
    pub status: Status,
    /// How many records it has.
    pub records: usize,
}

impl Party {
    fn of(key: LeadKey, lead: &Lead) -> Option<Self> {
        Some(Self {
            key,
            id: lead.id()?,
            person: lead.person(),
            stage: lead.stage(),
            status: lead.status(),
            records: lead.records().len(),
        })
    }
}

/// A lead that may be the same person as the one that was asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Similar {
    /// The lead.
    pub party: Party,
    /// Why, the strongest reason first. Never empty.
    pub reasons: Vec<Reason>,
}

impl Similar {
    fn of(likeness: &Likeness) -> Option<Self> {
        let party = Party::of(likeness.key, &likeness.lead)?;
        Some(Self { party, reasons: likeness.reasons.iter().copied().collect() })
    }
}

/// Finds the leads that may be the same person, those with the strongest reasons first.
///
/// # Errors
/// Those of the store.
pub fn similar(store: &Store, file: &LeadFile) -> Result<Vec<Similar>, StoreError> {
    let found = store.similar(file.key, &file.lead)?;
    let mut similar: Vec<Similar> = found.iter().filter_map(Similar::of).collect();
    similar
        .sort_by(|one, other| (&one.reasons, one.party.id).cmp(&(&other.reasons, other.party.id)));
    Ok(similar)
}

/// Visits every two leads of the file that may be one person, each pair once, until `visit` says
/// no more. Leads with strong reasons come first; the order is the same each time.
///
/// # Errors
/// Those of the store.
pub fn each_suggestion(
    store: &Store,
    mut visit: impl FnMut(Party, Similar) -> bool,
) -> Result<(), StoreError> {
    store.each_likeness(|key, lead, likeness| match (Party::of(key, lead), Similar::of(likeness)) {
        (Some(party), Some(similar)) => visit(party, similar),
        _ => true,
    })
}

/// Says that two leads are one person. Where done, [`Decision::done`] is the one lead.
///
/// # Errors
/// Those of the store; then nothing was changed.
pub fn link(
    store: &mut Store,
    actor: &str,
    now: DateTime<Utc>,
    one: LeadKey,
    other: LeadKey,
) -> Result<Decision, StoreError> {
    decide(store, actor, now, one, |writer, lead| Ok(links::link(lead, &standing(writer, other)?)))
}

/// What a lead is parted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parting {
    /// Every person that it is made of from every other.
    All,
    /// The person of this record from the rest, which stays one lead.
    Person(RecordId),
    /// Another lead, which is not the same person; it need not have been suggested.
    Lead(LeadKey),
}

/// Says that persons are not one. Where done, [`Decision::done`] are the leads that there are now.
///
/// # Errors
/// Those of the store; then nothing was changed.
pub fn unlink(
    store: &mut Store,
    actor: &str,
    now: DateTime<Utc>,
    lead: LeadKey,
    from: Parting,
) -> Result<Decision, StoreError> {
    decide(store, actor, now, lead, |writer, lead| {
        Ok(match from {
            Parting::All => links::unlink_all(lead),
            Parting::Person(record) => links::unlink(lead, record),
            Parting::Lead(other) => links::keep_apart(lead, &standing(writer, other)?),
        })
    })
}

fn decide(
    store: &mut Store,
    actor: &str,
    now: DateTime<Utc>,
    key: LeadKey,
    bonds: impl FnOnce(&mut Writer<'_>, &Lead) -> Result<Result<Vec<Bond>, Refusal>, StoreError>,
) -> Result<Decision, StoreError> {
    let author = author(actor, now);
    store.write(|writer| {
        let lead = standing(writer, key)?;
        Ok(match bonds(writer, &lead)? {
            Ok(bonds) => {
                Decision { done: writer.append_bonds(&author, bonds)?, ..Decision::default() }
            }
            Err(refusal) => Decision { refused: vec![(key, refusal)], ..Decision::default() },
        })
    })
}

/// Another process may have linked it since the screen was drawn.
fn standing(writer: &mut Writer<'_>, key: LeadKey) -> Result<Lead, StoreError> {
    let key = writer.standing(key)?;
    Ok(writer.lead(key)?.clone())
}

/// Returns the persons of a lead whom a word names, by their earliest records: the id of one of
/// their records, its beginning, or their address.
pub fn named_in(lead: &Lead, word: &str) -> BTreeSet<RecordId> {
    let word = word.trim();
    let (address, prefix) = (Mailbox::parse(word), IdPrefix::parse(word));
    persons(lead)
        .iter()
        .filter(|person| {
            person.records.iter().any(|record| {
                let is_address = address.is_some() && Mailbox::of(&record.contact) == address;
                is_address || prefix.is_some_and(|prefix| prefix.covers(record.id))
            })
        })
        .filter_map(Person::id)
        .collect()
}
