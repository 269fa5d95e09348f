//! Timing pairs in turns, and the table of what came of it.

use std::io::{Write, stdout};
use std::time::{Duration, Instant};

use super::Outcome;

/// How much is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effort {
    /// Each pair once, to see that it works.
    Smoke,
    /// Until the median stands.
    Full,
}

/// The fewest pairs of a row, and the most; between them the time decides.
const FEWEST: usize = 9;
const MOST: usize = 400;
const ENOUGH: Duration = Duration::from_millis(1_500);

/// The times of one row: what was measured and its floor, pair by pair.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pairs(Vec<(Duration, Duration)>);

impl Pairs {
    /// Returns the middle time of what was measured.
    pub(crate) fn median(&self) -> Duration {
        quantile(self.0.iter().map(|pair| pair.0).collect(), 50)
    }
}

fn quantile<T: PartialOrd + Default + Copy>(mut values: Vec<T>, percent: usize) -> T {
    values.sort_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
    let last = values.len().saturating_sub(1);
    values.get((last * percent).div_ceil(100)).copied().unwrap_or_default()
}

/// The table, printed row by row.
pub(crate) struct Table {
    effort: Effort,
    words: Vec<String>,
    size: String,
}

impl Table {
    /// Prints the heading. Of all rows only those that hold one of the words are measured.
    pub(crate) fn begin(effort: Effort, words: Vec<String>) -> Outcome<Self> {
        writeln!(
            stdout(),
            "{:>9}  {:<44} {:>6} {:>10} {:>10} {:>10} {:>10} {:>7}",
            "leads",
            "times in ms",
            "pairs",
            "median",
            "p95",
            "floor",
            "its p95",
            "ratio"
        )?;
        Ok(Self { effort, words, size: String::new() })
    }

    /// Says how many leads the next rows are about.
    pub(crate) fn size(&mut self, size: u64) {
        self.size = size.to_string();
    }

    /// Returns whether a row is wanted.
    pub(crate) fn wants(&self, name: &str) -> bool {
        self.words.is_empty() || self.words.iter().any(|word| name.contains(word.as_str()))
    }

    /// Times both sides in turns; the number of the pair is handed to both.
    pub(crate) fn pairs(
        &self,
        mut ours: impl FnMut(usize) -> Outcome<()>,
        mut floor: impl FnMut(usize) -> Outcome<()>,
    ) -> Outcome<Pairs> {
        let (fewest, most) = match self.effort {
            Effort::Smoke => (1, 1),
            Effort::Full => {
                ours(0)?;
                floor(0)?;
                (FEWEST, MOST)
            }
        };
        let began = Instant::now();
        let mut pairs = Pairs::default();
        while pairs.0.len() < fewest || pairs.0.len() < most && began.elapsed() < ENOUGH {
            let number = pairs.0.len() + 1;
            let at = Instant::now();
            ours(number)?;
            let between = Instant::now();
            floor(number)?;
            pairs.0.push((between - at, between.elapsed()));
        }
        Ok(pairs)
    }

    /// Times both sides in turns and prints the row.
    pub(crate) fn row(
        &self,
        name: &str,
        ours: impl FnMut(usize) -> Outcome<()>,
        floor: impl FnMut(usize) -> Outcome<()>,
    ) -> Outcome<()> {
        if self.wants(name) { self.print(name, &self.pairs(ours, floor)?) } else { Ok(()) }
    }

    /// Prints a row.
    pub(crate) fn print(&self, name: &str, pairs: &Pairs) -> Outcome<()> {
        let ms = |time: Duration| time.as_secs_f64() * 1_000.0;
        let ours: Vec<f64> = pairs.0.iter().map(|pair| ms(pair.0)).collect();
        let floor: Vec<f64> = pairs.0.iter().map(|pair| ms(pair.1)).collect();
        let ratio = pairs.0.iter().map(|pair| ms(pair.0) / ms(pair.1).max(1e-6)).collect();
        writeln!(
            stdout(),
            "{:>9}  {name:<44} {:>6} {:>10.3} {:>10.3} {:>10.3} {:>10.3} {:>7.2}",
            self.size,
            pairs.0.len(),
            quantile(ours.clone(), 50),
            quantile(ours, 95),
            quantile(floor.clone(), 50),
            quantile(floor, 95),
            quantile(ratio, 50),
        )?;
        Ok(())
    }

    /// Prints what can not be said in milliseconds.
    pub(crate) fn remark(&self, remark: &str) -> Outcome<()> {
        writeln!(stdout(), "{:>9}  {remark}", "")?;
        Ok(())
    }

    /// Returns how many rows of a file are worth reading.
    pub(crate) fn rows(&self, full: u64) -> u64 {
        match self.effort {
            Effort::Smoke => 500,
            Effort::Full => full,
        }
    }
}
