//! A file that was damaged, a disk that is full, a folder that can only be read: it is said, nothing that
//! was saved is lost, and nothing is shown as right that is wrong. LEADCLOCK_LONG=1 tries more.

use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::cli::{NOW, Shell};

/// How many bytes are flipped, one file each.
fn tries() -> u64 {
    if std::env::var_os("LEADCLOCK_LONG").is_some() { 1_000 } else { 40 }
}

/// A database with records, decisions and notes, closed: one file.
fn desk() -> Shell {
    let shell = Shell::new();
    let db = shell.path("leads.db").display().to_string();
    shell.ok(&["demo", "--no-open", "--leads", "40", "--db", &db]);
    for (number, lead) in ids(&shell).iter().take(6).enumerate() {
        shell.ok(&["note", lead, &format!("note {number}")]);
        shell.ok(&["log", lead, "call", "--outcome", "reached", "--yes"]);
    }
    shell
}

fn ids(shell: &Shell) -> Vec<String> {
    let list = shell.json(&["list", "--json"]);
    let ids = list.as_array().unwrap().iter();
    ids.map(|lead| lead["id"].as_str().unwrap().to_owned()).collect()
}

/// What happened, as it is exported: the part that no damage may change unseen.
fn events(exported: &[u8]) -> Option<Vec<Value>> {
    let text = String::from_utf8_lossy(exported);
    text.lines()
        .map(|line| Some(serde_json::from_str::<Value>(line).ok()?["history"]["events"].clone()))
        .collect()
}

fn said(shell: &Shell, arguments: &[&str]) -> Output {
    shell.command(arguments).args(["--now", NOW]).output().unwrap()
}

/// Runs what reads on a damaged file. It may refuse, never crash; where `doctor` finds nothing, every
/// event is as it was; and the file is as it was.
fn is_survived(shell: &Shell, what: &str, expected: &[Value]) {
    let path = shell.path("leads.db");
    let before = std::fs::read(&path).unwrap();
    let mut codes = Vec::new();
    let mut outputs = Vec::new();
    for arguments in [
        &["doctor"][..],
        &["list", "--json"],
        &["export", "--format", "jsonl"],
        &["--print", "--size", "80x24", "--keys", "jj<enter>"],
    ] {
        let output = said(shell, arguments);
        let code = output.status.code();
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(matches!(code, Some(0 | 1)), "{what}: {arguments:?} ended with {code:?}: {err}");
        assert!(!err.contains("panicked"), "{what}: {err}");
        assert!(
            code == Some(0) || !output.stderr.is_empty() || !output.stdout.is_empty(),
            "{what}"
        );
        codes.push(code);
        outputs.push(output);
    }
    if codes[0] == Some(0) && codes[2] == Some(0) {
        let shown = events(&outputs[2].stdout);
        assert!(
            shown.as_deref() == Some(expected),
            "{what}: doctor found nothing, and events differ"
        );
    }
    assert!(std::fs::read(&path).unwrap() == before, "{what}: the damaged file was written to");
}

/// Damages a fresh copy of the file and looks what comes of it.
fn with_damage(
    shell: &Shell,
    whole: &[u8],
    what: &str,
    expected: &[Value],
    damage: impl FnOnce(&mut Vec<u8>),
) {
    let mut bytes = whole.to_vec();
    damage(&mut bytes);
    for suffix in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(shell.path(&format!("leads.db{suffix}")));
    }
    std::fs::write(shell.path("leads.db"), bytes).unwrap();
    is_survived(shell, what, expected);
}

#[test]
fn damage_is_seen_and_never_written_over() {
    let shell = desk();
    let expected = events(&said(&shell, &["export", "--format", "jsonl"]).stdout).unwrap();
    let whole = std::fs::read(shell.path("leads.db")).unwrap();
    let (page, end) = (4096, whole.len());
    with_damage(&shell, &whole, "nothing", &expected, |_| {});
    assert_eq!(said(&shell, &["doctor"]).status.code(), Some(0), "the control");
    with_damage(&shell, &whole, "cut in the middle", &expected, |bytes| bytes.truncate(end / 2));
    with_damage(&shell, &whole, "cut in a page", &expected, |bytes| bytes.truncate(end - 100));
    with_damage(&shell, &whole, "cut in the header", &expected, |bytes| bytes.truncate(60));
    with_damage(&shell, &whole, "a page of zeros", &expected, |bytes| {
        bytes[page * 3..page * 4].fill(0);
    });
    with_damage(&shell, &whole, "a header of garbage", &expected, |bytes| bytes[..100].fill(0x5a));
    with_damage(&shell, &whole, "another file's application", &expected, |bytes| {
        bytes[68..72].copy_from_slice(&[1, 2, 3, 4]);
    });
    with_damage(&shell, &whole, "no database", &expected, |bytes| {
        *bytes = b"first name,last name\nAda,Byron\n".to_vec();
    });
    with_damage(&shell, &whole, "a page in the place of another", &expected, |bytes| {
        bytes.copy_within(page * 5..page * 6, page * 9);
    });
    let mut random = fastrand::Rng::with_seed(7);
    for _ in 0..tries() {
        let (at, bit) = (random.usize(100..end), random.u8(0..8));
        with_damage(&shell, &whole, &format!("bit {bit} of byte {at}"), &expected, |bytes| {
            bytes[at] ^= 1 << bit;
        });
    }
}

