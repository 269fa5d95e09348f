//! The numbers on paper: as text, Markdown, JSON, and as a page of its own.
//!
//! Offers and owners are words of strangers, so each form makes them safe in its own way.

mod html;
mod markdown;
mod text;

use chrono::{DateTime, TimeDelta, Utc};

use super::numbers::{Figures, Numbers};
use crate::domain::count::thousands;
use crate::domain::dates::day_and_year;
use crate::domain::span::duration;
use crate::domain::stats::is_small;
use crate::domain::zone::Zone;
use crate::language::{Language, Messages};

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

/// Writes the numbers in a form. Times are told in a zone. The language is the one in which they were
/// gathered; JSON is what it is in every language.
///
/// # Errors
/// Where the form can not hold them, which is a fault of ours.
pub fn report(
    numbers: &Numbers,
    format: ReportFormat,
    zone: &Zone,
    language: Language,
) -> Result<String, ReportError> {
    let say = language.say();
    Ok(match format {
        ReportFormat::Text => text::write(numbers, zone, say),
        ReportFormat::Markdown => markdown::write(numbers, zone, say),
        ReportFormat::Json => serde_json::to_string_pretty(numbers)? + "\n",
        ReportFormat::Html => html::write(numbers, zone, language)?,
    })
}

/// Returns the period in words.
pub fn period(numbers: &Numbers, zone: &Zone, say: &Messages) -> String {
    let day = |at: DateTime<Utc>| day_and_year(zone.local(at).date(), say);
    say.numbers_period(day(numbers.since), day(numbers.until))
}

/// Says the most important thing in a few short sentences. A small sample has no percentage.
pub fn headline(numbers: &Numbers, say: &Messages) -> String {
    let all = &numbers.all;
    let first = match all.in_time {
        Some(share) => answered(all, share, say),
        None if all.requests == 0 => say.numbers_nobody_asked(),
        None if all.waiting == 0 => say.numbers_none_touched(requests(all.requests, say)),
        None => say.numbers_none_answered(requests(all.requests, say)),
    };
    let hope = match all.waiting - all.late {
        0 => None,
        several => Some(say.numbers_may_be_in_time(thousands(several))),
    };
    let late = numbers.now.oldest_late.map(|oldest| late(numbers, oldest, say));
    let sentences = [hope, late].into_iter().flatten();
    sentences.fold(first, |first, second| say.numbers_sentences(first, second))
}

/// Says how many are beyond their limit. Whoever waits longest may have asked before the period.
fn late(numbers: &Numbers, oldest: DateTime<Utc>, say: &Messages) -> String {
    let (of_period, late) = (numbers.all.late, numbers.now.late);
    let span = duration(numbers.until - oldest);
    match (late, late.saturating_sub(of_period)) {
        (1, 0) => say.numbers_one_late(span),
        (1, _) => say.numbers_one_late_before(span),
        (_, 0) => say.numbers_late(thousands(late), span),
        (_, _) if of_period == 0 => say.numbers_late_before(thousands(late), span),
        (_, before) => say.numbers_late_some_before(thousands(late), thousands(before), span),
    }
}

/// Says how many were answered in time, and how fast.
fn answered(all: &Figures, share: f64, say: &Messages) -> String {
    let mut clause = say.numbers_in_time(all.judged, thousands(all.within), thousands(all.judged));
    if !is_small(all.judged) {
        clause = say.numbers_in_time_share(clause, percent(share));
    }
    match all.median.map(span) {
        None => say.numbers_sentence(clause),
        Some(median) if all.answered == 1 => say.numbers_one_answer(clause, median),
        Some(median) => say.numbers_half_came(clause, thousands(all.answered), median),
    }
}

fn requests(count: u64, say: &Messages) -> String {
    say.numbers_requests(count, thousands(count))
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

/// Returns the cells of a row of figures, in the order of [`heads`]. A small sample has a `?`.
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

/// Returns the heads of those columns.
pub fn heads(say: &Messages) -> [String; 6] {
    [
        say.column_requests(),
        say.column_median(),
        say.column_p90(),
        say.column_in_time(),
        say.column_waiting(),
        say.column_late(),
    ]
}

/// Returns what requests are parted by, as people read it; the codes are those of the numbers, and
/// `week`.
pub fn part_name(by: &str, say: &Messages) -> String {
    match by {
        "stage" => say.part_stage(),
        "source" => say.part_source(),
        "offer" => say.part_offer(),
        "owner" => say.part_owner(),
        _ => say.part_week(),
    }
}

/// Returns the days of the week, Monday first, as the heat map names them.
pub fn days(say: &Messages) -> [String; 7] {
    ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].map(|day| say.weekday(day))
}

/// Returns how dark a number is beside the greatest, as a mark; anything at all is seen.
pub fn shade(count: u64, most: u64) -> char {
    text::shade(count, most)
}

/// The steps of the funnel, with the share of those who asked.
pub fn funnel(numbers: &Numbers, say: &Messages) -> [(String, u64, Option<String>); 3] {
    let funnel = numbers.funnel;
    #[expect(clippy::cast_precision_loss, reason = "a share needs no more than 52 bits")]
    let share = |count: u64| {
        (funnel.asked > 0)
            .then(|| marked(percent(count as f64 / funnel.asked as f64), funnel.asked))
    };
    [
        (say.funnel_asked(), funnel.asked, None),
        (say.funnel_touched(), funnel.touched, share(funnel.touched)),
        (say.funnel_qualified(), funnel.qualified, share(funnel.qualified)),
    ]
}

#[cfg(test)]
mod tests;
