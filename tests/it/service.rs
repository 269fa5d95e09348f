//! What the services of the tests have in common: as much of HTTP as is needed, and what goes wrong on the
//! way.

mod faults;
mod http;

use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use chrono::{DateTime, Utc};

pub(crate) use self::faults::{Faults, Strike, Weather};
pub(crate) use self::http::{Answer, Asked};
use self::http::{read, write};

/// The time of the services, and of the program, which reads the machine's.
#[expect(clippy::disallowed_methods, reason = "the program under test runs by the machine's clock")]
pub(crate) fn now() -> DateTime<Utc> {
    Utc::now()
}

/// A service: it answers questions, in whatever weather.
pub(crate) trait Service: Send + 'static {
    /// Answers a question.
    fn answer(&mut self, asked: &Asked) -> Answer;

    /// Answers one that came too early, or too often.
    fn throttle(&mut self) -> Answer;

    /// Returns whether something may go wrong with a question.
    fn is_exposed(&self, asked: &Asked) -> bool;

    /// Takes all tokens back.
    fn expire_tokens(&mut self);

    /// Lets somebody else change what a question is about.
    fn meddle(&mut self, asked: &Asked);

    /// Makes the next page the same once more.
    fn repeat(&self, asked: &Asked, answer: &mut Answer);

    /// Returns the weather.
    fn weather(&mut self) -> &mut Weather;

    /// Notes what was asked and what was answered.
    fn note(&mut self, asked: &Asked, status: u16);
}

/// A server on this computer, until it is dropped.
pub(crate) struct Server<S> {
    pub(crate) service: Arc<Mutex<S>>,
    port: u16,
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl<S: Service> Server<S> {
    /// Starts a service that is made for its address.
    pub(crate) fn start(make: impl FnOnce(String) -> S) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let service = Arc::new(Mutex::new(make(format!("http://127.0.0.1:{port}"))));
        let is_over = Arc::new(AtomicBool::new(false));
        let (shared, over) = (service.clone(), is_over.clone());
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
        Self { service, port, is_over, thread: Some(thread) }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl<S> Drop for Server<S> {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn serve<S: Service>(stream: &mut TcpStream, service: &Mutex<S>) -> std::io::Result<()> {
    let Some(asked) = read(stream)? else { return Ok(()) };
    let mut service = service.lock().unwrap();
    let strike = match service.is_exposed(&asked) {
        true => service.weather().strike(&asked),
        false => Strike::None,
    };
    let mut answer = match strike {
        Strike::Cut => return Ok(()),
        Strike::Throttled => service.throttle(),
        Strike::Busy => Answer::of(503, serde_json::Value::Null),
        Strike::TokensEnd => {
            service.expire_tokens();
            service.answer(&asked)
        }
        Strike::SomebodyElse => {
            service.meddle(&asked);
            service.answer(&asked)
        }
        Strike::None | Strike::Half | Strike::CutAfter | Strike::SamePage => service.answer(&asked),
    };
    if strike == Strike::SamePage {
        service.repeat(&asked, &mut answer);
    }
    service.note(&asked, answer.status);
    match strike {
        Strike::CutAfter => Ok(()),
        strike => write(stream, &answer, strike == Strike::Half),
    }
}
