//! The one door through which a stranger's words come to the screen: as they are, or masked, so that
//! a screen can be shared.
//!
//! What a stranger typed, or what names a person or their company, is masked; what is ours stays:
//! clocks, stages, counts, offers, and who of the team it belongs to. A test holds that no other file
//! of this floor takes the words out of a [`Text`] for people to see.

use crate::domain::guard::Guard;
use crate::domain::reach::Obstacle;
use crate::domain::text::Text;
use crate::language::Messages;

/// What stands for the rest of a word, however long it was.
const DOTS: &str = "•••••";

/// Whether a stranger's words are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Privacy {
    /// As they are.
    #[default]
    Open,
    /// By their first letter at the most.
    Masked,
}

impl Privacy {
    /// Returns the one that a setting means.
    pub const fn of(is_masked: bool) -> Self {
        if is_masked { Self::Masked } else { Self::Open }
    }

    /// Returns the other one.
    pub const fn other(self) -> Self {
        match self {
            Self::Open => Self::Masked,
            Self::Masked => Self::Open,
        }
    }

    /// Returns whether words are masked.
    pub const fn is_masked(self) -> bool {
        matches!(self, Self::Masked)
    }

    /// Returns a stranger's words as the screen may show them.
    pub fn shown(self, text: &Text) -> String {
        match self {
            Self::Open => text.shown().into_owned(),
            Self::Masked => masked(text.raw()),
        }
    }

    /// The same, for words that hold such words. What draws them makes them safe.
    pub fn words(self, words: &str) -> String {
        match self {
            Self::Open => words.to_owned(),
            Self::Masked => masked(words),
        }
    }

    /// Returns a name, or what stands for one that is not known.
    pub fn name(self, name: Option<&Text>, say: &Messages) -> String {
        name.map_or_else(|| say.page_no_name(), |name| self.shown(name))
    }

    /// Returns what a guard says. Where the hour is not certain it names countries.
    pub fn guard(self, guard: &Guard, say: &Messages) -> String {
        match (self, guard) {
            (Self::Masked, Guard::TheirHour { .. }) => say.page_no_hour(),
            (_, guard) => guard.says(say),
        }
    }

    /// Returns why a channel does not exist. Some reasons repeat what was typed.
    pub fn obstacle(self, obstacle: &Obstacle, say: &Messages) -> String {
        match (self, obstacle) {
            (Self::Masked, Obstacle::UnreadableNumber(_)) => say.page_not_dialled(),
            (Self::Masked, Obstacle::UnreadableAddress(_)) => say.page_not_an_address(),
            (_, obstacle) => obstacle.says(say),
        }
    }
}

/// Returns what is ours and stays: an offer, an owner, the name of a part of the numbers.
pub fn ours(text: &Text) -> String {
    text.shown().into_owned()
}

/// Keeps the first letter where the script has cases: elsewhere one sign can be a whole name.
fn masked(words: &str) -> String {
    match words.trim_start().chars().next() {
        Some(first) if first.is_uppercase() || first.is_lowercase() => format!("{first}{DOTS}"),
        _ => DOTS.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::contact::Contact;
    use crate::domain::place::Whereabouts;
    use crate::language::english;

    #[test]
    fn a_masked_name_keeps_its_first_letter_where_that_is_no_name_by_itself() {
        for (name, shown) in [
            ("Priya Natarajan", "P•••••"),
            ("élodie", "é•••••"),
            ("李伟", "•••••"),
            ("+91 22 0555 0142", "•••••"),
            ("", "•••••"),
        ] {
            assert_eq!(Privacy::Masked.shown(&Text::from(name)), shown);
        }
        assert_eq!(Privacy::Open.shown(&Text::from("Priya")), "Priya");
        assert_eq!(Privacy::Masked.name(None, english()), "(no name)");
    }

    #[test]
    fn an_obstacle_repeats_nothing_that_is_masked() {
        let obstacle = Obstacle::UnreadableNumber(Text::from("ask for Ada"));
        assert!(Privacy::Open.obstacle(&obstacle, english()).contains("Ada"));
        assert_eq!(Privacy::Masked.obstacle(&obstacle, english()), "can not be dialled");
    }

    #[test]
    fn a_guard_names_no_country() {
        let person = Contact { country: Some(Text::from("BR")), ..Contact::default() };
        let place = Whereabouts::of(&person).expect("a place");
        let at = chrono::DateTime::UNIX_EPOCH;
        let guard = Guard::TheirHour { place, at, better_at: at };
        assert!(Privacy::Open.guard(&guard, english()).contains("Brazil"));
        assert_eq!(Privacy::Masked.guard(&guard, english()), "it is no hour to call there");
    }

    proptest! {
        #[test]
        fn nothing_but_the_first_letter_tells_two_masked_texts_apart(words in any::<String>()) {
            let shown = Privacy::Masked.shown(&Text::new(words));
            prop_assert!(shown.trim_start_matches(|c: char| c != '•') == DOTS);
            prop_assert!(shown.chars().count() <= 6);
        }
    }
}
