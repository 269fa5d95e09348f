//! The feeds and the receiver in the settings file. What a kind of feed needs beside this it reads
//! itself: see [`crate::sources::feeds`].

use std::net::SocketAddr;
use std::path::PathBuf;

use chrono::TimeDelta;
use serde::Deserialize;
use toml::{Table, Value};

use super::not_a_span;
use super::reading::{Wrongs, join};
use super::shape::nearest;
use crate::domain::span;
use crate::sources::feeds::{self, Kind};

/// Names that records bear which no configured feed brought.
const RESERVED: [&str; 2] = ["file", "demo"];

/// The settings of every feed.
const COMMON: [&str; 5] = ["name", "kind", "every", "secret", "silent_after"];

/// The setting of those kinds that can be written to.
const WRITE_BACK: &str = "write_back";

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

impl FeedSettings {
    /// Returns whether what is decided here is written back to where the leads come from.
    pub fn writes_back(&self) -> bool {
        self.own.get(WRITE_BACK).and_then(Value::as_str) == Some("yes")
    }
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
#[serde(default)]
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

impl Serve {
    /// Notes what is wrong with it.
    pub(super) fn check(&self, wrong: &mut Wrongs) {
        if !self.listen.is_empty() && self.listen.parse::<SocketAddr>().is_err() {
            let what = format!(
                "{:?} is no address with a port, such as \"127.0.0.1:8443\" or \"[::]:8443\"",
                self.listen
            );
            wrong.add("serve.listen", what);
        }
        match (self.cert.as_str(), self.key.as_str()) {
            ("", "") => {}
            (_, "") => wrong.add("serve.cert", "a certificate needs its key, as serve.key"),
            ("", _) => wrong.add("serve.key", "a key needs its certificate, as serve.cert"),
            _ => {}
        }
    }
}

/// Reads the feeds. What is wrong is noted.
pub(super) fn read(written: &[Table], wrong: &mut Wrongs) -> Vec<FeedSettings> {
    let mut feeds: Vec<FeedSettings> = Vec::new();
    for (table, number) in written.iter().zip(1..) {
        let place = format!("feeds[{number}]");
        let Some(feed) = read_one(&place, table, wrong) else { continue };
        if feeds.iter().any(|known| known.name == feed.name) {
            wrong.add(format!("{place}.name"), format!("two feeds are named {:?}", feed.name));
        }
        feeds.push(feed);
    }
    feeds
}

/// No value is repeated that could be a secret in the wrong place.
fn read_one(place: &str, table: &Table, wrong: &mut Wrongs) -> Option<FeedSettings> {
    let mut own = table.clone();
    let mut take = |key: &str| match own.remove(key) {
        Some(Value::String(text)) => Some(text),
        _ => None,
    };
    let [name, kind, every, secret, silent_after] = COMMON.map(&mut take);
    let name = name.unwrap_or_default();
    if let Some(problem) = name_problem(&name) {
        wrong.add(join(place, "name"), problem);
    }
    let mut read_span = |key: &str, written: Option<String>| {
        let written = written?;
        let read = span::parse(&written);
        if read.is_none() {
            wrong.add(join(place, key), not_a_span(&written));
        }
        read
    };
    let every = read_span("every", every);
    let silent_after = read_span("silent_after", silent_after);
    let secret = match secret.as_deref() {
        None => SecretPlace::default(),
        Some(text) => SecretPlace::parse(text).unwrap_or_else(|| {
            let what =
                "it says where the secret is: \"own\", \"env\", \"keyring\" or \"file:PATH\"";
            wrong.add(join(place, "secret"), what);
            SecretPlace::default()
        }),
    };
    let Some(kind) = kind.as_deref().and_then(FeedKind::named) else {
        wrong.add(join(place, "kind"), format!("it is one of {}", kinds()));
        return None;
    };
    for key in own.keys().filter(|key| !kind.settings().contains(&key.as_str())) {
        let known = COMMON.iter().chain(kind.settings()).copied();
        let meant = nearest(key, known).map_or_else(
            || "and no secret stands here".to_owned(),
            |meant| format!("did you mean {}?", join(place, meant)),
        );
        let what = format!("a feed of kind {} has no such setting; {meant}", kind.name());
        wrong.add(join(place, key), what);
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

    fn feeds(text: &str) -> Result<Vec<FeedSettings>, String> {
        let config = Config::parse(text).map_err(|error| error.to_string())?;
        Ok(config.feeds())
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
                    [[feeds]]\nname = \"b\"\nkind = \"https\"\nevry = \"1h\"\n";
        let problems = feeds(text).expect_err("bad");
        for part in [
            "2:8: feeds[1].name: \"Web Site\" is no name",
            "4:9: feeds[1].every: \"soon\"",
            "5:10: feeds[1].colour: a number is not a text",
            "7:8: feeds[2].kind: it is one of",
            "8:8: feeds[2].name: \"file\" stands for",
            "12:10: feeds[3].secret: it says where",
            "14:8: feeds[4].name: two feeds are named \"a\"",
            "16:16: feeds[4].silent_after: a number is not a text",
            "20:8: feeds[5].evry: a feed of kind https has no such setting; did you mean feeds[5].every?",
        ] {
            assert!(problems.contains(part), "{part}\n{problems}");
        }
        assert!(!problems.contains("hunter2"), "what could be a secret is not repeated");
    }

    #[test]
    fn the_receiver_needs_an_address_and_a_pair_of_files() {
        let problems = Config::parse("[serve]\nlisten = \"here\"\nkey = \"key.pem\"");
        let problems = problems.expect_err("bad").to_string();
        assert!(problems.contains("2:10: serve.listen: \"here\" is no address"), "{problems}");
        assert!(problems.contains("3:7: serve.key: a key needs its certificate"), "{problems}");
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
