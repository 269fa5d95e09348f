//! Secrets of feeds: outside of the settings, and nobody else's to read.
//!
//! A secret is in a file of mode 0600, in the environment, or in the keyring of the operating
//! system. It is held as a [`SecretString`], which no error and no log prints. The HTTPS endpoint
//! has up to two at a time, one a line, the newest first, so that one can follow the other.

use std::fs::{DirBuilder, File};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use super::config::{FeedSettings, SecretPlace};

/// What the names of all variables begin with that hold secrets.
const VARIABLE: &str = "LEADCLOCK_SECRET_";
/// The variable that holds the key of an encrypted database.
const DATABASE_KEY: &str = "LEADCLOCK_KEY";

/// How such a place is called.
const VARIABLE_WORDS: &str = "the variable";

/// The longest secret that is read.
const MOST_BYTES: u64 = 64 << 10;

/// Where secrets are kept.
#[derive(Clone, Debug, Default)]
pub struct Vault {
    folder: PathBuf,
}

/// Why a secret can not be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SecretError {
    /// There is none.
    #[error("there is no secret in {place}")]
    Missing {
        /// Where it should be.
        place: String,
    },
    /// Others can read it.
    #[error("{} can be read by others, so it is not used: chmod 600 {}", path.display(), path.display())]
    Readable {
        /// Which file.
        path: PathBuf,
    },
    /// The file could not be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It holds what no secret holds.
    #[error("the secret in {place} is empty or no text")]
    NoText {
        /// Where it is.
        place: String,
    },
    /// The keyring can not be used.
    #[error("the keyring can not be used: {why}")]
    Keyring {
        /// Why.
        why: String,
    },
    /// leadclock can not write there.
    #[error("leadclock does not write to {place}: put the secret there yourself")]
    NotOurs {
        /// Where.
        place: String,
    },
}

impl SecretError {
    /// Returns what to do about it, for a feed of this name.
    pub fn advice(&self, feed: &str) -> String {
        match self {
            Self::Missing { place } if place.starts_with(VARIABLE_WORDS) => {
                "set it where leadclock is started".to_owned()
            }
            Self::Missing { .. } => {
                format!("`leadclock feed secret {feed}` asks for it or makes one")
            }
            _ => "mend that, or keep the secret elsewhere: `secret` in the settings".to_owned(),
        }
    }
}

impl Vault {
    /// Keeps secrets in the folder `secrets` beside the settings.
    pub fn beside(settings: &Path) -> Self {
        Self { folder: settings.join("secrets") }
    }

    /// Returns where a feed's secret is, for people.
    pub fn place(&self, feed: &FeedSettings) -> String {
        match &feed.secret {
            SecretPlace::Own => self.own(feed).display().to_string(),
            SecretPlace::File(path) => self.given(path).display().to_string(),
            SecretPlace::Environment => format!("{VARIABLE_WORDS} {}", variable(&feed.name)),
            SecretPlace::Keyring => format!("the keyring, as leadclock {}", feed.name),
        }
    }

    /// Reads a feed's secret; `None` where its kind needs none.
    ///
    /// # Errors
    /// Where there is none, or others can read it.
    pub fn read(&self, feed: &FeedSettings) -> Result<Option<SecretString>, SecretError> {
        if feed.kind.secret().is_none() {
            return Ok(None);
        }
        rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable).ok();
        let missing = || SecretError::Missing { place: self.place(feed) };
        let text = match &feed.secret {
            SecretPlace::Own => read_file(&self.own(feed))?.ok_or_else(missing)?,
            SecretPlace::File(path) => read_file(&self.given(path))?.ok_or_else(missing)?,
            SecretPlace::Environment => {
                std::env::var(variable(&feed.name)).map_err(|_| missing())?
            }
            SecretPlace::Keyring => keyring::read(&feed.name)?.ok_or_else(missing)?,
        };
        let text = text.trim();
        if text.is_empty() || text.contains('\0') {
            return Err(SecretError::NoText { place: self.place(feed) });
        }
        Ok(Some(SecretString::from(text)))
    }

    /// Reads the secrets of an HTTPS endpoint, the newest first.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_each(&self, feed: &FeedSettings) -> Result<Vec<SecretString>, SecretError> {
        let Some(secret) = self.read(feed)? else { return Ok(Vec::new()) };
        Ok(secret.expose_secret().split_whitespace().map(SecretString::from).collect())
    }

    /// Keeps a feed's secret.
    ///
    /// # Errors
    /// Where it can not be written; then the old one stands.
    pub fn write(&self, feed: &FeedSettings, secret: &SecretString) -> Result<(), SecretError> {
        match &feed.secret {
            SecretPlace::Own => write_file(&self.folder, &self.own(feed), secret),
            SecretPlace::Keyring => keyring::write(&feed.name, secret),
            SecretPlace::File(_) | SecretPlace::Environment => {
                Err(SecretError::NotOurs { place: self.place(feed) })
            }
        }
    }

    /// Lets a feed's secret go, where leadclock keeps it.
    ///
    /// # Errors
    /// Where it is there and can not be removed.
    pub fn remove(&self, feed: &FeedSettings) -> Result<(), SecretError> {
        match &feed.secret {
            SecretPlace::Own => {
                let path = self.own(feed);
                match std::fs::remove_file(&path) {
                    Err(source) if source.kind() != ErrorKind::NotFound => {
                        Err(SecretError::File { path, source })
                    }
                    _ => Ok(()),
                }
            }
            SecretPlace::Keyring => keyring::remove(&feed.name),
            SecretPlace::File(_) | SecretPlace::Environment => Ok(()),
        }
    }

    /// A relative path starts where the settings are.
    fn given(&self, path: &Path) -> PathBuf {
        match (path.strip_prefix("~"), self.folder.parent()) {
            (Ok(rest), _) => etcetera::home_dir().unwrap_or_default().join(rest),
            (Err(_), Some(settings)) => settings.join(path),
            (Err(_), None) => path.to_owned(),
        }
    }

    fn own(&self, feed: &FeedSettings) -> PathBuf {
        self.folder.join(&feed.name)
    }
}

