//! Leads for the tests of this floor, said in few words.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use uuid::Uuid;

use super::command::Command;
use super::contact::Contact;
use super::event::{Event, EventKind, Order};
use super::funnel::{Channel, DismissReason, Outcome};
use super::ids::{BatchId, DeviceId, EventId, NoteId, RecordId};
use super::lead_source::{Action, Source};
use super::record::LeadRecord;
use super::text::Text;

/// Noon of a Monday: the hour zero of the tests.
pub(crate) fn noon() -> DateTime<Utc> {
    "2025-01-06T12:00:00Z".parse().expect("a time")
}

/// So many hours from noon.
pub(crate) fn at(hours: i64) -> DateTime<Utc> {
    noon() + TimeDelta::hours(hours)
}

/// A record that was created, and arrived, so many hours from noon.
pub(crate) fn record(number: u32, action: Action, hours: i64) -> LeadRecord {
    LeadRecord {
        id: RecordId::derive("test", [number.to_string().as_str()]),
        feed: "test".to_owned(),
        lead_source: None,
        source: Source::Appsource,
        action,
        action_code: None,
        publisher: Some(Text::from("contoso")),
        offer: Some(Text::from("engine")),
        offer_title: None,
        contact: Contact { email: Some(Text::from("ada@example.org")), ..Contact::default() },
        description: None,
        campaign: Default::default(),
        created_at: Some(at(hours)),
        received_at: at(hours),
        test: false,
        withheld: false,
        origin: None,
        warnings: Vec::new(),
    }
}

/// An event of one device, so many hours from noon.
pub(crate) fn event(sequence: i64, hours: i64, kind: EventKind) -> Event {
    event_of_batch(sequence, hours, sequence as u128, kind)
}

/// The same, in a batch.
pub(crate) fn event_of_batch(sequence: i64, hours: i64, batch: u128, kind: EventKind) -> Event {
    Event {
        id: EventId(Uuid::from_u128(1_000 + sequence as u128)),
        record: record(1, Action::ContactMe, 0).id,
        at: at(hours),
        order: Order {
            logical: at(hours).timestamp_millis(),
            device: DeviceId(Uuid::from_u128(1)),
            sequence,
        },
        actor: "ana".to_owned(),
        batch: BatchId(Uuid::from_u128(batch)),
        kind,
    }
}

/// A call with an outcome.
pub(crate) fn call(outcome: Outcome) -> EventKind {
    EventKind::Touched { channel: Channel::Call, outcome, made_at: None }
}

/// Text as a stranger may send it. The strings that proptest makes up by itself hold no control
/// characters.
pub(crate) fn any_text() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(vec![
        '\0',
        '\u{7}',
        '\t',
        '\n',
        '\r',
        '\u{1b}',
        '\u{7f}',
        '\u{85}',
        '\u{9b}',
        '\u{a0}',
        '\u{ad}',
        '\u{301}',
        '\u{200b}',
        '\u{200d}',
        '\u{2028}',
        '\u{202e}',
        '\u{2066}',
        '\u{feff}',
        '\u{e0041}',
    ]);
    let letter = prop_oneof![any::<char>(), odd, prop::sample::select(vec!['a', 'é', '李', ' '])];
    prop::collection::vec(letter, 0..40).prop_map(String::from_iter)
}

pub(crate) fn any_action() -> impl Strategy<Value = Action> {
    prop::sample::select(vec![
        Action::Install,
        Action::ContactMe,
        Action::DoNotContact,
        Action::Create,
        Action::StartTestDrive,
        Action::Other,
    ])
}

pub(crate) fn any_record() -> impl Strategy<Value = LeadRecord> {
    (0..20u32, any_action(), -100i64..100, 0i64..30, prop::bool::weighted(0.1)).prop_map(
        |(number, action, hours, late, test)| LeadRecord {
            received_at: at(hours + late),
            test,
            ..record(number, action, hours)
        },
    )
}

/// Any command, with times around noon.
pub(crate) fn any_command() -> impl Strategy<Value = Command> {
    let time = (-300i64..3_000).prop_map(at);
    prop_oneof![
        (
            prop::sample::select(Channel::ALL),
            prop::sample::select(Outcome::ALL),
            prop::option::of(time.clone())
        )
            .prop_map(|(channel, outcome, made_at)| Command::LogTouch {
                channel,
                outcome,
                made_at
            }),
        any::<bool>()
            .prop_map(|overridden| Command::Qualify { met: vec!["budget".to_owned()], overridden }),
        prop::sample::select(DismissReason::ALL).prop_map(|reason| Command::Dismiss { reason }),
        Just(Command::Reopen),
        time.clone().prop_map(|due_at| Command::Schedule { due_at }),
        time.clone().prop_map(|until| Command::Snooze { until }),
        time.prop_map(|due_at| Command::Nurture { due_at }),
        any::<u128>().prop_map(|id| Command::Note { note: NoteId(Uuid::from_u128(id)) }),
        prop::option::of("[a-z]{1,5}").prop_map(|owner| Command::Assign { owner }),
        (
            prop::sample::subsequence(vec!["need", "budget", "authority", "timing"], 0..4),
            any::<Option<bool>>()
        )
            .prop_map(|(codes, met)| Command::Tick {
                prerequisites: codes.into_iter().map(str::to_owned).collect(),
                met
            }),
        prop::sample::select(vec!["won", "lost", "proposal_sent"])
            .prop_map(|code| Command::Milestone { milestone: code.to_owned() }),
        prop::sample::subsequence(vec![Channel::Call, Channel::Email], 1..2)
            .prop_map(|channels| Command::OptOut { channels }),
    ]
}
