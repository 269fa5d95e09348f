use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, Utc};
use proptest::prelude::*;

use super::super::contract::Format;
use super::*;

fn options(format: Format) -> ReadOptions {
    let received_at: DateTime<Utc> = "2025-01-20T12:00:00Z".parse().expect("a time");
    ReadOptions { feed: "file".to_owned(), file: "leads".to_owned(), format, received_at }
}

fn items(bytes: &[u8]) -> Vec<Item> {
    let mut items = Vec::new();
    read(bytes, &options(Format::Auto), &mut |item| {
        items.push(item);
        ControlFlow::Continue(())
    })
    .expect("an input that can be read");
    items
}

/// Each item as its line and the address, or the reason of a reject.
fn told(bytes: &[u8]) -> Vec<(u64, String)> {
    items(bytes)
        .into_iter()
        .map(|item| match item {
            Item::Record(parsed) => {
                let email = parsed.record.contact.email;
                (parsed.line, email.map_or_else(String::new, |email| email.raw().to_owned()))
            }
            Item::Reject(rejected) => (rejected.line, format!("! {}", rejected.reason)),
        })
        .collect()
}

fn at(line: u64, what: &str) -> (u64, String) {
    (line, what.to_owned())
}

#[test]
fn a_bad_row_never_stops_the_good_ones() {
    let csv = b"email,company\n\na@x.org,A\nb@x.org,B,surplus\n\"c@x.org,C\nd@x.org,D\n";
    assert_eq!(
        told(csv),
        [
            at(3, "a@x.org"),
            at(4, "! the row has 3 fields but the header 2"),
            at(5, "! a quote is opened and never closed"),
            at(6, "d@x.org")
        ]
    );
    let json = b"[\n{\"Email\":\"a@x.org\"},\n{\"Email\":},\n\n{\"Email\":\"b@x.org\"}\n]";
    let told = told(json);
    assert_eq!((told[0].clone(), told[2].clone()), (at(2, "a@x.org"), at(5, "b@x.org")));
    assert!(told[1].0 == 3 && told[1].1.starts_with("! not valid JSON"), "{told:?}");
}

#[test]
fn cells_hold_quotes_delimiters_and_line_ends() {
    let csv = "email;company;description\n\"a@x.org\";\"Semi; \"\"Colon\"\"\";\"two\nlines\"\n";
    let items = items(csv.as_bytes());
    let [Item::Record(parsed)] = items.as_slice() else { panic!("{items:?}") };
    let contact = &parsed.record.contact;
    assert_eq!(contact.company.as_ref().map(|text| text.raw()), Some("Semi; \"Colon\""));
    assert_eq!(parsed.record.description.as_ref().map(|text| text.raw()), Some("two\nlines"));
}

#[test]
fn a_quote_that_swallowed_rows_is_warned_of() {
    let warnings = |csv: &str| -> Vec<String> {
        items(csv.as_bytes())
            .into_iter()
            .flat_map(|item| match item {
                Item::Record(parsed) => parsed.record.warnings,
                Item::Reject(rejected) => vec![rejected.reason],
            })
            .collect()
    };
    assert_eq!(warnings("first_name,email\n\"Q,q@x.org\nC,c@x.org\n\"G\",g@x.org\n"), [SWALLOWED]);
    assert_eq!(warnings("email,description\na@x.org,\"two\nlines\"\n"), Vec::<String>::new());
}

#[test]
fn a_header_that_comes_again_is_no_record() {
    assert_eq!(told(b"email\na@x.org\nemail\nb@x.org\n"), [at(2, "a@x.org"), at(4, "b@x.org")]);
}

#[test]
fn an_input_without_anything_holds_nothing() {
    for nothing in ["", "\n\n", "[]", "{\"value\":[]}", "\u{feff}"] {
        assert_eq!(told(nothing.as_bytes()), [], "{nothing:?}");
    }
}

#[test]
fn text_without_a_known_column_is_refused_as_a_whole() {
    let result = read(&b"once upon a time\nthere was"[..], &options(Format::Auto), &mut |_| {
        ControlFlow::Continue(())
    });
    assert!(matches!(result, Err(SourceError::NothingKnown)));
}

#[test]
fn undecodable_bytes_are_replaced_and_warned_of() {
    let items = items(b"email,company\na@x.org,Caf\xe9 & Co\n");
    let [Item::Record(parsed)] = items.as_slice() else { panic!("{items:?}") };
    assert_eq!(parsed.record.warnings, [DAMAGED]);
}

#[test]
fn a_sink_can_break_off() {
    let mut count = 0;
    read(&b"email\na@x.org\nb@x.org\n"[..], &options(Format::Auto), &mut |_| {
        count += 1;
        ControlFlow::Break(())
    })
    .expect("an input that can be read");
    assert_eq!(count, 1);
}

#[test]
fn every_shipped_sample_is_read_whole() {
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
    let mut counts = BTreeMap::new();
    for entry in std::fs::read_dir(assets).expect("assets") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if name.starts_with("sample-") {
            let items = items(&std::fs::read(&path).expect("a file"));
            assert!(items.iter().all(|item| matches!(item, Item::Record(_))), "{name}");
            counts.insert(name, items.len());
        }
    }
    assert_eq!(counts.len(), 6, "{counts:?}");
    assert_eq!(counts["sample-azure-table.json"], counts["sample-storage-explorer.csv"]);
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        for format in [Format::Auto, Format::Csv, Format::Json, Format::Jsonl] {
            let mut count = 0;
            let _ = read(bytes.as_slice(), &options(format), &mut |_| {
                count += 1;
                ControlFlow::Continue(())
            });
            prop_assert!(count <= bytes.len());
        }
    }

    #[test]
    fn every_good_row_comes_out_whatever_stands_between(
        rows in prop::collection::vec((any::<bool>(), "[,a ]{0,6}"), 1..20),
        ends_open in any::<bool>(),
    ) {
        let (mut csv, mut expected) = ("email,company\n".to_owned(), Vec::new());
        for (index, (good, junk)) in rows.iter().enumerate() {
            if *good {
                csv.push_str(&format!("p{index}@x.org,C\n"));
                expected.push(format!("p{index}@x.org"));
            } else {
                csv.push_str(&format!("{junk},surplus\"\n"));
            }
        }
        if ends_open {
            csv.push_str("\"never closed,\nlast@x.org,C\n");
            expected.push("last@x.org".to_owned());
        }
        let found = told(csv.as_bytes());
        for email in expected {
            prop_assert!(found.iter().any(|(_, what)| *what == email), "{} in {:?}", email, found);
        }
    }
}
