//! The real program on the emulator: connected in the shell, killed, throttled, and asked again.

use std::io::Write;
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;

use super::emulator::{Azurite, connection_string};
use super::leads;
use super::troubled::{Trouble, TroubledWay};
use crate::cli::{Answer, Shell};

const ROWS: usize = 2_500;

/// Connects a table by its connection string, as the shell reads it.
fn connect(shell: &Shell, secret: &str) -> Answer {
    let mut adding = shell.command(&["feed", "add", "marketplace", "azure_table"]);
    let mut child =
        adding.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(format!("{secret}\n").as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    Answer {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn sync(shell: &Shell) -> Value {
    let synced: Value = serde_json::from_str(&shell.run(&["sync", "--json"]).out).unwrap();
    synced[0].clone()
}

/// Returns how many records and how many leads the database holds, and that it is whole.
fn held(shell: &Shell) -> (u64, u64) {
    let answer = shell.run(&["doctor", "--json"]);
    let report: Value = serde_json::from_str(&answer.out).unwrap();
    assert_eq!(report["faults"], Value::Array(Vec::new()));
    (report["records"].as_u64().unwrap(), report["leads"].as_u64().unwrap())
}

#[test]
fn a_table_is_connected_once_and_each_row_is_one_record() {
    let Some(azurite) = Azurite::start() else { return };
    azurite.create_table("MarketplaceLeads");
    azurite.insert("MarketplaceLeads", &leads(0, ROWS));
    let shell = Shell::new();
    let added = connect(&shell, &azurite.connection_string());
    assert_eq!(added.code, 0, "{}{}", added.out, added.err);
    assert!(added.out.contains("ok      rows: "), "{}", added.out);
    assert_eq!(sync(&shell)["added"], ROWS);
    azurite.insert("MarketplaceLeads", &leads(ROWS, 1));
    let again = sync(&shell);
    assert_eq!((&again["added"], &again["unchanged"]), (&1.into(), &ROWS.into()));
    assert_eq!(held(&shell), (ROWS as u64 + 1, ROWS as u64 + 1));
    let lead: Value =
        serde_json::from_str(&shell.run(&["show", "--json", "ada7@example.org"]).out).unwrap();
    assert_eq!(lead["records"][0]["feed"], "marketplace");
    assert_eq!(lead["records"][0]["created_at"], "2025-01-06T09:29:58Z");
}

#[test]
fn nothing_is_lost_or_doubled_by_kills_and_a_bad_way() {
    use Trouble::{Busy, Cut, Half, None as Through};
    let Some(azurite) = Azurite::start() else { return };
    azurite.create_table("MarketplaceLeads");
    azurite.insert("MarketplaceLeads", &leads(0, ROWS));
    let way = TroubledWay::to(azurite.port(), &[Through, Half, Through, Busy, Through, Cut]);
    let shell = Shell::new();
    connect(&shell, &connection_string(way.port));
    let mut before = 0;
    for round in 0..12_u64 {
        let mut child = shell.command(&["sync"]).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(40 + 90 * round));
        child.kill().unwrap();
        child.wait().unwrap();
        let (records, _) = held(&shell);
        assert!(records >= before, "what was stored stays");
        before = records;
        if round == 6 {
            // Behind what was read already, and in front of it.
            azurite.insert("MarketplaceLeads", &leads(ROWS, 40));
        }
    }
    let mut last = sync(&shell);
    for _ in 0..5 {
        if last["outcome"] == "done" {
            break;
        }
        last = sync(&shell);
    }
    assert_eq!(last["outcome"], "done", "{last}");
    assert_eq!(held(&shell), (ROWS as u64 + 40, ROWS as u64 + 40));
}

#[test]
fn a_service_that_asks_for_patience_is_given_it_and_the_dashboard_says_offline() {
    let Some(azurite) = Azurite::start() else { return };
    azurite.create_table("MarketplaceLeads");
    azurite.insert("MarketplaceLeads", &leads(0, 3));
    let shell = Shell::new();
    let way = TroubledWay::to(azurite.port(), &[Trouble::AskedToWaitLong]);
    connect(&shell, &connection_string(way.port));
    let waiting = sync(&shell);
    assert_eq!(waiting["outcome"], "unreachable", "{waiting}");
    assert!(waiting["not_before"].is_string());
    let asked = way.asked();
    assert_eq!(sync(&shell)["outcome"], "waiting");
    assert_eq!(way.asked(), asked, "it was not asked again");
    let listed: Value = serde_json::from_str(&shell.run(&["feed", "list", "--json"]).out).unwrap();
    assert_eq!(listed[0]["health"], "offline");
    let print = shell.run(&["--print", "--size", "80x24"]);
    assert!(print.out.contains("  offline "), "{}", print.out);
}

#[test]
fn the_secret_of_a_table_stands_nowhere_but_in_its_file() {
    let Some(azurite) = Azurite::start() else { return };
    let shell = Shell::new();
    // A key that is not that of the account: every step says so, none repeats it.
    let secret = azurite.connection_string().replace("Eby8", "cana");
    let added = connect(&shell, &secret);
    assert_eq!(added.code, 1);
    let mut told = format!("{}{}", added.out, added.err);
    for arguments in
        [&["sync"][..], &["feed", "test", "marketplace"], &["feed", "list"], &["doctor"]]
    {
        let answer = shell.run(arguments);
        told.push_str(&format!("{}{}", answer.out, answer.err));
    }
    assert!(told.contains("FAILED  key: "), "{told}");
    let key = &secret[secret.find("AccountKey=").unwrap() + 11..][..20];
    assert!(!told.contains(key), "{told}");
    let files = ["leads.db", "leads.db-wal", ".config/leadclock/config.toml"];
    for file in files {
        let bytes = std::fs::read(shell.path(file)).unwrap_or_default();
        assert!(!String::from_utf8_lossy(&bytes).contains(key), "{file}");
    }
    let own = std::fs::read_to_string(shell.path(".config/leadclock/secrets/marketplace"));
    assert!(own.unwrap().contains(key));
}
