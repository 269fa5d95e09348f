use std::io::Read;

use proptest::prelude::*;

use super::super::Format;
use super::super::split_csv::CsvLayout;
use super::{Form, LOOK_BYTES, detect};

fn form(text: &str) -> Form {
    let (form, mut again) = detect(Format::Auto, text.as_bytes()).expect("is read");
    let mut whole = String::new();
    again.read_to_string(&mut whole).expect("is text");
    assert!(whole == text, "the text comes out again");
    form
}

fn csv(delimiter: u8) -> Form {
    Form::Csv(CsvLayout { delimiter, first_line_names_delimiter: false })
}

fn named(delimiter: u8) -> Form {
    Form::Csv(CsvLayout { delimiter, first_line_names_delimiter: true })
}

#[test]
fn the_form_is_found_by_content() {
    let long = format!("{{\"a\":\"{}\"}}\n{{\"b\":1}}", "x".repeat(LOOK_BYTES));
    let cases: &[(&str, &str, Form)] = &[
        ("nothing", "", Form::Json),
        ("only white space", "\n \r\n", Form::Json),
        ("a list", " \n[{\"a\":1}]", Form::Json),
        ("one object", "{\"a\":1}\n", Form::Json),
        ("objects on lines", "\n{\"a\":1}\r\n\r\n{\"b\":2}", Form::JsonLines),
        ("the second is broken", "{\"a\":1}\n{\"b\":", Form::JsonLines),
        ("the first is broken", "{\"a\":\n{\"b\":1}", Form::Json),
        ("laid out over lines", "{\n\"a\":1}\n{\"b\":2}", Form::Json),
        ("wrappers on lines", "{\"count\":1,\"value\":[{}]}\n{\"value\":[]}", Form::Json),
        ("a lead with records", "{\"id\":1,\"records\":[{}]}\n{\"id\":2}", Form::JsonLines),
        ("a first line that is too long to tell", &long, Form::Json),
        ("commas", "a,b;c,d\n1;2;3;4;5", csv(b',')),
        ("semicolons", "\r\n  \r\na;b,c;d\n1,2,3,4", csv(b';')),
        ("tabs", "a\tb, c\td\n", csv(b'\t')),
        ("a tab in front", "\ta\n", csv(b'\t')),
        ("bars are no delimiters", "a|b|c|d,e\n", csv(b',')),
        ("one column", "Email\na;b\n", csv(b',')),
        ("quotes hide delimiters", "\"a;b;c\nd;e\",f\n", csv(b',')),
        ("a first line that names it", "sep=;\r\na,b,c\n", named(b';')),
        ("in quotes", "\"SEP=\t\"\na,b,c\n", named(b'\t')),
        ("a column of that name", "sep=;x\n", csv(b';')),
    ];
    for (name, text, expected) in cases {
        assert_eq!(form(text), *expected, "{name}");
    }
}

#[test]
fn a_form_that_is_said_is_not_doubted() {
    let said = |format, text: &'static str| detect(format, text.as_bytes()).expect("is read").0;
    assert_eq!(said(Format::Json, "a;b"), Form::Json);
    assert_eq!(said(Format::Jsonl, "[]"), Form::JsonLines);
    assert_eq!(said(Format::Csv, "{a;b"), csv(b';'));
    assert_eq!(said(Format::Csv, ""), csv(b','));
}

proptest! {
    #[test]
    fn any_text_has_a_form_and_comes_out_again(text in "[\\[{}\"\n\r\t,;sep=a]{0,80}") {
        form(&text);
    }
}
