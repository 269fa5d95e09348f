//! What was decided or done, in the past tense. Appended, never changed.
//!
//! An event holds ids and codes only: no name, no address, no free text, so that a person can be
//! erased without touching the log. To add a kind: a variant here, its arm in `lead.rs`, and one in
//! `command.rs` where a person causes it; `history.rs` words it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::funnel::{Channel, DismissReason, GuardKind, Outcome};
use super::ids::{BatchId, DeviceId, EventId, NoteId, RecordId};
use crate::language::Messages;

/// Where an event stands among all events: the same on every machine, whatever the wall clocks do.
///
/// `logical` is a hybrid logical clock in milliseconds since 1970 UTC: the wall clock's time, but
/// never earlier than that of an event that was already in the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Order {
    /// The hybrid logical time.
    pub logical: i64,
    /// The device, for events of the same time.
    pub device: DeviceId,
    /// The device's own count, from 1 without gaps.
    pub sequence: i64,
}

/// One thing that was decided or done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// A UUIDv7.
    pub id: EventId,
    /// The record that it hangs on.
    pub record: RecordId,
    /// What the device's wall clock said, UTC.
    pub at: DateTime<Utc>,
    /// Its place among all events.
    pub order: Order,
    /// Who decided.
    pub actor: String,
    /// The key press that it belongs to.
    pub batch: BatchId,
    /// What happened.
    pub kind: EventKind,
}

/// The step of a cadence that a follow-up was planned as, in the numbers of that day: a cadence that
/// is changed later does not change what was planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CadenceStep {
    /// Which step, from 1.
    pub number: u8,
    /// Of how many.
    pub of: u8,
    /// By which channel it is to be made.
    pub channel: Channel,
}

impl CadenceStep {
    /// Names the step: `call, step 2 of 7`.
    pub fn label(self, say: &Messages) -> String {
        say.step(self.channel.label(say), self.number, self.of)
    }
}

/// The kinds of events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body", rename_all = "snake_case")]
pub enum EventKind {
    /// An outbound human contact was made.
    Touched {
        /// How.
        channel: Channel,
        /// What came of it.
        outcome: Outcome,
        /// When it was made, where that was not at once.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        made_at: Option<DateTime<Utc>>,
    },
    /// The next touch was planned.
    FollowUpPlanned {
        /// When it is owed.
        due_at: DateTime<Utc>,
        /// The step of the cadence that planned it; `None` where a person named the time.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        step: Option<CadenceStep>,
    },
    /// The row was moved out of sight.
    Snoozed {
        /// When it comes back.
        until: DateTime<Utc>,
    },
    /// Handed on as worth the full sales process.
    Qualified {
        /// The prerequisites that were met, as codes.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        met: Vec<String>,
        /// Whether open prerequisites were passed over.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        overridden: bool,
    },
    /// Nothing more is to come.
    Dismissed {
        /// Why.
        reason: DismissReason,
    },
    /// Put off for long.
    Nurtured {
        /// When to ask again.
        due_at: DateTime<Utc>,
    },
    /// Back to work after a closing decision.
    Reopened {},
    /// A note was written; its text lives apart, where it can be erased.
    Noted {
        /// Which.
        note: NoteId,
    },
    /// The lead was given to somebody, or to nobody.
    Assigned {
        /// Their name in the team.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        owner: Option<String>,
    },
    /// A prerequisite of the checklist was found to be met, or not to be.
    PrerequisiteTicked {
        /// Its code.
        prerequisite: String,
        /// Whether it is met.
        met: bool,
    },
    /// A qualified lead came further.
    MilestoneReached {
        /// The milestone's code.
        milestone: String,
    },
    /// The person asked not to be reached by some channels. That follows the person, whatever the
    /// offer.
    OptedOut {
        /// Which.
        channels: Vec<Channel>,
    },
    /// A guard had asked, and the answer was to go on all the same.
    GuardOverridden {
        /// Which.
        guard: GuardKind,
    },
    /// This record's person and another record's are one. The same stands at the other record.
    Linked {
        /// The other record.
        with: RecordId,
    },
    /// They are not. This parts what was linked, and is remembered against a suggestion.
    Unlinked {
        /// The other record.
        with: RecordId,
    },
    /// A batch was taken back.
    Undone {
        /// Which.
        batch: BatchId,
    },
    /// A batch that was taken back holds again.
    Redone {
        /// Which.
        batch: BatchId,
    },
    /// A kind, or a version of one, that only a newer leadclock knows. Kept and passed on.
    #[serde(skip)]
    Unknown {
        /// Its name.
        kind: String,
        /// Its version.
        version: u32,
        /// Its body.
        body: Value,
    },
}

