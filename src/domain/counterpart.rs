//! A lead's counterpart in a CRM: what the CRM made of it, and what of that is news here.
//!
//! Only what both sides have a word for is compared, part by part. What a CRM says for the first
//! time counts where it differs from what stands here; later, only what *it* changed since it was
//! last seen does, so that a part that we decided about is not taken back by a CRM that merely
//! repeats itself.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::event::EventKind;
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
    /// Nobody closed it.
    #[default]
    Open,
    /// It was handed on.
    Qualified,
    /// Nothing more is to come.
    Dismissed(DismissReason),
}

impl CrmStatus {
    /// Returns whether the CRM is done with the lead.
    pub const fn is_closed(self) -> bool {
        !matches!(self, Self::Open)
    }
}

/// Returns what a CRM decided since it was last seen, as events of ours. What stands here already is
/// no news. An objection that the CRM no longer knows of stays: only the person can take it back.
pub fn news(before: Option<&Counterpart>, now: &Counterpart, lead: &Lead) -> Vec<EventKind> {
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
        if is_new && lead.state().met.contains(prerequisite) != *met {
            let prerequisite = prerequisite.clone();
            news.push(EventKind::PrerequisiteTicked { prerequisite, met: *met });
        }
    }
    if now.owner.is_some() && now.owner != before.owner && now.owner != lead.state().owner {
        news.push(EventKind::Assigned { owner: now.owner.clone() });
    }
    let objected = now.opted_out_of.difference(&before.opted_out_of).copied();
    let channels: Vec<Channel> =
        objected.filter(|channel| !lead.state().opted_out_of.contains(channel)).collect();
    if !channels.is_empty() {
        news.push(EventKind::OptedOut { channels });
    }
    if now.status != before.status {
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
        (CrmStatus::Open, Status::Qualified | Status::Dismissed) => Some(EventKind::Reopened {}),
        (CrmStatus::Open, _) => None,
    }
}

#[cfg(test)]
mod tests;
