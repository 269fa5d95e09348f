//! Finding leads by what people type, and reading one whole.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use super::error::StoreError;
use super::log;
use super::open::Store;
use super::outbox::Posted;
use super::row::LeadKey;
use crate::domain::ids::{IdPrefix, NoteId, RecordId};
use crate::domain::lead::Lead;
use crate::domain::person::{Mailbox, PersonKey};
use crate::domain::record::LeadRecord;
use crate::domain::similar::Clue;
use crate::domain::text::Text;

/// How many leads an ambiguous word names at most.
const SOME: usize = 5;

/// The first schema that keeps clues.
const FIRST_SCHEMA_WITH_CLUES: i64 = 2;

/// A note, with its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Which.
    pub id: NoteId,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// Who wrote it.
    pub actor: String,
    /// What it says.
    pub text: Text,
}

/// A lead, whole.
#[derive(Clone, Debug)]
pub struct LeadFile {
    /// Its row.
    pub key: LeadKey,
    /// The fold.
    pub lead: Lead,
    /// The notes that hold, oldest first.
    pub notes: Vec<Note>,
    /// How it stands between us and each CRM that is told of it.
    pub posted: Vec<Posted>,
}

/// What a word of the command line names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing.
    Nobody,
    /// One lead.
    One(LeadKey),
    /// The beginning of several ids, or the mailbox of several people: some of the ids.
    Several(Vec<RecordId>),
}

impl Store {
    /// Finds a lead by the id of any of its records, by an id's unique beginning, or by an address.
    pub fn find(&self, word: &str) -> Result<Found, StoreError> {
        let word = word.trim();
        if let Some(address) = Mailbox::parse(word) {
            return self.find_address(&address);
        }
        let Some(prefix) = IdPrefix::parse(word) else {
            return Ok(Found::Nobody);
        };
        let mut statement = self.connection.prepare_cached(
            "SELECT key, id FROM records WHERE id BETWEEN ?1 AND ?2 ORDER BY id LIMIT ?3",
        )?;
        let records = statement
            .query_map(params![prefix.low, prefix.high, SOME], |row| {
                Ok((row.get(0)?, RecordId::from_bytes(row.get(1)?)))
            })?
            .collect::<rusqlite::Result<Vec<(i64, RecordId)>>>()?;
        let mut leads = Vec::new();
        for (record, _) in &records {
            let lead = lead_of(&self.connection, *record)?;
            if !leads.contains(&lead) {
                leads.push(lead);
            }
        }
        Ok(match leads.as_slice() {
            [] => Found::Nobody,
            [one] => Found::One(*one),
            _ => Found::Several(records.into_iter().map(|(_, id)| id).collect()),
        })
    }

    fn find_address(&self, address: &Mailbox) -> Result<Found, StoreError> {
        let known = person_lead(&self.connection, address.key())?;
        let Some(clue) = Clue::of_shared(address).filter(|_| known.is_none() && self.has_clues())
        else {
            return Ok(known.map_or(Found::Nobody, Found::One));
        };
        // Several people read this mailbox, with and without a tag.
        let mut statement = self
            .connection
            .prepare_cached("SELECT lead FROM clues WHERE clue = ?1 ORDER BY lead")?;
        let mut rows = statement.query([clue.number()])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let key = LeadKey(row.get(0)?);
            let lead = load(&self.connection, key)?;
            let bears =
                |record: &LeadRecord| Mailbox::of(&record.contact).as_ref() == Some(address);
            if found.len() < SOME && lead.records().iter().any(bears) {
                found.extend(lead.id().map(|id| (key, id)));
            }
        }
        Ok(match found.as_slice() {
            [] => Found::Nobody,
            [(one, _)] => Found::One(*one),
            _ => Found::Several(found.into_iter().map(|(_, id)| id).collect()),
        })
    }

    /// Returns whether the file keeps clues: an older one that can only be read has none.
    pub(super) fn has_clues(&self) -> bool {
        self.schema >= FIRST_SCHEMA_WITH_CLUES
    }

    /// Returns whether records were ever linked or parted.
    pub fn has_links(&self) -> Result<bool, StoreError> {
        Ok(self.has_clues() && log::has_links(&self.connection)?)
    }

    /// Returns the row in which a lead stands now: another one where it was linked to it since.
    pub fn standing(&self, key: LeadKey) -> Result<LeadKey, StoreError> {
        lead_of(&self.connection, key.0)
    }

    /// Reads a lead whole, also by a row in which it stood before it was linked; `None` where it
    /// is gone.
    pub fn lead(&self, key: LeadKey) -> Result<Option<LeadFile>, StoreError> {
        let key = self.standing(key)?;
        let lead = load(&self.connection, key)?;
        if lead.records().is_empty() {
            return Ok(None);
        }
        let mut notes = Vec::new();
        for id in &lead.state().notes {
            if let Some(note) = note(&self.connection, *id)? {
                notes.push(note);
            }
        }
        let records: Vec<RecordId> = lead.records().iter().map(|record| record.id).collect();
        let posted = self.posted(&records)?;
        Ok(Some(LeadFile { key, lead, notes, posted }))
    }

    /// Returns the lead of a record, by the row in which it stands.
    pub fn lead_of_record(&self, record: RecordId) -> Result<Option<LeadKey>, StoreError> {
        match record_key(&self.connection, record)? {
            Some(row) => Ok(Some(lead_of(&self.connection, row)?)),
            None => Ok(None),
        }
    }

    /// Reads a note and the record that it hangs on.
    pub fn note_with_record(&self, id: NoteId) -> Result<Option<(RecordId, Note)>, StoreError> {
        let record = self
            .connection
            .prepare_cached("SELECT record FROM notes WHERE id = ?1")?
            .query_row([id.0.as_bytes()], |row| row.get(0).map(RecordId::from_bytes))
            .optional()?;
        Ok(record.zip(note(&self.connection, id)?))
    }

    /// Reads the payload of a record as it was received, where it says more than the record.
    pub fn raw(&self, record: RecordId) -> Result<Option<String>, StoreError> {
        let raw = self
            .connection
            .prepare_cached("SELECT raw FROM records WHERE id = ?1")?
            .query_row([record.as_bytes()], |row| row.get(0))
            .optional()?;
        Ok(raw.flatten())
    }
}

