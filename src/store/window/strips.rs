//! Rows that lie together in the index, read from a spot on.

use std::cmp::Ordering;

use rusqlite::{Row, params};

use super::Reel;
use crate::domain::queue::{self, Group, Section};
use crate::store::error::StoreError;
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
        group
            .sections()
            .iter()
            .flat_map(|section| {
                [false, true].map(|idle| Strip { section: *section, idle, above, to, snoozed })
            })
            .collect()
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
        let (index, visible) = match (strip.snoozed, strip.section.is_open()) {
            (true, _) => ("snoozed", "snoozed_until > ?6"),
            (false, true) => ("queue", "(snoozed_until IS NULL OR snoozed_until <= ?6)"),
            (false, false) => ("queue", "?6 IS NOT NULL"),
        };
        let sql = format!(
            "SELECT {}, haystack FROM leads INDEXED BY {index}
             WHERE section = ?1 AND idle = ?2 AND sort BETWEEN ?3 AND ?4 AND key {step} ?5 AND {visible}
             ORDER BY sort {order}, key {order}",
            row::COLUMNS
        );
        let mut statement = self.store.connection.prepare_cached(&sql)?;
        let mut found = statement.query(params![
            strip.section as u8,
            strip.idle,
            from,
            to,
            beyond.map_or(end, |key| key.0),
            self.now.timestamp_millis()
        ])?;
        while rows.len() < limit && *budget > 0 {
            let Some(row) = found.next()? else { break };
            *budget -= 1;
            if self.matches_row(row)? {
                rows.push(row::read(row)?);
            }
        }
        Ok(())
    }

    fn matches_row(&self, row: &Row<'_>) -> rusqlite::Result<bool> {
        if self.filter.is_empty() {
            return Ok(true);
        }
        // The last column of `scan`, by its number: a name would be looked for in every row.
        let haystack = row.get_ref(row.as_ref().column_count() - 1)?.as_str()?;
        Ok(self.filter.matches(haystack))
    }
}
