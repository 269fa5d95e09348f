//! Drafts, templates and the calendar, by the real binary.

use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

use serde_json::json;

use crate::cli::{NOW, Shell, shell_with_three};

/// A shell with one lead of each kind that nobody may write to, and one without a usable address.
fn shell_with_a_wall() -> Shell {
    let shell = shell_with_three();
    let file = shell.file(
        "wall.csv",
        "first_name,email,lead_source,created_time\n\
         Dan,dan@example.org,AppSource-DNC|contoso.engine,2025-01-20T09:00:00Z\n\
         MSFT_TEST_1,MSFT_TEST_1@test.com,AppSource-PLT|contoso.engine,2025-01-20T09:00:00Z\n\
         Eve,\"eve@example.org,x@example.org\",AppSource-PLT|contoso.engine,2025-01-20T09:00:00Z\n",
    );
    shell.ok(&["import", &file]);
    shell.ok(&["dismiss", "ada@example.org", "--reason", "opted_out"]);
    shell.ok(&["dismiss", "mei@example.org", "--reason", "spam"]);
    shell
}

/// Puts a template into the folder beside the settings file.
fn own_template(shell: &Shell, name: &str, text: &str) {
    let folder = shell.path(".config/leadclock/templates");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(name), text).unwrap();
}

#[test]
fn fitting_templates_are_listed_and_one_of_them_makes_a_draft() {
    let shell = shell_with_three();
    let list = shell.ok(&["draft", "tom@example.org"]).out;
    let lines: Vec<&str> = list.lines().collect();
    assert_eq!(lines[0], "KEY  NAME             SUBJECT");
    assert_eq!(lines[1], "t    first-trial      Your test drive of engine");
    assert!(!list.contains("first-interest"), "{list}");
    let draft = shell.ok(&["draft", "tom@example.org", "first-trial"]);
    assert!(
        draft.out.starts_with(
            "To: tom@example.org\nSubject: Your test drive of engine\n\nHi Tom,\n\nI saw that you \
             started a test drive of engine yesterday,"
        ),
        "{}",
        draft.out
    );
    assert!(draft.out.ends_with("\nBest regards\nana\n"), "{}", draft.out);
    assert_eq!(shell.ok(&["draft", "tom@example.org", "t"]).out, draft.out);
    assert!(draft.err.contains("signed \"ana\"; write your own name into the settings"));
    assert_eq!(shell.lead("tom@example.org")["follow_up"]["touches"], 0, "nothing is logged yet");
    let (_, log) = draft.err.split_once("once it has gone out: leadclock ").unwrap();
    shell.ok(&log.split_whitespace().collect::<Vec<_>>());
    assert_eq!(shell.lead("tom@example.org")["follow_up"]["touches"], 1);
    let missing = shell.run(&["draft", "tom@example.org", "nope"]);
    assert_eq!(missing.code, 1);
    assert!(missing.err.contains("there is no template \"nope\""), "{}", missing.err);
    assert_eq!(shell.run(&["draft", "tom@example.org", "--mailto"]).code, 2);
}

#[test]
fn a_link_opens_the_draft_in_the_mail_program_and_nothing_of_it_reaches_our_terminal() {
    let shell = shell_with_three();
    let link = shell.ok(&["draft", "tom@example.org", "t", "--mailto"]).out;
    let link = link.trim_end();
    assert!(
        link.starts_with("mailto:tom@example.org?subject=Your%20test%20drive%20of%20engine&body=Hi%20Tom%2C%0D%0A"),
        "{link}"
    );
    assert!(!link.contains(char::is_whitespace), "{link}");
    let programs = shell.path("bin");
    std::fs::create_dir(&programs).unwrap();
    let taken = shell.path("taken").display().to_string();
    let program = shell.file(
        "bin/xdg-open",
        &format!("#!/bin/sh\necho noise\necho noise >&2\nprintf %s \"$1\" > '{taken}'\n"),
    );
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let open = |path: &str| {
        let mut command = shell.command(&["draft", "tom@example.org", "t", "--open", "--now", NOW]);
        command.env("PATH", path).output().unwrap()
    };
    let opened = open(&programs.display().to_string());
    let err = String::from_utf8(opened.stderr).unwrap();
    assert_eq!((opened.status.code(), opened.stdout.as_slice()), (Some(0), &b""[..]), "{err}");
    assert!(err.contains("handed to your mail program · Tom Baker"), "{err}");
    assert!(!err.contains("noise"), "{err}");
    assert_eq!(std::fs::read_to_string(&taken).unwrap(), link);
    let none = open(&shell.path("nothing").display().to_string());
    let err = String::from_utf8(none.stderr).unwrap();
    assert_eq!(none.status.code(), Some(1));
    assert!(err.contains("no mail program took the draft") && err.contains("Hint:"), "{err}");
    assert!(!err.contains("once it has gone out"), "{err}");
}

