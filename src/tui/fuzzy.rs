//! Finding words by a few of their letters, the best first, a slip forgiven.
//!
//! Case and accents do not matter: both sides are folded before they are compared, and what was
//! found is told in letters of the words as they are shown.

use frizbee::{CaseMatching, Config, Matcher, Pattern, UnicodeMatching};

use crate::domain::text::fold;

/// From so many letters on one may be wrong, from twice as many two, and so on.
const LETTERS_PER_SLIP: usize = 4;

/// Words that were found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Which of the candidates.
    pub(super) index: usize,
    /// Which of its characters were asked for, in order.
    pub(super) letters: Vec<usize>,
}

/// Returns the candidates that hold what was typed, the best first; of equals the first.
///
/// What holds it far worse than the best is left out: with slips forgiven, nearly everything holds
/// a few letters somewhere.
pub(super) fn find(typed: &str, candidates: &[String]) -> Vec<Found> {
    let patterns: Vec<Pattern> = fold(typed)
        .split_whitespace()
        .map(|word| {
            let slips = u16::try_from(word.chars().count() / LETTERS_PER_SLIP).unwrap_or(0);
            Pattern::new(word, Default::default()).max_typos(Some(slips))
        })
        .collect();
    let config = Config::default().casing(CaseMatching::Ignore).unicode(UnicodeMatching::Smart);
    let folded: Vec<Folded> = candidates.iter().map(|words| Folded::of(words)).collect();
    let texts: Vec<&str> = folded.iter().map(|folded| folded.text.as_str()).collect();
    let matches = Matcher::from_patterns(&patterns, &config).match_list_indices(&texts);
    let best = matches.iter().map(|found| found.score).max().unwrap_or(0);
    let mut matches: Vec<_> =
        matches.into_iter().filter(|found| found.score >= best - best / 3).collect();
    matches.sort();
    let found = matches.into_iter().filter_map(|found| {
        let index = usize::try_from(found.index).ok()?;
        Some(Found { index, letters: folded.get(index)?.letters(&found.indices) })
    });
    found.collect()
}

/// Words as they are compared, and from which of their characters each byte comes.
struct Folded {
    text: String,
    origins: Vec<usize>,
}

impl Folded {
    fn of(words: &str) -> Self {
        let (mut text, mut origins) = (String::new(), Vec::new());
        for (place, character) in words.chars().enumerate() {
            text.push_str(&fold(character.encode_utf8(&mut [0; 4])));
            origins.resize(text.len(), place);
        }
        Self { text, origins }
    }

    fn letters(&self, bytes: &[u32]) -> Vec<usize> {
        let byte = |byte: &u32| self.origins.get(usize::try_from(*byte).ok()?).copied();
        let mut letters: Vec<usize> = bytes.iter().filter_map(byte).collect();
        letters.sort_unstable();
        letters.dedup();
        letters
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(typed: &str, candidates: &[&str]) -> Vec<String> {
        let candidates: Vec<String> = candidates.iter().map(|words| (*words).to_owned()).collect();
        find(typed, &candidates).into_iter().map(|found| candidates[found.index].clone()).collect()
    }

    #[test]
    fn the_beginning_of_a_word_is_better_than_letters_in_between() {
        let candidates = ["move left: on the board", "board: the board", "undo: take it back"];
        assert_eq!(found("board", &candidates)[0], "board: the board");
        assert_eq!(found("und", &candidates), ["undo: take it back"]);
    }

    #[test]
    fn a_slip_in_a_long_word_is_forgiven_and_nonsense_is_not_found() {
        let candidates = ["qualify: worth the full process", "dismiss: with a reason"];
        assert_eq!(found("qualfy", &candidates), ["qualify: worth the full process"]);
        assert_eq!(found("dismis reson", &candidates), ["dismiss: with a reason"]);
        assert_eq!(found("zzz", &candidates), Vec::<String>::new());
    }

    #[test]
    fn accents_and_case_do_not_matter_on_either_side() {
        let candidates = ["view: garcía", "view: Peña", "view: 李伟 heute"];
        assert_eq!(found("GARCIA", &candidates), ["view: garcía"]);
        assert_eq!(found("peñ", &candidates), ["view: Peña"]);
        assert_eq!(found("李伟", &candidates), ["view: 李伟 heute"]);
    }

    #[test]
    fn the_letters_that_were_asked_for_are_told() {
        let letters =
            |typed: &str, words: &str| find(typed, &[words.to_owned()])[0].letters.clone();
        assert_eq!(letters("cal", "call"), [0, 1, 2]);
        assert_eq!(letters("ar", "ñáré"), [1, 2]);
        assert_eq!(letters("伟", "a李伟"), [2]);
    }

    proptest! {
        #[test]
        fn letters_are_always_letters_of_the_words(typed in any::<String>(), words in any::<String>()) {
            for found in find(&typed, std::slice::from_ref(&words)) {
                prop_assert!(found.letters.iter().all(|place| *place < words.chars().count()));
            }
        }
    }
}
