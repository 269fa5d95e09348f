//! The feed against answers of the service, page by page.
//!
//! The whole feed is tried in `tests/it` against a server that was written apart from it.

mod tell;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use secrecy::SecretString;
use serde_json::json;

use super::*;
use crate::domain::ids::RecordId;
use crate::sources::contract::Item;
use crate::sources::feeds::testing::{Asked as Question, Clock, Server, reply};
use crate::sources::feeds::{BadSettings, CrmNews, Opening};

const FIRST: &str = "6f9619ff-8b86-d011-b42d-00c04fc964f1";
const SECOND: &str = "6f9619ff-8b86-d011-b42d-00c04fc964f2";

/// One answer: its status and its body, in which `URL` is the server's own address.
type Given = (u16, Value);

fn token() -> Given {
    (200, json!({"token_type": "Bearer", "expires_in": 3599, "access_token": "t0ken"}))
}

/// Starts a service that gives tokens, and these answers one after the other, the last one for ever.
fn serve(clock: &Clock, answers: Vec<Given>) -> Server {
    let (ticking, mut answers) = (clock.clone(), VecDeque::from(answers));
    let url: Arc<Mutex<String>> = Arc::default();
    let known = url.clone();
    let server = Server::start(clock, move |asked| {
        let (status, body) = match (asked.target.ends_with("/token"), answers.len()) {
            (true, _) => token(),
            (false, 1) => answers[0].clone(),
            (false, _) => answers.pop_front().expect("an answer"),
        };
        let body = body.to_string().replace("URL", &known.lock().expect("not poisoned"));
        reply(status, &[("Content-Type", "application/json")], &body, ticking.now())
    });
    *url.lock().expect("not poisoned") = server.url();
    server
}

fn open(server: &Server, more: &str) -> Box<dyn Feed> {
    let settings = format!(
        "url = \"{0}\"\nlogin = \"{0}\"\ntenant = \"contoso.com\"\nclient = \"app\"\n{more}",
        server.url()
    );
    let settings = settings.parse().expect("TOML");
    let opening = Opening {
        settings: &settings,
        folder: std::path::Path::new("."),
        secret: Some(SecretString::from("hunter2")),
    };
    settings::open(&opening).unwrap_or_else(|BadSettings(why)| panic!("{why:?}"))
}

#[derive(Debug, Default)]
struct Pulled {
    records: Vec<RecordId>,
    rejects: Vec<String>,
    crm: Vec<CrmNews>,
    cursor: Option<Value>,
    outcome: Option<PullError>,
}

fn pull(feed: &mut dyn Feed, clock: &Clock, from: Option<Value>) -> Pulled {
    let mut pulled = Pulled::default();
    let outcome = clock.world(|world| {
        feed.pull(from, world, &mut |piece| {
            for (item, _) in piece.items {
                match item {
                    Item::Record(parsed) => pulled.records.push(parsed.record.id),
                    Item::Reject(reject) => pulled.rejects.push(reject.reason),
                }
            }
            pulled.crm.extend(piece.crm);
            pulled.cursor = Some(piece.cursor);
            ControlFlow::Continue(())
        })
    });
    pulled.outcome = outcome.err();
    pulled
}

fn row(id: &str) -> Value {
    json!({
        "@odata.etag": "W/\"7\"",
        "leadid": id,
        "subject": "AppSource-PLT|contoso.engine",
        "lastname": "Byron",
        "emailaddress1": format!("{id}@example.org"),
        "statecode": 0,
        "statuscode": 1,
        "createdon": "2025-01-06T08:00:00Z",
        "modifiedon": "2025-01-06T08:00:00Z",
    })
}

fn rows(rows: &[Value], link: Option<(&str, &str)>) -> Given {
    let mut body = json!({"@odata.context": "URL/api/data/v9.2/$metadata#leads", "value": rows});
    if let Some((name, link)) = link {
        body[name] = json!(link);
    }
    (200, body)
}

fn refusal(status: u16, code: &str) -> Given {
    (status, json!({"error": {"code": code, "message": "of ada@example.org"}}))
}

/// What was asked of the Web API, each by its path behind the version.
fn asked(server: &Server) -> Vec<Question> {
    server.asked().into_iter().filter(|asked| asked.target.contains("/api/")).collect()
}

fn has(asked: &Question, words: &str) -> bool {
    asked.head.to_ascii_lowercase().contains(words)
}

