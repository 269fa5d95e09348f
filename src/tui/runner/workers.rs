//! The threads that work for the screen: one writes to the store, one reads from it, and one answers
//! what may take a while.
//!
//! Of the stretches that were asked for only the newest is read; a longer search that is no longer
//! wanted is stopped.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{Builder, JoinHandle};

use chrono::{DateTime, Utc};

use super::{Clock, RunError, Wake, aside, fault, feeds, perform};
use crate::app::sync::Bell;
use crate::app::{Stop, Store};
use crate::tui::model::Settings;
use crate::tui::msg::{Effect, Failure, Msg, Tried};

/// What the reader is asked for.
enum Read {
    Effect(Effect),
    /// Whether another process has written.
    LookForChanges,
}

/// How often it is looked after the journal was written. A commit writes there first, and what it
/// wrote can be read when the disk has it: that can be seconds later, and leaves no further trace.
const LOOKS: u32 = 5;

/// What can be seen of the file from outside, without asking SQLite.
type Trace = Option<(u64, i64, i64)>;

/// The threads, and the ways to them.
pub(super) struct Workers {
    to_writer: Sender<Effect>,
    to_reader: Sender<Read>,
    to_aside: Sender<Effect>,
    /// The newest stretch that was asked for.
    newest: Arc<AtomicU64>,
    stop: Stop,
    journal: PathBuf,
    trace: Trace,
    /// How often it is still looked, though the trace stays as it is.
    looks_left: u32,
    writer: JoinHandle<()>,
    bell: Arc<Bell>,
}

impl Workers {
    pub(super) fn start(
        store: Store,
        reader: Reader,
        settings: &Settings,
        clock: Clock,
        wakes: &Sender<Wake>,
    ) -> Result<Self, RunError> {
        let bell = feeds::start(&store, settings, clock, wakes)?;
        let to_aside = aside::start(&store, settings, wakes)?;
        let stop = reader.store.stop();
        let newest = Arc::new(AtomicU64::new(0));
        let mut journal = store.path().as_os_str().to_owned();
        journal.push("-wal");
        let (to_writer, writes) = channel();
        let (to_reader, reads) = channel();
        let writer = {
            let (settings, wakes) = (settings.clone(), wakes.clone());
            Builder::new()
                .name("writer".to_owned())
                .spawn(move || write_all(store, &settings, &writes, &wakes))?
        };
        let (newest_read, wakes) = (newest.clone(), wakes.clone());
        Builder::new()
            .name("reader".to_owned())
            .spawn(move || reader.read_all(&newest_read, &reads, &wakes))?;
        Ok(Self {
            to_writer,
            to_reader,
            to_aside,
            newest,
            stop,
            journal: journal.into(),
            trace: None,
            looks_left: 0,
            writer,
            bell,
        })
    }

    /// Hands an effect to the thread that does such things. A thread that is gone has panicked, and
    /// then the program is on its way out.
    pub(super) fn hand(&self, effect: Effect) {
        match effect {
            Effect::LoadWindow { generation, .. } => {
                self.newest.store(generation, Ordering::SeqCst);
                self.stop.interrupt();
                let _ = self.to_reader.send(Read::Effect(effect));
            }
            Effect::LoadLeads(_)
            | Effect::CollectMarks { .. }
            | Effect::LoadToday { .. }
            | Effect::LoadFeeds { .. }
            | Effect::LookForDueSoon { .. } => {
                let _ = self.to_reader.send(Read::Effect(effect));
            }
            Effect::LoadColumns { .. } | Effect::CountViews { .. } | Effect::LoadNumbers { .. } => {
                let _ = self.to_aside.send(effect);
            }
            Effect::SyncNow => self.bell.look_now(),
            effect => {
                let _ = self.to_writer.send(effect);
            }
        }
    }

