//! The numbers of a period: how fast requests were answered, what came of them, when people ask.
//!
//! All of it is about requests that began in the period. Tests, heads-ups and people behind the
//! do-not-contact wall are left out. What each figure means stands in [`explained`], for the screen,
//! the reports and the README alike.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Timelike, Utc};
use serde::Serialize;

use crate::domain::event::{Event, EventKind};
use crate::domain::funnel::{DismissReason, GuardKind, Stage, Status};
use crate::domain::lead_source::Source;
use crate::domain::stats::{Speed, is_small};
use crate::domain::text::Text;
use crate::domain::undo::undone;
use crate::domain::waits::End;
use crate::domain::zone::Zone;
use crate::language::Messages;
use crate::store::waits::KeptWait;
use crate::store::{Store, StoreError};

/// How many weeks are looked at where nobody said.
pub const WEEKS: u32 = 13;

/// The most weeks that can be asked for: ten years.
pub const MOST_WEEKS: u32 = 520;

/// Returns what each figure is called, and what it means.
pub fn explained(say: &Messages) -> [(String, String); 10] {
    [
        (say.figure_requests(), say.figure_requests_means()),
        (say.figure_times(), say.figure_times_means()),
        (say.figure_in_time(), say.figure_in_time_means()),
        (say.figure_waiting(), say.figure_waiting_means()),
        (say.figure_late_now(), say.figure_late_now_means()),
        (say.figure_funnel(), say.figure_funnel_means()),
        (say.figure_hours(), say.figure_hours_means()),
        (say.figure_dismissed(), say.figure_dismissed_means()),
        (say.figure_guards(), say.figure_guards_means()),
        (say.figure_small(), say.figure_small_means()),
    ]
}

/// The numbers of a period. Spans are elapsed time, times UTC; weeks, weekdays and hours are the
/// zone's.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Numbers {
    /// The first moment of the period.
    pub since: DateTime<Utc>,
    /// Its end, which is now.
    pub until: DateTime<Utc>,
    /// Whose calendar it is.
    pub zone: String,
    /// All requests.
    pub all: Figures,
    /// How long an answer may take, in seconds, where that is one for all stages, day and night.
    pub limit: Option<i64>,
    /// What waits now, also from before the period.
    pub now: Now,
    /// Week by week, the earliest first; a week is named by its Monday.
    pub weeks: Vec<Row>,
    /// By where the customer was, how far they had come, what it was about, whose it is: the most
    /// requests first.
    pub parts: Vec<Part>,
    /// What came of those who asked for the first time.
    pub funnel: Funnel,
    /// Requests by weekday, Monday first, and hour.
    pub hours: [[u64; 24]; 7],
    /// Why leads were dismissed, the most frequent first.
    pub dismissed: Vec<Count>,
    /// Which guards were overridden, likewise.
    pub guards: Vec<Count>,
}

/// What waits for an answer at the end of the period, whenever it began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Now {
    /// How many requests nobody has answered.
    pub waiting: u64,
    /// How many of these are late.
    pub late: u64,
    /// When the oldest of the late ones began.
    pub oldest_late: Option<DateTime<Utc>>,
}

/// How fast requests were answered.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figures {
    /// How many there were.
    pub requests: u64,
    /// How many were answered.
    pub answered: u64,
    /// By when half of the answers had come, in seconds.
    pub median: Option<i64>,
    /// By when nine of ten had, in seconds.
    pub p90: Option<i64>,
    /// The share of those that were answered within their limit, 0 to 1.
    pub in_time: Option<f64>,
    /// How many were answered within their limit.
    pub within: u64,
    /// Of how many it is known whether they were: the share is of these.
    pub judged: u64,
    /// How many wait still.
    pub waiting: u64,
    /// How many of these are late.
    pub late: u64,
    /// How many were decided without a touch.
    pub without_touch: u64,
    /// Whether there are too few answers to conclude from.
    pub small: bool,
}

/// The requests that have something in common.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// What.
    pub name: Text,
    /// How fast they were answered.
    #[serde(flatten)]
    pub figures: Figures,
}

