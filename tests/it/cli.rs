//! The real binary: words in, words out, exit codes.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

/// The moment of all tests, a day after the last of the sample leads.
pub(crate) const NOW: &str = "2025-01-20T12:00:00Z";

pub(crate) struct Shell {
    pub(crate) folder: TempDir,
}

pub(crate) struct Answer {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Shell {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn file(&self, name: &str, content: &str) -> String {
        std::fs::write(self.path(name), content).unwrap();
        self.path(name).display().to_string()
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_leadclock"));
        command
            .args(arguments)
            .env_clear()
            .env("HOME", self.folder.path())
            .env("USER", "ana")
            .env("TZ", "UTC")
            .env("LEADCLOCK_DB", self.path("leads.db"))
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Answer {
        let Output { status, stdout, stderr } = self.command(arguments).output().unwrap();
        Answer {
            code: status.code().unwrap(),
            out: String::from_utf8(stdout).unwrap(),
            err: String::from_utf8(stderr).unwrap(),
        }
    }

    /// Runs at the moment of all tests, and expects it to work.
    pub(crate) fn ok(&self, arguments: &[&str]) -> Answer {
        let mut with_now = arguments.to_vec();
        with_now.extend(["--now", NOW]);
        let answer = self.run(&with_now);
        assert_eq!(answer.code, 0, "{arguments:?}: {}", answer.err);
        answer
    }

    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.ok(arguments).out).unwrap()
    }

    fn sample(&self, name: &str) -> Value {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets").join(name);
        self.json(&["import", "--json", path.to_str().unwrap()])
    }

    pub(crate) fn lead(&self, word: &str) -> Value {
        self.json(&["show", "--json", word])
    }
}

const THREE: &str = "\
first_name,last_name,email,company,lead_source,created_time
Ada,Byron,ada@example.org,Engine Ltd,AppSource-PLT|contoso.engine,2025-01-20T09:00:00Z
Tom,Baker,tom@example.org,Adatum,AzureMarketplace-StartTestDrive|contoso.engine,2025-01-19T11:00:00Z
Mei,Tanaka,mei@example.org,Wingtip,AzureMarketplace-INS|contoso.vpn,2025-01-20T11:30:00Z
";

pub(crate) fn shell_with_three() -> Shell {
    let shell = Shell::new();
    let file = shell.file("three.csv", THREE);
    shell.ok(&["import", &file]);
    shell
}

#[test]
fn import_accounts_for_every_record_and_a_second_time_adds_nothing() {
    let shell = Shell::new();
    let file =
        shell.file("odd.csv", "email,company\n\na@x.org,A\nb@x.org,B,surplus,cells\nnonsense,C\n");
    let first = shell.json(&["import", "--json", &file]);
    assert_eq!(
        first,
        json!({
            "read": 3, "added": 2, "unchanged": 0,
            "rejected": [{"file": file, "line": 4, "reason": "the row has 4 fields but the header 2"}],
            "warnings": [{"file": file, "line": 5, "reason": first["warnings"][0]["reason"]}],
            "leads": 2
        })
    );
    let second = shell.json(&["import", "--json", &file]);
    assert_eq!((second["added"].clone(), second["unchanged"].clone()), (json!(0), json!(2)));
    assert!(shell.ok(&["doctor"]).out.contains("odd.csv line 4"), "what could not be read is kept");
}

#[test]
fn every_sample_is_taken_in_and_the_two_exports_of_one_table_agree() {
    let shell = Shell::new();
    for name in
        ["sample-leads.csv", "sample-leads.json", "sample-leads.jsonl", "sample-partner-center.csv"]
    {
        let report = shell.sample(name);
        assert_eq!(report["rejected"], json!([]), "{name}");
        assert_eq!(report["added"], report["read"], "{name}");
    }
    let table = shell.sample("sample-azure-table.json");
    let explorer = shell.sample("sample-storage-explorer.csv");
    assert_eq!(explorer["unchanged"], table["added"], "the same rows have the same ids");
}

#[test]
fn a_dry_run_says_what_would_happen_and_stores_nothing() {
    let shell = Shell::new();
    let file = shell.file("three.csv", THREE);
    let report = shell.json(&["import", "--dry-run", "--json", &file]);
    assert_eq!((report["added"].clone(), report["leads"].clone()), (json!(3), json!(3)));
    assert_eq!(shell.json(&["list", "--all", "--json"]), json!([]));
}

