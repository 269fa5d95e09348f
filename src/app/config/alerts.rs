//! How somebody is told that a lead is about to be late.

use serde::Deserialize;

/// How somebody is told that a lead is about to be late.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Alerts {
    /// Whether the terminal's bell rings.
    pub bell: bool,
    /// What shows a message beside the screen.
    pub notify: Notify,
}

/// What shows a message beside the screen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Written")]
pub enum Notify {
    /// Nothing.
    #[default]
    Off,
    /// The terminal, which many can (OSC 9).
    Terminal,
    /// A program with its arguments; a title and the words follow them.
    Command(Vec<String>),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Word(String),
    Command(Vec<String>),
}

impl TryFrom<Written> for Notify {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        match written {
            Written::Word(word) if word.is_empty() || word == "off" => Ok(Self::Off),
            Written::Word(word) if word == "terminal" => Ok(Self::Terminal),
            Written::Word(word) => Err(format!(
                "alerts.notify: {word:?} is neither \"off\" nor \"terminal\"; a program is written as a list: [\"notify-send\"]"
            )),
            Written::Command(words) if words.is_empty() => Ok(Self::Off),
            Written::Command(words) => Ok(Self::Command(words)),
        }
    }
}

impl Alerts {
    /// Returns whether anybody is told at all.
    pub fn are_on(&self) -> bool {
        self.bell || self.notify != Notify::Off
    }
}
