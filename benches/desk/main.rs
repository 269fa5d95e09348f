//! What a key press costs, against the bare database.
//!
//! ```text
//! cargo bench                        1 thousand and 100 thousand leads, a few minutes
//! cargo bench -- 1000000             a million; making them takes minutes, once
//! cargo bench -- 1000 filter         only rows whose name holds this word
//! ```
//!
//! Every row is a pair that runs in turns in the same process: what leadclock does, and its floor,
//! which is a bare `rusqlite` statement that brings the same rows from the same file. Read the
//! ratio: times differ from machine to machine, and a busy machine slows both sides alike. The
//! ratio is the median over the pairs, not the quotient of the two medians beside it.
//!
//! The leads are made up once for each size, in `target/bench-data`; whatever writes works on a
//! copy. Remove the folder after a change to the schema or to the made-up leads. Without
//! `--bench`, which `cargo bench` passes, each pair of the smallest size runs once, so that
//! `cargo test --all-targets` proves that they still work.
//!
//! `measure` times and prints, `data` makes files, `floor` is the bare database, and `reading` and
//! `writing` hold the pairs: add one there, and call it in [`main`].

mod data;
mod floor;
mod measure;
mod reading;
mod writing;

use std::error::Error;

use measure::{Effort, Table};

/// What a pair or its making may end with.
type Outcome<T> = Result<T, Box<dyn Error>>;

/// The sizes that are measured where none is named.
const SIZES: [u64; 2] = [1_000, 100_000];

fn main() -> Outcome<()> {
    let (mut sizes, mut words, mut effort) = (Vec::new(), Vec::new(), Effort::Smoke);
    for argument in std::env::args().skip(1) {
        match argument.parse::<u64>() {
            Ok(size) => sizes.push(size),
            Err(_) if argument == "--bench" => effort = Effort::Full,
            Err(_) if argument.starts_with('-') => {}
            Err(_) => words.push(argument),
        }
    }
    if sizes.is_empty() {
        sizes = match effort {
            Effort::Full => SIZES.to_vec(),
            Effort::Smoke => vec![SIZES[0]],
        };
    }
    let mut table = Table::begin(effort, words)?;
    for size in sizes {
        let file = data::leads(size)?;
        table.size(size);
        reading::first_screen(&mut table, &file)?;
        reading::next_row(&mut table, &file)?;
        reading::page_in_the_middle(&mut table, &file)?;
        reading::counts(&mut table, &file)?;
        reading::filters(&mut table, &file, size)?;
        reading::queries(&mut table, &file)?;
        reading::views(&mut table, &file)?;
        writing::decision(&mut table, &file)?;
    }
    writing::import(&mut table)
}
