//! A stretch of the queue, read by key and never by number, so that a million leads cost what a
//! hundred do.
//!
//! The queue is a list of groups; a folded group is only its heading. A [`Spot`] names a heading
//! or a row in that list, and [`Reel`] reads from a spot onwards or backwards. Which rows stand
//! where depends on `now`, so a reel is good for one moment; it is cheap to make.

mod matches;
mod strips;

use chrono::{DateTime, Utc};
use rusqlite::params_from_iter;

use super::counts::Counts;
use super::error::StoreError;
use super::filter::compile;
use super::open::Snapshot;
use super::open::Store;
use super::row::{self, LeadKey, QueueRow};
use super::search::Candidates;
pub use super::search::Filter;
pub use super::spot::{Direction, Entry, GroupSet, RowSpot, Spot};
use crate::domain::query::Moment;
use crate::domain::queue::{self, Group};

/// How many rows a walk looks at before it asks the index for all that match.
const WALK: usize = 30_000;

/// How many leads there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tally {
    /// So many.
    Exactly(u64),
    /// More than this; nobody counted on.
    MoreThan(u64),
}

/// The queue at one moment, through one filter.
pub struct Reel<'s> {
    store: &'s Store,
    /// The file stands still for as long as the reel is held.
    _snapshot: Option<Snapshot<'s>>,
    counts: Counts,
    now: DateTime<Utc>,
    open: GroupSet,
    filter: Filter,
    /// Where few rows match, all of them, in order.
    matches: Option<Vec<(Spot, i64)>>,
}

impl Store {
    /// Opens the queue at a moment. `open` says which groups are unfolded; a filter unfolds all.
    pub fn reel(
        &self,
        now: DateTime<Utc>,
        open: GroupSet,
        filter: Filter,
    ) -> Result<Reel<'_>, StoreError> {
        let snapshot = self.snapshot()?;
        let counts = self.counts(now)?;
        let mut reel =
            Reel { store: self, _snapshot: snapshot, counts, now, open, filter, matches: None };
        if !reel.filter.is_empty()
            && let Candidates::Few(keys) =
                self.candidates(reel.filter.query().expr(), reel.moment())?
        {
            reel.matches = Some(reel.sorted(&keys)?);
        }
        Ok(reel)
    }

    /// Returns where a lead stands at a moment; `None` where its row is gone.
    pub fn spot_of(&self, key: LeadKey, now: DateTime<Utc>) -> Result<Option<Spot>, StoreError> {
        Ok(self.row(key)?.map(|row| self.spot(&row, now)))
    }

    /// Returns the row of a lead.
    pub fn row(&self, key: LeadKey) -> Result<Option<QueueRow>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached(&format!("SELECT {} FROM leads WHERE key = ?1", row::COLUMNS))?;
        let mut rows = statement.query_map([key.0], row::read)?;
        Ok(rows.next().transpose()?)
    }

    fn spot(&self, row: &QueueRow, now: DateTime<Utc>) -> Spot {
        let group = queue::group_at(row.place, row.snoozed_until, &self.policy, now);
        Spot { group, row: Some(RowSpot { place: row.place, key: row.key }) }
    }

    /// Returns every lead that a filter means, tests included, in the order of arrival.
    pub fn keys(&self, filter: &Filter, now: DateTime<Utc>) -> Result<Vec<LeadKey>, StoreError> {
        let moment = Moment { now, zone: filter.zone(), policy: &self.policy };
        let test = compile(filter.query().expr(), moment, 1);
        let sql = format!("SELECT key FROM leads NOT INDEXED WHERE {} ORDER BY key", test.sql);
        let mut statement = self.connection.prepare(&sql)?;
        let keys =
            statement.query_map(params_from_iter(test.values), |row| row.get(0).map(LeadKey))?;
        Ok(keys.collect::<rusqlite::Result<_>>()?)
    }

    /// Counts the leads that a filter shows, up to a number beyond which it does not matter.
    pub fn tally(
        &self,
        filter: &Filter,
        now: DateTime<Utc>,
        most: u64,
    ) -> Result<Tally, StoreError> {
        let reel = self.reel(now, GroupSet::default(), filter.clone())?;
        if let Some(matched) = reel.matched() {
            return Ok(Tally::Exactly(u64::try_from(matched).unwrap_or(u64::MAX)));
        }
        let mut found = 0_u64;
        for group in Group::ALL.into_iter().filter(|group| reel.is_shown(*group)) {
            if filter.query().is_all_of(group) {
                found += reel.counts().of(group).total;
                continue;
            }
            for strip in reel.strips(group) {
                found += reel.count_strip(&strip, most.saturating_sub(found).saturating_add(1))?;
                if found > most {
                    return Ok(Tally::MoreThan(most));
                }
            }
        }
        Ok(Tally::Exactly(found))
    }

    /// Returns the lead whose touch is owed first of all, snoozed and forgotten ones left out.
    pub fn first_due(&self, now: DateTime<Utc>) -> Result<Option<QueueRow>, StoreError> {
        let reel = self.reel(now, GroupSet::stages(), Filter::default())?;
        let mut first: Option<QueueRow> = None;
        for group in Group::ALL.into_iter().filter(|group| group.is_timed()) {
            for strip in reel.strips(group).into_iter().filter(|strip| !strip.idle) {
                let row = reel
                    .walk_strip(&strip, None, Direction::Forward, 1, &mut usize::MAX.clone())?
                    .pop();
                if let Some(row) = row
                    && first.as_ref().is_none_or(|first| row.place.sort < first.place.sort)
                {
                    first = Some(row);
                }
            }
        }
        Ok(first)
    }
}

