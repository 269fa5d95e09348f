use proptest::prelude::*;

use super::*;

/// Zones of every kind, each with a moment near a clock change or the end of a leap day.
const CHANGES: [(&str, &str); 20] = [
    ("Europe/Berlin", "2026-03-29"),
    ("Europe/Berlin", "2026-10-25"),
    ("Europe/Berlin", "2028-02-29"),
    ("America/New_York", "2026-03-08"),
    ("America/New_York", "2026-11-01"),
    ("America/Vancouver", "2026-03-08"),
    ("America/Vancouver", "2026-11-01"),
    ("America/Vancouver", "2025-11-02"),
    ("America/Havana", "2026-03-08"),
    ("America/Havana", "2026-11-01"),
    ("America/Sao_Paulo", "2018-11-04"),
    ("America/Sao_Paulo", "2018-02-18"),
    ("Australia/Lord_Howe", "2026-10-04"),
    ("Australia/Lord_Howe", "2026-04-05"),
    ("Pacific/Kiritimati", "2028-02-29"),
    ("Pacific/Kiritimati", "1995-01-01"),
    ("Pacific/Pago_Pago", "2028-02-29"),
    ("Pacific/Apia", "2011-12-30"),
    ("Asia/Kolkata", "2026-12-31"),
    ("UTC", "2100-02-28"),
];

fn zone(name: &str) -> Zone {
    Zone::named(name).expect("a known zone")
}

fn wall(text: &str) -> chrono::NaiveDateTime {
    chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a wall-clock time")
}

fn utc(text: &str) -> DateTime<Utc> {
    wall(text).and_utc()
}

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// Windows from words such as "09:00-12:30 13:30-18:00".
fn windows(words: &str) -> Vec<Window> {
    let minute = |text: &str| {
        let (hour, minute) = text.split_once(':').expect("a time");
        hour.parse::<u16>().expect("an hour") * 60 + minute.parse::<u16>().expect("a minute")
    };
    words
        .split_whitespace()
        .map(|word| {
            let (start, end) = word.split_once('-').expect("a window");
            Window { start: minute(start), end: minute(end) }
        })
        .collect()
}

/// The same windows on the days of a week, from Monday on, that are marked with an x.
fn hours(name: &str, words: &str, days: &str, holidays: &[&str]) -> WorkingHours {
    let day = |mark| if mark == 'x' { windows(words) } else { Vec::new() };
    let mut marks = days.chars().map(day);
    let week = std::array::from_fn(|_| marks.next().unwrap_or_default());
    WorkingHours::new(zone(name), week, holidays.iter().map(|text| date(text)).collect())
        .expect("good hours")
}

fn office(name: &str) -> WorkingHours {
    hours(name, "09:00-17:00", "xxxxx..", &[])
}

#[test]
fn a_limit_is_spent_in_the_windows() {
    let split = hours("Europe/Berlin", "09:00-12:30 13:30-18:00", "xxxx...", &["2026-11-25"]);
    let office = office("Europe/Berlin");
    let night = hours("Europe/Berlin", "22:00-24:00 00:00-06:00", "xxxxxxx", &[]);
    for (hours, from, minutes, due, why) in [
        // The 23rd of November 2026 is a Monday, and Berlin is an hour ahead.
        (&office, "2026-11-23 09:00", 120, "2026-11-23 11:00", "inside a window"),
        (&office, "2026-11-23 08:00", 480, "2026-11-23 16:00", "the whole window ends with it"),
        (&office, "2026-11-23 08:00", 481, "2026-11-24 08:01", "a minute more is tomorrow's"),
        (&office, "2026-11-23 15:00", 60, "2026-11-23 16:00", "until the very end"),
        (&office, "2026-11-23 16:00", 60, "2026-11-24 09:00", "the end is closed already"),
        (&office, "2026-11-23 03:00", 60, "2026-11-23 09:00", "before work"),
        (&office, "2026-11-23 20:00", 60, "2026-11-24 09:00", "after work"),
        (&office, "2026-11-27 15:30", 60, "2026-11-30 08:30", "over the weekend"),
        (&office, "2026-11-28 12:00", 480, "2026-11-30 16:00", "from the weekend"),
        (&office, "2026-11-23 08:00", 24 * 60, "2026-11-25 16:00", "24 hours are three days"),
        (&split, "2026-11-23 11:00", 60, "2026-11-23 13:00", "over the break"),
        (&split, "2026-11-23 11:00", 30, "2026-11-23 11:30", "until the break"),
        (&split, "2026-11-24 16:30", 60, "2026-11-26 08:30", "over a holiday"),
        (&split, "2026-11-26 16:30", 60, "2026-11-30 08:30", "over three days off"),
        (&night, "2026-11-23 22:30", 60, "2026-11-23 23:30", "through midnight"),
        (&night, "2026-11-23 12:00", 480, "2026-11-24 05:00", "a whole night"),
        (&office, "2026-11-28 12:00", 0, "2026-11-28 12:00", "no time is the moment itself"),
        (&office, "2026-11-28 12:00", -60, "2026-11-28 12:00", "nor is less than none"),
    ] {
        let (from, due) = (utc(from), utc(due));
        assert_eq!(hours.deadline(from, TimeDelta::minutes(minutes)), due, "{why}");
        assert_eq!(hours.elapsed(from, due), TimeDelta::minutes(minutes.max(0)), "{why}");
    }
}

