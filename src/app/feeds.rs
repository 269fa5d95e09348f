//! How the feeds are: for the Feeds screen, the header and `feed list`.

use std::path::PathBuf;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use serde::{Serialize, Serializer};

use super::config::{FeedKind, FeedSettings};
use super::secrets::Vault;
use crate::domain::counterpart::Takes;
use crate::domain::heartbeat::{Delays, Lateness, Pulse, pulse, usual_gap};
use crate::domain::span::ago;
use crate::domain::zone::Zone;
use crate::language::{Messages, Saying, english};
use crate::sources::feeds::{Step, Trouble};
use crate::store::feeds::Arrivals;
pub use crate::store::feeds::{Failing, FeedState};
use crate::store::{Store, StoreError};

/// How many days are shown.
pub const DAYS: usize = 30;

/// How far back the usual gap is looked for.
const GAPS: TimeDelta = TimeDelta::days(90);

/// The receiver says three times a minute that it is there; after this it is taken for gone.
const RECEIVER_GONE: TimeDelta = TimeDelta::minutes(1);

/// The feeds of the settings, and what is needed to ask them.
#[derive(Clone, Debug, Default)]
pub struct Connections {
    /// The feeds, in the order of the settings.
    pub feeds: Vec<FeedSettings>,
    /// Where their secrets are.
    pub vault: Vault,
    /// The folder of the settings, from which relative paths start.
    pub folder: PathBuf,
}

impl Connections {
    /// Returns those that are asked for records.
    pub fn asked(&self) -> impl Iterator<Item = &FeedSettings> {
        self.feeds.iter().filter(|feed| matches!(feed.kind, FeedKind::Pull(_)))
    }

    /// Returns those that are told what is decided here, each with what it has words for.
    pub fn outlets(&self) -> impl Iterator<Item = (String, Takes)> {
        let told = self.feeds.iter().filter(|feed| feed.writes_back());
        told.filter_map(|feed| match feed.kind {
            FeedKind::Pull(kind) => {
                let owners = feed.own.contains_key("owners");
                Some((feed.name.clone(), Takes { words: kind.takes?, owners }))
            }
            FeedKind::Https => None,
        })
    }
}

/// How a feed is. What is worse stands further down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// All is well.
    Well,
    /// It was not looked at yet.
    Waiting,
    /// It works, and has brought nothing so far.
    NothingYet,
    /// It can not be reached, which passes by itself.
    Offline,
    /// It works, but nothing came for far longer than usual.
    Silent,
    /// The receiver does not run, so nothing can arrive.
    NotRunning,
    /// Somebody must mend something.
    Broken,
}

impl Health {
    /// Returns the word for it.
    pub fn label(self, say: &Messages) -> String {
        match self {
            Self::Well => say.health_well(),
            Self::Waiting => say.health_waiting(),
            Self::NothingYet => say.health_nothing_yet(),
            Self::Offline => say.health_offline(),
            Self::Silent => say.health_silent(),
            Self::NotRunning => say.health_not_running(),
            Self::Broken => say.health_broken(),
        }
    }

    /// Returns whether somebody should look into it.
    pub const fn is_bad(self) -> bool {
        matches!(self, Self::Silent | Self::NotRunning | Self::Broken)
    }
}

/// A feed, as people are told of it. Times are UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FeedView {
    /// Its name.
    pub name: String,
    /// What it is, as the settings say it.
    pub kind: &'static str,
    /// The same for people.
    #[serde(skip)]
    pub label: &'static str,
    /// Whether leadclock asks it, and is not sent to by it.
    #[serde(skip)]
    pub is_asked: bool,
    /// How it is.
    pub health: Health,
    /// When it was looked at last; of the HTTPS endpoint, when the receiver was last known to run.
    pub tried_at: Option<DateTime<Utc>>,
    /// When a look last came to its end.
    pub succeeded_at: Option<DateTime<Utc>>,
    /// When a record last arrived, test leads left out.
    pub last_record_at: Option<DateTime<Utc>>,
    /// When a test lead last arrived.
    pub last_test_at: Option<DateTime<Utc>>,
    /// What goes wrong.
    pub failing: Option<FailingView>,
    /// Records of each of the last [`DAYS`] days, the oldest first; test leads left out.
    pub days: Vec<Day>,
    /// How late records of these days reached us.
    pub late: Option<Late>,
    /// The usual gap between arrivals in seconds, where enough came to tell.
    #[serde(rename = "usual_gap_seconds", serialize_with = "seconds")]
    pub usual_gap: Option<TimeDelta>,
    /// How much of what it brought could not be read and is kept.
    pub quarantined: u64,
    /// How many decisions it is still to be told, where it is told any.
    pub waiting: u64,
    /// How many decisions it did not take.
    pub refused: u64,
    /// What the reason is likely to be, where it is silent or brought nothing yet.
    pub likely_causes: Vec<String>,
}

