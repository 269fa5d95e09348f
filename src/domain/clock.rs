//! When the next touch is owed, and what that means now.
//!
//! A record starts a clock at its own creation. A lead's clock is the strictest of its unanswered
//! records and of the follow-up that was planned. A deadline that equals now is not yet late.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::funnel::Stage;
use super::lead::Lead;
use super::policy::Policy;
use super::record::LeadRecord;

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
    /// Returns the word of the state.
    pub const fn label(self) -> &'static str {
        match self {
            Self::OnTrack => "on track",
            Self::DueSoon => "due soon",
            Self::Overdue => "overdue",
            Self::Met => "met",
            Self::None => "nothing owed",
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
    /// When the last quarter of the limit begins.
    pub soon_at: DateTime<Utc>,
    /// What it is owed for.
    pub cause: Cause,
}

impl Due {
    fn new(from: DateTime<Utc>, at: DateTime<Utc>, limit: TimeDelta, cause: Cause) -> Self {
        Self { from, at, soon_at: at - limit / 4, cause }
    }

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
}

/// Returns when a record must be answered.
pub fn first_answer(record: &LeadRecord, policy: &Policy) -> Due {
    let limit = policy.limit(Stage::of(record.action));
    let from = record.started_at();
    Due::new(from, from + limit, limit, Cause::FirstAnswer)
}

/// Returns the next touch that a lead is owed, if any.
pub fn due(lead: &Lead, policy: &Policy) -> Option<Due> {
    if lead.is_behind_wall() {
        return None;
    }
    let planned = lead.state().plan.map(|plan| {
        // The last quarter of a long wait would be days: a plan warns no earlier than an answer.
        let span = (plan.due_at - plan.set_at).min(policy.limit(lead.stage()));
        Due::new(plan.set_at, plan.due_at, span.max(TimeDelta::zero()), Cause::Planned)
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
