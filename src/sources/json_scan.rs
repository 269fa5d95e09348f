//! Finds where one JSON value ends, or the place at which it shows that it never will.
//!
//! It owns the nesting, the strings and the signs of an unfinished value. It does not check that the
//! value is right (whoever reads its text does), holds no text, and must not know what comes before
//! or after the value. It can be fed a text bit by bit.

use memchr::memchr3;

use super::wrapper::WrapperKeys;

/// How deep a value may be nested.
pub(super) const DEPTH: usize = 128;

/// What a scan has come to. Its place is [`Scan::at`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// The end of the text; the scan goes on when there is more of it.
    EndOfText,
    /// The end of the value, just behind it.
    EndOfValue,
    /// The first element of a wrapper's list, or its end.
    List,
    /// An object that can not stand in this value, so that another one begins.
    NextValue,
    /// A line end inside a string.
    BrokenString,
    /// A bracket that closes the list in which the value stands.
    EndOfList,
    /// A bracket that is nested too deep.
    TooDeep,
}

/// The scan of one value.
pub(super) struct Scan {
    /// The index of the next byte to look at.
    pub(super) at: usize,
    /// Where, first, something stood right behind a string: so a quote in it was not escaped, and
    /// what looks like a string may be what stands between two.
    pub(super) odd: Option<usize>,
    open: Vec<u8>,
    /// How many brackets are open beyond those in `open`; only while the value is being skipped.
    deeper: u64,
    /// The last byte that was not white space.
    last: u8,
    /// Where the string began that is open.
    string_from: Option<usize>,
    /// The width of the white space since the line began, while there was nothing else but commas.
    indent: Option<usize>,
    in_list: bool,
    keys: Option<WrapperKeys>,
    skipping: bool,
    /// At which indent an object begins another value, whatever is open.
    give_up_indent: Option<usize>,
}

impl Scan {
    /// Begins at the first byte of a value that stands on its own and may be a wrapper.
    pub(super) fn of_top() -> Self {
        Self { keys: Some(WrapperKeys::new()), ..Self::of_element() }.outside_list()
    }

    /// Begins at the first byte of an element of a list.
    pub(super) fn of_element() -> Self {
        Self {
            at: 0,
            odd: None,
            open: Vec::new(),
            deeper: 0,
            // As if behind a key: any value may begin.
            last: b':',
            string_from: None,
            indent: None,
            in_list: true,
            keys: None,
            skipping: false,
            give_up_indent: None,
        }
    }

    /// Begins behind the list of a wrapper.
    pub(super) fn of_rest() -> Self {
        Self { open: vec![b'{'], last: b']', skipping: true, ..Self::of_element() }.outside_list()
    }

    fn outside_list(self) -> Self {
        Self { in_list: false, ..self }
    }

    /// Goes on without a limit of depth, until the value ends or an object begins a line that is
    /// indented by no more than this.
    pub(super) fn skip_until_indent(&mut self, indent: usize) {
        self.skipping = true;
        self.keys = None;
        self.give_up_indent = Some(indent);
    }

    /// Forgets the bytes before the place of the scan, and returns how many they are.
    pub(super) fn forget(&mut self) -> usize {
        self.string_from = self.string_from.map(|_| 0);
        std::mem::take(&mut self.at)
    }

    /// Takes a line end inside a string for the end of the string.
    pub(super) fn close_string(&mut self) {
        self.string_from = None;
        self.last = b'"';
    }

    /// Looks on through a text, of which it has seen the first bytes before.
    pub(super) fn run(&mut self, text: &[u8]) -> Found {
        loop {
            if let Some(from) = self.string_from {
                if let Some(found) = self.run_string(text, from) {
                    return found;
                }
                continue;
            }
            let Some(byte) = text.get(self.at).copied() else {
                return Found::EndOfText;
            };
            match byte {
                b' ' | b'\t' => self.indent = self.indent.map(|width| width + 1),
                b'\n' | b'\r' => self.indent = Some(0),
                b',' => self.last = byte,
                b':' => self.seen(byte),
                b'"' => {
                    self.note_odd();
                    self.string_from = Some(self.at);
                }
                b'{' | b'[' => {
                    if let Some(found) = self.open(byte) {
                        return found;
                    }
                }
                b'}' | b']' => {
                    if let Some(found) = self.close(byte) {
                        return found;
                    }
                }
                _ => {
                    self.note_odd();
                    self.seen(byte);
                }
            }
            self.at += 1;
        }
    }

    fn note_odd(&mut self) {
        if self.last == b'"' && self.odd.is_none() {
            self.odd = Some(self.at);
        }
    }

    fn seen(&mut self, byte: u8) {
        self.last = byte;
        self.indent = None;
    }

    fn run_string(&mut self, text: &[u8], from: usize) -> Option<Found> {
        let rest = text.get(self.at..).unwrap_or_default();
        let Some(distance) = memchr3(b'"', b'\\', b'\n', rest) else {
            self.at = text.len();
            return Some(Found::EndOfText);
        };
        self.at += distance;
        match text[self.at] {
            b'\n' => Some(Found::BrokenString),
            b'\\' => match text.get(self.at + 1) {
                None => Some(Found::EndOfText),
                // An escape never reaches over the end of its line.
                Some(b'\n') => {
                    self.at += 1;
                    None
                }
                Some(_) => {
                    self.at += 2;
                    None
                }
            },
            _ => {
                let is_key = self.open == [b'{'] && matches!(self.last, b'{' | b',');
                if let (true, Some(keys)) = (is_key, &mut self.keys) {
                    keys.take(&text[from + 1..self.at]);
                }
                self.at += 1;
                self.string_from = None;
                self.seen(b'"');
                self.open.is_empty().then_some(Found::EndOfValue)
            }
        }
    }

    fn open(&mut self, bracket: u8) -> Option<Found> {
        let in_object = self.deeper == 0 && self.open.last() == Some(&b'{');
        if bracket == b'{' {
            let begins_line = self.indent.is_some();
            let can_stand = match self.last {
                b':' | b'[' => true,
                b',' => !in_object,
                _ => false,
            };
            // On a line of its own it is another value; so it is behind a comma that needs a key.
            let is_next = !can_stand && (begins_line || self.last == b',');
            let gives_up = self.indent.is_some_and(|width| Some(width) <= self.give_up_indent);
            if is_next || gives_up {
                return Some(Found::NextValue);
            }
        } else if self.last == b':'
            && self.open == [b'{']
            && self.keys.as_ref().is_some_and(WrapperKeys::list_follows)
        {
            self.at += 1;
            return Some(Found::List);
        }
        if self.open.len() < DEPTH {
            self.open.push(bracket);
        } else if self.skipping {
            self.deeper += 1;
        } else {
            return Some(Found::TooDeep);
        }
        self.seen(bracket);
        None
    }

    /// Closes a bracket and all that should have been closed before it.
    fn close(&mut self, bracket: u8) -> Option<Found> {
        let opener = if bracket == b'}' { b'{' } else { b'[' };
        if self.deeper > 0 {
            self.deeper -= 1;
        } else if let Some(depth) = self.open.iter().rposition(|open| *open == opener) {
            self.open.truncate(depth);
            if self.open.is_empty() {
                self.at += 1;
                return Some(Found::EndOfValue);
            }
        } else if bracket == b']' && self.in_list {
            return Some(Found::EndOfList);
        }
        self.seen(bracket);
        None
    }
}