const DELTA: (&str, &str) = ("@odata.deltaLink", "URL/api/data/v9.2/leads?$deltatoken=1");
const NEXT: (&str, &str) = ("@odata.nextLink", "URL/api/data/v9.2/leads?$skiptoken=1");

#[test]
fn changes_are_tracked_from_the_first_pass_on() {
    let clock = Clock::new();
    let gone = json!({"@odata.context": "URL/$metadata#leads/$deletedEntity", "id": FIRST, "reason": "deleted"});
    let server = serve(
        &clock,
        vec![
            rows(&[row(FIRST)], Some(NEXT)),
            rows(&[row(SECOND)], Some(DELTA)),
            rows(&[gone], Some(("@odata.deltaLink", "URL/api/data/v9.2/leads?$deltatoken=2"))),
        ],
    );
    let mut feed = open(&server, "");
    let first = pull(&mut *feed, &clock, None);
    assert_eq!((first.outcome, first.records.len()), (None, 2));
    assert!(
        matches!(
            first.crm.as_slice(),
            [CrmNews::WalkBegins, CrmNews::Seen { .. }, CrmNews::Seen { .. }, CrmNews::WalkEnds]
        ),
        "{:?}",
        first.crm
    );
    let second = pull(&mut *feed, &clock, first.cursor);
    assert_eq!(second.crm, [CrmNews::Gone { id: FIRST.to_owned() }]);
    let asked = asked(&server);
    let targets: Vec<&str> =
        asked.iter().map(|asked| asked.target.rsplit('?').next().unwrap_or_default()).collect();
    assert!(targets[0].starts_with("$select=leadid,"), "{targets:?}");
    assert_eq!(&targets[1..], ["$skiptoken=1", "$deltatoken=1"]);
    assert!(has(&asked[0], "odata.track-changes") && !has(&asked[1], "odata.track-changes"));
    assert!(asked.iter().all(|asked| has(asked, "authorization: bearer t0ken")));
    assert_eq!(server.asked().len(), 4, "one token serves all");
}

#[test]
fn a_token_that_ended_in_the_middle_is_taken_anew() {
    let clock = Clock::new();
    let server = serve(
        &clock,
        vec![rows(&[row(FIRST)], Some(NEXT)), (401, json!({})), rows(&[row(SECOND)], Some(DELTA))],
    );
    let pulled = pull(&mut *open(&server, ""), &clock, None);
    assert_eq!((pulled.outcome, pulled.records.len()), (None, 2));
    let server = serve(&clock, vec![(401, json!({}))]);
    let refused = pull(&mut *open(&server, ""), &clock, None).outcome;
    assert!(
        matches!(&refused, Some(PullError::Refused { why, .. }) if why.contains("sign-in")),
        "{refused:?}"
    );
    assert_eq!(asked(&server).len(), 2, "once more, and no oftener");
}

#[test]
fn without_tracking_it_goes_by_time_with_an_overlap() {
    let clock = Clock::new();
    let server =
        serve(&clock, vec![refusal(400, "0x80060888"), rows(&[row(FIRST)], None), rows(&[], None)]);
    let mut feed = open(&server, "overlap = \"5m\"\n");
    let first = pull(&mut *feed, &clock, None);
    assert_eq!((first.outcome.clone(), first.records.len()), (None, 1));
    pull(&mut *feed, &clock, first.cursor);
    let asked = asked(&server);
    assert!(
        asked[1].target.ends_with("&$orderby=modifiedon%20asc")
            && !asked[1].target.contains("$filter")
    );
    assert!(
        asked[2].target.contains("$filter=modifiedon%20ge%202025-01-06T09%3A25%3A00Z&"),
        "{}",
        asked[2].target
    );
    assert!(!has(&asked[2], "track-changes"), "it was refused once");

    let server = serve(&clock, vec![refusal(400, "0x80060888")]);
    let refused = pull(&mut *open(&server, "changes = \"tracking\"\n"), &clock, None).outcome;
    assert!(
        matches!(&refused, Some(PullError::Refused { advice, .. }) if advice.contains("Track changes"))
    );
}

