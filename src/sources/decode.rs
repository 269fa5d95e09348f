//! Bytes in any usual encoding to clean UTF-8, as a stream.
//!
//! It owns the telling of encodings and the refusal of files that are no text. It must not know
//! rows, values or leads. What can not be decoded becomes U+FFFD; a NUL in the text stays, for the
//! splitters to replace. To refuse another kind of file, add its first bytes to [`BINARY`].

use std::io::{Cursor, Read};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use encoding_rs_io::DecodeReaderBytesBuilder;

use super::error::SourceError;

/// How many bytes are looked at to tell the encoding.
const LOOK_BYTES: usize = 512;
/// How many bytes are decoded at a time.
const CHUNK: usize = 64 << 10;

/// The first bytes of files that are no text, what they are, and what to do.
const BINARY: &[(&[u8], &str, &str)] = &[
    (b"PK\x03\x04", "an Excel workbook or another zip file", "export it as CSV, or unpack it"),
    (b"PK\x05\x06", "an empty zip file", "choose the file that was meant to be in it"),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an old Excel workbook", "export it as CSV"),
    (b"SQLite format 3\0", "a SQLite database", "export its leads as CSV or JSON"),
    (b"\x1F\x8B", "a gzip file", "unpack it first"),
    (b"\xFD7zXZ\0", "an xz file", "unpack it first"),
    (b"\x28\xB5\x2F\xFD", "a zstd file", "unpack it first"),
    (b"7z\xBC\xAF\x27\x1C", "a 7z file", "unpack it first"),
    (b"%PDF-", "a PDF", "export the leads as CSV or JSON"),
    (b"PAR1", "a Parquet file", "export it as CSV or JSON"),
    (b"\xFF\xFE\0\0", "text in UTF-32", "save it as UTF-8"),
    (b"\0\0\xFE\xFF", "text in UTF-32", "save it as UTF-8"),
];

/// Returns a reader of the same text in UTF-8 without a byte order mark.
pub(super) fn decode<R: Read>(mut input: R) -> Result<impl Read + use<R>, SourceError> {
    let mut first = Vec::with_capacity(LOOK_BYTES);
    input.by_ref().take(LOOK_BYTES as u64).read_to_end(&mut first).map_err(SourceError::Io)?;
    refuse_binary(&first)?;
    let (encoding, mark) = encoding_of(&first);
    first.drain(..mark);
    DecodeReaderBytesBuilder::new()
        .encoding(Some(encoding))
        .bom_sniffing(false)
        .build_with_buffer(Cursor::new(first).chain(input), vec![0; CHUNK])
        .map_err(SourceError::Io)
}

fn refuse_binary(first: &[u8]) -> Result<(), SourceError> {
    match BINARY.iter().find(|(magic, ..)| first.starts_with(magic)) {
        Some(&(_, what, advice)) => Err(SourceError::Binary { what, advice }),
        None => Ok(()),
    }
}

/// Returns the encoding that the first bytes show, and the length of its mark.
fn encoding_of(first: &[u8]) -> (&'static Encoding, usize) {
    if let Some((encoding, mark)) = Encoding::for_bom(first) {
        return (encoding, mark);
    }
    // Headers and keys are nearly all ASCII, so most pairs of UTF-16 hold a NUL, always on the same
    // side (a few letters have one on the other). A stray NUL in other text is far from that.
    let pairs = first.len() / 2;
    let nuls = |side: usize| first.chunks_exact(2).filter(|pair| pair[side] == 0).count();
    let is_side = |nuls: usize, other: usize| nuls * 2 > pairs && other * 8 <= nuls;
    match (nuls(0), nuls(1)) {
        (high, low) if is_side(high, low) => (UTF_16BE, 0),
        (low, high) if is_side(high, low) => (UTF_16LE, 0),
        _ => (UTF_8, 0),
    }
}

#[cfg(test)]
mod tests;
