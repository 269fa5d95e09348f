//! A lead's counterpart in a CRM: what the CRM made of it, what of that is news here, and what of ours
//! is news there.
//!
//! Only what both sides have a word for is compared, part by part. What a CRM says for the first
//! time counts where it differs from what stands here; later, only what *it* changed since it was
//! last seen does, so that a part that we decided about is not taken back by a CRM that merely
//! repeats itself. What we decided is not sent as a deed but as what stands here now: so it can be sent
//! again without harm, and what was taken back in the meantime is never seen there.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::discriminant;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::event::{Event, EventKind};
use super::funnel::{Channel, DismissReason, Outcome, Status};
use super::lead::Lead;

/// What a CRM made of a lead. It holds codes and a colleague's name, nothing of the person's.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counterpart {
    /// How far it got.
    pub status: CrmStatus,
    /// Who owns it, by the name in our team; `None` where it is nobody whom the settings name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The channels by which the person does not want to be reached.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub opted_out_of: BTreeSet<Channel>,
    /// Prerequisites, as codes, and whether they are met; those that were never looked at are absent.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub met: BTreeMap<String, bool>,
    /// When somebody was in touch with the person, where the settings say that the CRM tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub touched_at: Option<DateTime<Utc>>,
}

/// A CRM's status in our words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CrmStatus {
    /// Nobody was in touch.
    #[default]
    New,
    /// Somebody was; more is to come.
    Working,
    /// It was handed on.
    Qualified,
    /// Nothing more is to come.
    Dismissed(DismissReason),
}

impl CrmStatus {
    /// Returns whether the CRM is done with the lead.
    pub const fn is_closed(self) -> bool {
        matches!(self, Self::Qualified | Self::Dismissed(_))
    }
}

/// One part of a counterpart: what a decision is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// How far it got.
    Status,
    /// Who owns it.
    Owner,
    /// By which channels the person is not to be reached.
    OptOut,
    /// Whether a prerequisite is met.
    Prerequisite(String),
}

impl Part {
    /// Returns the word that is stored.
    pub fn word(&self) -> String {
        match self {
            Self::Status => "status".to_owned(),
            Self::Owner => "owner".to_owned(),
            Self::OptOut => "opt_out".to_owned(),
            Self::Prerequisite(code) => format!("met:{code}"),
        }
    }

    /// Reads a stored word; `None` where a newer leadclock wrote it.
    pub fn of_word(word: &str) -> Option<Self> {
        match word {
            "status" => Some(Self::Status),
            "owner" => Some(Self::Owner),
            "opt_out" => Some(Self::OptOut),
            _ => word.strip_prefix("met:").map(|code| Self::Prerequisite(code.to_owned())),
        }
    }
}

/// Says whether a kind of CRM has words for a part.
pub type Words = fn(&Part) -> bool;

/// Which parts a CRM is told of.
#[derive(Clone, Copy, Debug)]
pub struct Takes {
    /// For which it has words.
    pub words: Words,
    /// Whether anybody said who our colleagues are there.
    pub owners: bool,
}

impl Takes {
    /// Returns whether it is told of a part.
    pub fn holds(self, part: &Part) -> bool {
        (self.words)(part) && (self.owners || *part != Part::Owner)
    }
}

/// Returns the parts that an event of a lead is about; none for what no CRM has a word for.
pub fn parts(lead: &Lead, event: &Event) -> Vec<Part> {
    let mut parts = Vec::new();
    match event.kind.target() {
        // What is taken back, or restored, is what that batch was about.
        Some(batch) => {
            let meant = lead.events().iter().filter(|event| event.batch == batch);
            meant.for_each(|event| parts.extend(parts_of(&event.kind)));
        }
        None => parts.extend(parts_of(&event.kind)),
    }
    parts.sort();
    parts.dedup();
    parts
}

fn parts_of(kind: &EventKind) -> Vec<Part> {
    match kind {
        EventKind::Touched { .. } | EventKind::Nurtured { .. } | EventKind::Reopened {} => {
            vec![Part::Status]
        }
        EventKind::Dismissed { reason: DismissReason::OptedOut } => {
            vec![Part::Status, Part::OptOut]
        }
        EventKind::Dismissed { .. } => vec![Part::Status],
        EventKind::Qualified { met, .. } => {
            let met = met.iter().cloned().map(Part::Prerequisite);
            met.chain([Part::Status]).collect()
        }
        EventKind::PrerequisiteTicked { prerequisite, .. } => {
            vec![Part::Prerequisite(prerequisite.clone())]
        }
        EventKind::Assigned { .. } => vec![Part::Owner],
        EventKind::OptedOut { .. } => vec![Part::OptOut],
        EventKind::FollowUpPlanned { .. }
        | EventKind::Snoozed { .. }
        | EventKind::Noted { .. }
        | EventKind::MilestoneReached { .. }
        | EventKind::GuardOverridden { .. }
        | EventKind::Linked { .. }
        | EventKind::Unlinked { .. }
        | EventKind::Undone { .. }
        | EventKind::Redone { .. }
        | EventKind::Unknown { .. } => Vec::new(),
    }
}

