use proptest::prelude::*;

use super::*;

fn phone(text: &str, country: &str) -> Option<Phone> {
    Phone::parse(text, Country::parse(country))
}

fn e164(text: &str, country: &str) -> Option<String> {
    phone(text, country).map(|phone| phone.e164().to_owned())
}

#[test]
fn numbers_are_read_as_people_type_them() {
    for (text, country, expected) in [
        ("+1 425 555 0123", "", "+14255550123"),
        ("+1 (425) 555-0123", "", "+14255550123"),
        ("+1.425.555.0123", "US", "+14255550123"),
        ("(425) 555-0123", "US", "+14255550123"),
        ("425-555-0123", "US", "+14255550123"),
        ("425.555.0123", "US", "+14255550123"),
        ("4255550123", "US", "+14255550123"),
        ("1 425 555 0123", "US", "+14255550123"),
        ("14255550123", "US", "+14255550123"),
        ("001 425 555 0123", "", "+14255550123"),
        ("tel:+1-425-555-0123", "", "+14255550123"),
        ("425-555-0123 x42", "US", "+14255550123"),
        ("6045550123", "CA", "+16045550123"),
        ("+44 20 7946 0018", "", "+442079460018"),
        ("+44 (0)20 7946 0018", "", "+442079460018"),
        ("+44(0) 20-7946-0018", "DE", "+442079460018"),
        ("0044 20 7946 0018", "", "+442079460018"),
        ("0044 20 7946 0018", "US", "+442079460018"),
        ("011 44 20 7946 0018", "US", "+442079460018"),
        ("011 44 20 7946 0018", "", "+442079460018"),
        ("0011 44 20 7946 0018", "AU", "+442079460018"),
        ("+0044 20 7946 0018", "", "+442079460018"),
        ("020 7946 0018", "GB", "+442079460018"),
        ("020 7946 0018", "United Kingdom", "+442079460018"),
        ("44 20 7946 0018", "UK", "+442079460018"),
        ("+44 7700 900123", "", "+447700900123"),
        ("07700 900123", "GB", "+447700900123"),
        ("Tel.: +44 20 7946 0018", "", "+442079460018"),
        ("+44 20 7946 0018 (work)", "", "+442079460018"),
        ("+44 20 7946 0018 or +44 20 7946 0019", "", "+442079460018"),
        ("+44 20 7946 0018; +44 20 7946 0019", "", "+442079460018"),
        ("+44 20 7946 0018 / 020 7946 0019", "", "+442079460018"),
        ("\u{202a}+44 20 7946 0018\u{202c}", "", "+442079460018"),
        ("+44\u{a0}20\u{2011}7946\u{2013}0018", "", "+442079460018"),
        ("＋４４ ２０ ７９４６ ００１８", "", "+442079460018"),
        ("+49 30 23125 012", "", "+493023125012"),
        ("030/23125012", "DE", "+493023125012"),
        ("+33 1 99 00 12 34", "", "+33199001234"),
        ("01 99 00 12 34", "FR", "+33199001234"),
        ("+353 20 912 3456", "", "+353209123456"),
        ("+61 491 570 006", "", "+61491570006"),
        ("0491 570 006", "Australia", "+61491570006"),
        ("+39 06 5550 1234", "", "+390655501234"),
        ("+46 8 555 0102", "SE", "+4685550102"),
        ("+383 38 555 012", "", "+38338555012"),
        ("+800 1234 5555", "", "+80012345555"),
    ] {
        assert_eq!(e164(text, country).as_deref(), Some(expected), "{text} in {country}");
    }
}

#[test]
fn what_is_no_number_is_none() {
    for (text, country) in [
        ("", "US"),
        (" ", "US"),
        ("-", "US"),
        ("+", "US"),
        ("n/a", "US"),
        ("none", ""),
        ("0", "GB"),
        ("0000", "GB"),
        ("0000000000", "US"),
        ("1234567890", ""),
        ("1234567890", "US"),
        ("1234567890", "IN"),
        ("0123456789", "DE"),
        ("01234 567890", "GB"),
        ("1111111111", "US"),
        ("+44 7777 777777", ""),
        ("+15555555555", ""),
        ("555-0123", "US"),
        ("911", "US"),
        ("(123) 456-7890", "US"),
        ("+1 425 155 0123", ""),
        ("020 7946 0018", ""),
        ("020 7946 0018", "Atlantis"),
        ("+44 20", ""),
        ("+44 20 7946 0018 1234", ""),
        ("+999 20 7946 0018", ""),
        ("+0", ""),
        ("12345678901234567890123", "US"),
        ("ada@example.org", "GB"),
        ("call me", "GB"),
        ("MSFT_TEST_1", "US"),
        ("½", "US"),
        ("Ⅷ Ⅷ Ⅷ Ⅷ Ⅷ Ⅷ Ⅷ", "US"),
    ] {
        assert_eq!(e164(text, country), None, "{text} in {country}");
    }
}

