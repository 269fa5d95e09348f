//! Keys that wait: what they mean is known only when an answer is here. Typing ahead means what it
//! would mean typed slowly.

use super::keyname::Key;
use super::keys::{Action, Scope};
use super::model::{Model, Page, Prompt, Waiting};

/// Returns what a key does on the page at hand.
pub(super) fn action(model: &Model, key: Key) -> Option<Action> {
    let scope = match model.page {
        Page::Lead(_) => Scope::LeadPage,
        _ => Scope::Queue,
    };
    model.settings.keymap.action(key, scope)
}

/// Returns whether a key has to wait, for an answer or behind another key.
pub(super) fn has_to_wait(model: &Model, key: Key) -> bool {
    !is_filtering(model) && (!model.held.is_empty() || lacks_answer(model, key))
}

/// Takes the key that has waited longest, if it need not wait any longer.
pub(super) fn release(model: &mut Model) -> Option<Key> {
    let key = *model.held.front()?;
    if lacks_answer(model, key) { None } else { model.held.pop_front() }
}

fn lacks_answer(model: &Model, key: Key) -> bool {
    model.waiting != Waiting::No
        || model.prompt.is_none()
            && action(model, key).is_some_and(asks_lead)
            && lead_is_on_its_way(model)
}

fn is_filtering(model: &Model) -> bool {
    matches!(model.prompt, Some(Prompt::Filter(_)))
}

/// Whether what an action does depends on what is known of the selected lead.
const fn asks_lead(action: Action) -> bool {
    matches!(
        action,
        Action::Call
            | Action::Mail
            | Action::Meet
            | Action::Qualify
            | Action::Dismiss
            | Action::FollowUp
            | Action::Snooze
            | Action::Note
            | Action::Tick
            | Action::Milestone
            | Action::Assign
            | Action::Link
            | Action::Unlink
            | Action::Contact
            | Action::Copy
            | Action::Reopen
            | Action::TellAgain
            | Action::Repeat
    )
}

fn lead_is_on_its_way(model: &Model) -> bool {
    let of_one = model.queue.marks.is_empty() || matches!(model.page, Page::Lead(_));
    let is_asked =
        |key| !model.rests && !model.leads.contains_key(&key) && model.asked.contains(&key);
    of_one && model.queue.lead().is_some_and(|row| is_asked(row.key))
}
