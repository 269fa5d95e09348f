//! Everybody else of a large set: two years of requests at an even rate, most of them decided.

use chrono::{DateTime, TimeDelta, Utc};
use fastrand::Rng;

use super::people::{People, draw, rng_of, typed_otherwise};
use super::story::{Deed, Request, Step, Story};
use crate::domain::cadence::{Cadence, Next};
use crate::domain::event::{CadenceStep, EventKind};
use crate::domain::funnel::{Channel, DismissReason, Outcome};
use crate::domain::lead::Attempts;
use crate::domain::record::LeadRecord;

/// How far back the first request lies.
const SPAN: TimeDelta = TimeDelta::days(730);
/// From this age on an open lead that nobody planned for is forgotten.
const FORGOTTEN: TimeDelta = TimeDelta::days(32);
/// How long ago the last touch of a lead with a planned follow-up was at most.
const RECENT: TimeDelta = TimeDelta::days(10);
/// The team.
const TEAM: [&str; 4] = ["ana", "ben", "chi", "dee"];

/// Why leads are dismissed, and how often of a hundred.
const REASONS: [(DismissReason, u8); 12] = [
    (DismissReason::NoAnswer, 34),
    (DismissReason::Budget, 13),
    (DismissReason::OtherVendor, 12),
    (DismissReason::NotACustomer, 10),
    (DismissReason::Requirement, 8),
    (DismissReason::Timeline, 6),
    (DismissReason::Spam, 6),
    (DismissReason::Other, 3),
    (DismissReason::WrongNumber, 3),
    (DismissReason::OptedOut, 3),
    (DismissReason::Competitor, 1),
    (DismissReason::Test, 1),
];

/// What touches come to.
const TOUCHES: [(Channel, Outcome); 8] = [
    (Channel::Call, Outcome::NoAnswer),
    (Channel::Call, Outcome::Voicemail),
    (Channel::Call, Outcome::Reached),
    (Channel::Call, Outcome::CallBack),
    (Channel::Email, Outcome::Sent),
    (Channel::Email, Outcome::Sent),
    (Channel::Email, Outcome::Replied),
    (Channel::Meeting, Outcome::Held),
];

/// All that happened before.
pub(super) struct Past<'a> {
    people: &'a People,
    seed: u64,
    leads: u64,
    now: DateTime<Utc>,
}

/// How a lead stands now.
enum End {
    Untouched,
    Planned,
    LetLie,
    Dismissed,
    Qualified,
    Nurtured,
}

impl<'a> Past<'a> {
    pub(super) fn new(people: &'a People, seed: u64, leads: u64, now: DateTime<Utc>) -> Self {
        Self { people, seed, leads, now }
    }

    /// Returns how many leads there are.
    pub(super) fn len(&self) -> u64 {
        self.leads
    }

    /// Tells the story of one lead; the higher the index, the younger.
    pub(super) fn story(&self, index: u64) -> Story {
        let mut rng = rng_of(self.seed, index);
        let at = self.begins_at(&mut rng, index);
        let records = match rng.u16(..1000) {
            ..3 => vec![self.test(&mut rng, index, at)],
            3..53 => vec![self.heads_up(&mut rng, index, at)],
            _ => self.requests(&mut rng, index, at),
        };
        let steps = match records.last() {
            Some(last) if last.owes_answer() => self.work(&mut rng, &records, last.received_at),
            _ => Vec::new(),
        };
        Story { records, steps, is_same: false }
    }

    /// Each lead has its slot of the whole span, and begins somewhere in it.
    fn begins_at(&self, rng: &mut Rng, index: u64) -> DateTime<Utc> {
        let place = (index as f64 + rng.f64()) / self.leads as f64;
        let seconds = SPAN.num_seconds() as f64 * (1.0 - place);
        self.now - TimeDelta::seconds(seconds as i64) - TimeDelta::seconds(60)
    }

    fn test(&self, rng: &mut Rng, person: u64, at: DateTime<Utc>) -> LeadRecord {
        self.with_request(rng, "INS", [person, 0], at, |_, request| request.test_record())
    }

