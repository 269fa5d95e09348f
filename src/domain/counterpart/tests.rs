use proptest::prelude::*;

use super::*;
use crate::domain::lead_source::Action;
use crate::domain::testing::{at, call, event, record};

fn lead(events: impl IntoIterator<Item = EventKind>) -> Lead {
    let events = (1..).zip(events).map(|(number, kind)| event(number, number, kind));
    Lead::new([record(1, Action::ContactMe, 0)], events)
}

fn says(change: impl FnOnce(&mut Counterpart)) -> Counterpart {
    let mut counterpart = Counterpart::default();
    change(&mut counterpart);
    counterpart
}

fn met(prerequisite: &str, met: bool) -> Counterpart {
    says(|counterpart| counterpart.met.extend([(prerequisite.to_owned(), met)]))
}

fn status(status: CrmStatus) -> Counterpart {
    says(|counterpart| counterpart.status = status)
}

fn dismissed(reason: DismissReason) -> EventKind {
    EventKind::Dismissed { reason }
}

fn qualified() -> EventKind {
    EventKind::Qualified { met: Vec::new(), overridden: false }
}

fn ticked(prerequisite: &str, met: bool) -> EventKind {
    EventKind::PrerequisiteTicked { prerequisite: prerequisite.to_owned(), met }
}

#[test]
fn what_a_crm_says_first_counts_where_it_differs() {
    let all = says(|said| {
        said.status = CrmStatus::Dismissed(DismissReason::NoAnswer);
        said.owner = Some("ana".to_owned());
        said.opted_out_of.insert(Channel::Call);
        said.met.insert("need".to_owned(), true);
        // Nobody ticked it, and nobody took the tick away.
        said.met.insert("authority".to_owned(), false);
    });
    let expected = [
        ticked("need", true),
        EventKind::Assigned { owner: Some("ana".to_owned()) },
        EventKind::OptedOut { channels: vec![Channel::Call] },
        dismissed(DismissReason::NoAnswer),
    ];
    assert_eq!(news(None, &all, &lead([]), &[]), expected);
    assert_eq!(news(None, &all, &lead(expected), &[]), [], "it stands here already");
    assert_eq!(news(None, &Counterpart::default(), &lead([]), &[]), []);
    assert_eq!(
        news(None, &met("authority", false), &lead([ticked("authority", true)]), &[]),
        [],
        "a tick of ours is not taken away by a box that nobody looked at"
    );
}

#[test]
fn a_crm_that_repeats_itself_takes_nothing_back() {
    let open = Counterpart::default();
    let here = lead([dismissed(DismissReason::Spam), ticked("need", true)]);
    assert_eq!(news(Some(&open), &open, &here, &[]), []);
    assert_eq!(news(None, &open, &here, &[]), [], "nor one that says it for the first time");
    assert_eq!(news(Some(&met("need", false)), &met("need", false), &here, &[]), []);
}

#[test]
fn what_a_crm_changes_is_news() {
    let open = Counterpart::default();
    let lost = status(CrmStatus::Dismissed(DismissReason::Other));
    let won = status(CrmStatus::Qualified);
    assert_eq!(news(Some(&open), &won, &lead([]), &[]), [qualified()]);
    assert_eq!(news(Some(&open), &won, &lead([qualified()]), &[]), []);
    assert_eq!(
        news(Some(&lost), &open, &lead([dismissed(DismissReason::Other)]), &[]),
        [EventKind::Reopened {}]
    );
    assert_eq!(news(Some(&lost), &open, &lead([]), &[]), [], "it is open here");
    assert_eq!(
        news(Some(&open), &lost, &lead([dismissed(DismissReason::Budget)]), &[]),
        [],
        "we know why"
    );
    assert_eq!(
        news(Some(&met("need", true)), &met("need", false), &lead([ticked("need", true)]), &[]),
        [ticked("need", false)]
    );
}

#[test]
fn an_objection_stays_though_the_crm_forgets_it() {
    let objects = says(|said| said.opted_out_of.extend([Channel::Email]));
    let here = lead([EventKind::OptedOut { channels: vec![Channel::Email] }]);
    assert_eq!(news(Some(&objects), &Counterpart::default(), &here, &[]), []);
    assert_eq!(news(None, &objects, &here, &[]), []);
}

#[test]
fn an_owner_whom_the_settings_do_not_name_changes_nothing() {
    let ana = says(|said| said.owner = Some("ana".to_owned()));
    let here = lead([EventKind::Assigned { owner: Some("ana".to_owned()) }]);
    assert_eq!(news(Some(&ana), &Counterpart::default(), &here, &[]), []);
}

