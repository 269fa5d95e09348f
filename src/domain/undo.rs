//! Which batches are taken back, which one `u` takes back next, and which one `ctrl-r` restores.
//!
//! The keys look at what one person did on one device, newest first. Taking back appends; nothing is
//! removed, so a batch can be taken back and restored any number of times.

use std::collections::{BTreeMap, BTreeSet};

use super::event::{Event, EventKind};
use super::ids::BatchId;

/// Returns the batches whose latest taking back was not itself taken back, given the events in their
/// order.
pub fn undone<'e>(events: impl IntoIterator<Item = &'e Event>) -> BTreeSet<BatchId> {
    let mut undone = BTreeSet::new();
    for event in events {
        match event.kind {
            EventKind::Undone { batch } => undone.insert(batch),
            EventKind::Redone { batch } => undone.remove(&batch),
            _ => false,
        };
    }
    undone
}

/// What one batch of one person did, as far as undo cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// It decided something.
    Decided(BatchId),
    /// It took that batch back.
    Undid(BatchId),
    /// It restored that batch.
    Redid(BatchId),
}

impl Step {
    /// Reads the step from an event of the batch.
    pub const fn of(batch: BatchId, kind: &EventKind) -> Self {
        match kind {
            EventKind::Undone { batch } => Self::Undid(*batch),
            EventKind::Redone { batch } => Self::Redid(*batch),
            _ => Self::Decided(batch),
        }
    }
}

/// Returns the newest batch that holds, given the steps newest first.
pub fn to_undo(steps: impl IntoIterator<Item = Step>) -> Option<BatchId> {
    let mut holds = BTreeMap::new();
    for step in steps {
        match step {
            Step::Undid(batch) => {
                holds.entry(batch).or_insert(false);
            }
            Step::Redid(batch) => {
                holds.entry(batch).or_insert(true);
            }
            Step::Decided(batch) => {
                if *holds.entry(batch).or_insert(true) {
                    return Some(batch);
                }
            }
        }
    }
    None
}

/// Returns the batch that was taken back last and not restored since, given the steps newest
/// first. A new decision ends the chain of what can be restored.
pub fn to_redo(steps: impl IntoIterator<Item = Step>) -> Option<BatchId> {
    let mut restored = Vec::new();
    for step in steps {
        match step {
            Step::Decided(_) => return None,
            Step::Redid(batch) => restored.push(batch),
            Step::Undid(batch) => match restored.iter().position(|known| *known == batch) {
                Some(place) => {
                    restored.remove(place);
                }
                None => return Some(batch),
            },
        }
    }
    None
}

#[cfg(test)]
mod tests;
