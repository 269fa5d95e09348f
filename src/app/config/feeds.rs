//! The feeds and the receiver in the settings file. What a kind of feed needs beside this it reads
//! itself: see [`crate::sources::feeds`].

use std::path::PathBuf;

use chrono::TimeDelta;
use serde::Deserialize;
use toml::{Table, Value};

use super::not_a_span;
use crate::domain::span;
use crate::sources::feeds::{self, Kind};

/// Names that records bear which no configured feed brought.
const RESERVED: [&str; 2] = ["file", "demo"];

/// The longest name.
const LONGEST_NAME: usize = 32;

/// One configured feed.
#[derive(Clone, Debug)]
pub struct FeedSettings {
    /// Its name, which its records bear.
    pub name: String,
    /// What it is.
    pub kind: FeedKind,
    /// How often it is asked, where it is one that is asked.
    pub every: TimeDelta,
    /// Where its secret is.
    pub secret: SecretPlace,
    /// How long a silence is too long; `None`: three times its usual gap.
    pub silent_after: Option<TimeDelta>,
    /// The settings of its kind.
    pub own: Table,
}

/// What a feed is.
#[derive(Clone, Copy, Debug)]
pub enum FeedKind {
    /// One that leadclock asks.
    Pull(&'static Kind),
    /// One that sends to the receiver: the marketplace's HTTPS endpoint.
    Https,
}

impl FeedKind {
    /// Returns every kind.
    pub fn all() -> impl Iterator<Item = Self> {
        feeds::KINDS.iter().map(Self::Pull).chain([Self::Https])
    }

    /// Returns the kind of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::all().find(|kind| kind.name() == name)
    }

    /// Returns its name in the settings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pull(kind) => kind.name,
            Self::Https => "https",
        }
    }

    /// Returns what people call it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Pull(kind) => kind.label,
            Self::Https => "HTTPS endpoint",
        }
    }

    /// Returns the names of its own settings.
    pub const fn settings(self) -> &'static [&'static str] {
        match self {
            Self::Pull(kind) => kind.settings,
            Self::Https => &[],
        }
    }

    /// Returns what its secret is; `None` where it needs none.
    pub const fn secret(self) -> Option<&'static str> {
        match self {
            Self::Pull(kind) => kind.secret,
            Self::Https => Some("secret part of the address"),
        }
    }
}

/// Where a secret is. It never stands in the settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SecretPlace {
    /// In leadclock's own file, `secrets/NAME` beside the settings.
    #[default]
    Own,
    /// In another file.
    File(PathBuf),
    /// In the environment, as `LEADCLOCK_SECRET_NAME`.
    Environment,
    /// In the keyring of the operating system.
    Keyring,
}

impl SecretPlace {
    /// Reads a place as the settings write it: `own`, `env`, `keyring` or `file:PATH`.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "own" => Some(Self::Own),
            "env" => Some(Self::Environment),
            "keyring" => Some(Self::Keyring),
            _ => {
                let path = text.strip_prefix("file:").filter(|path| !path.is_empty())?;
                Some(Self::File(path.into()))
            }
        }
    }
}

/// Where the receiver listens.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Serve {
    /// Address and port; empty is the receiver's own default, which nobody else reaches.
    pub listen: String,
    /// The file of the certificate with its chain; empty: plain HTTP, behind a proxy.
    pub cert: String,
    /// The file of its key.
    pub key: String,
    /// What stands before `/leads/…` in the address that the marketplace is given.
    pub url: String,
}

/// Reads the feeds. What is wrong is added to the problems.
pub(super) fn read(written: &[Table], problems: &mut Vec<String>) -> Vec<FeedSettings> {
    let mut feeds: Vec<FeedSettings> = Vec::new();
    for (index, table) in written.iter().enumerate() {
        let Some(feed) = read_one(index, table, problems) else { continue };
        if feeds.iter().any(|known| known.name == feed.name) {
            problems.push(format!("feeds: two are named {:?}", feed.name));
        }
        feeds.push(feed);
    }
    feeds
}

