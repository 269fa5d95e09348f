//! Times in a query: `due:<2h`, `received:>7d`, `asked:today`, `touched:2026-11-01..2026-11-15`.
//!
//! A span says how long ago something was, or how long is left until a touch is owed. A day is a
//! page of the calendar on the asker's wall.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

use crate::domain::zone::Zone;

/// What can be asked when it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeField {
    /// When the next touch is owed.
    Due,
    /// When they last asked.
    Asked,
    /// When the newest record reached us.
    Received,
    /// When they were last touched.
    Touched,
}

/// How two things are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// Nothing, or `=`: the same day; within a span.
    Equal,
    /// `>=`
    AtLeast,
    /// `>`
    More,
}

impl Compare {
    /// Splits off the sign at the beginning of a value.
    pub(super) fn split(value: &str) -> (Self, &str) {
        let signs = [
            ("<=", Self::AtMost),
            (">=", Self::AtLeast),
            ("<", Self::Less),
            (">", Self::More),
            ("=", Self::Equal),
        ];
        let found = signs
            .iter()
            .find_map(|(sign, compare)| value.strip_prefix(sign).map(|rest| (*compare, rest)));
        found.unwrap_or((Self::Equal, value))
    }

    /// Returns the sign.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Equal => "=",
            Self::AtLeast => ">=",
            Self::More => ">",
        }
    }

    /// Returns whether a number compares so with another.
    pub fn holds(self, number: u64, other: u64) -> bool {
        match self {
            Self::Less => number < other,
            Self::AtMost => number <= other,
            Self::Equal => number == other,
            Self::AtLeast => number >= other,
            Self::More => number > other,
        }
    }
}

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    /// So many days from today.
    FromToday(i8),
    /// This one.
    Date(NaiveDate),
}

/// A point to compare with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Point {
    /// So long ago, or so long from now.
    Span(TimeDelta),
    /// A day.
    Day(Day),
}

/// When something is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// At no time.
    Never,
    /// Compared with a point.
    Compared(Compare, Point),
    /// From one point to another, both included.
    Between(Point, Point),
}

impl When {
    /// Returns the first and the last millisecond since 1970 that are meant; `None` for
    /// [`When::Never`]. The first is later than the last where no time is meant.
    pub fn range(self, field: TimeField, now: DateTime<Utc>, zone: &Zone) -> Option<(i64, i64)> {
        let stretch = |point: Point| point.stretch(field, now, zone);
        Some(match self {
            Self::Never => return None,
            Self::Between(from, to) => {
                let (from, to) = (stretch(from), stretch(to));
                (from.0.min(to.0), from.1.max(to.1))
            }
            Self::Compared(compare, point) => {
                let (first, last) = stretch(point);
                let (before, after) =
                    ((i64::MIN, first.saturating_sub(1)), (last.saturating_add(1), i64::MAX));
                // What is longer ago is earlier.
                let is_age = matches!(point, Point::Span(_)) && field != TimeField::Due;
                match (compare, point) {
                    (Compare::Less, _) if is_age => after,
                    (Compare::More, _) if is_age => before,
                    (Compare::AtMost, _) | (Compare::Equal, Point::Span(_)) if is_age => {
                        (first, i64::MAX)
                    }
                    (Compare::AtLeast, _) if is_age => (i64::MIN, last),
                    (Compare::Less, _) => before,
                    (Compare::More, _) => after,
                    (Compare::AtMost, _) | (Compare::Equal, Point::Span(_)) => (i64::MIN, last),
                    (Compare::AtLeast, _) => (first, i64::MAX),
                    (Compare::Equal, Point::Day(_)) => (first, last),
                }
            }
        })
    }
}

impl Point {
    /// Returns its first and its last millisecond.
    fn stretch(self, field: TimeField, now: DateTime<Utc>, zone: &Zone) -> (i64, i64) {
        match self {
            Self::Span(span) => {
                let at = match field {
                    TimeField::Due => now.checked_add_signed(span),
                    TimeField::Asked | TimeField::Received | TimeField::Touched => {
                        now.checked_sub_signed(span)
                    }
                };
                let at = at.unwrap_or(now).timestamp_millis();
                (at, at)
            }
            Self::Day(day) => {
                let today = zone.local(now).date();
                let date = match day {
                    Day::Date(date) => date,
                    Day::FromToday(days) if days < 0 => today
                        .checked_sub_days(Days::new(u64::from(days.unsigned_abs())))
                        .unwrap_or(today),
                    Day::FromToday(days) => today
                        .checked_add_days(Days::new(u64::from(days.unsigned_abs())))
                        .unwrap_or(today),
                };
                let begin = |date: NaiveDate| {
                    zone.instant(date.and_time(chrono::NaiveTime::MIN)).timestamp_millis()
                };
                let next = date.checked_add_days(Days::new(1)).unwrap_or(date);
                (begin(date), begin(next) - 1)
            }
        }
    }
}

/// Reads a point: `2h`, `7d`, `today`, `2026-11-01`.
pub(super) fn point(text: &str) -> Option<Point> {
    let day = match text {
        "today" => Some(Day::FromToday(0)),
        "yesterday" => Some(Day::FromToday(-1)),
        "tomorrow" => Some(Day::FromToday(1)),
        _ => text.parse().ok().map(Day::Date),
    };
    day.map(Point::Day).or_else(|| span(text).map(Point::Span))
}

/// Reads a span up to ten years: `0m`, `30m`, `2h`, `7d`, `3w`.
fn span(text: &str) -> Option<TimeDelta> {
    const LONGEST: i64 = 10 * 366 * 24 * 60;
    let (digits, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit())?);
    let number: i64 = digits.parse().ok()?;
    let minutes = match unit {
        "m" | "min" => number,
        "h" => number.checked_mul(60)?,
        "d" => number.checked_mul(24 * 60)?,
        "w" => number.checked_mul(7 * 24 * 60)?,
        _ => return None,
    };
    (minutes <= LONGEST).then(|| TimeDelta::minutes(minutes))
}
