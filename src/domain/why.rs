//! Why a lead stands where it stands, in one line, from the same values that order the queue.

use chrono::{DateTime, Utc};

use super::clock::{self, Cause, Clock};
use super::funnel::Status;
use super::lead::Lead;
use super::policy::Policy;
use super::span::duration;
use crate::language::Messages;

/// Says why a lead stands where it stands at a moment.
pub fn why(lead: &Lead, policy: &Policy, now: DateTime<Utc>, say: &Messages) -> String {
    if lead.is_test() {
        return say.why_test();
    }
    if lead.is_opted_out() {
        return say.why_opted_out();
    }
    if lead.is_behind_wall() {
        return say.why_heads_up();
    }
    let Some(due) = clock::due(lead, policy) else {
        return idle(lead, say);
    };
    let cause = match due.cause {
        Cause::Planned => match lead.state().plan.and_then(|plan| plan.step) {
            Some(step) => step.label(say),
            None => say.why_planned(),
        },
        Cause::FirstAnswer => {
            let strictest =
                lead.unanswered().min_by_key(|record| clock::first_answer(record, policy).at);
            let what = strictest.map_or_else(|| say.why_asked(), |record| record.action.did(say));
            match lead.state().touches.len() {
                0 => say.why_no_touch_yet(what),
                _ => say.why_since_last_touch(what),
            }
        }
    };
    match due.clock(now) {
        Clock::Overdue => say.why_overdue(duration(now - due.at), cause),
        Clock::DueSoon => say.why_due_soon(duration(due.at - now), cause),
        Clock::OnTrack | Clock::Met | Clock::None => {
            say.why_on_track(duration(due.at - now), cause)
        }
    }
}

fn idle(lead: &Lead, say: &Messages) -> String {
    match (lead.status(), lead.dismissed_reason()) {
        (Status::Dismissed, Some(reason)) => say.why_dismissed(reason.label(say)),
        (Status::Qualified, _) => say.why_qualified(),
        _ if lead.state().touches.is_empty() => say.why_nothing_owed(),
        _ => say.why_answered(),
    }
}