#[test]
fn standard_input_is_a_file_called_dash() {
    use std::io::Write;
    let shell = Shell::new();
    let mut child = shell
        .command(&["import", "-", "--json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(THREE.as_bytes()).unwrap();
    let report: Value = serde_json::from_slice(&child.wait_with_output().unwrap().stdout).unwrap();
    assert_eq!(report["added"], json!(3));
}

#[test]
fn a_list_is_in_the_order_of_the_queue() {
    let shell = shell_with_three();
    let names: Vec<Value> = shell
        .json(&["list", "--json"])
        .as_array()
        .unwrap()
        .iter()
        .map(|lead| lead["person"]["first_name"].clone())
        .collect();
    assert_eq!(names, ["Tom", "Mei", "Ada"], "trial, acquired, interest");
    assert_eq!(shell.json(&["list", "--json", "--limit", "1"]).as_array().unwrap().len(), 1);
    assert_eq!(shell.json(&["list", "--json", "WING"]).as_array().unwrap().len(), 1);
    assert_eq!(shell.json(&["next", "--json"])["person"]["first_name"], "Tom");
    let text = shell.ok(&["list"]).out;
    assert!(text.lines().nth(1).unwrap().contains("overdue"), "{text}");
    let csv = shell.ok(&["list", "--csv"]).out;
    assert!(csv.starts_with("id,group,clock,due_at,"), "{csv}");
}

#[test]
fn a_lead_is_shown_with_the_keys_of_the_contract() {
    let shell = shell_with_three();
    let lead = shell.lead("tom@example.org");
    let keys: Vec<&str> = lead.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        [
            "id",
            "stage",
            "status",
            "dismissed_reason",
            "owner",
            "test",
            "do_not_contact",
            "opted_out",
            "person",
            "offers",
            "similar",
            "follow_up",
            "records",
            "practice"
        ]
    );
    assert_eq!(
        lead["follow_up"],
        json!({
            "clock": "overdue", "due_at": "2025-01-20T11:00:00Z", "touches": 0, "last_touch_at": null,
            "why": "overdue 1h: started a test drive, no touch yet"
        })
    );
    assert_eq!(lead["offers"], json!(["contoso.engine"]));
    let record = &lead["records"][0];
    assert_eq!(
        (&record["source"], &record["action"], &record["action_code"], &record["lead_source"]),
        (
            &json!("azure_marketplace"),
            &json!("start_test_drive"),
            &json!("StartTestDrive"),
            &json!("AzureMarketplace-StartTestDrive|contoso.engine")
        )
    );
    assert_eq!(record["origin"], json!({"file": "three.csv", "line": 3}));
    assert_eq!(record["contact"]["title"], Value::Null);
    let id = lead["id"].as_str().unwrap();
    assert_eq!(shell.lead(&id[..8])["id"], lead["id"], "an id's beginning is enough");
}

#[test]
fn every_verb_of_the_screen_works_from_the_shell_and_is_undone() {
    let shell = shell_with_three();
    shell.ok(&["log", "tom@example.org", "call", "--outcome", "no_answer", "--note", "rang twice"]);
    shell.ok(&["schedule", "tom@example.org", "in", "2", "days"]);
    shell.ok(&["assign", "tom@example.org", "ben"]);
    let lead = shell.lead("tom@example.org");
    assert_eq!((&lead["status"], &lead["owner"]), (&json!("working"), &json!("ben")));
    assert_eq!(lead["follow_up"]["due_at"], "2025-01-22T12:00:00Z");
    shell.ok(&["qualify", "ada@example.org", "--override", "asked for a contract"]);
    assert_eq!(shell.lead("ada@example.org")["status"], "qualified");
    shell.ok(&[
        "dismiss",
        "mei@example.org",
        "--reason",
        "other-vendor",
        "--note",
        "chose Proseware",
    ]);
    assert_eq!(shell.lead("mei@example.org")["dismissed_reason"], "other_vendor");
    let shown = shell.ok(&["show", "mei@example.org"]).out;
    assert!(
        shown.contains("“chose Proseware”") && shown.contains("dismissed: chose another vendor"),
        "{shown}"
    );
    shell.ok(&["reopen", "mei@example.org"]);
    shell.ok(&["snooze", "mei@example.org", "tomorrow 9am"]);
    shell.ok(&["note", "mei@example.org", "asks", "for", "12", "seats"]);
    for _ in 0..8 {
        shell.ok(&["undo"]);
    }
    assert_eq!(shell.run(&["undo"]).code, 1);
    for word in ["ada@example.org", "tom@example.org", "mei@example.org"] {
        let lead = shell.lead(word);
        assert_eq!((&lead["status"], &lead["owner"]), (&json!("new"), &Value::Null), "{word}");
        assert_eq!(lead["follow_up"]["touches"], 0);
    }
    shell.ok(&["redo"]);
    assert_eq!(shell.lead("tom@example.org")["status"], "working");
}

#[test]
fn a_touch_can_have_been_made_earlier() {
    let shell = shell_with_three();
    shell.ok(&["log", "ada@example.org", "email", "--at", "2h ago"]);
    assert_eq!(shell.lead("ada@example.org")["follow_up"]["last_touch_at"], "2025-01-20T10:00:00Z");
    let future = shell.run(&["log", "ada@example.org", "call", "--at", "2099-01-01T00:00:00Z"]);
    assert!(future.code == 1 && future.err.contains("use a follow-up"), "{}", future.err);
}

#[test]
fn refusals_say_why_and_exit_with_one() {
    let shell = shell_with_three();
    let nobody = shell.run(&["show", "nobody@example.org"]);
    assert_eq!(nobody.code, 1);
    assert!(
        nobody.err.contains("no lead has the id or address") && nobody.err.contains("Hint:"),
        "{}",
        nobody.err
    );
    shell.ok(&["dismiss", "ada@example.org", "--reason", "opted_out"]);
    let wall = shell.run(&["log", "ada@example.org", "call"]);
    assert_eq!(wall.code, 1);
    assert!(wall.err.contains("asked not to be contacted"), "{}", wall.err);
    let reason = shell.run(&["dismiss", "tom@example.org", "--reason", "bored"]);
    assert_eq!(reason.code, 2);
    assert!(reason.err.contains("no_answer"), "the codes are named: {}", reason.err);
    assert_eq!(shell.run(&["fly"]).code, 2);
    assert_eq!(shell.run(&["import", "missing.csv"]).code, 1);
    assert_eq!(shell.run(&[]).code, 2, "no terminal, no dashboard");
}

#[test]
fn an_export_reads_back_without_loss() {
    let shell = Shell::new();
    for name in ["sample-leads.csv", "sample-azure-table.json", "sample-partner-center.csv"] {
        shell.sample(name);
    }
    let evil = shell.file(
        "evil.csv",
        "first_name,last_name,email,phone\n=cmd(),'Quote,evil@example.org,+1 555\n",
    );
    shell.ok(&["import", &evil]);
    shell.ok(&[
        "log",
        "evil@example.org",
        "call",
        "--outcome",
        "reached",
        "--note",
        "two\nlines, \"quoted\"",
    ]);
    shell.ok(&["dismiss", "evil@example.org", "--reason", "budget"]);
    shell.ok(&["undo"]);
    let before = shell.json(&["list", "--all", "--json"]);
    for format in ["csv", "json", "jsonl"] {
        let path = shell.path(&format!("out.{format}")).display().to_string();
        shell.ok(&["export", "--format", format, "-o", &path]);
        let other = Shell::new();
        let report = other.json(&["import", "--json", &path]);
        assert_eq!(report["rejected"], json!([]), "{format}");
        assert_eq!(
            report["warnings"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|w| w["reason"].to_string().contains("event"))
                .count(),
            0
        );
        assert_eq!(other.json(&["list", "--all", "--json"]), before, "{format}");
        assert!(other.ok(&["show", "evil@example.org"]).out.contains("two⏎lines"), "{format}");
        assert_eq!(other.run(&["doctor"]).code, 0);
        let again = shell.json(&["import", "--json", &path]);
        assert_eq!(again["added"], 0, "{format}");
    }
    let csv = std::fs::read_to_string(shell.path("out.csv")).unwrap();
    assert!(
        csv.contains("'=cmd()") && csv.contains("''Quote") && csv.contains("'+1 555"),
        "formulas are guarded"
    );
    use std::os::unix::fs::PermissionsExt;
    assert_eq!(
        std::fs::metadata(shell.path("out.csv")).unwrap().permissions().mode() & 0o777,
        0o600
    );
}

#[test]
fn two_people_decisions_come_together() {
    let (ana, ben) = (shell_with_three(), shell_with_three());
    ana.ok(&["log", "ada@example.org", "call"]);
    ben.ok(&["assign", "ada@example.org", "ben"]);
    let (from_ana, from_ben) =
        (ana.path("a.jsonl").display().to_string(), ben.path("b.jsonl").display().to_string());
    ana.ok(&["export", "--format", "jsonl", "-o", &from_ana]);
    ben.ok(&["export", "--format", "jsonl", "-o", &from_ben]);
    ana.ok(&["import", &from_ben]);
    ben.ok(&["import", &from_ana]);
    assert_eq!(ana.lead("ada@example.org"), ben.lead("ada@example.org"));
    assert_eq!(ana.lead("ada@example.org")["owner"], "ben");
    assert_eq!(ana.lead("ada@example.org")["follow_up"]["touches"], 1);
}

const ONE_PERSON: &str = "\
first_name,last_name,email,phone,country,company,lead_source,created_time
Ada,Byron,ada@example.org,020 7946 0018,GB,Engine Ltd,AppSource-PLT|contoso.engine,2025-01-20T09:00:00Z
Ada,Byron,ada+azure@example.org,,GB,Engine,AzureMarketplace-StartTestDrive|contoso.engine,2025-01-19T11:00:00Z
A.,Byron,a.byron@example.net,+44 20 7946 0018,,,AzureMarketplace-DNC|contoso.vpn,2025-01-20T11:30:00Z
Tom,Baker,info@adatum.example,,US,Adatum,AppSource-PLT|contoso.vpn,2025-01-18T11:30:00Z
Mei,Tanaka,info@adatum.example,,US,Adatum,AppSource-PLT|contoso.vpn,2025-01-19T11:30:00Z
";

fn shell_with_one_person() -> Shell {
    let shell = Shell::new();
    let file = shell.file("one-person.csv", ONE_PERSON);
    shell.ok(&["import", &file]);
    shell
}

#[test]
fn leads_that_may_be_one_person_are_listed_with_the_reason() {
    let shell = shell_with_one_person();
    let all = shell.json(&["list", "--all", "--json"]);
    let id = |email: &str| {
        let lead = all.as_array().unwrap().iter().find(|lead| lead["person"]["email"] == email);
        lead.unwrap()["id"].clone()
    };
    let (ada, tagged, byron) =
        (id("ada@example.org"), id("ada+azure@example.org"), id("a.byron@example.net"));
    let pairs = shell.json(&["similar", "--json"]);
    let found: Vec<(Value, Value, Value)> = pairs
        .as_array()
        .unwrap()
        .iter()
        .map(|pair| {
            let ids = [&pair["lead"]["id"], &pair["similar"]["id"]].map(Clone::clone);
            let [one, other] = ids;
            (one, other, pair["reasons"].clone())
        })
        .collect();
    assert_eq!(found.len(), 3, "{pairs}");
    for (one, other, reasons) in [
        (&ada, &tagged, json!(["address_without_tag", "name_and_company"])),
        (&ada, &byron, json!(["phone"])),
    ] {
        let is_pair = |(a, b, why): &&(Value, Value, Value)| {
            ((a, b) == (one, other) || (a, b) == (other, one)) && *why == reasons
        };
        assert!(found.iter().any(|pair| is_pair(&pair)), "{pairs}");
    }
    assert_eq!(found[2].2, json!(["shared_mailbox"]), "the weakest reason stands last");
    let mut ids = [tagged.as_str().unwrap(), byron.as_str().unwrap()];
    ids.sort_unstable();
    assert_eq!(shell.lead("ada@example.org")["similar"], json!(ids));
    let text = shell.ok(&["similar"]).out;
    for words in ["the address without its tag", "the same phone number", "the same shared mailbox"]
    {
        assert!(text.contains(words), "{text}");
    }
    let shown = shell.ok(&["show", "ada@example.org"]).out;
    assert!(shown.contains("similar") && shown.contains("(the same phone number)"), "{shown}");
    let several = shell.run(&["show", "info@adatum.example"]);
    assert_eq!(several.code, 1);
    assert!(
        several.err.contains("several people write from") && several.err.contains("Mei Tanaka ("),
        "{}",
        several.err
    );
}

#[test]
fn leads_are_linked_parted_again_and_all_of_it_is_undone() {
    let shell = shell_with_one_person();
    let before = shell.json(&["list", "--all", "--json"]);
    let said = shell.ok(&["link", "ada@example.org", "ada+azure@example.org"]).err;
    assert!(said.contains("are one lead"), "{said}");
    shell.ok(&["link", "a.byron@example.net", "ada@example.org"]);
    let ada = shell.lead("ada@example.org");
    assert_eq!(ada, shell.lead("a.byron@example.net"));
    assert_eq!(ada["records"].as_array().unwrap().len(), 3);
    assert_eq!((&ada["do_not_contact"], &ada["stage"]), (&json!(true), &json!("trial")));
    assert_eq!(ada["follow_up"]["due_at"], "2025-01-20T11:00:00Z", "the strictest clock");
    assert_eq!(ada["similar"], json!([]));
    let shown = shell.ok(&["show", "ada@example.org"]).out;
    assert_eq!(shown.matches("linked with").count(), 2, "each link once: {shown}");
    assert_eq!(shown.matches("\n  linked     ").count(), 3, "who it is made of: {shown}");
    for (refused, why) in [
        (&["link", "ada@example.org", "a.byron@example.net"][..], "one lead already"),
        (&["unlink", "ada@example.org", "nobody@example.org"], "no lead has"),
        (&["unlink", "Tom"], "no lead has"),
    ] {
        let refused = shell.run(refused);
        assert!(refused.code == 1 && refused.err.contains(why), "{}", refused.err);
    }
    shell.ok(&["unlink", "ada@example.org", "ada+azure@example.org"]);
    assert_eq!(shell.lead("ada@example.org")["records"].as_array().unwrap().len(), 2);
    assert_eq!(shell.lead("ada+azure@example.org")["similar"], json!([]), "that was refused");
    shell.ok(&["undo"]);
    shell.ok(&["undo"]);
    shell.ok(&["undo"]);
    assert_eq!(shell.json(&["list", "--all", "--json"]), before);
    shell.ok(&["redo"]);
    shell.ok(&["redo"]);
    shell.ok(&["unlink", "ada@example.org"]);
    let parted = shell.json(&["list", "--all", "--json"]);
    assert_eq!(parted.as_array().unwrap().len(), before.as_array().unwrap().len());
    assert_eq!(shell.json(&["similar", "--json"]).as_array().unwrap().len(), 1);
    assert_eq!(shell.run(&["doctor"]).code, 0);
}

#[test]
fn text_of_strangers_reaches_no_terminal() {
    let shell = Shell::new();
    let file = shell.file(
        "evil.csv",
        "first_name,email,company,description\n\u{1b}]0;owned\u{7}Eve,eve@example.org,\u{202e}drowssap,\"a\u{1b}[31mb\"\n",
    );
    shell.ok(&["import", &file]);
    for arguments in [&["list"][..], &["show", "eve@example.org"], &["next"], &["doctor"]] {
        let answer = shell.ok(arguments);
        for text in [answer.out, answer.err] {
            assert!(
                !text.contains('\u{1b}') && !text.contains('\u{7}') && !text.contains('\u{202e}'),
                "{text:?}"
            );
        }
    }
    let refused = shell.run(&["log", "eve@example.org", "call", "--outcome", "\u{1b}[2J"]);
    assert!(refused.code == 2 && !refused.err.contains('\u{1b}'), "{:?}", refused.err);
}

#[test]
fn a_closed_pipe_is_no_error() {
    let shell = shell_with_three();
    for arguments in [
        &["list", "--json"][..],
        &["export", "--format", "json"],
        &["export", "--format", "csv"],
        &["man"],
    ] {
        let mut child =
            shell.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments:?}");
    }
}

