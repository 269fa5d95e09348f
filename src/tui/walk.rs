//! Moving in the list in hand: steps, opening a lead, folding and unfolding groups.

use super::model::{Model, Page};
use super::msg::Effect;
use super::request::{here, move_to};
use crate::app::query::Anchor;
use crate::app::{Entry, Spot};

/// Moves the selection by so many lines.
pub(super) fn step(model: &mut Model, steps: isize, effects: &mut Vec<Effect>) {
    let left = model.queue.step(steps);
    if left != 0 {
        let anchor = here(model);
        move_to(model, anchor, left, effects);
    }
}

/// Opens the selected lead, or unfolds the selected group.
pub(super) fn open(model: &mut Model, effects: &mut Vec<Effect>) {
    match model.queue.entry() {
        Some(Entry::Lead(..)) => model.page = Page::Lead(0),
        Some(Entry::Heading(group)) => {
            let group = *group;
            model.queue.open.insert(group);
            let anchor = here(model);
            move_to(model, anchor, 0, effects);
        }
        None => {}
    }
}

/// Folds the group of the selected line.
pub(super) fn fold(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(spot) = model.queue.spot() else { return };
    if model.queue.filter.is_empty() && model.queue.open.contains(spot.group) {
        model.queue.open.remove(spot.group);
        move_to(model, Anchor::At(Spot { row: None, ..spot }), 0, effects);
    }
}
