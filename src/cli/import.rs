//! `import`: files or standard input into the database.

use std::io::{IsTerminal, Write, stderr, stdin, stdout};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::args::{Import, InputFormat};
use super::context::{Context, is_standard_input, say};
use super::error::CliError;
use crate::app::Store;
use crate::app::ingest::{self, FILE_FEED, Format, Intake, Progress, Report};
use crate::app::receive;

/// How many remarks are told on standard error; `--json` has them all.
const TOLD: usize = 20;
/// An import that is done sooner shows no progress.
const QUIET: Duration = Duration::from_secs(1);

pub(super) fn run(context: &Context, import: &Import) -> Result<u8, CliError> {
    let mut store = context.open()?;
    if import.quarantine {
        let report = receive::retry(&mut store, &context.practice)?;
        return told(import, &report);
    }
    let format = match import.format {
        InputFormat::Auto => Format::Auto,
        InputFormat::Csv => Format::Csv,
        InputFormat::Json => Format::Json,
        InputFormat::Jsonl => Format::Jsonl,
    };
    told(import, &read(context, &mut store, &import.files, format, import.dry_run)?)
}

fn told(import: &Import, report: &Report) -> Result<u8, CliError> {
    if import.json {
        let mut out = stdout().lock();
        serde_json::to_writer(&mut out, report)?;
        writeln!(out)?;
    }
    tell(report, import.dry_run, import.json);
    // Where nothing at all could be read, a script should know.
    Ok(u8::from(report.read > 0 && report.added + report.unchanged == 0))
}

/// Reads files into the store, with progress where it takes long.
pub(super) fn read(
    context: &Context,
    store: &mut Store,
    files: &[std::path::PathBuf],
    format: Format,
    dry_run: bool,
) -> Result<Report, CliError> {
    let intake = Intake {
        feed: FILE_FEED.to_owned(),
        format,
        now: context.now(),
        dry_run,
        practice: context.practice.clone(),
    };
    let mut bar = Bar::new();
    let report = match files {
        [only] if is_standard_input(only) => {
            ingest::import_stream(store, stdin().lock(), "-", &intake, &mut |progress| {
                bar.show(progress)
            })
        }
        files => ingest::import_files(store, files, &intake, &mut |progress| bar.show(progress)),
    };
    bar.finish();
    Ok(report?)
}

/// Says what became of the records. What a machine reads in JSON is not said twice.
pub(super) fn tell(report: &Report, dry_run: bool, json: bool) {
    let would = if dry_run { " (nothing was stored)" } else { "" };
    let leads = if report.leads == 1 { "lead" } else { "leads" };
    say(&format!(
        "{} read: {} added in {} {leads}, {} known already, {} rejected{would}",
        report.read,
        report.added,
        report.leads,
        report.unchanged,
        report.rejected.len()
    ));
    if json {
        return;
    }
    for (kind, remarks) in [("rejected", &report.rejected), ("warning", &report.warnings)] {
        for remark in remarks.iter().take(TOLD) {
            say(&format!("  {kind}: {} line {}: {}", remark.file, remark.line, remark.reason));
        }
        if remarks.len() > TOLD {
            say(&format!("  … and {} more; --json lists them all", remarks.len() - TOLD));
        }
    }
}

/// Progress on standard error, once it is worth showing.
struct Bar {
    started: Instant,
    bar: Option<ProgressBar>,
}

impl Bar {
    fn new() -> Self {
        Self { started: Instant::now(), bar: None }
    }

    fn show(&mut self, progress: Progress) {
        if self.bar.is_none() && (self.started.elapsed() < QUIET || !stderr().is_terminal()) {
            return;
        }
        let bar = self.bar.get_or_insert_with(|| {
            let bar = ProgressBar::with_draw_target(progress.of, ProgressDrawTarget::stderr());
            let form = if progress.of.is_some() {
                "{bar:24} {percent:>3}%  {msg} records  {elapsed}, {eta} left"
            } else {
                "{spinner}  {msg} records  {elapsed}"
            };
            if let Ok(style) = ProgressStyle::with_template(form) {
                bar.set_style(style);
            }
            bar
        });
        bar.set_position(progress.bytes);
        bar.set_message(progress.records.to_string());
    }

    fn finish(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}
