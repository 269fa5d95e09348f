//! The feed of Dynamics 365, by the real binary against an organisation that was written apart from it.

mod dataverse;

use std::collections::BTreeMap;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;

use serde_json::json;

use crate::cli::{Answer, Shell};
use crate::crm::{decide, decide_all, done, lead, parsed, sync, unsent};
use crate::faults::times;
use crate::service::{Faults, now};
use dataverse::{CLIENT, Dataverse, SECRET, TENANT};

/// A shell to which an organisation is connected, with these settings beside.
fn connected(dataverse: &Dataverse, more: &[&str]) -> (Shell, Answer) {
    let shell = Shell::new();
    let file = shell.file("secret", SECRET);
    std::fs::set_permissions(&file, Permissions::from_mode(0o600)).unwrap();
    let own = [
        format!("url={}", dataverse.url()),
        format!("login={}", dataverse.url()),
        format!("tenant={TENANT}"),
        format!("client={CLIENT}"),
        "overlap=1m".to_owned(),
    ];
    let place = format!("file:{file}");
    let mut arguments = vec!["feed", "add", "crm", "dynamics", "--secret", &place];
    arguments.extend(own.iter().map(String::as_str).chain(more.iter().copied()));
    let added = shell.run(&arguments);
    (shell, added)
}

fn desk(dataverse: &Dataverse, more: &[&str]) -> Shell {
    let (shell, added) = connected(dataverse, more);
    assert_eq!(added.code, 0, "{}{}", added.out, added.err);
    shell
}

/// Adds a lead of the marketplace.
fn add(dataverse: &Dataverse, name: &str) -> String {
    dataverse.org().rows.add(json!({
        "subject": "AppSource-PLT|contoso.engine", "firstname": name, "lastname": "Byron",
        "emailaddress1": format!("{name}@example.org"), "leadsourcecode": 8,
    }))
}

/// State and status reason of a lead there.
fn status(dataverse: &Dataverse, id: &str) -> (i64, i64) {
    let org = dataverse.org();
    let number = |column| org.rows.column(id, column).as_i64().unwrap();
    (number("statecode"), number("statuscode"))
}

#[test]
fn leads_of_the_marketplace_are_read_and_only_what_is_new_comes_again() {
    let dataverse = Dataverse::start();
    let (ada, bob) = (add(&dataverse, "ada"), add(&dataverse, "bob"));
    dataverse.org().rows.add(
        json!({"subject": "Interested", "lastname": "Elsewhere", "emailaddress1": "x@example.org"}),
    );
    let closed = json!({"subject": "AppSource-INS|contoso.engine", "lastname": "Old", "statecode": 2, "statuscode": 4});
    dataverse.org().rows.add(closed);
    let (shell, added) = connected(&dataverse, &[]);
    assert_eq!(added.code, 0, "{}{}", added.out, added.err);
    for step in
        ["sign-in:", "organisation:", "permission:", "changes: tracked", "leads: 4 leads looked at"]
    {
        assert!(added.out.contains(step), "{step}: {}", added.out);
    }
    let first = done(&shell);
    assert_eq!((&first["added"], &first["leads"]), (&json!(2), &json!(2)), "{first}");
    let record = &lead(&shell, "ada")["records"][0];
    assert_eq!((&record["feed"], &record["action"]), (&json!("crm"), &json!("plt")));
    assert_eq!((&record["publisher"], &record["offer"]), (&json!("contoso"), &json!("engine")));
    assert_eq!(done(&shell)["read"], 0, "nothing changed");

    add(&dataverse, "chi");
    dataverse.org().rows.change(&bob, json!({"statecode": 2, "statuscode": 5, "donotphone": true}));
    dataverse.org().rows.delete(&ada);
    assert_eq!(done(&shell)["added"], 1);
    let bob = lead(&shell, "bob");
    assert_eq!(
        (&bob["status"], &bob["dismissed_reason"]),
        (&json!("dismissed"), &json!("no_answer"))
    );
    assert_eq!(bob["practice"]["opted_out_of"], json!(["call"]));
    let shown = shell.run(&["show", "ada@example.org"]).out;
    assert!(shown.contains("deleted in crm"), "it stays here: {shown}");
    assert!(dataverse.org().writes.is_empty(), "nothing is written unless the settings say so");
}

