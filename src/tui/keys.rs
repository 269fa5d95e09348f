//! What keys mean: the one table from which dispatch, footer, help and the README's list come.
//!
//! To bind another key to an action, add it to the action's row. To add an action: a variant, a
//! row with the messages that say it (`keys.ftl`), and its arm in `update`.

use std::collections::BTreeMap;
use std::str::FromStr;

use super::keyname::{BadKeys, Key};
use crate::app::config::nearest;
use crate::language::Messages;

/// What a key means, whatever the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// One line down.
    Down,
    /// One line up.
    Up,
    /// To the first line.
    Top,
    /// To the last line.
    Bottom,
    /// Half a screen down.
    HalfDown,
    /// Half a screen up.
    HalfUp,
    /// A screen down.
    PageDown,
    /// A screen up.
    PageUp,
    /// To the next lead that is overdue.
    NextOverdue,
    /// To the one before.
    PreviousOverdue,
    /// Open the lead, or unfold the group.
    Open,
    /// Back to where one was.
    Back,
    /// Fold the group of the row.
    Fold,
    /// Filter the queue.
    Filter,
    /// Mark the row for bulk verbs.
    Mark,
    /// Mark from the last mark to here.
    MarkRange,
    /// Mark every row, or none.
    MarkAll,
    /// Log a call.
    Call,
    /// Log an e-mail.
    Mail,
    /// Log a meeting or another touch.
    Meet,
    /// Qualify.
    Qualify,
    /// Dismiss with a reason.
    Dismiss,
    /// Plan the next touch.
    FollowUp,
    /// Move out of sight for a while.
    Snooze,
    /// Write a note.
    Note,
    /// Tick or open a prerequisite, by its digit.
    Tick,
    /// Note how far a qualified lead has come.
    Milestone,
    /// Give the lead to somebody.
    Assign,
    /// Link the lead with one that is the same person.
    Link,
    /// Say that it is not the same person, or part a linked lead.
    Unlink,
    /// Show one's own leads only, or all.
    Mine,
    /// Show what the day brought and what is left.
    Today,
    /// Show the queue.
    Queue,
    /// Show the board, by status or by stage.
    Board,
    /// Move the card to the column on the left.
    MoveLeft,
    /// Move it to the one on the right.
    MoveRight,
    /// Choose a saved view, or save one.
    Views,
    /// Show the numbers.
    Numbers,
    /// Show the feeds.
    Feeds,
    /// Ask the feeds for new leads now.
    Sync,
    /// Open an address or a number in another program.
    Contact,
    /// Copy what is known of a lead.
    Copy,
    /// Open a decided lead again.
    Reopen,
    /// Do the last verb again, on this lead.
    Repeat,
    /// Take the last decision back.
    Undo,
    /// Restore what was taken back.
    Redo,
    /// Tell the CRM again what it did not take.
    TellAgain,
    /// Read leads from a file.
    Import,
    /// Look around with made-up leads.
    Demo,
    /// Find anything that keys do, by a few letters.
    Palette,
    /// Mask what strangers typed, or show it again.
    Mask,
    /// Show the keys.
    Help,
    /// Leave.
    Quit,
    /// To the shell, to come back with `fg`.
    Suspend,
}

/// Where a key means something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Wherever a lead is shown.
    Anywhere,
    /// In the list only.
    Queue,
    /// On the lead's own page only.
    LeadPage,
}

impl Scope {
    /// Returns whether a key of one scope is heard in the other.
    fn meets(self, other: Self) -> bool {
        self == other || self == Self::Anywhere || other == Self::Anywhere
    }
}

impl Action {
    /// Returns where its keys mean something.
    pub const fn scope(self) -> Scope {
        match self {
            Self::Tick => Scope::LeadPage,
            Self::Queue | Self::Board | Self::Numbers | Self::Feeds => Scope::Queue,
            _ => Scope::Anywhere,
        }
    }
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// What it means.
    pub action: Action,
    /// The action's name in the config.
    pub name: &'static str,
    /// The keys, as the config writes them.
    pub keys: &'static [&'static str],
    then: Option<fn(&Messages) -> String>,
    label: Option<fn(&Messages) -> String>,
    help: fn(&Messages) -> String,
    /// Where it stands in help.
    pub section: Section,
    /// The footer keeps small numbers longest.
    pub priority: u8,
}

impl Binding {
    /// Returns what follows the key, for people: "then a digit".
    pub fn then(&self, say: &Messages) -> Option<String> {
        self.then.map(|then| then(say))
    }

    /// Returns the word in the footer; `None` where it does not stand there.
    pub fn label(&self, say: &Messages) -> Option<String> {
        self.label.map(|label| label(say))
    }

    /// Returns what help says.
    pub fn help(&self, say: &Messages) -> String {
        (self.help)(say)
    }
}

