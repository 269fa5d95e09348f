//! Why a command may not be, in words that say what to do instead.

use super::checklist::Prerequisite;
use super::funnel::{Channel, Outcome, Status};

/// Why a command may not be. Not an error: an answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A test lead.
    #[error("this is a test lead from Microsoft: nobody is behind it")]
    TestLead,
    /// Nothing but DNC records.
    #[error("do not contact: this request went to a partner, a heads-up only")]
    DoNotContact,
    /// The person opted out.
    #[error("this person asked not to be contacted")]
    OptedOut,
    /// The person opted out of the channel.
    #[error("this person asked for no more {}", by(*channel))]
    OptedOutOf {
        /// Which.
        channel: Channel,
    },
    /// They did so before.
    #[error("that is noted already")]
    OptedOutAlready,
    /// The checklist is not complete.
    #[error("still open: {}; tick what is met, or say why it is worth it all the same", labels(.open))]
    OpenPrerequisites {
        /// What is open.
        open: Vec<Prerequisite>,
    },
    /// The checklist has no such item.
    #[error("the checklist of this offer has no {given:?}; it has: {}", .known.join(", "))]
    NoSuchPrerequisite {
        /// The code.
        given: String,
        /// The codes that it has.
        known: Vec<String>,
    },
    /// All of it is ticked, or open, already.
    #[error("that is {} already", if *met { "ticked" } else { "open" })]
    TickedAlready {
        /// How it stands.
        met: bool,
    },
    /// Milestones come after qualifying.
    #[error("milestones are for qualified leads; qualify it first")]
    NotQualified,
    /// The settings have no such milestone.
    #[error("there is no milestone {given:?}; there are: {}", .known.join(", "))]
    NoSuchMilestone {
        /// The code.
        given: String,
        /// The codes that there are.
        known: Vec<String>,
    },
    /// It was the last one reached.
    #[error("that milestone is reached already")]
    SameMilestone,
    /// Already decided.
    #[error("already {} ({reason}); reopen it first", status.label())]
    Closed {
        /// What it is.
        status: Status,
        /// Why, in words.
        reason: &'static str,
    },
    /// Already qualified.
    #[error("already qualified")]
    AlreadyQualified,
    /// Nothing to reopen.
    #[error("it is open already ({})", status.label())]
    Open {
        /// What it is.
        status: Status,
    },
    /// A due time that has passed.
    #[error("that time has passed; name one that is still to come")]
    NotInFuture,
    /// A due time that is centuries away.
    #[error("that is more than ten years away")]
    TooFar,
    /// A touch that was not made yet.
    #[error("a touch is logged after it was made; to plan one, use a follow-up")]
    TouchInFuture,
    /// An outcome that the channel can not have.
    #[error("{} can not end in \"{}\"; it is one of: {}", channel.label(), outcome.label(), codes_of(*channel))]
    WrongOutcome {
        /// The channel.
        channel: Channel,
        /// The outcome.
        outcome: Outcome,
    },
    /// A link of a lead with itself, or with what is linked to it already.
    #[error("that is one lead already")]
    OneLead,
    /// A link between a test and a person.
    #[error("one of the two is a test lead from Microsoft: nobody is behind it")]
    TestWithReal,
    /// Nothing to part.
    #[error("nothing is linked here: all its records name one person")]
    NothingLinked,
    /// A lead that is no more.
    #[error("it was erased a moment ago")]
    Gone,
    /// A record of somebody else.
    #[error("that record belongs to another lead")]
    NotOfLead,
    /// Two leads of which it was said before.
    #[error("it is remembered already that these are two people")]
    ApartAlready,
    /// The owner is so already.
    #[error("it has that owner already")]
    SameOwner,
}

fn codes_of(channel: Channel) -> String {
    Outcome::of(channel).iter().map(|outcome| outcome.code()).collect::<Vec<_>>().join(", ")
}

const fn by(channel: Channel) -> &'static str {
    match channel {
        Channel::Call => "calls",
        Channel::Email => "mails",
        Channel::Meeting => "meetings",
        Channel::Other => "messages",
    }
}

fn labels(open: &[Prerequisite]) -> String {
    open.iter().map(|item| item.label.as_str()).collect::<Vec<_>>().join(", ")
}
