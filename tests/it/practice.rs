//! The practice at the screen: what asks, what plans, what is ticked, and with how many keys.

use leadclock::domain::cadence::Cadence;
use leadclock::domain::funnel::{Channel, GuardKind, Outcome, Status};
use leadclock::domain::lead::Lead;
use leadclock::domain::practice::Practice;
use leadclock::domain::queue::Group;
use leadclock::tui::keyname::parse_keys;

use crate::screen::{Desk, frames, now};

const WIDE: (u16, u16) = (120, 40);
const USUAL: (u16, u16) = (80, 24);
const SMALLEST: (u16, u16) = (60, 15);

frames! {
    guard_give_up              USUAL    "x2";
    guard_give_up_smallest     SMALLEST "x2";
    guard_too_many             USUAL    "/hannah<enter>e1";
    guard_same_channel         USUAL    "/callum pryce<enter>e1";
    guard_their_hour_in_menu   USUAL    "/thị<enter>c";
    guard_their_hour           USUAL    "/thị<enter>c1";
    guard_heads_up             USUAL    "/loïc<enter>e1";
    guard_of_several_leads     USUAL    "<space><space>x2";
    wall_of_one_channel        USUAL    "/callum pryce<enter>c";
    checklist_open             USUAL    "y";
    checklist_ticked           USUAL    "y13";
    checklist_reason           USUAL    "y1<enter>asked for a contract";
    milestone_menu             USUAL    "/sam okafor<enter>y1234<enter>m";
    owner_menu                 USUAL    "a";
    day                        USUAL    "gc1T";
    mine                       USUAL    "arM";
    lead_of_the_practice       WIDE     "/hannah<enter><enter>";
    mail_menu                  USUAL    "/sam okafor<enter>e";
    draft                      USUAL    "/sam okafor<enter>ei";
    draft_of_the_wall          USUAL    "/sam okafor<enter>xme";
    similar_on_the_page        WIDE     "/tom baker<enter><enter>";
    who_is_the_same            USUAL    "/tom baker<enter>=";
    who_is_not                 USUAL    "/aino<enter>-";
    linked                     WIDE     "/tom baker<enter>=1<enter>";
    parted                     USUAL    "/aino<enter>-0";
}

/// The one lead that a filter finds.
pub(crate) fn lead(desk: &Desk, words: &str) -> Lead {
    let store = desk.store();
    let filter = crate::support::filter(words);
    let mut found = None;
    leadclock::app::query::each_row(&store, now(), &filter, true, |_, row| {
        found = Some(row.key);
        false
    })
    .unwrap();
    store.lead(found.unwrap()).unwrap().unwrap().lead
}

fn keys(written: &str) -> usize {
    parse_keys(written).unwrap().len()
}

#[test]
fn a_call_without_an_answer_takes_three_keys_with_a_plan() {
    let desk = Desk::demo();
    let pass = "<tab>c1";
    assert!(keys(pass) <= 3);
    // Somebody for whom it is day now.
    let frame = desk.text(WIDE, &format!("/van dijk<enter>{pass}"));
    assert!(frame.contains("then e-mail Mon 11:00 (1 of 7)"), "{frame}");
    let worked = lead(&desk, "van dijk");
    assert_eq!(worked.state().touches.last().unwrap().outcome, Outcome::NoAnswer);
    assert_eq!(worked.state().plan.unwrap().step.unwrap().channel, Channel::Email);
}

#[test]
fn a_call_without_an_answer_takes_five_keys_without_a_plan() {
    let mut desk = Desk::demo();
    let none = Cadence { steps: Vec::new(), ..Cadence::default() };
    desk.practice = Practice { cadences: vec![none], ..Practice::default() };
    let pass = "<tab>c1f2";
    assert!(keys(pass) <= 5);
    desk.text(WIDE, &format!("/van dijk<enter>{pass}"));
    let worked = lead(&desk, "van dijk");
    assert_eq!(worked.state().touches.last().unwrap().outcome, Outcome::NoAnswer);
    assert!(worked.state().plan.is_some_and(|plan| plan.step.is_none()));
}

#[test]
fn tab_goes_on_from_where_the_lead_in_hand_stood() {
    let desk = Desk::demo();
    // The first two overdue leads; the first has moved down meanwhile.
    let frame = desk.text(WIDE, "gc1<tab>");
    let selected = frame.lines().find(|line| line.starts_with('▌')).unwrap();
    assert!(selected.contains("李伟"), "{frame}");
}

