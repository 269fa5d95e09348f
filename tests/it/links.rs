//! One person, one story: linking, parting, and what is suggested.

use std::collections::{BTreeMap, BTreeSet};

use leadclock::app::export::{ExportFormat, export};
use leadclock::app::ingest::{Format, Intake, Report, import_stream};
use leadclock::app::people::{self, Parting, Reason};
use leadclock::app::triage::{self, Decision, Wish};
use leadclock::app::{Filter, Found, LeadKey, Store};
use leadclock::domain::clock::{self, Clock};
use leadclock::domain::command::Command;
use leadclock::domain::funnel::{DismissReason, Outcome, Status};
use leadclock::domain::ids::{LeadId, RecordId};
use leadclock::domain::lead::Lead;
use leadclock::domain::lead_source::Action;
use leadclock::domain::policy::Policy;
use leadclock::domain::practice::Practice;
use leadclock::domain::queue::Group;
use leadclock::domain::record::LeadRecord;
use leadclock::domain::refusal::Refusal;
use leadclock::domain::similar;
use leadclock::domain::text::Text;
use leadclock::store::write::Arrival;
use proptest::prelude::*;

use crate::support::{Home, add, at, call, counts, decide, key_of, one, projections, record};

/// A record of a person who is called so, without company or phone.
fn typed(number: u32, first: &str, last: &str, email: &str) -> LeadRecord {
    let mut record = record(number, Action::ContactMe, i64::from(number));
    let contact = &mut record.contact;
    contact.first_name = Text::non_blank(first);
    contact.last_name = Text::non_blank(last);
    contact.email = Text::non_blank(email);
    contact.company = None;
    record
}

fn key_of_record(store: &Store, record: &LeadRecord) -> LeadKey {
    one(store.find(&record.id.to_string()).unwrap())
}

fn lead(store: &Store, key: LeadKey) -> Lead {
    store.lead(key).unwrap().unwrap().lead
}

fn link(store: &mut Store, hours: i64, one: LeadKey, other: LeadKey) -> Decision {
    people::link(store, "ana", at(hours), one, other).unwrap()
}

fn unlink(store: &mut Store, hours: i64, lead: LeadKey, from: Parting) -> Decision {
    people::unlink(store, "ana", at(hours), lead, from).unwrap()
}

fn similar_to(store: &Store, key: LeadKey) -> Vec<(LeadKey, Vec<Reason>)> {
    let file = store.lead(key).unwrap().unwrap();
    let found = people::similar(store, &file).unwrap();
    found.into_iter().map(|similar| (similar.party.key, similar.reasons)).collect()
}

/// Everything that is shown of the queue, whatever the log says.
fn rows(store: &Store) -> String {
    let all = projections(store);
    all.lines().filter(|line| !line.starts_with("links|")).collect::<Vec<_>>().join("\n")
}

#[test]
fn linked_leads_have_one_history_one_strictest_clock_and_are_found_by_any_record() {
    let home = Home::new();
    let mut store = home.store();
    let (early, late) = (record(1, Action::ContactMe, 0), record(2, Action::StartTestDrive, 5));
    add(&mut store, [late.clone(), early.clone()]);
    decide(&mut store, 2, 6, call(Outcome::Reached));
    let (one, other) = (key_of(&store, 1), key_of(&store, 2));
    let done = link(&mut store, 7, one, other);
    assert_eq!((done.done, done.refused), (vec![LeadKey(1)], vec![]), "the smallest row stays");
    let whole = lead(&store, LeadKey(1));
    assert_eq!((whole.id(), whole.records().len()), (Some(early.id), 2));
    assert_eq!(whole.state().touches.len(), 1);
    assert_eq!(whole.unanswered().count(), 0, "a touch answers all records before it");
    for word in ["person1@example.org", "person2@example.org", &early.id.to_string()] {
        assert_eq!(store.find(word).unwrap(), Found::One(LeadKey(1)), "{word}");
    }
    assert_eq!(counts(&store, 8).all(), 1);
    add(&mut store, [record(2, Action::Install, 20)]);
    let whole = lead(&store, LeadKey(1));
    let due = clock::due(&whole, &Policy::default()).unwrap();
    assert_eq!((due.at, due.clock(at(45))), (at(44), Clock::Overdue));
    assert_eq!(store.check().unwrap().faults, Vec::<String>::new());
}

