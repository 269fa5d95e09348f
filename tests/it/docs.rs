//! What is written about the program is what the program does.

use std::path::{Path, PathBuf};

use leadclock::tui::keys::{BINDINGS, Keymap, Section};

/// The table of keys as the README shows it.
fn keys_table() -> String {
    let map = Keymap::default();
    let mut table = String::from("| Keys | Does | Name in the settings |\n|---|---|---|\n");
    for section in Section::ALL {
        table.push_str(&format!("| **{}** | | |\n", section.label()));
        for binding in BINDINGS.iter().filter(|binding| binding.section == section) {
            let keys: Vec<String> =
                map.keys_of(binding.action).iter().map(|key| format!("`{key}`")).collect();
            let then =
                if binding.then.is_empty() { String::new() } else { format!(" {}", binding.then) };
            table.push_str(&format!(
                "| {}{then} | {} | `{}` |\n",
                keys.join(" "),
                binding.help.replace('|', "\\|"),
                binding.name
            ));
        }
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
fn the_readme_shows_the_keys_and_the_first_frame() {
    holds("keys", keys_table().trim_end());
    let frame = crate::screen::Desk::demo().text((100, 26), "");
    holds("frame", &format!("```text\n{frame}```"));
}

#[test]
fn the_readme_names_every_command() {
    let readme = std::fs::read_to_string(path()).unwrap();
    for command in [
        "import",
        "list",
        "show",
        "next",
        "log",
        "qualify",
        "dismiss",
        "reopen",
        "note",
        "schedule",
        "snooze",
        "assign",
        "link",
        "unlink",
        "similar",
        "undo",
        "redo",
        "export",
        "doctor",
        "demo",
        "completions",
        "man",
    ] {
        assert!(readme.contains(&format!("leadclock {command}")), "{command}");
    }
}
