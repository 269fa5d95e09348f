use std::io::{self, Read};

use proptest::collection::vec;
use proptest::prelude::*;

use super::super::slice::{RECORD_BYTES, REJECT_BYTES};
use super::*;

/// Hands over a few bytes at a time.
struct Drops<'a>(&'a [u8], usize);

impl Read for Drops<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let few = into.len().min(self.1);
        self.0.read(&mut into[..few])
    }
}

/// Each value as its line and text, each reject as its line, reason and raw text.
type Seen = (u64, Result<String, (String, String)>);

fn seen<R: Read>(values: JsonValues<R>) -> Vec<Seen> {
    values
        .map(|cut| match cut.expect("is read") {
            Ok(slice) => (slice.line, Ok(slice.text)),
            Err(bad) => (bad.line, Err((bad.reason, bad.raw.raw().to_owned()))),
        })
        .collect()
}

fn values_of(text: &str) -> Vec<Seen> {
    seen(JsonValues::values(text.as_bytes()))
}

fn good(line: u64, text: &str) -> Seen {
    (line, Ok(text.to_owned()))
}

fn bad(line: u64, reason: &str, raw: &str) -> Seen {
    (line, Err((reason.to_owned(), raw.to_owned())))
}

fn check(cases: &[(&str, &str, Vec<Seen>)]) {
    for (name, text, expected) in cases {
        assert_eq!(&values_of(text), expected, "{name}");
        let drops = JsonValues::values(Drops(text.as_bytes(), 1));
        assert_eq!(&seen(drops), expected, "{name}, in drops");
        if !text.contains('\r') {
            let text = text.replace('\n', "\r\n");
            let lines = |rows: &[Seen]| rows.iter().map(|row| row.0).collect::<Vec<_>>();
            assert_eq!(lines(&values_of(&text)), lines(expected), "{name}, with CRLF");
        }
    }
}

