//! The texts and codes of a lead, in the form in which SQL looks for a part of them.
//!
//! Each stands on a line of its own behind a control character that says what it is. No text holds
//! one, so nothing is found across two lines, and a line can be asked for by its kind.

use memchr::memmem::{Finder, find};
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, Error};

use crate::domain::query::{CodeField, TextField};

/// Ends a line.
const END: char = '\n';
/// The kind that stands for any.
pub(super) const ANY: u8 = 0;

/// Writes texts.
pub(super) fn of_texts(texts: &[(TextField, String)]) -> String {
    let mut haystack = lines(texts.iter().map(|(field, text)| (*field as u8, text.as_str())));
    // The last letters of the last line must begin a group of three as well.
    haystack.push(END);
    haystack
}

/// Writes codes.
pub(super) fn of_codes(codes: &[(CodeField, String)]) -> String {
    lines(codes.iter().map(|(field, code)| (*field as u8, code.as_str())))
}

/// Returns what is found where exactly this code stands.
pub(super) fn whole_code(field: CodeField, code: &str) -> String {
    lines([(field as u8, code)].into_iter())
}

/// Returns the haystack as the index of letter groups takes it: without the signs.
pub(super) fn searchable(haystack: &str) -> String {
    haystack.chars().filter(|letter| *letter == END || !letter.is_control()).collect()
}

fn lines<'a>(entries: impl Iterator<Item = (u8, &'a str)>) -> String {
    let mut lines = String::new();
    for (kind, text) in entries {
        lines.push(char::from(kind));
        lines.push_str(text);
        lines.push(END);
    }
    lines
}

/// Teaches a connection `holds(haystack, kind, part)`: whether a line of the kind holds the part.
pub(super) fn teach(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function("holds", 3, flags, |context| {
        // Made once for a statement, whose part stays the same.
        let finder = context.get_or_create_aux(2, |part| {
            let part = part.as_str().map_err(Error::from)?;
            Ok::<_, Error>(Finder::new(part.as_bytes()).into_owned())
        })?;
        let haystack = context.get_raw(0).as_str()?.as_bytes();
        let kind: u8 = context.get(1)?;
        Ok(holds(haystack, kind, &finder))
    })
}

fn holds(haystack: &[u8], kind: u8, finder: &Finder<'_>) -> bool {
    if kind == ANY {
        return finder.find(haystack).is_some();
    }
    let mut rest = haystack;
    while let Some(at) = find(rest, &[kind]) {
        let line = &rest[at + 1..];
        let end = memchr::memchr(b'\n', line).unwrap_or(line.len());
        if finder.find(&line[..end]).is_some() {
            return true;
        }
        rest = &line[end..];
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(kind: u8, part: &str) -> bool {
        let haystack = of_texts(&[
            (TextField::Name, "ada byron".to_owned()),
            (TextField::Company, "byron & co".to_owned()),
        ]);
        holds(haystack.as_bytes(), kind, &Finder::new(part))
    }

    #[test]
    fn a_part_is_found_on_a_line_of_its_kind() {
        assert!(finds(ANY, "byron"));
        assert!(finds(TextField::Name as u8, "byron"));
        assert!(finds(TextField::Company as u8, "byron &"));
        assert!(!finds(TextField::Name as u8, "co"));
        assert!(!finds(TextField::Email as u8, ""));
        assert!(finds(TextField::Name as u8, ""));
    }

    #[test]
    fn nothing_is_found_across_two_lines() {
        assert!(!finds(ANY, "byronbyron"));
    }

    #[test]
    fn a_code_is_found_whole() {
        let codes = of_codes(&[(CodeField::Feed, "website".to_owned())]);
        let finds = |code| codes.contains(&whole_code(CodeField::Feed, code));
        assert!(finds("website"));
        assert!(!finds("web"));
    }
}
