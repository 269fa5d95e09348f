//! One request: where it goes, what of it is read, and what it is answered.
//!
//! A wrong secret, a missing one and an unknown path are told apart by nobody.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Bytes, Incoming};
use hyper::header::{CONTENT_ENCODING, FORWARDED, HeaderMap, VIA};
use hyper::http::request::Parts;
use hyper::{Method, Request, Response};
use tokio::sync::{Semaphore, SemaphorePermit, mpsc, oneshot};
use tokio::time::{Instant, timeout_at};

use super::crowd::Crowd;
use super::doors::{Doors, Log};
use super::metrics::Metrics;
use super::outcome::Outcome;
use super::pulse::Pulse;
use super::settings::Limits;
use super::writer::{Handed, Health};
use crate::app::receive::{Delivery, Receipt};

/// How many secrets one request may try; ours sends one.
const MOST_CANDIDATES: usize = 8;

/// The names under which a query may bear the secret.
const NAMES: [&str; 3] = ["code", "sig", "secret"];

/// What all requests share.
pub(super) struct Desk {
    pub(super) limits: Limits,
    pub(super) doors: Doors,
    pub(super) crowd: Arc<Crowd>,
    pub(super) metrics: Arc<Metrics>,
    pub(super) health: Arc<Health>,
    pub(super) queue: mpsc::Sender<Handed>,
    /// The KiB of bodies that may still be in memory.
    pub(super) room: Semaphore,
    pub(super) now: Box<dyn Fn() -> DateTime<Utc> + Send + Sync>,
    pub(super) log: Arc<Log>,
}

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Desk").finish_non_exhaustive()
    }
}

/// What is known of a request when it is answered.
struct Account {
    outcome: Outcome,
    text: Option<String>,
    feed: Option<String>,
    bytes: usize,
}

impl From<Outcome> for Account {
    fn from(outcome: Outcome) -> Self {
        Self { outcome, text: None, feed: None, bytes: 0 }
    }
}

/// What came of a body.
enum Arrived {
    Whole(Vec<u8>),
    Slow(Vec<u8>),
    Broken(Vec<u8>),
    TooLarge(usize),
}

impl Desk {
    /// Answers a request, and notes it.
    pub(super) async fn answer(
        &self,
        pulse: &Pulse,
        peer: IpAddr,
        request: Request<Incoming>,
    ) -> Response<Full<Bytes>> {
        let began = Instant::now();
        pulse.came();
        let account = self.account(pulse, peer, request).await;
        self.note(account.outcome, account.feed.as_deref(), began, account.bytes);
        account.outcome.answer(account.text)
    }

    /// Notes what became of a request in metrics and log.
    pub(super) fn note(&self, outcome: Outcome, feed: Option<&str>, began: Instant, bytes: usize) {
        let took = began.elapsed();
        self.metrics.request(outcome, took, bytes);
        (self.log)(&format!(
            "{} {} {} {} ms {bytes} bytes",
            feed.unwrap_or("-"),
            outcome.label(),
            outcome.status().as_u16(),
            took.as_millis(),
        ));
    }

    async fn account(&self, pulse: &Pulse, peer: IpAddr, request: Request<Incoming>) -> Account {
        let (head, body) = request.into_parts();
        let reads = matches!(head.method, Method::GET | Method::HEAD);
        match head.uri.path() {
            "/health" if reads && self.health.is_good() => Outcome::Healthy.into(),
            "/health" if reads => Outcome::Unhealthy.into(),
            "/metrics" if reads && is_near(peer, &head.headers) => {
                let waiting = self.queue.max_capacity() - self.queue.capacity();
                Account { text: Some(self.metrics.text(waiting)), ..Outcome::Metrics.into() }
            }
            _ => match self.doors.feed(&candidates(&head)).await {
                None => Outcome::NotFound.into(),
                Some(feed) => {
                    let account = self.delivery(pulse, &feed, &head, body).await;
                    Account { feed: Some(feed), ..account }
                }
            },
        }
    }

    /// Takes a body that came with the secret of a feed.
    async fn delivery(&self, pulse: &Pulse, feed: &str, head: &Parts, body: Incoming) -> Account {
        let objection = if head.method != Method::POST {
            Some(Outcome::Method)
        } else if is_encoded(&head.headers) {
            Some(Outcome::Encoded)
        } else {
            None
        };
        let until = pulse.request_until();
        let declared = body.size_hint().exact();
        if declared.is_some_and(|bytes| bytes > self.limits.body as u64) {
            return Outcome::TooLarge.into();
        }
        let Some(_room) = self.room_for(declared, until).await else {
            return Outcome::Busy.into();
        };
        let (body, objection) = match self.read(body, until).await {
            Arrived::Whole(body) => (body, objection),
            Arrived::Slow(body) => (body, Some(Outcome::Slow)),
            Arrived::Broken(body) => (body, Some(Outcome::Broken)),
            Arrived::TooLarge(bytes) => return Account { bytes, ..Outcome::TooLarge.into() },
        };
        pulse.whole();
        let bytes = body.len();
        if body.is_empty() {
            return objection.unwrap_or(Outcome::Empty).into();
        }
        let (receipt, waiting) = oneshot::channel();
        let delivery = Delivery {
            feed: feed.to_owned(),
            body,
            unreadable: objection.map(Outcome::objection),
            received_at: (self.now)(),
        };
        if self.queue.try_send(Handed::Delivery { delivery, receipt }).is_err() {
            let outcome = if self.queue.is_closed() { Outcome::NotStored } else { Outcome::Busy };
            return Account { bytes, ..outcome.into() };
        }
        let (outcome, text) = match (waiting.await, objection) {
            (Err(_), _) => (Outcome::NotStored, None),
            (Ok(_), Some(objection)) => (objection, None),
            (Ok(Receipt::Taken { .. }), None) => (Outcome::Accepted, None),
            (Ok(Receipt::Unreadable { reason }), None) => {
                (Outcome::Unreadable, Some(format!("{reason}\n")))
            }
        };
        Account { text, bytes, ..outcome.into() }
    }

