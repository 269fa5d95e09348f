//! Carrying out effects: each is one call to `app`, and its answer is a message.

use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::app::ingest::{FILE_FEED, Format, Intake};
use crate::app::{Store, StoreError, ingest, query, triage};
use crate::tui::model::Settings;
use crate::tui::msg::{Effect, Failure, Msg, Tried};

/// Carries out an effect with one store, waiting for it.
pub(super) fn perform(store: &mut Store, settings: &Settings, effect: Effect) -> Vec<Msg> {
    match effect {
        Effect::LoadWindow { .. } | Effect::LoadLeads(_) | Effect::CollectMarks { .. } => {
            read(store, &effect).unwrap_or_default()
        }
        Effect::CarryOut { .. } | Effect::Undo(_) | Effect::Redo(_) => {
            vec![write(store, settings, effect)]
        }
        Effect::Import { path, now } => vec![import(store, path, now)],
        Effect::OpenDemo | Effect::Suspend | Effect::Quit => Vec::new(),
    }
}

/// Carries out an effect that only reads; `None` where it was stopped for the sake of a newer one.
pub(super) fn read(store: &Store, effect: &Effect) -> Option<Vec<Msg>> {
    match effect {
        Effect::LoadWindow { generation, request } => match query::window(store, request) {
            Ok(window) => {
                Some(vec![Msg::Window { generation: *generation, window: Box::new(window) }])
            }
            Err(StoreError::Interrupted) => None,
            Err(error) => Some(vec![failed(Tried::LoadWindow(*generation), &error)]),
        },
        Effect::CollectMarks { request } => match query::to_mark(store, request) {
            Ok(keys) => Some(vec![Msg::Marks(keys)]),
            Err(StoreError::Interrupted) => None,
            Err(error) => Some(vec![failed(Tried::CollectMarks, &error)]),
        },
        Effect::LoadLeads(keys) => keys
            .iter()
            .map(|key| match store.lead(*key) {
                Ok(file) => Some(Msg::Lead(*key, file.map(Arc::new))),
                Err(StoreError::Interrupted) => None,
                Err(error) => Some(failed(Tried::LoadLead(*key), &error)),
            })
            .collect(),
        _ => Some(Vec::new()),
    }
}

/// Carries out an effect that decides. The answer stands only after a durable commit.
pub(super) fn write(store: &mut Store, settings: &Settings, effect: Effect) -> Msg {
    let actor = &settings.actor;
    let outcome = match effect {
        Effect::CarryOut { leads, wish, now } => {
            triage::carry_out(store, actor, now, &leads, &wish)
                .map(|decision| Msg::Decided(wish, decision))
        }
        Effect::Undo(now) => {
            triage::undo(store, actor, now).map(|reversal| Msg::Reversed(true, reversal))
        }
        Effect::Redo(now) => {
            triage::redo(store, actor, now).map(|reversal| Msg::Reversed(false, reversal))
        }
        _ => return Msg::Changed,
    };
    outcome.unwrap_or_else(|error| failed(Tried::Save, &error))
}

/// Reads a file into the store.
pub(super) fn import(store: &mut Store, path: PathBuf, now: DateTime<Utc>) -> Msg {
    let intake = Intake { feed: FILE_FEED.to_owned(), format: Format::Auto, now, dry_run: false };
    match ingest::import_files(store, &[path], &intake, &mut |_| {}) {
        Ok(report) => Msg::Imported(report),
        Err(error) => Msg::Failed(Failure { tried: Tried::Import, why: words(&error) }),
    }
}

fn failed(tried: Tried, error: &StoreError) -> Msg {
    Msg::Failed(Failure { tried, why: words(error) })
}

/// Says an error with its causes, in one line.
fn words(error: &dyn Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        words.push_str(&format!(": {error}"));
        cause = error.source();
    }
    words
}
