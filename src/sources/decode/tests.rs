use std::io::Read;

use super::super::error::SourceError;
use super::decode;

fn decoded(bytes: &[u8]) -> String {
    let mut text = String::new();
    decode(bytes).expect("is text").read_to_string(&mut text).expect("is UTF-8");
    text
}

fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(order).collect()
}

#[test]
fn every_usual_encoding_gives_the_same_text() {
    let row = "E-Mail;Vorname\r\nzoë@müller.de;Žofie 😀\r\n";
    // The long text needs many chunks, and no chunk ends where a row does.
    for text in [row.to_owned(), row.repeat(9_001)] {
        let marked = format!("\u{FEFF}{text}");
        let cases: &[(&str, Vec<u8>)] = &[
            ("UTF-8", text.clone().into()),
            ("UTF-8 with a mark", marked.clone().into()),
            ("UTF-16 LE with a mark", utf16(&marked, u16::to_le_bytes)),
            ("UTF-16 BE with a mark", utf16(&marked, u16::to_be_bytes)),
            ("UTF-16 LE without a mark", utf16(&text, u16::to_le_bytes)),
            ("UTF-16 BE without a mark", utf16(&text, u16::to_be_bytes)),
        ];
        for (name, bytes) in cases {
            assert!(decoded(bytes) == text, "{name}, {} bytes", bytes.len());
        }
    }
}

#[test]
fn what_is_not_text_in_its_encoding_is_replaced_and_the_rest_stays() {
    let cases: &[(&[u8], &str)] = &[
        (b"", ""),
        (b"a", "a"),
        (b"\xEF\xBB\xBF", ""),
        (b"a\xFFb", "a\u{FFFD}b"),
        (b"M\xFCller,x", "M\u{FFFD}ller,x"),
        (b"abc\xE2\x82", "abc\u{FFFD}"),
        (b"a\0b,c", "a\0b,c"),
        (b"a\0,b\0,c,ddd", "a\0,b\0,c,ddd"),
        (b"\xFF\xFEa\0b", "a\u{FFFD}"),
        (b"\xFF\xFEa\0\0\xD8b\0", "a\u{FFFD}b"),
    ];
    for (bytes, text) in cases {
        assert_eq!(decoded(bytes), *text, "{bytes:?}");
    }
}

#[test]
fn a_file_that_is_no_text_is_refused_with_advice() {
    let cases: &[(&[u8], &str)] = &[
        (b"PK\x03\x04\x14\0\x06\0", "Excel"),
        (b"SQLite format 3\0\x10\0", "SQLite"),
        (b"\x1F\x8B\x08\0", "gzip"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\xFF\xFE\0\0a\0\0\0", "UTF-32"),
    ];
    for (bytes, word) in cases {
        match decode(*bytes).err() {
            Some(error @ SourceError::Binary { .. }) => {
                assert!(error.to_string().contains(word), "{error}");
            }
            other => panic!("{bytes:?} gave {other:?}"),
        }
    }
}
