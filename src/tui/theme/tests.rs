use ratatui::style::{Color, Modifier};

use super::*;

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

fn rgb(color: Option<Color>) -> [f64; 3] {
    match color {
        Some(Color::Rgb(r, g, b)) => [r, g, b].map(|part| f64::from(part) / 255.0),
        other => panic!("{other:?} depends on the terminal"),
    }
}

/// Linear light of a colour that is written for a screen.
fn linear(color: [f64; 3]) -> [f64; 3] {
    color.map(|c| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) })
}

/// The contrast of WCAG 2, from 1 to 21.
fn contrast(style: Style) -> f64 {
    let luminance = |color| {
        let [r, g, b] = linear(rgb(color));
        0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05
    };
    let (a, b) = (luminance(style.fg), luminance(style.bg));
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
fn themes_with_a_ground_of_their_own_can_be_read() {
    for (name, least) in [("contrast", 7.0), ("deutan", 4.5)] {
        let theme = built_in(name);
        for role in Role::all().filter(|role| *role != Role::Border) {
            let found = contrast(drawn(&theme, role));
            assert!(found >= least, "{name}: {role:?} has {found:.1}");
        }
    }
}

#[test]
fn deutan_keeps_the_clock_apart_for_eyes_without_green() {
    // Machado, Oliveira and Fernandes 2009, deuteranopia, severity 1.
    const SEEN: [[f64; 3]; 3] = [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ];
    let theme = built_in("deutan");
    let seen = |role| {
        let [r, g, b] = linear(rgb(drawn(&theme, role).fg));
        SEEN.map(|row| (row[0] * r + row[1] * g + row[2] * b).clamp(0.0, 1.0).powf(1.0 / 2.2))
    };
    let clock = [Role::Overdue, Role::DueSoon, Role::OnTrack, Role::Met];
    for (index, one) in clock.into_iter().enumerate() {
        for other in &clock[..index] {
            let (a, b) = (seen(one), seen(*other));
            let distance: f64 = a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
            assert!(distance > 0.2, "{one:?} {other:?}: {distance:.2}");
        }
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
                "stage: true is no colour",
                "overdue: \"rad\" is no colour",
                "link: 7 is no style",
                "sparkle: is no role",
            ],
        ),
        ("base = \"dark\"\nlink = \"red green\"", vec!["link: \"green\" is one colour too many"]),
        ("base = \"dark\"\nlink = \"red on\"", vec!["link: \"on\" needs a colour"]),
        ("base = \"dark\"\nlink = { blink = true }", vec!["link: \"blink\" is none of fg, bg"]),
        ("base = \"dark\"\nlink = { bold = 1 }", vec!["link: bold is true or false, not 1"]),
        ("base = \"neon\"", vec!["base: \"neon\" is none of dark, light"]),
        ("base = [", vec!["TOML parse error"]),
    ] {
        let problems = Theme::from_toml(written).expect_err(written).problems;
        assert_eq!(problems.len(), expected.len(), "{problems:?}");
        for (problem, expected) in problems.iter().zip(expected) {
            assert!(problem.starts_with(expected), "{problem}");
        }
    }
    let empty = Theme::from_toml("").expect_err("nothing is styled");
    assert_eq!(empty.problems.len(), ROLES.len());
    assert!(empty.to_string().starts_with("text: has no style\nmuted: has no style\n"));
}
