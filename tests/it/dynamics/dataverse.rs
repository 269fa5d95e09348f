//! A Dataverse of the tests: the table `lead` behind Microsoft's Web API, and the place where tokens are
//! given out.
//!
//! It is written from the documents (the reference of the table, paging, change tracking, conditional
//! operations, service protection limits, QualifyLead, Entra's token endpoint), and shares nothing with
//! the client. Where they leave something open it takes the awkward side.

mod entra;
mod lead;
mod rows;

use std::sync::MutexGuard;

use serde_json::{Value, json};

pub(crate) use self::entra::Door;
pub(crate) use self::rows::Rows;
use crate::service::{Answer, Asked, Faults, Server, Service, Weather};

pub(crate) const TENANT: &str = "contoso.com";
pub(crate) const CLIENT: &str = "11111111-2222-3333-4444-555555555555";
pub(crate) const SECRET: &str = "a~client.secret";

/// What the organisation allows and has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    /// Whether the table tracks changes.
    pub(crate) tracks: bool,
    /// Whether the application may read leads.
    pub(crate) may_read: bool,
    /// Whether it may write them.
    pub(crate) may_write: bool,
    /// Whether it is a user of the organisation.
    pub(crate) is_user: bool,
    /// Whether Dynamics 365 Sales is there.
    pub(crate) has_sales: bool,
}

/// The organisation.
pub(crate) struct State {
    pub(crate) rules: Rules,
    pub(crate) rows: Rows,
    /// The origin, once it is known.
    url: String,
    tokens: Vec<String>,
    /// Where people sign in.
    pub(crate) door: Door,
    weather: Weather,
    /// The writes that were carried out: the lead and the body.
    pub(crate) writes: Vec<(String, Value)>,
    /// All questions: method, path with query, and the status that was answered.
    pub(crate) asked: Vec<(String, String, u16)>,
}

/// The organisation on a server.
pub(crate) struct Dataverse(Server<State>);

impl Dataverse {
    pub(crate) fn start() -> Self {
        let rules =
            Rules { tracks: true, may_read: true, may_write: true, is_user: true, has_sales: true };
        Self(Server::start(|url| State {
            rules,
            rows: Rows::default(),
            url,
            tokens: Vec::new(),
            door: Door::default(),
            weather: Weather::default(),
            writes: Vec::new(),
            asked: Vec::new(),
        }))
    }

    pub(crate) fn url(&self) -> String {
        self.0.url()
    }

    /// Returns the organisation, to look at it and to change it.
    pub(crate) fn org(&self) -> MutexGuard<'_, State> {
        self.0.service.lock().unwrap()
    }

    /// Lets things go wrong from now on.
    pub(crate) fn strike(&self, faults: Faults, seed: u64) {
        self.org().weather = Weather::new(faults, seed);
    }

    /// Takes all tokens back.
    pub(crate) fn expire_tokens(&self) {
        self.org().tokens.clear();
    }
}

impl Service for State {
    fn answer(&mut self, asked: &Asked) -> Answer {
        self.reply(asked)
    }

    fn throttle(&mut self) -> Answer {
        let message =
            "Number of requests exceeded the limit of 6000 over time window of 300 seconds.";
        let headers = vec![("Retry-After", "1".to_owned())];
        Answer { headers, ..refuse(429, "0x80072322", message) }
    }

    fn is_exposed(&self, asked: &Asked) -> bool {
        asked.path.starts_with("/api/")
    }

    fn expire_tokens(&mut self) {
        self.tokens.clear();
    }

    fn meddle(&mut self, asked: &Asked) {
        self.rows.meddle(&asked.path);
    }

    fn repeat(&self, asked: &Asked, answer: &mut Answer) {
        if asked.target.contains("$skiptoken") && answer.status == 200 {
            answer.body["@odata.nextLink"] = json!(format!("{}{}", self.url, asked.target));
        }
    }

    fn weather(&mut self) -> &mut Weather {
        &mut self.weather
    }

    fn note(&mut self, asked: &Asked, status: u16) {
        self.asked.push((asked.method.clone(), asked.target.clone(), status));
    }
}

impl State {
    fn reply(&mut self, asked: &Asked) -> Answer {
        if let Some((tenant, what)) = asked.path[1..].split_once("/oauth2/v2.0/") {
            return match (tenant, asked.method.as_str()) {
                (TENANT, "POST") => entra::answer(self, what, asked),
                _ => entra::refuse(400, 90_002, "invalid_request"),
            };
        }
        let Some(path) = asked.path.strip_prefix("/api/data/v9.2/") else {
            return Answer { status: 404, headers: Vec::new(), body: Value::Null };
        };
        let token = asked.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
        if !token.is_some_and(|token| self.tokens.iter().any(|known| known == token)) {
            let headers = vec![("WWW-Authenticate", "Bearer".to_owned())];
            return Answer { status: 401, headers, body: Value::Null };
        }
        if !self.rules.is_user {
            return refuse(403, "0x80072560", "The user is not a member of the organization.");
        }
        if asked.header("odata-version").is_some_and(|version| version != "4.0") {
            return refuse(400, "0x0", "The OData version is not supported.");
        }
        self.api(path, asked)
    }

    fn api(&mut self, path: &str, asked: &Asked) -> Answer {
        let id = path.strip_prefix("leads(").and_then(|rest| rest.split_once(')'));
        match (asked.method.as_str(), path, id) {
            ("GET", "WhoAmI", _) => {
                Answer::ok(json!({"UserId": "u", "BusinessUnitId": "b", "OrganizationId": "o"}))
            }
            ("GET", "leads", _) if !self.rules.may_read => no_privilege("prvReadLead"),
            ("GET", "leads", _) => rows::list(self, asked),
            ("GET", "systemusers", _) => self.rows.users_named(asked),
            ("GET", path, _) if path.contains("/Attributes(LogicalName='statuscode')/") => {
                Answer::ok(lead::status_reasons())
            }
            ("GET", _, Some((id, ""))) if self.rules.may_read => self.rows.one(id),
            ("PATCH" | "POST", _, Some(_)) if !self.rules.may_write => no_privilege("prvWriteLead"),
            ("PATCH", _, Some((id, ""))) => rows::patch(self, id, asked),
            ("POST", _, Some((id, "/Microsoft.Dynamics.CRM.QualifyLead"))) => {
                rows::qualify(self, id, asked)
            }
            _ => refuse(404, "0x8006088a", "Resource not found for the segment."),
        }
    }

    fn url(&self) -> &str {
        &self.url
    }

    /// Returns how many questions came before their time.
    pub(crate) fn early(&self) -> usize {
        self.weather.early
    }
}

fn no_privilege(name: &str) -> Answer {
    refuse(403, "0x80040220", &format!("Principal user (Id=1) is missing {name} privilege"))
}

/// An error of the Web API.
fn refuse(status: u16, code: &str, message: &str) -> Answer {
    let body = json!({"error": {"code": code, "message": message}});
    Answer { status, headers: Vec::new(), body }
}
