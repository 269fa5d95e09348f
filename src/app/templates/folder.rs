//! The files of a folder of templates. What is no `.txt` file, or hidden, is none of them.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::Problem;

/// The longest file that is read, in bytes.
const LONGEST_FILE: u64 = 64 * 1024;

/// A file that should hold a template.
pub(crate) struct File {
    /// Its name without `.txt`.
    pub(crate) name: String,
    /// Where it is.
    pub(crate) path: PathBuf,
    /// What stands in it.
    pub(crate) text: Result<String, Problem>,
}

/// Reads the files of a folder, by name; none where there is no such folder.
pub(crate) fn read(folder: &Path) -> Vec<File> {
    let mut files = Vec::new();
    match fs::read_dir(folder) {
        Ok(entries) => {
            for entry in entries.flatten() {
                files.extend(file(&entry.path()));
            }
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => files.push(File {
            name: String::new(),
            path: folder.to_owned(),
            text: Err(unreadable(folder, &error)),
        }),
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files
}

fn file(path: &Path) -> Option<File> {
    let name = path.file_stem()?.to_string_lossy().into_owned();
    if path.extension()? != "txt" || name.starts_with('.') {
        return None;
    }
    let text = match fs::metadata(path) {
        Ok(data) if !data.is_file() => return None,
        Ok(data) if data.len() > LONGEST_FILE => {
            Err(problem(path, format!("is longer than {} KiB", LONGEST_FILE / 1024)))
        }
        Ok(_) => fs::read(path)
            .map_err(|error| unreadable(path, &error))
            .and_then(|bytes| decoded(path, bytes)),
        Err(error) => Err(unreadable(path, &error)),
    };
    Some(File { name, path: path.to_owned(), text })
}

fn decoded(path: &Path, bytes: Vec<u8>) -> Result<String, Problem> {
    String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        Problem { line: Some(line), ..problem(path, "is not UTF-8; save it as UTF-8".to_owned()) }
    })
}

fn unreadable(path: &Path, error: &io::Error) -> Problem {
    problem(path, format!("can not be read: {error}"))
}

fn problem(path: &Path, reason: String) -> Problem {
    Problem { file: path.display().to_string(), line: None, reason }
}
