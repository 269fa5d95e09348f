//! The feed of Marketo, by the real binary against a subscription that was written apart from it.

mod subscription;

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;

use serde_json::json;

use crate::cli::{Answer, Shell};
use crate::crm::{decide, done, lead, parsed, sync, unsent};
use crate::faults::times;
use crate::service::Faults;
use subscription::{CLIENT, Marketo, SECRET};

const FORM: i64 = 1179;
const ASKED: &str = "AppSource-PLT|contoso.engine";

/// A shell to which a subscription is connected, with these settings beside.
fn connected(marketo: &Marketo, secret: &str, more: &[&str]) -> (Shell, Answer) {
    let shell = Shell::new();
    let file = shell.file("secret", secret);
    std::fs::set_permissions(&file, Permissions::from_mode(0o600)).unwrap();
    let own =
        [format!("url={}/rest", marketo.url()), format!("client={CLIENT}"), format!("form={FORM}")];
    let place = format!("file:{file}");
    let mut arguments = vec!["feed", "add", "crm", "marketo", "--secret", &place];
    arguments.extend(own.iter().map(String::as_str).chain(more.iter().copied()));
    let added = shell.run(&arguments);
    (shell, added)
}

fn desk(marketo: &Marketo, more: &[&str]) -> Shell {
    let (shell, added) = connected(marketo, SECRET, more);
    assert_eq!(added.code, 0, "{}{}", added.out, added.err);
    shell
}

/// Lets somebody fill in the marketplace's form.
fn add(marketo: &Marketo, name: &str) -> i64 {
    let mut there = marketo.there();
    let id = there.add(name);
    there.fill_in(id, FORM, ASKED);
    id
}

#[test]
fn forms_are_read_past_empty_pages_and_only_what_is_new_comes_again() {
    let marketo = Marketo::start();
    let ada = add(&marketo, "ada");
    marketo.there().pass_time(1_000);
    add(&marketo, "bob");
    {
        let mut there = marketo.there();
        let elsewhere = there.add("elsewhere");
        there.fill_in(elsewhere, 7, "Web");
        // The documents leave open whether the form can be asked for.
        there.ignores_form = true;
    }
    let (shell, added) = connected(&marketo, SECRET, &[]);
    assert_eq!(added.code, 0, "{}{}", added.out, added.err);
    for step in ["sign-in:", "permission:", "form 1179 was filled in: 1 on the first page"] {
        assert!(added.out.contains(step), "{step}: {}", added.out);
    }
    let first = done(&shell);
    assert_eq!((&first["added"], &first["leads"]), (&json!(2), &json!(2)), "{first}");
    let record = &lead(&shell, "ada")["records"][0];
    assert_eq!(
        (&record["feed"], &record["action"], &record["offer"]),
        (&json!("crm"), &json!("plt"), &json!("engine"))
    );
    assert_eq!(done(&shell)["read"], 0);

    marketo.there().fill_in(ada, FORM, "AzureMarketplace-StartTestDrive|contoso.engine");
    assert_eq!(done(&shell)["added"], 1);
    let ada = lead(&shell, "ada");
    assert_eq!((ada["records"].as_array().unwrap().len(), &ada["stage"]), (2, &json!("trial")));
    assert!(marketo.there().asked.iter().all(|(path, _)| !path.contains("access_token")));
}

#[test]
fn objections_go_both_ways() {
    let marketo = Marketo::start();
    let (ada, bob) = (add(&marketo, "ada"), add(&marketo, "bob"));
    let shell = desk(&marketo, &["write_back=yes"]);
    done(&shell);
    marketo.there().unsubscribe(ada, true);
    done(&shell);
    assert_eq!(lead(&shell, "ada")["practice"]["opted_out_of"], json!(["email"]));

    decide(&shell, &["log", "bob@example.org", "call", "--yes"]);
    assert_eq!(unsent(&shell), (0, 0), "Marketo has no word for it");
    decide(&shell, &["opt-out", "bob@example.org", "--mail"]);
    assert_eq!(unsent(&shell), (1, 0));
    assert_eq!(done(&shell)["sent"], 1);
    assert_eq!(marketo.there().field(bob, "unsubscribed"), true);
    assert_eq!(done(&shell)["sent"], 0, "what comes back is known");
    decide(&shell, &["undo"]);
    done(&shell);
    assert_eq!(marketo.there().field(bob, "unsubscribed"), false, "the opposite");
    assert_eq!(marketo.there().writes.len(), 2);

    decide(&shell, &["opt-out", "bob@example.org", "--mail"]);
    marketo.there().delete(bob);
    assert_eq!(done(&shell)["refused"], 1);
    assert!(shell.run(&["outbox"]).out.contains("deleted there"));
}

