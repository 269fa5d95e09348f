//! The file: what it keeps, what it refuses, and that a projection is what the truth adds up to.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;

use leadclock::app::people::{self, Parting};
use leadclock::app::query::{self, Anchor, WindowRequest};
use leadclock::app::triage::{self, Wish};
use leadclock::app::{Entry, Filter, Found, GroupSet, LeadKey, Store, StoreError};
use leadclock::domain::command::Command;
use leadclock::domain::funnel::{DismissReason, Outcome, Status};
use leadclock::domain::hours::{Window, WorkingHours};
use leadclock::domain::ids::RecordId;
use leadclock::domain::lead_source::{Action, Source};
use leadclock::domain::policy::Policy;
use leadclock::domain::practice::Practice;
use leadclock::domain::queue::{self, Group};
use leadclock::domain::record::LeadRecord;
use leadclock::domain::text::Text;
use leadclock::domain::zone::Zone;
use leadclock::store::write::Arrival;
use proptest::prelude::*;

use crate::support::{
    Home, add, all_the_same, at, call, counts, decide, key_of, office, one, projections, record,
};

#[test]
fn the_same_record_twice_is_once() {
    let home = Home::new();
    let mut store = home.store();
    let first = add(&mut store, [record(1, Action::ContactMe, 0)]);
    let second = add(&mut store, [record(1, Action::ContactMe, 0)]);
    assert_eq!(first, [Arrival::Added(LeadKey(1))]);
    assert_eq!(second, [Arrival::Known(LeadKey(1))]);
}

#[test]
fn records_of_one_address_are_one_lead_named_by_the_earliest() {
    let home = Home::new();
    let mut store = home.store();
    let (late, early) = (record(1, Action::StartTestDrive, 5), record(1, Action::ContactMe, 1));
    add(&mut store, [late.clone()]);
    add(&mut store, [early.clone()]);
    let key = key_of(&store, 1);
    let file = store.lead(key).unwrap().unwrap();
    assert_eq!(file.lead.records().len(), 2);
    assert_eq!(file.lead.id(), Some(early.id));
    for id in [late.id, early.id] {
        assert_eq!(store.find(&id.to_string()).unwrap(), Found::One(key));
    }
}

#[test]
fn a_file_of_somebody_else_is_refused_and_left_as_it_is() {
    let home = Home::new();
    for content in [
        &b"not a database at all, but long enough to be looked at by SQLite as one"[..],
        b"\0\0\0\0",
    ] {
        std::fs::write(home.db(), content).unwrap();
        let refused = Store::open(&home.db(), Policy::default());
        assert!(matches!(refused, Err(StoreError::NotOurs { .. })), "{refused:?}");
        assert_eq!(std::fs::read(home.db()).unwrap(), content);
    }
    std::fs::remove_file(home.db()).unwrap();
    rusqlite::Connection::open(home.db()).unwrap().execute_batch("CREATE TABLE mine (x)").unwrap();
    let before = std::fs::read(home.db()).unwrap();
    assert!(matches!(Store::open(&home.db(), Policy::default()), Err(StoreError::NotOurs { .. })));
    assert_eq!(std::fs::read(home.db()).unwrap(), before);
}

#[test]
fn a_newer_schema_is_refused_and_left_as_it_is() {
    let home = Home::new();
    drop(home.store());
    rusqlite::Connection::open(home.db())
        .unwrap()
        .execute_batch("PRAGMA journal_mode=DELETE; PRAGMA user_version=999")
        .unwrap();
    let before = std::fs::read(home.db()).unwrap();
    let refused = Store::open(&home.db(), Policy::default()).unwrap_err();
    assert!(matches!(refused, StoreError::Newer { found: 999, .. }), "{refused:?}");
    assert_eq!(std::fs::read(home.db()).unwrap(), before);
}

#[test]
fn nobody_else_may_read_the_file_or_its_folder() {
    let home = Home::new();
    let path = home.folder.path().join("new").join("leads.db");
    drop(Store::open(&path, Policy::default()).unwrap());
    let mode =
        |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    assert_eq!(mode(&path), 0o600);
}

