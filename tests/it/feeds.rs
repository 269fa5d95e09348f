//! Feeds from outside: connected in the shell, asked, shown, and their secrets nobody's.

use std::fs::Permissions;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;
use std::time::{Duration, Instant, SystemTime};

use chrono::{DateTime, TimeDelta, Utc};
use insta::assert_snapshot;
use leadclock::app::Store;
use leadclock::app::receive::{Delivery, receive};
use leadclock::domain::policy::Policy;
use leadclock::domain::practice::Practice;
use leadclock::store::StoreError;
use leadclock::store::feeds::Failing;
use serde_json::{Value, json};

use crate::cli::{Answer, Shell};
use crate::screen::now;

const TWO: &str =
    "Email,Offer,Action\nada@example.org,contoso.engine,PLT\nbob@example.org,contoso.engine,INS\n";

/// A shell with a folder `inbox` that is connected as a feed.
fn connected() -> Shell {
    let shell = Shell::new();
    std::fs::create_dir(shell.path("inbox")).unwrap();
    let path = format!("path={}", shell.path("inbox").display());
    let added = shell.run(&["feed", "add", "downloads", "folder", &path]);
    assert_eq!(added.code, 0, "{}", added.err);
    shell
}

/// Puts a file into the inbox that was there for a while.
fn put(shell: &Shell, name: &str, text: &str) {
    let path = shell.file(&format!("inbox/{name}"), text);
    let file = std::fs::File::options().append(true).open(path).unwrap();
    file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(1_736_164_800)).unwrap();
}

fn parsed(answer: &Answer) -> Value {
    serde_json::from_str(&answer.out).unwrap()
}

fn leads(shell: &Shell) -> usize {
    parsed(&shell.run(&["list", "--all", "--json"])).as_array().unwrap().len()
}

#[test]
fn a_folder_is_connected_once_and_brings_what_is_put_into_it() {
    let shell = connected();
    put(&shell, "one.csv", TWO);
    let synced = parsed(&shell.run(&["sync", "--json"]));
    assert_eq!(synced[0]["outcome"], "done");
    assert_eq!((&synced[0]["added"], &synced[0]["leads"]), (&json!(2), &json!(2)));
    assert_eq!(parsed(&shell.run(&["sync", "--json"]))[0]["read"], 0);
    let lead = parsed(&shell.run(&["show", "--json", "ada@example.org"]));
    assert_eq!(lead["records"][0]["feed"], "downloads");
    assert_eq!(lead["records"][0]["origin"], json!({"file": "one.csv", "line": 2}));
    let listed = parsed(&shell.run(&["feed", "list", "--json"]));
    assert_eq!((&listed[0]["health"], &listed[0]["kind"]), (&json!("well"), &json!("folder")));
    assert_eq!(listed[0]["days"].as_array().unwrap().last().unwrap()["records"], json!(2));
    let removed = shell.run(&["feed", "remove", "downloads"]);
    assert_eq!((removed.code, leads(&shell)), (0, 2));
    assert_eq!(parsed(&shell.run(&["feed", "list", "--json"])), json!([]));
}

#[test]
fn what_is_wrong_with_a_feed_is_told_and_nothing_is_changed() {
    let shell = Shell::new();
    for (arguments, words) in [
        (&["feed", "add", "x", "pigeon"][..], "KIND: it is one of"),
        (&["feed", "add", "My Feed", "folder", "path=a"], "\"My Feed\" is no name"),
        (&["feed", "add", "x", "folder"], "missing field `path`"),
        (
            &["feed", "add", "x", "folder", "path=a", "colour=b"],
            "colour=: a feed of kind folder has no such setting",
        ),
        (&["feed", "add", "x", "folder", "sesame"], "a setting is written as NAME=VALUE"),
        (&["feed", "add", "x", "folder", "path=a", "--every", "1s"], "--every: \"1s\" is no span"),
        (&["feed", "test", "x"], "no feed has the name \"x\""),
        (&["feed", "remove", "x"], "no feed has the name \"x\""),
        (&["sync"], "there is no feed to ask"),
        (&["sync", "x"], "no feed has the name \"x\""),
        (&["serve"], "no feed is an HTTPS endpoint"),
    ] {
        let answer = shell.run(arguments);
        assert_eq!(answer.code, 2, "{arguments:?}: {}", answer.err);
        assert!(answer.err.contains(words), "{arguments:?}: {}", answer.err);
        assert!(!answer.err.contains("sesame"), "what was typed may have been a secret");
    }
    assert!(!shell.path(".config/leadclock/config.toml").exists());
}

