//! The screen: what a key means, what the model becomes, and how it looks.
//!
//! Nothing here reads a store or a source; the runner asks `app`. Order inside this floor, lowest
//! first: `{keyname, theme} < keys < msg < data < {columns, footer} < screens < model < update <
//! view < runner`.

pub mod keyname;
pub mod theme;
