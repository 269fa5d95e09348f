//! Working hours: when a team works, and how far a span of working time reaches.
//!
//! Windows are times on the wall of the team's zone, and half-open: who works until 17:00 is closed
//! at 17:00. What is counted is elapsed time, so a clock change inside a window neither adds nor
//! steals an hour. A start or end that a clock change skips or doubles is the instant that
//! [`Zone::instant`] picks, kept inside its own day and before what follows, so windows never
//! overlap and a day that was left out has none.
//!
//! Hours are kept from 1970 until 9999, where every record lies. Before and after, the clock runs
//! day and night, so every walk ends.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};

use super::zone::Zone;

/// The names of the weekdays, Monday first.
pub const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// The minutes that a clock on the wall counts in a day.
const MINUTES_A_DAY: u16 = 24 * 60;

/// From here on hours are kept.
const DAWN: DateTime<Utc> = DateTime::UNIX_EPOCH;

/// Until here hours are kept: the first moment of the year 9999.
const DUSK: DateTime<Utc> = match DateTime::from_timestamp(253_370_764_800, 0) {
    Some(dusk) => dusk,
    None => DateTime::<Utc>::MAX_UTC,
};

/// A part of a day in which a team works, in minutes on the wall from midnight; 1440 is 24:00.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Window {
    /// The first minute.
    pub start: u16,
    /// The minute that ends it, no longer part of it.
    pub end: u16,
}

impl fmt::Display for Window {
    /// Writes it as "09:00-17:00".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (start, end) = (self.start, self.end);
        write!(f, "{:02}:{:02}-{:02}:{:02}", start / 60, start % 60, end / 60, end % 60)
    }
}

/// Why windows are no working hours.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HoursError {
    /// The clock would never run.
    #[error("no day of the week has working hours")]
    NoWorkingDay,
    /// A window that ends before or when it begins, or after midnight.
    #[error(
        "{}: {window} does not end later on the same day (a night is \"22:00-24:00\" and, on the day after, \"00:00-06:00\")",
        name(*weekday)
    )]
    NoSpan {
        /// The day that it is written for.
        weekday: Weekday,
        /// The window.
        window: Window,
    },
    /// Two windows that share a minute.
    #[error("{}: {first} and {second} overlap", name(*weekday))]
    Overlap {
        /// The day that they are written for.
        weekday: Weekday,
        /// The one that begins earlier.
        first: Window,
        /// The other one.
        second: Window,
    },
}

const fn name(weekday: Weekday) -> &'static str {
    WEEKDAYS[weekday.num_days_from_monday() as usize]
}

/// When a team works. At least one weekday has a window; the windows of a day are in order and
/// apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkingHours {
    zone: Zone,
    week: [Vec<Window>; 7],
    holidays: BTreeSet<NaiveDate>,
}

impl WorkingHours {
    /// Returns the hours of a team: its zone, the windows of each weekday from Monday on in any
    /// order, and the dates on which it does not work.
    ///
    /// # Errors
    /// Everything that is wrong with the week, day by day.
    pub fn new(
        zone: Zone,
        mut week: [Vec<Window>; 7],
        holidays: BTreeSet<NaiveDate>,
    ) -> Result<Self, Vec<HoursError>> {
        let mut errors = Vec::new();
        let weekdays = std::iter::successors(Some(Weekday::Mon), |day| Some(day.succ()));
        for (weekday, windows) in weekdays.zip(&mut week) {
            windows.sort_unstable();
            let no_span =
                |window: &&Window| window.start >= window.end || window.end > MINUTES_A_DAY;
            errors.extend(
                windows
                    .iter()
                    .filter(no_span)
                    .map(|window| HoursError::NoSpan { weekday, window: *window }),
            );
            errors.extend(
                windows
                    .windows(2)
                    .filter(|pair| pair[1].start < pair[0].end)
                    .map(|pair| HoursError::Overlap { weekday, first: pair[0], second: pair[1] }),
            );
        }
        if week.iter().all(Vec::is_empty) {
            errors.push(HoursError::NoWorkingDay);
        }
        if errors.is_empty() { Ok(Self { zone, week, holidays }) } else { Err(errors) }
    }

    /// Returns when so much working time has passed since a moment.
    ///
    /// What runs out at the end of a window is due at that end, not when the next one begins. No
    /// time at all is the moment itself. Beyond the calendar it is the calendar's end.
    pub fn deadline(&self, from: DateTime<Utc>, limit: TimeDelta) -> DateTime<Utc> {
        let mut left = limit;
        if left <= TimeDelta::zero() {
            return from;
        }
        for span in self.spans(from) {
            let length = span.end - span.start;
            if left <= length {
                return span.start + left;
            }
            left -= length;
        }
        DateTime::<Utc>::MAX_UTC
    }

