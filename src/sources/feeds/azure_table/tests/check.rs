//! Refusals in words, and where a check ends.

use super::*;
use crate::sources::feeds::Trouble;

const SAS: &str = "SharedAccessSignature=sv=2019-02-02&sp=r&se=2030-01-01&sig=hunter2";
const ENDED: &str = "SharedAccessSignature=sv=2019-02-02&sp=r&se=2025-01-01&sig=hunter2";

fn xml(code: &str) -> String {
    format!(
        "\u{feff}<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>hunter2</Message></Error>"
    )
}

fn json(code: &str) -> String {
    format!("{{\"odata.error\":{{\"code\":\"{code}\",\"message\":{{\"value\":\"hunter2\"}}}}}}")
}

/// Pulls and checks against one refusal; returns the words and the step where the check ends.
fn refused(credential: &str, status: u16, body: &str, ahead: TimeDelta) -> (String, &'static str) {
    let clock = Clock::new();
    let body = body.to_owned();
    let server = Server::start(&clock, move |asked| reply(status, &[], &body, asked.at + ahead));
    let credential = credential.replace("{}", &format!("AccountKey={KEY}"));
    let mut feed = open(&server, &credential);
    // A page for people comes from the way there, not from the service.
    let (why, advice) = match pull(&mut *feed, &clock, None).outcome {
        Some(PullError::Refused { why, advice }) if status != 200 => (why, advice),
        Some(PullError::Unreachable { why, advice, .. }) if status == 200 => (why, advice),
        other => panic!("{status}: {other:?}"),
    };
    let steps = clock.world(|world| feed.check(world));
    let last = steps.last().expect("a step");
    let said = format!("{why}; {advice}");
    assert!(last.outcome.is_err(), "{steps:?}");
    assert!(!format!("{steps:?} {said}").contains("hunter2"), "{said}");
    assert!(!format!("{steps:?} {said}").contains(KEY), "{said}");
    (said, last.name)
}

#[test]
fn each_refusal_is_put_into_words_with_what_to_do() {
    let none = TimeDelta::zero();
    for (credential, status, body, ahead, step, words) in [
        ("{}", 403, xml("AuthenticationFailed"), none, "key", "does not accept the key"),
        ("{}", 403, json("AuthenticationFailed"), none, "key", "Storage account > Access keys"),
        ("{}", 403, xml("AuthorizationFailure"), none, "key", "Networking"),
        ("{}", 401, String::new(), none, "key", "does not accept the key (401)"),
        ("{}", 403, "garbage".to_owned(), none, "key", "does not accept the key (403)"),
        ("{}", 403, xml("AuthenticationFailed"), TimeDelta::minutes(40), "clock", "40m slow"),
        ("{}", 403, xml("AuthenticationFailed"), TimeDelta::hours(-3), "clock", "3h fast"),
        (SAS, 403, xml("AuthenticationFailed"), none, "key", "does not accept the SAS"),
        (ENDED, 403, xml("AuthorizationFailure"), none, "key", "the SAS ended on 2025-01-01"),
        (SAS, 403, xml("AuthorizationPermissionMismatch"), none, "permission", "permission Read"),
        (
            SAS,
            403,
            xml("AuthorizationResourceTypeMismatch"),
            none,
            "permission",
            "Container and Object",
        ),
        (SAS, 403, xml("AuthorizationServiceMismatch"), none, "permission", "service Table"),
        (SAS, 403, xml("AuthorizationSourceIPMismatch"), none, "permission", "Networking"),
        (SAS, 403, xml("AuthorizationProtocolMismatch"), none, "permission", "https"),
        ("{}", 403, xml("KeyBasedAuthenticationNotPermitted"), none, "permission", "key access"),
        ("{}", 403, xml("AccountIsDisabled"), none, "permission", "is disabled"),
        ("{}", 403, xml("Some<b>New"), none, "permission", "refuses (Some)"),
        ("{}", 404, json("TableNotFound"), none, "table", "has no table Leads"),
        ("{}", 404, String::new(), none, "table", "has no table Leads"),
        ("{}", 400, json("InvalidInput"), none, "table", "(400 InvalidInput)"),
        ("{}", 418, String::new(), none, "table", "(418)"),
        ("{}", 200, "<html>".to_owned(), none, "name", "a page instead of rows"),
    ] {
        let (said, name) = refused(credential, status, &body, ahead);
        assert!(said.contains(words), "{said}");
        assert_eq!(name, step, "{said}");
    }
}