/// A day of a feed, in the zone of whoever looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Day {
    /// Its date.
    pub date: NaiveDate,
    /// How many records came.
    pub records: u64,
}

/// What goes wrong with a feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FailingView {
    /// Since when.
    pub since: DateTime<Utc>,
    /// How many looks failed one after another.
    pub times: u32,
    /// Why.
    pub why: String,
    /// What to do; empty where there is nothing to do but wait.
    pub advice: String,
}

/// How late records reached us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Late {
    /// Half of them came so soon.
    #[serde(serialize_with = "in_english")]
    pub half: Lateness,
    /// All of them came so soon.
    #[serde(serialize_with = "in_english")]
    pub all: Lateness,
}

fn in_english<S: Serializer>(lateness: &Lateness, serializer: S) -> Result<S::Ok, S::Error> {
    lateness.label(english()).serialize(serializer)
}

fn seconds<S: Serializer>(span: &Option<TimeDelta>, serializer: S) -> Result<S::Ok, S::Error> {
    span.map(|span| span.num_seconds()).serialize(serializer)
}

/// What to do where the receiver does not run.
pub const START_RECEIVER: &str = "start `leadclock serve`, and have it started with the machine";

/// What is said of a silence of the HTTPS endpoint.
const HTTPS_CAUSES: &[Saying] = &[
    Messages::silent_address,
    Messages::silent_firewall,
    Messages::silent_nobody_asked,
    Messages::silent_withheld,
];

/// Returns how each feed is, in the order of the settings; what is likely to be the cause, in the
/// language of `say`.
///
/// # Errors
/// Those of the store.
pub fn overview(
    store: &Store,
    feeds: &[FeedSettings],
    zone: &Zone,
    now: DateTime<Utc>,
    say: &Messages,
) -> Result<Vec<FeedView>, StoreError> {
    feeds.iter().map(|feed| view(store, feed, zone, now, say)).collect()
}

fn view(
    store: &Store,
    feed: &FeedSettings,
    zone: &Zone,
    now: DateTime<Utc>,
    say: &Messages,
) -> Result<FeedView, StoreError> {
    let state = store.feed(&feed.name)?;
    let arrivals = store.arrivals(&feed.name, now - GAPS)?;
    let last_record_at = store.last_arrival(&feed.name, false)?;
    let last_test_at = store.last_arrival(&feed.name, true)?;
    let mut hours: Vec<i64> = arrivals.iter().map(|arrivals| arrivals.hour).collect();
    hours.dedup();
    let usual_gap = usual_gap(&hours);
    let pulse = pulse(last_record_at.max(last_test_at), usual_gap, feed.silent_after, now);
    let health = health(feed, &state, pulse, now);
    let recent = arrivals.iter().filter(|arrivals| !arrivals.test);
    let (days, recent) = by_day(recent.copied(), zone, now);
    let likely_causes = match health {
        Health::Silent | Health::NothingYet => causes(feed.kind),
        _ => &[],
    };
    let unsent = store.unsent(&feed.name)?;
    Ok(FeedView {
        name: feed.name.clone(),
        kind: feed.kind.name(),
        label: feed.kind.label(),
        is_asked: matches!(feed.kind, FeedKind::Pull(_)),
        health,
        tried_at: state.tried_at,
        succeeded_at: state.succeeded_at,
        last_record_at,
        last_test_at,
        failing: state.failing.map(failing_view),
        days,
        late: Delays::of(recent.iter().map(|arrivals| (arrivals.lateness, arrivals.count)))
            .map(|delays| Late { half: delays.half, all: delays.worst }),
        usual_gap,
        quarantined: store.count_rejects(&feed.name)?,
        waiting: unsent.waiting,
        refused: unsent.refused,
        likely_causes: likely_causes.iter().map(|cause| cause(say)).collect(),
    })
}

fn failing_view(failing: Failing) -> FailingView {
    let Failing { since, times, why, advice, .. } = failing;
    FailingView { since, times, why, advice }
}

