//! Which batch `u` takes back, and which one `ctrl-r` restores.
//!
//! Both look at what one person did on one device, newest first. Taking back appends; nothing is
//! removed, so a batch can be taken back and restored any number of times.

use std::collections::BTreeMap;

use super::event::EventKind;
use super::ids::BatchId;

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
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn batch(number: u128) -> BatchId {
        BatchId(Uuid::from_u128(number))
    }

    #[test]
    fn undo_and_redo_walk_the_same_chain() {
        use Step::{Decided, Redid, Undid};
        let mut steps = vec![Decided(batch(1)), Decided(batch(2))];
        let newest_first = |steps: &Vec<Step>| steps.iter().rev().copied().collect::<Vec<_>>();
        assert_eq!(to_undo(newest_first(&steps)), Some(batch(2)));
        assert_eq!(to_redo(newest_first(&steps)), None);
        steps.push(Undid(batch(2)));
        assert_eq!(to_undo(newest_first(&steps)), Some(batch(1)));
        assert_eq!(to_redo(newest_first(&steps)), Some(batch(2)));
        steps.push(Undid(batch(1)));
        assert_eq!(to_undo(newest_first(&steps)), None);
        assert_eq!(to_redo(newest_first(&steps)), Some(batch(1)));
        steps.push(Redid(batch(1)));
        assert_eq!(to_redo(newest_first(&steps)), Some(batch(2)));
        steps.push(Redid(batch(2)));
        assert_eq!(to_redo(newest_first(&steps)), None);
        assert_eq!(to_undo(newest_first(&steps)), Some(batch(2)));
        steps.push(Undid(batch(2)));
        steps.push(Decided(batch(3)));
        assert_eq!(to_redo(newest_first(&steps)), None, "a new decision ends the chain");
        assert_eq!(to_undo(newest_first(&steps)), Some(batch(3)));
    }

    proptest! {
        /// Undo and redo behave like a cursor in a list of decisions.
        #[test]
        fn undo_and_redo_are_a_cursor_in_a_list(choices in prop::collection::vec(0u8..3, 0..40)) {
            let (mut steps, mut list, mut cursor, mut count) = (Vec::new(), Vec::new(), 0, 0);
            for choice in choices {
                let newest_first: Vec<_> = steps.iter().rev().copied().collect();
                match choice {
                    0 => {
                        count += 1;
                        list.truncate(cursor);
                        list.push(batch(count));
                        cursor += 1;
                        steps.push(Step::Decided(batch(count)));
                    }
                    1 => {
                        let expected = cursor.checked_sub(1).map(|index| list[index]);
                        prop_assert_eq!(to_undo(newest_first), expected);
                        if let Some(batch) = expected {
                            cursor -= 1;
                            steps.push(Step::Undid(batch));
                        }
                    }
                    _ => {
                        let expected = list.get(cursor).copied();
                        prop_assert_eq!(to_redo(newest_first), expected);
                        if let Some(batch) = expected {
                            cursor += 1;
                            steps.push(Step::Redid(batch));
                        }
                    }
                }
            }
        }
    }
}
