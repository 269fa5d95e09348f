//! leadclock in sentences, for a screen reader, a braille line, or a pipe.
//!
//! Nothing is drawn: what is known is printed line by line, and commands are typed as words. No
//! line means anything by its place, its colour or a sign alone, and no control character but the
//! end of a line is ever printed. It knows `app` and `domain`, and nothing of the screen. Order
//! inside this floor, lowest first: `{spoken, order, talk} < {listing, portrait} < wishes < session`.
//!
//! To add a command: its row in `order.rs`, and its arm in `session.rs` or `wishes.rs`.

mod listing;
mod order;
mod portrait;
mod session;
mod spoken;
mod talk;
mod wishes;

pub use self::order::help;
pub use self::session::{Desk, PlainError, run};
