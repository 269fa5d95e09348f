use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::sources::read_one::{RowReader, from_json};

fn context() -> Context<'static> {
    Context {
        feed: "file",
        file: "export.json",
        received_at: DateTime::from_timestamp(1_738_000_000, 0).expect("in range"),
        line: 3,
    }
}

fn kept(text: &Option<Text>) -> &str {
    text.as_ref().map_or("", Text::raw)
}

/// Writes a record as the CSV export does.
fn cells(parsed: &Parsed) -> Vec<String> {
    let record = &parsed.record;
    let word = |value: Value| value.as_str().expect("a word").to_owned();
    let contact = record.contact.fields().map(|field| kept(field).to_owned());
    let mut cells = vec![
        record.id.to_string(),
        record.feed.clone(),
        kept(&record.lead_source).to_owned(),
        word(serde_json::to_value(record.source).expect("a word")),
        word(serde_json::to_value(record.action).expect("a word")),
        kept(&record.action_code).to_owned(),
        kept(&record.publisher).to_owned(),
        kept(&record.offer).to_owned(),
        kept(&record.offer_title).to_owned(),
    ];
    cells.extend(contact);
    cells.extend([
        kept(&record.description).to_owned(),
        match record.campaign.is_empty() {
            true => String::new(),
            false => serde_json::to_string(&record.campaign).expect("JSON"),
        },
        record.created_at.map_or_else(String::new, |at| at.to_rfc3339()),
        record.received_at.to_rfc3339(),
        record.test.to_string(),
        record.withheld.to_string(),
        record.origin.as_ref().map_or_else(String::new, |origin| origin.file.clone()),
        record.origin.as_ref().map_or_else(String::new, |origin| origin.line.to_string()),
        match record.warnings.is_empty() {
            true => String::new(),
            false => serde_json::to_string(&record.warnings).expect("JSON"),
        },
        parsed.history.as_ref().map_or_else(String::new, Value::to_string),
        parsed.raw.clone(),
    ]);
    cells.iter().map(|cell| guard(cell).into_owned()).collect()
}

fn a_text() -> impl Strategy<Value = Option<Text>> {
    prop::option::of("[ '=+@éß山\u{1f600}\"\\\\,\na-]{0,6}[a-z]".prop_map(Text::new))
}

fn a_time() -> impl Strategy<Value = DateTime<Utc>> {
    (0_i64..250_000_000_000, 0_u32..1_000_000_000)
        .prop_map(|(seconds, nanos)| DateTime::from_timestamp(seconds, nanos).expect("in range"))
}

fn a_contact() -> impl Strategy<Value = Contact> {
    (a_text(), a_text(), a_text(), a_text(), a_text(), a_text(), a_text()).prop_map(
        |(first_name, last_name, email, phone, country, company, title)| Contact {
            first_name,
            last_name,
            email,
            phone,
            country,
            company,
            title,
        },
    )
}

prop_compose! {
    fn a_record()(
        id in any::<[u8; 16]>(),
        feed in "[a-z]{1,8}",
        texts in (a_text(), a_text(), a_text(), a_text(), a_text(), a_text()),
        source in prop::sample::select(vec![
            Source::AzureMarketplace, Source::AzurePortal, Source::Appsource, Source::TestDrive,
            Source::Other,
        ]),
        action in prop::sample::select(vec![
            Action::Install, Action::ContactMe, Action::DoNotContact, Action::Create,
            Action::StartTestDrive, Action::Other,
        ]),
        contact in a_contact(),
        campaign in prop::collection::btree_map("[a-z]{1,4}", ".{0,4}".prop_map(Text::new), 0..3),
        times in (prop::option::of(a_time()), a_time()),
        flags in any::<(bool, bool)>(),
        origin in prop::option::of(("[a-z.]{1,8}", 1_u64..9_000)),
        warnings in prop::collection::vec("[a-z ]{1,9}", 0..3),
    ) -> LeadRecord {
        LeadRecord {
            id: RecordId::from_bytes(id),
            feed,
            lead_source: texts.0,
            source,
            action,
            action_code: texts.1,
            publisher: texts.2,
            offer: texts.3,
            offer_title: texts.4,
            contact,
            description: texts.5,
            campaign,
            created_at: times.0,
            received_at: times.1,
            test: flags.0,
            withheld: flags.1,
            origin: origin.map(|(file, line)| Origin { file, line }),
            warnings,
        }
    }
}

