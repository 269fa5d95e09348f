//! When the next touch is owed, and what that means now.
//!
//! A record starts a clock at its own creation. A lead's clock is the strictest of its unanswered
//! records and of the follow-up that was planned. A deadline that equals now is not yet late.
//!
//! Where the team has working hours, the limit of an answer runs in them alone. A follow-up is due
//! when somebody said, and what is late is late by the clock on the wall.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::funnel::Stage;
use super::hours::WorkingHours;
use super::lead::Lead;
use super::policy::Policy;
use super::record::LeadRecord;
use crate::language::Messages;

/// The state of a due time at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// More than a quarter of the limit is left.
    OnTrack,
    /// The last quarter runs.
    DueSoon,
    /// The due time has passed.
    Overdue,
    /// Answered, and nothing is planned.
    Met,
    /// Nothing is owed.
    None,
}

impl Clock {
    /// Returns the state as people read it.
    pub fn label(self, say: &Messages) -> String {
        match self {
            Self::OnTrack => say.clock_on_track(),
            Self::DueSoon => say.clock_due_soon(),
            Self::Overdue => say.clock_overdue(),
            Self::Met => say.clock_met(),
            Self::None => say.clock_none(),
        }
    }

    /// Returns the code that is written to JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Self::OnTrack => "on_track",
            Self::DueSoon => "due_soon",
            Self::Overdue => "overdue",
            Self::Met => "met",
            Self::None => "nothing_owed",
        }
    }
}

/// What the next touch is owed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A record that nobody has answered.
    FirstAnswer,
    /// A follow-up that somebody planned.
    Planned,
}

/// The next touch that is owed. Times are UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// When the span began: the record's start, or the moment of planning.
    pub from: DateTime<Utc>,
    /// When the touch is owed.
    pub at: DateTime<Utc>,
    /// When the last quarter of the limit begins; with working hours, of its working time.
    pub soon_at: DateTime<Utc>,
    /// What it is owed for.
    pub cause: Cause,
}

impl Due {
    /// Returns the state at a moment.
    pub fn clock(&self, now: DateTime<Utc>) -> Clock {
        if now > self.at {
            Clock::Overdue
        } else if now >= self.soon_at {
            Clock::DueSoon
        } else {
            Clock::OnTrack
        }
    }

    /// Returns the working hours in which its time runs, where it does not run day and night.
    pub fn hours<'a>(&self, policy: &'a Policy) -> Option<&'a WorkingHours> {
        policy.hours.as_ref().filter(|_| self.cause == Cause::FirstAnswer)
    }

    /// Returns how much time the touch was given: the limit of an answer, the wait of a plan.
    pub fn given(&self, policy: &Policy) -> TimeDelta {
        self.counted(policy, self.from, self.at)
    }

    /// Returns how much of the given time is left at a moment. What is late is less than nothing,
    /// by the clock on the wall.
    pub fn left(&self, policy: &Policy, now: DateTime<Utc>) -> TimeDelta {
        if now > self.at { self.at - now } else { self.counted(policy, now, self.at) }
    }

    fn counted(&self, policy: &Policy, from: DateTime<Utc>, to: DateTime<Utc>) -> TimeDelta {
        self.hours(policy).map_or_else(|| to - from, |hours| hours.elapsed(from, to))
    }
}

/// Returns when a record must be answered.
pub fn first_answer(record: &LeadRecord, policy: &Policy) -> Due {
    let limit = policy.limit(Stage::of(record.action));
    let from = record.started_at();
    let soon_at = policy.deadline(from, limit - last_quarter(limit));
    let at = policy.deadline(soon_at, last_quarter(limit));
    Due { from, at, soon_at, cause: Cause::FirstAnswer }
}

/// Returns the latest that a touch can be owed that is due soon at a moment.
pub fn latest_due_soon(policy: &Policy, now: DateTime<Utc>) -> DateTime<Utc> {
    // Whose last quarter has begun is due when at most that quarter has run from now on. On the
    // wall a quarter can last for days: over a weekend.
    policy.deadline(now, last_quarter(policy.longest_limit()))
}

/// The part of a limit in which it warns.
fn last_quarter(limit: TimeDelta) -> TimeDelta {
    limit / 4
}

/// Returns the next touch that a lead is owed, if any.
pub fn due(lead: &Lead, policy: &Policy) -> Option<Due> {
    if lead.is_behind_wall() {
        return None;
    }
    let planned = lead.state().plan.map(|plan| {
        // The last quarter of a long wait would be days: a plan warns no earlier than an answer.
        let span = (plan.due_at - plan.set_at).min(policy.limit(lead.stage()));
        // A step whose channel was closed when it was late already is planned again as late.
        Due {
            from: plan.set_at.min(plan.due_at),
            at: plan.due_at,
            soon_at: plan.due_at - last_quarter(span.max(TimeDelta::zero())),
            cause: Cause::Planned,
        }
    });
    lead.unanswered()
        .map(|record| first_answer(record, policy))
        .chain(planned)
        .min_by_key(|due| due.at)
}

/// Returns the state of a lead's clock at a moment.
pub fn clock(lead: &Lead, policy: &Policy, now: DateTime<Utc>) -> Clock {
    match due(lead, policy) {
        Some(due) => due.clock(now),
        None if lead.is_test() || lead.is_behind_wall() || lead.state().touches.is_empty() => {
            Clock::None
        }
        None => Clock::Met,
    }
}

#[cfg(test)]
mod tests;