#[test]
fn a_clock_change_neither_adds_nor_steals_an_hour() {
    for (name, words, from, limit, due, why) in [
        // Spring: 02:00 becomes 03:00, so that the night from 00:00 to 06:00 has five hours.
        ("Europe/Berlin", "00:00-06:00", "2026-03-28 23:00", 5, "2026-03-29 04:00", "whole night"),
        ("Europe/Berlin", "00:00-06:00", "2026-03-28 23:00", 6, "2026-03-29 23:00", "an hour more"),
        // Autumn: 03:00 becomes 02:00, and the same night has seven.
        ("Europe/Berlin", "00:00-06:00", "2026-10-24 22:00", 7, "2026-10-25 05:00", "whole night"),
        ("Europe/Berlin", "00:00-06:00", "2026-10-24 22:00", 8, "2026-10-26 00:00", "an hour more"),
        // By day the window keeps its eight hours and moves against UTC.
        ("Europe/Berlin", "09:00-17:00", "2026-03-28 08:00", 16, "2026-03-29 15:00", "by day"),
        ("Europe/Berlin", "09:00-17:00", "2026-10-24 07:00", 16, "2026-10-25 16:00", "by day"),
        (
            "America/New_York",
            "00:00-24:00",
            "2026-03-08 05:00",
            23,
            "2026-03-09 04:00",
            "short day",
        ),
        ("America/New_York", "00:00-24:00", "2026-11-01 04:00", 25, "2026-11-02 05:00", "long day"),
        // The hour before midnight happens twice, and midnight itself does not happen.
        ("America/Sao_Paulo", "23:00-24:00", "2018-02-18 00:00", 2, "2018-02-18 03:00", "twice"),
        ("America/Sao_Paulo", "00:00-02:00", "2018-11-04 02:00", 1, "2018-11-04 04:00", "skipped"),
        // British Columbia stays on summer time from 2026 on.
        (
            "America/Vancouver",
            "09:00-17:00",
            "2026-12-15 00:00",
            8,
            "2026-12-16 00:00",
            "no change",
        ),
        ("Pacific/Kiritimati", "09:00-17:00", "2028-02-28 19:00", 16, "2028-03-01 03:00", "+14"),
        ("Pacific/Pago_Pago", "09:00-17:00", "2028-02-29 20:00", 16, "2028-03-02 04:00", "-11"),
    ] {
        let hours = hours(name, words, "xxxxxxx", &[]);
        let due = utc(due);
        assert_eq!(hours.deadline(utc(from), TimeDelta::hours(limit)), due, "{name}: {why}");
    }
}

#[test]
fn half_an_hour_is_a_clock_change_too() {
    let hours = hours("Australia/Lord_Howe", "01:00-03:00", "xxxxxxx", &[]);
    for (day, minutes) in [("2026-04-05", 150), ("2026-04-06", 120), ("2026-10-04", 90)] {
        let midnight = zone("Australia/Lord_Howe").instant(date(day).and_time(NaiveTime::MIN));
        let elapsed = hours.elapsed(midnight, midnight + TimeDelta::hours(12));
        assert_eq!(elapsed, TimeDelta::minutes(minutes), "{day}");
    }
}

