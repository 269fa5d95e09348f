//! Which form a decoded text has, found by its beginning.
//!
//! It owns the telling of CSV, JSON and JSON lines, and of the delimiter of CSV. It must not know
//! columns or leads, and it consumes nothing.

use std::io::{Cursor, Read};

use memchr::memchr2;
use serde_json::{Map, Value};

use super::contract::Format;
use super::error::SourceError;
use super::split_csv::CsvLayout;
use super::wrapper::WrapperKeys;

/// How much of a text is looked at.
const LOOK_BYTES: usize = 64 << 10;
/// What may stand between two fields. LeadSource holds bars, so a bar never does.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// The form of a text, and how it is to be cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Rows.
    Csv(CsvLayout),
    /// Values after each other, lists, wrappers.
    Json,
    /// One value on each line.
    JsonLines,
}

/// Returns the form of a decoded text, and the text again from its first byte.
pub(super) fn detect<R: Read>(
    format: Format,
    mut text: R,
) -> Result<(Form, impl Read + use<R>), SourceError> {
    let mut first = Vec::new();
    text.by_ref().take(LOOK_BYTES as u64).read_to_end(&mut first).map_err(SourceError::Io)?;
    let form = match format {
        Format::Auto => form_of(&first),
        Format::Csv => Form::Csv(layout_of(&first)),
        Format::Json => Form::Json,
        Format::Jsonl => Form::JsonLines,
    };
    Ok((form, Cursor::new(first).chain(text)))
}

/// Tells the form by the first bytes of a text.
fn form_of(first: &[u8]) -> Form {
    match first.trim_ascii_start().first() {
        // Nothing at all is a JSON text without values; as CSV it would lack its columns.
        None => Form::Json,
        Some(b'{') if is_lines(first) => Form::JsonLines,
        Some(b'{' | b'[') => Form::Json,
        Some(_) => Form::Csv(layout_of(first)),
    }
}

/// Returns whether the first line is an object that is whole and no wrapper, and others follow.
/// What is not clear is no loss: as JSON, values after each other are read just as well.
fn is_lines(first: &[u8]) -> bool {
    let mut lines =
        first.split(|byte| matches!(byte, b'\n' | b'\r')).filter(|line| !is_blank(line));
    let Some(Ok(object)) = lines.next().map(serde_json::from_slice::<Map<String, Value>>) else {
        return false;
    };
    !is_wrapper(&object) && lines.any(|line| line.trim_ascii_start().starts_with(b"{"))
}

fn is_wrapper(object: &Map<String, Value>) -> bool {
    let mut keys = WrapperKeys::new();
    object.iter().any(|(key, value)| {
        keys.take(key.as_bytes());
        keys.list_follows() && value.is_array()
    })
}

/// Tells the delimiter: as the first line says, else what is most frequent in the header.
fn layout_of(first: &[u8]) -> CsvLayout {
    let line = &first[..memchr2(b'\n', b'\r', first).unwrap_or(first.len())];
    if let Some(delimiter) = named_delimiter(line) {
        return CsvLayout { delimiter, first_line_names_delimiter: true };
    }
    let header = header_of(first);
    let mut best = (0, b',');
    for delimiter in DELIMITERS {
        let count = header.iter().filter(|byte| **byte == delimiter).count();
        if count > best.0 {
            best = (count, delimiter);
        }
    }
    CsvLayout { delimiter: best.1, first_line_names_delimiter: false }
}

/// Returns what a first line such as `sep=;` names, with or without quotes around it.
fn named_delimiter(line: &[u8]) -> Option<u8> {
    let line = line.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")).unwrap_or(line);
    match line {
        [s, e, p, b'=', delimiter] if [*s, *e, *p].eq_ignore_ascii_case(b"sep") => {
            (delimiter.is_ascii() && *delimiter != b'"').then_some(*delimiter)
        }
        _ => None,
    }
}

/// Returns what stands outside quotes in the first line that is not blank.
fn header_of(first: &[u8]) -> Vec<u8> {
    let begin = first.trim_ascii_start();
    // A header may begin with an empty name: a tab in front is no indent.
    let begin = &first[first.len() - begin.len() - tabs_before(first, begin)..];
    let mut quoted = false;
    let mut header = Vec::new();
    for byte in begin {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if !quoted => header.push(*byte),
            _ => {}
        }
    }
    header
}

fn tabs_before(first: &[u8], begin: &[u8]) -> usize {
    let before = &first[..first.len() - begin.len()];
    before.iter().rev().take_while(|byte| **byte == b'\t').count()
}

fn is_blank(line: &[u8]) -> bool {
    line.trim_ascii().is_empty()
}

#[cfg(test)]
mod tests;