#[test]
fn a_touch_counts_once_and_only_where_it_is_the_latest() {
    let touched = says(|said| said.touched_at = Some(at(5)));
    let touch = EventKind::Touched {
        channel: Channel::Other,
        outcome: Outcome::Done,
        made_at: Some(at(5)),
    };
    assert_eq!(news(None, &touched, &lead([]), &[]), [touch]);
    assert_eq!(news(Some(&touched), &touched, &lead([]), &[]), []);
    let later = Lead::new([record(1, Action::ContactMe, 0)], [event(1, 6, call(Outcome::Reached))]);
    assert_eq!(news(None, &touched, &later, &[]), [], "we were in touch since");
}

#[test]
fn a_part_that_we_decided_about_later_is_no_news() {
    let won = says(|said| {
        said.status = CrmStatus::Qualified;
        said.owner = Some("ana".to_owned());
        said.met.insert("need".to_owned(), true);
    });
    let ours = [Part::Owner, Part::Prerequisite("need".to_owned())];
    assert_eq!(news(None, &won, &lead([]), &ours), [qualified()]);
    assert_eq!(news(None, &won, &lead([]), &[Part::Status]).len(), 2);
}

#[test]
fn what_a_decision_is_about_is_told_by_its_event() {
    let all = [
        call(Outcome::NoAnswer),
        EventKind::Qualified { met: vec!["need".to_owned()], overridden: false },
        dismissed(DismissReason::OptedOut),
        EventKind::Noted { note: crate::domain::ids::NoteId(uuid::Uuid::nil()) },
        EventKind::Assigned { owner: None },
    ];
    let here = lead(all);
    let words = |event: &Event| {
        let words: Vec<String> = parts(&here, event).iter().map(Part::word).collect();
        words.join(" ")
    };
    let told: Vec<String> = here.events().iter().map(words).collect();
    assert_eq!(told, ["status", "status met:need", "status opt_out", "", "owner"]);

    let batch = here.events()[1].batch;
    let undone = event(9, 9, EventKind::Undone { batch });
    let mut taken_back = here.clone();
    taken_back.apply(undone.clone());
    assert_eq!(parts(&taken_back, &undone).len(), 2, "what the batch was about");
    for event in here.events() {
        for part in parts(&here, event) {
            assert_eq!(Part::of_word(&part.word()), Some(part));
        }
    }
    assert_eq!(Part::of_word("horoscope"), None);
}

#[test]
fn what_stands_here_is_said_as_a_crm_would() {
    let status = |events: Vec<EventKind>| Counterpart::of(&lead(events)).status;
    assert_eq!(status(vec![]), CrmStatus::New);
    assert_eq!(status(vec![call(Outcome::NoAnswer)]), CrmStatus::Working);
    assert_eq!(status(vec![EventKind::Nurtured { due_at: at(900) }]), CrmStatus::Working);
    assert_eq!(status(vec![qualified()]), CrmStatus::Qualified);
    let gone = Counterpart::of(&lead([dismissed(DismissReason::OptedOut)]));
    assert_eq!(gone.status, CrmStatus::Dismissed(DismissReason::OptedOut));
    assert_eq!(gone.opted_out_of.len(), 2, "by phone and by mail");
    let other = says(|said| said.met.extend([("need".to_owned(), false)]));
    assert!(!other.differs_in(&Part::Prerequisite("need".to_owned()), &Counterpart::default()));
    assert!(gone.differs_in(&Part::OptOut, &other) && gone.differs_in(&Part::Status, &other));
}

proptest! {
    /// Whatever a CRM says, taking it in once is enough; and what it says then, it may say again.
    #[test]
    fn news_are_news_once(said in any_counterpart(), before in prop::option::of(any_counterpart())) {
        let here = lead(news(before.as_ref(), &said, &lead([]), &[]));
        prop_assert_eq!(news(before.as_ref(), &said, &here, &[]), []);
        prop_assert_eq!(news(Some(&said), &said, &here, &[]), []);
    }
}

fn any_counterpart() -> impl Strategy<Value = Counterpart> {
    let status = prop_oneof![
        Just(CrmStatus::New),
        Just(CrmStatus::Working),
        Just(CrmStatus::Qualified),
        prop::sample::select(DismissReason::ALL).prop_map(CrmStatus::Dismissed),
    ];
    let channels = prop::sample::subsequence(Channel::ALL, 0..3);
    let met = prop::collection::btree_map("need|budget|timing", any::<bool>(), 0..3);
    let touched_at = prop::option::of((0i64..5).prop_map(at));
    (status, prop::option::of("ana|bob"), channels, met, touched_at).prop_map(
        |(status, owner, channels, met, touched_at)| Counterpart {
            status,
            owner,
            opted_out_of: channels.into_iter().collect(),
            met,
            touched_at,
        },
    )
}