#[test]
fn a_start_or_end_that_a_clock_change_touches_follows_the_zone() {
    for (words, day, open, why) in [
        ("02:30-06:00", "2026-03-29", "01:30-04:00", "a skipped start is 03:30"),
        ("00:00-02:30", "2026-03-29", "23:00-01:30", "a skipped end is 03:30"),
        ("02:10-02:40", "2026-03-29", "01:10-01:40", "both move"),
        ("02:10-02:40 02:50-05:00", "2026-03-29", "01:10-01:40 01:50-03:00", "all three move"),
        ("02:10-02:40 03:20-05:00", "2026-03-29", "01:10-01:20 01:20-03:00", "until the next"),
        ("02:10-02:40 03:00-03:20", "2026-03-29", "01:00-01:20", "out of the way of the next"),
        ("02:30-06:00", "2026-10-25", "00:30-05:00", "a start that happens twice is the first"),
        ("00:00-02:30", "2026-10-25", "22:00-00:30", "so is an end"),
    ] {
        let hours = hours("Europe/Berlin", words, "xxxxxxx", &[]);
        let before = date(day).pred_opt().expect("a day before");
        let from = before.and_hms_opt(22, 0, 0).expect("a time").and_utc();
        let spans: Vec<String> = hours
            .spans(from)
            .take_while(|span| span.start < from + TimeDelta::hours(12))
            .map(|span| format!("{}-{}", span.start.format("%H:%M"), span.end.format("%H:%M")))
            .collect();
        assert_eq!(spans.join(" "), open, "{words}: {why}");
    }
}

#[test]
fn a_day_that_was_left_out_has_no_working_time() {
    // Samoa went from Thursday the 29th of December 2011 straight to Saturday the 31st.
    let hours = office("Pacific/Apia");
    let thursday_noon = utc("2011-12-29 22:00");
    assert_eq!(zone("Pacific/Apia").local(thursday_noon), wall("2011-12-29 12:00"));
    let due = hours.deadline(thursday_noon, TimeDelta::hours(6));
    assert_eq!(zone("Pacific/Apia").local(due), wall("2012-01-02 10:00"));
}

#[test]
fn a_gap_across_midnight_gives_its_minutes_to_one_day() {
    // On Sunday the 8th of March at 23:30 it is 00:30 on Monday.
    let zone = Zone::ruled("AAA0BBB,M3.2.0/23:30,M11.1.0/2");
    let week = std::array::from_fn(|_| windows("00:35-02:00 23:00-24:00"));
    let hours = WorkingHours::new(zone, week, BTreeSet::new()).expect("good hours");
    let evening = utc("2026-03-08 22:00");
    let spans: Vec<_> = hours.spans(evening).take(2).collect();
    assert_eq!(spans[0], utc("2026-03-08 23:00")..utc("2026-03-09 00:00"));
    assert_eq!(spans[1], utc("2026-03-09 00:00")..utc("2026-03-09 01:00"));
    let in_the_gap = utc("2026-03-08 23:45");
    assert_eq!(hours.zone.local(in_the_gap), wall("2026-03-09 00:45"));
    assert!(hours.is_open(in_the_gap));
    assert_eq!(hours.elapsed(in_the_gap, utc("2026-03-09 12:00")), TimeDelta::minutes(75));
}

#[test]
fn a_midnight_that_happens_twice_begins_the_day_the_first_time() {
    // A minute after midnight of the 7th of November 2010 it was 23:01 on the 6th once more.
    let hours = hours("America/St_Johns", "00:00-02:00", "xxxxxxx", &[]);
    let spans: Vec<_> = hours.spans(utc("2010-11-07 00:00")).take(2).collect();
    assert_eq!(spans[0], utc("2010-11-07 02:30")..utc("2010-11-07 05:30"));
    assert_eq!(spans[1], utc("2010-11-08 03:30")..utc("2010-11-08 05:30"));
    let again = utc("2010-11-07 03:00");
    assert_eq!(hours.zone.local(again), wall("2010-11-06 23:30"));
    assert_eq!(hours.elapsed(again, utc("2010-11-07 12:00")), TimeDelta::minutes(150));
}

