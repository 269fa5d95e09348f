//! Handing everything out again, in a form that reads back without loss.
//!
//! JSON and JSONL hold a lead an object, as `list --json` does, with the payloads as received and
//! the history beside it. CSV holds a record a row; the history stands in the row of the lead's
//! first record. Cells that a spreadsheet would take for a formula are guarded by a quote, which
//! reading back takes off again.

use std::io::{self, Write};

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use super::present::LeadView;
use super::{calendar, chronicle};
use crate::domain::practice::Practice;
use crate::domain::record::LeadRecord;
use crate::domain::text::Text;
use crate::domain::traces::Traces;
use crate::sources::own::CSV_COLUMNS;
pub use crate::sources::own::guard;
use crate::store::lookup::LeadFile;
use crate::store::window::Filter;
use crate::store::{LeadKey, Store, StoreError};

/// The form of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// A record a row.
    Csv,
    /// An array of leads.
    Json,
    /// A lead a line.
    Jsonl,
    /// The planned follow-ups, for a calendar. Nothing reads this back.
    Ics,
}

/// Why an export stopped.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The output could not be written.
    #[error("the export could not be written")]
    Write(#[from] io::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<csv::Error> for ExportError {
    fn from(error: csv::Error) -> Self {
        Self::Write(io_error(error))
    }
}

/// The error of the output behind an error of the CSV writer, so that a closed pipe is known as one.
pub fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

impl From<serde_json::Error> for ExportError {
    fn from(error: serde_json::Error) -> Self {
        Self::Write(error.into())
    }
}

/// Writes every lead that a filter means, tests included; into a calendar the planned follow-ups
/// of those that may be contacted. Returns how many.
///
/// # Errors
/// Where the output or the store fails.
pub fn export(
    store: &Store,
    filter: &Filter,
    format: ExportFormat,
    practice: &Practice,
    now: DateTime<Utc>,
    out: &mut dyn Write,
) -> Result<u64, ExportError> {
    match format {
        ExportFormat::Csv => csv(store, filter, now, out),
        ExportFormat::Json => {
            let mut separator = "[\n";
            let count = each_lead(store, filter, now, |file| {
                out.write_all(separator.as_bytes())?;
                separator = ",\n";
                serde_json::to_writer(&mut *out, &whole(store, file, practice, now)?)?;
                Ok(())
            })?;
            out.write_all(if count == 0 { b"[]\n" } else { b"\n]\n" })?;
            Ok(count)
        }
        ExportFormat::Jsonl => each_lead(store, filter, now, |file| {
            serde_json::to_writer(&mut *out, &whole(store, file, practice, now)?)?;
            out.write_all(b"\n")?;
            Ok(())
        }),
        ExportFormat::Ics => ics(store, filter, now, out),
    }
}

/// Writes all that is kept of a person as one JSON object: what `export` says of a lead, and under
/// `unread` whatever could not be read and speaks of them.
///
/// # Errors
/// Where the output or the store fails.
pub fn export_person(
    store: &Store,
    key: LeadKey,
    practice: &Practice,
    now: DateTime<Utc>,
    out: &mut dyn Write,
) -> Result<(), ExportError> {
    let Some(file) = store.lead(key)? else { return Ok(()) };
    let traces = Traces::of(&file.lead);
    let unread = store.rejects(usize::MAX)?;
    let unread = unread.iter().filter(|reject| traces.are_in(&reject.bytes)).map(|reject| {
        json!({
            "at": reject.at.to_rfc3339_opts(SecondsFormat::AutoSi, true),
            "feed": reject.feed,
            "place": reject.place,
            "reason": reject.reason,
            "text": String::from_utf8_lossy(&reject.bytes),
        })
    });
    let mut person = whole(store, &file, practice, now)?;
    person["unread"] = unread.collect();
    serde_json::to_writer_pretty(&mut *out, &person)?;
    out.write_all(b"\n")?;
    Ok(())
}

/// Writes the planned follow-ups. Returns how many there are.
fn ics(
    store: &Store,
    filter: &Filter,
    now: DateTime<Utc>,
    out: &mut dyn Write,
) -> Result<u64, ExportError> {
    let mut count = 0;
    out.write_all(calendar::HEAD.as_bytes())?;
    each_lead(store, filter, now, |file| {
        if let Some(event) = calendar::event(&file.lead, now) {
            out.write_all(event.as_bytes())?;
            count += 1;
        }
        Ok(())
    })?;
    out.write_all(calendar::FOOT.as_bytes())?;
    Ok(count)
}