#[test]
fn a_column_of_the_organisations_own_can_hold_what_the_marketplace_says() {
    let dataverse = Dataverse::start();
    for (name, source) in [("ada", json!("AppSource-PLT|contoso.engine")), ("bob", json!(null))] {
        dataverse.org().rows.add(json!({
            "subject": "A topic", "lastname": name, "emailaddress1": format!("{name}@example.org"),
            "new_marketplace": source, "mobilephone": "+44 20 7946 0018", "telephone1": "+1 425 555 0123",
        }));
    }
    let fields = "fields=lead_source = new_marketplace, phone = mobilephone";
    let (shell, added) = connected(&dataverse, &[fields]);
    assert_eq!(added.code, 0, "{}{}", added.out, added.err);
    assert!(
        added.out.contains("the marketplace's: 1 by the column of the settings"),
        "{}",
        added.out
    );
    assert_eq!(done(&shell)["added"], 1);
    let ada = lead(&shell, "ada");
    assert_eq!(
        (&ada["stage"], &ada["person"]["phone"]),
        (&json!("interest"), &json!("+44 20 7946 0018"))
    );
}

#[test]
fn an_expired_delta_token_and_a_table_without_tracking_lose_nothing() {
    let dataverse = Dataverse::start();
    add(&dataverse, "ada");
    let shell = desk(&dataverse, &[]);
    assert_eq!(done(&shell)["added"], 1);
    dataverse.org().rows.forget_tokens();
    add(&dataverse, "bob");
    let again = done(&shell);
    assert_eq!((&again["added"], &again["unchanged"]), (&json!(1), &json!(1)));

    // What was deleted in the meantime is missing in what the organisation has.
    let cut = add(&dataverse, "cut");
    done(&shell);
    dataverse.org().rows.delete(&cut);
    dataverse.org().rows.forget_tokens();
    done(&shell);
    let is_gone = |name: &str| {
        shell.run(&["show", &format!("{name}@example.org")]).out.contains("deleted in crm")
    };
    assert!(is_gone("cut") && !is_gone("ada") && !is_gone("bob"));

    dataverse.org().rules.tracks = false;
    dataverse.org().rows.forget_tokens();
    add(&dataverse, "chi");
    assert_eq!(done(&shell)["added"], 1, "by time from now on");
    add(&dataverse, "dee");
    dataverse.expire_tokens();
    assert_eq!(done(&shell)["added"], 1);
}

#[test]
fn a_lead_is_known_though_somebody_wrote_over_what_marks_it() {
    let dataverse = Dataverse::start();
    let ada = add(&dataverse, "ada");
    let shell = desk(&dataverse, &[]);
    done(&shell);
    let change = json!({"subject": "Call on Monday", "donotphone": true});
    dataverse.org().rows.change(&ada, change);
    done(&shell);
    assert_eq!(lead(&shell, "ada")["practice"]["opted_out_of"], json!(["call"]));
    dataverse.org().rows.forget_tokens();
    done(&shell);
    assert!(!shell.run(&["show", "ada@example.org"]).out.contains("deleted in crm"));
}

