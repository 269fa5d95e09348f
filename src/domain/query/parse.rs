//! Reading a query.
//!
//! ```text
//! either = every { or every }
//! every  = part { [and] part }
//! part   = (- | not) part | ( either ) | term
//! ```

use std::fmt;
use std::iter::Peekable;
use std::ops::Range;
use std::vec::IntoIter;

use super::fields::{FIELDS, Field, Kind, named};
use super::lex::{Term, Token, tokens};
use super::times::{self, Compare, When};
use super::values::{CodeField, TextField};
use super::values::{Quality, SOURCES, STAGES, STATUSES, Thing};
use super::{Condition, Expr, Query, Vocabulary, joined, owner_key};
use crate::domain::country::Country;
use crate::domain::funnel::DismissReason;
use crate::domain::text::{fold, sanitise};

/// The longest line, in bytes.
const LONGEST: usize = 2_000;
/// How deep brackets may stand in brackets, and views in views.
const DEEPEST: usize = 16;
/// The most conditions of one query.
const MOST_CONDITIONS: usize = 100;
/// How alike two words must be for the one to be offered for the other.
const ALIKE: f64 = 0.7;

/// Reads a query. An empty line means every lead.
///
/// # Errors
/// What can not be read, and where.
pub fn parse(line: &str, words: &Vocabulary) -> Result<Query, QueryError> {
    read(line, words, 0)
}

/// A query that can not be read. Its text says why, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryError {
    /// Where, in bytes of the line.
    pub place: Range<usize>,
    /// Whether more of the line may mend it: a bracket that is not closed, a field without a value.
    pub is_unfinished: bool,
    why: String,
}

impl std::error::Error for QueryError {}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

fn wrong(place: Range<usize>, why: impl Into<String>) -> QueryError {
    QueryError { place, is_unfinished: false, why: why.into() }
}

fn unfinished(place: Range<usize>, why: impl Into<String>) -> QueryError {
    QueryError { is_unfinished: true, ..wrong(place, why) }
}

fn read(line: &str, words: &Vocabulary, depth: usize) -> Result<Query, QueryError> {
    if line.len() > LONGEST {
        return Err(wrong(0..0, format!("a query can not be longer than {LONGEST} bytes")));
    }
    let mut reader = Reader {
        words,
        rest: tokens(line).into_iter().peekable(),
        end: line.len(),
        conditions: 0,
        views: depth,
    };
    if reader.rest.peek().is_none() {
        return Ok(Query::default());
    }
    let expr = reader.either(0)?;
    match reader.rest.next() {
        None => Ok(Query::new(expr)),
        Some((_, place)) => Err(wrong(place, "no bracket was opened for this one")),
    }
}

struct Reader<'a> {
    words: &'a Vocabulary,
    rest: Peekable<IntoIter<(Token, Range<usize>)>>,
    end: usize,
    conditions: usize,
    /// How many views this line stands in.
    views: usize,
}

