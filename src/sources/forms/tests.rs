use chrono::DateTime;
use serde_json::json;

use super::*;
use crate::domain::ids::RecordId;
use crate::domain::lead_source::{Action, Source};
use crate::domain::record::{LeadRecord, Origin};
use crate::domain::text::Text;
use crate::domain::time;
use crate::sources::read_one::{RowReader, from_json};

mod rules;
mod samples;

/// 27 January 2025, 17:46:40 UTC.
fn context() -> Context<'static> {
    Context {
        feed: "file",
        file: "leads.csv",
        received_at: DateTime::from_timestamp(1_738_000_000, 0).expect("in range"),
        line: 7,
    }
}

fn read(object: Value) -> Parsed {
    match from_json(&object.to_string(), &context()).pop() {
        Some(Ok(parsed)) => parsed,
        other => panic!("not a record: {other:?}"),
    }
}

fn refused(object: Value) -> String {
    match from_json(&object.to_string(), &context()).pop() {
        Some(Err(reason)) => reason,
        other => panic!("not refused: {other:?}"),
    }
}

/// Reads one row under a header, both with `|` between their cells.
fn read_row(header: &str, row: &str) -> Parsed {
    let reader = RowReader::of_header(&header.split('|').collect::<Vec<_>>()).expect("columns");
    reader.read(&row.split('|').collect::<Vec<_>>(), &context()).expect("a record")
}

fn raw(text: &Option<Text>) -> Option<&str> {
    text.as_ref().map(Text::raw)
}

/// Returns everything of a record that a form decides, in one line for comparison.
fn gist(record: &LeadRecord) -> String {
    let part = |text| raw(text).unwrap_or("-");
    let person: Vec<&str> = record.contact.fields().map(part).to_vec();
    format!(
        "{} | {:?} {:?} {} | {} {} {} | {} | {}",
        person.join(" "),
        record.source,
        record.action,
        part(&record.action_code),
        part(&record.publisher),
        part(&record.offer),
        part(&record.offer_title),
        part(&record.description),
        record.created_at.map_or_else(|| "-".to_owned(), |at| at.to_rfc3339()),
    )
}

#[test]
fn every_json_form_is_read() {
    for (form, object, expected) in [
        (
            "the HTTPS body, first version",
            json!({"UserDetails": {"FirstName": "Ada", "LastName": "Byron",
                "Email": "ada@example.org", "Phone": "+44 20 5550 0100", "Country": "GB",
                "Company": "Engine", "Title": "CTO"}, "LeadSource": "AzureMarketplace",
                "ActionCode": "INS", "OfferTitle": "Flow Engine"}),
            "Ada Byron ada@example.org +44 20 5550 0100 GB Engine CTO | AzureMarketplace Install \
             INS | - - Flow Engine | - | -",
        ),
        (
            "the HTTPS body, second version, in the FAQ's case",
            json!({"userDetails": {"firstName": "Ada", "EMAIL": "ada@example.org"},
                "leadSource": "SPZA", "actionCode": "PLT", "offerTitle": "Flow Engine",
                "description": " Call me "}),
            "Ada - ada@example.org - - - - | Appsource ContactMe PLT | - - Flow Engine | Call me | -",
        ),
        (
            "the HTTPS body, flattened",
            json!({"userDetails/firstName": "Ada", "userDetails/email": "ada@example.org",
                "leadSource": "TestDrive", "actionCode": "StartTestDrive"}),
            "Ada - ada@example.org - - - - | TestDrive StartTestDrive StartTestDrive | - - - | - | -",
        ),
        (
            "a row of the Azure table",
            json!({"odata.etag": "W/\"x\"", "PartitionKey": "p", "RowKey": "r",
                "Timestamp": "2025-01-06T09:30:00.1234567Z",
                "Timestamp@odata.type": "Edm.DateTime",
                "LeadSource": "AzureMarketplace-INS|contoso.engine", "ActionCode": "INS",
                "OfferDisplayName": "Engine", "CreatedTime": "2025-01-06T09:29:58Z",
                "CustomerInfo": "{\"FirstName\":\"Ada\",\"Email\":\"ada@example.org\"}",
                "Description": " "}),
            "Ada - ada@example.org - - - - | AzureMarketplace Install INS | contoso engine Engine \
             | - | 2025-01-06T09:29:58+00:00",
        ),
        (
            "a row of the Azure table whose CustomerInfo is an object, without CreatedTime",
            json!({"PartitionKey": "p", "RowKey": "r", "Timestamp": "2025-01-06T09:30:00Z",
                "CustomerInfo": {"Email": "ada@example.org", "Phone": 5550100},
                "ProductId": "engine", "PublisherDisplayName": "Contoso"}),
            "- - ada@example.org 5550100 - - - | Other Other - | Contoso engine - | - \
             | 2025-01-06T09:30:00+00:00",
        ),
        (
            "Salesforce Web-to-Lead",
            json!({"oid": "00D", "encoding": "UTF-8", "first_name": "Ada", "last_name": "Byron",
                "email": "ada@example.org", "lead_source": "AppSource-PLT|Flow Engine"}),
            "Ada Byron ada@example.org - - - - | Appsource ContactMe PLT | - - Flow Engine | - | -",
        ),
        (
            "a contact that is an object of its own",
            json!({"contact": {"name": "Ada Byron", "mail": "ada@example.org"}, "offer": "a.b"}),
            "Ada Byron ada@example.org - - - - | Other Other - | a b - | - | -",
        ),
    ] {
        let parsed = read(object);
        assert_eq!(gist(&parsed.record), expected, "{form}");
        assert_eq!(parsed.record.warnings, [""; 0], "{form}");
        assert!(!parsed.record.withheld && !parsed.record.test, "{form}");
    }
}

