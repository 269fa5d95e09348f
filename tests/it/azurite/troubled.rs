//! A way to the emulator on which every other thing goes wrong.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;

/// What happens to one question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// It goes through.
    None,
    /// It is throttled, with a time to wait.
    Throttled,
    /// It is throttled, with a longer time than anybody waits.
    AskedToWaitLong,
    /// The service is busy.
    Busy,
    /// The connection ends before an answer.
    Cut,
    /// The connection ends in the middle of the answer.
    Half,
}

/// A listener before the emulator, until it is dropped.
pub(crate) struct TroubledWay {
    pub(crate) port: u16,
    is_over: Arc<AtomicBool>,
    asked: Arc<AtomicUsize>,
    thread: Option<JoinHandle<()>>,
}

impl TroubledWay {
    /// Listens, and does to each question the next of `troubles`, round and round.
    pub(crate) fn to(port: u16, troubles: &'static [Trouble]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let own = listener.local_addr().unwrap().port();
        let is_over = Arc::new(AtomicBool::new(false));
        let over = is_over.clone();
        let asked = Arc::new(AtomicUsize::new(0));
        let counter = asked.clone();
        let thread = std::thread::spawn(move || {
            let mut troubles = troubles.iter().cycle();
            for stream in listener.incoming() {
                if over.load(Ordering::SeqCst) {
                    return;
                }
                counter.fetch_add(1, Ordering::SeqCst);
                if let (Ok(stream), Some(trouble)) = (stream, troubles.next()) {
                    // A connection that breaks is what this is for.
                    let _ = carry(stream, port, *trouble);
                }
            }
        });
        Self { port: own, is_over, asked, thread: Some(thread) }
    }

    /// Returns how many questions came.
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

impl Drop for TroubledWay {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn carry(mut client: TcpStream, port: u16, trouble: Trouble) -> std::io::Result<()> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && client.read(&mut byte)? > 0 {
        head.push(byte[0]);
    }
    let refusal = match trouble {
        Trouble::Cut => return client.shutdown(Shutdown::Both),
        Trouble::AskedToWaitLong => Some("503 Later\r\nRetry-After: 3600"),
        Trouble::Throttled => Some("429 Slow\r\nRetry-After: 11"),
        Trouble::Busy => Some("503 Busy"),
        Trouble::None | Trouble::Half => None,
    };
    if let Some(refusal) = refusal {
        let answer =
            format!("HTTP/1.1 {refusal}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        return client.write_all(answer.as_bytes());
    }
    // Who was killed while it asked has no answer to wait for.
    if !head.ends_with(b"\r\n\r\n") {
        return Ok(());
    }
    head.truncate(head.len() - 2);
    head.extend(b"Connection: close\r\n\r\n");
    let mut server = TcpStream::connect(("127.0.0.1", port))?;
    server.write_all(&head)?;
    let mut answer = Vec::new();
    server.read_to_end(&mut answer)?;
    if trouble == Trouble::Half {
        answer.truncate(answer.len() / 2);
    }
    client.write_all(&answer)
}
