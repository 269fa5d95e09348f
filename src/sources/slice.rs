//! The text of one record, cut out of its input, or the reason why it could not be.
//!
//! It owns the limits of a record's size and how the raw text of a reject is shortened. It must not
//! know what a record means.

use memchr::{memchr2, memmem};

use crate::domain::record::Reject;
use crate::domain::text::Text;

/// The most bytes that the text of one record may have.
pub(super) const RECORD_BYTES: usize = 1 << 20;
/// The most bytes of raw text that a reject keeps.
pub(super) const REJECT_BYTES: usize = 4 << 10;

const REPLACEMENT: &str = "\u{FFFD}";

/// The text of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slice {
    /// The physical line on which it begins, from 1, blank lines counted.
    pub(super) line: u64,
    /// Its text, without NUL.
    pub(super) text: String,
    /// Whether something in it could not be decoded and is now U+FFFD.
    pub(super) damaged: bool,
}

/// What a splitter finds at one place: a record's text, or why there is none.
pub(super) type Cut = Result<Slice, Reject>;

impl Slice {
    /// Takes the bytes of a record that begins on a line.
    pub(super) fn new(line: u64, bytes: &[u8]) -> Self {
        let mut text = String::from_utf8_lossy(bytes).into_owned();
        let mut damaged = false;
        // One pass finds that nothing is wrong, as is usual: 0xEF begins U+FFFD in UTF-8.
        if memchr2(0, 0xEF, text.as_bytes()).is_some() {
            if text.contains('\0') {
                text = text.replace('\0', REPLACEMENT);
            }
            damaged = memmem::find(text.as_bytes(), REPLACEMENT.as_bytes()).is_some();
        }
        Self { line, text, damaged }
    }
}

/// Makes a reject of the bytes of a record that begins on a line; of many, it keeps the first.
pub(super) fn reject(line: u64, reason: impl Into<String>, bytes: &[u8]) -> Reject {
    let kept = &bytes[..bytes.len().min(REJECT_BYTES)];
    let mut raw = Slice::new(line, kept).text;
    if kept.len() < bytes.len() {
        // The cut may have gone through a character, which decoding then replaced.
        while raw.ends_with(REPLACEMENT) {
            raw.pop();
        }
    }
    Reject { line, reason: reason.into(), raw: Text::new(raw.trim_end()) }
}
