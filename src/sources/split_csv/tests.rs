use std::io::{self, Read};

use proptest::collection::vec;
use proptest::prelude::*;

use super::super::slice::{RECORD_BYTES, REJECT_BYTES};
use super::{CLOSED_TOO_LATE, CsvLayout, CsvRows, NEVER_CLOSED, TOO_LARGE};

/// Hands over a few bytes at a time.
struct Drops<'a>(&'a [u8], usize);

impl Read for Drops<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let few = into.len().min(self.1);
        self.0.read(&mut into[..few])
    }
}

const COMMA: CsvLayout = CsvLayout { delimiter: b',', first_line_names_delimiter: false };

/// Each row as its line and text, each reject as its line, reason and raw text.
type Seen = (u64, Result<String, (String, String)>);

fn rows_of(text: impl Read, layout: CsvLayout) -> Vec<Seen> {
    CsvRows::new(text, layout)
        .map(|cut| match cut.expect("is read") {
            Ok(slice) => (slice.line, Ok(slice.text)),
            Err(bad) => (bad.line, Err((bad.reason, bad.raw.raw().to_owned()))),
        })
        .collect()
}

fn good(line: u64, text: &str) -> Seen {
    (line, Ok(text.to_owned()))
}

fn bad(line: u64, reason: &str, raw: &str) -> Seen {
    (line, Err((reason.to_owned(), raw.to_owned())))
}

#[test]
fn rows_come_out_with_the_line_on_which_they_begin() {
    let cases: &[(&str, &str, Vec<Seen>)] = &[
        ("nothing", "", vec![]),
        ("only line ends", "\n\r\n\r\n \n", vec![]),
        ("no line end at the end", "a,b\n1,2", vec![good(1, "a,b"), good(2, "1,2")]),
        ("CRLF", "a,b\r\n1,2\r\n", vec![good(1, "a,b"), good(2, "1,2")]),
        ("CR alone", "a,b\r1,2\r", vec![good(1, "a,b"), good(2, "1,2")]),
        ("blank lines count", "\n\na\r\n\r\n  \r\nb\n", vec![good(3, "a"), good(6, "b")]),
        (
            "quoted line ends stay",
            "a,\"x\r\ny\nz\"\r\nb,c",
            vec![good(1, "a,\"x\r\ny\nz\""), good(4, "b,c")],
        ),
        (
            "doubled quotes",
            "\"a\"\"\n\"\"b\",c\nd",
            vec![good(1, "\"a\"\"\n\"\"b\",c"), good(3, "d")],
        ),
        (
            "a quote inside a field is a letter",
            "5\" disk,b\nc",
            vec![good(1, "5\" disk,b"), good(2, "c")],
        ),
        (
            "letters behind a closed quote",
            "\"a\"b\"c,d\ne",
            vec![good(1, "\"a\"b\"c,d"), good(2, "e")],
        ),
        ("an empty quoted field", "\"\",\"\"\n\"\"", vec![good(1, "\"\",\"\""), good(2, "\"\"")]),
        ("only delimiters", ",,\n", vec![good(1, ",,")]),
        (
            "an open quote takes only its own line",
            "a,b\n\"x,1\nc,d\ne,f\n",
            vec![good(1, "a,b"), bad(2, NEVER_CLOSED, "\"x,1"), good(3, "c,d"), good(4, "e,f")],
        ),
        ("an open quote at the end", "a\n\"", vec![good(1, "a"), bad(2, NEVER_CLOSED, "\"")]),
        (
            "an open quote before quoted rows is closed by the next one",
            "\"x\n\"y\",\"z\"\nb",
            vec![good(1, "\"x\n\"y\",\"z\""), good(3, "b")],
        ),
    ];
    for (name, text, expected) in cases {
        assert_eq!(&rows_of(text.as_bytes(), COMMA), expected, "{name}");
        assert_eq!(&rows_of(Drops(text.as_bytes(), 1), COMMA), expected, "{name}, in drops");
    }
}

