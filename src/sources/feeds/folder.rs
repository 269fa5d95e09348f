//! A folder that files of leads are put into, such as Partner Center's "Leads download".
//!
//! The folder and its files are only read. A file is read when it has not changed for a moment, and
//! again when it has changed since; what it brings again is known already.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::ErrorKind;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    BadSettings, Feed, Kind, Opening, Piece, PieceSink, Place, PullError, Step, Trouble, World,
};
use crate::domain::record::Reject;
use crate::domain::text::Text;
use crate::language::Messages;
use crate::sources::contract::{Format, Item, ReadOptions};
use crate::sources::error::SourceError;
use crate::sources::read::read;

/// The registration.
pub(super) const KIND: Kind = Kind {
    name: "folder",
    label: "folder",
    secret: None,
    settings: &["path"],
    needs: &[("path", "the folder")],
    takes: None,
    sign_in: None,
    every: TimeDelta::seconds(30),
    silent_because: &[Messages::silent_no_download],
    open,
};

/// How long a file must have been left alone: it can still be on its way.
const SETTLED: TimeDelta = TimeDelta::seconds(2);

/// How many records are handed over at once.
const PIECE: usize = 500;

/// What names of files end with that are read.
const ENDINGS: [&str; 4] = ["csv", "json", "jsonl", "ndjson"];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    path: PathBuf,
}

struct Folder {
    path: PathBuf,
}

/// The files that were read, by name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Cursor {
    files: BTreeMap<String, Seen>,
}

/// A file as it was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Seen {
    bytes: u64,
    /// When it was changed last, in milliseconds since 1970 UTC.
    modified: i64,
}

fn open(opening: &Opening<'_>) -> Result<Box<dyn Feed>, BadSettings> {
    let settings: Settings = opening.settings.clone().try_into().map_err(|error| {
        let error: toml::de::Error = error;
        BadSettings(vec![error.message().trim_end().to_owned()])
    })?;
    // No shell reads the settings, and few write `path=~/…` so that one does.
    let path = match settings.path.strip_prefix("~") {
        Ok(rest) => etcetera::home_dir().unwrap_or_default().join(rest),
        Err(_) => settings.path,
    };
    Ok(Box::new(Folder { path: opening.folder.join(path) }))
}

impl Feed for Folder {
    fn pull(
        &mut self,
        from: Option<Value>,
        world: &World<'_>,
        sink: &mut PieceSink<'_>,
    ) -> Result<(), PullError> {
        let before: Cursor =
            from.and_then(|cursor| serde_json::from_value(cursor).ok()).unwrap_or_default();
        let mut found = self.files().map_err(|error| self.gone(&error))?;
        // Whoever asks right after putting a file there does not want to ask twice.
        if found.iter().any(|file| !file.is_settled((world.now)())) {
            if (world.pause)(SETTLED.to_std().unwrap_or_default()).is_break() {
                return Err(PullError::Stopped);
            }
            found = self.files().map_err(|error| self.gone(&error))?;
        }
        let (files, gone): (BTreeMap<_, _>, BTreeMap<_, _>) = before
            .files
            .into_iter()
            .partition(|(name, _)| found.iter().any(|file| file.name == *name));
        let mut cursor = Cursor { files };
        if !gone.is_empty() {
            let anew = Piece { anew: gone.into_keys().collect(), ..piece(Vec::new(), &cursor) };
            if sink(anew).is_break() {
                return Err(PullError::Stopped);
            }
        }
        let now = (world.now)();
        let mut troubles = Vec::new();
        for file in found {
            let seen = cursor.files.get(&file.name);
            if seen.is_some_and(|seen| file.is_as(seen)) || !file.is_settled(now) {
                continue;
            }
            let anew = Piece { anew: vec![file.name.clone()], ..piece(Vec::new(), &cursor) };
            if sink(anew).is_break() {
                return Err(PullError::Stopped);
            }
            let mut last = Vec::new();
            match self.read_file(&file, world.feed, now, &mut cursor, sink) {
                Ok(ControlFlow::Continue(())) => {}
                Ok(ControlFlow::Break(())) => return Err(PullError::Stopped),
                // It may be there at the next look.
                Err(error @ SourceError::Io(_)) => {
                    troubles.push(format!("{}: {}", file.name, in_words(&error)));
                    continue;
                }
                // Whatever else lies in a folder of downloads is no fault of the feed.
                Err(error) => {
                    let (line, reason, raw) = (1, in_words(&error), Text::default());
                    last.push((Item::Reject(Reject { line, reason, raw }), file.name.clone()));
                }
            }
            cursor.files.insert(file.name.clone(), file.seen());
            if sink(piece(last, &cursor)).is_break() {
                return Err(PullError::Stopped);
            }
        }
        if troubles.is_empty() {
            return Ok(());
        }
        let advice = "let leadclock read the file, or take it out of the folder".to_owned();
        Err(PullError::Refused { why: troubles.join("; "), advice })
    }

