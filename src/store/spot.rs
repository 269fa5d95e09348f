//! Names for places in the queue: groups, rows of a group, lines of the screen.

use super::row::{LeadKey, QueueRow};
use crate::domain::queue::{Group, Place};

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