#[test]
fn unlinking_and_undoing_put_everything_back() {
    let home = Home::new();
    let mut store = home.store();
    add(&mut store, (1..=4).map(|person| record(person, Action::ContactMe, 0)));
    decide(&mut store, 2, 1, call(Outcome::Reached));
    let before = rows(&store);
    let keys: Vec<LeadKey> = (1..=3).map(|person| key_of(&store, person)).collect();
    link(&mut store, 2, keys[2], keys[1]);
    link(&mut store, 2, keys[0], keys[1]);
    let linked = rows(&store);
    assert_eq!(counts(&store, 2).all(), 2);
    let parted: BTreeSet<LeadKey> =
        unlink(&mut store, 3, LeadKey(1), Parting::All).done.into_iter().collect();
    assert_eq!(parted, keys.iter().copied().collect());
    assert_eq!(rows(&store), before);
    triage::undo(&mut store, "ana", at(4)).unwrap().unwrap();
    assert_eq!(rows(&store), linked);
    let back = triage::undo(&mut store, "ana", at(4)).unwrap().unwrap();
    assert_eq!(back.leads.len(), 2, "the lead that was parted off, and the two that stay");
    assert_eq!(back.kinds.len(), 1, "a link is told of once: {:?}", back.kinds);
    triage::undo(&mut store, "ana", at(4)).unwrap().unwrap();
    assert_eq!(rows(&store), before);
    triage::redo(&mut store, "ana", at(5)).unwrap().unwrap();
    triage::redo(&mut store, "ana", at(5)).unwrap().unwrap();
    assert_eq!(rows(&store), linked);
    store.rebuild().unwrap();
    assert_eq!(rows(&store), linked);
    assert_eq!(store.check().unwrap().faults, Vec::<String>::new());
}

#[test]
fn a_decision_made_while_linked_stays_with_the_person_of_the_earliest_record() {
    let home = Home::new();
    let mut store = home.store();
    add(&mut store, [record(1, Action::ContactMe, 5), record(2, Action::ContactMe, 0)]);
    let (one, other) = (key_of(&store, 1), key_of(&store, 2));
    link(&mut store, 6, one, other);
    decide(&mut store, 1, 7, Command::Dismiss { reason: DismissReason::Budget });
    let note = Wish::note(Text::from("a note"));
    triage::carry_out(&mut store, "ana", at(7), &[LeadKey(1)], &note, &Practice::default())
        .unwrap();
    unlink(&mut store, 8, LeadKey(1), Parting::Person(record(2, Action::ContactMe, 0).id));
    assert_eq!(lead(&store, one).status(), Status::New);
    assert_eq!(lead(&store, other).status(), Status::Dismissed);
    assert_eq!(store.lead(other).unwrap().unwrap().notes.len(), 1);
}

#[test]
fn what_was_selected_before_it_was_linked_is_still_found_and_decided_about_once() {
    let home = Home::new();
    let mut store = home.store();
    add(&mut store, (1..=2).map(|person| record(person, Action::ContactMe, 0)));
    let gone = key_of(&store, 2);
    link(&mut store, 1, LeadKey(1), gone);
    assert_eq!(store.lead(gone).unwrap().unwrap().key, LeadKey(1));
    assert_eq!(store.standing(gone).unwrap(), LeadKey(1));
    let wish = Wish::command(call(Outcome::NoAnswer));
    let done = triage::carry_out(
        &mut store,
        "ana",
        at(2),
        &[gone, LeadKey(1)],
        &wish,
        &Practice::default(),
    )
    .unwrap();
    assert_eq!(done.done, [LeadKey(1)]);
    assert_eq!(lead(&store, LeadKey(1)).state().touches.len(), 1);
    assert_eq!(link(&mut store, 3, LeadKey(1), gone).refused, [(LeadKey(1), Refusal::OneLead)]);
    let kept = projections(&store);
    store.rebuild().unwrap();
    assert_eq!(projections(&store), kept);
}

