//! The palette: everything that keys do, found by a few letters, and done as the key does it.

use insta::assert_snapshot;
use leadclock::domain::funnel::Status;
use leadclock::language::english;
use leadclock::tui::keys::{Action, BINDINGS};

use crate::practice::lead;
use crate::screen::{Desk, frames, roles_of};

const WIDE: (u16, u16) = (120, 40);
const USUAL: (u16, u16) = (80, 24);
const SMALLEST: (u16, u16) = (60, 15);

frames! {
    palette_open         WIDE     ":";
    palette_found        USUAL    ":dsmis";
    palette_smallest     SMALLEST "<c-p>boar";
    palette_on_help      USUAL    "?:";
    palette_refused      USUAL    "G<enter>j:call<enter>";
    palette_nothing      USUAL    ":zzzz<enter>";
}

#[test]
fn roles_in_the_palette() {
    assert_snapshot!(roles_of(&Desk::demo().frame(SMALLEST, ":call")));
}

#[test]
fn what_is_picked_is_done_as_its_key_does_it() {
    for (picked, pressed) in [
        (":follow<enter>", "f"),
        (":board by<enter>", "2"),
        (":help<enter>", "?"),
        (":feeds<enter>", "4"),
        ("<enter>:today<enter>", "<enter>T"),
        ("2:feeds<enter>:board<enter>", "24:board<enter>"),
        (":next overd<enter>", "<tab>"),
        (":view overdue<enter>", "w1"),
        ("?:view overdue<enter>", "w1"),
        ("?:half a screen down<enter>", "?<ctrl-d>"),
        ("2:move right<enter>", "2L"),
        ("<enter>:quit<enter>", "<enter>"),
    ] {
        let (by_name, by_key) =
            (Desk::demo().text(USUAL, picked), Desk::demo().text(USUAL, pressed));
        assert_eq!(by_name, by_key, "{picked}");
    }
}

#[test]
fn what_is_picked_goes_on_to_what_it_asks() {
    let desk = Desk::demo();
    let qualified = |desk: &Desk| lead(desk, "hannah.ellery").status();
    desk.text(USUAL, "/hannah<enter>:qualify<enter>1234<enter>");
    assert_eq!(qualified(&desk), Status::Qualified);
}

#[test]
fn what_was_picked_last_stands_first_next_time() {
    let frame = Desk::demo().text(USUAL, ":undo<enter>:mark row<enter>:");
    let lines: Vec<&str> = frame.lines().skip_while(|line| !line.starts_with("──")).collect();
    assert!(lines[1].contains(" mark the row"), "{frame}");
    assert!(lines[2].contains("undo: take"), "{frame}");
}

#[test]
fn every_action_is_found_by_its_name() {
    let desk = Desk::demo();
    for binding in BINDINGS {
        if matches!(binding.action, Action::Tick | Action::Palette) {
            continue;
        }
        let name = binding.name.replace('_', " ");
        let frame = desk.text(WIDE, &format!(":{name}"));
        let help = binding.help(english());
        let wanted = if help.starts_with(&name) { help } else { format!("{name}: {help}") };
        // What can not be done now is told with the reason, which takes the room of the help.
        let found = |line: &str| {
            line.contains(&wanted) || line.contains(&format!(" {name}")) && line.contains('(')
        };
        assert!(frame.lines().any(found), "{name}\n{frame}");
    }
}

#[test]
fn lines_are_walked_by_arrows_and_by_ctrl_n_and_p() {
    let desk = Desk::demo();
    let chosen = |keys: &str| {
        let frame = desk.text(USUAL, keys);
        let line = frame.lines().skip(3).find(|line| line.starts_with(" ▌")).map(str::to_owned);
        line.unwrap_or_default()
    };
    assert_eq!(chosen(":<down><down>"), chosen(":<c-n><c-n><c-n><c-p>"));
    assert_ne!(chosen(":"), chosen(":<down>"));
    assert_eq!(chosen(":<up>"), chosen(":"));
    // At the end one stays, and what is chosen is always seen.
    assert!(!chosen(&format!(":{}", "<down>".repeat(90))).is_empty());
}
