//! A receiver with a made-up store, and somebody who talks to it.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeZone, Utc};
use leadclock::app::StoreError;
use leadclock::app::receive::{Delivery, Receipt};
use leadclock::receiver::{Door, Limits, Receiver, ReceiverError, Settings, Summary};
use secrecy::SecretString;
use tokio::sync::oneshot;

/// The secret of the feed `web`.
pub(super) const SECRET: &str = "canary-4f1d/9b";

/// How the made-up store behaves.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mood {
    Works,
    Waits,
    Fails,
    Panics,
}

#[derive(Default)]
pub(super) struct Shop {
    mood: Mutex<Option<Mood>>,
    changed: Condvar,
    pub(super) calls: Mutex<Vec<Vec<Delivery>>>,
    pub(super) entered: Mutex<usize>,
    pub(super) has_broken_clock: AtomicBool,
    pub(super) log: Mutex<Vec<String>>,
    pub(super) doors: Mutex<Option<Result<Vec<Door>, String>>>,
}

impl Shop {
    pub(super) fn set(&self, mood: Mood) {
        *self.mood.lock().unwrap() = Some(mood);
        self.changed.notify_all();
    }

    fn take(&self, deliveries: &[Delivery]) -> Result<Vec<Receipt>, StoreError> {
        *self.entered.lock().unwrap() += 1;
        let mut mood = self.mood.lock().unwrap();
        while *mood == Some(Mood::Waits) {
            mood = self.changed.wait(mood).unwrap();
        }
        match mood.unwrap_or(Mood::Works) {
            Mood::Fails => return Err(StoreError::Full),
            Mood::Panics => {
                drop(mood);
                std::panic::resume_unwind(Box::new(()));
            }
            Mood::Works | Mood::Waits => {}
        }
        self.calls.lock().unwrap().push(deliveries.to_vec());
        let receipt = |one: &Delivery| match (&one.unreadable, one.body.starts_with(b"{")) {
            (None, true) => Receipt::Taken { added: 1, repeated: 0 },
            _ => Receipt::Unreadable { reason: "it is not JSON".to_owned() },
        };
        Ok(deliveries.iter().map(receipt).collect())
    }

    fn now(&self) -> DateTime<Utc> {
        if self.has_broken_clock.load(Ordering::Relaxed) {
            std::panic::resume_unwind(Box::new(()));
        }
        Utc.with_ymd_and_hms(2026, 11, 22, 9, 0, 0).unwrap()
    }

    pub(super) fn stored(&self) -> Vec<Delivery> {
        self.calls.lock().unwrap().concat()
    }
}

/// A receiver in a thread.
pub(super) struct Server {
    pub(super) address: SocketAddr,
    pub(super) shop: Arc<Shop>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<Result<Summary, ReceiverError>>>,
}

pub(super) fn door(secrets: &[&str]) -> Vec<Door> {
    let secrets = secrets.iter().map(|secret| SecretString::from(*secret)).collect();
    vec![Door { feed: "web".to_owned(), secrets }]
}

impl Server {
    /// Starts one with short limits.
    pub(super) fn start() -> Self {
        Self::with(Settings { limits: short(), ..Settings::default() })
    }

    pub(super) fn with(mut settings: Settings) -> Self {
        settings.listen.set_port(0);
        let receiver = Receiver::bind(settings).unwrap();
        let address = receiver.address();
        let shop = Arc::new(Shop::default());
        *shop.doors.lock().unwrap() = Some(Ok(door(&[SECRET])));
        let (stop, stopped) = oneshot::channel::<()>();
        let [doors, take, now, log] = [(); 4].map(|()| Arc::clone(&shop));
        let thread = std::thread::spawn(move || {
            receiver.run(
                move || doors.doors.lock().unwrap().clone().unwrap(),
                move |deliveries| take.take(deliveries),
                move || now.now(),
                move |line| log.log.lock().unwrap().push(line.to_owned()),
                async {
                    let _ = stopped.await;
                },
            )
        });
        Self { address, shop, stop: Some(stop), thread: Some(thread) }
    }

