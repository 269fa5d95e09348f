//! A Salesforce organisation of the tests: the object `Lead` behind the REST API, and the place where tokens
//! are given out.
//!
//! It is written from the documents (the REST API developer guide, the object reference, the OAuth flows of
//! connected apps), and shares nothing with the client. Where they leave something open it takes the awkward
//! side.

mod door;
mod leads;

use std::sync::MutexGuard;

use serde_json::{Value, json};

pub(crate) use self::leads::Leads;
use crate::service::{Answer, Asked, Faults, Server, Service, Weather};

pub(crate) const CLIENT: &str = "3MVG9consumer.key";
pub(crate) const SECRET: &str = "C0NSUMER";
pub(crate) const USER: &str = "bot@contoso.example";

/// What the organisation allows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    /// Whether the connected app has a user to run as.
    pub(crate) runs_as: bool,
    /// Whether that user sees leads.
    pub(crate) sees_leads: bool,
    /// Whether the user sees the field HasOptedOutOfEmail.
    pub(crate) sees_opt_out: bool,
    /// Whether the user edits leads.
    pub(crate) edits: bool,
    /// Whether the requests of the day are used up.
    pub(crate) is_used_up: bool,
}

/// The organisation.
pub(crate) struct Org {
    pub(crate) rules: Rules,
    pub(crate) leads: Leads,
    url: String,
    tokens: Vec<String>,
    weather: Weather,
    /// The writes that were carried out: the lead and the body.
    pub(crate) writes: Vec<(String, Value)>,
    /// All questions: method, path with query, and the status that was answered.
    pub(crate) asked: Vec<(String, String, u16)>,
}

/// The organisation on a server.
pub(crate) struct Salesforce(Server<Org>);

impl Salesforce {
    pub(crate) fn start() -> Self {
        let rules = Rules {
            runs_as: true,
            sees_leads: true,
            sees_opt_out: true,
            edits: true,
            is_used_up: false,
        };
        Self(Server::start(|url| Org {
            rules,
            leads: Leads::default(),
            url,
            tokens: Vec::new(),
            weather: Weather::default(),
            writes: Vec::new(),
            asked: Vec::new(),
        }))
    }

    pub(crate) fn url(&self) -> String {
        self.0.url()
    }

    /// Returns the organisation, to look at it and to change it.
    pub(crate) fn org(&self) -> MutexGuard<'_, Org> {
        self.0.service.lock().unwrap()
    }

    /// Lets things go wrong from now on.
    pub(crate) fn strike(&self, faults: Faults, seed: u64) {
        self.org().weather = Weather::new(faults, seed);
    }
}

impl Service for Org {
    fn answer(&mut self, asked: &Asked) -> Answer {
        if asked.path == "/services/oauth2/token" && asked.method == "POST" {
            return door::answer(self, asked);
        }
        let Some(path) = asked.path.strip_prefix("/services/data/v60.0/") else {
            return refuse(404, "NOT_FOUND", "The requested resource does not exist");
        };
        let token = asked.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
        if !token.is_some_and(|token| self.tokens.iter().any(|known| known == token)) {
            return refuse(401, "INVALID_SESSION_ID", "Session expired or invalid");
        }
        if self.rules.is_used_up {
            return refuse(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");
        }
        let path = path.to_owned();
        match (asked.method.as_str(), path.split_once('/')) {
            ("GET", None) if path == "query" || path == "queryAll" => {
                leads::query(self, asked, path == "queryAll")
            }
            ("GET", Some(("query", locator))) => leads::more(self, asked, locator),
            ("PATCH", Some(("composite", "sobjects"))) => leads::patch_all(self, asked),
            ("PATCH", Some(("sobjects", rest))) => match rest.strip_prefix("Lead/") {
                Some(id) => leads::patch(self, id, asked),
                None => refuse(404, "NOT_FOUND", "The requested resource does not exist"),
            },
            _ => refuse(404, "NOT_FOUND", "The requested resource does not exist"),
        }
    }

    fn throttle(&mut self) -> Answer {
        let message = "ConcurrentRequests (Concurrent API Requests) Limit exceeded.";
        refuse(403, "REQUEST_LIMIT_EXCEEDED", message)
    }

    fn is_exposed(&self, asked: &Asked) -> bool {
        asked.path.starts_with("/services/data/")
    }

    fn expire_tokens(&mut self) {
        self.tokens.clear();
    }

    fn meddle(&mut self, asked: &Asked) {
        let of_path = asked.path.rsplit('/').next().unwrap_or_default().to_owned();
        let of_body = asked.json()["records"][0]["id"].as_str().map(str::to_owned);
        self.leads.meddle(&of_body.unwrap_or(of_path));
    }

    fn repeat(&self, asked: &Asked, answer: &mut Answer) {
        if asked.path.contains("/query/") && answer.status == 200 {
            answer.body["done"] = json!(false);
            answer.body["nextRecordsUrl"] = json!(asked.path);
        }
    }

    fn weather(&mut self) -> &mut Weather {
        &mut self.weather
    }

    fn note(&mut self, asked: &Asked, status: u16) {
        self.asked.push((asked.method.clone(), asked.target.clone(), status));
    }
}

impl Org {
    /// Returns how often something went wrong.
    pub(crate) fn struck(&self) -> usize {
        self.weather.struck
    }
}

/// An error: they come as a list.
fn refuse(status: u16, code: &str, message: &str) -> Answer {
    Answer::of(status, json!([{"message": message, "errorCode": code, "fields": []}]))
}
