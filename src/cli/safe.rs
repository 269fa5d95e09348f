//! The verbs about the data as a whole: erase a person, make a backup, put one back.

use std::io::{BufRead, IsTerminal, Write, stdin, stdout};

use chrono::Months;

use super::args::{BackUp, Erase, Prune, Restore};
use super::context::{Context, database, find, name, say};
use super::error::CliError;
use crate::app::backup::{self, Backup, Backups, RestoreError};
use crate::app::{Access, Store, StoreError};
use crate::domain::count::thousands;

impl From<RestoreError> for CliError {
    fn from(error: RestoreError) -> Self {
        match error {
            RestoreError::Store(StoreError::Busy) => {
                Self::failed("another leadclock has the database open, so nothing was changed")
                    .hint("close the dashboard, `serve` and `sync --watch`, then try again")
            }
            RestoreError::Store(error) => error.into(),
            RestoreError::Damaged { .. } => {
                Self::of(&error).hint("`leadclock backup --list` shows the others")
            }
        }
    }
}

pub(super) fn erase(context: &Context, args: &Erase) -> Result<u8, CliError> {
    let mut store = context.open_existing()?;
    let key = find(&store, &args.lead)?;
    let who = name(&store, key)?;
    if store.access() == Access::ReadOnly {
        return Err(StoreError::ReadOnly.into());
    }
    let lead = store.lead(key)?;
    let (records, notes) =
        lead.map_or((0, 0), |file| (file.lead.records().len(), file.notes.len()));
    say(&format!(
        "{who}: {}, {} and whatever could not be read and speaks of them go for good, from the database and its backups.",
        counted(records, "record"),
        counted(notes, "note")
    ));
    if !args.yes && !is_sure("Erase?")? {
        say("nothing was erased");
        return Ok(1);
    }
    let (gone, copies) = backup::erase(&mut store, key)?;
    say(&format!(
        "erased: {}, {}, {} that could not be read; from {} too",
        counted(gone.records, "record"),
        counted(gone.notes, "note"),
        counted(gone.rejects, "piece"),
        counted(copies, "backup")
    ));
    say(
        "No feed brings them back here. Where the leads come from, in mails and in files that were exported they stand as before.",
    );
    Ok(0)
}

pub(super) fn prune(context: &Context, args: &Prune) -> Result<u8, CliError> {
    let mut store = context.open_existing()?;
    if store.access() == Access::ReadOnly {
        return Err(StoreError::ReadOnly.into());
    }
    let months = args.months.map(Months::new).or_else(|| context.config.retention());
    let since = months.and_then(|months| context.now().checked_sub_months(months));
    let Some(since) = since else {
        say("leads are kept for ever: see retention_months in the settings");
        return Ok(0);
    };
    let resting = store.leads_at_rest(since)?;
    let day = since.format("%Y-%m-%d");
    if resting.is_empty() {
        say(&format!("something happened on every lead since {day}: nothing is to go"));
        return Ok(0);
    }
    say(&format!(
        "{} on which nothing happened since {day} go for good, from the database and its backups; whoever objected to being contacted stays known.",
        counted(resting.len(), "lead")
    ));
    if !args.yes && !is_sure("Let them go?")? {
        say("nothing was changed");
        return Ok(1);
    }
    let (gone, copies) = backup::prune(&mut store, &resting, since)?;
    say(&format!(
        "gone: {}, {}, {} that could not be read; from {} too",
        counted(gone.records, "record"),
        counted(gone.notes, "note"),
        counted(gone.rejects, "piece"),
        counted(copies, "backup")
    ));
    Ok(0)
}

pub(super) fn back_up(context: &Context, args: &BackUp) -> Result<u8, CliError> {
    let store = context.open_existing()?;
    let backups = Backups::of(store.path());
    if args.list {
        return list(&backups);
    }
    if let Some(age) = &args.if_older_than {
        let newest = backups.list().first().map(|backup| context.now() - backup.made_at);
        if newest.is_some_and(|newest| newest < *age) {
            say("the newest backup is young enough");
            return Ok(0);
        }
    }
    let path = match &args.file {
        Some(path) => {
            store.copy_to(path)?;
            path.clone()
        }
        None => backups.make(&store, context.now(), args.keep)?,
    };
    say(&format!("backed up to {}", path.display()));
    Ok(0)
}

fn list(backups: &Backups) -> Result<u8, CliError> {
    let mut out = stdout().lock();
    for Backup { path, made_at, bytes } in backups.list() {
        let made_at = made_at.format("%Y-%m-%dT%H:%M:%SZ");
        writeln!(out, "{made_at}  {:>15} bytes  {}", thousands(bytes), path.display())?;
    }
    Ok(0)
}

pub(super) fn restore(context: &Context, args: &Restore) -> Result<u8, CliError> {
    let (path, _) = database(&context.global)?;
    let backups = Backups::of(&path);
    let copy = match &args.file {
        Some(file) => file.clone(),
        None => match backups.list().into_iter().next() {
            Some(newest) => newest.path,
            None => {
                return Err(CliError::failed(format!(
                    "there is no backup in {}",
                    backups.folder().display()
                ))
                .hint("name one: leadclock restore FILE"));
            }
        },
    };
    say(&format!("{} takes the place of {}", copy.display(), path.display()));
    if !args.yes && !is_sure("Put it back?")? {
        say("nothing was changed");
        return Ok(1);
    }
    let (aside, report) = backups.restore(&copy, context.now())?;
    // The rows are made by the limits in force here.
    let store: Store = context.open()?;
    drop(store);
    say(&format!("restored: {} leads, {} events", report.leads, report.events));
    if let Some(aside) = aside {
        say(&format!("what stood there is kept in {}", aside.display()));
    }
    Ok(0)
}

/// Asks whoever sits there. Where nobody does, only `--yes` answers.
fn is_sure(question: &str) -> Result<bool, CliError> {
    if !stdin().is_terminal() {
        return Err(CliError::usage("nobody is here to be asked, so nothing was changed")
            .hint("say --yes where it is meant"));
    }
    let mut err = std::io::stderr();
    write!(err, "{question} Type yes: ")?;
    err.flush()?;
    let mut line = String::new();
    stdin().lock().read_line(&mut line)?;
    Ok(line.trim().eq_ignore_ascii_case("yes"))
}

fn counted(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
