//! How far a customer has come, and what we made of it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::lead_source::Action;
use crate::language::Messages;

/// How far the customer has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Nothing but DNC records: a heads-up that owes nothing.
    DoNotContact,
    /// An action we do not know.
    Other,
    /// Contact me (PLT).
    Interest,
    /// A test drive was started.
    Trial,
    /// Acquired (INS, Create).
    Acquired,
}

impl Stage {
    /// Returns the stage that an action leads to.
    pub const fn of(action: Action) -> Self {
        match action {
            Action::Install | Action::Create => Self::Acquired,
            Action::StartTestDrive => Self::Trial,
            Action::ContactMe => Self::Interest,
            Action::DoNotContact => Self::DoNotContact,
            Action::Other => Self::Other,
        }
    }

    /// Returns the furthest stage of a person's actions.
    pub fn furthest(actions: impl IntoIterator<Item = Action>) -> Self {
        actions.into_iter().map(Self::of).max().unwrap_or(Self::Other)
    }

    /// Returns the stage as people read it.
    pub fn label(self, say: &Messages) -> String {
        match self {
            Self::DoNotContact => say.stage_do_not_contact(),
            Self::Other => say.stage_other(),
            Self::Interest => say.stage_interest(),
            Self::Trial => say.stage_trial(),
            Self::Acquired => say.stage_acquired(),
        }
    }

    /// Returns the word that is stored and written to JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::DoNotContact => "do not contact",
            Self::Other => "other",
            Self::Interest => "interest",
            Self::Trial => "trial",
            Self::Acquired => "acquired",
        }
    }
}

/// What we made of a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Nobody has touched it.
    New,
    /// It was touched; more is to come.
    Working,
    /// Put off for long, with a far date.
    Nurturing,
    /// Handed on as worth the full sales process.
    Qualified,
    /// Nothing more is to come.
    Dismissed,
}

impl Status {
    /// Returns the status as people read it.
    pub fn label(self, say: &Messages) -> String {
        match self {
            Self::New => say.status_new(),
            Self::Working => say.status_working(),
            Self::Nurturing => say.status_nurturing(),
            Self::Qualified => say.status_qualified(),
            Self::Dismissed => say.status_dismissed(),
        }
    }

    /// Returns the word that is stored and written to JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Working => "working",
            Self::Nurturing => "nurturing",
            Self::Qualified => "qualified",
            Self::Dismissed => "dismissed",
        }
    }
}

/// Defines an enum of codes: what is written to events and JSON, and the message that people read.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident, $error:ident, $what:literal { $($(#[$vdoc:meta])* $variant:ident = $code:literal, $label:ident;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $code)] $variant,)+
        }

        impl $name {
            /// Every code, in the order in which a person is offered them.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Returns the code that is written to events and JSON.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// Returns the words that people read.
            pub fn label(self, say: &Messages) -> String {
                match self { $(Self::$variant => say.$label()),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.code())
            }
        }

        #[doc = concat!("The text is no ", $what, ".")]
        #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
        #[error("{given:?} is no {}; it is one of: {}", $what, [$($code),+].join(", "))]
        pub struct $error {
            given: String,
        }

        impl FromStr for $name {
            type Err = $error;

            fn from_str(text: &str) -> Result<Self, $error> {
                let word = text.trim().to_ascii_lowercase().replace(['-', ' '], "_");
                Self::ALL
                    .iter()
                    .copied()
                    .find(|code| code.code() == word)
                    .ok_or_else(|| $error { given: text.to_owned() })
            }
        }
    };
}

codes! {
    /// How a person was reached for.
    Channel, UnknownChannel, "channel" {
        /// By phone.
        Call = "call", channel_call;
        /// By e-mail.
        Email = "email", channel_email;
        /// In a meeting, on screen or in person.
        Meeting = "meeting", channel_meeting;
        /// In any other way.
        Other = "other", channel_other;
    }
}

codes! {
    /// What came of a touch.
    Outcome, UnknownOutcome, "outcome" {
        /// Nobody picked up.
        NoAnswer = "no_answer", outcome_no_answer;
        /// A message was left.
        Voicemail = "voicemail", outcome_voicemail;
        /// The person was spoken to.
        Reached = "reached", outcome_reached;
        /// They asked to be called again.
        CallBack = "call_back", outcome_call_back;
        /// The number belongs to somebody else.
        WrongNumber = "wrong_number", outcome_wrong_number;
        /// The mail went out.
        Sent = "sent", outcome_sent;
        /// They wrote back.
        Replied = "replied", outcome_replied;
        /// The mail came back.
        Bounced = "bounced", outcome_bounced;
        /// A meeting was agreed.
        Booked = "booked", outcome_booked;
        /// The meeting took place.
        Held = "held", outcome_held;
        /// They did not come.
        NoShow = "no_show", outcome_no_show;
        /// It happened; what came of it was not said.
        Done = "done", outcome_done;
    }
}

