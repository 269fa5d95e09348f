use proptest::prelude::*;

use super::*;

fn code(text: &str) -> Option<&'static str> {
    Country::parse(text).map(Country::code)
}

#[test]
fn every_country_of_the_standard_is_here_by_its_codes_and_name() {
    for iso in rust_iso3166::ALL {
        for called in [iso.alpha2, iso.alpha3, iso.name] {
            assert_eq!(code(called), Some(iso.alpha2), "{called}");
            assert_eq!(code(&called.to_lowercase()), Some(iso.alpha2), "{called}");
        }
    }
    assert_eq!(Country::all().count(), rust_iso3166::ALL.len() + 1, "the standard and Kosovo");
}

#[test]
fn every_zone_is_known_and_every_country_that_has_people_has_one() {
    for country in Country::all() {
        assert_eq!(country.zones().len(), country.0.zones.len(), "{country:?}");
        let empty = matches!(country.code(), "BV" | "HM");
        assert_eq!(country.zones().is_empty(), empty, "{country:?}");
    }
}

#[test]
fn no_name_is_of_two_countries() {
    let file = include_str!("../../../assets/countries.txt");
    let mut seen: HashMap<String, &str> = HashMap::new();
    for line in file.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let mut cells = line.split('|').map(str::trim);
        let code = cells.next().expect("a code");
        let names = cells.nth(1).unwrap_or_default().split(';').map(str::trim);
        let iso = rust_iso3166::from_alpha2(code);
        let codes = [iso.map(|iso| iso.alpha2), iso.map(|iso| iso.alpha3), iso.map(|iso| iso.name)];
        for name in names.filter(|name| !name.is_empty()).chain(codes.into_iter().flatten()) {
            let other = seen.insert(key(name), code);
            assert!(other.is_none_or(|other| other == code), "{name} is {code} and {other:?}");
        }
        assert_eq!(cells.next(), None, "a fourth cell in {line}");
    }
}

#[test]
fn what_people_and_forms_write_is_read() {
    for (text, expected) in [
        ("US", "US"),
        ("us", "US"),
        (" USA ", "US"),
        ("U.S.", "US"),
        ("U.S.A.", "US"),
        ("United States", "US"),
        ("united states of america", "US"),
        ("UNITED STATES", "US"),
        ("The United States", "US"),
        ("United States (US)", "US"),
        ("US - United States", "US"),
        ("Estados Unidos", "US"),
        ("États-Unis", "US"),
        ("UK", "GB"),
        ("U.K.", "GB"),
        ("Great Britain", "GB"),
        ("England", "GB"),
        ("United Kingdom", "GB"),
        ("United Kingdom of Great Britain & Northern Ireland", "GB"),
        ("Germany", "DE"),
        ("Deutschland", "DE"),
        ("GERMANY", "DE"),
        ("Munich, Germany", "DE"),
        ("Allemagne", "DE"),
        ("Korea", "KR"),
        ("Korea, Republic of", "KR"),
        ("Korea (Republic of)", "KR"),
        ("South Korea", "KR"),
        ("대한민국", "KR"),
        ("Korea, Democratic People's Republic of", "KP"),
        ("Czechia", "CZ"),
        ("Czech Republic", "CZ"),
        ("Česká republika", "CZ"),
        ("Holland", "NL"),
        ("The Netherlands", "NL"),
        ("Netherlands, The", "NL"),
        ("Nederland", "NL"),
        ("Viet Nam", "VN"),
        ("Vietnam", "VN"),
        ("Việt Nam", "VN"),
        ("Turkey", "TR"),
        ("Türkiye", "TR"),
        ("TURKIYE", "TR"),
        ("Russia", "RU"),
        ("Russian Federation", "RU"),
        ("Россия", "RU"),
        ("Brasil", "BR"),
        ("Schweiz", "CH"),
        ("Suisse", "CH"),
        ("Österreich", "AT"),
        ("Osterreich", "AT"),
        ("España", "ES"),
        ("Espana", "ES"),
        ("日本", "JP"),
        ("中国", "CN"),
        ("PRC", "CN"),
        ("Hong Kong SAR", "HK"),
        ("Hong Kong S.A.R.", "HK"),
        ("Macau", "MO"),
        ("Taiwan", "TW"),
        ("Taiwan, Province of China", "TW"),
        ("UAE", "AE"),
        ("United Arab Emirates", "AE"),
        ("Dubai, UAE", "AE"),
        ("Cote d'Ivoire", "CI"),
        ("Côte d’Ivoire", "CI"),
        ("Ivory Coast", "CI"),
        ("Congo (DRC)", "CD"),
        ("Congo, The Democratic Republic of the", "CD"),
        ("Congo", "CG"),
        ("Macedonia, FYRO", "MK"),
        ("Swaziland", "SZ"),
        ("Kosovo", "XK"),
        ("xk", "XK"),
        ("St. Lucia", "LC"),
        ("St Kitts & Nevis", "KN"),
        ("Trinidad & Tobago", "TT"),
        ("Bosnia and Herzegovina", "BA"),
        ("Bahamas, The", "BS"),
        ("Virgin Islands, U.S.", "VI"),
        ("Virgin Islands (British)", "VG"),
        ("Curacao", "CW"),
        ("Guinea-Bissau", "GW"),
        ("Myanmar (Burma)", "MM"),
        ("Iran, Islamic Republic of", "IR"),
        ("Palestinian Authority", "PS"),
        ("Holy See (Vatican City State)", "VA"),
        ("Tanzania, United Republic of", "TZ"),
        ("KSA", "SA"),
    ] {
        assert_eq!(code(text), Some(expected), "{text}");
    }
}

#[test]
fn what_names_no_country_or_two_is_none() {
    for text in [
        "",
        " ",
        "-",
        "n/a",
        "none",
        "ZZ",
        "XX",
        "Atlantis",
        "Europe",
        "Other",
        "12",
        "London",
        "Georgia, USA",
        "France / Germany",
        "MSFT_TEST_1",
        "\u{202e}",
        "...",
    ] {
        assert_eq!(code(text), None, "{text:?}");
    }
}

#[test]
fn names_are_short_and_as_people_say_them() {
    for (code, name) in [
        ("US", "United States"),
        ("GB", "United Kingdom"),
        ("KR", "South Korea"),
        ("TW", "Taiwan"),
        ("BO", "Bolivia"),
        ("IN", "India"),
        ("XK", "Kosovo"),
    ] {
        assert_eq!(Country::parse(code).map(Country::name), Some(name));
    }
    for country in Country::all() {
        assert!(!country.name().contains('('), "{country:?}");
        assert_eq!(Country::parse(country.name()), Some(country), "{country:?}");
    }
}

proptest! {
    #[test]
    fn no_text_is_too_odd(text in any::<String>(), place in any::<prop::sample::Index>()) {
        let _ = Country::parse(&text);
        let names: Vec<&str> = Country::all().map(Country::name).collect();
        let name = place.get(&names);
        let country = Country::parse(name);
        prop_assert_eq!(Country::parse(&format!(" {}\t", name.to_uppercase())), country);
    }
}