#[test]
fn every_csv_form_is_read() {
    for (form, header, row, expected) in [
        (
            "plain columns",
            "Name|E-mail|Telephone|Country/Region|Organisation|Job Title|Action|Offer|Notes|Date",
            "Ada King Byron|ada@example.org|555-0100|GB|Engine|CTO|Contact me|a.b|Hello|1/6/2025",
            "Ada King Byron ada@example.org 555-0100 GB Engine CTO | Other ContactMe Contact me \
             | a b - | Hello | 2025-01-06T00:00:00+00:00",
        ),
        (
            "Partner Center's download",
            "Referral ID|Creation Date|Customer Country|Customer City|Customer Name|Lead Source\
             |Call to action|Offer ID|Offer name|Status",
            "ref-1|1/6/2025 9:30:00 AM|GB|London|Engine|Azure portal|Get it now|b|Flow Engine|New",
            "- - - - GB Engine - | AzurePortal Install Get it now | - b Flow Engine | - \
             | 2025-01-06T09:30:00+00:00",
        ),
        (
            "a display name in the offer column",
            "Email|Offer|Publisher ID",
            "ada@example.org|Flow Engine|contoso",
            "- - ada@example.org - - - - | Other Other - | contoso - Flow Engine | - | -",
        ),
    ] {
        let parsed = read_row(header, row);
        assert_eq!(gist(&parsed.record), expected, "{form}");
        assert_eq!(parsed.record.warnings, [""; 0], "{form}");
        assert!(!parsed.record.withheld, "{form}");
    }
}

#[test]
fn a_record_carries_what_its_import_knows() {
    let parsed = read_row("Email|Colour", "ada@example.org|blue");
    assert_eq!(parsed.raw, r#"{"Email":"ada@example.org","Colour":"blue"}"#);
    assert_eq!(parsed.line, 7);
    assert_eq!(parsed.record.feed, "file");
    assert_eq!(parsed.record.received_at, context().received_at);
    assert_eq!(parsed.record.origin, Some(Origin { file: "leads.csv".to_owned(), line: 7 }));
    let text = " {\"Email\": \"ada@example.org\"}\n";
    let parsed = from_json(text, &context()).pop().expect("one").expect("a record");
    assert_eq!(parsed.raw, text.trim(), "as received");
}

#[test]
fn the_key_that_a_record_carries_names_it() {
    let row = |partition: &str, row: &str| RecordId::derive("table", [partition, row]);
    let id = |object| read(object).record.id;
    assert_eq!(id(json!({"PartitionKey": "p", "RowKey": "r", "Email": "a@b"})), row("p", "r"));
    assert_eq!(id(json!({"PartitionKey": "", "RowKey": "r", "Email": "a@b"})), row("", "r"));
    assert_eq!(
        id(json!({"Referral ID": " x ", "Customer Name": "Engine"})),
        RecordId::derive("external", ["partner_center", "x"])
    );
    let salesforce = RecordId::derive("external", ["salesforce", "00Q5e00000AbCdE"]);
    assert_eq!(id(json!({"Id": "00Q5e00000AbCdEEAZ", "Email": "a@b"})), salesforce);
    assert_eq!(id(json!({"Lead ID": "00Q5e00000AbCdE", "Email": "c@d"})), salesforce);
    assert_eq!(
        id(json!({"leadid": "{6F1C0000-0000-0000-0000-00000000000A}", "emailaddress1": "a@b"})),
        RecordId::derive("external", ["dynamics", "6f1c0000-0000-0000-0000-00000000000a"])
    );
    for number in ["1", "6f1c0000-0000-0000-0000-00000000000a"] {
        assert_eq!(
            id(json!({"Id": number, "Email": "a@b"})),
            id(json!({"Email": "a@b"})),
            "the number of a row or of a delivery names nothing"
        );
    }
    assert_eq!(
        id(json!({"Email": "ADA@example.org", "ActionCode": "PLT", "Colour": "blue"})),
        id(json!({"UserDetails": {"Email": " ada@example.org"}, "actionCode": "PLT"})),
        "without a key the content is one"
    );
    assert_ne!(
        id(json!({"CustomerInfo": {"PartitionKey": "p", "RowKey": "r", "Email": "a@b"}})),
        row("p", "r"),
        "a customer does not name records"
    );
}