/// Makes a secret that nobody guesses: 256 bits, in letters that stand in an address as they are.
pub fn make() -> SecretString {
    // Two random UUIDs hold 244 random bits; the hash spreads them.
    let mut hasher = Sha256::new();
    hasher.update(uuid::Uuid::new_v4().as_bytes());
    hasher.update(uuid::Uuid::new_v4().as_bytes());
    SecretString::from(URL_SAFE_NO_PAD.encode(hasher.finalize()))
}

/// Keeps secrets in the environment from a program that leadclock starts.
pub fn hide_from(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        if name == DATABASE_KEY || name.to_string_lossy().starts_with(VARIABLE) {
            command.env_remove(name);
        }
    }
}

/// Returns the variable that holds a feed's secret: `my-feed` is `LEADCLOCK_SECRET_MY_FEED`.
fn variable(feed: &str) -> String {
    format!("{VARIABLE}{}", feed.to_ascii_uppercase().replace('-', "_"))
}

fn read_file(path: &Path) -> Result<Option<String>, SecretError> {
    let failed = |source| SecretError::File { path: path.to_owned(), source };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    let data = file.metadata().map_err(failed)?;
    let own = rustix::process::geteuid().as_raw();
    if data.permissions().mode() & 0o077 != 0 || (data.uid() != own && data.uid() != 0) {
        return Err(SecretError::Readable { path: path.to_owned() });
    }
    let mut text = String::new();
    file.take(MOST_BYTES).read_to_string(&mut text).map_err(failed)?;
    Ok(Some(text))
}

/// Writes a file whole or not at all: beside it first, then in its place.
fn write_file(folder: &Path, path: &Path, secret: &SecretString) -> Result<(), SecretError> {
    let failed = |source| SecretError::File { path: path.to_owned(), source };
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(failed)?;
    // A file of `tempfile` has mode 0600 from its first moment.
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    file.write_all(secret.expose_secret().as_bytes()).map_err(failed)?;
    file.write_all(b"\n").map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)
}

#[cfg(feature = "keyring")]
mod keyring {
    use keyring::{Entry, Error};
    use secrecy::{ExposeSecret, SecretString};

    use super::SecretError;

    const SERVICE: &str = "leadclock";

    fn failed(error: Error) -> SecretError {
        let why = match error {
            Error::NoDefaultStore => "none runs here".to_owned(),
            // Others can hold what was read.
            Error::BadEncoding(_) => "it holds no text".to_owned(),
            error => error.to_string(),
        };
        SecretError::Keyring { why }
    }

    pub(super) fn read(feed: &str) -> Result<Option<String>, SecretError> {
        match Entry::new(SERVICE, feed).and_then(|entry| entry.get_password()) {
            Ok(secret) => Ok(Some(secret)),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(failed(error)),
        }
    }

    pub(super) fn write(feed: &str, secret: &SecretString) -> Result<(), SecretError> {
        Entry::new(SERVICE, feed)
            .and_then(|entry| entry.set_password(secret.expose_secret()))
            .map_err(failed)
    }

