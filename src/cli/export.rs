//! `export`: leads or planned follow-ups out, to standard output or a file.

use std::fs::OpenOptions;
use std::io::{BufWriter, Write, stdout};
use std::path::Path;

use tempfile::NamedTempFile;

use super::args::{Export, OutputFormat};
use super::context::{Context, say};
use super::error::CliError;
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
            let mut write = |out: &mut dyn Write| {
                count = export(&store, &filter, format, &context.practice, context.now(), out)?;
                Ok(())
            };
            // A link is followed to its file; a device or a pipe is written to, never replaced.
            let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.clone());
            if std::fs::metadata(&target).is_ok_and(|data| !data.is_file()) {
                let out = OpenOptions::new()
                    .write(true)
                    .open(&target)
                    .map_err(|error| failed(path, &error))?;
                let mut out = BufWriter::new(out);
                write(&mut out)?;
                out.flush().map_err(|error| failed(path, &error))?;
            } else {
                whole_or_nothing(&target, write)?;
            }
            let what = if format == ExportFormat::Ics { "follow-up" } else { "lead" };
            let plural = if count == 1 { "" } else { "s" };
            say(&format!("{count} {what}{plural} written to {}", path.display()));
        }
    }
    Ok(0)
}

fn failed(path: &Path, error: &std::io::Error) -> CliError {
    CliError::failed(format!("can not write {}: {error}", path.display()))
}

/// Writes a file beside its place, brings it to the disk, and only then puts it there. The file
/// holds personal data: nobody else may read it.
fn whole_or_nothing(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<(), CliError>,
) -> Result<(), CliError> {
    let folder =
        path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let failed = |error: std::io::Error| {
        CliError::failed(format!("can not write {}: {error}", path.display()))
    };
    let file = NamedTempFile::new_in(folder).map_err(failed)?;
    let mut out = BufWriter::new(file);
    write(&mut out)?;
    let file = out.into_inner().map_err(|error| failed(error.into_error()))?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    std::fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)
}