#[test]
fn flags_of_every_command_may_stand_before_it() {
    let shell = shell_with_three();
    let leads: Value =
        serde_json::from_str(&shell.run(&["--now", NOW, "list", "--json"]).out).unwrap();
    assert_eq!(leads.as_array().unwrap().len(), 3);
    let path = shell.path("leads.db").display().to_string();
    assert_eq!(shell.run(&["--db", &path, "doctor"]).code, 0);
    let laeds = shell.path("laeds.db").display().to_string();
    let mistyped = shell.run(&["list", "--json", "--db", &laeds]);
    assert_eq!((mistyped.code, mistyped.out.as_str()), (0, "[]\n"));
    assert!(mistyped.err.contains("there was no database of that name"), "{}", mistyped.err);
    let empty = shell.command(&["doctor", "--db", &path]).env("LEADCLOCK_DB", "").status().unwrap();
    assert!(empty.success());
}

#[test]
fn an_export_follows_links_and_never_replaces_a_device() {
    use std::os::unix::fs::FileTypeExt;
    let shell = shell_with_three();
    shell.file("real.csv", "old");
    std::os::unix::fs::symlink(shell.path("real.csv"), shell.path("link.csv")).unwrap();
    let link = shell.path("link.csv").display().to_string();
    shell.ok(&["export", "--format", "csv", "-o", &link]);
    assert!(std::fs::read_link(shell.path("link.csv")).is_ok());
    assert!(std::fs::read_to_string(shell.path("real.csv")).unwrap().contains("ada@example.org"));
    shell.ok(&["export", "--format", "csv", "-o", "/dev/null"]);
    assert!(std::fs::metadata("/dev/null").unwrap().file_type().is_char_device());
}