impl Counterpart {
    /// Returns what a CRM would say if it knew what stands here.
    pub fn of(lead: &Lead) -> Self {
        let state = lead.state();
        let mut opted_out_of = state.opted_out_of.clone();
        if state.opted_out {
            opted_out_of.extend([Channel::Call, Channel::Email]);
        }
        let status = match (lead.status(), lead.dismissed_reason()) {
            (Status::New, _) => CrmStatus::New,
            (Status::Qualified, _) => CrmStatus::Qualified,
            (Status::Dismissed, Some(reason)) => CrmStatus::Dismissed(reason),
            (Status::Working | Status::Nurturing | Status::Dismissed, _) => CrmStatus::Working,
        };
        let met = state.met.iter().map(|code| (code.clone(), true)).collect();
        Self { status, owner: state.owner.clone(), opted_out_of, met, touched_at: None }
    }

    /// Returns whether a prerequisite is met; what was never looked at is not.
    pub fn meets(&self, prerequisite: &str) -> bool {
        self.met.get(prerequisite).copied().unwrap_or(false)
    }

    /// Returns whether a part stands otherwise in another counterpart. Why a lead was dismissed is not
    /// compared: each side has its own reasons.
    pub fn differs_in(&self, part: &Part, other: &Self) -> bool {
        match part {
            Part::Status => discriminant(&self.status) != discriminant(&other.status),
            Part::Owner => self.owner != other.owner,
            Part::OptOut => self.opted_out_of != other.opted_out_of,
            Part::Prerequisite(code) => self.meets(code) != other.meets(code),
        }
    }
}

/// Returns what a CRM decided since it was last seen, as events of ours. What stands here already is
/// no news, and neither is a part of `ours`: one that we decided about later, and will send. An
/// objection that the CRM no longer knows of stays: only the person can take it back.
pub fn news(
    before: Option<&Counterpart>,
    now: &Counterpart,
    lead: &Lead,
    ours: &[Part],
) -> Vec<EventKind> {
    let (first, is_first) = (Counterpart::default(), before.is_none());
    let before = before.unwrap_or(&first);
    let mut news = Vec::new();
    if let Some(at) = now.touched_at.filter(|_| before.touched_at.is_none())
        && lead.last_touch_at().is_none_or(|last| last < at)
    {
        news.push(EventKind::Touched {
            channel: Channel::Other,
            outcome: Outcome::Done,
            made_at: Some(at),
        });
    }
    for (prerequisite, met) in &now.met {
        // At first a box without a tick is one that nobody has looked at.
        let is_new = if is_first { *met } else { before.met.get(prerequisite) != Some(met) };
        let is_ours = ours.contains(&Part::Prerequisite(prerequisite.clone()));
        if is_new && !is_ours && lead.state().met.contains(prerequisite) != *met {
            let prerequisite = prerequisite.clone();
            news.push(EventKind::PrerequisiteTicked { prerequisite, met: *met });
        }
    }
    let is_given = now.owner.is_some() && now.owner != before.owner;
    if is_given && !ours.contains(&Part::Owner) && now.owner != lead.state().owner {
        news.push(EventKind::Assigned { owner: now.owner.clone() });
    }
    let objected = now.opted_out_of.difference(&before.opted_out_of).copied();
    let channels: Vec<Channel> =
        objected.filter(|channel| !lead.state().opted_out_of.contains(channel)).collect();
    if !channels.is_empty() {
        news.push(EventKind::OptedOut { channels });
    }
    if now.status != before.status && !ours.contains(&Part::Status) {
        news.extend(closing(now.status, lead));
    }
    news
}

fn closing(now: CrmStatus, lead: &Lead) -> Option<EventKind> {
    match (now, lead.status()) {
        (CrmStatus::Qualified, Status::Qualified) => None,
        (CrmStatus::Qualified, _) => {
            Some(EventKind::Qualified { met: Vec::new(), overridden: false })
        }
        // Why it was dismissed is known better where somebody named a reason.
        (CrmStatus::Dismissed(_), Status::Dismissed) => None,
        (CrmStatus::Dismissed(reason), _) => Some(EventKind::Dismissed { reason }),
        (CrmStatus::New | CrmStatus::Working, Status::Qualified | Status::Dismissed) => {
            Some(EventKind::Reopened {})
        }
        // That somebody set a status is no touch.
        (CrmStatus::New | CrmStatus::Working, _) => None,
    }
}

#[cfg(test)]
mod tests;
