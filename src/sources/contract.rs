//! What goes into a source and what comes out of it.

use std::ops::ControlFlow;

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::domain::record::{LeadRecord, Reject};

/// How an input is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Format {
    /// Found by content.
    #[default]
    Auto,
    /// Rows with a header line.
    Csv,
    /// One value, an array, a wrapper with an array, or values after each other.
    Json,
    /// One object on each line.
    Jsonl,
}

/// What is known of an input beside its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadOptions {
    /// The feed that brings it.
    pub feed: String,
    /// The file's name without its folder, for the records' origin.
    pub file: String,
    /// How it is read.
    pub format: Format,
    /// When it reached us.
    pub received_at: DateTime<Utc>,
}

/// One thing that an input held, in its order.
#[expect(clippy::large_enum_variant, reason = "nearly every item is a record that goes right on")]
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// A record.
    Record(Parsed),
    /// Something that could not be read.
    Reject(Reject),
}

/// A record that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// The record.
    pub record: LeadRecord,
    /// Its payload as received, as the text of a JSON object; of a CSV row `{header: cell}`.
    pub raw: String,
    /// The physical line on which it begins, from 1.
    pub line: u64,
    /// Events and notes that leadclock's own export carries, untouched.
    pub history: Option<Value>,
}

/// What the reader of an input does with each item; `Break` stops the reading.
pub type Sink<'a> = dyn FnMut(Item) -> ControlFlow<()> + 'a;

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