#[test]
fn the_same_key_again_goes_on_and_is_logged() {
    let desk = Desk::demo();
    desk.text(USUAL, "/sam okafor<enter>x22");
    let given_up = lead(&desk, "sam okafor");
    assert_eq!(given_up.status(), Status::Dismissed);
    assert_eq!(given_up.state().overrides.len(), 1);
    assert_eq!(given_up.state().overrides[0].0, GuardKind::GiveUp);
    desk.text(USUAL, "u");
    let back = lead(&desk, "sam okafor");
    assert_eq!((back.status(), back.state().overrides.len()), (Status::New, 0));
}

#[test]
fn another_key_takes_what_is_better() {
    let desk = Desk::demo();
    desk.text(USUAL, "/sam okafor<enter>x2+");
    let planned = lead(&desk, "sam okafor");
    assert_eq!(planned.status(), Status::New);
    assert!(planned.state().plan.is_some());
    desk.text(USUAL, "/sam okafor<enter>x20");
    assert_eq!(lead(&desk, "sam okafor").status(), Status::Nurturing);
}

#[test]
fn a_key_that_was_typed_ahead_answers_no_guard() {
    use leadclock::app::LeadKey;
    use leadclock::app::triage::{Decision, Wish};
    use leadclock::domain::command::Command;
    use leadclock::domain::funnel::DismissReason;
    use leadclock::domain::guard::Guard;
    use leadclock::tui::model::{Model, Waiting};
    use leadclock::tui::msg::Msg;
    use leadclock::tui::update::update;

    let mut model = Model::new(Desk::demo().settings(), now(), USUAL);
    model.last_key = parse_keys("2").unwrap().pop();
    model.waiting = Waiting::Save;
    for key in parse_keys("2j").unwrap() {
        assert_eq!(update(&mut model, Msg::Key(key)), []);
    }
    let wish = Wish::command(Command::Dismiss { reason: DismissReason::NoAnswer });
    let guard = Guard::GiveUp { touches: 0, channels: 0, days: 0, needs: (4, 2, 5) };
    let decision = Decision { asked: vec![(LeadKey(1), vec![guard])], ..Decision::default() };
    assert_eq!(update(&mut model, Msg::Decided(wish, decision)), []);
    assert!(model.prompt.is_some() && model.held.is_empty());
}

#[test]
fn repeating_a_verb_does_not_repeat_the_answer_to_a_guard() {
    let desk = Desk::demo();
    let frame = desk.text(USUAL, "gx22.");
    assert!(frame.contains("Really?"), "{frame}");
}

#[test]
fn digits_tick_and_the_last_one_lets_the_lead_pass() {
    let desk = Desk::demo();
    desk.text(USUAL, "/sam okafor<enter><enter>12");
    assert_eq!(lead(&desk, "sam okafor").state().met.len(), 2);
    desk.text(USUAL, "/sam okafor<enter><enter>1");
    assert_eq!(lead(&desk, "sam okafor").state().met.len(), 1, "the same digit opens it again");
    desk.text(USUAL, "/sam okafor<enter>y134<enter>");
    let qualified = lead(&desk, "sam okafor");
    assert_eq!(qualified.status(), Status::Qualified);
    assert_eq!(qualified.state().met.len(), 4);
    assert!(desk.store().lead(key_of(&desk, "sam okafor")).unwrap().unwrap().notes.is_empty());
}

#[test]
fn a_lead_passes_with_a_reason_which_is_kept() {
    let desk = Desk::demo();
    desk.text(USUAL, "/sam okafor<enter>y<enter>asked for a contract<enter>");
    assert_eq!(lead(&desk, "sam okafor").status(), Status::Qualified);
    let file = desk.store().lead(key_of(&desk, "sam okafor")).unwrap().unwrap();
    assert_eq!(file.notes[0].text.raw(), "asked for a contract");
}

#[test]
fn milestones_and_owners_are_given_by_one_more_key() {
    let desk = Desk::demo();
    desk.text(USUAL, "/sam okafor<enter>ar");
    assert_eq!(lead(&desk, "sam okafor").state().owner.as_deref(), Some("rep"));
    desk.text(USUAL, "/sam okafor<enter>y1234<enter>");
    desk.text(USUAL, "/sam okafor<enter>m3");
    assert_eq!(lead(&desk, "sam okafor").state().milestones[0].0, "won");
    let frame = desk.text(USUAL, "M");
    assert!(frame.contains("Sam Okafor") && frame.contains("owner:me"), "{frame}");
    assert!(!desk.text(USUAL, "MM").contains("owner:me"), "the same key shows all again");
}

