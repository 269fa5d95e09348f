use proptest::prelude::*;

use super::*;
use crate::domain::text::columns;
use crate::language::{Language, english};

fn whereabouts(phone: &str, country: &str) -> Option<Whereabouts> {
    Whereabouts::of(&Contact {
        phone: Text::non_blank(phone),
        country: Text::non_blank(country),
        ..Contact::default()
    })
}

fn person(phone: &str, country: &str) -> Whereabouts {
    whereabouts(phone, country).expect("whereabouts")
}

fn utc(text: &str) -> DateTime<Utc> {
    format!("{text}:00Z").replace(' ', "T").parse().expect("a time")
}

fn in_zones(names: &[&str]) -> Whereabouts {
    let zones = names.iter().map(|name| Zone::named(name).expect("a zone")).collect();
    Whereabouts::new(Basis::Phone, spots(zones, None)).expect("a zone")
}

#[test]
fn the_phone_tells_where_it_is_narrower_than_the_country() {
    // A Sunday.
    let now = utc("2026-11-22 16:10");
    for (phone, country, expected) in [
        ("", "IN", "Sun 21:40 there"),
        ("+91 98765 43211", "", "Sun 21:40 there"),
        ("+91 98765 43211", "India", "Sun 21:40 there"),
        ("n/a", "India", "Sun 21:40 there"),
        ("", "Portugal", "between Sun 15:10 and 16:10 there (Portugal has several time zones)"),
        ("", "US", "between Sun 06:10 and 11:10 there (United States has several time zones)"),
        (
            "1234567890",
            "US",
            "between Sun 06:10 and 11:10 there (United States has several time zones)",
        ),
        (
            "+1 800 555 0199",
            "US",
            "between Sun 06:10 and 11:10 there (United States has several time zones)",
        ),
        ("+1 425 555 0123", "US", "Sun 08:10 there"),
        ("(425) 555-0123", "USA", "Sun 08:10 there"),
        ("+1 425 555 0123", "", "Sun 08:10 there"),
        (
            "+1 800 555 0199",
            "",
            "between Sun 05:10 and Mon 02:10 there (the phone number fits several time zones)",
        ),
        ("", "New Zealand", "Mon 05:10 there"),
        ("+33 1 99 00 12 34", "DE", "Sun 17:10 there"),
        (
            "+1 425 555 0123",
            "IN",
            "between Sun 08:10 and 21:40 there (country India, phone United States)",
        ),
    ] {
        assert_eq!(person(phone, country).says(now, english()), expected, "{phone} in {country}");
    }
}

#[test]
fn nobody_is_nowhere() {
    for (phone, country) in [
        ("", ""),
        ("n/a", ""),
        ("", "Atlantis"),
        ("020 7946 0018", ""),
        ("+800 1234 5555", ""),
        ("", "BV"),
    ] {
        assert_eq!(whereabouts(phone, country), None, "{phone} in {country}");
    }
}

#[test]
fn it_says_what_it_rests_on() {
    let country = |text| Country::parse(text).expect("a country");
    for (phone, stated, basis) in [
        ("+44 20 7946 0018", "", Basis::Phone),
        ("+1 425 555 0123", "US", Basis::Phone),
        ("+1 800 555 0199", "US", Basis::Country(country("US"))),
        ("+44 20 7946 0018", "GB", Basis::Country(country("GB"))),
        ("", "GB", Basis::Country(country("GB"))),
        ("+44 20 7946 0018", "IN", Basis::Both { phone: country("GB"), stated: country("IN") }),
    ] {
        assert_eq!(person(phone, stated).basis(), basis, "{phone} in {stated}");
    }
}

#[test]
fn zones_that_agree_now_are_one_time() {
    let arizona_and_california = in_zones(&["America/Phoenix", "America/Los_Angeles"]);
    let summer = utc("2026-07-15 12:00");
    assert_eq!(arizona_and_california.short(summer, english()), "Wed 05:00 there");
    assert_eq!(arizona_and_california.local_times(summer).len(), 1);
    let winter = utc("2026-12-15 12:00");
    assert_eq!(arizona_and_california.short(winter, english()), "Tue 04:00-05:00 there");
    assert_eq!(arizona_and_california.local_times(winter).len(), 2);
    assert_eq!(
        arizona_and_california.short(utc("2026-12-15 07:30"), english()),
        "Mon 23:30-Tue 00:30"
    );
}

