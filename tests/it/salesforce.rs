//! The feed of Salesforce, by the real binary against an organisation that was written apart from it.

mod org;

use std::collections::BTreeMap;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};

use crate::cli::{Answer, Shell};
use crate::crm::{decide, decide_all, done, lead, parsed, sync, unsent};
use crate::faults::times;
use crate::service::Faults;
use org::{CLIENT, SECRET, Salesforce, USER};

const KEY: &str = include_str!("../fixtures/salesforce-key.pem");

/// A shell to which an organisation is connected by a secret, with these settings beside.
fn connected(org: &Salesforce, secret: &str, more: &[&str]) -> (Shell, Answer) {
    let shell = Shell::new();
    let file = shell.file("secret", secret);
    std::fs::set_permissions(&file, Permissions::from_mode(0o600)).unwrap();
    let own = [format!("url={}", org.url()), format!("client={CLIENT}"), "overlap=1m".to_owned()];
    let place = format!("file:{file}");
    let mut arguments = vec!["feed", "add", "crm", "salesforce", "--secret", &place];
    arguments.extend(own.iter().map(String::as_str).chain(more.iter().copied()));
    let added = shell.run(&arguments);
    (shell, added)
}

fn desk(org: &Salesforce, more: &[&str]) -> Shell {
    let (shell, added) = connected(org, SECRET, more);
    assert_eq!(added.code, 0, "{}{}", added.out, added.err);
    shell
}

/// Adds a lead of the marketplace.
fn add(org: &Salesforce, name: &str) -> String {
    org.org().leads.add(json!({
        "FirstName": name, "LastName": "Byron", "Email": format!("{name}@example.org"),
        "LeadSource": "AppSource-PLT|contoso.engine",
    }))
}

fn field(org: &Salesforce, id: &str, name: &str) -> Value {
    org.org().leads.field(id, name)
}

#[test]
fn leads_of_the_marketplace_are_read_and_only_what_is_new_comes_again() {
    let org = Salesforce::start();
    let (ada, bob) = (add(&org, "ada"), add(&org, "bob"));
    org.org()
        .leads
        .add(json!({"LastName": "Elsewhere", "Email": "x@example.org", "LeadSource": "Web"}));
    let old = json!({"LastName": "Old", "LeadSource": "AppSource-INS|contoso.engine", "Status": "Closed - Not Converted"});
    org.org().leads.add(old);
    let (shell, added) = connected(&org, SECRET, &[]);
    assert_eq!(added.code, 0, "{}{}", added.out, added.err);
    for step in
        ["sign-in:", "permission:", "Working - Contacted = working", "4 leads looked at, 3 of them"]
    {
        assert!(added.out.contains(step), "{step}: {}", added.out);
    }
    assert_eq!(done(&shell)["added"], 2);
    let record = &lead(&shell, "ada")["records"][0];
    assert_eq!((&record["feed"], &record["action"]), (&json!("crm"), &json!("plt")));

    org.org().leads.change(
        &bob,
        json!({"IsConverted": true, "Status": "Closed - Converted", "DoNotCall": true}),
    );
    org.org().leads.delete(&ada);
    add(&org, "chi");
    assert_eq!(done(&shell)["added"], 1);
    let bob = lead(&shell, "bob");
    assert_eq!(
        (&bob["status"], &bob["practice"]["opted_out_of"]),
        (&json!("qualified"), &json!(["call"]))
    );
    assert!(
        shell.run(&["show", "ada@example.org"]).out.contains("deleted in crm"),
        "it stays here"
    );
    assert!(org.org().writes.is_empty(), "nothing is written unless the settings say so");
}

#[test]
fn a_field_of_the_organisations_own_can_hold_what_the_marketplace_says() {
    let org = Salesforce::start();
    org.org().leads.add(json!({
        "LastName": "Byron", "Email": "ada@example.org", "LeadSource": "Web",
        "Marketplace__c": "AppSource-PLT|contoso.engine",
    }));
    let (shell, added) = connected(&org, SECRET, &["fields=lead_source = Marketplace__c"]);
    assert!(added.out.contains("1 lead looked at, 1 of them the marketplace's"), "{}", added.out);
    assert_eq!(done(&shell)["added"], 1);
    assert_eq!(lead(&shell, "ada")["stage"], "interest");
}