/// All requests, parted by something.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Part {
    /// By what: source, stage, offer, owner.
    pub by: &'static str,
    /// The parts.
    pub rows: Vec<Row>,
}

/// What came of those who asked for the first time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Funnel {
    /// How many asked.
    pub asked: u64,
    /// How many of them were touched.
    pub touched: u64,
    /// How many are qualified.
    pub qualified: u64,
    /// How many are dismissed.
    pub dismissed: u64,
}

/// How often something happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Count {
    /// What, as a code.
    pub code: &'static str,
    /// What, in words.
    pub label: String,
    /// How often.
    pub count: u64,
}

impl From<&Speed> for Figures {
    fn from(speed: &Speed) -> Self {
        let (within, known) = speed.within();
        let (waiting, late) = speed.open();
        #[expect(clippy::cast_precision_loss, reason = "a share needs no more than 52 bits")]
        let in_time = (known > 0).then(|| within as f64 / known as f64);
        Self {
            requests: speed.requests(),
            answered: speed.answers(),
            median: speed.percentile(50).map(|span| span.num_seconds()),
            p90: speed.percentile(90).map(|span| span.num_seconds()),
            in_time,
            within,
            judged: known,
            waiting,
            late,
            without_touch: speed.without_touch(),
            small: is_small(speed.answers()),
        }
    }
}

/// Returns the moment at which so many weeks began, this one included: a Monday's midnight.
pub fn weeks_ago(weeks: u32, zone: &Zone, now: DateTime<Utc>) -> DateTime<Utc> {
    let monday = monday_of(zone.local(now).date());
    let days = u64::from(weeks.saturating_sub(1)) * 7;
    let first = monday.checked_sub_days(Days::new(days)).unwrap_or(monday);
    start_of(first, zone)
}

/// Returns the midnight at which a day began.
pub fn start_of(day: NaiveDate, zone: &Zone) -> DateTime<Utc> {
    zone.instant(day.and_time(NaiveTime::MIN))
}

fn monday_of(date: NaiveDate) -> NaiveDate {
    let past = u64::from(date.weekday().num_days_from_monday());
    date.checked_sub_days(Days::new(past)).unwrap_or(date)
}

/// Gathers the numbers of a period that ends now; what has a name of its own is named by `say`.
///
/// # Errors
/// Those of the store.
pub fn numbers(
    store: &Store,
    zone: &Zone,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
    say: &Messages,
) -> Result<Numbers, StoreError> {
    let mut gathered = Gathered::default();
    store.each_wait(since, now, |kept| gathered.take(&kept, zone, now))?;
    let mut dismissed: Vec<Count> = store
        .dismissals(since, now)?
        .into_iter()
        .map(|(reason, count): (DismissReason, u64)| Count {
            code: reason.code(),
            label: reason.label(say),
            count,
        })
        .collect();
    dismissed.sort_by(|one, other| other.count.cmp(&one.count).then(one.code.cmp(other.code)));
    let waiting = store.waiting(now)?;
    let of_now =
        Now { waiting: waiting.open, late: waiting.late, oldest_late: waiting.oldest_late };
    let guards = overrides(&store.overrides_since(since)?, say);
    let limit = store.policy().one_limit().map(|limit| limit.num_seconds());
    let numbers = gathered.numbers(zone, (since, now), of_now, dismissed, guards, say);
    Ok(Numbers { limit, ..numbers })
}

#[derive(Default)]
struct Gathered {
    all: Speed,
    weeks: BTreeMap<NaiveDate, Speed>,
    sources: BTreeMap<Source, Speed>,
    stages: BTreeMap<Stage, Speed>,
    offers: BTreeMap<Option<String>, Speed>,
    owners: BTreeMap<Option<String>, Speed>,
    funnel: Funnel,
    hours: [[u64; 24]; 7],
}

