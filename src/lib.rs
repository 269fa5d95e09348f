//! leadclock: a terminal dashboard for leads from Microsoft's commercial marketplace.
//!
//! The crate is a house of floors, and an import only points down:
//!
//! ```text
//! main.rs               exit codes
//! cli/                  words in, words out; opens the screen
//! receiver/             the HTTPS endpoint that leads are sent to
//! tui/                  keys, model, update, view; one runner talks to app
//! plain/                the same in sentences, for a screen reader
//! app/                  use-cases: the one place where store and sources meet
//! store/     sources/   siblings, blind to each other: the only SQL; bytes -> records
//! domain/               pure: no I/O, no async, no reading of the clock
//! ```
//!
//! Start in [`domain`]: a [`domain::record::LeadRecord`] is one delivery, a
//! [`domain::lead::Lead`] is one person, [`domain::decide::decide`] says what may happen to
//! it and [`domain::clock`] when the next touch is owed.

pub mod app;
pub mod cli;
pub mod domain;
pub mod plain;
pub mod receiver;
pub mod sources;
pub mod store;
pub mod tui;
