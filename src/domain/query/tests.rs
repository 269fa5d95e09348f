use chrono::{DateTime, Utc};
use proptest::prelude::*;

use super::*;
use crate::domain::event::EventKind;
use crate::domain::funnel::{Channel, Outcome};
use crate::domain::lead::Lead;
use crate::domain::lead_source::Action;
use crate::domain::policy::Policy;
use crate::domain::queue::{Group, group};
use crate::domain::testing::{any_record, at, event, record};
use crate::domain::zone::Zone;

fn words() -> Vocabulary {
    let view = |name: &str, query: &str| View { name: name.to_owned(), query: query.to_owned() };
    Vocabulary {
        language: Language::En,
        me: "Ana Lima".to_owned(),
        team: vec!["Ana Lima".to_owned(), "Ben".to_owned()],
        feeds: vec!["website".to_owned()],
        milestones: vec!["won".to_owned()],
        views: vec![view("hot", "stage:trial due:<2h"), view("mine", "owner:me")],
    }
}

fn read(line: &str) -> Query {
    parse(line, &words()).expect(line)
}

/// What is wrong with a line, the part that it points at, and whether more may mend it.
fn wrong(line: &str) -> (String, &str, bool) {
    let error = parse(line, &words()).expect_err(line);
    (error.to_string(), &line[error.place.clone()], error.is_unfinished)
}

fn text(part: &str) -> Expr {
    Expr::One(Condition::Text { field: None, part: part.to_owned() })
}

fn is_meant(line: &str, lead: &Lead, now: DateTime<Utc>) -> bool {
    let policy = Policy::default();
    let zone = Zone::utc();
    let moment = Moment { now, zone: &zone, policy: &policy };
    read(line).holds(&Facts::of(lead, &policy), moment)
}

#[test]
fn words_must_all_hold_and_or_is_weaker() {
    let [a, b, c] = ["a", "b", "c"].map(text);
    let all = |all: &[&Expr]| Expr::All(all.iter().map(|expr| (*expr).clone()).collect());
    let any = |any: &[&Expr]| Expr::Any(any.iter().map(|expr| (*expr).clone()).collect());
    let not = |expr: &Expr| Expr::Not(Box::new(expr.clone()));
    for (line, expr) in [
        ("", all(&[])),
        ("   ", all(&[])),
        ("a", a.clone()),
        ("a b", all(&[&a, &b])),
        ("a and b", all(&[&a, &b])),
        ("a OR b c", any(&[&a, &all(&[&b, &c])])),
        ("a | b", any(&[&a, &b])),
        ("(a or b) c", all(&[&any(&[&a, &b]), &c])),
        ("-a", not(&a)),
        ("not (a b)", not(&all(&[&a, &b]))),
        ("- a", all(&[&text("-"), &a])),
        ("\"a or b\"", text("a or b")),
        ("Ä", text("a")),
        ("10:30", text("10:30")),
        ("007", text("007")),
        ("http://a", text("http://a")),
    ] {
        assert_eq!(read(line), Query::new(expr), "{line}");
    }
}

#[test]
fn a_number_is_found_as_people_write_it() {
    let mut asked = record(1, Action::ContactMe, 0);
    asked.contact.phone = Some("+91 22 0555 0142".into());
    let lead = Lead::new([asked], []);
    for line in [
        "+91 22 0555",
        "\"+91 22\"",
        "+912205550142",
        "\"0555 0142\"",
        "(0555)",
        "0142",
        "phone:0555-0142",
    ] {
        assert!(is_meant(line, &lead, at(0)), "{line}");
    }
    assert!(!is_meant("+44", &lead, at(0)));
}

#[test]
fn a_list_of_values_is_one_of_them() {
    assert_eq!(read("stage:trial,acquired"), read("stage:trial or stage:acquired"));
    assert_eq!(read("-status:new,working"), read("-(status:new or status:working)"));
    assert_eq!(read("owner:\"ana lima\""), read("owner:me"));
    assert_eq!(read("OWNER:Ana_Lima"), read("owner:me"));
    assert_eq!(read("country:germany"), read("country:DE"));
    assert_eq!(read("view:hot"), read("stage:trial due:<2h"));
}

