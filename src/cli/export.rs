//! `export`: leads or planned follow-ups out, to standard output or a file.

use std::io::{BufWriter, Write, stdout};
use std::path::Path;

use super::args::{Export, OutputFormat};
use super::context::{Context, find, say};
use super::error::CliError;
use super::output::to_file;
use crate::app::export::{ExportFormat, export, export_person};

pub(super) fn run(context: &Context, args: &Export) -> Result<u8, CliError> {
    let store = context.open_existing()?;
    let (practice, now) = (&context.practice, context.now());
    if let Some(word) = &args.person {
        let key = find(&store, word)?;
        written(args.output.as_deref(), |out| Ok(export_person(&store, key, practice, now, out)?))?;
        return Ok(0);
    }
    let filter = context.filter(&args.query)?;
    let format = match args.format {
        Some(OutputFormat::Csv) => ExportFormat::Csv,
        Some(OutputFormat::Jsonl) => ExportFormat::Jsonl,
        Some(OutputFormat::Ics) => ExportFormat::Ics,
        Some(OutputFormat::Json) | None => ExportFormat::Json,
    };
    let mut count = 0;
    written(args.output.as_deref(), |out| {
        count = export(&store, &filter, format, practice, now, out)?;
        Ok(())
    })?;
    if let Some(path) = &args.output {
        let what = if format == ExportFormat::Ics { "follow-up" } else { "lead" };
        let plural = if count == 1 { "" } else { "s" };
        say(&format!("{count} {what}{plural} written to {}", path.display()));
    }
    Ok(0)
}

/// Writes to a file, whole or not at all, or to standard output.
fn written(
    path: Option<&Path>,
    write: impl FnOnce(&mut dyn Write) -> Result<(), CliError>,
) -> Result<(), CliError> {
    if let Some(path) = path {
        return to_file(path, write);
    }
    let mut out = BufWriter::new(stdout().lock());
    write(&mut out)?;
    Ok(out.flush()?)
}