#[test]
fn each_step_of_the_test_says_what_is_wrong() {
    type Break = fn(&Dataverse);
    let cases: [(Break, &str, &str); 4] = [
        (
            |org| org.org().rules.is_user = false,
            "organisation: the application is no user",
            "application user",
        ),
        (
            |org| org.org().rules.may_read = false,
            "permission: the application may not read",
            "security role",
        ),
        (
            |org| drop(org.org().rows.add(json!({"lastname": "x"}))),
            "leads: 1 lead looked at, and none",
            "leads = \"all\"",
        ),
        (|org| org.org().rules.tracks = false, "", "not tracked for us"),
    ];
    for (spoil, why, advice) in cases {
        let dataverse = Dataverse::start();
        spoil(&dataverse);
        let (_, added) = connected(&dataverse, &[]);
        assert_eq!(added.code, i32::from(!why.is_empty()), "{}", added.out);
        assert!(added.out.contains(why) && added.out.contains(advice), "{why}: {}", added.out);
    }
    let dataverse = Dataverse::start();
    let (_, added) = connected(&dataverse, &["write_back=yes", "reasons=spam = 9"]);
    assert!(
        added
            .out
            .contains("FAILED  writing back: the organisation has no status reason for spam = 9"),
        "{}",
        added.out
    );
    assert!(added.out.contains("5 Cannot Contact"), "{}", added.out);
    let dataverse = Dataverse::start();
    let shell = desk(&dataverse, &["write_back=yes"]);
    let tested = shell.run(&["feed", "test", "crm"]);
    assert!(tested.out.contains("Cannot Contact for no_answer, wrong_number"), "{}", tested.out);
    std::fs::write(shell.path("secret"), "another").unwrap();
    let tested = shell.run(&["feed", "test", "crm"]);
    assert!(tested.out.contains("FAILED  sign-in: the client secret is not"), "{}", tested.out);
    assert_eq!(sync(&shell)["outcome"], "refused");
}

#[test]
fn a_person_signs_in_by_a_code_and_stays_signed_in() {
    let dataverse = Dataverse::start();
    add(&dataverse, "ada");
    let shell = Shell::new();
    let own = [
        format!("url={}", dataverse.url()),
        format!("login={}", dataverse.url()),
        format!("tenant={TENANT}"),
        format!("client={CLIENT}"),
    ];
    let mut arguments = vec!["feed", "add", "crm", "dynamics", "sign_in=device"];
    arguments.extend(own.iter().map(String::as_str));
    dataverse.org().door.says = vec!["authorization_declined"];
    let declined = shell.run(&arguments);
    assert_eq!(declined.code, 1);
    assert!(declined.err.contains("did not allow it"), "{}", declined.err);
    assert!(!shell.path(".config/leadclock/config.toml").exists(), "nothing is half done");

    dataverse.org().door.says = vec!["authorization_pending", "authorization_pending"];
    let added = shell.run(&arguments);
    assert_eq!(added.code, 0, "{}{}", added.out, added.err);
    let told = "open https://microsoft.com/devicelogin in a browser, and enter the code ABCD-1234";
    assert!(added.err.contains(told), "{}", added.err);
    let kept = || std::fs::read_to_string(shell.path(".config/leadclock/secrets/crm")).unwrap();
    let first = kept();
    assert_eq!(done(&shell)["added"], 1);
    assert_ne!(kept(), first, "the newest is kept");
    assert!(kept().starts_with("refresh-"));
    assert_eq!(done(&shell)["outcome"], "done");

    dataverse.org().door.shut();
    let ended = sync(&shell);
    assert_eq!(ended["why"], "the sign-in has ended, or was taken back");
    assert_eq!(ended["advice"], "sign in again: `leadclock feed secret crm`");
    assert_eq!(shell.run(&["feed", "secret", "crm"]).code, 0);
    assert_eq!(done(&shell)["outcome"], "done");
}