#[test]
fn an_error_says_what_and_where_and_whether_more_may_mend_it() {
    let chinese = Vocabulary { language: Language::ZhHans, ..words() };
    for (line, why, place, is_unfinished) in [
        ("x stge:trial", "there is no field stge:; did you mean stage:?", "stge", false),
        ("foo:bar", "there is no field foo:; quotes make it a word, \"foo:\"", "foo", false),
        ("stage:trail", "stage: is never trail; did you mean trial?", "trail", false),
        (
            "stage:tr",
            "stage: is one of trial, acquired, interest, other, do_not_contact",
            "tr",
            true,
        ),
        (
            "a status:",
            "status: wants a value, such as status:new  -status:dismissed",
            "status:",
            true,
        ),
        ("(a b", "this bracket is not closed", "(", true),
        ("a) b", "no bracket was opened for this one", ")", false),
        ("a or", "something is missing at the end", "", true),
        ("or a", "something is missing before this; in quotes it is a word", "or", false),
        ("a (or b)", "something is missing before this; in quotes it is a word", "or", false),
        ("()", "something is missing before this bracket", ")", false),
        ("name:\"ada", "this quote is not closed", "\"ada", true),
        (
            "touches:many",
            "touches: wants a number, such as touches:0 or touches:>=3",
            "many",
            false,
        ),
        (
            "due:<2x",
            "due: <2x is no time; write <2h, >7d, today, 2026-11-01, or never",
            "<2x",
            true,
        ),
        ("view:cold", "view: is one of hot, mine", "cold", false),
        ("phone:abc", "phone: wants digits", "abc", false),
        ("country:atlantis", "country: atlantis names no country", "atlantis", false),
        ("country:germ", "country: germ names no country", "germ", true),
    ] {
        assert_eq!(wrong(line), (why.to_owned(), place, is_unfinished), "{line}");
        let error = parse(line, &chinese).expect_err(line);
        assert!(!error.to_string().is_ascii(), "{error}");
        assert_eq!((&line[error.place], error.is_unfinished), (place, is_unfinished), "{line}");
    }
}

#[test]
fn too_much_is_refused() {
    assert!(wrong(&"x".repeat(3_000)).0.contains("longer"));
    assert!(wrong(&"(".repeat(40)).0.contains("too deep"));
    assert!(wrong(&"x ".repeat(200)).0.contains("more than 100"));
}

#[test]
fn times_are_asked_by_age_by_what_is_left_and_by_the_day() {
    // Asked at noon of Monday, 6 January 2025; due 24 hours later.
    let lead = Lead::new([record(1, Action::ContactMe, 0)], []);
    for (line, hours, meant) in [
        ("asked:<2h", 1, true),
        ("asked:<2h", 2, false),
        ("asked:<=2h", 2, true),
        ("asked:2h", 2, true),
        ("asked:>2h", 2, false),
        ("asked:>2h", 3, true),
        ("asked:1h..3h", 2, true),
        ("asked:1h..3h", 4, false),
        ("asked:today", 11, true),
        ("asked:today", 12, false),
        ("asked:yesterday", 12, true),
        ("asked:2025-01-06", 90, true),
        ("asked:<2025-01-06", 90, false),
        ("asked:<=2025-01-06", 90, true),
        ("asked:>2025-01-05", 90, true),
        ("asked:2025-01-01..2025-01-06", 90, true),
        ("asked:never", 90, false),
        ("due:<2h", 22, false),
        ("due:<2h", 23, true),
        ("due:2h", 22, true),
        ("due:<2h", 90, true),
        ("due:>2h", 21, true),
        ("due:tomorrow", 1, true),
        ("due:<=today", 1, false),
        ("due:<=today", 13, true),
        ("due:none", 1, false),
        ("touched:never", 1, true),
        ("is:overdue", 24, false),
        ("is:overdue", 25, true),
        ("is:due_soon", 24, true),
        ("is:on_track", 1, true),
    ] {
        assert_eq!(is_meant(line, &lead, at(hours)), meant, "{line} after {hours} hours");
    }
}