    pub(super) fn connect(&self) -> Client<TcpStream> {
        let socket = TcpStream::connect(self.address).unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        Client { io: socket, read: Vec::new() }
    }

    /// Posts a body on a new connection and returns the answer.
    pub(super) fn post(&self, body: &str) -> Answer {
        self.ask(&post(body))
    }

    /// Sends bytes on a new connection and returns the answer.
    pub(super) fn ask(&self, bytes: &[u8]) -> Answer {
        let mut client = self.connect();
        client.send(bytes);
        client.answer()
    }

    /// Waits until so many deliveries wait for the store.
    pub(super) fn until_waiting(&self, count: usize) {
        let line = format!("leadclock_receiver_waiting {count}\n");
        until("they wait for the store", || {
            self.ask(b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n").body.contains(&line)
        });
    }

    /// Tells it to stop, without waiting.
    pub(super) fn tell_to_stop(&mut self) {
        let _ = self.stop.take().unwrap().send(());
    }

    /// Waits until it has stopped.
    pub(super) fn ended(mut self) -> Result<Summary, ReceiverError> {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        self.thread.take().unwrap().join().unwrap()
    }
}

/// Limits that a test can wait for.
pub(super) fn short() -> Limits {
    Limits {
        request: Duration::from_millis(600),
        idle: Duration::from_millis(300),
        refresh: Duration::ZERO,
        renewal: Duration::from_millis(50),
        stop: Duration::from_secs(5),
        ..Limits::default()
    }
}

pub(super) fn post(body: &str) -> Vec<u8> {
    post_to("/leads/canary-4f1d%2F9b", "", body)
}

pub(super) fn post_to(path: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("POST {path} HTTP/1.1\r\nHost: x\r\n{headers}Content-Length: {length}\r\n\r\n{body}")
        .into_bytes()
}

/// Waits until something is so.
pub(super) fn until(what: &str, is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(20), "it never came to this: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: String,
}

pub(super) struct Client<I> {
    pub(super) io: I,
    pub(super) read: Vec<u8>,
}

impl<I: Read + Write> Client<I> {
    pub(super) fn send(&mut self, bytes: &[u8]) {
        self.io.write_all(bytes).unwrap();
        self.io.flush().unwrap();
    }

    fn more(&mut self) -> usize {
        let mut buffer = [0; 4096];
        let count = self.io.read(&mut buffer).unwrap();
        self.read.extend_from_slice(&buffer[..count]);
        count
    }

    /// Reads until these bytes have come, and returns what came up to their end.
    pub(super) fn up_to(&mut self, end: &[u8]) -> String {
        loop {
            if let Some(place) = self.read.windows(end.len()).position(|part| part == end) {
                let rest = self.read.split_off(place + end.len());
                return String::from_utf8(std::mem::replace(&mut self.read, rest)).unwrap();
            }
            assert!(self.more() > 0, "it closed after {:?}", String::from_utf8_lossy(&self.read));
        }
    }

    pub(super) fn answer(&mut self) -> Answer {
        let head = self.up_to(b"\r\n\r\n");
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let length = head
            .lines()
            .find_map(|line| {
                line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok()
            })
            .unwrap_or(0);
        while self.read.len() < length {
            assert!(self.more() > 0, "it closed within an answer");
        }
        let rest = self.read.split_off(length);
        let body = String::from_utf8(std::mem::replace(&mut self.read, rest)).unwrap();
        Answer { status, head, body }
    }

    /// Waits until the other side closes; returns whatever came before.
    pub(super) fn closed(&mut self) -> Vec<u8> {
        let mut rest = std::mem::take(&mut self.read);
        let mut buffer = [0; 4096];
        loop {
            match self.io.read(&mut buffer) {
                Ok(0) => return rest,
                Ok(count) => rest.extend_from_slice(&buffer[..count]),
                Err(error) => {
                    let kind = error.kind();
                    assert_ne!(kind, std::io::ErrorKind::WouldBlock, "it was never closed");
                    return rest;
                }
            }
        }
    }
}
