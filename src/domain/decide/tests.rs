use super::*;
use crate::domain::event::{CadenceStep, EventKind};
use crate::domain::funnel::DismissReason;
use crate::domain::ids::NoteId;
use crate::domain::lead_source::Action;
use crate::domain::testing::{at, event, record};

/// What is decided where nobody answers a guard; refusals only.
fn said(lead: &Lead, command: &Command, now: DateTime<Utc>) -> Result<Vec<EventKind>, Refusal> {
    decide(lead, command, &Practice::default(), &[], now).map_err(|objection| match objection {
        Objection::Refused(refusal) => refusal,
        Objection::Asked(guards) => panic!("{guards:?}"),
    })
}

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
        assert_eq!(said(&dnc, &command, at(2)), Err(Refusal::DoNotContact), "{command:?}");
        assert_eq!(said(&opted_out, &command, at(2)), Err(Refusal::OptedOut), "{command:?}");
    }
}

#[test]
fn no_other_decision_lifts_the_wall_of_somebody_who_opted_out() {
    let opted_out = closed(EventKind::Dismissed { reason: DismissReason::OptedOut });
    assert_eq!(said(&opted_out, &Command::Reopen, at(2)), Err(Refusal::OptedOut));
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
        assert_eq!(said(&lead, &command, at(2)), Err(Refusal::TestLead), "{command:?}");
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
        assert_eq!(may_be_reached(&lead, Channel::Call), said(&lead, &a_call(), at(2)).map(|_| ()));
    }
}

#[test]
fn a_dismissed_lead_is_reopened_before_it_is_worked() {
    let lead = closed(EventKind::Dismissed { reason: DismissReason::Budget });
    for command in contact_commands() {
        let refusal = said(&lead, &command, at(2)).expect_err("it is closed");
        assert_eq!(refusal.to_string(), "already dismissed (budget too small); reopen it first");
    }
    assert_eq!(said(&lead, &Command::Reopen, at(2)), Ok(vec![EventKind::Reopened {}]));
    assert!(
        said(&lead, &Command::Dismiss { reason: DismissReason::Spam }, at(2)).is_ok(),
        "a better reason"
    );
    assert!(said(&lead, &Command::Dismiss { reason: DismissReason::Budget }, at(2)).is_err());
}

#[test]
fn an_open_lead_can_not_be_reopened() {
    assert_eq!(
        said(&open_lead(), &Command::Reopen, at(1)).map_err(|refusal| refusal.to_string()),
        Err("it is open already (new)".to_owned())
    );
}

#[test]
fn plans_are_for_the_future_and_touches_for_the_past() {
    let lead = open_lead();
    assert_eq!(said(&lead, &Command::Schedule { due_at: at(1) }, at(1)), Err(Refusal::NotInFuture));
    assert_eq!(said(&lead, &Command::Snooze { until: at(0) }, at(1)), Err(Refusal::NotInFuture));
    let far = Command::Nurture { due_at: at(24 * 366 * 11) };
    assert_eq!(said(&lead, &far, at(1)), Err(Refusal::TooFar));
    let later = Command::LogTouch {
        channel: Channel::Call,
        outcome: Outcome::Reached,
        made_at: Some(at(2)),
    };
    assert_eq!(said(&lead, &later, at(1)), Err(Refusal::TouchInFuture));
}

#[test]
fn a_channel_has_its_own_outcomes() {
    let odd =
        Command::LogTouch { channel: Channel::Email, outcome: Outcome::Voicemail, made_at: None };
    assert_eq!(
        said(&open_lead(), &odd, at(1)).map_err(|refusal| refusal.to_string()),
        Err("e-mail can not end in \"left a message\"; it is one of: sent, replied, bounced, done"
            .to_owned())
    );
}

#[test]
fn a_qualified_lead_is_touched_but_not_planned_or_qualified_again() {
    let lead = closed(EventKind::Qualified { met: Vec::new(), overridden: false });
    assert!(said(&lead, &a_call(), at(2)).is_ok());
    assert_eq!(
        said(&lead, &Command::Qualify { met: Vec::new(), overridden: false }, at(2)),
        Err(Refusal::AlreadyQualified)
    );
    assert!(said(&lead, &Command::Schedule { due_at: at(50) }, at(2)).is_err());
}

#[test]
fn a_note_can_be_written_on_anybody() {
    let note = Command::Note { note: NoteId(uuid::Uuid::nil()) };
    let dnc = Lead::new([record(1, Action::DoNotContact, 0)], []);
    for lead in [open_lead(), dnc, closed(EventKind::Dismissed { reason: DismissReason::OptedOut })]
    {
        assert!(said(&lead, &note, at(2)).is_ok());
    }
}

#[test]
fn finishing_verbs_are_those_after_which_the_rep_goes_on() {
    assert!(!a_call().finishes());
    assert!(Command::Schedule { due_at: at(1) }.finishes());
    assert!(Command::Dismiss { reason: DismissReason::Spam }.finishes());
}

