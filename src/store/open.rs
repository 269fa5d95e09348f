//! Opening the file: whose it is, who may read it, and how safely it writes.

use std::collections::BTreeMap;
use std::fs::{DirBuilder, OpenOptions};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension};
use uuid::Uuid;

use super::cipher;
use super::error::StoreError;
use super::haystack;
use super::schema::{self, Header};
use crate::domain::counterpart::Takes;
use crate::domain::ids::DeviceId;
use crate::domain::policy::Policy;

/// How long one process waits for another's lock.
const BUSY: Duration = Duration::from_secs(5);

/// The memory for pages of the file, in KiB: while many rows are written, and otherwise.
const MANY_KIB: i64 = 64 * 1024;
const FEW_KIB: i64 = 2_000;

/// What may be done with the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anything.
    ReadWrite,
    /// Nothing can be saved: the file or its folder is read-only.
    ReadOnly,
}

/// An open file.
#[derive(Debug)]
pub struct Store {
    pub(super) connection: Connection,
    pub(super) path: PathBuf,
    pub(super) access: Access,
    pub(super) policy: Policy,
    pub(super) device: DeviceId,
    /// The schema of the file: the present one, but for an older file that can only be read.
    pub(super) schema: i64,
    /// The feeds that are told what is decided.
    pub(super) outlets: BTreeMap<String, Takes>,
}

/// A moment of the file, let go when dropped.
pub(super) struct Snapshot<'s>(&'s Connection);

impl Drop for Snapshot<'_> {
    fn drop(&mut self) {
        // A stop meant for the query may strike this one; a moment that was never let go would
        // be shown for ever.
        for _ in 0..100 {
            if self.0.is_autocommit() {
                break;
            }
            let _ = self.0.prepare_cached("ROLLBACK").and_then(|mut end| end.execute([]));
        }
    }
}

/// Stops a running query from another thread; it ends with [`StoreError::Interrupted`].
pub struct Stop(rusqlite::InterruptHandle);

impl Stop {
    /// Stops the query that runs now, if one does.
    pub fn interrupt(&self) {
        self.0.interrupt();
    }
}

impl Store {
    /// Opens the file, or makes it with its folder. The folder gets mode 0700 where it is made
    /// here, the file always 0600.
    ///
    /// The projections are made again where the policy differs from the one they were written by.
    ///
    /// # Errors
    /// A file that is not ours or that a newer leadclock wrote is refused and left as it is.
    pub fn open(path: &Path, policy: Policy) -> Result<Self, StoreError> {
        create(path)?;
        match Self::open_writable(path, policy.clone()) {
            Err(error) if is_read_only(&error) => Self::open_read_only(path, policy),
            other => other,
        }
    }

    fn open_writable(path: &Path, policy: Policy) -> Result<Self, StoreError> {
        let mut connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let header = read_header(path, &connection)?;
        if connection.is_readonly("main").unwrap_or(false) {
            return Err(StoreError::ReadOnly);
        }
        keep_private(path);
        configure(&connection)?;
        if header.is_new() || header.user_version < schema::VERSION {
            enter_wal(&connection)?;
            schema::migrate(&mut connection)?;
        } else {
            enter_wal(&connection)?;
        }
        let mut store = Self {
            connection,
            path: path.to_owned(),
            access: Access::ReadWrite,
            policy,
            device: DeviceId(Uuid::nil()),
            schema: schema::VERSION,
            outlets: BTreeMap::new(),
        };
        store.device = store.find_device()?;
        if store.meta("policy")?.as_deref() != Some(&store.policy.fingerprint()) {
            store.rebuild()?;
        }
        Ok(store)
    }