#[test]
fn a_feed_that_fails_says_why_and_the_others_go_on() {
    let shell = connected();
    let added = shell.run(&["feed", "add", "gone", "folder", "path=/no/such/folder"]);
    assert_eq!(added.code, 1, "it is added, and its test says what is wrong");
    assert!(added.out.contains("FAILED  folder: /no/such/folder"), "{}", added.out);
    put(&shell, "one.csv", TWO);
    let synced = shell.run(&["sync"]);
    assert_eq!(synced.code, 1);
    assert!(synced.err.contains("downloads: 2 added in 2 leads"), "{}", synced.err);
    assert!(synced.err.contains("gone: failed: /no/such/folder"), "{}", synced.err);
    let words = shell.run(&["feed", "list"]).out;
    assert!(words.contains("  never worked, tried just now: /no/such/folder"), "{words}");
    let doctor = shell.run(&["doctor"]).out;
    assert!(doctor.contains("the database is well; a feed wants a look"), "{doctor}");
    let listed = parsed(&shell.run(&["feed", "list", "--json"]));
    assert_eq!(listed[1]["health"], "broken");
    assert!(listed[1]["failing"]["advice"].as_str().unwrap().starts_with("make the folder"));
}

#[test]
fn a_relative_folder_is_meant_from_where_it_was_typed() {
    let shell = Shell::new();
    std::fs::create_dir(shell.path("mine")).unwrap();
    let mut command = shell.command(&["feed", "add", "mine", "folder", "path=mine"]);
    assert!(command.current_dir(shell.path("")).status().unwrap().success());
    let config = std::fs::read_to_string(shell.path(".config/leadclock/config.toml")).unwrap();
    let path = std::fs::canonicalize(shell.path("mine")).unwrap();
    assert!(config.contains(&format!("path = {:?}", path.display().to_string())), "{config}");
}

#[test]
fn the_flags_for_frames_stand_in_the_first_help_only() {
    let shell = Shell::new();
    let help = |arguments: &[&str]| shell.run(arguments).out;
    assert!(help(&["--help"]).contains("--size") && help(&["man"]).contains("size"));
    for arguments in [&["list", "--help"][..], &["feed", "add", "--help"]] {
        let help = help(arguments);
        assert!(help.contains("--db") && !help.contains("--size"), "{help}");
    }
}