#[test]
fn records_come_out_wherever_they_may_stand() {
    let pair = || vec![good(1, r#"{"a":1}"#), good(2, r#"{"b":2}"#)];
    check(&[
        ("nothing", "", vec![]),
        ("only blank lines", " \n\t\n", vec![]),
        ("an empty list", "[]", vec![]),
        ("one after another", "{\"a\":1}\n{\"b\":2}", pair()),
        (
            "with blank lines",
            "\n\n{\"a\":1}\n\n{\"b\":2}",
            vec![good(3, "{\"a\":1}"), good(5, "{\"b\":2}")],
        ),
        ("on one line", "{\"a\":1}{\"b\":2}", vec![good(1, "{\"a\":1}"), good(1, "{\"b\":2}")]),
        ("in a list", "[{\"a\":1},\n{\"b\":2}]", pair()),
        ("in two lists", "[{\"a\":1}]\n[{\"b\":2}]", pair()),
        ("each with a mark", "\u{FEFF}{\"a\":1}\n\u{FEFF}{\"b\":2}", pair()),
        ("without commas between", "[{\"a\":1}\n{\"b\":2}]", pair()),
        (
            "laid out over lines",
            "[\n  {\n    \"a\": {\n      \"x\": [\n        {\n          \"y\": 1 }\n] }\n  },\n  {\"b\": \"}{][\\\"\\\\\"}\n]\n",
            vec![
                good(
                    2,
                    "{\n    \"a\": {\n      \"x\": [\n        {\n          \"y\": 1 }\n] }\n  }",
                ),
                good(9, "{\"b\": \"}{][\\\"\\\\\"}"),
            ],
        ),
        (
            "a list in a list and a text are values too",
            "[[1,{}],\"x,]\"]",
            vec![good(1, "[1,{}]"), good(1, "\"x,]\"")],
        ),
    ]);
}

#[test]
fn a_wrapper_is_told_from_a_lead_by_the_keys_before_its_list() {
    let whole = |text: &'static str| (text, text, vec![good(1, text)]);
    check(&[
        ("value", "{\"value\":[{\"a\":1}]}", vec![good(1, "{\"a\":1}")]),
        (
            "with its data around it",
            "{\"@odata.context\":\"x{\",\"odata.count\":2,\"Total_Count\":{\"n\":[1]},\n\"LEADS\" : [ {\"a\":1},{\"b\":2} ],\n\"next\":{\"items\":[{\"c\":3}]},\"z\":\"}\"}\n{\"d\":4}",
            vec![good(2, "{\"a\":1}"), good(2, "{\"b\":2}"), good(4, "{\"d\":4}")],
        ),
        ("an empty one", "{\"count\":0,\"items\":[]}", vec![]),
        (
            "several",
            "{\"results\":[{\"a\":1}]}\n{\"results\":[{\"b\":2}]}",
            vec![good(1, "{\"a\":1}"), good(2, "{\"b\":2}")],
        ),
        (
            "a count of the same name",
            "{\"records\":1,\"data\":[{\"a\":1}]}",
            vec![good(1, "{\"a\":1}")],
        ),
        (
            "a broken end",
            "{\"data\":[{\"a\":1}],\"x\":\"y\n{\"b\":2}",
            vec![good(1, "{\"a\":1}"), good(2, "{\"b\":2}")],
        ),
        whole("{\"id\":1,\"stage\":\"new\",\"records\":[{\"a\":1}]}"),
        whole("{\"data\":{\"leads\":[1]}}"),
        whole("{\"value\":\"[\",\"x\":[{}]}"),
        (
            "none within a list",
            "[{\"items\":[{\"a\":1}]}]",
            vec![good(1, "{\"items\":[{\"a\":1}]}")],
        ),
    ]);
}

#[test]
fn what_is_broken_is_rejected_and_its_neighbours_come_out() {
    check(&[
        (
            "a string that is open at its line's end",
            "[\n{\"a\":1},\n{\"a\":\"x},\n{\"a\":3}\n]",
            vec![good(2, "{\"a\":1}"), bad(3, BROKEN_STRING, "{\"a\":\"x},"), good(4, "{\"a\":3}")],
        ),
        (
            "a line end in a string of a record laid out over lines",
            "[\n  {\n    \"a\": \"x\ny\",\n    \"u\": {\n      \"b\": 1\n    }\n  },\n  {\"a\":3}\n]",
            vec![
                bad(
                    2,
                    BROKEN_STRING,
                    "{\n    \"a\": \"x\ny\",\n    \"u\": {\n      \"b\": 1\n    }\n  },",
                ),
                good(9, "{\"a\":3}"),
            ],
        ),
        (
            "a line end in a string of a list on one line",
            "[{\"a\":\"x\ny\"},{\"b\":2},{\"c\":3}]",
            vec![
                bad(1, BROKEN_STRING, "{\"a\":\"x\ny\"},"),
                good(2, "{\"b\":2}"),
                good(2, "{\"c\":3}"),
            ],
        ),
        (
            "an object that is never closed",
            "{\"a\":{\"b\":1}\n{\"c\":2}\n{\"d\":3}",
            vec![
                bad(1, UNFINISHED, "{\"a\":{\"b\":1}"),
                good(2, "{\"c\":2}"),
                good(3, "{\"d\":3}"),
            ],
        ),
        (
            "an object that is never closed, on one line",
            "[{\"a\":{\"b\":1},{\"c\":2},{\"d\":3}]",
            vec![
                bad(1, UNFINISHED, "{\"a\":{\"b\":1},"),
                good(1, "{\"c\":2}"),
                good(1, "{\"d\":3}"),
            ],
        ),
        (
            "a list that is never closed",
            "{\"a\":[1,\n{\"c\":2},\n{\"d\":3}",
            vec![bad(1, FILE_ENDS, "{\"a\":[1,"), good(2, "{\"c\":2}"), good(3, "{\"d\":3}")],
        ),
        (
            "the wrong bracket",
            "[{\"a\":[1},{\"b\":2}]",
            vec![good(1, "{\"a\":[1}"), good(1, "{\"b\":2}")],
        ),
        (
            "the end of the list",
            "[{\"a\":1]\n{\"b\":2}",
            vec![bad(1, LIST_ENDS, "{\"a\":1"), good(2, "{\"b\":2}")],
        ),
        (
            "an object without its end before the list's",
            "{\"value\":[{\"a\":1},\n{\"b\":{\"c\":1}\n],\"next\":null}\n{\"d\":4}",
            vec![good(1, "{\"a\":1}"), bad(2, LIST_ENDS, "{\"b\":{\"c\":1}"), good(4, "{\"d\":4}")],
        ),
        (
            "one quote too many",
            "[{\"a\":\"5\" disk\"},{\"b\":\"x\"},{\"c\":\"y\"}]",
            vec![
                bad(1, FILE_ENDS, "{\"a\":\"5\" disk\"},"),
                good(1, "{\"b\":\"x\"}"),
                good(1, "{\"c\":\"y\"}"),
            ],
        ),
        (
            "two times one quote too many",
            "[{\"a\":\"5\" disk\"},{\"b\":\"x\"},{\"c\":\"6\" disk\"},{\"d\":\"x\"}]",
            vec![
                bad(1, BAD_QUOTE, "{\"a\":\"5\" disk\"},"),
                good(1, "{\"b\":\"x\"}"),
                bad(1, FILE_ENDS, "{\"c\":\"6\" disk\"},"),
                good(1, "{\"d\":\"x\"}"),
            ],
        ),
        (
            "two quotes too many",
            "{\"a\":\"x \"y\" z\"}\n{\"b\":1}",
            vec![good(1, "{\"a\":\"x \"y\" z\"}"), good(2, "{\"b\":1}")],
        ),
        (
            "a cut file",
            "[{\"a\":1},{\"b\":[{\"x\":1},{\"y",
            vec![good(1, "{\"a\":1}"), bad(1, FILE_ENDS, "{\"b\":[{\"x\":1},{\"y")],
        ),
        (
            "a cut file laid out over lines",
            "[\n  {\n    \"a\": [\n      {\n        \"b\": 1",
            vec![bad(2, FILE_ENDS, "{\n    \"a\": [\n      {\n        \"b\": 1")],
        ),
        (
            "stray lines",
            "HTTP/1.1 200 OK\nx: {y}\n\n[\n{\"a\":1}\n]]\n}\n{\"b\":2} end",
            vec![
                bad(1, STRAY, "HTTP/1.1 200 OK\nx: {y}"),
                good(5, "{\"a\":1}"),
                bad(6, STRAY, "]\n}"),
                good(8, "{\"b\":2}"),
                bad(8, STRAY, "end"),
            ],
        ),
        (
            "words in a list",
            "[null, 12,{\"a\":1},tr ue}},{\"b\":2}]",
            vec![
                bad(1, NO_OBJECT, "null"),
                bad(1, NO_OBJECT, "12"),
                good(1, "{\"a\":1}"),
                bad(1, NO_OBJECT, "tr ue"),
                bad(1, STRAY, "}},"),
                good(1, "{\"b\":2}"),
            ],
        ),
    ]);
}

#[test]
fn each_line_stands_for_itself_where_that_is_said() {
    let text = "{\"a\":1}\r\n\r\n  {\"b\":\"x,\r\n{\"value\":[{}]} ,\nx\r{\"c\"";
    let expected = [
        good(1, "{\"a\":1}"),
        good(3, "{\"b\":\"x"),
        good(4, "{\"value\":[{}]} "),
        good(5, "x"),
        good(6, "{\"c\""),
    ];
    assert_eq!(seen(JsonValues::lines(text.as_bytes())), expected);
    assert_eq!(seen(JsonValues::lines(Drops(text.as_bytes(), 1))), expected);
    let fits = "x".repeat(RECORD_BYTES);
    let text = format!("a\n{fits}\r\n{fits}y\n{fits}{fits}{fits}\nb\n{fits}");
    let rejected = |line| bad(line, TOO_LARGE, &fits[..REJECT_BYTES]);
    let expected =
        [good(1, "a"), good(2, &fits), rejected(3), rejected(4), good(5, "b"), good(6, &fits)];
    assert!(seen(JsonValues::lines(text.as_bytes())) == expected);
    assert!(seen(JsonValues::lines(Drops(text.as_bytes(), 999))) == expected);
}

#[test]
fn a_record_over_the_limits_takes_only_itself() {
    let letters = "x".repeat(RECORD_BYTES - 8);
    let fits = format!("{{\"a\":\"{letters}\"}}");
    assert_eq!(fits.len(), RECORD_BYTES);
    let deep = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let (deepest, too_deep) = (deep(128), format!("{{\"a\":{}}}", deep(5_000)));
    let lines = format!("{{\"a\":[\n{}", " {\"b\": \"c\"},\n".repeat(300_000));
    let text = format!(
        "[{fits},{{\"b\":1}},{{\"a\":\"{letters}y\"}},{deepest},{too_deep},{{\"c\":[\"{letters}\\\"\",\n {{\"d\":[{{}}]}}]}},{{\"e\":1}}]"
    );
    let whole = values_of(&text);
    let expected = [
        good(1, &fits),
        good(1, "{\"b\":1}"),
        bad(1, TOO_LARGE, &format!("{{\"a\":\"{}", &letters[..REJECT_BYTES - 6])),
        good(1, &deepest),
        bad(1, TOO_DEEP, &too_deep[..REJECT_BYTES]),
        bad(1, TOO_LARGE, &format!("{{\"c\":[\"{}", &letters[..REJECT_BYTES - 7])),
        good(2, "{\"e\":1}"),
    ];
    assert!(whole == expected);
    assert!(seen(JsonValues::values(Drops(text.as_bytes(), 997))) == whole);
    // Over the limit and never closed: a line that is indented as little ends it.
    let found = values_of(&format!("{lines}{{\"z\":1}}\n"));
    assert_eq!((found.len(), found.last()), (2, Some(&good(300_002, "{\"z\":1}"))));
    // Deep inside a string there is nothing to count.
    let hidden = format!("{{\"a\":\"{}\"}}", "[{".repeat(1_000));
    assert_eq!(values_of(&hidden), [good(1, &hidden)]);
}

#[test]
fn the_list_of_a_wrapper_may_be_of_any_length() {
    let element = "{\"a\":\"0123456789012345678901234567890123456789\"},\n";
    let count = 60_000;
    let text = format!("{{\"value\":[{}],\"count\":1}}", element.repeat(count));
    let found = values_of(&text);
    assert_eq!(found.len(), count);
    assert_eq!(found.last().map(|row| (row.0, row.1.is_ok())), Some((count as u64, true)));
}

#[test]
fn many_unfinished_records_do_not_take_forever() {
    for line in ["{\"a\":[\n", "{\"a\":{\"b\":[1,\n", "{\n", "[{\"a\":\n", "{\"a\":\"\n"] {
        let found = values_of(&line.repeat(100_000));
        assert!((1..=100_000).contains(&found.len()), "{line}: {}", found.len());
    }
}

proptest! {
    #[test]
    fn any_text_gives_the_same_values_however_it_arrives(
        text in prop_oneof![
            "\\PC{0,200}",
            "[\\[\\]{}{}\"\"\\\\:,,\n\r a1\u{FEFF}]{0,200}",
            "(\\{\"[a-c]\":|\"x\"|\\[|\\]|\\}|,|\n|\n  \\{|\\{\"value\":\\[|\"|1){0,60}",
        ],
        few in 1_usize..9,
    ) {
        let whole = values_of(&text);
        prop_assert!(whole.len() <= text.len());
        prop_assert!(whole.windows(2).all(|pair| pair[0].0 <= pair[1].0));
        prop_assert_eq!(seen(JsonValues::values(Drops(text.as_bytes(), few))), whole);
        let lines = seen(JsonValues::lines(text.as_bytes()));
        prop_assert!(lines.len() <= text.len());
        prop_assert_eq!(seen(JsonValues::lines(Drops(text.as_bytes(), few))), lines);
    }

    #[test]
    fn any_bytes_end(bytes in vec(any::<u8>(), 0..300)) {
        prop_assert!(seen(JsonValues::values(&bytes[..])).len() <= bytes.len());
        prop_assert!(seen(JsonValues::lines(&bytes[..])).len() <= bytes.len());
    }

    #[test]
    fn every_good_element_comes_out_on_its_line(
        elements in vec((0_usize..10, "[a-z{}\\[\\]é, ]{0,9}", any::<bool>()), 1..20),
        around in prop::sample::select(&[("", "\n", ""), ("[\n", ",\n", "]"), ("{\"count\":1,\"value\":[\n", ",\n", "],\"z\":{}}")]),
    ) {
        const BAD: [&str; 7] = [
            "{\"bad\":\"x", "{\"bad\":{\"y\":1}", "{\"bad\":[1,", "{\"bad\":[1}", "{\"bad\":\"x\" y\"}", "{\"bad\"", "{\"bad\":{\"y\":[",
        ];
        let (begin, between, end) = around;
        let mut text = begin.to_owned();
        let mut expected = Vec::new();
        let mut line = 1 + begin.matches('\n').count() as u64;
        for (kind, letters, laid_out) in elements {
            let element = match BAD.get(kind) {
                Some(bad) => (*bad).to_owned(),
                None => {
                    let space = if laid_out { "\n   " } else { "" };
                    let element = format!("{{{space}\"n\":{{\"x\":[{{\"y\":\"{letters}\"}},{{}}]}}{space}}}");
                    expected.push(good(line, &element));
                    element
                }
            };
            text.push_str(&element);
            text.push_str(between);
            line += 1 + element.matches('\n').count() as u64;
        }
        text.push_str(end);
        let mut found = values_of(&text);
        found.retain(|row| matches!(&row.1, Ok(text) if text.contains("\"n\"")));
        prop_assert_eq!(found, expected, "{}", text);
    }
}
