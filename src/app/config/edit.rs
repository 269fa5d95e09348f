//! Adding feeds and views to the settings file and taking them out again; every comment stays.

use std::fs::{DirBuilder, File};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::Path;

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use super::{Config, ConfigError, DEFAULTS};
use crate::domain::query::View;
use crate::domain::text::fold;

/// Why the settings could not be changed; then they are as they were.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// They are not good before the change, or would not be behind it.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The file could not be read or written.
    #[error("the settings could not be changed")]
    File(#[source] io::Error),
    /// No view of one's own has that name.
    #[error("no view of the settings has the name {name:?}; those that ship stay")]
    NoSuchView {
        /// The name.
        name: String,
    },
    /// No feed has that name.
    #[error("no feed of the settings has the name {name:?}")]
    NoSuchFeed {
        /// The name.
        name: String,
    },
}

/// Adds a feed to a settings file, which is made where there is none. The settings are pairs of a
/// name and a text.
///
/// # Errors
/// Where the feed can not stand so; then the file is as it was.
pub fn add_feed(path: &Path, settings: &[(&str, &str)]) -> Result<(), EditError> {
    change(path, |document| {
        let mut table = Table::new();
        for (name, text) in settings {
            table.insert(name, value(*text));
        }
        if let Some(feeds) = tables(document, "feeds") {
            feeds.push(table);
        }
        Ok(())
    })
}

/// Takes a feed out of a settings file.
///
/// # Errors
/// Where it is not there, or the file can not be written; then it is as it was.
pub fn remove_feed(path: &Path, name: &str) -> Result<(), EditError> {
    change(path, |document| {
        let feeds = document.get_mut("feeds").and_then(Item::as_array_of_tables_mut);
        let found = feeds.and_then(|feeds| {
            let is_it = |table: &Table| table.get("name").and_then(Item::as_str) == Some(name);
            let index = feeds.iter().position(is_it)?;
            feeds.remove(index);
            Some(())
        });
        found.ok_or_else(|| EditError::NoSuchFeed { name: name.to_owned() })
    })
}

/// Saves a view in a settings file, which is made where there is none. One of the same name is
/// written anew.
///
/// # Errors
/// Where the view can not stand so; then the file is as it was.
pub fn save_view(path: &Path, view: &View) -> Result<(), EditError> {
    change(path, |document| {
        let mut table = Table::new();
        table.insert("name", value(&view.name));
        table.insert("query", value(&view.query));
        if let Some(views) = tables(document, "views") {
            views.retain(|table| !is_named(table, &view.name));
            views.push(table);
        }
        Ok(())
    })
}

/// Takes a view out of a settings file.
///
/// # Errors
/// Where it is not there, or the file can not be written; then it is as it was.
pub fn remove_view(path: &Path, name: &str) -> Result<(), EditError> {
    change(path, |document| {
        let views = document.get_mut("views").and_then(Item::as_array_of_tables_mut);
        let found = views.filter(|views| views.iter().any(|table| is_named(table, name)));
        let views = found.ok_or_else(|| EditError::NoSuchView { name: name.to_owned() })?;
        views.retain(|table| !is_named(table, name));
        Ok(())
    })
}

/// Returns whether a table has a name, however it is written.
fn is_named(table: &Table, name: &str) -> bool {
    let written = table.get("name").and_then(Item::as_str);
    written.is_some_and(|written| fold(written.trim()) == fold(name.trim()))
}

/// Returns the tables of a name, which are made where there are none.
fn tables<'d>(document: &'d mut DocumentMut, name: &str) -> Option<&'d mut ArrayOfTables> {
    // An empty list, as the shipped file has it, is no place for tables.
    if document.get(name).is_some_and(Item::is_value) {
        document.remove(name);
    }
    let none = || Item::ArrayOfTables(ArrayOfTables::new());
    document.entry(name).or_insert_with(none).as_array_of_tables_mut()
}

/// Begins a settings file with all defaults.
///
/// # Errors
/// Where the file can not be written.
pub fn begin(path: &Path) -> Result<(), EditError> {
    write(path, DEFAULTS).map_err(EditError::File)
}

fn change(
    path: &Path,
    edit: impl FnOnce(&mut DocumentMut) -> Result<(), EditError>,
) -> Result<(), EditError> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
        Err(error) => return Err(EditError::File(error)),
    };
    Config::parse(&text)?;
    let mut document: DocumentMut =
        text.parse().map_err(|error| EditError::File(io::Error::other(error)))?;
    edit(&mut document)?;
    let text = document.to_string();
    Config::parse(&text)?;
    write(path, &text).map_err(EditError::File)
}

/// Writes the file whole or not at all.
fn write(path: &Path, text: &str) -> io::Result<()> {
    // A link stays one: the file that it leads to is changed.
    let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    let mode = std::fs::metadata(&path).map_or(0o600, |data| data.permissions().mode());
    file.as_file().set_permissions(PermissionsExt::from_mode(mode))?;
    file.as_file().sync_all()?;
    file.persist(&path).map_err(|error| error.error)?;
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEB: [(&str, &str); 2] = [("name", "web"), ("kind", "https")];

    fn names(path: &Path) -> Vec<String> {
        let text = std::fs::read_to_string(path).expect("the settings");
        let feeds = Config::parse(&text).expect("good").feeds();
        feeds.into_iter().map(|feed| feed.name).collect()
    }

    #[test]
    fn a_feed_comes_and_goes_and_the_rest_stays_as_it_was() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("new/config.toml");
        add_feed(&path, &WEB).expect("added");
        assert_eq!(names(&path), ["web"]);
        let written =
            "# mine\nname = \"ana\" # that is me\nfeeds = []\n\n[limits]\n# warm\ntrial = \"4h\"\n";
        std::fs::write(&path, written).expect("written");
        add_feed(&path, &WEB).expect("added");
        add_feed(&path, &[("name", "b"), ("kind", "folder"), ("path", "x")]).expect("added");
        assert_eq!(names(&path), ["web", "b"]);
        assert!(!std::fs::read_to_string(&path).expect("the settings").contains("feeds ]"));
        remove_feed(&path, "web").expect("removed");
        assert_eq!(names(&path), ["b"]);
        let text = std::fs::read_to_string(&path).expect("the settings");
        for line in ["# mine", "name = \"ana\" # that is me", "# warm", "trial = \"4h\""] {
            assert!(text.contains(line), "{line}\n{text}");
        }
    }

    #[test]
    fn settings_that_are_not_good_stay_as_they_are() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("config.toml");
        for before in ["colour = 1\n", "[[feeds]]\nname = \"web\"\nkind = \"https\"\n"] {
            std::fs::write(&path, before).expect("written");
            assert!(matches!(add_feed(&path, &WEB), Err(EditError::Config(_))));
            assert_eq!(std::fs::read_to_string(&path).expect("the settings"), before);
        }
        assert!(matches!(remove_feed(&path, "x"), Err(EditError::NoSuchFeed { .. })));
    }
}
