//! Errors that come with HTTP 200, and what each is answered with.
//!
//! The whole feed is tried in `tests/it` against a subscription that was written apart from it.

use std::collections::VecDeque;

use secrecy::SecretString;
use serde_json::json;

use super::*;
use crate::sources::feeds::testing::{Asked, Clock, Server, reply};
use crate::sources::feeds::{BadSettings, Opening};

fn error(code: &str) -> Value {
    json!({"success": false, "errors": [{"code": code, "message": "of ada@example.org"}]})
}

fn page(more: bool) -> Value {
    json!({"success": true, "nextPageToken": "p==", "moreResult": more})
}

/// Pulls from a service that gives tokens, and these answers one after the other, the last one for ever.
fn pull(answers: Vec<Value>) -> (Option<PullError>, Vec<Asked>) {
    let clock = Clock::new();
    let (ticking, mut answers) = (clock.clone(), VecDeque::from(answers));
    let server = Server::start(&clock, move |asked| {
        let body = match (asked.target.starts_with("/identity/"), answers.len()) {
            (true, _) => json!({"access_token": "t0ken", "expires_in": 3599}),
            (false, 1) => answers[0].clone(),
            (false, _) => answers.pop_front().expect("an answer"),
        };
        reply(200, &[("Content-Type", "application/json")], &body.to_string(), ticking.now())
    });
    let settings = format!("url = \"{}\"\nclient = \"id\"\nform = \"7\"\n", server.url());
    let settings = settings.parse().expect("TOML");
    let opening = Opening {
        settings: &settings,
        folder: std::path::Path::new("."),
        secret: Some(SecretString::from("hunter2")),
    };
    let mut feed = settings::open(&opening).unwrap_or_else(|BadSettings(why)| panic!("{why:?}"));
    let outcome = clock.world(|world| feed.pull(None, world, &mut |_| ControlFlow::Continue(())));
    if let Err(error) = &outcome {
        let said = format!("{error:?}");
        assert!(!said.contains("hunter2") && !said.contains("ada@"), "{said}");
    }
    (outcome.err(), server.asked())
}

/// How many seconds lie between two questions to the API, one after the other.
fn gaps(asked: &[Asked]) -> Vec<i64> {
    let api: Vec<&Asked> =
        asked.iter().filter(|asked| asked.target.starts_with("/rest/")).collect();
    api.windows(2).map(|pair| (pair[1].at - pair[0].at).num_seconds()).collect()
}

#[test]
fn a_window_that_is_full_is_waited_for() {
    let (outcome, asked) = pull(vec![page(false), error("606"), error("615"), page(false)]);
    assert_eq!(outcome, None);
    let gaps_of = gaps(&asked);
    assert_eq!(gaps_of[1], 20, "the window");
    assert!((1..=4).contains(&gaps_of[2]), "a moment: {gaps_of:?}");
    let (outcome, asked) = pull(vec![page(false), error("606")]);
    assert!(matches!(outcome, Some(PullError::Unreachable { wait: Some(_), .. })), "{outcome:?}");
    assert_eq!(gaps(&asked), [0, 20, 20, 20]);
}

#[test]
fn a_token_that_ended_is_taken_anew_once() {
    for code in ["600", "601", "602"] {
        let (outcome, asked) = pull(vec![page(false), error(code), page(false)]);
        assert_eq!(outcome, None, "{code}");
        let tokens = asked.iter().filter(|asked| asked.target.starts_with("/identity/")).count();
        assert_eq!(tokens, 2, "{code}");
    }
    let (outcome, _) = pull(vec![error("601")]);
    assert!(
        matches!(&outcome, Some(PullError::Refused { why, .. }) if why.contains("sign-in")),
        "{outcome:?}"
    );
}

#[test]
fn an_empty_page_can_go_on_and_one_that_never_ends_is_given_up() {
    let more = json!({"success": true, "nextPageToken": "q==", "moreResult": true});
    let (outcome, asked) = pull(vec![page(false), page(true), more, page(false)]);
    assert_eq!(outcome, None);
    assert!(
        asked.iter().any(|asked| asked.target.contains("nextPageToken=q%3D%3D")),
        "it was gone on with"
    );
    let (outcome, _) = pull(vec![page(true)]);
    assert_eq!(outcome, Some(going_round()));
    let (outcome, _) = pull(vec![page(false), error("1001")]);
    assert!(outcome.is_some(), "a place that is never known is given up");
}

#[test]
fn what_somebody_must_mend_is_said() {
    for (code, words) in
        [("603", "Read-Only Activity"), ("1013", "1013"), ("oops\u{1b}[2J", "oops2J")]
    {
        let (outcome, _) = pull(vec![error(code)]);
        let said = format!("{outcome:?}");
        assert!(said.contains(words) && !said.contains('\u{1b}'), "{said}");
    }
}
