//! Rows and objects to records: every form but leadclock's own export.
//!
//! The forms differ in their names and their nesting only, so there is one reading for all:
//! Microsoft's HTTPS body, a row of the Azure table as JSON or as Storage Explorer exports it,
//! Partner Center's "Leads download", Salesforce's Web-to-Lead names, and plain columns.

use serde_json::{Map, Value};

use super::assemble;
use super::columns::ColumnPlan;
use super::contract::{Context, Parsed};
use super::values::Values;

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
