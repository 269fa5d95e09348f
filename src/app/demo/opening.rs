//! The leads that a small set begins with, shaped by hand in `assets/demo/opening.toml`.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use fastrand::Rng;
use serde::Deserialize;

use super::people::{People, Who, rng_of, typed_otherwise};
use super::story::{Deed, Request, Step, Story};
use crate::domain::cadence::Cadence;
use crate::domain::contact::Contact;
use crate::domain::event::{CadenceStep, EventKind};
use crate::domain::funnel::{Channel, DismissReason, GuardKind, Outcome};
use crate::domain::text::Text;

/// The file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Opening {
    pub(super) leads: Vec<ShapedLead>,
}

/// One lead.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ShapedLead {
    #[serde(default)]
    pub(super) who: Option<Who>,
    #[serde(default)]
    kind: Kind,
    /// Whether somebody found it to be the same person as the lead before.
    #[serde(default)]
    same_as_before: bool,
    pub(super) records: Vec<ShapedRecord>,
    #[serde(default)]
    done: Vec<ShapedStep>,
}

/// What is known of the person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    /// All.
    #[default]
    Person,
    /// No address.
    PhoneOnly,
    /// Nothing: Microsoft withholds what it knows of people at .edu addresses.
    Withheld,
    /// Nobody is there, it is a test.
    Test,
}

/// One record.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ShapedRecord {
    ago: Span,
    #[serde(default)]
    late: Option<Span>,
    code: String,
    pub(super) offer: String,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    pub(super) campaign: Option<String>,
}

/// What one key press did.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ShapedStep {
    ago: Span,
    by: String,
    #[serde(default)]
    assign: Option<String>,
    #[serde(default)]
    touch: Option<(Channel, Outcome)>,
    #[serde(default)]
    note: Option<String>,
    #[serde(default)]
    plan: Option<Span>,
    /// The step of the default cadence that the plan is.
    #[serde(default)]
    step: Option<u8>,
    #[serde(default)]
    tick: Vec<String>,
    #[serde(default)]
    opt_out: Vec<Channel>,
    #[serde(default)]
    milestone: Option<String>,
    /// The guard that had asked before.
    #[serde(default)]
    despite: Option<GuardKind>,
    #[serde(default)]
    snooze: Option<Span>,
    #[serde(default)]
    nurture: Option<Span>,
    #[serde(default)]
    qualify: Option<Vec<String>>,
    #[serde(default)]
    overridden: bool,
    #[serde(default)]
    dismiss: Option<DismissReason>,
}

/// A length of time as the file writes it: `2d 5h 3m 7s`, with a minus before it where it is past.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "String")]
struct Span(TimeDelta);

impl TryFrom<String> for Span {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let wrong = || format!("{text:?} is no length of time");
        let (sign, parts) = match text.strip_prefix('-') {
            Some(parts) => (-1, parts),
            None => (1, text.as_str()),
        };
        let mut seconds = 0_i64;
        for part in parts.split_whitespace() {
            let (unit, length) = [('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)]
                .into_iter()
                .find(|(unit, _)| part.ends_with(*unit))
                .ok_or_else(wrong)?;
            let count: i64 = part.trim_end_matches(unit).parse().map_err(|_| wrong())?;
            seconds += count * length;
        }
        Ok(Self(TimeDelta::seconds(sign * seconds)))
    }
}

impl Opening {
    pub(super) fn read() -> Result<Self, toml::de::Error> {
        toml::from_str(include_str!("../../../assets/demo/opening.toml"))
    }

