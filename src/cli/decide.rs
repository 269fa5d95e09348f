//! The verbs that decide about a lead. Each comes through the same door as the screen's keys.

use super::args::{Assign, Dismiss, Log, Note, Qualify, Target, When};
use super::context::{Context, find, name, say};
use super::error::CliError;
use crate::app::Store;
use crate::app::triage::{self, LONGEST_NOTE, Reversal, Wish};
use crate::domain::command::Command;
use crate::domain::funnel::{Channel, DismissReason, Outcome};
use crate::domain::history::{day_and_time_from, headline};
use crate::domain::text::Text;
use crate::domain::{time, when};

pub(super) fn log(context: &Context, log: &Log) -> Result<u8, CliError> {
    let channel: Channel = code(&log.channel)?;
    let outcome: Outcome = match &log.outcome {
        Some(outcome) => code(outcome)?,
        None => Outcome::unsaid(channel),
    };
    let made_at = match &log.at {
        None => None,
        Some(words) => Some(past(context, words)?),
    };
    let wish = Wish {
        command: Some(Command::LogTouch { channel, outcome, made_at }),
        note: note_text(log.note.as_deref())?,
    };
    decide(context, &log.lead, &wish, &format!("logged: {}, {}", channel.label(), outcome.label()))
}

pub(super) fn qualify(context: &Context, qualify: &Qualify) -> Result<u8, CliError> {
    let mut met = Vec::new();
    for name in &qualify.met {
        let code = name.trim().to_lowercase();
        if code.is_empty()
            || code.len() > 32
            || !code.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        {
            return Err(CliError::usage(format!("--met {name:?} is no prerequisite"))
                .hint("the prerequisites are budget, authority, need and timing"));
        }
        met.push(code);
    }
    let wish = Wish {
        command: Some(Command::Qualify { met, overridden: qualify.r#override.is_some() }),
        note: note_text(qualify.r#override.as_deref())?,
    };
    decide(context, &qualify.lead, &wish, "qualified")
}

pub(super) fn dismiss(context: &Context, dismiss: &Dismiss) -> Result<u8, CliError> {
    let reason: DismissReason = code(&dismiss.reason)?;
    let wish = Wish {
        command: Some(Command::Dismiss { reason }),
        note: note_text(dismiss.note.as_deref())?,
    };
    decide(context, &dismiss.lead, &wish, &format!("dismissed: {}", reason.label()))
}

pub(super) fn reopen(context: &Context, target: &Target) -> Result<u8, CliError> {
    decide(context, &target.lead, &Wish::command(Command::Reopen), "reopened")
}

pub(super) fn note(context: &Context, note: &Note) -> Result<u8, CliError> {
    let text = note_text(Some(&note.text.join(" ")))?.ok_or_else(|| {
        CliError::usage("the note is empty").hint("write its text behind the lead")
    })?;
    decide(context, &note.lead, &Wish::note(text), "note written")
}

pub(super) fn schedule(context: &Context, when: &When) -> Result<u8, CliError> {
    let due_at = future(context, when)?;
    let words = format!("follow-up {}", day_and_time_from(context.now(), due_at, &context.zone));
    decide(context, &when.lead, &Wish::command(Command::Schedule { due_at }), &words)
}

pub(super) fn snooze(context: &Context, when: &When) -> Result<u8, CliError> {
    let until = future(context, when)?;
    let words = format!("snoozed until {}", day_and_time_from(context.now(), until, &context.zone));
    decide(context, &when.lead, &Wish::command(Command::Snooze { until }), &words)
}

pub(super) fn assign(context: &Context, assign: &Assign) -> Result<u8, CliError> {
    let owner =
        assign.owner.as_deref().map(str::trim).filter(|owner| !owner.is_empty()).map(str::to_owned);
    let words = match &owner {
        Some(owner) => format!("assigned to {owner}"),
        None => "assigned to nobody".to_owned(),
    };
    decide(context, &assign.lead, &Wish::command(Command::Assign { owner }), &words)
}

pub(super) fn undo(context: &Context) -> Result<u8, CliError> {
    let mut store = context.open_existing()?;
    match triage::undo(&mut store, &context.actor(), context.now())? {
        Some(reversal) => say_reversed(context, &store, "took back", &reversal),
        None => Err(CliError::failed("nothing that you decided on this machine is left to undo")),
    }
}

pub(super) fn redo(context: &Context) -> Result<u8, CliError> {
    let mut store = context.open_existing()?;
    match triage::redo(&mut store, &context.actor(), context.now())? {
        Some(reversal) => say_reversed(context, &store, "restored", &reversal),
        None => Err(CliError::failed("nothing was undone since your last decision")),
    }
}

fn say_reversed(
    context: &Context,
    store: &Store,
    verb: &str,
    reversal: &Reversal,
) -> Result<u8, CliError> {
    let what: Vec<String> =
        reversal.kinds.iter().map(|kind| headline(kind, &context.zone)).collect();
    let whom = match reversal.leads.as_slice() {
        [one] => name(store, *one)?,
        leads => format!("{} leads", leads.len()),
    };
    say(&format!("{verb}: {} · {whom}", what.join(", ")));
    Ok(0)
}

fn decide(context: &Context, lead: &str, wish: &Wish, words: &str) -> Result<u8, CliError> {
    let mut store = context.open_existing()?;
    let key = find(&store, lead)?;
    let decision = triage::carry_out(&mut store, &context.actor(), context.now(), &[key], wish)?;
    match decision.refused.first() {
        Some((_, refusal)) => Err(CliError::failed(format!("{}: {refusal}", name(&store, key)?))),
        None => {
            say(&format!("{words} · {}", name(&store, key)?));
            Ok(0)
        }
    }
}

fn code<T: std::str::FromStr<Err: std::fmt::Display>>(word: &str) -> Result<T, CliError> {
    word.parse().map_err(|error: T::Err| CliError::usage(error.to_string()))
}

fn note_text(text: Option<&str>) -> Result<Option<Text>, CliError> {
    let text = text.and_then(Text::non_blank);
    match &text {
        Some(long) if long.raw().len() > LONGEST_NOTE => {
            Err(CliError::usage(format!("a note can not be longer than {LONGEST_NOTE} bytes")))
        }
        _ => Ok(text),
    }
}

fn past(context: &Context, words: &str) -> Result<chrono::DateTime<chrono::Utc>, CliError> {
    match time::parse(words) {
        Some(time) => Ok(time),
        None => when::parse_past(words, context.now(), &context.zone)
            .map_err(|error| CliError::usage(format!("--at: {error}"))),
    }
}

fn future(context: &Context, when: &When) -> Result<chrono::DateTime<chrono::Utc>, CliError> {
    when::parse(&when.when.join(" "), context.now(), &context.zone)
        .map_err(|error| CliError::usage(error.to_string()))
}
