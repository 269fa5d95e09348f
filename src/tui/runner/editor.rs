//! A text in the rep's own editor.

use std::io::{self, Write};
use std::path::Path;
use std::process::Command;

use crate::app::secrets;

/// Lets somebody edit a text, and returns what they saved; `None` where the editor says that it
/// failed, which is how one leaves many editors without saving. The file is nobody else's to read,
/// and goes afterwards.
pub(super) fn edit(text: &str) -> io::Result<Option<String>> {
    let mut file = tempfile::Builder::new().prefix("leadclock-").suffix(".txt").tempfile()?;
    file.write_all(text.as_bytes())?;
    file.flush()?;
    if !open_editor(file.path())? {
        return Ok(None);
    }
    // An editor can have put another file in its place.
    std::fs::read_to_string(file.path()).map(Some)
}

/// Opens a file in the editor of VISUAL or EDITOR, and returns whether it says that all is well.
///
/// # Errors
/// Where no shell can be started.
pub fn open_editor(path: &Path) -> io::Result<bool> {
    // As other programs do it: the setting is a command line, and the file is its last word.
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("{} \"$1\"", editor())).arg("sh").arg(path);
    secrets::hide_from(&mut command);
    Ok(command.status()?.success())
}

fn editor() -> String {
    ["VISUAL", "EDITOR"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|editor| !editor.trim().is_empty())
        .unwrap_or_else(|| "vi".to_owned())
}
