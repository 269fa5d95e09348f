//! What leadclock means by its words. Pure: no I/O, no async, and the time is always an argument.
//!
//! Order inside this floor, lowest first:
//! `{text, ids, zone, span, time} < {contact, country, lead_source, when} < {record, person, phone} <
//! {funnel, similar} < {policy, event} < lead < {clock, undo} < {command, queue, why} < {history, links}`.

pub mod clock;
pub mod command;
pub mod contact;
pub mod country;
pub mod event;
pub mod funnel;
pub mod history;
pub mod ids;
pub mod lead;
pub mod lead_source;
pub mod links;
pub mod person;
pub mod phone;
pub mod policy;
pub mod queue;
pub mod record;
pub mod similar;
pub mod span;
#[cfg(test)]
pub(crate) mod testing;
pub mod text;
pub mod time;
pub mod undo;
pub mod when;
pub mod why;
pub mod zone;
