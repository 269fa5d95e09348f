use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::domain::history::history;
use crate::domain::lead_source::Action;
use crate::domain::testing::{at, call, event_of_batch, record};
use crate::domain::text::Text;
use crate::domain::zone::Zone;
use crate::language::english;

/// A record of the person with this address; without one it names nobody.
fn record_of(number: u32, email: &str) -> LeadRecord {
    let mut record = record(number, Action::ContactMe, i64::from(number));
    record.contact.email = Text::non_blank(email);
    record
}

/// The log of one device.
#[derive(Default)]
struct Log(Vec<Event>);

impl Log {
    fn append(&mut self, batch: u128, bonds: impl IntoIterator<Item = Bond>) {
        for Bond { record, kind } in bonds {
            let sequence = self.0.len() as i64 + 1;
            self.0.push(Event { record, ..event_of_batch(sequence, 100, batch, kind) });
        }
    }

    /// Takes a batch back, or restores it, at each of its records.
    fn reverse(&mut self, batch: u128, undo: bool) {
        let target = BatchId(Uuid::from_u128(batch));
        let records: BTreeSet<RecordId> =
            self.0.iter().filter(|e| e.batch == target).map(|e| e.record).collect();
        let kind = match undo {
            true => EventKind::Undone { batch: target },
            false => EventKind::Redone { batch: target },
        };
        let batch = 1_000 + self.0.len() as u128;
        self.append(batch, records.into_iter().map(|record| Bond { record, kind: kind.clone() }));
    }

    /// The lead of some records, with what is known of them.
    fn lead(&self, records: &[&LeadRecord]) -> Lead {
        let ids: Vec<RecordId> = records.iter().map(|record| record.id).collect();
        Lead::new(
            records.iter().map(|record| (*record).clone()),
            self.0.iter().filter(|event| ids.contains(&event.record)).cloned(),
        )
    }

    /// The leads that these records make now, each by the numbers of its records.
    fn groups(&self, records: &[LeadRecord]) -> BTreeSet<BTreeSet<usize>> {
        let leads: Vec<Lead> = records.iter().map(|record| self.lead(&[record])).collect();
        numbered(records, &Links::of(&leads).groups())
    }
}

fn numbered(records: &[LeadRecord], groups: &[Vec<RecordId>]) -> BTreeSet<BTreeSet<usize>> {
    let number = |id: &RecordId| records.iter().position(|record| record.id == *id);
    groups.iter().map(|group| group.iter().filter_map(number).collect()).collect()
}

fn groups<const N: usize>(groups: [&[usize]; N]) -> BTreeSet<BTreeSet<usize>> {
    groups.into_iter().map(|group| group.iter().copied().collect()).collect()
}

#[test]
fn linked_persons_are_one_lead_also_by_way_of_others_until_they_are_parted() {
    let records = ["a@x.org", "b@x.org", "", "A@x.org"].map(String::from);
    let records: Vec<LeadRecord> =
        (0..).zip(&records).map(|(number, email)| record_of(number, email)).collect();
    let [a, b, c, _] = records.as_slice() else { unreachable!() };
    let mut log = Log::default();
    assert_eq!(log.groups(&records), groups([&[0, 3], &[1], &[2]]));
    log.append(1, link(&log.lead(&[a]), &log.lead(&[b])).expect("linked"));
    log.append(2, link(&log.lead(&[a, b]), &log.lead(&[c])).expect("linked"));
    assert_eq!(log.groups(&records), groups([&[0, 1, 2, 3]]));
    log.reverse(1, true);
    assert_eq!(log.groups(&records), groups([&[0, 2, 3], &[1]]));
    log.reverse(1, false);
    assert_eq!(log.groups(&records), groups([&[0, 1, 2, 3]]));
    log.append(3, unlink_all(&log.lead(&[a, b, c])).expect("parted"));
    assert_eq!(log.groups(&records), groups([&[0, 3], &[1], &[2]]));
}

