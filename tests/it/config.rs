//! `config`: the settings in force, from where, and everything that is wrong with them.

use std::path::Path;

use serde_json::json;

use crate::cli::{Answer, Shell};

const USUAL: &str = ".config/leadclock/config.toml";

fn write(shell: &Shell, text: &str) {
    std::fs::create_dir_all(shell.path(".config/leadclock")).unwrap();
    std::fs::write(shell.path(USUAL), text).unwrap();
}

fn run(mut command: std::process::Command) -> Answer {
    let output = command.output().unwrap();
    Answer {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn line<'a>(answer: &'a Answer, name: &str) -> &'a str {
    let begin = format!("{name} = ");
    answer.out.lines().find(|line| line.starts_with(&begin)).unwrap_or_default()
}

#[test]
fn everything_wrong_is_told_by_every_command_one_a_line_as_an_editor_reads_it() {
    let shell = Shell::new();
    let text = "theme = \"drak\"\nzone = \"Mars\"\n[limits]\ntrail = \"4h\"\n\
                [keys]\nquit = []\ncall = \"nonsense\"\nfly = [\"w\"]\nnote = \"u\"\n";
    write(&shell, text);
    let file = shell.path(USUAL).display().to_string();
    for arguments in [&["list"][..], &["config", "check"], &["config"], &["--print"]] {
        let answer = shell.run(arguments);
        assert_eq!(answer.code, 2, "{arguments:?}");
        let told: Vec<&str> = answer.err.lines().collect();
        let begins = [
            "1:9: theme: \"drak\" is no theme; there are: auto, dark, ",
            "2:8: zone: \"Mars\" is no time zone",
            "4:1: limits.trail: there is no such setting; did you mean limits.trial?",
            "6:8: keys.quit: it needs a key",
            "7:8: keys.call[1]: \"nonsense\" is no key",
            "8:7: keys.fly: there is no such action",
            "9:8: keys.note: u is bound to undo too",
        ];
        assert_eq!(told.len(), begins.len() + 1, "{}", answer.err);
        for (told, begin) in told.iter().zip(begins) {
            assert!(told.starts_with(&format!("{file}:{begin}")), "{begin}\n{told}");
        }
        assert!(told.last().unwrap().starts_with("Hint: "), "{}", answer.err);
    }
}

