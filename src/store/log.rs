//! The events: appended with a chain of checksums, read back by record and by device.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::Value;
use uuid::Uuid;

use super::error::StoreError;
use super::open::Store;
use crate::domain::event::{Event, EventKind, Order, Wire};
use crate::domain::ids::{BatchId, DeviceId, EventId, RecordId};
use crate::domain::undo::Step;

/// The checksum before a device's first event.
pub(super) const CHAIN_START: [u8; 32] = [0; 32];

const COLUMNS: &str =
    "device, sequence, id, record, at, logical, actor, batch, kind, version, body";

/// What chains an event to the one before it on its device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seal {
    /// The checksum of the event before.
    pub previous: [u8; 32],
    /// Its own.
    pub checksum: [u8; 32],
}

/// Who appends, and under which batch.
#[derive(Clone, Debug)]
pub struct Author {
    /// The person's name in the team.
    pub actor: String,
    /// The key press.
    pub batch: BatchId,
    /// What the wall clock says.
    pub now: DateTime<Utc>,
}

impl Store {
    /// Returns what chains an event.
    pub fn seal(&self, event: EventId) -> Result<Option<Seal>, StoreError> {
        let seal = self
            .connection
            .prepare_cached("SELECT previous, checksum FROM events WHERE id = ?1")?
            .query_row([event.0.as_bytes()], |row| {
                Ok(Seal { previous: row.get(0)?, checksum: row.get(1)? })
            })
            .optional()?;
        Ok(seal)
    }
}

/// The end of a device's chain, read once a transaction: nobody else can append meanwhile.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tail {
    device: DeviceId,
    sequence: i64,
    checksum: [u8; 32],
    /// The newest logical time of all devices.
    newest: i64,
}

impl Tail {
    pub(super) fn read(connection: &Connection, device: DeviceId) -> Result<Self, StoreError> {
        let last = connection
            .prepare_cached(
                "SELECT sequence, checksum FROM events WHERE device = ?1 ORDER BY sequence DESC LIMIT 1",
            )?
            .query_row([device.0.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let (sequence, checksum) = last.unwrap_or((0, CHAIN_START));
        let newest: Option<i64> = connection
            .prepare_cached("SELECT max(logical) FROM events")?
            .query_row([], |row| row.get(0))?;
        Ok(Self { device, sequence, checksum, newest: newest.unwrap_or(i64::MIN) })
    }

    /// Appends an event: the next number, and never earlier than what is in the store.
    pub(super) fn append(
        &mut self,
        connection: &Connection,
        author: &Author,
        record: RecordId,
        kind: EventKind,
    ) -> Result<Event, StoreError> {
        self.newest = self.newest.max(author.now.timestamp_millis());
        self.sequence += 1;
        let event = Event {
            id: EventId(Uuid::now_v7()),
            record,
            at: whole_millis(author.now),
            order: Order { logical: self.newest, device: self.device, sequence: self.sequence },
            actor: author.actor.clone(),
            batch: author.batch,
            kind,
        };
        let wire = event.kind.to_wire();
        let checksum = event.checksum(&wire, &self.checksum);
        store(connection, &event, &wire, &self.checksum, &checksum)?;
        self.checksum = checksum;
        Ok(event)
    }
}

/// Stores an event that another store appended. Returns whether it was new.
pub(super) fn insert(
    connection: &Connection,
    event: &Event,
    previous: &[u8; 32],
) -> Result<bool, StoreError> {
    let wire = event.kind.to_wire();
    let checksum = event.checksum(&wire, previous);
    store(connection, event, &wire, previous, &checksum)
}

fn store(
    connection: &Connection,
    event: &Event,
    wire: &Wire,
    previous: &[u8; 32],
    checksum: &[u8; 32],
) -> Result<bool, StoreError> {
    let added = connection
        .prepare_cached(
            "INSERT INTO events (device, sequence, id, record, at, logical, actor, batch, kind, version, body, previous, checksum)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
             ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            event.order.device.0.as_bytes(),
            event.order.sequence,
            event.id.0.as_bytes(),
            event.record.as_bytes(),
            event.at.timestamp_millis(),
            event.order.logical,
            event.actor,
            event.batch.0.as_bytes(),
            wire.kind,
            wire.version,
            wire.body.to_string(),
            previous,
            checksum,
        ])?;
    note_link(connection, event.record, &event.kind)?;
    Ok(added > 0)
}

/// Notes which records an event links or parts.
fn note_link(
    connection: &Connection,
    record: RecordId,
    kind: &EventKind,
) -> Result<(), StoreError> {
    let Some(other) = kind.with() else { return Ok(()) };
    let mut insert = connection.prepare_cached(
        "INSERT INTO links (record, other) VALUES (?1, ?2), (?2, ?1) ON CONFLICT DO NOTHING",
    )?;
    insert.execute(params![record.as_bytes(), other.as_bytes()])?;
    Ok(())
}

/// Notes again which records are linked or parted by any event.
pub(super) fn note_links_again(connection: &Connection) -> Result<(), StoreError> {
    connection.execute("DELETE FROM links", [])?;
    let mut statement = connection
        .prepare(&format!("SELECT {COLUMNS} FROM events WHERE kind IN ('linked', 'unlinked')"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let event = read(row)?;
        note_link(connection, event.record, &event.kind)?;
    }
    Ok(())
}

/// Returns whether records were ever linked or parted.
pub(super) fn has_links(connection: &Connection) -> Result<bool, StoreError> {
    Ok(connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM links)")?
        .query_row([], |row| row.get(0))?)
}

/// Returns the records that a record was ever linked with or parted from.
pub(super) fn linked_with(
    connection: &Connection,
    record: RecordId,
) -> Result<Vec<RecordId>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT other FROM links WHERE record = ?1 ORDER BY other")?;
    let others = statement
        .query_map([record.as_bytes()], |row| Ok(RecordId::from_bytes(row.get(0)?)))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(others)
}