#[test]
fn truth_can_not_be_changed() {
    let home = Home::new();
    let mut store = home.store();
    add(&mut store, [record(1, Action::ContactMe, 0)]);
    decide(&mut store, 1, 1, call(Outcome::Reached));
    let key = key_of(&store, 1);
    let note = Wish::note(Text::from("a note"));
    triage::carry_out(&mut store, "ana", at(1), &[key], &note, &Practice::default()).unwrap();
    let raw = rusqlite::Connection::open(home.db()).unwrap();
    for statement in [
        "DELETE FROM records",
        "UPDATE records SET raw = 'x'",
        "DELETE FROM events",
        "UPDATE events SET actor = 'x'",
        "DELETE FROM notes",
        "UPDATE notes SET text = 'x'",
    ] {
        assert!(raw.execute(statement, []).is_err(), "{statement}");
    }
}

#[test]
fn four_processes_worth_of_openers_make_one_file() {
    for _ in 0..15 {
        let home = Home::new();
        let path = home.db();
        let openers: Vec<_> = (0..4)
            .map(|_| {
                let path = path.clone();
                std::thread::spawn(move || {
                    Store::open(&path, Policy::default()).map(|store| store.access())
                })
            })
            .collect();
        for opener in openers {
            opener.join().unwrap().unwrap();
        }
    }
}

#[test]
fn undo_and_redo_walk_through_what_one_person_decided() {
    let home = Home::new();
    let mut store = home.store();
    add(&mut store, [record(1, Action::ContactMe, 0), record(2, Action::ContactMe, 0)]);
    decide(&mut store, 1, 1, call(Outcome::Reached));
    decide(&mut store, 2, 2, Command::Dismiss { reason: DismissReason::Spam });
    let status =
        |store: &Store, person| store.lead(key_of(store, person)).unwrap().unwrap().lead.status();
    assert_eq!(triage::undo(&mut store, "ben", at(3)).unwrap(), None, "ben decided nothing");
    let back = triage::undo(&mut store, "ana", at(3)).unwrap().unwrap();
    assert_eq!(back.leads, [key_of(&store, 2)]);
    assert_eq!((status(&store, 1), status(&store, 2)), (Status::Working, Status::New));
    triage::undo(&mut store, "ana", at(3)).unwrap().unwrap();
    assert_eq!(triage::undo(&mut store, "ana", at(3)).unwrap(), None);
    triage::redo(&mut store, "ana", at(4)).unwrap().unwrap();
    triage::redo(&mut store, "ana", at(4)).unwrap().unwrap();
    assert_eq!(triage::redo(&mut store, "ana", at(4)).unwrap(), None);
    assert_eq!((status(&store, 1), status(&store, 2)), (Status::Working, Status::Dismissed));
    assert!(store.check().unwrap().faults.is_empty());
}

#[test]
fn many_leads_with_one_key_press_come_back_with_one() {
    let home = Home::new();
    let mut store = home.store();
    add(&mut store, (1..=5).map(|person| record(person, Action::ContactMe, 0)));
    let keys: Vec<LeadKey> = (1..=5).map(|person| key_of(&store, person)).collect();
    let wish = Wish::command(Command::Dismiss { reason: DismissReason::Budget });
    let practice = Practice::default();
    let decision = triage::carry_out(&mut store, "ana", at(1), &keys, &wish, &practice).unwrap();
    assert_eq!(decision.done, keys);
    assert_eq!(counts(&store, 1).of(Group::Dismissed).total, 5);
    assert_eq!(triage::undo(&mut store, "ana", at(2)).unwrap().unwrap().leads.len(), 5);
    assert_eq!(counts(&store, 1).of(Group::Interest).total, 5);
}