#[test]
fn a_link_that_the_service_forgot_begins_again_once() {
    let clock = Clock::new();
    let server = serve(
        &clock,
        vec![
            rows(&[row(FIRST)], Some(DELTA)),
            refusal(410, "0x80044352"),
            rows(&[row(FIRST), row(SECOND)], Some(DELTA)),
        ],
    );
    let mut feed = open(&server, "");
    let first = pull(&mut *feed, &clock, None);
    let second = pull(&mut *feed, &clock, first.cursor);
    assert_eq!((second.outcome, second.records.len()), (None, 2), "what is known is known");

    let always = serve(&clock, vec![rows(&[row(FIRST)], Some(NEXT)), refusal(400, "0x0")]);
    let mut feed = open(&always, "changes = \"time\"\n");
    let given_up = pull(&mut *feed, &clock, None).outcome;
    assert!(matches!(given_up, Some(PullError::Refused { .. })), "{given_up:?}");
}

#[test]
fn a_page_that_comes_again_and_again_is_given_up() {
    let clock = Clock::new();
    let server = serve(&clock, vec![rows(&[row(FIRST)], Some(NEXT))]);
    let given_up = pull(&mut *open(&server, ""), &clock, None).outcome;
    assert_eq!(given_up, Some(going_round()));
}

#[test]
fn the_token_goes_to_no_other_place() {
    let clock = Clock::new();
    for link in [
        "http://127.0.0.1:1/api/data/v9.2/leads",
        "https://evil.example/leads",
        "URL.evil.example/x",
    ] {
        let server = serve(&clock, vec![rows(&[row(FIRST)], Some(("@odata.nextLink", link)))]);
        let pulled = pull(&mut *open(&server, ""), &clock, None);
        assert!(
            matches!(&pulled.outcome, Some(PullError::Refused { why, .. }) if why.contains("another address"))
        );
        assert_eq!(asked(&server).len(), 1);
    }
    let stolen =
        json!({"of": "https://contoso.crm.dynamics.com", "delta": "https://evil.example/x"});
    let cursor = Cursor::read(Some(stolen), "https://contoso.crm.dynamics.com");
    let question = cursor.question(Changes::Tracked, TimeDelta::zero());
    assert_eq!(question, super::Question::Tracked);
}

#[test]
fn what_is_not_the_marketplaces_is_left_alone_unless_all_is_asked_for() {
    let clock = Clock::new();
    let mut other = row(SECOND);
    other["subject"] = json!("Interested in our product");
    let mut test = row(SECOND);
    (test["subject"], test["emailaddress1"]) = (json!("x"), json!("MSFT_TEST_1@test.com"));
    let answer = || vec![rows(&[row(FIRST), other.clone(), test.clone()], Some(DELTA))];
    let server = serve(&clock, answer());
    let pulled = pull(&mut *open(&server, ""), &clock, None);
    assert_eq!(pulled.records.len(), 2);
    assert!(
        matches!(&pulled.crm[2], CrmNews::Unmarked(sighting) if sighting.id == SECOND),
        "{:?}",
        pulled.crm
    );
    let server = serve(&clock, answer());
    assert_eq!(pull(&mut *open(&server, "leads = \"all\"\n"), &clock, None).records.len(), 3);
}

#[test]
fn a_row_that_can_not_be_read_is_kept_and_the_others_go_on() {
    let clock = Clock::new();
    let mut odd = row(SECOND);
    odd["statecode"] = json!("open");
    let mut nameless = row(SECOND);
    nameless.as_object_mut().expect("an object").remove("leadid");
    let server = serve(&clock, vec![rows(&[odd, nameless, row(FIRST)], Some(DELTA))]);
    let pulled = pull(&mut *open(&server, ""), &clock, None);
    assert_eq!(pulled.rejects, ["a column has an unexpected form", "the row has no leadid"]);
    assert_eq!(pulled.records.len(), 1);
    assert!(!pulled.crm.contains(&CrmNews::WalkEnds), "nobody knows which leads were named");
}

#[test]
fn a_lead_that_the_crm_had_closed_is_marked_so() {
    let clock = Clock::new();
    let mut closed = row(FIRST);
    (closed["statecode"], closed["statuscode"]) = (json!(2), json!(5));
    let flags = |more: &str| {
        let server = serve(&clock, vec![rows(&[closed.clone(), row(SECOND)], Some(DELTA))]);
        let crm = pull(&mut *open(&server, more), &clock, None).crm;
        let flag = |news: CrmNews| match news {
            CrmNews::Seen { only_if_known, .. } => Some(only_if_known),
            _ => None,
        };
        crm.into_iter().filter_map(flag).collect::<Vec<_>>()
    };
    assert_eq!(flags(""), [true, false]);
    assert_eq!(flags("closed = \"take\"\n"), [false, false]);
}

