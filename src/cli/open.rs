//! The dashboard: on the rep's own leads, or on made-up ones.

use std::io::{IsTerminal, Write, stdin, stdout};
use std::path::PathBuf;

use tempfile::TempDir;

use super::args::{Demo, FrameForm};
use super::context::{Context, say};
use super::error::CliError;
use super::import;
use crate::app::demo::{DemoError, DemoOptions, fill};
use crate::app::ingest::Format;
use crate::app::{Store, StoreError};
use crate::domain::policy::Policy;
use crate::plain::{self, Desk};
use crate::tui::keyname::Key;
use crate::tui::runner::{Left, Session, print, run, svg_of, text_of};

/// How many leads are made up where nobody said, and which.
const LEADS: u64 = 70;
const SEED: u64 = 7;

/// Opens the dashboard, after reading files into the database.
pub(super) fn dashboard(context: &Context, files: &[PathBuf]) -> Result<u8, CliError> {
    if let Some(missing) = files.iter().find(|file| !file.exists()) {
        return Err(CliError::usage(format!("there is no file {}", missing.display()))
            .hint("is it a command? `leadclock --help` lists them"));
    }
    let mut store = context.open()?;
    if !files.is_empty() {
        let report = import::read(context, &mut store, files, Format::Auto, false)?;
        import::tell(&report, false, false);
    }
    open(context, store, false)
}

/// Opens the dashboard on made-up leads, in a database of their own that goes when it is closed.
pub(super) fn demo(context: &Context, demo: &Demo) -> Result<u8, CliError> {
    let folder = demo_folder()?;
    if demo.no_open && context.global.db.is_none() {
        return Err(CliError::usage("--no-open writes leads and shows none")
            .hint("name the file to write with --db"));
    }
    let mut store = match &context.global.db {
        Some(_) if demo.no_open => context.open()?,
        _ => demo_store(&folder)?,
    };
    if store.counts(context.now())?.all() > 0 {
        return Err(CliError::failed(format!("{} holds leads already", store.path().display()))
            .hint("made-up leads go into a new file"));
    }
    let options = DemoOptions { leads: demo.leads, seed: demo.seed, now: context.now() };
    let tell = std::io::stderr().is_terminal() && demo.leads > 20_000;
    let made = fill(&mut store, &options, &mut |done, of| {
        if tell {
            let _ = write!(std::io::stderr(), "\r{done} of {of} leads");
        }
    });
    if tell {
        say("");
    }
    let made = made.map_err(|error| CliError::of(&error))?;
    if demo.no_open {
        say(&format!("{made} made-up leads written to {}", store.path().display()));
        return Ok(0);
    }
    open(context, store, true)
}

fn demo_folder() -> Result<TempDir, CliError> {
    Ok(tempfile::Builder::new().prefix("leadclock-demo").tempdir()?)
}

/// The made-up leads show every state of the usual clock: other limits and hours would hide some.
fn demo_store(folder: &TempDir) -> Result<Store, StoreError> {
    Store::open(&folder.path().join("demo.db"), Policy::default())
}

fn open(context: &Context, store: Store, demo: bool) -> Result<u8, CliError> {
    let session = session(context, store, demo, context.keys.clone());
    if let Some(form) = context.global.print {
        let ground = session.settings.theme.ground();
        let frame = print(session, context.size);
        let written = match form {
            FrameForm::Text => text_of(&frame),
            FrameForm::Svg => svg_of(&frame, ground),
        };
        let mut out = stdout().lock();
        out.write_all(written.as_bytes())?;
        out.flush()?;
        return Ok(0);
    }
    if context.is_plain() {
        return talk(context, session.store);
    }
    if !stdout().is_terminal() || !stdin().is_terminal() {
        return Err(CliError::usage("the dashboard needs a terminal").hint(
            "`leadclock list` prints the queue, --print one frame of the dashboard; --plain talks",
        ));
    }
    // Made only when they are asked for; the folder goes when the dashboard is closed.
    let folder = demo_folder()?;
    let left = run(session, &mut || {
        let mut store = demo_store(&folder)?;
        let options = DemoOptions { leads: LEADS, seed: SEED, now: context.now() };
        match fill(&mut store, &options, &mut |_, _| {}) {
            Err(DemoError::Store(error)) => Err(error),
            _ => Ok(self::session(context, store, true, Vec::new())),
        }
    })?;
    Ok(exit_code(left))
}

/// Talks in sentences, to whoever types and listens.
fn talk(context: &Context, store: Store) -> Result<u8, CliError> {
    let practice = context.spoken_practice(&store);
    let desk = Desk {
        store,
        say: context.language().say(),
        actor: context.actor(),
        practice,
        words: context.vocabulary(context.language()),
        zone: context.zone.clone(),
        now: &|| context.now(),
    };
    plain::run(desk, stdin().lock(), stdout().lock())?;
    Ok(0)
}

fn session(context: &Context, store: Store, demo: bool, keys: Vec<Key>) -> Session {
    let settings = context.settings(&store, demo);
    Session { store, settings, clock: context.clock, keys }
}

fn exit_code(left: Left) -> u8 {
    const HANG_UP: i32 = 1;
    match left {
        Left::Quit | Left::ForDemo => 0,
        Left::Signal(number) => u8::try_from(128 + number).unwrap_or(1),
        Left::HungUp => u8::try_from(128 + HANG_UP).unwrap_or(1),
    }
}
