//! What every command needs: the settings in force, the clock, the database.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use etcetera::{BaseStrategy, choose_base_strategy};

use super::args::Global;
use super::error::CliError;
use super::theme;
use crate::app::config::{Config, FeedKind, FeedSettings, Problem, Reading, Source};
use crate::app::feeds::Connections;
use crate::app::secrets::Vault;
use crate::app::templates::Templates;
use crate::app::{Access, Filter, Found, LeadKey, Store};
use crate::domain::practice::Practice;
use crate::domain::query::{View, Vocabulary, parse};
use crate::domain::text::Text;
use crate::domain::time;
use crate::domain::zone::Zone;
use crate::language::{Language, english};
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
            name => Zone::named(name).unwrap_or_else(Zone::system),
        };
        let practice = config.practice(&zone, english());
        let settings = settings_file(&global);
        let folder =
            settings.and_then(|(path, _)| Some(path.parent()?.to_owned())).unwrap_or_default();
        let connections =
            Connections { feeds: config.feeds(), vault: Vault::beside(&folder), folder };
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
        let keymap = Keymap::rebound(&config.keys).unwrap_or_default();
        let themes = connections.folder.join("themes");
        let theme = theme::chosen(global.theme.as_deref(), &config.theme, &themes)?;
        let views = config.views();
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

    /// Returns the language of the screen.
    pub(super) fn language(&self) -> Language {
        let named = self.global.language.or_else(|| self.config.language.parse().ok());
        named.unwrap_or_else(Language::of_machine)
    }

    /// Returns who is at the keys.
    pub(super) fn actor(&self) -> String {
        actor(&self.config).0
    }

    /// Opens the database that `--db` names, or the one in the data folder.
    pub(super) fn open(&self) -> Result<Store, CliError> {
        let (path, _) = database(&self.global)?;
        let mut store = Store::open(&path, self.practice.policy.clone())?;
        store.write_back_to(self.connections.outlets());
        Ok(store)
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
        named_database(&self.global).map(|(path, _)| path)
    }

    /// Returns the settings file, whether it is there or not.
    pub(super) fn settings_path(&self) -> Result<PathBuf, CliError> {
        settings_path(&self.global).map(|(path, _)| path)
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

    /// Returns how the team works, as the screen says it: what the settings leave open is told in its
    /// language, under the limits of a store.
    pub(super) fn spoken_practice(&self, store: &Store) -> Practice {
        let spoken = self.config.practice(&self.zone, self.language().say());
        Practice { policy: store.policy().clone(), ..spoken }
    }

    /// Returns the words that queries may use here, and in which language it is said what is wrong
    /// with them.
    pub(super) fn vocabulary(&self, language: Language) -> Vocabulary {
        Vocabulary {
            language,
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
        let query = parse(&line, &self.vocabulary(Language::En)).map_err(|error| {
            CliError::usage(error.to_string())
                .at(&line, error.place)
                .hint("`leadclock list --help` tells the language; quotes make anything a word")
        })?;
        Ok(Filter::new(query, self.zone.clone()))
    }

    /// Returns the shipped templates and those in the folder `templates` beside the settings file.
    pub(super) fn templates(&self) -> Templates {
        let settings = settings_file(&self.global);
        let folder = settings.and_then(|(path, _)| Some(path.parent()?.join("templates")));
        Templates::load(folder.as_deref())
    }

    /// Returns what the screen is opened with on a store.
    pub(super) fn settings(&self, store: &Store, demo: bool) -> Settings {
        Settings {
            language: self.language(),
            actor: self.actor(),
            zone: self.zone.clone(),
            practice: self.spoken_practice(store),
            theme: self.theme.clone(),
            keymap: self.keymap.clone(),
            templates: Arc::new(self.templates()),
            alerts: self.config.alerts(),
            vocabulary: Arc::new(self.vocabulary(self.language())),
            mask: self.config.mask,
            mouse: self.config.mouse(),
            links: self.config.links(),
            clipboard: self.config.clipboard,
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

/// Returns the database that is named, and by what.
fn named_database(global: &Global) -> Option<(PathBuf, Source)> {
    let named = global.db.clone().map(|path| (path, Source::Before("--db")));
    named.or_else(|| variable("LEADCLOCK_DB"))
}

/// Returns the database, and what names it.
pub(super) fn database(global: &Global) -> Result<(PathBuf, Source), CliError> {
    match named_database(global) {
        Some(named) => Ok(named),
        None => Ok((folders()?.data_dir().join("leadclock").join("leads.db"), Source::Default)),
    }
}

fn variable(name: &'static str) -> Option<(PathBuf, Source)> {
    let path = std::env::var_os(name).filter(|path| !path.is_empty())?;
    Some((PathBuf::from(path), Source::Before(name)))
}

/// Returns the settings file, and what names it; one that is named must exist. `None` where there
/// is no home folder.
fn settings_file(global: &Global) -> Option<(PathBuf, Source)> {
    let named = global.config.clone().map(|path| (path, Source::Before("--config")));
    named.or_else(|| variable("LEADCLOCK_CONFIG")).or_else(|| {
        let folders = choose_base_strategy().ok()?;
        Some((folders.config_dir().join("leadclock").join("config.toml"), Source::Default))
    })
}

/// Returns the settings file, whether it is there or not, and what names it.
pub(super) fn settings_path(global: &Global) -> Result<(PathBuf, Source), CliError> {
    settings_file(global).ok_or_else(|| {
        CliError::failed("the home folder can not be found")
            .hint("set HOME, or name the settings with --config")
    })
}

/// Returns what stands in a settings file; nothing where it is the usual one and not there.
pub(super) fn settings_text(path: &Path, source: &Source) -> Result<String, CliError> {
    match std::fs::read_to_string(path) {
        Err(error) if error.kind() == ErrorKind::NotFound && *source == Source::Default => {
            Ok(String::new())
        }
        read => read.map_err(|error| {
            let path = path.display();
            CliError::usage(format!("can not read the settings {path}: {error}"))
        }),
    }
}

/// Reads settings with all that is known of them on every floor.
pub(super) fn read_settings(path: &Path, text: &str) -> Reading {
    let themes = path.parent().unwrap_or(Path::new("")).join("themes");
    Reading::of(text, |config, wrong| {
        if let Some(what) = theme::problem(&config.theme, &themes) {
            wrong.add("theme", what);
        }
        for error in Keymap::rebound(&config.keys).err().into_iter().flatten() {
            wrong.add(error.path(), error.to_string());
        }
    })
}

/// Says everything that is wrong with a settings file.
pub(super) fn settings_error(path: &Path, problems: &[Problem]) -> CliError {
    let path = path.display();
    let told: Vec<String> = problems.iter().map(|problem| format!("{path}:{problem}")).collect();
    CliError::lines(told).hint(
        "`leadclock config default` prints every setting with its default, `leadclock config edit` opens the file",
    )
}

fn read_config(global: &Global) -> Result<Config, CliError> {
    let Some((path, source)) = settings_file(global) else {
        return Ok(Config::default());
    };
    let text = settings_text(&path, &source)?;
    read_settings(&path, &text).checked().map_err(|error| settings_error(&path, &error.0))
}

/// Returns the HTTPS endpoints of the settings as they are now.
pub(super) fn endpoints(global: &Global) -> Result<Vec<FeedSettings>, CliError> {
    let mut feeds = read_config(global)?.feeds();
    feeds.retain(|feed| matches!(feed.kind, FeedKind::Https));
    Ok(feeds)
}

/// Returns who is at the keys, and the variable that says so where it is not the settings.
pub(super) fn actor(config: &Config) -> (String, Option<&'static str>) {
    if !config.name.trim().is_empty() {
        return (config.name.trim().to_owned(), None);
    }
    for variable in ["USER", "LOGNAME"] {
        if let Ok(name) = std::env::var(variable)
            && !name.trim().is_empty()
        {
            return (name, Some(variable));
        }
    }
    ("me".to_owned(), None)
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
