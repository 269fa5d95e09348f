//! What keys do on the board: it is opened by status or by stage, another column is taken in hand, and
//! a card is carried to the next column by the verb that does so.

use crossterm::event::KeyCode;

use super::board::{Board, By, Column, Kind};
use super::keyname::Key;
use super::keys::Action;
use super::menu::Menu;
use super::model::{Model, Page, Tone};
use super::msg::Effect;
use super::queue::Queue;
use super::request::{carry_out, here, move_to};
use super::verbs::ask;
use crate::app::query::{Anchor, Window};
use crate::app::triage::Wish;
use crate::app::{Filter, Tally};
use crate::domain::cadence::Cadence;
use crate::domain::command::Command;
use crate::domain::funnel::Status;
use crate::domain::lead::Lead;

/// Shows the board; where it is shown already, by the other columns.
pub(super) fn open(model: &mut Model, effects: &mut Vec<Effect>) {
    let is_covered = model.page != Page::Queue;
    model.page = Page::Queue;
    let by = match &model.board {
        Some(_) if is_covered => return,
        Some(board) if board.by == By::Status => By::Stage,
        _ => By::Status,
    };
    let selected = model.queue.lead().map(|row| row.key);
    let lead = model.lead().map(|file| (file.lead.status(), file.lead.stage()));
    close(model);
    let kinds = by.kinds();
    let holds = |kind: &Kind| match (kind, lead) {
        (Kind::Status(status), Some((of, _))) => *status == of,
        (Kind::Stage(stage), Some((_, of))) => *stage == of,
        _ => false,
    };
    let active = kinds.iter().position(holds).unwrap_or(0);
    let columns = kinds
        .into_iter()
        .map(|kind| Column { kind, queue: Queue::of_cards(), tally: None })
        .collect();
    let queue = std::mem::replace(&mut model.queue, Queue::of_cards());
    // What was counted for the header holds here too.
    model.queue.counts = queue.counts;
    model.queue.loaded = queue.loaded;
    model.board = Some(Board { by, columns, active, generation: 0, queue });
    filter_columns(model);
    if let Some(board) = &model.board {
        let query = board.query_of(active, &model.query);
        model.queue.filter = Filter::new(query, model.settings.zone.clone());
    }
    let anchor = selected.map_or(Anchor::Top, |key| Anchor::Lead(key, None));
    move_to(model, anchor, 0, effects);
}

/// Puts the queue itself back in hand.
fn close(model: &mut Model) {
    if let Some(board) = model.board.take() {
        model.queue = board.queue;
        model.queue.filter = Filter::new(model.query.clone(), model.settings.zone.clone());
    }
}

/// Shows the queue.
pub(super) fn show_queue(model: &mut Model, effects: &mut Vec<Effect>) {
    model.page = Page::Queue;
    if model.board.is_some() {
        close(model);
        let anchor = here(model);
        move_to(model, anchor, 0, effects);
    }
}

/// Cuts the columns that are not in hand by the filter.
pub(super) fn filter_columns(model: &mut Model) {
    let Some(board) = &mut model.board else { return };
    for index in 0..board.columns.len() {
        let query = board.query_of(index, &model.query);
        let column = &mut board.columns[index];
        let filter = Filter::new(query, model.settings.zone.clone());
        if column.queue.filter != filter {
            column.queue = Queue { filter, ..Queue::of_cards() };
            column.tally = None;
        }
    }
}

/// Takes in the columns that were read.
pub(super) fn take_columns(
    model: &mut Model,
    generation: u64,
    windows: Vec<(Option<Window>, Tally)>,
) {
    let Some(board) = model.board.as_mut().filter(|board| board.generation == generation) else {
        return;
    };
    for (column, (window, tally)) in board.columns.iter_mut().zip(windows) {
        column.tally = Some(tally);
        if let Some(window) = window {
            column.queue.take(window, true);
        }
    }
}

/// A key on the board. Returns the action where it means what it means in the queue.
pub(super) fn press(
    model: &mut Model,
    action: Action,
    key: Key,
    effects: &mut Vec<Effect>,
) -> Option<Action> {
    match action {
        Action::Fold => go(model, -1, effects),
        Action::Open if key.code() != KeyCode::Enter => go(model, 1, effects),
        Action::MoveLeft => carry(model, -1, effects),
        Action::MoveRight => carry(model, 1, effects),
        action => return Some(action),
    }
    None
}

/// Takes the column on the left or the right in hand.
fn go(model: &mut Model, step: isize, effects: &mut Vec<Effect>) {
    let Some(board) = &model.board else { return };
    if let Some(next) = board.active.checked_add_signed(step) {
        take_in_hand(model, next, effects);
    }
}

/// Takes a column in hand, on what is selected there.
pub(super) fn take_in_hand(model: &mut Model, next: usize, effects: &mut Vec<Effect>) {
    let Some(board) = model.board.as_mut().filter(|board| next < board.columns.len()) else {
        return;
    };
    let active = std::mem::replace(&mut board.active, next);
    std::mem::swap(&mut model.queue, &mut board.columns[active].queue);
    std::mem::swap(&mut model.queue, &mut board.columns[next].queue);
    // The header counts by what was read last, whichever column that was for.
    model.queue.counts = board.columns[active].queue.counts;
    let anchor = here(model);
    move_to(model, anchor, 0, effects);
}

/// Moves the card to the column on the left or the right: by the verb that does so.
fn carry(model: &mut Model, step: isize, effects: &mut Vec<Effect>) {
    let Some(board) = &model.board else { return };
    let next = board.active.checked_add_signed(step);
    let from = board.columns.get(board.active).map(|column| column.kind);
    let to = next.and_then(|next| board.columns.get(next)).map(|column| column.kind);
    let say = model.settings.say();
    match (from, to) {
        (_, None) => model.say(Tone::Refused, say.said_no_column()),
        (_, Some(Kind::Stage(_))) => model.say(Tone::Refused, say.said_only_the_customer()),
        (_, Some(Kind::Status(Status::New))) => {
            model.say(Tone::Refused, say.said_not_new_again());
        }
        (Some(Kind::Status(Status::New)), Some(Kind::Status(Status::Working))) => {
            ask(model, Menu::Call);
        }
        (_, Some(Kind::Status(Status::Working))) => {
            carry_out(model, Wish::command(Command::Reopen), effects);
        }
        (_, Some(Kind::Status(Status::Nurturing))) => {
            let rest =
                |lead: &Lead| model.settings.practice.cadence(lead).map(|known| known.nurture_for);
            let rest = model.lead().and_then(|file| rest(&file.lead));
            let due_at = model.now + rest.unwrap_or(Cadence::default().nurture_for);
            carry_out(model, Wish::command(Command::Nurture { due_at }), effects);
        }
        (_, Some(Kind::Status(Status::Qualified))) => {
            let command = Command::Qualify { met: Vec::new(), overridden: false };
            carry_out(model, Wish::command(command), effects);
        }
        (_, Some(Kind::Status(Status::Dismissed))) => ask(model, Menu::Dismiss),
    }
}
