//! The samples that a new user tries first.

use super::*;

fn rows(text: &str) -> Vec<Parsed> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let plan = RowReader::of_header(&header.iter().collect::<Vec<_>>()).expect("columns");
    reader
        .records()
        .map(|row| {
            let row = row.expect("a row");
            plan.read(&row.iter().collect::<Vec<_>>(), &context()).expect("a record")
        })
        .collect()
}

fn objects(array: &Value) -> Vec<Parsed> {
    array.as_array().expect("an array").iter().cloned().map(read).collect()
}

fn plain_csv() -> Vec<Parsed> {
    rows(include_str!("../../../../assets/sample-leads.csv"))
}

fn https_bodies() -> Vec<Parsed> {
    let text = include_str!("../../../../assets/sample-leads.json");
    objects(&serde_json::from_str(text).expect("JSON"))
}

fn lines() -> Vec<Parsed> {
    include_str!("../../../../assets/sample-leads.jsonl")
        .lines()
        .map(|line| from_json(line, &context()).pop().expect("one").expect("a record"))
        .collect()
}

fn azure_table() -> Vec<Parsed> {
    let text = include_str!("../../../../assets/sample-azure-table.json");
    let wrapper: Value = serde_json::from_str(text).expect("JSON");
    objects(&wrapper["value"])
}

fn storage_explorer() -> Vec<Parsed> {
    rows(include_str!("../../../../assets/sample-storage-explorer.csv"))
}

fn partner_center() -> Vec<Parsed> {
    rows(include_str!("../../../../assets/sample-partner-center.csv"))
}

#[test]
fn storage_explorer_and_the_table_itself_give_the_same_records() {
    let (table, export) = (azure_table(), storage_explorer());
    assert_eq!(table.len(), export.len());
    for (row, exported) in table.iter().zip(&export) {
        assert_eq!(row.record, exported.record);
    }
}

#[test]
fn every_sample_is_read_and_names_its_records_apart() {
    for (name, records, count) in [
        ("plain columns", plain_csv(), 24),
        ("HTTPS bodies", https_bodies(), 12),
        ("lines", lines(), 8),
        ("the Azure table", azure_table(), 12),
        ("Partner Center", partner_center(), 8),
    ] {
        assert_eq!(records.len(), count, "{name}");
        let ids: std::collections::BTreeSet<RecordId> =
            records.iter().map(|parsed| parsed.record.id).collect();
        assert_eq!(ids.len(), count, "{name}");
        for parsed in &records {
            assert!(
                parsed.record.warnings.len() <= usize::from(parsed.record.withheld),
                "{name}: {:?}",
                parsed.record.warnings
            );
            let month = parsed.record.created_at.map(|at| at.to_rfc3339()[..7].to_owned());
            assert!(month.is_none_or(|month| month == "2025-01"), "{name}");
        }
    }
}

#[test]
fn together_the_samples_show_every_kind_of_lead() {
    let all: Vec<LeadRecord> =
        [plain_csv(), https_bodies(), lines(), azure_table(), partner_center()]
            .into_iter()
            .flatten()
            .map(|parsed| parsed.record)
            .collect();
    for action in [
        Action::Install,
        Action::ContactMe,
        Action::DoNotContact,
        Action::Create,
        Action::StartTestDrive,
        Action::Other,
    ] {
        assert!(all.iter().any(|record| record.action == action), "{action:?}");
    }
    for source in
        [Source::AzureMarketplace, Source::AzurePortal, Source::Appsource, Source::TestDrive]
    {
        assert!(all.iter().any(|record| record.source == source), "{source:?}");
    }
    assert!(all.iter().any(|record| record.test));
    assert!(all.iter().any(|record| record.withheld));
    assert!(all.iter().any(|record| !record.campaign.is_empty()));
    assert!(all.iter().any(|record| record.contact.email.is_none()));
}
