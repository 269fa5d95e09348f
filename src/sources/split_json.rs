//! JSON text to the texts of single values, with the line on which each begins.
//!
//! It owns where records stand: after each other, in a list, in the list of a wrapper, or one on
//! each line; and how reading goes on behind something broken. It must not know leads, nor whether a
//! value's text is right: a broken value whose extent is known comes out like any other.

use std::io::{self, Read};

use memchr::{memchr2, memrchr2};

use crate::domain::record::Reject;

use super::error::SourceError;
use super::json_scan::{Found, Scan};
use super::slice::{Cut, RECORD_BYTES, REJECT_BYTES, Slice, reject};
use super::window::Window;

const UNFINISHED: &str = "another record begins before this one is closed";
const LIST_ENDS: &str = "the list ends inside this record";
const FILE_ENDS: &str = "the file ends inside this record";
const BROKEN_STRING: &str = "a text in quotes is not closed on its line";
const BAD_QUOTE: &str = "a quote inside a text is not escaped";
const TOO_LARGE: &str = "the record is larger than 1 MiB";
const TOO_DEEP: &str = "the record is nested deeper than 128";
const STRAY: &str = "this belongs to no record";
const NO_OBJECT: &str = "this is not a JSON object";

/// The values of a JSON text that are records, in order. What is broken is a reject, whose raw text
/// goes up to the place where reading resumes.
pub(super) struct JsonValues<R> {
    window: Window<R>,
    place: Place,
    /// The width of the white space at the beginning of the current line.
    indent: usize,
    /// Whether there was nothing else on it yet.
    indenting: bool,
    ended: bool,
}

/// Where in the text the window begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Between values that stand after each other.
    Top,
    /// Between the elements of a list.
    List { wrapped: bool },
    /// Behind the list of a wrapper.
    Rest,
    /// At the beginning of a line that stands for itself.
    Line,
}

impl<R: Read> JsonValues<R> {
    /// Reads values after each other, lists of them, and wrappers around lists.
    pub(super) fn values(text: R) -> Self {
        Self::at(Place::Top, text)
    }

    /// Reads each line for itself.
    pub(super) fn lines(text: R) -> Self {
        Self::at(Place::Line, text)
    }

    fn at(place: Place, text: R) -> Self {
        Self { window: Window::new(text), place, indent: 0, indenting: true, ended: false }
    }

    fn next_cut(&mut self) -> io::Result<Option<Cut>> {
        loop {
            let Some(byte) = self.skip_separators()? else {
                return Ok(None);
            };
            let cut = match (self.place, byte) {
                (Place::Line, _) => Some(self.line()?),
                (Place::Rest, _) => {
                    self.skip_rest()?;
                    None
                }
                (Place::Top, b'[') => {
                    self.advance(1);
                    self.place = Place::List { wrapped: false };
                    None
                }
                (Place::List { wrapped }, b']') => {
                    self.advance(1);
                    self.place = if wrapped { Place::Rest } else { Place::Top };
                    None
                }
                (_, b'{') | (Place::List { .. }, b'[' | b'"') => self.value()?,
                (Place::List { .. }, b'-' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z') => {
                    Some(Err(self.word()?))
                }
                _ => Some(Err(self.stray()?)),
            };
            if cut.is_some() {
                return Ok(cut);
            }
        }
    }

