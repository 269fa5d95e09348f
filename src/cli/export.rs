//! `export`: leads or planned follow-ups out, to standard output or a file.

use std::io::{BufWriter, Write, stdout};

use super::args::{Export, OutputFormat};
use super::context::{Context, say};
use super::error::CliError;
use super::output::to_file;
use crate::app::export::{ExportFormat, export};

pub(super) fn run(context: &Context, args: &Export) -> Result<u8, CliError> {
    let store = context.open_existing()?;
    let filter = context.filter(&args.query)?;
    let format = match args.format {
        OutputFormat::Csv => ExportFormat::Csv,
        OutputFormat::Json => ExportFormat::Json,
        OutputFormat::Jsonl => ExportFormat::Jsonl,
        OutputFormat::Ics => ExportFormat::Ics,
    };
    match &args.output {
        None => {
            let mut out = BufWriter::new(stdout().lock());
            export(&store, &filter, format, &context.practice, context.now(), &mut out)?;
            out.flush()?;
        }
        Some(path) => {
            let mut count = 0;
            let write = |out: &mut dyn Write| {
                count = export(&store, &filter, format, &context.practice, context.now(), out)?;
                Ok(())
            };
            to_file(path, write)?;
            let what = if format == ExportFormat::Ics { "follow-up" } else { "lead" };
            let plural = if count == 1 { "" } else { "s" };
            say(&format!("{count} {what}{plural} written to {}", path.display()));
        }
    }
    Ok(0)
}
