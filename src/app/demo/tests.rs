use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::TimeDelta;

use super::*;
use crate::app::people::{self, Reason};
use crate::app::query;
use crate::domain::clock::{self, Cause, Clock};
use crate::domain::funnel::{Channel, DismissReason, GuardKind, Outcome, Stage, Status};
use crate::domain::guard::{self, GuardLimits};
use crate::domain::lead::Lead;
use crate::domain::lead_source::{Action, is_test_word};
use crate::domain::policy::Policy;
use crate::domain::queue::{self, Group};
use crate::domain::zone::Zone;
use crate::store::window::Filter;

fn now() -> DateTime<Utc> {
    "2026-03-11T14:20:00.25Z".parse().expect("a time")
}

struct Filled {
    _folder: tempfile::TempDir,
    store: Store,
}

fn filled(leads: u64, seed: u64) -> Filled {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store =
        Store::open(&folder.path().join("demo.db"), Policy::default()).expect("a store");
    let options = DemoOptions { leads, seed, now: now() };
    let added = fill(&mut store, &options, &mut |_, _| {}).expect("filled");
    assert_eq!(added, leads);
    Filled { _folder: folder, store }
}

impl Filled {
    fn leads(&self) -> Vec<Lead> {
        let mut keys = Vec::new();
        query::each_row(&self.store, now(), &Filter::default(), true, |_, row| {
            keys.push(row.key);
            true
        })
        .expect("rows");
        let mut leads: Vec<Lead> = keys.iter().map(|key| self.lead(*key)).collect();
        // Tests are no rows of the queue.
        let mut record = 1;
        let listed: BTreeSet<_> = keys.into_iter().collect();
        while let Some(file) = self.store.lead(LeadKey(record)).expect("readable") {
            let is_first = file.lead.records().iter().all(|r| r.test);
            if is_first && !listed.contains(&LeadKey(record)) {
                leads.push(file.lead);
            }
            record += 1;
        }
        leads
    }

    fn lead(&self, key: LeadKey) -> Lead {
        self.store.lead(key).expect("readable").expect("there").lead
    }
}

/// Everything of a lead that is shown, without the random names of events and batches.
fn shown(lead: &Lead) -> String {
    let events: Vec<_> =
        lead.events().iter().map(|event| (event.at, &event.actor, &event.kind)).collect();
    let records = serde_json::to_string(lead.records()).expect("JSON");
    format!("{records} {:?} {events:?}", lead.state())
}

fn group(lead: &Lead) -> Group {
    queue::group(lead, &Policy::default(), now())
}

fn overdue_by(lead: &Lead) -> Option<TimeDelta> {
    let due = clock::due(lead, &Policy::default())?;
    (due.clock(now()) == Clock::Overdue).then(|| now() - due.at)
}

#[test]
fn the_same_options_give_the_same_leads() {
    for leads in [60, 300] {
        let [one, two] = [filled(leads, 7), filled(leads, 7)]
            .map(|filled| filled.leads().iter().map(shown).collect::<Vec<_>>());
        assert_eq!(one, two);
    }
    let other: Vec<_> = filled(60, 8).leads().iter().map(shown).collect();
    assert_ne!(filled(60, 7).leads().iter().map(shown).collect::<Vec<_>>(), other);
}

#[test]
fn there_are_as_many_leads_as_were_asked_for() {
    for leads in [0, 1, 10, 60, 500] {
        let filled = filled(leads, 1);
        assert_eq!(filled.leads().len() as u64, leads);
        let counts = filled.store.counts(now()).expect("counts");
        assert_eq!(counts.all() + counts.of(Group::Test).total, leads);
    }
}

#[test]
fn filling_twice_adds_nothing() {
    let mut filled = filled(80, 3);
    let before: Vec<_> = filled.leads().iter().map(shown).collect();
    let options = DemoOptions { leads: 80, seed: 3, now: now() + TimeDelta::days(2) };
    assert_eq!(fill(&mut filled.store, &options, &mut |_, _| {}).expect("filled"), 0);
    assert_eq!(filled.leads().iter().map(shown).collect::<Vec<_>>(), before);
}

#[test]
fn progress_runs_to_the_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store =
        Store::open(&folder.path().join("demo.db"), Policy::default()).expect("a store");
    let mut told = Vec::new();
    let options = DemoOptions { leads: 90, seed: 1, now: now() };
    fill(&mut store, &options, &mut |done, of| told.push((done, of))).expect("filled");
    assert_eq!(told, [(0, 90), (25, 90), (90, 90)]);
}

#[test]
fn counts_agree_with_the_fold() {
    for leads in [60, 700] {
        let filled = filled(leads, 5);
        let counts = filled.store.counts(now()).expect("counts");
        let mut folded: BTreeMap<Group, (u64, u64, u64)> = BTreeMap::new();
        for lead in filled.leads() {
            let group = group(&lead);
            let clock = clock::clock(&lead, &Policy::default(), now());
            let count = folded.entry(group).or_default();
            count.0 += 1;
            if group.is_stage() || matches!(group, Group::Snoozed | Group::Forgotten) {
                count.1 += u64::from(clock == Clock::Overdue);
                count.2 += u64::from(clock == Clock::DueSoon);
            }
        }
        for group in Group::ALL {
            let count = counts.of(group);
            let expected = folded.get(&group).copied().unwrap_or_default();
            assert_eq!((count.total, count.overdue, count.due_soon), expected, "{group:?}");
        }
        let report = filled.store.check().expect("checked");
        assert!(report.faults.is_empty(), "{:?}", report.faults);
    }
}