fn health(feed: &FeedSettings, state: &FeedState, pulse: Pulse, now: DateTime<Utc>) -> Health {
    let is_push = matches!(feed.kind, FeedKind::Https);
    match &state.failing {
        // It said so itself when it was ended.
        Some(_) if is_push => return Health::NotRunning,
        Some(failing) if failing.unreachable => return Health::Offline,
        Some(_) => return Health::Broken,
        None => {}
    }
    if is_push && state.succeeded_at.is_none_or(|at| now - at > RECEIVER_GONE) {
        return Health::NotRunning;
    }
    match pulse {
        Pulse::Silent => Health::Silent,
        _ if state.succeeded_at.is_none() => Health::Waiting,
        Pulse::NeverHeard => Health::NothingYet,
        Pulse::Beating => Health::Well,
    }
}

const fn causes(kind: FeedKind) -> &'static [Saying] {
    match kind {
        FeedKind::Pull(kind) => kind.silent_because,
        FeedKind::Https => HTTPS_CAUSES,
    }
}

/// Sums arrivals by the zone's days, and returns those that lie within them.
fn by_day(
    arrivals: impl Iterator<Item = Arrivals>,
    zone: &Zone,
    now: DateTime<Utc>,
) -> (Vec<Day>, Vec<Arrivals>) {
    let day = |at| zone.local(at).date();
    let today: NaiveDate = day(now);
    let first = today.checked_sub_days(Days::new(DAYS as u64 - 1)).unwrap_or(today);
    let mut days: Vec<Day> =
        first.iter_days().take(DAYS).map(|date| Day { date, records: 0 }).collect();
    let mut within = Vec::new();
    for arrivals in arrivals {
        let index = (day(arrivals.latest) - first).num_days();
        if let Some(slot) = usize::try_from(index).ok().and_then(|index| days.get_mut(index)) {
            slot.records += arrivals.count;
            within.push(arrivals);
        }
    }
    (days, within)
}

/// Goes through all that must be right for the HTTPS endpoint. Nothing is stored.
///
/// # Errors
/// Those of the store.
pub fn check_endpoint(
    store: &Store,
    feed: &FeedSettings,
    vault: &Vault,
    now: DateTime<Utc>,
) -> Result<Vec<Step>, StoreError> {
    let secrets = match vault.read_each(feed) {
        Ok(secrets) => Ok(match secrets.len() {
            1 => "one is taken".to_owned(),
            several => format!("{several} are taken: drop the old one when the new one is in use"),
        }),
        Err(error) => Err(Trouble { advice: error.advice(&feed.name), why: error.to_string() }),
    };
    let state = store.feed(&feed.name)?;
    let runs = state.succeeded_at.filter(|_| state.failing.is_none());
    let receiver = match runs.filter(|at| now - *at <= RECEIVER_GONE) {
        Some(_) => Ok("it runs".to_owned()),
        None => Err(Trouble {
            why: "it does not run, so nothing can arrive".to_owned(),
            advice: START_RECEIVER.to_owned(),
        }),
    };
    let test = match store.last_arrival(&feed.name, true)? {
        Some(at) => Ok(format!("the last one came {}", ago(now - at, english()))),
        None => Err(Trouble {
            why: "none has arrived yet".to_owned(),
            advice: "press Validate in Partner Center: the address must be reached from outside"
                .to_owned(),
        }),
    };
    let steps = [("secret", secrets), ("receiver", receiver), ("test lead", test)];
    let failed = steps.iter().position(|(_, outcome)| outcome.is_err());
    let until = failed.map_or(steps.len(), |index| index + 1);
    let steps = steps.into_iter().take(until);
    Ok(steps.map(|(name, outcome)| Step { name, outcome }).collect())
}

/// How the feeds are as a whole, in one line of the header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// There are no feeds.
    NoFeeds,
    /// So many want somebody to look.
    Bad(usize),
    /// A feed can not be reached; what it brought is from then. `None`: it was never reached.
    Offline(Option<DateTime<Utc>>),
    /// All that are asked were asked then; `None`: none was asked yet, or none is to be.
    Synced(Option<DateTime<Utc>>),
}

/// Returns how the feeds are as a whole.
pub fn standing(feeds: &[FeedView]) -> Standing {
    let bad = feeds.iter().filter(|feed| feed.health.is_bad()).count();
    let offline = feeds.iter().filter(|feed| feed.health == Health::Offline);
    let is_offline = feeds.iter().any(|feed| feed.health == Health::Offline);
    match (feeds.is_empty(), bad, is_offline) {
        (true, ..) => Standing::NoFeeds,
        (_, 1.., _) => Standing::Bad(bad),
        // One that never answered has brought nothing that could be old.
        (_, _, true) => Standing::Offline(offline.filter_map(|feed| feed.succeeded_at).min()),
        _ => {
            let asked = feeds.iter().filter(|feed| feed.is_asked);
            Standing::Synced(asked.map(|feed| feed.succeeded_at).min().flatten())
        }
    }
}

#[cfg(test)]
mod tests;
