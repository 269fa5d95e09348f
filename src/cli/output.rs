//! Writing to a file that somebody named: whole or not at all.

use std::fs::OpenOptions;
use std::io::{BufWriter, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use super::error::CliError;

/// Writes to a path. A link is followed to its file; a device or a pipe is written to, never
/// replaced.
pub(super) fn to_file(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<(), CliError>,
) -> Result<(), CliError> {
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if std::fs::metadata(&target).is_ok_and(|data| !data.is_file()) {
        let out = OpenOptions::new().write(true).open(&target);
        let mut out = BufWriter::new(out.map_err(|error| failed(path, &error))?);
        write(&mut out)?;
        return out.flush().map_err(|error| failed(path, &error));
    }
    whole_or_nothing(&target, write)
}

fn failed(path: &Path, error: &std::io::Error) -> CliError {
    CliError::failed(format!("can not write {}: {error}", path.display()))
}

/// Writes a file beside its place, brings it to the disk, and only then puts it there. The file
/// holds personal data: nobody else may read it.
fn whole_or_nothing(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<(), CliError>,
) -> Result<(), CliError> {
    let folder =
        path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let failed = |error: std::io::Error| {
        CliError::failed(format!("can not write {}: {error}", path.display()))
    };
    let file = NamedTempFile::new_in(folder).map_err(failed)?;
    let mut out = BufWriter::new(file);
    write(&mut out)?;
    let file = out.into_inner().map_err(|error| failed(error.into_error()))?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    std::fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)
}