#[test]
fn a_test_is_linked_with_nobody() {
    let home = Home::new();
    let mut store = home.store();
    let test = LeadRecord { test: true, ..record(2, Action::ContactMe, 0) };
    add(&mut store, [record(1, Action::ContactMe, 0), test]);
    let (one, other) = (key_of(&store, 1), key_of(&store, 2));
    assert_eq!(link(&mut store, 1, one, other).refused, [(one, Refusal::TestWithReal)]);
    assert_eq!(store.check().unwrap().events, 0, "nothing is written of what is refused");
}

#[test]
fn a_shared_mailbox_or_an_empty_address_never_makes_two_people_one() {
    let home = Home::new();
    let mut store = home.store();
    let records = [
        typed(1, "Tom", "Baker", "info@adatum.org"),
        typed(2, "Mei", "Tanaka", "info@adatum.org"),
        typed(3, "", "", "info@adatum.org"),
        typed(4, "", "", "info@adatum.org"),
        typed(5, "Tom", "", ""),
        typed(6, "Tom", "", ""),
        typed(7, "Tom", "", "n/a"),
        typed(8, "Tom", "", "none"),
    ];
    add(&mut store, records);
    assert_eq!(counts(&store, 9).all(), 8);
    let again = LeadRecord {
        id: RecordId::derive("test", ["again"]),
        ..typed(1, "TOM", "baker", "Info@Adatum.org")
    };
    assert_eq!(add(&mut store, [again]), [Arrival::Added(LeadKey(1))], "the same name is one");
    let several = store.find("INFO@adatum.org").unwrap();
    assert!(matches!(&several, Found::Several(ids) if ids.len() == 4), "{several:?}");
    assert_eq!(store.find("sales@adatum.org").unwrap(), Found::Nobody);
    add(&mut store, [typed(9, "Ivy", "Marsh", "sales@adatum.org")]);
    assert_eq!(store.find("sales@adatum.org").unwrap(), Found::One(LeadKey(10)));
    assert_eq!(similar_to(&store, LeadKey(10)), []);
    let mailbox = |row: i64| (LeadKey(row), vec![Reason::SharedMailbox]);
    assert_eq!(similar_to(&store, LeadKey(1)), [mailbox(2), mailbox(3), mailbox(4)]);
    let nobody = similar_to(&store, LeadKey(5));
    assert_eq!(nobody, [], "a first name alone is nobody's");
}

#[test]
fn a_suggestion_is_accepted_or_refused_and_not_made_again() {
    let home = Home::new();
    let mut store = home.store();
    let mut tagged = record(2, Action::Install, 0);
    tagged.contact.email = Some(Text::from("Person1+azure@example.org"));
    add(&mut store, [record(1, Action::ContactMe, 0), tagged.clone()]);
    let (one, other) = (LeadKey(1), LeadKey(2));
    assert_eq!(similar_to(&store, one), [(other, vec![Reason::Untagged])]);
    assert_eq!(similar_to(&store, other), [(one, vec![Reason::Untagged])]);
    let refused = unlink(&mut store, 1, other, Parting::Lead(one));
    assert_eq!((refused.done.len(), refused.refused.len()), (2, 0));
    assert_eq!((similar_to(&store, one), similar_to(&store, other)), (vec![], vec![]));
    let twice = unlink(&mut store, 1, one, Parting::Lead(other));
    assert_eq!(twice.refused, [(one, Refusal::ApartAlready)]);
    triage::undo(&mut store, "ana", at(2)).unwrap();
    assert_eq!(similar_to(&store, one).len(), 1, "taken back, it is suggested again");
    link(&mut store, 3, one, other);
    assert_eq!(similar_to(&store, one), []);
    unlink(&mut store, 4, one, Parting::Person(tagged.id));
    assert_eq!(similar_to(&store, one), [], "whom people parted they did not mean");
    assert_eq!(similar_to(&store, other), []);
}

