//! How it looks: themes, pictures, and that nothing is said by colour alone.

use std::path::Path;
use std::process::{Command, Output};

use leadclock::tui::runner::text_of;
use leadclock::tui::theme::Theme;
use ratatui::buffer::Buffer;

use crate::screen::Desk;
use crate::support::Home;

/// Runs the program on made-up leads at the moment of all frames.
pub(crate) fn demo(home: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_leadclock"));
    command.env_clear().env("HOME", home).env("USER", "ana").env("TZ", "UTC");
    command.args(["demo", "--now", "2026-11-23T09:00:00Z"]).args(arguments);
    command.output().unwrap()
}

fn printed(home: &Path, arguments: &[&str]) -> String {
    let output = demo(home, arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn said(home: &Path, arguments: &[&str]) -> String {
    let output = demo(home, arguments);
    assert_eq!(output.status.code(), Some(2));
    String::from_utf8(output.stderr).unwrap()
}

/// Writes a theme of one's own.
fn write_theme(home: &Path, name: &str, text: &str) {
    let folder = home.join(".config/leadclock/themes");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(format!("{name}.toml")), text).unwrap();
}

#[test]
fn what_is_said_is_the_same_without_colours() {
    const KEYS: [&str; 14] = [
        "",
        "G",
        "<enter>",
        "Gkk<enter>j<enter>",
        "c",
        "x",
        "x1",
        "y2",
        "ei",
        "<space>j<space>",
        "/zzz<enter>",
        "fbanana<enter>",
        "4",
        "T",
    ];
    let frame = |theme: &str, size, keys: &str| -> Buffer {
        let theme = Theme::built_in(theme).unwrap();
        Desk::demo().frame_in(theme, size, keys)
    };
    for size in [(80, 24), (120, 40)] {
        for keys in KEYS {
            let (dark, mono) = (frame("dark", size, keys), frame("mono", size, keys));
            assert_eq!(text_of(&dark), text_of(&mono), "{keys}");
            assert_ne!(dark, mono, "{keys}");
        }
    }
}

#[test]
fn a_theme_of_ones_own_says_what_differs_from_another() {
    let home = Home::new();
    let home = home.folder.path();
    write_theme(home, "ours", "base = \"light\"\noverdue = \"#123456 bold\"\n");
    let picture = printed(home, &["--print=svg", "--theme", "ours"]);
    let light = printed(home, &["--print=svg", "--theme", "light"]);
    assert!(picture.contains("fill=\"#123456\""));
    assert_eq!(picture, light.replace("#af0000", "#123456"));
    // It may take the place of one that ships.
    write_theme(home, "contrast", "base = \"light\"\noverdue = \"#123456 bold\"\n");
    assert_eq!(printed(home, &["--print=svg", "--theme", "contrast"]), picture);
}

#[test]
fn what_is_wrong_with_a_theme_is_said_with_file_line_and_role() {
    let home = Home::new();
    let home = home.folder.path();
    write_theme(home, "ours", "base = \"dark\"\n\noverdue = \"rad\"\nsparkle = \"red\"\n");
    let said_of_it = said(home, &["--print", "--theme", "ours"]);
    for words in
        ["themes/ours.toml: line 3: overdue: \"rad\" is no colour", "; line 4: sparkle: is no role"]
    {
        assert!(said_of_it.contains(words), "{said_of_it}");
    }
    let unknown = said(home, &["--print", "--theme", "neon"]);
    assert!(unknown.contains("auto, dark, light, mono, contrast, deutan, ours"), "{unknown}");
    let elsewhere = said(home, &["--print", "--theme", "../themes/ours"]);
    assert!(elsewhere.contains("is no theme"), "{elsewhere}");
}

#[test]
fn a_printed_frame_is_text_unless_a_picture_is_asked_for() {
    let home = Home::new();
    let home = home.folder.path();
    let text = printed(home, &["--print", "--size", "80x24"]);
    assert_eq!(text, printed(home, &["--print=text", "--size", "80x24"]));
    assert!(text.starts_with(" leadclock  ! 8 overdue"));
    let picture = printed(home, &["--print=svg", "--size", "80x24"]);
    assert!(picture.starts_with("<svg ") && picture.ends_with("</svg>\n"));
    assert_eq!(picture, printed(home, &["--print=svg", "--size", "80x24"]), "always the same");
}