    fn check(&mut self, world: &World<'_>) -> Vec<Step> {
        let shown = self.path.display();
        let files = match self.files() {
            Ok(files) => files,
            Err(error) => {
                let why = format!("{shown}: {error}");
                let trouble = Trouble { why, advice: ADVICE.to_owned() };
                return vec![Step { name: "folder", outcome: Err(trouble) }];
            }
        };
        let folder = Step { name: "folder", outcome: Ok(format!("{shown} can be read")) };
        let mut steps = vec![folder];
        let now = (world.now)();
        let (mut records, mut others) = (0_u64, Vec::new());
        for file in &files {
            match self.count(file, now) {
                Ok(count) => records += count,
                Err(error @ SourceError::Io(_)) => {
                    let why = format!("{}: {}", file.name, in_words(&error));
                    let advice = "let leadclock read the file, or take it out of the folder";
                    let trouble = Trouble { why, advice: advice.to_owned() };
                    steps.push(Step { name: "files", outcome: Err(trouble) });
                    return steps;
                }
                Err(_) => others.push(file.name.as_str()),
            }
        }
        let words = match files.len() {
            0 => format!("none yet; it takes .{}", ENDINGS.join(", .")),
            1 => format!("1 file with {records} records"),
            several => format!("{several} files with {records} records"),
        };
        let words = match others.is_empty() {
            true => words,
            false => format!("{words}; no leads in {}", others.join(", ")),
        };
        steps.push(Step { name: "files", outcome: Ok(words) });
        steps
    }
}

/// What to do where the folder is not there.
const ADVICE: &str = "make the folder, or name another one as `path` in the settings";

/// A file of the folder, as it is now.
#[derive(Debug)]
struct Found {
    name: String,
    path: PathBuf,
    bytes: u64,
    modified: DateTime<Utc>,
}

impl Found {
    fn is_as(&self, seen: &Seen) -> bool {
        self.bytes == seen.bytes && self.modified.timestamp_millis() == seen.modified
    }

    /// Returns whether the file was left alone for long enough. A time in the future says nothing.
    fn is_settled(&self, now: DateTime<Utc>) -> bool {
        self.modified > now || now - self.modified >= SETTLED
    }

    fn seen(&self) -> Seen {
        Seen { bytes: self.bytes, modified: self.modified.timestamp_millis() }
    }
}

impl Folder {
    /// Returns the files that can hold leads, the oldest first.
    fn files(&self) -> std::io::Result<Vec<Found>> {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(&self.path)? {
            let path = entry?.path();
            // Between two calls a file can go: then it is none of ours.
            let Ok(data) = std::fs::metadata(&path) else { continue };
            let (Some(name), true) = (name_of(&path), data.is_file()) else { continue };
            let modified = data.modified().map(DateTime::from).unwrap_or_default();
            found.push(Found { name, path, bytes: data.len(), modified });
        }
        found.sort_by(|a, b| (a.modified, &a.name).cmp(&(b.modified, &b.name)));
        Ok(found)
    }

    fn gone(&self, error: &std::io::Error) -> PullError {
        let why = format!("{}: {error}", self.path.display());
        match error.kind() {
            ErrorKind::NotFound | ErrorKind::PermissionDenied | ErrorKind::NotADirectory => {
                PullError::Refused { why, advice: ADVICE.to_owned() }
            }
            // A network drive that is away comes back by itself.
            _ => PullError::Unreachable { why, advice: String::new(), wait: None },
        }
    }

    /// Hands over what a file holds. Its own line in the cursor is written behind its last record,
    /// so that a file that was not read to its end is read again.
    fn read_file(
        &self,
        file: &Found,
        feed: &str,
        now: DateTime<Utc>,
        cursor: &mut Cursor,
        sink: &mut PieceSink<'_>,
    ) -> Result<ControlFlow<()>, SourceError> {
        let mut items: Vec<(Item, Place)> = Vec::new();
        let mut flow = ControlFlow::Continue(());
        let options = options(file, feed, now);
        read(File::open(&file.path).map_err(SourceError::Io)?, &options, &mut |item| {
            items.push((item, file.name.clone()));
            if items.len() == PIECE {
                flow = sink(piece(std::mem::take(&mut items), cursor));
            }
            flow
        })?;
        if flow.is_continue() && !items.is_empty() {
            flow = sink(piece(items, cursor));
        }
        Ok(flow)
    }

    fn count(&self, file: &Found, now: DateTime<Utc>) -> Result<u64, SourceError> {
        let mut records = 0;
        read(
            File::open(&file.path).map_err(SourceError::Io)?,
            &options(file, "", now),
            &mut |item| {
                records += u64::from(matches!(item, Item::Record(_)));
                ControlFlow::Continue(())
            },
        )?;
        Ok(records)
    }
}

fn options(file: &Found, feed: &str, now: DateTime<Utc>) -> ReadOptions {
    ReadOptions {
        feed: feed.to_owned(),
        file: file.name.clone(),
        format: Format::Auto,
        received_at: now,
    }
}

fn piece(items: Vec<(Item, Place)>, cursor: &Cursor) -> Piece {
    Piece {
        items,
        anew: Vec::new(),
        crm: Vec::new(),
        cursor: serde_json::to_value(cursor).unwrap_or_default(),
    }
}

/// Returns the name of a file that can hold leads.
fn name_of(path: &Path) -> Option<String> {
    let ending = path.extension()?.to_str()?.to_ascii_lowercase();
    let name = path.file_name()?.to_string_lossy().into_owned();
    (ENDINGS.contains(&ending.as_str()) && !name.starts_with('.')).then_some(name)
}

fn in_words(error: &SourceError) -> String {
    match std::error::Error::source(error) {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}

#[cfg(test)]
mod tests;
