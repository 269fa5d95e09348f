//! What is written back, and what is made of the answers.

use std::collections::BTreeSet;

use super::*;
use crate::domain::counterpart::{Counterpart, CrmStatus, Part};
use crate::domain::funnel::{Channel, DismissReason};
use crate::sources::feeds::{Sighting, Told, Wish};

const YES: &str = "write_back = \"yes\"\nowners = \"ana = Ana O'Hara\"\n";

fn says(change: impl FnOnce(&mut Counterpart)) -> Counterpart {
    let mut counterpart = Counterpart::default();
    change(&mut counterpart);
    counterpart
}

fn status(status: CrmStatus) -> Counterpart {
    says(|said| said.status = status)
}

fn tell(
    server: &Server,
    clock: &Clock,
    more: &str,
    have: &Counterpart,
    want: &Counterpart,
) -> Told {
    let met = ["budget", "authority", "need", "timing", "horoscope"];
    let parts = met.map(|code| Part::Prerequisite(code.to_owned()));
    let parts: BTreeSet<Part> =
        [Part::Status, Part::Owner, Part::OptOut].into_iter().chain(parts).collect();
    let wish = Wish { id: FIRST, version: "W/\"7\"", have, want, parts: &parts };
    let mut feed = open(server, &format!("{YES}{more}"));
    let outlet = feed.outlet().expect("it is written to");
    clock.world(|world| outlet.tell(&wish, world)).expect("asked")
}

/// What was written: the method and path, and the body.
fn writes(server: &Server) -> Vec<(String, Value)> {
    let of = |asked: Question| {
        let method = asked.head.split(' ').next().unwrap_or_default().to_owned();
        let path = asked.target.split('?').next().unwrap_or_default().to_owned();
        let body = serde_json::from_str(&asked.body).unwrap_or_default();
        (method != "GET").then(|| (format!("{method} {path}"), body))
    };
    asked(server).into_iter().filter_map(of).collect()
}

fn lead(state: i64, reason: i64) -> Value {
    let mut row = row(FIRST);
    row["@odata.etag"] = json!("W/\"8\"");
    (row["statecode"], row["statuscode"]) = (json!(state), json!(reason));
    row
}

fn shown(told: &Told) -> Option<&Sighting> {
    match told {
        Told::Done(sighting) | Told::Step(sighting) | Told::Changed(sighting) => Some(sighting),
        Told::Gone | Told::Refused(_) => None,
    }
}

const PATCH: &str = "PATCH /api/data/v9.2/leads(6f9619ff-8b86-d011-b42d-00c04fc964f1)";

#[test]
fn only_what_differs_is_written_and_over_the_version_that_was_seen() {
    let clock = Clock::new();
    let server = serve(&clock, vec![(200, lead(2, 5))]);
    let have = says(|said| {
        said.met.extend([("need".to_owned(), true), ("timing".to_owned(), true)]);
        said.opted_out_of.insert(Channel::Email);
    });
    let want = says(|said| {
        said.status = CrmStatus::Dismissed(DismissReason::NoAnswer);
        said.met.extend([("need".to_owned(), true), ("budget".to_owned(), true)]);
        said.met.insert("horoscope".to_owned(), true);
        said.opted_out_of.extend([Channel::Email, Channel::Call]);
    });
    let told = tell(&server, &clock, "", &have, &want);
    assert!(matches!(&told, Told::Done(_)), "{told:?}");
    assert_eq!(shown(&told).map(|row| row.version.as_str()), Some("W/\"8\""));
    let written = json!({
        "statecode": 2, "statuscode": 5, "budgetstatus": 2, "purchasetimeframe": null, "donotphone": true,
    });
    let [(path, body)] = &writes(&server)[..] else { panic!("{:?}", writes(&server)) };
    assert_eq!(path, PATCH);
    assert_eq!(serde_json::to_value(body).ok(), Some(written));
    assert!(asked(&server).iter().all(|asked| has(asked, "if-match: w/\"7\"")));

    let quiet = serve(&clock, vec![(500, json!({}))]);
    let told = tell(&quiet, &clock, "", &want, &want);
    assert!(matches!(told, Told::Done(_)) && quiet.asked().is_empty(), "nothing differs");
}

#[test]
fn a_lead_that_changed_there_is_handed_back_and_not_written() {
    let clock = Clock::new();
    let server = serve(&clock, vec![refusal(412, "0x80060882"), (200, lead(1, 3))]);
    let told = tell(&server, &clock, "", &Counterpart::default(), &status(CrmStatus::Working));
    assert!(matches!(&told, Told::Changed(row) if row.counterpart.status == CrmStatus::Qualified));

    let server = serve(&clock, vec![refusal(404, "0x80040217")]);
    let told = tell(&server, &clock, "", &Counterpart::default(), &status(CrmStatus::Working));
    assert_eq!(told, Told::Gone);
}

#[test]
fn a_lead_is_qualified_by_the_action_after_all_else_is_written() {
    let clock = Clock::new();
    let want = says(|said| {
        said.status = CrmStatus::Qualified;
        said.met.insert("need".to_owned(), true);
    });
    let server = serve(&clock, vec![(200, lead(0, 1))]);
    let told = tell(&server, &clock, "", &Counterpart::default(), &want);
    assert!(matches!(&told, Told::Step(_)), "{told:?}");
    assert_eq!(writes(&server), [(PATCH.to_owned(), json!({"need": 1}))]);

    let server = serve(&clock, vec![(200, json!({"value": []})), (200, lead(1, 3))]);
    let have = says(|said| said.met.extend([("need".to_owned(), true)]));
    let told = tell(&server, &clock, "creates = \"contact\"\n", &have, &want);
    assert!(matches!(&told, Told::Done(_)), "{told:?}");
    let [(path, body)] = &writes(&server)[..] else { panic!("{:?}", writes(&server)) };
    assert!(
        path.starts_with("POST ") && path.ends_with("/Microsoft.Dynamics.CRM.QualifyLead"),
        "{path}"
    );
    let expected = json!({
        "CreateAccount": false, "CreateContact": true, "CreateOpportunity": false, "Status": 3,
    });
    assert_eq!(body, &expected);

    let server = serve(&clock, vec![(200, lead(1, 3))]);
    tell(&server, &clock, "qualify = \"status\"\n", &have, &want);
    assert_eq!(writes(&server), [(PATCH.to_owned(), json!({"statecode": 1, "statuscode": 3}))]);
}