impl Reel<'_> {
    /// Unfolds a group.
    pub fn unfold(&mut self, group: Group) {
        self.open.insert(group);
    }

    /// Returns the unfolded groups.
    pub fn open(&self) -> GroupSet {
        self.open
    }

    /// Returns the leads of every group.
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// Returns how many leads match; `None` where nobody counted them.
    pub fn matched(&self) -> Option<usize> {
        if let Some(matches) = &self.matches {
            return Some(matches.len());
        }
        // Groups that are meant as a whole are counted already.
        let mut groups = Group::ALL.into_iter().filter(|group| self.is_shown(*group));
        groups.try_fold(0, |sum, group| {
            let total = usize::try_from(self.counts.of(group).total).ok()?;
            self.filter.query().is_all_of(group).then_some(sum + total)
        })
    }

    /// Reads up to `limit` lines from a spot on, the spot itself included or not. `None` begins at
    /// the end that the direction comes from.
    pub fn read(
        &mut self,
        from: Option<Spot>,
        inclusive: bool,
        direction: Direction,
        limit: usize,
    ) -> Result<Vec<Entry>, StoreError> {
        if self.matches.is_none() && !self.filter.is_empty() {
            let mut budget = WALK;
            if let Some(entries) = self.walk(from, inclusive, direction, limit, &mut budget)? {
                return Ok(entries);
            }
            // Nothing near: what is meant is common elsewhere, or stands in no index.
            match self.store.all_that_match(self.filter.query().expr(), self.moment())? {
                Candidates::Few(keys) => self.matches = Some(self.sorted(&keys)?),
                Candidates::Many => {}
            }
        }
        match &self.matches {
            Some(matches) => self.pick(matches, from, inclusive, direction, limit),
            None => {
                let mut budget = usize::MAX;
                Ok(self.walk(from, inclusive, direction, limit, &mut budget)?.unwrap_or_default())
            }
        }
    }

    /// Returns the next lead that is overdue, snoozed and forgotten ones left out, around the end of the queue if need be.
    pub fn next_overdue(
        &self,
        from: Option<Spot>,
        direction: Direction,
    ) -> Result<Option<Spot>, StoreError> {
        let mut groups: Vec<Group> =
            Group::ALL.into_iter().filter(|group| group.is_stage()).collect();
        if direction == Direction::Backward {
            groups.reverse();
        }
        // The group of the spot comes first, from the spot on, and last, as a whole.
        let here = from.and_then(|spot| groups.iter().position(|group| *group == spot.group));
        let start = here.unwrap_or(0);
        groups.rotate_left(start);
        if let Some(first) = groups.first().copied() {
            groups.push(first);
        }
        for (index, group) in groups.into_iter().enumerate() {
            let after = from.filter(|_| index == 0 && here.is_some()).and_then(|spot| spot.row);
            let Some(mut strip) = self.strips(group).into_iter().find(|strip| !strip.idle) else {
                continue;
            };
            strip.to = strip.to.min(self.now.timestamp_millis() - 1);
            let row = self.walk_strip(&strip, after, direction, 1, &mut usize::MAX.clone())?.pop();
            if let Some(row) = row {
                return Ok(Some(self.store.spot(&row, self.now)));
            }
        }
        Ok(None)
    }

    /// A filter unfolds everything but the tests, which stand apart unless they are asked for.
    fn is_open(&self, group: Group) -> bool {
        let query = self.filter.query();
        self.open.contains(group)
            || !self.filter.is_empty() && (group != Group::Test || query.asks_for_tests())
    }

    fn is_shown(&self, group: Group) -> bool {
        let query = self.filter.query();
        let is_visible = group != Group::Test || self.is_open(group);
        self.counts.of(group).total > 0 && is_visible && query.may_be_in(group)
    }

    fn moment(&self) -> Moment<'_> {
        Moment { now: self.now, zone: self.filter.zone(), policy: &self.store.policy }
    }

    /// Walks the index, group by group. `None` where the budget ran out before the page was full.
    fn walk(
        &self,
        from: Option<Spot>,
        inclusive: bool,
        direction: Direction,
        limit: usize,
        budget: &mut usize,
    ) -> Result<Option<Vec<Entry>>, StoreError> {
        let mut entries = Vec::new();
        let mut groups: Vec<Group> =
            Group::ALL.into_iter().filter(|group| self.is_shown(*group)).collect();
        if direction == Direction::Backward {
            groups.reverse();
        }
        for group in groups {
            if entries.len() >= limit {
                break;
            }
            let (mut heading, mut rows_from) = (true, None);
            if let Some(spot) = from {
                match (direction, group.cmp(&spot.group)) {
                    (Direction::Forward, std::cmp::Ordering::Less)
                    | (Direction::Backward, std::cmp::Ordering::Greater) => continue,
                    (_, std::cmp::Ordering::Equal) => match (direction, spot.row) {
                        (Direction::Forward, Some(row)) => {
                            (heading, rows_from) = (false, Some(row))
                        }
                        (Direction::Forward, None) => heading = inclusive,
                        (Direction::Backward, Some(row)) => rows_from = Some(row),
                        (Direction::Backward, None) => {
                            if inclusive {
                                entries.push(Entry::Heading(group));
                            }
                            continue;
                        }
                    },
                    _ => {}
                }
            }
            let mut rows = Vec::new();
            if self.is_open(group) {
                let room = limit - entries.len();
                let first = rows_from.filter(|_| inclusive);
                if let Some(spot) = first
                    && let Some(row) = self.store.row(spot.key)?
                    && row.place == spot.place
                {
                    rows.push(row);
                }
                for strip in self.ordered_strips(group, direction) {
                    if rows.len() >= room {
                        break;
                    }
                    rows.extend(self.walk_strip(
                        &strip,
                        rows_from,
                        direction,
                        room - rows.len(),
                        budget,
                    )?);
                    if *budget == 0 && rows.len() < room {
                        return Ok(None);
                    }
                }
                // Above a row that is shown stands its heading.
                let is_above = direction == Direction::Backward && rows_from.is_some();
                if rows.is_empty() && !self.filter.is_empty() && !is_above {
                    continue;
                }
            }
            let whole = !self.is_open(group) || rows.len() < limit - entries.len();
            let rows = rows.into_iter().map(|row| Entry::Lead(group, row));
            match direction {
                Direction::Forward => {
                    if heading {
                        entries.push(Entry::Heading(group));
                    }
                    entries.extend(rows);
                }
                Direction::Backward => {
                    entries.extend(rows);
                    if whole {
                        entries.push(Entry::Heading(group));
                    }
                }
            }
        }
        entries.truncate(limit);
        Ok(Some(entries))
    }
}
