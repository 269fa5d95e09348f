//! The numbers on paper: as text, Markdown, JSON, and as a page of its own.
//!
//! Offers and owners are words of strangers, so each form makes them safe in its own way.

mod html;
mod markdown;
mod text;

use chrono::{DateTime, TimeDelta, Utc};

use super::numbers::{Figures, Numbers};
use crate::domain::span::duration;
use crate::domain::zone::Zone;

/// The form of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportFormat {
    /// For a terminal.
    Text,
    /// For a mail or a wiki.
    Markdown,
    /// For a program: [`Numbers`] as they are.
    Json,
    /// A page that needs nothing else.
    Html,
}

/// Why a report could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// As JSON.
    #[error("the numbers can not be written as JSON")]
    Json(#[from] serde_json::Error),
    /// As a page.
    #[error("the page of the report can not be made")]
    Page(#[from] minijinja::Error),
}

/// Writes the numbers in a form. Times are told in a zone.
///
/// # Errors
/// Where the form can not hold them, which is a fault of ours.
pub fn report(numbers: &Numbers, format: ReportFormat, zone: &Zone) -> Result<String, ReportError> {
    Ok(match format {
        ReportFormat::Text => text::write(numbers, zone),
        ReportFormat::Markdown => markdown::write(numbers, zone),
        ReportFormat::Json => serde_json::to_string_pretty(numbers)? + "\n",
        ReportFormat::Html => html::write(numbers, zone)?,
    })
}

/// Returns the period in words.
pub fn period(numbers: &Numbers, zone: &Zone) -> String {
    let day = |at: DateTime<Utc>| zone.local(at).format("%-d %b %Y").to_string();
    format!("{} to {}", day(numbers.since), day(numbers.until))
}

/// Says the most important thing in one sentence or two.
pub fn headline(numbers: &Numbers) -> String {
    let all = &numbers.all;
    if all.requests == 0 {
        return "Nobody asked for anything in this period.".to_owned();
    }
    let mut words = match (all.in_time, all.median) {
        (Some(share), Some(median)) => format!(
            "{} of {} requests were answered in time, {}; half of the answers came within {}{}.",
            thousands(all.within),
            thousands(all.judged),
            percent(share),
            span(median),
            if all.small { ", from few answers" } else { "" }
        ),
        _ => format!("{} requests, and none is answered yet.", thousands(all.requests)),
    };
    match all.waiting - all.late {
        0 => {}
        1 => words.push_str(" 1 may still be in time."),
        several => words.push_str(&format!(" {} may still be in time.", thousands(several))),
    }
    if let Some(oldest) = numbers.oldest_late {
        let waits = duration(numbers.until - oldest);
        words.push_str(&match all.late {
            1 => format!(" 1 waits beyond its limit, for {waits}."),
            late => {
                format!(" {} wait beyond their limit, the oldest for {waits}.", thousands(late))
            }
        });
    }
    words
}

/// Writes a share as a whole number of percent.
pub fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// Writes a number of seconds as a span.
pub fn span(seconds: i64) -> String {
    duration(TimeDelta::seconds(seconds))
}

/// Writes a number with its thousands apart.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// Returns the cells of a row of figures, in the order of [`COLUMNS`]. A small sample has a `?`.
pub fn cells(figures: &Figures) -> [String; 6] {
    let small = if figures.small { "?" } else { "" };
    let time = |seconds: Option<i64>| {
        seconds.map_or_else(|| "-".to_owned(), |seconds| format!("{}{small}", span(seconds)))
    };
    [
        thousands(figures.requests),
        time(figures.median),
        time(figures.p90),
        figures
            .in_time
            .map_or_else(|| "-".to_owned(), |share| format!("{}{small}", percent(share))),
        thousands(figures.waiting),
        thousands(figures.late),
    ]
}

/// The heads of those columns.
pub const COLUMNS: [&str; 6] = ["requests", "median", "90th", "in time", "waiting", "late"];

/// The days of the week, as the heat map names them.
pub const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// Returns how dark a number is beside the greatest, as a mark; anything at all is seen.
pub fn shade(count: u64, most: u64) -> char {
    text::shade(count, most)
}

/// The steps of the funnel, with the share of those who asked.
pub fn funnel(numbers: &Numbers) -> [(&'static str, u64, Option<String>); 3] {
    let funnel = numbers.funnel;
    #[expect(clippy::cast_precision_loss, reason = "a share needs no more than 52 bits")]
    let share =
        |count: u64| (funnel.asked > 0).then(|| percent(count as f64 / funnel.asked as f64));
    [
        ("asked", funnel.asked, None),
        ("touched", funnel.touched, share(funnel.touched)),
        ("qualified", funnel.qualified, share(funnel.qualified)),
    ]
}
