//! The numbers by which leads that may be one person find each other, and the leads they find.
//!
//! A number only says where to look. What two leads have in common is answered by the leads
//! themselves, so two clues with one number never show.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, params};

use super::error::StoreError;
use super::lookup;
use super::open::Store;
use super::row::LeadKey;
use crate::domain::lead::Lead;
use crate::domain::links::Links;
use crate::domain::similar::{self, Clue, Reason};

/// Changes to the clues, gathered over a transaction and written in the order of the table; `true`
/// is kept from now on.
#[derive(Default)]
pub(super) struct ClueChanges(BTreeMap<(i64, LeadKey), bool>);

impl ClueChanges {
    /// Notes what a lead has.
    pub(super) fn keep(&mut self, key: LeadKey, lead: &Lead) {
        let numbers = similar::kept_numbers(lead.records());
        self.0.extend(numbers.into_iter().map(|number| ((number, key), true)));
    }

    /// Notes that a row no longer has what a lead has.
    pub(super) fn forget(&mut self, key: LeadKey, lead: &Lead) {
        let numbers = similar::kept_numbers(lead.records());
        self.0.extend(numbers.into_iter().map(|number| ((number, key), false)));
    }

    pub(super) fn flush(&mut self, connection: &Connection) -> Result<(), StoreError> {
        let mut insert = connection.prepare_cached(
            "INSERT INTO clues (clue, lead) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        )?;
        let mut delete =
            connection.prepare_cached("DELETE FROM clues WHERE clue = ?1 AND lead = ?2")?;
        for ((number, key), is_kept) in std::mem::take(&mut self.0) {
            let statement = if is_kept { &mut insert } else { &mut delete };
            statement.execute(params![number, key.0])?;
        }
        Ok(())
    }
}

/// A lead that may be the same person as another, and why.
#[derive(Clone, Debug)]
pub struct Likeness {
    /// Its row.
    pub key: LeadKey,
    /// The fold.
    pub lead: Lead,
    /// What the two have in common; never empty.
    pub reasons: BTreeSet<Reason>,
}

impl Store {
    /// Finds the leads that may be the same person as this one, in the order of their rows. What
    /// too many leads have in common is passed over, and so is what somebody parted.
    pub fn similar(&self, key: LeadKey, lead: &Lead) -> Result<Vec<Likeness>, StoreError> {
        if !self.has_clues() {
            return Ok(Vec::new());
        }
        let _snapshot = self.snapshot()?;
        let mut found: BTreeMap<LeadKey, BTreeSet<Reason>> = BTreeMap::new();
        for clue in similar::clues(lead.records()) {
            for other in self.sharing(&clue, clue.reason().crowd())? {
                if other != key {
                    found.entry(other).or_default().insert(clue.reason());
                }
            }
        }
        let mut likenesses = Vec::new();
        for (key, reasons) in found {
            let other = lookup::load(&self.connection, key)?;
            let shared = similar::reasons(lead.records(), other.records());
            let reasons: BTreeSet<Reason> = reasons.intersection(&shared).copied().collect();
            if !reasons.is_empty() && !Links::of([lead, &other]).keep_apart(lead, &other) {
                likenesses.push(Likeness { key, lead: other, reasons });
            }
        }
        Ok(likenesses)
    }

    /// Returns the leads with a clue's number; none where they are more than `most`.
    fn sharing(&self, clue: &Clue, most: usize) -> Result<Vec<LeadKey>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT lead FROM clues WHERE clue = ?1 ORDER BY lead LIMIT ?2")?;
        let limit = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
        let mut leads = statement
            .query_map(params![clue.number(), limit], |row| row.get(0).map(LeadKey))?
            .collect::<rusqlite::Result<Vec<LeadKey>>>()?;
        if leads.len() > most {
            return Ok(Vec::new());
        }
        // Whoever has the address without a tag is found as a person.
        if let Some(person) = clue.untagged() {
            leads.extend(lookup::person_lead(&self.connection, person)?);
        }
        Ok(leads)
    }

    /// Visits every pair of leads that may be one person, those with the strongest reasons first,
    /// each once, until `visit` says no more. The leads come one by one from the file.
    pub fn each_likeness(
        &self,
        mut visit: impl FnMut(LeadKey, &Lead, &Likeness) -> bool,
    ) -> Result<(), StoreError> {
        if !self.has_clues() {
            return Ok(());
        }
        let _snapshot = self.snapshot()?;
        let mut seen = BTreeSet::new();
        for reason in Reason::ALL {
            for key in self.candidates_of(reason)? {
                // Every pair of a lead is visited with it.
                if !seen.insert(key) {
                    continue;
                }
                let lead = lookup::load(&self.connection, key)?;
                for likeness in self.similar(key, &lead)? {
                    if !seen.contains(&likeness.key) && !visit(key, &lead, &likeness) {
                        return Ok(());
                    }
                }
            }
        }
        Ok(())
    }

    /// Returns the leads that have a number of this reason in common with another, each once.
    fn candidates_of(&self, reason: Reason) -> Result<BTreeSet<LeadKey>, StoreError> {
        let numbers = reason.numbers();
        // A tag alone is worth a look: whoever has none has no number.
        let fewest = if reason == Reason::Untagged { 1 } else { 2 };
        let mut statement = self.connection.prepare_cached(
            "SELECT lead FROM clues WHERE clue IN (
                 SELECT clue FROM clues WHERE clue BETWEEN ?1 AND ?2
                 GROUP BY clue HAVING count(*) BETWEEN ?3 AND ?4)",
        )?;
        let most = i64::try_from(reason.crowd()).unwrap_or(i64::MAX);
        let leads = statement
            .query_map(params![numbers.start(), numbers.end(), fewest, most], |row| {
                row.get(0).map(LeadKey)
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(leads)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::policy::Policy;
    use crate::store::lookup::Found;

    #[test]
    fn an_older_file_that_can_only_be_read_is_read_as_it_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("leads.db");
        let raw = Connection::open(&path).expect("a file");
        raw.execute_batch(include_str!("../../tests/fixtures/schema-1.sql")).expect("made");
        drop(raw);
        let store = Store::open_read_only(&path, Policy::default()).expect("readable");
        // There it is one lead still: who is linked, and what is alike, is not kept.
        let key = LeadKey(4);
        assert_eq!(store.find("info@adatum.example").expect("looked for"), Found::One(key));
        let file = store.lead(key).expect("read").expect("there");
        assert_eq!(file.lead.records().len(), 3);
        assert!(store.similar(key, &file.lead).expect("none").is_empty());
        assert!(!store.has_links().expect("none"));
        let mut visited = 0;
        let count = |_: LeadKey, _: &Lead, _: &Likeness| {
            visited += 1;
            true
        };
        store.each_likeness(count).expect("none");
        assert_eq!(visited, 0);
    }
}