    fn heads_up(&self, rng: &mut Rng, person: u64, at: DateTime<Utc>) -> LeadRecord {
        let contact = self.people.somebody(rng, person);
        self.with_request(rng, "DNC", [person, 0], at, |rng, request| request.record(rng, contact))
    }

    /// One request, or with some people a second and a third, some days apart.
    fn requests(&self, rng: &mut Rng, person: u64, at: DateTime<Utc>) -> Vec<LeadRecord> {
        let contact = self.people.somebody(rng, person);
        let codes: &[&str] = match rng.u8(..100) {
            ..13 => &["PLT", "StartTestDrive"],
            13..15 => &["PLT", "INS"],
            15..19 => &["PLT", "StartTestDrive", "INS"],
            19..54 => &["PLT"],
            54..78 => &["INS"],
            78..96 => &["StartTestDrive"],
            _ => &["Create"],
        };
        let mut records = Vec::with_capacity(codes.len());
        let mut at = at;
        for (count, code) in codes.iter().enumerate() {
            let is_odd = count + 1 < codes.len() && rng.u8(..3) == 0;
            let typed = if is_odd { typed_otherwise(&contact) } else { contact.clone() };
            records.push(self.with_request(
                rng,
                code,
                [person, count as u64],
                at,
                |rng, request| request.record(rng, typed),
            ));
            at += TimeDelta::hours(48) + TimeDelta::seconds(rng.i64(-30_000..30_000));
            if at > self.now - TimeDelta::seconds(60) {
                break;
            }
        }
        records
    }

