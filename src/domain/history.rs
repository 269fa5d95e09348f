//! What happened to a lead, newest first, in words.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};

use super::command::Command;
use super::dates::{day_and_time, day_and_time_from, weekday_and_time};
use super::event::EventKind;
use super::funnel::{Channel, GuardKind};
use super::ids::{NoteId, RecordId};
use super::lead::Lead;
use super::practice::Practice;
use super::text::{Text, sanitise};
use super::zone::Zone;
use crate::language::Messages;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// When.
    pub at: DateTime<Utc>,
    /// What, in our own words.
    pub what: String,
    /// The offer or the person that it was about, in a stranger's words.
    pub about: Option<Text>,
    /// The note that was written.
    pub note: Option<NoteId>,
    /// Who did it; `None` is the customer.
    pub actor: Option<String>,
}

/// Returns what happened to a lead, newest first. What was taken back is left out.
pub fn history(lead: &Lead, zone: &Zone, say: &Messages) -> Vec<Moment> {
    let mut moments: Vec<Moment> = lead
        .records()
        .iter()
        .map(|record| Moment {
            at: record.started_at(),
            what: record.action.did(say),
            about: record.offer.clone().or_else(|| record.offer_title.clone()),
            note: None,
            actor: None,
        })
        .collect();
    // A link stands at both sides, and parting one person can take several events.
    let mut linked = BTreeSet::new();
    let events = lead
        .standing_events()
        .filter(|event| event.kind.with().is_none() || linked.insert(event.batch));
    moments.extend(events.map(|event| Moment {
        at: match event.kind {
            EventKind::Touched { made_at: Some(at), .. } => at,
            _ => event.at,
        },
        what: headline(&event.kind, zone, say),
        about: event.kind.with().and_then(|with| name_of(lead, with)),
        note: match event.kind {
            EventKind::Noted { note } => Some(note),
            _ => None,
        },
        actor: Some(event.actor.clone()),
    }));
    // Things of the same instant keep their order: the record, then what was done about it.
    moments.sort_by_key(|moment| moment.at);
    moments.reverse();
    moments
}

/// Returns the address of a record of the lead, else the name.
fn name_of(lead: &Lead, record: RecordId) -> Option<Text> {
    let contact = &lead.records().iter().find(|known| known.id == record)?.contact;
    contact.email.clone().or_else(|| contact.display_name())
}

/// Says what an event did, in few words that are safe to print: names and codes can come from another
/// device. Times are the zone's.
pub fn headline(kind: &EventKind, zone: &Zone, say: &Messages) -> String {
    sanitise(&happened(kind, zone, say)).into_owned()
}

fn happened(kind: &EventKind, zone: &Zone, say: &Messages) -> String {
    let time = |at| day_and_time(at, zone, say);
    match kind {
        EventKind::Touched { channel, outcome, .. } => {
            say.happened_touched(channel.label(say), outcome.label(say))
        }
        EventKind::FollowUpPlanned { due_at, step: None } => say.happened_planned(time(*due_at)),
        EventKind::FollowUpPlanned { due_at, step: Some(step) } => {
            say.happened_planned_step(step.label(say), time(*due_at))
        }
        EventKind::Snoozed { until } => say.happened_snoozed(time(*until)),
        EventKind::Qualified { overridden: false, .. } => say.happened_qualified(),
        EventKind::Qualified { overridden: true, .. } => say.happened_qualified_overridden(),
        EventKind::Dismissed { reason } => say.happened_dismissed(reason.label(say)),
        EventKind::Nurtured { due_at } => say.happened_nurtured(time(*due_at)),
        EventKind::Reopened {} => say.happened_reopened(),
        EventKind::Noted { .. } => say.happened_noted(),
        EventKind::Assigned { owner: Some(owner) } => say.happened_assigned(owner.as_str()),
        EventKind::Assigned { owner: None } => say.happened_assigned_to_nobody(),
        EventKind::PrerequisiteTicked { prerequisite, met: true } => {
            say.happened_ticked(spoken(prerequisite))
        }
        EventKind::PrerequisiteTicked { prerequisite, met: false } => {
            say.happened_unticked(spoken(prerequisite))
        }
        EventKind::MilestoneReached { milestone } => say.happened_milestone(spoken(milestone)),
        EventKind::OptedOut { channels } => {
            let channels: Vec<String> = channels.iter().map(|channel| channel.label(say)).collect();
            say.happened_opted_out(channels.join(", "))
        }
        EventKind::GuardOverridden { guard } => match guard {
            GuardKind::GiveUp => say.override_give_up(),
            GuardKind::Bombardment => say.override_bombardment(),
            GuardKind::TheirHour => say.override_their_hour(),
            GuardKind::HeadsUp => say.override_heads_up(),
        },
        EventKind::Linked { with } => say.happened_linked(with.short()),
        EventKind::Unlinked { with } => say.happened_unlinked(with.short()),
        EventKind::Undone { .. } => say.happened_undone(),
        EventKind::Redone { .. } => say.happened_redone(),
        EventKind::Unknown { kind, .. } => say.happened_unknown(kind.as_str()),
    }
}