#[test]
fn what_is_owed_nothing_is_no_time() {
    let touched =
        EventKind::Touched { channel: Channel::Call, outcome: Outcome::Reached, made_at: None };
    let lead = Lead::new([record(1, Action::ContactMe, 0)], [event(1, 2, touched)]);
    for (line, meant) in [
        ("due:none", true),
        ("-due:<2h", true),
        ("due:<2h", false),
        ("is:met", true),
        ("touched:today", true),
        ("touches:1", true),
        ("touches:>1", false),
        ("status:working", true),
    ] {
        assert_eq!(is_meant(line, &lead, at(5)), meant, "{line}");
    }
}

#[test]
fn fields_and_values_are_completed_at_the_cursor() {
    let offers = |line: &str, cursor: usize| -> Vec<String> {
        complete(line, cursor, &words())
            .into_iter()
            .map(|offer| {
                let mut line = line.to_owned();
                line.replace_range(offer.place, &offer.text);
                line
            })
            .collect()
    };
    assert_eq!(offers("sta", 3), ["stage:", "status:"]);
    assert_eq!(offers("a -sta b", 6), ["a -stage: b", "a -status: b"]);
    assert_eq!(offers("stage:tr", 8), ["stage:trial"]);
    assert_eq!(offers("stage:trial", 11), Vec::<String>::new());
    assert_eq!(offers("stage:trial,ac", 14), ["stage:trial,acquired"]);
    assert_eq!(offers("owner:an", 8), ["owner:\"Ana Lima\""]);
    assert_eq!(offers("view:", 5), ["view:hot", "view:mine"]);
    assert_eq!(offers("country:germ", 12), ["country:Germany"]);
    assert_eq!(offers("feed:w", 6), ["feed:website"]);
    assert_eq!(offers("sta", 0), Vec::<String>::new());
    assert_eq!(offers("", 0), Vec::<String>::new());
    assert_eq!(offers("zzz", 3), Vec::<String>::new());
}

#[test]
fn every_example_of_the_table_can_be_read() {
    for field in &FIELDS {
        for example in field.example.split("  ") {
            read(example);
        }
    }
}

proptest! {
    #[test]
    fn any_line_is_read_or_refused_at_a_place_of_its_own(line in "[a-z:()\"<>|,. é-]{0,40}|\\PC{0,40}") {
        match parse(&line, &words()) {
            Ok(_) => {}
            Err(error) => prop_assert!(line.get(error.place.clone()).is_some(), "{:?}", error),
        }
        for cursor in 0..=line.len() {
            for offer in complete(&line, cursor, &words()) {
                prop_assert!(line.get(offer.place.clone()).is_some(), "{:?}", offer);
            }
        }
    }

    #[test]
    fn what_is_said_of_a_group_holds_for_its_leads(
        records in prop::collection::vec(any_record(), 1..4),
        line in prop::sample::select(vec![
            "stage:trial", "-stage:trial", "status:new or status:dismissed", "is:open", "-is:open",
            "is:snoozed stage:trial", "is:forgotten", "is:test", "is:do_not_contact", "reason:spam",
            "is:open -status:dismissed", "ada", "is:overdue",
        ]),
        hours in -50i64..1_000,
    ) {
        let lead = Lead::new(records, []);
        let policy = Policy::default();
        let group: Group = group(&lead, &policy, at(hours));
        let meant = is_meant(line, &lead, at(hours));
        prop_assert!(read(line).may_be_in(group) || !meant, "{} {:?}", line, group);
        prop_assert!(!read(line).is_all_of(group) || meant, "{} {:?}", line, group);
    }
}