#[test]
fn nobody_behind_the_wall_is_drafted_to_and_the_words_are_those_of_a_call() {
    let shell = shell_with_a_wall();
    for person in ["dan@example.org", "ada@example.org", "mei@example.org", "MSFT_TEST_1@test.com"]
    {
        let call = shell.run(&["log", person, "call"]);
        assert_eq!(call.code, 1, "{person}");
        for arguments in [
            &["draft", person][..],
            &["draft", person, "closing"],
            &["draft", person, "closing", "--mailto"],
            &["draft", person, "closing", "--open"],
        ] {
            let draft = shell.run(arguments);
            assert_eq!((draft.code, draft.out.as_str()), (1, ""), "{arguments:?}");
            assert_eq!(draft.err, call.err, "{arguments:?}");
        }
    }
    let eve = shell.run(&["draft", "eve@example.org,x@example.org", "closing", "--mailto"]);
    assert_eq!((eve.code, eve.out.as_str()), (1, ""));
    assert!(eve.err.contains("is not one e-mail address"), "{}", eve.err);
    let file = shell.file("phone.csv", "first_name,phone\nFay,+1 555 0100\n");
    shell.ok(&["import", &file]);
    let rows = shell.json(&["list", "Fay", "--json"]);
    let id = rows[0]["id"].as_str().unwrap();
    let fay = shell.run(&["draft", id, "closing"]);
    assert_eq!(fay.code, 1);
    assert!(
        fay.err.contains("Fay") && fay.err.contains("no e-mail address is known"),
        "{}",
        fay.err
    );
}

#[test]
fn own_templates_stand_beside_the_settings_and_their_problems_are_told() {
    let shell = shell_with_three();
    let shipped = shell.json(&["templates", "--json"]);
    assert_eq!(shipped["problems"], json!([]));
    assert_eq!(shell.ok(&["templates"]).out.lines().count(), 10);
    own_template(
        &shell,
        "first-trial.txt",
        "Subject: Mine\nKey: t\nFor: trial\n\nHello {{ name | or(\"you\") }}\n",
    );
    own_template(&shell, "vpn.txt", "Subject: VPN\nOffer: Contoso.*\nLanguage: en-GB\n\nHello\n");
    let ours = shell.json(&["templates", "--json"]);
    let find = |name: &str| {
        let all = ours["templates"].as_array().unwrap();
        all.iter().find(|template| template["name"] == name).unwrap().clone()
    };
    let file =
        |name: &str| shell.path(".config/leadclock/templates").join(name).display().to_string();
    assert_eq!(
        find("vpn"),
        json!({
            "name": "vpn", "key": null, "stages": [], "offers": ["contoso.*"], "language": "en-GB",
            "subject": "VPN", "file": file("vpn.txt"),
        })
    );
    assert_eq!(find("first-trial")["file"], file("first-trial.txt"));
    let list = shell.ok(&["draft", "tom@example.org"]).out;
    assert!(list.contains("\nv    ") && list.contains("\np    vpn"), "a free letter: {list}");
    let draft = shell.ok(&["draft", "tom@example.org", "t"]).out;
    assert_eq!(draft, "To: tom@example.org\nSubject: Mine\n\nHello Tom\n");

    own_template(&shell, "closing.txt", "Subject: Bye\n\nBye {{ company }}\n");
    let broken = shell.run(&["templates", "--json"]);
    assert_eq!(broken.code, 1);
    let problems: serde_json::Value = serde_json::from_str(&broken.out).unwrap();
    assert_eq!(
        (&problems["problems"][0]["file"], &problems["problems"][0]["line"]),
        (&json!(file("closing.txt")), &json!(3))
    );
    let text = shell.run(&["templates"]);
    assert!(text.code == 1 && text.err.contains("line 3: company can be missing"), "{}", text.err);
    let closing = shell.run(&["draft", "tom@example.org", "closing"]);
    assert!(closing.code == 1 && closing.err.contains("company can be missing"), "{}", closing.err);
    shell.ok(&["draft", "tom@example.org", "t"]);

    let elsewhere = shell.file("settings.toml", "name = \"Ana Souza\"\n");
    let draft = shell.ok(&["draft", "tom@example.org", "closing", "--config", &elsewhere]);
    assert!(draft.out.ends_with("\nAna Souza\n"), "{}", draft.out);
    assert!(!draft.err.contains("signed"), "{}", draft.err);
}