#[test]
fn an_erased_person_is_gone_from_every_byte_and_does_not_come_back() {
    let home = Home::new();
    let mut store = home.store();
    let mut gone = record(1, Action::ContactMe, 0);
    gone.contact.last_name = Some(Text::from("Canarybird"));
    add(&mut store, [gone.clone(), record(2, Action::ContactMe, 0)]);
    let key = key_of(&store, 1);
    triage::carry_out(
        &mut store,
        "ana",
        at(1),
        &[key],
        &Wish::note(Text::from("canarybird sings")),
        &Practice::default(),
    )
    .unwrap();
    decide(&mut store, 1, 1, call(Outcome::Reached));
    assert_eq!(store.erase(key).unwrap().records, 1);
    assert_eq!(add(&mut store, [gone]), [Arrival::Erased]);
    assert_eq!(store.find("person1@example.org").unwrap(), Found::Nobody);
    assert_eq!(counts(&store, 2).all(), 1);
    let report = store.check().unwrap();
    assert_eq!((report.faults, report.events), (vec![], 2), "the log stays whole");
    drop(store);
    for entry in std::fs::read_dir(home.folder.path()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap().to_ascii_lowercase();
        assert!(memchr::memmem::find(&bytes, b"canarybird").is_none(), "{}", path.display());
        assert!(memchr::memmem::find(&bytes, b"person1@").is_none(), "{}", path.display());
    }
}

#[test]
fn an_altered_event_is_seen() {
    let home = Home::new();
    let mut store = home.store();
    add(&mut store, [record(1, Action::ContactMe, 0)]);
    decide(&mut store, 1, 1, call(Outcome::NoAnswer));
    decide(&mut store, 1, 2, call(Outcome::Reached));
    assert_eq!(store.check().unwrap().faults, Vec::<String>::new());
    rusqlite::Connection::open(home.db())
        .unwrap()
        .execute_batch(
            "DROP TRIGGER events_stay; UPDATE events SET actor = 'eve' WHERE sequence = 1",
        )
        .unwrap();
    let faults = store.check().unwrap().faults;
    assert!(faults.len() == 1 && faults[0].ends_with("was altered"), "{faults:?}");
}

#[test]
fn another_policy_moves_every_deadline_at_the_next_opening() {
    let home = Home::new();
    let mut store = home.store();
    add(&mut store, [record(1, Action::StartTestDrive, 0)]);
    assert_eq!(counts(&store, 2).of(Group::Trial).overdue, 0);
    drop(store);
    let policy = Policy { trial: chrono::TimeDelta::hours(1), ..Policy::default() };
    let store = Store::open(&home.db(), policy).unwrap();
    assert_eq!(counts(&store, 2).of(Group::Trial).overdue, 1);
}

#[test]
fn other_working_hours_move_every_deadline_at_the_next_opening() {
    let home = Home::new();
    let mut store = home.store();
    add(&mut store, [record(1, Action::StartTestDrive, 0)]);
    drop(store);
    let due = |policy: Policy| {
        let store = Store::open(&home.db(), policy).unwrap();
        store.row(key_of(&store, 1)).unwrap().unwrap().due.unwrap().at
    };
    let mut with_a_holiday = office();
    let week = std::array::from_fn(|_| vec![Window { start: 0, end: 1440 }]);
    let holiday = at(24).date_naive();
    with_a_holiday.hours = WorkingHours::new(Zone::utc(), week, [holiday].into()).ok();
    assert_eq!(due(office()), at(72));
    assert_eq!(due(with_a_holiday), at(48));
    assert_eq!(due(Policy::default()), at(24));
}

#[test]
fn counts_and_rows_agree_in_every_hour_of_a_week_with_working_hours() {
    use leadclock::domain::clock::Clock;
    let home = Home::new();
    let mut store = Store::open(&home.db(), office()).unwrap();
    let records = (0..20u32).map(|person| record(person, Action::ContactMe, i64::from(person) * 7));
    add(&mut store, records);
    decide(&mut store, 3, 40, call(Outcome::NoAnswer));
    decide(&mut store, 3, 40, Command::Schedule { due_at: at(140) });
    let rows: Vec<_> =
        (0..20).map(|person| store.row(key_of(&store, person)).unwrap().unwrap()).collect();
    let mut seen_over_a_weekend = 0;
    for hour in 0..14 * 24 {
        let now = at(hour);
        let with = |clock: Clock| {
            rows.iter().filter(|row| row.due.is_some_and(|due| due.clock(now) == clock)).count()
        };
        let kept = store.counts(now).unwrap().of(Group::Interest);
        let of_rows = (with(Clock::Overdue) as u64, with(Clock::DueSoon) as u64);
        assert_eq!((kept.overdue, kept.due_soon), of_rows, "{now}");
        // Noon of a Saturday: every warning began on Friday and is due after the weekend.
        seen_over_a_weekend += if hour == 5 * 24 { of_rows.1 } else { 0 };
    }
    assert!(seen_over_a_weekend > 0, "no warning stood through the weekend");
}

