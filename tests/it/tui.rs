//! The screen: what is drawn after keys, and what keys do to the leads.

use std::sync::Arc;

use chrono::TimeDelta;
use insta::assert_snapshot;
use leadclock::app::{Store, query};
use leadclock::domain::funnel::{DismissReason, Status};
use leadclock::domain::lead_source::Action;
use leadclock::domain::practice::Practice;
use leadclock::domain::queue::Group;
use leadclock::domain::record::LeadRecord;
use leadclock::tui::model::{Model, Settings};
use leadclock::tui::msg::{Effect, Msg};
use leadclock::tui::runner::text_of;
use leadclock::tui::update::{begin, update};
use leadclock::tui::view;

use crate::screen::{Desk, frames, now, roles_of};
use crate::support::{add, at, office, record};

const WIDE: (u16, u16) = (120, 40);
const USUAL: (u16, u16) = (80, 24);
const SMALLEST: (u16, u16) = (60, 15);
const TINY: (u16, u16) = (40, 12);

frames! {
    queue_wide                 demo  WIDE  "";
    queue_usual                demo  USUAL "";
    queue_tiny                 demo  TINY  "";
    queue_wide_bottom          demo  WIDE  "G";
    queue_usual_bottom         demo  USUAL "G";
    group_unfolded             demo  USUAL "Gkkk<enter>jj";
    lead_wide                  demo  WIDE  "<enter>";
    lead_usual                 demo  USUAL "<enter>";
    lead_usual_scrolled        demo  USUAL "<enter><ctrl-d>";
    call_menu                  demo  USUAL "c";
    dismiss_menu               demo  USUAL "x";
    dismiss_menu_smallest      demo  SMALLEST "x";
    follow_up_menu_wide        demo  WIDE  "f";
    follow_up_words            demo  USUAL "ftue 9am";
    follow_up_bad_words        demo  USUAL "fbanana<enter>";
    note_prompt                demo  USUAL "nasks for 李伟, 12 seats";
    filter_prompt              demo  USUAL "/conc";
    filter_kept                demo  USUAL "/contoso<enter>j";
    filter_without_match       demo  USUAL "/zzz<enter>";
    marks                      demo  USUAL "<space><space>j<space>";
    call_logged                demo  USUAL "c1";
    dismissed_and_on           demo  USUAL "x1";
    undone                     demo  USUAL "x1u";
    refused_behind_the_wall    demo  USUAL "G<enter>c";
    help_usual                 demo  USUAL "?";
    help_wide                  demo  WIDE  "?";
    welcome_wide               empty WIDE  "";
    welcome_usual              empty USUAL "";
    import_prompt              empty USUAL "<ctrl-o>leads.csv";
}

#[test]
fn a_lead_with_working_hours() {
    let desk = Desk::empty();
    add(&mut desk.store(), [record(1, Action::ContactMe, 0)]);
    // The limit began on Monday noon and ends on Thursday noon.
    for (name, hours) in [("open", 3), ("closed", 10), ("soon", 70), ("late", 73)] {
        let frame = desk.frame_of(office(), at(hours), USUAL, "<enter>");
        assert_snapshot!(format!("a_lead_with_working_hours_{name}"), text_of(&frame));
    }
}

#[test]
fn what_is_left_of_working_time_ticks_only_while_somebody_works() {
    let desk = Desk::empty();
    let half_past_nine = at(-3) + TimeDelta::minutes(30);
    let asked = record(1, Action::ContactMe, 0);
    add(&mut desk.store(), [LeadRecord { created_at: Some(half_past_nine), ..asked }]);
    let store = Store::open(&desk.home.db(), office()).unwrap();
    // It is due on Thursday at 09:30: on Wednesday at five half an hour of working time is left.
    let five = at(2 * 24 + 5) + TimeDelta::milliseconds(10_250);
    for (now, wait) in [
        (five - TimeDelta::minutes(40), 49_750),
        (five - TimeDelta::minutes(20), 750),
        (five, 49_750),
        (five + TimeDelta::hours(2), 49_750),
    ] {
        let practice = Practice { policy: office(), ..Practice::default() };
        let settings = Settings { practice, ..desk.settings() };
        let model = shown(&store, Model::new(settings, now, USUAL));
        let next = view::next_change(&model) - now;
        assert_eq!(next.num_milliseconds() / 250 * 250, wait, "{now}");
    }
}

