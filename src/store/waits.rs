//! The waits of all leads, kept beside their rows and read by when people asked.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

use super::error::StoreError;
use super::log::{self, millis};
use super::open::Store;
use super::row::LeadKey;
use crate::domain::event::Event;
use crate::domain::funnel::{DismissReason, Stage, Status};
use crate::domain::lead::Lead;
use crate::domain::lead_source::Source;
use crate::domain::policy::Policy;
use crate::domain::query::{SOURCES, STAGES, STATUSES};
use crate::domain::queue::Section;
use crate::domain::text::Text;
use crate::domain::waits::{End, Wait, waits};

/// The first schema that has them.
const FIRST_SCHEMA_WITH_WAITS: i64 = 6;

/// A wait as the numbers count it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptWait {
    /// The wait itself.
    pub wait: Wait,
    /// Whether it is the first of its lead.
    pub is_first: bool,
    /// Whose the lead is.
    pub owner: Option<String>,
    /// What was made of the lead.
    pub status: Status,
}

/// What waits for an answer at a moment, whenever it began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// How many requests nobody has answered.
    pub open: u64,
    /// How many of these are late.
    pub late: u64,
    /// When the oldest of the late ones began.
    pub oldest_late: Option<DateTime<Utc>>,
}

/// Writes the waits of a lead anew. `stood` says whether there can be some.
pub(super) fn put(
    connection: &Connection,
    policy: &Policy,
    key: LeadKey,
    lead: &Lead,
    stood: bool,
) -> Result<(), StoreError> {
    if stood {
        remove(connection, key)?;
    }
    let mut insert = connection.prepare_cached(
        "INSERT INTO waits (asked_at, lead, due_at, answered_at, closed_at, first, source, stage, offer, owner,
             status)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?;
    for (index, wait) in waits(lead, policy).iter().enumerate() {
        let (answered_at, closed_at) = match wait.end {
            End::Answered(at) => (Some(at.timestamp_millis()), None),
            End::Closed(at) => (None, Some(at.timestamp_millis())),
            End::Open => (None, None),
        };
        insert.execute(params![
            wait.asked_at.timestamp_millis(),
            key.0,
            wait.due_at.timestamp_millis(),
            answered_at,
            closed_at,
            index == 0,
            word(&SOURCES, wait.source),
            word(&STAGES, wait.stage),
            wait.offer.as_ref().map(Text::raw),
            lead.state().owner,
            word(&STATUSES, lead.status()),
        ])?;
    }
    Ok(())
}

/// Takes the waits of a lead away.
pub(super) fn remove(connection: &Connection, key: LeadKey) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM waits WHERE lead = ?1")?.execute([key.0])?;
    Ok(())
}

impl Store {
    /// Visits the waits that began in a span of time, the earliest first; the end is left out.
    pub fn each_wait(
        &self,
        since: DateTime<Utc>,
        until: DateTime<Utc>,
        mut visit: impl FnMut(KeptWait),
    ) -> Result<(), StoreError> {
        if self.schema < FIRST_SCHEMA_WITH_WAITS {
            return Ok(());
        }
        let mut statement = self.connection.prepare_cached(
            "SELECT asked_at, due_at, answered_at, closed_at, first, source, stage, offer, owner, status
             FROM waits WHERE asked_at >= ?1 AND asked_at < ?2 ORDER BY asked_at, lead",
        )?;
        let span = params![since.timestamp_millis(), until.timestamp_millis()];
        let mut rows = statement.query(span)?;
        while let Some(row) = rows.next()? {
            let end = match (row.get::<_, Option<i64>>(2)?, row.get::<_, Option<i64>>(3)?) {
                (Some(at), _) => End::Answered(millis(at)),
                (None, Some(at)) => End::Closed(millis(at)),
                (None, None) => End::Open,
            };
            visit(KeptWait {
                wait: Wait {
                    asked_at: millis(row.get(0)?),
                    due_at: millis(row.get(1)?),
                    end,
                    source: meaning(&SOURCES, &row.get::<_, String>(5)?).unwrap_or(Source::Other),
                    stage: meaning(&STAGES, &row.get::<_, String>(6)?).unwrap_or(Stage::Other),
                    offer: row.get::<_, Option<String>>(7)?.map(Text::new),
                },
                is_first: row.get(4)?,
                owner: row.get(8)?,
                status: meaning(&STATUSES, &row.get::<_, String>(9)?).unwrap_or(Status::New),
            });
        }
        Ok(())
    }

    /// Counts what waits for an answer at a moment, whenever it began.
    pub fn waiting(&self, now: DateTime<Utc>) -> Result<Waiting, StoreError> {
        if self.schema < FIRST_SCHEMA_WITH_WAITS {
            return Ok(Waiting::default());
        }
        // The sign keeps SQLite from walking all that was asked before now.
        let mut statement = self.connection.prepare_cached(
            "SELECT count(*), count(*) FILTER (WHERE due_at < ?1), min(asked_at) FILTER (WHERE due_at < ?1)
             FROM waits WHERE answered_at IS NULL AND closed_at IS NULL AND +asked_at < ?1",
        )?;
        Ok(statement.query_row([now.timestamp_millis()], |row| {
            Ok(Waiting {
                open: row.get(0)?,
                late: row.get(1)?,
                oldest_late: row.get::<_, Option<i64>>(2)?.map(millis),
            })
        })?)
    }

    /// Returns the overrides of guards from a moment on, and what was taken back or restored, in the
    /// order of the logical clock.
    pub fn overrides_since(&self, from: DateTime<Utc>) -> Result<Vec<Event>, StoreError> {
        match self.schema < FIRST_SCHEMA_WITH_WAITS {
            true => Ok(Vec::new()),
            false => log::overrides_since(&self.connection, from),
        }
    }

    /// Counts the leads that were dismissed in a span of time and still are, by the reason.
    pub fn dismissals(
        &self,
        since: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Vec<(DismissReason, u64)>, StoreError> {
        if self.schema < FIRST_SCHEMA_WITH_WAITS {
            return Ok(Vec::new());
        }
        // The newest decision stands first: the order is its time, negated.
        let mut statement = self.connection.prepare_cached(
            "SELECT reason, count(*) FROM leads INDEXED BY queue
             WHERE section = ?1 AND idle = 1 AND sort > ?2 AND sort <= ?3 AND reason IS NOT NULL
             GROUP BY reason",
        )?;
        let span =
            params![Section::Dismissed as u8, -until.timestamp_millis(), -since.timestamp_millis()];
        let mut rows = statement.query(span)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            if let Ok(reason) = row.get::<_, String>(0)?.parse() {
                found.push((reason, row.get(1)?));
            }
        }
        Ok(found)
    }
}

fn word<T: PartialEq>(known: &[(&'static str, T)], value: T) -> &'static str {
    known.iter().find(|(_, known)| *known == value).map_or("other", |(word, _)| word)
}

fn meaning<T: Copy>(known: &[(&str, T)], word: &str) -> Option<T> {
    known.iter().find(|(known, _)| *known == word).map(|(_, value)| *value)
}