#[test]
fn the_settings_in_force_say_where_they_come_from() {
    let shell = Shell::new();
    write(&shell, "[limits]\ntrial = \"4h\"\n[keys]\ncall = \"C\"\ndemo = []\n");
    let answer = shell.run(&["config"]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    let file = shell.path(USUAL).display().to_string();
    for (name, expected) in [
        ("name", "name = \"ana\"  # USER".to_owned()),
        ("theme", "theme = \"auto\"  # default".to_owned()),
        ("limits.trial", format!("limits.trial = \"4h\"  # {file}:2")),
        ("keys.call", format!("keys.call = [\"C\"]  # {file}:4")),
        ("keys.demo", format!("keys.demo = []  # {file}:5")),
        ("keys.mail", "keys.mail = [\"e\"]  # default".to_owned()),
    ] {
        assert_eq!(line(&answer, name), expected);
    }
    assert!(answer.out.starts_with("# the database is ") && answer.out.contains("LEADCLOCK_DB"));

    let mut command = shell.command(&["config", "show", "--json", "--db", "here.db"]);
    command.env("NO_COLOR", "1");
    let told: serde_json::Value = serde_json::from_str(&run(command).out).unwrap();
    let settings = told["settings"].as_array().unwrap();
    let theme = settings.iter().find(|setting| setting["name"] == "theme").unwrap();
    let expected = json!({"name": "theme", "value": "mono", "source": "NO_COLOR", "line": null});
    assert_eq!(*theme, expected);
    assert_eq!(told["problems"], json!([]));
}

#[test]
fn what_is_shown_can_be_used_as_settings_again() {
    let shell = Shell::new();
    write(&shell, "[[assign]]\nowner = \"ben\"\n[[feeds]]\nname = \"web\"\nkind = \"https\"\n");
    let shown = shell.run(&["config"]).out;
    let again = shell.file("again.toml", &shown);
    let answer = shell.run(&["config", "check", &again]);
    assert_eq!(answer.code, 0, "{}\n{shown}", answer.err);
}

#[test]
fn broken_settings_are_shown_with_the_defaults_in_their_place() {
    let shell = Shell::new();
    write(
        &shell,
        "zone = \"Mars\"\n[[feeds]]\nname = \"t\"\nkind = \"azure_table\"\nkey = \"hunter2\"\n",
    );
    let answer = shell.run(&["config"]);
    assert_eq!(answer.code, 2);
    let file = shell.path(USUAL).display().to_string();
    let expected = format!("zone = \"\"  # default, as {file}:1 can not be used");
    assert_eq!(line(&answer, "zone"), expected);
    assert!(!answer.out.contains("hunter2") && !answer.err.contains("hunter2"), "a secret");
}

#[test]
fn the_defaults_begin_a_file_of_ones_own() {
    let shell = Shell::new();
    let defaults = shell.run(&["config", "default"]).out;
    write(&shell, &defaults);
    assert_eq!(shell.run(&["config", "check"]).code, 0);
    let shown = shell.run(&["config"]).out;
    assert!(shown.contains("guards.most_touches = 5  # "), "{shown}");
}

#[test]
fn a_file_that_is_named_must_be_there_and_the_usual_one_need_not() {
    let shell = Shell::new();
    let answer = shell.run(&["config", "check"]);
    assert_eq!(answer.code, 0);
    assert!(answer.err.contains("the defaults are in force"), "{}", answer.err);
    assert_eq!(shell.run(&["config", "check", "nowhere.toml"]).code, 2);
    let mut command = shell.command(&["list"]);
    command.env("LEADCLOCK_CONFIG", shell.path("nowhere.toml"));
    assert_eq!(run(command).code, 2);
}

#[test]
fn the_folders_are_those_of_the_desktop_where_they_are_whole_paths() {
    let shell = Shell::new();
    let (config, data) = (shell.path("c"), shell.path("d"));
    let of = |config: &Path, data: &Path, more: Option<&str>| {
        let mut command = shell.command(&["config", "path"]);
        command.env_remove("LEADCLOCK_DB");
        command.env("XDG_CONFIG_HOME", config).env("XDG_DATA_HOME", data);
        if let Some(file) = more {
            command.env("LEADCLOCK_CONFIG", file);
        }
        run(command).out
    };
    let told = of(&config, &data, None);
    for path in [config.join("leadclock/config.toml"), data.join("leadclock/leads.db")] {
        assert!(told.contains(&format!(" {}  # default", path.display())), "{told}");
    }
    // The rule of XDG: what is relative or empty counts as not set.
    for odd in ["", "relative/folder"] {
        let told = of(Path::new(odd), Path::new(odd), None);
        for path in [USUAL, ".local/share/leadclock/leads.db"] {
            assert!(told.contains(&shell.path(path).display().to_string()), "{odd}: {told}");
        }
    }
    let told = of(&config, &data, Some("/etc/lc.toml"));
    assert!(told.contains("/etc/lc.toml  # LEADCLOCK_CONFIG"), "{told}");
    assert!(told.contains("/etc/secrets  # LEADCLOCK_CONFIG"), "{told}");
}

#[test]
fn the_editor_opens_the_file_and_what_it_leaves_is_checked() {
    let shell = Shell::new();
    let with = |editor: &str| {
        let mut command = shell.command(&["config", "edit"]);
        command.env("PATH", std::env::var_os("PATH").unwrap()).env("EDITOR", editor);
        run(command)
    };
    assert_eq!(with("true").code, 0);
    let text = std::fs::read_to_string(shell.path(USUAL)).unwrap();
    assert!(text.starts_with("# leadclock's settings"), "the defaults, to begin with");
    let script = shell.file("edit.sh", "echo 'colour = 1' > \"$1\"\n");
    let answer = with(&format!("sh {script}"));
    assert_eq!(answer.code, 2);
    assert!(answer.err.contains(":1:1: colour: there is no such setting"), "{}", answer.err);
    assert_eq!(with("false").code, 1);
}
