use chrono::TimeDelta;

use super::*;
use crate::app::numbers::{Funnel, Now};
use crate::domain::stats::Speed;
use crate::language::english;

fn until() -> DateTime<Utc> {
    "2025-01-20T09:00:00Z".parse().expect("a time")
}

/// Numbers of so many answers in time, answers that were late, requests that may still be answered
/// in time, late ones, and ones that were decided without a touch.
fn of(within: u64, missed: u64, open: u64, late: u64, closed: u64) -> Numbers {
    let mut speed = Speed::default();
    (0..within).for_each(|_| speed.answered(TimeDelta::hours(2), true));
    (0..missed).for_each(|_| speed.answered(TimeDelta::hours(30), false));
    (0..open).for_each(|_| speed.waiting(false));
    (0..late).for_each(|_| speed.waiting(true));
    (0..closed).for_each(|_| speed.closed(false));
    Numbers {
        since: until() - TimeDelta::weeks(1),
        until: until(),
        zone: "UTC".to_owned(),
        limit: None,
        all: (&speed).into(),
        now: Now {
            waiting: open + late,
            late,
            oldest_late: (late > 0).then(|| until() - TimeDelta::hours(50)),
        },
        weeks: Vec::new(),
        parts: Vec::new(),
        funnel: Funnel::default(),
        hours: [[0; 24]; 7],
        dismissed: Vec::new(),
        guards: Vec::new(),
    }
}

#[test]
fn the_headline_says_of_how_many_and_gives_no_percentage_of_a_few() {
    for (numbers, said) in [
        (of(0, 0, 0, 0, 0), "Nobody asked for anything in this period."),
        (of(0, 0, 20, 0, 1), "21 requests, and none is answered yet. 20 may still be in time."),
        (of(0, 0, 0, 0, 1), "1 request, decided without a touch."),
        (of(1, 0, 0, 0, 0), "1 of 1 request was answered in time; the one answer took 2h."),
        (
            of(2, 0, 1, 0, 0),
            "2 of 2 requests were answered in time; half of the 2 answers came within 2h. \
             1 may still be in time.",
        ),
        (
            of(0, 0, 0, 9, 0),
            "0 of 9 requests were answered in time, 0 %. 9 wait beyond their limit, the oldest for 2d 2h.",
        ),
        (
            of(1_500, 498, 95, 2, 5),
            "1,500 of 2,000 requests were answered in time, 75 %; half of the 1,998 answers came within 2h. \
             95 may still be in time. 2 wait beyond their limit, the oldest for 2d 2h.",
        ),
    ] {
        assert_eq!(headline(&numbers, english()), said);
    }
}

#[test]
fn the_headline_tells_who_waits_from_before_the_period() {
    let one = Numbers { now: of(0, 0, 0, 1, 0).now, ..of(0, 0, 0, 0, 0) };
    assert_eq!(
        headline(&one, english()),
        "Nobody asked for anything in this period. \
         1 from before this period waits beyond its limit, for 2d 2h."
    );
    for (late, said) in [
        (
            2,
            " 5, 3 of them from before this period, wait beyond their limit, the oldest for 2d 2h.",
        ),
        (0, " 5 from before this period wait beyond their limit, the oldest for 2d 2h."),
    ] {
        let some = Numbers { now: of(0, 0, 0, 5, 0).now, ..of(0, 0, 0, late, 0) };
        assert!(headline(&some, english()).ends_with(said), "{}", headline(&some, english()));
    }
}

#[test]
fn all_and_none_are_said_of_all_and_none_only() {
    let said = [0.0, 0.001, 0.254, 0.999, 1.0].map(percent);
    assert_eq!(said, ["0 %", "1 %", "25 %", "99 %", "100 %"]);
}

#[test]
fn each_figure_is_marked_by_its_own_sample() {
    let few_answers = cells(&of(2, 0, 0, 20, 0).all);
    assert_eq!(few_answers, ["22", "2h?", "2h?", "9 %", "20", "20"]);
    let few_at_all = cells(&of(2, 1, 20, 0, 0).all);
    assert_eq!(few_at_all, ["23", "2h?", "30h?", "67 %?", "20", "0"]);
    let asked = |asked| Numbers {
        funnel: Funnel { asked, touched: 2, ..Funnel::default() },
        ..of(0, 0, 0, 0, 0)
    };
    assert_eq!(funnel(&asked(4), english())[1].2.as_deref(), Some("50 %?"));
    assert_eq!(funnel(&asked(8), english())[1].2.as_deref(), Some("25 %"));
}
