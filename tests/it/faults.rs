//! The program is killed, the file has several writers, clocks are wrong: what was acknowledged is there,
//! once, and nothing else is. LEADCLOCK_LONG=1 tries as often as the promise says.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::cli::{NOW, Shell};

/// How often something is tried: usually, and where there is time.
pub(crate) fn times(usual: usize, long: usize) -> usize {
    if std::env::var_os("LEADCLOCK_LONG").is_some() { long } else { usual }
}

fn desk(leads: u32) -> Shell {
    let shell = Shell::new();
    let db = shell.path("leads.db").display().to_string();
    shell.ok(&["demo", "--no-open", "--leads", &leads.to_string(), "--db", &db]);
    shell
}

/// A rep who types notes into the plain mode, one after another, and counts what is said to be saved.
struct Rep {
    child: Child,
    said: BufReader<std::process::ChildStdout>,
}

impl Rep {
    /// Begins to type `count` notes that begin with a word.
    fn types(mut command: Command, word: &str, count: usize) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let notes = (0..count).map(|number| format!("note {word}-{number}.\n"));
        let orders = format!("1\n{}quit\n", notes.collect::<String>());
        let mut keyboard = child.stdin.take().unwrap();
        // Whoever is killed hears no more.
        std::thread::spawn(move || drop(keyboard.write_all(orders.as_bytes())));
        let said = BufReader::new(child.stdout.take().unwrap());
        Self { child, said }
    }

    /// Waits for the first acknowledgement.
    fn wait(&mut self) -> usize {
        let mut line = String::new();
        while acknowledged(&line) == 0 {
            line.clear();
            let read = self.said.read_line(&mut line).unwrap();
            assert!(read > 0, "nothing was ever saved: {}", errors(&mut self.child));
        }
        1
    }

    /// Takes in all that is said until the end. Returns how many acknowledgements there were.
    fn count(mut self) -> usize {
        let mut rest = String::new();
        self.said.read_to_string(&mut rest).unwrap();
        let said = errors(&mut self.child);
        self.child.wait().unwrap();
        for odd in ["locked", "busy", "panicked"] {
            assert!(!said.contains(odd) && !rest.contains(odd), "{said}{rest}");
        }
        acknowledged(&rest)
    }
}

fn errors(child: &mut Child) -> String {
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    said
}

/// How many whole lines say that something is saved.
fn acknowledged(said: &str) -> usize {
    said.split_inclusive('\n')
        .filter(|line| line.ends_with('\n') && line.contains("Saved:"))
        .count()
}

/// What a file keeps of the notes that begin with a word: how often each.
fn kept(db: &Path, word: &str) -> BTreeMap<String, usize> {
    let connection = Connection::open(db).unwrap();
    let mut statement =
        connection.prepare("SELECT text FROM notes WHERE text LIKE ?1 || '-%'").unwrap();
    let mut notes = BTreeMap::new();
    for text in statement.query_map([word], |row| row.get::<_, String>(0)).unwrap() {
        *notes.entry(text.unwrap()).or_default() += 1;
    }
    notes
}

/// Returns which acknowledged notes are lost, and which are there twice.
fn missing(db: &Path, word: &str, acknowledged: usize) -> Vec<String> {
    let kept = kept(db, word);
    // The last one can have been saved and not yet told.
    assert!(kept.len() <= acknowledged + 1, "{word}: {} of {acknowledged} said", kept.len());
    let expected = (0..acknowledged).map(|number| format!("{word}-{number}."));
    let lost = expected.filter(|note| !kept.contains_key(note));
    lost.chain(kept.iter().filter(|(_, times)| **times > 1).map(|(note, _)| note.clone())).collect()
}

fn is_well(shell: &Shell) {
    let doctor = shell.run(&["doctor"]);
    assert!(doctor.out.contains("all is well"), "{}{}", doctor.out, doctor.err);
}

#[test]
fn a_killed_program_loses_nothing_that_it_said_is_saved() {
    let shell = desk(20);
    let db = shell.path("leads.db");
    let mut rng = fastrand::Rng::with_seed(7);
    let mut said = 0;
    for round in 0..times(20, 2_000) {
        let word = format!("kill{round}");
        let mut rep = Rep::types(shell.command(&["--plain"]), &word, 2_000);
        let first = rep.wait();
        std::thread::sleep(Duration::from_millis(rng.u64(0..60)));
        rep.child.kill().unwrap();
        let acknowledged = first + rep.count();
        said += acknowledged;
        assert_eq!(missing(&db, &word, acknowledged), Vec::<String>::new());
        if round % 50 == 19 {
            is_well(&shell);
        }
    }
    assert!(said > times(20, 2_000), "{said} decisions are too few to tell");
    // The same look finds what is not there.
    assert_eq!(missing(&db, "kill0", kept(&db, "kill0").len() + 1).len(), 1);
}

