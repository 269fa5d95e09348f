//! The quarantine: what could not be read, with its own text or bytes, so that nothing is lost.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};

use super::error::StoreError;
use super::feeds::FIRST_SCHEMA_WITH_FEEDS;
use super::log::millis;
use super::open::Store;

/// What strangers can send us must not fill the disk: so many of a feed are kept ...
const MOST: i64 = 10_000;
/// ... of so many bytes in all ...
const MOST_BYTES: i64 = 16 << 20;
/// ... for so long.
const LONGEST: TimeDelta = TimeDelta::days(30);

/// The name of something that could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RejectId([u8; 16]);

/// Something that could not be read, on its way into the quarantine.
#[derive(Clone, Copy, Debug)]
pub struct Rejected<'a> {
    /// The feed that brought it.
    pub feed: &'a str,
    /// The file or row it stood in; empty where it was sent to us.
    pub place: &'a str,
    /// The physical line on which it begins, from 1.
    pub line: u64,
    /// Why it could not be read.
    pub reason: &'a str,
    /// Its own text.
    pub raw: &'a str,
    /// The bytes, where the text is not faithful to them.
    pub bytes: Option<&'a [u8]>,
    /// When it came.
    pub at: DateTime<Utc>,
}

/// Something that could not be read, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptReject {
    /// Its name.
    pub id: RejectId,
    /// When it came.
    pub at: DateTime<Utc>,
    /// The feed that brought it.
    pub feed: String,
    /// The file or row it stood in; empty where it was sent to us.
    pub place: String,
    /// The line.
    pub line: i64,
    /// Why it could not be read.
    pub reason: String,
    /// What came.
    pub bytes: Vec<u8>,
}

impl Store {
    /// Returns the latest of what could not be read.
    pub fn rejects(&self, limit: usize) -> Result<Vec<KeptReject>, StoreError> {
        let bytes = if self.schema < FIRST_SCHEMA_WITH_FEEDS { "NULL" } else { "bytes" };
        read(&self.connection, bytes, limit)
    }

    /// Returns how many of a feed's deliveries or rows could not be read.
    pub fn count_rejects(&self, feed: &str) -> Result<u64, StoreError> {
        Ok(self
            .connection
            .prepare_cached("SELECT count(*) FROM rejects WHERE feed = ?1")?
            .query_row([feed], |row| row.get(0))?)
    }
}

/// Returns the latest of what could not be read, in a file of the present schema.
pub(super) fn kept(connection: &Connection, limit: usize) -> Result<Vec<KeptReject>, StoreError> {
    read(connection, "bytes", limit)
}

fn read(connection: &Connection, bytes: &str, limit: usize) -> Result<Vec<KeptReject>, StoreError> {
    let mut statement = connection.prepare(&format!(
        "SELECT id, at, feed, file, line, reason, CAST(coalesce({bytes}, raw) AS BLOB)
         FROM rejects ORDER BY at DESC, file, line LIMIT ?1"
    ))?;
    let rejects = statement
        .query_map([i64::try_from(limit).unwrap_or(i64::MAX)], |row| {
            Ok(KeptReject {
                id: RejectId(row.get(0)?),
                at: millis(row.get(1)?),
                feed: row.get(2)?,
                place: row.get(3)?,
                line: row.get(4)?,
                reason: row.get(5)?,
                bytes: row.get(6)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rejects)
}

/// Keeps what could not be read. The same text at the same place is kept once.
pub(super) fn keep(connection: &Connection, reject: &Rejected<'_>) -> Result<(), StoreError> {
    let mut hasher = Sha256::new();
    hasher.update(reject.place.as_bytes());
    hasher.update(reject.line.to_be_bytes());
    hasher.update(reject.bytes.unwrap_or(reject.raw.as_bytes()));
    let digest: [u8; 32] = hasher.finalize().into();
    connection
        .prepare_cached(
            "INSERT INTO rejects (id, at, feed, file, line, reason, raw, bytes)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            &digest[..16],
            reject.at.timestamp_millis(),
            reject.feed,
            reject.place,
            i64::try_from(reject.line).unwrap_or(i64::MAX),
            reject.reason,
            reject.raw,
            reject.bytes,
        ])?;
    Ok(())
}

/// Lets the oldest rejects of a feed go, until the others keep to the limits.
pub(super) fn cap(
    connection: &Connection,
    feed: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "DELETE FROM rejects WHERE id IN (
                 SELECT id FROM (
                     SELECT id, at, row_number() OVER newest AS place,
                            sum(length(raw) + coalesce(length(bytes), 0)) OVER newest AS bytes
                     FROM rejects WHERE feed = ?1
                     WINDOW newest AS (ORDER BY at DESC, id ROWS UNBOUNDED PRECEDING)
                 ) WHERE place > ?2 OR bytes > ?3 OR at < ?4
             )",
        )?
        .execute(params![feed, MOST, MOST_BYTES, (now - LONGEST).timestamp_millis()])?;
    Ok(())
}

/// Lets a reject go.
pub(super) fn let_go(connection: &Connection, id: &RejectId) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM rejects WHERE id = ?1")?.execute([id.0])?;
    Ok(())
}

/// Lets all go that stood in one place.
pub(super) fn let_go_of(
    connection: &Connection,
    feed: &str,
    place: &str,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM rejects WHERE feed = ?1 AND file = ?2")?
        .execute([feed, place])?;
    Ok(())
}