#[test]
fn settings_are_checked_and_used() {
    let shell = Shell::new();
    let config = shell
        .file("config.toml", "zone = \"Asia/Tokyo\"\nname = \"chi\"\n[limits]\ntrial = \"1h\"\n");
    let file = shell.file("three.csv", THREE);
    shell.ok(&["import", &file, "--config", &config]);
    let lead = shell.json(&["show", "--json", "tom@example.org", "--config", &config]);
    assert_eq!(lead["follow_up"]["due_at"], "2025-01-19T12:00:00Z");
    let shown = shell.ok(&["show", "tom@example.org", "--config", &config]).out;
    assert!(shown.contains("Asia/Tokyo") && shown.contains("2025-01-19 20:00"), "{shown}");
    let bad = shell.file("bad.toml", "name = \"x\"\ntheme = 3\n");
    let refused = shell.run(&["list", "--config", &bad]);
    assert!(refused.code == 2 && refused.err.contains("bad.toml:2:9: theme: "), "{}", refused.err);
}

#[test]
fn working_hours_move_what_is_owed() {
    let shell = shell_with_three();
    // Tom started a test drive on a Sunday at 11:00, Ada asked on Monday at 09:00 UTC.
    assert_eq!(shell.lead("tom@example.org")["follow_up"]["due_at"], "2025-01-20T11:00:00Z");
    let hours = "zone = \"Asia/Tokyo\"\n[limits]\ntrial = \"8h\"\n[hours]\nenabled = true\n\
                 zone = \"Europe/Berlin\"\nmonday = \"09:00-12:30, 13:30-18:00\"\n\
                 holidays = [\"2025-01-22\"]\n";
    let config = shell.file("config.toml", hours);
    let due = |config: &str, who: &str| {
        shell.json(&["show", "--json", who, "--config", config])["follow_up"]["due_at"].clone()
    };
    assert_eq!(due(&config, "tom@example.org"), "2025-01-20T17:00:00Z");
    assert_eq!(due(&config, "ada@example.org"), "2025-01-24T09:00:00Z");
    let listed = shell.ok(&["list", "--csv", "--config", &config]).out;
    assert!(listed.contains("on_track,2025-01-24T09:00:00Z"), "{listed}");
    // Off again, everything is as it was; so it is where the hours are written but not enabled.
    let off = shell.file("off.toml", &hours.replace("enabled = true", "enabled = false"));
    assert_eq!(due(&off, "ada@example.org"), "2025-01-21T09:00:00Z");
}