#[test]
fn a_lead_is_known_though_somebody_wrote_over_what_marks_it() {
    let org = Salesforce::start();
    let ada = add(&org, "ada");
    let shell = desk(&org, &[]);
    done(&shell);
    org.org().leads.change(&ada, json!({"LeadSource": "Phone", "HasOptedOutOfEmail": true}));
    done(&shell);
    assert_eq!(lead(&shell, "ada")["practice"]["opted_out_of"], json!(["email"]));
}

#[test]
fn the_same_lead_of_a_file_and_of_the_crm_is_one_record() {
    let org = Salesforce::start();
    let ada = add(&org, "ada");
    let shell = desk(&org, &[]);
    let file = shell.file(
        "report.csv",
        &format!("Lead ID,Email,Lead Source\n{},ada@example.org,Web\n", &ada[..15]),
    );
    decide(&shell, &["import", &file]);
    let looked = done(&shell);
    assert_eq!((&looked["added"], &looked["unchanged"]), (&json!(0), &json!(1)));
}

#[test]
fn a_user_signs_in_by_a_signature() {
    let org = Salesforce::start();
    add(&org, "ada");
    let user = format!("user={USER}");
    let (shell, added) = connected(&org, KEY, &["sign_in=jwt", &user]);
    assert_eq!(added.code, 0, "{}{}", added.out, added.err);
    assert_eq!(done(&shell)["added"], 1);
    let (_, added) = connected(&org, KEY, &["sign_in=jwt", "user=nobody@contoso.example"]);
    assert!(added.out.contains("FAILED  sign-in: the user is not known"), "{}", added.out);
    let (_, added) = connected(&org, "no key", &["sign_in=jwt", &user]);
    assert!(added.out.contains("the private key can not be used"), "{}", added.out);
}

#[test]
fn each_step_of_the_test_says_what_is_wrong() {
    type Break = fn(&Salesforce);
    let cases: [(Break, &str, &str); 5] = [
        (
            |org| org.org().rules.runs_as = false,
            "sign-in: the connected app runs as nobody",
            "run as",
        ),
        (
            |org| org.org().rules.sees_leads = false,
            "permission: the user may not see leads",
            "Permission Sets",
        ),
        (
            |org| org.org().rules.sees_opt_out = false,
            "may not see HasOptedOutOfEmail",
            "read HasOptedOutOfEmail of Lead",
        ),
        (
            |org| org.org().rules.is_used_up = true,
            "requests of the day are used up",
            "ask less often",
        ),
        (
            |org| drop(org.org().leads.add(json!({"LastName": "x"}))),
            "leads: 1 lead looked at, and none",
            "reCAPTCHA",
        ),
    ];
    for (spoil, why, advice) in cases {
        let org = Salesforce::start();
        spoil(&org);
        let (_, added) = connected(&org, SECRET, &[]);
        assert_eq!(added.code, 1, "{}", added.out);
        assert!(added.out.contains(why) && added.out.contains(advice), "{why}: {}", added.out);
    }
    let org = Salesforce::start();
    let (_, added) = connected(&org, "another", &[]);
    assert!(added.out.contains("the consumer secret is not"), "{}", added.out);
}

#[test]
fn the_limit_of_the_day_is_waited_for() {
    let org = Salesforce::start();
    let shell = desk(&org, &[]);
    org.org().rules.is_used_up = true;
    let first = sync(&shell);
    assert_eq!(first["outcome"], "unreachable");
    assert!(!first["not_before"].is_null(), "{first}");
    let asked = org.org().asked.len();
    assert_eq!(sync(&shell)["outcome"], "waiting");
    assert_eq!(org.org().asked.len(), asked, "nobody asks in the meantime");
}

