//! Posting leads on connections that are kept, and a server that is started for it.

use std::fs::OpenOptions;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use crate::{Outcome, Words};

/// How long an answer may take before it counts as none.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long a connection is kept for the next request; receivers close silent ones.
const KEPT: Duration = Duration::from_secs(2);

/// Where leads are sent, on connections that are kept.
#[derive(Clone)]
pub(crate) struct Target {
    pub(crate) address: SocketAddr,
    pub(crate) path: Arc<str>,
    run: u32,
    next: Arc<AtomicU64>,
    kept: Arc<Mutex<Vec<(TcpStream, Instant)>>>,
}

impl Target {
    pub(crate) fn new(address: SocketAddr, secret: &str) -> Self {
        let run = fastrand::u32(..);
        let path = format!("/leads/{secret}").into();
        Self { address, path, run, next: Arc::default(), kept: Arc::default() }
    }

    /// Posts a lead of somebody new, and returns the address and the status.
    pub(crate) async fn post(&self) -> Outcome<(String, u16)> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let address = format!("load-{:x}-{number}@example.com", self.run);
        let body = format!(
            "{{\"UserDetails\":{{\"FirstName\":\"Ada\",\"LastName\":\"Byron {number}\",\
            \"Email\":\"{address}\",\"Phone\":\"+44 20 5550 0100\",\"Country\":\"GB\",\
            \"Company\":\"Engine {number} Ltd\",\"Title\":\"CTO\"}},\"LeadSource\":\
            \"AzureMarketplace\",\"ActionCode\":\"INS\",\"OfferTitle\":\"Analytical Engine\",\
            \"Description\":\"\"}}"
        );
        let request = format!(
            "POST {} HTTP/1.1\r\nHost: receiver\r\nContent-Type: application/json\r\n\
            Content-Length: {}\r\n\r\n{body}",
            self.path,
            body.len()
        );
        let status = timeout(PATIENCE, self.ask(request.as_bytes())).await??;
        Ok((address, status))
    }

    async fn ask(&self, request: &[u8]) -> Outcome<u16> {
        let kept = {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.retain(|(_, since)| since.elapsed() < KEPT);
            kept.pop()
        };
        let mut stream = match kept {
            Some((stream, _)) => stream,
            None => TcpStream::connect(self.address).await?,
        };
        stream.set_nodelay(true)?;
        stream.write_all(request).await?;
        let mut read = Vec::new();
        loop {
            if stream.read_buf(&mut read).await? == 0 {
                return Err("closed without an answer".into());
            }
            let text = String::from_utf8_lossy(&read);
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() < length.and_then(|length| length.parse().ok()).unwrap_or(0) {
                continue;
            }
            let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
            if !head.contains("connection: close") {
                let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
                kept.push((stream, Instant::now()));
            }
            return status.ok_or_else(|| "an answer without a status".into());
        }
    }

    /// Forgets all connections.
    pub(crate) fn hang_up(&self) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// Returns the addresses of posted leads in a text.
pub(crate) fn addresses(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '@' | '.'))
        .filter(|word| word.starts_with("load-") && word.contains('@'))
}

/// A server that was started for this; killed when dropped.
pub(crate) struct Server(Option<Child>);

impl Server {
    /// Starts the command, or our own receiver, and waits until it listens. Where only an address
    /// is given, nothing is started.
    pub(crate) async fn start(words: &Words, target: &Target) -> Outcome<Self> {
        let log = std::env::temp_dir().join("leadclock-bench-server.log");
        let log = OpenOptions::new().create(true).append(true).open(log)?;
        let mut command = match words.command.split_first() {
            Some((program, rest)) => {
                let mut command = Command::new(program);
                command.args(rest);
                command
            }
            None if words.options.contains_key("to") => return Ok(Self(None)),
            None => {
                let mut command = Command::new(std::env::current_exe()?);
                let file = words.get("file", PathBuf::from("target/bench-receiver.jsonl"))?;
                command.arg("own").arg("--file").arg(file);
                command.args(["--to", &target.address.to_string()]);
                command.args(["--secret", target.path.rsplit('/').next().unwrap_or_default()]);
                command
            }
        };
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        let mut server = Self(Some(command.spawn()?));
        let began = Instant::now();
        while TcpStream::connect(target.address).await.is_err() {
            let has_ended = match &mut server.0 {
                Some(child) => child.try_wait()?.is_some(),
                None => false,
            };
            if has_ended || began.elapsed() > Duration::from_secs(20) {
                return Err("the server does not listen; see its log".into());
            }
            sleep(Duration::from_millis(5)).await;
        }
        Ok(server)
    }

    /// Kills it and waits until it is gone.
    pub(crate) fn kill(&mut self) {
        if let Some(child) = &mut self.0 {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// Returns its resident memory in KiB, or that of the process that is named.
    pub(crate) fn memory(&self, words: &Words) -> Option<u64> {
        let pid = match &self.0 {
            Some(child) => child.id().to_string(),
            None => words.options.get("pid")?.clone(),
        };
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
        status.lines().find_map(|line| {
            line.strip_prefix("VmRSS:")?.trim().trim_end_matches(" kB").parse().ok()
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}
