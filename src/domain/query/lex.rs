//! The words of a query, each with its place in the line.

use std::ops::Range;

/// A part of the line that means something by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Open,
    Close,
    Or,
    And,
    /// `-` or `not`: what follows must not hold.
    Not,
    Term(Term),
}

/// A word, or a field with what it is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Term {
    /// The field in front of the colon, with its place.
    pub(super) field: Option<(String, Range<usize>)>,
    /// The word, or the value behind the colon, without its quotes.
    pub(super) value: String,
    /// Where the value stands, quotes included.
    pub(super) place: Range<usize>,
    /// Whether a part of the value stood in quotes.
    pub(super) is_quoted: bool,
    /// Whether a quote was opened and not closed.
    pub(super) is_open: bool,
}

/// Takes a line apart. Nothing is wrong at this point; an unclosed quote ends with the line.
pub(super) fn tokens(line: &str) -> Vec<(Token, Range<usize>)> {
    let mut found = Vec::new();
    let mut rest = line.char_indices().peekable();
    while let Some((start, letter)) = rest.next() {
        let single = match letter {
            _ if letter.is_whitespace() => continue,
            '(' => Some(Token::Open),
            ')' => Some(Token::Close),
            '|' => Some(Token::Or),
            '&' => Some(Token::And),
            '-' | '!' if rest.peek().is_some_and(|(_, next)| !next.is_whitespace()) => {
                Some(Token::Not)
            }
            _ => None,
        };
        if let Some(token) = single {
            found.push((token, start..start + 1));
            continue;
        }
        let end = end_of_term(line, start);
        while rest.next_if(|(at, _)| *at < end).is_some() {}
        let token = match line[start..end].to_ascii_lowercase().as_str() {
            "or" => Token::Or,
            "and" => Token::And,
            "not" => Token::Not,
            _ => Token::Term(term(line, start..end)),
        };
        found.push((token, start..end));
    }
    found
}

/// A term ends at a space or a bracket outside of quotes.
fn end_of_term(line: &str, start: usize) -> usize {
    let mut is_quoted = false;
    for (at, letter) in line[start..].char_indices() {
        match letter {
            '"' => is_quoted = !is_quoted,
            '(' | ')' | '|' if !is_quoted => return start + at,
            _ if letter.is_whitespace() && !is_quoted => return start + at,
            _ => {}
        }
    }
    line.len()
}

fn term(line: &str, place: Range<usize>) -> Term {
    let text = &line[place.clone()];
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_')
    };
    // An address of the web is no field.
    let field =
        text.split_once(':').filter(|(name, rest)| is_name(name) && !rest.starts_with("//"));
    let (field, value) = match field {
        Some((name, rest)) => {
            let end = place.start + name.len();
            (Some((name.to_ascii_lowercase(), place.start..end)), rest)
        }
        None => (None, text),
    };
    Term {
        field,
        value: value.replace('"', ""),
        place: place.end - value.len()..place.end,
        is_quoted: value.contains('"'),
        is_open: !value.matches('"').count().is_multiple_of(2),
    }
}