#[test]
fn what_is_decided_is_written_back_and_taken_back() {
    let dataverse = Dataverse::start();
    let (ada, bob) = (add(&dataverse, "ada"), add(&dataverse, "bob"));
    let user = "aaaaaaaa-0000-0000-0000-000000000001";
    dataverse.org().rows.users.push((user.to_owned(), "Ana Souza".to_owned()));
    let shell = desk(&dataverse, &["write_back=yes", "owners=ana = Ana Souza"]);
    done(&shell);
    assert_eq!(done(&shell)["sent"], 0, "nothing was decided");

    decide(&shell, &["log", "ada@example.org", "call", "--outcome", "reached", "--yes"]);
    decide(&shell, &["assign", "ada@example.org", "ana"]);
    decide(&shell, &["tick", "ada@example.org", "need"]);
    assert_eq!(unsent(&shell), (3, 0));
    assert!(shell.run(&["show", "ada@example.org"]).out.contains("to be told to crm"));
    assert_eq!(done(&shell)["sent"], 1, "one lead, in one writing");
    assert_eq!(status(&dataverse, &ada), (0, 2), "Contacted");
    let column = |column| dataverse.org().rows.column(&ada, column);
    assert_eq!((column("_ownerid_value"), column("need")), (json!(user), json!(1)));
    assert_eq!(dataverse.org().writes.len(), 1);
    assert!(shell.run(&["show", "ada@example.org"]).out.contains("crm was told"));

    decide(&shell, &["dismiss", "ada@example.org", "--reason", "spam"]);
    done(&shell);
    assert_eq!(status(&dataverse, &ada), (2, 7), "Canceled");
    decide(&shell, &["undo"]);
    done(&shell);
    assert_eq!(status(&dataverse, &ada), (0, 2), "the opposite");

    decide(
        &shell,
        &["qualify", "bob@example.org", "--met", "need", "--override", "they called us"],
    );
    done(&shell);
    assert_eq!(status(&dataverse, &bob), (1, 3));
    let org = dataverse.org();
    let last = org.writes.last().unwrap().1.clone();
    assert_eq!(
        (&last["CreateOpportunity"], org.rows.column(&bob, "need")),
        (&json!(true), json!(1))
    );
    assert_eq!(org.rows.upserts, 0);
    drop(org);
    assert_eq!((unsent(&shell), done(&shell)["sent"].clone()), ((0, 0), json!(0)));
}

#[test]
fn a_colleague_who_is_nobody_there_is_asked_about() {
    let dataverse = Dataverse::start();
    let ada = add(&dataverse, "ada");
    let shell = desk(&dataverse, &["write_back=yes"]);
    done(&shell);
    decide(&shell, &["assign", "ada@example.org", "ana"]);
    assert_eq!(unsent(&shell), (0, 0), "nobody said who our colleagues are there");

    let shell = desk(&dataverse, &["write_back=yes", "owners=ana = Ana Souza"]);
    done(&shell);
    for (owner, ticked, why) in [
        ("ana", "need", "no one active user named \"Ana Souza\""),
        ("lee", "budget", "who lee is there"),
    ] {
        decide(&shell, &["assign", "ada@example.org", owner]);
        decide(&shell, &["tick", "ada@example.org", ticked]);
        done(&shell);
        let told = shell.run(&["outbox"]).out;
        assert!(told.contains(why), "{told}");
    }
    assert_eq!(dataverse.org().rows.column(&ada, "budgetstatus"), 2, "the rest is there");
    decide(&shell, &["assign", "ada@example.org"]);
    done(&shell);
    assert_eq!(unsent(&shell), (0, 0), "whose it was stays whose it is");
}

#[test]
fn a_decision_that_was_taken_back_in_time_is_never_seen_there() {
    let dataverse = Dataverse::start();
    add(&dataverse, "ada");
    let shell = desk(&dataverse, &["write_back=yes"]);
    done(&shell);
    decide(&shell, &["dismiss", "ada@example.org", "--reason", "spam"]);
    decide(&shell, &["undo"]);
    assert_eq!(done(&shell)["sent"], 1);
    assert!(dataverse.org().writes.is_empty());
}

