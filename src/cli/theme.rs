//! Which theme is in force: that of a flag, of the environment, of the settings, or one that follows
//! the terminal.

use std::io::ErrorKind;
use std::path::Path;

use super::error::CliError;
use crate::tui::colours::Ground;
use crate::tui::theme::Theme;

/// The name under which the theme follows the terminal's ground.
const AUTO: &str = "auto";

/// Returns the theme in force. One's own stand in `themes` beside the settings file, and take the
/// place of shipped ones of the same name.
pub(super) fn chosen(flag: Option<&str>, setting: &str, folder: &Path) -> Result<Theme, CliError> {
    let name = match (flag, setting) {
        (Some(name), _) => name,
        // With coloured cells a terminal under NO_COLOR loses the reverse video of the selected row
        // too, so the theme without colours takes over.
        _ if no_color() => "mono",
        (None, "") => AUTO,
        (None, name) => name,
    };
    if name == AUTO {
        let said = std::env::var("COLORFGBG").ok();
        let ground = said.and_then(|said| Ground::from_environment(&said));
        return Ok(Theme::following(ground.unwrap_or_default()));
    }
    match own(name, folder)?.or_else(|| Theme::built_in(name)) {
        Some(theme) => Ok(theme),
        None => Err(CliError::usage(format!("theme: {name:?} is no theme"))
            .hint(format!("the themes are {}", names(folder).join(", ")))),
    }
}

/// Returns whether NO_COLOR asks for a theme without colours.
pub(super) fn no_color() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
}

/// Returns what is wrong with the name of a theme in the settings; what is wrong with a theme's own
/// file is told when it is used.
pub(super) fn problem(name: &str, folder: &Path) -> Option<String> {
    let names = names(folder);
    let is_known = name.is_empty() || names.iter().any(|known| known == name);
    (!is_known).then(|| format!("{name:?} is no theme; there are: {}", names.join(", ")))
}

/// Reads a theme of one's own, where there is one of that name.
fn own(name: &str, folder: &Path) -> Result<Option<Theme>, CliError> {
    // A name is no path.
    let is_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_');
    if !name.chars().all(is_name) {
        return Ok(None);
    }
    let path = folder.join(format!("{name}.toml"));
    let wrong = |what: String| {
        CliError::usage(what).hint("the README says how a theme is written, under Themes")
    };
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(wrong(format!("can not read the theme {}: {error}", path.display())));
        }
    };
    match Theme::from_toml(&text) {
        Ok(theme) => Ok(Some(theme)),
        Err(error) => Err(wrong(format!("{}: {}", path.display(), error.problems.join("; ")))),
    }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        [AUTO].into_iter().chain(Theme::names()).map(str::to_owned).collect();
    let files = std::fs::read_dir(folder).into_iter().flatten();
    let mut own: Vec<String> = files
        .flatten()
        .filter_map(|file| Some(file.file_name().to_str()?.strip_suffix(".toml")?.to_owned()))
        .filter(|name| !names.contains(name))
        .collect();
    own.sort();
    names.extend(own);
    names
}
