//! The key of an encrypted database: from the environment, else asked for.

use std::fs::File;
use std::io::{IsTerminal, Read, stdin};
use std::path::Path;

use super::args::Global;
use super::context::database;
use super::error::CliError;
use crate::app::cipher;

/// The variable that holds it.
pub(super) const VARIABLE: &str = "LEADCLOCK_KEY";

/// How every database begins that is not encrypted.
const PLAIN: &[u8; 16] = b"SQLite format 3\0";

/// Finds the key, where there is or must be one, and opens all files with it from now on.
///
/// # Errors
/// Where a key is given to a program that can not encrypt: nothing is to be written openly then.
pub(super) fn take(global: &Global) -> Result<(), CliError> {
    let given = std::env::var(VARIABLE).ok().filter(|key| !key.is_empty());
    if !cipher::CAN_ENCRYPT {
        return match given {
            None => Ok(()),
            Some(_) => Err(CliError::usage(format!(
                "{VARIABLE} is set, but this leadclock was built without encryption"
            ))
            .hint("build it with `--features encryption`, or unset the variable")),
        };
    }
    let (path, _) = database(global)?;
    let key = match given {
        Some(key) => Some(key),
        None if is_encrypted(&path) && stdin().is_terminal() => {
            Some(rpassword::prompt_password(format!("Key of {}: ", path.display()))?)
        }
        None => None,
    };
    #[cfg(feature = "encryption")]
    if let Some(key) = key {
        cipher::unlock_with(key.into());
    }
    #[cfg(not(feature = "encryption"))]
    let _ = key;
    Ok(())
}

/// Returns whether a file is no plain database; what can not be read is told when it is opened.
fn is_encrypted(path: &Path) -> bool {
    let mut begin = [0; PLAIN.len()];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut begin));
    read.is_ok() && begin != *PLAIN
}
