//! Bytes to records: every form in which a lead can arrive, and nothing about where it goes.
//!
//! A stream is decoded (`decode`), its form found by content (`detect`), cut into the texts of
//! single records with the line on which each begins (`split_csv`, `split_json`), and each text is
//! read by the form that it has (`columns`, `forms`, `own`). What can not be read is a
//! [`Reject`](crate::domain::record::Reject); the others go on. Memory does not grow with the input.

#[cfg_attr(not(test), expect(dead_code, reason = "the forms that read the texts are not here yet"))]
mod decode;
#[cfg_attr(not(test), expect(dead_code, reason = "the forms that read the texts are not here yet"))]
mod detect;
pub mod error;
mod json_scan;
mod slice;
#[cfg_attr(not(test), expect(dead_code, reason = "the forms that read the texts are not here yet"))]
mod split_csv;
#[cfg_attr(not(test), expect(dead_code, reason = "the forms that read the texts are not here yet"))]
mod split_json;
mod window;
mod wrapper;

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
