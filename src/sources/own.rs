//! leadclock's own export, read back without a loss.
//!
//! As JSON it is a lead with its `records`, or a single record; as CSV one row per record, in the
//! columns of [`CSV_COLUMNS`]. Nothing is derived here: ids, flags and warnings are as given.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::columns::{Header, plain};
use super::contract::Context;
use super::contract::Parsed;
use super::values::{FIELD_BYTES, too_long};
use crate::domain::contact::Contact;
use crate::domain::ids::RecordId;
use crate::domain::lead_source::{Action, Source};
use crate::domain::record::{LeadRecord, Origin};
use crate::domain::text::Text;
use crate::domain::time;

/// The columns of the CSV export, in their order. A reader ignores others and misses none.
pub const CSV_COLUMNS: &[&str] = &[
    "record_id",
    "feed",
    "lead_source",
    "source",
    "action",
    "action_code",
    "publisher",
    "offer",
    "offer_title",
    "first_name",
    "last_name",
    "email",
    "phone",
    "country",
    "company",
    "title",
    "description",
    "campaign",
    "created_at",
    "received_at",
    "test",
    "withheld",
    "origin_file",
    "origin_line",
    "warnings",
    "history",
    "raw",
];

/// What a spreadsheet takes for the beginning of a formula, and the guard itself.
const GUARDED: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\'', '＝', '＋', '－', '＠'];

/// Returns a cell as the export writes it: what a spreadsheet would run as a formula stands behind
/// an apostrophe, which the reader takes away again.
pub fn guard(cell: &str) -> Cow<'_, str> {
    match cell.starts_with(GUARDED) {
        true => Cow::Owned(format!("'{cell}")),
        false => Cow::Borrowed(cell),
    }
}

/// Returns whether an object is a lead with its records.
pub(super) fn records_of(object: &Map<String, Value>) -> Option<&Vec<Value>> {
    object.get("records")?.as_array()
}

/// Returns whether an object is a record.
pub(super) fn is_record(object: &Map<String, Value>) -> bool {
    let has_id =
        object.get("id").and_then(Value::as_str).is_some_and(|id| id.parse::<RecordId>().is_ok());
    has_id && object.get("contact").is_some_and(Value::is_object)
}

/// Reads a record of the JSON export.
pub(super) fn from_record(
    object: &Map<String, Value>,
    context: &Context,
) -> Result<Parsed, String> {
    let mut fields = object.clone();
    let history = fields.remove("history").filter(|history| !history.is_null());
    let payload = fields.remove("raw");
    fields.retain(|_, value| !value.is_null());
    check_lengths(&fields)?;
    let raw = match payload {
        Some(Value::String(text)) if is_object_text(&text) => text,
        Some(payload @ Value::Object(_)) => payload.to_string(),
        _ => Value::Object(fields.clone()).to_string(),
    };
    let received_at = context.received_at.to_rfc3339();
    for (name, default) in [
        ("feed", context.feed),
        ("source", "other"),
        ("action", "other"),
        ("received_at", &received_at),
    ] {
        if !fields.contains_key(name) {
            fields.insert(name.to_owned(), Value::from(default));
        }
    }
    let record = serde_json::from_value(Value::Object(fields))
        .map_err(|_| "a value of the exported record has an unexpected form".to_owned())?;
    Ok(Parsed { record, raw, line: context.line, history })
}

/// Holds every text of the record to the limit. Only names of our own are repeated.
fn check_lengths(fields: &Map<String, Value>) -> Result<(), String> {
    for (name, value) in fields {
        match value {
            Value::String(text) if text.len() > FIELD_BYTES => {
                return Err(too_long(CSV_COLUMNS.iter().find(|column| *column == name).copied()));
            }
            Value::Object(inner) => check_lengths(inner)?,
            _ => {}
        }
    }
    Ok(())
}

fn is_object_text(text: &str) -> bool {
    text.trim_start().starts_with('{')
        && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

/// Where the columns of the CSV export stand in a file.
#[derive(Clone, Debug)]
pub(super) struct OwnPlan {
    /// For each of [`CSV_COLUMNS`], its place.
    places: Vec<Option<usize>>,
    header: Header,
}

impl OwnPlan {
    /// Reads a header; `None` where the file is not leadclock's own.
    pub(super) fn of_header(names: &[&str]) -> Option<Self> {
        let names_plain: Vec<String> = names.iter().map(|name| plain(name)).collect();
        let place = |column: &&str| names_plain.iter().position(|name| *name == plain(column));
        let places: Vec<_> = CSV_COLUMNS.iter().map(place).collect();
        places.first().copied().flatten()?;
        Some(Self { places, header: Header::new(names) })
    }

    /// Reads a row of the CSV export.
    pub(super) fn read(&self, cells: &[&str], context: &Context) -> Result<Parsed, String> {
        if let Some(reason) = self.header.misfit(cells) {
            return Err(reason);
        }
        Row { plan: self, cells }.read(context)
    }
}

/// One row of the CSV export.
struct Row<'a> {
    plan: &'a OwnPlan,
    cells: &'a [&'a str],
}

