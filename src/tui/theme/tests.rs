use ratatui::style::{Color, Modifier};

use super::*;
use crate::tui::colours::Rgb;

fn built_in(name: &str) -> Theme {
    let (_, text) = SHIPPED.iter().find(|(shipped, _)| *shipped == name).expect("it ships");
    Theme::from_toml(text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn shipped() -> impl Iterator<Item = (&'static str, Theme)> {
    Theme::names().map(|name| (name, built_in(name)))
}

/// A role as it is drawn: over the style that fills the screen.
fn drawn(theme: &Theme, role: Role) -> Style {
    theme.style(Role::Text).patch(theme.style(role))
}

/// Linear light of a colour that is written for a screen.
fn linear(color: Rgb) -> [f64; 3] {
    color
        .map(|part| f64::from(part) / 255.0)
        .map(|c| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) })
}

/// The light of a role's letters, and of what lies under them.
fn lights(theme: &Theme, role: Role, under: Role) -> (Rgb, Rgb) {
    let ground = theme.ground();
    let below = theme.style(Role::Text).patch(Style { fg: None, ..theme.style(under) });
    let letters = theme.style(Role::Text).patch(theme.style(role)).fg.unwrap_or_default();
    let paper = ground.light(below.bg.unwrap_or_default(), ground.ground());
    (ground.light(letters, ground.text()), paper)
}

/// The contrast of WCAG 2, from 1 to 21.
fn contrast((letters, paper): (Rgb, Rgb)) -> f64 {
    let luminance = |color| {
        let [r, g, b] = linear(color);
        0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05
    };
    let (a, b) = (luminance(letters), luminance(paper));
    if a > b { a / b } else { b / a }
}

#[test]
fn roles_stand_in_order_with_names_and_letters_of_their_own() {
    for (index, (role, name, letter)) in ROLES.into_iter().enumerate() {
        assert_eq!(role as usize, index, "{name}");
        assert_eq!((role.name(), role.letter()), (name, letter));
        for (_, other_name, other_letter) in &ROLES[..index] {
            assert_ne!(*other_name, name);
            assert_ne!(*other_letter, letter, "{name} and {other_name}");
        }
    }
    assert_eq!(Role::all().count(), ROLES.len());
}

#[test]
fn every_theme_that_ships_is_complete() {
    for (name, theme) in shipped() {
        assert_eq!(Theme::built_in(name), Some(theme), "{name}");
    }
    assert_eq!(Theme::names().next(), Some("dark"));
    assert_eq!(Theme::built_in("neon"), None);
}

#[test]
fn what_must_be_told_apart_differs_in_every_theme() {
    for (name, theme) in shipped() {
        for (one, other) in [
            (Role::Selected, Role::Text),
            (Role::Selected, Role::Marked),
            (Role::Marked, Role::Text),
            (Role::Overdue, Role::DueSoon),
            (Role::Overdue, Role::OnTrack),
            (Role::DueSoon, Role::OnTrack),
            (Role::Met, Role::Overdue),
            (Role::Met, Role::DueSoon),
            (Role::Key, Role::KeyOff),
            (Role::Notice, Role::Error),
            (Role::Warning, Role::Error),
            (Role::Current, Role::Text),
        ] {
            assert_ne!(drawn(&theme, one), drawn(&theme, other), "{name}: {one:?} {other:?}");
        }
    }
}

#[test]
fn the_selected_row_is_seen_whatever_its_text_looks_like() {
    for (name, theme) in shipped() {
        let selected = theme.style(Role::Selected);
        let ground = selected.bg.is_some() && selected.bg != theme.style(Role::Text).bg;
        assert!(ground || selected.add_modifier.contains(Modifier::REVERSED), "{name}");
        for role in Role::all().filter(|role| *role != Role::Text && *role != Role::Selected) {
            // No other role may paint over it.
            let style = theme.style(role);
            assert_eq!((style.bg, style.add_modifier.contains(Modifier::REVERSED)), (None, false));
        }
    }
}

#[test]
fn mono_has_no_colours() {
    let mono = built_in("mono");
    for role in Role::all() {
        let style = mono.style(role);
        assert_eq!((style.fg, style.bg, style.underline_color), (None, None, None), "{role:?}");
    }
}

#[test]
fn every_role_can_be_read_on_the_ground_and_on_the_selected_row() {
    for (name, theme) in shipped().filter(|(name, _)| *name != "mono") {
        for role in Role::all().filter(|role| *role != Role::Selected) {
            let least = match (name, role) {
                // What need not be read must still be seen.
                (_, Role::Faint | Role::KeyOff | Role::Border) if name != "contrast" => 3.0,
                ("contrast", _) => 7.0,
                _ => 4.5,
            };
            for under in [Role::Text, Role::Selected] {
                if under == Role::Selected && matches!(role, Role::KeyOff | Role::Border) {
                    continue;
                }
                let found = contrast(lights(&theme, role, under));
                assert!(found >= least, "{name}: {role:?} on {under:?} has {found:.2}");
            }
        }
    }
}

/// How light reaches eyes that lack a kind of cone: Machado, Oliveira and Fernandes 2009, severity 1.
const DEUTERANOPIA: [[f64; 3]; 3] = [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.011820, 0.042940, 0.968881],
];
const PROTANOPIA: [[f64; 3]; 3] = [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
];