#[test]
fn what_many_have_in_common_says_nothing() {
    let home = Home::new();
    let mut store = home.store();
    let colleagues = |count: u32| {
        (1..=count).map(|n| typed(n, &format!("First{n}"), "Last", "office@adatum.org"))
    };
    add(&mut store, colleagues(10));
    assert_eq!(similar_to(&store, LeadKey(1)).len(), 9);
    let pairs = |store: &Store| {
        let mut count = 0;
        people::each_suggestion(store, |_, _| {
            count += 1;
            true
        })
        .unwrap();
        count
    };
    assert_eq!(pairs(&store), 45);
    add(&mut store, colleagues(11));
    assert_eq!((similar_to(&store, LeadKey(1)), pairs(&store)), (vec![], 0));
}

#[test]
fn the_wall_holds_for_everybody_who_is_linked() {
    let home = Home::new();
    let mut store = home.store();
    let persons = [Action::ContactMe, Action::DoNotContact, Action::Install];
    add(&mut store, (1..).zip(persons).map(|(person, action)| record(person, action, 0)));
    let keys: Vec<LeadKey> = (1..=3).map(|person| key_of(&store, person)).collect();
    link(&mut store, 1, keys[0], keys[1]);
    let heads_up = store.row(keys[0]).unwrap().unwrap();
    assert!(heads_up.heads_up && lead(&store, keys[0]).has_do_not_contact());
    assert!(!lead(&store, keys[0]).is_behind_wall(), "the other records keep their clocks");
    decide(&mut store, 3, 2, Command::Dismiss { reason: DismissReason::OptedOut });
    link(&mut store, 3, keys[0], keys[2]);
    let wish = Wish::command(call(Outcome::Reached));
    let walled =
        triage::carry_out(&mut store, "ana", at(4), &[keys[0]], &wish, &Practice::default())
            .unwrap();
    assert_eq!(walled.refused, [(keys[0], Refusal::OptedOut)]);
    unlink(&mut store, 5, keys[0], Parting::All);
    assert!(!lead(&store, keys[0]).is_opted_out() && lead(&store, keys[2]).is_opted_out());
    assert_eq!(counts(&store, 6).of(Group::DoNotContact).total, 2);
}

#[test]
fn erasing_a_person_erases_everybody_who_is_linked() {
    let home = Home::new();
    let mut store = home.store();
    let mut records: Vec<LeadRecord> =
        (1..=3).map(|person| record(person, Action::ContactMe, 0)).collect();
    records[1].contact.email = Some(Text::from("info@canarybird.org"));
    for record in &mut records[..2] {
        record.contact.last_name = Some(Text::from("Canarybird"));
    }
    add(&mut store, records.clone());
    let gone = key_of_record(&store, &records[1]);
    let nobody = LeadRecord {
        id: RecordId::derive("test", ["nobody"]),
        ..typed(7, "", "", "info@canarybird.org")
    };
    add(&mut store, [nobody.clone()]);
    for (hours, other) in [(1, gone), (2, key_of_record(&store, &nobody))] {
        link(&mut store, hours, LeadKey(1), other);
    }
    assert_eq!(store.erase(gone).unwrap().records, 3, "by any row in which it stood");
    records.push(nobody);
    let again = add(&mut store, records);
    assert_eq!(
        again,
        [Arrival::Erased, Arrival::Erased, Arrival::Known(LeadKey(3)), Arrival::Erased]
    );
    let colleague = typed(8, "Ivy", "Marsh", "info@canarybird.org");
    assert!(matches!(add(&mut store, [colleague])[..], [Arrival::Added(_)]), "somebody else");
    assert_eq!(store.check().unwrap().faults, Vec::<String>::new());
    let raw = rusqlite::Connection::open(home.db()).unwrap();
    let dangling: i64 = raw
        .query_row(
            "SELECT count(*) FROM clues WHERE lead NOT IN (SELECT key FROM leads)",
            [],
            |r| r.get(0),
        )
        .unwrap();
    assert_eq!(dangling, 0);
    let kept = projections(&store);
    store.rebuild().unwrap();
    assert_eq!(projections(&store), kept);
}