/// The headings of help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// Getting around.
    Move,
    /// Deciding.
    Decide,
    /// Many leads at once.
    Many,
    /// Everything else.
    Program,
}

impl Section {
    /// Every heading, in order.
    pub const ALL: [Self; 4] = [Self::Move, Self::Decide, Self::Many, Self::Program];

    /// Returns the heading's words.
    pub fn label(self, say: &Messages) -> String {
        match self {
            Self::Move => say.section_move(),
            Self::Decide => say.section_decide(),
            Self::Many => say.section_many(),
            Self::Program => say.section_program(),
        }
    }
}

macro_rules! message {
    (-) => {
        None
    };
    ($message:ident) => {
        Some(Messages::$message)
    };
}

macro_rules! bindings {
    ($($action:ident $name:literal [$($key:literal)*] $then:tt $label:tt $section:ident $priority:literal $help:ident;)*) => {
        /// Every action with its keys, in the order in which help shows them.
        pub const BINDINGS: &[Binding] = &[$(Binding {
            action: Action::$action,
            name: $name,
            keys: &[$($key),*],
            then: message!($then),
            label: message!($label),
            help: Messages::$help,
            section: Section::$section,
            priority: $priority,
        }),*];
    };
}

bindings! {
    Down            "down"             ["j" "down"]           -               -                      Move    90 key_help_down;
    Up              "up"               ["k" "up"]             -               -                      Move    90 key_help_up;
    NextOverdue     "next_overdue"     ["tab"]                -               key_label_next_overdue Move    8  key_help_next_overdue;
    PreviousOverdue "previous_overdue" ["shift-tab"]          -               -                      Move    90 key_help_previous_overdue;
    Top             "top"              ["g" "home"]           -               -                      Move    90 key_help_top;
    Bottom          "bottom"           ["G" "end"]            -               -                      Move    90 key_help_bottom;
    HalfDown        "half_down"        ["ctrl-d"]             -               -                      Move    90 key_help_half_down;
    HalfUp          "half_up"          ["ctrl-u"]             -               -                      Move    90 key_help_half_up;
    PageDown        "page_down"        ["pagedown" "ctrl-f"]  -               -                      Move    90 key_help_page_down;
    PageUp          "page_up"          ["pageup" "ctrl-b"]    -               -                      Move    90 key_help_page_up;
    Open            "open"             ["enter" "l" "right"]  -               key_label_open         Move    9  key_help_open;
    Back            "back"             ["esc"]                -               -                      Move    90 key_help_back;
    Fold            "fold"             ["h" "left"]           -               -                      Move    90 key_help_fold;
    Filter          "filter"           ["/"]                  -               key_label_filter       Move    10 key_help_filter;
    Views           "views"            ["w"]                  -               -                      Move    90 key_help_views;
    Call            "call"             ["c"]                  key_then_digit  key_label_call         Decide  1  key_help_call;
    Mail            "mail"             ["e"]                  key_then_digit  key_label_mail         Decide  2  key_help_mail;
    Meet            "meet"             ["t"]                  key_then_digit  -                      Decide  20 key_help_meet;
    Qualify         "qualify"          ["y"]                  -               key_label_qualify      Decide  3  key_help_qualify;
    Dismiss         "dismiss"          ["x"]                  key_then_digit  key_label_dismiss      Decide  4  key_help_dismiss;
    FollowUp        "follow_up"        ["f"]                  key_then_words  key_label_follow_up    Decide  5  key_help_follow_up;
    Snooze          "snooze"           ["z"]                  key_then_words  key_label_snooze       Decide  11 key_help_snooze;
    Note            "note"             ["n"]                  -               key_label_note         Decide  6  key_help_note;
    Tick            "tick"             ["1" "2" "3" "4" "5" "6" "7" "8" "9"] - - Decide  90 key_help_tick;
    Milestone       "milestone"        ["m"]                  key_then_digit  -                      Decide  24 key_help_milestone;
    Assign          "assign"           ["a"]                  key_then_letter -                      Decide  25 key_help_assign;
    Contact         "contact"          ["o"]                  key_then_letter -                      Decide  28 key_help_contact;
    Copy            "copy"             ["Y"]                  key_then_letter -                      Decide  29 key_help_copy;
    Link            "link"             ["="]                  -               -                      Decide  26 key_help_link;
    Unlink          "unlink"           ["-"]                  -               -                      Decide  27 key_help_unlink;
    Reopen          "reopen"           ["r"]                  -               -                      Decide  21 key_help_reopen;
    Repeat          "repeat"           ["."]                  -               -                      Decide  22 key_help_repeat;
    Undo            "undo"             ["u"]                  -               key_label_undo         Decide  7  key_help_undo;
    Redo            "redo"             ["ctrl-r"]             -               -                      Decide  23 key_help_redo;
    TellAgain       "tell_again"       ["R"]                  -               -                      Decide  30 key_help_tell_again;
    MoveLeft        "move_left"        ["H" "shift-left"]     -               key_label_move_left    Decide  9  key_help_move_left;
    MoveRight       "move_right"       ["L" "shift-right"]    -               key_label_move_right   Decide  8  key_help_move_right;
    Mark            "mark"             ["space"]              -               key_label_mark         Many    12 key_help_mark;
    MarkRange       "mark_range"       ["v"]                  -               -                      Many    90 key_help_mark_range;
    MarkAll         "mark_all"         ["V"]                  -               -                      Many    90 key_help_mark_all;
    Mine            "mine"             ["M"]                  -               -                      Program 90 key_help_mine;
    Today           "today"            ["T"]                  -               -                      Program 90 key_help_today;
    Queue           "queue"            ["1"]                  -               -                      Program 90 key_help_queue;
    Board           "board"            ["2"]                  -               -                      Program 90 key_help_board;
    Numbers         "numbers"          ["3"]                  -               -                      Program 90 key_help_numbers;
    Feeds           "feeds"            ["4"]                  -               -                      Program 90 key_help_feeds;
    Sync            "sync"             ["s"]                  -               -                      Program 90 key_help_sync;
    Palette         "palette"          [":" "ctrl-p"]         -               -                      Program 90 key_help_palette;
    Mask            "mask"             ["p"]                  -               -                      Program 90 key_help_mask;
    Import          "import"           ["ctrl-o"]             -               -                      Program 90 key_help_import;
    Help            "help"             ["?" "f1"]             -               key_label_help         Program 0  key_help_help;
    Suspend         "suspend"          ["ctrl-z"]             -               -                      Program 90 key_help_suspend;
    Quit            "quit"             ["q" "ctrl-c"]         -               key_label_quit         Program 13 key_help_quit;
    Demo            "demo"             ["D"]                  -               -                      Program 90 key_help_demo;
}

