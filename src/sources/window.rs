//! The part of a stream that was read but not yet cut into records, and the line it begins on.
//!
//! It owns the buffer and the counting of lines. It must not know what is in it; a splitter looks at
//! [`Window::unread`], asks for more, and consumes what it has understood.

use std::io::{self, ErrorKind, Read};

use memchr::memchr2_iter;

/// How much is asked of the reader at a time.
const CHUNK: usize = 64 << 10;

/// Unread bytes of a stream.
pub(super) struct Window<R> {
    reader: R,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    ended: bool,
    offset: u64,
    line: u64,
    after_return: bool,
}

impl<R: Read> Window<R> {
    /// Begins at the first byte of a reader, on line 1.
    pub(super) fn new(reader: R) -> Self {
        Self {
            reader,
            buffer: vec![0; 2 * CHUNK],
            start: 0,
            end: 0,
            ended: false,
            offset: 0,
            line: 1,
            after_return: false,
        }
    }

    /// Returns the bytes that were read and not yet consumed.
    pub(super) fn unread(&self) -> &[u8] {
        &self.buffer[self.start..self.end]
    }

    /// Returns how many bytes of the stream lie before the unread ones.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// Returns the line on which the unread bytes begin.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Reads more behind the unread bytes; returns false at the end of the stream.
    pub(super) fn fill(&mut self) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        if self.buffer.len() - self.end < CHUNK {
            self.make_room();
        }
        loop {
            match self.reader.read(&mut self.buffer[self.end..]) {
                Ok(0) => {
                    self.ended = true;
                    return Ok(false);
                }
                Ok(read) => {
                    self.end += read;
                    return Ok(true);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => {
                    self.ended = true;
                    return Err(error);
                }
            }
        }
    }

    /// Returns the byte at an index of the unread ones, reading as far as needed.
    pub(super) fn byte(&mut self, index: usize) -> io::Result<Option<u8>> {
        while self.end - self.start <= index {
            if !self.fill()? {
                return Ok(None);
            }
        }
        Ok(Some(self.buffer[self.start + index]))
    }

    /// Gives up the first unread bytes, counting the lines that end in them.
    pub(super) fn consume(&mut self, count: usize) {
        let gone = &self.buffer[self.start..self.end.min(self.start + count)];
        self.line += line_ends(gone, self.after_return);
        if let Some(last) = gone.last() {
            self.after_return = *last == b'\r';
        }
        self.offset += gone.len() as u64;
        self.start += gone.len();
    }

    /// Moves the unread bytes to the front, but only where they are the smaller part: so each byte
    /// is moved about once, however much a splitter holds back.
    fn make_room(&mut self) {
        let unread = self.end - self.start;
        if unread <= self.buffer.len() / 2 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.start = 0;
            self.end = unread;
        }
        if self.buffer.len() - self.end < CHUNK {
            let length = self.buffer.len();
            self.buffer.resize(length + length / 2, 0);
        }
    }
}

/// Counts the line ends in some bytes: LF, CRLF, or a CR on its own.
fn line_ends(bytes: &[u8], mut after_return: bool) -> u64 {
    let mut next = 0;
    let mut count = 0;
    for at in memchr2_iter(b'\n', b'\r', bytes) {
        let completes_pair = bytes[at] == b'\n' && after_return && at == next;
        if !completes_pair {
            count += 1;
        }
        after_return = bytes[at] == b'\r';
        next = at + 1;
    }
    count
}
