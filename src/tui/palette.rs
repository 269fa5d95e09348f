//! The palette as it stands: what is typed, and which line is chosen.

use tui_input::Input;

use super::keys::Action;

/// The palette while it is open.
#[derive(Clone, Debug, Default)]
pub struct Palette {
    /// What is typed.
    pub input: Input,
    /// The chosen line, from the best on.
    pub chosen: usize,
}

/// What can be picked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pick {
    /// What a key does.
    Action(Action),
    /// A saved view, by its name.
    View(String),
}
