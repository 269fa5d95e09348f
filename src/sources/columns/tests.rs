use proptest::prelude::*;

use super::*;

#[test]
fn usual_namings_are_one_field() {
    for (field, names) in [
        (
            Field::FirstName,
            &["First Name", "firstname", "FIRST_NAME", "given name", "\u{feff}first-name"][..],
        ),
        (Field::LastName, &["Last Name", "surname", "Family Name", "last.name"]),
        (Field::FullName, &["Full Name", "Name", "Contact Name", "Customer contact"]),
        (
            Field::Email,
            &["E-mail", "email", "Email Address", "Work Email", "emailaddress1", "E-Mail *"],
        ),
        (Field::Phone, &["Phone", "Telephone", "Mobile", "phone number", "telephone1"]),
        (Field::Country, &["Country", "Country/Region", "Customer Country"]),
        (
            Field::Company,
            &[
                "Company",
                "Organisation",
                "Organization",
                "Account",
                "Customer Name",
                "Company\u{a0}Name",
            ],
        ),
        (Field::Title, &["Title", "Job Title"]),
        (Field::LeadSource, &["LeadSource", "lead_source", "Lead Source"]),
        (Field::Action, &["Action", "Action Code", "ActionCode", "Call to action"]),
        (Field::Offer, &["Offer", "Offer ID", "Product ID", "ProductId"]),
        (Field::OfferTitle, &["Offer Title", "Offer name", "OfferDisplayName"]),
        (Field::Publisher, &["Publisher", "Publisher ID", "PublisherDisplayName"]),
        (Field::Description, &["Description", "Notes", "Comments", "Message"]),
        (
            Field::Created,
            &[
                "CreatedTime",
                "Created",
                "Creation Date",
                "CreatedOn",
                "Created Date",
                "Date",
                "Submitted",
            ],
        ),
        (Field::Timestamp, &["Timestamp"]),
        (Field::PartitionKey, &["PartitionKey"]),
        (Field::RowKey, &["RowKey"]),
        (Field::ReferralId, &["Referral ID"]),
        (Field::LeadId, &["Lead ID", "leadid", "(Do Not Modify) Lead"]),
        (Field::Id, &["Id"]),
        (Field::Details, &["CustomerInfo", "UserDetails", "userDetails"]),
        (Field::FirstName, &["userDetails/firstName", "CustomerInfo.FirstName"]),
    ] {
        for name in names {
            assert_eq!(Field::of_name(name), Some(field), "{name}");
        }
    }
}

#[test]
fn other_names_are_no_field() {
    for name in [
        "",
        " ",
        "Status",
        "Lead value (USD)",
        "ActionCode@type",
        "Timestamp@odata.type",
        "odata.etag",
        "Еmail",
        "UserDetails/RowKey",
        "CustomerInfo/CustomerInfo",
    ] {
        assert_eq!(Field::of_name(name), None, "{name}");
    }
    assert!(ColumnPlan::of_header(&["Id", "Status", "Colour", ""]).is_none());
    assert!(ColumnPlan::of_header(&["Status", "E-mail"]).is_some());
}

#[test]
fn a_row_is_written_with_its_header() {
    let header = Header::new(&["Name", "", "Name"]);
    assert_eq!(
        header.row_as_json(&["A \"B\"", "x\\\n\u{1}é", "C", " "]),
        r#"{"Name":"A \"B\"","column 2":"x\\\n\u0001é","Name (2)":"C"}"#
    );
    assert_eq!(header.row_as_json(&["A"]), r#"{"Name":"A"}"#);
}

#[test]
fn only_a_surplus_that_says_something_is_refused() {
    let header = Header::new(&["Name", "E-mail"]);
    for fitting in [&["a"][..], &["a", "b"], &["a", "b", "", " "]] {
        assert_eq!(header.misfit(fitting), None);
    }
    assert_eq!(
        header.misfit(&["a", "b", "c"]).as_deref(),
        Some("the row has 3 fields but the header 2")
    );
}

proptest! {
    #[test]
    fn any_row_is_valid_json(names in prop::collection::vec(any::<String>(), 0..4),
                             cells in prop::collection::vec(any::<String>(), 0..5)) {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        let json = Header::new(&names).row_as_json(&cells);
        let object: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(&json).expect("valid");
        let values: Vec<&str> = object.values().filter_map(|v| v.as_str()).collect();
        prop_assert_eq!(values, &cells[..cells.len().min(names.len())]);
    }
}
