//! Erasing a person, handing out what is kept of one, backups and putting them back.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use leadclock::domain::policy::Policy;
use leadclock::store::Store;
use serde_json::Value;

use crate::cli::{NOW, Shell};

/// Two people; the last line can not be read, and speaks of the first.
const LEADS: &str = "id,first name,last name,email,phone,company,description,source,action\n\
    1,Zenobia,Canarybird,zenobia@canarybird.example,+44 20 7946 0018,Canary Songs,sings,AppSource,PLT\n\
    2,Ada,Other,ada@contoso.example,+44 20 7946 0099,Contoso,,AppSource,PLT\n\
    3,Zenobia,Canarybird,zenobia@canarybird.example,,Canary Songs,too,many,cells,in,this,row,by,far\n";

const ADDRESS: &str = "zenobia@canarybird.example";

fn desk() -> Shell {
    let shell = Shell::new();
    let answer = shell.run(&["import", &shell.file("leads.csv", LEADS)]);
    assert!(answer.err.contains("1 rejected"), "{}", answer.err);
    std::fs::remove_file(shell.path("leads.csv")).unwrap();
    shell.ok(&["note", ADDRESS, "Canarybird likes mornings"]);
    shell
}

/// Everything that stands in the folder and below it.
fn bytes_of(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(bytes_of(&path));
        } else {
            found.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
    found
}

fn canaries(shell: &Shell) -> Vec<String> {
    let speaks = |bytes: &[u8]| {
        memchr::memmem::find(&bytes.to_ascii_lowercase(), b"canarybird").is_some()
            || memchr::memmem::find(bytes, b"7946 0018").is_some()
    };
    let files = bytes_of(shell.path("").as_path());
    files.into_iter().filter(|(_, bytes)| speaks(bytes)).map(|(name, _)| name).collect()
}

fn exported(shell: &Shell) -> String {
    shell.ok(&["export", "--format", "jsonl"]).out
}

#[test]
fn an_erased_person_is_in_no_file_and_no_feed_brings_them_back() {
    let shell = desk();
    shell.ok(&["backup"]);
    assert_eq!(canaries(&shell).len(), 2, "the database and its backup");
    let refused = shell.run(&["erase", ADDRESS]);
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert!(refused.err.contains("--yes"), "{}", refused.err);
    let answer = shell.ok(&["erase", ADDRESS, "--yes"]);
    assert!(
        answer.err.contains(
            "erased: 1 record, 1 note, 1 piece that could not be read; from 1 backup too"
        ),
        "{}",
        answer.err
    );
    assert_eq!(canaries(&shell), Vec::<String>::new());
    let again = shell.run(&["import", &shell.file("again.csv", LEADS), "--json"]);
    let report: Value = serde_json::from_str(&again.out).unwrap();
    assert_eq!(report["added"], 0, "{report}");
    assert_eq!(shell.json(&["list", "--json"]).as_array().unwrap().len(), 1);
    assert_eq!(shell.ok(&["doctor"]).err, "");
}

#[test]
fn all_that_is_kept_of_a_person_is_handed_out() {
    let shell = desk();
    let file = shell.path("zenobia.json").display().to_string();
    shell.ok(&["export", "--person", ADDRESS, "--output", &file]);
    let mode = std::fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let text = std::fs::read_to_string(&file).unwrap();
    let person: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(person["person"]["email"], ADDRESS);
    assert_eq!(person["records"].as_array().unwrap().len(), 1);
    assert_eq!(person["unread"].as_array().unwrap().len(), 1);
    assert!(text.contains("likes mornings") && !text.contains("contoso"), "{text}");
    assert_eq!(shell.run(&["export"]).code, 2, "a form must be named");
}

#[test]
fn a_backup_that_is_put_back_holds_what_was_there() {
    let shell = desk();
    shell.ok(&["qualify", ADDRESS, "--override", "knows us"]);
    let before = exported(&shell);
    shell.ok(&["backup"]);
    let backups = std::fs::read_dir(shell.path("backups")).unwrap();
    let names: Vec<_> = backups.map(|entry| entry.unwrap().path()).collect();
    assert_eq!(names.len(), 1, "one file, no journal: {names:?}");
    let mode = std::fs::metadata(&names[0]).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    shell.ok(&["dismiss", "ada@contoso.example", "--reason", "spam"]);
    let after = exported(&shell);
    assert_ne!(before, after);
    let answer = shell.ok(&["restore", "--yes"]);
    assert!(answer.err.contains("restored: 2 leads"), "{}", answer.err);
    assert_eq!(exported(&shell), before);
    let (aside, _) = bytes_of(shell.path("").as_path())
        .into_iter()
        .find(|(name, _)| name.contains("leads-before-restore-"))
        .unwrap();
    let kept = shell.ok(&["export", "--format", "jsonl", "--db", &aside]);
    assert_eq!(kept.out, after, "what stood there is kept");
    assert_eq!(shell.ok(&["doctor"]).out.lines().last(), Some("all is well"));
}

