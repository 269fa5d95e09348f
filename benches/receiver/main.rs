//! Load, abuse and kills for a receiver, and whether it kept what it acknowledged.
//!
//! ```text
//! cargo bench --bench receiver -- load --rate 100 --seconds 600
//! cargo bench --bench receiver -- slow --rate 50 --seconds 40 --connections 1000
//! cargo bench --bench receiver -- kill --rate 200 --times 50 --sent sent.txt
//! leadclock export ... | cargo bench --bench receiver -- compare --sent sent.txt
//! ```
//!
//! What is measured:
//!
//! ```text
//! ... -- load                                 our own receiver, whose store is a synced file
//! ... -- load --to 127.0.0.1:8080             whatever runs there (plain HTTP)
//! ... -- kill --to 127.0.0.1:8080 -- /path/leadclock --db X --config Y serve
//!                                             a command, which is started and shall listen there
//! ```
//!
//! Our own receiver can also be left running: `own --file FILE`, with `--cert` and `--key` over TLS.
//!
//! The secret is that of `--secret`, or of the environment's `RECEIVER_SECRET`, or `bench`.
//! Leads are posted to `/leads/SECRET`. `--sent FILE` gets the address of every lead that was
//! acknowledged, one a line; `compare` reads any text from standard input (an export, or the file
//! of our own receiver) and fails where an address is missing from it. `--pid` names the process
//! whose memory `slow` shows where no command is given. A started command writes to
//! `leadclock-bench-server.log` in the folder for temporary files.
//!
//! Requests are sent at their time whether or not the ones before were answered, and the latency
//! counts from that time. `slow` holds connections that are silent, drip a head and drip a body, a
//! third each, opens another for each one that is closed, and tells how long they lived; it needs
//! about as many open files (`ulimit -n`). Without a verb of these everything runs for a second.

mod client;
mod kill;
mod load;
mod own;
mod slow;

use std::collections::{BTreeSet, HashMap};
use std::error::Error;
use std::io::{Read, Write, stdin, stdout};
use std::net::SocketAddr;
use std::path::PathBuf;

use client::Target;

/// What anything here may end with.
type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// The words of the command line.
pub(crate) struct Words {
    options: HashMap<String, String>,
    command: Vec<String>,
}

impl Words {
    /// Returns the value of an option, or what it is otherwise.
    fn get<T: std::str::FromStr>(&self, name: &str, otherwise: T) -> Outcome<T> {
        match self.options.get(name) {
            None => Ok(otherwise),
            Some(text) => {
                text.parse().map_err(|_| format!("--{name} {text}: what is that?").into())
            }
        }
    }

    fn file(&self, name: &str) -> Option<PathBuf> {
        self.options.get(name).map(PathBuf::from)
    }

    fn set(mut self, name: &str, value: &str) -> Self {
        self.options.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Returns where leads are sent.
    fn target(&self) -> Outcome<Target> {
        let from_environment = std::env::var("RECEIVER_SECRET").unwrap_or("bench".to_owned());
        let secret = self.get("secret", from_environment)?;
        let address = self.get("to", SocketAddr::from(([127, 0, 0, 1], 18_080)))?;
        Ok(Target::new(address, &secret))
    }
}

fn main() -> Outcome<()> {
    let mut words: Vec<String> = std::env::args().skip(1).collect();
    // Cargo adds it at the end, be there a command or not.
    words.retain(|word| word != "--bench");
    let mut words = words.into_iter();
    let verb = words.next().unwrap_or_default();
    let mut options = HashMap::new();
    while let Some(word) = words.next() {
        match (word.strip_prefix("--"), &verb) {
            (Some(""), _) => break,
            (Some(name), _) => {
                options.insert(name.to_owned(), words.next().unwrap_or_default());
            }
            (None, _) => {}
        }
    }
    let words = Words { options, command: words.collect() };
    if verb == "own" {
        return own::serve(&words);
    }
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    match verb.as_str() {
        "load" => runtime.block_on(load::run(&words)),
        "slow" => runtime.block_on(slow::run(&words)),
        "kill" => runtime.block_on(kill::run(&words)),
        "compare" => compare(&words),
        _ => {
            let file = tempfile::NamedTempFile::new()?;
            let name = file.path().to_string_lossy();
            let words = words
                .set("seconds", "1")
                .set("times", "2")
                .set("connections", "30")
                .set("file", &name);
            runtime.block_on(load::run(&words))?;
            runtime.block_on(slow::run(&words))?;
            runtime.block_on(kill::run(&words))
        }
    }
}

/// Says which of the acknowledged leads are missing from a text.
fn compare(words: &Words) -> Outcome<()> {
    let mut text = Vec::new();
    stdin().read_to_end(&mut text)?;
    let text = String::from_utf8_lossy(&text);
    let kept: BTreeSet<&str> = client::addresses(&text).collect();
    let sent = std::fs::read_to_string(words.file("sent").ok_or("--sent FILE is missing")?)?;
    let missing: Vec<&str> = sent.lines().filter(|address| !kept.contains(address)).collect();
    writeln!(
        stdout(),
        "{} acknowledged, {} kept, {} missing",
        sent.lines().count(),
        kept.len(),
        missing.len()
    )?;
    for address in missing.iter().take(20) {
        writeln!(stdout(), "missing: {address}")?;
    }
    if missing.is_empty() { Ok(()) } else { Err("acknowledged leads are missing".into()) }
}