/// The model once all that it asks for has come.
fn shown(store: &Store, mut model: Model) -> Model {
    let mut effects = begin(&mut model);
    while let Some(effect) = effects.pop() {
        let answers = match effect {
            Effect::LoadWindow { generation, request } => {
                let window = Box::new(query::window(store, &request).unwrap());
                vec![Msg::Window { generation, window }]
            }
            Effect::LoadLeads(keys) => {
                let read = |key| Msg::Lead(key, store.lead(key).unwrap().map(Arc::new), Vec::new());
                keys.into_iter().map(read).collect()
            }
            _ => Vec::new(),
        };
        effects.extend(answers.into_iter().flat_map(|msg| update(&mut model, msg)));
    }
    assert!(model.lead().is_some());
    model
}

#[test]
fn roles_on_the_queue() {
    assert_snapshot!(roles_of(&Desk::demo().frame(WIDE, "")));
}

#[test]
fn roles_on_a_closed_lead() {
    assert_snapshot!(roles_of(&Desk::demo().frame(USUAL, "Gkk<enter>j")));
}

#[test]
fn keys_typed_ahead_mean_what_they_would_mean_typed_slowly() {
    let (ahead, slowly) = (Desk::demo(), Desk::demo());
    ahead.text(USUAL, "x1x3x4");
    for keys in ["x1", "x3", "x4"] {
        slowly.text(USUAL, keys);
    }
    let before = Desk::demo().store().counts(now()).unwrap().of(Group::Dismissed).total;
    for desk in [&ahead, &slowly] {
        assert_eq!(desk.store().counts(now()).unwrap().of(Group::Dismissed).total, before + 3);
    }
}

#[test]
fn a_rep_passes_through_seven_tasks_with_fifteen_keys() {
    let desk = Desk::demo();
    // The next overdue lead; a call; a follow-up in two days; qualify; dismiss; a note; the history.
    let tasks = ["<tab>", "c1", "f2", "y1234<enter>", "x1", "n", "<enter>"];
    let keys: usize =
        tasks.iter().map(|keys| leadclock::tui::keyname::parse_keys(keys).unwrap().len()).sum();
    assert!(keys <= 15, "{keys}");
    let store = desk.store();
    let before = store.counts(now()).unwrap();
    drop(store);
    desk.text(WIDE, "<tab>c1f2y1234<enter>x1ncall on monday<enter><enter>");
    let after = desk.store().counts(now()).unwrap();
    assert_eq!(after.of(Group::Qualified).total, before.of(Group::Qualified).total + 1);
    assert_eq!(after.of(Group::Dismissed).total, before.of(Group::Dismissed).total + 1);
}

#[test]
fn marked_leads_are_decided_together_and_undone_together() {
    let desk = Desk::demo();
    let before = desk.store().counts(now()).unwrap();
    let frame = desk.text(USUAL, "<space><space><space>x7");
    assert!(frame.contains("dismissed: spam or abuse · 3 leads · saved"), "{frame}");
    desk.text(USUAL, "u");
    assert_eq!(desk.store().counts(now()).unwrap(), before);
}

#[test]
fn all_of_a_group_can_be_marked() {
    let desk = Desk::demo();
    let trial = desk.store().counts(now()).unwrap().of(Group::Trial).total;
    let frame = desk.text(USUAL, "V");
    assert!(frame.contains(&format!("{trial} marked")), "{frame}");
    assert!(!desk.text(USUAL, "VV").contains("marked"));
}

#[test]
fn repeat_does_the_last_verb_on_the_next_lead() {
    let desk = Desk::demo();
    let before = desk.store().counts(now()).unwrap().of(Group::Dismissed).total;
    desk.text(USUAL, "x3..");
    assert_eq!(desk.store().counts(now()).unwrap().of(Group::Dismissed).total, before + 3);
}

#[test]
fn a_reopened_lead_is_back_in_its_stage() {
    let desk = Desk::demo();
    desk.text(USUAL, "/fabrikam<enter>x1");
    let key = crate::support::one(desk.store().find("priya.natarajan@example.com").unwrap());
    let lead = |desk: &Desk| desk.store().lead(key).unwrap().unwrap().lead;
    assert_eq!(lead(&desk).dismissed_reason(), Some(DismissReason::Budget));
    desk.text(USUAL, "/priya.natarajan<enter>r");
    assert_eq!(lead(&desk).status(), Status::Working);
}

#[test]
fn a_follow_up_goes_on_to_the_next_lead_even_where_the_first_answer_stays_owed() {
    let desk = Desk::demo();
    let frame = desk.text(USUAL, "jjf2");
    let selected = frame.lines().find(|line| line.starts_with('▌')).unwrap();
    assert!(selected.contains("Hannah Ellery"), "{frame}");
    assert!(frame.contains("follow-up Wed 25 Nov 09:00 · Tom Baker · saved"), "{frame}");
}