impl<'a> Row<'a> {
    /// Returns the cell of a column as it was before the guard, or `None` for an empty one.
    fn cell(&self, column: &str) -> Option<&'a str> {
        let index = CSV_COLUMNS.iter().position(|name| *name == column)?;
        let cell = *self.cells.get(self.plan.places.get(index).copied().flatten()?)?;
        Some(cell.strip_prefix('\'').unwrap_or(cell)).filter(|cell| !cell.is_empty())
    }

    fn text(&self, column: &str) -> Result<Option<Text>, String> {
        match self.cell(column) {
            Some(cell) if cell.len() > FIELD_BYTES => {
                Err(too_long(CSV_COLUMNS.iter().find(|name| **name == column).copied()))
            }
            cell => Ok(cell.map(Text::from)),
        }
    }

    fn json<T: serde::de::DeserializeOwned>(&self, column: &str) -> Result<Option<T>, String> {
        self.cell(column)
            .map(|cell| serde_json::from_str(cell))
            .transpose()
            .map_err(|_| format!("{column} can not be read"))
    }

    /// A spreadsheet may have written the time anew, in a form of its country.
    fn time(&self, column: &str, warnings: &mut Vec<String>) -> Option<DateTime<Utc>> {
        let time = time::parse(self.cell(column)?);
        if time.is_none() {
            warnings.push(format!("{column} can not be read"));
        }
        time
    }

    /// A spreadsheet that saved the file again writes `TRUE`.
    fn flag(&self, column: &str) -> bool {
        self.cell(column).is_some_and(|cell| {
            let cell = cell.trim();
            cell == "1" || cell.eq_ignore_ascii_case("true") || cell.eq_ignore_ascii_case("yes")
        })
    }

    fn word<T: serde::de::DeserializeOwned>(&self, column: &str) -> Option<T> {
        let word = self.cell(column)?.trim().to_ascii_lowercase();
        serde_json::from_value(Value::String(word)).ok()
    }

    fn read(&self, context: &Context) -> Result<Parsed, String> {
        let id: RecordId = self
            .cell("record_id")
            .and_then(|id| id.trim().parse().ok())
            .ok_or("record_id is not an id of 32 hexadecimal digits")?;
        let mut warnings: Vec<String> = self.json("warnings")?.unwrap_or_default();
        let record = LeadRecord {
            id,
            feed: self.cell("feed").unwrap_or(context.feed).to_owned(),
            lead_source: self.text("lead_source")?,
            source: self.word("source").unwrap_or(Source::Other),
            action: self.word("action").unwrap_or(Action::Other),
            action_code: self.text("action_code")?,
            publisher: self.text("publisher")?,
            offer: self.text("offer")?,
            offer_title: self.text("offer_title")?,
            contact: Contact {
                first_name: self.text("first_name")?,
                last_name: self.text("last_name")?,
                email: self.text("email")?,
                phone: self.text("phone")?,
                country: self.text("country")?,
                company: self.text("company")?,
                title: self.text("title")?,
            },
            description: self.text("description")?,
            campaign: self.json("campaign")?.unwrap_or_default(),
            created_at: self.time("created_at", &mut warnings),
            received_at: self.time("received_at", &mut warnings).unwrap_or(context.received_at),
            test: self.flag("test"),
            withheld: self.flag("withheld"),
            origin: self.cell("origin_file").map(|file| Origin {
                file: file.to_owned(),
                line: self
                    .cell("origin_line")
                    .and_then(|line| line.trim().parse().ok())
                    .unwrap_or(1),
            }),
            warnings,
        };
        let raw = match self.cell("raw") {
            Some(raw) if is_object_text(raw) => raw.to_owned(),
            _ => self.plan.header.row_as_json(self.cells),
        };
        Ok(Parsed { record, raw, line: context.line, history: self.json("history")? })
    }
}

#[cfg(test)]
mod tests;
