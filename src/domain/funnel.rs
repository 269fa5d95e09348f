//! How far a customer has come, and what we made of it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::lead_source::Action;

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

    /// Returns the word of the stage.
    pub const fn label(self) -> &'static str {
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
    /// Returns the word of the status.
    pub const fn label(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Working => "working",
            Self::Nurturing => "nurturing",
            Self::Qualified => "qualified",
            Self::Dismissed => "dismissed",
        }
    }
}

/// Defines an enum of codes: what is written to events and JSON, and what people read.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident, $error:ident, $what:literal { $($(#[$vdoc:meta])* $variant:ident = $code:literal, $label:literal;)+ }) => {
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
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),+ }
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
        Call = "call", "call";
        /// By e-mail.
        Email = "email", "e-mail";
        /// In a meeting, on screen or in person.
        Meeting = "meeting", "meeting";
        /// In any other way.
        Other = "other", "other touch";
    }
}

codes! {
    /// What came of a touch.
    Outcome, UnknownOutcome, "outcome" {
        /// Nobody picked up.
        NoAnswer = "no_answer", "no answer";
        /// A message was left.
        Voicemail = "voicemail", "left a message";
        /// The person was spoken to.
        Reached = "reached", "reached";
        /// They asked to be called again.
        CallBack = "call_back", "asked to call back";
        /// The number belongs to somebody else.
        WrongNumber = "wrong_number", "wrong number";
        /// The mail went out.
        Sent = "sent", "sent";
        /// They wrote back.
        Replied = "replied", "they replied";
        /// The mail came back.
        Bounced = "bounced", "bounced";
        /// A meeting was agreed.
        Booked = "booked", "booked";
        /// The meeting took place.
        Held = "held", "held";
        /// They did not come.
        NoShow = "no_show", "did not come";
        /// It happened; what came of it was not said.
        Done = "done", "done";
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
        GiveUp = "give_up", "gave up early";
        /// Too many touches in a short time.
        Bombardment = "bombardment", "touched again so soon";
        /// A call in the middle of their night.
        TheirHour = "their_hour", "called outside their day";
        /// A touch about an offer that a partner answers.
        HeadsUp = "heads_up", "touched about an offer that a partner answers";
    }
}

codes! {
    /// Why a lead was dismissed. The first eight are Partner Center's closing reasons, in its order.
    DismissReason, UnknownDismissReason, "reason" {
        /// Budget too small.
        Budget = "budget", "budget too small";
        /// The customer did not respond.
        NoAnswer = "no_answer", "no answer";
        /// They chose another vendor.
        OtherVendor = "other_vendor", "chose another vendor";
        /// A requirement is not met.
        Requirement = "requirement", "requirement not met";
        /// Not a customer of ours.
        NotACustomer = "not_a_customer", "not a customer";
        /// The timeline is too short.
        Timeline = "timeline", "timeline too short";
        /// Abuse, spam or phishing.
        Spam = "spam", "spam or abuse";
        /// Anything else.
        Other = "other", "other";
        /// The number or address belongs to somebody else.
        WrongNumber = "wrong_number", "wrong number";
        /// They asked not to be contacted.
        OptedOut = "opted_out", "asked not to be contacted";
        /// A competitor looking around.
        Competitor = "competitor", "competitor";
        /// Somebody testing, one of us perhaps.
        Test = "test", "test";
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