#[test]
fn an_action_whose_answer_was_lost_is_seen_to_be_done() {
    let clock = Clock::new();
    let server = serve(&clock, vec![refusal(400, "0x80040216"), (200, lead(1, 3))]);
    let told = tell(&server, &clock, "", &Counterpart::default(), &status(CrmStatus::Qualified));
    assert!(matches!(told, Told::Done(_)), "{told:?}");
    let server = serve(&clock, vec![refusal(404, "0x8006088a"), (200, lead(0, 1))]);
    let told = tell(&server, &clock, "", &Counterpart::default(), &status(CrmStatus::Qualified));
    assert!(
        matches!(&told, Told::Refused(trouble) if trouble.advice.contains("qualify = \"status\""))
    );
}

#[test]
fn from_one_closing_to_another_it_goes_by_way_of_an_open_lead() {
    let clock = Clock::new();
    let server = serve(&clock, vec![(200, lead(0, 2))]);
    let won = status(CrmStatus::Qualified);
    let lost = status(CrmStatus::Dismissed(DismissReason::Spam));
    let told = tell(&server, &clock, "", &won, &lost);
    assert!(matches!(told, Told::Step(_)), "{told:?}");
    assert_eq!(writes(&server), [(PATCH.to_owned(), json!({"statecode": 0, "statuscode": 2}))]);
    let server = serve(&clock, vec![(200, lead(2, 9))]);
    tell(&server, &clock, "reasons = \"spam = 9\"\n", &status(CrmStatus::Working), &lost);
    assert_eq!(writes(&server), [(PATCH.to_owned(), json!({"statecode": 2, "statuscode": 9}))]);
}

#[test]
fn an_owner_is_looked_up_by_the_name_of_the_settings() {
    let clock = Clock::new();
    let ana = says(|said| said.owner = Some("ana".to_owned()));
    let users = |ids: &[&str]| {
        let users: Vec<Value> = ids.iter().map(|id| json!({"systemuserid": id})).collect();
        (200, json!({"value": users}))
    };
    let server = serve(&clock, vec![users(&[SECOND]), (200, lead(0, 1))]);
    tell(&server, &clock, "", &Counterpart::default(), &ana);
    let bound = format!("/systemusers({SECOND})");
    assert_eq!(writes(&server), [(PATCH.to_owned(), json!({"ownerid@odata.bind": bound}))]);
    assert!(asked(&server)[0].target.contains("fullname%20eq%20%27Ana%20O%27%27Hara%27"));
    for found in [&[][..], &[FIRST, SECOND]] {
        let server = serve(&clock, vec![users(found)]);
        let told = tell(&server, &clock, "", &Counterpart::default(), &ana);
        assert!(matches!(told, Told::Refused(_)) && writes(&server).is_empty(), "nobody is meant");
    }
    let bob = says(|said| said.owner = Some("bob".to_owned()));
    let server = serve(&clock, vec![(500, json!({}))]);
    tell(&server, &clock, "", &Counterpart::default(), &bob);
    assert!(server.asked().is_empty(), "whom the settings do not name nobody looks for");
}

#[test]
fn what_is_not_taken_is_told_with_what_to_do() {
    let clock = Clock::new();
    for (answer, why, advice) in [
        (refusal(400, "0x80048408"), "other status reasons", "reasons ="),
        (refusal(403, "0x80040220"), "may not change this lead", "security role"),
        (refusal(400, "0x80040265"), "does not take it (400 0x80040265)", "outbox drop"),
    ] {
        let server = serve(&clock, vec![answer]);
        let told = tell(&server, &clock, "", &Counterpart::default(), &status(CrmStatus::Working));
        let Told::Refused(trouble) = told else { panic!("{told:?}") };
        assert!(trouble.why.contains(why) && trouble.advice.contains(advice), "{trouble:?}");
        assert!(!trouble.why.contains("ada@"), "no word of the service is repeated");
    }
}

#[test]
fn it_is_written_to_only_where_the_settings_say_so() {
    let clock = Clock::new();
    let server = serve(&clock, vec![(200, json!({}))]);
    assert!(open(&server, "").outlet().is_none());
    assert!(open(&server, "write_back = \"no\"\n").outlet().is_none());
    assert!(open(&server, "write_back = \"yes\"\n").outlet().is_some());
}

#[test]
fn a_sign_in_that_is_not_taken_is_no_refusal_of_the_lead() {
    let clock = Clock::new();
    let server = serve(&clock, vec![(401, json!({}))]);
    let have = Counterpart::default();
    for want in [status(CrmStatus::Working), status(CrmStatus::Qualified)] {
        let parts = BTreeSet::from([Part::Status]);
        let wish = Wish { id: FIRST, version: "W/\"7\"", have: &have, want: &want, parts: &parts };
        let mut feed = open(&server, YES);
        let outlet = feed.outlet().expect("it is written to");
        let told = clock.world(|world| outlet.tell(&wish, world));
        assert!(matches!(told, Err(PullError::Refused { .. })), "{told:?}");
    }
}
