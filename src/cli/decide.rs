//! The verbs that decide about a lead. Each comes through the same door as the screen's keys.

use super::args::{
    Assign, Dismiss, Log, Milestone, Note, Nurture, OptOut, Qualify, Target, Tick, When,
};
use super::context::{Context, find, name, say};
use super::error::CliError;
use crate::app::Store;
use crate::app::triage::{self, LONGEST_NOTE, Reversal, Wish};
use crate::domain::command::Command;
use crate::domain::dates::day_and_time_from;
use crate::domain::funnel::{Channel, DismissReason, GuardKind, Outcome};
use crate::domain::guard::Guard;
use crate::domain::history::{headline, planned};
use crate::domain::text::Text;
use crate::domain::{time, when};
use crate::language::english;

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
        despite: answered(log.yes),
    };
    decide(context, &log.lead, &wish, &{
        let say = english();
        format!("logged: {}, {}", channel.label(say), outcome.label(say))
    })
}

pub(super) fn qualify(context: &Context, qualify: &Qualify) -> Result<u8, CliError> {
    let met = qualify.met.iter().map(|name| spelled(name)).collect();
    let reason = note_text(qualify.r#override.as_deref())?;
    if qualify.r#override.is_some() && reason.is_none() {
        return Err(CliError::usage("--override needs a reason").hint(
            "say why it is worth it with prerequisites open: --override \"asked for a contract\"",
        ));
    }
    let wish = Wish {
        command: Some(Command::Qualify { met, overridden: reason.is_some() }),
        note: reason,
        despite: Vec::new(),
    };
    decide(context, &qualify.lead, &wish, "qualified")
}

pub(super) fn tick(context: &Context, tick: &Tick) -> Result<u8, CliError> {
    let prerequisites: Vec<String> = tick.names.iter().map(|name| spelled(name)).collect();
    let words = format!(
        "{}: {}",
        if tick.open { "open again" } else { "ticked" },
        prerequisites.join(", ")
    );
    let command = Command::Tick { prerequisites, met: Some(!tick.open) };
    decide(context, &tick.lead, &Wish::command(command), &words)
}

pub(super) fn milestone(context: &Context, milestone: &Milestone) -> Result<u8, CliError> {
    let code = spelled(&milestone.name);
    let words = format!("milestone: {}", context.practice.milestone_label(&code));
    decide(context, &milestone.lead, &Wish::command(Command::Milestone { milestone: code }), &words)
}

pub(super) fn opt_out(context: &Context, opt_out: &OptOut) -> Result<u8, CliError> {
    let (command, words) = match (opt_out.mail, opt_out.calls) {
        (true, false) => (Command::OptOut { channels: vec![Channel::Email] }, "no more mails"),
        (false, true) => (Command::OptOut { channels: vec![Channel::Call] }, "no more calls"),
        _ => (Command::Dismiss { reason: DismissReason::OptedOut }, "dismissed: no contact at all"),
    };
    decide(context, &opt_out.lead, &Wish::command(command), words)
}

pub(super) fn dismiss(context: &Context, dismiss: &Dismiss) -> Result<u8, CliError> {
    let reason: DismissReason = code(&dismiss.reason)?;
    let wish = Wish {
        command: Some(Command::Dismiss { reason }),
        note: note_text(dismiss.note.as_deref())?,
        despite: answered(dismiss.yes),
    };
    decide(context, &dismiss.lead, &wish, &format!("dismissed: {}", reason.label(english())))
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
    let due_at = future(context, &when.when)?;
    let words =
        format!("follow-up {}", day_and_time_from(context.now(), due_at, &context.zone, english()));
    decide(context, &when.lead, &Wish::command(Command::Schedule { due_at }), &words)
}

pub(super) fn snooze(context: &Context, when: &When) -> Result<u8, CliError> {
    let until = future(context, &when.when)?;
    let words = format!(
        "snoozed until {}",
        day_and_time_from(context.now(), until, &context.zone, english())
    );
    decide(context, &when.lead, &Wish::command(Command::Snooze { until }), &words)
}

pub(super) fn nurture(context: &Context, nurture: &Nurture) -> Result<u8, CliError> {
    let due_at = match nurture.when.as_slice() {
        [] => {
            let store = context.open_existing()?;
            let file = store.lead(find(&store, &nurture.lead)?)?;
            let wait = file.and_then(|file| context.practice.cadence(&file.lead).cloned());
            context.now() + wait.unwrap_or_default().nurture_for
        }
        words => future(context, words)?,
    };
    let words = format!(
        "nurturing until {}",
        day_and_time_from(context.now(), due_at, &context.zone, english())
    );
    decide(context, &nurture.lead, &Wish::command(Command::Nurture { due_at }), &words)
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
        reversal.kinds.iter().map(|kind| headline(kind, &context.zone, english())).collect();
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
    let (actor, now) = (context.actor(), context.now());
    let decision = triage::carry_out(&mut store, &actor, now, &[key], wish, &context.practice)?;
    let name = name(&store, key)?;
    if let Some((_, refusal)) = decision.refused.first() {
        return Err(CliError::failed(format!("{name}: {refusal}")));
    }
    if let Some((_, guards)) = decision.asked.first() {
        return Err(question(context, lead, &name, guards));
    }
    say(&match planned(&decision.kinds, now, &context.zone, english()) {
        Some(next) => format!("{words} · {name} · {next}"),
        None => format!("{words} · {name}"),
    });
    Ok(0)
}

/// What the guards say, and both ways to go on.
fn question(context: &Context, lead: &str, name: &str, guards: &[Guard]) -> CliError {
    let said: Vec<String> = guards.iter().map(Guard::to_string).collect();
    let better = match guards.iter().filter_map(Guard::better_at).max() {
        Some(at) => format!(
            "better: leadclock schedule {lead} \"{}\"",
            context.zone.local(at).format("%Y-%m-%d %H:%M")
        ),
        None if guards.iter().any(|guard| guard.kind() == GuardKind::GiveUp) => {
            format!("better: leadclock nurture {lead}")
        }
        None => "the partner is the one to answer".to_owned(),
    };
    CliError::failed(format!("{name}: {}", said.join("; ")))
        .hint(format!("{better}; --yes goes on all the same, and it is logged"))
}

/// The guards that `--yes` answers: all of them.
fn answered(yes: bool) -> Vec<GuardKind> {
    if yes { GuardKind::ALL.to_vec() } else { Vec::new() }
}

/// A code as people may spell it.
fn spelled(name: &str) -> String {
    name.trim().to_lowercase().replace(['-', ' '], "_")
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

fn future(context: &Context, words: &[String]) -> Result<chrono::DateTime<chrono::Utc>, CliError> {
    when::parse(&words.join(" "), context.now(), &context.zone)
        .map_err(|error| CliError::usage(error.to_string()))
}
