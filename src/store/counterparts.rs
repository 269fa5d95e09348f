//! What CRMs last said of their leads.
//!
//! It is no truth of ours and follows from none: without it a CRM would be listened to as if for the
//! first time, which repeats nothing that stands here already. It goes with the record it is about.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};

use super::error::StoreError;
use super::log::millis;
use crate::domain::counterpart::Counterpart;
use crate::domain::ids::RecordId;

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

/// All that is known of a CRM's lead.
pub(super) struct Seen {
    pub(super) record: RecordId,
    pub(super) version: String,
    pub(super) state: Counterpart,
    pub(super) is_gone: bool,
}

/// Returns all that is known of a CRM's lead.
pub(super) fn seen(
    connection: &Connection,
    feed: &str,
    id: &str,
) -> Result<Option<Seen>, StoreError> {
    let seen = connection
        .prepare_cached(
            "SELECT record, version, state, gone_at IS NOT NULL FROM counterparts
             WHERE feed = ?1 AND id = ?2",
        )?
        .query_row([feed, id], |row| {
            let state: String = row.get(2)?;
            Ok(Seen {
                record: RecordId::from_bytes(row.get(0)?),
                version: row.get(1)?,
                state: serde_json::from_str(&state).unwrap_or_default(),
                is_gone: row.get(3)?,
            })
        })
        .optional()?;
    Ok(seen)
}

/// Returns the CRMs' leads behind a record that were not deleted there: feed and id.
pub(super) fn of_record(
    connection: &Connection,
    record: RecordId,
) -> Result<Vec<(String, String)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT feed, id FROM counterparts WHERE record = ?1 AND gone_at IS NULL ORDER BY feed, id",
    )?;
    let rows = statement.query_map([record.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Returns the CRMs that deleted the lead behind a record, and when that was seen.
pub(super) fn gone(
    connection: &Connection,
    record: RecordId,
) -> Result<Vec<(String, DateTime<Utc>)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT feed, gone_at FROM counterparts WHERE record = ?1 AND gone_at IS NOT NULL ORDER BY feed",
    )?;
    let gone =
        statement.query_map([record.as_bytes()], |row| Ok((row.get(0)?, millis(row.get(1)?))))?;
    Ok(gone.collect::<rusqlite::Result<_>>()?)
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
             ON CONFLICT DO UPDATE SET record = ?3, version = ?4, state = ?5, gone_at = NULL, unnamed = 0",
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

/// Notes that a CRM begins to name all leads that it has.
pub(super) fn begin_walk(connection: &Connection, feed: &str) -> Result<(), StoreError> {
    connection.execute(
        "UPDATE counterparts SET unnamed = 1 WHERE feed = ?1 AND gone_at IS NULL",
        [feed],
    )?;
    Ok(())
}

/// Notes that a CRM has named all leads that it has: the others are gone.
pub(super) fn end_walk(
    connection: &Connection,
    feed: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    connection.execute(
        "UPDATE counterparts SET gone_at = ?2, unnamed = 0 WHERE feed = ?1 AND unnamed = 1",
        params![feed, now.timestamp_millis()],
    )?;
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
