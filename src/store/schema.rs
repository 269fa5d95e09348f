//! The versions of the file, oldest first. A step is never edited after a release.

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::error::StoreError;

/// Marks the file as ours in SQLite's header: "LCLK".
pub(super) const APPLICATION_ID: i64 = 0x4c43_4c4b;

/// The steps from an empty file to the present. Step n leads to `user_version` n + 1.
const STEPS: [&str; 9] = [
    include_str!("migrations/0001_truth_and_projections.sql"),
    include_str!("migrations/0002_links_and_clues.sql"),
    include_str!("migrations/0003_cadence.sql"),
    include_str!("migrations/0004_feeds.sql"),
    include_str!("migrations/0005_queries.sql"),
    include_str!("migrations/0006_waits.sql"),
    include_str!("migrations/0007_counterparts.sql"),
    include_str!("migrations/0008_outbox.sql"),
    include_str!("migrations/0009_walks.sql"),
];

/// The schema that this program writes.
pub(super) const VERSION: i64 = STEPS.len() as i64;

/// What the file says of itself.
pub(super) struct Header {
    pub(super) application_id: i64,
    pub(super) user_version: i64,
    /// Zero while nothing was ever made in the file.
    pub(super) schema_version: i64,
}

impl Header {
    pub(super) fn read(connection: &Connection) -> rusqlite::Result<Self> {
        let pragma = |name| connection.pragma_query_value(None, name, |row| row.get(0));
        Ok(Self {
            application_id: pragma("application_id")?,
            user_version: pragma("user_version")?,
            schema_version: pragma("schema_version")?,
        })
    }

    /// Returns whether the file is new: SQLite has never written to it.
    pub(super) fn is_new(&self) -> bool {
        self.application_id == 0 && self.user_version == 0 && self.schema_version == 0
    }
}

/// Brings the file to the present, one transaction for all that is missing.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let transaction = Transaction::new(connection, TransactionBehavior::Immediate)?;
    let header = Header::read(&transaction)?;
    let done = usize::try_from(header.user_version).unwrap_or(0);
    for step in STEPS.iter().skip(done) {
        transaction.execute_batch(step)?;
    }
    if done < STEPS.len() {
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", VERSION)?;
    }
    transaction.commit()?;
    Ok(())
}