/// Actions without which nobody finds the way out.
const NEEDED: [Action; 2] = [Action::Back, Action::Quit];

/// A setting of the keys that can not be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeymapError {
    /// No action has that name.
    #[error("there is no such action; {}", match nearest {
        Some(nearest) => format!("did you mean keys.{nearest}?"),
        None => "`leadclock config` shows them all under [keys]".to_owned(),
    })]
    UnknownAction {
        /// The name.
        name: String,
        /// What was most likely meant.
        nearest: Option<&'static str>,
    },
    /// The key can not be read.
    #[error("{why}")]
    BadKey {
        /// The action.
        name: String,
        /// Which of its keys, the first being 1.
        number: usize,
        /// Why.
        why: BadKeys,
    },
    /// The action must have a key.
    #[error("it needs a key: without one nobody finds the way out")]
    Unbound {
        /// The action.
        name: &'static str,
    },
    /// Two actions want one key.
    #[error("{key} is bound to {other} too; give that another key, or none: {other} = []")]
    BoundTwice {
        /// The key.
        key: String,
        /// The action that was bound by the settings.
        name: &'static str,
        /// The other.
        other: &'static str,
    },
}

impl KeymapError {
    /// Returns the path of the setting.
    pub fn path(&self) -> String {
        match self {
            Self::UnknownAction { name, .. } => format!("keys.{name}"),
            Self::BadKey { name, number, .. } => format!("keys.{name}[{number}]"),
            Self::Unbound { name } | Self::BoundTwice { name, .. } => format!("keys.{name}"),
        }
    }
}

/// The keys in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keymap {
    keys: BTreeMap<Action, Vec<Key>>,
}

impl Default for Keymap {
    fn default() -> Self {
        let keys = BINDINGS
            .iter()
            .map(|binding| {
                (
                    binding.action,
                    binding.keys.iter().filter_map(|key| Key::from_str(key).ok()).collect(),
                )
            })
            .collect();
        Self { keys }
    }
}

impl Keymap {
    /// Binds actions, by name, to other keys.
    ///
    /// # Errors
    /// Everything that is wrong with the settings, at once.
    pub fn rebound(overrides: &BTreeMap<String, Vec<String>>) -> Result<Self, Vec<KeymapError>> {
        let mut map = Self::default();
        let mut errors = Vec::new();
        for (name, keys) in overrides {
            let Some(binding) = BINDINGS.iter().find(|binding| binding.name == name) else {
                let nearest = nearest(name, BINDINGS.iter().map(|binding| binding.name));
                errors.push(KeymapError::UnknownAction { name: name.clone(), nearest });
                continue;
            };
            let mut bound = Vec::new();
            for (key, number) in keys.iter().zip(1..) {
                match Key::from_str(key) {
                    Ok(key) => bound.push(key),
                    Err(why) => {
                        errors.push(KeymapError::BadKey { name: name.clone(), number, why })
                    }
                }
            }
            if keys.is_empty() && NEEDED.contains(&binding.action) {
                errors.push(KeymapError::Unbound { name: binding.name });
            }
            map.keys.insert(binding.action, bound);
        }
        errors.extend(map.conflicts(|name| overrides.contains_key(name)));
        if errors.is_empty() { Ok(map) } else { Err(errors) }
    }