/// Writes a database of schema 1, as the first leadclock did.
fn old_file(home: &Home) {
    let raw = rusqlite::Connection::open(home.db()).unwrap();
    raw.execute_batch("PRAGMA journal_mode = WAL").unwrap();
    raw.execute_batch(include_str!("../fixtures/schema-1.sql")).unwrap();
    raw.close().unwrap();
}

#[test]
fn an_older_file_is_brought_to_the_present_and_nothing_is_lost() {
    let home = Home::new();
    old_file(&home);
    let mut store = home.store();
    let report = store.check().unwrap();
    assert_eq!(report.faults, Vec::<String>::new());
    assert_eq!((report.schema, report.records, report.events, report.notes), (9, 9, 9, 2));
    let ada = store.lead(one(store.find("ada@example.org").unwrap())).unwrap().unwrap();
    assert_eq!((ada.lead.records().len(), ada.lead.state().touches.len()), (2, 1));
    assert_eq!((ada.notes.len(), ada.lead.state().plan.is_some()), (1, true));
    // Three wrote from one mailbox; what was decided stays at the record that was first then.
    assert!(
        matches!(store.find("info@adatum.example").unwrap(), Found::Several(ids) if ids.len() == 3)
    );
    let tom = lead(&store, LeadKey(4));
    assert_eq!((tom.state().touches.len(), tom.state().owner.as_deref()), (1, Some("ben")));
    assert_eq!(lead(&store, LeadKey(5)).status(), Status::New);
    assert!(lead(&store, LeadKey(9)).state().snoozed_until.is_some());
    assert_eq!(report.leads, 8);
    assert!(similar_to(&store, LeadKey(1)).iter().any(|(key, _)| *key == LeadKey(3)), "the tag");
    // Who was erased as a mailbox stays so.
    let erased = typed(1, "Sam", "Okafor", "office@litware.example");
    assert_eq!(add(&mut store, [erased]), [Arrival::Erased]);
    let kept = projections(&store);
    store.rebuild().unwrap();
    assert_eq!(projections(&store), kept);
    drop(store);
    assert_eq!(projections(&home.store()), kept, "once is enough");
}

