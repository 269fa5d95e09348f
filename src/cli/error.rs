//! Errors in words: what failed, why, and what to do next.

use std::error::Error;
use std::fmt;
use std::ops::Range;

use crate::app::StoreError;
use crate::app::export::{ExportError, io_error};
use crate::app::ingest::IngestError;
use crate::domain::text::{columns, sanitise};
use crate::plain::PlainError;
use crate::tui::runner::RunError;

/// What the exit code says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Refused or failed: 1.
    Failed,
    /// The words of the command line can not be used: 2.
    Usage,
    /// Nobody reads our output any more: 0, it is no error.
    ClosedPipe,
}

/// An error on its way to standard error.
#[derive(Debug)]
pub(crate) struct CliError {
    pub(crate) kind: Kind,
    what: String,
    lines: Vec<String>,
    causes: Vec<String>,
    hint: Option<String>,
}

impl CliError {
    pub(crate) fn failed(what: impl Into<String>) -> Self {
        Self {
            kind: Kind::Failed,
            what: what.into(),
            lines: Vec::new(),
            causes: Vec::new(),
            hint: None,
        }
    }

    pub(crate) fn usage(what: impl Into<String>) -> Self {
        Self { kind: Kind::Usage, ..Self::failed(what) }
    }

    /// What is wrong with a file, each with its place, one a line.
    pub(crate) fn lines(lines: Vec<String>) -> Self {
        Self { lines, ..Self::usage("") }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Shows a line that was typed, with a mark under a part of it.
    pub(crate) fn at(mut self, line: &str, place: Range<usize>) -> Self {
        let shown = |part: Option<&str>| sanitise(part.unwrap_or_default()).into_owned();
        let space = " ".repeat(columns(&shown(line.get(..place.start))));
        let mark = "^".repeat(columns(&shown(line.get(place))).max(1));
        self.lines = vec![format!("  {}", shown(Some(line))), format!("  {space}{mark}")];
        self
    }

    pub(crate) fn of(error: &dyn Error) -> Self {
        let mut told = Self::failed(error.to_string());
        let mut cause = error.source();
        while let Some(error) = cause {
            let words = error.to_string();
            if told.causes.last() != Some(&words) {
                told.causes.push(words);
            }
            cause = error.source();
        }
        told
    }
}

/// Text of leads or files can stand in an error: it goes out as safe as any other.
impl fmt::Display for CliError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = (!self.what.is_empty()).then(|| format!("Error: {}", sanitise(&self.what)));
        let lines = self.lines.iter().map(|line| sanitise(line).into_owned());
        f.write_str(&what.into_iter().chain(lines).collect::<Vec<_>>().join("\n"))?;
        for cause in &self.causes {
            write!(f, "\nCaused by: {}", sanitise(cause))?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "\nHint: {}", sanitise(hint))?;
        }
        Ok(())
    }
}

impl From<StoreError> for CliError {
    fn from(error: StoreError) -> Self {
        let hint = match &error {
            StoreError::NotOurs { .. } => Some(
                "name another file with --db, or import this one if it holds leads; an encrypted one needs its key in LEADCLOCK_KEY",
            ),
            StoreError::Locked { .. } => Some(
                "set LEADCLOCK_KEY to its key; a database that is not encrypted is opened without",
            ),
            StoreError::Newer { .. } => {
                Some("use the newer leadclock, or name another file with --db")
            }
            StoreError::Create { .. } | StoreError::Open { .. } => {
                Some("name a place that can be written with --db")
            }
            StoreError::Full => {
                Some("free some space and try again; nothing that was saved is lost")
            }
            StoreError::ReadOnly => Some(
                "make the file and its folder writable, or copy it and name the copy with --db",
            ),
            _ => None,
        };
        let told = Self::of(&error);
        match hint {
            Some(hint) => told.hint(hint),
            None => told,
        }
    }
}

impl From<std::io::Error> for CliError {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            return Self { kind: Kind::ClosedPipe, ..Self::failed("") };
        }
        Self::failed("the output could not be written").because(&error)
    }
}

impl CliError {
    fn because(mut self, error: &dyn Error) -> Self {
        self.causes.push(error.to_string());
        self
    }
}

impl From<serde_json::Error> for CliError {
    fn from(error: serde_json::Error) -> Self {
        std::io::Error::from(error).into()
    }
}

impl From<csv::Error> for CliError {
    fn from(error: csv::Error) -> Self {
        io_error(error).into()
    }
}

impl From<IngestError> for CliError {
    fn from(error: IngestError) -> Self {
        match error {
            IngestError::Store(error) => error.into(),
            error => Self::of(&error),
        }
    }
}

impl From<ExportError> for CliError {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Write(error) => error.into(),
            ExportError::Store(error) => error.into(),
        }
    }
}

impl From<RunError> for CliError {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Store(error) => error.into(),
            error => Self::of(&error),
        }
    }
}

impl From<PlainError> for CliError {
    fn from(error: PlainError) -> Self {
        match error {
            PlainError::Talk(error) => error.into(),
            PlainError::Store(error) => error.into(),
        }
    }
}
