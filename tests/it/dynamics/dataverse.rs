//! A Dataverse of the tests: the table `lead` behind Microsoft's Web API, and the place where tokens are
//! given out.
//!
//! It is written from the documents (the reference of the table, paging, change tracking, conditional
//! operations, service protection limits, QualifyLead, Entra's token endpoint), and shares nothing with
//! the client. Where they leave something open it takes the awkward side.

mod entra;
mod faults;
mod http;
mod lead;
mod rows;

use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::JoinHandle;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

pub(crate) use self::entra::Door;
pub(crate) use self::faults::Faults;
use self::faults::{Strike, Weather};
use self::http::{Answer, Asked, read, write};
pub(crate) use self::rows::Rows;

pub(crate) const TENANT: &str = "contoso.com";
pub(crate) const CLIENT: &str = "11111111-2222-3333-4444-555555555555";
pub(crate) const SECRET: &str = "a~client.secret";

/// The time there, and of the program, which reads the machine's.
#[expect(clippy::disallowed_methods, reason = "the program under test runs by the machine's clock")]
pub(crate) fn now() -> DateTime<Utc> {
    Utc::now()
}

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

/// A server on this computer, until it is dropped.
pub(crate) struct Dataverse {
    state: Arc<Mutex<State>>,
    port: u16,
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Dataverse {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let rules =
            Rules { tracks: true, may_read: true, may_write: true, is_user: true, has_sales: true };
        let state = Arc::new(Mutex::new(State {
            rules,
            rows: Rows::default(),
            url: format!("http://127.0.0.1:{port}"),
            tokens: Vec::new(),
            door: Door::default(),
            weather: Weather::default(),
            writes: Vec::new(),
            asked: Vec::new(),
        }));
        let is_over = Arc::new(AtomicBool::new(false));
        let (shared, over) = (state.clone(), is_over.clone());
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if over.load(Ordering::SeqCst) {
                    return;
                }
                if let Ok(mut stream) = stream {
                    // A connection that breaks is what this is for.
                    let _ = serve(&mut stream, &shared);
                }
            }
        });
        Self { state, port, is_over, thread: Some(thread) }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Returns the organisation, to look at it and to change it.
    pub(crate) fn org(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
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

impl Drop for Dataverse {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn serve(stream: &mut TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    let Some(asked) = read(stream)? else { return Ok(()) };
    let mut state = state.lock().unwrap();
    let is_api = asked.path.starts_with("/api/");
    let strike = if is_api { state.weather.strike(&asked) } else { Strike::None };
    let answer = match &strike {
        Strike::Cut => return Ok(()),
        Strike::Answer(answer) => answer.clone(),
        Strike::TokensEnd => {
            state.tokens.clear();
            state.answer(&asked)
        }
        Strike::SomebodyElse => {
            state.rows.meddle(&asked.path);
            state.answer(&asked)
        }
        Strike::SamePage if asked.target.contains("$skiptoken") => {
            let mut answer = state.answer(&asked);
            let again = format!("{}{}", state.url, asked.target);
            answer.body["@odata.nextLink"] = json!(again);
            answer
        }
        Strike::None | Strike::Half | Strike::CutAfter | Strike::SamePage => state.answer(&asked),
    };
    state.asked.push((asked.method.clone(), asked.target.clone(), answer.status));
    match strike {
        Strike::CutAfter => Ok(()),
        strike => write(stream, &answer, strike == Strike::Half),
    }
}

impl State {
    fn answer(&mut self, asked: &Asked) -> Answer {
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