#[test]
fn a_phone_is_told_the_extension() {
    for (text, extension) in [
        ("+1 425 555 0123 ext. 42", Some("42")),
        ("+1 425 555 0123 x42", Some("42")),
        ("+1 425 555 0123x42", Some("42")),
        ("+1 425 555 0123, ext 42", Some("42")),
        ("+1 425 555 0123 Extension: 42", Some("42")),
        ("+1 425 555 0123 #42", Some("42")),
        ("tel:+1-425-555-0123;ext=42", Some("42")),
        ("+1 425 555 0123 (office 42)", None),
        ("+1 425 555 0123 ext", None),
        ("+1 425 555 0123 x123456789", None),
    ] {
        let expected = match extension {
            Some(extension) => format!("tel:+14255550123;ext={extension}"),
            None => "tel:+14255550123".to_owned(),
        };
        assert_eq!(phone(text, "").map(|phone| phone.uri()), Some(expected), "{text}");
    }
}

#[test]
fn a_number_tells_its_country_and_zones_where_it_can() {
    for (text, country, zones) in [
        ("+1 425 555 0123", Some("US"), Some("America/Los_Angeles")),
        ("+1 604 555 0123", Some("CA"), Some("America/Vancouver")),
        ("+1 876 555 0123", Some("JM"), Some("America/Jamaica")),
        ("+1 800 555 0199", None, None),
        ("+44 20 7946 0018", Some("GB"), Some("Europe/London")),
        ("+7 701 555 0123", Some("KZ"), Some("Asia/Almaty")),
        ("+7 916 555 01 23", Some("RU"), Some("Europe/Moscow")),
        ("+383 38 555 012", Some("XK"), Some("Europe/Belgrade")),
        ("+353 20 912 3456", Some("IE"), Some("Europe/Dublin")),
        ("+212 650 555 012", Some("MA"), Some("Africa/Casablanca")),
        ("+61 491 570 006", Some("AU"), Some("Australia/Sydney")),
        ("+800 1234 5555", None, None),
    ] {
        let phone = phone(text, "").expect(text);
        assert_eq!(phone.country().map(Country::code), country, "{text}");
        let names: Vec<String> = phone.zones().iter().map(|zone| zone.name().to_owned()).collect();
        match zones {
            Some(zone) => assert_eq!(names, [zone], "{text}"),
            None => assert_ne!(names.len(), 1, "{text}"),
        }
    }
}

#[test]
fn of_many_zones_the_first_is_that_of_most_people() {
    let zones = phone("+1 800 555 0199", "").expect("a number").zones();
    assert!(zones.len() > 5, "{}", zones.len());
    assert_eq!(zones.first().map(Zone::name), Some("America/New_York"));
}

proptest! {
    #[test]
    fn no_text_is_too_odd(text in any::<String>(), country in "[A-Z]{2}") {
        let _ = phone(&text, &country);
    }

    #[test]
    fn what_is_read_reads_as_itself(
        text in "(\\+|00|0|011)?[0-9]{1,3}[ ./(-]{0,2}[0-9]{1,6}[ /)-]?[0-9]{2,8}( x[0-9]{1,4})?",
        country in prop::sample::select(Country::all().collect::<Vec<_>>()),
    ) {
        if let Some(phone) = Phone::parse(&text, Some(country)) {
            for other in [None, Some(country), Country::parse("US"), Country::parse("IT")] {
                let again = Phone::parse(phone.e164(), other);
                prop_assert_eq!(again.as_ref().map(Phone::e164), Some(phone.e164()));
                let dialled = Phone::parse(&phone.uri(), other);
                prop_assert_eq!(dialled.as_ref(), Some(&phone));
            }
        }
    }
}
