//! A lead as JSON: the contract of `list --json`, `show --json` and `export`.
//!
//! Absent values are null; times are RFC 3339 in UTC.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::Serialize;

use crate::domain::clock::{self, Clock};
use crate::domain::contact::Contact;
use crate::domain::funnel::{Channel, DismissReason, GuardKind, Stage, Status};
use crate::domain::ids::{LeadId, RecordId};
use crate::domain::lead::Lead;
use crate::domain::lead_source::{Action, Source};
use crate::domain::practice::Practice;
use crate::domain::record::{LeadRecord, Origin};
use crate::domain::text::Text;
use crate::domain::why::why;
use crate::language::english;
use crate::store::lookup::LeadFile;
use crate::store::{Store, StoreError};

/// A lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeadView {
    id: Option<LeadId>,
    stage: Stage,
    status: Status,
    dismissed_reason: Option<DismissReason>,
    owner: Option<String>,
    test: bool,
    do_not_contact: bool,
    opted_out: bool,
    person: ContactView,
    offers: Vec<Text>,
    similar: Vec<LeadId>,
    follow_up: FollowUpView,
    records: Vec<RecordView>,
    practice: PracticeView,
}

/// What the team's practice makes of the lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct PracticeView {
    plan: Option<PlanView>,
    prerequisites: Option<PrerequisitesView>,
    milestones: Vec<MilestoneView>,
    opted_out_of: Vec<Channel>,
    overrides: Vec<OverrideView>,
    local_times: Vec<NaiveDateTime>,
}

impl PracticeView {
    fn of(lead: &Lead, practice: &Practice, now: DateTime<Utc>) -> Self {
        let state = lead.state();
        let place = lead.whereabouts();
        Self {
            plan: state.plan.map(|plan| PlanView {
                due_at: plan.due_at,
                step: plan.step.map(|step| step.number),
                of: plan.step.map(|step| step.of),
                channel: plan.step.map(|step| step.channel),
            }),
            prerequisites: practice.checklist(lead).map(|checklist| PrerequisitesView {
                checklist: checklist.name.clone(),
                met: state.met.iter().cloned().collect(),
                open: checklist.open(lead).map(|item| item.code.clone()).collect(),
            }),
            milestones: state
                .milestones
                .iter()
                .map(|(milestone, at)| MilestoneView { milestone: milestone.clone(), at: *at })
                .collect(),
            opted_out_of: state.opted_out_of.iter().copied().collect(),
            overrides: state
                .overrides
                .iter()
                .map(|(guard, at)| OverrideView { guard: *guard, at: *at })
                .collect(),
            local_times: place.map(|place| place.local_times(now)).unwrap_or_default(),
        }
    }
}

/// The follow-up that is planned; where a cadence planned it, as which of its steps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct PlanView {
    due_at: DateTime<Utc>,
    step: Option<u8>,
    of: Option<u8>,
    channel: Option<Channel>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct PrerequisitesView {
    checklist: String,
    met: Vec<String>,
    open: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct MilestoneView {
    milestone: String,
    at: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct OverrideView {
    guard: GuardKind,
    at: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct ContactView {
    first_name: Option<Text>,
    last_name: Option<Text>,
    email: Option<Text>,
    phone: Option<Text>,
    country: Option<Text>,
    company: Option<Text>,
    title: Option<Text>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct FollowUpView {
    clock: Clock,
    due_at: Option<DateTime<Utc>>,
    touches: usize,
    last_touch_at: Option<DateTime<Utc>>,
    why: String,
}

/// A record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RecordView {
    /// Its id.
    pub id: RecordId,
    /// The feed.
    pub feed: String,
    lead_source: Option<Text>,
    source: Source,
    action: Action,
    action_code: Option<Text>,
    publisher: Option<Text>,
    offer: Option<Text>,
    offer_title: Option<Text>,
    contact: ContactView,
    description: Option<Text>,
    campaign: BTreeMap<String, Text>,
    created_at: Option<DateTime<Utc>>,
    received_at: DateTime<Utc>,
    test: bool,
    withheld: bool,
    origin: Option<Origin>,
    warnings: Vec<String>,
}

impl From<Contact> for ContactView {
    fn from(contact: Contact) -> Self {
        let Contact { first_name, last_name, email, phone, country, company, title } = contact;
        Self { first_name, last_name, email, phone, country, company, title }
    }
}

impl From<&LeadRecord> for RecordView {
    fn from(record: &LeadRecord) -> Self {
        let record = record.clone();
        Self {
            id: record.id,
            feed: record.feed,
            lead_source: record.lead_source,
            source: record.source,
            action: record.action,
            action_code: record.action_code,
            publisher: record.publisher,
            offer: record.offer,
            offer_title: record.offer_title,
            contact: record.contact.into(),
            description: record.description,
            campaign: record.campaign,
            created_at: record.created_at,
            received_at: record.received_at,
            test: record.test,
            withheld: record.withheld,
            origin: record.origin,
            warnings: record.warnings,
        }
    }
}

impl LeadView {
    /// Returns the view of a lead at a moment.
    ///
    /// # Errors
    /// Those of the store, which is asked for the leads that may be the same person.
    pub fn of(
        store: &Store,
        file: &LeadFile,
        practice: &Practice,
        now: DateTime<Utc>,
    ) -> Result<Self, StoreError> {
        let lead = &file.lead;
        let policy = store.policy();
        let found = store.similar(file.key, lead)?;
        let mut similar: Vec<LeadId> = found.iter().filter_map(|found| found.lead.id()).collect();
        similar.sort_unstable();
        Ok(Self {
            id: lead.id(),
            stage: lead.stage(),
            status: lead.status(),
            dismissed_reason: lead.dismissed_reason(),
            owner: lead.state().owner.clone(),
            test: lead.is_test(),
            do_not_contact: lead.has_do_not_contact(),
            opted_out: lead.is_opted_out(),
            person: lead.person().into(),
            offers: lead.offers(),
            similar,
            follow_up: FollowUpView {
                clock: clock::clock(lead, policy, now),
                due_at: clock::due(lead, policy).map(|due| due.at),
                touches: lead.state().touches.len(),
                last_touch_at: lead.last_touch_at(),
                why: why(lead, policy, now, english()),
            },
            records: lead.records().iter().map(RecordView::from).collect(),
            practice: PracticeView::of(lead, practice, now),
        })
    }
}