#[test]
fn no_address_is_anybodys_and_each_is_one_persons() {
    let mut owners = HashMap::new();
    for (index, lead) in filled(900, 2).leads().iter().enumerate() {
        for record in lead.records() {
            let Some(email) = &record.contact.email else { continue };
            let address = email.raw().to_lowercase();
            let (local, domain) = address.rsplit_once('@').expect("an address");
            assert!(["example.com", "example.net", "example.org"].contains(&domain), "{address}");
            assert!(
                local.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_+".contains(&b)),
                "{address}"
            );
            assert_eq!(*owners.entry(address).or_insert(index), index);
        }
    }
}

#[test]
fn nothing_happens_in_the_future_or_between_seconds() {
    for lead in filled(900, 4).leads() {
        for record in lead.records() {
            let created = record.created_at.expect("a time");
            assert!(created <= record.received_at && record.received_at <= now());
            assert_eq!(created.timestamp_subsec_nanos(), 0);
        }
        let first = lead.records().first().map(|record| record.received_at);
        for event in lead.events() {
            assert!(event.at <= now() && Some(event.at) >= first, "{:?}", event.kind);
            assert_eq!(event.at.timestamp_subsec_nanos(), 0);
            match event.kind {
                EventKind::FollowUpPlanned { due_at, .. } | EventKind::Nurtured { due_at } => {
                    assert!(due_at > event.at);
                }
                _ => {}
            }
        }
        assert!(lead.events().is_sorted_by_key(|event| event.at));
    }
}

#[test]
fn a_small_set_shows_every_state() {
    let leads = filled(65, 1).leads();
    let in_group = |wanted: Group| leads.iter().filter(move |lead| group(lead) == wanted);
    let stages = || leads.iter().filter(|lead| group(lead).is_stage());
    let having = |what: &dyn Fn(&Lead) -> bool| leads.iter().filter(|lead| what(lead)).count();

    let overdue: Vec<_> =
        stages().filter_map(|lead| Some((group(lead), overdue_by(lead)?))).collect();
    assert!((4..=7).contains(&overdue.len()), "{overdue:?}");
    for group in [Group::Trial, Group::Acquired, Group::Interest] {
        assert!(overdue.iter().any(|(where_, _)| *where_ == group), "{group:?}");
    }
    assert!(overdue.iter().any(|(_, late)| *late < TimeDelta::hours(1)));
    assert!(overdue.iter().all(|(_, late)| *late < TimeDelta::days(3)));
    let soon: Vec<_> = stages()
        .filter_map(|lead| clock::due(lead, &Policy::default()))
        .filter(|due| due.clock(now()) == Clock::DueSoon)
        .collect();
    assert_eq!(soon.len(), 6);
    assert_eq!(soon.iter().filter(|due| due.at - now() < TimeDelta::hours(1)).count(), 2);

    let planned = stages().filter(|lead| {
        clock::due(lead, &Policy::default())
            .is_some_and(|due| due.cause == Cause::Planned && due.clock(now()) == Clock::OnTrack)
    });
    assert!(planned.count() >= 6);
    for (group, count) in [
        (Group::Trial, 13),
        (Group::Acquired, 12),
        (Group::Interest, 13),
        (Group::Other, 1),
        (Group::Snoozed, 1),
        (Group::Forgotten, 3),
        (Group::Nurturing, 3),
        (Group::Qualified, 6),
        (Group::Dismissed, 8),
        (Group::DoNotContact, 3),
        (Group::Test, 2),
    ] {
        assert_eq!(in_group(group).count(), count, "{group:?}");
    }
    let reasons: BTreeSet<_> = leads.iter().filter_map(Lead::dismissed_reason).collect();
    assert_eq!(having(&|lead| lead.status() == Status::Dismissed), 9);
    assert!(reasons.len() >= 7);
    assert!(reasons.contains(&DismissReason::OptedOut) && reasons.contains(&DismissReason::Spam));
    assert_eq!(having(&|lead| lead.stage() == Stage::DoNotContact), 2);
    assert_eq!(having(&|lead| lead.has_do_not_contact() && !lead.is_behind_wall()), 2);
    assert_eq!(having(&|lead| lead.records().iter().any(|r| r.withheld)), 1);
    let steps: BTreeSet<u8> =
        leads.iter().filter_map(|lead| Some(lead.state().plan?.step?.number)).collect();
    assert!(steps.len() >= 4, "{steps:?}");
    let now_asks = |lead: &Lead, kind| {
        let limits = GuardLimits::default();
        guard::before_touch(lead, Channel::Email, Outcome::Sent, &limits, now())
            .iter()
            .any(|guard| guard.kind() == kind)
    };
    assert!(having(&|lead| now_asks(lead, GuardKind::HeadsUp)) >= 1);
    assert!(having(&|lead| now_asks(lead, GuardKind::Bombardment)) >= 2);
    assert_eq!(having(&|lead| !lead.state().overrides.is_empty()), 1);
    assert_eq!(having(&|lead| !lead.state().opted_out_of.is_empty()), 1);
    assert!(having(&|lead| !lead.state().milestones.is_empty()) >= 2);
    let ticked = |lead: &Lead| !lead.state().met.is_empty() && lead.status() == Status::Working;
    assert!(having(&ticked) >= 2);
    assert_eq!(having(&|lead| lead.records().iter().any(|r| r.action == Action::Other)), 1);
    assert!((8..=13).contains(&having(&|lead| lead.records().len() > 1)));
    assert!(
        leads
            .iter()
            .filter(|lead| lead.is_test())
            .all(|lead| { lead.person().first_name.is_some_and(|name| is_test_word(name.raw())) })
    );

    let names: String = leads
        .iter()
        .filter_map(|lead| Some(lead.person().display_name()?.raw().to_owned()))
        .collect();
    for letter in ['李', 'ל', 'ل', '🚀', 'É', 'Þ', 'ễ'] {
        assert!(names.contains(letter), "{letter}");
    }
    let priya = leads.iter().find(|lead| {
        lead.person().display_name().is_some_and(|name| name.raw() == "Priya Natarajan")
    });
    let late = overdue_by(priya.expect("Priya")).expect("overdue");
    assert_eq!(late.num_minutes(), 3 * 60 + 12);
}

