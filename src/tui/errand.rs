//! What can be opened of a lead, or copied: one line of the panel that asks which.

use super::msg::Effect;

/// Whether something is opened or copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// In another program.
    Open,
    /// Into the clipboard.
    Copy,
}

/// A line of the panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Errand {
    /// The key.
    pub key: char,
    /// What it is.
    pub label: String,
    /// Its value, as the screen may show it.
    pub shown: String,
    /// What is to be done, or why it is not.
    pub does: Result<Effect, String>,
}