/// Returns the lead that a record belongs to.
pub(super) fn lead_of(connection: &Connection, record: i64) -> Result<LeadKey, StoreError> {
    let lead = connection
        .prepare_cached("SELECT lead FROM members WHERE record = ?1")?
        .query_row([record], |row| row.get(0))
        .optional()?;
    Ok(LeadKey(lead.unwrap_or(record)))
}

/// Returns the lead of the person with an address.
pub(super) fn person_lead(
    connection: &Connection,
    person: PersonKey,
) -> Result<Option<LeadKey>, StoreError> {
    let lead = connection
        .prepare_cached("SELECT lead FROM people WHERE person = ?1")?
        .query_row([person.0], |row| row.get(0).map(LeadKey))
        .optional()?;
    Ok(lead)
}

/// Returns the row of a record, by its id.
pub(super) fn record_key(connection: &Connection, id: RecordId) -> Result<Option<i64>, StoreError> {
    let key = connection
        .prepare_cached("SELECT key FROM records WHERE id = ?1")?
        .query_row([id.as_bytes()], |row| row.get(0))
        .optional()?;
    Ok(key)
}

/// Returns when a record that is here was received.
pub(super) fn received_at(
    connection: &Connection,
    id: RecordId,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let body: Option<String> = connection
        .prepare_cached("SELECT body FROM records WHERE id = ?1")?
        .query_row([id.as_bytes()], |row| row.get(0))
        .optional()?;
    body.map(|body| Ok(read_record(&body)?.received_at)).transpose()
}

/// Folds a lead from the truth.
pub(super) fn load(connection: &Connection, key: LeadKey) -> Result<Lead, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT body FROM records WHERE key = ?1
         UNION ALL
         SELECT body FROM records WHERE key IN (SELECT record FROM members WHERE lead = ?1)",
    )?;
    let bodies = statement
        .query_map([key.0], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<String>>>()?;
    let records = bodies.iter().map(|body| read_record(body)).collect::<Result<Vec<_>, _>>()?;
    let mut events = Vec::new();
    for record in &records {
        events.extend(log::of_record(connection, record.id)?);
    }
    Ok(Lead::new(records, events))
}

pub(super) fn read_record(body: &str) -> Result<LeadRecord, StoreError> {
    serde_json::from_str(body).map_err(|_| StoreError::Unreadable { what: "a record" })
}

fn note(connection: &Connection, id: NoteId) -> Result<Option<Note>, StoreError> {
    let note = connection
        .prepare_cached("SELECT id, at, actor, text FROM notes WHERE id = ?1")?
        .query_row([id.0.as_bytes()], |row| {
            Ok(Note {
                id: NoteId(Uuid::from_bytes(row.get(0)?)),
                at: log::millis(row.get(1)?),
                actor: row.get(2)?,
                text: Text::new(row.get::<_, String>(3)?),
            })
        })
        .optional()?;
    Ok(note)
}
