//! Whether what a person wants may be, and what then happens.
//!
//! [`decide`] is the one door: the screen and the command line both come through it. It answers
//! with events, with a [`Refusal`] that says why and what to do instead, or with the guards that
//! ask first. Whoever goes on despite a guard names it, and an event says so.

use chrono::{DateTime, TimeDelta, Utc};

use super::cadence::{self, Next};
use super::checklist::{Checklist, Prerequisite};
use super::command::Command;
use super::event::EventKind;
use super::funnel::{Channel, GuardKind, Outcome, Status};
use super::guard::{self, Guard};
use super::lead::{Closing, Lead, Touch};
use super::practice::Practice;
use super::reach::Reach;
use super::refusal::Refusal;

/// The furthest that a follow-up can be planned.
const FURTHEST: TimeDelta = TimeDelta::days(3660);

/// Why a command was not simply carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Objection {
    /// It may not be.
    Refused(Refusal),
    /// Guards ask first. Whoever goes on names their kinds.
    Asked(Vec<Guard>),
}

impl From<Refusal> for Objection {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Decides what a command does to a lead at a moment, despite the guards that were answered.
///
/// # Errors
/// The refusal, or every guard that asks and was not answered.
pub fn decide(
    lead: &Lead,
    command: &Command,
    practice: &Practice,
    despite: &[GuardKind],
    now: DateTime<Utc>,
) -> Result<Vec<EventKind>, Objection> {
    if command.is_contact() {
        may_contact(lead)?;
    }
    let kinds = match command {
        Command::LogTouch { channel, outcome, made_at } => {
            return log_touch(lead, (*channel, *outcome, *made_at), practice, despite, now);
        }
        Command::Qualify { met, overridden } => {
            qualify(lead, met, *overridden, practice.checklist(lead))?
        }
        Command::Tick { prerequisites, met } => {
            tick(lead, prerequisites, *met, practice.checklist(lead))?
        }
        Command::Milestone { milestone } => reach_milestone(lead, milestone, practice)?,
        Command::OptOut { channels } => {
            if lead.is_opted_out()
                || channels.iter().all(|channel| lead.state().opted_out_of.contains(channel))
            {
                return Err(Refusal::OptedOutAlready.into());
            }
            opt_out(lead, channels)
        }
        Command::Dismiss { reason } => {
            if lead.dismissed_reason() == Some(*reason) {
                return Err(Refusal::Dismissed { reason: *reason }.into());
            }
            let asked = guard::before_dismissal(lead, *reason, &practice.guards, now);
            let mut kinds = overridden(asked.into_iter().collect(), despite)?;
            kinds.push(EventKind::Dismissed { reason: *reason });
            kinds
        }
        Command::Reopen if lead.is_opted_out() => return Err(Refusal::OptedOut.into()),
        Command::Reopen => match lead.closing() {
            Some(_) => vec![EventKind::Reopened {}],
            None => return Err(Refusal::Open { status: lead.status() }.into()),
        },
        Command::Schedule { due_at } => {
            not_closed(lead)?;
            vec![EventKind::FollowUpPlanned { due_at: coming(*due_at, now)?, step: None }]
        }
        Command::Snooze { until } => {
            not_closed(lead)?;
            vec![EventKind::Snoozed { until: coming(*until, now)? }]
        }
        Command::Nurture { due_at } => {
            not_closed(lead)?;
            vec![EventKind::Nurtured { due_at: coming(*due_at, now)? }]
        }
        Command::Note { note } => vec![EventKind::Noted { note: *note }],
        Command::Assign { owner } => {
            if lead.state().owner == *owner {
                return Err(Refusal::SameOwner.into());
            }
            vec![EventKind::Assigned { owner: owner.clone() }]
        }
    };
    Ok(kinds)
}

/// Turns the guards that ask into the events that they were overridden, where all were answered.
fn overridden(asked: Vec<Guard>, despite: &[GuardKind]) -> Result<Vec<EventKind>, Objection> {
    let mut kinds: Vec<GuardKind> = asked.iter().map(Guard::kind).collect();
    kinds.dedup();
    if kinds.iter().any(|kind| !despite.contains(kind)) {
        return Err(Objection::Asked(asked));
    }
    Ok(kinds.into_iter().map(|guard| EventKind::GuardOverridden { guard }).collect())
}

fn log_touch(
    lead: &Lead,
    (channel, outcome, made_at): (Channel, Outcome, Option<DateTime<Utc>>),
    practice: &Practice,
    despite: &[GuardKind],
    now: DateTime<Utc>,
) -> Result<Vec<EventKind>, Objection> {
    if !Outcome::of(channel).contains(&outcome) {
        return Err(Refusal::WrongOutcome { channel, outcome }.into());
    }
    if made_at.is_some_and(|at| at > now) {
        return Err(Refusal::TouchInFuture.into());
    }
    // Their own answer is written down whatever they asked of us.
    match outcome.is_invited() {
        true => not_dismissed(lead)?,
        false => may_be_reached(lead, channel)?,
    }
    // What was done before can not be kept from happening; it is only written down.
    let asked = match made_at {
        Some(_) => Vec::new(),
        None => guard::before_touch(lead, channel, outcome, &practice.guards, now),
    };
    let mut kinds = overridden(asked, despite)?;
    kinds.push(EventKind::Touched { channel, outcome, made_at });
    let touch = Touch { at: made_at.unwrap_or(now), channel, outcome };
    kinds.extend(next_attempt(lead, &touch, practice, now));
    Ok(kinds)
}

/// Returns what the cadence plans after a touch. The time that a person named goes before it.
fn next_attempt(
    lead: &Lead,
    touch: &Touch,
    practice: &Practice,
    now: DateTime<Utc>,
) -> Option<EventKind> {
    let (attempts, plan) = lead.after_touch(touch);
    if plan.is_some() || lead.status() == Status::Qualified {
        return None;
    }
    let reach = Reach::of(lead);
    let is_open = |channel| {
        // What this very touch found out is not in the lead yet.
        let failed = touch.channel == channel && touch.outcome.closes_channel();
        reach.obstacle(channel).is_none() && !failed
    };
    let next = practice.cadence(lead)?.next(&attempts, is_open)?;
    let from = lead.last_touch_at().map_or(touch.at, |last| last.max(touch.at));
    let decent = |wait| practice.decent(lead, cadence::after(from, wait).max(now));
    Some(match next {
        Next::Attempt { step, wait } => {
            EventKind::FollowUpPlanned { due_at: decent(wait), step: Some(step) }
        }
        Next::Nurture { wait } => EventKind::Nurtured { due_at: decent(wait) },
    })
}

fn qualify(
    lead: &Lead,
    met: &[String],
    overridden: bool,
    checklist: Option<&Checklist>,
) -> Result<Vec<EventKind>, Refusal> {
    not_dismissed(lead)?;
    if lead.status() == Status::Qualified && lead.unanswered().next().is_none() {
        return Err(Refusal::AlreadyQualified);
    }
    for code in met {
        known(code, checklist)?;
    }
    let open: Vec<Prerequisite> = checklist
        .into_iter()
        .flat_map(|checklist| checklist.open(lead))
        .filter(|item| !met.contains(&item.code))
        .cloned()
        .collect();
    if !open.is_empty() && !overridden {
        return Err(Refusal::OpenPrerequisites { open });
    }
    Ok(vec![EventKind::Qualified { met: met.to_vec(), overridden: !open.is_empty() }])
}

fn tick(
    lead: &Lead,
    prerequisites: &[String],
    met: Option<bool>,
    checklist: Option<&Checklist>,
) -> Result<Vec<EventKind>, Refusal> {
    let mut kinds = Vec::new();
    for prerequisite in prerequisites {
        known(prerequisite, checklist)?;
        let stands = lead.state().met.contains(prerequisite);
        let met = met.unwrap_or(!stands);
        if met != stands {
            kinds.push(EventKind::PrerequisiteTicked { prerequisite: prerequisite.clone(), met });
        }
    }
    match (kinds.is_empty(), met) {
        (true, met) => Err(Refusal::TickedAlready { met: met.unwrap_or(true) }),
        (false, _) => Ok(kinds),
    }
}

fn known(code: &str, checklist: Option<&Checklist>) -> Result<(), Refusal> {
    if checklist.is_some_and(|checklist| checklist.item(code).is_some()) {
        return Ok(());
    }
    let items = checklist.map_or(&[][..], |checklist| &checklist.items);
    Err(Refusal::NoSuchPrerequisite {
        given: code.to_owned(),
        known: items.iter().map(|item| item.code.clone()).collect(),
    })
}

fn reach_milestone(
    lead: &Lead,
    milestone: &str,
    practice: &Practice,
) -> Result<Vec<EventKind>, Refusal> {
    if lead.status() != Status::Qualified {
        return Err(Refusal::NotQualified);
    }
    if !practice.milestones.iter().any(|known| known.code == milestone) {
        let known = practice.milestones.iter().map(|known| known.code.clone()).collect();
        return Err(Refusal::NoSuchMilestone { given: milestone.to_owned(), known });
    }
    if lead.state().milestones.last().is_some_and(|(last, _)| last == milestone) {
        return Err(Refusal::SameMilestone);
    }
    Ok(vec![EventKind::MilestoneReached { milestone: milestone.to_owned() }])
}

/// A step that the cadence planned by a channel that is closed now would never be made: it goes to
/// the other one.
fn opt_out(lead: &Lead, channels: &[Channel]) -> Vec<EventKind> {
    let mut kinds = vec![EventKind::OptedOut { channels: channels.to_vec() }];
    let other = |closed| if closed == Channel::Call { Channel::Email } else { Channel::Call };
    if let Some(plan) = lead.state().plan
        && let Some(mut step) = plan.step
        && channels.contains(&step.channel)
        && !channels.contains(&other(step.channel))
    {
        step.channel = other(step.channel);
        kinds.push(EventKind::FollowUpPlanned { due_at: plan.due_at, step: Some(step) });
    }
    kinds
}

/// Says whether a person may be contacted, in one way or another.
///
/// # Errors
/// Why not: a test, somebody behind the wall, or a lead that was dismissed.
pub fn may_be_contacted(lead: &Lead) -> Result<(), Refusal> {
    may_contact(lead)?;
    not_dismissed(lead)
}

/// Says whether a person may be reached in a way.
///
/// # Errors
/// As [`may_be_contacted`], and where the person asked not to be reached in this way.
pub fn may_be_reached(lead: &Lead, channel: Channel) -> Result<(), Refusal> {
    may_be_contacted(lead)?;
    match lead.state().opted_out_of.contains(&channel) {
        true => Err(Refusal::OptedOutOf { channel }),
        false => Ok(()),
    }
}

/// Says whether a person may be contacted at all.
///
/// # Errors
/// Why not: a test lead, a DNC heads-up, or somebody who opted out.
fn may_contact(lead: &Lead) -> Result<(), Refusal> {
    if lead.is_test() {
        Err(Refusal::TestLead)
    } else if lead.is_opted_out() {
        Err(Refusal::OptedOut)
    } else if lead.is_behind_wall() {
        Err(Refusal::DoNotContact)
    } else {
        Ok(())
    }
}

fn not_dismissed(lead: &Lead) -> Result<(), Refusal> {
    match lead.dismissed_reason() {
        Some(reason) => Err(Refusal::Dismissed { reason }),
        None => Ok(()),
    }
}

/// A plan belongs to open work: a lead that was qualified must be reopened, or have a new record.
fn not_closed(lead: &Lead) -> Result<(), Refusal> {
    not_dismissed(lead)?;
    match lead.closing() {
        Some((Closing::Qualified, _)) if lead.unanswered().next().is_none() => {
            Err(Refusal::HandedOn)
        }
        _ => Ok(()),
    }
}

fn coming(at: DateTime<Utc>, now: DateTime<Utc>) -> Result<DateTime<Utc>, Refusal> {
    if at <= now {
        Err(Refusal::NotInFuture)
    } else if at - now > FURTHEST {
        Err(Refusal::TooFar)
    } else {
        Ok(at)
    }
}

#[cfg(test)]
mod tests;
