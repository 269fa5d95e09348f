//! A server that is killed at a random moment, again and again.

use std::io::{Write, stdout};
use std::time::{Duration, Instant};

use tokio::time::sleep;

use crate::client::Server;
use crate::load::{Answers, send};
use crate::{Outcome, Words};

/// Kills the server so many times while leads come, and keeps what it has acknowledged.
pub(crate) async fn run(words: &Words) -> Outcome<()> {
    let target = words.target()?;
    let (rate, times) = (words.get("rate", 100.0)?, words.get("times", 50)?);
    if words.options.contains_key("to") && words.command.is_empty() {
        return Err("kill needs the command that it may kill: -- COMMAND ...".into());
    }
    let mut answers = Answers::default();
    let mut slowest = Duration::ZERO;
    for _ in 0..times {
        let began = Instant::now();
        let mut server = Server::start(words, &target).await?;
        slowest = slowest.max(began.elapsed());
        let life = Duration::from_millis(fastrand::u64(100..1_500));
        let sending = tokio::spawn({
            let target = target.clone();
            async move { send(&target, rate, life + Duration::from_millis(50)).await }
        });
        sleep(life).await;
        server.kill();
        answers.add(sending.await?);
        target.hang_up();
        answers.write(words.file("sent"))?;
    }
    answers.tell(&format!("killed {times} times"))?;
    let (count, slowest) = (answers.acknowledged.len(), slowest.as_millis());
    writeln!(stdout(), "{count} acknowledged; the slowest start took {slowest} ms")?;
    Ok(())
}
