use chrono::{DateTime, TimeDelta, Utc};

use super::*;

fn section(text: &str) -> Hours {
    toml::from_str(text).expect("a section")
}

fn read(text: &str, zone: &Zone) -> Option<WorkingHours> {
    section(text).read(zone, &mut Wrongs::default())
}

fn problems(text: &str) -> Vec<String> {
    let told = super::super::Config::parse(&format!("[hours]\n{text}")).expect_err("wrong");
    told.0.iter().map(|problem| format!("{}: {}", problem.path, problem.what)).collect()
}

fn day(start: u16, end: u16) -> Window {
    Window { start, end }
}

#[test]
fn windows_are_read_as_people_write_them() {
    for (text, expected) in [
        ("", vec![]),
        ("  ", vec![]),
        ("09:00-17:00", vec![day(540, 1020)]),
        ("9:00 - 17:30", vec![day(540, 1050)]),
        ("9-17", vec![day(540, 1020)]),
        ("09:00–17:00", vec![day(540, 1020)]),
        ("00:00-24:00", vec![day(0, 1440)]),
        ("09:00-12:30, 13:30-18:00", vec![day(540, 750), day(810, 1080)]),
    ] {
        assert_eq!(windows(text), Some(expected), "{text}");
    }
}

#[test]
fn what_is_no_window_is_not_guessed_at() {
    for text in [
        "closed",
        "9 to 5",
        "09:00",
        "09:00-",
        "-17:00",
        "09:00-17:00,",
        "25:00-26:00",
        "24:01-24:02",
        "09:60-17:00",
        "9:5-17",
        "+9-17",
        "9am-5pm",
        "09:00-17:00 13:00-14:00",
        "09.00-17.00",
        "١٢:٠٠-١٣:٠٠",
        "009:00-17:00",
        "65545:00-17:00",
    ] {
        assert_eq!(windows(text), None, "{text}");
    }
}

#[test]
fn hours_are_off_until_they_are_enabled() {
    assert_eq!(read("", &Zone::utc()), None);
    assert_eq!(read("monday = \"10:00-12:00\"", &Zone::utc()), None);
    assert!(read("enabled = true", &Zone::utc()).is_some());
}

#[test]
fn hours_without_a_zone_are_in_the_usual_one() {
    let berlin = Zone::named("Europe/Berlin").expect("a zone");
    let eight: DateTime<Utc> = "2026-11-23T08:00:00Z".parse().expect("a time");
    for (written, open) in [("", true), ("zone = \"UTC\"", false)] {
        let text = format!("enabled = true\n{written}");
        let hours = read(&text, &berlin).expect("enabled");
        assert_eq!(hours.is_open(eight), open, "{written}");
    }
}

#[test]
fn a_holiday_is_a_date_in_quotes_or_without() {
    let text = "enabled = true\nholidays = [\"2026-11-23\", 2026-11-24]";
    let hours = read(text, &Zone::utc()).expect("enabled");
    let monday: DateTime<Utc> = "2026-11-23T00:00:00Z".parse().expect("a time");
    assert_eq!(hours.next_open(monday), monday + TimeDelta::hours(48 + 9));
}

#[test]
fn a_holiday_of_another_kind_is_told_in_plain_words() {
    let told = problems("holidays = [12]");
    assert_eq!(told, ["hours.holidays[1]: a number is not a date, such as \"2026-12-25\""]);
}

#[test]
fn all_that_is_wrong_is_told_at_once_with_its_key() {
    let told = problems(
        "zone = \"Mars\"\nmonday = \"nine\"\ntuesday = \"17:00-09:00\"\n\
         friday = \"09:00-13:00, 12:00-17:00\"\nholidays = [\"2026-02-30\", 2026-12-25T08:00:00]",
    );
    let begins = [
        "hours.zone: \"Mars\" is no time zone",
        "hours.monday: \"nine\" are no working hours",
        "hours.tuesday: 17:00-09:00 does not end later on the same day",
        "hours.friday: 09:00-13:00 and 12:00-17:00 overlap",
        "hours.holidays[1]: \"2026-02-30\" is no date",
        "hours.holidays[2]: \"2026-12-25T08:00:00\" is no date",
    ];
    assert_eq!(told.len(), begins.len(), "{told:?}");
    for (told, begin) in told.iter().zip(begins) {
        assert!(told.starts_with(begin), "{told}");
    }
}

#[test]
fn a_week_with_no_working_day_is_told_once() {
    let off = ["monday", "tuesday", "wednesday", "thursday", "friday"]
        .map(|day| format!("{day} = \"\"\n"))
        .concat();
    let told = problems(&off);
    assert!(told.len() == 1 && told[0].starts_with("hours: no day of the week"), "{told:?}");
    let told = problems(&off.replace("monday = \"\"", "monday = \"x\""));
    assert!(told.len() == 1 && told[0].starts_with("hours.monday"), "{told:?}");
}
