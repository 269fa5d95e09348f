//! What the whole program costs from outside: from the key to the last byte on the terminal.
//!
//! ```text
//! cargo bench --bench screen                   100 thousand leads, ten minutes
//! cargo bench --bench screen -- 1000000        a million; making them takes minutes, once
//! cargo bench --bench screen -- memory idle    only rows whose name holds one of the words
//! ```
//!
//! Every program runs in a pseudo-terminal of 120x40, in turns with what it is measured against: the
//! shell of SQLite, `less` and `csvlens` on the same leads as a CSV, and the bare program in [`bare`],
//! the smallest screen on the same index. What is not installed is left out, and said so. Read the
//! ratio, and beside it the goal. Without `--bench`, which `cargo bench` passes, each row runs
//! once on a thousand leads, so that `cargo test --all-targets` proves that they still work.
//!
//! [`terminal`] runs and times a program, `rivals` says which, `rounds` has them take turns.

mod bare;
#[path = "../desk/data.rs"]
mod data;
mod rivals;
mod rounds;
mod terminal;

use std::error::Error;

use chrono::{DateTime, Utc};
use rounds::{Effort, Rounds};

/// What a row or its making may end with.
type Outcome<T> = Result<T, Box<dyn Error>>;

/// How many leads are measured where no number is given.
const SIZE: u64 = 100_000;
/// What a file is measured against that should be no slower.
const SMALL: u64 = 1_000;

/// Returns the time of day.
#[expect(clippy::disallowed_methods, reason = "programs are watched as they run")]
fn wall() -> DateTime<Utc> {
    Utc::now()
}

fn main() -> Outcome<()> {
    let (mut size, mut words, mut effort) = (None, Vec::new(), Effort::Smoke);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--bare" => return bare::show(arguments.next().ok_or("which file?")?.as_ref()),
            "--bench" => effort = Effort::Full,
            word if word.starts_with('-') => {}
            word => match word.parse::<u64>() {
                Ok(number) => size = Some(number),
                Err(_) => words.push(argument),
            },
        }
    }
    let size = size.unwrap_or(if effort == Effort::Full { SIZE } else { SMALL });
    let mut rounds = Rounds::begin(effort, words, size)?;
    rounds.start()?;
    rounds.flat()?;
    rounds.keys()?;
    rounds.flood()?;
    rounds.decision()?;
    rounds.filter()?;
    rounds.memory()?;
    rounds.idle()?;
    rounds.beside_an_import()?;
    rounds.list()
}