    /// Looks whether the journal was written lately, and if so has the reader ask.
    pub(super) fn look_for_changes(&mut self) {
        let trace = std::fs::metadata(&self.journal).ok().as_ref().map(trace_of);
        if self.trace != trace {
            self.trace = trace;
            self.looks_left = LOOKS;
        }
        if self.looks_left > 0 {
            self.looks_left -= 1;
            let _ = self.to_reader.send(Read::LookForChanges);
        }
    }

    /// Waits until everything that was handed over is written. A feed that is being asked is left:
    /// what it has brought is stored, and the next look goes on there.
    pub(super) fn finish(self) {
        self.bell.end();
        drop(self.to_writer);
        let _ = self.writer.join();
    }
}

fn trace_of(data: &Metadata) -> (u64, i64, i64) {
    (data.len(), data.mtime(), data.mtime_nsec())
}

fn write_all(
    mut store: Store,
    settings: &Settings,
    writes: &Receiver<Effect>,
    wakes: &Sender<Wake>,
) {
    for effect in writes {
        fault("writer");
        let msg = match effect {
            Effect::Import { path, now } => {
                import_beside(&store, settings, path, now, wakes);
                continue;
            }
            effect => perform::write(&mut store, settings, effect),
        };
        if wakes.send(Wake::Msg(msg)).is_err() {
            return;
        }
    }
}

/// A long import must not keep decisions waiting: it has a thread and a connection of its own.
fn import_beside(
    store: &Store,
    settings: &Settings,
    path: PathBuf,
    now: DateTime<Utc>,
    wakes: &Sender<Wake>,
) {
    let (wakes_of_thread, settings) = (wakes.clone(), settings.clone());
    let failed = |why: String| Wake::Msg(Msg::Failed(Failure { tried: Tried::Import, why }));
    match store.open_writer() {
        Ok(mut own) => {
            let started = Builder::new().name("import".to_owned()).spawn(move || {
                let _ = wakes_of_thread
                    .send(Wake::Msg(perform::import(&mut own, &settings, path, now)));
            });
            if let Err(error) = started {
                let _ = wakes.send(failed(error.to_string()));
            }
        }
        Err(error) => {
            let _ = wakes.send(failed(error.to_string()));
        }
    }
}

/// The store as the screen reads it, and the state of the file that was read last.
pub(super) struct Reader {
    store: Store,
    settings: Settings,
    version: i64,
}

impl Reader {
    /// Opens the same file once more. What is committed from here on is noticed.
    pub(super) fn open(store: &Store, settings: &Settings) -> Result<Self, RunError> {
        let store = store.open_reader()?;
        let version = store.data_version()?;
        Ok(Self { store, settings: settings.clone(), version })
    }

    /// Carries out an effect that reads, at once.
    pub(super) fn read(&self, effect: &Effect) -> Vec<Msg> {
        perform::read(&self.store, &self.settings, effect).unwrap_or_default()
    }

    fn read_all(mut self, newest: &AtomicU64, reads: &Receiver<Read>, wakes: &Sender<Wake>) {
        for read in reads {
            fault("reader");
            let msgs = match read {
                Read::LookForChanges => self.changes(),
                Read::Effect(effect) => self.read_while_wanted(newest, &effect),
            };
            for msg in msgs {
                if wakes.send(Wake::Msg(msg)).is_err() {
                    return;
                }
            }
        }
    }

    /// A query can be stopped for the sake of a newer one; what is still wanted is asked again.
    fn read_while_wanted(&self, newest: &AtomicU64, effect: &Effect) -> Vec<Msg> {
        loop {
            if let Effect::LoadWindow { generation, .. } = effect
                && *generation != newest.load(Ordering::SeqCst)
            {
                return Vec::new();
            }
            if let Some(msgs) = perform::read(&self.store, &self.settings, effect) {
                return msgs;
            }
        }
    }

    fn changes(&mut self) -> Vec<Msg> {
        match self.store.data_version() {
            Ok(version) if version != self.version => {
                self.version = version;
                vec![Msg::Changed]
            }
            Ok(_) => Vec::new(),
            // The question was stopped for the sake of a newer one; the answer may be yes.
            Err(_) => vec![Msg::Changed],
        }
    }
}