fn touch(channel: Channel, outcome: Outcome) -> Command {
    Command::LogTouch { channel, outcome, made_at: None }
}

fn touched(channel: Channel, outcome: Outcome) -> EventKind {
    EventKind::Touched { channel, outcome, made_at: None }
}

fn next(kinds: &[EventKind]) -> Option<(CadenceStep, DateTime<Utc>)> {
    kinds.iter().find_map(|kind| match kind {
        EventKind::FollowUpPlanned { due_at, step: Some(step) } => Some((*step, *due_at)),
        _ => None,
    })
}

#[test]
fn logging_an_attempt_plans_the_next_one() {
    let kinds = said(&open_lead(), &touch(Channel::Call, Outcome::NoAnswer), at(1)).expect("done");
    let step = CadenceStep { number: 1, of: 7, channel: Channel::Email };
    assert_eq!(kinds.len(), 2);
    assert_eq!(next(&kinds), Some((step, at(3))));
}

#[test]
fn whoever_was_heard_from_is_not_chased() {
    let mut lead = open_lead();
    let first = touch(Channel::Email, Outcome::Sent);
    for (sequence, kind) in (1..).zip(said(&lead, &first, at(1)).expect("done")) {
        lead.apply(event(sequence, 1, kind));
    }
    assert!(lead.state().plan.is_some());
    let answer = touch(Channel::Email, Outcome::Replied);
    let kinds = said(&lead, &answer, at(2)).expect("done");
    assert_eq!(kinds, [touched(Channel::Email, Outcome::Replied)]);
    lead.apply(event(9, 2, kinds[0].clone()));
    assert_eq!(lead.state().plan, None);
}

#[test]
fn the_time_that_a_person_named_goes_before_the_cadence() {
    let mut lead = open_lead();
    lead.apply(event(1, 1, EventKind::FollowUpPlanned { due_at: at(50), step: None }));
    let kinds = said(&lead, &touch(Channel::Call, Outcome::NoAnswer), at(2)).expect("done");
    assert_eq!(kinds.len(), 1, "the record is answered, the named time stays");
    lead.apply(event(2, 2, kinds[0].clone()));
    let kinds = said(&lead, &touch(Channel::Email, Outcome::Sent), at(3)).expect("done");
    assert!(next(&kinds).is_some(), "now it was the follow-up itself");
}

#[test]
fn behind_the_last_step_comes_rest() {
    let mut lead = open_lead();
    let (mut now, mut sequence) = (1, 0);
    let mut way = Channel::Email;
    loop {
        let kinds = said(&lead, &touch(way, Outcome::Done), at(now)).expect("done");
        for kind in &kinds {
            sequence += 1;
            lead.apply(event(sequence, now, kind.clone()));
        }
        match next(&kinds) {
            Some((step, due_at)) => {
                way = step.channel;
                now = (due_at - at(0)).num_hours();
            }
            None => break assert!(matches!(kinds.last(), Some(EventKind::Nurtured { .. }))),
        }
    }
    assert_eq!(lead.state().touches.len(), 7, "there is no number to call");
    assert_eq!(lead.status(), Status::Nurturing);
}

#[test]
fn a_new_request_begins_the_cadence_again() {
    let mut lead = open_lead();
    for (sequence, way) in (1..).zip([Channel::Email, Channel::Call]) {
        lead.apply(event(sequence, sequence, touched(way, Outcome::Done)));
    }
    lead.add_record(record(2, Action::StartTestDrive, 30));
    let kinds = said(&lead, &touch(Channel::Call, Outcome::NoAnswer), at(31)).expect("done");
    assert_eq!(next(&kinds).map(|(step, _)| step.number), Some(1));
}

#[test]
fn a_qualified_lead_is_not_chased() {
    let lead = closed(EventKind::Qualified { met: Vec::new(), overridden: true });
    let kinds = said(&lead, &touch(Channel::Call, Outcome::NoAnswer), at(2)).expect("done");
    assert_eq!(kinds.len(), 1);
}

#[test]
fn qualifying_needs_the_checklist_or_a_reason() {
    let lead = open_lead();
    let qualify = |met: &[&str], overridden| Command::Qualify {
        met: met.iter().map(|code| (*code).to_owned()).collect(),
        overridden,
    };
    let Err(Refusal::OpenPrerequisites { open }) = said(&lead, &qualify(&["need"], false), at(1))
    else {
        panic!("three are open")
    };
    let open: Vec<&str> = open.iter().map(|item| item.code.as_str()).collect();
    assert_eq!(open, ["budget", "authority", "timing"]);
    let all = ["need", "budget", "authority", "timing"];
    for (command, overridden) in
        [(qualify(&all, false), false), (qualify(&all, true), false), (qualify(&[], true), true)]
    {
        let kinds = said(&lead, &command, at(1)).expect("qualified");
        assert!(
            matches!(&kinds[0], EventKind::Qualified { overridden: done, .. } if *done == overridden),
            "{kinds:?}"
        );
    }
    assert!(matches!(
        said(&lead, &qualify(&["charm"], true), at(1)),
        Err(Refusal::NoSuchPrerequisite { .. })
    ));
}