    /// Returns how much working time lies between two moments; nothing where the second is earlier.
    pub fn elapsed(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> TimeDelta {
        self.spans(from)
            .take_while(|span| span.start < to)
            .map(|span| span.end.min(to) - span.start)
            .sum()
    }

    /// Returns whether the team works at a moment.
    pub fn is_open(&self, at: DateTime<Utc>) -> bool {
        self.next_open(at) == at
    }

    /// Returns when the team next works: the moment itself while it does.
    pub fn next_open(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        self.spans(at).next().map_or(at, |span| span.start)
    }

    /// Returns a text that differs whenever a deadline would differ.
    pub fn fingerprint(&self) -> String {
        let mut text = self.zone.fingerprint();
        for windows in &self.week {
            text.push(';');
            for window in windows {
                text.push_str(&format!(" {window}"));
            }
        }
        text.push(';');
        for holiday in &self.holidays {
            text.push_str(&format!(" {holiday}"));
        }
        text
    }

    /// What is left of the working time from a moment on: spans in order, apart, none empty.
    fn spans(&self, from: DateTime<Utc>) -> impl Iterator<Item = Range<DateTime<Utc>>> {
        let kept = self
            .days(from)
            .flat_map(Day::spans)
            .map(|span| span.start.max(DAWN)..span.end.min(DUSK));
        std::iter::once(DateTime::<Utc>::MIN_UTC..DAWN)
            .chain(kept)
            .chain(std::iter::once(DUSK..DateTime::<Utc>::MAX_UTC))
            .map(move |span| span.start.max(from)..span.end)
            .filter(|span| !span.is_empty())
    }

    /// The working days from the one of a moment on.
    fn days(&self, from: DateTime<Utc>) -> impl Iterator<Item = Day<'_>> {
        let today = self.zone.local(from.clamp(DAWN, DUSK)).date();
        // A day can begin late, where a clock change skips the last minutes of the day before.
        let mut midnight = (today, self.midnight(today));
        let first = if midnight.1 <= from { Some(today) } else { today.pred_opt() };
        first
            .unwrap_or(today)
            .iter_days()
            .take_while(|date| *date <= DUSK.date_naive())
            .filter_map(move |date| self.day(date, &mut midnight))
    }

    /// The working day of a date, if it is one. The last midnight that was looked up is kept, for
    /// most days begin where another ended.
    fn day(&self, date: NaiveDate, midnight: &mut (NaiveDate, DateTime<Utc>)) -> Option<Day<'_>> {
        let windows = self.week[date.weekday().num_days_from_monday() as usize].as_slice();
        if windows.is_empty() || self.holidays.contains(&date) {
            return None;
        }
        let begin = if midnight.0 == date { midnight.1 } else { self.midnight(date) };
        let tomorrow = date.checked_add_days(Days::new(1))?;
        *midnight = (tomorrow, self.midnight(tomorrow));
        Some(Day { zone: &self.zone, date, windows, begin, end: midnight.1 })
    }

    fn midnight(&self, date: NaiveDate) -> DateTime<Utc> {
        self.zone.instant(date.and_time(NaiveTime::MIN))
    }
}

/// A day with windows, and the instants from one midnight to the next.
struct Day<'a> {
    zone: &'a Zone,
    date: NaiveDate,
    windows: &'a [Window],
    begin: DateTime<Utc>,
    end: DateTime<Utc>,
}

impl<'a> Day<'a> {
    /// Its windows as instants; one that a clock change leaves out is empty.
    fn spans(self) -> impl Iterator<Item = Range<DateTime<Utc>>> + use<'a> {
        (0..self.windows.len()).map(move |index| self.span(index))
    }

    fn span(&self, index: usize) -> Range<DateTime<Utc>> {
        let Window { start, end } = self.windows[index];
        if self.end - self.begin == TimeDelta::days(1) {
            return self.begin + minutes(start)..self.begin + minutes(end);
        }
        // The clock changes on this day. A skipped time moves forward by the gap, and so perhaps
        // beyond a later one that was not skipped.
        let next = self.windows[index + 1..].iter().map(|later| self.instant(later.start));
        let latest = next.fold(self.end, DateTime::min);
        let inside = |minute| self.instant(minute).min(latest).max(self.begin);
        inside(start)..inside(end)
    }

    fn instant(&self, minute: u16) -> DateTime<Utc> {
        self.zone.instant(self.date.and_time(NaiveTime::MIN) + minutes(minute))
    }
}

fn minutes(minutes: u16) -> TimeDelta {
    TimeDelta::minutes(i64::from(minutes))
}

#[cfg(test)]
mod tests;