#[test]
fn watching_takes_in_what_comes_and_ends_in_good_order() {
    let shell = connected();
    let mut watching = shell.command(&["sync", "--watch"]);
    let mut child = watching.stderr(Stdio::null()).spawn().unwrap();
    put(&shell, "one.csv", TWO);
    let started = Instant::now();
    while leads(&shell) < 2 && started.elapsed() < Duration::from_secs(50) {
        std::thread::sleep(Duration::from_millis(100));
    }
    let pid = rustix::process::Pid::from_raw(child.id().try_into().unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(leads(&shell), 2);
}

#[test]
fn a_file_that_is_whole_at_last_leaves_nothing_unread_behind() {
    let shell = connected();
    put(&shell, "leads.json", r#"[{"Email": "ada@example.org"}, {"Email": "bob@exa"#);
    shell.run(&["sync"]);
    let kept = || parsed(&shell.run(&["feed", "list", "--json"]))[0]["quarantined"].clone();
    assert_eq!(kept(), 1);
    put(&shell, "leads.json", r#"[{"Email": "ada@example.org"}, {"Email": "bob@example.org"}]"#);
    shell.run(&["sync"]);
    assert_eq!((kept(), leads(&shell)), (json!(0), 2));
}

#[test]
fn a_file_that_is_no_list_of_leads_is_told_and_alarms_nobody() {
    let shell = connected();
    put(&shell, "one.csv", TWO);
    put(&shell, "odd.csv", "colour,size\nblue,7\n");
    let synced = shell.run(&["sync"]);
    assert_eq!(synced.code, 0, "{}", synced.err);
    assert!(synced.err.contains("rejected: odd.csv: no column"), "{}", synced.err);
    let listed = || parsed(&shell.run(&["feed", "list", "--json"]))[0].clone();
    assert_eq!((&listed()["health"], &listed()["quarantined"]), (&json!("well"), &json!(1)));
    std::fs::remove_file(shell.path("inbox/odd.csv")).unwrap();
    assert_eq!(shell.run(&["sync"]).code, 0);
    assert_eq!(listed()["quarantined"], 0);
}

#[test]
fn a_feed_is_added_once_and_an_address_that_is_in_use_stays_good() {
    let shell = connected();
    let again = shell.run(&["feed", "add", "downloads", "folder", "path=elsewhere"]);
    assert_eq!(again.code, 2);
    assert!(again.err.contains("downloads is there already"), "{}", again.err);
    let first = endpoint(&shell);
    let config = shell.path(".config/leadclock/config.toml");
    let settings = std::fs::read_to_string(&config).unwrap();
    let without = settings.replace("name = \"website\"", "name = \"other\"");
    std::fs::write(&config, without).unwrap();
    assert_eq!(endpoint(&shell), first, "the marketplace may hold it");
    assert_eq!(shell.run(&["feed", "secret", "website"]).code, 0);
    let third = shell.run(&["feed", "secret", "website"]);
    assert_eq!(third.code, 1, "two are taken already");
    assert!(third.err.contains("--drop-old"), "{}", third.err);
}

#[test]
fn a_secret_that_is_kept_elsewhere_is_used_as_it_is() {
    let shell = Shell::new();
    let file = shell.file("given", "a-secret-of-ones-own\n");
    let place = format!("file:{file}");
    let add = ["feed", "add", "website", "https", "--secret", &place];
    std::fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
    let refused = shell.run(&add);
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("chmod 600"), "{}", refused.err);
    std::fs::set_permissions(&file, Permissions::from_mode(0o600)).unwrap();
    assert_eq!(secret_of(&shell.run(&add)), "a-secret-of-ones-own");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "a-secret-of-ones-own\n");
}

/// Adds an endpoint and returns the secret of its address.
fn endpoint(shell: &Shell) -> String {
    let added = shell.run(&["feed", "add", "website", "https"]);
    assert_eq!(added.code, 0, "{}", added.err);
    secret_of(&added)
}

fn secret_of(answer: &Answer) -> String {
    let address = answer.out.trim();
    assert!(address.starts_with("https://YOUR-HOST/leads/"), "{address}");
    address.rsplit('/').next().unwrap().to_owned()
}

#[test]
fn an_endpoint_has_an_address_and_two_while_one_follows_the_other() {
    let shell = Shell::new();
    let first = endpoint(&shell);
    let file = shell.path(".config/leadclock/secrets/website");
    let kept = || std::fs::read_to_string(&file).unwrap();
    assert_eq!(kept(), format!("{first}\n"));
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(secret_of(&shell.run(&["feed", "secret", "website", "--show"])), first);
    let second = secret_of(&shell.run(&["feed", "secret", "website"]));
    assert_eq!(kept(), format!("{second}\n{first}\n"));
    assert_eq!(shell.run(&["feed", "secret", "website", "--drop-old"]).code, 0);
    assert_eq!(kept(), format!("{second}\n"));
    let config = std::fs::read_to_string(shell.path(".config/leadclock/config.toml")).unwrap();
    assert!(!config.contains(&first) && !config.contains(&second), "{config}");
    assert_eq!(shell.run(&["feed", "remove", "website"]).code, 0);
    assert!(!file.exists());
}

#[test]
fn a_secret_that_others_can_read_is_refused() {
    let shell = Shell::new();
    let secret = endpoint(&shell);
    let file = shell.path(".config/leadclock/secrets/website");
    std::fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
    for arguments in [&["serve", "--listen", "127.0.0.1:0"][..], &["feed", "test", "website"]] {
        let answer = shell.run(arguments);
        assert_eq!(answer.code, 1);
        let told = format!("{}{}", answer.out, answer.err);
        assert!(told.contains("chmod 600") && !told.contains(&secret), "{told}");
    }
}

#[test]
fn the_quarantine_is_shown_and_tried_again() {
    let shell = Shell::new();
    let mut store = Store::open(&shell.path("leads.db"), Policy::default()).unwrap();
    let body = r#"{"UserDetails":{"Email":"ada@example.org"},"ActionCode":"PLT"}"#;
    deliver(&mut store, body, Some("an older leadclock did not know it"), now());
    deliver(&mut store, "\u{1b}[31mno lead", None, now());
    let doctor = shell.run(&["doctor"]);
    assert!(doctor.out.contains("rejects    2"), "{}", doctor.out);
    assert!(doctor.out.contains("website: an older leadclock did not know it"), "{}", doctor.out);
    let again = shell.run(&["import", "--quarantine", "--json"]);
    let report = parsed(&again);
    assert_eq!((&report["read"], &report["added"]), (&json!(2), &json!(1)));
    assert_eq!(report["rejected"][0]["file"], "website");
    let lead = parsed(&shell.run(&["show", "--json", "ada@example.org"]));
    assert_eq!(lead["records"][0]["received_at"], "2026-11-23T09:00:00Z");
}

fn deliver(store: &mut Store, body: &str, unreadable: Option<&str>, at: DateTime<Utc>) {
    let delivery = Delivery {
        feed: "website".to_owned(),
        body: body.as_bytes().to_vec(),
        unreadable: unreadable.map(str::to_owned),
        received_at: at,
    };
    receive(store, &[delivery], &Practice::default()).unwrap();
}

/// Four feeds, each in another state.
fn desk_of_feeds() -> Shell {
    let shell = Shell::new();
    let mut config = std::fs::File::create(shell.path("config.toml")).unwrap();
    for name in ["website", "partners"] {
        writeln!(config, "[[feeds]]\nname = \"{name}\"\nkind = \"https\"").unwrap();
    }
    for name in ["downloads", "share", "broken"] {
        writeln!(config, "[[feeds]]\nname = \"{name}\"\nkind = \"folder\"\npath = \"x\"").unwrap();
    }
    let mut store = Store::open(&shell.path("leads.db"), Policy::default()).unwrap();
    for (number, days) in [29, 25, 24, 20, 15, 15, 14, 14, 14].into_iter().enumerate() {
        let body = format!(r#"{{"Email": "p{number}@example.org", "ActionCode": "PLT"}}"#);
        deliver(&mut store, &body, None, now() - TimeDelta::days(days));
    }
    deliver(&mut store, "no lead at all", None, now() - TimeDelta::days(14));
    let test = r#"{"Email": "MSFT_TEST_1@test.com", "ActionCode": "INS"}"#;
    deliver(&mut store, test, None, now() - TimeDelta::days(20));
    let failing = |unreachable, why: &str, advice: &str| Failing {
        since: now(),
        times: 1,
        unreachable,
        why: why.to_owned(),
        advice: advice.to_owned(),
    };
    let ago = |minutes| now() - TimeDelta::minutes(minutes);
    store
        .write(|writer| {
            writer.note_success("website", ago(1))?;
            writer.note_success("downloads", ago(2))?;
            writer.note_success("share", ago(180))?;
            let offline = failing(true, "the network is unreachable", "");
            writer.note_failure("share", ago(170), &offline, None)?;
            let broken = failing(
                false,
                "leads.csv: no column of this file is one of a lead; its first line should name the columns",
                "mend the file, or take it out of the folder",
            );
            writer.note_failure("broken", ago(4), &broken, None)?;
            Ok::<_, StoreError>(())
        })
        .unwrap();
    shell
}

fn frame(shell: &Shell, size: &str, keys: &str) -> String {
    let config = shell.path("config.toml");
    let config = config.to_str().unwrap();
    let (now, clear) = (now().to_rfc3339(), "NO_COLOR");
    let mut command = shell
        .command(&["--config", config, "--now", &now, "--print", "--size", size, "--keys", keys]);
    let output = command.env(clear, "1").output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_feeds_screen() {
    let shell = desk_of_feeds();
    assert_snapshot!("feeds_80x24", frame(&shell, "80x24", "4"));
    assert_snapshot!("feeds_80x24_end", frame(&shell, "80x24", "4G"));
    assert_snapshot!("feeds_120x40", frame(&shell, "120x40", "4"));
    assert_snapshot!("queue_beside_feeds", frame(&shell, "80x24", ""));
}

#[test]
fn the_feeds_screen_in_chinese() {
    let shell = desk_of_feeds();
    let path = shell.path("config.toml");
    let feeds = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, format!("language = \"zh-Hans\"\n{feeds}")).unwrap();
    assert_snapshot!("feeds_zh_80x24", frame(&shell, "80x24", "4"));
    assert_snapshot!("feeds_zh_80x24_end", frame(&shell, "80x24", "4G"));
}

#[test]
fn without_feeds_the_screen_says_how_to_connect_one() {
    let shell = Shell::new();
    std::fs::write(shell.path("config.toml"), "").unwrap();
    assert_snapshot!("feeds_none", frame(&shell, "80x24", "4"));
    assert!(frame(&shell, "80x24", "s").contains("there is no feed to ask"));
}