#[test]
fn a_hostile_lead_changes_nothing_but_its_own_words() {
    let shell = Shell::new();
    let file = shell.file(
        "evil.json",
        &json!([{
            "UserDetails": {
                "FirstName": "Eve\r\nBcc: x@example.org\u{1b}[2J", "LastName": "{{ 7*7 }}\u{202e}",
                "Email": "eve?cc=y@example.org", "Company": "\u{7}", "Phone": "\n\n", "Country": "",
                "Title": ""
            },
            "LeadSource": "TestDrive", "ActionCode": "StartTestDrive", "OfferTitle": "A\r\nTo: b",
            "Description": "\u{2028}{% for %}"
        }])
        .to_string(),
    );
    shell.ok(&["import", &file]);
    for template in ["first-trial", "first-german", "closing"] {
        let draft = shell.ok(&["draft", "eve?cc=y@example.org", template]).out;
        assert_eq!(draft.lines().filter(|line| line.starts_with("To:")).count(), 1, "{draft}");
        assert!(!draft.lines().any(|line| line.starts_with("Bcc")), "{draft}");
        assert!(!draft.contains(['\u{1b}', '\u{202e}', '\u{2028}', '\u{7}']), "{draft}");
        let link = shell.ok(&["draft", "eve?cc=y@example.org", template, "--mailto"]).out;
        assert!(link.starts_with("mailto:eve%3Fcc%3Dy@example.org?subject="), "{link}");
        assert_eq!(link.matches(['?', '&']).count(), 2, "{link}");
    }
    let german = shell.ok(&["draft", "eve?cc=y@example.org", "first-german"]).out;
    assert!(german.contains("Guten Tag Eve Bcc: x@example.org[2J {{ 7*7 }},"), "{german}");
}

#[test]
fn planned_follow_ups_go_into_a_calendar() {
    let shell = shell_with_a_wall();
    shell.ok(&["schedule", "tom@example.org", "2025-01-22 09:00"]);
    let path = shell.path("plans.ics").display().to_string();
    let told = shell.ok(&["export", "--format", "ics", "-o", &path]).err;
    assert!(told.contains("1 follow-up written to"), "{told}");
    let calendar = std::fs::read_to_string(&path).unwrap();
    let id = shell.lead("tom@example.org")["id"].as_str().unwrap().to_owned();
    for line in [
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//leadclock//leadclock ",
        "\r\nBEGIN:VEVENT\r\n",
        "\r\nDTSTAMP:20250120T120000Z\r\n",
        "\r\nDTSTART:20250122T090000Z\r\n",
        "\r\nDTEND:20250122T091500Z\r\n",
        "\r\nSUMMARY:Follow up: Tom Baker (Adatum)\r\n",
        &format!("\r\nUID:{id}@leadclock\r\n"),
        "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
    ] {
        assert!(calendar.contains(line), "{line:?} is not in {calendar}");
    }
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 1);
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(shell.ok(&["export", "--format", "ics"]).out, calendar, "the same every time");
    let none = shell.ok(&["export", "Wingtip", "--format", "ics"]).out;
    assert!(none.starts_with("BEGIN:VCALENDAR\r\n") && !none.contains("VEVENT"), "{none}");
    shell.ok(&["dismiss", "tom@example.org", "--reason", "opted_out"]);
    assert!(!shell.ok(&["export", "--format", "ics"]).out.contains("VEVENT"));
}

#[test]
fn a_closed_pipe_ends_a_draft_and_a_calendar_without_an_error() {
    let shell = shell_with_three();
    for arguments in [
        &["export", "--format", "ics"][..],
        &["draft", "tom@example.org"],
        &["templates", "--json"],
    ] {
        let mut child =
            shell.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments:?}");
    }
}
