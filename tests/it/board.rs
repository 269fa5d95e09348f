//! The filter line with its completion, the saved views, and the board.

use insta::assert_snapshot;
use leadclock::domain::funnel::{DismissReason, Status};
use proptest::prelude::*;

use crate::cli::shell_with_three;
use crate::practice::lead;
use crate::screen::{Desk, frames};

const WIDE: (u16, u16) = (120, 40);
const USUAL: (u16, u16) = (80, 24);
const SMALLEST: (u16, u16) = (60, 15);

frames! {
    filter_offers          USUAL    "/due:2h st";
    filter_chosen          USUAL    "/stage:<tab><tab>";
    filter_wrong           USUAL    "/contoso stge:trial";
    filter_view_kept       USUAL    "/is:overdue<enter>";
    views_panel            USUAL    "/company:contoso<enter>w";
    view_name              USUAL    "/company:contoso<enter>w+big";
    board_usual            USUAL    "2";
    board_wide             WIDE     "2";
    board_smallest         SMALLEST "2";
    board_by_stage         WIDE     "22";
    board_filtered         WIDE     "2/contoso<enter>";
    board_carried_to_calls USUAL    "2hL";
    board_lead             USUAL    "2<enter>";
}

#[test]
fn tab_goes_through_what_is_offered_and_back() {
    let desk = Desk::demo();
    let line = |keys: &str| {
        let frame = desk.text(USUAL, keys);
        let status = frame.lines().nth(22).unwrap().trim().to_owned();
        status.split("  ").next().unwrap().to_owned()
    };
    assert_eq!(line("/sta<tab>"), "/ stage:");
    assert_eq!(line("/sta<tab><tab>"), "/ status:");
    assert_eq!(line("/sta<tab><tab><tab>"), "/ stage:");
    assert_eq!(line("/sta<shift-tab>"), "/ status:");
    assert_eq!(line("/zzz<tab>"), "/ zzz", "what nobody offers stays");
    // Of one thing what it begins is completed next.
    assert_eq!(line("/mile<tab>"), "/ milestone:");
    assert_eq!(line("/is:ov<tab> ph<tab>5"), "/ is:overdue phone:5");
}

#[test]
fn what_can_not_be_read_does_not_filter_and_is_not_kept() {
    let desk = Desk::demo();
    let frame = desk.text(USUAL, "/tanaka stge:x");
    assert!(frame.contains("Mei Tanaka") && !frame.contains("Tom Baker"), "{frame}");
    let frame = desk.text(USUAL, "/tanaka stge:x<enter>");
    assert!(frame.contains("did you mean stage:?") && frame.contains("Enter keep"), "{frame}");
}

#[test]
fn a_filter_stands_beside_the_views_and_says_how_many_match() {
    let desk = Desk::demo();
    let line = |keys: &str| desk.text(USUAL, keys).lines().nth(1).unwrap().trim_end().to_owned();
    let long = line("/status:dismissed<enter>");
    assert!(long.starts_with(" 1 Queue  2 Board  3 Numbers  "), "{long}");
    assert!(long.ends_with("  filter: status:dismissed  13 matches  Esc clears"), "{long}");
    let none = line("/status:dismissed -is:test name:zzz<enter>");
    assert!(none.starts_with(" 1 Queue  ") && none.ends_with("…  0 matches  Esc clears"), "{none}");
}

#[test]
fn the_filter_is_saved_as_a_view_and_chosen_by_a_key() {
    let desk = Desk::demo();
    desk.text(USUAL, "/company:contoso<enter>w+big<enter>");
    let settings = std::fs::read_to_string(desk.settings().settings_file.unwrap()).unwrap();
    assert!(settings.contains("name = \"big\"\nquery = \"company:contoso\"\n"), "{settings}");
    let frame = desk.text(USUAL, "/company:contoso<enter>w+big<enter><esc>w6");
    assert!(frame.contains("view: big"), "{frame}");
    let frame = desk.text(USUAL, "w1");
    assert!(frame.contains("view: overdue") && !frame.contains("Tom Baker"), "{frame}");
    assert!(desk.text(USUAL, "w+").contains("filter first"));
}

