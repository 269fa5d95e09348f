//! What every command needs: the settings in force, the clock, the database.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use etcetera::{BaseStrategy, choose_base_strategy};

use super::args::Global;
use super::error::CliError;
use super::theme;
use crate::app::config::{Config, FeedKind, FeedSettings};
use crate::app::feeds::Connections;
use crate::app::secrets::Vault;
use crate::app::templates::Templates;
use crate::app::{Access, Filter, Found, LeadKey, Store};
use crate::domain::practice::Practice;
use crate::domain::query::{View, Vocabulary, parse};
use crate::domain::text::Text;
use crate::domain::time;
use crate::domain::zone::Zone;
use crate::tui::keyname::{Key, parse_keys};
use crate::tui::keys::Keymap;
use crate::tui::model::Settings;
use crate::tui::runner::Clock;
use crate::tui::theme::Theme;

/// The settings in force, flags before file before defaults.
pub(super) struct Context {
    pub(super) global: Global,
    pub(super) config: Config,
    pub(super) practice: Practice,
    pub(super) clock: Clock,
    pub(super) zone: Zone,
    pub(super) connections: Connections,
    pub(super) keys: Vec<Key>,
    pub(super) size: (u16, u16),
    keymap: Keymap,
    theme: Theme,
    views: Vec<View>,
}

