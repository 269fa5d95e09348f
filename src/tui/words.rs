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
use crate::language::Messages;

/// Says what became of a wish.
pub(super) fn decided(model: &Model, wish: &Wish, decision: &Decision) -> (Tone, String) {
    let say = model.settings.say();
    let next = planned(&decision.kinds, model.now, &model.settings.zone, say)
        .filter(|_| decision.done.len() == 1)
        .or_else(|| what_now(wish, model));
    let saved = |whom: String| match &next {
        Some(next) => format!("{} · {whom} · {next} · {}", did(wish, model), say.said_saved()),
        None => format!("{} · {whom} · {}", did(wish, model), say.said_saved()),
    };
    match (decision.done.as_slice(), decision.refused.as_slice()) {
        ([], [(key, refusal)]) => {
            (Tone::Refused, say.said_about(model.name_of(*key), refusal.says(say)))
        }
        ([], refused) => (Tone::Refused, say.said_none_of(refused.len(), reasons(decision, say))),
        (done, []) => (Tone::Done, saved(model.whom(done))),
        (done, refused) => {
            let whom = model.whom(done);
            let left = say.said_but_left(whom, refused.len(), reasons(decision, say));
            (Tone::Done, saved(left))
        }
    }
}

/// Whoever was heard from is planned for by hand: only the rep knows what was said.
fn what_now(wish: &Wish, model: &Model) -> Option<String> {
    let key = model.settings.keymap.key_of(Action::FollowUp)?;
    match &wish.command {
        Some(Command::LogTouch { outcome, .. }) if outcome.is_contact() => {
            Some(model.settings.say().said_plans_next(key))
        }
        _ => None,
    }
}

/// Says which leads became due soon: the first by name.
pub(super) fn due_soon(
    rows: &[&QueueRow],
    privacy: Privacy,
    now: DateTime<Utc>,
    say: &Messages,
) -> Option<String> {
    let (first, rest) = rows.split_first()?;
    let name = privacy.name(first.name.as_ref(), say);
    let who = match first.due {
        Some(due) => say.said_left(name, duration(due.at - now)),
        None => name,
    };
    Some(say.said_due_soon(match rest.len() {
        0 => who,
        more => say.said_and_more(who, more),
    }))
}

/// Says what became of a file. Why a row was rejected can repeat what stood in it.
pub(super) fn imported(report: &Report, privacy: Privacy, say: &Messages) -> String {
    let mut words = say.said_imported(report.read, report.added, report.leads);
    if report.unchanged > 0 {
        words = say.said_also(words, say.said_known(report.unchanged));
    }
    if let Some(first) = report.rejected.first() {
        let count = report.rejected.len();
        let rejected = match privacy {
            Privacy::Open => say.said_rejected_why(count, first.line, first.reason.to_string()),
            Privacy::Masked => say.said_rejected(count, first.line),
        };
        words = say.said_also(words, rejected);
    }
    words
}

/// Says what was taken back or restored.
pub(super) fn reversed(model: &Model, undone: bool, reversal: &Reversal) -> String {
    let say = model.settings.say();
    // What followed by itself goes without saying.
    let followed = |kind: &&EventKind| {
        let by_cadence = matches!(kind, EventKind::FollowUpPlanned { step: Some(_), .. });
        by_cadence || matches!(kind, EventKind::GuardOverridden { .. })
    };
    let what = reversal.kinds.iter().filter(|kind| !followed(kind)).map(|kind| match kind {
        EventKind::Noted { .. } => say.said_a_note(),
        kind => headline(kind, &model.settings.zone, say),
    });
    let what = what.collect::<Vec<_>>().join(", ");
    let what = if undone { say.said_took_back(what) } else { say.said_restored(what) };
    format!("{what} · {} · {}", model.whom(&reversal.leads), say.said_saved())
}

fn reasons(decision: &Decision, say: &Messages) -> String {
    let mut reasons: Vec<String> = Vec::new();
    for (_, refusal) in &decision.refused {
        let reason = refusal.says(say);
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    let joined = reasons.into_iter().reduce(|reason, another| say.said_reasons(reason, another));
    joined.unwrap_or_default()
}

fn did(wish: &Wish, model: &Model) -> String {
    let settings = &model.settings;
    match &wish.command {
        None => settings.say().said_note_written(),
        Some(command) => {
            done(command, &settings.practice, model.now, &settings.zone, settings.say())
        }
    }
}