#[test]
fn a_person_who_never_came_by_the_marketplace_is_nobody_here() {
    let marketo = Marketo::start();
    let shell = desk(&marketo, &[]);
    let other = marketo.there().add("other");
    done(&shell);
    marketo.there().unsubscribe(other, true);
    assert_eq!(done(&shell)["added"], 0);
}

#[test]
fn each_error_is_answered_as_the_documents_ask() {
    let marketo = Marketo::start();
    add(&marketo, "ada");
    let shell = desk(&marketo, &[]);
    marketo.there().sign_all_out();
    assert_eq!(done(&shell)["added"], 1, "602: a new token");
    marketo.there().forget_places();
    add(&marketo, "bob");
    let looked = done(&shell);
    assert_eq!(
        (&looked["added"], &looked["unchanged"]),
        (&json!(1), &json!(1)),
        "from an hour before"
    );
    marketo.there().says = Some("607");
    let used_up = sync(&shell);
    assert_eq!(used_up["outcome"], "unreachable");
    assert!(!used_up["not_before"].is_null(), "until midnight in Chicago: {used_up}");
    assert_eq!(sync(&shell)["outcome"], "waiting");

    let marketo = Marketo::start();
    marketo.there().says = Some("603");
    let (_, added) = connected(&marketo, SECRET, &[]);
    assert!(
        added.out.contains("FAILED  permission: the service may not do this (603)"),
        "{}",
        added.out
    );
    let (_, added) = connected(&marketo, "another", &[]);
    assert!(added.out.contains("FAILED  sign-in: the client id or its secret"), "{}", added.out);
    assert!(!added.out.contains("another"), "the secret is in the address that is asked");
    let marketo = Marketo::start();
    {
        let mut there = marketo.there();
        let ada = there.add("ada");
        there.fill_in(ada, 7, "Web");
        there.ignores_form = true;
    }
    let (_, added) = connected(&marketo, SECRET, &[]);
    assert!(added.out.contains("none of them is form 1179"), "{}", added.out);
}

#[test]
fn thousands_of_forms_come_through_all_that_can_go_wrong() {
    let faults = Faults {
        // Each costs twenty seconds: the window in which Marketo counts.
        throttled: if times(0, 1) == 1 { 2 } else { 0 },
        busy: 2,
        cut: 2,
        half: 2,
        cut_after: 2,
        tokens_end: 3,
        same_page: 8,
        somebody_else: 0,
    };
    let marketo = Marketo::start();
    let count = times(900, 5_000);
    for number in 0..count {
        let id = add(&marketo, &format!("p{number}"));
        if number % 50 == 0 {
            marketo.there().pass_time(400);
        }
        if number % 3 == 0 {
            marketo.there().unsubscribe(id, true);
        }
    }
    let shell = desk(&marketo, &["write_back=yes"]);
    marketo.strike(faults, 7);
    let mut looks = 0;
    while sync(&shell)["outcome"] != "done" {
        looks += 1;
        if looks == 2 {
            marketo.there().forget_places();
        }
        assert!(looks < 200, "reading comes to an end");
    }
    let listed = parsed(&shell.run(&["list", "--all", "--json", "--limit", "10000"]));
    let leads = listed.as_array().unwrap();
    assert_eq!(leads.len(), count, "none lost, none doubled");
    assert!(leads.iter().all(|lead| lead["records"].as_array().unwrap().len() == 1));
    let out =
        leads.iter().filter(|lead| lead["practice"]["opted_out_of"] == json!(["email"])).count();
    assert_eq!(out, count.div_ceil(3));
    assert_eq!(unsent(&shell), (0, 0), "what Marketo said is not said to it");
}
