//! The numbers: on the screen, in every form of the report, and kept in step with the leads.

use insta::assert_snapshot;
use leadclock::app::numbers::{numbers, weeks_ago};
use leadclock::domain::lead_source::Action;
use leadclock::domain::text::Text;
use leadclock::domain::zone::Zone;
use leadclock::language::{Language, english};

use crate::cli::{NOW, Shell};
use crate::screen::{Desk, frames, now};
use crate::support::{Home, add, at, call, decide, record};

const WIDE: (u16, u16) = (120, 40);
const USUAL: (u16, u16) = (80, 24);
const SMALLEST: (u16, u16) = (60, 15);

frames! {
    numbers_wide        demo  WIDE     "3";
    numbers_by_owner    demo  WIDE     "3<shift-tab>";
    numbers_usual       demo  USUAL    "3";
    numbers_usual_end   demo  USUAL    "3<tab>G";
    numbers_smallest    demo  SMALLEST "3";
    numbers_explained   demo  USUAL    "3?";
    numbers_of_nothing  empty USUAL    "3";
    numbers_explained_end demo SMALLEST "3?G";
    numbers_of_nothing_import empty USUAL "3<ctrl-o>";
}

fn demo_shell() -> Shell {
    let shell = Shell::new();
    shell.ok(&["demo", "--no-open", "--db", shell.path("leads.db").to_str().unwrap()]);
    shell
}

#[test]
fn a_report_for_a_terminal_and_for_a_wiki() {
    let shell = demo_shell();
    assert_snapshot!("report_text", shell.ok(&["report"]).out);
    assert_snapshot!("report_markdown", shell.ok(&["report", "--format", "markdown"]).out);
}

#[test]
fn a_report_for_a_program_and_a_page() {
    let shell = demo_shell();
    assert_snapshot!("report_json", shell.ok(&["report", "--weeks", "2", "--json"]).out);
    let page = shell.ok(&["report", "--weeks", "2", "--format", "html"]).out;
    assert_snapshot!("report_html", page);
}

#[test]
fn a_report_for_a_program_agrees_with_the_others() {
    let shell = demo_shell();
    let report = shell.json(&["report", "--json", "--weeks", "26"]);
    let all = &report["all"];
    let sum = |rows: &serde_json::Value| -> u64 {
        rows.as_array().unwrap().iter().map(|row| row["requests"].as_u64().unwrap()).sum()
    };
    let requests = all["requests"].as_u64().unwrap();
    assert!(requests > 50);
    assert_eq!(report["weeks"].as_array().unwrap().len(), 26);
    assert_eq!(sum(&report["weeks"]), requests);
    for part in report["parts"].as_array().unwrap() {
        assert_eq!(sum(&part["rows"]), requests, "{}", part["by"]);
    }
    let hours: u64 = report["hours"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|day| day.as_array().unwrap())
        .map(|count| count.as_u64().unwrap())
        .sum();
    assert_eq!(hours, requests);
    let answered = all["answered"].as_u64().unwrap();
    let rest = all["waiting"].as_u64().unwrap() + all["without_touch"].as_u64().unwrap();
    assert_eq!(answered + rest, requests);
}

#[test]
fn a_page_needs_nothing_else_and_words_of_strangers_stay_words() {
    let home = Home::new();
    let mut store = home.store();
    let mut asked = record(1, Action::ContactMe, 0);
    asked.offer = Some(Text::from("<script>alert(1)</script> | [x](http://x)"));
    add(&mut store, [asked]);
    let zone = Zone::utc();
    let numbers = numbers(&store, &zone, weeks_ago(2, &zone, at(30)), at(30), english()).unwrap();
    let write =
        |format| leadclock::app::report::report(&numbers, format, &zone, Language::En).unwrap();
    use leadclock::app::report::ReportFormat::{Html, Markdown};
    let page = write(Html);
    assert!(!page.contains("<script") && page.contains("&lt;script&gt;"), "{page}");
    for outside in ["src=", "href=", "url(", "@import"] {
        assert!(!page.contains(outside), "{outside}");
    }
    let tables = write(Markdown);
    assert!(tables.contains("\\<script\\>") && tables.contains("\\[x\\]\\("), "{tables}");
    let shell = demo_shell();
    let path = shell.path("report.html");
    shell.ok(&["report", "--format", "html", "-o", path.to_str().unwrap()]);
    assert!(std::fs::read_to_string(path).unwrap().contains("By owner"));
}

