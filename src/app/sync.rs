//! Asking feeds for what is new: one look at a feed, and looking again and again.
//!
//! Each piece that a feed hands over is stored in one transaction with the feed's cursor. So a look
//! can be killed at any moment: the next one goes on where the last stored piece ended, and what
//! comes twice is known already. How a look ended is kept with the feed, for whoever asks.

mod watch;

use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::SecretString;
use serde::Serialize;

pub use self::watch::{Bell, watch};
use super::config::{FeedKind, FeedSettings};
use super::crm::{self, Sent};
use super::feeds::Connections;
use super::secrets::SecretError;
use super::take::{Report, Tally, Whence, take_in};
use crate::domain::practice::Practice;
use crate::sources::Item;
pub use crate::sources::feeds::BadSettings;
use crate::sources::feeds::{Feed, Kind, Opening, Piece, PullError, World};
pub use crate::sources::feeds::{Step, Trouble};
use crate::store::feeds::{Failing, FeedState};
use crate::store::{Store, StoreError};

/// How long one look may take; what is left is for the next one.
const LONGEST_LOOK: TimeDelta = TimeDelta::minutes(10);

/// How soon a feed that could not be reached is tried again at first; it doubles.
const FIRST_RETRY: TimeDelta = TimeDelta::seconds(15);

/// What a look needs beside the store.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// Where secrets and files are.
    pub connections: &'a Connections,
    /// The rules by which leads are given to somebody as they arrive.
    pub practice: &'a Practice,
    /// Reads the clock.
    pub now: &'a (dyn Fn() -> DateTime<Utc> + Sync),
    /// Ends what goes on, or wakes it.
    pub bell: &'a Bell,
}

/// How a look at a feed ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SyncReport {
    /// The feed.
    pub feed: String,
    /// How it ended.
    pub outcome: Outcome,
    /// Why it failed; `None` where it did not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// What to do about it; `None` where there is nothing to do but wait.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
    /// Until when the service asked us to wait.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_before: Option<DateTime<Utc>>,
    /// What was taken in, also by a look that failed then.
    #[serde(flatten)]
    pub report: Report,
    /// Of how many leads a CRM was told what was decided here.
    pub sent: u64,
    /// Of how many leads it did not take that.
    pub refused: u64,
}

/// How a look ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Everything that was there is here.
    Done,
    /// It took long, and there is more.
    More,
    /// Somebody asked us to stop.
    Stopped,
    /// The service asked us to wait, so it was not asked.
    Waiting,
    /// It will be well by itself: no network, a service that is down or busy.
    Unreachable,
    /// Somebody must mend something.
    Refused,
}

impl Outcome {
    /// Returns whether a person has to do something.
    pub const fn is_failure(self) -> bool {
        matches!(self, Self::Unreachable | Self::Refused | Self::Waiting)
    }
}