#[test]
fn made_up_leads_keep_the_usual_clock_whatever_the_settings() {
    let shell = Shell::new();
    let text = "[limits]\ntrial = \"1h\"\n[hours]\nenabled = true\nmonday = \"\"\n";
    let config = shell.file("config.toml", text);
    let frame = shell.ok(&["demo", "--print", "--config", &config]).out;
    assert!(frame.contains("! 8 overdue  ~ 6 due soon"), "{frame}");
    assert_eq!(frame, shell.ok(&["demo", "--print"]).out);
}

#[test]
fn hours_that_can_not_be_are_refused_in_plain_words() {
    let shell = shell_with_three();
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday"];
    let week: String = days.map(|day| format!("{day} = \"\"\n")).concat();
    let never = shell.file("never.toml", &format!("[hours]\nenabled = true\n{week}"));
    for command in [&["list"][..], &["next"], &["demo", "--print"], &["doctor"], &["--print"]] {
        let refused = shell.run(&[command, &["--config", &never]].concat());
        assert_eq!(refused.code, 2, "{command:?}: {}", refused.err);
        assert!(
            refused.err.contains("hours: no day of the week has working hours"),
            "{}",
            refused.err
        );
    }
    let wrong = "[hours]\nzone = \"Mars\"\nmonday = \"nine to five\"\nfriday = \"17:00-09:00\"\n";
    let refused = shell.run(&["list", "--config", &shell.file("wrong.toml", wrong)]);
    assert_eq!(refused.code, 2);
    for key in ["wrong.toml:2:8: hours.zone:", "hours.monday:", "hours.friday:"] {
        assert!(refused.err.contains(key), "{key} in {}", refused.err);
    }
}

