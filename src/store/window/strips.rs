//! Rows that lie together in the index, read from a spot on.

use std::cmp::Ordering;

use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::Reel;
use crate::domain::funnel::Status;
use crate::domain::queue::{self, Group, Section};
use crate::store::error::StoreError;
use crate::store::filter::compile;
use crate::store::row::{self, LeadKey, QueueRow};
use crate::store::spot::{Direction, RowSpot};

/// The rows of a group that lie together in the index.
pub(super) struct Strip {
    pub(super) section: Section,
    pub(super) idle: bool,
    /// Greater than this.
    pub(super) above: i64,
    /// Up to and including this.
    pub(super) to: i64,
    pub(super) snoozed: bool,
    /// Whether all of them have one status.
    pub(super) status: Option<Status>,
}

impl Strip {
    /// Returns the index in which its rows lie, and which of them are in sight; `?5` is now.
    fn index(&self) -> (&'static str, String) {
        if self.snoozed {
            return ("snoozed", "snoozed_until > ?5".to_owned());
        }
        let visible = match self.section.is_open() {
            true => "(snoozed_until IS NULL OR snoozed_until <= ?5)",
            false => "?5 IS NOT NULL",
        };
        match self.status {
            // Both hold the order of the queue; this one of a status alone.
            Some(status) => {
                ("leads_by_status", format!("status = '{}' AND {visible}", status.word()))
            }
            None => ("queue", visible.to_owned()),
        }
    }
}

impl Reel<'_> {
    pub(super) fn strips(&self, group: Group) -> Vec<Strip> {
        let forgotten = queue::forgotten_until(&self.store.policy, self.now);
        let (above, to) = match group {
            Group::Forgotten => (i64::MIN, forgotten),
            Group::Snoozed => (i64::MIN, i64::MAX),
            group if group.is_stage() => (forgotten, i64::MAX),
            _ => (i64::MIN, i64::MAX),
        };
        let snoozed = group == Group::Snoozed;
        let status = self.filter.query().status();
        let strips = group.sections().iter().flat_map(|section| {
            [false, true].map(|idle| Strip { section: *section, idle, above, to, snoozed, status })
        });
        match self.filter.query().due_range(self.moment()) {
            None => strips.collect(),
            // Of those that are owed a touch the order is the due time.
            Some((from, until)) => strips
                .filter(|strip| !strip.idle)
                .map(|strip| Strip {
                    above: strip.above.max(from.saturating_sub(1)),
                    to: strip.to.min(until),
                    ..strip
                })
                .collect(),
        }
    }

    pub(super) fn ordered_strips(&self, group: Group, direction: Direction) -> Vec<Strip> {
        let mut strips = self.strips(group);
        if direction == Direction::Backward {
            strips.reverse();
        }
        strips
    }

    /// Reads matching rows of a strip beyond a spot, nearest first.
    pub(super) fn walk_strip(
        &self,
        strip: &Strip,
        beyond: Option<RowSpot>,
        direction: Direction,
        limit: usize,
        budget: &mut usize,
    ) -> Result<Vec<QueueRow>, StoreError> {
        let mut rows = Vec::new();
        let (mut above, mut to) = (strip.above, strip.to);
        if let Some(spot) = beyond {
            let here = (strip.section, strip.idle);
            let there = (spot.place.section, spot.place.idle);
            let sort = spot.place.sort;
            let order = match direction {
                Direction::Forward => here.cmp(&there),
                Direction::Backward => there.cmp(&here),
            };
            if order == Ordering::Less {
                return Ok(rows);
            }
            if order == Ordering::Equal {
                // Rows of the very same place first: the index finds them by their key.
                if sort > above && sort <= to {
                    let here = (sort, sort);
                    self.scan(strip, here, Some(spot.key), direction, limit, budget, &mut rows)?;
                }
                match direction {
                    Direction::Forward => above = above.max(sort),
                    Direction::Backward => to = to.min(sort.saturating_sub(1)),
                }
            }
        }
        if above < to {
            self.scan(
                strip,
                (above.saturating_add(1), to),
                None,
                direction,
                limit,
                budget,
                &mut rows,
            )?;
        }
        Ok(rows)
    }

    /// Counts the matching rows of a strip, up to a limit.
    pub(super) fn count_strip(&self, strip: &Strip, limit: u64) -> Result<u64, StoreError> {
        if strip.above >= strip.to {
            return Ok(0);
        }
        let (index, visible) = strip.index();
        let [section, idle, now] = self.place_of(strip);
        let place = [section, idle, strip.above.saturating_add(1).into(), strip.to.into(), now];
        let test = compile(self.filter.query().expr(), self.moment(), place.len() + 1);
        let sql = format!(
            "SELECT count(*) FROM (SELECT 1 FROM leads INDEXED BY {index}
             WHERE section = ?1 AND idle = ?2 AND sort BETWEEN ?3 AND ?4 AND {visible} AND {}
             LIMIT {limit})",
            test.sql
        );
        let values = params_from_iter(place.into_iter().chain(test.values));
        let count = self.store.connection.prepare_cached(&sql)?.query_row(values, |row| row.get(0));
        Ok(count?)
    }

    fn place_of(&self, strip: &Strip) -> [Value; 3] {
        let section = i64::from(strip.section as u8);
        [section.into(), strip.idle.into(), self.now.timestamp_millis().into()]
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one query with its bounds; a struct would only rename them"
    )]
    fn scan(
        &self,
        strip: &Strip,
        (from, to): (i64, i64),
        beyond: Option<LeadKey>,
        direction: Direction,
        limit: usize,
        budget: &mut usize,
        rows: &mut Vec<QueueRow>,
    ) -> Result<(), StoreError> {
        if rows.len() >= limit {
            return Ok(());
        }
        let (order, step, end) = match direction {
            Direction::Forward => ("ASC", ">", i64::MIN),
            Direction::Backward => ("DESC", "<", i64::MAX),
        };
        let (index, visible) = strip.index();
        let [section, idle, now] = self.place_of(strip);
        let key = beyond.map_or(end, |key| key.0).into();
        let place = [section, idle, from.into(), to.into(), now, key];
        let test = compile(self.filter.query().expr(), self.moment(), place.len() + 1);
        // Rows that are not meant are seen all the same, so that the budget counts them.
        let sql = format!(
            "SELECT {}, {} FROM leads INDEXED BY {index}
             WHERE section = ?1 AND idle = ?2 AND sort BETWEEN ?3 AND ?4 AND {visible} AND key {step} ?6
             ORDER BY sort {order}, key {order}",
            row::COLUMNS,
            test.sql
        );
        let mut statement = self.store.connection.prepare_cached(&sql)?;
        let mut found = statement.query(params_from_iter(place.into_iter().chain(test.values)))?;
        while rows.len() < limit && *budget > 0 {
            let Some(row) = found.next()? else { break };
            *budget -= 1;
            // What was tested stands behind the columns; by name it would be looked for in every row.
            if row.get(row::COLUMN_COUNT)? {
                rows.push(row::read(row)?);
            }
        }
        Ok(())
    }
}