    fn with_request(
        &self,
        rng: &mut Rng,
        code: &str,
        [person, count]: [u64; 2],
        at: DateTime<Utc>,
        make: impl FnOnce(&mut Rng, &Request<'_>) -> LeadRecord,
    ) -> LeadRecord {
        let offer = self.people.offer(rng, code == "StartTestDrive");
        let campaign = rng.u8(..10) == 0;
        let wrote = !campaign && code == "PLT" && rng.u8(..10) < 7;
        let texts: &[String] = if wrote { &self.people.messages.texts } else { &[] };
        let campaigns: &[String] = if campaign { &self.people.campaigns.ids } else { &[] };
        let request = Request {
            key: [self.seed, person, count],
            code,
            offer: offer.map_or("", |offer| offer.id.as_str()),
            title: offer.map(|offer| offer.title.as_str()),
            at,
            late: TimeDelta::seconds(rng.i64(2..50)),
            text: draw(rng, texts).map(String::as_str),
            campaign: draw(rng, campaigns).map(String::as_str),
        };
        make(rng, &request)
    }

    /// What the team did about the requests, the last of which came at `last`.
    fn work(&self, rng: &mut Rng, records: &[LeadRecord], last: DateTime<Utc>) -> Vec<Step> {
        let end = end(rng, self.now - last);
        let by = draw(rng, &TEAM).copied().unwrap_or("ana");
        let mut steps = Vec::new();
        // Whoever asked a second time had mostly been answered the first time.
        if let [first, _, ..] = records
            && rng.bool()
        {
            let at = self.after(rng, first.received_at, 20);
            steps.push(step(at, by, vec![touch(rng)]));
        }
        let touched = match end {
            End::Untouched => false,
            End::Planned => true,
            End::LetLie | End::Dismissed => rng.u8(..10) < 4,
            End::Qualified | End::Nurtured => rng.u8(..10) < 6,
        };
        let mut at = last;
        if touched {
            at = self.after(rng, at, 26);
            if matches!(end, End::Planned) && self.now - at > RECENT {
                // What is planned for the coming days was agreed in the past days.
                steps.push(step(at, by, vec![touch(rng)]));
                at = self.after(rng, self.now - RECENT, RECENT.num_hours());
            }
            let mut deeds = vec![touch(rng)];
            if rng.u8(..20) == 0
                && let Some(text) = draw(rng, &self.people.notes.texts)
            {
                deeds.push(Deed::note(rng, text));
            }
            let owned = if matches!(end, End::Planned) { 6 } else { 1 };
            if rng.u8(..10) < owned {
                deeds.push(Deed::Event(EventKind::Assigned { owner: Some(by.to_owned()) }));
            }
            steps.push(step(at, by, deeds));
        }
        let kind = match end {
            End::Untouched | End::LetLie => None,
            End::Planned => {
                // One in ten is late.
                let hours = if rng.u8(..10) == 0 { -48..0 } else { 1..336 };
                let due_at =
                    self.now + TimeDelta::seconds(rng.i64(hours) * 3600 + rng.i64(0..3600));
                Some(EventKind::FollowUpPlanned {
                    due_at: due_at.max(at + TimeDelta::hours(1)),
                    step: next_step(&steps),
                })
            }
            End::Dismissed => Some(EventKind::Dismissed { reason: reason(rng) }),
            End::Qualified => {
                let met = ["need", "budget", "authority", "timing"];
                let overridden = rng.u8(..8) == 0;
                let count = if overridden { 2 } else { met.len() };
                let met = met.iter().take(count).map(|code| (*code).to_owned()).collect();
                Some(EventKind::Qualified { met, overridden })
            }
            End::Nurtured => {
                let due_at = self.now + TimeDelta::seconds(rng.i64(86_400..10_000_000));
                Some(EventKind::Nurtured { due_at })
            }
        };
        if let Some(kind) = kind {
            // A follow-up is planned with the touch that it follows.
            match (&kind, steps.last_mut()) {
                (EventKind::FollowUpPlanned { .. }, Some(step)) => {
                    step.deeds.push(Deed::Event(kind));
                }
                _ => {
                    let at = self.after(rng, at, 240);
                    steps.push(step(at, by, vec![Deed::Event(kind)]));
                }
            }
        }
        steps
    }

    /// Returns some moment after another, within so many hours and before now.
    fn after(&self, rng: &mut Rng, from: DateTime<Utc>, hours: i64) -> DateTime<Utc> {
        let most = (self.now - from).num_seconds().min(hours * 3600);
        from + TimeDelta::seconds(rng.i64(1..most.max(2)))
    }
}

/// The step of the default cadence that follows what was tried; none where somebody answered.
fn next_step(steps: &[Step]) -> Option<CadenceStep> {
    let mut attempts = Attempts::default();
    for deed in steps.iter().flat_map(|step| &step.deeds) {
        if let Deed::Event(EventKind::Touched { channel, outcome, .. }) = deed {
            if outcome.is_contact() {
                return None;
            }
            attempts.channels.push(*channel);
        }
    }
    match Cadence::default().next(&attempts, |_| true)? {
        Next::Attempt { step, .. } => Some(step),
        Next::Nurture { .. } => None,
    }
}

/// Draws how a request of this age stands.
fn end(rng: &mut Rng, age: TimeDelta) -> End {
    let (untouched, planned, let_lie) = match age {
        age if age < TimeDelta::hours(24) => (800, 150, 0),
        age if age < TimeDelta::hours(48) => (120, 480, 0),
        age if age < FORGOTTEN => (30, 310, 0),
        _ => (15, 26, 15),
    };
    match rng.u16(..1000) {
        drawn if drawn < untouched => End::Untouched,
        drawn if drawn < untouched + planned => End::Planned,
        drawn if drawn < untouched + planned + let_lie => End::LetLie,
        _ => match rng.u8(..100) {
            ..60 => End::Dismissed,
            60..92 => End::Qualified,
            _ => End::Nurtured,
        },
    }
}

fn step(at: DateTime<Utc>, by: &str, deeds: Vec<Deed>) -> Step {
    Step { at, by: by.to_owned(), deeds }
}

fn touch(rng: &mut Rng) -> Deed {
    let (channel, outcome) =
        draw(rng, &TOUCHES).copied().unwrap_or((Channel::Other, Outcome::Done));
    Deed::Event(EventKind::Touched { channel, outcome, made_at: None })
}

fn reason(rng: &mut Rng) -> DismissReason {
    let mut left = rng.u8(..100);
    REASONS
        .into_iter()
        .find(|(_, often)| {
            let found = left < *often;
            left = left.saturating_sub(*often);
            found
        })
        .map_or(DismissReason::Other, |(reason, _)| reason)
}