#[test]
fn the_short_form_fits_a_header_wherever_one_is() {
    for country in Country::all() {
        for hour in 0..24 {
            let now = utc("2026-11-22 00:30") + TimeDelta::hours(hour);
            if let Some(person) = whereabouts("", country.code()) {
                for language in Language::iter() {
                    let short = person.short(now, language.say());
                    assert!(columns(&short) <= 21, "{short}");
                }
            }
        }
    }
}

#[test]
fn a_call_is_decent_from_eight_to_eight_in_one_of_the_places() {
    for (country, at, decent) in [
        ("IN", "2026-11-23 02:29", false),
        ("IN", "2026-11-23 02:30", true),
        ("IN", "2026-11-23 14:29", true),
        ("IN", "2026-11-23 14:30", false),
        // A Sunday is no reason to ask.
        ("IN", "2026-11-22 09:00", true),
        ("US", "2026-11-23 12:59", false),
        ("US", "2026-11-23 13:00", true),
        // Nine in the evening in New York is four in the afternoon in Honolulu.
        ("US", "2026-11-24 02:00", true),
        ("US", "2026-11-24 06:00", false),
    ] {
        assert_eq!(person("", country).is_decent(utc(at)), decent, "{country} {at}");
    }
}

#[test]
fn the_next_decent_moment_is_at_the_desk_on_a_weekday_everywhere() {
    for (phone, country, at, expected) in [
        // A Monday, during the day: at once.
        ("", "IN", "2026-11-23 05:17", "2026-11-23 05:17"),
        ("", "IN", "2026-11-23 02:00", "2026-11-23 03:30"),
        ("", "IN", "2026-11-23 11:30", "2026-11-24 03:30"),
        // A Friday evening, and a Sunday.
        ("", "DE", "2026-11-20 16:30", "2026-11-23 08:00"),
        ("", "DE", "2026-11-22 12:00", "2026-11-23 08:00"),
        // In Egypt Sunday is a working day, and Friday is not.
        ("", "EG", "2026-11-19 16:00", "2026-11-22 07:00"),
        // Nine in Honolulu, two in the afternoon in New York.
        ("", "US", "2026-11-23 12:00", "2026-11-23 19:00"),
        ("", "US", "2026-11-20 22:00", "2026-11-23 19:00"),
        ("+1 425 555 0123", "US", "2026-11-23 12:00", "2026-11-23 17:00"),
        // Kamchatka leaves the desk before Kaliningrad comes to it: both are up from eight to ten.
        ("", "RU", "2026-11-23 00:00", "2026-11-23 06:00"),
        // Seattle and India: from half past six in the evening there it is Tuesday morning here.
        ("+1 425 555 0123", "IN", "2026-11-23 12:00", "2026-11-24 02:30"),
        // The night of a clock change.
        ("", "DE", "2026-10-23 20:00", "2026-10-26 08:00"),
        ("", "DE", "2026-03-27 20:00", "2026-03-30 07:00"),
    ] {
        assert_eq!(
            person(phone, country).next_decent(utc(at)),
            utc(expected),
            "{phone} in {country} from {at}"
        );
    }
}

#[test]
fn places_that_never_share_a_day_are_decided_by_the_first() {
    let far = in_zones(&["Europe/Berlin", "America/Los_Angeles", "Asia/Tokyo"]);
    assert_eq!(far.next_decent(utc("2026-11-23 01:00")), utc("2026-11-23 08:00"));
    let farther = in_zones(&["Asia/Tokyo", "Europe/Berlin", "America/Los_Angeles"]);
    assert_eq!(farther.next_decent(utc("2026-11-23 01:00")), utc("2026-11-23 01:00"));
}

