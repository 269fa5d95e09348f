//! Answers to "who is it?": another lead that is the same person, or is not.

use crate::app::LeadKey;
use crate::app::people::Parting;

/// An answer to "who is it?".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// The key.
    pub key: char,
    /// The other person.
    pub label: String,
    /// Why it is asked; empty where somebody said so.
    pub why: String,
    /// What it does.
    pub act: Act,
}

/// What an answer does to the selected lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Links it with another one.
    Link(LeadKey),
    /// Parts it.
    Unlink(Parting),
}