impl Reader<'_> {
    fn either(&mut self, depth: usize) -> Result<Expr, QueryError> {
        let mut any = vec![self.every(depth)?];
        while self.rest.next_if(|(token, _)| *token == Token::Or).is_some() {
            any.push(self.every(depth)?);
        }
        Ok(joined(any, Expr::Any))
    }

    fn every(&mut self, depth: usize) -> Result<Expr, QueryError> {
        let mut all = vec![self.part(depth)?];
        loop {
            let is_said = self.rest.next_if(|(token, _)| *token == Token::And).is_some();
            match self.rest.peek() {
                None | Some((Token::Or | Token::Close, _)) if !is_said => break,
                _ => all.push(self.part(depth)?),
            }
        }
        Ok(joined(all, Expr::All))
    }

    fn part(&mut self, depth: usize) -> Result<Expr, QueryError> {
        if depth > DEEPEST {
            return Err(wrong(self.end..self.end, "brackets stand too deep in brackets"));
        }
        let Some((token, place)) = self.rest.next() else {
            return Err(unfinished(self.end..self.end, "something is missing at the end"));
        };
        match token {
            Token::Not => Ok(Expr::Not(Box::new(self.part(depth + 1)?))),
            Token::Open => {
                let inner = self.either(depth + 1)?;
                match self.rest.next() {
                    Some((Token::Close, _)) => Ok(inner),
                    _ => Err(unfinished(place, "this bracket is not closed")),
                }
            }
            Token::Term(term) => self.term(&term),
            Token::Close => Err(wrong(place, "something is missing before this bracket")),
            Token::Or | Token::And => {
                Err(wrong(place, "something is missing before this; in quotes it is a word"))
            }
        }
    }

    fn term(&mut self, term: &Term) -> Result<Expr, QueryError> {
        if term.is_open {
            return Err(unfinished(term.place.clone(), "this quote is not closed"));
        }
        let Some((name, place)) = &term.field else {
            let part = fold(&term.value);
            return self.words(part.trim(), &term.place);
        };
        let field = named(name).ok_or_else(|| no_field(name, place.clone()))?;
        if term.value.trim().is_empty() {
            let why = format!("{name}: wants a value, such as {}", field.example);
            return Err(unfinished(place.start..term.place.end, why));
        }
        let values: Vec<&str> = match field.kind {
            // A comma can stand in a name.
            _ if term.is_quoted => vec![&term.value],
            _ => term.value.split(',').filter(|value| !value.is_empty()).collect(),
        };
        let mut any = Vec::new();
        for value in values {
            any.push(self.value(field, name, value.trim(), &term.place)?);
        }
        match any.is_empty() {
            true => Err(unfinished(term.place.clone(), format!("{name}: wants a value"))),
            false => Ok(joined(any, Expr::Any)),
        }
    }

    /// Words stand in any text; those that are written as a number are looked for in the digits too.
    fn words(&mut self, part: &str, place: &Range<usize>) -> Result<Expr, QueryError> {
        let of = |field, part: &str| Condition::Text { field, part: part.to_owned() };
        if part.is_empty() {
            return Ok(Expr::All(Vec::new()));
        }
        let digits: String = part.chars().filter(char::is_ascii_digit).collect();
        let is_number = |letter: char| letter.is_ascii_digit() || "+()-./ ".contains(letter);
        let anywhere = self.one(of(None, part), place)?;
        if digits.len() < 2 || digits == part || !part.chars().all(is_number) {
            return Ok(anywhere);
        }
        let number = self.one(of(Some(TextField::Phone), &digits), place)?;
        Ok(joined(vec![anywhere, number], Expr::Any))
    }

    fn one(&mut self, condition: Condition, place: &Range<usize>) -> Result<Expr, QueryError> {
        self.conditions += 1;
        if self.conditions > MOST_CONDITIONS {
            return Err(wrong(place.clone(), format!("more than {MOST_CONDITIONS} conditions")));
        }
        Ok(Expr::One(condition))
    }

    fn value(
        &mut self,
        field: &Field,
        name: &str,
        value: &str,
        place: &Range<usize>,
    ) -> Result<Expr, QueryError> {
        let none_of = |known: Vec<String>| {
            let shown = sanitise(value).into_owned();
            let guess = alike(&shown, known.iter().map(String::as_str));
            let why = match guess {
                Some(guess) => format!("{name}: is never {shown}; did you mean {guess}?"),
                None => format!("{name}: is one of {}", known.join(", ")),
            };
            // It may still become one of them.
            let begins = known.iter().any(|word| word.starts_with(&shown));
            QueryError { is_unfinished: begins, ..wrong(place.clone(), why) }
        };
        let code = fold(value).replace([' ', '-'], "_");
        let condition = match field.kind {
            Kind::Text(TextField::Phone) => {
                let digits: String = value.chars().filter(char::is_ascii_digit).collect();
                if digits.is_empty() {
                    return Err(wrong(place.clone(), "phone: wants digits"));
                }
                Condition::Text { field: Some(TextField::Phone), part: digits }
            }
            Kind::Text(text) => {
                Condition::Text { field: Some(text), part: fold(value).trim().to_owned() }
            }
            Kind::Code(CodeField::Source) => match SOURCES.iter().find(|(word, _)| *word == code) {
                Some((word, _)) => {
                    Condition::Code { field: CodeField::Source, value: (*word).to_owned() }
                }
                None => {
                    return Err(none_of(
                        SOURCES.iter().map(|(word, _)| (*word).to_owned()).collect(),
                    ));
                }
            },
            Kind::Code(field) => Condition::Code { field, value: fold(value) },
            Kind::Country => match Country::parse(value) {
                Some(country) => Condition::Country(country.code()),
                None => {
                    let why = format!("country: {} names no country", sanitise(value));
                    let begins = Country::all()
                        .any(|country| fold(country.name()).starts_with(&fold(value)));
                    return Err(QueryError { is_unfinished: begins, ..wrong(place.clone(), why) });
                }
            },
            Kind::Owner => Condition::Owner(match code.as_str() {
                "me" => Some(owner_key(&self.words.me)),
                "none" | "nobody" => None,
                _ => Some(owner_key(value)),
            }),
            Kind::Stage => {
                Condition::Stage(one_of(&STAGES, &code).ok_or_else(|| none_of(words_of(&STAGES)))?)
            }
            Kind::Status => Condition::Status(
                one_of(&STATUSES, &code).ok_or_else(|| none_of(words_of(&STATUSES)))?,
            ),
            Kind::Is => Condition::Is(
                one_of(&Quality::ALL, &code).ok_or_else(|| none_of(words_of(&Quality::ALL)))?,
            ),
            Kind::Has => Condition::Has(
                one_of(&Thing::ALL, &code).ok_or_else(|| none_of(words_of(&Thing::ALL)))?,
            ),
            Kind::Reason => Condition::Reason(code.parse().map_err(|_| {
                none_of(DismissReason::ALL.iter().map(|reason| reason.code().to_owned()).collect())
            })?),
            Kind::Milestone => Condition::Milestone(code),
            Kind::Touches => {
                let (compare, number) = Compare::split(value);
                let number = number.parse().map_err(|_| {
                    let why = "touches: wants a number, such as touches:0 or touches:>=3";
                    QueryError { is_unfinished: number.is_empty(), ..wrong(place.clone(), why) }
                })?;
                Condition::Touches(compare, number)
            }
            Kind::Time(time) => {
                let when = when(&fold(value)).ok_or_else(|| {
                    let why = format!(
                        "{name}: {} is no time; write <2h, >7d, today, 2026-11-01, or never",
                        sanitise(value)
                    );
                    unfinished(place.clone(), why)
                })?;
                Condition::Time { field: time, when }
            }
            Kind::View => return self.view(value, place, none_of),
        };
        self.one(condition, place)
    }

    fn view(
        &self,
        name: &str,
        place: &Range<usize>,
        none_of: impl Fn(Vec<String>) -> QueryError,
    ) -> Result<Expr, QueryError> {
        let views = &self.words.views;
        let Some(view) = views.iter().find(|view| fold(&view.name) == fold(name)) else {
            return Err(none_of(views.iter().map(|view| view.name.clone()).collect()));
        };
        if self.views >= DEEPEST {
            return Err(wrong(place.clone(), "views stand too deep in views"));
        }
        match read(&view.query, self.words, self.views + 1) {
            Ok(query) => Ok(query.expr().clone()),
            Err(error) => Err(wrong(place.clone(), format!("the view {}: {error}", view.name))),
        }
    }
}

