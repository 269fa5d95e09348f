//! The filter line: what is typed there filters the queue at once, and is completed by Tab.
//!
//! Where a line can not be read it says so at the place, and the rest of it filters.

use std::ops::Range;

use crossterm::event::{KeyCode, KeyModifiers};

use super::edit::{FilterLine, edit};
use super::keyname::Key;
use super::model::{Model, Prompt, Tone};
use super::msg::Effect;
use super::on_board;
use super::request::move_to;
use crate::app::Filter;
use crate::app::query::Anchor;
use crate::domain::query::parse;

/// A key while the filter is typed.
pub(super) fn press(model: &mut Model, mut line: FilterLine, key: Key, effects: &mut Vec<Effect>) {
    match key.code() {
        KeyCode::Enter => {
            if let Some(error) = &model.filter_error {
                let words = error.to_string();
                model.say(Tone::Refused, words);
                model.prompt = Some(Prompt::Filter(line));
            }
            return;
        }
        // The list can be walked while the filter stays open.
        KeyCode::Down | KeyCode::Up => {
            model.queue.step(if key.code() == KeyCode::Down { 1 } else { -1 });
            model.prompt = Some(Prompt::Filter(line));
            return;
        }
        KeyCode::Tab => {
            let is_back = key.modifiers().contains(KeyModifiers::SHIFT);
            line.next_offer(&model.settings.vocabulary, !is_back);
        }
        _ => {
            line.chosen = None;
            edit(&mut line.input, key);
        }
    }
    take_in(model, line, effects);
}

/// Filters by what stands in the line now.
pub(super) fn take_in(model: &mut Model, line: FilterLine, effects: &mut Vec<Effect>) {
    let words = line.input.value().to_owned();
    model.prompt = Some(Prompt::Filter(line));
    if words != model.filter {
        set(model, &words, effects);
    }
}

/// Filters the queue, or the board, by other words.
pub(super) fn set(model: &mut Model, line: &str, effects: &mut Vec<Effect>) {
    model.filter = line.to_owned();
    let query = match parse(line, &model.settings.vocabulary) {
        Ok(query) => {
            model.filter_error = None;
            query
        }
        Err(error) => {
            let rest = without_term(line, &error.place);
            model.filter_error = Some(error);
            // What is being written does not count yet; the rest does.
            let Ok(query) = parse(&rest, &model.settings.vocabulary) else { return };
            query
        }
    };
    if query == model.query {
        return;
    }
    let is_cleared = query.is_everything();
    model.query = query;
    on_board::filter_columns(model);
    let query = match &model.board {
        Some(board) => board.query_of(board.active, &model.query),
        None => model.query.clone(),
    };
    model.queue.filter = Filter::new(query, model.settings.zone.clone());
    // Clearing the filter keeps the lead that was found.
    let anchor = match model.queue.lead() {
        Some(row) if is_cleared => Anchor::Lead(row.key, None),
        _ => Anchor::Top,
    };
    move_to(model, anchor, 0, effects);
}

/// Returns a line without the words that a place touches.
fn without_term(line: &str, place: &Range<usize>) -> String {
    let before = line[..place.start].rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let after = line[place.end..].find(char::is_whitespace).map_or(line.len(), |at| place.end + at);
    format!("{}{}", line.get(..before).unwrap_or_default(), &line[after..])
}
