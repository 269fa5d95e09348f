use chrono::TimeDelta;

use super::*;
use crate::domain::event::EventKind;
use crate::domain::funnel::DismissReason;
use crate::domain::lead_source::Action;
use crate::domain::record::LeadRecord;
use crate::domain::testing::{at, call as called, event, record};
use crate::domain::text::columns;
use crate::language::{Language, english};

fn of_contact(number: u32, hours: i64, phone: &str, email: &str) -> LeadRecord {
    LeadRecord {
        contact: Contact {
            phone: Text::non_blank(phone),
            email: Text::non_blank(email),
            country: Some(Text::from("GB")),
            ..Contact::default()
        },
        ..record(number, Action::ContactMe, hours)
    }
}

fn mailed(outcome: Outcome) -> EventKind {
    EventKind::Touched { channel: Channel::Email, outcome, made_at: None }
}

/// The obstacles to a call and to a mail.
fn says(records: Vec<LeadRecord>, events: Vec<EventKind>) -> (Option<String>, Option<String>) {
    let events = events.into_iter().zip(1..).map(|(kind, place)| event(place, 2 * place, kind));
    let lead = Lead::new(records, events);
    let reach = Reach::of(&lead);
    for channel in [Channel::Meeting, Channel::Other] {
        assert_eq!(reach.obstacle(channel), None);
    }
    let words = |channel| reach.obstacle(channel).map(|obstacle| obstacle.says(english()));
    (words(Channel::Call), words(Channel::Email))
}

const NUMBER: &str = "020 7946 0018";
const ADDRESS: &str = "ada@example.org";

#[test]
fn a_number_and_an_address_are_ways_to_a_person() {
    let reach = Reach::of(&Lead::new([of_contact(1, 0, NUMBER, ADDRESS)], []));
    assert_eq!(reach.call.map(|phone| phone.uri()), Ok("tel:+442079460018".to_owned()));
    assert_eq!(reach.email, Ok(Text::from(ADDRESS)));
}

#[test]
fn what_is_missing_or_unreadable_says_so() {
    for (phone, expected) in [
        ("", Some("no phone number")),
        ("n/a", Some("can not be dialled: \"n/a\"")),
        ("1234567890", Some("can not be dialled: \"1234567890\"")),
        ("please do not call me", Some("can not be dialled: \"please do not…\"")),
        ("a\u{1b}[2J", Some("can not be dialled: \"a␛[2J\"")),
        ("+44 20 7946 0018", None),
    ] {
        let (call, _) = says(vec![of_contact(1, 0, phone, ADDRESS)], vec![]);
        assert_eq!(call.as_deref(), expected, "{phone}");
    }
    for (email, expected) in [
        ("", Some("no e-mail address")),
        ("n/a", Some("not an address: \"n/a\"")),
        ("ada", Some("not an address: \"ada\"")),
        ("ada@", Some("not an address: \"ada@\"")),
        ("ada@localhost", Some("not an address: \"ada@localhost\"")),
        ("ada@example.org, bob@example.org", Some("not an address: \"ada@example.o…\"")),
        ("ada@example..org", Some("not an address: \"ada@example..…\"")),
        ("ada@example.org\r\nBcc: all", Some("not an address: \"ada@example.o…\"")),
        (ADDRESS, None),
        ("李@例子.公司", None),
    ] {
        let (_, mail) = says(vec![of_contact(1, 0, NUMBER, email)], vec![]);
        assert_eq!(mail.as_deref(), expected, "{email}");
    }
}