fn one_of<T: Copy>(known: &[(&str, T)], word: &str) -> Option<T> {
    known.iter().find(|(name, _)| *name == word).map(|(_, value)| *value)
}

fn words_of<T>(known: &[(&str, T)]) -> Vec<String> {
    known.iter().map(|(word, _)| (*word).to_owned()).collect()
}

fn when(value: &str) -> Option<When> {
    if matches!(value, "never" | "none") {
        return Some(When::Never);
    }
    if let Some((from, to)) = value.split_once("..") {
        return Some(When::Between(times::point(from)?, times::point(to)?));
    }
    let (compare, point) = Compare::split(value);
    Some(When::Compared(compare, times::point(point)?))
}

fn no_field(name: &str, place: Range<usize>) -> QueryError {
    let names: Vec<&str> = FIELDS.iter().map(Field::name).chain(["view"]).collect();
    let why = match alike(name, names.iter().copied()) {
        Some(guess) => format!("there is no field {name}:; did you mean {guess}:?"),
        None => format!("there is no field {name}:; quotes make it a word, \"{name}:\""),
    };
    wrong(place, why)
}

/// Returns the word that is most like what was typed, where one is.
fn alike<'a>(typed: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let alike = |word: &&str| strsim::normalized_damerau_levenshtein(typed, word);
    let best = known.max_by(|one, other| alike(one).total_cmp(&alike(other)))?;
    (alike(&best) >= ALIKE).then_some(best)
}
