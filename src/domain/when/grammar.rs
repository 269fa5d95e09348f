//! The grammar of times in words: what was said, not yet when that is.
//!
//! ```text
//! said  = span [day clock] | day [["at"] clock] | ["at"] clock [["on"] day]
//! span  = ["in" | "+"] (number unit) ... ["ago"]
//! day   = today | tomorrow | yesterday | tonight | [next | last | this] weekday
//!       | next week | next month | 1 dec [2026] | dec 1 [2026] | 2026-12-01
//! clock = 9am | 9:30 [am | pm] | noon | morning | afternoon | evening | eod | end of day
//! ```
//!
//! To teach it another word, add a line to `unit`, `Reader::day` or `Reader::clock`.

use chrono::{Month, NaiveDate, NaiveTime, Weekday};

use super::Why;

/// What was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// A distance from now: `2h`, `3 days ago`, `in 3 days at 9am`.
    Span { span: Span, ago: bool, clock: Option<NaiveTime> },
    /// A day, with or without a time.
    Day { day: Day, clock: Option<NaiveTime> },
    /// A time of a day that was not named.
    Clock(NaiveTime),
    /// `now`.
    Now,
}

/// A distance. Months and days are pages of a calendar, minutes are minutes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) months: u32,
    pub(super) days: u64,
    pub(super) minutes: i64,
}

/// A day, as it was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Day {
    Today,
    Tonight,
    Tomorrow,
    Yesterday,
    /// The nearest one, in the direction that is asked for.
    Weekday(Weekday),
    /// The coming one, and not today.
    NextWeekday(Weekday),
    /// The one before, and not today.
    LastWeekday(Weekday),
    NextWeek,
    NextMonth,
    /// A day of any year.
    OfYear {
        month: u32,
        day: u32,
    },
    Date(NaiveDate),
}

/// Reads the words, in lower case. All of them must mean something.
pub(super) fn read(words: &str) -> Result<Said, Why> {
    let tokens = tokens(words);
    if tokens.is_empty() {
        return Err(Why::Empty);
    }
    let mut reader = Reader { tokens: &tokens, at: 0 };
    let said = reader.said()?;
    if reader.rest().is_empty() { Ok(said) } else { Err(reader.misread()) }
}

/// A stretch of digits, of letters, or of neither; and the words from there to the end.
#[derive(Clone, Copy, Debug)]
struct Token<'a> {
    text: &'a str,
    rest: &'a str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Digits,
    Letters,
    Sign,
    Space,
}

fn class(c: char) -> Class {
    match c {
        '0'..='9' => Class::Digits,
        _ if c.is_whitespace() || c == ',' => Class::Space,
        // So that "p.m." is one word.
        '.' => Class::Letters,
        _ if c.is_alphabetic() => Class::Letters,
        _ => Class::Sign,
    }
}

fn tokens(words: &str) -> Vec<Token<'_>> {
    let words = words.trim();
    let mut tokens = Vec::new();
    let mut start = 0;
    let mut last = Class::Space;
    for (index, c) in words.char_indices() {
        let class = class(c);
        if class != last {
            if last != Class::Space {
                tokens.push(Token { text: &words[start..index], rest: &words[start..] });
            }
            start = index;
            last = class;
        }
    }
    if last != Class::Space {
        tokens.push(Token { text: &words[start..], rest: &words[start..] });
    }
    tokens
}

struct Reader<'a> {
    tokens: &'a [Token<'a>],
    at: usize,
}

impl<'a> Reader<'a> {
    fn said(&mut self) -> Result<Said, Why> {
        if self.take("now") {
            return Ok(Said::Now);
        }
        let ahead = self.take("in") || self.take("+");
        if let Some(span) = self.span()? {
            let ago = !ahead && self.take("ago");
            // "in 3 days at 9am" is a time, but "2h 9am" would be two.
            let clock = if span.minutes == 0 { self.clock()? } else { None };
            return Ok(Said::Span { span, ago, clock });
        }
        if ahead {
            return Err(self.misread());
        }
        let on = self.take("on");
        if let Some(day) = self.day()? {
            return Ok(Said::Day { day, clock: self.clock()? });
        }
        let clock = if on { None } else { self.clock()? };
        let Some(clock) = clock else { return Err(self.misread()) };
        let on = self.take("on");
        match self.day()? {
            Some(day) => Ok(Said::Day { day, clock: Some(clock) }),
            None if on => Err(self.misread()),
            None => Ok(Said::Clock(clock)),
        }
    }

