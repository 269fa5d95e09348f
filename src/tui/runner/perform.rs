//! Carrying out effects: each is one call to `app`, and its answer is a message.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::words;
use crate::app::config::edit;
use crate::app::crm;
use crate::app::ingest::{FILE_FEED, Format, IngestError, Intake};
use crate::app::query::{Window, WindowRequest};
use crate::app::templates::{OpenError, open_draft};
use crate::app::ways::{NoProgram, open_link};
use crate::app::{
    LeadFile, Store, StoreError, Tally, feeds, ingest, numbers, people, query, today, triage, views,
};
use crate::tui::model::Settings;
use crate::tui::msg::{Effect, Failure, Msg, Tried};
use crate::tui::who::Act;

/// How far the leads of a column are counted.
const MOST_ON_BOARD: u64 = 999;
/// How many of the leads that became due soon at once are told of.
const MOST_TOLD: usize = 100;
/// How many leads are marked at most as not sent.
const MOST_UNSENT: usize = 10_000;

/// Carries out an effect with one store, waiting for it.
pub(super) fn perform(store: &mut Store, settings: &Settings, effect: Effect) -> Vec<Msg> {
    match effect {
        Effect::LoadWindow { .. }
        | Effect::LoadLeads(_)
        | Effect::CollectMarks { .. }
        | Effect::LoadToday { .. }
        | Effect::LoadFeeds { .. }
        | Effect::LoadColumns { .. }
        | Effect::CountViews { .. }
        | Effect::LoadNumbers { .. }
        | Effect::LookForDueSoon { .. } => read(store, settings, &effect).unwrap_or_default(),
        Effect::CarryOut { .. }
        | Effect::Relate { .. }
        | Effect::SaveView(_)
        | Effect::Undo(_)
        | Effect::Redo(_)
        | Effect::TellAgain(_) => {
            vec![write(store, settings, effect)]
        }
        Effect::Import { path, now } => vec![import(store, settings, path, now)],
        Effect::Alert(_)
        | Effect::SyncNow
        | Effect::OpenMail(_)
        | Effect::Open(_)
        | Effect::Edit(_)
        | Effect::Copy { .. }
        | Effect::OpenDemo
        | Effect::Suspend
        | Effect::Quit => Vec::new(),
    }
}

/// Carries out an effect that only reads; `None` where it was stopped for the sake of a newer one.
pub(super) fn read(store: &Store, settings: &Settings, effect: &Effect) -> Option<Vec<Msg>> {
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
        Effect::LoadToday { zone, now } => match today::today(store, zone, *now) {
            Ok(today) => Some(vec![Msg::Today(today)]),
            Err(StoreError::Interrupted) => None,
            Err(error) => Some(vec![failed(Tried::LookAtToday, &error)]),
        },
        Effect::LoadFeeds { zone, now } => {
            match feeds::overview(store, &settings.connections.feeds, zone, *now, settings.say()) {
                Ok(views) => match store.unsent_leads(MOST_UNSENT) {
                    Ok(unsent) => Some(vec![Msg::Feeds(views, unsent.into_iter().collect())]),
                    Err(error) => Some(vec![failed(Tried::LookAtFeeds, &error)]),
                },
                Err(StoreError::Interrupted) => None,
                Err(error) => Some(vec![failed(Tried::LookAtFeeds, &error)]),
            }
        }
        Effect::LoadColumns { generation, requests, in_hand } => {
            let columns = requests.iter().enumerate();
            match columns.map(|(at, request)| column(store, request, at == *in_hand)).collect() {
                Ok(columns) => Some(vec![Msg::Columns(*generation, columns)]),
                Err(StoreError::Interrupted) => None,
                Err(error) => Some(vec![failed(Tried::LoadColumns, &error)]),
            }
        }
        Effect::CountViews { words, zone, now } => match views::count(store, words, zone, *now) {
            Ok(counts) => Some(vec![Msg::Views(counts)]),
            Err(StoreError::Interrupted) => None,
            Err(error) => Some(vec![failed(Tried::CountViews, &error)]),
        },
        Effect::LoadNumbers { zone, now } => {
            let since = numbers::weeks_ago(numbers::WEEKS, zone, *now);
            match numbers::numbers(store, zone, since, *now, settings.say()) {
                Ok(numbers) => Some(vec![Msg::Numbers(Arc::new(numbers))]),
                Err(StoreError::Interrupted) => None,
                Err(error) => Some(vec![failed(Tried::LoadNumbers, &error)]),
            }
        }
        Effect::LookForDueSoon { since, until } => {
            match store.became_due_soon(*since, *until, MOST_TOLD) {
                Ok(rows) => Some(vec![Msg::DueSoon(rows)]),
                Err(StoreError::Interrupted) => None,
                Err(error) => Some(vec![failed(Tried::Alert, &error)]),
            }
        }
        Effect::LoadLeads(keys) => keys
            .iter()
            .map(|key| match store.lead(*key) {
                Ok(Some(file)) => match similar(store, &file) {
                    Ok(similar) => Some(Msg::Lead(*key, Some(Arc::new(file)), similar)),
                    Err(StoreError::Interrupted) => None,
                    Err(error) => Some(failed(Tried::LoadLead(*key), &error)),
                },
                Ok(None) => Some(Msg::Lead(*key, None, Vec::new())),
                Err(StoreError::Interrupted) => None,
                Err(error) => Some(failed(Tried::LoadLead(*key), &error)),
            })
            .collect(),
        _ => Some(Vec::new()),
    }
}