    /// A database in WAL mode in a folder that can not be written opens only as immutable; nobody
    /// can change it there anyway.
    pub(super) fn open_read_only(path: &Path, policy: Policy) -> Result<Self, StoreError> {
        let plain = connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY).and_then(|connection| {
            read_header(path, &connection).map(|header| (connection, header))
        });
        let (connection, header) = match plain {
            Ok(opened) => opened,
            Err(
                error @ (StoreError::NotOurs { .. }
                | StoreError::Newer { .. }
                | StoreError::Locked { .. }),
            ) => return Err(error),
            Err(_) => {
                let connection = connect_immutable(path)?;
                let header = read_header(path, &connection)?;
                (connection, header)
            }
        };
        if header.is_new() {
            return Err(StoreError::ReadOnly);
        }
        Ok(Self {
            connection,
            path: path.to_owned(),
            access: Access::ReadOnly,
            policy,
            device: DeviceId(Uuid::nil()),
            schema: header.user_version,
            outlets: BTreeMap::new(),
        })
    }

    /// Opens the same file once more, for writing beside this one.
    pub fn open_writer(&self) -> Result<Self, StoreError> {
        let mut store = Self::open(&self.path, self.policy.clone())?;
        store.outlets.clone_from(&self.outlets);
        Ok(store)
    }

    /// Opens the same file once more, for reading beside the writer.
    pub fn open_reader(&self) -> Result<Self, StoreError> {
        let connection = match self.access {
            Access::ReadWrite => connect(&self.path, OpenFlags::SQLITE_OPEN_READ_WRITE)?,
            Access::ReadOnly => connect(&self.path, OpenFlags::SQLITE_OPEN_READ_ONLY)
                .and_then(|connection| {
                    read_header(&self.path, &connection)?;
                    Ok(connection)
                })
                .or_else(|_| connect_immutable(&self.path))?,
        };
        configure(&connection)?;
        connection.pragma_update(None, "query_only", true)?;
        Ok(Self {
            connection,
            path: self.path.clone(),
            access: self.access,
            policy: self.policy.clone(),
            device: self.device,
            schema: self.schema,
            outlets: BTreeMap::new(),
        })
    }

    /// Holds the file still for several statements that read; `None` where it is held already.
    ///
    /// They see one moment, and the file is locked once and not by each of them.
    pub(super) fn snapshot(&self) -> Result<Option<Snapshot<'_>>, StoreError> {
        if !self.connection.is_autocommit() {
            return Ok(None);
        }
        let snapshot = Snapshot(&self.connection);
        snapshot.0.prepare_cached("BEGIN")?.execute([])?;
        Ok(Some(snapshot))
    }

    /// Prepares for many rows (`true`), or for few again: more of the file is kept in memory, and
    /// the journal is copied back in larger pieces. What is committed is as durable either way.
    pub fn expect_many(&self, many: bool) -> Result<(), StoreError> {
        let (cache, pages) = if many { (-MANY_KIB, 8_000) } else { (-FEW_KIB, 1_000) };
        self.connection.pragma_update(None, "cache_size", cache)?;
        self.connection.pragma_update_and_check(None, "wal_autocheckpoint", pages, |_| Ok(()))?;
        if !many {
            self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
            self.connection.release_memory()?;
        }
        Ok(())
    }

    /// Returns what may be done with the file.
    pub fn access(&self) -> Access {
        self.access
    }

    /// Returns where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the settings that the projections follow.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Returns the device whose events this store appends.
    pub fn device(&self) -> DeviceId {
        self.device
    }

    /// Returns a number that changes whenever another connection has committed.
    pub fn data_version(&self) -> Result<i64, StoreError> {
        Ok(self.connection.pragma_query_value(None, "data_version", |row| row.get(0))?)
    }

    /// Returns a handle that stops a running query of this store from another thread.
    pub fn stop(&self) -> Stop {
        Stop(self.connection.get_interrupt_handle())
    }

    pub(super) fn meta(&self, name: &str) -> Result<Option<String>, StoreError> {
        let value = self
            .connection
            .prepare_cached("SELECT value FROM meta WHERE name = ?1")?
            .query_row([name], |row| row.get(0))
            .optional()?;
        Ok(value)
    }

    /// The device is this file on this machine: a copy of the file is another device, so that two
    /// copies never number their events alike.
    fn find_device(&self) -> Result<DeviceId, StoreError> {
        let here = self.whereabouts();
        if self.meta("whereabouts")?.as_deref() == Some(&here)
            && let Some(device) = self.meta("device")?.and_then(|text| Uuid::parse_str(&text).ok())
        {
            return Ok(DeviceId(device));
        }
        let device = DeviceId(Uuid::now_v7());
        self.connection.execute(
            "INSERT INTO meta (name, value) VALUES ('device', ?1), ('whereabouts', ?2)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            [device.to_string(), here],
        )?;
        Ok(device)
    }

    fn whereabouts(&self) -> String {
        let machine = std::fs::read_to_string("/etc/machine-id").unwrap_or_default();
        let inode = std::fs::metadata(&self.path).map(|data| data.ino()).unwrap_or_default();
        format!("{} {inode}", machine.trim())
    }
}

fn create(path: &Path) -> Result<(), StoreError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| StoreError::Create { path, source }
    };
    if let Some(folder) =
        path.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.exists())
    {
        DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(failed(folder))?;
    }
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(failed(path)(error)),
        _ => Ok(()),
    }
}