#[test]
fn a_call_and_a_plan_go_on_to_the_lead_that_stood_next() {
    let desk = Desk::demo();
    let frame = desk.text(USUAL, "c1f2");
    let selected = frame.lines().find(|line| line.starts_with('▌')).unwrap();
    assert!(selected.contains("李伟"), "{frame}");
}

#[test]
fn on_its_own_page_a_lead_is_meant_whatever_is_marked() {
    let desk = Desk::demo();
    let frame = desk.text(USUAL, "<space><space><enter>c");
    assert!(frame.contains("What came of the call?  Tom Baker"), "{frame}");
}

#[test]
fn pages_are_scrolled_to_their_end_and_no_further() {
    let desk = Desk::demo();
    let bottom = desk.text(USUAL, "?G");
    assert_eq!(
        desk.text(USUAL, "?<ctrl-d><ctrl-d><ctrl-d><ctrl-d><ctrl-d><ctrl-d><ctrl-d><ctrl-d>"),
        bottom
    );
    assert_ne!(desk.text(USUAL, "?Gk"), bottom, "one line up is seen at once");
}

#[test]
fn the_selection_stays_on_the_lead_that_a_call_moved() {
    let desk = Desk::demo();
    let frame = desk.text(WIDE, "c3");
    let selected = frame.lines().find(|line| line.starts_with('▌')).unwrap();
    assert!(selected.contains("Priya Natarajan"), "{selected}");
}

#[test]
fn no_size_panics() {
    let desk = Desk::demo();
    for columns in [1, 5, 20, 59, 60, 61, 79, 99, 100, 101, 133, 500] {
        for rows in [1, 5, 14, 15, 16, 24, 200] {
            for keys in ["", "<enter>", "c", "f", "?", "/x", "n", "G<enter>"] {
                desk.frame((columns, rows), keys);
            }
        }
    }
}

#[test]
fn a_key_that_comes_before_an_answer_waits_for_it() {
    use leadclock::app::triage::Decision;
    use leadclock::tui::model::Waiting;

    let desk = Desk::demo();
    let store = desk.store();
    let mut model = Model::new(desk.settings(), now(), USUAL);
    let answers = |effect: &Effect| match effect {
        Effect::LoadWindow { generation, request } => vec![Msg::Window {
            generation: *generation,
            window: Box::new(query::window(&store, request).unwrap()),
        }],
        Effect::LoadLeads(keys) => {
            let read = |key| Msg::Lead(key, store.lead(key).unwrap().map(Arc::new), Vec::new());
            keys.iter().copied().map(read).collect()
        }
        _ => Vec::new(),
    };
    let mut asked = Vec::new();
    for answer in begin(&mut model).iter().flat_map(answers) {
        asked.extend(update(&mut model, answer));
    }
    let press = |model: &mut Model, keys: &str| -> Vec<Effect> {
        let keys = leadclock::tui::keyname::parse_keys(keys).unwrap();
        keys.into_iter().flat_map(|key| update(model, Msg::Key(key))).collect()
    };
    let saves = |effects: &[Effect]| -> Vec<leadclock::app::LeadKey> {
        let decided = effects.iter().filter_map(|effect| match effect {
            Effect::CarryOut { leads, .. } => Some(leads.clone()),
            _ => None,
        });
        decided.flatten().collect()
    };
    // The list is here, but not yet what is known of its first lead: it may refuse.
    let early = press(&mut model, "x1x3");
    assert_eq!((saves(&early), model.held.len()), (vec![], 4));
    let mut first = Vec::new();
    for answer in asked.iter().flat_map(answers) {
        first.extend(update(&mut model, answer));
    }
    let [first_lead] = saves(&first)[..] else { unreachable!("one decision at a time: {first:?}") };
    assert_eq!(model.waiting, Waiting::Save);
    let wish = first.iter().find_map(|effect| match effect {
        Effect::CarryOut { wish, .. } => Some(wish.clone()),
        _ => None,
    });
    // Saved: the next lead is asked for, and the second verb still waits to know which it is.
    let decision = Decision { done: vec![first_lead], ..Decision::default() };
    let second = update(&mut model, Msg::Decided(wish.unwrap(), decision));
    assert_eq!(saves(&second), []);
    model.queue.entries.retain(
        |entry| !matches!(entry, leadclock::app::Entry::Lead(_, row) if row.key == first_lead),
    );
    let window = second.iter().flat_map(answers).next().unwrap();
    let third = update(&mut model, window);
    assert_eq!(saves(&third).len(), 1);
}
