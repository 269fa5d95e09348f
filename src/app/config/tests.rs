use std::collections::BTreeSet;

use proptest::prelude::*;

use super::shape::{SETTINGS, Shape};
use super::*;
use crate::language::english;

fn told(text: &str) -> Vec<String> {
    let error = Config::parse(text).expect_err("something is wrong");
    error.0.iter().map(ToString::to_string).collect()
}

/// The names of all settings, also those inside of lists.
fn names(shape: &Shape, found: &mut BTreeSet<&'static str>) {
    match shape {
        Shape::Table(fields) => {
            for field in *fields {
                found.insert(field.name);
                names(&field.shape, found);
            }
        }
        Shape::List(each) | Shape::Named(each) => names(each, found),
        _ => {}
    }
}

/// The names that a line gives values to, `{ code = "x" }` included, in a comment or not.
fn given(line: &str) -> Vec<&str> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut before: Vec<&str> = line.split(" = ").collect();
    before.pop();
    let name = |part: &&str| part.rsplit(|c| !is_name(c)).next().map(str::len);
    let names = before.iter().filter_map(|part| Some(&part[part.len() - name(part)?..]));
    names.filter(|name| !name.is_empty()).collect()
}

#[test]
fn the_shipped_file_holds_the_defaults() {
    let (written, usual) = (Config::parse(DEFAULTS).expect("good"), Config::default());
    assert_eq!(written.practice(&Zone::utc(), english()), Practice::default());
    assert_eq!(written.practice(&Zone::utc(), english()), usual.practice(&Zone::utc(), english()));
    assert_eq!((&written.hours, written.alerts()), (&usual.hours, usual.alerts()));
    assert_eq!((&written.name, &written.zone), (&usual.name, &usual.zone));
    assert_eq!((&written.serve, &written.keys), (&usual.serve, &usual.keys));
    assert_eq!(written.feeds, usual.feeds);
    assert_eq!(written.views(), usual.views());
    let screen = |config: &Config| (config.mask, config.mouse(), config.links(), config.clipboard);
    assert_eq!(screen(&written), screen(&usual));
    assert_eq!(written.retention(), usual.retention());
    // Left out, the theme follows the terminal too.
    assert_eq!((written.theme.as_str(), usual.theme.as_str()), ("auto", ""));
}

#[test]
fn the_shipped_file_shows_every_setting_and_no_other() {
    let mut known = BTreeSet::new();
    names(&SETTINGS, &mut known);
    let shown: BTreeSet<&str> = DEFAULTS.lines().flat_map(given).collect();
    let sections = ["limits", "hours", "serve", "guards", "alerts", "keys", "checklists"];
    let tables = ["cadences", "assign", "offers", "own", "views"];
    for name in &known {
        let stands = shown.contains(name)
            || (sections.contains(name) && DEFAULTS.contains(&format!("\n[{name}]\n")))
            || (tables.contains(name) && DEFAULTS.contains(&format!("{name}]")));
        assert!(stands, "{name} is not in assets/config.toml");
    }
    // A feed's settings are known by its kind, an action's by the keys.
    let of_feeds = FeedKind::all().flat_map(|kind| kind.settings().iter().copied());
    known.extend(of_feeds.chain(["kind", "every", "secret", "silent_after", "qualify"]));
    for name in shown {
        assert!(known.contains(name), "{name} is in assets/config.toml, and no setting");
    }
}

#[test]
fn every_mistake_of_a_file_is_told_at_once_in_its_order() {
    let told = told(
        "name = 5\nzone = \"Mars\"\ncolour = 1\n[limts]\ntrial = \"4h\"\n[guards]\nmost_touches = \"five\"\n\
         give_up_days = -1\nmost_within = \"soon\"\n[hours]\nenabled = \"yes\"\n",
    );
    assert_eq!(
        told,
        [
            "1:8: name: a number is not a text in quotes",
            "2:8: zone: \"Mars\" is no time zone, such as \"Europe/Berlin\"",
            "3:1: colour: there is no such setting; there are: name, theme, language, zone, mask, \
             mouse, links, retention_months, clipboard, team, views, feeds, milestones, limits, hours, serve, guards, cadences, checklists, assign, alerts, keys",
            "4:2: limts: there is no such setting; did you mean limits?",
            "7:16: guards.most_touches: \"five\" is not a whole number from 0 to 65535, without quotes",
            "8:16: guards.give_up_days: -1 is not a whole number from 0 to 65535, without quotes",
            "9:15: guards.most_within: \"soon\" is no span between 1m and 30d, such as \"90m\", \"4h\", \"2d\"",
            "11:11: hours.enabled: \"yes\" is not true or false",
        ]
    );
}