#[test]
fn what_is_decided_is_written_back_and_taken_back() {
    let org = Salesforce::start();
    let ada = add(&org, "ada");
    org.org().leads.users.push(("005A".to_owned(), "Ana O'Hara".to_owned()));
    let shell = desk(&org, &["write_back=yes", "owners=ana = Ana O'Hara"]);
    done(&shell);
    decide(&shell, &["log", "ada@example.org", "call", "--outcome", "reached", "--yes"]);
    decide(&shell, &["assign", "ada@example.org", "ana"]);
    assert_eq!(done(&shell)["sent"], 1, "one lead, in one writing");
    assert_eq!(field(&org, &ada, "Status"), "Working - Contacted");
    assert_eq!(field(&org, &ada, "OwnerId"), "005A");
    decide(&shell, &["dismiss", "ada@example.org", "--reason", "opted-out"]);
    done(&shell);
    assert_eq!(field(&org, &ada, "Status"), "Closed - Not Converted");
    assert_eq!(
        (field(&org, &ada, "DoNotCall"), field(&org, &ada, "HasOptedOutOfEmail")),
        (json!(true), json!(true))
    );
    decide(&shell, &["undo"]);
    done(&shell);
    assert_eq!(field(&org, &ada, "Status"), "Working - Contacted");
    assert_eq!(field(&org, &ada, "DoNotCall"), false, "the opposite");
    assert_eq!((unsent(&shell), org.org().writes.len()), ((0, 0), 3));
}

#[test]
fn a_lead_is_converted_there_by_hand_and_known_here_then() {
    let org = Salesforce::start();
    let ada = add(&org, "ada");
    let shell = desk(&org, &["write_back=yes"]);
    done(&shell);
    decide(&shell, &["qualify", "ada@example.org", "--override", "they called us"]);
    assert_eq!(done(&shell)["refused"], 1);
    let told = shell.run(&["outbox"]).out;
    assert!(told.contains(&format!("/lightning/r/Lead/{ada}/view")), "{told}");
    org.org().leads.change(&ada, json!({"IsConverted": true, "Status": "Closed - Converted"}));
    done(&shell);
    assert_eq!(unsent(&shell), (0, 0), "it was done there");
    assert_eq!(lead(&shell, "ada")["status"], "qualified");

    let org = Salesforce::start();
    let ada = add(&org, "ada");
    org.org().leads.statuses =
        vec![("Open", true, false), ("Sales Ready", false, false), ("Converted", false, true)];
    let shell = desk(&org, &["write_back=yes", "statuses=Sales Ready = qualified"]);
    done(&shell);
    decide(&shell, &["qualify", "ada@example.org", "--override", "they called us"]);
    assert_eq!(done(&shell)["sent"], 1);
    assert_eq!(field(&org, &ada, "Status"), "Sales Ready");
    decide(&shell, &["dismiss", "ada@example.org", "--reason", "spam"]);
    assert_eq!(done(&shell)["refused"], 1, "the list has no such status");
    assert!(shell.run(&["outbox"]).out.contains("Dead = dismissed"));
}

#[test]
fn a_refusal_changes_nothing_here_and_asks() {
    let org = Salesforce::start();
    let ada = add(&org, "ada");
    let shell = desk(&org, &["write_back=yes"]);
    done(&shell);
    org.org().rules.edits = false;
    decide(&shell, &["dismiss", "ada@example.org", "--reason", "spam"]);
    assert_eq!(done(&shell)["refused"], 1);
    assert_eq!(lead(&shell, "ada")["status"], "dismissed");
    assert!(shell.run(&["outbox"]).out.contains("may not change this lead"));
    org.org().rules.edits = true;
    decide(&shell, &["outbox", "retry"]);
    assert_eq!(done(&shell)["sent"], 1);
    assert_eq!(field(&org, &ada, "Status"), "Closed - Not Converted");
    // Whoever converted it there had the last word, and it can not be changed any more.
    decide(&shell, &["reopen", "ada@example.org"]);
    let later = crate::service::now() + chrono::TimeDelta::hours(1);
    let stamp = later.format("%Y-%m-%dT%H:%M:%S%.3f+0000").to_string();
    org.org().leads.change(&ada, json!({"IsConverted": true, "SystemModstamp": stamp}));
    done(&shell);
    assert_eq!(
        (lead(&shell, "ada")["status"].clone(), unsent(&shell)),
        (json!("qualified"), (0, 0))
    );
}

