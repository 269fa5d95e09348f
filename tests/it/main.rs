//! Behaviour, seen from outside: one binary, a module a floor.
#![expect(clippy::unwrap_used, reason = "a test that can not go on should stop")]

mod azurite;
mod board;
mod cli;
mod config;
mod damage;
mod docs;
mod drafts;
mod dynamics;
mod encryption;
mod errands;
mod faults;
mod feeds;
mod floors;
mod keys;
mod languages;
mod links;
mod looks;
mod mouse;
mod numbers;
mod palette;
mod plain;
mod practice;
mod privacy;
mod pty;
mod queries;
mod receiver;
mod safe;
mod screen;
mod seeds;
mod serve;
mod signals;
mod store;
mod strangers;
mod support;
mod tui;
