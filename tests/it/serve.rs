//! The receiver as it is run: the real binary, on the leads that a dashboard has open.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStderr, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::cli::Shell;
use crate::pty::Terminal;

/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// A shell with an endpoint, and the secret of its address.
fn endpoint() -> (Shell, String) {
    let shell = Shell::new();
    let added = shell.run(&["feed", "add", "website", "https"]);
    assert_eq!(added.code, 0, "{}", added.err);
    let secret = added.out.trim().rsplit('/').next().unwrap().to_owned();
    (shell, secret)
}

struct Receiver {
    child: Child,
    address: String,
    log: Arc<Mutex<String>>,
}

impl Receiver {
    fn start(shell: &Shell) -> Self {
        let mut serve = shell.command(&["serve", "--listen", "127.0.0.1:0"]);
        let mut child = serve.stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap());
        let mut first = String::new();
        lines.read_line(&mut first).unwrap();
        let address = first.trim().rsplit("listening on ").next().unwrap().to_owned();
        assert!(address.starts_with("http://127.0.0.1:"), "{first}");
        let log = Arc::new(Mutex::new(first));
        keep(lines, log.clone());
        Self { child, address, log }
    }

    fn post(&self, secret: &str, body: &str) -> Option<u16> {
        post(&format!("{}/leads/{secret}", self.address), body)
    }

    /// Ends it by a signal and returns its exit code and its log.
    fn end(mut self, signal: rustix::process::Signal) -> (Option<i32>, String) {
        let pid = rustix::process::Pid::from_raw(self.child.id().try_into().unwrap()).unwrap();
        rustix::process::kill_process(pid, signal).unwrap();
        let code = self.child.wait().unwrap().code();
        let log = self.log.lock().unwrap().clone();
        (code, log)
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn keep(mut lines: BufReader<ChildStderr>, log: Arc<Mutex<String>>) {
    std::thread::spawn(move || {
        let mut line = String::new();
        while lines.read_line(&mut line).is_ok_and(|read| read > 0) {
            log.lock().unwrap().push_str(&line);
            line.clear();
        }
    });
}

/// Posts a body; `None` where no answer came.
fn post(address: &str, body: &str) -> Option<u16> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(PATIENCE))
        .build()
        .into();
    Some(agent.post(address).send(body).ok()?.status().as_u16())
}

fn body(email: &str) -> String {
    format!(
        r#"{{"UserDetails":{{"FirstName":"Zoe","LastName":"Byron","Email":"{email}"}},"ActionCode":"PLT"}}"#
    )
}