/// Returns the rows of all records that were ever linked or parted.
pub(super) fn linked_rows(connection: &Connection) -> Result<Vec<i64>, StoreError> {
    let mut statement = connection
        .prepare("SELECT key FROM records WHERE id IN (SELECT record FROM links) ORDER BY key")?;
    let rows = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

/// Reads the events that hang on a record.
pub(super) fn of_record(
    connection: &Connection,
    record: RecordId,
) -> Result<Vec<Event>, StoreError> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT {COLUMNS} FROM events WHERE record = ?1"))?;
    let events =
        statement.query_map([record.as_bytes()], read)?.collect::<rusqlite::Result<_>>()?;
    Ok(events)
}

/// Reads the events from a moment on, in their order.
pub(super) fn since(
    connection: &Connection,
    from: DateTime<Utc>,
) -> Result<Vec<Event>, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM events WHERE logical >= ?1 ORDER BY logical, device, sequence"
    ))?;
    let events =
        statement.query_map([from.timestamp_millis()], read)?.collect::<rusqlite::Result<_>>()?;
    Ok(events)
}

/// Reads the overrides of guards from a moment on, and what was taken back or restored.
pub(super) fn overrides_since(
    connection: &Connection,
    from: DateTime<Utc>,
) -> Result<Vec<Event>, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM events INDEXED BY events_of_guards
         WHERE logical >= ?1 AND kind IN ('guard_overridden', 'undone', 'redone')
         ORDER BY logical, device, sequence"
    ))?;
    let events =
        statement.query_map([from.timestamp_millis()], read)?.collect::<rusqlite::Result<_>>()?;
    Ok(events)
}

/// Reads the records that a batch decided about.
pub(super) fn records_of_batch(
    connection: &Connection,
    batch: BatchId,
) -> Result<Vec<RecordId>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT DISTINCT record FROM events WHERE batch = ?1 ORDER BY record")?;
    let records = statement
        .query_map([batch.0.as_bytes()], |row| Ok(RecordId::from_bytes(row.get(0)?)))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(records)
}

/// Walks what one person did on one device, newest first, until `visit` is satisfied.
///
/// A batch of many leads is one step: its events follow each other.
pub(super) fn steps_newest_first<T>(
    connection: &Connection,
    device: DeviceId,
    actor: &str,
    visit: impl FnOnce(&mut dyn Iterator<Item = Step>) -> T,
) -> Result<T, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM events WHERE device = ?1 AND actor = ?2 ORDER BY sequence DESC"
    ))?;
    let mut rows = statement.query(params![device.0.as_bytes(), actor])?;
    let mut failure = None;
    let mut last_batch = None;
    let mut steps = std::iter::from_fn(|| {
        loop {
            match rows.next().and_then(|row| row.map(read).transpose()) {
                Ok(Some(event)) if last_batch == Some(event.batch) => {}
                Ok(Some(event)) => {
                    last_batch = Some(event.batch);
                    return Some(Step::of(event.batch, &event.kind));
                }
                Ok(None) => return None,
                Err(error) => {
                    failure = Some(error);
                    return None;
                }
            }
        }
    });
    let visited = visit(&mut steps);
    match failure {
        Some(error) => Err(error.into()),
        None => Ok(visited),
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Event> {
    let body: String = row.get(10)?;
    Ok(Event {
        id: EventId(Uuid::from_bytes(row.get(2)?)),
        record: RecordId::from_bytes(row.get(3)?),
        at: millis(row.get(4)?),
        order: Order {
            logical: row.get(5)?,
            device: DeviceId(Uuid::from_bytes(row.get(0)?)),
            sequence: row.get(1)?,
        },
        actor: row.get(6)?,
        batch: BatchId(Uuid::from_bytes(row.get(7)?)),
        kind: EventKind::from_wire(Wire {
            kind: row.get(8)?,
            version: row.get(9)?,
            body: serde_json::from_str(&body).unwrap_or(Value::String(body)),
        }),
    })
}

/// Reads stored milliseconds.
pub(super) fn millis(at: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(at).unwrap_or_default()
}

/// The store keeps milliseconds; what is folded now must equal what is read back.
pub(super) fn whole_millis(at: DateTime<Utc>) -> DateTime<Utc> {
    millis(at.timestamp_millis())
}
