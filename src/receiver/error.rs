//! What can keep the receiver from starting, or end it, named for what was tried.
//!
//! What goes wrong with one request is an answer to it, and never stands here.

use std::net::SocketAddr;
use std::path::PathBuf;

/// An error of the receiver.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReceiverError {
    /// The threads could not be started.
    #[error("can not start the receiver")]
    Start {
        /// Why.
        source: std::io::Error,
    },
    /// The address can not be listened on.
    #[error("can not listen on {address}")]
    Listen {
        /// Which.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// The certificate or its key can not be used.
    #[error("{path}: {problem}")]
    Certificate {
        /// The file.
        path: PathBuf,
        /// What is wrong with it; holds nothing of the key.
        problem: String,
    },
    /// The secrets of the feeds could not be had.
    #[error("can not have the secrets of the feeds: {reason}")]
    Doors {
        /// Why.
        reason: String,
    },
    /// No feed has a secret, so nobody could send anything.
    #[error("no feed has a secret, so nobody could send anything")]
    NoDoor,
    /// What stores the leads has stopped by a bug; whatever was acknowledged is stored.
    #[error("storing leads has stopped by a bug; whatever was acknowledged is stored")]
    Writer,
}
