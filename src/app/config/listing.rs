//! Which settings are in force, and from where: what `leadclock config` shows.

use toml::{Table, Value};

use super::reading::{Position, is_within};
use super::shape::SETTINGS;
use super::{DEFAULTS, Reading};

/// A setting in force.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// Its path, such as `guards.most_touches`.
    pub path: String,
    /// What it is.
    pub value: Value,
    /// Who says so.
    pub source: Source,
}

/// Who says what a setting is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Nobody: it is the default.
    Default,
    /// The file says something that can not be used, so it is the default.
    Unusable(Position),
    /// The file.
    File(Position),
    /// Something before the file: a variable or a flag, by its name.
    Before(&'static str),
}

impl Reading {
    /// Returns every setting, in order; those of `[keys]` stand as one.
    pub fn settings(&self) -> Vec<Setting> {
        let defaults: Table = DEFAULTS.parse().unwrap_or_default();
        let one = |path: String| {
            let at = self.document.written(&path);
            let spoilt = self.document.problems.iter().any(|it| is_within(&it.path, &path));
            let usual = || find(&defaults, &path).cloned().unwrap_or_else(|| nothing(&path));
            let (value, source) = match (at, find(&self.document.table, &path)) {
                (Some(at), Some(value)) if !spoilt => (value.clone(), Source::File(at)),
                (Some(at), _) => (usual(), Source::Unusable(at)),
                (None, _) => (usual(), Source::Default),
            };
            Setting { path, value, source }
        };
        SETTINGS.paths().into_iter().map(one).collect()
    }

    /// Returns where the file says something of a path.
    pub fn written(&self, path: &str) -> Option<Position> {
        self.document.written(path)
    }
}

fn find<'t>(table: &'t Table, path: &str) -> Option<&'t Value> {
    match path.split_once('.') {
        None => table.get(path),
        Some((section, rest)) => find(table.get(section)?.as_table()?, rest),
    }
}

/// What a list is of which the shipped file holds nothing.
fn nothing(path: &str) -> Value {
    match path {
        "keys" | "checklists.offers" => Value::Table(Table::new()),
        _ => Value::Array(Vec::new()),
    }
}