/// Says what was done by a command, in few words. Times are the zone's.
pub fn done(
    command: &Command,
    practice: &Practice,
    now: DateTime<Utc>,
    zone: &Zone,
    say: &Messages,
) -> String {
    let time = |at| day_and_time_from(now, at, zone, say);
    match command {
        Command::LogTouch { channel: Channel::Other, .. } => say.done_touch(),
        Command::LogTouch { channel, outcome, .. } => {
            say.done_touched(channel.label(say), outcome.label(say))
        }
        Command::Qualify { .. } => say.happened_qualified(),
        Command::Dismiss { reason } => say.happened_dismissed(reason.label(say)),
        Command::Tick { prerequisites, met } => {
            let items = spoken(&prerequisites.join(", "));
            match met {
                Some(true) => say.happened_ticked(items),
                Some(false) => say.happened_unticked(items),
                None => say.done_changed(items),
            }
        }
        Command::Milestone { milestone } => {
            say.happened_milestone(practice.milestone_label(milestone))
        }
        Command::OptOut { channels } => match channels.as_slice() {
            [Channel::Email] => say.done_no_more_mails(),
            _ => say.done_no_more_calls(),
        },
        Command::Reopen => say.happened_reopened(),
        Command::Schedule { due_at } => say.done_planned(time(*due_at)),
        Command::Snooze { until } => say.happened_snoozed(time(*until)),
        Command::Nurture { due_at } => say.happened_nurtured(time(*due_at)),
        Command::Note { .. } => say.done_noted(),
        Command::Assign { owner: Some(owner) } => say.happened_assigned(owner.as_str()),
        Command::Assign { owner: None } => say.happened_assigned_to_nobody(),
    }
}

/// Says what a decision planned by itself: the next step of the cadence, or the rest at its end.
pub fn planned(
    kinds: &[EventKind],
    now: DateTime<Utc>,
    zone: &Zone,
    say: &Messages,
) -> Option<String> {
    let touched = kinds.iter().any(|kind| matches!(kind, EventKind::Touched { .. }));
    kinds.iter().filter(|_| touched).find_map(|kind| match kind {
        EventKind::FollowUpPlanned { due_at, step: Some(step) } => {
            let time = briefly(now, *due_at, zone, say);
            Some(say.then_step(step.channel.label(say), time, step.number, step.of))
        }
        EventKind::Nurtured { due_at } => {
            Some(say.then_nurturing(briefly(now, *due_at, zone, say)))
        }
        _ => None,
    })
}

/// A code as people say it.
fn spoken(code: &str) -> String {
    code.replace('_', " ")
}

/// A time of the next days by its weekday alone.
fn briefly(now: DateTime<Utc>, at: DateTime<Utc>, zone: &Zone, say: &Messages) -> String {
    if (TimeDelta::zero()..TimeDelta::days(6)).contains(&(at - now)) {
        weekday_and_time(zone.local(at), say)
    } else {
        day_and_time_from(now, at, zone, say)
    }
}