    fn span(&mut self) -> Result<Option<Span>, Why> {
        let mut span = Span::default();
        let mut smallest = None;
        loop {
            let start = self.at;
            if smallest.is_some() {
                self.take("and");
            }
            let from = self.at;
            let count = match self.peek(0) {
                "a" | "an" | "one" => Some(1),
                text => number(text),
            };
            let Some((count, unit)) = count.zip(unit(self.peek(1))) else {
                self.at = start;
                return Ok(smallest.map(|_| span));
            };
            // Large before small, each once: "1h 2h" and "30m 1d" are slips of the hand.
            if smallest.is_some_and(|smallest| unit >= smallest) {
                return Err(Why::NotUnderstood(self.from(from).to_owned()));
            }
            smallest = Some(unit);
            span.add(count, unit).ok_or(Why::TooFar)?;
            self.at += 2;
        }
    }

    fn day(&mut self) -> Result<Option<Day>, Why> {
        let weekday_after = weekday(self.peek(1));
        let (day, words) = match (self.peek(0), self.peek(1), weekday_after) {
            ("today", ..) => (Day::Today, 1),
            ("tonight", ..) => (Day::Tonight, 1),
            ("tomorrow", ..) => (Day::Tomorrow, 1),
            ("yesterday", ..) => (Day::Yesterday, 1),
            ("next", "week", _) => (Day::NextWeek, 2),
            ("next", "month", _) => (Day::NextMonth, 2),
            ("next", _, Some(weekday)) => (Day::NextWeekday(weekday), 2),
            ("last", _, Some(weekday)) => (Day::LastWeekday(weekday), 2),
            ("this", _, Some(weekday)) => (Day::Weekday(weekday), 2),
            (first, ..) => match weekday(first) {
                Some(weekday) => (Day::Weekday(weekday), 1),
                None => return self.date(),
            },
        };
        self.at += words;
        Ok(Some(day))
    }

    fn date(&mut self) -> Result<Option<Day>, Why> {
        let start = self.at;
        let (year, month, day) = match self.numeric_date().or_else(|| self.named_date()) {
            Some(parts) => parts,
            None => {
                self.at = start;
                return Ok(None);
            }
        };
        // A leap year has every day that any year has.
        match NaiveDate::from_ymd_opt(year.unwrap_or(2024), month, day) {
            None => Err(Why::NoSuchTime(self.from(start).to_owned())),
            Some(date) if year.is_some() => Ok(Some(Day::Date(date))),
            Some(_) => Ok(Some(Day::OfYear { month, day })),
        }
    }

    /// `2026-12-01`, also with the `T` before a time.
    fn numeric_date(&mut self) -> Option<(Option<i32>, u32, u32)> {
        if (self.peek(1), self.peek(3)) != ("-", "-") {
            return None;
        }
        let parts = (Some(year(self.peek(0))?), number(self.peek(2))?, number(self.peek(4))?);
        self.at += 5;
        if self.peek(0) == "t" && number(self.peek(1)).is_some() {
            self.at += 1;
        }
        Some(parts)
    }

    /// `1 dec`, `1st dec`, `dec 1`, and each with a year.
    fn named_date(&mut self) -> Option<(Option<i32>, u32, u32)> {
        let month_first = self.take_month();
        let day = number(self.peek(0))?;
        self.at += 1;
        if matches!(self.peek(0), "st" | "nd" | "rd" | "th") {
            self.at += 1;
        }
        let month = month_first.or_else(|| self.take_month())?;
        let year = year(self.peek(0));
        self.at += usize::from(year.is_some());
        Some((year, month, day))
    }

    fn clock(&mut self) -> Result<Option<NaiveTime>, Why> {
        let at = self.take("at");
        let start = self.at;
        let (clock, words) = match (self.peek(0), self.peek(1), self.peek(2)) {
            ("morning", ..) => (hour(9), 1),
            ("noon", ..) => (hour(12), 1),
            ("afternoon", ..) => (hour(14), 1),
            ("eod", ..) => (hour(17), 1),
            ("end", "of", "day") => (hour(17), 3),
            ("evening", ..) => (hour(19), 1),
            (hour, ":", minute) if number(hour).is_some() && minute.len() == 2 => {
                let second = self.peek(4);
                let (second, words) = match self.peek(3) {
                    ":" if second.len() == 2 => (number(second), 5),
                    _ => (Some(0), 3),
                };
                let half = half(self.peek(words));
                let words = words + usize::from(half.is_some());
                (time(number(hour), number(minute), second, half), words)
            }
            (hour, after, _) if number(hour).is_some() && half(after).is_some() => {
                (time(number(hour), Some(0), Some(0), half(after)), 2)
            }
            ("", ..) if !at => return Ok(None),
            (first, ..) if at || number(first).is_some() => return Err(self.misread()),
            _ => return Ok(None),
        };
        self.at += words;
        clock.map(Some).ok_or_else(|| Why::NoSuchTime(self.between(start).to_owned()))
    }