    /// Waits for memory for a body; one that does not tell its size may be as large as any.
    async fn room_for(&self, declared: Option<u64>, until: Instant) -> Option<SemaphorePermit<'_>> {
        let largest = self.limits.body.min(self.limits.held);
        let bytes = declared.and_then(|bytes| usize::try_from(bytes).ok()).unwrap_or(largest);
        let kib = u32::try_from(bytes.min(largest) / 1024).unwrap_or(u32::MAX);
        timeout_at(until, self.room.acquire_many(kib)).await.ok()?.ok()
    }

    async fn read(&self, mut body: Incoming, until: Instant) -> Arrived {
        let mut read = Vec::new();
        loop {
            match timeout_at(until, body.frame()).await {
                Err(_) => return Arrived::Slow(read),
                Ok(None) => return Arrived::Whole(read),
                Ok(Some(Err(_))) => return Arrived::Broken(read),
                Ok(Some(Ok(frame))) => {
                    let Ok(data) = frame.into_data() else { continue };
                    if read.len() + data.len() > self.limits.body {
                        return Arrived::TooLarge(read.len() + data.len());
                    }
                    read.extend_from_slice(&data);
                }
            }
        }
    }
}

/// Returns whether somebody on this machine asks, and not by way of a proxy that says so.
fn is_near(peer: IpAddr, headers: &HeaderMap) -> bool {
    let forwarded = headers.contains_key(FORWARDED)
        || headers.contains_key(VIA)
        || headers.contains_key("x-forwarded-for");
    peer.to_canonical().is_loopback() && !forwarded
}

fn is_encoded(headers: &HeaderMap) -> bool {
    headers.get_all(CONTENT_ENCODING).iter().any(|value| {
        value.to_str().map_or(true, |value| {
            value
                .split(',')
                .map(str::trim)
                .any(|name| !name.is_empty() && !name.eq_ignore_ascii_case("identity"))
        })
    })
}

/// Returns whatever may be the secret, as it was written and without its percent signs. There is
/// none on other paths than that of leads.
fn candidates(head: &Parts) -> Vec<Vec<u8>> {
    let Some(rest) = head.uri.path().strip_prefix("/leads") else { return Vec::new() };
    let mut written = Vec::new();
    if let Some(secret) = rest.strip_prefix('/') {
        written.push(secret);
    } else if rest.is_empty() {
        let pairs = head.uri.query().unwrap_or_default().split('&');
        written.extend(
            pairs
                .filter_map(|pair| pair.split_once('='))
                .filter(|(name, _)| NAMES.contains(name))
                .map(|(_, value)| value)
                .take(MOST_CANDIDATES),
        );
    }
    written.iter().flat_map(|text| [text.as_bytes().to_vec(), percent_decoded(text)]).collect()
}

fn percent_decoded(text: &str) -> Vec<u8> {
    let digit = |byte: Option<&u8>| {
        byte.and_then(|byte| char::from(*byte).to_digit(16))
            .and_then(|digit| u8::try_from(digit).ok())
    };
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut place = 0;
    while let Some(byte) = bytes.get(place) {
        match (byte, digit(bytes.get(place + 1)), digit(bytes.get(place + 2))) {
            (b'%', Some(high), Some(low)) => {
                decoded.push(high * 16 + low);
                place += 3;
            }
            _ => {
                decoded.push(*byte);
                place += 1;
            }
        }
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tried(uri: &str) -> Vec<String> {
        let (head, ()) = Request::builder().uri(uri).body(()).expect("a request").into_parts();
        candidates(&head).iter().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect()
    }

    #[test]
    fn the_secret_may_stand_in_path_or_query_with_or_without_percent_signs() {
        assert_eq!(tried("/leads/a%2Fb"), ["a%2Fb", "a/b"]);
        assert_eq!(tried("/leads?api-version=1&sig=a%2bb"), ["a%2bb", "a+b"]);
        assert_eq!(tried("/leads?code=x&secret=y"), ["x", "x", "y", "y"]);
        assert_eq!(tried("/leads/100%"), ["100%", "100%"]);
    }

    #[test]
    fn other_paths_bear_no_secret() {
        for uri in ["/", "/lead/x", "/leadsx?code=x", "/x?code=x", "/leads", "/leads?other=x"] {
            assert_eq!(tried(uri), Vec::<String>::new(), "{uri}");
        }
    }

    #[test]
    fn metrics_are_for_this_machine_alone() {
        let near = |peer: &str, header: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header, hyper::header::HeaderValue::from_static("x"));
            is_near(peer.parse().expect("an address"), &headers)
        };
        assert!(near("127.0.0.1", "host") && near("::1", "host"));
        assert!(near("::ffff:127.0.0.1", "host"));
        assert!(!near("192.0.2.1", "host") && !near("::ffff:192.0.2.1", "host"));
        assert!(!near("127.0.0.1", "via") && !near("127.0.0.1", "x-forwarded-for"));
    }

    #[test]
    fn one_request_does_not_try_many_secrets() {
        let uri = format!("/leads?{}", "code=x&".repeat(1_000));
        assert_eq!(tried(&uri).len(), 2 * MOST_CANDIDATES);
    }
}
