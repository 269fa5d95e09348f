//! Times in words: "tue 9am" for a follow-up that is owed, "2h ago" for a touch that was made.
//!
//! `grammar` reads what was said; this file finds the time that is meant. Minutes and hours are
//! elapsed time. Days, weeks and months are pages of the calendar on the wall: the same local time,
//! also across a clock change. A day without a time means 09:00. Whoever asks should show the
//! answer, for words can be misunderstood by either side.

use crate::language::{Messages, english};

mod grammar;
#[cfg(test)]
mod tests;

use std::fmt;

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::text;
use super::zone::Zone;
use grammar::{Day, Said, Span};

/// How far from now a time may be.
const REACH: Months = Months::new(120);

/// The columns that an error spends on repeating what was typed.
const QUOTED: usize = 40;

/// Reads a time that is still to come, such as the due time of a follow-up.
///
/// A time of day that has passed is tomorrow's; a weekday is the coming one; a day without a year
/// is in the first year that still has it ahead.
pub fn parse(words: &str, now: DateTime<Utc>, zone: &Zone) -> Result<DateTime<Utc>, NotATime> {
    read(words, now, zone, Direction::Ahead)
}

/// Reads a time that has come, such as that of a touch that was made; now is allowed.
///
/// A time of day that is still to come was yesterday's; a weekday is the last one; a day without a
/// year is in the latest year that has had it.
pub fn parse_past(words: &str, now: DateTime<Utc>, zone: &Zone) -> Result<DateTime<Utc>, NotATime> {
    read(words, now, zone, Direction::Back)
}

/// The words name no time that can be used. Says which of them, and what would be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotATime {
    why: Why,
    direction: Direction,
}

impl std::error::Error for NotATime {}

impl fmt::Display for NotATime {
    /// Says it in English.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.says(english()))
    }
}