#[test]
fn a_link_that_was_taken_back_does_not_stand_even_where_one_side_alone_tells_so() {
    let records = [record_of(1, "a@x.org"), record_of(2, "b@x.org")];
    let [a, b] = &records;
    for known in [a.id, b.id] {
        let mut log = Log::default();
        log.append(1, link(&log.lead(&[a]), &log.lead(&[b])).expect("linked"));
        log.reverse(1, true);
        log.0.retain(|event| event.kind.target().is_none() || event.record == known);
        assert_eq!(log.groups(&records), groups([&[0], &[1]]));
    }
}

#[test]
fn parting_one_person_leaves_the_rest_together() {
    let records: Vec<LeadRecord> =
        (0..4).map(|number| record_of(number, &format!("p{number}@x.org"))).collect();
    let [a, b, c, d] = records.as_slice() else { unreachable!() };
    let mut log = Log::default();
    for (batch, other) in [(1, a), (2, c), (3, d)] {
        // All by way of b.
        log.append(batch, link(&log.lead(&[b]), &log.lead(&[other])).expect("linked"));
    }
    assert_eq!(log.groups(&records), groups([&[0, 1, 2, 3]]));
    let whole = log.lead(&[a, b, c, d]);
    log.append(4, unlink(&whole, b.id).expect("parted"));
    assert_eq!(log.groups(&records), groups([&[0, 2, 3], &[1]]));
    log.reverse(4, true);
    assert_eq!(log.groups(&records), groups([&[0, 1, 2, 3]]));
}

#[test]
fn what_can_not_be_linked_or_parted_says_why() {
    let (a, b) = (record_of(1, "a@x.org"), record_of(2, "b@x.org"));
    let log = Log::default();
    let (one, other) = (log.lead(&[&a]), log.lead(&[&b]));
    let test = log.lead(&[&LeadRecord { test: true, ..b.clone() }]);
    assert_eq!(link(&one, &one), Err(Refusal::OneLead));
    assert_eq!(keep_apart(&one, &one), Err(Refusal::OneLead));
    assert_eq!(link(&one, &test), Err(Refusal::TestWithReal));
    assert_eq!(link(&test, &one), Err(Refusal::TestWithReal));
    assert_eq!(link(&one, &Lead::default()), Err(Refusal::Gone));
    assert_eq!(unlink(&one, b.id), Err(Refusal::NotOfLead));
    assert_eq!(unlink(&one, a.id), Err(Refusal::NothingLinked));
    assert_eq!(unlink_all(&one), Err(Refusal::NothingLinked));
    assert!(keep_apart(&one, &other).is_ok(), "it need not have been linked or suggested");
}

#[test]
fn a_refusal_is_remembered_for_all_that_the_leads_are_made_of() {
    let records = [record_of(1, "a@x.org"), record_of(2, "b@x.org"), record_of(3, "c@x.org")];
    let [a, b, c] = &records;
    let mut log = Log::default();
    let apart = |log: &Log, one: &LeadRecord, other: &LeadRecord| {
        let (one, other) = (log.lead(&[one]), log.lead(&[other]));
        Links::of([&one, &other]).keep_apart(&one, &other)
    };
    log.append(1, link(&log.lead(&[a]), &log.lead(&[b])).expect("linked"));
    log.append(2, keep_apart(&log.lead(&[a, b]), &log.lead(&[c])).expect("refused"));
    let refused = keep_apart(&log.lead(&[a, b]), &log.lead(&[c]));
    assert_eq!(refused, Err(Refusal::ApartAlready));
    log.append(3, unlink_all(&log.lead(&[a, b])).expect("parted"));
    assert!(apart(&log, a, b) && apart(&log, a, c) && apart(&log, c, b));
    log.reverse(2, true);
    assert!(apart(&log, a, b) && !apart(&log, a, c) && !apart(&log, c, b));
    log.append(4, link(&log.lead(&[a]), &log.lead(&[b])).expect("linked after all"));
    assert!(!apart(&log, a, b), "the latest word counts");
}