#[test]
fn an_altered_decision_is_found() {
    let shell = desk();
    let whole = std::fs::read(shell.path("leads.db")).unwrap();
    let places: Vec<usize> =
        memchr::memmem::find_iter(&whole, b"\"outcome\":\"reached\"").collect();
    assert!(!places.is_empty(), "the decisions stand in the file");
    let mut bytes = whole.clone();
    for at in places {
        bytes[at + 11..at + 18].copy_from_slice(b"wrongly");
    }
    std::fs::write(shell.path("leads.db"), bytes).unwrap();
    let doctor = said(&shell, &["doctor"]);
    assert_eq!(doctor.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&doctor.stdout).contains("was altered"));
}

#[test]
fn a_record_that_bears_another_id_is_found() {
    let shell = desk();
    let mut bytes = std::fs::read(shell.path("leads.db")).unwrap();
    let at = memchr::memmem::find(&bytes, b"{\"id\":\"").unwrap() + 7;
    bytes[at] = if bytes[at] == b'0' { b'1' } else { b'0' };
    std::fs::write(shell.path("leads.db"), bytes).unwrap();
    let doctor = said(&shell, &["doctor"]);
    assert_eq!(doctor.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&doctor.stdout).contains("bears another id"));
}

#[test]
fn kept_counts_that_do_not_add_up_stop_nobody() {
    let shell = desk();
    let raw = rusqlite::Connection::open(shell.path("leads.db")).unwrap();
    raw.execute("UPDATE counts SET n = 0 WHERE hour = (SELECT min(hour) FROM counts)", []).unwrap();
    raw.close().unwrap();
    for arguments in [&["list", "--json"][..], &["--print", "--size", "80x24"]] {
        assert_eq!(said(&shell, arguments).status.code(), Some(0), "{arguments:?}");
    }
    assert_eq!(said(&shell, &["doctor"]).status.code(), Some(1));
}

/// Runs in a shell that lets no file grow beyond so many blocks of 512 bytes.
fn limited(shell: &Shell, blocks: u64, arguments: &str) -> Output {
    let script = format!(
        "trap '' XFSZ; ulimit -f {blocks}; exec {} {arguments} --now {NOW}",
        env!("CARGO_BIN_EXE_leadclock")
    );
    let mut command = Command::new("/bin/sh");
    command.args(["-c", &script]).env_clear().env("HOME", shell.folder.path());
    command.env("LEADCLOCK_DB", shell.path("leads.db")).env("TZ", "UTC").env("USER", "ana");
    command.stdin(Stdio::null()).output().unwrap()
}

#[test]
fn a_full_disk_loses_nothing_that_was_saved() {
    let shell = desk();
    let before = said(&shell, &["export", "--format", "jsonl"]).stdout;
    let lead = &ids(&shell)[0];
    let blocks = std::fs::metadata(shell.path("leads.db")).unwrap().len() / 512;
    let made_up = Shell::new();
    let many = made_up.path("many.db").display().to_string();
    made_up.ok(&["demo", "--no-open", "--leads", "3000", "--db", &many]);
    let rows = made_up.ok(&["export", "--format", "jsonl", "--db", &many]).out;
    let file = shell.file("many.jsonl", &rows);
    let full = limited(&shell, blocks + 64, &format!("import {file}"));
    assert_eq!(full.status.code(), Some(1), "{}", String::from_utf8_lossy(&full.stderr));
    assert!(!full.stderr.is_empty(), "it is said");
    // Not even a note goes in where nothing can grow.
    let note = limited(&shell, 1, &format!("note {lead} 'one more'"));
    assert_eq!(note.status.code(), Some(1), "{}", String::from_utf8_lossy(&note.stderr));
    assert_eq!(said(&shell, &["doctor"]).status.code(), Some(0));
    let after = String::from_utf8(said(&shell, &["export", "--format", "jsonl"]).stdout).unwrap();
    for line in String::from_utf8(before).unwrap().lines() {
        let known = serde_json::from_str::<Value>(line).unwrap();
        let events = &known["history"]["events"];
        let id = format!("\"id\":{}", known["id"]);
        let kept = after.lines().find(|line| line.contains(&id)).expect("every lead is there");
        assert_eq!(serde_json::from_str::<Value>(kept).unwrap()["history"]["events"], *events);
    }
    // With room again everything goes on.
    shell.ok(&["import", &file]);
    shell.ok(&["note", lead, "there is room"]);
}

fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_file_that_can_only_be_read_is_shown_with_a_banner_and_left_alone() {
    const NOBODY: u32 = 65_534;
    let shell = desk();
    let lead = ids(&shell)[0].clone();
    let whole = std::fs::read(shell.path("leads.db")).unwrap();
    set_mode(&shell.path("leads.db"), 0o444);
    set_mode(shell.folder.path(), 0o555);
    // Modes keep out nobody who may do everything: then somebody else reads.
    let is_root = std::fs::write(shell.path("probe"), "x").is_ok();
    let run = |arguments: &[&str]| {
        let mut command = shell.command(arguments);
        if is_root {
            command.uid(NOBODY).gid(NOBODY);
        }
        command.args(["--now", NOW]).output().unwrap()
    };
    let (frame, note) = (run(&["--print", "--size", "80x24"]), run(&["note", &lead, "never"]));
    set_mode(shell.folder.path(), 0o755);
    assert!(String::from_utf8_lossy(&frame.stdout).contains("read-only"), "{frame:?}");
    assert_eq!(note.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&note.stderr).contains("can only be read"), "{note:?}");
    assert!(std::fs::read(shell.path("leads.db")).unwrap() == whole);
}
