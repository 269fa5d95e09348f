//! Rows and objects to records: every form but leadclock's own export.
//!
//! The forms differ in their names and their nesting only, so there is one reading for all:
//! Microsoft's HTTPS body, a row of the Azure table as JSON or as Storage Explorer exports it,
//! Partner Center's "Leads download", Salesforce's Web-to-Lead names, and plain columns.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::columns::ColumnPlan;
use super::values::Values;
use super::{Parsed, assemble};

/// What is known of a record beside its text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Context<'a> {
    /// The feed that brings it.
    pub(super) feed: &'a str,
    /// The file's name without its folder; empty where there is none.
    pub(super) file: &'a str,
    /// When it reached us.
    pub(super) received_at: DateTime<Utc>,
    /// The physical line on which it begins, from 1.
    pub(super) line: u64,
}

/// Reads a row; the error says in words why that is impossible.
pub(super) fn from_row(
    plan: &ColumnPlan,
    cells: &[&str],
    context: &Context,
) -> Result<Parsed, String> {
    if let Some(reason) = plan.header.misfit(cells) {
        return Err(reason);
    }
    let mut values = Values::default();
    for (field, cell) in plan.fields.iter().zip(cells) {
        values.put_cell(*field, cell)?;
    }
    assemble::record(&values, || plan.header.row_as_json(cells), context)
}

/// Reads an object; the error says in words why that is impossible.
pub(super) fn from_object(
    object: &Map<String, Value>,
    raw: &str,
    context: &Context,
) -> Result<Parsed, String> {
    let mut values = Values::default();
    for (name, value) in object {
        values.put_member(name, value)?;
    }
    assemble::record(&values, || raw.trim().to_owned(), context)
}

#[cfg(test)]
mod tests;