#[test]
fn a_window_is_open_at_its_start_and_closed_at_its_end() {
    let hours = hours("Europe/Berlin", "09:00-12:00 13:00-17:00", "xxxxx..", &["2026-11-24"]);
    for (at, next) in [
        ("2026-11-23 07:59", "2026-11-23 08:00"),
        ("2026-11-23 08:00", "2026-11-23 08:00"),
        ("2026-11-23 10:59", "2026-11-23 10:59"),
        ("2026-11-23 11:00", "2026-11-23 12:00"),
        ("2026-11-23 16:00", "2026-11-25 08:00"),
        ("2026-11-27 16:00", "2026-11-30 08:00"),
    ] {
        assert_eq!(hours.next_open(utc(at)), utc(next), "{at}");
        assert_eq!(hours.is_open(utc(at)), at == next, "{at}");
    }
}

#[test]
fn parts_of_a_second_count() {
    let hours = office("UTC");
    let from = utc("2026-11-23 16:59") + TimeDelta::nanoseconds(1);
    let minute = TimeDelta::minutes(1);
    let due = utc("2026-11-24 09:00") + TimeDelta::nanoseconds(1);
    assert_eq!(hours.deadline(from, minute), due);
    assert_eq!(hours.deadline(from, minute - TimeDelta::nanoseconds(1)), utc("2026-11-23 17:00"));
}

#[test]
fn holidays_for_years_are_walked_over() {
    let from = date("2026-11-23");
    let holidays = from.iter_days().take(20 * 366).collect();
    let week = std::array::from_fn(|_| windows("09:00-17:00"));
    let hours = WorkingHours::new(Zone::utc(), week, holidays).expect("good hours");
    let due = hours.deadline(utc("2026-11-23 12:00"), TimeDelta::hours(1));
    assert_eq!(due, utc("2046-12-08 10:00"));
}

#[test]
fn every_walk_ends() {
    let hours = office("Europe/Berlin");
    let (first, last) = (DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC);
    let hour = TimeDelta::hours(1);
    assert_eq!(hours.deadline(first, hour), first + hour);
    assert_eq!(hours.deadline(last, hour), last);
    assert_eq!(hours.deadline(last, TimeDelta::MAX), last);
    assert_eq!(hours.deadline(DUSK, hour), DUSK + hour);
    assert_eq!(hours.deadline(utc("9998-12-31 20:00"), hour), DUSK + hour, "after the last day");
    assert_eq!(hours.deadline(utc("9990-01-01 00:00"), TimeDelta::MAX), last);
    assert_eq!(hours.elapsed(last, first), TimeDelta::zero());
    assert_eq!(hours.elapsed(last, last), TimeDelta::zero());
    assert_eq!(hours.elapsed(first, DAWN), DAWN - first);
    for at in [first, last, DUSK] {
        assert!(hours.is_open(at) && hours.next_open(at) == at);
    }
}

#[test]
fn a_week_without_work_is_refused() {
    let never = WorkingHours::new(Zone::utc(), Default::default(), BTreeSet::new());
    assert_eq!(never, Err(vec![HoursError::NoWorkingDay]));
    let mut rarely: [Vec<Window>; 7] = Default::default();
    rarely[6] = windows("00:00-24:00");
    assert!(WorkingHours::new(Zone::utc(), rarely, BTreeSet::new()).is_ok());
}

#[test]
fn every_bad_window_is_told_with_its_day() {
    let week = [
        windows("17:00-09:00"),
        windows("13:00-17:00 09:00-13:30"),
        windows("13:00-17:00 09:00-13:00"),
        windows("09:00-09:00"),
        windows("09:00-24:01"),
        windows("08:00-20:00 09:00-10:00 18:00-19:00"),
        Vec::new(),
    ];
    let errors = WorkingHours::new(Zone::utc(), week, BTreeSet::new()).expect_err("bad windows");
    let words: Vec<String> = errors.iter().map(ToString::to_string).collect();
    for (told, begin) in words.iter().zip([
        "monday: 17:00-09:00 does not end later on the same day",
        "tuesday: 09:00-13:30 and 13:00-17:00 overlap",
        "thursday: 09:00-09:00 does not end later",
        "friday: 09:00-24:01 does not end later",
        "saturday: 08:00-20:00 and 09:00-10:00 overlap",
    ]) {
        assert!(told.starts_with(begin), "{told}");
    }
    assert_eq!(words.len(), 5, "{words:?}");
}