#[test]
fn a_card_is_carried_by_the_verb_that_does_it() {
    let desk = Desk::demo();
    // Under the cursor is a lead that was touched; its neighbour on the right is nurtured.
    desk.text(USUAL, "2L");
    assert_eq!(lead(&desk, "priya").status(), Status::Nurturing);
    // From there back to work.
    desk.text(USUAL, "/priya<enter>2H");
    assert_eq!(lead(&desk, "priya").status(), Status::Working);
    // Dismissing asks why; qualifying asks for the checklist.
    desk.text(USUAL, "/priya<enter>2L");
    desk.text(USUAL, "/priya<enter>2L23<enter>");
    assert_eq!(lead(&desk, "priya").status(), Status::Qualified);
    desk.text(USUAL, "/priya<enter>2L5");
    assert_eq!(lead(&desk, "priya").dismissed_reason(), Some(DismissReason::NotACustomer));
    // A first touch is a call, unless one goes back.
    desk.text(USUAL, "/sam okafor<enter>2Lc");
    desk.text(USUAL, "/sam okafor<enter>2L3");
    assert_eq!(lead(&desk, "sam okafor").status(), Status::Working);
    let frame = desk.text(USUAL, "/sam okafor<enter>2H");
    assert!(frame.contains("is not new again"), "{frame}");
    let frame = desk.text(USUAL, "22L");
    assert!(frame.contains("only the customer moves on"), "{frame}");
}

#[test]
fn the_board_and_the_queue_keep_their_filter_and_what_is_selected() {
    let desk = Desk::demo();
    let queue = desk.text(WIDE, "jj");
    assert_eq!(desk.text(WIDE, "jj2ll1"), queue, "the queue is as it was left");
    let frame = desk.text(WIDE, "2/contoso<enter>1");
    assert!(frame.contains("filter: contoso") && !frame.contains("Fabrikam"), "{frame}");
    let lead_page = desk.text(WIDE, "2lj<enter>");
    assert!(lead_page.contains("History"), "{lead_page}");
    assert_eq!(desk.text(WIDE, "2lj<enter><esc>"), desk.text(WIDE, "2lj"));
}

#[test]
fn the_command_line_takes_the_same_language() {
    let shell = shell_with_three();
    let listed = |query: &str| shell.json(&["list", "--json", query]).as_array().unwrap().len();
    assert_eq!(listed(""), 3);
    assert_eq!(listed("stage:trial"), 1);
    assert_eq!(listed("not stage:trial"), 2);
    let id = shell.json(&["list", "--json", "stage:trial"])[0]["id"].as_str().unwrap().to_owned();
    shell.ok(&["dismiss", &id, "--reason", "spam"]);
    assert_eq!(listed("stage:trial"), 0, "a list shows open work");
    assert_eq!(listed("status:dismissed"), 1, "unless something else is asked for");
    assert_eq!(listed("reason:spam or stage:interest"), 2);
    let refused = shell.run(&["list", "stage:trail or x"]);
    assert_eq!(refused.code, 2);
    assert_snapshot!(refused.err, @r"
    Error: stage: is never trail; did you mean trial?
      stage:trail or x
            ^^^^^
    Hint: `leadclock list --help` tells the language; quotes make anything a word
    ");
}

#[test]
fn views_are_saved_listed_and_taken_out_from_the_shell() {
    let shell = shell_with_three();
    shell.ok(&["views", "add", "hot ones", "stage:trial", "due:<20h"]);
    let views = shell.json(&["views", "--json"]);
    let names: Vec<&str> =
        views.as_array().unwrap().iter().map(|view| view["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["overdue", "today", "mine", "trials", "forgotten", "hot ones"]);
    assert_eq!(views[3]["leads"], 1);
    assert_eq!(shell.json(&["list", "--json", "view:\"hot ones\""]).as_array().unwrap().len(), 1);
    assert_eq!(shell.run(&["views", "add", "x", "stage:nope"]).code, 2);
    shell.ok(&["views", "remove", "Hot Ones"]);
    assert_eq!(shell.json(&["views", "--json"]).as_array().unwrap().len(), 5);
    assert!(shell.run(&["views", "remove", "today"]).err.contains("those that ship stay"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn no_keys_break_the_screen(
        keys in prop::collection::vec(
            prop::sample::select(vec![
                "1", "2", "3", "4", "j", "k", "h", "l", "g", "G", "H", "L", "<enter>", "<esc>", "<tab>",
                "<shift-tab>", "/", "w", "?", "T", "M", "c", "x", "y", "f", "z", "n", "u", "<ctrl-r>", "<space>", "v",
                "V", ".", "a", "<ctrl-d>", "<ctrl-u>", "stage:", "is:overdue", "(", "\"", "+", "contoso", "5", "<backspace>",
            ]),
            1..60,
        ),
        size in prop::sample::select(vec![USUAL, WIDE, SMALLEST, (61, 16), (200, 60), (40, 12)]),
    ) {
        Desk::demo().frame(size, &keys.concat());
    }
}
