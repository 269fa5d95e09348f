//! What a person wants of a lead: the words that the screen's keys and the command line both come
//! down to. Whether it may be is for `decide` to say.

use chrono::{DateTime, Utc};

use super::funnel::{Channel, DismissReason, Outcome};
use super::ids::NoteId;

/// What a person wants of a lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// A touch was made.
    LogTouch {
        /// How.
        channel: Channel,
        /// What came of it.
        outcome: Outcome,
        /// When, where that was not just now.
        made_at: Option<DateTime<Utc>>,
    },
    /// It is worth the full sales process.
    Qualify {
        /// The prerequisites that were met, as codes.
        met: Vec<String>,
        /// Whether open prerequisites are passed over, for a reason that is noted.
        overridden: bool,
    },
    /// Prerequisites were found to be met, or not to be.
    Tick {
        /// Their codes.
        prerequisites: Vec<String>,
        /// Whether they are met; `None`: the other way round than they stand.
        met: Option<bool>,
    },
    /// A qualified lead came further.
    Milestone {
        /// The milestone's code.
        milestone: String,
    },
    /// The person asked not to be reached by these channels.
    OptOut {
        /// Which.
        channels: Vec<Channel>,
    },
    /// Nothing more is to come.
    Dismiss {
        /// Why.
        reason: DismissReason,
    },
    /// Back to work.
    Reopen,
    /// The next touch is owed then.
    Schedule {
        /// When.
        due_at: DateTime<Utc>,
    },
    /// Out of sight until then.
    Snooze {
        /// When it comes back.
        until: DateTime<Utc>,
    },
    /// Put off for long.
    Nurture {
        /// When to ask again.
        due_at: DateTime<Utc>,
    },
    /// A note was written.
    Note {
        /// Which.
        note: NoteId,
    },
    /// Somebody is to own it, or nobody.
    Assign {
        /// Their name in the team.
        owner: Option<String>,
    },
}

impl Command {
    /// Returns whether the rep is done with the lead for now, so that the next one is due.
    pub const fn finishes(&self) -> bool {
        matches!(
            self,
            Self::Qualify { .. }
                | Self::Dismiss { .. }
                | Self::Schedule { .. }
                | Self::Snooze { .. }
                | Self::Nurture { .. }
        )
    }

    /// Returns whether the command is about reaching the person.
    pub const fn is_contact(&self) -> bool {
        matches!(
            self,
            Self::LogTouch { .. }
                | Self::Schedule { .. }
                | Self::Snooze { .. }
                | Self::Nurture { .. }
                | Self::Qualify { .. }
        )
    }
}
