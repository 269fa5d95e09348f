//! How somebody is told that a lead is about to be late.

use serde::Deserialize;

use super::reading::Wrongs;

/// How somebody is told that a lead is about to be late.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alerts {
    /// Whether the terminal's bell rings.
    pub bell: bool,
    /// What shows a message beside the screen.
    pub notify: Notify,
}

/// What shows a message beside the screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Notify {
    /// Nothing.
    #[default]
    Off,
    /// The terminal, which many can (OSC 9).
    Terminal,
    /// A program with its arguments; a title and the words follow them.
    Command(Vec<String>),
}

/// `[alerts]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct WrittenAlerts {
    bell: bool,
    notify: WrittenNotify,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
enum WrittenNotify {
    Word(String),
    Command(Vec<String>),
}

impl Default for WrittenNotify {
    fn default() -> Self {
        Self::Word(String::new())
    }
}

impl WrittenAlerts {
    /// Returns what is written. What is wrong is noted.
    pub(super) fn read(&self, wrong: &mut Wrongs) -> Alerts {
        let notify = match &self.notify {
            WrittenNotify::Word(word) if word.is_empty() || word == "off" => Notify::Off,
            WrittenNotify::Word(word) if word == "terminal" => Notify::Terminal,
            WrittenNotify::Word(word) => {
                let what = format!(
                    "{word:?} is neither \"off\" nor \"terminal\"; a program is written as a list: [\"notify-send\"]"
                );
                wrong.add("alerts.notify", what);
                Notify::Off
            }
            WrittenNotify::Command(words) if words.is_empty() => Notify::Off,
            WrittenNotify::Command(words) => Notify::Command(words.clone()),
        };
        Alerts { bell: self.bell, notify }
    }
}

impl Alerts {
    /// Returns whether anybody is told at all.
    pub fn are_on(&self) -> bool {
        self.bell || self.notify != Notify::Off
    }
}