#[test]
fn what_is_no_toml_is_told_with_its_line_and_hides_no_other_mistake() {
    let told = told("name = \"ana\"\nname = \"ben\"\ntheme = \n[guards]\nmost_touches = 0\n");
    assert_eq!(told.len(), 3, "{told:#?}");
    assert_eq!(told[0], "2:1: name stands here a second time; keep one");
    assert!(told[1].starts_with("3:") && told[1].contains("this is no TOML"), "{told:#?}");
    assert!(told[2].starts_with("5:16: guards.most_touches: with 0"), "{told:#?}");
}

#[test]
fn an_item_is_counted_as_the_file_counts_it() {
    let told = told(
        "[[cadences]]\nname = \"no steps\"\n\
         [[cadences]]\nname = \"odd\"\nsteps = [{ day = 1 }, { day = 2, channels = [\"pigeon\"] }]\nnurture = \"long\"\n",
    );
    assert_eq!(
        told,
        [
            "1:1: cadences[1].steps: it is missing: a list in [ ]",
            "5:10: cadences[2].steps[1].channels: it is missing: a list in [ ]",
            "5:46: cadences[2].steps[2].channels[1]: \"pigeon\" is not one of \"call\", \"email\", \"meeting\", \"other\"",
            "6:11: cadences[2].nurture: \"long\" is no span between 1d and 3650d, such as \"90d\"",
        ]
    );
}

#[test]
fn every_setting_says_where_it_comes_from() {
    let reading = Reading::of("zone = \"Mars\"\n[limits]\ntrial = \"4h\"\n", |_, _| {});
    let settings = reading.settings();
    let of = |path: &str| {
        let found = settings.iter().find(|setting| setting.path == path).expect("a setting");
        (found.value.to_string(), found.source.clone())
    };
    let at = |line, column| Position { line, column };
    assert_eq!(of("limits.trial"), ("\"4h\"".to_owned(), Source::File(at(3, 9))));
    assert_eq!(of("limits.other"), ("\"24h\"".to_owned(), Source::Default));
    assert_eq!(of("zone"), ("\"\"".to_owned(), Source::Unusable(at(1, 8))));
}

#[test]
fn hours_are_in_the_zone_of_the_file_or_of_the_section() {
    let berlin = Zone::named("Europe/Berlin").expect("a zone");
    let hours = |text: &str| {
        Config::parse(text).expect("good settings").practice(&berlin, english()).policy.hours
    };
    assert_eq!(hours(""), None);
    let here = hours("[hours]\nenabled = true");
    assert_eq!(here, hours("[hours]\nenabled = true\nzone = \"Europe/Berlin\""));
    assert_ne!(here, hours("[hours]\nenabled = true\nzone = \"Asia/Tokyo\""));
}

proptest! {
    #[test]
    fn what_somebody_breaks_in_the_file_is_told_inside_of_it(
        at in 0..DEFAULTS.len(),
        put in "[\\[\\]{}\"=#a-z0-9\n .,']{0,6}",
        cut in 0usize..12,
    ) {
        let until = (at + cut).min(DEFAULTS.len());
        if let (Some(before), Some(after)) = (DEFAULTS.get(..at), DEFAULTS.get(until..)) {
            let text = format!("{before}{put}{after}");
            let reading = Reading::of(&text, |_, _| {});
            for problem in reading.problems() {
                prop_assert!(problem.at.line <= text.matches('\n').count() + 1);
            }
            let is_sorted = reading.problems().is_sorted_by(|one, other| one.at <= other.at);
            prop_assert!(is_sorted);
            prop_assert_eq!(reading.settings().len(), SETTINGS.paths().len());
            // What the strict reader of TOML refuses is never taken.
            if text.parse::<toml::Table>().is_err() {
                prop_assert!(!reading.problems().is_empty());
            }
        }
    }
}
