//! `report`: the numbers of a period, for people and programs.

use std::io::{Write, stdout};

use super::args::{Report, ReportForm};
use super::context::{Context, say};
use super::error::CliError;
use super::output::to_file;
use crate::app::numbers::{numbers, weeks_ago};
use crate::app::report::{ReportFormat, report};

pub(super) fn run(context: &Context, args: &Report) -> Result<u8, CliError> {
    let store = context.open_existing()?;
    let now = context.now();
    let since = weeks_ago(args.weeks, &context.zone, now);
    let numbers = numbers(&store, &context.zone, since, now)?;
    let format = match args.format {
        _ if args.json => ReportFormat::Json,
        ReportForm::Text => ReportFormat::Text,
        ReportForm::Markdown => ReportFormat::Markdown,
        ReportForm::Json => ReportFormat::Json,
        ReportForm::Html => ReportFormat::Html,
    };
    let report = report(&numbers, format, &context.zone).map_err(|error| CliError::of(&error))?;
    match &args.output {
        None => stdout().write_all(report.as_bytes())?,
        Some(path) => {
            to_file(path, |out| Ok(out.write_all(report.as_bytes())?))?;
            say(&format!("the report is in {}", path.display()));
        }
    }
    Ok(0)
}
