use proptest::prelude::*;

use super::*;
use crate::domain::event::{Event, EventKind};
use crate::domain::funnel::{DismissReason, Outcome};
use crate::domain::lead_source::Action;
use crate::domain::testing::{any_record, at, call, event, record};

fn of(lead: &Lead) -> Vec<Wait> {
    waits(lead, &Policy::default())
}

#[test]
fn a_touch_ends_the_wait_and_a_later_request_begins_another() {
    let records = [0, 5, 50].map(|hours| record(hours as u32, Action::ContactMe, hours));
    let lead = Lead::new(records, [event(1, 10, call(Outcome::NoAnswer))]);
    let found = of(&lead);
    let ends: Vec<(DateTime<Utc>, DateTime<Utc>, End)> =
        found.iter().map(|wait| (wait.asked_at, wait.due_at, wait.end)).collect();
    assert_eq!(ends, [(at(0), at(24), End::Answered(at(10))), (at(50), at(74), End::Open)]);
    assert_eq!(found[0].answered_after(), Some(TimeDelta::hours(10)));
}

#[test]
fn a_decision_without_a_touch_closes_the_wait() {
    let spam = EventKind::Dismissed { reason: DismissReason::Spam };
    let lead = Lead::new([record(1, Action::ContactMe, 0)], [event(1, 3, spam)]);
    assert_eq!(of(&lead).first().map(|wait| wait.end), Some(End::Closed(at(3))));
}

#[test]
fn tests_heads_ups_and_people_behind_the_wall_wait_for_nothing() {
    let test = LeadRecord { test: true, ..record(1, Action::ContactMe, 0) };
    assert_eq!(of(&Lead::new([test], [])), []);
    assert_eq!(of(&Lead::new([record(1, Action::DoNotContact, 0)], [])), []);
    let opted_out = EventKind::Dismissed { reason: DismissReason::OptedOut };
    let lead = Lead::new([record(1, Action::ContactMe, 0)], [event(1, 3, opted_out)]);
    assert_eq!(of(&lead), []);
}

#[test]
fn whoever_writes_again_after_a_final_dismissal_waits_for_nothing() {
    let records = [0, 200].map(|hours| record(hours as u32, Action::ContactMe, hours));
    let spam = EventKind::Dismissed { reason: DismissReason::Spam };
    let ends = |events: Vec<Event>| -> Vec<(DateTime<Utc>, End)> {
        let lead = Lead::new(records.clone(), events);
        of(&lead).iter().map(|wait| (wait.asked_at, wait.end)).collect()
    };
    assert_eq!(ends(vec![event(1, 3, spam.clone())]), [(at(0), End::Closed(at(3)))]);
    let reopened = vec![event(1, 3, spam), event(2, 210, EventKind::Reopened {})];
    assert_eq!(ends(reopened), [(at(0), End::Closed(at(3))), (at(200), End::Open)]);
}

#[test]
fn a_decision_that_stood_when_the_person_asked_again_parts_two_waits() {
    let records = [0, 200].map(|hours| record(hours as u32, Action::ContactMe, hours));
    let no_answer = EventKind::Dismissed { reason: DismissReason::NoAnswer };
    let qualified = EventKind::Qualified { met: Vec::new(), overridden: false };
    let lead = Lead::new(
        records,
        [event(1, 3, no_answer), event(2, 205, call(Outcome::Reached)), event(3, 250, qualified)],
    );
    let ends: Vec<End> = of(&lead).iter().map(|wait| wait.end).collect();
    assert_eq!(ends, [End::Closed(at(3)), End::Answered(at(205))]);
}

#[test]
fn a_decision_that_was_reconsidered_ended_nothing() {
    let no_answer = EventKind::Dismissed { reason: DismissReason::NoAnswer };
    let put_off = EventKind::Nurtured { due_at: at(900) };
    let touched = call(Outcome::Reached);
    for events in [
        vec![
            event(1, 3, no_answer),
            event(2, 4, EventKind::Reopened {}),
            event(3, 5, touched.clone()),
        ],
        vec![event(1, 3, put_off), event(2, 5, touched)],
    ] {
        let lead = Lead::new([record(1, Action::ContactMe, 0)], events);
        assert_eq!(of(&lead).first().map(|wait| wait.end), Some(End::Answered(at(5))));
    }
}

/// Events of touches and decisions, so many hours from noon.
fn any_decision() -> impl Strategy<Value = EventKind> {
    prop_oneof![
        Just(call(Outcome::NoAnswer)),
        prop::sample::select(DismissReason::ALL).prop_map(|reason| EventKind::Dismissed { reason }),
        Just(EventKind::Qualified { met: Vec::new(), overridden: false }),
        Just(EventKind::Nurtured { due_at: at(900) }),
        Just(EventKind::Reopened {}),
        Just(EventKind::FollowUpPlanned { due_at: at(900), step: None }),
    ]
}

proptest! {
    #[test]
    fn waits_follow_each_other_and_only_the_last_can_be_open(
        records in prop::collection::vec(any_record(), 0..6),
        decisions in prop::collection::vec((-100i64..200, any_decision()), 0..6),
    ) {
        let mut decisions = decisions;
        decisions.sort_by_key(|(hours, _)| *hours);
        let events: Vec<_> = (1..)
            .zip(decisions)
            .map(|(number, (hours, kind))| event(number, hours, kind))
            .collect();
        let lead = Lead::new(records, events);
        let waits = of(&lead);
        for pair in waits.windows(2) {
            prop_assert!(pair[0].end != End::Open, "an open wait takes in all that follows");
            prop_assert!(pair[0].asked_at < pair[1].asked_at);
            if let End::Answered(answered) = pair[0].end {
                prop_assert!(pair[0].asked_at <= answered && answered < pair[1].asked_at);
            }
        }
        // What the numbers call open is what the queue says is owed.
        let is_open = waits.last().is_some_and(|wait| wait.end == End::Open);
        prop_assert_eq!(is_open, lead.unanswered().next().is_some());
    }
}
