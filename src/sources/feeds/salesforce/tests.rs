//! Where a token may go, and what a query may hold.
//!
//! The whole feed is tried in `tests/it` against an organisation that was written apart from it.

use std::sync::{Arc, Mutex};

use secrecy::SecretString;
use serde_json::json;

use super::*;
use crate::sources::feeds::testing::{Clock, Server, reply};
use crate::sources::feeds::{BadSettings, Opening};

/// Starts a service whose tokens are good at `instance` (`URL` is the service itself), and whose pages go on
/// at `next`.
fn pull(instance: &str, next: &str) -> (Option<PullError>, usize) {
    let clock = Clock::new();
    let (ticking, url) = (clock.clone(), Arc::<Mutex<String>>::default());
    let (known, instance, next) = (url.clone(), instance.to_owned(), next.to_owned());
    let server = Server::start(&clock, move |asked| {
        let body = match asked.target.as_str() {
            "/services/oauth2/token" => json!({"access_token": "t0ken", "instance_url": instance}),
            target if target.contains("LeadStatus") => json!({"records": []}),
            _ => json!({"records": [], "done": false, "nextRecordsUrl": next}),
        };
        let body = body.to_string().replace("URL", &known.lock().expect("not poisoned"));
        reply(200, &[("Content-Type", "application/json")], &body, ticking.now())
    });
    *url.lock().expect("not poisoned") = server.url();
    let settings = format!("url = \"{}\"\nclient = \"key\"\n", server.url());
    let settings = settings.parse().expect("TOML");
    let opening = Opening {
        settings: &settings,
        folder: std::path::Path::new("."),
        secret: Some(SecretString::from("hunter2")),
    };
    let mut feed = settings::open(&opening).unwrap_or_else(|BadSettings(why)| panic!("{why:?}"));
    let outcome = clock.world(|world| feed.pull(None, world, &mut |_| ControlFlow::Continue(())));
    let api =
        server.asked().into_iter().filter(|asked| asked.target.starts_with("/services/data/"));
    (outcome.err(), api.count())
}

#[test]
fn a_token_goes_to_salesforce_or_to_where_the_settings_say() {
    for elsewhere in
        ["https://evil.example", "https://salesforce.com.evil.example", "http://na1.salesforce.com"]
    {
        let (outcome, asked) = pull(elsewhere, "");
        assert!(
            matches!(&outcome, Some(PullError::Refused { why, .. }) if why.contains("not Salesforce's"))
        );
        assert_eq!(asked, 0, "{elsewhere}");
    }
    for elsewhere in
        ["https://evil.example/x", "//evil.example/x", "@evil.example/x", "/services/oauth2"]
    {
        let (outcome, asked) = pull("URL", elsewhere);
        assert_eq!((outcome, asked), (Some(forgotten()), 2), "{elsewhere}");
    }
}

#[test]
fn a_page_that_comes_again_and_again_is_given_up() {
    let (outcome, _) = pull("URL", "/services/data/v60.0/query/01g-500");
    assert_eq!(outcome, Some(going_round()));
}