#[test]
fn the_line_that_names_the_delimiter_is_skipped_and_counted() {
    let layout = CsvLayout { delimiter: b';', first_line_names_delimiter: true };
    let expected = [good(2, "a;\"b\nc\""), good(4, "1,\"2;3")];
    assert_eq!(rows_of("sep=;\r\na;\"b\nc\"\r\n1,\"2;3".as_bytes(), layout), expected);
    assert_eq!(rows_of("sep=;".as_bytes(), layout), []);
}

#[test]
fn a_tab_is_not_blank_where_it_delimits() {
    let tab = CsvLayout { delimiter: b'\t', first_line_names_delimiter: false };
    assert_eq!(
        rows_of("\t\n\"a\t\n\"\t\"b\"\n".as_bytes(), tab),
        [good(1, "\t"), good(2, "\"a\t\n\"\t\"b\"")]
    );
    assert_eq!(rows_of("\t\n".as_bytes(), COMMA), []);
}

#[test]
fn a_nul_never_cuts_a_row_and_damage_is_marked() {
    let text = "a\0b,c\nM\u{FFFD}ller,d\nﬁne,é\n";
    let slices: Vec<_> = CsvRows::new(text.as_bytes(), COMMA)
        .map(|cut| cut.expect("is read").expect("is cut"))
        .map(|slice| (slice.text, slice.damaged))
        .collect();
    let expected = [("a\u{FFFD}b,c", true), ("M\u{FFFD}ller,d", true), ("ﬁne,é", false)];
    assert_eq!(slices, expected.map(|(text, damaged)| (text.to_owned(), damaged)));
}

#[test]
fn a_row_of_1_mib_is_read_and_a_longer_one_rejected() {
    let fits = "x".repeat(RECORD_BYTES);
    let kept = &fits[..REJECT_BYTES];
    let quoted = format!("\"{}", "y\n".repeat(RECORD_BYTES / 2 + 1));
    for end in ["", "\n", "\r\n"] {
        assert!(rows_of(format!("{fits}{end}").as_bytes(), COMMA) == [good(1, &fits)]);
        let long = rows_of(format!("h\n{fits}x{end}").as_bytes(), COMMA);
        assert!(long == [good(1, "h"), bad(2, TOO_LARGE, kept)]);
    }
    let text = format!("h\n{fits}{fits}{fits}\nafter\n{quoted}");
    let rows = rows_of(text.as_bytes(), COMMA);
    let first =
        [good(1, "h"), bad(2, TOO_LARGE, kept), good(3, "after"), bad(4, CLOSED_TOO_LATE, "\"y")];
    assert!(rows[..4] == first);
    assert_eq!(rows.len(), 4 + RECORD_BYTES / 2);
    assert_eq!(rows.last(), Some(&good(4 + RECORD_BYTES as u64 / 2, "y")));
    assert!(rows_of(Drops(text.as_bytes(), 4097), COMMA) == rows);
}

#[test]
fn many_lines_that_each_open_a_quote_do_not_take_forever() {
    // Each line leaves a quote open, whether it begins inside one or outside.
    let lines = 400_000;
    let text = "\"a\",\"b\n".repeat(lines);
    let rows = rows_of(text.as_bytes(), COMMA);
    assert_eq!(rows.len(), lines);
    assert_eq!(rows[0], bad(1, CLOSED_TOO_LATE, "\"a\",\"b"));
    assert_eq!(rows[lines - 1], bad(lines as u64, NEVER_CLOSED, "\"a\",\"b"));
    // The same, but the last line closes it too late.
    let text = format!("{}\"{}\nend", &text[..RECORD_BYTES / 7 * 7], "c".repeat(RECORD_BYTES - 1));
    let rows = rows_of(text.as_bytes(), COMMA);
    assert_eq!(rows.len(), RECORD_BYTES / 7 + 2);
    assert_eq!(rows.last().map(|row| row.1.is_ok()), Some(true));
}

