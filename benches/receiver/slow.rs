//! Connections that are silent or drip, while others send leads.

use std::io::{Write, stdout};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{interval, sleep};

use crate::client::{Server, Target};
use crate::load::send;
use crate::{Outcome, Words};

/// How often a slow connection sends a byte.
const DRIP: Duration = Duration::from_millis(500);

/// Opens a slow connection and returns how long it lived.
async fn hold(target: &Target, number: usize) -> std::io::Result<Duration> {
    let mut stream = TcpStream::connect(target.address).await?;
    let began = Instant::now();
    let head = format!("POST {} HTTP/1.1\r\nHost: x\r\n", target.path);
    let drips = match number % 3 {
        0 => false,
        1 => {
            stream.write_all(head.as_bytes()).await?;
            true
        }
        _ => {
            stream.write_all(format!("{head}Content-Length: 1000\r\n\r\n").as_bytes()).await?;
            true
        }
    };
    let (mut reading, mut writing) = stream.split();
    let mut ticks = interval(DRIP);
    let mut buffer = [0; 512];
    loop {
        tokio::select! {
            read = reading.read(&mut buffer) => {
                if !matches!(read, Ok(count) if count > 0) {
                    return Ok(began.elapsed());
                }
            }
            _ = ticks.tick(), if drips => if writing.write_all(b"x").await.is_err() {
                return Ok(began.elapsed());
            },
        }
    }
}

/// Measures leads at a rate, alone and beside slow connections.
pub(crate) async fn run(words: &Words) -> Outcome<()> {
    let target = words.target()?;
    let server = Server::start(words, &target).await?;
    let rate = words.get("rate", 50.0)?;
    let length = Duration::from_secs_f64(words.get("seconds", 40.0)?);
    let connections = words.get("connections", 1_000)?;

    send(&target, rate, length / 8).await.tell("alone")?;
    let before = server.memory(words);
    let mut held = JoinSet::new();
    for number in 0..connections {
        let target = target.clone();
        held.spawn(async move {
            let (mut longest, began, mut count) = (Duration::ZERO, Instant::now(), 0_u64);
            while began.elapsed() < length {
                match hold(&target, number).await {
                    Ok(lived) => longest = longest.max(lived),
                    Err(_) => sleep(DRIP).await,
                }
                count += 1;
            }
            (number % 3, longest, count)
        });
    }
    let good = tokio::spawn({
        let target = target.clone();
        async move { send(&target, rate, length).await }
    });
    let mut most = before;
    while !good.is_finished() {
        most = most.max(server.memory(words));
        sleep(Duration::from_millis(50)).await;
    }
    let mut answers = good.await?;
    answers.tell(&format!("beside {connections} slow ones"))?;
    let (mut longest, mut count) = ([Duration::ZERO; 3], 0);
    while let Some(ended) = held.join_next().await {
        let (kind, lived, opened) = ended?;
        longest[kind] = longest[kind].max(lived);
        count += opened;
    }
    writeln!(
        stdout(),
        "slow ones: {count} in all; the longest lived, in s: silent {:.1}, head {:.1}, body {:.1}",
        longest[0].as_secs_f64(),
        longest[1].as_secs_f64(),
        longest[2].as_secs_f64()
    )?;
    if let (Some(before), Some(most), Some(after)) = (before, most, server.memory(words)) {
        writeln!(
            stdout(),
            "memory in KiB: {before} before, {most} at most (+{}), {after} after",
            most - before
        )?;
    }
    answers.write(words.file("sent"))
}
