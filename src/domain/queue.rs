//! Where a lead stands in the queue.
//!
//! A [`Place`] does not depend on the moment, so it can be stored and indexed. What does depend on
//! it (overdue, forgotten, snoozed) are ranges of the same order, cut by `now`: see [`Group`].

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::clock::{self, Due};
use super::funnel::{Stage, Status};
use super::lead::Lead;
use super::policy::Policy;
use crate::language::Messages;

/// The stored part of the order: what the lead is, whatever the time. The numbers are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Section {
    /// Open, after a test drive.
    Trial = 0,
    /// Open, after an acquisition.
    Acquired = 1,
    /// Open, after a request for contact.
    Interest = 2,
    /// Open, after an action we do not know.
    Other = 3,
    /// Put off for long.
    Nurturing = 4,
    /// Handed on.
    Qualified = 5,
    /// Dismissed.
    Dismissed = 6,
    /// Behind the wall.
    DoNotContact = 7,
    /// Microsoft's tests.
    Test = 8,
}

impl Section {
    /// Every section, in the order of the queue.
    pub const ALL: [Self; 9] = [
        Self::Trial,
        Self::Acquired,
        Self::Interest,
        Self::Other,
        Self::Nurturing,
        Self::Qualified,
        Self::Dismissed,
        Self::DoNotContact,
        Self::Test,
    ];

    /// The sections whose leads are open work.
    pub const OPEN: [Self; 4] = [Self::Trial, Self::Acquired, Self::Interest, Self::Other];

    /// Returns the section that a stored number stands for.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// Returns whether touches can be owed to the leads of this section.
    pub const fn is_timed(self) -> bool {
        self.is_open() || matches!(self, Self::Nurturing)
    }

    /// Returns whether the leads of this section are open work.
    pub const fn is_open(self) -> bool {
        (self as u8) <= Self::Other as u8
    }
}

/// A lead's place in the stored order, smallest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// What the lead is.
    pub section: Section,
    /// Whether nothing is owed: such leads stand behind those that are owed a touch.
    pub idle: bool,
    /// Milliseconds: the due time; for idle open leads the last activity; for the closed ones the
    /// decision, negated so that the newest stands first.
    pub sort: i64,
}

impl Place {
    /// Returns the place of a lead, given the touch that it is owed.
    pub fn of(lead: &Lead, due: Option<&Due>) -> Self {
        let section = section(lead, due);
        let millis = |at: Option<DateTime<Utc>>| at.map_or(0, |at| at.timestamp_millis());
        let sort = match due {
            Some(due) => due.at.timestamp_millis(),
            None if section.is_open() => millis(lead.last_activity_at()),
            None => -millis(lead.closing().map(|(_, at)| at).or(lead.last_activity_at())),
        };
        Self { section, idle: due.is_none(), sort }
    }
}

fn section(lead: &Lead, due: Option<&Due>) -> Section {
    if lead.is_test() {
        return Section::Test;
    }
    if lead.is_behind_wall() {
        return Section::DoNotContact;
    }
    match lead.status() {
        Status::Dismissed => Section::Dismissed,
        // A record that came after the decision owes an answer like any other.
        Status::Qualified if due.is_none() => Section::Qualified,
        Status::Nurturing => Section::Nurturing,
        Status::New | Status::Working | Status::Qualified => match lead.stage() {
            Stage::Trial => Section::Trial,
            Stage::Acquired => Section::Acquired,
            Stage::Interest => Section::Interest,
            Stage::Other => Section::Other,
            Stage::DoNotContact => Section::DoNotContact,
        },
    }
}

/// A heading of the queue, with the leads under it at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Open, after a test drive.
    Trial,
    /// Open, after an acquisition.
    Acquired,
    /// Open, after a request for contact.
    Interest,
    /// Open, after an action we do not know.
    Other,
    /// Out of sight for now.
    Snoozed,
    /// Open, but untouched for 30 days.
    Forgotten,
    /// Put off for long.
    Nurturing,
    /// Handed on.
    Qualified,
    /// Dismissed.
    Dismissed,
    /// Behind the wall.
    DoNotContact,
    /// Microsoft's tests; never shown as rows of the queue unless asked for.
    Test,
}

