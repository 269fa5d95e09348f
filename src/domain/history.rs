//! What happened to a lead, newest first, in words.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, NaiveDateTime, TimeDelta, Utc};

use super::command::Command;
use super::event::EventKind;
use super::funnel::Channel;
use super::ids::{NoteId, RecordId};
use super::lead::Lead;
use super::practice::Practice;
use super::text::Text;
use super::why::did;
use super::zone::Zone;

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
pub fn history(lead: &Lead, zone: &Zone) -> Vec<Moment> {
    let mut moments: Vec<Moment> = lead
        .records()
        .iter()
        .map(|record| Moment {
            at: record.started_at(),
            what: did(record.action).to_owned(),
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
        what: headline(&event.kind, zone),
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

/// Says what an event did, in few words. Times are the zone's.
pub fn headline(kind: &EventKind, zone: &Zone) -> String {
    match kind {
        EventKind::Touched { channel, outcome, .. } => {
            format!("{}: {}", channel.label(), outcome.label())
        }
        EventKind::FollowUpPlanned { due_at, step: None } => {
            format!("follow-up planned for {}", day_and_time(*due_at, zone))
        }
        EventKind::FollowUpPlanned { due_at, step: Some(step) } => {
            format!("next {}: {}", step.label(), day_and_time(*due_at, zone))
        }
        EventKind::Snoozed { until } => format!("snoozed until {}", day_and_time(*until, zone)),
        EventKind::Qualified { overridden: false, .. } => "qualified".to_owned(),
        EventKind::Qualified { overridden: true, .. } => {
            "qualified, open prerequisites passed over".to_owned()
        }
        EventKind::Dismissed { reason } => format!("dismissed: {}", reason.label()),
        EventKind::Nurtured { due_at } => {
            format!("nurturing until {}", day_and_time(*due_at, zone))
        }
        EventKind::Reopened {} => "reopened".to_owned(),
        EventKind::Noted { .. } => "note".to_owned(),
        EventKind::Assigned { owner: Some(owner) } => format!("assigned to {owner}"),
        EventKind::Assigned { owner: None } => "assigned to nobody".to_owned(),
        EventKind::PrerequisiteTicked { prerequisite, met: true } => {
            format!("ticked: {}", spoken(prerequisite))
        }
        EventKind::PrerequisiteTicked { prerequisite, met: false } => {
            format!("open again: {}", spoken(prerequisite))
        }
        EventKind::MilestoneReached { milestone } => format!("milestone: {}", spoken(milestone)),
        EventKind::OptedOut { channels } => {
            let channels: Vec<&str> = channels.iter().map(|channel| channel.label()).collect();
            format!("asked for no more: {}", channels.join(", "))
        }
        EventKind::GuardOverridden { guard } => format!("{} all the same", guard.label()),
        EventKind::Linked { with } => format!("linked with {}", with.short()),
        EventKind::Unlinked { with } => format!("unlinked from {}", with.short()),
        EventKind::Undone { .. } => "taken back".to_owned(),
        EventKind::Redone { .. } => "restored".to_owned(),
        EventKind::Unknown { kind, .. } => format!("{kind} (by a newer leadclock)"),
    }
}

/// Says what was done by a command, in few words. Times are the zone's.
pub fn done(command: &Command, practice: &Practice, now: DateTime<Utc>, zone: &Zone) -> String {
    let time = |at| day_and_time_from(now, at, zone);
    match command {
        Command::LogTouch { channel: Channel::Other, .. } => "touch logged".to_owned(),
        Command::LogTouch { channel, outcome, .. } => {
            format!("{} logged: {}", channel.label(), outcome.label())
        }
        Command::Qualify { .. } => "qualified".to_owned(),
        Command::Dismiss { reason } => format!("dismissed: {}", reason.label()),
        Command::Tick { prerequisites, met } => {
            let verb = match met {
                Some(true) => "ticked",
                Some(false) => "open again",
                None => "changed",
            };
            format!("{verb}: {}", spoken(&prerequisites.join(", ")))
        }
        Command::Milestone { milestone } => {
            format!("milestone: {}", practice.milestone_label(milestone))
        }
        Command::OptOut { channels } => match channels.as_slice() {
            [Channel::Email] => "no more mails".to_owned(),
            _ => "no more calls".to_owned(),
        },
        Command::Reopen => "reopened".to_owned(),
        Command::Schedule { due_at } => format!("follow-up {}", time(*due_at)),
        Command::Snooze { until } => format!("snoozed until {}", time(*until)),
        Command::Nurture { due_at } => format!("nurturing until {}", time(*due_at)),
        Command::Note { .. } => "note written".to_owned(),
        Command::Assign { owner: Some(owner) } => format!("assigned to {owner}"),
        Command::Assign { owner: None } => "assigned to nobody".to_owned(),
    }
}

/// Says what a decision planned by itself: the next step of the cadence, or the rest at its end.
pub fn planned(kinds: &[EventKind], now: DateTime<Utc>, zone: &Zone) -> Option<String> {
    let touched = kinds.iter().any(|kind| matches!(kind, EventKind::Touched { .. }));
    kinds.iter().filter(|_| touched).find_map(|kind| match kind {
        EventKind::FollowUpPlanned { due_at, step: Some(step) } => {
            let (way, time) = (step.channel.label(), briefly(now, *due_at, zone));
            Some(format!("then {way} {time} ({} of {})", step.number, step.of))
        }
        EventKind::Nurtured { due_at } => {
            Some(format!("the last step: nurturing until {}", briefly(now, *due_at, zone)))
        }
        _ => None,
    })
}

/// A code as people say it.
fn spoken(code: &str) -> String {
    code.replace('_', " ")
}

/// Writes a time of the near past or future: `Tue 14 Jan 09:00`.
pub fn day_and_time(at: DateTime<Utc>, zone: &Zone) -> String {
    day_and_time_of(zone.local(at))
}

/// A time of the next days by its weekday alone.
fn briefly(now: DateTime<Utc>, at: DateTime<Utc>, zone: &Zone) -> String {
    if (TimeDelta::zero()..TimeDelta::days(6)).contains(&(at - now)) {
        zone.local(at).format("%a %H:%M").to_string()
    } else {
        day_and_time_from(now, at, zone)
    }
}

/// The same, with the year where it is not this one.
pub fn day_and_time_from(now: DateTime<Utc>, at: DateTime<Utc>, zone: &Zone) -> String {
    let (now, local) = (zone.local(now), zone.local(at));
    if now.year() == local.year() {
        day_and_time_of(local)
    } else {
        local.format("%a %-d %b %Y %H:%M").to_string()
    }
}

fn day_and_time_of(local: NaiveDateTime) -> String {
    local.format("%a %-d %b %H:%M").to_string()
}
