//! What can go wrong with the file, named for what was tried.

use std::path::PathBuf;

/// An error of the store. Refusals of the domain are not errors and never stand here.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The folder or file could not be made.
    #[error("can not create {path}")]
    Create {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file could not be opened.
    #[error("can not open {path}")]
    Open {
        /// Which.
        path: PathBuf,
        /// Why.
        source: rusqlite::Error,
    },
    /// The file is no leadclock database.
    #[error("{path} is not a leadclock database; it was left as it is")]
    NotOurs {
        /// Which.
        path: PathBuf,
    },
    /// The key is not that of the file.
    #[error("the key does not open {path}, or it is not encrypted; it was left as it is")]
    Locked {
        /// Which.
        path: PathBuf,
    },
    /// The file was written by a newer leadclock.
    #[error(
        "{path} was written by a newer leadclock (schema {found}, this one knows {known}); it was left as it is"
    )]
    Newer {
        /// Which.
        path: PathBuf,
        /// The schema of the file.
        found: i64,
        /// The newest schema this program knows.
        known: i64,
    },
    /// The file can only be read.
    #[error("the database can only be read, so nothing was changed")]
    ReadOnly,
    /// The disk is full.
    #[error("the disk is full, so nothing was saved")]
    Full,
    /// Another process held the file for too long.
    #[error("another process is busy with the database, so nothing was saved; try again")]
    Busy,
    /// The file is damaged.
    #[error("the database is damaged; see `leadclock doctor`")]
    Damaged,
    /// A query was stopped because its answer is not wanted any more.
    #[error("the query was stopped")]
    Interrupted,
    /// What stands in the file can not be understood.
    #[error("the database holds {what} that can not be read; see `leadclock doctor`")]
    Unreadable {
        /// What.
        what: &'static str,
    },
    /// Anything else that SQLite says.
    #[error("the database answered with an error")]
    Sql(#[source] rusqlite::Error),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::ReadOnly) => Self::ReadOnly,
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged,
            Some(ErrorCode::OperationInterrupted) => Self::Interrupted,
            _ => Self::Sql(error),
        }
    }
}