    pub(super) fn remove(feed: &str) -> Result<(), SecretError> {
        match Entry::new(SERVICE, feed).and_then(|entry| entry.delete_credential()) {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(failed(error)),
        }
    }
}

#[cfg(not(feature = "keyring"))]
mod keyring {
    use secrecy::SecretString;

    use super::SecretError;

    fn left_out<T>() -> Result<T, SecretError> {
        Err(SecretError::Keyring { why: "this leadclock was built without it".to_owned() })
    }

    pub(super) fn read(_: &str) -> Result<Option<String>, SecretError> {
        left_out()
    }

    pub(super) fn write(_: &str, _: &SecretString) -> Result<(), SecretError> {
        left_out()
    }

    pub(super) fn remove(_: &str) -> Result<(), SecretError> {
        left_out()
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;
    use crate::app::config::FeedKind;

    fn feed(secret: SecretPlace) -> FeedSettings {
        FeedSettings {
            name: "web-site".to_owned(),
            kind: FeedKind::Https,
            every: chrono::TimeDelta::minutes(1),
            secret,
            silent_after: None,
            own: toml::Table::new(),
        }
    }

    fn read(vault: &Vault, feed: &FeedSettings) -> Result<String, String> {
        match vault.read(feed) {
            Ok(secret) => Ok(secret.expect("a secret").expose_secret().to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }

    #[test]
    fn a_secret_is_kept_in_a_file_of_ones_own() {
        let folder = tempfile::tempdir().expect("a folder");
        let (vault, feed) = (Vault::beside(folder.path()), feed(SecretPlace::Own));
        assert!(read(&vault, &feed).is_err_and(|why| why.contains("there is no secret in")));
        vault.write(&feed, &"canary one".into()).expect("written");
        vault.write(&feed, &"canary-two\ncanary-one".into()).expect("written again");
        let path = folder.path().join("secrets/web-site");
        let mode = |path: &Path| std::fs::metadata(path).expect("it is there").mode() & 0o777;
        assert_eq!((mode(&path), mode(&folder.path().join("secrets"))), (0o600, 0o700));
        let each = vault.read_each(&feed).expect("two secrets");
        let each: Vec<_> = each.iter().map(ExposeSecret::expose_secret).collect();
        assert_eq!(each, ["canary-two", "canary-one"]);
        assert_eq!(std::fs::read_dir(folder.path().join("secrets")).expect("a folder").count(), 1);
        vault.remove(&feed).expect("removed");
        vault.remove(&feed).expect("it is gone already");
        assert!(!path.exists());
    }

    #[test]
    fn a_secret_that_others_can_read_is_refused_and_never_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("given");
        std::fs::write(&path, "canary\n").expect("written");
        let link = folder.path().join("link");
        symlink(&path, &link).expect("a link");
        let vault = Vault::beside(folder.path());
        for place in [&path, &link] {
            let feed = feed(SecretPlace::File(place.clone()));
            for mode in [0o644, 0o640, 0o602] {
                std::fs::set_permissions(&path, PermissionsExt::from_mode(mode)).expect("changed");
                let why = read(&vault, &feed).expect_err("others can read it");
                assert!(why.contains("chmod 600") && !why.contains("canary"), "{why}");
            }
            std::fs::set_permissions(&path, PermissionsExt::from_mode(0o400)).expect("changed");
            assert_eq!(read(&vault, &feed), Ok("canary".to_owned()));
            assert!(vault.write(&feed, &"x".into()).is_err(), "the file is not ours");
        }
    }

    #[test]
    fn an_empty_secret_is_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let (vault, feed) = (Vault::beside(folder.path()), feed(SecretPlace::Own));
        vault.write(&feed, &" \n ".into()).expect("written");
        assert!(read(&vault, &feed).is_err_and(|why| why.contains("is empty")));
    }

    #[test]
    fn programs_that_are_started_do_not_see_secrets() {
        assert_eq!(variable("web-site_2"), "LEADCLOCK_SECRET_WEB_SITE_2");
        let mut command = Command::new("env");
        hide_from(&mut command);
        let hidden: Vec<_> = command.get_envs().map(|(name, _)| name.to_owned()).collect();
        assert!(hidden.iter().all(|name| name.to_string_lossy().starts_with(VARIABLE)));
    }

    #[test]
    fn a_made_secret_is_long_and_new_each_time() {
        let (one, other) = (make(), make());
        assert_ne!(one.expose_secret(), other.expose_secret());
        assert_eq!(one.expose_secret().len(), 43);
        let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        assert!(one.expose_secret().chars().all(is_plain));
    }
}