impl Gathered {
    fn take(&mut self, kept: &KeptWait, zone: &Zone, now: DateTime<Utc>) {
        let KeptWait { wait, is_first, owner, status } = kept;
        let is_late = wait.end == End::Open && now > wait.due_at;
        let local = zone.local(wait.asked_at);
        let offer = wait.offer.as_ref().map(|offer| offer.raw().to_owned());
        let speeds = [
            &mut self.all,
            self.weeks.entry(monday_of(local.date())).or_default(),
            self.sources.entry(wait.source).or_default(),
            self.stages.entry(wait.stage).or_default(),
            self.offers.entry(offer).or_default(),
            self.owners.entry(owner.clone()).or_default(),
        ];
        for speed in speeds {
            match (wait.end, wait.answered_after()) {
                (End::Answered(at), Some(after)) => speed.answered(after, at <= wait.due_at),
                (End::Closed(at), _) => speed.closed(at > wait.due_at),
                _ => speed.waiting(is_late),
            }
        }
        let day = local.weekday().num_days_from_monday() as usize;
        self.hours[day][local.hour() as usize] += 1;
        if *is_first {
            self.funnel.asked += 1;
            let was_touched = matches!(wait.end, End::Answered(_));
            self.funnel.touched += u64::from(was_touched);
            self.funnel.qualified += u64::from(*status == Status::Qualified);
            self.funnel.dismissed += u64::from(*status == Status::Dismissed);
        }
    }

    fn numbers(
        self,
        zone: &Zone,
        (since, until): (DateTime<Utc>, DateTime<Utc>),
        now: Now,
        dismissed: Vec<Count>,
        guards: Vec<Count>,
        say: &Messages,
    ) -> Numbers {
        let mut weeks = self.weeks;
        // A week without a request is a week all the same.
        let mut monday = monday_of(zone.local(since).date());
        while monday <= zone.local(until).date() {
            weeks.entry(monday).or_default();
            monday = monday.checked_add_days(Days::new(7)).unwrap_or(NaiveDate::MAX);
        }
        Numbers {
            since,
            until,
            zone: zone.name().to_owned(),
            all: (&self.all).into(),
            limit: None,
            now,
            weeks: weeks
                .iter()
                .map(|(monday, speed)| Row {
                    name: Text::new(monday.to_string()),
                    figures: speed.into(),
                })
                .collect(),
            parts: vec![
                part("stage", self.stages.iter().map(|(stage, speed)| (stage.label(say), speed))),
                part(
                    "source",
                    self.sources.iter().map(|(source, speed)| (source.label(say), speed)),
                ),
                part("offer", named(&self.offers, &say.numbers_no_offer())),
                part("owner", named(&self.owners, &say.numbers_no_owner())),
            ],
            funnel: self.funnel,
            hours: self.hours,
            dismissed,
            guards,
        }
    }
}

/// Names what is known, and what stands for nothing.
fn named<'a>(
    speeds: &'a BTreeMap<Option<String>, Speed>,
    nothing: &'a str,
) -> impl Iterator<Item = (String, &'a Speed)> {
    speeds.iter().map(|(name, speed)| (name.as_deref().unwrap_or(nothing).to_owned(), speed))
}

/// Parts the requests by something: the most of them first.
fn part<'a>(by: &'static str, speeds: impl Iterator<Item = (String, &'a Speed)>) -> Part {
    let mut rows: Vec<Row> =
        speeds.map(|(name, speed)| Row { name: Text::new(name), figures: speed.into() }).collect();
    rows.sort_by(|one, other| {
        let most = other.figures.requests.cmp(&one.figures.requests);
        most.then_with(|| one.name.raw().cmp(other.name.raw()))
    });
    Part { by, rows }
}

/// Counts the guards that were overridden, without what was taken back.
fn overrides(events: &[Event], say: &Messages) -> Vec<Count> {
    let undone = undone(events);
    let mut counts: BTreeMap<GuardKind, u64> = BTreeMap::new();
    for event in events.iter().filter(|event| !undone.contains(&event.batch)) {
        if let EventKind::GuardOverridden { guard, .. } = event.kind {
            *counts.entry(guard).or_default() += 1;
        }
    }
    let mut counts: Vec<Count> = counts
        .into_iter()
        .map(|(guard, count)| Count { code: guard.code(), label: guard.label(say), count })
        .collect();
    counts.sort_by_key(|count| std::cmp::Reverse(count.count));
    counts
}