impl Context {
    pub(super) fn new(global: Global) -> Result<Self, CliError> {
        let config = read_config(&global)?;
        let clock = match &global.now {
            None => Clock::System,
            Some(text) => Clock::Fixed(time::parse(text).ok_or_else(|| {
                CliError::usage(format!("--now {text:?} is no time"))
                    .hint("write it as 2026-11-22T09:00:00Z")
            })?),
        };
        let zone = match config.zone.as_str() {
            "" => Zone::system(),
            name => Zone::named(name).ok_or_else(|| {
                CliError::usage(format!("zone: {name:?} is no time zone"))
                    .hint("write it as \"Europe/Berlin\"")
            })?,
        };
        let practice =
            config.practice(&zone).map_err(|error| CliError::usage(error.to_string()))?;
        let (settings, _) = settings_file(&global).unzip();
        let folder = settings.and_then(|path| Some(path.parent()?.to_owned())).unwrap_or_default();
        let connections = Connections {
            feeds: config.feeds().map_err(|error| CliError::usage(error.to_string()))?,
            vault: Vault::beside(&folder),
            folder,
        };
        let keys = match &global.keys {
            None => Vec::new(),
            Some(written) => {
                parse_keys(written).map_err(|error| CliError::usage(format!("--keys: {error}")))?
            }
        };
        let size = size(&global.size).ok_or_else(|| {
            CliError::usage(format!("--size {:?} is no size", global.size))
                .hint("write it as 120x40")
        })?;
        let keymap = Keymap::rebound(&config.keys).map_err(|errors| {
            let words: Vec<String> = errors.iter().map(ToString::to_string).collect();
            CliError::usage(words.join("; ")).hint("the README lists the actions by name")
        })?;
        let themes = connections.folder.join("themes");
        let theme = theme::chosen(global.theme.as_deref(), &config.theme, &themes)?;
        let views = config.views().map_err(|error| CliError::usage(error.to_string()))?;
        Ok(Self {
            global,
            config,
            practice,
            clock,
            zone,
            connections,
            keys,
            size,
            keymap,
            theme,
            views,
        })
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Returns whether nothing is to be drawn: a flag says so, or ACCESSIBLE, which other programs
    /// know too.
    pub(super) fn is_plain(&self) -> bool {
        let said = std::env::var_os("ACCESSIBLE");
        self.global.plain || said.is_some_and(|said| !said.is_empty() && said != "0")
    }

    /// Returns who is at the keys.
    pub(super) fn actor(&self) -> String {
        let from_env = || std::env::var("USER").or_else(|_| std::env::var("LOGNAME")).ok();
        Some(self.config.name.trim().to_owned())
            .filter(|name| !name.is_empty())
            .or_else(from_env)
            .filter(|name| !name.trim().is_empty())
            .unwrap_or_else(|| "me".to_owned())
    }

    /// Opens the database that `--db` names, or the one in the data folder.
    pub(super) fn open(&self) -> Result<Store, CliError> {
        let path = match self.named_database() {
            Some(path) => path,
            None => folders()?.data_dir().join("leadclock").join("leads.db"),
        };
        Ok(Store::open(&path, self.practice.policy.clone())?)
    }

    /// The same, where there should be something to read already: a mistyped name is told.
    pub(super) fn open_existing(&self) -> Result<Store, CliError> {
        if let Some(path) = self.named_database().filter(|path| !path.exists()) {
            say(&format!("{} is new: there was no database of that name", path.display()));
        }
        self.open()
    }

    /// Returns the database that `--db` names, else LEADCLOCK_DB, where it is not empty.
    pub(super) fn named_database(&self) -> Option<PathBuf> {
        let from_env =
            || std::env::var_os("LEADCLOCK_DB").filter(|path| !path.is_empty()).map(PathBuf::from);
        self.global.db.clone().or_else(from_env)
    }

    /// Returns the settings file, whether it is there or not.
    pub(super) fn settings_path(&self) -> Result<PathBuf, CliError> {
        match settings_file(&self.global) {
            Some((path, _)) => Ok(path),
            None => Err(CliError::failed("the home folder can not be found")
                .hint("set HOME, or name the settings with --config")),
        }
    }

    /// Returns the feed of a name.
    pub(super) fn feed(&self, name: &str) -> Result<&FeedSettings, CliError> {
        self.connections.feeds.iter().find(|feed| feed.name == name).ok_or_else(|| {
            let feeds = self.connections.feeds.iter();
            let names: Vec<&str> = feeds.map(|feed| feed.name.as_str()).collect();
            CliError::usage(format!("no feed has the name {name:?}")).hint(match names[..] {
                [] => {
                    "there are none yet; `leadclock feed add --help` says how to add one".to_owned()
                }
                _ => format!("the feeds are {}", names.join(", ")),
            })
        })
    }

    /// Returns the words that queries may use here.
    pub(super) fn vocabulary(&self) -> Vocabulary {
        Vocabulary {
            me: self.actor(),
            team: self.practice.team.clone(),
            feeds: self.connections.feeds.iter().map(|feed| feed.name.clone()).collect(),
            milestones: self.practice.milestones.iter().map(|known| known.code.clone()).collect(),
            views: self.views.clone(),
        }
    }

    /// Reads a query from the words of the command line.
    pub(super) fn filter(&self, words: &[String]) -> Result<Filter, CliError> {
        let line = words.join(" ");
        let query = parse(&line, &self.vocabulary()).map_err(|error| {
            CliError::usage(error.to_string())
                .at(&line, error.place)
                .hint("`leadclock list --help` tells the language; quotes make anything a word")
        })?;
        Ok(Filter::new(query, self.zone.clone()))
    }

    /// Returns the shipped templates and those in the folder `templates` beside the settings file.
    pub(super) fn templates(&self) -> Templates {
        let (settings, _) = settings_file(&self.global).unzip();
        let folder = settings.and_then(|path| Some(path.parent()?.join("templates")));
        Templates::load(folder.as_deref())
    }

    /// Returns what the screen is opened with on a store.
    pub(super) fn settings(&self, store: &Store, demo: bool) -> Settings {
        Settings {
            actor: self.actor(),
            zone: self.zone.clone(),
            practice: Practice { policy: store.policy().clone(), ..self.practice.clone() },
            theme: self.theme.clone(),
            keymap: self.keymap.clone(),
            templates: Arc::new(self.templates()),
            alerts: self.config.alerts.clone(),
            vocabulary: Arc::new(self.vocabulary()),
            settings_file: self.settings_path().ok(),
            // Made-up leads come from nowhere else.
            connections: Arc::new(match demo {
                true => Connections::default(),
                false => self.connections.clone(),
            }),
            demo,
            read_only: store.access() == Access::ReadOnly,
        }
    }
}

fn folders() -> Result<impl BaseStrategy, CliError> {
    choose_base_strategy().map_err(|_| {
        CliError::failed("the home folder can not be found")
            .hint("set HOME, or name the database with --db")
    })
}

/// Returns the settings file, and whether it must exist; `None` where there is no home folder.
fn settings_file(global: &Global) -> Option<(PathBuf, bool)> {
    let usual = || {
        let folders = choose_base_strategy().ok()?;
        Some((folders.config_dir().join("leadclock").join("config.toml"), false))
    };
    global.config.clone().map(|path| (path, true)).or_else(usual)
}

fn read_config(global: &Global) -> Result<Config, CliError> {
    let Some((path, must_exist)) = settings_file(global) else {
        return Ok(Config::default());
    };
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !must_exist => {
            return Ok(Config::default());
        }
        Err(error) => {
            return Err(CliError::usage(format!(
                "can not read the settings {}: {error}",
                path.display()
            )));
        }
    };
    Config::parse(&text).map_err(|error| {
        CliError::usage(format!("{}: {error}", path.display()))
            .hint("every setting with its default stands in assets/config.toml")
    })
}