#[test]
fn deutan_keeps_the_clock_apart_for_eyes_without_red_or_green() {
    let theme = built_in("deutan");
    for eyes in [DEUTERANOPIA, PROTANOPIA] {
        let seen = |role| {
            let [r, g, b] = linear(lights(&theme, role, Role::Text).0);
            eyes.map(|row| (row[0] * r + row[1] * g + row[2] * b).clamp(0.0, 1.0).powf(1.0 / 2.2))
        };
        let clock = [Role::Overdue, Role::DueSoon, Role::OnTrack, Role::Met];
        for (index, one) in clock.into_iter().enumerate() {
            for other in &clock[..index] {
                let (a, b) = (seen(one), seen(*other));
                let squares = a.iter().zip(b).map(|(a, b)| (a - b).powi(2));
                let distance = squares.sum::<f64>().sqrt();
                assert!(distance > 0.2, "{one:?} {other:?}: {distance:.2}");
            }
        }
    }
}

#[test]
fn a_theme_that_follows_is_that_of_the_ground() {
    for (ground, name) in [(Ground::Dark, "dark"), (Ground::Light, "light")] {
        let (follows, stays) = (Theme::following(ground), built_in(name));
        assert_eq!((follows.ground(), follows.follows()), (ground, true));
        assert_eq!((stays.ground(), stays.follows()), (ground, false));
        assert!(Role::all().all(|role| follows.style(role) == stays.style(role)));
    }
}

#[test]
fn a_theme_stands_on_the_ground_that_it_names_or_that_of_its_base() {
    for (written, ground) in [
        ("base = \"dark\"", Ground::Dark),
        ("base = \"light\"", Ground::Light),
        ("base = \"mono\"\nground = \"light\"", Ground::Light),
    ] {
        assert_eq!(Theme::from_toml(written).map(|theme| theme.ground()), Ok(ground), "{written}");
    }
}

#[test]
fn a_style_is_written_in_words_or_as_a_table() {
    for (written, expected) in [
        ("\"\"", Style::new()),
        ("\"red\"", Style::new().fg(Color::Red)),
        (
            "\"light-red on 236 bold\"",
            Style::new().fg(Color::LightRed).bg(Color::Indexed(236)).bold(),
        ),
        ("\"#ff5f00 bold reverse\"", Style::new().fg(Color::Rgb(255, 95, 0)).bold().reversed()),
        ("\"on dark-gray\"", Style::new().bg(Color::DarkGray)),
        ("\"dim italic underline\"", Style::new().dim().italic().underlined()),
        ("{}", Style::new()),
        ("{ fg = \"#ff5f5f\", bold = true }", Style::new().fg(Color::Rgb(255, 95, 95)).bold()),
        (
            "{ fg = 208, bg = \"black\", dim = false }",
            Style::new().fg(Color::Indexed(208)).bg(Color::Black),
        ),
    ] {
        let theme = Theme::from_toml(&format!("base = \"mono\"\nerror = {written}"));
        assert_eq!(theme.map(|theme| theme.style(Role::Error)), Ok(expected), "{written}");
    }
}

#[test]
fn a_theme_may_change_a_few_roles_of_another() {
    let theme = Theme::from_toml("base = \"dark\"\nlink = \"green\"").expect("a theme");
    let dark = built_in("dark");
    for role in Role::all() {
        let expected =
            if role == Role::Link { Style::new().fg(Color::Green) } else { dark.style(role) };
        assert_eq!(theme.style(role), expected, "{role:?}");
    }
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    for (written, expected) in [
        (
            "base = \"dark\"\noverdue = \"rad\"\nlink = 7\nstage = { fg = true }\nsparkle = \"red\"",
            vec![
                "line 4: stage: true is no colour",
                "line 2: overdue: \"rad\" is no colour",
                "line 3: link: 7 is no style",
                "line 5: sparkle: is no role",
            ],
        ),
        (
            "base = \"dark\"\nlink = \"red green\"",
            vec!["line 2: link: \"green\" is one colour too many"],
        ),
        ("base = \"dark\"\nlink = \"red on\"", vec!["line 2: link: \"on\" needs a colour"]),
        (
            "base = \"dark\"\nlink = { blink = true }",
            vec!["line 2: link: \"blink\" is none of fg, bg"],
        ),
        (
            "base = \"dark\"\nlink = { bold = 1 }",
            vec!["line 2: link: bold is true or false, not 1"],
        ),
        ("base = \"neon\"", vec!["line 1: base: \"neon\" is none of dark, light"]),
        ("base = \"dark\"\nground = 1", vec!["line 2: ground: 1 is none of dark, light"]),
        ("base = [", vec!["line 1: unclosed array"]),
    ] {
        let problems = Theme::from_toml(written).expect_err(written).problems;
        assert_eq!(problems.len(), expected.len(), "{problems:?}");
        for (problem, expected) in problems.iter().zip(expected) {
            assert!(problem.starts_with(expected), "{problem}");
        }
    }
    let empty = Theme::from_toml("").expect_err("nothing is styled");
    assert_eq!(empty.problems.len(), ROLES.len());
    assert!(empty.to_string().starts_with("text: has no style; write one, or a base"));
}