#[test]
fn the_fingerprint_holds_all_that_moves_a_deadline() {
    let prints: BTreeSet<String> = [
        hours("Europe/Berlin", "09:00-17:00", "xxxxx..", &[]),
        hours("Europe/Vienna", "09:00-17:00", "xxxxx..", &[]),
        hours("Europe/Berlin", "09:00-17:30", "xxxxx..", &[]),
        hours("Europe/Berlin", "09:00-12:00 13:00-17:00", "xxxxx..", &[]),
        hours("Europe/Berlin", "09:00-17:00", "xxxx.x.", &[]),
        hours("Europe/Berlin", "09:00-17:00", "xxxxx..", &["2026-12-25"]),
        hours("Europe/Berlin", "09:00-17:00", "xxxxx..", &["2026-12-25", "2026-12-26"]),
    ]
    .iter()
    .map(WorkingHours::fingerprint)
    .collect();
    assert_eq!(prints.len(), 7, "{prints:?}");
}

/// Times on the wall that are neither skipped nor doubled in part in any of the zones: quarters of
/// an hour, and in the first three hours of a day and in its last one the whole ones.
fn any_minute() -> impl Strategy<Value = u16> {
    (0..=96u16).prop_map(|quarter| match quarter {
        ..12 | 92.. => quarter / 4 * 60,
        _ => quarter * 15,
    })
}

fn any_day() -> impl Strategy<Value = Vec<Window>> {
    prop::collection::btree_set(any_minute(), 0..6).prop_map(|minutes| {
        let minutes: Vec<u16> = minutes.into_iter().collect();
        minutes.chunks_exact(2).map(|pair| Window { start: pair[0], end: pair[1] }).collect()
    })
}

/// Any hours, and a moment within five days of a clock change of their zone, on the minute.
fn any_hours_near_a_change() -> impl Strategy<Value = (WorkingHours, DateTime<Utc>)> {
    (
        prop::sample::select(&CHANGES[..]),
        prop::array::uniform7(any_day()),
        prop::collection::btree_set(-10i64..20, 0..5),
        -5 * 24 * 60..5 * 24 * 60i64,
    )
        .prop_filter_map("a week without work", |((name, day), week, holidays, minutes)| {
            let day = date(day);
            let holidays = holidays.into_iter().map(|days| day + TimeDelta::days(days)).collect();
            let hours = WorkingHours::new(zone(name), week, holidays).ok()?;
            Some((hours, day.and_time(NaiveTime::MIN).and_utc() + TimeDelta::minutes(minutes)))
        })
}

fn any_limit() -> impl Strategy<Value = TimeDelta> {
    prop_oneof![
        (0..40i64).prop_map(TimeDelta::hours),
        (0..3_000i64).prop_map(TimeDelta::minutes),
        (0..10_000_000i64).prop_map(TimeDelta::milliseconds),
    ]
}

/// What a person in the room would say: the clock on the wall shows a time in a window.
fn works_by_the_wall(hours: &WorkingHours, at: DateTime<Utc>) -> bool {
    use chrono::Timelike;
    let local = hours.zone.local(at);
    let minute = u16::try_from(local.num_seconds_from_midnight() / 60).expect("a minute of a day");
    let windows = &hours.week[local.weekday().num_days_from_monday() as usize];
    !hours.holidays.contains(&local.date())
        && windows.iter().any(|window| (window.start..window.end).contains(&minute))
}

