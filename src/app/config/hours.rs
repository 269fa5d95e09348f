//! The `[hours]` part of the settings file: when the clocks run.
//!
//! Here words become windows and dates, and everything that is wrong is told at once, each with its
//! key. What windows mean is [`WorkingHours`]'s.

use std::collections::BTreeSet;
use std::fmt;

use chrono::NaiveDate;
use serde::Deserialize;

use super::not_a_zone;
use super::reading::Wrongs;
use crate::domain::hours::{HoursError, WEEKDAYS, Window, WorkingHours};
use crate::domain::zone::Zone;

/// The section, as written. What is left out takes its default.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Hours {
    enabled: bool,
    zone: String,
    monday: String,
    tuesday: String,
    wednesday: String,
    thursday: String,
    friday: String,
    saturday: String,
    sunday: String,
    holidays: Vec<Holiday>,
}

impl Default for Hours {
    fn default() -> Self {
        let day = || "09:00-17:00".to_owned();
        Self {
            enabled: false,
            zone: String::new(),
            monday: day(),
            tuesday: day(),
            wednesday: day(),
            thursday: day(),
            friday: day(),
            saturday: String::new(),
            sunday: String::new(),
            holidays: Vec::new(),
        }
    }
}

/// A date in quotes, or as TOML's own.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
enum Holiday {
    Text(String),
    Date(toml::value::Datetime),
}

impl fmt::Display for Holiday {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Date(date) => date.fmt(f),
        }
    }
}

impl Hours {
    /// Returns the hours in force, if they are enabled. A part without a zone is in `usual`.
    /// All that is wrong is noted, also while the hours are off; then there are none.
    pub(super) fn read(&self, usual: &Zone, wrong: &mut Wrongs) -> Option<WorkingHours> {
        let before = wrong.len();
        let zone = match self.zone.as_str() {
            "" => usual.clone(),
            name => Zone::named(name).unwrap_or_else(|| {
                wrong.add("hours.zone", not_a_zone(name));
                usual.clone()
            }),
        };
        let days = [
            &self.monday,
            &self.tuesday,
            &self.wednesday,
            &self.thursday,
            &self.friday,
            &self.saturday,
            &self.sunday,
        ];
        let mut week: [Vec<Window>; 7] = Default::default();
        let mut unread = false;
        for ((name, written), day) in WEEKDAYS.iter().zip(days).zip(&mut week) {
            match windows(written) {
                Some(windows) => *day = windows,
                None => {
                    unread = true;
                    let what = format!(
                        "{written:?} are no working hours, such as \"09:00-17:00\" or \"09:00-12:30, 13:30-18:00\""
                    );
                    wrong.add(format!("hours.{name}"), what);
                }
            }
        }
        let mut holidays = BTreeSet::new();
        for (holiday, number) in self.holidays.iter().zip(1..) {
            match holiday.to_string().trim().parse::<NaiveDate>() {
                Ok(date) => {
                    holidays.insert(date);
                }
                Err(_) => wrong.add(
                    format!("hours.holidays[{number}]"),
                    format!("\"{holiday}\" is no date, such as \"2026-12-25\""),
                ),
            }
        }
        let hours = WorkingHours::new(zone, week, holidays);
        for error in hours.as_ref().err().into_iter().flatten() {
            match error {
                // A day that could not be read may be the one that is missed.
                HoursError::NoWorkingDay if unread => {}
                HoursError::NoWorkingDay => wrong.add(
                    "hours",
                    format!(
                        "{error}: give one, such as monday = \"09:00-17:00\", or leave [hours] out"
                    ),
                ),
                HoursError::NoSpan { weekday, .. } | HoursError::Overlap { weekday, .. } => {
                    let name = WEEKDAYS[weekday.num_days_from_monday() as usize];
                    let words = error.to_string();
                    let what = words.strip_prefix(&format!("{name}: ")).unwrap_or(&words);
                    wrong.add(format!("hours.{name}"), what);
                }
            }
        }
        hours.ok().filter(|_| self.enabled && before == wrong.len())
    }
}

/// Reads "09:00-12:30, 13:30-18:00"; nothing at all is a day off.
fn windows(text: &str) -> Option<Vec<Window>> {
    if text.trim().is_empty() {
        return Some(Vec::new());
    }
    text.split(',').map(window).collect()
}

fn window(text: &str) -> Option<Window> {
    let (start, end) = text.split_once(['-', '–'])?;
    Some(Window { start: minute(start)?, end: minute(end)? })
}

/// Reads "9:00", "09:00" or "9" as minutes from midnight, up to 24:00.
fn minute(text: &str) -> Option<u16> {
    let text = text.trim();
    let (hour, minute) = text.split_once(':').unwrap_or((text, "00"));
    let number = |digits: &str, most: u16| {
        let plain = (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        digits.parse::<u16>().ok().filter(|number| plain && *number <= most)
    };
    let minute = number(minute, 59).filter(|_| minute.len() == 2)?;
    Some(number(hour, 24)? * 60 + minute).filter(|minutes| *minutes <= 24 * 60)
}

#[cfg(test)]
mod tests;
