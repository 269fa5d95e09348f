//! CSV text to the texts of its rows, with the line on which each begins.
//!
//! It owns where a row ends: quotes, line ends, limits, and how reading goes on after a row that
//! never ends. It must not know columns or leads; the first row comes out like any other.

use std::io::{self, Read};

use memchr::{memchr, memchr2, memchr3};

use super::error::SourceError;
use super::slice::{Cut, RECORD_BYTES, Slice, reject};
use super::window::Window;

/// The most bytes that are looked at for one row: its own and a line end.
const SCAN_BYTES: usize = RECORD_BYTES + 2;

const NEVER_CLOSED: &str = "a quote is opened and never closed";
const CLOSED_TOO_LATE: &str = "a quote is opened and not closed within 1 MiB";
const TOO_LARGE: &str = "the row is larger than 1 MiB";

/// How the rows of a CSV text are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CsvLayout {
    /// Stands between two fields.
    pub(super) delimiter: u8,
    /// Whether the first line only names the delimiter (`sep=;`, as Excel writes it).
    pub(super) first_line_names_delimiter: bool,
}

/// The rows of a CSV text, in order. A row that can not be cut out is a reject, and reading resumes
/// on the line after its first.
pub(super) struct CsvRows<R> {
    window: Window<R>,
    layout: CsvLayout,
    known: Option<Known>,
    ended: bool,
}

/// What an abandoned scan has learned, so that no byte is scanned twice for the same end.
///
/// Each line of a bad file may open a quote that is open until the limit. But two scans that are
/// inside quotes at the same line end go on alike: a later one can jump to where the first stopped.
#[derive(Clone, Copy)]
struct Known {
    offset: u64,
    quoted: bool,
}

/// How the reading of more text went.
#[derive(Clone, Copy)]
enum ReadOn {
    More,
    /// The row is at its limit.
    Limit,
    /// The text is at its end.
    Ended,
}

/// Where a row ends.
enum End {
    /// Its length without the line end, and with it.
    Row { length: usize, with_end: usize },
    /// It does not end within the limit or the text.
    Nowhere(&'static str),
    /// There is no row any more.
    OfText,
}

impl<R: Read> CsvRows<R> {
    /// Begins at the first line of a decoded text.
    pub(super) fn new(text: R, layout: CsvLayout) -> Self {
        Self { window: Window::new(text), layout, known: None, ended: false }
    }

    fn next_cut(&mut self) -> io::Result<Option<Cut>> {
        if self.layout.first_line_names_delimiter {
            self.layout.first_line_names_delimiter = false;
            self.skip_line()?;
        }
        loop {
            let line = self.window.line();
            match self.find_end()? {
                End::OfText => return Ok(None),
                End::Nowhere(reason) => {
                    let bad = reject(line, reason, &self.window.unread()[..self.line_length()]);
                    self.skip_line()?;
                    return Ok(Some(Err(bad)));
                }
                End::Row { length, with_end } => {
                    let row = &self.window.unread()[..length];
                    let slice = (!self.is_blank(row)).then(|| Slice::new(line, row));
                    self.window.consume(with_end);
                    if let Some(slice) = slice {
                        return Ok(Some(Ok(slice)));
                    }
                }
            }
        }
    }