#[test]
fn a_frame_is_printed_after_keys() {
    let shell = shell_with_three();
    let frame = shell.ok(&["--print", "--size", "80x24", "--keys", "c1"]).out;
    assert_eq!(frame.lines().count(), 24);
    assert!(
        frame.contains("call logged: no answer · Tom Baker · then e-mail Mon 14:00 (1 of 7)"),
        "{frame}"
    );
    assert_eq!(shell.lead("tom@example.org")["follow_up"]["touches"], 1);
}

#[test]
fn made_up_leads_can_be_written_in_any_number() {
    let shell = Shell::new();
    let path = shell.path("many.db").display().to_string();
    shell.ok(&["demo", "--leads", "300", "--seed", "3", "--db", &path, "--no-open"]);
    assert_eq!(
        shell.json(&["list", "--all", "--json", "--db", &path]).as_array().unwrap().len(),
        300
    );
    let again = shell.run(&["demo", "--leads", "3", "--db", &path, "--no-open"]);
    assert!(again.code == 1 && again.err.contains("holds leads already"), "{}", again.err);
    let frame = shell.ok(&["demo", "--print"]).out;
    assert!(frame.contains("Priya Natarajan"), "{frame}");
}

#[test]
fn help_completions_and_man_page_are_printed() {
    let shell = Shell::new();
    for arguments in
        [&["--help"][..], &["log", "--help"], &["completions", "bash"], &["man"], &["--version"]]
    {
        let answer = shell.run(arguments);
        assert!(answer.code == 0 && !answer.out.is_empty(), "{arguments:?}: {}", answer.err);
    }
}

