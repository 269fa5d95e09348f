//! Use-cases: the one place where store and sources meet.
//!
//! Each file is one thing that a person or a program wants: `ingest` takes records in, `sync` asks feeds
//! for them, `crm` listens to what a CRM decided, `triage` decides, `people` says who is who, `query` reads what a screen or a list shows, `present` is the JSON
//! contract, `templates` writes drafts, `calendar` planned follow-ups, `today` looks back at a day, `views`
//! are queries with names, `numbers` and `report` tell how fast and to what end, `ways` lead out to a
//! person, `export` hands everything out again, `backup` keeps whole copies, `demo` makes leads up. The screen and the command line both come
//! through here, so that they can not differ.

pub mod backup;
pub mod calendar;
pub mod chronicle;
pub mod config;
pub mod crm;
pub mod demo;
pub mod export;
pub mod feeds;
pub mod ingest;
pub mod numbers;
pub mod people;
pub mod present;
pub mod query;
pub mod receive;
pub mod report;
pub mod secrets;
pub mod sync;
mod take;
pub mod templates;
pub mod today;
pub mod triage;
pub mod views;
pub mod ways;

pub use crate::store::counts::{Counts, GroupCount};
pub use crate::store::lookup::{Found, LeadFile, Note};
pub use crate::store::window::{Entry, Filter, GroupSet, Spot, Tally};
pub use crate::store::{Access, LeadKey, QueueRow, Stop, Store, StoreError, cipher};