/// Writes notes into a file that is only synced now and then. What the look at syncs must find fault with.
#[test]
#[ignore = "run by the test of syncs"]
fn a_writer_that_acknowledges_too_early() {
    let Some(db) = std::env::var_os("LEADCLOCK_EARLY") else { return };
    let connection = Connection::open(db).unwrap();
    connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL").unwrap();
    connection.execute_batch("CREATE TABLE notes (text)").unwrap();
    for number in 0..20 {
        connection.execute("INSERT INTO notes VALUES (?1)", [number]).unwrap();
        std::io::stdout().write_all(b"Saved: a note.\n").unwrap();
    }
}

/// Returns of how many acknowledgements, and how many of them came without a sync since the last one.
fn unsynced(mut traced: Command, trace: &Path) -> (usize, usize) {
    traced.stdout(Stdio::null()).stderr(Stdio::null());
    assert!(traced.status().unwrap().success());
    let (mut all, mut early, mut is_synced) = (0, 0, false);
    for line in std::fs::read_to_string(trace).unwrap().lines() {
        if line.contains("sync") && line.ends_with("= 0") {
            is_synced = true;
        } else if line.contains("write(1, \"") && line.contains("Saved:") {
            all += 1;
            early += usize::from(!std::mem::take(&mut is_synced));
        }
    }
    (all, early)
}

#[test]
fn every_acknowledgement_follows_a_sync() {
    let shell = desk(20);
    let trace = shell.path("trace");
    let strace = |program: &str| {
        let mut strace = Command::new("strace");
        strace.args(["-f", "-s", "64", "-e", "trace=fsync,fdatasync,write", "-o"]);
        strace.arg(&trace).arg(program);
        strace
    };
    if strace("true").stderr(Stdio::null()).status().ok().is_none_or(|status| !status.success()) {
        let _ = std::io::stderr().write_all(b"left out: strace is not there, or may not watch\n");
        return;
    }
    let mut early = strace(std::env::current_exe().unwrap().to_str().unwrap());
    early.args([
        "--exact",
        "faults::a_writer_that_acknowledges_too_early",
        "--ignored",
        "--nocapture",
    ]);
    early.env("LEADCLOCK_EARLY", shell.path("early.db"));
    let (all, found) = unsynced(early, &trace);
    assert!(all == 20 && found > 10, "the look itself: {found} of {all}");

    let orders = shell.file(
        "orders",
        &format!(
            "1\n{}quit\n",
            (0..50).map(|number| format!("note n{number}\n")).collect::<String>()
        ),
    );
    let mut ours = strace(env!("CARGO_BIN_EXE_leadclock"));
    ours.arg("--plain").env_clear().env("USER", "ana").env("TZ", "UTC");
    ours.env("HOME", shell.folder.path()).env("LEADCLOCK_DB", shell.path("leads.db"));
    ours.stdin(std::fs::File::open(orders).unwrap());
    assert_eq!(unsynced(ours, &trace), (50, 0));
}

fn rows(from: usize, count: usize) -> String {
    let mut csv = "first_name,last_name,email,company,lead_source,created_time\n".to_owned();
    for number in from..from + count {
        csv.push_str(&format!(
            "Ada,Byron,p{number}@example.org,Engine {number},AppSource-PLT|contoso.engine,2025-01-20T09:00:00Z\n"
        ));
    }
    csv
}

#[test]
fn several_programs_on_one_file_lose_nothing_and_tell_of_no_lock() {
    let shell = desk(20);
    let (notes, records) = (times(60, 2_000), times(3_000, 200_000));
    let file = shell.file("rows.csv", &rows(0, records));
    let mut import = shell.command(&["import", &file]);
    let import = import.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let watcher = shell.command(&["--plain"]).stdout(Stdio::null()).stdin(Stdio::piped()).spawn();
    let reps = ["ben", "chi", "dee"].map(|name| {
        let mut command = shell.command(&["--plain"]);
        command.env("USER", name);
        Rep::types(command, name, notes)
    });
    for (rep, name) in reps.into_iter().zip(["ben", "chi", "dee"]) {
        assert_eq!(rep.count(), notes);
        assert_eq!(missing(&shell.path("leads.db"), name, notes), Vec::<String>::new());
    }
    let import = import.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&import.stderr).into_owned();
    assert!(said.contains(&format!("{records} added")), "{said}");
    let mut watcher = watcher.unwrap();
    drop(watcher.stdin.take());
    assert!(watcher.wait().unwrap().success());
    is_well(&shell);
}