#[test]
fn whoever_was_erased_since_a_backup_is_not_brought_back_by_it() {
    let shell = desk();
    let copy = shell.path("elsewhere").join("copy.db").display().to_string();
    shell.ok(&["backup", &copy]);
    shell.ok(&["erase", ADDRESS, "--yes"]);
    shell.ok(&["restore", &copy, "--yes"]);
    assert_eq!(shell.json(&["list", "--json"]).as_array().unwrap().len(), 1);
    std::fs::remove_file(&copy).unwrap();
    assert_eq!(canaries(&shell), Vec::<String>::new());
    let again = shell.run(&["import", &shell.file("again.csv", LEADS), "--json"]);
    let report: Value = serde_json::from_str(&again.out).unwrap();
    assert_eq!(report["added"], 0, "{report}");
}

#[test]
fn nothing_is_put_in_the_place_of_a_database_that_somebody_has_open() {
    let shell = desk();
    shell.ok(&["backup"]);
    let open = Store::open(&shell.path("leads.db"), Policy::default()).unwrap();
    let before = bytes_of(shell.path("backups").as_path());
    let answer = shell.run(&["restore", "--yes"]);
    assert_eq!(answer.code, 1);
    assert!(answer.err.contains("another leadclock has the database open"), "{}", answer.err);
    assert_eq!(open.check().unwrap().faults, Vec::<String>::new());
    assert_eq!(bytes_of(shell.path("backups").as_path()), before);
    drop(open);
    shell.ok(&["restore", "--yes"]);
}

#[test]
fn a_damaged_copy_takes_nothings_place() {
    let shell = desk();
    let copy = shell.path("copy.db").display().to_string();
    shell.ok(&["backup", &copy]);
    let before = exported(&shell);
    let mut bytes = std::fs::read(&copy).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4096].fill(0);
    std::fs::write(&copy, bytes).unwrap();
    let answer = shell.run(&["restore", &copy, "--yes"]);
    assert_eq!(answer.code, 1, "{}", answer.err);
    assert!(answer.err.contains("damaged"), "{}", answer.err);
    assert_eq!(exported(&shell), before);
    let answer = shell.run(&["restore", &shell.file("words.db", "no database"), "--yes"]);
    assert!(answer.err.contains("not a leadclock database"), "{}", answer.err);
}

#[test]
fn as_many_backups_are_kept_as_are_wanted() {
    let shell = desk();
    for hour in 10..15 {
        let now = format!("2026-11-23T{hour}:00:00Z");
        assert_eq!(shell.run(&["backup", "--keep", "3", "--now", &now]).code, 0);
    }
    let list = shell.ok(&["backup", "--list"]).out;
    let times: Vec<&str> = list.lines().map(|line| &line[..13]).collect();
    assert_eq!(times, ["2026-11-23T14", "2026-11-23T13", "2026-11-23T12"]);
    let timed = |now: &str| shell.run(&["backup", "--if-older-than", "24h", "--now", now]);
    assert!(timed("2026-11-24T13:59:00Z").err.contains("young enough"));
    assert!(timed("2026-11-24T14:00:00Z").err.contains("backed up to"));
}

#[test]
fn leads_at_rest_are_let_go_and_may_come_back() {
    const THEN: &str = "2022-05-02T09:00:00Z";
    let shell = Shell::new();
    let row = |name: &str, day: &str| {
        format!(
            "{name},{name}@example.org,Engine {name},AppSource-PLT|contoso.engine,{day}T09:00:00Z\n"
        )
    };
    let head = "first_name,email,company,lead_source,created_time\n";
    let names = ["canarybird", "called", "planned", "objected", "silenced"];
    let old = names.map(|name| row(name, "2022-05-01")).concat();
    let then = |arguments: &[&str]| {
        let answer = shell.run(&[arguments, &["--now", THEN]].concat());
        assert_eq!(answer.code, 0, "{arguments:?}: {}", answer.err);
    };
    let file = shell.file("old.csv", &format!("{head}{old}"));
    then(&["import", &file]);
    std::fs::remove_file(&file).unwrap();
    then(&["note", "canarybird@example.org", "a canarybird of long ago"]);
    then(&["opt-out", "objected@example.org"]);
    then(&["opt-out", "silenced@example.org", "--mail"]);
    then(&["schedule", "planned@example.org", "2025-03-01"]);
    shell.ok(&["log", "called@example.org", "call", "--outcome", "reached", "--yes"]);
    let new = format!("{head}{}", row("recent", "2025-01-10"));
    shell.ok(&["import", &shell.file("new.csv", &new)]);
    shell.ok(&["backup"]);

    let doctor = shell.ok(&["doctor"]).out;
    assert!(doctor.contains("retention  1 on which nothing happened since 2023-01-20"), "{doctor}");
    assert_eq!(shell.run(&["prune", "--now", NOW]).code, 2, "nobody is there to be asked");
    let pruned = shell.ok(&["prune", "--yes"]).err;
    let expected = "gone: 1 record, 1 note, 0 pieces that could not be read; from 1 backup too";
    assert!(pruned.contains(expected), "{pruned}");
    assert_eq!(canaries(&shell), Vec::<String>::new());
    assert_eq!(shell.ok(&["prune", "--yes"]).err.lines().count(), 1, "nothing is to go");
    let kept = exported(&shell);
    for name in ["called", "planned", "objected", "silenced", "recent"] {
        assert!(kept.contains(&format!("{name}@example.org")), "{name}");
    }
    assert!(!shell.ok(&["doctor"]).out.contains("retention"));
    let again = format!("{head}{}", row("canarybird", "2025-01-19"));
    assert!(shell.ok(&["import", &shell.file("again.csv", &again)]).err.contains("1 added"));
}
