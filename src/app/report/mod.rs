//! The numbers on paper: as text, Markdown, JSON, and as a page of its own.
//!
//! Offers and owners are words of strangers, so each form makes them safe in its own way.

mod html;
mod markdown;
mod text;

use chrono::{DateTime, TimeDelta, Utc};

use super::numbers::{Figures, Numbers};
use crate::domain::count::thousands;
use crate::domain::span::duration;
use crate::domain::stats::is_small;
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

/// Says the most important thing in a few short sentences. A small sample has no percentage.
pub fn headline(numbers: &Numbers) -> String {
    let all = &numbers.all;
    let mut words = match all.in_time {
        Some(share) => answered(all, share),
        None if all.requests == 0 => "Nobody asked for anything in this period.".to_owned(),
        None if all.waiting == 0 => {
            format!("{}, decided without a touch.", requests(all.requests))
        }
        None => format!("{}, and none is answered yet.", requests(all.requests)),
    };
    match all.waiting - all.late {
        0 => {}
        1 => words.push_str(" 1 may still be in time."),
        several => words.push_str(&format!(" {} may still be in time.", thousands(several))),
    }
    if let Some(oldest) = numbers.now.oldest_late {
        let waits = duration(numbers.until - oldest);
        // Whoever waits longest may have asked before the period.
        let before = match numbers.now.late.saturating_sub(all.late) {
            0 => String::new(),
            _ if all.late == 0 => " from before this period".to_owned(),
            before => format!(", {} of them from before this period,", thousands(before)),
        };
        words.push_str(&match numbers.now.late {
            1 => format!(" 1{before} waits beyond its limit, for {waits}."),
            late => {
                let late = thousands(late);
                format!(" {late}{before} wait beyond their limit, the oldest for {waits}.")
            }
        });
    }
    words
}

/// Says how many were answered in time, and how fast.
fn answered(all: &Figures, share: f64) -> String {
    let (within, judged) = (thousands(all.within), requests(all.judged));
    let verb = if all.judged == 1 { "was" } else { "were" };
    let mut words = format!("{within} of {judged} {verb} answered in time");
    if !is_small(all.judged) {
        words.push_str(&format!(", {}", percent(share)));
    }
    words.push_str(&match all.median.map(span) {
        None => ".".to_owned(),
        Some(median) if all.answered == 1 => format!("; the one answer took {median}."),
        Some(median) => {
            format!("; half of the {} answers came within {median}.", thousands(all.answered))
        }
    });
    words
}

fn requests(count: u64) -> String {
    format!("{} request{}", thousands(count), if count == 1 { "" } else { "s" })
}

/// Writes a share as a whole number of percent. All and none are said of all and none only.
pub fn percent(share: f64) -> String {
    let rounded = (share * 100.0).round();
    let said = if share > 0.0 && share < 1.0 { rounded.clamp(1.0, 99.0) } else { rounded };
    format!("{said:.0} %")
}

/// Writes a number of seconds as a span.
pub fn span(seconds: i64) -> String {
    duration(TimeDelta::seconds(seconds))
}

/// Returns the cells of a row of figures, in the order of [`COLUMNS`]. A small sample has a `?`.
pub fn cells(figures: &Figures) -> [String; 6] {
    let time = |seconds: Option<i64>| {
        seconds.map_or_else(none, |seconds| marked(span(seconds), figures.answered))
    };
    [
        thousands(figures.requests),
        time(figures.median),
        time(figures.p90),
        figures.in_time.map_or_else(none, |share| marked(percent(share), figures.judged)),
        thousands(figures.waiting),
        thousands(figures.late),
    ]
}

/// What stands where nothing is known.
fn none() -> String {
    "-".to_owned()
}

/// Marks a figure that comes from a small sample.
fn marked(figure: String, sample: u64) -> String {
    if is_small(sample) { figure + "?" } else { figure }
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
    let share = |count: u64| {
        (funnel.asked > 0)
            .then(|| marked(percent(count as f64 / funnel.asked as f64), funnel.asked))
    };
    [
        ("asked", funnel.asked, None),
        ("touched", funnel.touched, share(funnel.touched)),
        ("qualified", funnel.qualified, share(funnel.qualified)),
    ]
}

#[cfg(test)]
mod tests;
