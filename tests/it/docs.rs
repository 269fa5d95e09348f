//! What is written about the program is what the program does.

use std::path::{Path, PathBuf};
use std::process::Command;

use leadclock::app::config::Config;
use leadclock::app::templates::{FIELDS, Templates};
use leadclock::domain::query::FIELDS as QUERY_FIELDS;
use leadclock::domain::zone::Zone;
use leadclock::language::english;
use leadclock::tui::keys::{BINDINGS, Keymap, Section};

/// The table of keys as the README shows it.
fn keys_table() -> String {
    let (map, say) = (Keymap::default(), english());
    let mut table = String::from("| Keys | Does | Name in the settings |\n|---|---|---|\n");
    for section in Section::ALL {
        table.push_str(&format!("| **{}** | | |\n", section.label(say)));
        for binding in BINDINGS.iter().filter(|binding| binding.section == section) {
            let keys: Vec<String> =
                map.words_of(binding.action).iter().map(|key| format!("`{key}`")).collect();
            let then = binding.then(say).map(|then| format!(" {then}")).unwrap_or_default();
            table.push_str(&format!(
                "| {}{then} | {} | `{}` |\n",
                keys.join(" "),
                binding.help(say).replace('|', "\\|"),
                binding.name
            ));
        }
    }
    table
}

/// The table of what a template can say, as the README shows it.
fn fields_table() -> String {
    let mut table = String::from("| Field | Holds | For example | |\n|---|---|---|---|\n");
    for field in FIELDS {
        let missing = if field.may_be_missing { "can be missing" } else { "" };
        table.push_str(&format!(
            "| `{}` | {} | {} | {missing} |\n",
            field.name,
            field.about.replace('|', "\\|"),
            field.example
        ));
    }
    table
}

/// The fields of the query language as the README shows them.
fn query_table() -> String {
    let mut table = String::from("| Field | Is about | For example |\n|---|---|---|\n");
    for field in &QUERY_FIELDS {
        let examples: Vec<String> =
            field.example.split("  ").map(|example| format!("`{example}`")).collect();
        let (name, about) = (field.name(), field.about(english()));
        table.push_str(&format!("| `{name}:` | {about} | {} |\n", examples.join(" ")));
    }
    table
}

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")
}

/// Compares the block behind a mark with what it should be; with UPDATE_README set, writes it.
fn holds(mark: &str, expected: &str) {
    let readme = std::fs::read_to_string(path()).unwrap();
    let (start, end) = (format!("<!-- {mark} -->\n\n"), format!("\n<!-- end of {mark} -->"));
    let from = readme.find(&start).unwrap() + start.len();
    let to = readme.find(&end).unwrap();
    if std::env::var_os("UPDATE_README").is_some() {
        std::fs::write(path(), format!("{}{expected}{}", &readme[..from], &readme[to..])).unwrap();
    } else {
        assert_eq!(&readme[from..to], expected, "UPDATE_README=1 cargo test docs mends it");
    }
}

#[test]
fn the_readme_shows_the_keys_the_fields_the_plain_commands_and_the_first_frame() {
    holds("keys", keys_table().trim_end());
    holds("fields", fields_table().trim_end());
    holds("query", query_table().trim_end());
    let commands: Vec<String> = leadclock::plain::help(leadclock::language::english())
        .iter()
        .map(|line| format!("- {line}"))
        .collect();
    holds("plain", &commands.join("\n"));
    let frame = crate::screen::Desk::demo().text((100, 26), "");
    holds("frame", &format!("```text\n{frame}```"));
}

#[test]
fn the_pictures_of_the_readme_are_what_the_program_draws() {
    let home = crate::support::Home::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/pictures");
    for theme in ["dark", "light"] {
        let drawn = crate::looks::demo(
            home.folder.path(),
            &["--print=svg", "--theme", theme, "--size", "110x31"],
        );
        let path = folder.join(format!("dashboard-{theme}.svg"));
        if std::env::var_os("UPDATE_README").is_some() {
            std::fs::write(path, drawn.stdout).unwrap();
        } else {
            let kept = std::fs::read(path).unwrap();
            assert!(kept == drawn.stdout, "UPDATE_README=1 cargo test docs mends {theme}");
        }
    }
}

#[test]
fn the_settings_in_the_readme_can_be_used() {
    let readme = std::fs::read_to_string(path()).unwrap();
    let (_, block) = readme.split_once("```toml\n").unwrap();
    let (settings, _) = block.split_once("```").unwrap();
    let practice =
        Config::parse(settings).unwrap().practice(&Zone::utc(), leadclock::language::english());
    assert!(practice.policy.hours.is_some());
}

#[test]
fn the_template_of_the_readme_is_a_good_one() {
    let readme = std::fs::read_to_string(path()).unwrap();
    let (_, from) = readme.split_once("```text\nSubject:").unwrap();
    let (template, _) = from.split_once("```").unwrap();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("readme.txt"), format!("Subject:{template}")).unwrap();
    let templates = Templates::load(Some(folder.path()));
    assert_eq!(templates.problems(), []);
    assert!(templates.named("readme").is_some());
}

#[test]
fn the_readme_names_every_command() {
    let readme = std::fs::read_to_string(path()).unwrap();
    let help = Command::new(env!("CARGO_BIN_EXE_leadclock")).arg("--help").output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let (_, commands) = help.split_once("Commands:\n").unwrap();
    let commands: Vec<&str> = commands
        .lines()
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|command| *command != "help")
        .collect();
    assert!(commands.len() > 20, "{commands:?}");
    for command in commands {
        assert!(readme.contains(&format!("leadclock {command}")), "{command}");
    }
}
