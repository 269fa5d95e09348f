//! What a person wants of a lead, and whether that may be.
//!
//! [`decide`] is the one door: the screen and the command line both come through it. It answers
//! with events, or with a [`Refusal`] that says why and what to do instead.

use chrono::{DateTime, TimeDelta, Utc};

use super::event::EventKind;
use super::funnel::{Channel, DismissReason, Outcome, Status};
use super::ids::NoteId;
use super::lead::{Closing, Lead};

/// The furthest that a follow-up can be planned.
const FURTHEST: TimeDelta = TimeDelta::days(3660);

/// What a person wants of a lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// A touch was made.
    LogTouch {
        /// How.
        channel: Channel,
        /// What came of it.
        outcome: Outcome,
        /// When, where that was not just now.
        made_at: Option<DateTime<Utc>>,
    },
    /// It is worth the full sales process.
    Qualify {
        /// The prerequisites that were met, as codes.
        met: Vec<String>,
        /// Whether open prerequisites are passed over.
        overridden: bool,
    },
    /// Nothing more is to come.
    Dismiss {
        /// Why.
        reason: DismissReason,
    },
    /// Back to work.
    Reopen,
    /// The next touch is owed then.
    Schedule {
        /// When.
        due_at: DateTime<Utc>,
    },
    /// Out of sight until then.
    Snooze {
        /// When it comes back.
        until: DateTime<Utc>,
    },
    /// Put off for long.
    Nurture {
        /// When to ask again.
        due_at: DateTime<Utc>,
    },
    /// A note was written.
    Note {
        /// Which.
        note: NoteId,
    },
    /// Somebody is to own it, or nobody.
    Assign {
        /// Their name in the team.
        owner: Option<String>,
    },
}

impl Command {
    /// Returns whether the rep is done with the lead for now, so that the next one is due.
    pub const fn finishes(&self) -> bool {
        matches!(
            self,
            Self::Qualify { .. }
                | Self::Dismiss { .. }
                | Self::Schedule { .. }
                | Self::Snooze { .. }
                | Self::Nurture { .. }
        )
    }

    /// Returns whether the command is about reaching the person.
    const fn is_contact(&self) -> bool {
        matches!(
            self,
            Self::LogTouch { .. }
                | Self::Schedule { .. }
                | Self::Snooze { .. }
                | Self::Nurture { .. }
                | Self::Qualify { .. }
        )
    }
}

/// Why a command may not be. Not an error: an answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A test lead.
    #[error("this is a test lead from Microsoft: nobody is behind it")]
    TestLead,
    /// Nothing but DNC records.
    #[error("do not contact: this request went to a partner, a heads-up only")]
    DoNotContact,
    /// The person opted out.
    #[error("this person asked not to be contacted")]
    OptedOut,
    /// Already decided.
    #[error("already {} ({reason}); reopen it first", status.label())]
    Closed {
        /// What it is.
        status: Status,
        /// Why, in words.
        reason: &'static str,
    },
    /// Already qualified.
    #[error("already qualified")]
    AlreadyQualified,
    /// Nothing to reopen.
    #[error("it is open already ({})", status.label())]
    Open {
        /// What it is.
        status: Status,
    },
    /// A due time that has passed.
    #[error("that time has passed; name one that is still to come")]
    NotInFuture,
    /// A due time that is centuries away.
    #[error("that is more than ten years away")]
    TooFar,
    /// A touch that was not made yet.
    #[error("a touch is logged after it was made; to plan one, use a follow-up")]
    TouchInFuture,
    /// An outcome that the channel can not have.
    #[error("{} can not end in \"{}\"; it is one of: {}", channel.label(), outcome.label(), codes_of(*channel))]
    WrongOutcome {
        /// The channel.
        channel: Channel,
        /// The outcome.
        outcome: Outcome,
    },
    /// The owner is so already.
    #[error("it has that owner already")]
    SameOwner,
    /// A link of a lead with itself, or with what is linked to it already.
    #[error("that is one lead already")]
    OneLead,
    /// A link between a test and a person.
    #[error("one of the two is a test lead from Microsoft: nobody is behind it")]
    TestWithReal,
    /// Nothing to part.
    #[error("nothing is linked here: all its records name one person")]
    NothingLinked,
    /// A lead that is no more.
    #[error("it was erased a moment ago")]
    Gone,
    /// A record of somebody else.
    #[error("that record belongs to another lead")]
    NotOfLead,
    /// Two leads of which it was said before.
    #[error("it is remembered already that these are two people")]
    ApartAlready,
}

fn codes_of(channel: Channel) -> String {
    Outcome::of(channel).iter().map(|outcome| outcome.code()).collect::<Vec<_>>().join(", ")
}

/// Decides what a command does to a lead at a moment.
pub fn decide(
    lead: &Lead,
    command: &Command,
    now: DateTime<Utc>,
) -> Result<Vec<EventKind>, Refusal> {
    if command.is_contact() {
        reachable(lead)?;
    }
    let kind = match command {
        Command::LogTouch { channel, outcome, made_at } => {
            if !Outcome::of(*channel).contains(outcome) {
                return Err(Refusal::WrongOutcome { channel: *channel, outcome: *outcome });
            }
            if made_at.is_some_and(|at| at > now) {
                return Err(Refusal::TouchInFuture);
            }
            not_dismissed(lead)?;
            EventKind::Touched { channel: *channel, outcome: *outcome, made_at: *made_at }
        }
        Command::Qualify { met, overridden } => {
            not_dismissed(lead)?;
            if lead.status() == Status::Qualified && lead.unanswered().next().is_none() {
                return Err(Refusal::AlreadyQualified);
            }
            EventKind::Qualified { met: met.clone(), overridden: *overridden }
        }
        Command::Dismiss { reason } => {
            if lead.dismissed_reason() == Some(*reason) {
                return Err(Refusal::Closed { status: Status::Dismissed, reason: reason.label() });
            }
            EventKind::Dismissed { reason: *reason }
        }
        Command::Reopen if lead.is_opted_out() => return Err(Refusal::OptedOut),
        Command::Reopen => match lead.closing() {
            Some(_) => EventKind::Reopened {},
            None => return Err(Refusal::Open { status: lead.status() }),
        },
        Command::Schedule { due_at } => {
            not_closed(lead)?;
            EventKind::FollowUpPlanned { due_at: coming(*due_at, now)? }
        }
        Command::Snooze { until } => {
            not_closed(lead)?;
            EventKind::Snoozed { until: coming(*until, now)? }
        }
        Command::Nurture { due_at } => {
            not_closed(lead)?;
            EventKind::Nurtured { due_at: coming(*due_at, now)? }
        }
        Command::Note { note } => EventKind::Noted { note: *note },
        Command::Assign { owner } => {
            if lead.state().owner == *owner {
                return Err(Refusal::SameOwner);
            }
            EventKind::Assigned { owner: owner.clone() }
        }
    };
    Ok(vec![kind])
}

fn reachable(lead: &Lead) -> Result<(), Refusal> {
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
        Some(reason) => Err(Refusal::Closed { status: Status::Dismissed, reason: reason.label() }),
        None => Ok(()),
    }
}

/// A plan belongs to open work: a lead that was qualified must be reopened, or have a new record.
fn not_closed(lead: &Lead) -> Result<(), Refusal> {
    not_dismissed(lead)?;
    match lead.closing() {
        Some((Closing::Qualified, _)) if lead.unanswered().next().is_none() => {
            Err(Refusal::Closed { status: Status::Qualified, reason: "handed on" })
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