#[test]
fn the_persons_of_a_linked_lead_are_its_addresses() {
    let records =
        [record_of(1, "a@x.org"), record_of(2, ""), record_of(3, "A@x.org"), record_of(4, "")];
    let lead = Log::default().lead(&records.each_ref());
    let persons = persons(&lead);
    let counts: Vec<usize> = persons.iter().map(|person| person.records.len()).collect();
    assert_eq!(counts, [2, 1, 1]);
    assert_eq!(persons[0].id(), Some(records[0].id));
    assert_eq!(persons[0].contact().email, Some(Text::from("A@x.org")), "the newest word");
}

#[test]
fn a_linked_lead_tells_of_the_link_once_and_one_that_was_parted_tells_of_that() {
    let (mut a, b) = (record_of(1, "a@x.org"), record_of(2, "b@x.org"));
    a.created_at = Some(at(-10));
    let mut log = Log::default();
    log.append(1, link(&log.lead(&[&a]), &log.lead(&[&b])).expect("linked"));
    let told = |lead: &Lead| -> Vec<(String, Option<Text>)> {
        let moments = history(lead, &Zone::utc(), english()).into_iter();
        moments.filter(|moment| moment.actor.is_some()).map(|m| (m.what, m.about)).collect()
    };
    let linked = (format!("linked with {}", b.id.short()), b.contact.email.clone());
    assert_eq!(told(&log.lead(&[&a, &b])), std::slice::from_ref(&linked));
    log.append(2, unlink_all(&log.lead(&[&a, &b])).expect("parted"));
    let parted = (format!("unlinked from {}", b.id.short()), None);
    assert_eq!(told(&log.lead(&[&a])), [parted, (linked.0, None)]);
}

#[test]
fn a_decision_of_linked_leads_stays_at_its_record_and_the_wall_holds_for_all() {
    use crate::domain::funnel::{DismissReason, Outcome};
    let (a, b) = (record_of(1, "a@x.org"), record_of(2, "b@x.org"));
    let heads_up = LeadRecord { action: Action::DoNotContact, ..b.clone() };
    let mut log = Log::default();
    log.append(1, [Bond { record: a.id, kind: call(Outcome::Reached) }]);
    log.append(
        2,
        [Bond { record: b.id, kind: EventKind::Dismissed { reason: DismissReason::OptedOut } }],
    );
    let whole = log.lead(&[&a, &b]);
    assert!(whole.is_opted_out() && whole.state().touches.len() == 1);
    assert!(log.lead(&[&a, &heads_up]).has_do_not_contact());
    assert!(!log.lead(&[&a]).is_opted_out() && log.lead(&[&a]).state().touches.len() == 1);
}

/// Something that people do with the records of five.
#[derive(Clone, Debug)]
enum Deed {
    Links(usize, usize),
    Parts(usize, usize),
    Undoes(usize),
    Redoes(usize),
}

fn any_deed() -> impl Strategy<Value = Deed> {
    let two = || (0..8usize, 0..8usize);
    prop_oneof![
        4 => two().prop_map(|(one, other)| Deed::Links(one, other)),
        2 => two().prop_map(|(one, other)| Deed::Parts(one, other)),
        1 => (0..12usize).prop_map(Deed::Undoes),
        1 => (0..12usize).prop_map(Deed::Redoes),
    ]
}

/// Five persons, one with two records, and two records of nobody.
fn eight_records() -> Vec<LeadRecord> {
    ["a@x.org", "b@x.org", "c@x.org", "d@x.org", "e@x.org", "A@x.org", "", ""]
        .into_iter()
        .zip(0..)
        .map(|(email, number)| record_of(number, email))
        .collect()
}