/// Why a feed can not be asked at all.
#[derive(Debug, thiserror::Error)]
enum OpenError {
    #[error("its settings can not be used: {0}")]
    Settings(#[from] BadSettings),
    #[error(transparent)]
    Secret(#[from] SecretError),
}

impl OpenError {
    fn advice(&self, feed: &FeedSettings) -> String {
        match self {
            Self::Settings(_) => format!("mend feeds.{} in the settings", feed.name),
            Self::Secret(error) => error.advice(&feed.name),
        }
    }
}

fn open(
    feed: &FeedSettings,
    around: &Surroundings<'_>,
) -> Result<Option<Box<dyn Feed>>, OpenError> {
    let FeedKind::Pull(kind) = feed.kind else { return Ok(None) };
    let secret = around.connections.vault.read(feed)?;
    let opening = Opening { settings: &feed.own, folder: &around.connections.folder, secret };
    Ok(Some((kind.open)(&opening)?))
}

/// Returns whether a feed's own settings, and its secret where there is one, can be used.
///
/// # Errors
/// What is wrong with them.
pub fn validate(
    feed: &FeedSettings,
    folder: &Path,
    secret: Option<SecretString>,
) -> Result<(), BadSettings> {
    match feed.kind {
        FeedKind::Pull(kind) => {
            (kind.open)(&Opening { settings: &feed.own, folder, secret }).map(drop)
        }
        FeedKind::Https => Ok(()),
    }
}

/// Looks at a feed once and takes in what is new. A feed that sends by itself is left alone.
///
/// # Errors
/// Those of the store. Whatever is wrong with the feed stands in the report, and is kept.
pub fn look(
    store: &mut Store,
    feed: &FeedSettings,
    around: &Surroundings<'_>,
) -> Result<SyncReport, StoreError> {
    let started = (around.now)();
    let state = store.feed(&feed.name)?;
    if let Some(until) = state.not_before.filter(|until| started < *until) {
        return Ok(waiting(feed, until));
    }
    let (mut tally, mut sent) = (Tally::default(), Sent::default());
    tally.begin(&feed.name);
    let pulled = match open(feed, around) {
        Ok(None) => return Ok(told(feed, Outcome::Done, tally.report())),
        Ok(Some(mut source)) => {
            let pulled = match pull(store, source.as_mut(), &state, feed, around, &mut tally)? {
                // What the CRM decided is known first.
                Ok(reached) => {
                    tell(store, source.as_mut(), feed, around, &mut sent)?.map(|()| reached)
                }
                Err(error) => Err(error),
            };
            if let Some(secret) = source.renewed_secret() {
                // Where it can not be kept, the one before stays good for a while.
                let _ = around.connections.vault.write(feed, &secret);
            }
            pulled
        }
        Err(error) => {
            let (why, advice) = (error.to_string(), error.advice(feed));
            Err(PullError::Refused { why, advice })
        }
    };
    tally.settle(store.has_links()?, |key| store.standing(key))?;
    let Sent { sent, refused } = sent;
    let mut report = SyncReport { sent, refused, ..told(feed, Outcome::Done, tally.report()) };
    note(store, feed, &state, around, pulled, &mut report)?;
    Ok(report)
}

/// Goes through all that must be right for a feed. Nothing is stored.
pub fn check(feed: &FeedSettings, around: &Surroundings<'_>) -> Vec<Step> {
    match open(feed, around) {
        Ok(None) => Vec::new(),
        Ok(Some(mut source)) => {
            source.check(&world(feed, around, &|pause| around.bell.pause(pause)))
        }
        Err(error) => {
            let trouble = Trouble { why: error.to_string(), advice: error.advice(feed) };
            vec![Step { name: "settings", outcome: Err(trouble) }]
        }
    }
}

/// Signs a person in to a feed that somebody signs in to, and returns what is to be kept as its secret;
/// `None` where the settings say that nobody does. What the person is to do is told.
///
/// # Errors
/// Why it did not come to that, and what to do.
pub fn sign_in(
    feed: &FeedSettings,
    around: &Surroundings<'_>,
    tell: &mut dyn FnMut(&str),
) -> Result<Option<SecretString>, Trouble> {
    let FeedKind::Pull(Kind { sign_in: Some(sign_in), .. }) = feed.kind else { return Ok(None) };
    let folder = &around.connections.folder;
    let opening = Opening { settings: &feed.own, folder, secret: None };
    let pause = |wait| around.bell.pause(wait);
    sign_in(&opening, &world(feed, around, &pause), tell).map_err(|error| match error {
        PullError::Refused { why, advice } => Trouble { why, advice },
        PullError::Unreachable { why, .. } => Trouble { why, advice: "try again".to_owned() },
        PullError::Stopped => Trouble { why: "stopped".to_owned(), advice: "try again".to_owned() },
    })
}

fn told(feed: &FeedSettings, outcome: Outcome, report: Report) -> SyncReport {
    let feed = feed.name.clone();
    SyncReport {
        feed,
        outcome,
        why: None,
        advice: None,
        not_before: None,
        report,
        sent: 0,
        refused: 0,
    }
}

fn waiting(feed: &FeedSettings, until: DateTime<Utc>) -> SyncReport {
    SyncReport {
        why: Some("the service asked us to wait".to_owned()),
        not_before: Some(until),
        ..told(feed, Outcome::Waiting, Report::default())
    }
}

fn world<'a>(
    feed: &'a FeedSettings,
    around: &'a Surroundings<'_>,
    pause: &'a dyn Fn(Duration) -> ControlFlow<()>,
) -> World<'a> {
    World { feed: &feed.name, now: around.now, pause }
}

/// How far a feed was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reached {
    /// To its end.
    End,
    /// As far as there was time.
    Limit,
}

