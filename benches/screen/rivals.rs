//! What is measured, and what it is measured against.

use std::fs;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rusqlite::Connection;

use super::terminal::Program;
use super::{Outcome, data};

/// The page that the shell of SQLite reads: what a row of the queue is read from.
const PAGE: &str = "SELECT key, id, section, idle, sort, due_from, soon_at, due_at, planned, snoozed_until, \
     status, touches, heads_up, name, company, offer, owner FROM leads INDEXED BY queue \
     WHERE section IN (0, 1, 2, 3) ORDER BY section, idle, sort, key LIMIT";

/// leadclock on a file.
pub(crate) fn leadclock(file: &Path) -> Program {
    let file = file.display().to_string();
    Program::new("overdue", &[env!("CARGO_BIN_EXE_leadclock"), "--db", &file])
}

/// The smallest screen on the same index.
pub(crate) fn bare(file: &Path) -> Outcome<Program> {
    let own = std::env::current_exe()?.display().to_string();
    Ok(Program::new(":", &[&own, "--bare", &file.display().to_string()]))
}

/// The shell of SQLite that reads a page and ends.
pub(crate) fn shell(file: &Path, rows: u32) -> Option<Program> {
    is_there("sqlite3")?;
    Some(Program::new(
        "",
        &["sqlite3", "-readonly", &file.display().to_string(), &format!("{PAGE} {rows}")],
    ))
}

/// The same, as JSON.
pub(crate) fn shell_json(file: &Path, rows: u32) -> Option<Program> {
    let Program { mut command, ready } = shell(file, rows)?;
    command.insert(1, "-json".to_owned());
    Some(Program { command, ready })
}

/// `less` on the leads as a CSV.
pub(crate) fn less(csv: &Path) -> Option<Program> {
    is_there("less")?;
    Some(Program::new("name", &["less", "-S", &csv.display().to_string()]))
}

/// `csvlens` on the leads as a CSV.
pub(crate) fn csvlens(csv: &Path) -> Option<Program> {
    is_there("csvlens")?;
    Some(Program::new("name", &["csvlens", &csv.display().to_string()]))
}

fn is_there(program: &str) -> Option<()> {
    let mut asked = Command::new(program);
    asked.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    asked.status().ok().map(drop)
}

/// Returns the leads of a file as a CSV, in the order of the queue, and makes it where it is missing.
pub(crate) fn csv(file: &Path) -> Outcome<PathBuf> {
    let path = file.with_extension("csv");
    if path.exists() {
        return Ok(path);
    }
    let half = tempfile::NamedTempFile::new_in(data::folder()?)?;
    let mut csv = csv::Writer::from_writer(BufWriter::new(half.as_file()));
    let columns = ["name", "company", "offer", "owner", "status", "stage", "due", "asked"];
    csv.write_record(columns)?;
    let connection = Connection::open(file)?;
    let mut leads = connection.prepare(
        "SELECT name, company, offer, owner, status, stage, CAST(due_at AS TEXT), CAST(asked_at AS TEXT)
         FROM leads INDEXED BY queue ORDER BY section, idle, sort, key",
    )?;
    let mut rows = leads.query([])?;
    while let Some(row) = rows.next()? {
        for column in 0..columns.len() {
            csv.write_field(row.get::<_, Option<String>>(column)?.unwrap_or_default())?;
        }
        csv.write_record(None::<&[u8]>)?;
    }
    csv.flush()?;
    drop(csv);
    fs::rename(half.into_temp_path().keep()?, &path)?;
    Ok(path)
}
