//! Erasing a person: the one exception to "nothing is ever removed".
//!
//! Their records and notes go, from the file, its journal and the search index; their events stay,
//! because no event holds personal data. A keyed hash of the address stays too, so that the next
//! delivery does not bring them back.

use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use rusqlite::Connection;
use sha2::Sha256;
use uuid::Uuid;

use super::counterparts;
use super::error::StoreError;
use super::lookup;
use super::open::{Access, Store};
use super::outbox;
use super::project::{self, Changes};
use super::rejects;
use super::row::LeadKey;
use crate::domain::person::{Mailbox, PersonKey};
use crate::domain::record::LeadRecord;
use crate::domain::traces::Traces;

/// All rejects, however many.
const ALL: usize = usize::MAX;

/// How much went with a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Erased {
    /// Their records.
    pub records: usize,
    /// What was noted on them.
    pub notes: usize,
    /// What could not be read, and spoke of them.
    pub rejects: usize,
}

/// Whether somebody who is erased may come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Return {
    /// They asked for it: what a feed still brings of them is refused.
    Refused,
    /// They were only kept for long enough: when they ask again they are welcome.
    Welcome,
}

/// The name of the setting that keys the hashes.
const KEY: &str = "erasure_key";

/// The people who were erased, as hashes under this file's own key.
pub(super) struct Suppressed {
    key: Vec<u8>,
    hashes: std::collections::HashSet<[u8; 32]>,
}

impl Suppressed {
    /// Reads the list; `None` while nobody was erased.
    pub(super) fn read(connection: &Connection) -> Result<Option<Self>, StoreError> {
        let mut statement = connection.prepare_cached("SELECT hash FROM erased")?;
        let hashes = statement
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<std::collections::HashSet<[u8; 32]>>>()?;
        if hashes.is_empty() {
            return Ok(None);
        }
        let key: String =
            connection
                .query_row("SELECT value FROM meta WHERE name = ?1", [KEY], |row| row.get(0))?;
        Ok(Some(Self { key: key.into_bytes(), hashes }))
    }

    /// Returns whether a record brings back somebody who was erased.
    pub(super) fn holds(&self, record: &LeadRecord) -> bool {
        // Before mailboxes were known to be shared, whoever wrote from one was erased by its address.
        let address = Mailbox::of(&record.contact).map(|address| hash(&self.key, &address.key().0));
        self.hashes.contains(&hash_of(&self.key, record))
            || address.is_some_and(|hash| self.hashes.contains(&hash))
    }
}

/// Returns the hash of the person behind a record; of the record itself where it names nobody.
fn hash_of(key: &[u8], record: &LeadRecord) -> [u8; 32] {
    match PersonKey::of(&record.contact) {
        Some(person) => hash(key, &person.0),
        None => hash(key, record.id.as_bytes()),
    }
}

fn hash(key: &[u8], bytes: &[u8]) -> [u8; 32] {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key)
        .unwrap_or_else(|_| <Hmac<Sha256> as KeyInit>::new(&Default::default()));
    mac.update(bytes);
    mac.finalize().into_bytes().into()
}

impl Store {
    /// Erases everybody whom another file erased, and keeps them from coming back here as well.
    pub(super) fn suppress(&mut self, others: &Suppressed) -> Result<(), StoreError> {
        let mut found = Vec::new();
        for key in self.all_leads()? {
            let lead = lookup::load(&self.connection, key)?;
            if lead.records().iter().any(|record| others.holds(record)) {
                found.push(key);
            }
        }
        self.erase_all(&found, Return::Refused)?;
        // The hashes speak for people who are not here too, as long as both files hash alike.
        let key = String::from_utf8_lossy(&others.key);
        self.connection.execute(
            "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            [KEY, key.as_ref()],
        )?;
        if self.meta(KEY)?.as_deref() == Some(key.as_ref()) {
            for hash in &others.hashes {
                self.connection.execute(
                    "INSERT INTO erased (hash) VALUES (?1) ON CONFLICT DO NOTHING",
                    [hash],
                )?;
            }
        }
        Ok(())
    }

    fn all_leads(&self) -> Result<Vec<LeadKey>, StoreError> {
        let mut statement = self.connection.prepare("SELECT key FROM leads ORDER BY key")?;
        let keys = statement.query_map([], |row| row.get(0).map(LeadKey))?;
        Ok(keys.collect::<rusqlite::Result<_>>()?)
    }