proptest! {
    #[test]
    fn a_walk_minute_by_minute_agrees(
        (hours, from) in any_hours_near_a_change(),
        minutes in 0..1_500i64,
    ) {
        let minute = TimeDelta::minutes(1);
        let (mut at, mut worked) = (from, 0);
        let far = from + TimeDelta::days(12);
        while worked < minutes && at < far {
            let works = works_by_the_wall(&hours, at);
            prop_assert_eq!(hours.is_open(at), works, "{}", at);
            worked += i64::from(works);
            at += minute;
        }
        prop_assert_eq!(hours.elapsed(from, at), TimeDelta::minutes(worked));
        if worked == minutes {
            prop_assert_eq!(hours.deadline(from, TimeDelta::minutes(minutes)), at);
        } else {
            prop_assert!(hours.deadline(from, TimeDelta::minutes(minutes)) > far);
        }
    }

    #[test]
    fn the_working_time_until_a_deadline_is_the_limit(
        (hours, from) in any_hours_near_a_change(),
        limit in any_limit(),
    ) {
        let due = hours.deadline(from, limit);
        prop_assert!(due - from >= limit);
        prop_assert_eq!(hours.elapsed(from, due), limit);
    }

    #[test]
    fn a_deadline_never_lies_in_closed_time_but_at_a_windows_end(
        (hours, from) in any_hours_near_a_change(),
        limit in any_limit(),
    ) {
        let due = hours.deadline(from, limit);
        let instant = TimeDelta::nanoseconds(1);
        prop_assert!(limit.is_zero() || hours.is_open(due - instant), "{}", due);
    }

    #[test]
    fn a_later_start_or_a_longer_limit_is_never_due_earlier(
        (hours, from) in any_hours_near_a_change(),
        limit in any_limit(),
        later in any_limit(),
    ) {
        let due = hours.deadline(from, limit);
        prop_assert!(hours.deadline(from + later, limit) >= due);
        prop_assert!(hours.deadline(from, limit + later) >= due);
    }

    #[test]
    fn a_limit_can_be_walked_in_two_parts(
        (hours, from) in any_hours_near_a_change(),
        first in any_limit(),
        second in any_limit(),
    ) {
        let halfway = hours.deadline(from, first);
        prop_assert_eq!(hours.deadline(from, first + second), hours.deadline(halfway, second));
    }

    #[test]
    fn working_time_adds_up(
        (hours, from) in any_hours_near_a_change(),
        first in any_limit(),
        second in any_limit(),
    ) {
        let (middle, to) = (from + first, from + first + second);
        let parts = hours.elapsed(from, middle) + hours.elapsed(middle, to);
        prop_assert_eq!(hours.elapsed(from, to), parts);
        prop_assert!(parts <= to - from);
        prop_assert_eq!(hours.elapsed(to, from), TimeDelta::zero());
    }

    #[test]
    fn the_next_opening_is_open_and_nothing_before_it(
        (hours, at) in any_hours_near_a_change(),
    ) {
        let open = hours.next_open(at);
        prop_assert!(open >= at && hours.is_open(open));
        prop_assert_eq!(hours.elapsed(at, open), TimeDelta::zero());
        prop_assert_eq!(hours.next_open(open), open);
    }

    #[test]
    fn windows_that_a_clock_change_cuts_stay_in_order_and_apart(
        (near, from) in any_hours_near_a_change(),
        minutes in prop::collection::btree_set(
            prop_oneof![0..=MINUTES_A_DAY, 0..200u16, 1_380..=MINUTES_A_DAY],
            2..10,
        ),
        limit in any_limit(),
    ) {
        let minutes: Vec<u16> = minutes.into_iter().collect();
        let day = minutes.chunks_exact(2).map(|pair| Window { start: pair[0], end: pair[1] });
        let day: Vec<Window> = day.collect();
        let hours = WorkingHours { week: std::array::from_fn(|_| day.clone()), ..near };
        let spans: Vec<_> = hours.spans(from).take(30).collect();
        for pair in spans.windows(2) {
            prop_assert!(pair[0].start < pair[0].end && pair[0].end <= pair[1].start, "{:?}", pair);
        }
        for span in spans {
            prop_assert!(hours.is_open(span.start) && hours.spans(span.start).next() == Some(span));
        }
        prop_assert_eq!(hours.elapsed(from, hours.deadline(from, limit)), limit);
    }
}
