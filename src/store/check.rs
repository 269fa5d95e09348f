//! Looking for damage: SQLite's own check, the chain of events, and projections that differ.

use rusqlite::params;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::error::StoreError;
use super::log::CHAIN_START;
use super::lookup;
use super::open::{Access, Store};
use crate::domain::event::{Event, EventKind, Order, Wire};
use crate::domain::ids::{BatchId, DeviceId, EventId, RecordId};

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Where the file is.
    pub path: String,
    /// The schema of the file.
    pub schema: i64,
    /// Whether it can be written.
    pub writable: bool,
    /// Its size in bytes, the journal included.
    pub bytes: u64,
    /// How many records it holds.
    pub records: u64,
    /// How many leads they make.
    pub leads: u64,
    /// How many events.
    pub events: u64,
    /// How many notes.
    pub notes: u64,
    /// How many lines could not be read and are kept.
    pub rejects: u64,
    /// Events of kinds that only a newer leadclock knows.
    pub unknown_events: u64,
    /// What is wrong, in words. Empty: all is well.
    pub faults: Vec<String>,
}

impl Store {
    /// Checks the whole file. Nothing is changed.
    pub fn check(&self) -> Result<Report, StoreError> {
        let mut report = Report {
            path: self.path.display().to_string(),
            schema: self.connection.pragma_query_value(None, "user_version", |row| row.get(0))?,
            writable: self.access == Access::ReadWrite,
            bytes: self.bytes(),
            ..Report::default()
        };
        // Each part is looked at, whatever is wrong with those before it.
        for part in [
            Self::check_pages,
            Self::count_rows,
            Self::check_records,
            Self::check_chain,
            Self::check_counts,
        ] {
            match part(self, &mut report) {
                Ok(()) => {}
                Err(StoreError::Interrupted) => return Err(StoreError::Interrupted),
                Err(error) => report.faults.push(format!("a part can not be read: {error}")),
            }
        }
        Ok(report)
    }

    fn check_pages(&self, report: &mut Report) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare("PRAGMA integrity_check(20)")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let line: String = row.get(0)?;
            if line != "ok" {
                report.faults.push(format!("the file is damaged: {line}"));
            }
        }
        Ok(())
    }

    fn count_rows(&self, report: &mut Report) -> Result<(), StoreError> {
        let count = |table: &str| -> Result<u64, StoreError> {
            Ok(self
                .connection
                .query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))?)
        };
        report.records = count("records")?;
        report.leads = count("leads")?;
        report.events = count("events")?;
        report.notes = count("notes")?;
        report.rejects = count("rejects")?;
        Ok(())
    }

    fn bytes(&self) -> u64 {
        ["", "-wal"]
            .iter()
            .filter_map(|suffix| {
                let mut path = self.path.clone().into_os_string();
                path.push(suffix);
                std::fs::metadata(path).ok()
            })
            .map(|data| data.len())
            .sum()
    }

    /// A record that bears another id than its row would be without what was decided about it.
    fn check_records(&self, report: &mut Report) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare("SELECT id, body FROM records")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (id, body): ([u8; 16], String) = (row.get(0)?, row.get(1)?);
            let id = RecordId::from_bytes(id);
            match lookup::read_record(&body) {
                Ok(record) if record.id == id => {}
                Ok(_) => report.faults.push(format!("record {id} bears another id")),
                Err(_) => report.faults.push(format!("record {id} can not be read")),
            }
        }
        Ok(())
    }

    fn check_chain(&self, report: &mut Report) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare(
            "SELECT device, sequence, id, record, at, logical, actor, batch, kind, version, body, previous, checksum
             FROM events ORDER BY device, sequence",
        )?;
        let mut rows = statement.query([])?;
        let mut last: Option<(DeviceId, i64, [u8; 32])> = None;
        while let Some(row) = rows.next()? {
            let device = DeviceId(Uuid::from_bytes(row.get(0)?));
            let sequence = row.get(1)?;
            let body: String = row.get(10)?;
            let wire = Wire {
                kind: row.get(8)?,
                version: row.get(9)?,
                body: serde_json::from_str(&body).unwrap_or(Value::Null),
            };
            let kind = EventKind::from_wire(wire.clone());
            if matches!(kind, EventKind::Unknown { .. }) {
                report.unknown_events += 1;
            }
            let event = Event {
                id: EventId(Uuid::from_bytes(row.get(2)?)),
                record: RecordId::from_bytes(row.get(3)?),
                at: super::log::millis(row.get(4)?),
                order: Order { logical: row.get(5)?, device, sequence },
                actor: row.get(6)?,
                batch: BatchId(Uuid::from_bytes(row.get(7)?)),
                kind,
            };
            let (previous, checksum): ([u8; 32], [u8; 32]) = (row.get(11)?, row.get(12)?);
            if event.checksum(&wire, &previous) != checksum {
                report.faults.push(format!("event {} was altered", event.id));
            }
            let expected = match last {
                Some((known, number, checksum)) if known == device && number + 1 == sequence => {
                    Some(checksum)
                }
                _ if sequence == 1 => Some(CHAIN_START),
                _ => None,
            };
            if expected.is_some_and(|expected| expected != previous) {
                report.faults.push(format!("event {} does not follow the one before it", event.id));
            }
            last = Some((device, sequence, checksum));
        }
        Ok(())
    }

    fn check_counts(&self, report: &mut Report) -> Result<(), StoreError> {
        let kept: i64 = self.connection.query_row(
            "SELECT coalesce(sum(n), 0) FROM counts WHERE hour = ?1",
            params![super::project::TOTAL],
            |row| row.get(0),
        )?;
        if u64::try_from(kept).ok() != Some(report.leads) {
            report.faults.push(
                "the kept counts differ from the leads; `leadclock doctor --rebuild` mends it"
                    .to_owned(),
            );
        }
        Ok(())
    }
}