    fn take_month(&mut self) -> Option<u32> {
        let month = month(self.peek(0))?;
        self.at += 1;
        Some(month)
    }

    fn take(&mut self, word: &str) -> bool {
        let taken = self.peek(0) == word;
        self.at += usize::from(taken);
        taken
    }

    fn peek(&self, ahead: usize) -> &'a str {
        self.tokens.get(self.at + ahead).map_or("", |token| token.text)
    }

    /// What is left, as it was written.
    fn rest(&self) -> &'a str {
        self.from(self.at)
    }

    fn from(&self, start: usize) -> &'a str {
        self.tokens.get(start).map_or("", |token| token.rest)
    }

    /// What was read since `start`, as it was written.
    fn between(&self, start: usize) -> &'a str {
        let from = self.from(start);
        from[..from.len() - self.rest().len()].trim_end()
    }

    /// Why what is left can not be read.
    fn misread(&self) -> Why {
        let rest = self.rest();
        if number(rest).is_some() {
            Why::BareNumber(rest.to_owned())
        } else if rest.is_empty() {
            // The words stop where something had to follow: "tomorrow at".
            Why::NotUnderstood(self.from(self.at.saturating_sub(1)).to_owned())
        } else {
            Why::NotUnderstood(rest.to_owned())
        }
    }
}

/// Units from small to large.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Unit {
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

impl Span {
    fn add(&mut self, count: u32, unit: Unit) -> Option<()> {
        match unit {
            Unit::Minute => self.minutes += i64::from(count),
            Unit::Hour => self.minutes += i64::from(count) * 60,
            Unit::Day => self.days += u64::from(count),
            Unit::Week => self.days += u64::from(count) * 7,
            Unit::Month => self.months = self.months.checked_add(count)?,
            Unit::Year => self.months = self.months.checked_add(count.checked_mul(12)?)?,
        }
        Some(())
    }
}

fn unit(text: &str) -> Option<Unit> {
    Some(match text {
        "m" | "min" | "mins" | "minute" | "minutes" => Unit::Minute,
        "h" | "hr" | "hrs" | "hour" | "hours" => Unit::Hour,
        "d" | "day" | "days" => Unit::Day,
        "w" | "wk" | "wks" | "week" | "weeks" => Unit::Week,
        "mo" | "mos" | "month" | "months" => Unit::Month,
        "y" | "yr" | "yrs" | "year" | "years" => Unit::Year,
        _ => return None,
    })
}

/// Digits. A number too large to hold is as wrong as the largest, wherever it stands.
fn number(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u32::MAX))
}

fn year(text: &str) -> Option<i32> {
    (text.len() == 4).then(|| number(text)).flatten().and_then(|year| year.try_into().ok())
}

fn month(text: &str) -> Option<u32> {
    match text {
        "sept" => Some(9),
        _ => text.parse::<Month>().ok().map(|month| month.number_from_month()),
    }
}

fn weekday(text: &str) -> Option<Weekday> {
    match text {
        "tues" => Some(Weekday::Tue),
        "weds" => Some(Weekday::Wed),
        "thur" | "thurs" => Some(Weekday::Thu),
        _ => text.parse().ok(),
    }
}

/// Before or after noon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Half {
    Am,
    Pm,
}

fn half(text: &str) -> Option<Half> {
    match text {
        "am" | "a.m." | "a.m" => Some(Half::Am),
        "pm" | "p.m." | "p.m" => Some(Half::Pm),
        _ => None,
    }
}

fn hour(hour: u32) -> Option<NaiveTime> {
    NaiveTime::from_hms_opt(hour, 0, 0)
}

fn time(
    hour: Option<u32>,
    minute: Option<u32>,
    second: Option<u32>,
    half: Option<Half>,
) -> Option<NaiveTime> {
    let hour = match (hour?, half) {
        (hour, None) => hour,
        (12, Some(Half::Am)) => 0,
        (12, Some(Half::Pm)) => 12,
        (hour @ 1..12, Some(Half::Am)) => hour,
        (hour @ 1..12, Some(Half::Pm)) => hour + 12,
        _ => return None,
    };
    NaiveTime::from_hms_opt(hour, minute?, second?)
}