#[test]
fn a_copy_of_the_file_is_another_device() {
    let home = Home::new();
    let device = home.store().device();
    assert_eq!(home.store().device(), device);
    let copy = home.folder.path().join("copy.db");
    std::fs::copy(home.db(), &copy).unwrap();
    assert_ne!(Store::open(&copy, Policy::default()).unwrap().device(), device);
}

#[test]
fn counts_and_rows_agree_at_the_very_moment_of_a_boundary() {
    use leadclock::domain::clock::Clock;
    let home = Home::new();
    let mut store = home.store();
    add(&mut store, [record(1, Action::ContactMe, 0)]);
    let row = || store.row(key_of(&store, 1)).unwrap().unwrap();
    let group = |now| queue::group_at(row().place, None, &Policy::default(), now);
    let second = chrono::TimeDelta::seconds(1);
    for (now, clock, expected) in [
        (at(18) - second, Clock::OnTrack, Group::Interest),
        (at(18), Clock::DueSoon, Group::Interest),
        (at(24), Clock::DueSoon, Group::Interest),
        (at(24) + second, Clock::Overdue, Group::Interest),
        (at(24 + 720) - second, Clock::Overdue, Group::Interest),
        (at(24 + 720), Clock::Overdue, Group::Forgotten),
    ] {
        let kept = store.counts(now).unwrap();
        assert_eq!(row().due.unwrap().clock(now), clock, "{now}");
        assert_eq!(group(now), expected, "{now}");
        assert_eq!(kept.of(expected).total, 1, "{now}");
        assert_eq!(kept.of(expected).overdue, u64::from(clock == Clock::Overdue), "{now}");
        assert_eq!(kept.of(expected).due_soon, u64::from(clock == Clock::DueSoon), "{now}");
    }
}

#[test]
fn a_clock_that_was_set_back_does_not_turn_the_order_around() {
    let home = Home::new();
    let mut store = home.store();
    add(&mut store, [record(1, Action::ContactMe, 0)]);
    decide(&mut store, 1, 50, Command::Dismiss { reason: DismissReason::Budget });
    decide(&mut store, 1, 2, Command::Reopen);
    decide(&mut store, 1, 1, Command::Qualify { met: vec![], overridden: true });
    let lead = store.lead(key_of(&store, 1)).unwrap().unwrap().lead;
    assert_eq!(lead.status(), Status::Qualified, "what was decided last holds");
    let orders: Vec<_> =
        lead.events().iter().map(|event| (event.order.logical, event.order.sequence)).collect();
    let noon_and_50 = at(50).timestamp_millis();
    assert_eq!(orders, [(noon_and_50, 1), (noon_and_50, 2), (noon_and_50, 3)]);
}

#[test]
fn a_clock_that_was_set_back_does_not_put_a_decision_before_its_record() {
    let home = Home::new();
    let mut store = home.store();
    add(&mut store, [record(1, Action::ContactMe, 0), record(2, Action::ContactMe, 0)]);
    decide(&mut store, 1, -48, Command::Dismiss { reason: DismissReason::Budget });
    decide(&mut store, 2, -48, call(Outcome::Reached));
    let lead = |person| store.lead(key_of(&store, person)).unwrap().unwrap().lead;
    assert_eq!(lead(1).status(), Status::Dismissed);
    assert_eq!(lead(2).unanswered().count(), 0);
}

/// Something that happens to a store.
#[derive(Clone, Debug)]
pub(crate) enum Happening {
    Arrives(u32, Action, i64),
    Decides(u32, Command),
    Links(u32, u32),
    Unlinks(u32, u32),
    UnlinksAll(u32),
    Undoes,
    Redoes,
}

