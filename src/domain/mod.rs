//! What leadclock means by its words. Pure: no I/O, no async, and the time is always an argument.
//!
//! Order inside this floor, lowest first:
//! `{text, ids, zone, span, stats, time, count} < dates < {address, contact, lead_source, when, country, hours} < {record, person,
//! phone} < {funnel, place, similar, heartbeat} < {policy, event} < undo < lead < {clock, scope, reach, traces, counterpart} < {checklist,
//! cadence, guard} < practice < refusal < {command, queue, why} < {decide, history, links, waits,
//! query}`.

pub mod address;
pub mod cadence;
pub mod checklist;
pub mod clock;
pub mod command;
pub mod contact;
pub mod count;
pub mod counterpart;
pub mod country;
pub mod dates;
pub mod decide;
pub mod event;
pub mod funnel;
pub mod guard;
pub mod heartbeat;
pub mod history;
pub mod hours;
pub mod ids;
pub mod lead;
pub mod lead_source;
pub mod links;
pub mod person;
pub mod phone;
pub mod place;
pub mod policy;
pub mod practice;
pub mod query;
pub mod queue;
pub mod reach;
pub mod record;
pub mod refusal;
pub mod scope;
pub mod similar;
pub mod span;
pub mod stats;
#[cfg(test)]
pub(crate) mod testing;
pub mod text;
pub mod time;
pub mod traces;
pub mod undo;
pub mod waits;
pub mod when;
pub mod why;
pub mod zone;
