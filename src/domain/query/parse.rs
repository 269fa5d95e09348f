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
use crate::language::Messages;

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

/// A query that can not be read. Its text says why, and what would be right, in the language of the
/// vocabulary.
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

fn wrong(place: Range<usize>, why: String) -> QueryError {
    QueryError { place, is_unfinished: false, why }
}

fn unfinished(place: Range<usize>, why: String) -> QueryError {
    QueryError { is_unfinished: true, ..wrong(place, why) }
}

fn read(line: &str, words: &Vocabulary, depth: usize) -> Result<Query, QueryError> {
    let say = words.language.say();
    if line.len() > LONGEST {
        return Err(wrong(0..0, say.query_too_long(LONGEST)));
    }
    let mut reader = Reader {
        words,
        say,
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
        Some((_, place)) => Err(wrong(place, say.query_not_opened())),
    }
}

struct Reader<'a> {
    words: &'a Vocabulary,
    say: &'static Messages,
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
            return Err(wrong(self.end..self.end, self.say.query_too_deep()));
        }
        let Some((token, place)) = self.rest.next() else {
            return Err(unfinished(self.end..self.end, self.say.query_missing_at_end()));
        };
        match token {
            Token::Not => Ok(Expr::Not(Box::new(self.part(depth + 1)?))),
            Token::Open => {
                let inner = self.either(depth + 1)?;
                match self.rest.next() {
                    Some((Token::Close, _)) => Ok(inner),
                    _ => Err(unfinished(place, self.say.query_not_closed())),
                }
            }
            Token::Term(term) => self.term(&term),
            Token::Close => Err(wrong(place, self.say.query_missing_before_bracket())),
            Token::Or | Token::And => Err(wrong(place, self.say.query_missing_before())),
        }
    }

    fn term(&mut self, term: &Term) -> Result<Expr, QueryError> {
        if term.is_open {
            return Err(unfinished(term.place.clone(), self.say.query_quote_not_closed()));
        }
        let Some((name, place)) = &term.field else {
            let part = fold(&term.value);
            return self.words(part.trim(), &term.place);
        };
        let field = named(name).ok_or_else(|| no_field(name, place.clone(), self.say))?;
        if term.value.trim().is_empty() {
            let why = self.say.query_wants_value_such_as(name.as_str(), field.example);
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
            true => Err(unfinished(term.place.clone(), self.say.query_wants_value(name.as_str()))),
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
            return Err(wrong(place.clone(), self.say.query_too_many(MOST_CONDITIONS)));
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
        let say = self.say;
        let none_of = |known: Vec<String>| {
            let shown = sanitise(value).into_owned();
            let guess = alike(&shown, known.iter().map(String::as_str));
            let why = match guess {
                Some(guess) => say.query_never(name, shown.as_str(), guess),
                None => say.query_one_of(name, known.join(", ")),
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
                    return Err(wrong(place.clone(), say.query_wants_digits()));
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
                    let why = say.query_no_country(sanitise(value));
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
                    let why = say.query_wants_number();
                    QueryError { is_unfinished: number.is_empty(), ..wrong(place.clone(), why) }
                })?;
                Condition::Touches(compare, number)
            }
            Kind::Time(time) => {
                let when = when(&fold(value)).ok_or_else(|| {
                    let why = say.query_no_time(name, sanitise(value));
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
            return Err(wrong(place.clone(), self.say.query_views_too_deep()));
        }
        match read(&view.query, self.words, self.views + 1) {
            Ok(query) => Ok(query.expr().clone()),
            Err(error) => {
                let why = self.say.query_in_view(view.name.as_str(), error.why);
                Err(wrong(place.clone(), why))
            }
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

fn no_field(name: &str, place: Range<usize>, say: &Messages) -> QueryError {
    let names: Vec<&str> = FIELDS.iter().map(Field::name).chain(["view"]).collect();
    let why = match alike(name, names.iter().copied()) {
        Some(guess) => say.query_no_field_but(name, guess),
        None => say.query_no_field(name),
    };
    wrong(place, why)
}

/// Returns the word that is most like what was typed, where one is.
fn alike<'a>(typed: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let alike = |word: &&str| strsim::normalized_damerau_levenshtein(typed, word);
    let best = known.max_by(|one, other| alike(one).total_cmp(&alike(other)))?;
    (alike(&best) >= ALIKE).then_some(best)
}
