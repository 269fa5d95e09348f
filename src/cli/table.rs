//! Leads as aligned text, for people.

use std::io::{self, Write};

use chrono::{DateTime, Utc};

use crate::app::QueueRow;
use crate::domain::clock::Clock;
use crate::domain::queue::Group;
use crate::domain::span::countdown;
use crate::domain::text::{Text, padded};
use crate::language::english;

/// Writes rows as they come, in columns that do not depend on what follows.
pub(super) struct Table<W> {
    out: W,
    now: DateTime<Utc>,
}

/// The widths of name, company and offer.
const WIDTHS: [usize; 3] = [26, 22, 22];

impl<W: Write> Table<W> {
    pub(super) fn new(out: W, now: DateTime<Utc>) -> Self {
        Self { out, now }
    }

    pub(super) fn head(&mut self) -> io::Result<()> {
        writeln!(
            self.out,
            "{:<8}  {:<9}  {:>9}  {}  {}  {}  {:>2}  GROUP",
            "ID",
            "CLOCK",
            "DUE",
            padded("NAME", WIDTHS[0]),
            padded("COMPANY", WIDTHS[1]),
            padded("OFFER", WIDTHS[2]),
            "T"
        )
    }

    pub(super) fn row(&mut self, group: Group, row: &QueueRow) -> io::Result<()> {
        let clock = row.due.map_or(Clock::None, |due| due.clock(self.now));
        let clock = match clock {
            Clock::None if row.touches > 0 && group.is_stage() => Clock::Met.label(english()),
            Clock::None => "-".to_owned(),
            clock => clock.label(english()),
        };
        let due = row.due.map_or_else(String::new, |due| countdown(due.at - self.now));
        let text = |text: &Option<Text>, width| {
            padded(&text.as_ref().map_or_else(String::new, |text| text.shown().into_owned()), width)
        };
        writeln!(
            self.out,
            "{:<8}  {clock:<9}  {due:>9}  {}  {}  {}  {:>2}  {}",
            row.id.short(),
            text(&row.name, WIDTHS[0]),
            text(&row.company, WIDTHS[1]),
            text(&row.offer, WIDTHS[2]),
            row.touches,
            group.label(english()).to_lowercase()
        )
    }
}