proptest! {
    #[test]
    fn a_record_of_the_json_export_reads_back(
        records in prop::collection::vec(a_record(), 1..4), with_history: bool,
    ) {
        let history = with_history.then(|| json!([{"kind": "qualified"}]));
        let objects: Vec<Value> = records
            .iter()
            .map(|record| {
                let mut object = serde_json::to_value(record).expect("JSON");
                object["raw"] = json!({"Email": "as received"});
                // In the contract what is absent is null, and a contact always stands there.
                for name in ["lead_source", "offer", "created_at", "origin", "description"] {
                    if object.get(name).is_none() {
                        object[name] = Value::Null;
                    }
                }
                if object.get("contact").is_none() {
                    object["contact"] = json!({"email": null, "first_name": null});
                }
                object
            })
            .collect();
        let lead = json!({"id": records[0].id, "stage": "new", "records": objects,
            "history": history});
        let read = from_json(&lead.to_string(), &context());
        prop_assert_eq!(read.len(), records.len());
        for (index, (read, record)) in read.into_iter().zip(records).enumerate() {
            let read = read.expect("a record");
            prop_assert_eq!(&read.record, &record);
            prop_assert_eq!(&read.raw, r#"{"Email":"as received"}"#);
            prop_assert_eq!(read.line, 3);
            prop_assert_eq!(read.history, if index == 0 { history.clone() } else { None });
        }
    }

    #[test]
    fn a_row_of_the_csv_export_reads_back(record in a_record(), with_history: bool) {
        let parsed = Parsed {
            record,
            raw: r#"{"Email":"as received"}"#.to_owned(),
            line: 3,
            history: with_history.then(|| json!([{"kind": "qualified"}])),
        };
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(CSV_COLUMNS).expect("written");
        writer.write_record(cells(&parsed)).expect("written");
        let text = String::from_utf8(writer.into_inner().expect("written")).expect("UTF-8");
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header = reader.headers().expect("a header").clone();
        let plan = RowReader::of_header(&header.iter().collect::<Vec<_>>()).expect("our own");
        let row = reader.records().next().expect("a row").expect("a row");
        let read = plan.read(&row.iter().collect::<Vec<_>>(), &context()).expect("a record");
        prop_assert_eq!(read, parsed);
    }

    #[test]
    fn the_guard_is_taken_away_again(cell in any::<String>()) {
        let guarded = guard(&cell);
        prop_assert!(!guarded.starts_with(['=', '+', '-', '@', '\t', '\r']));
        prop_assert_eq!(guarded.strip_prefix('\'').unwrap_or(&guarded), &cell);
    }
}

#[test]
fn a_single_record_is_accepted() {
    let object = json!({
        "id": "00112233445566778899aabbccddeeff",
        "contact": {"email": "ada@example.org", "phone": null},
        "history": {"events": []},
    });
    let read = from_json(&object.to_string(), &context());
    let [Ok(parsed)] = read.as_slice() else { panic!("one record") };
    assert_eq!(parsed.record.id.to_string(), "00112233445566778899aabbccddeeff");
    assert_eq!(parsed.record.feed, "file", "what is absent is of this import");
    assert_eq!(parsed.record.received_at, context().received_at);
    assert_eq!(kept(&parsed.record.contact.email), "ada@example.org");
    assert_eq!(parsed.history, Some(json!({"events": []})));
}

#[test]
fn a_damaged_record_does_not_stop_the_others() {
    let lead = json!({"history": [1], "records": [
        {"id": "00112233445566778899aabbccddeeff", "contact": {}, "received_at": "soon"},
        7,
        {"id": "ff112233445566778899aabbccddeeff", "contact": {}},
    ]});
    let read = from_json(&lead.to_string(), &context());
    assert_eq!(read[0], Err("a value of the exported record has an unexpected form".to_owned()));
    assert_eq!(read[1], Err("not an object".to_owned()));
    let good = read[2].as_ref().expect("a record");
    assert_eq!(good.history, Some(json!([1])), "the history goes to the first that can carry it");
}

#[test]
fn objects_of_other_forms_in_records_are_read_as_such() {
    let answer = json!({"totalSize": 1, "records": [
        {"attributes": {"type": "Lead"}, "FirstName": "Ada", "LastName": "Byron"},
    ]});
    let read = from_json(&answer.to_string(), &context());
    let [Ok(parsed)] = read.as_slice() else { panic!("one record") };
    assert_eq!(kept(&parsed.record.contact.last_name), "Byron");
}

#[test]
fn damaged_cells_of_the_csv_export_are_named() {
    let id = "00112233445566778899aabbccddeeff";
    for (names, row, reason) in [
        (
            &["record_id", "email"][..],
            &["12", "ada@example.org"][..],
            "record_id is not an id of 32 hexadecimal digits",
        ),
        (&["record_id", "campaign"], &[id, "[]"], "campaign can not be read"),
        (&["record_id", "history"], &[id, "{"], "history can not be read"),
        (&["record_id"], &[id, "more"], "the row has 2 fields but the header 1"),
        (
            &["record_id", "description"],
            &[id, &"x".repeat(FIELD_BYTES + 1)],
            "the field description is longer than 64 KiB",
        ),
    ] {
        let plan = OwnPlan::of_header(names).expect("our own");
        assert_eq!(plan.read(row, &context()), Err(reason.to_owned()));
    }
}

#[test]
fn a_file_that_a_spreadsheet_saved_again_is_read() {
    let plan =
        OwnPlan::of_header(&["RECORD_ID", "TEST", "Action", "created_at", "colour", "phone"])
            .expect("our own");
    let row = [
        "00112233445566778899AABBCCDDEEFF",
        "TRUE",
        "ins",
        "1/6/2025 9:30:00 AM",
        "blue",
        "'+44 20 5550 0100",
    ];
    let record = plan.read(&row, &context()).expect("a record").record;
    assert!(record.test);
    assert_eq!(record.action, Action::Install);
    assert_eq!(kept(&record.contact.phone), "+44 20 5550 0100");
    assert_eq!(record.campaign, BTreeMap::new());
    assert_eq!(record.created_at, time::parse("2025-01-06T09:30:00Z"));
}

#[test]
fn a_time_that_a_spreadsheet_spoiled_is_warned_of() {
    let plan = OwnPlan::of_header(&["record_id", "created_at", "received_at"]).expect("our own");
    let row = ["00112233445566778899aabbccddeeff", "06.01.2025 09:30", "gestern"];
    let record = plan.read(&row, &context()).expect("a record").record;
    assert_eq!(record.created_at, None);
    assert_eq!(record.received_at, context().received_at);
    assert_eq!(record.warnings, ["created_at can not be read", "received_at can not be read"]);
}