impl Group {
    /// Every group, in the order of the queue.
    pub const ALL: [Self; 11] = [
        Self::Trial,
        Self::Acquired,
        Self::Interest,
        Self::Other,
        Self::Snoozed,
        Self::Forgotten,
        Self::Nurturing,
        Self::Qualified,
        Self::Dismissed,
        Self::DoNotContact,
        Self::Test,
    ];

    /// Returns the group's place among all groups.
    pub const fn index(self) -> usize {
        self as usize
    }

    /// Returns whether the group is open work and stands unfolded at first.
    pub const fn is_stage(self) -> bool {
        matches!(self, Self::Trial | Self::Acquired | Self::Interest | Self::Other)
    }

    /// Returns whether touches can be owed to the leads under this heading: those of a stage, and
    /// those that were put off for long once their date comes.
    pub const fn is_timed(self) -> bool {
        self.is_stage() || matches!(self, Self::Nurturing)
    }

    /// Returns the sections whose leads can stand under this heading.
    pub const fn sections(self) -> &'static [Section] {
        match self {
            Self::Trial => &[Section::Trial],
            Self::Acquired => &[Section::Acquired],
            Self::Interest => &[Section::Interest],
            Self::Other => &[Section::Other],
            Self::Snoozed | Self::Forgotten => &Section::OPEN,
            Self::Nurturing => &[Section::Nurturing],
            Self::Qualified => &[Section::Qualified],
            Self::Dismissed => &[Section::Dismissed],
            Self::DoNotContact => &[Section::DoNotContact],
            Self::Test => &[Section::Test],
        }
    }

    /// Returns the heading's words.
    pub fn label(self, say: &Messages) -> String {
        match self {
            Self::Trial => say.group_trial(),
            Self::Acquired => say.group_acquired(),
            Self::Interest => say.group_interest(),
            Self::Other => say.group_other(),
            Self::Snoozed => say.group_snoozed(),
            Self::Forgotten => say.group_forgotten(),
            Self::Nurturing => say.group_nurturing(),
            Self::Qualified => say.group_qualified(),
            Self::Dismissed => say.group_dismissed(),
            Self::DoNotContact => say.group_do_not_contact(),
            Self::Test => say.group_test(),
        }
    }

    /// Returns the code that is written to JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Trial => "trial",
            Self::Acquired => "acquired",
            Self::Interest => "interest",
            Self::Other => "other",
            Self::Snoozed => "snoozed",
            Self::Forgotten => "forgotten",
            Self::Nurturing => "nurturing",
            Self::Qualified => "qualified",
            Self::Dismissed => "dismissed",
            Self::DoNotContact => "do_not_contact",
            Self::Test => "test",
        }
    }
}

/// Returns the sort value, in milliseconds, at and below which an open lead is forgotten.
///
/// An open lead whose touch was owed 30 days ago, or who is owed nothing and last saw activity
/// then, has been let lie for 30 days.
pub fn forgotten_until(policy: &Policy, now: DateTime<Utc>) -> i64 {
    now.checked_sub_signed(policy.forgotten_after.max(TimeDelta::zero()))
        .map_or(i64::MIN, |at| at.timestamp_millis())
}

/// Returns the group of a lead at a moment.
pub fn group(lead: &Lead, policy: &Policy, now: DateTime<Utc>) -> Group {
    let due = clock::due(lead, policy);
    let place = Place::of(lead, due.as_ref());
    group_at(place, lead.state().snoozed_until, policy, now)
}

/// Returns the group of a stored place at a moment.
pub fn group_at(
    place: Place,
    snoozed_until: Option<DateTime<Utc>>,
    policy: &Policy,
    now: DateTime<Utc>,
) -> Group {
    match place.section {
        section if section.is_open() && snoozed_until.is_some_and(|until| until > now) => {
            Group::Snoozed
        }
        section if section.is_open() && place.sort <= forgotten_until(policy, now) => {
            Group::Forgotten
        }
        Section::Trial => Group::Trial,
        Section::Acquired => Group::Acquired,
        Section::Interest => Group::Interest,
        Section::Other => Group::Other,
        Section::Nurturing => Group::Nurturing,
        Section::Qualified => Group::Qualified,
        Section::Dismissed => Group::Dismissed,
        Section::DoNotContact => Group::DoNotContact,
        Section::Test => Group::Test,
    }
}
