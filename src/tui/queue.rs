//! The stretch of the queue that is at hand, what is selected in it, and what of it is seen.
//!
//! The selection is a line of a stretch that reaches some screens up and down, so that moving never
//! waits; near an end more is asked for. When another stretch arrives the selection is found again
//! by what it is, not by where it was.

use std::collections::BTreeSet;

use crate::app::query::{Window, is_selectable};
use crate::app::{Counts, Entry, Filter, GroupSet, LeadKey, QueueRow, Spot};
use crate::domain::queue::Group;

/// How many lines a stretch has before and behind its anchor.
pub(super) const REACH: usize = 240;
/// More is asked for when fewer lines than this are left ahead.
const NEAR: usize = 80;

/// The queue as the screen knows it.
#[derive(Clone, Debug)]
pub struct Queue {
    /// The lines at hand.
    pub entries: Vec<Entry>,
    /// The selected one.
    pub selected: Option<usize>,
    /// The first that is seen.
    pub top: usize,
    /// Whether nothing stands before the lines at hand.
    pub starts: bool,
    /// Whether nothing stands behind them.
    pub ends: bool,
    /// The leads of every group.
    pub counts: Counts,
    /// How many leads match the filter, where that is known.
    pub matched: Option<usize>,
    /// The unfolded groups.
    pub open: GroupSet,
    /// The filter, as asked for last.
    pub filter: Filter,
    /// The leads that bulk verbs act on.
    pub marks: BTreeSet<LeadKey>,
    /// The lead that was marked last, where a range begins.
    pub mark_anchor: Option<LeadKey>,
    /// Whether anything was read yet.
    pub loaded: bool,
    /// Whether it is shown as cards, without the headings of the groups.
    pub is_cards: bool,
}

impl Default for Queue {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
            selected: None,
            top: 0,
            starts: true,
            ends: true,
            counts: Counts::default(),
            matched: None,
            open: GroupSet::stages(),
            filter: Filter::default(),
            marks: BTreeSet::new(),
            mark_anchor: None,
            loaded: false,
            is_cards: false,
        }
    }
}

impl Queue {
    /// Returns a queue that is shown as cards.
    pub(super) fn of_cards() -> Self {
        Self { is_cards: true, ..Self::default() }
    }

    /// Returns the selected line.
    pub fn entry(&self) -> Option<&Entry> {
        self.entries.get(self.selected?)
    }

    /// Returns the selected lead.
    pub fn lead(&self) -> Option<&QueueRow> {
        match self.entry()? {
            Entry::Lead(_, row) => Some(row),
            Entry::Heading(_) => None,
        }
    }

    /// Returns the group of the selected line.
    pub fn group(&self) -> Option<Group> {
        self.spot().map(|spot| spot.group)
    }

    /// Returns where the selected line stands.
    pub fn spot(&self) -> Option<Spot> {
        self.entry().map(Entry::spot)
    }

    /// Returns the row of a lead, where it is at hand.
    pub fn row(&self, key: LeadKey) -> Option<&QueueRow> {
        self.entries.iter().find_map(|entry| match entry {
            Entry::Lead(_, row) if row.key == key => Some(row),
            _ => None,
        })
    }

    /// Returns the leads around the selection, the selected one first: those to have at hand.
    pub fn neighbours(&self, reach: usize) -> Vec<LeadKey> {
        let Some(selected) = self.selected else { return Vec::new() };
        let mut order = vec![selected];
        for distance in 1..=reach {
            order.push(selected + distance);
            order.extend(selected.checked_sub(distance));
        }
        order
            .into_iter()
            .filter_map(|index| match self.entries.get(index)? {
                Entry::Lead(_, row) => Some(row.key),
                Entry::Heading(_) => None,
            })
            .collect()
    }

    /// Moves the selection by so many selectable lines. Returns how many are left to go beyond the
    /// lines at hand.
    pub fn step(&mut self, steps: isize) -> isize {
        let mut left = steps;
        while left != 0 {
            let Some(next) = self.next_selectable(left > 0) else {
                let is_end = if left > 0 { self.ends } else { self.starts };
                return if is_end { 0 } else { left };
            };
            self.selected = Some(next);
            left -= left.signum();
        }
        0
    }

    fn next_selectable(&self, down: bool) -> Option<usize> {
        let can = |index: &usize| {
            self.entries
                .get(*index)
                .is_some_and(|entry| is_selectable(entry, self.open, &self.filter))
        };
        match (self.selected, down) {
            (Some(selected), true) => (selected + 1..self.entries.len()).find(can),
            (Some(selected), false) => (0..selected).rev().find(can),
            (None, true) => (0..self.entries.len()).find(can),
            (None, false) => (0..self.entries.len()).rev().find(can),
        }
    }

    /// Takes another stretch. With `keep` the selection stays on what it was, where that is still
    /// at hand; otherwise it goes to the stretch's own.
    pub fn take(&mut self, window: Window, keep: bool) {
        let before = self.entry().map(Entry::spot);
        let lead_before = self.lead().map(|row| row.key);
        let offset = self.selected.unwrap_or(0).saturating_sub(self.top);
        self.entries = window.entries;
        (self.starts, self.ends) = (window.starts, window.ends);
        (self.open, self.counts, self.matched) = (window.open, window.counts, window.matched);
        self.loaded = true;
        self.selected = window.selected;
        if keep && let Some(spot) = before {
            let same = |entry: &Entry| match (entry, lead_before) {
                (Entry::Lead(_, row), Some(key)) => row.key == key,
                (entry, None) => entry.spot() == spot,
                _ => false,
            };
            if let Some(index) = self.entries.iter().position(same) {
                self.selected = Some(index);
            }
        }
        self.top = self.selected.unwrap_or(0).saturating_sub(offset);
    }

    /// Scrolls so that the selection is seen in so many lines.
    ///
    /// The first line of the list is always the heading of what follows, so a row never stands
    /// without its group.
    pub fn scroll(&mut self, lines: usize) {
        let Some(selected) = self.selected else {
            self.top = 0;
            return;
        };
        self.top = self.top.min(self.entries.len().saturating_sub(1));
        // At the very start there is no need to hide the heading above the first row.
        if selected <= self.top {
            self.top = match self.entries.get(selected.wrapping_sub(1)) {
                Some(Entry::Heading(_)) => selected - 1,
                _ => selected,
            };
        }
        while self.top < selected && selected - self.top >= self.seen(lines) {
            self.top += 1;
        }
        // Room that would stay empty below is better used above.
        while self.top > 0 && self.entries.len() - self.top < self.seen(lines) {
            self.top -= 1;
            if selected - self.top >= self.seen(lines) {
                self.top += 1;
                break;
            }
        }
    }

    /// Returns how many entries are seen from `top` on: one less where the first line is a heading
    /// that stands in for one further up.
    fn seen(&self, lines: usize) -> usize {
        match self.entries.get(self.top) {
            Some(Entry::Lead(..)) if !self.is_cards => lines.saturating_sub(1).max(1),
            _ => lines.max(1),
        }
    }

    /// Returns whether an end of the lines at hand is near.
    pub fn wants_more(&self) -> bool {
        let Some(selected) = self.selected else { return false };
        !self.ends && self.entries.len() - selected < NEAR || !self.starts && selected < NEAR
    }

    /// Returns whether nothing is there, whatever the filter.
    pub fn is_empty(&self) -> bool {
        self.loaded && self.counts.all() == 0
    }
}
