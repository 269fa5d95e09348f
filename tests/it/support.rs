//! Stores and leads for the tests.

use std::path::PathBuf;

use chrono::{DateTime, TimeDelta, Utc};
use leadclock::app::triage::{self, Wish};
use leadclock::app::{Counts, Filter, LeadKey, Store};
use leadclock::domain::command::Command;
use leadclock::domain::contact::Contact;
use leadclock::domain::funnel::{Channel, GuardKind, Outcome};
use leadclock::domain::hours::{Window, WorkingHours};
use leadclock::domain::ids::RecordId;
use leadclock::domain::lead_source::{Action, Source};
use leadclock::domain::policy::Policy;
use leadclock::domain::practice::Practice;
use leadclock::domain::query::{Vocabulary, parse};
use leadclock::domain::record::LeadRecord;
use leadclock::domain::text::Text;
use leadclock::domain::zone::Zone;
use leadclock::store::StoreError;
use leadclock::store::write::{Arrival, Incoming};
use tempfile::TempDir;

/// Noon of a Monday.
pub(crate) fn noon() -> DateTime<Utc> {
    "2025-01-06T12:00:00Z".parse().unwrap()
}

pub(crate) fn at(hours: i64) -> DateTime<Utc> {
    noon() + TimeDelta::hours(hours)
}

/// The usual limits, in force from nine to five on weekdays in UTC.
pub(crate) fn office() -> Policy {
    let week = std::array::from_fn(|day| {
        if day < 5 { vec![Window { start: 9 * 60, end: 17 * 60 }] } else { Vec::new() }
    });
    let hours = WorkingHours::new(Zone::utc(), week, Default::default()).unwrap();
    Policy { hours: Some(hours), ..Policy::default() }
}

/// A folder with a database in it.
pub(crate) struct Home {
    pub(crate) folder: TempDir,
}

impl Home {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn db(&self) -> PathBuf {
        self.folder.path().join("leads.db")
    }

    pub(crate) fn store(&self) -> Store {
        Store::open(&self.db(), Policy::default()).unwrap()
    }
}

/// A record of a person, who is a number, so many hours from noon.
pub(crate) fn record(person: u32, action: Action, hours: i64) -> LeadRecord {
    let text = |text: String| Some(Text::new(text));
    LeadRecord {
        id: RecordId::derive("test", [format!("{person} {action:?} {hours}").as_str()]),
        feed: "test".to_owned(),
        lead_source: None,
        source: Source::Appsource,
        action,
        action_code: None,
        publisher: text("contoso".to_owned()),
        offer: text("engine".to_owned()),
        offer_title: None,
        contact: Contact {
            first_name: text(format!("First{person}")),
            last_name: text(format!("Last{person}")),
            email: text(format!("person{person}@example.org")),
            company: text(format!("Company {}", person % 7)),
            ..Contact::default()
        },
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

pub(crate) fn add(
    store: &mut Store,
    records: impl IntoIterator<Item = LeadRecord>,
) -> Vec<Arrival> {
    store
        .write(|writer| {
            records
                .into_iter()
                .map(|record| writer.add_record(Incoming { record, raw: None }))
                .collect::<Result<_, StoreError>>()
        })
        .unwrap()
}

pub(crate) fn key_of(store: &Store, person: u32) -> LeadKey {
    one(store.find(&format!("person{person}@example.org")).unwrap())
}

/// The lead that was found, where it was exactly one.
pub(crate) fn one(found: leadclock::app::Found) -> LeadKey {
    assert!(matches!(found, leadclock::app::Found::One(_)), "{found:?}");
    let leadclock::app::Found::One(key) = found else { unreachable!() };
    key
}

pub(crate) fn decide(store: &mut Store, person: u32, hours: i64, command: Command) {
    let key = key_of(store, person);
    let (wish, practice) = (all_the_same(command), Practice::default());
    let decision = triage::carry_out(store, "ana", at(hours), &[key], &wish, &practice).unwrap();
    assert_eq!(decision.refused, [], "person {person}");
}

/// A wish that goes on despite every guard.
pub(crate) fn all_the_same(command: Command) -> Wish {
    Wish { despite: GuardKind::ALL.to_vec(), ..Wish::command(command) }
}

pub(crate) fn call(outcome: Outcome) -> Command {
    Command::LogTouch { channel: Channel::Call, outcome, made_at: None }
}

pub(crate) fn counts(store: &Store, hours: i64) -> Counts {
    store.counts(at(hours)).unwrap()
}

/// Every projection as text, for comparing.
pub(crate) fn projections(store: &Store) -> String {
    let connection = rusqlite::Connection::open(store.path()).unwrap();
    let mut dump = String::new();
    for table in
        ["members", "people", "leads", "counts", "links", "clues", "arrivals", "waits", "search"]
    {
        // The index holds no text; its rows must be those of the leads.
        let columns = if table == "search" { "rowid, rowid" } else { "*" };
        let select = format!("SELECT {columns} FROM {table}");
        let mut statement = connection
            .prepare(&format!("{select} ORDER BY 1, 2, 3"))
            .or_else(|_| connection.prepare(&format!("{select} ORDER BY 1, 2")))
            .unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            dump.push_str(table);
            for column in 0..columns {
                dump.push_str(&format!("|{:?}", row.get_ref(column).unwrap()));
            }
            dump.push('\n');
        }
    }
    dump
}

/// The filter that a line means to ana, in UTC.
pub(crate) fn filter(line: &str) -> Filter {
    let words = Vocabulary { me: "ana".to_owned(), ..Vocabulary::default() };
    Filter::new(parse(line, &words).unwrap(), Zone::utc())
}