    /// Goes to the next byte that is neither white space nor a comma, and returns it.
    fn skip_separators(&mut self) -> io::Result<Option<u8>> {
        loop {
            let unread = self.window.unread();
            let is_separator = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b',');
            let found = unread.iter().position(|byte| !is_separator(byte));
            self.advance(found.unwrap_or(unread.len()));
            match self.window.byte(0)? {
                // Files that were put together each bring their byte order mark.
                Some(0xEF) if self.at_mark()? => self.advance(3),
                Some(byte) if !is_separator(&byte) => return Ok(Some(byte)),
                Some(_) => {}
                None => return Ok(None),
            }
        }
    }

    fn at_mark(&mut self) -> io::Result<bool> {
        Ok(self.window.byte(2)?.is_some() && self.window.unread().starts_with(b"\xEF\xBB\xBF"))
    }

    /// Cuts out the value that begins here; `None` if it was a wrapper, whose list begins now.
    fn value(&mut self) -> io::Result<Option<Cut>> {
        let line = self.window.line();
        let in_list = self.place != Place::Top;
        let mut scan = if in_list { Scan::of_element() } else { Scan::of_top() };
        loop {
            // No byte behind the limit is looked at, so that the outcome does not depend on how much
            // happens to be read already.
            let unread = self.window.unread();
            let text = &unread[..unread.len().min(RECORD_BYTES)];
            let read = text.len();
            let found = scan.run(text);
            let reason = match found {
                Found::EndOfValue if self.neighbour(&scan).is_some() => BAD_QUOTE,
                Found::EndOfValue if swallows(&text[..scan.at], self.indent) => UNFINISHED,
                Found::EndOfValue => {
                    let slice = Slice::new(line, &text[..scan.at]);
                    self.advance(scan.at);
                    return Ok(Some(Ok(slice)));
                }
                Found::List => {
                    self.advance(scan.at);
                    self.place = Place::List { wrapped: true };
                    return Ok(None);
                }
                Found::EndOfText if read == RECORD_BYTES => TOO_LARGE,
                Found::EndOfText if self.window.byte(read)?.is_some() => continue,
                Found::EndOfText => FILE_ENDS,
                Found::NextValue => UNFINISHED,
                Found::BrokenString => BROKEN_STRING,
                Found::EndOfList => LIST_ENDS,
                Found::TooDeep => TOO_DEEP,
            };
            return self.abandon(line, scan, reason).map(|bad| Some(Err(bad)));
        }
    }

    /// Gives a value up that is still unread, and goes to where reading resumes.
    fn abandon(&mut self, line: u64, mut scan: Scan, reason: &str) -> io::Result<Reject> {
        let own_indent = self.indent;
        let mut raw = Vec::new();
        let restart = restart_in(&self.window.unread()[..scan.at], own_indent);
        let neighbour = self.neighbour(&scan);
        // What comes first loses least.
        if let Some(restart) = restart.into_iter().chain(neighbour).min() {
            self.take(restart, &mut raw);
            return Ok(reject(line, reason, &raw));
        }
        self.take(scan.forget(), &mut raw);
        match reason {
            TOO_LARGE | TOO_DEEP => {
                scan.skip_until_indent(own_indent);
                self.skip_value(scan, own_indent, &mut raw)?;
            }
            BROKEN_STRING => self.skip_lines(own_indent, &mut raw)?,
            FILE_ENDS => self.take(self.window.unread().len(), &mut raw),
            _ => {}
        }
        Ok(reject(line, reason, &raw))
    }

    /// Returns where the next element likely begins, if the scan went on behind a bad quote.
    fn neighbour(&self, scan: &Scan) -> Option<usize> {
        let odd = scan.odd.filter(|_| self.place != Place::Top)?;
        neighbour_in(&self.window.unread()[..scan.at], odd)
    }

    /// Goes to the end of a value that is not wanted, without holding it.
    fn skip_value(&mut self, mut scan: Scan, own: usize, raw: &mut Vec<u8>) -> io::Result<()> {
        loop {
            let found = scan.run(self.window.unread());
            self.take(scan.forget(), raw);
            match found {
                Found::EndOfText => {
                    if !self.window.fill()? {
                        self.take(self.window.unread().len(), raw);
                        return Ok(());
                    }
                }
                Found::BrokenString => return self.skip_lines(own, raw),
                _ => return Ok(()),
            }
        }
    }

    /// Goes to the end of a wrapper, behind its list.
    fn skip_rest(&mut self) -> io::Result<()> {
        let mut scan = Scan::of_rest();
        self.place = Place::Top;
        loop {
            let found = scan.run(self.window.unread());
            let seen = scan.forget();
            self.advance(seen);
            match found {
                Found::EndOfText => {
                    if !self.window.fill()? {
                        self.advance(self.window.unread().len());
                        return Ok(());
                    }
                }
                Found::BrokenString => scan.close_string(),
                _ => return Ok(()),
            }
        }
    }

    /// Goes to the next line that can begin a record or end the list; in a list also to an object
    /// behind `},`, so that a broken element does not take its neighbours with it.
    fn skip_lines(&mut self, own_indent: usize, raw: &mut Vec<u8>) -> io::Result<()> {
        let in_list = self.place != Place::Top;
        let mut indent: Option<usize> = None;
        let mut before = [0; 2];
        loop {
            let stop = self.window.unread().iter().position(|byte| {
                match byte {
                    b' ' | b'\t' => {
                        indent = indent.map(|width| width + 1);
                        return false;
                    }
                    b'\n' | b'\r' => {
                        indent = Some(0);
                        return false;
                    }
                    b'{' if indent.is_some() || (in_list && before == *b"},") => return true,
                    b'[' if indent.is_some() && !in_list => return true,
                    b']' if in_list && indent.is_some_and(|width| width < own_indent) => {
                        return true;
                    }
                    b',' => {}
                    _ => indent = None,
                }
                before = [before[1], *byte];
                false
            });
            self.take(stop.unwrap_or(self.window.unread().len()), raw);
            if stop.is_some() || !self.window.fill()? {
                return Ok(());
            }
        }
    }

    /// Takes what stands where no record can begin.
    fn stray(&mut self) -> io::Result<Reject> {
        let line = self.window.line();
        let mut raw = Vec::new();
        self.skip_lines(self.indent, &mut raw)?;
        Ok(reject(line, STRAY, &raw))
    }

    /// Takes an element of a list that is a number or a word.
    fn word(&mut self) -> io::Result<Reject> {
        let line = self.window.line();
        let mut raw = Vec::new();
        self.take_until(b",:\"[]{}\n\r", &mut raw)?;
        Ok(reject(line, NO_OBJECT, &raw))
    }

    /// Cuts out the line that begins here.
    fn line(&mut self) -> io::Result<Cut> {
        let line = self.window.line();
        let mut seen = 0;
        while seen <= RECORD_BYTES {
            let unread = self.window.unread();
            let text = &unread[..unread.len().min(RECORD_BYTES + 1)];
            let end = memchr2(b'\n', b'\r', &text[seen..]).map(|distance| seen + distance);
            seen = end.unwrap_or(text.len());
            if end.is_some() || (seen <= RECORD_BYTES && self.window.byte(seen)?.is_none()) {
                let text = self.window.unread()[..seen].trim_ascii_end();
                let slice = Slice::new(line, text.strip_suffix(b",").unwrap_or(text));
                self.advance(seen);
                return Ok(Ok(slice));
            }
        }
        let mut raw = Vec::new();
        self.take_until(b"\n\r", &mut raw)?;
        Ok(Err(reject(line, TOO_LARGE, &raw)))
    }

    fn take_until(&mut self, stops: &[u8], raw: &mut Vec<u8>) -> io::Result<()> {
        loop {
            let unread = self.window.unread();
            let end = unread.iter().position(|byte| stops.contains(byte));
            self.take(end.unwrap_or(unread.len()), raw);
            if end.is_some() || !self.window.fill()? {
                return Ok(());
            }
        }
    }

    /// Gives up unread bytes, keeping as many as a reject can hold (and one, to show a cut).
    fn take(&mut self, count: usize, raw: &mut Vec<u8>) {
        let room = (REJECT_BYTES + 1).saturating_sub(raw.len());
        raw.extend_from_slice(&self.window.unread()[..count.min(room)]);
        self.advance(count);
    }

    fn advance(&mut self, count: usize) {
        let gone = &self.window.unread()[..count];
        let line_end = memrchr2(b'\n', b'\r', gone);
        if line_end.is_some() {
            self.indent = 0;
            self.indenting = true;
        }
        if self.indenting {
            let line = &gone[line_end.map_or(0, |at| at + 1)..];
            let width = line.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
            self.indent += width;
            self.indenting = width == line.len();
        }
        self.window.consume(count);
    }
}

