//! Behaviour, seen from outside: one binary, a module a floor.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
#![expect(missing_docs, reason = "tests")]

mod floors;
mod screen;
mod store;
mod support;
mod tui;
