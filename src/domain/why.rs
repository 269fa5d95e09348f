//! Why a lead stands where it stands, in one line, from the same values that order the queue.

use chrono::{DateTime, Utc};

use super::clock::{self, Cause, Clock};
use super::funnel::Status;
use super::lead::Lead;
use super::lead_source::Action;
use super::policy::Policy;
use super::span::duration;

/// Says why a lead stands where it stands at a moment.
pub fn why(lead: &Lead, policy: &Policy, now: DateTime<Utc>) -> String {
    if lead.is_test() {
        return "a test lead from Microsoft, nothing is owed".to_owned();
    }
    if lead.is_opted_out() {
        return "asked not to be contacted".to_owned();
    }
    if lead.is_behind_wall() {
        return "do not contact: passed to a partner, only a heads-up".to_owned();
    }
    let Some(due) = clock::due(lead, policy) else {
        return idle(lead);
    };
    let time = match due.clock(now) {
        Clock::Overdue => format!("overdue {}", duration(now - due.at)),
        Clock::DueSoon => format!("due soon, {} left", duration(due.at - now)),
        Clock::OnTrack | Clock::Met | Clock::None => format!("{} left", duration(due.at - now)),
    };
    let cause = match due.cause {
        Cause::Planned => match lead.state().plan.and_then(|plan| plan.step) {
            Some(step) => step.label(),
            None => "planned follow-up".to_owned(),
        },
        Cause::FirstAnswer => {
            let strictest =
                lead.unanswered().min_by_key(|record| clock::first_answer(record, policy).at);
            let what = strictest.map_or("asked", |record| did(record.action));
            match lead.state().touches.len() {
                0 => format!("{what}, no touch yet"),
                _ => format!("{what} since the last touch"),
            }
        }
    };
    format!("{time}: {cause}")
}

fn idle(lead: &Lead) -> String {
    match (lead.status(), lead.dismissed_reason()) {
        (Status::Dismissed, Some(reason)) => format!("dismissed: {}", reason.label()),
        (Status::Qualified, _) => "qualified, nothing is planned".to_owned(),
        _ if lead.state().touches.is_empty() => "nothing is owed".to_owned(),
        _ => "answered, nothing is planned".to_owned(),
    }
}

/// Returns what the customer did, in the past tense.
pub const fn did(action: Action) -> &'static str {
    match action {
        Action::Install => "acquired the offer",
        Action::ContactMe => "asked for contact",
        Action::DoNotContact => "went to a partner",
        Action::Create => "created it in the portal",
        Action::StartTestDrive => "started a test drive",
        Action::Other => "did something new to us",
    }
}
