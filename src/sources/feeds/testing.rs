//! For the tests: a server that answers as it is told to, and a world without waiting.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::World;
use super::http::as_http_date;

/// A clock that runs only where a test or a pause moves it.
#[derive(Clone)]
pub(super) struct Clock(Arc<AtomicI64>);

impl Clock {
    pub(super) fn new() -> Self {
        let monday: DateTime<Utc> = "2025-01-06T09:30:00Z".parse().expect("a time");
        Self(Arc::new(AtomicI64::new(monday.timestamp_millis())))
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0.load(Ordering::SeqCst)).expect("in range")
    }

    pub(super) fn pass(&self, span: Duration) {
        self.0.fetch_add(span.as_millis() as i64, Ordering::SeqCst);
    }

    /// Runs something in a world that waits by moving this clock.
    pub(super) fn world<T>(&self, run: impl FnOnce(&World<'_>) -> T) -> T {
        let now = || self.now();
        let pause = |span| {
            self.pass(span);
            ControlFlow::Continue(())
        };
        run(&World { feed: "azure", now: &now, pause: &pause })
    }
}

/// A question as the server got it.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// The path and query.
    pub(super) target: String,
    /// The whole head.
    pub(super) head: String,
    /// What was sent along.
    pub(super) body: String,
    /// When it came, by the clock of the test.
    pub(super) at: DateTime<Utc>,
}

/// What the server sends: these bytes, and then it closes the connection.
pub(super) type Reply = Vec<u8>;

/// Writes an answer with a right length and a date.
pub(super) fn reply(
    status: u16,
    headers: &[(&str, &str)],
    body: &str,
    now: DateTime<Utc>,
) -> Reply {
    let mut head = format!("HTTP/1.1 {status} So\r\nConnection: close\r\n");
    let given = |name: &str| headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
    if !given("Date") {
        head += &format!("Date: {}\r\n", as_http_date(now));
    }
    if !given("Content-Length") {
        head += &format!("Content-Length: {}\r\n", body.len());
    }
    for (name, value) in headers.iter().filter(|(_, value)| !value.is_empty()) {
        head += &format!("{name}: {value}\r\n");
    }
    format!("{head}\r\n{body}").into_bytes()
}

/// A server on this computer, until it is dropped.
pub(super) struct Server {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts a server that answers each question as `answer` says.
    pub(super) fn start(
        clock: &Clock,
        mut answer: impl FnMut(&Asked) -> Reply + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("its address");
        let (asked, is_over) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let (clock, list, over) = (clock.clone(), asked.clone(), is_over.clone());
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if over.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(mut stream) = stream else { continue };
                let Some(head) = head_of(&mut stream) else { continue };
                // What is left unread would break the connection before the answer is there.
                let Some(body) = body_of(&mut stream, &head) else { continue };
                let target = head.split(' ').nth(1).unwrap_or_default().to_owned();
                let question = Asked { target, head, body, at: clock.now() };
                list.lock().expect("not poisoned").push(question.clone());
                // A client may go before it has read all.
                let _ = stream.write_all(&answer(&question));
            }
        });
        Self { address, asked, is_over, thread: Some(thread) }
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(super) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("not poisoned").clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn head_of(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte).ok()? == 0 {
            return None;
        }
        head.push(byte[0]);
    }
    String::from_utf8(head).ok()
}

fn body_of(stream: &mut TcpStream, head: &str) -> Option<String> {
    let length = head.to_ascii_lowercase().lines().find_map(|line| {
        line.strip_prefix("content-length:").and_then(|length| length.trim().parse().ok())
    });
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).ok()?;
    String::from_utf8(body).ok()
}