#[test]
fn four_programs_that_open_a_new_file_at_once_make_one() {
    for _ in 0..times(5, 50) {
        let shell = Shell::new();
        let open = |_| {
            let mut list = shell.command(&["list", "--json"]);
            list.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
        };
        for list in [0; 4].map(open) {
            let output = list.wait_with_output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        is_well(&shell);
    }
}

#[test]
fn an_import_that_is_killed_is_whole_when_it_is_run_again() {
    let shell = Shell::new();
    let records = times(4_000, 200_000);
    let file = shell.file("rows.csv", &rows(0, records));
    let mut rng = fastrand::Rng::with_seed(7);
    let kills = times(6, 50);
    for kill in 1..=kills {
        let mut import = shell.command(&["import", &file]);
        let mut import = import.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // Sooner and later, from before the file is made to near its end.
        std::thread::sleep(Duration::from_millis(rng.u64(0..200 + 40 * kill as u64)));
        import.kill().unwrap();
        import.wait().unwrap();
    }
    shell.ok(&["import", &file]);
    let again = shell.ok(&["import", &file]).err;
    assert!(again.contains(&format!("{records} read: 0 added")), "{again}");
    assert!(again.contains(&format!("{records} known already, 0 rejected")), "{again}");
    let stored: usize = Connection::open(shell.path("leads.db"))
        .unwrap()
        .query_row("SELECT count(*) FROM records", [], |row| row.get(0))
        .unwrap();
    assert_eq!(stored, records);
    is_well(&shell);
}

#[test]
fn a_kill_while_a_file_is_brought_to_the_present_leaves_the_old_or_the_new() {
    let mut rng = fastrand::Rng::with_seed(7);
    let (mut old, mut new) = (0, 0);
    let mut whole = Duration::ZERO;
    for round in 0..times(20, 100) {
        let shell = Shell::new();
        let db = shell.path("leads.db");
        let raw = Connection::open(&db).unwrap();
        raw.execute_batch("PRAGMA journal_mode = WAL").unwrap();
        raw.execute_batch(include_str!("../fixtures/schema-1.sql")).unwrap();
        raw.close().unwrap();
        let mut open = shell.command(&["doctor"]);
        let began = Instant::now();
        let mut open = open.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        if round > 0 {
            // Half of them come in time.
            std::thread::sleep(whole.mul_f64(2.0 * rng.f64()));
            open.kill().unwrap();
        }
        open.wait().unwrap();
        if round == 0 {
            whole = began.elapsed();
        }
        let version: i64 = Connection::open(&db)
            .unwrap()
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .unwrap();
        assert!(version == 1 || version == 9, "half a step: {version}");
        if version == 1 {
            old += 1;
        } else {
            new += 1;
        }
        is_well(&shell);
        let list = shell.json(&["list", "--json"]);
        assert_eq!(list.as_array().unwrap().len(), 6, "round {round}: all that is open");
    }
    assert!(old > 0 && new > 0, "{old} old and {new} new: no kill came in time");
}

#[test]
fn a_clock_that_jumps_and_a_zone_of_any_kind_change_no_order_and_no_deadline() {
    let shell = Shell::new();
    shell.ok(&["import", &shell.file("rows.csv", &rows(0, 1))]);
    let moments = [
        NOW,
        "2025-01-18T12:00:00Z",
        "2026-01-20T12:00:00Z",
        "2025-01-20T12:00:01Z",
        "2025-03-30T01:30:00Z",
    ];
    for (number, moment) in moments.iter().enumerate() {
        let answer =
            shell.run(&["note", "p0@example.org", &format!("note {number}"), "--now", moment]);
        assert_eq!(answer.code, 0, "{}", answer.err);
    }
    let mut seen: Option<serde_json::Value> = None;
    for zone in [
        "UTC",
        "Pacific/Apia",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "America/St_Johns",
        "Europe/Berlin",
    ] {
        let output = shell
            .command(&["show", "--json", "p0@example.org", "--now", NOW])
            .env("TZ", zone)
            .output()
            .unwrap();
        let lead: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let told = lead["follow_up"].clone();
        assert_eq!(told["due_at"], "2025-01-21T09:00:00Z");
        let known = seen.get_or_insert_with(|| told.clone());
        assert_eq!(*known, told, "{zone}");
    }
    let exported = shell.ok(&["export", "--format", "jsonl"]).out;
    let places: Vec<Option<usize>> =
        (0..moments.len()).map(|number| exported.find(&format!("note {number}"))).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{exported}");
}
