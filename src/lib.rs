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
//! language/             what is said to people, in each language
//! ```
//!
//! # A tour
//!
//! **The words.** Start in [`domain`]: a [`LeadRecord`](domain::record::LeadRecord) is one delivery as
//! it was received, a [`Lead`](domain::lead::Lead) is one person, folded from all their records and
//! events. [`decide`](domain::decide::decide) says what may happen to it,
//! [`clock::due`](domain::clock::due) when the next touch is owed, [`queue`](domain::queue) where it stands
//! because of that, and [`why`](domain::why) says so in a line.
//!
//! **A record comes up.** A feed ([`sources::feeds`]) or a file brings bytes; [`sources`] makes records of
//! them, a bad one being a reject that never stops the others. [`app::ingest`], [`app::receive`] and
//! [`app::sync`] hand them to the [`store`], which writes the truth, and what follows from it, in one
//! transaction.
//!
//! **A key goes down.** [`tui::keys`] is the one table of what keys mean. [`update`](tui::update::update)
//! changes the [`Model`](tui::model::Model) and answers with [`Effect`](tui::msg::Effect)s; the
//! [`runner`](tui::runner) has [`app::triage`] carry them out, where `decide` refuses, asks or gives
//! events. What comes of it arrives as a [`Msg`](tui::msg::Msg), and [`view`](tui::view::view) draws.
//!
//! **A question goes across.** A line of the [query language](domain::query) is read into a
//! [`Query`](domain::query::Query), which says what it means of a lead's facts; the store asks the same of
//! its columns and reads a [`window`](store::window) of the queue, never all of it. The
//! [numbers](app::numbers) are made of [waits](domain::waits) in the same manner.
//!
//! **The same in words.** [`cli`] has every verb of the screen, and [`plain`] talks in sentences; both
//! come through [`app`], so that they can not differ from the screen.

pub mod app;
pub mod cli;
pub mod domain;
pub mod language;
pub mod plain;
pub mod receiver;
pub mod sources;
pub mod store;
pub mod tui;
