//! Looking along the time: which touches are owed in a span, and what was decided in one.
//!
//! All of it reads only the span's own part of an index.

use chrono::{DateTime, Utc};
use rusqlite::params;

use super::error::StoreError;
use super::log;
use super::open::Store;
use super::row::{self, QueueRow};
use crate::domain::event::Event;
use crate::domain::queue::Section;

/// The sections whose leads can be owed a touch.
fn timed() -> impl Iterator<Item = Section> {
    Section::ALL.into_iter().filter(|section| section.is_timed())
}

impl Store {
    /// Returns the leads in sight to whom a touch is owed in `[from, to)`, the first `limit` of
    /// them by due time.
    pub fn due_between(
        &self,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        limit: usize,
        now: DateTime<Utc>,
    ) -> Result<Vec<QueueRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {} FROM leads WHERE section = ?1 AND idle = 0 AND sort >= ?2 AND sort < ?3
                 AND (snoozed_until IS NULL OR snoozed_until <= ?4)
             ORDER BY sort, key LIMIT ?5",
            row::COLUMNS
        ))?;
        let mut rows = Vec::new();
        for section in timed() {
            let bounds = params![
                section as u8,
                from.timestamp_millis(),
                to.timestamp_millis(),
                now.timestamp_millis(),
                i64::try_from(limit).unwrap_or(i64::MAX)
            ];
            for row in statement.query_map(bounds, row::read)? {
                rows.push(row?);
            }
        }
        rows.sort_by_key(|row| (row.place.sort, row.key));
        rows.truncate(limit);
        Ok(rows)
    }

    /// Counts the leads in sight to whom a touch is owed in `[from, to)`.
    pub fn count_due_between(
        &self,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT count(*) FROM leads WHERE section = ?1 AND idle = 0 AND sort >= ?2 AND sort < ?3
                 AND (snoozed_until IS NULL OR snoozed_until <= ?4)",
        )?;
        let mut sum = 0;
        for section in timed() {
            let bounds = params![
                section as u8,
                from.timestamp_millis(),
                to.timestamp_millis(),
                now.timestamp_millis()
            ];
            sum += statement.query_row(bounds, |row| row.get::<_, u64>(0))?;
        }
        Ok(sum)
    }

    /// Returns the leads in sight whose last quarter began in `(since, until]` and that are not
    /// late yet, the first `limit` of them by due time.
    pub fn became_due_soon(
        &self,
        since: DateTime<Utc>,
        until: DateTime<Utc>,
        limit: usize,
    ) -> Result<Vec<QueueRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {} FROM leads WHERE section = ?1 AND idle = 0 AND sort >= ?3
                 AND soon_at > ?2 AND soon_at <= ?3
                 AND (snoozed_until IS NULL OR snoozed_until <= ?3)
             ORDER BY sort, key LIMIT ?4",
            row::COLUMNS
        ))?;
        let mut rows = Vec::new();
        for section in timed() {
            let bounds = params![
                section as u8,
                since.timestamp_millis(),
                until.timestamp_millis(),
                i64::try_from(limit).unwrap_or(i64::MAX)
            ];
            for row in statement.query_map(bounds, row::read)? {
                rows.push(row?);
            }
        }
        rows.sort_by_key(|row| (row.place.sort, row.key));
        rows.truncate(limit);
        Ok(rows)
    }

    /// Returns the events of all devices from a moment on, by the logical clock.
    pub fn events_since(&self, from: DateTime<Utc>) -> Result<Vec<Event>, StoreError> {
        log::since(&self.connection, from)
    }
}
