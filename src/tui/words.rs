//! What the status line says after a decision.

use chrono::{DateTime, Utc};

use super::keys::Action;
use super::model::{Model, Tone};
use super::privacy::Privacy;
use crate::app::QueueRow;
use crate::app::ingest::Report;
use crate::app::triage::{Decision, Reversal, Wish};
use crate::domain::command::Command;
use crate::domain::event::EventKind;
use crate::domain::history::{done, headline, planned};
use crate::domain::span::duration;

/// Says what became of a wish.
pub(super) fn decided(model: &Model, wish: &Wish, decision: &Decision) -> (Tone, String) {
    let next = planned(&decision.kinds, model.now, &model.settings.zone, model.settings.say())
        .filter(|_| decision.done.len() == 1)
        .or_else(|| what_now(wish, model));
    let undo = |words: String| match &next {
        Some(next) => format!("{words} · {next} · saved"),
        None => format!("{words} · saved"),
    };
    match (decision.done.as_slice(), decision.refused.as_slice()) {
        ([], [(key, refusal)]) => (Tone::Refused, format!("{}: {refusal}", model.name_of(*key))),
        ([], refused) => {
            (Tone::Refused, format!("none of {} leads: {}", refused.len(), reasons(decision)))
        }
        (done, []) => (Tone::Done, undo(format!("{} · {}", did(wish, model), model.whom(done)))),
        (done, refused) => (
            Tone::Done,
            undo(format!(
                "{} · {}, {} left as they were ({})",
                did(wish, model),
                model.whom(done),
                refused.len(),
                reasons(decision)
            )),
        ),
    }
}

/// Whoever was heard from is planned for by hand: only the rep knows what was said.
fn what_now(wish: &Wish, model: &Model) -> Option<String> {
    let key = model.settings.keymap.key_of(Action::FollowUp)?;
    match &wish.command {
        Some(Command::LogTouch { outcome, .. }) if outcome.is_contact() => {
            Some(format!("{key} plans what comes next"))
        }
        _ => None,
    }
}

/// Says which leads became due soon: the first by name.
pub(super) fn due_soon(rows: &[&QueueRow], privacy: Privacy, now: DateTime<Utc>) -> Option<String> {
    let (first, rest) = rows.split_first()?;
    let left = first.due.map(|due| format!(", {} left", duration(due.at - now)));
    let more = match rest.len() {
        0 => String::new(),
        count => format!(" and {count} more"),
    };
    let name = privacy.name(first.name.as_ref(), crate::language::english());
    Some(format!("due soon: {name}{}{more}", left.unwrap_or_default()))
}

/// Says what became of a file. Why a row was rejected can repeat what stood in it.
pub(super) fn imported(report: &Report, privacy: Privacy) -> String {
    let mut words =
        format!("{} records read: {} new in {} leads", report.read, report.added, report.leads);
    if report.unchanged > 0 {
        words.push_str(&format!(", {} known", report.unchanged));
    }
    if let Some(first) = report.rejected.first() {
        let count = report.rejected.len();
        let why = match privacy {
            Privacy::Open => format!(": {}", first.reason),
            Privacy::Masked => String::new(),
        };
        words.push_str(&format!(", {count} rejected (line {}{why})", first.line));
    }
    words
}

/// Says what was taken back or restored.
pub(super) fn reversed(model: &Model, undone: bool, reversal: &Reversal) -> String {
    // What followed by itself goes without saying.
    let followed = |kind: &&EventKind| {
        let by_cadence = matches!(kind, EventKind::FollowUpPlanned { step: Some(_), .. });
        by_cadence || matches!(kind, EventKind::GuardOverridden { .. })
    };
    let what = reversal.kinds.iter().filter(|kind| !followed(kind)).map(|kind| match kind {
        EventKind::Noted { .. } => "a note".to_owned(),
        kind => headline(kind, &model.settings.zone, model.settings.say()),
    });
    let what = what.collect::<Vec<_>>().join(", ");
    let verb = if undone { "took back" } else { "restored" };
    format!("{verb}: {what} · {} · saved", model.whom(&reversal.leads))
}

fn reasons(decision: &Decision) -> String {
    let mut reasons: Vec<String> = Vec::new();
    for (_, refusal) in &decision.refused {
        let reason = refusal.to_string();
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    reasons.join("; ")
}

fn did(wish: &Wish, model: &Model) -> String {
    let settings = &model.settings;
    match &wish.command {
        None => "note written".to_owned(),
        Some(command) => {
            done(command, &settings.practice, model.now, &settings.zone, settings.say())
        }
    }
}
