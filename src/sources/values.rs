//! The values of one record by field, before anything is made of them.
//!
//! The first value that is not blank wins. Here the limits hold that every form shares, and here
//! is noticed that characters were lost.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::columns::Field;
use crate::domain::text::Text;

/// The longest value of one field, in bytes.
pub(super) const FIELD_BYTES: usize = 64 * 1024;

/// The values of one record.
#[derive(Debug, Default)]
pub(super) struct Values<'a> {
    slots: [Option<Cow<'a, str>>; Field::COUNT],
    /// Whether characters were lost before we saw them, or can not be kept.
    pub(super) is_damaged: bool,
    /// Whether the customer's details were there but could not be read.
    pub(super) has_unreadable_details: bool,
}

impl<'a> Values<'a> {
    /// Takes a value of a CSV cell.
    pub(super) fn put_cell(&mut self, field: Option<Field>, cell: &'a str) -> Result<(), String> {
        self.look_at(field, cell)?;
        match field {
            Some(Field::Details) => self.put_details_text(cell),
            Some(field) => {
                self.put(field, Cow::Borrowed(cell));
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Takes a member of a JSON object.
    pub(super) fn put_member(&mut self, name: &str, value: &'a Value) -> Result<(), String> {
        let field = Field::of_name(name);
        match (field, value) {
            (_, Value::Null) => Ok(()),
            // A contact is now and then an object of its own.
            (Some(Field::Details | Field::FullName), Value::Object(details)) => {
                self.put_details(details)
            }
            (_, Value::String(text)) => self.put_cell(field, text),
            (Some(field), other) => {
                let text = other.to_string();
                self.look_at(Some(field), &text)?;
                self.put(field, Cow::Owned(text));
                Ok(())
            }
            (None, _) => Ok(()),
        }
    }

    /// Returns the value of a field without outer white space; the keys of a table row, whose
    /// every character counts, as they are. `Some("")` is a field that was there but blank.
    pub(super) fn given(&self, field: Field) -> Option<&str> {
        self.slots[field as usize].as_deref()
    }

    /// Returns the value of a field, or `None` when there is nothing in it.
    pub(super) fn trimmed(&self, field: Field) -> Option<&str> {
        self.given(field).filter(|value| !value.is_empty())
    }

    /// Returns the value of a field to keep.
    pub(super) fn text(&self, field: Field) -> Option<Text> {
        self.trimmed(field).map(text)
    }

    fn put(&mut self, field: Field, value: Cow<'a, str>) {
        let slot = &mut self.slots[field as usize];
        if slot.as_deref().is_some_and(|held| !held.is_empty()) {
            return;
        }
        *slot = Some(match value {
            value if matches!(field, Field::PartitionKey | Field::RowKey) => value,
            Cow::Borrowed(value) => Cow::Borrowed(value.trim()),
            Cow::Owned(value) if value.trim().len() == value.len() => Cow::Owned(value),
            Cow::Owned(value) => Cow::Owned(value.trim().to_owned()),
        });
    }

    fn put_details_text(&mut self, text: &str) -> Result<(), String> {
        if text.trim().is_empty() {
            return Ok(());
        }
        match serde_json::from_str::<Map<String, Value>>(text) {
            Ok(details) => self.put_details(&details),
            Err(_) => {
                self.has_unreadable_details = true;
                Ok(())
            }
        }
    }

    fn put_details(&mut self, details: &Map<String, Value>) -> Result<(), String> {
        for (name, value) in details {
            let Some(field) = Field::of_name(name).filter(|field| field.may_be_nested()) else {
                continue;
            };
            let text = match value {
                Value::Null => continue,
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            self.look_at(Some(field), &text)?;
            self.put(field, Cow::Owned(text));
        }
        Ok(())
    }

    fn look_at(&mut self, field: Option<Field>, value: &str) -> Result<(), String> {
        if value.len() > FIELD_BYTES {
            return Err(too_long(field.map(Field::label)));
        }
        self.is_damaged |= memchr::memchr(0, value.as_bytes()).is_some()
            || !value.is_ascii() && value.contains(char::REPLACEMENT_CHARACTER);
        Ok(())
    }
}

/// Takes a value to keep. A NUL would cut it short elsewhere, so it becomes U+FFFD.
pub(super) fn text(value: &str) -> Text {
    match value.contains('\0') {
        true => Text::new(value.replace('\0', "\u{fffd}")),
        false => Text::new(value),
    }
}

/// Returns the reason to refuse a record with a value beyond the limit.
pub(super) fn too_long(field: Option<&str>) -> String {
    match field {
        Some(name) => format!("the field {name} is longer than 64 KiB"),
        None => "an unknown field is longer than 64 KiB".to_owned(),
    }
}
