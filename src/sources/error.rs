//! What can be wrong with a whole input. What is wrong with one record is a
//! [`Reject`](crate::domain::record::Reject) and does not end the reading.

use std::io;

/// Why an input as a whole could not be read.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The bytes could not be had.
    #[error("the input could not be read")]
    Io(#[source] io::Error),
    /// The bytes are not text.
    #[error("this is {what}, not a list of leads; {advice}")]
    Binary {
        /// What it seems to be, with its article.
        what: &'static str,
        /// What to do instead.
        advice: &'static str,
    },
    /// It is text, but nothing in it is known to belong to a lead.
    #[error("no column of this file is one of a lead; its first line should name the columns")]
    NothingKnown,
}
