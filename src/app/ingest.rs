//! Taking records in: from bytes, through a source, into the store, in small transactions.
//!
//! Every record that an input held is accounted for: read = added + unchanged + rejected. Reading
//! the same input twice adds nothing. A killed import has lost nothing either: run it again.

use std::fs::File;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

pub use super::take::{Remark, Report};
use super::take::{Tally, Whence, take_in};
use crate::domain::practice::Practice;
pub use crate::sources::Format;
use crate::sources::{self, Item, ReadOptions, SourceError};
use crate::store::{Store, StoreError};

/// The name of the feed of everything that is read from a file by hand.
pub const FILE_FEED: &str = "file";

/// From this size on files are taken for many records.
const MANY_BYTES: u64 = 1 << 20;

/// Records in one transaction: few enough that a decision at the screen never waits long.
const BATCH: usize = 500;

/// What is read, and how.
#[derive(Clone, Debug)]
pub struct Intake {
    /// The feed that the records come from.
    pub feed: String,
    /// How the bytes are read.
    pub format: Format,
    /// When it is.
    pub now: DateTime<Utc>,
    /// Whether nothing is to be stored.
    pub dry_run: bool,
    /// The rules by which leads are given to somebody as they arrive.
    pub practice: Practice,
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Records so far.
    pub records: u64,
    /// Bytes so far.
    pub bytes: u64,
    /// Bytes in all, where that is known.
    pub of: Option<u64>,
}

/// Why an input could not be read at all.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// It could not be opened.
    #[error("can not open {path}")]
    Open {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Nothing in it could be read.
    #[error("can not read {name}")]
    Source {
        /// Which.
        name: String,
        /// Why.
        source: SourceError,
    },
    /// The store failed; what was committed before stays.
    #[error("the records could not be saved")]
    Store(#[from] StoreError),
}

/// Reads files into the store, one after another, into one report.
///
/// # Errors
/// Where a file can not be opened or read at all, or the store fails. What was taken in before
/// stays, and taking it in again adds nothing.
pub fn import_files(
    store: &mut Store,
    paths: &[PathBuf],
    intake: &Intake,
    progress: &mut dyn FnMut(Progress),
) -> Result<Report, IngestError> {
    let bytes: u64 =
        paths.iter().filter_map(|path| path.metadata().ok()).map(|data| data.len()).sum();
    let many = bytes > MANY_BYTES && !intake.dry_run;
    if many {
        store.expect_many(true)?;
    }
    let mut tally = Tally::default();
    let read =
        paths.iter().try_for_each(|path| import_file(store, path, intake, &mut tally, progress));
    if many {
        store.expect_many(false)?;
    }
    read?;
    tally.settle(store.has_links()?, |key| store.standing(key))?;
    Ok(tally.report())
}

fn import_file(
    store: &mut Store,
    path: &Path,
    intake: &Intake,
    tally: &mut Tally,
    progress: &mut dyn FnMut(Progress),
) -> Result<(), IngestError> {
    let open = |source| IngestError::Open { path: path.to_owned(), source };
    let file = File::open(path).map_err(open)?;
    let data = file.metadata().map_err(open)?;
    if data.is_dir() {
        return Err(open(io::ErrorKind::IsADirectory.into()));
    }
    let of = data.is_file().then_some(data.len());
    import(store, file, &path.display().to_string(), name_of(path), of, intake, tally, progress)
}

/// Reads one input, such as standard input, into the store.
///
/// # Errors
/// As [`import_files`].
pub fn import_stream(
    store: &mut Store,
    input: impl Read,
    name: &str,
    intake: &Intake,
    progress: &mut dyn FnMut(Progress),
) -> Result<Report, IngestError> {
    let mut tally = Tally::default();
    import(store, input, name, name.to_owned(), None, intake, &mut tally, progress)?;
    tally.settle(store.has_links()?, |key| store.standing(key))?;
    Ok(tally.report())
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

#[expect(
    clippy::too_many_arguments,
    reason = "one input: its bytes, its two names, its size, and where all of it goes"
)]
fn import(
    store: &mut Store,
    input: impl Read,
    given: &str,
    name: String,
    of: Option<u64>,
    intake: &Intake,
    tally: &mut Tally,
    progress: &mut dyn FnMut(Progress),
) -> Result<(), IngestError> {
    let options = ReadOptions {
        feed: intake.feed.clone(),
        file: name,
        format: intake.format,
        received_at: intake.now,
    };
    let counter = std::cell::Cell::new(0);
    let input = Counted { input, bytes: &counter };
    tally.begin(given);
    let mut tell =
        |tally: &Tally| progress(Progress { records: tally.read(), bytes: counter.get(), of });
    let mut failure = None;
    let read = if intake.dry_run {
        dry_run(store, input, &options, intake, tally, &mut tell, &mut failure)
    } else {
        let mut batch = Vec::with_capacity(BATCH);
        let read = sources::read(input, &options, &mut |item| {
            batch.push(item);
            if batch.len() < BATCH {
                return ControlFlow::Continue(());
            }
            let stored = store_batch(store, &mut batch, &options, intake, tally);
            tell(tally);
            note_failure(stored, &mut failure)
        });
        if failure.is_none() {
            store_batch(store, &mut batch, &options, intake, tally)?;
        }
        read
    };
    match failure {
        Some(error) => Err(error.into()),
        None => read.map_err(|source| IngestError::Source { name: given.to_owned(), source }),
    }
}

fn note_failure(
    stored: Result<(), StoreError>,
    failure: &mut Option<StoreError>,
) -> ControlFlow<()> {
    match stored {
        Ok(()) => ControlFlow::Continue(()),
        Err(error) => {
            *failure = Some(error);
            ControlFlow::Break(())
        }
    }
}

fn store_batch(
    store: &mut Store,
    batch: &mut Vec<Item>,
    options: &ReadOptions,
    intake: &Intake,
    tally: &mut Tally,
) -> Result<(), StoreError> {
    store.write(|writer| {
        for item in batch.drain(..) {
            take_in(writer, item, &whence(options, intake), tally)?;
        }
        Ok(())
    })
}

fn whence<'a>(options: &'a ReadOptions, intake: &'a Intake) -> Whence<'a> {
    Whence {
        feed: &options.feed,
        place: &options.file,
        now: intake.now,
        practice: &intake.practice,
    }
}

/// Does everything in one transaction and takes it back.
fn dry_run(
    store: &mut Store,
    input: impl Read,
    options: &ReadOptions,
    intake: &Intake,
    tally: &mut Tally,
    tell: &mut dyn FnMut(&Tally),
    failure: &mut Option<StoreError>,
) -> Result<(), SourceError> {
    struct TakenBack;
    impl From<StoreError> for TakenBack {
        fn from(_: StoreError) -> Self {
            Self
        }
    }
    let mut read = Ok(());
    let _: Result<(), TakenBack> = store.write(|writer| {
        read = sources::read(input, options, &mut |item| {
            let taken = take_in(writer, item, &whence(options, intake), tally);
            if tally.read().is_multiple_of(BATCH as u64) {
                tell(tally);
            }
            note_failure(taken, failure)
        });
        writer.regroup()?;
        tally.settle(writer.has_links(), |key| writer.standing(key))?;
        Err(TakenBack)
    });
    read
}

/// Counts the bytes that were read.
struct Counted<'c, R> {
    input: R,
    bytes: &'c std::cell::Cell<u64>,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.bytes.set(self.bytes.get() + read as u64);
        Ok(read)
    }
}
