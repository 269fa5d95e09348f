//! `report`: the numbers of a period, for people and programs.

use std::io::{Write, stdout};

use chrono::{DateTime, NaiveDate, Utc};

use super::args::{Report, ReportForm};
use super::context::{Context, say};
use super::error::CliError;
use super::output::to_file;
use crate::app::numbers::{MOST_WEEKS, numbers, start_of, weeks_ago};
use crate::app::report::{ReportFormat, report};
use crate::domain::{time, when};
use crate::language::Language;

pub(super) fn run(context: &Context, args: &Report) -> Result<u8, CliError> {
    let store = context.open_existing()?;
    let now = context.now();
    let since = match &args.since {
        Some(words) => first_day(context, words)?,
        None => weeks_ago(args.weeks, &context.zone, now),
    };
    let format = match args.format {
        _ if args.json => ReportFormat::Json,
        ReportForm::Text => ReportFormat::Text,
        ReportForm::Markdown => ReportFormat::Markdown,
        ReportForm::Json => ReportFormat::Json,
        ReportForm::Html => ReportFormat::Html,
    };
    // What programs read is the same in every language.
    let language = match format {
        ReportFormat::Json => Language::En,
        _ => context.language(),
    };
    let numbers = numbers(&store, &context.zone, since, now, language.say())?;
    let report =
        report(&numbers, format, &context.zone, language).map_err(|error| CliError::of(&error))?;
    match &args.output {
        None => stdout().write_all(report.as_bytes())?,
        Some(path) => {
            to_file(path, |out| Ok(out.write_all(report.as_bytes())?))?;
            say(&format!("the report is in {}", path.display()));
        }
    }
    Ok(0)
}

/// Reads the day with which the period begins, in the zone of whoever asks.
fn first_day(context: &Context, words: &str) -> Result<DateTime<Utc>, CliError> {
    let (zone, now) = (&context.zone, context.now());
    let day = match (words.parse::<NaiveDate>(), time::parse(words)) {
        (Ok(day), _) => day,
        (_, Some(at)) => zone.local(at).date(),
        _ => {
            let at = when::parse_past(words, now, zone)
                .map_err(|error| CliError::usage(format!("--since: {error}")))?;
            zone.local(at).date()
        }
    };
    let since = start_of(day, zone);
    if since > now {
        return Err(CliError::usage(format!("--since: {day} has not come yet")));
    }
    if since < weeks_ago(MOST_WEEKS, zone, now) {
        return Err(CliError::usage(format!(
            "--since: {day} is more than {MOST_WEEKS} weeks ago, the most that a report looks back"
        )));
    }
    Ok(since)
}
