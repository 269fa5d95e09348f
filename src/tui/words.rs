//! What the status line says after a decision.

use super::model::{Model, Tone};
use crate::app::ingest::Report;
use crate::app::triage::{Decision, Reversal, Wish};
use crate::domain::command::Command;
use crate::domain::event::EventKind;
use crate::domain::funnel::Channel;
use crate::domain::history::{day_and_time_from, headline};

/// Says what became of a wish.
pub(super) fn decided(model: &Model, wish: &Wish, decision: &Decision) -> (Tone, String) {
    let undo = |words: String| format!("{words} · saved");
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

/// Says what became of a file.
pub(super) fn imported(report: &Report) -> String {
    let mut words =
        format!("{} records read: {} new in {} leads", report.read, report.added, report.leads);
    if report.unchanged > 0 {
        words.push_str(&format!(", {} known", report.unchanged));
    }
    if let Some(first) = report.rejected.first() {
        let count = report.rejected.len();
        words.push_str(&format!(", {count} rejected (line {}: {})", first.line, first.reason));
    }
    words
}

/// Says what was taken back or restored.
pub(super) fn reversed(model: &Model, undone: bool, reversal: &Reversal) -> String {
    let what = reversal.kinds.iter().map(|kind| match kind {
        EventKind::Noted { .. } => "a note".to_owned(),
        kind => headline(kind, &model.settings.zone),
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
    let time = |at| day_and_time_from(model.now, at, &model.settings.zone);
    match &wish.command {
        None => "note written".to_owned(),
        Some(Command::LogTouch { channel: Channel::Other, .. }) => "touch logged".to_owned(),
        Some(Command::LogTouch { channel, outcome, .. }) => {
            format!("{} logged: {}", channel.label(), outcome.label())
        }
        Some(Command::Qualify { .. }) => "qualified".to_owned(),
        Some(Command::Dismiss { reason }) => format!("dismissed: {}", reason.label()),
        Some(Command::Reopen) => "reopened".to_owned(),
        Some(Command::Schedule { due_at }) => format!("follow-up {}", time(*due_at)),
        Some(Command::Snooze { until }) => format!("snoozed until {}", time(*until)),
        Some(Command::Nurture { due_at }) => {
            format!("nurturing until {}", time(*due_at))
        }
        Some(Command::Note { .. }) => "note written".to_owned(),
        Some(Command::Assign { owner: Some(owner) }) => format!("assigned to {owner}"),
        Some(Command::Assign { owner: None }) => "assigned to nobody".to_owned(),
    }
}
