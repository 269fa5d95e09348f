use icalendar::{Calendar, CalendarComponent};
use proptest::prelude::*;

use super::*;
use crate::domain::contact::Contact;
use crate::domain::funnel::DismissReason;
use crate::domain::lead_source::Action;
use crate::domain::testing::{any_text, at, event as decided, record};

fn plan(hours: i64) -> EventKind {
    EventKind::FollowUpPlanned { due_at: at(hours), step: None }
}

fn planned(kinds: impl IntoIterator<Item = EventKind>) -> Lead {
    let mut asked = record(1, Action::ContactMe, 0);
    asked.offer_title = Some(Text::from("Vault Backup"));
    asked.description = Some(Text::from("Two sites; what would it cost, please?"));
    asked.contact.first_name = Some(Text::from("Ada"));
    asked.contact.last_name = Some(Text::from("Byron"));
    asked.contact.company = Some(Text::from("Engine, Ltd"));
    asked.contact.phone = Some(Text::from("+44 20 555 0100"));
    let events = (1..).zip(kinds).map(|(sequence, kind)| decided(sequence, sequence, kind));
    Lead::new([asked], events)
}

/// The one event of a file, read by the library's own parser.
fn read_back(event: &str) -> Event {
    let calendar: Calendar = format!("{HEAD}{event}{FOOT}").parse().expect("a calendar");
    assert_eq!(calendar.components.len(), 1);
    let component = calendar.components.into_iter().next().expect("one component");
    assert!(matches!(component, CalendarComponent::Event(_)));
    let CalendarComponent::Event(event) = component else { unreachable!() };
    event
}

#[test]
fn a_planned_follow_up_is_an_event_with_an_alarm() {
    let lead = planned([plan(50)]);
    let written = event(&lead, at(3)).expect("an event");
    let id = lead.id().expect("a lead");
    let expected = [
        "BEGIN:VEVENT",
        "CLASS:PRIVATE",
        r"DESCRIPTION:asked for contact: Vault Backup\n“Two sites\; what would it c",
        r" ost\, please?”\ncall +44 20 555 0100\nmail ada@example.org\nleadclock sh",
        &format!(" ow {}", id.short()),
        "DTEND:20250108T141500Z",
        "DTSTAMP:20250106T150000Z",
        "DTSTART:20250108T140000Z",
        "SEQUENCE:1",
        r"SUMMARY:Follow up: Ada Byron (Engine\, Ltd)",
        "TRANSP:TRANSPARENT",
        &format!("UID:{id}@leadclock"),
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        r"DESCRIPTION:Follow up: Ada Byron (Engine\, Ltd)",
        "DTSTAMP:20250106T150000Z",
        "TRIGGER:-PT600S",
        &format!("UID:{id}-alarm@leadclock"),
        "END:VALARM",
        "END:VEVENT",
        "",
    ];
    assert_eq!(written.split("\r\n").collect::<Vec<_>>(), expected);
    assert_eq!(event(&lead, at(3)), Some(written), "nothing in it is drawn by lot");
}

#[test]
fn a_plan_that_moved_is_the_same_event_in_a_later_sequence() {
    let (one, two) = (planned([plan(50)]), planned([plan(50), plan(70)]));
    let [one, two] = [one, two].map(|lead| read_back(&event(&lead, at(5)).expect("an event")));
    assert_eq!(one.get_uid(), two.get_uid());
    assert_eq!((one.get_sequence(), two.get_sequence()), (Some(1), Some(2)));
    assert_ne!(one.get_start(), two.get_start());
}

#[test]
fn what_is_late_has_no_alarm() {
    let late = event(&planned([plan(50)]), at(50)).expect("an event");
    assert!(!late.contains("VALARM"), "{late}");
}

#[test]
fn only_leads_that_may_be_contacted_and_are_undecided_have_an_event() {
    let is_there = |kinds: Vec<EventKind>| event(&planned(kinds), at(5)).is_some();
    assert!(is_there(vec![EventKind::Nurtured { due_at: at(900) }]));
    assert!(!is_there(vec![]), "nothing is planned");
    let dismissed = |reason| EventKind::Dismissed { reason };
    assert!(!is_there(vec![plan(50), dismissed(DismissReason::Budget)]));
    assert!(!is_there(vec![plan(50), EventKind::Qualified { met: vec![], overridden: false }]));
    assert!(!is_there(vec![dismissed(DismissReason::OptedOut), plan(50)]));
    let heads_up = record(1, Action::DoNotContact, 0);
    assert_eq!(event(&Lead::new([heads_up], [decided(1, 1, plan(50))]), at(5)), None);
    let mut test = record(1, Action::ContactMe, 0);
    test.test = true;
    assert_eq!(event(&Lead::new([test], [decided(1, 1, plan(50))]), at(5)), None);
}

#[test]
fn somebody_without_a_name_is_an_event_too() {
    let mut nobody = record(1, Action::Other, 0);
    nobody.contact = Contact { company: Some(Text::from("Engine")), ..Contact::default() };
    let of = |record| Lead::new([record], [decided(1, 1, plan(50))]);
    let summary = |lead: &Lead| {
        let event = read_back(&event(lead, at(5)).expect("an event"));
        event.get_summary().map(str::to_owned)
    };
    assert_eq!(summary(&of(nobody.clone())).as_deref(), Some("Follow up: Engine"));
    nobody.contact = Contact::default();
    assert_eq!(summary(&of(nobody)).as_deref(), Some("Follow up: (no name)"));
}

fn hostile() -> impl Strategy<Value = String> {
    let parts = prop::sample::select(vec![
        "\r\nEND:VEVENT",
        "\nATTENDEE:mailto:eve@example.org",
        "\\n",
        "\\",
        ";",
        ",",
        ":",
        "\"",
        "\u{1b}[2J",
        "\u{202e}",
        "\u{2028}",
        "\u{85}",
        "\u{0}",
        "李",
        "é",
        "🚀",
        " ",
        "\t",
        "Ada",
        "abcdefghijklmnopqrstuvwxyz",
    ]);
    prop_oneof![prop::collection::vec(parts, 0..40).prop_map(|parts| parts.concat()), any_text(),]
}

proptest! {
    #[test]
    fn no_text_of_a_stranger_changes_the_form_of_an_event(
        name in hostile(), company in hostile(), phone in hostile(), offer in hostile(), wrote in hostile(),
    ) {
        let mut asked = record(1, Action::ContactMe, 0);
        asked.contact.first_name = Some(Text::new(name));
        asked.contact.company = Some(Text::new(company));
        asked.contact.phone = Some(Text::new(phone));
        asked.offer_title = Some(Text::new(offer));
        asked.description = Some(Text::new(wrote));
        let lead = Lead::new([asked], [decided(1, 1, plan(50))]);
        let written = event(&lead, at(3)).expect("an event");
        // Lines end in CR LF, hold at most 75 octets, and nothing else that steers.
        for line in written.split("\r\n") {
            prop_assert!(line.len() <= 75, "{line:?}");
            prop_assert!(!line.contains(char::is_control), "{line:?}");
        }
        let event = read_back(&written);
        prop_assert_eq!(event.get_summary().map(str::to_owned), Some(summary(&lead)));
        prop_assert_eq!(event.get_description().map(str::to_owned), Some(details(&lead)));
        prop_assert_eq!(event.properties().len(), 9);
        prop_assert!(event.multi_properties().is_empty());
        prop_assert_eq!(event.components().len(), 1);
    }
}
