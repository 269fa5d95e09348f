use chrono::TimeDelta;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::domain::clock::{self, Clock};
use crate::domain::command::Command;
use crate::domain::decide::decide;
use crate::domain::event::EventKind;
use crate::domain::policy::Policy;
use crate::domain::practice::Practice;
use crate::domain::queue::{Group, group};
use crate::domain::testing::{any_command, any_record, at, call, event, event_of_batch, record};
use crate::language::english;

fn undone(batch: i64) -> EventKind {
    EventKind::Undone { batch: BatchId(Uuid::from_u128(batch as u128)) }
}

fn redone(batch: i64) -> EventKind {
    EventKind::Redone { batch: BatchId(Uuid::from_u128(batch as u128)) }
}

fn clock_at(lead: &Lead, hours: i64) -> Clock {
    clock::clock(lead, &Policy::default(), at(hours))
}

#[test]
fn a_touch_answers_what_came_before_it_and_a_later_record_starts_anew() {
    let mut lead = Lead::new([record(1, Action::ContactMe, 0)], []);
    assert_eq!(lead.status(), Status::New);
    assert_eq!(clock_at(&lead, 1), Clock::OnTrack);
    lead.apply(event(1, 2, call(Outcome::Voicemail)));
    assert_eq!((lead.status(), clock_at(&lead, 3)), (Status::Working, Clock::Met));
    lead.add_record(record(2, Action::StartTestDrive, 4));
    assert_eq!((lead.status(), clock_at(&lead, 5)), (Status::Working, Clock::OnTrack));
    assert_eq!(lead.stage(), Stage::Trial);
}

#[test]
fn a_message_answers_the_furthest_request_that_waits() {
    let asked = record(1, Action::ContactMe, 0);
    let tried = record(2, Action::StartTestDrive, 2);
    let again = record(3, Action::ContactMe, 9);
    let referred = record(4, Action::DoNotContact, 12);
    let request = |lead: &Lead| lead.request().map(|record| record.id);
    let mut lead = Lead::new([asked, tried.clone(), referred.clone()], []);
    assert_eq!(request(&lead), Some(tried.id), "of two that wait the furthest");
    lead.apply(event(1, 5, call(Outcome::Voicemail)));
    assert_eq!(request(&lead), Some(tried.id), "where none waits the furthest of all");
    lead.add_record(again.clone());
    assert_eq!(request(&lead), Some(again.id), "what waits comes before what was answered");
    assert_eq!(request(&Lead::new([referred], [])), None, "a heads-up asks for nothing");
}

#[test]
fn a_late_record_that_began_before_the_touch_is_answered_by_it() {
    let mut lead =
        Lead::new([record(1, Action::ContactMe, 0)], [event(1, 5, call(Outcome::Reached))]);
    let late = LeadRecord { received_at: at(8), ..record(2, Action::ContactMe, 3) };
    lead.add_record(late);
    assert_eq!(clock_at(&lead, 9), Clock::Met);
}

#[test]
fn a_touch_settles_the_first_answer_and_a_plan_for_later_stays() {
    let planned = EventKind::FollowUpPlanned { due_at: at(48), step: None };
    let mut lead = Lead::new([record(1, Action::ContactMe, 0)], [event(1, 1, planned)]);
    lead.apply(event(2, 2, call(Outcome::CallBack)));
    assert_eq!(lead.state().plan.map(|plan| plan.due_at), Some(at(48)));
    lead.apply(event(3, 30, call(Outcome::Reached)));
    assert_eq!(lead.state().plan, None, "the second touch was the follow-up");
}

#[test]
fn a_closing_decision_ends_what_is_owed_until_a_later_record() {
    let dismissed = EventKind::Dismissed { reason: DismissReason::NoAnswer };
    let mut lead = Lead::new([record(1, Action::ContactMe, 0)], [event(1, 1, dismissed)]);
    assert_eq!((lead.status(), clock_at(&lead, 90)), (Status::Dismissed, Clock::None));
    lead.add_record(record(2, Action::Install, 5));
    assert_eq!((lead.status(), clock_at(&lead, 6)), (Status::New, Clock::OnTrack));
    assert_eq!(lead.dismissed_reason(), None);
}

#[test]
fn spam_stays_dismissed_whatever_comes_after_it() {
    let dismissed = EventKind::Dismissed { reason: DismissReason::Spam };
    let lead = Lead::new(
        [record(1, Action::ContactMe, 0), record(2, Action::Install, 5)],
        [event(1, 1, dismissed)],
    );
    assert_eq!((lead.status(), clock_at(&lead, 6)), (Status::Dismissed, Clock::None));
}

