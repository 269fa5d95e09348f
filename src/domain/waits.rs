//! How long people waited for an answer: what the numbers are made of.
//!
//! A wait begins with a request that nobody has answered yet, and ends with the next touch. Requests
//! that come meanwhile are part of it; the strictest of their limits is its own. Tests, heads-ups,
//! people behind the wall, and whoever writes again after a final dismissal wait for nothing.
//!
//! A decision without a touch ends a wait where it stands now, or stood still when the person asked
//! again. One that was reconsidered before ended nothing.

use chrono::{DateTime, TimeDelta, Utc};

use super::clock::first_answer;
use super::event::EventKind;
use super::funnel::{DismissReason, Stage};
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
    let requests = owing(lead);
    let decisions = decisions(lead, &requests);
    let mut waits = Vec::new();
    let mut rest = requests.as_slice();
    while let [first, ..] = rest {
        let asked_at = first.started_at();
        let touched = touches.iter().copied().find(|at| *at >= asked_at);
        let decided = decisions.iter().copied().filter(|at| *at >= asked_at).min();
        let end = match (touched, decided) {
            (Some(touch), Some(decision)) if decision < touch => End::Closed(decision),
            (Some(touch), _) => End::Answered(touch),
            (None, Some(decision)) => End::Closed(decision),
            (None, None) => End::Open,
        };
        let until = touched.into_iter().chain(decided).min();
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

/// Returns the records that owe, or owed, an answer, the earliest first.
fn owing(lead: &Lead) -> Vec<&LeadRecord> {
    let ended_at = lead
        .closing()
        .filter(|_| lead.dismissed_reason().is_some_and(DismissReason::is_final))
        .map(|(_, at)| at);
    lead.records()
        .iter()
        .filter(|record| record.owes_answer())
        .filter(|record| ended_at.is_none_or(|at| record.started_at() <= at))
        .collect()
}

/// Returns when it was decided that nothing is owed any more.
fn decisions(lead: &Lead, requests: &[&LeadRecord]) -> Vec<DateTime<Utc>> {
    let asked_between = |from, to| {
        requests.iter().any(|record| from < record.started_at() && record.started_at() <= to)
    };
    let mut decisions: Vec<DateTime<Utc>> = Vec::new();
    let mut is_put_off = false;
    for event in lead.standing_events() {
        match event.kind {
            EventKind::Qualified { .. }
            | EventKind::Dismissed { .. }
            | EventKind::Nurtured { .. } => {
                decisions.push(event.at);
                is_put_off = matches!(event.kind, EventKind::Nurtured { .. });
                continue;
            }
            EventKind::Reopened {} => {}
            // A lead that is put off is in hand again with any touch or plan.
            EventKind::Touched { .. } | EventKind::FollowUpPlanned { .. } if is_put_off => {}
            _ => continue,
        }
        decisions.retain(|decided_at| asked_between(*decided_at, event.at));
        is_put_off = false;
    }
    decisions
}

#[cfg(test)]
mod tests;