pub(crate) fn any_happening() -> impl Strategy<Value = Happening> {
    let person = 1..12u32;
    let action = prop::sample::select(vec![
        Action::Install,
        Action::ContactMe,
        Action::DoNotContact,
        Action::StartTestDrive,
        Action::Other,
    ]);
    let time = (-900i64..900).prop_map(at);
    let command = prop_oneof![
        Just(call(Outcome::NoAnswer)),
        Just(Command::Qualify { met: vec![], overridden: true }),
        Just(Command::Dismiss { reason: DismissReason::Budget }),
        Just(Command::Dismiss { reason: DismissReason::OptedOut }),
        Just(Command::Reopen),
        Just(Command::Assign { owner: Some("Ana".to_owned()) }),
        Just(Command::Assign { owner: Some("Ben Smith".to_owned()) }),
        Just(Command::Milestone { milestone: "won".to_owned() }),
        time.clone().prop_map(|due_at| Command::Schedule { due_at }),
        time.clone().prop_map(|until| Command::Snooze { until }),
        time.prop_map(|due_at| Command::Nurture { due_at }),
    ];
    prop_oneof![
        4 => (person.clone(), action, -1_000i64..200).prop_map(|(p, a, h)| Happening::Arrives(p, a, h)),
        6 => (person.clone(), command).prop_map(|(p, c)| Happening::Decides(p, c)),
        2 => (person.clone(), person.clone()).prop_map(|(p, q)| Happening::Links(p, q)),
        1 => (person.clone(), person.clone()).prop_map(|(p, q)| Happening::Unlinks(p, q)),
        1 => person.prop_map(Happening::UnlinksAll),
        2 => Just(Happening::Undoes),
        1 => Just(Happening::Redoes),
    ]
}

/// The records of the happenings: some have something in common, some name nobody for certain.
fn kin(person: u32, action: Action, hours: i64) -> LeadRecord {
    let mut record = record(person, action, hours);
    let contact = &mut record.contact;
    match person {
        3 | 4 => contact.phone = Some(Text::from("+44 20 7946 0018")),
        8 => contact.email = Some(Text::from("person1+azure@example.org")),
        9 | 10 => contact.email = Some(Text::from("info@example.org")),
        11 => contact.email = None,
        5 => contact.country = Some(Text::from("Germany")),
        6 => (record.source, record.feed) = (Source::TestDrive, "web".to_owned()),
        7 => record.test = true,
        _ => {}
    }
    if person >= 10 {
        contact.first_name = Some(Text::from("First2"));
        contact.last_name = Some(Text::from("Last2"));
        contact.company = Some(Text::from("Company 2"));
    }
    record
}

pub(crate) fn happen(store: &mut Store, happenings: &[Happening]) {
    let mut known: BTreeMap<u32, RecordId> = BTreeMap::new();
    for (hours, happening) in (0i64..).zip(happenings) {
        let lead = |store: &Store, person| {
            let id = known.get(person)?;
            Some(one(store.find(&id.to_string()).unwrap()))
        };
        match happening {
            Happening::Arrives(person, action, hours) => {
                let record = kin(*person, *action, *hours);
                known.insert(*person, record.id);
                add(store, [record]);
            }
            Happening::Links(p, q) => {
                if let (Some(p), Some(q)) = (lead(store, p), lead(store, q)) {
                    people::link(store, "ana", at(hours), p, q).unwrap();
                }
            }
            Happening::Unlinks(p, q) => {
                if let (Some(key), Some(other)) = (lead(store, p), lead(store, q)) {
                    let from = match key == other {
                        true => Parting::Person(known[q]),
                        false => Parting::Lead(other),
                    };
                    people::unlink(store, "ana", at(hours), key, from).unwrap();
                }
            }
            Happening::UnlinksAll(person) => {
                if let Some(key) = lead(store, person) {
                    people::unlink(store, "ana", at(hours), key, Parting::All).unwrap();
                }
            }
            Happening::Decides(person, command) => {
                if let Some(key) = lead(store, person) {
                    triage::carry_out(
                        store,
                        "ana",
                        at(hours),
                        &[key],
                        &all_the_same(command.clone()),
                        &Practice::default(),
                    )
                    .unwrap();
                }
            }
            Happening::Undoes => drop(triage::undo(store, "ana", at(hours)).unwrap()),
            Happening::Redoes => drop(triage::redo(store, "ana", at(hours)).unwrap()),
        }
    }
}

