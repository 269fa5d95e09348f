use proptest::prelude::*;

use super::*;
use crate::domain::event::EventKind;
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

proptest! {
    #[test]
    fn waits_follow_each_other_and_only_the_last_can_be_open(
        records in prop::collection::vec(any_record(), 0..6),
        touches in prop::collection::vec(-100i64..200, 0..4),
    ) {
        let events: Vec<_> = (1..)
            .zip(touches)
            .map(|(number, hours)| event(number, hours, call(Outcome::NoAnswer)))
            .collect();
        let lead = Lead::new(records, events);
        let waits = of(&lead);
        for pair in waits.windows(2) {
            let End::Answered(answered) = pair[0].end else {
                return Err(TestCaseError::fail("an open wait takes in all that follows"));
            };
            prop_assert!(pair[0].asked_at <= answered && answered < pair[1].asked_at);
        }
        let is_open = waits.last().is_some_and(|wait| wait.end == End::Open);
        prop_assert_eq!(is_open, lead.unanswered().next().is_some());
    }
}
