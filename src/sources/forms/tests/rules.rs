//! One test for each rule of reading.

use super::*;

const WITHHELD: &str = "the personal data was withheld or left blank";

fn warnings(object: Value) -> Vec<String> {
    read(object).record.warnings
}

#[test]
fn a_full_name_is_split_at_its_last_space() {
    for (name, first, last) in [
        ("Ada Byron", Some("Ada"), Some("Byron")),
        ("  Ada  King   Byron ", Some("Ada  King"), Some("Byron")),
        ("Byron", None, Some("Byron")),
        ("山田太郎", None, Some("山田太郎")),
        ("山田\u{3000}太郎", Some("山田"), Some("太郎")),
    ] {
        let contact = read(json!({"Full Name": name, "Email": "a@b"})).record.contact;
        assert_eq!((raw(&contact.first_name), raw(&contact.last_name)), (first, last), "{name}");
    }
    let contact = read(json!({"Name": "Ada Byron", "Surname": "King"})).record.contact;
    assert_eq!((raw(&contact.first_name), raw(&contact.last_name)), (None, Some("King")));
}

#[test]
fn the_first_value_that_is_not_blank_wins() {
    let parsed = read_row("Phone|Mobile|Telephone|Email", " |555-0101|555-0102|a@b");
    assert_eq!(raw(&parsed.record.contact.phone), Some("555-0101"));
    let parsed = read_row("Email|Email", "a@b|c@d");
    assert_eq!(parsed.raw, r#"{"Email":"a@b","Email (2)":"c@d"}"#);
    assert_eq!(raw(&parsed.record.contact.email), Some("a@b"));
}

#[test]
fn the_action_code_goes_before_lead_source_but_a_dnc_in_either_stands() {
    let contradiction = |field: &str, source: &str| {
        Some(format!("the action code says {field} but LeadSource says {source}"))
    };
    for (code, lead_source, action, kept, warning) in [
        ("INS", "AppSource-PLT|a.b", Action::Install, Some("INS"), None),
        ("", "AppSource-PLT|a.b", Action::ContactMe, Some("PLT"), None),
        ("XYZ", "AppSource-PLT|a.b", Action::Other, Some("XYZ"), None),
        ("", "AppSource-XYZ|a.b", Action::Other, Some("XYZ"), None),
        ("", "AppSource", Action::Other, None, None),
        ("dnc", "AppSource-DNC|a.b", Action::DoNotContact, Some("dnc"), None),
        ("DNC", "AppSource", Action::DoNotContact, Some("DNC"), None),
        (
            "INS",
            "AppSource-DNC|a.b",
            Action::DoNotContact,
            Some("INS"),
            contradiction("INS", "DNC"),
        ),
        (
            "DNC",
            "AppSource-PLT|a.b",
            Action::DoNotContact,
            Some("DNC"),
            contradiction("DNC", "PLT"),
        ),
        (
            "call Ada",
            "AppSource-DNC|a.b",
            Action::DoNotContact,
            Some("call Ada"),
            contradiction("something else", "DNC"),
        ),
    ] {
        let record =
            read(json!({"Email": "a@b", "ActionCode": code, "LeadSource": lead_source})).record;
        let name = format!("{code} {lead_source}");
        assert_eq!(record.action, action, "{name}");
        assert_eq!(raw(&record.action_code), kept, "{name}");
        assert_eq!(record.warnings, Vec::from_iter(warning), "{name}");
        assert_eq!(raw(&record.lead_source), Some(lead_source), "{name}");
    }
}

#[test]
fn the_offer_is_taken_from_lead_source_then_from_its_own_column() {
    for (object, publisher, offer, title) in [
        (json!({"LeadSource": "AppSource-PLT|a.b", "Offer ID": "c.d"}), "a", "b", "-"),
        (json!({"LeadSource": "AppSource-PLT|Engine", "Offer ID": "c.d"}), "c", "d", "Engine"),
        (json!({"LeadSource": "AppSource-PLT|Engine"}), "-", "-", "Engine"),
        (json!({"LeadSource": "AppSource-PLT|Engine", "OfferTitle": "Flow"}), "-", "-", "Flow"),
        (json!({"Offer": "c.d", "Publisher": "p"}), "c", "d", "-"),
        (json!({"Offer": "d", "Publisher": "p"}), "p", "d", "-"),
        (json!({"Offer": "Flow Engine", "Publisher": "p"}), "p", "-", "Flow Engine"),
        (json!({"LeadSource": "AppSource", "OfferDisplayName": "Flow"}), "-", "-", "Flow"),
    ] {
        let name = object.to_string();
        let record = read(object).record;
        let part = |text| raw(text).unwrap_or("-").to_owned();
        assert_eq!(
            [part(&record.publisher), part(&record.offer), part(&record.offer_title)],
            [publisher, offer, title],
            "{name}"
        );
    }
    assert_eq!(
        warnings(json!({"Email": "a@b", "LeadSource": "AppSource-PLT|a.b|c.d"})),
        ["LeadSource has a second bar, so the offer is uncertain"]
    );
}

#[test]
fn a_test_lead_is_known_by_its_names_and_not_by_a_mention() {
    for (object, test) in [
        (json!({"FirstName": "MSFT_TEST_1"}), true),
        (json!({"LastName": " msft_test_22 "}), true),
        (json!({"Company": "MSFT_TEST_1"}), true),
        (json!({"Name": "MSFT_TEST_1 MSFT_TEST_1"}), true),
        (json!({"Email": "MSFT_TEST_1@test.com"}), true),
        (json!({"LeadSource": "MSFT_TEST_1-MSFT_TEST_1|Flow Engine"}), true),
        (json!({"Email": "MSFT_TEST_1@example.org"}), false),
        (json!({"Title": "MSFT_TEST_1", "Phone": "1"}), false),
        (json!({"Description": "MSFT_TEST_1", "Phone": "1"}), false),
        (json!({"Company": "MSFT_TEST_ Ltd"}), false),
        (json!({"LeadSource": "AppSource-PLT|MSFT_TEST_1"}), false),
    ] {
        assert_eq!(read(object.clone()).record.test, test, "{object}");
    }
}

#[test]
fn missing_personal_data_is_said_so() {
    for (object, withheld) in [
        (json!({"Email": "ada@cs.example.edu", "Country": "US"}), true),
        (json!({"Email": "ada@example.EDU"}), true),
        (json!({"Email": "ada@example.edu", "Phone": "1"}), false),
        (json!({"Email": "ada@example.edu", "Name": "Ada"}), false),
        (json!({"Email": "ada@example.org"}), false),
        (json!({"Email": "ada@edu.example.org"}), false),
        (json!({"LeadSource": "AzureMarketplace"}), true),
        (json!({"Company": "Engine", "Email": " "}), true),
        (json!({"Referral ID": "x", "Customer Name": "Engine"}), false),
    ] {
        let record = read(object.clone()).record;
        assert_eq!(record.withheld, withheld, "{object}");
        assert_eq!(record.warnings.contains(&WITHHELD.to_owned()), withheld, "{object}");
    }
}

#[test]
fn a_record_with_nothing_in_it_is_refused() {
    for object in [
        json!({}),
        json!({"UserDetails": {"FirstName": " ", "Email": ""}, "LeadSource": "", "Action": null}),
        json!({"PartitionKey": "p", "RowKey": "r", "Timestamp": "2025-01-06T09:30:00Z"}),
        json!({"Colour": "blue"}),
        json!({"Description": "{}"}),
    ] {
        assert_eq!(refused(object.clone()), "the record is empty", "{object}");
    }
}

#[test]
fn odd_values_are_kept_and_warned_of() {
    let email = "the e-mail address looks wrong";
    let created = "the time of creation can not be read";
    let damaged = "some characters could not be read";
    for (object, expected) in [
        (json!({"Email": "ada at example.org"}), &[email][..]),
        (json!({"Email": "n/a", "Phone": "1"}), &[email]),
        (json!({"Phone": "1", "Created": "soon"}), &[created]),
        (json!({"Phone": "1", "Created": "0001-01-01T00:00:00Z"}), &[created]),
        (json!({"Phone": "1", "Timestamp": "soon"}), &["the time in Timestamp can not be read"]),
        (
            json!({"Phone": "1", "Created": "2025-01-27T17:52:00Z"}),
            &["the time of creation lies in the future"],
        ),
        (json!({"Phone": "1", "Created": "2025-01-27T17:51:00Z"}), &[]),
        (json!({"Name": "Ad\u{fffd}", "Phone": "1"}), &[damaged]),
        (json!({"Name": "A\0da", "Phone": "1"}), &[damaged]),
        (json!({"Phone": "1", "Colour": "bl\u{fffd}"}), &[damaged]),
        (json!({"CustomerInfo": "{\"Email\":"}), &["CustomerInfo can not be read"]),
    ] {
        assert_eq!(warnings(object.clone()), expected, "{object}");
    }
    let record =
        read(json!({"Email": "n/a", "Created": "2030-01-01T00:00:00Z", "Name": "A\0"})).record;
    assert_eq!(raw(&record.contact.email), Some("n/a"));
    assert_eq!(raw(&record.contact.last_name), Some("A\u{fffd}"), "a NUL cuts nothing");
    assert_eq!(record.created_at, time::parse("2030-01-01T00:00:00Z"));
}

#[test]
fn the_time_of_creation_goes_before_the_timestamp() {
    for (created, timestamp, expected) in [
        ("2025-01-06T09:00:00Z", "2025-01-07T09:00:00Z", Some("2025-01-06T09:00:00Z")),
        ("", "2025-01-07T09:00:00Z", Some("2025-01-07T09:00:00Z")),
        ("soon", "2025-01-07T09:00:00Z", Some("2025-01-07T09:00:00Z")),
        ("", "", None),
    ] {
        let record =
            read(json!({"Timestamp": timestamp, "Phone": "1", "CreatedTime": created})).record;
        assert_eq!(record.created_at, expected.and_then(time::parse), "{created} {timestamp}");
    }
}

#[test]
fn a_description_is_text_or_a_campaign() {
    for (description, text, campaign) in [
        (json!("  Call me  "), Some("Call me"), json!({})),
        (json!(" "), None, json!({})),
        (json!("Campaigns: "), Some("Campaigns:"), json!({})),
        (
            json!(" {\"mktcmpid\":\"spring\",\"n\":7,\"none\":null,\"on\":true} "),
            None,
            json!({"mktcmpid": "spring", "n": "7", "none": "", "on": "true"}),
        ),
        (json!({"mktcmpid": "spring"}), None, json!({"mktcmpid": "spring"})),
        (json!("{not json}"), Some("{not json}"), json!({})),
        (json!("[1]"), Some("[1]"), json!({})),
        (json!("{\"a\":\"{\\\"b\\\":1}\"}"), None, json!({"a": "{\"b\":1}"})),
        (json!("Tom &amp; Jerry %20"), Some("Tom &amp; Jerry %20"), json!({})),
    ] {
        let record = read(json!({"Phone": "1", "Description": description})).record;
        assert_eq!(raw(&record.description), text, "{description}");
        assert_eq!(serde_json::to_value(&record.campaign).ok(), Some(campaign), "{description}");
    }
}

#[test]
fn a_field_beyond_64_kib_is_refused_by_name() {
    let long = "x".repeat(64 * 1024 + 1);
    for (object, field) in [
        (json!({"Description": long}), "the field description"),
        (json!({"Company": [long]}), "the field company"),
        (json!({"UserDetails": {"FirstName": long}}), "the field first name"),
        (json!({"CustomerInfo": long}), "the field CustomerInfo"),
        (json!({"Colour": long, "Phone": "1"}), "an unknown field"),
    ] {
        assert_eq!(refused(object), format!("{field} is longer than 64 KiB"));
    }
    read(json!({"Description": long[1..]}));
}

#[test]
fn a_row_is_never_shifted() {
    let plan = ColumnPlan::of_header(&["Name", "Email"]).expect("columns");
    assert_eq!(
        from_row(&plan, &["Byron", "Ada", "ada@example.org"], &context()),
        Err("the row has 3 fields but the header 2".to_owned())
    );
    let short = from_row(&plan, &["Ada Byron"], &context()).expect("a record");
    assert_eq!(raw(&short.record.contact.email), None);
}