/// All lines of the queue, read in pages of a size, from both ends.
pub(crate) fn all_entries(
    store: &Store,
    hours: i64,
    open: GroupSet,
    filter: &Filter,
    page: usize,
) -> Vec<Entry> {
    let request = |anchor, before, after| WindowRequest {
        now: at(hours),
        open,
        filter: filter.clone(),
        anchor,
        before,
        after,
        as_cards: false,
    };
    let mut down: Vec<Entry> =
        query::window(store, &request(Anchor::Top, 0, page)).unwrap().entries;
    while let Some(last) = down.last() {
        let window = query::window(store, &request(Anchor::At(last.spot()), 0, page + 1)).unwrap();
        let next: Vec<Entry> = window.entries.into_iter().skip(1).collect();
        if next.is_empty() {
            break;
        }
        down.extend(next);
    }
    let mut up: Vec<Entry> = Vec::new();
    let bottom = query::window(store, &request(Anchor::Bottom, 0, 1)).unwrap().entries;
    if let Some(last) = bottom.last() {
        up.push(last.clone());
        while let Some(first) = up.last().cloned() {
            let mut before =
                query::window(store, &request(Anchor::At(first.spot()), page, 1)).unwrap().entries;
            before.pop();
            if before.is_empty() {
                break;
            }
            up.extend(before.into_iter().rev());
        }
    }
    up.reverse();
    assert_eq!(down, up, "up and down show the same queue");
    down
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn rebuilt_equals_kept(happenings in prop::collection::vec(any_happening(), 1..40)) {
        let home = Home::new();
        let mut store = home.store();
        happen(&mut store, &happenings);
        let kept = projections(&store);
        store.rebuild().unwrap();
        prop_assert_eq!(projections(&store), kept);
        prop_assert_eq!(store.check().unwrap().faults, Vec::<String>::new());
    }

    #[test]
    fn the_queue_shows_every_lead_where_the_fold_says(
        happenings in prop::collection::vec(any_happening(), 1..40),
        hours in -100i64..900,
        page in 1usize..7,
    ) {
        let home = Home::new();
        let mut store = home.store();
        happen(&mut store, &happenings);
        let mut open = GroupSet::default();
        Group::ALL.into_iter().filter(|group| *group != Group::Test).for_each(|group| open.insert(group));
        let entries = all_entries(&store, hours, open, &Filter::default(), page);
        let kept = counts(&store, hours);
        let mut seen = 0;
        let mut last = None;
        for entry in &entries {
            prop_assert!(last < Some(entry.spot()), "in order, nothing twice");
            last = Some(entry.spot());
            if let Entry::Lead(group, row) = entry {
                seen += 1;
                let lead = store.lead(row.key).unwrap().unwrap().lead;
                prop_assert_eq!(*group, queue::group(&lead, &Policy::default(), at(hours)));
                prop_assert_eq!(row.due, leadclock::domain::clock::due(&lead, &Policy::default()));
            }
        }
        prop_assert_eq!(seen, kept.all(), "every lead once");
        for group in Group::ALL.into_iter().filter(|group| *group != Group::Test) {
            let rows: Vec<_> = entries
                .iter()
                .filter_map(|entry| match entry {
                    Entry::Lead(of, row) if *of == group => Some(row),
                    _ => None,
                })
                .collect();
            let state = |wanted| {
                rows.iter().filter(|row| row.due.is_some_and(|due| due.clock(at(hours)) == wanted)).count() as u64
            };
            prop_assert_eq!(kept.of(group).total, rows.len() as u64, "{:?}", group);
            if group.is_timed() || group == Group::Snoozed {
                use leadclock::domain::clock::Clock;
                prop_assert_eq!(kept.of(group).overdue, state(Clock::Overdue), "{:?}", group);
                prop_assert_eq!(kept.of(group).due_soon, state(Clock::DueSoon), "{:?}", group);
            }
        }
    }
}