#[test]
fn a_wrong_number_stays_wrong_until_it_is_another_or_somebody_answered() {
    let wrong = Some("the number is somebody else's".to_owned());
    let first = of_contact(1, 0, NUMBER, ADDRESS);
    for (later, events, expected) in [
        (None, vec![called(Outcome::WrongNumber)], wrong.clone()),
        (None, vec![called(Outcome::WrongNumber), called(Outcome::NoAnswer)], wrong.clone()),
        (None, vec![called(Outcome::WrongNumber), mailed(Outcome::Replied)], wrong.clone()),
        (None, vec![called(Outcome::WrongNumber), called(Outcome::Reached)], None),
        (None, vec![called(Outcome::Reached), called(Outcome::WrongNumber)], wrong.clone()),
        (None, vec![called(Outcome::NoAnswer)], None),
        (Some("+44 (0)20 7946 0018"), vec![called(Outcome::WrongNumber)], wrong.clone()),
        (Some("020 7946 0019"), vec![called(Outcome::WrongNumber)], None),
        (Some(""), vec![called(Outcome::WrongNumber)], wrong.clone()),
    ] {
        let later = later.map(|phone| of_contact(2, 50, phone, ADDRESS));
        let records = [Some(first.clone()), later].into_iter().flatten().collect();
        let (call, mail) = says(records, events.clone());
        assert_eq!(call, expected, "{events:?}");
        assert_eq!(mail, None);
    }
}

#[test]
fn a_mail_that_came_back_is_the_last_word_on_its_address() {
    let back = Some("the last mail came back".to_owned());
    for (later, events, expected) in [
        (None, vec![mailed(Outcome::Sent), mailed(Outcome::Bounced)], back.clone()),
        (None, vec![mailed(Outcome::Bounced), mailed(Outcome::Sent)], None),
        (None, vec![mailed(Outcome::Bounced), called(Outcome::Reached)], back.clone()),
        (None, vec![mailed(Outcome::Sent)], None),
        (Some(" ADA@example.org "), vec![mailed(Outcome::Bounced)], back.clone()),
        (Some("ada.byron@example.org"), vec![mailed(Outcome::Bounced)], None),
    ] {
        let later = later.map(|email| of_contact(2, 50, NUMBER, email));
        let records =
            [Some(of_contact(1, 0, NUMBER, ADDRESS)), later].into_iter().flatten().collect();
        let (call, mail) = says(records, events.clone());
        assert_eq!(mail, expected, "{events:?}");
        assert_eq!(call, None);
    }
}

#[test]
fn a_number_that_came_after_the_call_was_not_the_wrong_one() {
    let records = vec![of_contact(1, 0, "", ADDRESS), of_contact(2, 50, NUMBER, ADDRESS)];
    assert_eq!(says(records, vec![called(Outcome::WrongNumber)]), (None, None));
}

#[test]
fn nobody_calls_or_writes_through_the_wall() {
    let opted_out = vec![EventKind::Dismissed { reason: DismissReason::OptedOut }];
    let word = Some("asked not to be contacted".to_owned());
    assert_eq!(says(vec![of_contact(1, 0, NUMBER, ADDRESS)], opted_out), (word.clone(), word));
    let heads_up = LeadRecord { action: Action::DoNotContact, ..of_contact(1, 0, NUMBER, ADDRESS) };
    let word = Some("only a heads-up: passed to a partner".to_owned());
    assert_eq!(says(vec![heads_up], vec![]), (word.clone(), word));
}

#[test]
fn every_obstacle_is_said_in_fewer_than_forty_columns() {
    let wide = Text::new("李".repeat(40));
    for obstacle in [
        Obstacle::OptedOut,
        Obstacle::HeadsUpOnly,
        Obstacle::NoNumber,
        Obstacle::UnreadableNumber(wide.clone()),
        Obstacle::WrongNumber,
        Obstacle::NoAddress,
        Obstacle::UnreadableAddress(wide),
        Obstacle::Bounced,
    ] {
        for language in Language::iter() {
            assert!(columns(&obstacle.says(language.say())) < 40, "{obstacle:?}");
        }
    }
}

#[test]
fn the_touch_that_counts_is_the_latest_made_and_not_the_latest_logged() {
    let made = |outcome, hours: i64| EventKind::Touched {
        channel: Channel::Call,
        outcome,
        made_at: Some(at(1) + TimeDelta::hours(hours)),
    };
    let first = of_contact(1, 0, NUMBER, ADDRESS);
    let events = vec![made(Outcome::Reached, 3), made(Outcome::WrongNumber, 1)];
    assert_eq!(says(vec![first], events), (None, None));
}
