//! What is known of each feed: where it goes on, how it is, and when it brought what.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::error::StoreError;
use super::log::millis;
use super::open::Store;
use crate::domain::heartbeat::Lateness;
use crate::domain::record::LeadRecord;

/// The first schema that knows feeds; an older file can be here where it can only be read.
pub(super) const FIRST_SCHEMA_WITH_FEEDS: i64 = 4;

/// Milliseconds in an hour.
const HOUR: i64 = 3_600_000;

/// How a feed was when it was looked at last. Everything is empty before the first look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedState {
    /// Where it goes on, as only the feed itself understands it: JSON.
    pub cursor: Option<String>,
    /// When it was looked at last.
    pub tried_at: Option<DateTime<Utc>>,
    /// When a look last came to its end.
    pub succeeded_at: Option<DateTime<Utc>>,
    /// What went wrong since then; `None` while all is well.
    pub failing: Option<Failing>,
    /// Until when the service asked us to wait.
    pub not_before: Option<DateTime<Utc>>,
}

/// What went wrong with a feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failing {
    /// Since when.
    pub since: DateTime<Utc>,
    /// How many looks failed one after another.
    pub times: u32,
    /// Whether it will be well by itself, as without a network.
    pub unreachable: bool,
    /// Why the last one failed.
    pub why: String,
    /// What to do; empty where there is nothing to do but wait.
    pub advice: String,
}

/// How many records of one kind came in one hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrivals {
    /// The hour of receipt, since 1970 UTC.
    pub hour: i64,
    /// Whether they are test leads.
    pub test: bool,
    /// How late they were.
    pub lateness: Lateness,
    /// How many.
    pub count: u64,
    /// When the last of them was received.
    pub latest: DateTime<Utc>,
}

/// Arrivals, gathered over a transaction: feed, hour, test, lateness.
#[derive(Default)]
pub(super) struct ArrivalChanges(BTreeMap<(String, i64, bool, u8), (i64, i64)>);

impl ArrivalChanges {
    /// Counts a record that came, or (`-1`) one that is gone.
    pub(super) fn add(&mut self, record: &LeadRecord, change: i64) {
        let at = record.received_at.timestamp_millis();
        let lateness = Lateness::of(record.delay()).index();
        let key = (record.feed.clone(), at.div_euclid(HOUR), record.test, lateness);
        let (count, latest) = self.0.entry(key).or_insert((0, at));
        *count += change;
        *latest = at.max(*latest);
    }

    pub(super) fn flush(&mut self, connection: &Connection) -> Result<(), StoreError> {
        let mut upsert = connection.prepare_cached(
            "INSERT INTO arrivals (feed, hour, test, lateness, n, latest) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT DO UPDATE SET n = n + excluded.n, latest = max(latest, excluded.latest)",
        )?;
        let mut prune = connection.prepare_cached(
            "DELETE FROM arrivals WHERE feed = ?1 AND hour = ?2 AND test = ?3 AND lateness = ?4 AND n <= 0",
        )?;
        for ((feed, hour, test, lateness), (change, latest)) in std::mem::take(&mut self.0) {
            upsert.execute(params![feed, hour, test, lateness, change, latest])?;
            if change < 0 {
                prune.execute(params![feed, hour, test, lateness])?;
            }
        }
        Ok(())
    }
}

impl Store {
    /// Returns how a feed is.
    pub fn feed(&self, name: &str) -> Result<FeedState, StoreError> {
        if self.schema < FIRST_SCHEMA_WITH_FEEDS {
            return Ok(FeedState::default());
        }
        let state = self
            .connection
            .prepare_cached(
                "SELECT cursor, tried_at, succeeded_at, failing_since, failures, unreachable, trouble, advice,
                        not_before
                 FROM feeds WHERE name = ?1",
            )?
            .query_row([name], state)
            .optional()?;
        Ok(state.unwrap_or_default())
    }

