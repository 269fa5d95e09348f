//! What could be written next in a query.

use std::ops::Range;

use super::Vocabulary;
use super::fields::{FIELDS, Field, Kind, VIEW, named};
use super::lex::{Term, Token, tokens};
use super::values::CodeField;
use super::values::{Quality, SOURCES, STAGES, STATUSES, Thing};
use crate::domain::country::Country;
use crate::domain::funnel::DismissReason;
use crate::domain::text::fold;
use crate::language::Messages;

/// Something that could be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// What it takes the place of, in bytes of the line.
    pub place: Range<usize>,
    /// What is written.
    pub text: String,
    /// What it is, for people; empty where the text says it.
    pub about: String,
}

/// The most that is offered.
const MOST: usize = 12;

/// Returns what could be written where the cursor stands, at the end of a term, the likeliest
/// first. `cursor` is in bytes of the line.
pub fn complete(line: &str, cursor: usize, words: &Vocabulary) -> Vec<Completion> {
    let ends_here = |place: &Range<usize>| place.start < cursor && place.end == cursor;
    let found = tokens(line).into_iter().find(|(_, place)| ends_here(place));
    let Some((Token::Term(term), place)) = found else { return Vec::new() };
    let mut offers = match &term.field {
        None if term.is_quoted => Vec::new(),
        None => fields(&term.value, &place, words.language.say()),
        Some((name, _)) => match named(name) {
            Some(field) => values(field, &term, words),
            None => Vec::new(),
        },
    };
    offers.truncate(MOST);
    offers
}

fn fields(typed: &str, place: &Range<usize>, say: &Messages) -> Vec<Completion> {
    let typed = typed.to_ascii_lowercase();
    FIELDS
        .iter()
        .chain([&VIEW])
        .filter(|field| field.names.iter().any(|name| name.starts_with(&typed)))
        .map(|field| Completion {
            place: place.clone(),
            text: format!("{}:", field.name()),
            about: field.about(say),
        })
        .collect()
}

/// The last value of a list is completed.
fn values(field: &Field, term: &Term, words: &Vocabulary) -> Vec<Completion> {
    let list = term.value.rfind(',').map_or(0, |comma| comma + 1);
    let typed = fold(&term.value[list..]);
    let known = known(field.kind, words);
    let wanted = known.into_iter().filter(|word| fold(word).starts_with(&typed));
    let start = if term.is_quoted { term.place.start } else { term.place.start + list };
    wanted
        .filter(|word| fold(word) != typed)
        .map(|word| Completion {
            place: start..term.place.end,
            text: if word.contains([' ', ',', '(', ')']) { format!("\"{word}\"") } else { word },
            about: String::new(),
        })
        .collect()
}

fn known(kind: Kind, words: &Vocabulary) -> Vec<String> {
    let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    match kind {
        Kind::Text(_) => Vec::new(),
        Kind::Code(CodeField::Source) => {
            SOURCES.iter().map(|(word, _)| (*word).to_owned()).collect()
        }
        Kind::Code(CodeField::Feed) => words.feeds.clone(),
        Kind::Country => Country::all().map(|country| country.name().to_owned()).collect(),
        Kind::Owner => {
            let mut owners: Vec<String> = owned(&["me", "none"]);
            owners.extend(words.team.iter().cloned());
            owners
        }
        Kind::Stage => STAGES.iter().map(|(word, _)| (*word).to_owned()).collect(),
        Kind::Status => STATUSES.iter().map(|(word, _)| (*word).to_owned()).collect(),
        Kind::Reason => DismissReason::ALL.iter().map(|reason| reason.code().to_owned()).collect(),
        Kind::Milestone => words.milestones.clone(),
        Kind::Is => Quality::ALL.iter().map(|(word, _)| (*word).to_owned()).collect(),
        Kind::Has => Thing::ALL.iter().map(|(word, _)| (*word).to_owned()).collect(),
        Kind::Time(_) => {
            owned(&["today", "yesterday", "tomorrow", "never", "<2h", "<1d", ">3d", ">7d"])
        }
        Kind::Touches => owned(&["0", ">=1", ">=3"]),
        Kind::View => words.views.iter().map(|view| view.name.clone()).collect(),
    }
}
