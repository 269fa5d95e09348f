//! The key of an encrypted file: one for the whole process, because every connection to every file of
//! it (the database, its backups) needs it first. What encrypts is SQLCipher, in programs that are built with
//! the feature `encryption`.

#[cfg(feature = "encryption")]
use std::sync::OnceLock;

use rusqlite::Connection;
#[cfg(feature = "encryption")]
use secrecy::{ExposeSecret, SecretString};

#[cfg(feature = "encryption")]
static KEY: OnceLock<SecretString> = OnceLock::new();

/// Whether this program can read and write encrypted files.
pub const CAN_ENCRYPT: bool = cfg!(feature = "encryption");

/// Has all files that are opened from now on read and written under a key. The first one stays.
#[cfg(feature = "encryption")]
pub fn unlock_with(key: SecretString) {
    // Whoever comes second opens the same files.
    let _ = KEY.set(key);
}

/// Hands the key to a connection that nothing was asked of yet.
pub(super) fn unlock(connection: &Connection) -> rusqlite::Result<()> {
    #[cfg(feature = "encryption")]
    if let Some(key) = KEY.get() {
        return connection.pragma_update(None, "key", key.expose_secret());
    }
    let _ = connection;
    Ok(())
}

/// Returns whether files are opened under a key.
pub(super) fn has_key() -> bool {
    #[cfg(feature = "encryption")]
    return KEY.get().is_some();
    #[cfg(not(feature = "encryption"))]
    false
}