    /// Returns the leads that are at rest since a moment, as [`is_at_rest_since`](crate::domain::lead::Lead::is_at_rest_since) says.
    ///
    /// # Errors
    /// Those of the file.
    pub fn leads_at_rest(&self, since: DateTime<Utc>) -> Result<Vec<LeadKey>, StoreError> {
        let mut statement = self.connection.prepare(
            "SELECT key FROM leads WHERE received_at < ?1 AND ifnull(touched_at, 0) < ?1 ORDER BY key",
        )?;
        let old = statement.query_map([since.timestamp_millis()], |row| row.get(0).map(LeadKey))?;
        let mut resting = Vec::new();
        for key in old {
            let key = key?;
            if lookup::load(&self.connection, key)?.is_at_rest_since(since) {
                resting.push(key);
            }
        }
        Ok(resting)
    }

    /// Erases a lead with all persons who are linked: records, notes, clues, search entry, and what
    /// could not be read but speaks of them; now and in the journal. They are kept from coming back.
    ///
    /// # Errors
    /// Those of [`Self::erase_all`].
    pub fn erase(&mut self, key: LeadKey) -> Result<Erased, StoreError> {
        self.erase_all(&[key], Return::Refused)
    }

    /// Erases leads, each with all persons who are linked, as [`Self::erase`] does.
    ///
    /// # Errors
    /// Those of the file. Whoever was erased before one is gone, and the next erasure cleans the
    /// journal.
    pub fn erase_all(&mut self, keys: &[LeadKey], back: Return) -> Result<Erased, StoreError> {
        if self.access == Access::ReadOnly {
            return Err(StoreError::ReadOnly);
        }
        let mut gone = Erased::default();
        for key in keys {
            self.take_out(*key, back, &mut gone)?;
        }
        if !keys.is_empty() {
            // Deleted pages are overwritten (secure_delete); the index and the journal need this.
            self.connection.execute("INSERT INTO search (search) VALUES ('optimize')", [])?;
            self.connection.execute_batch("VACUUM")?;
            self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        }
        Ok(gone)
    }

    fn take_out(
        &mut self,
        key: LeadKey,
        back: Return,
        gone: &mut Erased,
    ) -> Result<(), StoreError> {
        let secret = match self.meta(KEY)? {
            Some(secret) => secret,
            None => format!("{}{}", Uuid::new_v4(), Uuid::new_v4()),
        };
        let transaction =
            self.connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        transaction.execute(
            "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            [KEY, &secret],
        )?;
        let key = lookup::lead_of(&transaction, key.0)?;
        let lead = lookup::load(&transaction, key)?;
        let mut changes = Changes::default();
        let traces = Traces::of(&lead);
        for reject in rejects::kept(&transaction, ALL)? {
            if traces.are_in(&reject.bytes) || traces.are_in(reject.reason.as_bytes()) {
                rejects::let_go(&transaction, &reject.id)?;
                gone.rejects += 1;
            }
        }
        for record in lead.records() {
            changes.count_arrival(record, -1);
            let id = record.id.as_bytes();
            if back == Return::Refused {
                transaction.execute(
                    "INSERT INTO erased (hash) VALUES (?1) ON CONFLICT DO NOTHING",
                    [hash_of(secret.as_bytes(), record)],
                )?;
            }
            transaction.execute("INSERT INTO erasing (record) VALUES (?1)", [id])?;
            gone.notes += transaction.execute("DELETE FROM notes WHERE record = ?1", [id])?;
            transaction.execute("DELETE FROM records WHERE id = ?1", [id])?;
            transaction.execute("DELETE FROM erasing", [])?;
            counterparts::forget_record(&transaction, record.id)?;
            outbox::forget_record(&transaction, record.id)?;
            gone.records += 1;
        }
        project::remove(&transaction, &mut changes, key, &lead)?;
        transaction.execute("DELETE FROM people WHERE lead = ?1", [key.0])?;
        transaction.execute("DELETE FROM members WHERE lead = ?1", [key.0])?;
        changes.flush(&transaction)?;
        Ok(transaction.commit()?)
    }
}
