//! How many leads stand in each group, now.
//!
//! The whole numbers and the numbers by hour are kept by each transaction. What depends on the
//! moment is summed from them, and only the hours that the moment cuts are counted in the index.

use chrono::{DateTime, Utc};
use rusqlite::params;

use super::error::StoreError;
use super::log::millis;
use super::open::Store;
use super::project::{HOUR, TOTAL};
use super::row;
use crate::domain::clock;
use crate::domain::queue::{self, Group, Section};

/// The leads of one group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GroupCount {
    /// All of them.
    pub total: u64,
    /// Those whose due time has passed.
    pub overdue: u64,
    /// Those in the last quarter of their limit.
    pub due_soon: u64,
}

/// The leads of every group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    groups: [GroupCount; Group::ALL.len()],
}

impl Counts {
    /// Returns the leads of a group.
    pub fn of(&self, group: Group) -> GroupCount {
        self.groups[group.index()]
    }

    /// Returns the leads that are open work: in a stage, snoozed or forgotten. What is overdue or
    /// due soon counts wherever it stands, those that were put off included.
    pub fn open(&self) -> GroupCount {
        let mut sum = GroupCount::default();
        for group in Group::ALL {
            if group.is_stage() || matches!(group, Group::Snoozed | Group::Forgotten) {
                sum.total += self.of(group).total;
            }
            sum.overdue += self.of(group).overdue;
            sum.due_soon += self.of(group).due_soon;
        }
        sum
    }

    /// Returns all leads, tests left out.
    pub fn all(&self) -> u64 {
        Group::ALL
            .iter()
            .filter(|group| **group != Group::Test)
            .map(|group| self.of(*group).total)
            .sum()
    }

    fn at(&mut self, group: Group) -> &mut GroupCount {
        &mut self.groups[group.index()]
    }
}

impl Store {
    /// Counts the leads of every group at a moment.
    pub fn counts(&self, now: DateTime<Utc>) -> Result<Counts, StoreError> {
        let _snapshot = self.snapshot()?;
        let mut counts = Counts::default();
        let forgotten = queue::forgotten_until(&self.policy, now);
        for section in Section::ALL {
            let group = queue::group_at(
                queue::Place { section, idle: true, sort: i64::MAX },
                None,
                &self.policy,
                now,
            );
            let total = self.sum_of(section, false, TOTAL, TOTAL)?
                + self.sum_of(section, true, TOTAL, TOTAL)?;
            let now = now.timestamp_millis();
            if !section.is_open() {
                let count = counts.at(group);
                count.total = total;
                if section.is_timed() {
                    let owed = self.sum_of(section, false, TOTAL, TOTAL)?;
                    count.overdue = owed - self.above(section, false, now - 1)?.min(owed);
                    count.due_soon = self.due_soon(section, now)?;
                }
                continue;
            }
            let owed = self.above(section, false, forgotten)?;
            let standing = owed + self.above(section, true, forgotten)?;
            let on_time = self.above(section, false, now - 1)?;
            // In a damaged file the parts can be more than the whole.
            let forgotten_owed = self.sum_of(section, false, TOTAL, TOTAL)?.saturating_sub(owed);
            counts.at(group).total = standing;
            counts.at(group).overdue = owed - on_time.min(owed);
            counts.at(group).due_soon = self.due_soon(section, now)?;
            let gone = counts.at(Group::Forgotten);
            gone.total = gone.total.saturating_add(total.saturating_sub(standing));
            gone.overdue = gone.overdue.saturating_add(forgotten_owed);
        }
        self.set_snoozed_apart(&mut counts, now)?;
        Ok(counts)
    }

    /// Moves the leads that are out of sight from their groups to the snoozed one.
    fn set_snoozed_apart(&self, counts: &mut Counts, now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT section, idle, sort, soon_at FROM leads INDEXED BY snoozed WHERE snoozed_until > ?1",
        )?;
        let mut rows = statement.query([now.timestamp_millis()])?;
        while let Some(row) = rows.next()? {
            let place = row::place(row, 0)?;
            let soon_at: Option<i64> = row.get(3)?;
            let without = queue::group_at(place, None, &self.policy, now);
            let with = queue::group_at(place, Some(DateTime::<Utc>::MAX_UTC), &self.policy, now);
            if with != Group::Snoozed {
                continue;
            }
            let is_overdue = !place.idle && millis(place.sort) < now;
            let is_soon = !place.idle && !is_overdue && soon_at.is_some_and(|at| millis(at) <= now);
            for (group, change) in [(without, -1_i64), (Group::Snoozed, 1)] {
                let count = counts.at(group);
                count.total = count.total.saturating_add_signed(change);
                count.overdue = count.overdue.saturating_add_signed(change * i64::from(is_overdue));
                count.due_soon = count.due_soon.saturating_add_signed(change * i64::from(is_soon));
            }
        }
        Ok(())
    }

    /// Counts the leads of a section whose `sort` is greater than a moment.
    fn above(&self, section: Section, idle: bool, moment: i64) -> Result<u64, StoreError> {
        let hour = moment.div_euclid(HOUR);
        let rest: u64 = self
            .connection
            .prepare_cached(
                "SELECT count(*) FROM leads WHERE section = ?1 AND idle = ?2 AND sort > ?3 AND sort < ?4",
            )?
            .query_row(
                params![section as u8, idle, moment, hour.saturating_add(1).saturating_mul(HOUR)],
                |row| row.get(0),
            )?;
        Ok(rest + self.sum_of(section, idle, hour.saturating_add(1), i64::MAX)?)
    }

    fn sum_of(&self, section: Section, idle: bool, from: i64, to: i64) -> Result<u64, StoreError> {
        let sum = self
            .connection
            .prepare_cached(
                "SELECT coalesce(sum(n), 0) FROM counts
                 WHERE section = ?1 AND idle = ?2 AND hour BETWEEN ?3 AND ?4",
            )?
            .query_row(params![section as u8, idle, from, to], |row| row.get(0))?;
        Ok(sum)
    }

    fn due_soon(&self, section: Section, now: i64) -> Result<u64, StoreError> {
        // Rows keep whole milliseconds, so a warning that they show may begin within this one.
        let latest = clock::latest_due_soon(&self.policy, millis(now.saturating_add(1)));
        let count = self
            .connection
            .prepare_cached(
                "SELECT count(*) FROM leads
                 WHERE section = ?1 AND idle = 0 AND sort BETWEEN ?2 AND ?3 AND soon_at <= ?2",
            )?
            .query_row(params![section as u8, now, latest.timestamp_millis()], |row| row.get(0))?;
        Ok(count)
    }
}
