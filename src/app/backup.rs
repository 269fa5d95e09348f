//! Backups: whole copies of the file beside it, looked at before they are trusted, and put back.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDateTime, Utc};

use crate::domain::ids::RecordId;
use crate::domain::policy::Policy;
use crate::store::check::Report;
use crate::store::erase::{Erased, Return};
use crate::store::lookup::Found;
use crate::store::{LeadKey, Store, StoreError};

/// How the moment stands in the name of a copy, in UTC.
const STAMP: &str = "%Y%m%dT%H%M%SZ";

/// The copies of one database, in a folder of their own beside it.
#[derive(Clone, Debug)]
pub struct Backups {
    database: PathBuf,
}

/// One copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// Where it is.
    pub path: PathBuf,
    /// When it was made, UTC.
    pub made_at: DateTime<Utc>,
    /// Its size.
    pub bytes: u64,
}

/// Why a copy was not put back.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// The copy itself is damaged; these are its faults.
    #[error("{} is damaged: {}", .path.display(), .faults.join("; "))]
    Damaged {
        /// Which.
        path: PathBuf,
        /// What is wrong.
        faults: Vec<String>,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Backups {
    /// Returns the copies of a database.
    pub fn of(database: &Path) -> Self {
        Self { database: database.to_owned() }
    }

    /// Returns the folder where they are.
    pub fn folder(&self) -> PathBuf {
        self.database.with_file_name("backups")
    }

    /// Returns all, the newest first. What has another name is none of them.
    pub fn list(&self) -> Vec<Backup> {
        let Ok(entries) = std::fs::read_dir(self.folder()) else { return Vec::new() };
        let mut found: Vec<Backup> =
            entries.flatten().filter_map(|entry| self.read(&entry.path())).collect();
        found.sort_by_key(|backup| std::cmp::Reverse(backup.made_at));
        found
    }

    fn read(&self, path: &Path) -> Option<Backup> {
        let stamp = path
            .file_stem()?
            .to_str()?
            .strip_prefix(self.stem())?
            .strip_prefix('-')
            .filter(|_| path.extension() == Some(OsStr::new("db")))?;
        let made_at = NaiveDateTime::parse_from_str(stamp, STAMP).ok()?.and_utc();
        let bytes = path.metadata().ok().filter(std::fs::Metadata::is_file)?.len();
        Some(Backup { path: path.to_owned(), made_at, bytes })
    }

    fn stem(&self) -> &str {
        self.database.file_stem().and_then(OsStr::to_str).unwrap_or("leads")
    }

    /// Makes a copy, looks at it, and lets the oldest go until `keep` are left. Returns where it is.
    ///
    /// # Errors
    /// Those of the file; and where the copy is not whole, which is then not kept.
    pub fn make(
        &self,
        store: &Store,
        now: DateTime<Utc>,
        keep: usize,
    ) -> Result<PathBuf, RestoreError> {
        let name = format!("{}-{}.db", self.stem(), now.format(STAMP));
        let path = self.folder().join(name);
        store.copy_to(&path)?;
        if let Err(error) = look(&path) {
            // A copy that can not be put back is worse than none.
            let _ = std::fs::remove_file(&path);
            return Err(error);
        }
        for backup in self.list().into_iter().skip(keep.max(1)) {
            // What can not be removed is no reason to fail: the copy stands.
            let _ = std::fs::remove_file(backup.path);
        }
        Ok(path)
    }

    /// Erases a person from every copy. Returns from how many.
    ///
    /// # Errors
    /// Those of the store; the copies before it are done.
    pub fn erase(&self, records: &[RecordId]) -> Result<usize, StoreError> {
        let mut copies = 0;
        for backup in self.list() {
            let mut store = Store::open(&backup.path, Policy::default())?;
            let mut found = BTreeSet::new();
            for record in records {
                if let Found::One(key) = store.find(&record.to_string())? {
                    found.insert(key);
                }
            }
            let found: Vec<LeadKey> = found.into_iter().collect();
            copies += usize::from(store.erase_all(&found, Return::Refused)?.records > 0);
        }
        Ok(copies)
    }

    /// Lets the leads that are at rest since a moment go from every copy. Returns from how many.
    fn prune(&self, since: DateTime<Utc>) -> Result<usize, StoreError> {
        let mut copies = 0;
        for backup in self.list() {
            let mut store = Store::open(&backup.path, Policy::default())?;
            let resting = store.leads_at_rest(since)?;
            copies += usize::from(store.erase_all(&resting, Return::Welcome)?.records > 0);
        }
        Ok(copies)
    }

    /// Puts a copy in the place of the database. What stood there is kept; returns where, and what
    /// the database holds now.
    ///
    /// # Errors
    /// A copy that is damaged or none of ours, and [`StoreError::Busy`] where somebody has the
    /// database open: then nothing is changed.
    pub fn restore(
        &self,
        copy: &Path,
        now: DateTime<Utc>,
    ) -> Result<(Option<PathBuf>, Report), RestoreError> {
        let report = look(copy)?;
        let aside = self.database.with_file_name(format!(
            "{}-before-restore-{}.db",
            self.stem(),
            now.format(STAMP)
        ));
        let existed = self.database.exists();
        Store::open_copy(copy)?.put_in_place_of(&self.database, &aside)?;
        Ok((existed.then_some(aside), report))
    }
}

/// Checks a copy as `doctor` checks the database.
fn look(copy: &Path) -> Result<Report, RestoreError> {
    let report = Store::open_copy(copy)?.check()?;
    match report.faults.is_empty() {
        true => Ok(report),
        false => Err(RestoreError::Damaged { path: copy.to_owned(), faults: report.faults }),
    }
}

/// Erases a person from the database and from every copy that was made of it. Returns how much
/// went, and from how many copies.
///
/// # Errors
/// Those of the store. Copies go last: whoever is erased there is gone from the database.
pub fn erase(store: &mut Store, key: LeadKey) -> Result<(Erased, usize), StoreError> {
    let Some(file) = store.lead(key)? else { return Ok((Erased::default(), 0)) };
    let records: Vec<RecordId> = file.lead.records().iter().map(|record| record.id).collect();
    let gone = store.erase(key)?;
    let copies = Backups::of(store.path()).erase(&records)?;
    Ok((gone, copies))
}

/// Lets leads go, from the database and from every copy that was made of it. Whoever asks again is
/// welcome. Returns how much went, and from how many copies.
///
/// `resting` are those that are at rest since the moment; see [`Store::leads_at_rest`].
///
/// # Errors
/// Those of the store. Copies go last.
pub fn prune(
    store: &mut Store,
    resting: &[LeadKey],
    since: DateTime<Utc>,
) -> Result<(Erased, usize), StoreError> {
    let gone = store.erase_all(resting, Return::Welcome)?;
    let copies = Backups::of(store.path()).prune(since)?;
    Ok((gone, copies))
}
