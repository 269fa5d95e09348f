//! How the dashboard behaves towards the terminal: what it hides, hears and copies.

use serde::Deserialize;

/// Where copied text goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Clipboard {
    /// Into the terminal's clipboard (OSC 52), over a remote shell too.
    #[default]
    Osc52,
    /// Nowhere: nothing is copied.
    Off,
}