#[test]
fn a_collection_is_read_result_by_result() {
    let org = Salesforce::start();
    let names: Vec<String> = (0..250).map(|number| format!("p{number}")).collect();
    let ids: Vec<String> = names.iter().map(|name| add(&org, name)).collect();
    let shell = desk(&org, &["write_back=yes", "statuses=Working - Contacted = qualified"]);
    done(&shell);
    decide_all(&shell, &names);
    {
        let mut there = org.org();
        there.leads.change(&ids[3], json!({"IsConverted": true}));
        there.leads.delete(&ids[5]);
        there.leads.change(&ids[7], json!({"Title": "CTO"}));
        there.asked.clear();
    }
    let looked = done(&shell);
    // The converted one is closed there already, but takes no objection any more; the deleted one takes nothing.
    assert_eq!((&looked["sent"], &looked["refused"]), (&json!(248), &json!(2)), "{looked}");
    let told = shell.run(&["outbox"]).out;
    assert!(told.contains("was converted there") && told.contains("deleted there"), "{told}");
    assert_eq!(
        field(&org, &ids[7], "DoNotCall"),
        true,
        "decided about again after somebody changed it"
    );
    let there = org.org();
    let patches = there.asked.iter().filter(|(method, ..)| method == "PATCH").count();
    assert!(patches <= 4, "250 leads in {patches} writings");
}

#[test]
fn thousands_of_leads_go_both_ways_through_all_that_can_go_wrong() {
    // Often, since hundreds of leads go in one question.
    let faults = Faults {
        throttled: 2,
        busy: 6,
        cut: 6,
        half: 6,
        cut_after: 8,
        tokens_end: 10,
        same_page: 15,
        somebody_else: 10,
    };
    let org = Salesforce::start();
    let names: Vec<String> = (0..times(600, 5_000)).map(|number| format!("p{number}")).collect();
    let ids: BTreeMap<String, String> =
        names.iter().map(|name| (add(&org, name), name.clone())).collect();
    let shell = desk(&org, &["write_back=yes", "statuses=Working - Contacted = qualified"]);
    org.strike(faults, 7);
    let mut looks = 0;
    let count = || {
        parsed(&shell.run(&["list", "--all", "--json", "--limit", "10000"]))
            .as_array()
            .unwrap()
            .len()
    };
    while sync(&shell)["outcome"] != "done" {
        looks += 1;
        if looks == 2 {
            org.org().leads.forget_locators();
        }
        assert!(looks < 50, "reading comes to an end");
    }
    assert_eq!(count(), names.len(), "none lost, none doubled");
    decide_all(&shell, &names);
    while unsent(&shell).0 > 0 {
        looks += 1;
        assert!(looks < 500, "sending comes to an end: {}", sync(&shell));
        sync(&shell);
    }
    assert_eq!(unsent(&shell), (0, 0));
    let there = org.org();
    for (id, name) in &ids {
        let number: usize = name[1..].parse().unwrap();
        let closed =
            if number.is_multiple_of(2) { "Closed - Not Converted" } else { "Working - Contacted" };
        assert_eq!(there.leads.field(id, "Status"), closed, "{name}");
        assert_eq!(there.leads.field(id, "DoNotCall"), true, "{name}");
        // The condition knows whole seconds only, so an answer that was lost can be written twice: the same.
        let writes: Vec<&Value> = there
            .writes
            .iter()
            .filter(|(written, _)| written == id)
            .map(|(_, body)| body)
            .collect();
        assert!(writes.windows(2).all(|pair| pair[0] == pair[1]), "{name}: {writes:?}");
    }
    assert!(there.struck() > 3, "the faults struck {} times", there.struck());
    drop(there);
    assert_eq!(count(), names.len());
}
