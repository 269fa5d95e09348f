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
    assert_eq!(news(None, &all, &lead([])), expected);
    assert_eq!(news(None, &all, &lead(expected)), [], "it stands here already");
    assert_eq!(news(None, &Counterpart::default(), &lead([])), []);
    assert_eq!(
        news(None, &met("authority", false), &lead([ticked("authority", true)])),
        [],
        "a tick of ours is not taken away by a box that nobody looked at"
    );
}

#[test]
fn a_crm_that_repeats_itself_takes_nothing_back() {
    let open = Counterpart::default();
    let here = lead([dismissed(DismissReason::Spam), ticked("need", true)]);
    assert_eq!(news(Some(&open), &open, &here), []);
    assert_eq!(news(None, &open, &here), [], "nor one that says it for the first time");
    assert_eq!(news(Some(&met("need", false)), &met("need", false), &here), []);
}

#[test]
fn what_a_crm_changes_is_news() {
    let open = Counterpart::default();
    let lost = status(CrmStatus::Dismissed(DismissReason::Other));
    let won = status(CrmStatus::Qualified);
    assert_eq!(news(Some(&open), &won, &lead([])), [qualified()]);
    assert_eq!(news(Some(&open), &won, &lead([qualified()])), []);
    assert_eq!(
        news(Some(&lost), &open, &lead([dismissed(DismissReason::Other)])),
        [EventKind::Reopened {}]
    );
    assert_eq!(news(Some(&lost), &open, &lead([])), [], "it is open here");
    assert_eq!(
        news(Some(&open), &lost, &lead([dismissed(DismissReason::Budget)])),
        [],
        "we know why"
    );
    assert_eq!(
        news(Some(&met("need", true)), &met("need", false), &lead([ticked("need", true)])),
        [ticked("need", false)]
    );
}

#[test]
fn an_objection_stays_though_the_crm_forgets_it() {
    let objects = says(|said| said.opted_out_of.extend([Channel::Email]));
    let here = lead([EventKind::OptedOut { channels: vec![Channel::Email] }]);
    assert_eq!(news(Some(&objects), &Counterpart::default(), &here), []);
    assert_eq!(news(None, &objects, &here), []);
}

#[test]
fn an_owner_whom_the_settings_do_not_name_changes_nothing() {
    let ana = says(|said| said.owner = Some("ana".to_owned()));
    let here = lead([EventKind::Assigned { owner: Some("ana".to_owned()) }]);
    assert_eq!(news(Some(&ana), &Counterpart::default(), &here), []);
}

#[test]
fn a_touch_counts_once_and_only_where_it_is_the_latest() {
    let touched = says(|said| said.touched_at = Some(at(5)));
    let touch = EventKind::Touched {
        channel: Channel::Other,
        outcome: Outcome::Done,
        made_at: Some(at(5)),
    };
    assert_eq!(news(None, &touched, &lead([])), [touch]);
    assert_eq!(news(Some(&touched), &touched, &lead([])), []);
    let later = Lead::new([record(1, Action::ContactMe, 0)], [event(1, 6, call(Outcome::Reached))]);
    assert_eq!(news(None, &touched, &later), [], "we were in touch since");
}
