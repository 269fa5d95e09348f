//! Keys on the pages that cover the list: they scroll it, close it, or mean what they mean anywhere.

use super::keyname::Key;
use super::keys::Action;
use super::model::{Model, Page, Tone};
use super::msg::Effect;
use super::request::carry_out;
use crate::app::triage::Wish;
use crate::domain::command::Command;

/// Takes a key on the page that is open. Returns its action where it means what it means anywhere.
pub(super) fn press(
    model: &mut Model,
    action: Action,
    key: Key,
    effects: &mut Vec<Effect>,
) -> Option<Action> {
    match model.page {
        Page::Queue => return Some(action),
        Page::Today => {}
        Page::Lead(line)
        | Page::Help(line)
        | Page::Feeds(line)
        | Page::Numbers(line)
        | Page::Explained(line) => {
            if let Some(line) = scrolled(model, action, line) {
                model.page = match model.page {
                    Page::Lead(_) => Page::Lead(line),
                    Page::Help(_) => Page::Help(line),
                    Page::Numbers(_) => Page::Numbers(line),
                    Page::Explained(_) => Page::Explained(line),
                    _ => Page::Feeds(line),
                };
                return None;
            }
        }
    }
    match (model.page, action) {
        (Page::Numbers(_), Action::NextOverdue | Action::PreviousOverdue) => {
            other_part(model, action == Action::NextOverdue);
            None
        }
        (Page::Numbers(_), Action::Help) => {
            model.page = Page::Explained(0);
            None
        }
        // Where there is nothing to count, the page names this key.
        (Page::Numbers(_), Action::Import) => {
            model.page = Page::Queue;
            Some(action)
        }
        (Page::Explained(_), Action::Help | Action::Back | Action::Fold) => {
            model.page = Page::Numbers(0);
            None
        }
        (_, Action::Back | Action::Fold | Action::Open | Action::Quit)
        | (Page::Help(_), Action::Help)
        | (Page::Today, Action::Today) => {
            model.page = Page::Queue;
            None
        }
        (Page::Lead(_), Action::Tick) => {
            tick(model, key, effects);
            None
        }
        (Page::Lead(_), _) => Some(action),
        (_, action) if is_about_the_program(action) => Some(action),
        _ => {
            model.say(Tone::Refused, model.settings.say().said_no_lead_in_hand());
            None
        }
    }
}

/// Returns whether an action means anything on the page that is open.
pub(super) fn hears(page: Page, action: Action) -> bool {
    let closes = matches!(action, Action::Back | Action::Fold | Action::Open | Action::Quit);
    match page {
        Page::Queue | Page::Lead(_) => true,
        Page::Today => closes || is_about_the_program(action),
        Page::Help(_) | Page::Feeds(_) | Page::Numbers(_) | Page::Explained(_) => {
            let scrolls = matches!(
                action,
                Action::Down
                    | Action::Up
                    | Action::HalfDown
                    | Action::HalfUp
                    | Action::PageDown
                    | Action::PageUp
                    | Action::Top
                    | Action::Bottom
            );
            let parts = matches!(page, Page::Numbers(_))
                && matches!(action, Action::NextOverdue | Action::PreviousOverdue | Action::Import);
            scrolls || parts || closes || is_about_the_program(action)
        }
    }
}

/// Where no lead is shown, nothing is decided about one.
const fn is_about_the_program(action: Action) -> bool {
    matches!(
        action,
        Action::Queue
            | Action::Board
            | Action::Numbers
            | Action::Feeds
            | Action::Views
            | Action::Today
            | Action::Help
            | Action::Palette
            | Action::Mask
            | Action::Sync
            | Action::Suspend
    )
}

/// Parts the requests of the numbers by something else.
fn other_part(model: &mut Model, forward: bool) {
    let parts = model.numbers.as_ref().map_or(1, |numbers| numbers.parts.len() + 1);
    model.numbers_part = (model.numbers_part + if forward { 1 } else { parts - 1 }) % parts;
}

/// A digit on the lead's page ticks the prerequisite of that number, or opens it again.
fn tick(model: &mut Model, key: Key, effects: &mut Vec<Effect>) {
    let digit = key.typed().and_then(|typed| typed.to_digit(10));
    let index = digit.and_then(|digit| usize::try_from(digit).ok()?.checked_sub(1));
    let checklist = model.lead().and_then(|file| model.settings.practice.checklist(&file.lead));
    let item = checklist.zip(index).and_then(|(checklist, index)| checklist.items.get(index));
    match item {
        Some(item) => {
            let prerequisites = vec![item.code.clone()];
            carry_out(model, Wish::command(Command::Tick { prerequisites, met: None }), effects);
        }
        None => {
            model.say(Tone::Refused, model.settings.say().said_no_item_of_lead(key.to_string()));
        }
    }
}

/// Returns where a page stands after a key that scrolls it.
fn scrolled(model: &Model, action: Action, line: usize) -> Option<usize> {
    let lines = model.layout().map_or(1, |layout| usize::from(layout.body.height));
    let page = match model.page {
        // Their last line only says that there is more.
        Page::Numbers(_) | Page::Explained(_) => lines.saturating_sub(1),
        _ => lines,
    };
    Some(match action {
        Action::Down => line.saturating_add(1),
        Action::Up => line.saturating_sub(1),
        Action::HalfDown => line.saturating_add(page / 2),
        Action::HalfUp => line.saturating_sub(page / 2),
        Action::PageDown => line.saturating_add(page),
        Action::PageUp => line.saturating_sub(page),
        Action::Top => 0,
        // The view knows where the last line is.
        Action::Bottom => usize::MAX,
        _ => return None,
    })
}