    /// Finds the end of the row at which the window begins, looking at no byte behind the limit:
    /// so the outcome does not depend on how much happens to be read already.
    fn find_end(&mut self) -> io::Result<End> {
        if self.window.byte(0)?.is_none() {
            return Ok(End::OfText);
        }
        let mut at = 0;
        let mut quoted = false;
        loop {
            let text = self.text();
            let rest = &text[at..];
            let found = match (quoted, self.known_behind(at)) {
                (false, _) => memchr3(b'"', b'\n', b'\r', rest),
                (true, None) => memchr(b'"', rest),
                (true, Some(_)) => memchr2(b'"', b'\n', rest),
            };
            let Some(found) = found.map(|distance| at + distance) else {
                at = text.len();
                match self.read_on(at)? {
                    ReadOn::More => continue,
                    ReadOn::Ended if !quoted && at <= RECORD_BYTES => {
                        return Ok(End::Row { length: at, with_end: at });
                    }
                    stop => return Ok(self.give_up(at, quoted, stop)),
                }
            };
            let byte = text[found];
            let opens = found == 0 || text[found - 1] == self.layout.delimiter;
            // What a quote or a CR means depends on the byte behind it.
            let next = text.get(found + 1).copied();
            if next.is_none() {
                match self.read_on(found + 1)? {
                    ReadOn::More => {
                        at = found;
                        continue;
                    }
                    ReadOn::Limit => return Ok(self.give_up(found, quoted, ReadOn::Limit)),
                    ReadOn::Ended => {}
                }
            }
            match (byte, quoted) {
                (b'"', true) if next == Some(b'"') => at = found + 2,
                (b'"', true) => (at, quoted) = (found + 1, false),
                (b'"', false) => (at, quoted) = (found + 1, opens),
                (_, true) => {
                    at = found + 1;
                    if let Some((behind, then_quoted)) = self.known_behind(found) {
                        (at, quoted) = (behind, then_quoted);
                        self.known = None;
                    }
                }
                (_, false) if found > RECORD_BYTES => {
                    return Ok(self.give_up(found, quoted, ReadOn::Limit));
                }
                (end, false) => {
                    let pair = end == b'\r' && next == Some(b'\n');
                    let with_end = found + if pair { 2 } else { 1 };
                    return Ok(End::Row { length: found, with_end });
                }
            }
        }
    }

    /// Returns the part of the window that may belong to the row and its line end.
    fn text(&self) -> &[u8] {
        let unread = self.window.unread();
        &unread[..unread.len().min(SCAN_BYTES)]
    }

    /// Reads on when the scan has come to the end of what was read.
    fn read_on(&mut self, at: usize) -> io::Result<ReadOn> {
        if at >= SCAN_BYTES {
            return Ok(ReadOn::Limit);
        }
        Ok(if self.window.byte(at)?.is_some() { ReadOn::More } else { ReadOn::Ended })
    }

    /// Returns where an abandoned scan stopped behind an index of the window, and in which state.
    fn known_behind(&self, index: usize) -> Option<(usize, bool)> {
        let known = self.known?;
        let behind = usize::try_from(known.offset.checked_sub(self.window.offset())?).ok()?;
        (behind > index).then_some((behind, known.quoted))
    }

    fn give_up(&mut self, at: usize, quoted: bool, stop: ReadOn) -> End {
        self.known = Some(Known { offset: self.window.offset() + at as u64, quoted });
        End::Nowhere(match (quoted, stop) {
            (true, ReadOn::Ended) => NEVER_CLOSED,
            (true, _) => CLOSED_TOO_LATE,
            (false, _) => TOO_LARGE,
        })
    }

    /// Returns the length of the line at which the window begins, as far as it was read.
    fn line_length(&self) -> usize {
        let unread = self.window.unread();
        memchr2(b'\n', b'\r', unread).unwrap_or(unread.len())
    }

    /// Leaves the line at which the window begins behind, without holding it.
    fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let length = self.line_length();
            match self.window.byte(length)? {
                Some(b'\r') => {
                    let pair = self.window.byte(length + 1)? == Some(b'\n');
                    self.window.consume(length + if pair { 2 } else { 1 });
                    return Ok(());
                }
                Some(b'\n') => {
                    self.window.consume(length + 1);
                    return Ok(());
                }
                Some(_) => self.window.consume(length),
                None => {
                    self.window.consume(length);
                    return Ok(());
                }
            }
        }
    }

    /// Returns whether a row is only spaces. A row of nothing but delimiters is not blank: it is a
    /// record without content, and whoever reads columns says so.
    fn is_blank(&self, row: &[u8]) -> bool {
        row.iter().all(|byte| matches!(byte, b' ' | b'\t') && *byte != self.layout.delimiter)
    }
}

impl<R: Read> Iterator for CsvRows<R> {
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
