//! The mask: with it on, nothing that names a person or a company stands on any page.

use std::collections::BTreeSet;

use insta::assert_snapshot;
use leadclock::domain::text::cut;

use crate::screen::{Desk, now};

const WIDE: (u16, u16) = (120, 40);
const USUAL: (u16, u16) = (80, 24);
const SMALLEST: (u16, u16) = (60, 15);

/// Every page, panel and line that shows leads, each reached with the mask on. Two leads are linked,
/// one is opted out, and the last ones are decided about, so that notices tell of them.
const PAGES: [&str; 40] = [
    "",
    "G",
    "<tab><tab>",
    "<enter>",
    "<enter><ctrl-d>",
    "<enter>GGG",
    "/tom baker<enter><enter>",
    "/aino<enter><enter>G",
    "/aino<enter>-",
    "/tom baker<enter>=",
    "/tom baker<enter>=1",
    "/tom baker<enter>",
    "/tom baker<enter>w",
    "/fabrikam<enter>w+",
    "2",
    "22",
    "2lll",
    "T",
    "4",
    "?",
    ":",
    "c",
    "c9",
    "x2",
    "Vx2",
    "x1",
    "x1u",
    "t2",
    "nsome words",
    "nsome words<enter><enter>G",
    "jjy",
    "e",
    "/sam okafor<enter>ei",
    "/sam okafor<enter>eiY",
    "m",
    "ab",
    "o",
    "Y",
    "Gk<enter>jY",
    "/sam okafor<enter>Yq",
];

/// What the records of the demo hold of people and companies, as the beginning of a cut cell shows it.
fn secrets(desk: &Desk) -> BTreeSet<String> {
    let store = desk.store();
    let mut secrets = BTreeSet::new();
    let everybody = crate::support::filter("");
    leadclock::app::query::each_row(&store, now(), &everybody, true, |_, row| {
        let file = store.lead(row.key).unwrap().unwrap();
        for record in file.lead.records() {
            let contact = &record.contact;
            let words = [
                contact.display_name(),
                contact.name(),
                contact.company.clone(),
                contact.email.clone(),
                contact.phone.clone(),
                contact.title.clone(),
                record.description.clone(),
            ];
            secrets.extend(words.iter().flatten().map(|text| beginning(&text.shown())));
        }
        secrets.extend(file.notes.iter().map(|note| beginning(&note.text.shown())));
        true
    })
    .unwrap();
    secrets.retain(|secret| secret.chars().count() > 3 || !secret.is_ascii());
    secrets
}

fn beginning(words: &str) -> String {
    cut(words, 12).trim_end_matches('…').trim_end().to_owned()
}

#[test]
fn nothing_that_names_a_person_or_a_company_is_on_any_masked_page() {
    let secrets = secrets(&Desk::demo());
    assert!(secrets.len() > 150, "{}", secrets.len());
    let found = |frame: &str| -> Vec<String> {
        secrets.iter().filter(|secret| frame.contains(secret.as_str())).cloned().collect()
    };
    for size in [WIDE, USUAL, SMALLEST] {
        let mut seen = BTreeSet::new();
        for keys in PAGES {
            let open = Desk::demo().text(size, keys);
            seen.extend(found(&open));
            let masked = Desk::demo().text(size, &format!("p{keys}"));
            assert_eq!(found(&masked), Vec::<String>::new(), "{size:?} {keys}\n{masked}");
        }
        assert!(seen.len() > 30, "without the mask they are there: {}", seen.len());
    }
}

#[test]
fn no_lead_is_told_apart_on_its_masked_page() {
    let desk = Desk::demo();
    let secrets = secrets(&desk);
    for step in 0..40 {
        let masked = desk.text(WIDE, &format!("p{}<enter>", "j".repeat(step)));
        for secret in &secrets {
            assert!(!masked.contains(secret.as_str()), "{secret}\n{masked}");
        }
    }
}

#[test]
fn a_masked_screen() {
    assert_snapshot!(Desk::demo().text(WIDE, "p"));
}

#[test]
fn a_masked_draft_is_shown_by_the_same_key() {
    let desk = Desk::demo();
    assert_snapshot!(desk.text(USUAL, "p/sam okafor<enter>ei"));
    let shown = desk.text(USUAL, "p/sam okafor<enter>eip");
    assert_eq!(shown, desk.text(USUAL, "/sam okafor<enter>ei"));
}

#[test]
fn the_setting_begins_masked_and_p_shows() {
    let mut desk = Desk::demo();
    let open = desk.text(USUAL, "");
    desk.mask = true;
    let frame = desk.text(USUAL, "");
    assert!(frame.contains("masked") && !frame.contains("Priya"), "{frame}");
    assert_eq!(desk.text(USUAL, "pj<up>"), open);
}