#[test]
fn an_error_of_the_reader_comes_out_once() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is gone"))
        }
    }
    let mut rows = CsvRows::new("a\nb".as_bytes().chain(Broken), COMMA);
    assert!(matches!(rows.next(), Some(Ok(Ok(_)))));
    assert!(matches!(rows.next(), Some(Err(_))));
    assert!(rows.next().is_none());
}

/// A field as a well-behaved writer writes it.
fn field() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z|@. é]{1,9}",
        "[a-z,\n\r\"]{0,9}".prop_map(|text| format!("\"{}\"", text.replace('"', "\"\""))),
    ]
}

proptest! {
    #[test]
    fn any_bytes_give_the_same_rows_however_they_arrive(
        bytes in prop_oneof![
            vec(any::<u8>(), 0..400),
            "[\"\"\"\n\r,;a ]{0,200}".prop_map(String::into_bytes),
        ],
        few in 1_usize..9,
    ) {
        let whole = rows_of(&bytes[..], COMMA);
        prop_assert!(whole.len() <= bytes.len());
        prop_assert!(whole.windows(2).all(|pair| pair[0].0 < pair[1].0));
        prop_assert_eq!(rows_of(Drops(&bytes, few), COMMA), whole);
    }

    #[test]
    fn the_rows_are_those_of_the_csv_crate(
        text in "[\"\"\"\n\r,,a ]{0,60}"
    ) {
        let rows = rows_of(text.as_bytes(), COMMA);
        prop_assume!(rows.iter().all(|row| row.1.is_ok()));
        let read = |text: &str| -> Vec<csv::StringRecord> {
            csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .from_reader(text.as_bytes())
                .records()
                .map(|row| row.expect("is CSV"))
                .filter(|row| row.len() > 1 || row.iter().any(|field| !field.trim_matches(' ').is_empty()))
                .collect()
        };
        let alone: Vec<_> =
            rows.iter().filter_map(|row| row.1.as_ref().ok()).flat_map(|row| read(row)).collect();
        prop_assert_eq!(alone, read(&text));
    }

    #[test]
    fn every_good_row_comes_out_on_its_line(
        rows in vec(vec(field(), 2..5), 1..20),
        end in prop_oneof![Just("\n"), Just("\r\n"), Just("\r")],
        blank in vec(0_usize..3, 20),
        bad_at in any::<prop::sample::Index>(),
    ) {
        let mut text = String::new();
        let mut expected = Vec::new();
        let mut line = 1;
        for (row, blank) in rows.iter().zip(blank) {
            text.push_str(&end.repeat(blank));
            line += blank as u64;
            let row = row.join(",");
            expected.push(good(line, &row));
            let crs = row.matches('\r').count() - row.matches("\r\n").count();
            line += 1 + (row.matches('\n').count() + crs) as u64;
            text.push_str(&row);
            text.push_str(end);
        }
        prop_assert_eq!(&rows_of(text.as_bytes(), COMMA), &expected);
        // A quote that nothing behind it closes takes its own line only.
        let at = bad_at.index(expected.len() + 1);
        if expected[at..].iter().all(|row| !matches!(&row.1, Ok(text) if text.contains('"'))) {
            let tail: String = expected[at..]
                .iter()
                .map(|row| format!("{}{end}", row.1.as_deref().unwrap_or_default()))
                .collect();
            let head = rows_of(text.as_bytes(), COMMA)[..at].to_vec();
            let mut mixed: String = head
                .iter()
                .map(|row| format!("{}{end}", row.1.as_deref().unwrap_or_default()))
                .collect();
            mixed.push_str("x,\"open");
            mixed.push_str(end);
            mixed.push_str(&tail);
            let found = rows_of(mixed.as_bytes(), COMMA);
            let texts = |rows: &[Seen]| -> Vec<String> {
                rows.iter().filter_map(|row| row.1.clone().ok()).collect()
            };
            prop_assert_eq!(texts(&found), texts(&expected));
            prop_assert_eq!(found.len(), expected.len() + 1);
        }
    }
}