/// What one machine tells another: a line a lead.
fn exported(store: &Store, format: ExportFormat) -> String {
    let mut out = Vec::new();
    export(store, &Filter::default(), format, &Practice::default(), at(500), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn imported(store: &mut Store, text: &str) -> Report {
    let intake = Intake {
        feed: "test".to_owned(),
        format: Format::Auto,
        now: at(501),
        dry_run: false,
        practice: Practice::default(),
    };
    import_stream(store, text.as_bytes(), "x", &intake, &mut |_| {}).unwrap()
}

/// The leads of a store, each by the ids of its records, with what they add up to.
fn leads(store: &Store) -> BTreeMap<LeadId, (BTreeSet<RecordId>, String)> {
    let keys = store.keys(&Filter::default(), at(0)).unwrap();
    let leads = keys.into_iter().map(|key| lead(store, key));
    leads
        .map(|lead| {
            let records = lead.records().iter().map(|record| record.id).collect();
            (lead.id().unwrap(), (records, format!("{:?}", lead.state())))
        })
        .collect()
}

#[test]
fn links_travel_with_the_history_in_either_order_of_files() {
    let home = Home::new();
    let mut store = home.store();
    add(&mut store, (1..=6).map(|person| record(person, Action::ContactMe, 0)));
    let keys: Vec<LeadKey> = (1..=6).map(|person| key_of(&store, person)).collect();
    let bare = exported(&store, ExportFormat::Jsonl);
    link(&mut store, 1, keys[4], keys[1]);
    link(&mut store, 2, keys[0], keys[1]);
    link(&mut store, 3, keys[2], keys[3]);
    let early = exported(&store, ExportFormat::Jsonl);
    triage::undo(&mut store, "ana", at(4)).unwrap();
    unlink(&mut store, 5, keys[0], Parting::Person(record(2, Action::ContactMe, 0).id));
    unlink(&mut store, 6, keys[5], Parting::Lead(keys[3]));
    decide(&mut store, 5, 7, call(Outcome::Reached));
    let late = exported(&store, ExportFormat::Jsonl);
    let csv = exported(&store, ExportFormat::Csv);
    for texts in [[&early, &late], [&late, &early], [&bare, &late], [&late, &bare], [&csv, &early]]
    {
        let other = Home::new();
        let mut there = other.store();
        for text in texts {
            assert_eq!(imported(&mut there, text).rejected, []);
        }
        assert_eq!(leads(&there), leads(&store));
        assert_eq!(there.check().unwrap().faults, Vec::<String>::new());
        let kept = projections(&there);
        there.rebuild().unwrap();
        assert_eq!(projections(&there), kept);
    }
    let other = Home::new();
    assert_eq!(imported(&mut other.store(), &late).leads, leads(&store).len() as u64);
}

#[test]
fn a_record_that_arrives_after_its_links_finds_them_even_when_one_side_alone_is_known() {
    let home = Home::new();
    let mut store = home.store();
    let (one, other) = (record(1, Action::ContactMe, 0), record(2, Action::ContactMe, 1));
    add(&mut store, [one.clone(), other.clone()]);
    link(&mut store, 2, LeadKey(1), LeadKey(2));
    let events = lead(&store, LeadKey(1)).events().to_vec();
    for (first, second) in [(&one, &other), (&other, &one)] {
        for event in &events {
            let away = Home::new();
            let mut there = away.store();
            add(&mut there, [first.clone()]);
            let previous = store.seal(event.id).unwrap().unwrap().previous;
            let merged = there.write(|writer| writer.merge_event(event.clone(), &previous));
            assert!(merged.unwrap());
            add(&mut there, [second.clone()]);
            assert_eq!(leads(&there).len(), 1);
            let kept = projections(&there);
            there.rebuild().unwrap();
            assert_eq!(projections(&there), kept);
        }
    }
}

/// Something that may be typed at the keys.
#[derive(Clone, Debug)]
enum Deed {
    Links(usize, usize),
    Parts(usize, usize),
    PartsAll(usize),
    Calls(usize),
    Undoes,
    Redoes,
}

fn any_deed() -> impl Strategy<Value = Deed> {
    let number = 0..10usize;
    prop_oneof![
        4 => (number.clone(), number.clone()).prop_map(|(a, b)| Deed::Links(a, b)),
        2 => (number.clone(), number.clone()).prop_map(|(a, b)| Deed::Parts(a, b)),
        1 => number.clone().prop_map(Deed::PartsAll),
        1 => number.prop_map(Deed::Calls),
        2 => Just(Deed::Undoes),
        1 => Just(Deed::Redoes),
    ]
}

/// Ten records of people who have much in common.
fn ten_records() -> Vec<LeadRecord> {
    let people = [
        ("Ada", "Byron", "ada@x.org", "Engine"),
        ("Ada", "Byron", "ADA@x.org", ""),
        ("Ada", "Byron", "ada+azure@x.org", ""),
        ("Byron", "Ada", "byron@y.org", "Engine Ltd"),
        ("Tom", "Baker", "info@x.org", ""),
        ("Mei", "Tanaka", "info@x.org", "Wingtip"),
        ("", "", "info+tag@x.org", ""),
        ("Mei", "Tanaka", "", "wingtip"),
        ("Mei", "Tanaka", "ada+b@x.org", "Fabrikam"),
        ("", "", "", ""),
    ];
    (1..)
        .zip(people)
        .map(|(number, (first, last, email, company))| {
            let mut record = typed(number, first, last, email);
            record.contact.company = Text::non_blank(company);
            if number % 4 == 1 {
                // Once as dialled at home, else from abroad.
                let typed = if number == 1 { "020 7946 0018" } else { "+44 (0)20 7946-0018" };
                record.contact.phone = Some(Text::from(typed));
                record.contact.country = Some(Text::from("GB"));
            }
            record
        })
        .collect()
}

fn carry_out(store: &mut Store, records: &[LeadRecord], deeds: &[Deed]) {
    for (hours, deed) in (20i64..).zip(deeds) {
        let key = |store: &Store, number: usize| key_of_record(store, &records[number]);
        match deed {
            Deed::Links(a, b) => {
                let (a, b) = (key(store, *a), key(store, *b));
                link(store, hours, a, b);
            }
            Deed::Parts(a, b) => {
                let (one, other) = (key(store, *a), key(store, *b));
                let from = match one == other {
                    true => Parting::Person(records[*b].id),
                    false => Parting::Lead(other),
                };
                unlink(store, hours, one, from);
            }
            Deed::PartsAll(a) => {
                let one = key(store, *a);
                unlink(store, hours, one, Parting::All);
            }
            Deed::Calls(a) => {
                let wish = Wish::command(call(Outcome::NoAnswer));
                let one = key(store, *a);
                triage::carry_out(store, "ana", at(hours), &[one], &wish, &Practice::default())
                    .unwrap();
            }
            Deed::Undoes => drop(triage::undo(store, "ana", at(hours)).unwrap()),
            Deed::Redoes => drop(triage::redo(store, "ana", at(hours)).unwrap()),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn what_two_people_linked_comes_together_on_a_third_machine(
        (ours, theirs) in (
            prop::collection::vec(any_deed(), 0..12),
            prop::collection::vec(any_deed(), 0..12),
        ),
        shuffle in any::<u64>(),
    ) {
        let records = ten_records();
        let (home, away, third) = (Home::new(), Home::new(), Home::new());
        let (mut here, mut there, mut last) = (home.store(), away.store(), third.store());
        add(&mut here, records.iter().cloned());
        add(&mut there, records.iter().rev().cloned());
        carry_out(&mut here, &records, &ours);
        carry_out(&mut there, &records, &theirs);
        let (from_here, from_there) =
            (exported(&here, ExportFormat::Jsonl), exported(&there, ExportFormat::Jsonl));
        imported(&mut here, &from_there);
        imported(&mut there, &from_here);
        let mut lines: Vec<&str> = from_here.lines().chain(from_there.lines()).collect();
        fastrand::Rng::with_seed(shuffle).shuffle(&mut lines);
        for line in lines {
            imported(&mut last, line);
        }
        prop_assert_eq!(leads(&here), leads(&there));
        prop_assert_eq!(leads(&last), leads(&here));
        for store in [&mut here, &mut there, &mut last] {
            let kept = projections(store);
            store.rebuild().unwrap();
            prop_assert_eq!(projections(store), kept);
            prop_assert_eq!(store.check().unwrap().faults, Vec::<String>::new());
        }
    }

    #[test]
    fn what_is_suggested_is_what_the_leads_have_in_common(
        deeds in prop::collection::vec(any_deed(), 0..12),
    ) {
        let home = Home::new();
        let mut store = home.store();
        let records = ten_records();
        add(&mut store, records.iter().cloned());
        carry_out(&mut store, &records, &deeds);
        let keys = store.keys(&Filter::default(), at(0)).unwrap();
        let mut expected: BTreeMap<(LeadKey, LeadKey), Vec<Reason>> = BTreeMap::new();
        for one in &keys {
            for other in keys.iter().filter(|other| *other != one) {
                let (a, b) = (lead(&store, *one), lead(&store, *other));
                let reasons = similar::reasons(a.records(), b.records());
                let links = leadclock::domain::links::Links::of([&a, &b]);
                if !reasons.is_empty() && !links.keep_apart(&a, &b) {
                    expected.insert((*one, *other), reasons.into_iter().collect());
                }
            }
        }
        let mut found = BTreeMap::new();
        for key in &keys {
            found.extend(similar_to(&store, *key).into_iter().map(|(other, why)| ((*key, other), why)));
        }
        prop_assert_eq!(&found, &expected);
        let mut visited = BTreeMap::new();
        people::each_suggestion(&store, |one, other| {
            let twice = visited.insert((one.key, other.party.key), other.reasons.clone()).is_some();
            let back = visited.insert((other.party.key, one.key), other.reasons).is_some();
            assert!(!twice && !back, "each pair once");
            true
        }).unwrap();
        prop_assert_eq!(visited, expected);
    }
}