fn read_one(index: usize, table: &Table, problems: &mut Vec<String>) -> Option<FeedSettings> {
    let mut own = table.clone();
    let place = match table.get("name").and_then(Value::as_str) {
        Some(name) => format!("feeds.{name}"),
        None => format!("feeds, number {}", index + 1),
    };
    let mut take = |key: &str, problems: &mut Vec<String>| match own.remove(key) {
        Some(Value::String(text)) => Some(text),
        Some(_) => {
            problems.push(format!("{place}.{key}: it is no text"));
            None
        }
        None => None,
    };
    let before = problems.len();
    let name = take("name", problems);
    let kind = take("kind", problems);
    let every = take("every", problems);
    let secret = take("secret", problems);
    let silent_after = take("silent_after", problems);
    if before < problems.len() {
        return None;
    }
    let name = name.unwrap_or_default();
    if let Some(problem) = name_problem(&name) {
        problems.push(format!("{place}: {problem}"));
    }
    let mut read_span = |key: &str, written: Option<String>| {
        let written = written?;
        let read = span::parse(&written);
        if read.is_none() {
            problems.push(not_a_span(&format!("{place}.{key}"), &written));
        }
        read
    };
    let every = read_span("every", every);
    let silent_after = read_span("silent_after", silent_after);
    let secret = match secret.as_deref() {
        None => SecretPlace::default(),
        Some(text) => SecretPlace::parse(text).unwrap_or_else(|| {
            problems.push(format!(
                "{place}.secret: {text:?} is none of \"own\", \"env\", \"keyring\", \"file:PATH\""
            ));
            SecretPlace::default()
        }),
    };
    let Some(kind) = kind.as_deref().and_then(FeedKind::named) else {
        problems.push(format!("{place}.kind: it is one of {}", kinds()));
        return None;
    };
    for key in own.keys().filter(|key| !kind.settings().contains(&key.as_str())) {
        problems.push(format!(
            "{place}.{key}: a feed of this kind has no such setting, and no secret stands here"
        ));
    }
    let usual = match kind {
        FeedKind::Pull(kind) => kind.every,
        FeedKind::Https => TimeDelta::minutes(1),
    };
    Some(FeedSettings { name, kind, every: every.unwrap_or(usual), secret, silent_after, own })
}

/// Returns the names of all kinds, for people.
pub fn kinds() -> String {
    FeedKind::all().map(FeedKind::name).collect::<Vec<_>>().join(", ")
}

/// Returns what is wrong with a feed's name; `None` where it is good.
pub fn name_problem(name: &str) -> Option<String> {
    let is_good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if name.is_empty() || name.len() > LONGEST_NAME || !name.chars().all(is_good) {
        let what = "is no name: a to z, digits, - and _, 32 at most";
        return Some(format!("{name:?} {what}"));
    }
    RESERVED.contains(&name).then(|| format!("{name:?} stands for records that no feed brought"))
}

#[cfg(test)]
mod tests {
    use super::super::Config;
    use super::*;

    fn feeds(text: &str) -> Result<Vec<FeedSettings>, Vec<String>> {
        Config::parse(text).map_err(|error| error.0)?.feeds().map_err(|error| error.0)
    }

    #[test]
    fn a_feed_takes_its_defaults() {
        let feeds = feeds("[[feeds]]\nname = \"web\"\nkind = \"https\"\n").expect("good");
        let [feed] = &feeds[..] else { panic!("{feeds:?}") };
        assert_eq!((feed.name.as_str(), feed.kind.name()), ("web", "https"));
        assert_eq!((&feed.secret, feed.silent_after), (&SecretPlace::Own, None));
    }

    #[test]
    fn everything_wrong_with_the_feeds_is_told_at_once() {
        let text = "[[feeds]]\nname = \"Web Site\"\nkind = \"https\"\nevery = \"soon\"\ncolour = 1\n\
                    [[feeds]]\nkind = \"pigeon\"\nname = \"file\"\n\
                    [[feeds]]\nname = \"a\"\nkind = \"https\"\nsecret = \"hunter2\"\n\
                    [[feeds]]\nname = \"a\"\nkind = \"https\"\nsilent_after = 3\n\
                    [[feeds]]\nname = \"a\"\nkind = \"https\"\n";
        let problems = feeds(text).expect_err("bad").join("\n");
        for part in [
            "feeds.Web Site: \"Web Site\" is no name",
            "feeds.Web Site.every: \"soon\"",
            "feeds.Web Site.colour",
            "feeds.file.kind: it is one of",
            "feeds.file: \"file\" stands for",
            "feeds.a.secret: \"hunter2\" is none of",
            "feeds.a.silent_after: it is no text",
            "two are named \"a\"",
        ] {
            assert!(problems.contains(part), "{part}\n{problems}");
        }
    }

    #[test]
    fn a_secret_is_somewhere_else() {
        for (text, place) in [
            ("own", Some(SecretPlace::Own)),
            ("env", Some(SecretPlace::Environment)),
            ("keyring", Some(SecretPlace::Keyring)),
            ("file:/run/secrets/leads", Some(SecretPlace::File("/run/secrets/leads".into()))),
            ("file:", None),
            ("AccountKey=abc", None),
        ] {
            assert_eq!(SecretPlace::parse(text), place, "{text}");
        }
    }
}