#[test]
fn a_guard_asks_on_the_command_line_too_and_its_override_is_counted() {
    let shell = shell_with_three();
    let call = ["log", "tom@example.org", "call", "--outcome", "no_answer"];
    let first = shell.ok(&call);
    assert!(first.err.contains("then e-mail Mon 14:00 (1 of 7)"), "{}", first.err);
    let at_once = [&call[..], &["--now", NOW]].concat();
    let asked = shell.run(&at_once);
    assert_eq!(asked.code, 1);
    assert!(asked.err.contains("the last call was just now"), "{}", asked.err);
    assert!(asked.err.contains("leadclock schedule tom@example.org"), "{}", asked.err);
    assert_eq!(shell.lead("tom@example.org")["follow_up"]["touches"], 1, "nothing was done");
    shell.ok(&[&call[..], &["--yes"]].concat());
    let lead = shell.lead("tom@example.org");
    assert_eq!(lead["practice"]["overrides"][0]["guard"], "bombardment");
    assert_eq!(lead["practice"]["plan"]["channel"], "email");
    shell.ok(&["log", "tom@example.org", "email", "--yes"]);
    let drafted = shell.ok(&["draft", "tom@example.org", "t"]);
    assert!(drafted.err.contains("mind: the last e-mail was just now"), "{}", drafted.err);
    shell.ok(&["undo"]);
    let give_up = ["dismiss", "tom@example.org", "--reason", "no_answer"];
    let asked = shell.run(&[&give_up[..], &["--now", NOW]].concat());
    assert!(asked.code == 1 && asked.err.contains("only 2 touches by 1 channel"), "{}", asked.err);
    shell.ok(&["dismiss", "tom@example.org", "--reason", "spam"]);
    for _ in 0..3 {
        shell.ok(&["undo"]);
    }
    let lead = shell.lead("tom@example.org");
    assert_eq!((&lead["status"], &lead["practice"]["overrides"]), (&json!("new"), &json!([])));
    shell.ok(&["doctor", "--rebuild"]);
    assert_eq!(shell.lead("tom@example.org"), lead);
}