#[test]
fn each_refusal_says_what_to_do_and_repeats_no_words_of_the_service() {
    let clock = Clock::new();
    for (answer, why, advice) in [
        (refusal(403, "0x80072560"), "no user of this organisation", "application user"),
        (refusal(403, "0x80040220"), "may not read leads (403 0x80040220)", "security role"),
        (refusal(404, ""), "no Web API", "`url`"),
        (refusal(400, "0x80060888"), "does not take the question (400 0x80060888)", "code"),
    ] {
        let server = serve(&clock, vec![answer]);
        let outcome = pull(&mut *open(&server, ""), &clock, None).outcome;
        let Some(PullError::Refused { why: said, advice: told }) = outcome else {
            panic!("{outcome:?}")
        };
        assert!(said.contains(why) && told.contains(advice), "{said}: {told}");
        assert!(!said.contains("ada@"), "{said}");
    }
}

#[test]
fn each_refusal_of_a_token_says_what_to_do() {
    let clock = Clock::new();
    for (number, words) in [
        (7_000_215, "copy the secret's value"),
        (7_000_222, "the client secret has ended"),
        (700_016, "knows no application app"),
        (90_002, "there is no tenant contoso.com"),
        (500_011, "no organisation of this address"),
        (53_003, "Conditional Access"),
        (1, "AADSTS1"),
    ] {
        let ticking = clock.clone();
        let body = json!({"error": "invalid_client", "error_description": "hunter2", "error_codes": [number]});
        let server =
            Server::start(&clock, move |_| reply(401, &[], &body.to_string(), ticking.now()));
        let outcome = pull(&mut *open(&server, ""), &clock, None).outcome;
        let said = format!("{outcome:?}");
        assert!(said.contains(words) && !said.contains("hunter2"), "{said}");
    }
}

/// Lets a person sign in at a service that gives a code, and then these answers, the last one for ever.
fn sign_in(
    clock: &Clock,
    answers: Vec<Given>,
) -> (Result<Option<SecretString>, PullError>, Vec<i64>) {
    let (ticking, mut answers) = (clock.clone(), VecDeque::from(answers));
    let code = json!({
        "device_code": "d", "user_code": "ABCD", "verification_uri": "https://microsoft.com/devicelogin",
        "expires_in": 60, "interval": 5,
    });
    let server = Server::start(clock, move |asked| {
        let (status, body) = match (asked.target.ends_with("/devicecode"), answers.len()) {
            (true, _) => (200, code.clone()),
            (false, 1) => answers[0].clone(),
            (false, _) => answers.pop_front().expect("an answer"),
        };
        reply(status, &[], &body.to_string(), ticking.now())
    });
    let settings = format!(
        "url = \"{0}\"\nlogin = \"{0}\"\ntenant = \"contoso.com\"\nclient = \"app\"\nsign_in = \"device\"\n",
        server.url()
    );
    let settings = settings.parse().expect("TOML");
    let opening = Opening { settings: &settings, folder: std::path::Path::new("."), secret: None };
    let signed_in = clock.world(|world| device::sign_in(&opening, world, &mut |_| {}));
    let asked = server.asked();
    let gaps = asked.windows(2).map(|pair| (pair[1].at - pair[0].at).num_seconds());
    (signed_in, gaps.collect())
}

fn pending(error: &str) -> Given {
    (400, json!({"error": error}))
}

#[test]
fn a_person_is_waited_for_as_patiently_as_the_service_asks() {
    use secrecy::ExposeSecret;
    let clock = Clock::new();
    let given = (200, json!({"access_token": "t", "refresh_token": "r"}));
    let answers = vec![pending("authorization_pending"), pending("slow_down"), given];
    let (signed_in, gaps) = sign_in(&clock, answers);
    let secret = signed_in.expect("signed in").expect("a person");
    assert_eq!((secret.expose_secret(), gaps), ("r", vec![5, 5, 10]));

    for (answers, words) in [
        (vec![pending("authorization_pending")], "nobody entered the code in time"),
        (vec![pending("expired_token")], "nobody entered the code in time"),
        (vec![pending("authorization_declined")], "did not allow it"),
        (vec![(200, json!({"access_token": "t"}))], "good for this once only"),
        (
            vec![(401, json!({"error_codes": [7_000_218]}))],
            "lets nobody sign in without its secret",
        ),
    ] {
        let (refused, gaps) = sign_in(&clock, answers);
        let refused = format!("{:?}", refused.expect_err("refused"));
        assert!(refused.contains(words), "{refused}");
        assert!(gaps.len() <= 12, "a minute is over");
    }
}