#[test]
fn a_qualified_lead_with_a_later_record_is_owed_an_answer_and_stays_qualified() {
    let qualified = EventKind::Qualified { met: vec!["need".to_owned()], overridden: false };
    let mut lead = Lead::new([record(1, Action::ContactMe, 0)], [event(1, 1, qualified)]);
    assert_eq!(group(&lead, &Policy::default(), at(2)), Group::Qualified);
    lead.add_record(record(2, Action::StartTestDrive, 5));
    assert_eq!(lead.status(), Status::Qualified);
    assert_eq!(group(&lead, &Policy::default(), at(6)), Group::Trial);
    assert!(lead.state().met.contains("need"));
}

#[test]
fn whoever_opted_out_stands_behind_the_wall_with_all_their_records() {
    let dismissed = EventKind::Dismissed { reason: DismissReason::OptedOut };
    let lead = Lead::new(
        [record(1, Action::ContactMe, 0), record(2, Action::Install, 5)],
        [event(1, 1, dismissed)],
    );
    assert!(lead.is_opted_out() && lead.is_behind_wall());
    assert_eq!(group(&lead, &Policy::default(), at(6)), Group::DoNotContact);
    assert_eq!(clock_at(&lead, 99), Clock::None);
}

#[test]
fn a_dnc_record_owes_nothing_and_the_others_keep_their_clocks() {
    let dnc = record(1, Action::DoNotContact, 0);
    let alone = Lead::new([dnc.clone()], []);
    assert_eq!((alone.stage(), clock_at(&alone, 99)), (Stage::DoNotContact, Clock::None));
    let with_others = Lead::new([dnc, record(2, Action::ContactMe, 1)], []);
    assert!(with_others.has_do_not_contact() && !with_others.is_behind_wall());
    assert_eq!(clock_at(&with_others, 99), Clock::Overdue);
}

#[test]
fn undo_takes_a_whole_batch_back_and_redo_restores_it() {
    let records = [record(1, Action::ContactMe, 0)];
    let mut lead = Lead::new(records.clone(), [event(1, 1, call(Outcome::NoAnswer))]);
    let before = lead.state().clone();
    lead.apply(event_of_batch(2, 2, 77, EventKind::Dismissed { reason: DismissReason::Budget }));
    lead.apply(event_of_batch(3, 2, 77, EventKind::Assigned { owner: Some("ben".to_owned()) }));
    let after = lead.state().clone();
    lead.apply(event(4, 3, undone(77)));
    assert_eq!(lead.state(), &before);
    lead.apply(event(5, 4, redone(77)));
    assert_eq!(lead.state(), &after);
}

#[test]
fn undo_of_one_person_leaves_what_another_decided_since() {
    let mut lead =
        Lead::new([record(1, Action::ContactMe, 0)], [event(1, 1, call(Outcome::NoAnswer))]);
    lead.apply(event(2, 2, EventKind::Assigned { owner: Some("ben".to_owned()) }));
    lead.apply(event(3, 3, undone(1)));
    assert_eq!(lead.state().touches, []);
    assert_eq!(lead.state().owner.as_deref(), Some("ben"));
}

#[test]
fn touching_a_nurtured_lead_takes_it_back_to_work() {
    let nurtured = EventKind::Nurtured { due_at: at(24 * 90) };
    let mut lead = Lead::new([record(1, Action::ContactMe, 0)], [event(1, 1, nurtured)]);
    assert_eq!((lead.status(), clock_at(&lead, 2)), (Status::Nurturing, Clock::OnTrack));
    lead.apply(event(2, 24 * 90, call(Outcome::Reached)));
    assert_eq!((lead.status(), clock_at(&lead, 24 * 91)), (Status::Working, Clock::Met));
}

#[test]
fn the_newest_word_on_the_person_wins_and_gaps_are_filled() {
    let mut first = record(1, Action::ContactMe, 0);
    first.contact.phone = Some(Text::from("1"));
    first.contact.company = Some(Text::from("Old Ltd"));
    let mut second = record(2, Action::ContactMe, 1);
    second.contact.company = Some(Text::from("New Ltd"));
    let person = Lead::new([second, first], []).person();
    assert_eq!(person.company, Some(Text::from("New Ltd")));
    assert_eq!(person.phone, Some(Text::from("1")));
}