#[test]
fn a_refusal_changes_nothing_here_and_asks() {
    let dataverse = Dataverse::start();
    let ada = add(&dataverse, "ada");
    let shell = desk(&dataverse, &["write_back=yes"]);
    done(&shell);
    dataverse.org().rules.may_write = false;
    decide(&shell, &["dismiss", "ada@example.org", "--reason", "spam"]);
    let looked = done(&shell);
    assert_eq!((&looked["sent"], &looked["refused"]), (&json!(0), &json!(1)));
    assert_eq!(lead(&shell, "ada")["status"], "dismissed");
    let told = shell.run(&["outbox"]).out;
    assert!(told.contains("crm: 0 to be told, 1 refused"), "{told}");
    assert!(told.contains("may not change this lead") && told.contains("security role"), "{told}");
    let listed = parsed(&shell.run(&["feed", "list", "--json"]));
    assert_eq!(listed[0]["refused"], 1);
    let listed = shell.run(&["feed", "list"]).out;
    assert!(listed.contains("0 to be told there, 1 refused: see `leadclock outbox`"), "{listed}");
    let frame =
        shell.run(&["--print", "--size", "120x40", "--keys", "/status:dismissed<enter>"]).out;
    assert!(frame.contains('✗') && frame.contains("refused by crm: "), "{frame}");
    assert_eq!(done(&shell)["refused"], 0, "it is not tried again by itself");
    add(&dataverse, "bob");
    done(&shell);
    decide(&shell, &["log", "bob@example.org", "call", "--yes"]);
    let frame = shell.run(&["--print", "--size", "80x24"]).out;
    decide(&shell, &["undo"]);

    dataverse.org().rules.may_write = true;
    assert!(frame.contains('↑') && frame.contains("1 refused by the CRM"), "{frame}");
    let told = shell.run(&["--print", "--size", "80x24", "--keys", "R"]).out;
    assert!(told.contains("no CRM refused anything about this lead"), "{told}");
    let told =
        shell.run(&["--print", "--size", "80x24", "--keys", "/status:dismissed<enter>R"]).out;
    assert!(told.contains("the CRM will be told again"), "{told}");
    assert_eq!(unsent(&shell).1, 0);
    assert_eq!(done(&shell)["sent"], 2);
    assert_eq!((status(&dataverse, &ada), unsent(&shell)), ((2, 7), (0, 0)));

    dataverse.org().rules.may_write = false;
    decide(&shell, &["reopen", "ada@example.org"]);
    done(&shell);
    decide(&shell, &["outbox", "drop", "ada@example.org"]);
    assert_eq!(unsent(&shell), (0, 0));
    assert_eq!(lead(&shell, "ada")["status"], "new");
}

#[test]
fn an_organisation_without_sales_is_told_how_to_qualify() {
    let dataverse = Dataverse::start();
    let ada = add(&dataverse, "ada");
    let shell = desk(&dataverse, &["write_back=yes"]);
    dataverse.org().rules.has_sales = false;
    done(&shell);
    decide(&shell, &["qualify", "ada@example.org", "--override", "they called us"]);
    assert_eq!(done(&shell)["refused"], 1);
    assert!(shell.run(&["outbox"]).out.contains("qualify = \"status\""));
    let config = shell.path(".config/leadclock/config.toml");
    let settings = std::fs::read_to_string(&config).unwrap();
    let settings = settings.replace("write_back", "qualify = \"status\"\nwrite_back");
    std::fs::write(&config, settings).unwrap();
    decide(&shell, &["outbox", "retry"]);
    assert_eq!(done(&shell)["sent"], 1);
    assert_eq!(status(&dataverse, &ada), (1, 3));
}

#[test]
fn whoever_decided_later_is_right() {
    let dataverse = Dataverse::start();
    let (ada, bob) = (add(&dataverse, "ada"), add(&dataverse, "bob"));
    let shell = desk(&dataverse, &["write_back=yes"]);
    done(&shell);
    let hour = chrono::TimeDelta::hours(1);
    let time = |at: chrono::DateTime<chrono::Utc>| at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let (earlier, later) = (time(now() - hour), time(now() + hour));
    // Both are dismissed here; there one was qualified before that, the other after.
    decide(&shell, &["dismiss", "ada@example.org", "--reason", "spam"]);
    decide(&shell, &["dismiss", "bob@example.org", "--reason", "spam"]);
    for (id, at) in [(&ada, &earlier), (&bob, &later)] {
        let mut org = dataverse.org();
        org.rows.change(id, json!({"statecode": 1, "statuscode": 3}));
        org.rows.set_time(id, at);
    }
    done(&shell);
    assert_eq!(lead(&shell, "ada")["status"], "dismissed");
    assert_eq!(status(&dataverse, &ada), (2, 7));
    assert_eq!(lead(&shell, "bob")["status"], "qualified");
    assert_eq!(status(&dataverse, &bob), (1, 3));
    assert!(shell.run(&["show", "bob@example.org"]).out.contains("crm had the last word"));
    assert_eq!(unsent(&shell), (0, 0));
}

