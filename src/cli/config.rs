//! `config`: what the settings are, from where, whether they are good, and changing them.
//!
//! It works where the settings can not be used, so it comes before a [`super::context::Context`].

use std::io::{Write, stdout};
use std::path::Path;

use serde_json::{Value, json};
use toml::Value as Written;

use super::args::{Config, ConfigCommand, Global, PathsConfig, ShowConfig};
use super::context::{
    actor, database, read_settings, say, settings_error, settings_path, settings_text,
};
use super::error::CliError;
use super::theme::no_color;
use crate::app::config::edit::begin;
use crate::app::config::{DEFAULTS, Reading, Setting, Source};
use crate::tui::keys::{BINDINGS, Binding, Keymap};
use crate::tui::runner::open_editor;

pub(super) fn run(global: &Global, config: &Config) -> Result<u8, CliError> {
    match &config.command {
        None => show(global, &config.show),
        Some(ConfigCommand::Show(args)) => show(global, args),
        Some(ConfigCommand::Check { file }) => match file {
            Some(file) => check(file, &Source::Before("FILE")),
            None => {
                let (path, source) = settings_path(global)?;
                check(&path, &source)
            }
        },
        Some(ConfigCommand::Default) => {
            stdout().write_all(DEFAULTS.as_bytes())?;
            Ok(0)
        }
        Some(ConfigCommand::Path(args)) => paths(global, args),
        Some(ConfigCommand::Edit) => edit(global),
    }
}

fn check(path: &Path, source: &Source) -> Result<u8, CliError> {
    match read_settings(path, &settings_text(path, source)?).problems() {
        [] if path.exists() => say(&format!("{} is good", path.display())),
        [] => say(&format!("there is no {}: the defaults are in force", path.display())),
        problems => return Err(settings_error(path, problems)),
    }
    Ok(0)
}

fn show(global: &Global, args: &ShowConfig) -> Result<u8, CliError> {
    let (path, source) = settings_path(global)?;
    let reading = read_settings(&path, &settings_text(&path, &source)?);
    let mut settings = in_force(&reading);
    if let Some(name) = &global.theme
        && let Some(theme) = settings.iter_mut().find(|setting| setting.path == "theme")
    {
        theme.value = Written::from(name.as_str());
        theme.source = Source::Before("--theme");
    }
    if let Some(language) = global.language
        && let Some(setting) = settings.iter_mut().find(|setting| setting.path == "language")
    {
        setting.value = Written::from(language.to_string());
        setting.source = Source::Before("--language");
    }
    let (database, from) = database(global)?;
    let mut out = stdout().lock();
    if args.json {
        let file = path.display().to_string();
        let told: Vec<Value> = settings.iter().map(|setting| as_json(setting, &file)).collect();
        let problems: Vec<Value> = reading
            .problems()
            .iter()
            .map(|it| {
                json!({"line": it.at.line, "column": it.at.column, "name": it.path, "what": it.what})
            })
            .collect();
        let whole = json!({"file": file, "settings": told, "problems": problems});
        serde_json::to_writer_pretty(&mut out, &whole)?;
        writeln!(out)?;
    } else {
        let source = source_words(&from, &path);
        writeln!(out, "# the database is {}  # {source}", database.display())?;
        for Setting { path: name, value, source } in &settings {
            writeln!(out, "{name} = {value}  # {}", source_words(source, &path))?;
        }
        out.flush()?;
    }
    match reading.problems() {
        [] => Ok(0),
        // What can not be used has its default above.
        problems => Err(settings_error(&path, problems)),
    }
}

/// Returns the settings as they are in force: what stands before the file is put in.
fn in_force(reading: &Reading) -> Vec<Setting> {
    let mut settings = Vec::new();
    for mut setting in reading.settings() {
        match setting.path.as_str() {
            "keys" => {
                settings.extend(keys(reading));
                continue;
            }
            "theme" if no_color() => {
                setting.value = Written::from("mono");
                setting.source = Source::Before("NO_COLOR");
            }
            "name" => {
                if let (name, Some(variable)) = actor(&reading.config) {
                    setting.value = Written::from(name);
                    setting.source = Source::Before(variable);
                }
            }
            _ => {}
        }
        settings.push(setting);
    }
    settings
}

/// Where any binding can not be used none of the file is, so that no key means two things.
fn keys(reading: &Reading) -> Vec<Setting> {
    let rebound = Keymap::rebound(&reading.config.keys);
    let is_good = rebound.is_ok();
    let map = rebound.unwrap_or_default();
    let one = |binding: &Binding| {
        let path = format!("keys.{}", binding.name);
        let source = match reading.written(&path) {
            Some(at) if is_good => Source::File(at),
            Some(at) => Source::Unusable(at),
            None => Source::Default,
        };
        let keys = map.keys_of(binding.action).iter();
        let keys: Vec<Written> = keys.map(|key| Written::from(key.to_string())).collect();
        Setting { path, value: Written::Array(keys), source }
    };
    BINDINGS.iter().map(one).collect()
}

fn source_words(source: &Source, path: &Path) -> String {
    match source {
        Source::Default => "default".to_owned(),
        Source::Unusable(at) => {
            format!("default, as {}:{} can not be used", path.display(), at.line)
        }
        Source::File(at) => format!("{}:{}", path.display(), at.line),
        Source::Before(name) => (*name).to_owned(),
    }
}

fn as_json(setting: &Setting, file: &str) -> Value {
    let (source, line) = match setting.source {
        Source::Default => ("default", None),
        Source::Unusable(at) => ("default", Some(at.line)),
        Source::File(at) => (file, Some(at.line)),
        Source::Before(name) => (name, None),
    };
    json!({"name": setting.path, "value": setting.value, "source": source, "line": line})
}

fn paths(global: &Global, args: &PathsConfig) -> Result<u8, CliError> {
    let (settings, named) = settings_path(global)?;
    let (database, by) = database(global)?;
    let beside = |name: &str| settings.with_file_name(name);
    let rows = [
        ("settings", settings.clone(), named.clone()),
        ("templates", beside("templates"), named.clone()),
        ("secrets", beside("secrets"), named),
        ("database", database, by),
    ];
    let mut out = stdout().lock();
    if args.json {
        let rows = rows.iter().map(|(name, path, _)| ((*name).to_owned(), json!(path)));
        let rows: serde_json::Map<String, Value> = rows.collect();
        serde_json::to_writer_pretty(&mut out, &rows)?;
        writeln!(out)?;
        return Ok(0);
    }
    for (name, path, source) in rows {
        let there = if path.exists() { "" } else { ", not there yet" };
        let source = source_words(&source, &settings);
        writeln!(out, "{name:<10} {}  # {source}{there}", path.display())?;
    }
    Ok(0)
}

fn edit(global: &Global) -> Result<u8, CliError> {
    let (path, _) = settings_path(global)?;
    if !path.exists() {
        begin(&path)?;
        say(&format!("{} is new, with all defaults", path.display()));
    }
    if !open_editor(&path).map_err(|error| CliError::of(&error))? {
        return Err(CliError::failed("the editor says that it failed")
            .hint("VISUAL or EDITOR names the editor"));
    }
    check(&path, &Source::Default)
        .map_err(|error| error.hint("`leadclock config edit` opens it again"))
}
