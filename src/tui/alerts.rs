//! Telling that leads are about to be late, where somebody wants to be told.

use chrono::TimeDelta;

use super::model::{Model, Tone};
use super::msg::Effect;
use super::words;
use crate::app::QueueRow;

/// How often it is looked whether leads became due soon.
const LOOKS_EVERY: TimeDelta = TimeDelta::seconds(30);

/// Asks now and then which leads became due soon, where somebody wants to be told.
pub(super) fn look(model: &mut Model, effects: &mut Vec<Effect>) {
    let (since, until) = (model.looked_until, model.now);
    if until < since {
        // The clock was set back.
        model.looked_until = until;
    } else if model.settings.alerts.are_on() && until - since >= LOOKS_EVERY {
        model.looked_until = until;
        effects.push(Effect::LookForDueSoon { since, until });
    }
}

/// Tells of the leads that are one's own, or nobody's.
pub(super) fn tell(model: &mut Model, rows: &[QueueRow], effects: &mut Vec<Effect>) {
    let is_mine =
        |row: &&QueueRow| row.owner.as_ref().is_none_or(|owner| *owner == model.settings.actor);
    let mine: Vec<&QueueRow> = rows.iter().filter(is_mine).collect();
    if let Some(words) = words::due_soon(&mine, model.privacy, model.now, model.settings.say()) {
        model.say(Tone::Refused, words.clone());
        effects.push(Effect::Alert(words));
    }
}