/// Finds who may be the same person, and where the person is: the numbering plan of a country takes
/// milliseconds the first time, which the screen should not wait for.
fn similar(store: &Store, file: &LeadFile) -> Result<Vec<people::Similar>, StoreError> {
    file.lead.whereabouts();
    people::similar(store, file)
}

/// Reads a column of the board, unless it is in hand, and counts it as far as a heading shows.
fn column(
    store: &Store,
    request: &WindowRequest,
    is_in_hand: bool,
) -> Result<(Option<Window>, Tally), StoreError> {
    let tally = store.tally(&request.filter, request.now, MOST_ON_BOARD)?;
    let window = if is_in_hand { None } else { Some(query::window(store, request)?) };
    Ok((window, tally))
}

/// Carries out an effect that decides. The answer stands only after a durable commit.
pub(super) fn write(store: &mut Store, settings: &Settings, effect: Effect) -> Msg {
    let (actor, say) = (&settings.actor, settings.say());
    let outcome = match effect {
        Effect::CarryOut { leads, wish, now } => {
            triage::carry_out(store, actor, now, &leads, &wish, &settings.practice)
                .map(|decision| Msg::Decided(wish, decision))
        }
        Effect::Relate { lead, act, now } => match act {
            Act::Link(other) => people::link(store, actor, now, lead, other),
            Act::Unlink(from) => people::unlink(store, actor, now, lead, from),
        }
        .map(|decision| Msg::Related(act, decision)),
        Effect::SaveView(view) => {
            let Some(path) = &settings.settings_file else {
                let why = say.said_no_settings_folder();
                return Msg::Failed(Failure { tried: Tried::SaveView, why });
            };
            return match edit::save_view(path, &view) {
                Ok(()) => Msg::ViewSaved(view),
                Err(error) => Msg::Failed(Failure { tried: Tried::SaveView, why: words(&error) }),
            };
        }
        // It can take the mail program a moment to say that it is there.
        Effect::OpenMail(draft) => {
            return match open_draft(&draft) {
                Ok(()) => Msg::DraftOpened,
                Err(OpenError::NoAddress) => not_handed_over(say.said_draft_no_address()),
                Err(OpenError::NoProgram) => not_handed_over(say.said_draft_not_taken()),
            };
        }
        Effect::Open(link) => {
            return match open_link(&link) {
                Ok(()) => Msg::LinkOpened(link.channel()),
                Err(NoProgram { scheme }) => not_handed_over(say.said_not_taken(scheme)),
            };
        }
        Effect::Undo(now) => {
            triage::undo(store, actor, now).map(|reversal| Msg::Reversed(true, reversal))
        }
        Effect::Redo(now) => {
            triage::redo(store, actor, now).map(|reversal| Msg::Reversed(false, reversal))
        }
        Effect::TellAgain(key) => crm::retry(store, Some(key)).map(|_| Msg::ToldAgain),
        _ => return Msg::Changed,
    };
    outcome.unwrap_or_else(|error| failed(Tried::Save, &error))
}

/// Reads a file into the store.
pub(super) fn import(
    store: &mut Store,
    settings: &Settings,
    path: PathBuf,
    now: DateTime<Utc>,
) -> Msg {
    let say = settings.say();
    let intake = Intake {
        feed: FILE_FEED.to_owned(),
        format: Format::Auto,
        now,
        dry_run: false,
        practice: settings.practice.clone(),
    };
    let why = match ingest::import_files(store, &[path], &intake, &mut |_| {}) {
        Ok(report) => return Msg::Imported(report),
        Err(IngestError::Open { path, source }) => {
            say.said_can_not_open(path.display().to_string(), words(&source))
        }
        Err(IngestError::Source { name, source }) => say.said_can_not_read(name, words(&source)),
        Err(IngestError::Store(error)) => say.said_not_imported(words(&error)),
    };
    Msg::Failed(Failure { tried: Tried::Import, why })
}

fn not_handed_over(why: String) -> Msg {
    Msg::Failed(Failure { tried: Tried::HandOver, why })
}

pub(super) fn failed(tried: Tried, error: &StoreError) -> Msg {
    Msg::Failed(Failure { tried, why: words(error) })
}
