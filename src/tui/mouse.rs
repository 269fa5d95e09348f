//! What a pointer means: it chooses what stands under it, and a wheel moves that.
//!
//! A click means what was seen. So it is dropped where the frame is no longer what is there: after a key
//! of the same moment, and while an answer is under way that moves the list. Nobody points ahead as one
//! types ahead, and a click on another lead than the one that was seen would be worse than none. A key
//! that is clicked is a key: it waits like one that was typed.

use chrono::TimeDelta;
use crossterm::event::{KeyCode, KeyModifiers};

use super::hits::Target;
use super::keyname::Key;
use super::keys::Action;
use super::model::{Model, Page, Prompt, Waiting};
use super::msg::{Effect, Gesture, Pointer};
use super::on_board;
use super::on_errand;
use super::request::{move_to, refresh};
use super::walk::{open, step};
use crate::app::query::Anchor;
use crate::app::{Entry, LeadKey, Spot};
use crate::domain::queue::Group;

/// How soon the second click of a double click comes.
const DOUBLE: TimeDelta = TimeDelta::milliseconds(500);
/// How many lines a notch of the wheel moves.
const NOTCH: u8 = 3;

/// What a click stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meant {
    /// A key.
    Key(Key),
    /// An action.
    Action(Action),
}

/// Takes in what a pointer did. Returns the key or the action that it stands for, where it does.
pub(super) fn point(
    model: &mut Model,
    pointer: Pointer,
    effects: &mut Vec<Effect>,
) -> Option<Meant> {
    let place = (pointer.column, pointer.row).into();
    match pointer.gesture {
        Gesture::Press => {
            let target = model.hits.at(place)?;
            press(model, target, effects)
        }
        Gesture::WheelUp | Gesture::WheelDown => {
            let is_down = pointer.gesture == Gesture::WheelDown;
            if let Some(ground) = model.hits.ground(place) {
                wheel(model, ground, is_down, effects);
            }
            None
        }
    }
}

fn press(model: &mut Model, target: Target, effects: &mut Vec<Effect>) -> Option<Meant> {
    match (target, &mut model.prompt) {
        (Target::Key(key), _) => return Some(Meant::Key(key)),
        (Target::Line(line), Some(Prompt::Palette(palette))) => {
            palette.chosen = line;
            return Key::new(KeyCode::Enter, KeyModifiers::NONE).map(Meant::Key);
        }
        _ => {}
    }
    if !hears(model) {
        return None;
    }
    model.notice = None;
    match target {
        Target::Tab(action) => {
            model.prompt = None;
            return Some(Meant::Action(action));
        }
        Target::Lead(column, key) => lead(model, column, key, effects),
        Target::Heading(group) => heading(model, group, effects),
        Target::Way(channel) => on_errand::open(model, channel, effects),
        _ => {}
    }
    None
}

/// The list can be walked while the filter is typed; another question is answered first.
fn hears(model: &Model) -> bool {
    model.waiting == Waiting::No && matches!(model.prompt, None | Some(Prompt::Filter(_)))
}

/// Selects a lead; with the second click of a double click it is opened.
fn lead(model: &mut Model, column: Option<usize>, key: LeadKey, effects: &mut Vec<Effect>) {
    let before = model.clicked.replace((key, model.now));
    let other = match (column, &model.board) {
        (Some(column), Some(board)) if board.active != column => Some(column),
        _ => None,
    };
    let queue = match (other, &mut model.board) {
        (Some(column), Some(board)) => match board.columns.get_mut(column) {
            Some(column) => &mut column.queue,
            None => return,
        },
        _ => &mut model.queue,
    };
    let is_it = |entry: &Entry| matches!(entry, Entry::Lead(_, row) if row.key == key);
    let Some(line) = queue.entries.iter().position(is_it) else { return };
    queue.selected = Some(line);
    if let Some(column) = other {
        return on_board::take_in_hand(model, column, effects);
    }
    let is_second =
        before.is_some_and(|(known, clicked_at)| known == key && model.now - clicked_at <= DOUBLE);
    if is_second {
        model.clicked = None;
        open(model, effects);
    }
}

/// Unfolds a group, or folds it.
fn heading(model: &mut Model, group: Group, effects: &mut Vec<Effect>) {
    // A filter shows all of them.
    if !model.queue.filter.is_empty() {
        return;
    }
    let heading = Spot { group, row: None };
    if model.queue.open.contains(group) {
        model.queue.open.remove(group);
    } else {
        model.queue.open.insert(group);
    }
    move_to(model, Anchor::At(heading), 0, effects);
}

fn wheel(model: &mut Model, ground: Target, is_down: bool, effects: &mut Vec<Effect>) {
    let lines = usize::from(NOTCH);
    let moved = |line: usize| match is_down {
        true => line.saturating_add(lines),
        false => line.saturating_sub(lines),
    };
    if let (Target::Panel, Some(Prompt::Letter(letter))) = (ground, &mut model.prompt) {
        letter.top = moved(letter.top);
    }
    if !hears(model) {
        return;
    }
    let steps = |count: u8| if is_down { isize::from(count) } else { -isize::from(count) };
    match (ground, model.page) {
        (Target::Page, Page::Lead(line)) => model.page = Page::Lead(moved(line)),
        (Target::Page, Page::Help(line)) => model.page = Page::Help(moved(line)),
        (Target::Page, Page::Feeds(line)) => model.page = Page::Feeds(moved(line)),
        (Target::Page, Page::Numbers(line)) => model.page = Page::Numbers(moved(line)),
        (Target::List, _) => step(model, steps(NOTCH), effects),
        (Target::Column(column), _) => {
            let Some(board) = &mut model.board else { return };
            if board.active == column {
                return step(model, steps(1), effects);
            }
            let Some(column) = board.columns.get_mut(column) else { return };
            // The columns that are not in hand are read around what is selected there.
            if column.queue.step(steps(1)) != 0 {
                refresh(model, effects);
            }
        }
        _ => {}
    }
}
