//! What leadclock means by its words. Pure: no I/O, no async, and the time is always an argument.
//!
//! Order inside this floor, lowest first:
//! `text < ids < zone < contact < lead_source < time < record < funnel < policy < event < lead <
//! clock < command < {undo, queue, when}`.

pub mod contact;
pub mod ids;
pub mod lead_source;
pub mod record;
pub mod span;
pub mod text;
pub mod time;
pub mod when;
pub mod zone;
