//! Questions over HTTP, asked again where that may help.
//!
//! It owns the connection, the time limits, the waiting between tries, and the words for what goes
//! wrong on the way. What an answer means is the business of the feed. Addresses may hold secrets,
//! so no word of an error repeats more of one than its host.

use std::net::IpAddr;
use std::ops::ControlFlow;
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use chrono::{DateTime, Utc};
use ureq::http::HeaderMap;
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, AsSendBody, Body, SendBody};

use super::{PullError, World};

mod fault;

use fault::Fault;

/// How often a question is asked at most.
const TRIES: usize = 4;
/// How long all tries of a question and the waiting between them may take together.
const BUDGET: Duration = Duration::from_secs(60);
/// The shortest and the longest time between two tries, but for what the service asks for.
const DELAYS: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(15)];
/// How long a connection may take to stand.
const CONNECT: Duration = Duration::from_secs(10);
/// How long one try may take in all.
const WHOLE: Duration = Duration::from_secs(30);
/// The most bytes that an answer may have, unpacked.
const BODY_BYTES: u64 = 32 << 20;
/// The longest wait that a service can ask for: beyond, it is a slip.
const LONGEST_WAIT: Duration = Duration::from_secs(366 * 24 * 60 * 60);
/// Answers that may be others a moment later.
const PASSING: [u16; 7] = [408, 425, 429, 500, 502, 503, 504];

/// Asks questions.
pub(super) struct Client {
    agent: Agent,
}

/// One question, made anew for each try, since a signature holds the time.
pub(super) struct Request {
    /// The whole address. It may hold a secret.
    pub(super) url: String,
    /// What stands in its head.
    pub(super) headers: Vec<(&'static str, String)>,
    /// What is asked for.
    pub(super) method: Method,
    /// What is sent along; nothing with `GET`.
    pub(super) body: Vec<u8>,
}

/// What a question asks for. Each can be asked again: an answer that was lost on the way is one that
/// may have been carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    /// To be told.
    Get,
    /// To have something done.
    Post,
    /// To have something changed.
    Patch,
}

impl Request {
    /// Makes a question to be told something.
    pub(super) fn get(url: String, headers: Vec<(&'static str, String)>) -> Self {
        Self { url, headers, method: Method::Get, body: Vec::new() }
    }

    /// Makes a question that sends JSON.
    pub(super) fn json(
        method: Method,
        url: String,
        mut headers: Vec<(&'static str, String)>,
        body: &serde_json::Value,
    ) -> Self {
        headers.push(("Content-Type", "application/json".to_owned()));
        Self { url, headers, method, body: body.to_string().into_bytes() }
    }

    /// Makes a question that sends the fields of a form.
    pub(super) fn form(url: String, fields: &[(&str, &str)]) -> Self {
        let pairs = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value)));
        let body = pairs.collect::<Vec<_>>().join("&").into_bytes();
        let headers = vec![
            ("Accept", "application/json".to_owned()),
            ("Content-Type", "application/x-www-form-urlencoded".to_owned()),
        ];
        Self { url, headers, method: Method::Post, body }
    }

    /// Returns the host alone, which may be said.
    fn host(&self) -> &str {
        let rest = self.url.split_once("://").map_or(self.url.as_str(), |(_, rest)| rest);
        rest.split(['/', '?']).next().unwrap_or_default()
    }
}

/// An answer that came whole.
pub(super) struct Answer {
    /// Its status.
    pub(super) status: u16,
    /// Its body, unpacked.
    pub(super) body: Vec<u8>,
    /// When it was here, by our clock.
    pub(super) received_at: DateTime<Utc>,
    headers: HeaderMap,
}

impl Answer {
    /// Returns the value of a line of its head; names know no case.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Returns the time by the server's clock, to the second.
    pub(super) fn date(&self) -> Option<DateTime<Utc>> {
        http_date(self.header("date")?)
    }

    /// Returns how long the service asks us to wait.
    fn retry_after(&self) -> Option<Duration> {
        let asked = self.header("retry-after")?.trim();
        let wait = match asked.parse::<u64>() {
            Ok(seconds) => Duration::from_secs(seconds),
            // The service means its own clock.
            Err(_) => {
                let now = self.date().unwrap_or(self.received_at);
                (http_date(asked)? - now).to_std().unwrap_or_default()
            }
        };
        Some(wait.min(LONGEST_WAIT))
    }

    /// Returns whether it is a page for people.
    fn is_page(&self) -> bool {
        let names_itself = self
            .header("content-type")
            .is_some_and(|kind| kind.to_ascii_lowercase().contains("html"));
        let start: Vec<u8> = self.body.trim_ascii_start().iter().take(14).copied().collect();
        let start = start.to_ascii_lowercase();
        names_itself || start.starts_with(b"<!doctype html") || start.starts_with(b"<html")
    }
}

/// What a feed makes of an answer before it reads it.
pub(super) enum Verdict {
    /// It can be read, be it a refusal.
    Whole,
    /// It broke off, or is something else: a failed try.
    Cut,
    /// The service has no time for us, and says so in words of its own: a failed try too.
    Busy {
        /// Why, in words without secrets.
        why: String,
        /// How long it is to be left alone at least, where that is known.
        wait: Option<Duration>,
    },
}

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum SendError {
    /// As the feed hands it on.
    Pull(PullError),
    /// It is larger than we take: ask for less.
    TooLarge,
}

impl Client {
    /// Makes a client. It connects with the first question only.
    pub(super) fn new() -> Self {
        // The roots are the system's own, or those of SSL_CERT_FILE and SSL_CERT_DIR; they are
        // read with the first question too. Proxies come from the environment. A redirect would
        // carry a signature to another place, so none is followed.
        let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_connect(Some(CONNECT))
            .timeout_global(Some(WHOLE))
            .user_agent(concat!("leadclock/", env!("CARGO_PKG_VERSION")))
            .tls_config(tls)
            .build()
            .new_agent();
        Self { agent }
    }