#[test]
fn a_tick_is_kept_until_it_is_taken_away() {
    let mut lead = open_lead();
    let tick = |met| Command::Tick { prerequisites: vec!["budget".to_owned()], met };
    let kinds = said(&lead, &tick(None), at(1)).expect("ticked");
    lead.apply(event(1, 1, kinds[0].clone()));
    assert!(lead.state().met.contains("budget"));
    assert_eq!(said(&lead, &tick(Some(true)), at(2)), Err(Refusal::TickedAlready { met: true }));
    let kinds = said(&lead, &tick(None), at(2)).expect("open again");
    lead.apply(event(2, 2, kinds[0].clone()));
    assert!(lead.state().met.is_empty());
}

#[test]
fn milestones_follow_qualifying() {
    let reach = |code: &str| Command::Milestone { milestone: code.to_owned() };
    assert_eq!(said(&open_lead(), &reach("won"), at(1)), Err(Refusal::NotQualified));
    let mut lead = closed(EventKind::Qualified { met: Vec::new(), overridden: true });
    assert!(matches!(said(&lead, &reach("party"), at(2)), Err(Refusal::NoSuchMilestone { .. })));
    let kinds = said(&lead, &reach("won"), at(2)).expect("reached");
    lead.apply(event(2, 2, kinds[0].clone()));
    assert_eq!(lead.state().milestones, [("won".to_owned(), at(2))]);
    assert_eq!(said(&lead, &reach("won"), at(3)), Err(Refusal::SameMilestone));
    lead.apply(event(3, 3, EventKind::Qualified { met: Vec::new(), overridden: true }));
    assert!(lead.state().milestones.is_empty(), "qualified anew");
}

#[test]
fn no_more_mails_is_a_wall_for_mails_that_no_answer_lifts() {
    let opted_out = EventKind::OptedOut { channels: vec![Channel::Email] };
    let mut lead = closed(opted_out);
    let mail = touch(Channel::Email, Outcome::Sent);
    for despite in [&[][..], GuardKind::ALL] {
        assert_eq!(
            decide(&lead, &mail, &Practice::default(), despite, at(2)),
            Err(Objection::Refused(Refusal::OptedOutOf { channel: Channel::Email }))
        );
    }
    assert!(said(&lead, &touch(Channel::Email, Outcome::Replied), at(2)).is_ok(), "they wrote");
    assert!(said(&lead, &touch(Channel::Call, Outcome::NoAnswer), at(2)).is_ok());
    assert!(!lead.is_behind_wall());
    lead.apply(event(2, 3, EventKind::OptedOut { channels: vec![Channel::Call] }));
    assert!(lead.is_behind_wall());
    let again = Command::OptOut { channels: vec![Channel::Call] };
    assert_eq!(said(&lead, &again, at(4)), Err(Refusal::OptedOutAlready));
}

#[test]
fn a_step_by_a_channel_that_was_closed_goes_to_the_other() {
    let mut lead = open_lead();
    let step = CadenceStep { number: 3, of: 7, channel: Channel::Email };
    lead.apply(event(1, 1, EventKind::FollowUpPlanned { due_at: at(50), step: Some(step) }));
    let kinds =
        said(&lead, &Command::OptOut { channels: vec![Channel::Email] }, at(2)).expect("noted");
    assert_eq!(next(&kinds).map(|(step, at)| (step.channel, at)), Some((Channel::Call, at(50))));
}

#[test]
fn a_guard_asks_until_its_kind_is_answered() {
    let lead = open_lead();
    let give_up = Command::Dismiss { reason: DismissReason::NoAnswer };
    let decided =
        |despite: &[GuardKind]| decide(&lead, &give_up, &Practice::default(), despite, at(1));
    assert!(matches!(decided(&[]), Err(Objection::Asked(_))));
    assert!(matches!(decided(&[GuardKind::TheirHour]), Err(Objection::Asked(_))));
    let kinds = decided(&[GuardKind::GiveUp]).expect("all the same");
    assert_eq!(kinds[0], EventKind::GuardOverridden { guard: GuardKind::GiveUp });
    assert_eq!(kinds.len(), 2);
}

#[test]
fn an_answer_to_a_guard_that_did_not_ask_is_not_counted() {
    let kinds = decide(&open_lead(), &a_call(), &Practice::default(), GuardKind::ALL, at(1));
    assert_eq!(kinds.map(|kinds| kinds.len()), Ok(1));
}

#[test]
fn what_was_done_before_is_written_down_without_a_question() {
    let mut lead = open_lead();
    lead.apply(event(1, 1, touched(Channel::Call, Outcome::NoAnswer)));
    let again =
        |made_at| Command::LogTouch { channel: Channel::Call, outcome: Outcome::NoAnswer, made_at };
    let decided = |made_at| decide(&lead, &again(made_at), &Practice::default(), &[], at(5));
    assert!(matches!(decided(None), Err(Objection::Asked(_))));
    assert!(decided(Some(at(4))).is_ok());
}