/// Lets commands happen one after another, an hour apart, and collects the events.
fn story(records: &[LeadRecord], commands: &[Command]) -> Vec<Event> {
    let mut lead = Lead::new(records.to_vec(), []);
    let mut events = Vec::new();
    for (index, command) in commands.iter().enumerate() {
        let hours = index as i64;
        let practice = Practice::default();
        let decided = decide(&lead, command, &practice, GuardKind::ALL, at(hours));
        for kind in decided.unwrap_or_default() {
            let event = event(events.len() as i64 + 1, hours, kind);
            lead.apply(event.clone());
            events.push(event);
        }
    }
    events
}

proptest! {
    #[test]
    fn any_commands_in_any_order_never_panic(
        records in prop::collection::vec(any_record(), 1..5),
        commands in prop::collection::vec(any_command(), 0..25),
        hours in -500i64..5_000,
    ) {
        let lead = Lead::new(records.clone(), story(&records, &commands));
        let policy = Policy::default();
        let state = clock::clock(&lead, &policy, at(hours));
        group(&lead, &policy, at(hours));
        crate::domain::why::why(&lead, &policy, at(hours), english());
        crate::domain::history::history(&lead, &crate::domain::zone::Zone::utc(), english());
        if lead.is_behind_wall() || lead.is_test() {
            prop_assert_eq!(state, Clock::None, "nobody behind the wall is ever owed a touch");
        }
        if let Some(due) = clock::due(&lead, &policy) {
            prop_assert!(due.from <= due.at && due.soon_at <= due.at);
        }
    }

    #[test]
    fn the_fold_does_not_depend_on_the_order_of_arrival(
        records in prop::collection::vec(any_record(), 1..5),
        commands in prop::collection::vec(any_command(), 0..12),
        undo in prop::collection::vec((1i64..12, any::<bool>()), 0..4),
        shuffle in any::<u64>(),
    ) {
        let mut events = story(&records, &commands);
        for (batch, back) in undo {
            let next = events.len() as i64 + 1;
            events.push(event(next, 100 + next, if back { undone(batch) } else { redone(batch) }));
        }
        // The first of records with one id stays; so that order does not decide, ids are unique.
        let mut unique: Vec<LeadRecord> = Vec::new();
        for record in records {
            if unique.iter().all(|known| known.id != record.id) {
                unique.push(record);
            }
        }
        let in_order = Lead::new(unique.clone(), events.clone());
        let mut random = fastrand::Rng::with_seed(shuffle);
        random.shuffle(&mut events);
        random.shuffle(&mut unique);
        let mut one_by_one = Lead::default();
        for event in events.iter().chain(events.iter().take(3)).cloned() {
            one_by_one.apply(event);
        }
        for record in unique.iter().chain(unique.first()).cloned() {
            one_by_one.add_record(record);
        }
        prop_assert_eq!(one_by_one, in_order);
    }

    #[test]
    fn undo_of_the_last_batch_restores_the_lead(
        records in prop::collection::vec(any_record(), 1..4),
        commands in prop::collection::vec(any_command(), 1..12),
    ) {
        let events = story(&records, &commands);
        if let Some((last, before)) = events.split_last() {
            let expected = Lead::new(records.clone(), before.to_vec());
            let mut lead = Lead::new(records, events.clone());
            let next = last.order.sequence + 1;
            lead.apply(event(next, 200, EventKind::Undone { batch: last.batch }));
            prop_assert_eq!(lead.state(), expected.state());
            prop_assert_eq!(lead.status(), expected.status());
        }
    }

    #[test]
    fn every_event_reads_back_from_its_stored_form(
        records in prop::collection::vec(any_record(), 1..3),
        commands in prop::collection::vec(any_command(), 0..12),
    ) {
        for event in story(&records, &commands) {
            prop_assert_eq!(EventKind::from_wire(event.kind.to_wire()), event.kind);
        }
    }

    #[test]
    fn a_record_never_has_more_than_its_limit_left(record in any_record(), hours in -200i64..200) {
        let due = clock::first_answer(&record, &Policy::default());
        let seen = at(hours).max(record.received_at);
        prop_assert!(due.at - seen <= TimeDelta::hours(24));
    }
}

#[test]
fn the_newest_word_tells_where_a_person_is() {
    let of = |number, hours, country: &str| {
        let contact = Contact { country: Some(Text::from(country)), ..Contact::default() };
        LeadRecord { contact, ..record(number, Action::ContactMe, hours) }
    };
    let mut lead = Lead::new([of(1, 0, "JP")], []);
    let there = |lead: &Lead| lead.whereabouts().map(|place| place.short(at(0), english()));
    let before = there(&lead);
    assert_eq!(before, there(&lead.clone()));
    lead.add_record(of(2, 1, "IS"));
    assert_ne!(there(&lead), before);
}