/// Returns where in an unfinished value a line begins with an object that is indented no deeper
/// than the value itself: so likely a record that the unfinished one has swallowed.
fn restart_in(text: &[u8], own_indent: usize) -> Option<usize> {
    memchr::memchr2_iter(b'\n', b'\r', text).find_map(|line_end| {
        let line = &text[line_end + 1..];
        let begin = line.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b','))?;
        let indent = line[..begin].iter().filter(|byte| **byte != b',').count();
        (line[begin] == b'{' && indent <= own_indent).then_some(line_end + 1 + begin)
    })
}

/// Returns whether a value took in what likely is another record, and is not right either: so a
/// bracket behind that record closed one that this value had left open.
fn swallows(text: &[u8], own_indent: usize) -> bool {
    restart_in(text, own_indent).is_some()
        && serde_json::from_slice::<serde::de::IgnoredAny>(text).is_err()
}

/// Returns where in a list, behind an index, an object stands that follows `},`.
fn neighbour_in(text: &[u8], from: usize) -> Option<usize> {
    let mut before = [0; 2];
    text[from..].iter().enumerate().find_map(|(distance, byte)| {
        if byte.is_ascii_whitespace() {
            return None;
        }
        let is_neighbour = *byte == b'{' && before == *b"},";
        before = [before[1], *byte];
        is_neighbour.then_some(from + distance)
    })
}

impl<R: Read> Iterator for JsonValues<R> {
    type Item = Result<Cut, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let next = self.next_cut().map_err(SourceError::Io).transpose();
        self.ended = !matches!(next, Some(Ok(_)));
        next
    }
}

#[cfg(test)]
mod tests;