/// Takes the file from everybody else. A file that belongs to somebody else stays as it is.
fn keep_private(path: &Path) {
    if let Ok(data) = std::fs::metadata(path)
        && data.permissions().mode() & 0o077 != 0
    {
        let _ = std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600));
    }
}

fn connect(path: &Path, access: OpenFlags) -> Result<Connection, StoreError> {
    let connection = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)
        .and_then(|connection| cipher::unlock(&connection).map(|()| connection))
        .map_err(|source| StoreError::Open { path: path.to_owned(), source })?;
    connection.busy_timeout(BUSY)?;
    Ok(connection)
}

fn connect_immutable(path: &Path) -> Result<Connection, StoreError> {
    let mut uri = String::from("file:");
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => {
                uri.push(char::from(*byte))
            }
            _ => uri.push_str(&format!("%{byte:02x}")),
        }
    }
    uri.push_str("?immutable=1");
    Connection::open_with_flags(uri, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI)
        .and_then(|connection| cipher::unlock(&connection).map(|()| connection))
        .map_err(|source| StoreError::Open { path: path.to_owned(), source })
}

fn read_header(path: &Path, connection: &Connection) -> Result<Header, StoreError> {
    let not_ours = || StoreError::NotOurs { path: path.to_owned() };
    // One snapshot: another process can be making the file at this moment.
    let snapshot = connection.unchecked_transaction()?;
    let header = Header::read(&snapshot).map_err(|source| match source.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) if cipher::has_key() => {
            StoreError::Locked { path: path.to_owned() }
        }
        Some(ErrorCode::NotADatabase) => not_ours(),
        _ => StoreError::Open { path: path.to_owned(), source },
    })?;
    snapshot.finish()?;
    if !header.is_new() && header.application_id != schema::APPLICATION_ID {
        return Err(not_ours());
    }
    if header.user_version > schema::VERSION {
        return Err(StoreError::Newer {
            path: path.to_owned(),
            found: header.user_version,
            known: schema::VERSION,
        });
    }
    Ok(header)
}

fn configure(connection: &Connection) -> Result<(), StoreError> {
    // FULL: a decision that was shown as saved survives a power cut, not only a crash.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "secure_delete", true)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    // Statements stay as they were compiled, whatever values they are given.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(64);
    haystack::teach(connection)?;
    Ok(())
}

/// SQLite does not wait for other processes while it converts a file to WAL, so we do.
fn enter_wal(connection: &Connection) -> Result<(), StoreError> {
    let started = Instant::now();
    loop {
        let mode: rusqlite::Result<String> = connection
            .pragma_query_value(None, "journal_mode", |row| row.get(0))
            .and_then(|mode: String| {
                if mode == "wal" {
                    return Ok(mode);
                }
                connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))
            });
        match mode {
            Ok(mode) if mode == "wal" => return Ok(()),
            Ok(_) => {}
            Err(error)
                if matches!(
                    error.sqlite_error_code(),
                    Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)
                ) => {}
            Err(error) => return Err(error.into()),
        }
        if started.elapsed() > BUSY {
            return Err(StoreError::Busy);
        }
        sleep(Duration::from_millis(5));
    }
}

fn is_read_only(error: &StoreError) -> bool {
    match error {
        StoreError::ReadOnly => true,
        StoreError::Open { source, .. } | StoreError::Sql(source) => matches!(
            source.sqlite_error_code(),
            Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied)
        ),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_is_on_the_disk_before_it_is_acknowledged() {
        let folder = tempfile::tempdir().expect("a folder");
        let store =
            Store::open(&folder.path().join("leads.db"), Policy::default()).expect("a store");
        let pragma = |name| {
            store.connection.pragma_query_value(None, name, |row| row.get::<_, String>(0)).or_else(
                |_| {
                    store
                        .connection
                        .pragma_query_value(None, name, |row| row.get::<_, i64>(0))
                        .map(|n| n.to_string())
                },
            )
        };
        let settings: Vec<_> =
            ["journal_mode", "synchronous", "secure_delete", "trusted_schema", "foreign_keys"]
                .map(|name| pragma(name).expect("a setting"))
                .into();
        assert_eq!(settings, ["wal", "2", "1", "0", "1"]);
        let busy: i64 = store
            .connection
            .pragma_query_value(None, "busy_timeout", |row| row.get(0))
            .expect("a number");
        assert_eq!(busy, 5_000);
    }
}