    /// Returns the keys that are bound twice; what is told is told of a binding that was changed.
    fn conflicts(&self, is_changed: impl Fn(&str) -> bool) -> Vec<KeymapError> {
        let mut taken: Vec<(Key, &'static str, Scope)> = Vec::new();
        let mut errors = Vec::new();
        for binding in BINDINGS {
            for key in self.keys_of(binding.action) {
                let scope = binding.action.scope();
                let clash =
                    taken.iter().find(|(known, _, other)| known == key && scope.meets(*other));
                match clash {
                    Some((_, first, _)) => {
                        let (name, other) = match is_changed(binding.name) {
                            true => (binding.name, *first),
                            false => (*first, binding.name),
                        };
                        errors.push(KeymapError::BoundTwice { key: key.to_string(), name, other });
                    }
                    None => taken.push((*key, binding.name, scope)),
                }
            }
        }
        errors
    }

    /// Returns what a key means in the list or on a lead's page.
    pub fn action(&self, key: Key, scope: Scope) -> Option<Action> {
        self.keys
            .iter()
            .find(|(action, keys)| action.scope().meets(scope) && keys.contains(&key))
            .map(|(action, _)| *action)
    }

    /// Returns the keys of an action, the best known first.
    pub fn keys_of(&self, action: Action) -> &[Key] {
        self.keys.get(&action).map_or(&[], Vec::as_slice)
    }

    /// Returns the keys of an action as people read them; a row of digits is one: `1-9`.
    pub fn words_of(&self, action: Action) -> Vec<String> {
        let keys = self.keys_of(action);
        let digit = |key: &Key| key.typed().and_then(|typed| typed.to_digit(10));
        let digits: Option<Vec<u32>> = keys.iter().map(digit).collect();
        match digits.as_deref() {
            Some([first, .., last]) if keys.len() > 2 => vec![format!("{first}-{last}")],
            _ => keys.iter().map(ToString::to_string).collect(),
        }
    }

    /// Returns the first key of an action, as people read it.
    pub fn key_of(&self, action: Action) -> Option<String> {
        self.keys_of(action).first().map(Key::to_string)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_the_table_is_a_key_and_bound_once() {
        let map = Keymap::default();
        assert_eq!(map.conflicts(|_| false), []);
        for binding in BINDINGS {
            assert_eq!(map.keys_of(binding.action).len(), binding.keys.len(), "{}", binding.name);
        }
    }

    #[test]
    fn names_are_unique() {
        let mut names: Vec<_> = BINDINGS.iter().map(|binding| binding.name).collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn a_rebound_action_leaves_its_old_keys() {
        let overrides = BTreeMap::from([("qualify".to_owned(), vec!["Q".to_owned()])]);
        let map = Keymap::rebound(&overrides).expect("good settings");
        assert_eq!(map.action("Q".parse().expect("a key"), Scope::Queue), Some(Action::Qualify));
        assert_eq!(map.action("y".parse().expect("a key"), Scope::Queue), None);
    }

    #[test]
    fn an_action_can_do_without_a_key_but_for_the_way_out() {
        let unbound = |name: &str| Keymap::rebound(&BTreeMap::from([(name.to_owned(), vec![])]));
        let map = unbound("demo").expect("nobody needs it");
        assert_eq!(map.key_of(Action::Demo), None);
        for name in ["quit", "back"] {
            let errors = unbound(name).expect_err("no way out");
            assert!(matches!(errors[..], [KeymapError::Unbound { .. }]), "{errors:?}");
        }
    }

    #[test]
    fn all_errors_are_told_at_once() {
        let overrides = BTreeMap::from([
            ("ntoe".to_owned(), vec!["w".to_owned()]),
            ("note".to_owned(), vec!["nonsense".to_owned(), "u".to_owned()]),
        ]);
        let errors = Keymap::rebound(&overrides).expect_err("bad settings");
        let told: Vec<_> =
            errors.iter().map(|error| format!("{}: {error}", error.path())).collect();
        assert_eq!(told[1], "keys.ntoe: there is no such action; did you mean keys.note?");
        assert!(told[0].starts_with("keys.note[1]: \"nonsense\" is no key; keys are written"));
        assert_eq!(
            told[2],
            "keys.note: u is bound to undo too; give that another key, or none: undo = []"
        );
    }
}
