//! Whole copies of the file: a backup, and putting one back.

use std::fs::{DirBuilder, File};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};
use tempfile::NamedTempFile;

use super::cipher;
use super::erase::Suppressed;
use super::error::StoreError;
use super::open::Store;
use crate::domain::policy::Policy;

impl Store {
    /// Writes a copy of the file as it is at this moment, while others go on writing: one file
    /// without a journal, mode 0600, in a folder that is made where there is none. It is on the disk
    /// before it has its name, and never takes the place of another file.
    ///
    /// # Errors
    /// Those of the file and the folder; then there is no copy.
    pub fn copy_to(&self, path: &Path) -> Result<(), StoreError> {
        let failed = |source| StoreError::Create { path: path.to_owned(), source };
        let folder = folder_of(path);
        if !folder.exists() {
            DirBuilder::new().recursive(true).mode(0o700).create(&folder).map_err(failed)?;
        }
        let copy = NamedTempFile::new_in(&folder).map_err(failed)?;
        self.connection.execute("VACUUM INTO ?1", [copy.path().to_string_lossy().as_ref()])?;
        copy.as_file().sync_all().map_err(failed)?;
        copy.persist_noclobber(path).map_err(|error| failed(error.error))?;
        File::open(&folder).and_then(|folder| folder.sync_all()).map_err(failed)
    }

    /// Opens a copy to look at it; nothing is changed in it, and nothing is left beside it.
    ///
    /// # Errors
    /// What is no file of ours, or one of a newer leadclock.
    pub fn open_copy(path: &Path) -> Result<Self, StoreError> {
        Self::open_read_only(path, Policy::default())
    }

    /// Puts a copy of this store in the place of a file. What stood there is kept under another name,
    /// which is returned; whoever was erased in it stays erased.
    ///
    /// # Errors
    /// [`StoreError::Busy`] where another process has the file open; then nothing is changed.
    pub fn put_in_place_of(&self, path: &Path, aside: &Path) -> Result<(), StoreError> {
        let failed = |source| StoreError::Create { path: path.to_owned(), source };
        let suppressed = leave_alone(path)?;
        let new = with_suffix(aside, ".new");
        self.copy_to(&new)?;
        if let Some(suppressed) = &suppressed {
            let mut store = Self::open(&new, self.policy.clone())?;
            store.suppress(suppressed)?;
        }
        if path.exists() {
            for suffix in ["", "-wal", "-shm"] {
                let (from, to) = (with_suffix(path, suffix), with_suffix(aside, suffix));
                if from.exists() {
                    std::fs::rename(&from, &to).map_err(failed)?;
                }
            }
        }
        std::fs::rename(&new, path).map_err(failed)?;
        File::open(folder_of(path)).and_then(|folder| folder.sync_all()).map_err(failed)
    }
}

/// Folds the journal of a file into it and makes sure that nobody else has it open. Returns who was
/// erased there. A file that can not be read has nobody, and is left as it is.
fn leave_alone(path: &Path) -> Result<Option<Suppressed>, StoreError> {
    if !path.exists() {
        return Ok(None);
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let opened = Connection::open_with_flags(path, flags);
    let opened = opened.and_then(|connection| cipher::unlock(&connection).map(|()| connection));
    let Ok(connection) = opened else { return Ok(None) };
    // Only the last to have the file open can take it out of WAL mode.
    let alone: rusqlite::Result<String> =
        connection.pragma_update_and_check(None, "journal_mode", "DELETE", |row| row.get(0));
    match alone.map_err(StoreError::from) {
        Ok(mode) if mode != "wal" => {}
        Ok(_) | Err(StoreError::Busy) => return Err(StoreError::Busy),
        Err(_) => return Ok(None),
    }
    Ok(Suppressed::read(&connection).unwrap_or_default())
}

fn folder_of(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new(".")).to_owned()
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.to_owned().into_os_string();
    name.push(suffix);
    name.into()
}
