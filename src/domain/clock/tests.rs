use chrono::TimeDelta;

use super::*;
use crate::domain::event::EventKind;
use crate::domain::funnel::Outcome;
use crate::domain::lead_source::Action;
use crate::domain::testing::{at, call, event, record};

fn lead(action: Action) -> Lead {
    Lead::new([record(1, action, 0)], [])
}

#[test]
fn a_deadline_that_equals_now_is_not_yet_late() {
    let policy = Policy::default();
    let lead = lead(Action::ContactMe);
    let second = TimeDelta::seconds(1);
    assert_eq!(clock(&lead, &policy, at(18) - second), Clock::OnTrack);
    assert_eq!(clock(&lead, &policy, at(18)), Clock::DueSoon);
    assert_eq!(clock(&lead, &policy, at(24)), Clock::DueSoon);
    assert_eq!(clock(&lead, &policy, at(24) + second), Clock::Overdue);
}

#[test]
fn a_warm_stage_can_be_given_a_shorter_limit() {
    let policy = Policy { trial: TimeDelta::hours(1), ..Policy::default() };
    assert_eq!(due(&lead(Action::StartTestDrive), &policy).map(|due| due.at), Some(at(1)));
    assert_eq!(due(&lead(Action::ContactMe), &policy).map(|due| due.at), Some(at(24)));
}

#[test]
fn the_strictest_of_the_unanswered_records_counts() {
    let policy = Policy { trial: TimeDelta::hours(1), ..Policy::default() };
    let lead =
        Lead::new([record(1, Action::ContactMe, 0), record(2, Action::StartTestDrive, 5)], []);
    assert_eq!(due(&lead, &policy).map(|due| due.at), Some(at(6)));
}

#[test]
fn a_record_from_the_future_starts_when_it_is_received() {
    let mut odd = record(1, Action::ContactMe, 100);
    odd.received_at = at(0);
    let lead = Lead::new([odd], []);
    assert_eq!(due(&lead, &Policy::default()).map(|due| due.at), Some(at(24)));
}

#[test]
fn a_record_without_a_time_starts_when_it_is_received() {
    let mut undated = record(1, Action::ContactMe, 0);
    undated.created_at = None;
    undated.received_at = at(3);
    assert_eq!(due(&Lead::new([undated], []), &Policy::default()).map(|due| due.at), Some(at(27)));
}

#[test]
fn a_plan_before_the_first_answer_does_not_move_it() {
    let policy = Policy::default();
    let later = EventKind::FollowUpPlanned { due_at: at(50) };
    let lead = Lead::new([record(1, Action::ContactMe, 0)], [event(1, 1, later)]);
    assert_eq!(
        due(&lead, &policy).map(|due| (due.at, due.cause)),
        Some((at(24), Cause::FirstAnswer))
    );
    let sooner = EventKind::FollowUpPlanned { due_at: at(3) };
    let lead = Lead::new([record(1, Action::ContactMe, 0)], [event(1, 1, sooner)]);
    assert_eq!(due(&lead, &policy).map(|due| (due.at, due.cause)), Some((at(3), Cause::Planned)));
}

#[test]
fn a_plan_warns_in_its_last_quarter_and_no_earlier_than_an_answer_would() {
    let policy = Policy::default();
    let planned = |from, to| {
        let kinds = [
            event(1, from, call(Outcome::Reached)),
            event(2, from, EventKind::FollowUpPlanned { due_at: at(to) }),
        ];
        due(&Lead::new([record(1, Action::ContactMe, 0)], kinds), &policy).map(|due| due.soon_at)
    };
    assert_eq!(planned(1, 5), Some(at(4)));
    assert_eq!(planned(1, 24 * 30), Some(at(24 * 30 - 6)));
}

#[test]
fn snoozing_does_not_move_a_deadline() {
    let snoozed = EventKind::Snoozed { until: at(90) };
    let lead = Lead::new([record(1, Action::ContactMe, 0)], [event(1, 1, snoozed)]);
    assert_eq!(clock(&lead, &Policy::default(), at(25)), Clock::Overdue);
}