#[test]
fn a_short_time_in_spring_in_which_two_places_share_is_not_waited_for() {
    // Eight hours apart all winter, seven from the 8th to the 29th of March.
    let apart = in_zones(&["Europe/London", "America/Los_Angeles"]);
    assert_eq!(apart.next_decent(utc("2026-02-24 08:00")), utc("2026-02-24 16:00"));
    assert_eq!(apart.next_decent(utc("2026-03-04 10:00")), utc("2026-03-04 16:00"));
    assert_eq!(apart.next_decent(utc("2026-03-10 08:00")), utc("2026-03-10 16:00"));
}

#[test]
fn a_clock_change_that_brings_two_places_together_counts() {
    // Until Sunday only their calling hours meet, from then on their days at the desk.
    let nearer = in_zones(&["Pacific/Chatham", "Asia/Kolkata"]);
    assert_eq!(nearer.next_decent(utc("2028-03-31 06:15")), utc("2028-04-03 03:30"));
}

#[test]
fn a_clock_change_that_takes_two_places_apart_is_not_waited_out() {
    // From one Sunday on their days at the desk do not meet until spring.
    let apart = in_zones(&["America/St_Johns", "Pacific/Apia"]);
    let saturday = DateTime::from_timestamp(31_652_430 * 60, 0).expect("in range");
    assert!(apart.next_decent(saturday) - saturday < TimeDelta::days(4));
}

#[test]
fn the_ends_of_time_are_no_reason_to_panic() {
    for at in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
        for names in [&["UTC"][..], &["Pacific/Kiritimati", "Pacific/Pago_Pago"]] {
            let person = in_zones(names);
            assert!(person.next_decent(at) >= at);
            assert!(!person.says(at, english()).is_empty());
        }
    }
}

fn any_zones() -> impl Strategy<Value = Vec<&'static str>> {
    let names = vec![
        "Pacific/Kiritimati",
        "Pacific/Apia",
        "Pacific/Chatham",
        "Australia/Lord_Howe",
        "Asia/Kolkata",
        "Asia/Kathmandu",
        "Africa/Cairo",
        "Africa/Casablanca",
        "Europe/Berlin",
        "Europe/London",
        "America/St_Johns",
        "America/New_York",
        "America/Los_Angeles",
        "America/Havana",
        "Pacific/Pago_Pago",
    ];
    prop::collection::vec(prop::sample::select(names), 1..4)
}

proptest! {
    #[test]
    fn the_next_decent_moment_is_decent_and_settled(
        names in any_zones(),
        // From 2025 to 2035, by the minute: clock changes in both halves of the world.
        minute in 28_928_160i64..34_187_040,
    ) {
        let person = in_zones(&names);
        let at = DateTime::from_timestamp(minute * 60, 0).expect("in range");
        let next = person.next_decent(at);
        prop_assert!(next >= at);
        prop_assert!(next - at <= TimeDelta::days(5), "{}", next - at);
        prop_assert!(person.is_decent(next));
        prop_assert_eq!(person.next_decent(next), next);
    }

    #[test]
    fn no_moment_before_the_next_decent_one_would_have_done(
        name in any_zones().prop_map(|names| names[0]),
        minute in 28_928_160i64..34_187_040,
        part in 0.0..1.0,
    ) {
        let person = in_zones(&[name]);
        let at = DateTime::from_timestamp(minute * 60, 0).expect("in range");
        let next = person.next_decent(at);
        prop_assert!(person.spots[0].is_in(next, &DESK_HOURS));
        let between = at + TimeDelta::seconds(((next - at).num_seconds() as f64 * part) as i64);
        prop_assert!(between == next || !person.spots[0].is_in(between, &DESK_HOURS));
    }

    #[test]
    fn no_contact_is_too_odd(phone in any::<String>(), country in any::<String>(), code in "[A-Z]{2}") {
        let now = utc("2026-11-22 16:10");
        for country in [country, code] {
            if let Some(person) = whereabouts(&phone, &country) {
                prop_assert!(!person.local_times(now).is_empty());
                prop_assert!(person.next_decent(now) >= now);
            }
        }
    }
}