#[test]
fn one_person_of_two_feeds_is_one_lead_with_both() {
    let dataverse = Dataverse::start();
    let ada = add(&dataverse, "ada");
    let shell = desk(&dataverse, &["write_back=yes"]);
    let table = json!([{"PartitionKey": "p", "RowKey": "r", "LeadSource": "AppSource-INS|contoso.engine",
        "CustomerInfo": "{\"FirstName\":\"Ada\",\"Email\":\"ADA@example.org\"}"}]);
    let file = shell.file("rows.json", &table.to_string());
    decide(&shell, &["import", &file]);
    done(&shell);
    let both = lead(&shell, "ada");
    assert_eq!(both["records"].as_array().unwrap().len(), 2);
    decide(&shell, &["dismiss", "ada@example.org", "--reason", "spam"]);
    done(&shell);
    assert_eq!(status(&dataverse, &ada), (2, 7), "by whichever record it was decided");
}

#[test]
fn an_erased_person_leaves_nothing_of_the_crm_behind_and_does_not_come_back() {
    let dataverse = Dataverse::start();
    let ada = add(&dataverse, "ada");
    let shell = desk(&dataverse, &["write_back=yes"]);
    done(&shell);
    decide(&shell, &["log", "ada@example.org", "call", "--yes"]);
    let holds = || {
        memchr::memmem::find(&std::fs::read(shell.path("leads.db")).unwrap(), ada.as_bytes())
            .is_some()
    };
    decide(&shell, &["erase", "ada@example.org", "--yes"]);
    assert!(!holds(), "the CRM's id would lead to the person");
    dataverse.org().rows.change(&ada, json!({"jobtitle": "CTO"}));
    let looked = done(&shell);
    assert_eq!((&looked["added"], looked["rejected"].as_array().unwrap().len()), (&json!(0), 1));
    assert!(!holds() && dataverse.org().writes.is_empty());
}

#[test]
fn thousands_of_leads_go_both_ways_through_all_that_can_go_wrong() {
    let faults = Faults {
        throttled: 1,
        busy: 1,
        cut: 1,
        half: 1,
        cut_after: 2,
        tokens_end: 3,
        same_page: 10,
        somebody_else: 3,
    };
    let dataverse = Dataverse::start();
    let names: Vec<String> = (0..times(80, 5_000)).map(|number| format!("p{number}")).collect();
    let ids: BTreeMap<String, String> =
        names.iter().map(|name| (add(&dataverse, name), name.clone())).collect();
    let shell = desk(&dataverse, &["write_back=yes"]);
    dataverse.strike(faults, 7);
    let mut looks = 0;
    let count = || {
        parsed(&shell.run(&["list", "--all", "--json", "--limit", "10000"]))
            .as_array()
            .unwrap()
            .len()
    };
    while sync(&shell)["outcome"] != "done" {
        looks += 1;
        assert!(looks < 50, "reading comes to an end");
    }
    assert_eq!(count(), names.len(), "none lost, none doubled");
    decide_all(&shell, &names);
    assert_eq!(unsent(&shell), (2 * names.len() as u64, 0));
    while unsent(&shell).0 > 0 {
        looks += 1;
        assert!(looks < 500, "sending comes to an end: {}", sync(&shell));
        sync(&shell);
    }
    assert_eq!(unsent(&shell), (0, 0));
    let org = dataverse.org();
    for (id, name) in &ids {
        let number: usize = name[1..].parse().unwrap();
        let state = org.rows.column(id, "statecode");
        assert_eq!(state, json!(if number.is_multiple_of(2) { 2 } else { 1 }), "{name}");
        assert_eq!(org.rows.column(id, "donotphone"), json!(true), "{name}");
        let closings = org.writes.iter().filter(|(written, body)| {
            written == id && (body.get("Status").is_some() || body["statecode"] == json!(2))
        });
        assert_eq!(closings.count(), 1, "{name} is closed once");
    }
    let answered = |status: u16| org.asked.iter().filter(|(_, _, known)| *known == status).count();
    assert!(answered(429) > 0 && answered(412) > 0 && answered(401) > 0, "the faults struck");
    assert_eq!((org.rows.upserts, org.early()), (0, 0), "no question came before its time");
    drop(org);
    assert_eq!(count(), names.len());
}