proptest! {
    #[test]
    fn the_same_links_in_any_order_make_the_same_leads(
        deeds in prop::collection::vec(any_deed(), 0..25),
        shuffle in any::<u64>(),
    ) {
        let records = eight_records();
        let person = |number: usize| if number == 5 { 0 } else { number };
        let mut log = Log::default();
        // Each link or parting with whether it stands; the model of what the log says.
        let mut said: Vec<(usize, usize, bool, bool)> = Vec::new();
        for deed in deeds {
            match deed {
                Deed::Links(one, other) | Deed::Parts(one, other) => {
                    let (a, b) = (records[one].id, records[other].id);
                    let linked = matches!(deed, Deed::Links(..));
                    let kind = |with| match linked {
                        true => EventKind::Linked { with },
                        false => EventKind::Unlinked { with },
                    };
                    let bonds = [Bond { record: a, kind: kind(b) }, Bond { record: b, kind: kind(a) }];
                    log.append(said.len() as u128, bonds);
                    said.push((person(one), person(other), linked, true));
                }
                Deed::Undoes(batch) | Deed::Redoes(batch) if batch < said.len() => {
                    let undo = matches!(deed, Deed::Undoes(_));
                    log.reverse(batch as u128, undo);
                    said[batch].3 = !undo;
                }
                _ => {}
            }
        }
        let mut group: Vec<usize> = (0..8).map(person).collect();
        for (one, other, ..) in said.iter() {
            let stands = |(a, b, _, stands): &&(usize, usize, bool, bool)| {
                *stands && (a.min(b), a.max(b)) == (one.min(other), one.max(other))
            };
            if said.iter().rev().find(stands).is_some_and(|(.., linked, _)| *linked) {
                let (from, to) = (group[*one], group[*other]);
                group.iter_mut().filter(|group| **group == from).for_each(|group| *group = to);
            }
        }
        let mut expected = BTreeSet::new();
        for wanted in &group {
            expected.insert((0..8).filter(|number| group[*number] == *wanted).collect());
        }
        prop_assert_eq!(log.groups(&records), expected.clone());

        // Whichever leads they stand in meanwhile, and in whatever order they come.
        let mut random = fastrand::Rng::with_seed(shuffle);
        random.shuffle(&mut log.0);
        let mut shuffled: Vec<&LeadRecord> = records.iter().collect();
        random.shuffle(&mut shuffled);
        let leads: Vec<Lead> = shuffled.chunks(3).map(|chunk| log.lead(chunk)).collect();
        prop_assert_eq!(numbered(&records, &Links::of(&leads).groups()), expected);
    }

    #[test]
    fn parting_a_person_parts_that_one_alone(
        links in prop::collection::vec((0..8usize, 0..8usize), 1..12),
        number in 0..8usize,
    ) {
        let records = eight_records();
        let mut log = Log::default();
        for (batch, (one, other)) in links.into_iter().enumerate() {
            let (one, other) = (log.lead(&[&records[one]]), log.lead(&[&records[other]]));
            if persons(&one) != persons(&other) && let Ok(bonds) = link(&one, &other) {
                log.append(batch as u128, bonds);
            }
        }
        let before = log.groups(&records);
        let group = before.iter().find(|group| group.contains(&number)).expect("a group").clone();
        let members: Vec<&LeadRecord> = group.iter().map(|number| &records[*number]).collect();
        let own: BTreeSet<usize> =
            if [0, 5].contains(&number) { BTreeSet::from([0, 5]) } else { BTreeSet::from([number]) };
        match unlink(&log.lead(&members), records[number].id) {
            Err(refusal) => {
                prop_assert_eq!(refusal, Refusal::NothingLinked);
                prop_assert_eq!(group, own);
            }
            Ok(bonds) => {
                log.append(99, bonds);
                let mut expected = before;
                expected.remove(&group);
                expected.insert(group.difference(&own).copied().collect());
                expected.insert(own);
                prop_assert_eq!(log.groups(&records), expected);
            }
        }
    }
}
