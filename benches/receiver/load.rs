//! Requests at their time, and how long each took from then.

use std::collections::BTreeMap;
use std::io::{Write, stdout};
use std::path::Path;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use tokio::time::sleep_until;

use crate::client::{Server, Target};
use crate::{Outcome, Words};

/// What came of all requests.
#[derive(Default)]
pub(crate) struct Answers {
    latencies: Vec<Duration>,
    /// How many were answered with which status; 0 is no answer.
    statuses: BTreeMap<u16, u64>,
    pub(crate) acknowledged: Vec<String>,
}

impl Answers {
    pub(crate) fn add(&mut self, other: Self) {
        self.latencies.extend(other.latencies);
        self.acknowledged.extend(other.acknowledged);
        for (status, count) in other.statuses {
            *self.statuses.entry(status).or_default() += count;
        }
    }

    /// Prints what came of them.
    pub(crate) fn tell(&mut self, name: &str) -> Outcome<()> {
        self.latencies.sort_unstable();
        let milliseconds = |part: f64| {
            let last = self.latencies.len().saturating_sub(1) as f64;
            let place = (last * part).ceil() as usize;
            self.latencies.get(place).map_or(0.0, |took| took.as_secs_f64() * 1e3)
        };
        let other: u64 = self
            .statuses
            .iter()
            .filter(|(status, _)| !matches!(status, 200..300))
            .map(|(_, n)| n)
            .sum();
        writeln!(
            stdout(),
            "{name}: {} requests, p50 {:.1} ms, p99 {:.1} ms, max {:.1} ms, not 2xx: {other} {:?}",
            self.latencies.len(),
            milliseconds(0.5),
            milliseconds(0.99),
            milliseconds(1.0),
            self.statuses
        )?;
        Ok(())
    }

    /// Writes the addresses of all acknowledged leads.
    pub(crate) fn write(&self, file: Option<impl AsRef<Path>>) -> Outcome<()> {
        if let Some(file) = file {
            std::fs::write(file, self.acknowledged.join("\n") + "\n")?;
        }
        Ok(())
    }
}

/// Posts so many leads a second for so long, and waits for the answers.
pub(crate) async fn send(target: &Target, rate: f64, length: Duration) -> Answers {
    let began = Instant::now();
    let mut posts = JoinSet::new();
    let mut answers = Answers::default();
    let count = (length.as_secs_f64() * rate).ceil() as u64;
    for number in 0..count {
        let due = began + Duration::from_secs_f64(number as f64 / rate);
        sleep_until(due.into()).await;
        let target = target.clone();
        posts.spawn(async move { (target.post().await, due.elapsed()) });
        while let Some(answer) = posts.try_join_next() {
            note(&mut answers, answer);
        }
    }
    while let Some(answer) = posts.join_next().await {
        note(&mut answers, answer);
    }
    answers
}

type Answer = (Outcome<(String, u16)>, Duration);

fn note(answers: &mut Answers, answer: Result<Answer, tokio::task::JoinError>) {
    let Ok((answer, took)) = answer else { return };
    answers.latencies.push(took);
    let status = match answer {
        Ok((address, status)) => {
            if matches!(status, 200..300) {
                answers.acknowledged.push(address);
            }
            status
        }
        Err(_) => 0,
    };
    *answers.statuses.entry(status).or_default() += 1;
}

/// Measures a rate for a while.
pub(crate) async fn run(words: &Words) -> Outcome<()> {
    let target = words.target()?;
    let server = Server::start(words, &target).await?;
    let (rate, seconds) = (words.get("rate", 100.0)?, words.get("seconds", 60.0)?);
    let mut answers = send(&target, rate, Duration::from_secs_f64(seconds)).await;
    answers.tell(&format!("{rate}/s for {seconds} s"))?;
    drop(server);
    answers.write(words.file("sent"))
}
