//! Finding words by a few of their letters, the best first, a slip forgiven.
//!
//! Case and accents do not matter: both sides are folded before they are compared, and what was
//! found is told in letters of the words as they are shown.

use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use crate::domain::text::fold;

/// From so many letters on one may be wrong or too many. One that is missing is no slip: the letters
/// need not stand side by side.
const LETTERS_FOR_A_SLIP: usize = 4;

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
    let words: Vec<Word> = fold(typed).split_whitespace().map(Word::of).collect();
    let mut config = Config::DEFAULT;
    config.prefer_prefix = true;
    let mut matcher = Matcher::new(config);
    let mut matches: Vec<(u32, Found)> = Vec::new();
    for (index, candidate) in candidates.iter().enumerate() {
        let folded = Folded::of(candidate);
        let found: Option<Vec<_>> =
            words.iter().map(|word| word.within(&folded.text, &mut matcher)).collect();
        let Some(found) = found else { continue };
        let score = found.iter().map(|(score, _)| score).sum();
        let places: Vec<u32> = found.into_iter().flat_map(|(_, places)| places).collect();
        matches.push((score, Found { index, letters: folded.letters(&places) }));
    }
    let best = matches.iter().map(|(score, _)| *score).max().unwrap_or(0);
    matches.retain(|(score, _)| *score >= best - best / 3);
    // Stable: of equals the first.
    matches.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    matches.into_iter().map(|(_, found)| found).collect()
}

/// A word that was typed: as it is, and without each of its letters.
struct Word {
    exact: Atom,
    slips: Vec<Atom>,
}

impl Word {
    fn of(word: &str) -> Self {
        let atom = |word: &str| {
            Atom::new(word, CaseMatching::Respect, Normalization::Never, AtomKind::Fuzzy, false)
        };
        let letters: Vec<char> = word.chars().collect();
        let without = |place: usize| {
            let kept = letters.iter().enumerate().filter(|(at, _)| *at != place);
            atom(&kept.map(|(_, letter)| *letter).collect::<String>())
        };
        let slips = match letters.len() {
            LETTERS_FOR_A_SLIP.. => (0..letters.len()).map(without).collect(),
            _ => Vec::new(),
        };
        Self { exact: atom(word), slips }
    }

    /// Returns how well a text holds the word, and where; a slip costs half.
    fn within(&self, text: &str, matcher: &mut Matcher) -> Option<(u32, Vec<u32>)> {
        let mut letters = Vec::new();
        let text = Utf32Str::new(text, &mut letters);
        let mut score = |atom: &Atom| {
            let mut places = Vec::new();
            let score = atom.indices(text, matcher, &mut places)?;
            Some((u32::from(score), places))
        };
        score(&self.exact).or_else(|| {
            let slips = self.slips.iter().filter_map(&mut score);
            let (score, places) = slips.max_by_key(|(score, _)| *score)?;
            Some((score / 2, places))
        })
    }
}

/// Words as they are compared, and of which of their characters each compared one is.
struct Folded {
    text: String,
    origins: Vec<usize>,
}

impl Folded {
    fn of(words: &str) -> Self {
        let (mut text, mut origins) = (String::new(), Vec::new());
        for (place, character) in words.chars().enumerate() {
            let folded = fold(character.encode_utf8(&mut [0; 4]));
            origins.extend(folded.chars().map(|_| place));
            text.push_str(&folded);
        }
        Self { text, origins }
    }

    fn letters(&self, places: &[u32]) -> Vec<usize> {
        let origin = |place: &u32| self.origins.get(usize::try_from(*place).ok()?).copied();
        let mut letters: Vec<usize> = places.iter().filter_map(origin).collect();
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
        assert_eq!(found("qualofy", &candidates), ["qualify: worth the full process"]);
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