fn names(steps: &[Step]) -> Vec<&'static str> {
    steps.iter().map(|step| step.name).collect()
}

fn words(steps: &[Step]) -> String {
    match &steps.last().expect("a step").outcome {
        Ok(found) => found.clone(),
        Err(Trouble { why, advice }) => format!("{why}; {advice}"),
    }
}

#[test]
fn a_check_of_a_table_with_leads_says_what_it_found() {
    let clock = Clock::new();
    let table = filled(&clock, 30, 100);
    let server = serve(&table);
    let steps = clock.world(|world| open_with_key(&server).check(world));
    let all = ["connection string", "name", "clock", "key", "table", "permission", "rows"];
    assert_eq!(names(&steps), all);
    assert_eq!(words(&steps), "10 rows looked at, 4 of 4 columns known");
    let asked = server.asked();
    assert!(asked.iter().all(|asked| asked.head.starts_with("GET ")));
}

#[test]
fn a_check_of_an_empty_table_says_how_to_get_a_lead() {
    let clock = Clock::new();
    let server = serve(&Table::new(&clock, 100));
    let steps = clock.world(|world| open_with_key(&server).check(world));
    assert!(words(&steps).contains("press Validate"), "{steps:?}");
    assert!(steps.iter().all(|step| step.outcome.is_ok()));
}

#[test]
fn a_table_of_something_else_is_found_out() {
    let clock = Clock::new();
    let table = Table::new(&clock, 100);
    table.insert_raw("a", "1", "{\"PartitionKey\":\"a\",\"RowKey\":\"1\",\"Colour\":\"red\"}");
    let server = serve(&table);
    let steps = clock.world(|world| open_with_key(&server).check(world));
    assert!(words(&steps).starts_with("none of the 1 columns"), "{steps:?}");
}

#[test]
fn a_missing_table_brings_the_names_of_those_that_are_there() {
    for (tables, expected) in [
        ("{\"TableName\":\"Logs\"},{\"TableName\":\"leads2024\"}", "write `table = \"leads2024\"`"),
        ("{\"TableName\":\"Logs\"}", "if it holds the leads"),
        ("{\"TableName\":\"a\\u001b[31mb\"}", "has no table yet"),
        ("", "has no table yet"),
    ] {
        let clock = Clock::new();
        let body = format!("{{\"value\":[{tables}]}}");
        let server = Server::start(&clock, move |asked| match asked.target.contains("/Tables") {
            true => reply(200, &[], &body, asked.at),
            false => reply(404, &[], &json("TableNotFound"), asked.at),
        });
        let steps = clock.world(|world| open_with_key(&server).check(world));
        assert_eq!(names(&steps).last(), Some(&"table"));
        assert!(words(&steps).contains(expected), "{steps:?}");
    }
}

#[test]
fn a_clock_that_is_off_and_a_sas_that_ends_soon_are_told() {
    let clock = Clock::new();
    let table = filled(&clock, 1, 5);
    let (served, mut round) = (table, 0);
    let server = Server::start(&clock, move |asked| {
        round += 1;
        let later = Asked { at: asked.at + TimeDelta::minutes(3), ..asked.clone() };
        served.answer(&later, round)
    });
    let soon = "SharedAccessSignature=se=2025-01-10T00%3A00%3A00Z&sig=x";
    let steps = clock.world(|world| open(&server, soon).check(world));
    let found: Vec<_> = steps.iter().map(|step| step.outcome.clone().unwrap_or_default()).collect();
    assert_eq!(found[2], "this computer's clock is 3m slow: set it");
    assert_eq!(found[3], "accepted, ends on 2025-01-10: make a new one before");
}

#[test]
fn a_name_that_is_nobodys_ends_the_check_there() {
    let clock = Clock::new();
    let settings = toml::Table::new();
    let opening = Opening {
        settings: &settings,
        folder: std::path::Path::new("."),
        secret: Some(format!("AccountName=a;AccountKey={KEY};EndpointSuffix=invalid").into()),
    };
    let mut feed = settings::open(&opening).expect("opened");
    let steps = clock.world(|world| feed.check(world));
    assert_eq!(names(&steps), ["connection string", "name"]);
    assert!(words(&steps).contains("a.table.invalid can not be found"), "{steps:?}");
}