impl NotATime {
    /// Says which of the words name no time, and what would be understood.
    pub fn says(&self, say: &Messages) -> String {
        let what = match &self.why {
            Why::Empty => say.time_empty(),
            Why::NotUnderstood(words) => say.time_not_understood(quoted(words)),
            Why::BareNumber(number) => say.time_bare_number(quoted(number)),
            Why::NoSuchTime(words) => say.time_no_such(quoted(words)),
            Why::NotAhead => say.time_not_ahead(),
            Why::NotBack => say.time_not_back(),
            Why::TooFar => say.time_too_far(),
        };
        match self.direction {
            Direction::Ahead => say.time_try_ahead(what),
            Direction::Back => say.time_try_back(what),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Why {
    Empty,
    NotUnderstood(String),
    BareNumber(String),
    NoSuchTime(String),
    NotAhead,
    NotBack,
    TooFar,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    Ahead,
    Back,
}

impl Direction {
    /// Whether a time lies in this direction from now.
    fn holds(self, time: DateTime<Utc>, now: DateTime<Utc>) -> bool {
        match self {
            Self::Ahead => time > now,
            Self::Back => time <= now,
        }
    }

    fn days(self, date: NaiveDate, days: u64) -> Option<NaiveDate> {
        match self {
            Self::Ahead => date.checked_add_days(Days::new(days)),
            Self::Back => date.checked_sub_days(Days::new(days)),
        }
    }

    fn months(self, date: NaiveDate, months: Months) -> Option<NaiveDate> {
        match self {
            Self::Ahead => date.checked_add_months(months),
            Self::Back => date.checked_sub_months(months),
        }
    }
}

/// What was typed, fit for a line on a screen.
fn quoted(words: &str) -> String {
    text::cut(&text::sanitise(words), QUOTED).into_owned()
}

fn read(
    words: &str,
    now: DateTime<Utc>,
    zone: &Zone,
    direction: Direction,
) -> Result<DateTime<Utc>, NotATime> {
    let time = match DateTime::parse_from_rfc3339(words.trim()) {
        Ok(time) => Ok(time.to_utc()),
        Err(_) => grammar::read(&words.to_lowercase())
            .and_then(|said| Meaning { now, zone, direction }.of(said).ok_or(Why::TooFar)),
    };
    time.and_then(|time| usable(time, now, direction)).map_err(|why| NotATime { why, direction })
}

fn usable(
    time: DateTime<Utc>,
    now: DateTime<Utc>,
    direction: Direction,
) -> Result<DateTime<Utc>, Why> {
    let limit = match direction {
        Direction::Ahead => now.checked_add_months(REACH).is_some_and(|last| time <= last),
        Direction::Back => now.checked_sub_months(REACH).is_some_and(|first| time >= first),
    };
    match direction {
        Direction::Ahead if time <= now => Err(Why::NotAhead),
        Direction::Back if time > now => Err(Why::NotBack),
        _ if !limit => Err(Why::TooFar),
        _ => Ok(time),
    }
}

/// The circumstances that give words their meaning.
struct Meaning<'a> {
    now: DateTime<Utc>,
    zone: &'a Zone,
    direction: Direction,
}

impl Meaning<'_> {
    /// Returns the time that is meant; `None` where it is beyond the calendar.
    fn of(&self, said: Said) -> Option<DateTime<Utc>> {
        match said {
            Said::Now => Some(self.now),
            Said::Span { span, ago, clock } => {
                self.span(span, if ago { Direction::Back } else { Direction::Ahead }, clock)
            }
            Said::Clock(clock) => self.nearest_day(clock, |_| true),
            Said::Day { day, clock } => self.day(day, clock),
        }
    }

    fn span(
        &self,
        span: Span,
        direction: Direction,
        clock: Option<NaiveTime>,
    ) -> Option<DateTime<Utc>> {
        let start = if span.months == 0 && span.days == 0 && clock.is_none() {
            self.now
        } else {
            let local = self.zone.local(self.now);
            let date = direction.months(local.date(), Months::new(span.months))?;
            let date = direction.days(date, span.days)?;
            self.at(date, clock.unwrap_or(local.time()))
        };
        let minutes = TimeDelta::try_minutes(span.minutes)?;
        match direction {
            Direction::Ahead => start.checked_add_signed(minutes),
            Direction::Back => start.checked_sub_signed(minutes),
        }
    }

    fn day(&self, day: Day, clock: Option<NaiveTime>) -> Option<DateTime<Utc>> {
        let usual = if day == Day::Tonight { 19 } else { 9 };
        let clock = clock.or_else(|| NaiveTime::from_hms_opt(usual, 0, 0))?;
        let today = self.today();
        let date = match day {
            Day::Today | Day::Tonight => today,
            Day::Tomorrow => today.succ_opt()?,
            Day::Yesterday => today.pred_opt()?,
            Day::NextWeek => Direction::Ahead.days(today, 7)?,
            Day::NextMonth => Direction::Ahead.months(today, Months::new(1))?,
            Day::Date(date) => date,
            Day::NextWeekday(weekday) => (1..=7)
                .filter_map(|days| Direction::Ahead.days(today, days))
                .find(|date| date.weekday() == weekday)?,
            Day::LastWeekday(weekday) => (1..=7)
                .filter_map(|days| Direction::Back.days(today, days))
                .find(|date| date.weekday() == weekday)?,
            Day::Weekday(weekday) => {
                return self.nearest_day(clock, |date| date.weekday() == weekday);
            }
            Day::OfYear { month, day } => return self.nearest_year(month, day, clock),
        };
        Some(self.at(date, clock))
    }

    /// The first day that fits, from today on in the direction that is asked for.
    fn nearest_day(
        &self,
        clock: NaiveTime,
        fits: impl Fn(NaiveDate) -> bool,
    ) -> Option<DateTime<Utc>> {
        (0..=14)
            .filter_map(|days| self.direction.days(self.today(), days))
            .filter(|date| fits(*date))
            .map(|date| self.at(date, clock))
            .find(|time| self.direction.holds(*time, self.now))
    }

    /// The first year that has the day, from this one on in the direction that is asked for.
    fn nearest_year(&self, month: u32, day: u32, clock: NaiveTime) -> Option<DateTime<Utc>> {
        let this = self.today().year();
        (0..=8)
            .map(|years| match self.direction {
                Direction::Ahead => this + years,
                Direction::Back => this - years,
            })
            .filter_map(|year| NaiveDate::from_ymd_opt(year, month, day))
            .map(|date| self.at(date, clock))
            .find(|time| self.direction.holds(*time, self.now))
    }

    fn today(&self) -> NaiveDate {
        self.zone.local(self.now).date()
    }

    fn at(&self, date: NaiveDate, clock: NaiveTime) -> DateTime<Utc> {
        self.zone.instant(date.and_time(clock))
    }
}