/// Returns the HTTPS endpoints of the settings as they are now.
pub(super) fn endpoints(global: &Global) -> Result<Vec<FeedSettings>, CliError> {
    let feeds = read_config(global)?.feeds();
    let mut feeds = feeds.map_err(|error| CliError::usage(error.to_string()))?;
    feeds.retain(|feed| matches!(feed.kind, FeedKind::Https));
    Ok(feeds)
}

fn size(text: &str) -> Option<(u16, u16)> {
    let (columns, rows) = text.split_once(['x', 'X'])?;
    let size = (columns.trim().parse().ok()?, rows.trim().parse().ok()?);
    let allowed = 1..=1000;
    (allowed.contains(&size.0) && allowed.contains(&size.1)).then_some(size)
}

/// Finds the lead that a word names.
pub(super) fn find(store: &Store, word: &str) -> Result<LeadKey, CliError> {
    match store.find(word)? {
        Found::One(key) => Ok(key),
        Found::Nobody => Err(CliError::failed(format!("no lead has the id or address {word:?}"))
            .hint("`leadclock list --all` shows the ids; an id's beginning is enough")),
        Found::Several(ids) if word.contains('@') => {
            let mut leads = Vec::new();
            for id in ids {
                if let Found::One(key) = store.find(&id.to_string())? {
                    leads.push(name(store, key)?);
                }
            }
            Err(CliError::failed(format!("several people write from {word:?}"))
                .hint(format!("write the id of one: {}", leads.join(", "))))
        }
        Found::Several(ids) => {
            let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
            Err(CliError::failed(format!("{word:?} begins the ids of several leads"))
                .hint(format!("write more of one: {}", ids.join(", "))))
        }
    }
}

/// Returns a lead's name and id, as they are told on standard error.
pub(super) fn name(store: &Store, key: LeadKey) -> Result<String, CliError> {
    let row = store.row(key)?;
    Ok(row.map_or_else(String::new, |row| {
        let name = row.name.as_ref().map_or("(no name)".into(), Text::shown);
        format!("{name} ({})", row.id.short())
    }))
}

/// Says something on standard error. Where nobody listens, nothing is lost.
pub(super) fn say(words: &str) {
    let _ = writeln!(std::io::stderr(), "{}", crate::domain::text::sanitise(words));
}

/// Returns the path with its file as `-`: standard input.
pub(super) fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}
