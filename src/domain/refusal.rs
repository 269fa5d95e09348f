//! Why a command may not be, in words that say what to do instead.

use std::fmt;

use super::checklist::Prerequisite;
use super::funnel::{Channel, DismissReason, Outcome, Status};
use crate::language::{Messages, english};

/// Why a command may not be. Not an error: an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A test lead.
    TestLead,
    /// Nothing but DNC records.
    DoNotContact,
    /// The person opted out.
    OptedOut,
    /// The person opted out of the channel.
    OptedOutOf {
        /// Which.
        channel: Channel,
    },
    /// They did so before.
    OptedOutAlready,
    /// The checklist is not complete.
    OpenPrerequisites {
        /// What is open.
        open: Vec<Prerequisite>,
    },
    /// The checklist has no such item.
    NoSuchPrerequisite {
        /// The code.
        given: String,
        /// The codes that it has.
        known: Vec<String>,
    },
    /// All of it is ticked, or open, already.
    TickedAlready {
        /// How it stands.
        met: bool,
    },
    /// Milestones come after qualifying.
    NotQualified,
    /// The settings have no such milestone.
    NoSuchMilestone {
        /// The code.
        given: String,
        /// The codes that there are.
        known: Vec<String>,
    },
    /// It was the last one reached.
    SameMilestone,
    /// Already dismissed.
    Dismissed {
        /// Why.
        reason: DismissReason,
    },
    /// Qualified, so others go on with it.
    HandedOn,
    /// Already qualified.
    AlreadyQualified,
    /// Nothing to reopen.
    Open {
        /// What it is.
        status: Status,
    },
    /// A due time that has passed.
    NotInFuture,
    /// A due time that is centuries away.
    TooFar,
    /// A touch that was not made yet.
    TouchInFuture,
    /// An outcome that the channel can not have.
    WrongOutcome {
        /// The channel.
        channel: Channel,
        /// The outcome.
        outcome: Outcome,
    },
    /// A link of a lead with itself, or with what is linked to it already.
    OneLead,
    /// A link between a test and a person.
    TestWithReal,
    /// Nothing to part.
    NothingLinked,
    /// A lead that is no more.
    Gone,
    /// A record of somebody else.
    NotOfLead,
    /// Two leads of which it was said before.
    ApartAlready,
    /// The owner is so already.
    SameOwner,
}

impl Refusal {
    /// Says why, and what to do instead.
    pub fn says(&self, say: &Messages) -> String {
        match self {
            Self::TestLead => say.refusal_test_lead(),
            Self::DoNotContact => say.refusal_do_not_contact(),
            Self::OptedOut => say.refusal_opted_out(),
            Self::OptedOutOf { channel: Channel::Call } => say.refusal_opted_out_of_calls(),
            Self::OptedOutOf { channel: Channel::Email } => say.refusal_opted_out_of_mails(),
            Self::OptedOutOf { channel: Channel::Meeting } => say.refusal_opted_out_of_meetings(),
            Self::OptedOutOf { channel: Channel::Other } => say.refusal_opted_out_of_messages(),
            Self::OptedOutAlready => say.refusal_opted_out_already(),
            Self::OpenPrerequisites { open } => {
                let items: Vec<&str> = open.iter().map(|item| item.label.as_str()).collect();
                say.refusal_open_prerequisites(items.join(", "))
            }
            Self::NoSuchPrerequisite { given, known } => {
                say.refusal_no_such_prerequisite(format!("{given:?}"), known.join(", "))
            }
            Self::TickedAlready { met: true } => say.refusal_ticked_already(),
            Self::TickedAlready { met: false } => say.refusal_open_already(),
            Self::NotQualified => say.refusal_not_qualified(),
            Self::NoSuchMilestone { given, known } => {
                say.refusal_no_such_milestone(format!("{given:?}"), known.join(", "))
            }
            Self::SameMilestone => say.refusal_same_milestone(),
            Self::Dismissed { reason } => say.refusal_dismissed(reason.label(say)),
            Self::HandedOn => say.refusal_handed_on(),
            Self::AlreadyQualified => say.refusal_already_qualified(),
            Self::Open { status } => say.refusal_open(status.label(say)),
            Self::NotInFuture => say.refusal_not_in_future(),
            Self::TooFar => say.refusal_too_far(),
            Self::TouchInFuture => say.refusal_touch_in_future(),
            Self::WrongOutcome { channel, outcome } => {
                let known: Vec<&str> =
                    Outcome::of(*channel).iter().map(|outcome| outcome.code()).collect();
                let (channel, outcome) = (channel.label(say), outcome.label(say));
                say.refusal_wrong_outcome(channel, outcome, known.join(", "))
            }
            Self::OneLead => say.refusal_one_lead(),
            Self::TestWithReal => say.refusal_test_with_real(),
            Self::NothingLinked => say.refusal_nothing_linked(),
            Self::Gone => say.refusal_gone(),
            Self::NotOfLead => say.refusal_not_of_lead(),
            Self::ApartAlready => say.refusal_apart_already(),
            Self::SameOwner => say.refusal_same_owner(),
        }
    }
}

impl fmt::Display for Refusal {
    /// Says it in English.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.says(english()))
    }
}

impl std::error::Error for Refusal {}