#[test]
fn an_answer_in_time_a_late_one_and_one_that_is_owed() {
    let home = Home::new();
    let mut store = home.store();
    let asked = [(1, 0), (2, 0), (3, 0), (4, 20)];
    add(&mut store, asked.map(|(person, hours)| record(person, Action::ContactMe, hours)));
    use leadclock::domain::funnel::Outcome;
    decide(&mut store, 1, 5, call(Outcome::NoAnswer));
    decide(&mut store, 2, 30, call(Outcome::Reached));
    let zone = Zone::utc();
    let of =
        |store: &_| numbers(store, &zone, weeks_ago(1, &zone, at(0)), at(40), english()).unwrap();
    let found = of(&store);
    let all = &found.all;
    assert_eq!((all.requests, all.answered, all.waiting, all.late), (4, 2, 2, 1));
    assert_eq!((all.median, all.p90), (Some(5 * 3600), Some(30 * 3600)));
    assert_eq!(all.in_time, Some(1.0 / 3.0));
    assert_eq!((found.funnel.asked, found.funnel.touched), (4, 2));
    assert_eq!(found.now.oldest_late, Some(at(0)));
    assert_eq!((all.within, all.judged), (1, 3));
    assert_eq!(found.hours[0][12], 3, "at noon of a Monday");
    // What is taken back does not count.
    leadclock::app::triage::undo(&mut store, "ana", at(41)).unwrap();
    assert_eq!(of(&store).all.answered, 1);
    store.rebuild().unwrap();
    assert_eq!(of(&store).all.answered, 1);
}

#[test]
fn what_is_late_now_is_late_whatever_the_period() {
    let home = Home::new();
    let mut store = home.store();
    let asked = [(1, 0), (2, 400)];
    add(&mut store, asked.map(|(person, hours)| record(person, Action::ContactMe, hours)));
    let zone = Zone::utc();
    let of = |store: &_, hours| {
        let now = at(hours);
        numbers(store, &zone, weeks_ago(1, &zone, now), now, english()).unwrap()
    };
    let found = of(&store, 410);
    assert_eq!((found.all.requests, found.all.waiting, found.all.late), (1, 1, 0));
    assert_eq!((found.now.waiting, found.now.late), (2, 1));
    assert_eq!(found.now.oldest_late, Some(at(0)));
    // A deadline that equals now is not yet late, and what begins later does not wait yet.
    assert_eq!(of(&store, 424).now.late, 1);
    assert_eq!(of(&store, 425).now.late, 2);
    assert_eq!(of(&store, 24).now.late, 0);
    assert_eq!(of(&store, 24).now.waiting, 1);
    use leadclock::domain::funnel::Outcome;
    decide(&mut store, 1, 411, call(Outcome::Reached));
    assert_eq!(of(&store, 412).now.late, 0);
}

#[test]
fn a_period_begins_with_a_day_that_somebody_names() {
    let shell = demo_shell();
    let since = |words: &str| shell.json(&["report", "--json", "--since", words])["since"].clone();
    assert_eq!(since("2025-01-06"), "2025-01-06T00:00:00Z");
    assert_eq!(since("6 jan"), "2025-01-06T00:00:00Z");
    assert_eq!(since("2025-01-06T15:30:00Z"), "2025-01-06T00:00:00Z");
    for (words, why) in [
        ("2025-02-01", "has not come yet"),
        ("1999-01-01", "more than 520 weeks ago"),
        ("banana", "was not understood"),
    ] {
        let refused = shell.run(&["report", "--since", words, "--now", NOW]);
        assert_eq!(refused.code, 2, "{words}");
        assert!(refused.err.contains(why), "{}", refused.err);
    }
    assert_eq!(shell.run(&["report", "--since", "mon", "--weeks", "2"]).code, 2);
}

#[test]
fn the_numbers_follow_what_is_decided_beside_them() {
    let desk = Desk::demo();
    let zone = Zone::utc();
    let of = || {
        numbers(&desk.store(), &zone, weeks_ago(13, &zone, now()), now(), english()).unwrap().all
    };
    let before = of();
    desk.text(USUAL, "c1");
    assert_eq!(of().answered, before.answered + 1);
}

#[test]
fn a_page_down_at_a_time_shows_every_line_of_the_numbers_whole() {
    let desk = Desk::demo();
    for (width, page) in [(80, "3"), (60, "3<tab>"), (110, "3"), (60, "3?")] {
        let mut seen = String::new();
        for pages in 0..8 {
            seen.push_str(&desk.text((width, 15), &format!("{page}{}", "<pgdn>".repeat(pages))));
        }
        let whole = desk.text((width, 200), page);
        for line in whole.lines() {
            assert!(seen.lines().any(|other| other == line), "{line:?} of {page} at {width}");
        }
    }
}

#[test]
fn the_chart_and_the_heat_map_are_whole_as_soon_as_they_stand_beside_the_table() {
    let frame = Desk::demo().text((110, 40), "3");
    let left = |words: &str| {
        let line = frame.lines().find(|line| line.contains(words)).unwrap();
        line.chars().skip(1).take(53).collect::<String>()
    };
    assert!(left("FIRST TOUCH").trim_end().ends_with("┄ limit"), "{frame}");
    assert!(left(" Mon  ").chars().skip(5).all(|mark| "·░▒▓█".contains(mark)), "{frame}");
}
