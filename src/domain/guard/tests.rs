use super::*;
use crate::domain::contact::Contact;
use crate::domain::event::EventKind;
use crate::domain::testing::{at, event, record};

fn lead(touches: &[(i64, Channel, Outcome)]) -> Lead {
    let mut first = record(1, Action::ContactMe, -200);
    first.contact = Contact { phone: Some(Text::from("+44 20 7946 0123")), ..first.contact };
    let events = (1..).zip(touches).map(|(sequence, (hours, channel, outcome))| {
        let kind = EventKind::Touched { channel: *channel, outcome: *outcome, made_at: None };
        event(sequence, *hours, kind)
    });
    Lead::new([first], events)
}

fn before(touches: &[(i64, Channel, Outcome)], channel: Channel, hours: i64) -> Vec<GuardKind> {
    let limits = GuardLimits::default();
    let guards = before_touch(&lead(touches), channel, Outcome::Done, &limits, at(hours));
    guards.iter().map(Guard::kind).collect()
}

use Channel::{Call, Email, Meeting};
use Outcome::{CallBack, Done, NoAnswer, Replied, Sent};

#[test]
fn the_same_channel_asks_within_twenty_hours() {
    let called = [(0, Call, NoAnswer)];
    assert_eq!(before(&called, Call, 19), [GuardKind::Bombardment, GuardKind::TheirHour]);
    assert_eq!(before(&called, Call, 3), [GuardKind::Bombardment]);
    assert_eq!(before(&called, Email, 3), []);
    assert_eq!(before(&called, Call, 22), []);
    let exactly = before_touch(&lead(&called), Email, Done, &GuardLimits::default(), at(20));
    assert_eq!(exactly, []);
}

#[test]
fn twenty_hours_are_not_less_than_twenty_hours() {
    let mailed = [(0, Email, Sent)];
    assert_eq!(before(&mailed, Email, 19), [GuardKind::Bombardment]);
    assert_eq!(before(&mailed, Email, 20), []);
}

#[test]
fn whoever_answers_or_asks_again_is_in_a_conversation() {
    assert_eq!(before(&[(0, Email, Sent), (1, Email, Replied)], Email, 2), []);
    assert_eq!(before(&[(0, Call, CallBack)], Call, 2), []);
    let mut asked_again = lead(&[(0, Call, NoAnswer)]);
    asked_again.add_record(record(2, Action::StartTestDrive, 1));
    let limits = GuardLimits::default();
    assert_eq!(before_touch(&asked_again, Call, NoAnswer, &limits, at(2)), []);
}

#[test]
fn the_sixth_touch_in_seven_days_asks() {
    let five = [
        (-100, Email, Sent),
        (-75, Call, NoAnswer),
        (-51, Email, Sent),
        (-27, Call, NoAnswer),
        (-24, Email, Sent),
    ];
    assert_eq!(before(&five, Call, 2), [GuardKind::Bombardment]);
    assert_eq!(before(&five[1..], Call, 2), []);
    let guards = before_touch(&lead(&five), Call, Done, &GuardLimits::default(), at(2));
    // Seven days after the first of them it is one fewer.
    let Some(Guard::TooMany { touches: 5, better_at, .. }) = guards.first() else {
        panic!("{guards:?}")
    };
    assert!(*better_at >= at(-100 + 7 * 24), "{better_at}");
    assert_eq!(before(&five, Call, -100 + 7 * 24 + 1), []);
    let their_own = five.map(|(hours, _, _)| (hours, Email, Replied));
    assert_eq!(before(&their_own, Call, 2), [], "what they wrote pesters nobody");
}

#[test]
fn a_call_at_night_asks_and_a_mail_does_not() {
    // Noon is the hour zero; in winter London shows what UTC does.
    assert_eq!(before(&[], Call, -9), [GuardKind::TheirHour]);
    assert_eq!(before(&[], Email, -9), []);
    assert_eq!(before(&[], Meeting, -9), []);
    let guards = before_touch(&lead(&[]), Call, Done, &GuardLimits::default(), at(-9));
    assert_eq!(guards[0].better_at(), Some(at(-3)), "nine in the morning there");
}

#[test]
fn a_touch_about_an_offer_that_a_partner_answers_asks() {
    let mut passed_on = lead(&[]);
    passed_on.add_record(record(2, Action::DoNotContact, -100));
    let limits = GuardLimits::default();
    let kinds = |lead: &Lead| -> Vec<GuardKind> {
        before_touch(lead, Email, Sent, &limits, at(1)).iter().map(Guard::kind).collect()
    };
    assert_eq!(kinds(&passed_on), [GuardKind::HeadsUp]);
    let mut other_offer = record(2, Action::DoNotContact, -100);
    other_offer.offer = Some(Text::from("gears"));
    let mut elsewhere = lead(&[]);
    elsewhere.add_record(other_offer);
    assert_eq!(kinds(&elsewhere), []);
}

fn gives_up(touches: &[(i64, Channel, Outcome)], hours: i64) -> Option<Guard> {
    before_dismissal(&lead(touches), DismissReason::NoAnswer, &GuardLimits::default(), at(hours))
}

#[test]
fn giving_up_takes_four_touches_two_channels_and_five_days() {
    let four = [(0, Call, NoAnswer), (2, Email, Sent), (50, Call, NoAnswer), (99, Call, NoAnswer)];
    assert_eq!(gives_up(&four, 120), None);
    assert!(gives_up(&four, 119).is_some(), "not yet five days");
    assert!(gives_up(&four[1..], 200).is_some(), "three touches");
    let calls = four.map(|(hours, _, _)| (hours, Call, NoAnswer));
    assert!(gives_up(&calls, 120).is_some(), "one channel");
    let untried = gives_up(&[], 0).map(|guard| guard.to_string()).unwrap_or_default();
    assert!(
        untried.starts_with("nobody has tried yet; \"no answer\" takes 4 touches"),
        "{untried}"
    );
    let said = gives_up(&four[..2], 30).map(|guard| guard.to_string());
    assert_eq!(
        said.as_deref(),
        Some(
            "only 2 touches by 2 channels over 1 day; \"no answer\" takes 4 touches by 2 channels over 5 days"
        )
    );
}

#[test]
fn one_channel_is_enough_where_there_is_no_other() {
    let mut record = record(1, Action::ContactMe, -200);
    record.contact.phone = None;
    let events = (1..5).map(|day| {
        let kind = EventKind::Touched { channel: Email, outcome: Sent, made_at: None };
        event(day, (day - 1) * 40, kind)
    });
    let lead = Lead::new([record], events);
    let limits = GuardLimits::default();
    assert_eq!(before_dismissal(&lead, DismissReason::NoAnswer, &limits, at(121)), None);
    assert!(before_dismissal(&lead, DismissReason::NoAnswer, &limits, at(100)).is_some());
}

#[test]
fn every_other_reason_passes_freely() {
    for reason in DismissReason::ALL {
        let asked = before_dismissal(&lead(&[]), *reason, &GuardLimits::default(), at(1)).is_some();
        assert_eq!(asked, *reason == DismissReason::NoAnswer, "{reason}");
    }
}