fn emails(shell: &Shell) -> Vec<String> {
    let listed: Value = serde_json::from_str(&shell.run(&["list", "--all", "--json"]).out).unwrap();
    let leads = listed.as_array().unwrap().iter();
    leads.map(|lead| lead["person"]["email"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_was_acknowledged_is_there_after_a_kill() {
    let (shell, secret) = endpoint();
    let acknowledged = Mutex::new(Vec::new());
    for round in 0..4 {
        let receiver = Receiver::start(&shell);
        std::thread::scope(|scope| {
            for sender in 0..3 {
                let (receiver, secret, acknowledged) = (&receiver, &secret, &acknowledged);
                scope.spawn(move || {
                    for number in 0.. {
                        let email = format!("p{round}-{sender}-{number}@example.org");
                        match receiver.post(secret, &body(&email)) {
                            Some(200) => acknowledged.lock().unwrap().push(email),
                            Some(other) => panic!("{other}"),
                            None => break,
                        }
                    }
                });
            }
            let started = Instant::now();
            let wanted = acknowledged.lock().unwrap().len() + 7 * (round + 1);
            while acknowledged.lock().unwrap().len() < wanted && started.elapsed() < PATIENCE {
                std::thread::sleep(Duration::from_millis(1));
            }
            let pid = rustix::process::Pid::from_raw(receiver.child.id().try_into().unwrap());
            let kill = rustix::process::Signal::KILL;
            rustix::process::kill_process(pid.unwrap(), kill).unwrap();
        });
    }
    let (acknowledged, stored) = (acknowledged.into_inner().unwrap(), emails(&shell));
    assert!(acknowledged.len() >= 70, "{}", acknowledged.len());
    let lost: Vec<_> = acknowledged.iter().filter(|email| !stored.contains(email)).collect();
    assert_eq!(lost, Vec::<&String>::new());
    let doctor = shell.run(&["doctor"]);
    assert!(doctor.out.contains("all is well"), "{}", doctor.out);
}

#[test]
fn a_lead_that_is_sent_shows_on_an_open_dashboard() {
    let (shell, secret) = endpoint();
    let receiver = Receiver::start(&shell);
    let mut terminal = Terminal::beside(&shell);
    terminal.wait_for("No leads yet");
    assert_eq!(receiver.post(&secret, &body("zoe@example.org")), Some(200));
    terminal.wait_for("Zoe Byron");
    terminal.press("c1");
    terminal.wait_for("saved");
    assert_eq!(receiver.post(&secret, &body("zoe@example.org")), Some(200), "a repetition");
    assert_eq!(receiver.post(&secret, &body("other@example.org")), Some(200));
    terminal.wait_for("2 open");
    terminal.press("4");
    terminal.wait_for("receiver runs");
    terminal.press("1q");
    assert_eq!(terminal.end().0, 0);
    let (code, log) = receiver.end(rustix::process::Signal::TERM);
    assert_eq!(code, Some(0), "{log}");
}

#[test]
fn a_new_secret_is_taken_without_a_restart_and_the_old_one_until_it_is_dropped() {
    let (shell, old) = endpoint();
    let receiver = Receiver::start(&shell);
    let made = shell.run(&["feed", "secret", "website"]);
    let new = made.out.trim().rsplit('/').next().unwrap().to_owned();
    let becomes = |secret: &str, wanted: u16| {
        let started = Instant::now();
        let mut number = 0;
        loop {
            number += 1;
            let answer = receiver.post(secret, &body(&format!("{secret}{number}@example.org")));
            if answer == Some(wanted) {
                return;
            }
            assert!(started.elapsed() < PATIENCE, "{answer:?} is not {wanted}");
            std::thread::sleep(Duration::from_millis(100));
        }
    };
    becomes(&new, 200);
    becomes(&old, 200);
    assert_eq!(shell.run(&["feed", "secret", "website", "--drop-old"]).code, 0);
    becomes(&old, 404);
    becomes(&new, 200);
}

#[test]
fn feeds_come_and_go_while_the_receiver_runs() {
    let (shell, secret) = endpoint();
    let receiver = Receiver::start(&shell);
    assert_eq!(receiver.post(&secret, &body("zoe@example.org")), Some(200));
    let added = shell.run(&["feed", "add", "second", "https"]);
    let second = added.out.trim().rsplit('/').next().unwrap().to_owned();
    let becomes = |secret: &str, wanted: u16| {
        let started = Instant::now();
        while receiver.post(secret, &body("zoe@example.org")) != Some(wanted) {
            assert!(started.elapsed() < PATIENCE, "{wanted}");
            std::thread::sleep(Duration::from_millis(100));
        }
    };
    becomes(&second, 200);
    assert_eq!(shell.run(&["feed", "remove", "website"]).code, 0);
    becomes(&secret, 404);
    let (code, log) = receiver.end(rustix::process::Signal::TERM);
    assert_eq!(code, Some(0), "{log}");
    let tested = shell.run(&["feed", "test", "second"]);
    assert!(tested.out.contains("FAILED  receiver: it does not run"), "{}", tested.out);
}

#[test]
fn a_feed_whose_secret_can_not_be_used_keeps_no_other_closed() {
    use std::os::unix::fs::PermissionsExt;
    let (shell, _) = endpoint();
    let added = shell.run(&["feed", "add", "second", "https"]);
    let second = added.out.trim().rsplit('/').next().unwrap().to_owned();
    let file = shell.path(".config/leadclock/secrets/website");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    let mut serve = shell.command(&["serve", "--listen", "127.0.0.1:0"]);
    let mut child = serve.stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap());
    let (mut closed, mut listening) = (String::new(), String::new());
    lines.read_line(&mut closed).unwrap();
    lines.read_line(&mut listening).unwrap();
    let address = listening.trim().rsplit("listening on ").next().unwrap();
    let answer = post(&format!("{address}/leads/{second}"), &body("zoe@example.org"));
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(closed.contains("website is closed: ") && closed.contains("chmod 600"), "{closed}");
    assert_eq!(answer, Some(200), "{listening}");
}

#[test]
fn the_secret_and_what_was_sent_stand_in_no_log_and_no_list_of_processes() {
    let (shell, secret) = endpoint();
    let receiver = Receiver::start(&shell);
    assert_eq!(receiver.post(&secret, &body("canary@example.org")), Some(200));
    assert_eq!(receiver.post(&secret, "canary is no lead"), Some(400));
    assert_eq!(receiver.post(&format!("{secret}x"), "canary"), Some(404));
    let pid = receiver.child.id();
    let read = |name: &str| std::fs::read(format!("/proc/{pid}/{name}")).unwrap_or_default();
    let seen = [read("cmdline"), read("environ")].concat();
    let (code, log) = receiver.end(rustix::process::Signal::INT);
    assert_eq!(code, Some(0));
    assert!(log.contains("website accepted 200"), "{log}");
    for canary in [secret.as_str(), "canary", "Byron"] {
        assert!(!String::from_utf8_lossy(&seen).contains(canary));
        assert!(!log.contains(canary), "{log}");
    }
    let database = std::fs::read(shell.path("leads.db")).unwrap();
    assert!(!String::from_utf8_lossy(&database).contains(&secret));
    let export = shell.run(&["export", "--format", "jsonl"]);
    assert!(export.out.contains("canary@example.org") && !export.out.contains(&secret));
}

#[test]
fn a_certificate_that_can_not_be_used_is_told_at_the_start() {
    let (shell, _) = endpoint();
    let cert = shell.file("cert.pem", "no certificate");
    let key = shell.file("key.pem", "no key");
    let answer = shell.run(&["serve", "--tls-cert", &cert, "--tls-key", &key]);
    assert_eq!(answer.code, 1);
    assert!(answer.err.contains(".pem: "), "{}", answer.err);
    assert_eq!(shell.run(&["serve", "--tls-cert", &cert]).code, 2);
    let config = shell.path(".config/leadclock/config.toml");
    let settings = std::fs::read_to_string(&config).unwrap();
    std::fs::write(&config, format!("{settings}\n[serve]\nlisten = \"everywhere\"\n")).unwrap();
    let answer = shell.run(&["serve"]);
    assert_eq!(answer.code, 2);
    assert!(answer.err.contains("serve.listen: \"everywhere\" is no address"), "{}", answer.err);
}
