//! How long people waited for an answer: what the numbers are made of.
//!
//! A wait begins with a request that nobody has answered yet, and ends with the next touch. Requests
//! that come meanwhile are part of it; the strictest of their limits is its own. Tests, heads-ups and
//! people behind the wall wait for nothing.

use chrono::{DateTime, TimeDelta, Utc};

use super::clock::first_answer;
use super::funnel::Stage;
use super::lead::Lead;
use super::lead_source::Source;
use super::policy::Policy;
use super::record::LeadRecord;
use super::text::Text;

/// How a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It has not: nobody has answered.
    Open,
    /// By a touch, at this time.
    Answered(DateTime<Utc>),
    /// By a decision at this time, without a touch: spam is not called.
    Closed(DateTime<Utc>),
}

/// One wait. Times are UTC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wait {
    /// When the first request of it began.
    pub asked_at: DateTime<Utc>,
    /// When it had to be answered.
    pub due_at: DateTime<Utc>,
    /// How it ended.
    pub end: End,
    /// Where the customer was at the first request.
    pub source: Source,
    /// How far that request had come.
    pub stage: Stage,
    /// What it was about.
    pub offer: Option<Text>,
}

impl Wait {
    /// Returns how long the person waited for an answer, by the clock on the wall.
    pub fn answered_after(&self) -> Option<TimeDelta> {
        match self.end {
            End::Answered(at) => Some(at - self.asked_at),
            End::Open | End::Closed(_) => None,
        }
    }
}

/// Returns the waits of a lead, the earliest first. No two begin at the same time.
pub fn waits(lead: &Lead, policy: &Policy) -> Vec<Wait> {
    if lead.is_behind_wall() {
        return Vec::new();
    }
    let mut touches: Vec<DateTime<Utc>> =
        lead.state().touches.iter().map(|touch| touch.at).collect();
    touches.sort_unstable();
    let closed_at = lead.state().closed.map(|(_, at)| at);
    let requests: Vec<&LeadRecord> =
        lead.records().iter().filter(|record| record.owes_answer()).collect();
    let mut waits = Vec::new();
    let mut rest = requests.as_slice();
    while let [first, ..] = rest {
        let asked_at = first.started_at();
        let touched = touches.iter().find(|at| **at >= asked_at);
        let (end, until) = match (touched, closed_at.filter(|at| *at >= asked_at)) {
            (Some(at), closed) if closed.is_none_or(|closed| *at <= closed) => {
                (End::Answered(*at), Some(*at))
            }
            (_, Some(closed)) => (End::Closed(closed), Some(closed)),
            (Some(at), None) => (End::Answered(*at), Some(*at)),
            (None, None) => (End::Open, None),
        };
        let count = rest
            .iter()
            .take_while(|record| until.is_none_or(|until| record.started_at() <= until))
            .count();
        let (within, after) = rest.split_at(count.max(1));
        rest = after;
        let due_at = within.iter().map(|record| first_answer(record, policy).at).min();
        waits.push(Wait {
            asked_at,
            due_at: due_at.unwrap_or(asked_at),
            end,
            source: first.source,
            stage: Stage::of(first.action),
            offer: first.offer_name(),
        });
    }
    waits
}

#[cfg(test)]
mod tests;