/// Stores what a feed hands over. The inner result is the feed's own, but where it was broken off.
fn pull(
    store: &mut Store,
    source: &mut dyn Feed,
    state: &FeedState,
    feed: &FeedSettings,
    around: &Surroundings<'_>,
    tally: &mut Tally,
) -> Result<Result<Reached, PullError>, StoreError> {
    let started = (around.now)();
    let from = state.cursor.as_deref().and_then(|cursor| serde_json::from_str(cursor).ok());
    let mut broken_off = None;
    let pause = |wait| around.bell.pause(wait);
    let pulled = source.pull(from, &world(feed, around, &pause), &mut |piece| {
        let end = match keep(store, piece, feed, around, tally) {
            Err(error) => Err(error),
            Ok(()) if (around.now)() - started > LONGEST_LOOK => Ok(Ok(Reached::Limit)),
            Ok(()) if around.bell.pause(Duration::ZERO).is_break() => Ok(Err(PullError::Stopped)),
            Ok(()) => return ControlFlow::Continue(()),
        };
        broken_off = Some(end);
        ControlFlow::Break(())
    });
    broken_off.unwrap_or_else(|| Ok(pulled.map(|()| Reached::End)))
}

/// Tells a CRM what was decided, where it is to be told.
fn tell(
    store: &mut Store,
    source: &mut dyn Feed,
    feed: &FeedSettings,
    around: &Surroundings<'_>,
    sent: &mut Sent,
) -> Result<Result<(), PullError>, StoreError> {
    let Some(outlet) = source.outlet().filter(|_| feed.writes_back()) else { return Ok(Ok(())) };
    let pause = |wait| around.bell.pause(wait);
    crm::tell(store, outlet, &world(feed, around, &pause), sent)
}

/// Stores a piece and the cursor behind it, or neither.
fn keep(
    store: &mut Store,
    piece: Piece,
    feed: &FeedSettings,
    around: &Surroundings<'_>,
    tally: &mut Tally,
) -> Result<(), StoreError> {
    let now = (around.now)();
    let cursor = piece.cursor.to_string();
    store.write(|writer| {
        for place in &piece.anew {
            writer.let_go_of_rejects(&feed.name, place)?;
        }
        let unwanted = crm::unwanted(writer, &piece.crm)?;
        for (item, place) in piece.items {
            if matches!(&item, Item::Record(parsed) if unwanted.contains(&parsed.record.id)) {
                continue;
            }
            tally.begin(&place);
            let whence = Whence { feed: &feed.name, place: &place, now, practice: around.practice };
            take_in(writer, item, &whence, tally)?;
        }
        crm::listen(writer, &feed.name, piece.crm, now)?;
        writer.keep_cursor(&feed.name, &cursor)
    })
}

/// Keeps how a look ended, and tells it in the report.
fn note(
    store: &mut Store,
    feed: &FeedSettings,
    before: &FeedState,
    around: &Surroundings<'_>,
    pulled: Result<Reached, PullError>,
    report: &mut SyncReport,
) -> Result<(), StoreError> {
    let now = (around.now)();
    let (unreachable, why, advice, wait) = match pulled {
        Ok(Reached::End) => return store.write(|writer| writer.note_success(&feed.name, now)),
        // It is not noted, so that the feed is still due.
        Ok(Reached::Limit) => {
            report.outcome = Outcome::More;
            return Ok(());
        }
        Err(PullError::Stopped) => {
            report.outcome = Outcome::Stopped;
            return Ok(());
        }
        Err(PullError::Unreachable { why, advice, wait }) => (true, why, advice, wait),
        Err(PullError::Refused { why, advice }) => (false, why, advice, None),
    };
    let not_before = wait.and_then(|wait| Some(now + TimeDelta::from_std(wait).ok()?));
    let failing = Failing { since: now, times: 1, unreachable, why, advice };
    // What somebody must mend stays what is told, though now the service is out of reach as well.
    let kept = before.failing.as_ref().filter(|before| unreachable && !before.unreachable);
    let kept = kept.unwrap_or(&failing);
    store.write(|writer| writer.note_failure(&feed.name, now, kept, not_before))?;
    report.outcome = if unreachable { Outcome::Unreachable } else { Outcome::Refused };
    report.why = Some(failing.why);
    report.advice = Some(failing.advice).filter(|advice| !advice.is_empty());
    report.not_before = not_before;
    Ok(())
}

/// Returns when a feed is to be looked at next.
fn next_look(state: &FeedState, every: TimeDelta) -> Option<DateTime<Utc>> {
    let tried = state.tried_at?;
    let wait = match &state.failing {
        Some(failing) if failing.unreachable => {
            let doubled = FIRST_RETRY * 2_i32.pow(failing.times.saturating_sub(1).min(10));
            doubled.min(every)
        }
        _ => every,
    };
    let next = tried + wait;
    Some(state.not_before.map_or(next, |until| next.max(until)))
}

#[cfg(test)]
mod tests;