    /// Tells the stories of the first leads, at most so many.
    pub(super) fn stories(
        &self,
        people: &People,
        seed: u64,
        at_most: u64,
        now: DateTime<Utc>,
    ) -> Vec<Story> {
        let mut taken = HashSet::new();
        let number = |index: usize| u64::MAX - index as u64;
        // Whoever is found to be the same person makes no lead more.
        let mut leads = 0;
        let wanted = |lead: &&ShapedLead| {
            leads += u64::from(!lead.same_as_before);
            leads <= at_most
        };
        self.leads
            .iter()
            .take_while(wanted)
            .enumerate()
            .map(|(index, lead)| lead.story(people, seed, number(index), &mut taken, now))
            .collect()
    }
}

impl ShapedLead {
    /// `person` counts down from the end, so that it is never one of the past's.
    fn story(
        &self,
        people: &People,
        seed: u64,
        person: u64,
        taken: &mut HashSet<String>,
        now: DateTime<Utc>,
    ) -> Story {
        let mut rng = rng_of(seed, person);
        let mut contact = people.somebody_new(&mut rng, self.who.as_ref(), taken);
        match self.kind {
            Kind::Person | Kind::Test => {}
            Kind::PhoneOnly => contact.email = None,
            Kind::Withheld => {
                contact = Contact { country: Some(Text::from("US")), ..Contact::default() };
            }
        }
        let mut records = Vec::new();
        for (count, shaped) in self.records.iter().enumerate() {
            let request = Request {
                key: [seed, person, count as u64],
                code: &shaped.code,
                offer: &shaped.offer,
                title: people.title_of(&shaped.offer),
                at: now - shaped.ago.0,
                late: shaped.late.map_or_else(|| TimeDelta::seconds(rng.i64(2..50)), |late| late.0),
                text: shaped.text.as_deref(),
                campaign: shaped.campaign.as_deref(),
            };
            let mut record = match self.kind {
                Kind::Test => request.test_record(),
                // The newest record says what is shown, so it is an earlier one that is odd.
                _ if count + 1 < self.records.len() => {
                    request.record(&mut rng, typed_otherwise(&contact))
                }
                _ => request.record(&mut rng, contact.clone()),
            };
            record.withheld = self.kind == Kind::Withheld;
            records.push(record);
        }
        let steps = self.done.iter().map(|step| step.step(&mut rng, now)).collect();
        Story { records, steps, is_same: self.same_as_before }
    }
}

/// The step of that number, as the default cadence makes it.
fn cadence_step(number: u8) -> Option<CadenceStep> {
    let cadence = Cadence::default();
    let channel = *cadence.steps.get(usize::from(number.checked_sub(1)?))?.channels.last()?;
    Some(CadenceStep { number, of: u8::try_from(cadence.steps.len()).ok()?, channel })
}

impl ShapedStep {
    fn step(&self, rng: &mut Rng, now: DateTime<Utc>) -> Step {
        let mut deeds = Vec::new();
        let event = |deeds: &mut Vec<Deed>, kind| deeds.push(Deed::Event(kind));
        if let Some(owner) = &self.assign {
            event(&mut deeds, EventKind::Assigned { owner: Some(owner.clone()) });
        }
        if let Some(guard) = self.despite {
            event(&mut deeds, EventKind::GuardOverridden { guard });
        }
        if let Some((channel, outcome)) = self.touch {
            event(&mut deeds, EventKind::Touched { channel, outcome, made_at: None });
        }
        if let Some(note) = &self.note {
            deeds.push(Deed::note(rng, note));
        }
        if !self.opt_out.is_empty() {
            event(&mut deeds, EventKind::OptedOut { channels: self.opt_out.clone() });
        }
        for prerequisite in &self.tick {
            let prerequisite = prerequisite.clone();
            event(&mut deeds, EventKind::PrerequisiteTicked { prerequisite, met: true });
        }
        if let Some(plan) = self.plan {
            let step = self.step.and_then(cadence_step);
            event(&mut deeds, EventKind::FollowUpPlanned { due_at: now + plan.0, step });
        }
        if let Some(snooze) = self.snooze {
            event(&mut deeds, EventKind::Snoozed { until: now + snooze.0 });
        }
        if let Some(nurture) = self.nurture {
            event(&mut deeds, EventKind::Nurtured { due_at: now + nurture.0 });
        }
        if let Some(met) = &self.qualify {
            let (met, overridden) = (met.clone(), self.overridden);
            event(&mut deeds, EventKind::Qualified { met, overridden });
        }
        if let Some(reason) = self.dismiss {
            event(&mut deeds, EventKind::Dismissed { reason });
        }
        if let Some(milestone) = &self.milestone {
            event(&mut deeds, EventKind::MilestoneReached { milestone: milestone.clone() });
        }
        Step { at: now - self.ago.0, by: self.by.clone(), deeds }
    }
}
