//! Marking leads, so that a verb acts on all of them at once.

use super::model::{Model, Tone};
use super::msg::Effect;
use crate::app::query::MarkRequest;
use crate::app::{Entry, LeadKey};

/// How many leads `V` marks at the most.
const MOST_MARKS: usize = 5_000;

/// Marks the selected lead, or takes its mark away.
pub(super) fn mark(model: &mut Model) {
    let Some(key) = model.queue.lead().map(|row| row.key) else { return };
    if !model.queue.marks.remove(&key) {
        model.queue.marks.insert(key);
        model.queue.mark_anchor = Some(key);
    }
}

/// Marks every lead from the last mark to the selected one.
pub(super) fn mark_range(model: &mut Model) {
    let here = model.queue.selected;
    let there = model.queue.mark_anchor.and_then(|anchor| {
        model
            .queue
            .entries
            .iter()
            .position(|entry| matches!(entry, Entry::Lead(_, row) if row.key == anchor))
    });
    let (Some(here), Some(there)) = (here, there) else {
        model.say(Tone::Refused, model.settings.say().said_mark_first());
        return;
    };
    let keys = keys_between(model, here.min(there), here.max(there));
    model.queue.marks.extend(keys);
}

fn keys_between(model: &Model, first: usize, last: usize) -> Vec<LeadKey> {
    model.queue.entries[first..=last]
        .iter()
        .filter_map(|entry| match entry {
            Entry::Lead(_, row) => Some(row.key),
            Entry::Heading(_) => None,
        })
        .collect()
}

/// Asks for all leads of the filter or group, or takes all marks away.
pub(super) fn mark_all(model: &mut Model, effects: &mut Vec<Effect>) {
    if !model.queue.marks.is_empty() {
        model.queue.marks.clear();
        return;
    }
    effects.push(Effect::CollectMarks {
        request: MarkRequest {
            now: model.now,
            filter: model.queue.filter.clone(),
            group: model.queue.group(),
            most: MOST_MARKS,
        },
    });
}

/// Marks the leads that were asked for; `None` is too many of them.
pub(super) fn collected(model: &mut Model, keys: Option<Vec<LeadKey>>) {
    match keys {
        Some(keys) => model.queue.marks.extend(keys),
        None => {
            model.say(Tone::Refused, model.settings.say().said_too_many_marks(MOST_MARKS));
        }
    }
}
