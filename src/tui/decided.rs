//! What follows a decision: what is said, what is asked back, and which lead comes next.

use super::model::{Model, Prompt, Tone, Waiting};
use super::msg::Effect;
use super::question::Question;
use super::request::{here, move_to};
use super::who::Act;
use super::words;
use crate::app::LeadKey;
use crate::app::query::Anchor;
use crate::app::triage::{Decision, Wish};
use crate::domain::command::Command;
use crate::domain::refusal::Refusal;

/// A decision is on the disk, or was not made.
pub(super) fn decided(
    model: &mut Model,
    wish: Wish,
    decision: &Decision,
    effects: &mut Vec<Effect>,
) {
    model.waiting = Waiting::No;
    if !ask_back(model, &wish, decision) {
        let (tone, said) = words::decided(model, &wish, decision);
        model.say(tone, said);
    }
    if decision.done.is_empty() {
        return;
    }
    let finishes = wish.command.as_ref().is_some_and(Command::finishes);
    // An answer to a guard was given for these leads, not for the next ones.
    model.last_wish = wish.command.is_some().then(|| Wish { despite: Vec::new(), ..wish });
    model.queue.marks.clear();
    model.queue.mark_anchor = None;
    forget(model, &decision.done);
    let spot = model.queue.spot();
    let key = model.queue.lead().map(|row| row.key);
    let stood = match (model.in_hand, key, spot) {
        (Some((in_hand, stood)), Some(key), _) if in_hand == key => Some(stood),
        _ => spot,
    };
    model.in_hand = key.zip(stood).filter(|_| !finishes);
    let anchor = match (finishes, stood, key) {
        (true, Some(spot), _) => Anchor::NextDue(spot),
        (false, _, Some(key)) => Anchor::Lead(key, spot),
        _ => here(model),
    };
    move_to(model, anchor, 0, effects);
}

/// Leads were linked or parted: what was read of any of them is no longer true.
pub(super) fn related(model: &mut Model, act: Act, decision: &Decision, effects: &mut Vec<Effect>) {
    model.waiting = Waiting::No;
    let say = model.settings.say();
    match decision.refused.first() {
        Some((_, refusal)) => model.say(Tone::Refused, refusal.says(say)),
        None => {
            let known: Vec<LeadKey> = model.leads.keys().copied().collect();
            forget(model, &known);
            let words = match act {
                Act::Link(_) => say.said_linked(),
                Act::Unlink(_) => say.said_parted(),
            };
            model.say(Tone::Done, format!("{words} · {}", say.said_saved()));
            let anchor = match decision.done.first() {
                Some(key) => Anchor::Lead(*key, model.queue.spot()),
                None => here(model),
            };
            move_to(model, anchor, 0, effects);
        }
    }
}

/// Opens the guard's question, or the checklist that is not complete yet. Keys that were typed
/// ahead were not meant for a question that nobody saw coming; the digits behind the key of
/// qualifying are.
///
/// Returns whether that says all there is to say.
fn ask_back(model: &mut Model, wish: &Wish, decision: &Decision) -> bool {
    if let Some(key) = model.last_key.filter(|_| !decision.asked.is_empty()) {
        let file = match decision.asked.as_slice() {
            [(one, _)] => model.leads.get(one).cloned(),
            _ => None,
        };
        let lead = file.as_ref().map(|file| &file.lead);
        // Of several leads none was decided about: the answer is for all of them at once.
        let leads = match decision.asked.as_slice() {
            [(one, _)] if model.targets().len() < 2 => vec![*one],
            _ => model.targets(),
        };
        let question = Question::new(model.desk(), wish.clone(), leads, &decision.asked, lead, key);
        // A key that was typed ahead must not answer what nobody has seen.
        if model.held.front().is_some_and(|held| question.is_answered_by(*held)) {
            model.held.clear();
        }
        model.prompt = Some(Prompt::Guard(Box::new(question)));
        return decision.done.is_empty() && decision.refused.is_empty();
    }
    if let ([], [(key, Refusal::OpenPrerequisites { open })]) =
        (decision.done.as_slice(), decision.refused.as_slice())
        && let Some(file) = model.leads.get(key)
        && let Some(checklist) = model.settings.practice.checklist(&file.lead)
    {
        let items = checklist.items.iter().map(|item| (item.clone(), !open.contains(item)));
        model.prompt = Some(Prompt::Checklist(items.collect()));
        return true;
    }
    false
}

/// What was read of these leads is no longer true.
pub(super) fn forget(model: &mut Model, leads: &[LeadKey]) {
    model.outdated.extend(leads);
    model.asked.retain(|asked| !leads.contains(asked));
}
