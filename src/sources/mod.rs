//! Bytes to records: every form in which a lead can arrive, and nothing about where it goes.
//!
//! A stream is decoded (`decode`), its form found by content (`detect`), cut into the texts of
//! single records with the line on which each begins (`split_csv`, `split_json`), and each text is
//! read (`read_one`) by the form that it has (`forms`, or `own` for leadclock's own export). What
//! can not be read is a [`Reject`](crate::domain::record::Reject); the others go on. Memory does
//! not grow with the input. To add a form, teach `columns` its names; to add another kind of file,
//! add a splitter.

mod assemble;
mod columns;
mod contract;
mod decode;
mod detect;
mod error;
pub mod feeds;
mod forms;
mod json_scan;
pub mod own;
mod read;
mod read_one;
mod slice;
mod split_csv;
mod split_json;
mod values;
mod window;
mod wrapper;

pub use contract::{Format, Item, Parsed, ReadOptions, Sink};
pub use error::SourceError;
pub use read::read;