impl Outcome {
    /// Returns the outcomes that a channel can have, in the order of their digits.
    pub const fn of(channel: Channel) -> &'static [Self] {
        match channel {
            Channel::Call => &[
                Self::NoAnswer,
                Self::Voicemail,
                Self::Reached,
                Self::CallBack,
                Self::WrongNumber,
                Self::Done,
            ],
            Channel::Email => &[Self::Sent, Self::Replied, Self::Bounced, Self::Done],
            Channel::Meeting => &[Self::Booked, Self::Held, Self::NoShow, Self::Done],
            Channel::Other => &[Self::Done],
        }
    }

    /// Returns the outcome of a touch of which nothing more was said.
    pub const fn unsaid(channel: Channel) -> Self {
        match channel {
            Channel::Email => Self::Sent,
            Channel::Call | Channel::Meeting | Channel::Other => Self::Done,
        }
    }
}

impl Outcome {
    /// Returns whether the person was heard from: that ends a row of attempts.
    pub const fn is_contact(self) -> bool {
        matches!(self, Self::Reached | Self::CallBack | Self::Replied | Self::Booked | Self::Held)
    }

    /// Returns whether the touch showed that its channel does not lead to the person.
    pub const fn closes_channel(self) -> bool {
        matches!(self, Self::WrongNumber | Self::Bounced)
    }

    /// Returns whether the touch came from the person, or was agreed with them: nobody is pestered
    /// by it.
    pub const fn is_invited(self) -> bool {
        matches!(self, Self::Replied | Self::Booked | Self::Held | Self::NoShow)
    }
}

codes! {
    /// What asks before something is done that good practice advises against.
    GuardKind, UnknownGuardKind, "guard" {
        /// Giving up after too few attempts.
        GiveUp = "give_up", guard_give_up;
        /// Too many touches in a short time.
        Bombardment = "bombardment", guard_bombardment;
        /// A call in the middle of their night.
        TheirHour = "their_hour", guard_their_hour;
        /// A touch about an offer that a partner answers.
        HeadsUp = "heads_up", guard_heads_up;
    }
}

codes! {
    /// Why a lead was dismissed. The first eight are Partner Center's closing reasons, in its order.
    DismissReason, UnknownDismissReason, "reason" {
        /// Budget too small.
        Budget = "budget", reason_budget;
        /// The customer did not respond.
        NoAnswer = "no_answer", reason_no_answer;
        /// They chose another vendor.
        OtherVendor = "other_vendor", reason_other_vendor;
        /// A requirement is not met.
        Requirement = "requirement", reason_requirement;
        /// Not a customer of ours.
        NotACustomer = "not_a_customer", reason_not_a_customer;
        /// The timeline is too short.
        Timeline = "timeline", reason_timeline;
        /// Abuse, spam or phishing.
        Spam = "spam", reason_spam;
        /// Anything else.
        Other = "other", reason_other;
        /// The number or address belongs to somebody else.
        WrongNumber = "wrong_number", reason_wrong_number;
        /// They asked not to be contacted.
        OptedOut = "opted_out", reason_opted_out;
        /// A competitor looking around.
        Competitor = "competitor", reason_competitor;
        /// Somebody testing, one of us perhaps.
        Test = "test", reason_test;
    }
}

impl DismissReason {
    /// Returns whether a later record of the same person stays dismissed as well.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Spam | Self::OptedOut | Self::Competitor | Self::Test)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_furthest_stage_wins() {
        assert_eq!(Stage::furthest([Action::ContactMe, Action::StartTestDrive]), Stage::Trial);
        assert_eq!(Stage::furthest([Action::DoNotContact, Action::Other]), Stage::Other);
        assert_eq!(Stage::furthest([Action::DoNotContact]), Stage::DoNotContact);
        assert_eq!(Stage::furthest([]), Stage::Other);
    }

    #[test]
    fn codes_read_back_in_any_case_and_with_hyphens() {
        for reason in DismissReason::ALL {
            assert_eq!(reason.code().parse(), Ok(*reason));
        }
        assert_eq!("No-Answer".parse(), Ok(Outcome::NoAnswer));
        let error = "nope".parse::<Channel>().expect_err("no channel");
        assert_eq!(
            error.to_string(),
            "\"nope\" is no channel; it is one of: call, email, meeting, other"
        );
    }

    #[test]
    fn an_unsaid_outcome_is_one_of_its_channel() {
        for channel in Channel::ALL {
            assert!(Outcome::of(*channel).contains(&Outcome::unsaid(*channel)));
        }
    }
}