#[test]
fn a_small_set_shows_who_may_be_one_person() {
    let filled = filled(60, 7);
    let mut suggested = Vec::new();
    people::each_suggestion(&filled.store, |one, other| {
        let name = one.person.display_name().map(|name| name.raw().to_owned());
        suggested.push((name.unwrap_or_default(), other.reasons));
        true
    })
    .expect("suggestions");
    assert_eq!(
        suggested,
        [
            ("Tom Baker".to_owned(), vec![Reason::Untagged, Reason::NameAndCompany]),
            ("Mei Tanaka".to_owned(), vec![Reason::NameAndCompany]),
        ]
    );
}

#[test]
fn a_large_set_is_mostly_decided() {
    let leads = filled(6_000, 9).leads();
    let share = |wanted: &dyn Fn(&Lead) -> bool| {
        leads.iter().filter(|lead| wanted(lead)).count() as f64 * 100.0 / leads.len() as f64
    };
    let open = share(&|lead| group(lead).is_stage());
    let forgotten = share(&|lead| group(lead) == Group::Forgotten);
    assert!((3.0..6.5).contains(&open), "{open}");
    assert!((2.0..4.5).contains(&forgotten), "{forgotten}");
    assert!(share(&|lead| lead.status() == Status::Dismissed) > 40.0);
    assert!(share(&|lead| lead.status() == Status::Qualified) > 18.0);
    let several = share(&|lead| lead.records().len() > 1);
    assert!((15.0..21.0).contains(&several), "{several}");
    let events: usize = leads.iter().map(|lead| lead.events().len()).sum();
    let per_lead = events as f64 / leads.len() as f64;
    assert!((1.1..1.8).contains(&per_lead), "{per_lead}");
}

#[test]
fn all_that_the_material_names_is_there() {
    let people = People::read().expect("people.toml");
    let opening = Opening::read().expect("opening.toml");
    let cultures: BTreeSet<_> = people.names.iter().map(|names| &names.culture).collect();
    for names in &people.names {
        assert!(!names.given.is_empty() && !names.family.is_empty(), "{}", names.culture);
    }
    let raw: toml::Table =
        include_str!("../../../assets/demo/people.toml").parse().expect("people.toml");
    for country in raw["countries"].as_array().expect("countries") {
        let zone = country["zone"].as_str().expect("a zone");
        assert!(Zone::named(zone).is_some(), "{zone}");
    }
    for country in &people.countries {
        assert!(!country.names.is_empty(), "{}", country.code);
        for culture in &country.names {
            assert!(cultures.contains(culture), "{culture}");
        }
    }
    assert!(people.companies.iter().all(|companies| !companies.names.is_empty()));
    assert!(people.offers.iter().any(|offer| offer.trial));
    assert!(!people.notes.texts.is_empty() && !people.messages.texts.is_empty());
    for lead in &opening.leads {
        if let Some(who) = &lead.who {
            assert!(people.countries.iter().any(|country| country.code == who.country));
            assert!(
                people.companies.iter().any(|companies| companies.names.contains(&who.company)),
                "{}",
                who.company
            );
        }
        for record in &lead.records {
            assert!(people.title_of(&record.offer).is_some(), "{}", record.offer);
            if let Some(campaign) = &record.campaign {
                assert!(people.campaigns.ids.contains(campaign), "{campaign}");
            }
        }
    }
}
