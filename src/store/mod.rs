//! The only SQL in the program: one SQLite file with the truth and its projections.
//!
//! Truth is append-only (`records`, `notes`, `events`; triggers refuse anything else). The
//! projections (`leads`, `people`, `members`, `links`, `clues`, `counts`, `arrivals`, `waits`,
//! `search`) are written in the
//! transaction of the truth they follow from and can be rebuilt at any time. What a lead *is* comes from
//! [`crate::domain`] alone; SQL only stores, orders and finds.
//!
//! Order inside this floor: `error < {schema, haystack, cipher} < {open, filter} < log < {row, feeds, counterparts} < {rejects, outbox} < lookup < {group, clues, waits} <
//! project < erase < copy < {write, ahead, search, counts} < spot < {window, check, keep}`.

mod ahead;
pub mod check;
pub mod cipher;
pub mod clues;
mod copy;
pub mod counterparts;
pub mod counts;
pub mod erase;
pub mod error;
pub mod feeds;
mod filter;
mod group;
mod haystack;
mod keep;
pub mod log;
pub mod lookup;
pub mod open;
pub mod outbox;
mod project;
pub mod rejects;
mod row;
mod schema;
mod search;
mod spot;
pub mod waits;
pub mod window;
pub mod write;

pub use error::StoreError;
pub use open::{Access, Stop, Store};
pub use row::{LeadKey, QueueRow};