fn each_lead(
    store: &Store,
    filter: &Filter,
    now: DateTime<Utc>,
    mut write: impl FnMut(&LeadFile) -> Result<(), ExportError>,
) -> Result<u64, ExportError> {
    let mut count = 0;
    for key in store.keys(filter, now)? {
        if let Some(file) = store.lead(key)? {
            write(&file)?;
            count += 1;
        }
    }
    Ok(count)
}

/// A lead with the payloads as received and its history.
fn whole(
    store: &Store,
    file: &LeadFile,
    practice: &Practice,
    now: DateTime<Utc>,
) -> Result<Value, ExportError> {
    let mut lead = serde_json::to_value(LeadView::of(store, file, practice, now)?)?;
    if let Some(records) = lead.get_mut("records").and_then(Value::as_array_mut) {
        for (view, record) in records.iter_mut().zip(file.lead.records()) {
            view["raw"] = raw(store, record)?;
        }
    }
    lead["history"] = serde_json::to_value(chronicle::write_down(store, file)?)?;
    Ok(lead)
}

fn raw(store: &Store, record: &LeadRecord) -> Result<Value, ExportError> {
    let Some(raw) = store.raw(record.id)? else { return Ok(Value::Null) };
    Ok(serde_json::from_str(&raw).unwrap_or(Value::String(raw)))
}

fn csv(
    store: &Store,
    filter: &Filter,
    now: DateTime<Utc>,
    out: &mut dyn Write,
) -> Result<u64, ExportError> {
    let mut rows = csv::Writer::from_writer(out);
    rows.write_record(CSV_COLUMNS)?;
    let count = each_lead(store, filter, now, |file| {
        for (index, record) in file.lead.records().iter().enumerate() {
            let history = match index {
                0 => serde_json::to_string(&chronicle::write_down(store, file)?)?,
                _ => String::new(),
            };
            let raw = store.raw(record.id)?.unwrap_or_default();
            let cells = CSV_COLUMNS.iter().map(|column| match *column {
                "history" => history.clone(),
                "raw" => raw.clone(),
                column => cell(record, column),
            });
            rows.write_record(cells.map(|cell| guard(&cell).into_owned()))?;
        }
        Ok(())
    })?;
    rows.flush()?;
    Ok(count)
}

/// Returns what stands in a column about a record; the names are those of [`CSV_COLUMNS`].
fn cell(record: &LeadRecord, column: &str) -> String {
    let text =
        |text: &Option<Text>| text.as_ref().map_or_else(String::new, |text| text.raw().to_owned());
    let time = |time: DateTime<Utc>| time.to_rfc3339_opts(SecondsFormat::AutoSi, true);
    let code = |code: Value| code.as_str().unwrap_or_default().to_owned();
    match column {
        "record_id" => record.id.to_string(),
        "feed" => record.feed.clone(),
        "lead_source" => text(&record.lead_source),
        "source" => code(json!(record.source)),
        "action" => code(json!(record.action)),
        "action_code" => text(&record.action_code),
        "publisher" => text(&record.publisher),
        "offer" => text(&record.offer),
        "offer_title" => text(&record.offer_title),
        "first_name" => text(&record.contact.first_name),
        "last_name" => text(&record.contact.last_name),
        "email" => text(&record.contact.email),
        "phone" => text(&record.contact.phone),
        "country" => text(&record.contact.country),
        "company" => text(&record.contact.company),
        "title" => text(&record.contact.title),
        "description" => text(&record.description),
        "campaign" if record.campaign.is_empty() => String::new(),
        "campaign" => json!(record.campaign).to_string(),
        "created_at" => record.created_at.map_or_else(String::new, time),
        "received_at" => time(record.received_at),
        "test" => record.test.to_string(),
        "withheld" => record.withheld.to_string(),
        "origin_file" => {
            record.origin.as_ref().map_or_else(String::new, |origin| origin.file.clone())
        }
        "origin_line" => {
            record.origin.as_ref().map_or_else(String::new, |origin| origin.line.to_string())
        }
        "warnings" if record.warnings.is_empty() => String::new(),
        "warnings" => json!(record.warnings).to_string(),
        _ => String::new(),
    }
}
