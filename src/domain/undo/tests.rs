use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::domain::funnel::Outcome;
use crate::domain::testing::{call, event};

fn batch(number: u128) -> BatchId {
    BatchId(Uuid::from_u128(number))
}

#[test]
fn the_last_word_on_a_batch_tells_whether_it_is_undone() {
    let undo = |number| EventKind::Undone { batch: batch(number) };
    let redo = |number| EventKind::Redone { batch: batch(number) };
    let cases: [(&[EventKind], &[u128]); 6] = [
        (&[], &[]),
        (&[call(Outcome::Voicemail)], &[]),
        (&[undo(7)], &[7]),
        (&[undo(7), redo(7)], &[]),
        (&[undo(7), redo(7), undo(7), undo(8)], &[7, 8]),
        (&[redo(7), undo(8), undo(7), redo(8)], &[7]),
    ];
    for (kinds, expected) in cases {
        let events: Vec<Event> =
            (1..).zip(kinds).map(|(hour, kind)| event(hour, hour, kind.clone())).collect();
        let expected = expected.iter().copied().map(batch).collect();
        assert_eq!(undone(&events), expected, "{kinds:?}");
    }
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