#[test]
fn a_wall_has_no_override() {
    let shell = shell_with_three();
    shell.ok(&["opt-out", "tom@example.org", "--mail"]);
    let wall = shell.run(&["log", "tom@example.org", "email", "--yes"]);
    assert!(wall.code == 1 && wall.err.contains("asked for no more mails"), "{}", wall.err);
    assert_eq!(shell.run(&["draft", "tom@example.org", "t"]).code, 1);
    shell.ok(&["log", "tom@example.org", "call", "--yes"]);
    shell.ok(&["opt-out", "tom@example.org", "--calls"]);
    let lead = shell.lead("tom@example.org");
    assert_eq!((&lead["opted_out"], &lead["follow_up"]["clock"]), (&json!(true), &json!("none")));
}

#[test]
fn a_lead_is_qualified_when_its_checklist_is_complete_and_then_reaches_milestones() {
    let shell = shell_with_three();
    let open = shell.run(&["qualify", "tom@example.org", "--met", "need"]);
    assert!(open.code == 1 && open.err.contains("budget, authority, timing"), "{}", open.err);
    assert_eq!(shell.run(&["milestone", "tom@example.org", "won"]).code, 1);
    assert_eq!(shell.run(&["tick", "tom@example.org", "budget", "charm"]).code, 1);
    assert_eq!(shell.lead("tom@example.org")["practice"]["prerequisites"]["met"], json!([]));
    shell.ok(&["tick", "tom@example.org", "budget", "authority", "timing"]);
    shell.ok(&["qualify", "tom@example.org", "--met", "need"]);
    shell.ok(&["milestone", "tom@example.org", "meeting-booked"]);
    let lead = shell.lead("tom@example.org");
    assert_eq!(lead["status"], "qualified");
    assert_eq!(lead["practice"]["milestones"][0]["milestone"], "meeting_booked");
    let day = shell.json(&["today", "--json"]);
    assert_eq!((&day["done"]["qualified"], &day["done"]["touches"]), (&json!(1), &json!(0)));
    shell.ok(&["undo"]);
    assert_eq!(shell.lead("tom@example.org")["practice"]["milestones"], json!([]));
}

#[test]
fn leads_are_given_to_somebody_as_they_arrive_and_stay_theirs() {
    let shell = Shell::new();
    let config = shell.file("config.toml", "[[assign]]\nstages = [\"trial\"]\nowner = \"ben\"\n");
    let file = shell.file("three.csv", THREE);
    shell.ok(&["import", &file, "--config", &config]);
    assert_eq!(shell.lead("tom@example.org")["owner"], "ben");
    assert_eq!(shell.lead("ada@example.org")["owner"], Value::Null);
    assert_eq!(shell.run(&["undo"]).code, 1, "nobody pressed a key for it");
    shell.ok(&["assign", "tom@example.org", "ana"]);
    shell.ok(&["import", &file, "--config", &config]);
    assert_eq!(shell.lead("tom@example.org")["owner"], "ana");
    assert_eq!(shell.json(&["list", "--json", "owner:ana"]).as_array().unwrap().len(), 1);
    assert_eq!(shell.json(&["list", "--json", "owner:an"]).as_array().unwrap().len(), 0);
}