#[test]
fn whoever_wants_no_mails_stays_a_lead() {
    let desk = Desk::demo();
    desk.text(USUAL, "/sam okafor<enter>xm");
    let lead = lead(&desk, "sam okafor");
    assert_eq!(lead.status(), Status::New);
    assert!(lead.state().opted_out_of.contains(&Channel::Email));
    let frame = desk.text(USUAL, "/sam okafor<enter>e");
    assert!(frame.contains("asked for no more mails"), "{frame}");
}

fn key_of(desk: &Desk, words: &str) -> leadclock::app::LeadKey {
    let filter = crate::support::filter(words);
    let mut found = None;
    leadclock::app::query::each_row(&desk.store(), now(), &filter, true, |_, row| {
        found = Some(row.key);
        false
    })
    .unwrap();
    found.unwrap()
}

#[test]
fn one_is_told_when_a_lead_is_about_to_be_late() {
    use chrono::TimeDelta;
    use leadclock::app::config::{Alerts, Notify};
    use leadclock::tui::model::{Model, Settings};
    use leadclock::tui::msg::{Effect, Msg};
    use leadclock::tui::update::update;

    let desk = Desk::demo();
    let store = desk.store();
    let told_on = |mask: bool, alerts: Alerts, actor: &str| {
        let settings = Settings { alerts, mask, actor: actor.to_owned(), ..desk.settings() };
        let mut model = Model::new(settings, now(), USUAL);
        // The last quarter of Ana Souza's limit, whose lead is dee's, began two and a half hours ago.
        model.looked_until = now() - TimeDelta::minutes(170);
        let looks = update(&mut model, Msg::Tick(now() - TimeDelta::minutes(120)));
        let [Effect::LookForDueSoon { since, until }] = looks[..] else { return None };
        let rows = store.became_due_soon(since, until, 10).unwrap();
        update(&mut model, Msg::DueSoon(rows)).into_iter().find_map(|effect| match effect {
            Effect::Alert(words) => Some(words),
            _ => None,
        })
    };
    let bell = Alerts { bell: true, notify: Notify::Off };
    let told = |alerts: Alerts, actor: &str| told_on(false, alerts, actor);
    let masked = told_on(true, bell.clone(), "dee").expect("told");
    assert!(masked.starts_with("due soon: A•••••, "), "{masked}");
    let words = told(bell.clone(), "dee").expect("told");
    assert!(words.starts_with("due soon: Ana Souza, "), "{words}");
    assert_eq!(told(bell, "ben"), None, "it is dee's lead");
    assert_eq!(told(Alerts::default(), "dee"), None, "nobody wants to be told");
}

#[test]
fn any_other_key_leaves_the_question_and_means_what_it_means() {
    let desk = Desk::demo();
    // The lead in hand is left as it was, and the digit of the next pass is no answer.
    let frame = desk.text(USUAL, "gx2<tab>x2");
    assert!(frame.contains("Really?  李伟"), "{frame}");
    desk.text(USUAL, "gx2<tab>c1");
    assert_eq!(lead(&desk, "priya.natarajan").status(), Status::Working);
    assert_eq!(lead(&desk, "李伟").state().touches.len(), 2);
    assert_eq!(lead(&desk, "priya.natarajan").state().overrides, []);
}

#[test]
fn while_a_guard_asks_about_one_lead_nothing_is_done_to_any_and_one_undo_takes_all_back() {
    let desk = Desk::demo();
    let before = desk.store().counts(now()).unwrap();
    let frame = desk.text(USUAL, "gV");
    assert!(frame.contains("13 marked"), "{frame}");
    let asked = desk.text(USUAL, "gVx2");
    assert!(asked.contains("of 13; nothing was done yet"), "{asked}");
    assert_eq!(desk.store().counts(now()).unwrap(), before);
    desk.text(USUAL, "gVx22");
    let after = desk.store().counts(now()).unwrap();
    assert_eq!(after.of(Group::Dismissed).total, before.of(Group::Dismissed).total + 13);
    desk.text(USUAL, "u");
    assert_eq!(desk.store().counts(now()).unwrap(), before);
}

#[test]
fn taking_a_link_back_says_so() {
    let frame = Desk::demo().text(USUAL, "/tom baker<enter>=1u");
    assert!(frame.contains("took back: linked"), "{frame}");
}

#[test]
fn an_empty_reason_is_asked_for_again() {
    let desk = Desk::demo();
    let frame = desk.text(USUAL, "/sam okafor<enter>y<enter><enter>they asked");
    assert!(frame.contains("all the same? they asked"), "{frame}");
    assert_eq!(lead(&desk, "sam okafor").state().touches.len(), 0);
}
