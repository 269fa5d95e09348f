use super::*;
use crate::domain::event::EventKind;
use crate::domain::lead_source::Action;
use crate::domain::testing::{at, event, record};

fn open_lead() -> Lead {
    Lead::new([record(1, Action::ContactMe, 0)], [])
}

fn closed(kind: EventKind) -> Lead {
    Lead::new([record(1, Action::ContactMe, 0)], [event(1, 1, kind)])
}

fn a_call() -> Command {
    Command::LogTouch { channel: Channel::Call, outcome: Outcome::Reached, made_at: None }
}

fn contact_commands() -> Vec<Command> {
    vec![
        a_call(),
        Command::Qualify { met: Vec::new(), overridden: false },
        Command::Schedule { due_at: at(50) },
        Command::Snooze { until: at(50) },
        Command::Nurture { due_at: at(50) },
    ]
}

#[test]
fn no_contact_verb_passes_the_wall() {
    let dnc = Lead::new([record(1, Action::DoNotContact, 0)], []);
    let opted_out = closed(EventKind::Dismissed { reason: DismissReason::OptedOut });
    for command in contact_commands() {
        assert_eq!(decide(&dnc, &command, at(2)), Err(Refusal::DoNotContact), "{command:?}");
        assert_eq!(decide(&opted_out, &command, at(2)), Err(Refusal::OptedOut), "{command:?}");
    }
}

#[test]
fn no_other_decision_lifts_the_wall_of_somebody_who_opted_out() {
    let opted_out = closed(EventKind::Dismissed { reason: DismissReason::OptedOut });
    assert_eq!(decide(&opted_out, &Command::Reopen, at(2)), Err(Refusal::OptedOut));
    let mut lead = opted_out;
    lead.apply(event(2, 3, EventKind::Dismissed { reason: DismissReason::Budget }));
    assert!(lead.is_behind_wall());
}

#[test]
fn nobody_is_behind_a_test_lead() {
    let mut test = record(1, Action::ContactMe, 0);
    test.test = true;
    let lead = Lead::new([test], []);
    for command in contact_commands() {
        assert_eq!(decide(&lead, &command, at(2)), Err(Refusal::TestLead), "{command:?}");
    }
}

#[test]
fn a_message_may_go_to_whom_a_call_may_be_logged() {
    let mut test = record(1, Action::ContactMe, 0);
    test.test = true;
    for lead in [
        open_lead(),
        Lead::new([record(1, Action::DoNotContact, 0)], []),
        Lead::new([test], []),
        closed(EventKind::Dismissed { reason: DismissReason::OptedOut }),
        closed(EventKind::Dismissed { reason: DismissReason::Spam }),
        closed(EventKind::Qualified { met: Vec::new(), overridden: false }),
    ] {
        assert_eq!(may_be_contacted(&lead), decide(&lead, &a_call(), at(2)).map(|_| ()));
    }
}

#[test]
fn a_dismissed_lead_is_reopened_before_it_is_worked() {
    let lead = closed(EventKind::Dismissed { reason: DismissReason::Budget });
    for command in contact_commands() {
        let refusal = decide(&lead, &command, at(2)).expect_err("it is closed");
        assert_eq!(refusal.to_string(), "already dismissed (budget too small); reopen it first");
    }
    assert_eq!(decide(&lead, &Command::Reopen, at(2)), Ok(vec![EventKind::Reopened {}]));
    assert!(
        decide(&lead, &Command::Dismiss { reason: DismissReason::Spam }, at(2)).is_ok(),
        "a better reason"
    );
    assert!(decide(&lead, &Command::Dismiss { reason: DismissReason::Budget }, at(2)).is_err());
}

#[test]
fn an_open_lead_can_not_be_reopened() {
    assert_eq!(
        decide(&open_lead(), &Command::Reopen, at(1)).map_err(|refusal| refusal.to_string()),
        Err("it is open already (new)".to_owned())
    );
}

#[test]
fn plans_are_for_the_future_and_touches_for_the_past() {
    let lead = open_lead();
    assert_eq!(
        decide(&lead, &Command::Schedule { due_at: at(1) }, at(1)),
        Err(Refusal::NotInFuture)
    );
    assert_eq!(decide(&lead, &Command::Snooze { until: at(0) }, at(1)), Err(Refusal::NotInFuture));
    let far = Command::Nurture { due_at: at(24 * 366 * 11) };
    assert_eq!(decide(&lead, &far, at(1)), Err(Refusal::TooFar));
    let later = Command::LogTouch {
        channel: Channel::Call,
        outcome: Outcome::Reached,
        made_at: Some(at(2)),
    };
    assert_eq!(decide(&lead, &later, at(1)), Err(Refusal::TouchInFuture));
}

#[test]
fn a_channel_has_its_own_outcomes() {
    let odd =
        Command::LogTouch { channel: Channel::Email, outcome: Outcome::Voicemail, made_at: None };
    assert_eq!(
        decide(&open_lead(), &odd, at(1)).map_err(|refusal| refusal.to_string()),
        Err("e-mail can not end in \"left a message\"; it is one of: sent, replied, bounced, done"
            .to_owned())
    );
}

#[test]
fn a_qualified_lead_is_touched_but_not_planned_or_qualified_again() {
    let lead = closed(EventKind::Qualified { met: Vec::new(), overridden: false });
    assert!(decide(&lead, &a_call(), at(2)).is_ok());
    assert_eq!(
        decide(&lead, &Command::Qualify { met: Vec::new(), overridden: false }, at(2)),
        Err(Refusal::AlreadyQualified)
    );
    assert!(decide(&lead, &Command::Schedule { due_at: at(50) }, at(2)).is_err());
}

#[test]
fn a_note_can_be_written_on_anybody() {
    let note = Command::Note { note: NoteId(uuid::Uuid::nil()) };
    let dnc = Lead::new([record(1, Action::DoNotContact, 0)], []);
    for lead in [open_lead(), dnc, closed(EventKind::Dismissed { reason: DismissReason::OptedOut })]
    {
        assert!(decide(&lead, &note, at(2)).is_ok());
    }
}

#[test]
fn finishing_verbs_are_those_after_which_the_rep_goes_on() {
    assert!(!a_call().finishes());
    assert!(Command::Schedule { due_at: at(1) }.finishes());
    assert!(Command::Dismiss { reason: DismissReason::Spam }.finishes());
}