/// An event's kind as it is stored and exchanged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wire {
    /// The kind's name.
    pub kind: String,
    /// The version of its body.
    pub version: u32,
    /// Ids and codes.
    pub body: Value,
}

/// The version of the bodies that this leadclock writes.
const VERSION: u32 = 1;

impl EventKind {
    /// Returns the stored form.
    pub fn to_wire(&self) -> Wire {
        if let Self::Unknown { kind, version, body } = self {
            return Wire { kind: kind.clone(), version: *version, body: body.clone() };
        }
        let mut value = serde_json::to_value(self).unwrap_or_default();
        Wire {
            kind: value["kind"].as_str().unwrap_or_default().to_owned(),
            version: VERSION,
            body: value["body"].take(),
        }
    }

    /// Reads the stored form. What this leadclock does not know is kept as [`Self::Unknown`].
    pub fn from_wire(wire: Wire) -> Self {
        let Wire { kind, version, body } = wire;
        if version == VERSION {
            let tagged = serde_json::json!({ "kind": kind, "body": body });
            // A body that holds more than we would write is not ours to shorten.
            if let Ok(known) = serde_json::from_value::<Self>(tagged)
                && known.to_wire().body == body
            {
                return known;
            }
        }
        Self::Unknown { kind, version, body }
    }

    /// Returns the other record of a link that was made or taken back.
    pub const fn with(&self) -> Option<RecordId> {
        match self {
            Self::Linked { with } | Self::Unlinked { with } => Some(*with),
            _ => None,
        }
    }

    /// Returns the batch that this event takes back or restores.
    pub const fn target(&self) -> Option<BatchId> {
        match self {
            Self::Undone { batch } | Self::Redone { batch } => Some(*batch),
            _ => None,
        }
    }
}

impl Event {
    /// Returns the checksum that chains this event to the one before it on the same device.
    ///
    /// `wire` is the stored form of its kind.
    pub fn checksum(&self, wire: &Wire, previous: &[u8; 32]) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(previous);
        hasher.update(self.id.0.as_bytes());
        hasher.update(self.record.as_bytes());
        hasher.update(self.at.timestamp_millis().to_be_bytes());
        hasher.update(self.order.logical.to_be_bytes());
        hasher.update(self.order.device.0.as_bytes());
        hasher.update(self.order.sequence.to_be_bytes());
        hasher.update(self.batch.0.as_bytes());
        hasher.update(wire.version.to_be_bytes());
        for part in [&self.actor, &wire.kind, &wire.body.to_string()] {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part.as_bytes());
        }
        hasher.finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_kind_is_written_as_its_name_and_a_body_of_codes() {
        let wire = EventKind::Dismissed { reason: DismissReason::NoAnswer }.to_wire();
        assert_eq!(wire.kind, "dismissed");
        assert_eq!(wire.body, json!({"reason": "no_answer"}));
        let wire = EventKind::Reopened {}.to_wire();
        assert_eq!((wire.kind.as_str(), wire.body), ("reopened", json!({})));
        let with = RecordId::from_bytes([7; 16]);
        let wire = EventKind::Linked { with }.to_wire();
        assert_eq!((wire.kind.as_str(), &wire.body), ("linked", &json!({"with": "07".repeat(16)})));
        assert_eq!(EventKind::from_wire(wire), EventKind::Linked { with });
    }

    #[test]
    fn what_a_newer_version_wrote_is_kept() {
        for wire in [
            Wire { kind: "teleported".into(), version: 1, body: json!({"to": "mars"}) },
            Wire { kind: "dismissed".into(), version: 2, body: json!({"reasons": ["x"]}) },
            Wire {
                kind: "dismissed".into(),
                version: 1,
                body: json!({"reason": "not yet invented"}),
            },
            Wire {
                kind: "dismissed".into(),
                version: 1,
                body: json!({"reason": "spam", "by": "law"}),
            },
        ] {
            let kind = EventKind::from_wire(wire.clone());
            assert!(matches!(kind, EventKind::Unknown { .. }));
            assert_eq!(kind.to_wire(), wire);
        }
    }
}
