//! A stretch of the queue, read by key and never by number, so that a million leads cost what a
//! hundred do.
//!
//! The queue is a list of groups; a folded group is only its heading. A [`Spot`] names a heading
//! or a row in that list, and [`Reel`] reads from a spot onwards or backwards. Which rows stand
//! where depends on `now`, so a reel is good for one moment; it is cheap to make.

use chrono::{DateTime, Utc};
use rusqlite::{Row, params};

use super::counts::{Counts, Snapshot};
use super::error::StoreError;
use super::log::millis;
use super::open::Store;
use super::row::{self, LeadKey, QueueRow};
use super::search::Candidates;
pub use super::search::Filter;
use crate::domain::queue::{self, Group, Place, Section};

/// How many rows a walk looks at before it asks the index for all that match.
const WALK: usize = 30_000;

/// A set of groups.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GroupSet(u16);

impl GroupSet {
    /// The stages, which stand unfolded at first.
    pub fn stages() -> Self {
        let mut set = Self::default();
        Group::ALL.into_iter().filter(|group| group.is_stage()).for_each(|group| set.insert(group));
        set
    }

    /// Returns whether a group is in the set.
    pub const fn contains(self, group: Group) -> bool {
        self.0 & (1 << group.index()) != 0
    }

    /// Adds a group.
    pub const fn insert(&mut self, group: Group) {
        self.0 |= 1 << group.index();
    }

    /// Takes a group out.
    pub const fn remove(&mut self, group: Group) {
        self.0 &= !(1 << group.index());
    }
}

/// A row's place among all rows of its group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowSpot {
    /// The stored order.
    pub place: Place,
    /// The row itself, where places are equal.
    pub key: LeadKey,
}

/// A heading (no row) or a row of the queue. Spots compare as they stand on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spot {
    /// The group.
    pub group: Group,
    /// The row; `None` is the heading.
    pub row: Option<RowSpot>,
}

/// One line of the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// The heading of a group.
    Heading(Group),
    /// A lead.
    Lead(Group, QueueRow),
}

impl Entry {
    /// Returns where the line stands.
    pub fn spot(&self) -> Spot {
        match self {
            Self::Heading(group) => Spot { group: *group, row: None },
            Self::Lead(group, row) => {
                Spot { group: *group, row: Some(RowSpot { place: row.place, key: row.key }) }
            }
        }
    }
}

/// Which way to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Down the screen.
    Forward,
    /// Up the screen.
    Backward,
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

/// The rows of a group that lie together in the index.
struct Strip {
    section: Section,
    idle: bool,
    /// Greater than this.
    above: i64,
    /// Up to and including this.
    to: i64,
    snoozed: bool,
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
            && let Candidates::Few(keys) = self.candidates(&reel.filter, false)?
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
    pub fn keys(&self, filter: &Filter) -> Result<Vec<LeadKey>, StoreError> {
        let mut statement =
            self.connection.prepare("SELECT key, haystack FROM leads ORDER BY key")?;
        let mut rows = statement.query([])?;
        let mut keys = Vec::new();
        while let Some(row) = rows.next()? {
            if filter.is_empty() || filter.matches(row.get_ref(1)?.as_str().unwrap_or_default()) {
                keys.push(LeadKey(row.get(0)?));
            }
        }
        Ok(keys)
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
        self.matches.as_ref().map(Vec::len)
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
            // Nothing near: the words are common elsewhere, or too short for the index.
            match self.store.candidates(&self.filter, true)? {
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
        self.open.contains(group) || !self.filter.is_empty() && group != Group::Test
    }

    fn is_shown(&self, group: Group) -> bool {
        self.counts.of(group).total > 0 && (group != Group::Test || self.open.contains(group))
    }

    fn strips(&self, group: Group) -> Vec<Strip> {
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
                if rows.is_empty() && !self.filter.is_empty() {
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

    fn ordered_strips(&self, group: Group, direction: Direction) -> Vec<Strip> {
        let mut strips = self.strips(group);
        if direction == Direction::Backward {
            strips.reverse();
        }
        strips
    }

    /// Reads matching rows of a strip beyond a spot, nearest first.
    fn walk_strip(
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
            match (direction, here.cmp(&there)) {
                (Direction::Forward, std::cmp::Ordering::Less)
                | (Direction::Backward, std::cmp::Ordering::Greater) => return Ok(rows),
                (Direction::Forward, std::cmp::Ordering::Equal) => {
                    // Rows of the very same place first: the index finds them by their key.
                    if sort > above && sort <= to {
                        self.scan(
                            strip,
                            (sort, sort),
                            Some(spot.key),
                            direction,
                            limit,
                            budget,
                            &mut rows,
                        )?;
                    }
                    above = above.max(sort);
                }
                (Direction::Backward, std::cmp::Ordering::Equal) => {
                    if sort > above && sort <= to {
                        self.scan(
                            strip,
                            (sort, sort),
                            Some(spot.key),
                            direction,
                            limit,
                            budget,
                            &mut rows,
                        )?;
                    }
                    to = to.min(sort.saturating_sub(1));
                }
                _ => {}
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

    /// Keeps the candidates that really match, in the order of the queue.
    fn sorted(&self, keys: &[i64]) -> Result<Vec<(Spot, i64)>, StoreError> {
        // One look a candidate, at no more than its spot and its text: there may be thousands.
        let mut statement = self.store.connection.prepare_cached(
            "SELECT section, idle, sort, snoozed_until, haystack FROM leads WHERE key = ?1",
        )?;
        let mut matches = Vec::new();
        for key in keys {
            let mut rows = statement.query([key])?;
            let Some(row) = rows.next()? else { continue };
            if !self.filter.matches(row.get_ref(4)?.as_str().unwrap_or_default()) {
                continue;
            }
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
    fn pick(
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
