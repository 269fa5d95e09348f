use chrono::TimeDelta;
use proptest::prelude::*;

use super::*;
use crate::domain::event::EventKind;
use crate::domain::funnel::Outcome;
use crate::domain::hours::{Window, WorkingHours};
use crate::domain::lead_source::Action;
use crate::domain::testing::{at, call, event, record};
use crate::domain::zone::Zone;

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
    let later = EventKind::FollowUpPlanned { due_at: at(50), step: None };
    let lead = Lead::new([record(1, Action::ContactMe, 0)], [event(1, 1, later)]);
    assert_eq!(
        due(&lead, &policy).map(|due| (due.at, due.cause)),
        Some((at(24), Cause::FirstAnswer))
    );
    let sooner = EventKind::FollowUpPlanned { due_at: at(3), step: None };
    let lead = Lead::new([record(1, Action::ContactMe, 0)], [event(1, 1, sooner)]);
    assert_eq!(due(&lead, &policy).map(|due| (due.at, due.cause)), Some((at(3), Cause::Planned)));
}

#[test]
fn a_plan_warns_in_its_last_quarter_and_no_earlier_than_an_answer_would() {
    let policy = Policy::default();
    let planned = |from, to| {
        let kinds = [
            event(1, from, call(Outcome::Reached)),
            event(2, from, EventKind::FollowUpPlanned { due_at: at(to), step: None }),
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

/// Nine to five on weekdays in UTC. The hour zero of the tests is noon of a Monday.
fn office() -> Policy {
    let week = std::array::from_fn(|day| {
        if day < 5 { vec![Window { start: 9 * 60, end: 17 * 60 }] } else { Vec::new() }
    });
    let hours = WorkingHours::new(Zone::utc(), week, Default::default()).expect("good hours");
    Policy { hours: Some(hours), ..Policy::default() }
}

#[test]
fn with_working_hours_an_answer_is_due_when_its_limit_has_been_worked() {
    let day = Policy { interest: TimeDelta::hours(8), ..office() };
    for (policy, due_at, soon_at) in [
        // Five hours are worked on Monday, eight each on Tuesday and Wednesday, three on Thursday.
        (office(), 72, 50),
        (day, 24, 22),
        (Policy { interest: TimeDelta::hours(4), ..office() }, 4, 3),
    ] {
        let due = due(&lead(Action::ContactMe), &policy).expect("an answer is owed");
        assert_eq!((due.from, due.soon_at, due.at), (at(0), at(soon_at), at(due_at)));
    }
}

#[test]
fn what_is_left_is_working_time_and_what_is_late_is_late_on_the_wall() {
    let policy = Policy { interest: TimeDelta::hours(8), ..office() };
    let due = due(&lead(Action::ContactMe), &policy).expect("an answer is owed");
    assert_eq!(due.given(&policy), TimeDelta::hours(8));
    for (now, left) in [(0, 8), (4, 4), (5, 3), (20, 3), (21, 3), (22, 2), (24, 0), (40, -16)] {
        assert_eq!(due.left(&policy, at(now)), TimeDelta::hours(left), "{now}");
    }
}

#[test]
fn working_hours_do_not_touch_a_plan() {
    let plan = EventKind::FollowUpPlanned { due_at: at(24 * 5 + 3), step: None };
    let events = [event(1, 1, call(Outcome::Reached)), event(2, 1, plan)];
    let lead = Lead::new([record(1, Action::ContactMe, 0)], events);
    let (always, hours) = (Policy::default(), office());
    assert_eq!(due(&lead, &hours), due(&lead, &always));
    let planned = due(&lead, &hours).expect("a touch is owed");
    assert_eq!((planned.at, planned.hours(&hours)), (at(24 * 5 + 3), None));
    assert_eq!(planned.left(&hours, at(24)), TimeDelta::hours(24 * 4 + 3));
}

#[test]
fn a_deadline_beyond_the_calendar_is_its_end() {
    let mut last = record(1, Action::ContactMe, 0);
    last.created_at = None;
    last.received_at = DateTime::<Utc>::MAX_UTC;
    for policy in [Policy::default(), office()] {
        assert_eq!(first_answer(&last, &policy).at, DateTime::<Utc>::MAX_UTC);
    }
}

proptest! {
    #[test]
    fn no_touch_that_is_due_soon_is_owed_later_than_the_latest(
        hours in -400i64..400,
        limit in 1i64..100,
        minutes in 0i64..20_000,
        in_hours in any::<bool>(),
    ) {
        let policy = if in_hours { office() } else { Policy::default() };
        let policy = Policy { interest: TimeDelta::hours(limit), ..policy };
        let due = first_answer(&record(1, Action::ContactMe, hours), &policy);
        prop_assert!(due.from <= due.soon_at && due.soon_at <= due.at);
        let now = due.from + TimeDelta::minutes(minutes);
        if due.clock(now) == Clock::DueSoon {
            prop_assert!(due.at <= latest_due_soon(&policy, now));
        }
    }
}
