use proptest::prelude::*;

use super::*;

/// A Wednesday at 14:00 in Berlin, which is 13:00 UTC.
const NOW: &str = "2026-11-25T13:00:00Z";

fn utc(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect("a time").to_utc()
}

fn berlin() -> Zone {
    Zone::named("Europe/Berlin").expect("a known zone")
}

fn wall(time: DateTime<Utc>, zone: &Zone) -> String {
    zone.local(time).format("%Y-%m-%d %H:%M").to_string()
}

/// What the words mean in Berlin on that Wednesday, as its clocks show it, or the error.
fn ahead(words: &str) -> String {
    match parse(words, utc(NOW), &berlin()) {
        Ok(time) => wall(time, &berlin()),
        Err(error) => error.to_string(),
    }
}

fn past(words: &str) -> String {
    match parse_past(words, utc(NOW), &berlin()) {
        Ok(time) => wall(time, &berlin()),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_distance_counts_from_now() {
    for (words, expected) in [
        ("2h", "2026-11-25 16:00"),
        ("30m", "2026-11-25 14:30"),
        ("90 min", "2026-11-25 15:30"),
        ("in 2 hours", "2026-11-25 16:00"),
        ("+2h", "2026-11-25 16:00"),
        ("in an hour", "2026-11-25 15:00"),
        ("3d", "2026-11-28 14:00"),
        ("in 3 days", "2026-11-28 14:00"),
        ("in 3 days at 9am", "2026-11-28 09:00"),
        ("2w", "2026-12-09 14:00"),
        ("a week", "2026-12-02 14:00"),
        ("1mo", "2026-12-25 14:00"),
        ("3 months", "2027-02-25 14:00"),
        ("1y", "2027-11-25 14:00"),
        ("1d 4h", "2026-11-26 18:00"),
        ("1d4h", "2026-11-26 18:00"),
        ("1 day and 4 hours", "2026-11-26 18:00"),
        ("1w 2d 3h 4m", "2026-12-04 17:04"),
        ("  IN   2   Hours ", "2026-11-25 16:00"),
    ] {
        assert_eq!(ahead(words), expected, "{words}");
    }
}

#[test]
fn a_day_without_a_time_is_nine_in_the_morning() {
    for (words, expected) in [
        ("tomorrow", "2026-11-26 09:00"),
        ("fri", "2026-11-27 09:00"),
        ("Friday", "2026-11-27 09:00"),
        ("on friday", "2026-11-27 09:00"),
        ("tues", "2026-12-01 09:00"),
        ("next week", "2026-12-02 09:00"),
        ("next month", "2026-12-25 09:00"),
        ("dec 1", "2026-12-01 09:00"),
        ("1 dec", "2026-12-01 09:00"),
        ("1st December", "2026-12-01 09:00"),
        ("sept 2nd, 2027", "2027-09-02 09:00"),
        ("2026-12-01", "2026-12-01 09:00"),
    ] {
        assert_eq!(ahead(words), expected, "{words}");
    }
}

#[test]
fn a_day_with_a_time_is_that_time_on_the_wall() {
    for (words, expected) in [
        ("today 5pm", "2026-11-25 17:00"),
        ("tonight", "2026-11-25 19:00"),
        ("tonight at 8pm", "2026-11-25 20:00"),
        ("tomorrow 9am", "2026-11-26 09:00"),
        ("tomorrow at 9:30", "2026-11-26 09:30"),
        ("tomorrow noon", "2026-11-26 12:00"),
        ("tomorrow afternoon", "2026-11-26 14:00"),
        ("9:30 tomorrow", "2026-11-26 09:30"),
        ("5 p.m. on friday", "2026-11-27 17:00"),
        ("tuesday 9am", "2026-12-01 09:00"),
        ("next week 14:30", "2026-12-02 14:30"),
        ("1 dec 9am", "2026-12-01 09:00"),
        ("dec 1 9am", "2026-12-01 09:00"),
        ("2026-12-01 09:30", "2026-12-01 09:30"),
        ("2026-12-01T09:30", "2026-12-01 09:30"),
        ("2026-12-01 09:30:59", "2026-12-01 09:30"),
        ("2026-12-01T09:30:00Z", "2026-12-01 10:30"),
        ("2026-12-01t09:30:00-05:00", "2026-12-01 15:30"),
        ("12am tomorrow", "2026-11-26 00:00"),
        ("12pm tomorrow", "2026-11-26 12:00"),
    ] {
        assert_eq!(ahead(words), expected, "{words}");
    }
}

#[test]
fn a_time_that_has_passed_today_is_tomorrows() {
    for (words, expected) in [
        ("9am", "2026-11-26 09:00"),
        ("at 9 am", "2026-11-26 09:00"),
        ("14:00", "2026-11-26 14:00"),
        ("14:01", "2026-11-25 14:01"),
        ("14:30", "2026-11-25 14:30"),
        ("2:30pm", "2026-11-25 14:30"),
        ("noon", "2026-11-26 12:00"),
        ("eod", "2026-11-25 17:00"),
        ("End of Day", "2026-11-25 17:00"),
    ] {
        assert_eq!(ahead(words), expected, "{words}");
    }
}

#[test]
fn a_weekday_is_the_coming_one() {
    for (words, expected) in [
        ("wed 5pm", "2026-11-25 17:00"),
        ("wed 9am", "2026-12-02 09:00"),
        ("wed", "2026-12-02 09:00"),
        ("this wed 5pm", "2026-11-25 17:00"),
        ("next wed 5pm", "2026-12-02 17:00"),
        ("next tue", "2026-12-01 09:00"),
        ("next thu", "2026-11-26 09:00"),
    ] {
        assert_eq!(ahead(words), expected, "{words}");
    }
}

#[test]
fn a_day_without_a_year_is_in_the_first_that_has_it_ahead() {
    for (words, expected) in [
        ("25 nov 5pm", "2026-11-25 17:00"),
        ("25 nov 9am", "2027-11-25 09:00"),
        ("jan 6", "2027-01-06 09:00"),
        ("29 feb", "2028-02-29 09:00"),
    ] {
        assert_eq!(ahead(words), expected, "{words}");
    }
}

#[test]
fn what_is_not_a_time_is_named() {
    for (words, expected) in [
        ("", "no time was given"),
        (" ,, ", "no time was given"),
        ("soon", "\"soon\" was not understood"),
        ("9 am banana", "\"banana\" was not understood"),
        ("tomorrow banana 9am", "\"banana 9am\" was not understood"),
        ("tomorrow at", "\"at\" was not understood"),
        ("in", "\"in\" was not understood"),
        ("next", "\"next\" was not understood"),
        ("next banana", "\"next banana\" was not understood"),
        ("1h 2h", "\"2h\" was not understood"),
        ("30m 1d", "\"1d\" was not understood"),
        ("2h 9am", "\"9am\" was not understood"),
        ("-2h", "\"-2h\" was not understood"),
        ("9.30", "\"9.30\" was not understood"),
        ("12/1", "\"12/1\" was not understood"),
        ("at tomorrow", "\"tomorrow\" was not understood"),
        ("9", "\"9\" is unclear: of what?"),
        ("tomorrow 9", "\"9\" is unclear: of what?"),
        ("in 3", "\"3\" is unclear: of what?"),
        ("1h30", "\"30\" is unclear: of what?"),
        ("25:00", "there is no \"25:00\""),
        ("9:75", "there is no \"9:75\""),
        ("13pm", "there is no \"13pm\""),
        ("0am", "there is no \"0am\""),
        ("14:30 pm", "there is no \"14:30 pm\""),
        ("tomorrow 24:00", "there is no \"24:00\""),
        ("30 feb", "there is no \"30 feb\""),
        ("2027-02-29", "there is no \"2027-02-29\""),
        ("2027-13-01", "there is no \"2027-13-01\""),
    ] {
        let error = ahead(words);
        assert_eq!(error.split(';').next(), Some(expected), "{words}");
        assert!(error.ends_with(r#"; try "2h", "3d", "tomorrow 9am", "tue 14:30" or "1 dec""#));
    }
}

#[test]
fn a_due_time_lies_in_the_next_ten_years() {
    for (words, expected) in [
        ("now", "that is not in the future"),
        ("0m", "that is not in the future"),
        ("0d", "that is not in the future"),
        ("today 9am", "that is not in the future"),
        ("yesterday", "that is not in the future"),
        ("2h ago", "that is not in the future"),
        ("last tue", "that is not in the future"),
        ("2026-11-25T13:00:00Z", "that is not in the future"),
        ("2020-01-01", "that is not in the future"),
        ("11y", "that is more than 10 years away"),
        ("121 months", "that is more than 10 years away"),
        ("2037-01-01", "that is more than 10 years away"),
        ("9999-12-31", "that is more than 10 years away"),
        ("99999999999999999999h", "that is more than 10 years away"),
        ("99999999999999999999y", "that is more than 10 years away"),
    ] {
        assert_eq!(ahead(words).split(';').next(), Some(expected), "{words}");
    }
    assert_eq!(ahead("10y"), "2036-11-25 14:00");
}

#[test]
fn a_time_that_has_come_is_the_last_that_fits() {
    for (words, expected) in [
        ("now", "2026-11-25 14:00"),
        ("2h ago", "2026-11-25 12:00"),
        ("30m ago", "2026-11-25 13:30"),
        ("an hour ago", "2026-11-25 13:00"),
        ("3 days ago at 4pm", "2026-11-22 16:00"),
        ("1 mo ago", "2026-10-25 14:00"),
        ("yesterday", "2026-11-24 09:00"),
        ("yesterday 3pm", "2026-11-24 15:00"),
        ("today 9am", "2026-11-25 09:00"),
        ("9am", "2026-11-25 09:00"),
        ("14:00", "2026-11-25 14:00"),
        ("14:01", "2026-11-24 14:01"),
        ("mon 4pm", "2026-11-23 16:00"),
        ("wed 9am", "2026-11-25 09:00"),
        ("wed 4pm", "2026-11-18 16:00"),
        ("last wed", "2026-11-18 09:00"),
        ("1 dec", "2025-12-01 09:00"),
        ("nov 1 9am", "2026-11-01 09:00"),
        ("29 feb", "2024-02-29 09:00"),
        ("2026-11-01 09:30", "2026-11-01 09:30"),
        ("2026-11-25T13:00:00Z", "2026-11-25 14:00"),
    ] {
        assert_eq!(past(words), expected, "{words}");
    }
}

#[test]
fn a_touch_was_not_made_in_the_future() {
    for (words, expected) in [
        ("2h", "that has not happened yet"),
        ("tomorrow", "that has not happened yet"),
        ("today 5pm", "that has not happened yet"),
        ("next tue", "that has not happened yet"),
        ("2026-11-25T13:00:01Z", "that has not happened yet"),
        ("2016-01-01", "that is more than 10 years away"),
        ("9", "\"9\" is unclear: of what?"),
        ("in 2h ago", "\"ago\" was not understood"),
        ("soon", "\"soon\" was not understood"),
    ] {
        let error = past(words);
        assert_eq!(error.split(';').next(), Some(expected), "{words}");
        assert!(error.contains("; try \"2h ago\""), "{words}");
    }
}

#[test]
fn hours_elapse_and_days_are_pages_of_the_calendar() {
    let (berlin, new_york) = (berlin(), Zone::named("America/New_York").expect("a known zone"));
    for (zone, now, words, expected) in [
        // Berlin's clocks go forward on 29 March and back on 25 October.
        (&berlin, "2026-03-28T11:00:00Z", "24h", "2026-03-29 13:00"),
        (&berlin, "2026-03-28T11:00:00Z", "1d", "2026-03-29 12:00"),
        (&berlin, "2026-10-24T10:00:00Z", "24h", "2026-10-25 11:00"),
        (&berlin, "2026-10-24T10:00:00Z", "1d", "2026-10-25 12:00"),
        (&berlin, "2026-10-24T10:00:00Z", "1d 4h", "2026-10-25 16:00"),
        (&berlin, "2026-03-28T11:00:00Z", "tomorrow 2:30", "2026-03-29 03:30"),
        // The second half past two of the night: the first has gone, so tomorrow's is meant.
        (&berlin, "2026-10-25T01:10:00Z", "2:30", "2026-10-26 02:30"),
        (&new_york, "2026-03-07T17:00:00Z", "1d", "2026-03-08 12:00"),
        (&new_york, "2026-03-07T17:00:00Z", "24h", "2026-03-08 13:00"),
        // The end of a month is as far as a shorter one goes.
        (&berlin, "2026-01-31T08:00:00Z", "1mo", "2026-02-28 09:00"),
    ] {
        let time = parse(words, utc(now), zone).expect(words);
        assert_eq!(wall(time, zone), expected, "{words} at {now}");
    }
}

#[test]
fn today_is_the_day_on_the_wall() {
    for (zone, expected) in
        [("Pacific/Kiritimati", "2026-11-27 09:00"), ("Pacific/Pago_Pago", "2026-11-26 09:00")]
    {
        let zone = Zone::named(zone).expect("a known zone");
        let time = parse("tomorrow", utc(NOW), &zone).expect("a time");
        assert_eq!(wall(time, &zone), expected);
    }
}

#[test]
fn an_error_repeats_little_and_nothing_that_drives_a_terminal() {
    let error = ahead(&format!("\u{1b}]0;owned\u{7} {}", "banana ".repeat(1000)));
    assert!(!error.chars().any(char::is_control), "{error}");
    assert!(error.chars().count() < 160, "{error}");
}

proptest! {
    #[test]
    fn any_words_are_a_time_ahead_or_refused(words in any::<String>()) {
        if let Ok(time) = parse(&words, utc(NOW), &berlin()) {
            prop_assert!(time > utc(NOW));
        }
        if let Ok(time) = parse_past(&words, utc(NOW), &berlin()) {
            prop_assert!(time <= utc(NOW));
        }
    }

    #[test]
    fn any_sentence_of_known_words_is_a_time_ahead_or_refused(
        words in prop::collection::vec(prop::sample::select(vec![
            "in", "on", "at", "ago", "and", "a", "+", "-", ":", ".", ",", "t", "now", "today", "tonight",
            "tomorrow", "yesterday", "next", "last", "this", "week", "month", "mon", "tuesday",
            "jan", "feb", "dec", "st", "noon", "eod", "end", "of", "day", "am", "pm", "h", "m", "d", "mo",
            "y", "0", "1", "2", "09", "12", "29", "30", "31", "59", "2026", "2028", "99999999999",
        ]), 0..7),
        seconds in 0i64..4_000_000_000,
        spaced in any::<bool>(),
    ) {
        let words = words.join(if spaced { " " } else { "" });
        let now = DateTime::from_timestamp(seconds, 0).expect("in range");
        if let Ok(time) = parse(&words, now, &berlin()) {
            prop_assert!(time > now, "{words}");
        }
        if let Ok(time) = parse_past(&words, now, &berlin()) {
            prop_assert!(time <= now, "{words}");
        }
    }

    #[test]
    fn a_number_of_units_reads_back(seconds in 0i64..4_000_000_000, count in 1u32..100) {
        let zone = berlin();
        let now = DateTime::from_timestamp(seconds, 0).expect("in range");
        for (unit, minutes) in [("m", 1), ("h", 60)] {
            let distance = TimeDelta::minutes(i64::from(count) * minutes);
            prop_assert_eq!(parse(&format!("{count}{unit}"), now, &zone), Ok(now + distance));
            prop_assert_eq!(parse_past(&format!("{count}{unit} ago"), now, &zone), Ok(now - distance));
        }
        for (unit, days) in [("d", 1), ("w", 7)] {
            let time = parse(&format!("{count}{unit}"), now, &zone).expect("a time");
            let days = zone.local(time) - zone.local(now) - TimeDelta::days(i64::from(count) * days);
            // Only a skipped hour moves the time on the wall.
            prop_assert!(days.is_zero() || days == TimeDelta::hours(1));
        }
    }
}