    /// Asks until there is an answer that no wait would change. `make` makes the question for the
    /// time it is given; an answer of status 200 that is not `whole` is a failed try.
    ///
    /// # Errors
    /// Also for answers that no feed can read: pages for people, and redirects.
    pub(super) fn send(
        &self,
        world: &World<'_>,
        make: &dyn Fn(DateTime<Utc>) -> Request,
        is_whole: &dyn Fn(&Answer) -> bool,
    ) -> Result<Answer, SendError> {
        let judge = |answer: &Answer| match answer.status == 200 && !is_whole(answer) {
            true => Verdict::Cut,
            false => Verdict::Whole,
        };
        self.send_judged(world, make, &judge)
    }

    /// Does the same for a service that says in answers of its own how busy it is.
    ///
    /// # Errors
    /// As above.
    pub(super) fn send_judged(
        &self,
        world: &World<'_>,
        make: &dyn Fn(DateTime<Utc>) -> Request,
        judge: &dyn Fn(&Answer) -> Verdict,
    ) -> Result<Answer, SendError> {
        let [shortest, longest] = DELAYS;
        let mut delays = ExponentialBuilder::default()
            .with_jitter()
            .with_min_delay(shortest)
            .with_max_delay(longest)
            .with_max_times(TRIES - 1)
            .build();
        let start = (world.now)();
        let mut waited = Duration::ZERO;
        loop {
            let (why, asked) = match self.ask(world, &make((world.now)()), judge) {
                Ok(answer) => return Ok(answer),
                Err(Fault::Passing { why, wait }) => (why, wait),
                Err(Fault::TooLarge) => return Err(SendError::TooLarge),
                Err(Fault::Blocked { why, advice }) => {
                    let blocked = PullError::Unreachable { why, advice, wait: None };
                    return Err(SendError::Pull(blocked));
                }
                Err(Fault::Lasting { why, advice }) => {
                    return Err(SendError::Pull(PullError::Refused { why, advice }));
                }
            };
            // A clock that is set back meanwhile must not make it longer.
            let spent = ((world.now)() - start).to_std().unwrap_or_default().max(waited);
            let next = delays
                .next()
                .map(|delay| delay.max(asked.unwrap_or_default()))
                .filter(|wait| spent.saturating_add(*wait) <= BUDGET);
            let Some(wait) = next else {
                return Err(SendError::Pull(PullError::Unreachable {
                    why,
                    advice: String::new(),
                    wait: asked,
                }));
            };
            if let ControlFlow::Break(()) = (world.pause)(wait) {
                return Err(SendError::Pull(PullError::Stopped));
            }
            waited += wait;
        }
    }

    fn run(
        &self,
        request: &Request,
        body: impl AsSendBody,
    ) -> Result<ureq::http::Response<Body>, ureq::Error> {
        let method = match request.method {
            Method::Get => ureq::http::Method::GET,
            Method::Post => ureq::http::Method::POST,
            Method::Patch => ureq::http::Method::PATCH,
        };
        let mut asked = ureq::http::Request::builder().method(method).uri(&request.url);
        for (name, value) in &request.headers {
            asked = asked.header(*name, value);
        }
        let mut asked = self.agent.configure_request(asked.body(body)?);
        if is_this_computer(request.host()) {
            // A proxy's own computer is not ours.
            asked = asked.proxy(None);
        }
        self.agent.run(asked.build())
    }

    fn ask(
        &self,
        world: &World<'_>,
        request: &Request,
        judge: &dyn Fn(&Answer) -> Verdict,
    ) -> Result<Answer, Fault> {
        let host = request.host();
        let response = match request.method {
            Method::Get => self.run(request, SendBody::none()),
            Method::Post | Method::Patch => self.run(request, request.body.as_slice()),
        };
        let response = response.map_err(|error| Fault::of(&error, host))?;
        let (head, body) = response.into_parts();
        let body = body
            .into_with_config()
            .limit(BODY_BYTES)
            .read_to_vec()
            .map_err(|error| Fault::of(&error, host))?;
        let answer = Answer {
            status: head.status.as_u16(),
            body,
            received_at: (world.now)(),
            headers: head.headers,
        };
        match answer.status {
            status if PASSING.contains(&status) => {
                Err(Fault::of_status(status, host, answer.retry_after()))
            }
            300..400 => Err(Fault::redirect(host)),
            407 => Err(Fault::proxy_name()),
            _ if answer.is_page() => Err(Fault::page(host)),
            _ => match judge(&answer) {
                Verdict::Whole => Ok(answer),
                Verdict::Cut => Err(Fault::cut(host)),
                Verdict::Busy { why, wait } => Err(Fault::Passing { why, wait }),
            },
        }
    }
}

fn is_this_computer(host: &str) -> bool {
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name).trim_matches(['[', ']']);
    name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Returns whether an address is one of this computer, where nobody can listen in.
pub(super) fn is_local(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    is_this_computer(rest.split(['/', '?']).next().unwrap_or_default())
}

/// Writes a value so that it can stand in an address or a form.
pub(super) fn encoded(value: &str) -> String {
    let mut written = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                written.push(char::from(byte));
            }
            byte => written.push_str(&format!("%{byte:02X}")),
        }
    }
    written
}

/// Writes a time as HTTP does.
pub(super) fn as_http_date(time: DateTime<Utc>) -> String {
    time.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

fn http_date(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc2822(text).ok().map(|time| time.to_utc())
}

#[cfg(test)]
mod tests;
