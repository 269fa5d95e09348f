//! What CRMs last said of their leads.
//!
//! It is no truth of ours and follows from none: without it a CRM would be listened to as if for the
//! first time, which repeats nothing that stands here already. It goes with the record it is about.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};

use super::error::StoreError;
use super::log::millis;
use super::open::Store;
use crate::domain::counterpart::Counterpart;
use crate::domain::ids::RecordId;

/// The first schema that knows counterparts; an older file can be here where it can only be read.
const FIRST_SCHEMA_WITH_COUNTERPARTS: i64 = 7;

/// A lead in a CRM, as it was seen last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sight {
    /// The feed that brought it.
    pub feed: String,
    /// The CRM's own id.
    pub id: String,
    /// When the CRM said that it was deleted there.
    pub gone_at: Option<DateTime<Utc>>,
}

impl Store {
    /// Returns the CRMs' leads behind a record.
    ///
    /// # Errors
    /// Those of the file.
    pub fn counterparts(&self, record: RecordId) -> Result<Vec<Sight>, StoreError> {
        if self.schema < FIRST_SCHEMA_WITH_COUNTERPARTS {
            return Ok(Vec::new());
        }
        let mut statement = self.connection.prepare_cached(
            "SELECT feed, id, gone_at FROM counterparts WHERE record = ?1 ORDER BY feed, id",
        )?;
        let sights = statement.query_map([record.as_bytes()], |row| {
            let gone_at: Option<i64> = row.get(2)?;
            Ok(Sight { feed: row.get(0)?, id: row.get(1)?, gone_at: gone_at.map(millis) })
        })?;
        Ok(sights.collect::<rusqlite::Result<_>>()?)
    }
}

/// Returns what a CRM said of a lead when it was seen last.
pub(super) fn last(
    connection: &Connection,
    feed: &str,
    id: &str,
) -> Result<Option<Counterpart>, StoreError> {
    let state: Option<String> = connection
        .prepare_cached("SELECT state FROM counterparts WHERE feed = ?1 AND id = ?2")?
        .query_row([feed, id], |row| row.get(0))
        .optional()?;
    // One of a newer leadclock that this one can not read is as good as none.
    Ok(state.and_then(|state| serde_json::from_str(&state).ok()))
}

/// Keeps what a CRM says of a lead now.
pub(super) fn keep(
    connection: &Connection,
    feed: &str,
    id: &str,
    record: RecordId,
    version: &str,
    state: &Counterpart,
) -> Result<(), StoreError> {
    let state = serde_json::to_string(state)
        .map_err(|_| StoreError::Unreadable { what: "what a CRM says" })?;
    connection
        .prepare_cached(
            "INSERT INTO counterparts (feed, id, record, version, state) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO UPDATE SET record = ?3, version = ?4, state = ?5, gone_at = NULL",
        )?
        .execute(params![feed, id, record.as_bytes(), version, state])?;
    Ok(())
}

/// Notes that a CRM deleted a lead.
pub(super) fn note_gone(
    connection: &Connection,
    feed: &str,
    id: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE counterparts SET gone_at = ?3 WHERE feed = ?1 AND id = ?2 AND gone_at IS NULL",
        )?
        .execute(params![feed, id, now.timestamp_millis()])?;
    Ok(())
}

/// Forgets what was said of a record.
pub(super) fn forget_record(connection: &Connection, record: RecordId) -> Result<(), StoreError> {
    connection.execute("DELETE FROM counterparts WHERE record = ?1", [record.as_bytes()])?;
    Ok(())
}

/// Forgets all that a feed said.
pub(super) fn forget_feed(connection: &Connection, feed: &str) -> Result<(), StoreError> {
    connection.execute("DELETE FROM counterparts WHERE feed = ?1", [feed])?;
    Ok(())
}
