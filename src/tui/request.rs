//! Asking for things: a stretch of the queue, a decision, a file. What comes of it arrives as a
//! message later; until then keys that depend on it wait.

use std::path::PathBuf;

use super::model::{Model, Tone, Waiting};
use super::msg::Effect;
use super::queue::REACH;
use crate::app::LeadKey;
use crate::app::query::{Anchor, WindowRequest};
use crate::app::triage::Wish;

/// How many leads up and down are read ahead.
const AHEAD: usize = 3;

/// Returns whether a verb has something to act on and can be saved; says so where not.
pub(super) fn has_target(model: &mut Model) -> bool {
    if model.settings.read_only {
        model.say(Tone::Refused, model.settings.say().said_read_only());
        return false;
    }
    if model.targets().is_empty() {
        model.say(Tone::Refused, model.settings.say().said_no_lead());
        return false;
    }
    true
}

/// Asks for a wish to be carried out on the targets.
pub(super) fn carry_out(model: &mut Model, wish: Wish, effects: &mut Vec<Effect>) {
    if !has_target(model) {
        return;
    }
    let leads = model.targets();
    carry_out_on(model, leads, wish, effects);
}

/// The same, on these leads.
pub(super) fn carry_out_on(
    model: &mut Model,
    leads: Vec<LeadKey>,
    wish: Wish,
    effects: &mut Vec<Effect>,
) {
    save(model, Effect::CarryOut { leads, wish, now: model.now }, effects);
}

/// Hands an effect that decides to the writer; keys wait until it is saved.
pub(super) fn save(model: &mut Model, effect: Effect, effects: &mut Vec<Effect>) {
    if model.settings.read_only {
        model.say(Tone::Refused, model.settings.say().said_read_only());
        return;
    }
    model.waiting = Waiting::Save;
    effects.push(effect);
}

/// Returns the anchor of where the selection is.
pub(super) fn here(model: &Model) -> Anchor {
    model.queue.spot().map_or(Anchor::Top, Anchor::At)
}

/// Moves the selection to what an anchor names, then so many lines on. Keys wait for it.
pub(super) fn move_to(model: &mut Model, anchor: Anchor, then: isize, effects: &mut Vec<Effect>) {
    model.waiting = Waiting::Window(then);
    load(model, anchor, effects);
}

/// Reads the same stretch again; the selection stays on what it is on.
pub(super) fn refresh(model: &mut Model, effects: &mut Vec<Effect>) {
    if let Waiting::Window(_) = model.waiting {
        // What is under way will be read after the change.
        return;
    }
    model.stale = true;
    let anchor = match (model.queue.lead(), model.queue.spot()) {
        (Some(row), spot) => Anchor::Lead(row.key, spot),
        (None, Some(spot)) => Anchor::At(spot),
        (None, None) => Anchor::Top,
    };
    load(model, anchor, effects);
}

fn load(model: &mut Model, anchor: Anchor, effects: &mut Vec<Effect>) {
    model.generation += 1;
    effects.push(Effect::LoadWindow {
        generation: model.generation,
        request: WindowRequest {
            now: model.now,
            open: model.queue.open,
            filter: model.queue.filter.clone(),
            anchor,
            before: REACH,
            after: REACH,
            as_cards: model.queue.is_cards,
        },
    });
    load_columns(model, effects);
}

/// Asks for the columns that are not in hand, and for how many leads each column holds.
fn load_columns(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(board) = &mut model.board else { return };
    board.generation += 1;
    let active = board.active;
    let requests = board.columns.iter().enumerate().map(|(index, column)| {
        let queue = if index == active { &model.queue } else { &column.queue };
        WindowRequest {
            now: model.now,
            open: queue.open,
            filter: queue.filter.clone(),
            anchor: queue.spot().map_or(Anchor::Top, Anchor::At),
            before: 0,
            after: 0,
            as_cards: true,
        }
    });
    let requests = requests.collect();
    effects.push(Effect::LoadColumns { generation: board.generation, requests, in_hand: active });
}

/// Asks for a file to be read.
pub(super) fn import(model: &mut Model, path: PathBuf, effects: &mut Vec<Effect>) {
    model.importing = Some(path.display().to_string());
    effects.push(Effect::Import { path, now: model.now });
}

/// Asks for the selected lead, for more of the list where its end comes near, and for the leads that
/// may be next.
pub(super) fn read_ahead(model: &mut Model, effects: &mut Vec<Effect>) {
    // What can not be read would be asked for again and again.
    if model.rests {
        return;
    }
    let mut missing: Vec<LeadKey> = model
        .queue
        .neighbours(AHEAD)
        .into_iter()
        .filter(|key| !model.leads.contains_key(key) || model.outdated.contains(key))
        .filter(|key| !model.asked.contains(key))
        .collect();
    if model.quit {
        missing.clear();
    }
    model.asked.extend(&missing);
    // The selected lead is waited for; what is read ahead comes behind whatever else is.
    let selected = model.queue.lead().map(|row| row.key);
    let (seen, ahead): (Vec<_>, Vec<_>) =
        missing.into_iter().partition(|key| Some(*key) == selected);
    if !seen.is_empty() {
        effects.push(Effect::LoadLeads(seen));
    }
    if model.waiting == Waiting::No && !model.stale && model.queue.wants_more() {
        refresh(model, effects);
    }
    if !ahead.is_empty() {
        effects.push(Effect::LoadLeads(ahead));
    }
}
