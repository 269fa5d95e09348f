//! Behaviour, seen from outside: one binary, a module a floor.
#![expect(clippy::unwrap_used, reason = "a test that can not go on should stop")]

mod cli;
mod docs;
mod drafts;
mod floors;
mod links;
mod practice;
mod pty;
mod receiver;
mod screen;
mod store;
mod support;
mod tui;
