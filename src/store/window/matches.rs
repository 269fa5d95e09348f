//! The rows of a filter that few rows match: all of them, in order.

use super::Reel;
use crate::domain::queue;
use crate::store::error::StoreError;
use crate::store::filter::compile;
use crate::store::log::millis;
use crate::store::row::{self, LeadKey};
use crate::store::spot::{Direction, Entry, RowSpot, Spot};

impl Reel<'_> {
    /// Keeps the candidates that really match, in the order of the queue.
    pub(super) fn sorted(&self, keys: &[i64]) -> Result<Vec<(Spot, i64)>, StoreError> {
        // One look a candidate, at no more than its spot and its text: there may be thousands.
        let test = compile(self.filter.query().expr(), self.moment(), 2);
        let mut statement = self.store.connection.prepare_cached(&format!(
            "SELECT section, idle, sort, snoozed_until FROM leads WHERE key = ?1 AND {}",
            test.sql
        ))?;
        for (index, value) in test.values.iter().enumerate() {
            statement.raw_bind_parameter(index + 2, value)?;
        }
        let mut matches = Vec::new();
        for key in keys {
            statement.raw_bind_parameter(1, key)?;
            let mut rows = statement.raw_query();
            let Some(row) = rows.next()? else { continue };
            let place = row::place(row, 0)?;
            let snoozed_until = row.get::<_, Option<i64>>(3)?.map(millis);
            let group = queue::group_at(place, snoozed_until, &self.store.policy, self.now);
            if self.is_open(group) {
                let row = RowSpot { place, key: LeadKey(*key) };
                matches.push((Spot { group, row: Some(row) }, *key));
            }
        }
        matches.sort_unstable();
        Ok(matches)
    }

    /// Reads lines from the list of matches.
    pub(super) fn pick(
        &self,
        matches: &[(Spot, i64)],
        from: Option<Spot>,
        inclusive: bool,
        direction: Direction,
        limit: usize,
    ) -> Result<Vec<Entry>, StoreError> {
        let mut spots: Vec<Spot> = Vec::new();
        for (spot, _) in matches {
            let heading = Spot { group: spot.group, row: None };
            if spots.last().is_none_or(|last| last.group != spot.group) {
                spots.push(heading);
            }
            spots.push(*spot);
        }
        let beyond: Vec<Spot> = match direction {
            Direction::Forward => spots
                .into_iter()
                .filter(|spot| from.is_none_or(|from| *spot > from || inclusive && *spot == from))
                .collect(),
            Direction::Backward => spots
                .into_iter()
                .rev()
                .filter(|spot| from.is_none_or(|from| *spot < from || inclusive && *spot == from))
                .collect(),
        };
        let mut entries = Vec::new();
        for spot in beyond.into_iter().take(limit) {
            match spot.row {
                None => entries.push(Entry::Heading(spot.group)),
                Some(place) => {
                    entries
                        .extend(self.store.row(place.key)?.map(|row| Entry::Lead(spot.group, row)));
                }
            }
        }
        Ok(entries)
    }
}