    /// Returns what a feed brought since a moment, by hour, in order.
    pub fn arrivals(&self, feed: &str, since: DateTime<Utc>) -> Result<Vec<Arrivals>, StoreError> {
        if self.schema < FIRST_SCHEMA_WITH_FEEDS {
            return Ok(Vec::new());
        }
        let mut statement = self.connection.prepare_cached(
            "SELECT hour, test, lateness, n, latest FROM arrivals
             WHERE feed = ?1 AND hour >= ?2 ORDER BY hour, test, lateness",
        )?;
        let hour = since.timestamp_millis().div_euclid(HOUR);
        let arrivals = statement
            .query_map(params![feed, hour], |row| {
                Ok(Arrivals {
                    hour: row.get(0)?,
                    test: row.get(1)?,
                    lateness: Lateness::from_index(row.get(2)?),
                    count: row.get(3)?,
                    latest: millis(row.get(4)?),
                })
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(arrivals)
    }

    /// Returns when a feed last brought a test lead (`true`) or another record.
    pub fn last_arrival(
        &self,
        feed: &str,
        test: bool,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        if self.schema < FIRST_SCHEMA_WITH_FEEDS {
            return Ok(None);
        }
        let latest: Option<i64> = self
            .connection
            .prepare_cached("SELECT max(latest) FROM arrivals WHERE feed = ?1 AND test = ?2")?
            .query_row(params![feed, test], |row| row.get(0))?;
        Ok(latest.map(millis))
    }
}

fn state(row: &Row<'_>) -> rusqlite::Result<FeedState> {
    let time = |index| -> rusqlite::Result<Option<DateTime<Utc>>> {
        Ok(row.get::<_, Option<i64>>(index)?.map(millis))
    };
    let failing = match time(3)? {
        Some(since) => Some(Failing {
            since,
            times: row.get(4)?,
            unreachable: row.get(5)?,
            why: row.get::<_, Option<String>>(6)?.unwrap_or_default(),
            advice: row.get::<_, Option<String>>(7)?.unwrap_or_default(),
        }),
        None => None,
    };
    Ok(FeedState {
        cursor: row.get(0)?,
        tried_at: time(1)?,
        succeeded_at: time(2)?,
        failing,
        not_before: time(8)?,
    })
}

/// Keeps where a feed goes on.
pub(super) fn keep_cursor(
    connection: &Connection,
    feed: &str,
    cursor: &str,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO feeds (name, cursor) VALUES (?1, ?2)
             ON CONFLICT DO UPDATE SET cursor = excluded.cursor",
        )?
        .execute([feed, cursor])?;
    Ok(())
}

/// Notes that a look came to its end.
pub(super) fn note_success(
    connection: &Connection,
    feed: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO feeds (name, tried_at, succeeded_at) VALUES (?1, ?2, ?2)
             ON CONFLICT DO UPDATE SET tried_at = ?2, succeeded_at = ?2, failing_since = NULL, failures = 0,
                 unreachable = 0, trouble = NULL, advice = NULL, not_before = NULL",
        )?
        .execute(params![feed, now.timestamp_millis()])?;
    Ok(())
}

/// Notes that a look failed.
pub(super) fn note_failure(
    connection: &Connection,
    feed: &str,
    now: DateTime<Utc>,
    failing: &Failing,
    not_before: Option<DateTime<Utc>>,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO feeds (name, tried_at, failing_since, failures, unreachable, trouble, advice, not_before)
             VALUES (?1, ?2, ?2, 1, ?3, ?4, ?5, ?6)
             ON CONFLICT DO UPDATE SET tried_at = ?2, failing_since = coalesce(failing_since, ?2),
                 failures = failures + 1, unreachable = ?3, trouble = ?4, advice = ?5, not_before = ?6",
        )?
        .execute(params![
            feed,
            now.timestamp_millis(),
            failing.unreachable,
            failing.why,
            failing.advice,
            not_before.map(|at| at.timestamp_millis())
        ])?;
    Ok(())
}

/// Forgets where a feed goes on and how it is; what it brought stays.
pub(super) fn forget(connection: &Connection, feed: &str) -> Result<(), StoreError> {
    connection.execute("DELETE FROM feeds WHERE name = ?1", [feed])?;
    Ok(())
}
