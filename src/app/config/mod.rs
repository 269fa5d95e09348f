//! The settings file. All defaults stand, commented, in `assets/config.toml`.
//!
//! A section with rules of its own is a file here: it reads its words, and this file gathers what
//! is wrong. A new setting goes into the struct, or into a file of its section, and into the assets.

mod alerts;
pub mod edit;
mod feeds;
mod hours;
mod practice;
mod views;

use std::collections::BTreeMap;

use serde::Deserialize;

pub use self::alerts::{Alerts, Notify};
pub use self::feeds::{FeedKind, FeedSettings, SecretPlace, Serve, kinds, name_problem};
use self::hours::Hours;
use self::practice::{Checklists, Guards, Written, WrittenCadence, WrittenMilestone, WrittenRule};
pub use self::views::name_problem as view_name_problem;
use crate::domain::policy::Policy;
use crate::domain::practice::Practice;
use crate::domain::query::View;
use crate::domain::span;
use crate::domain::zone::Zone;

/// The defaults, as shipped.
pub const DEFAULTS: &str = include_str!("../../../assets/config.toml");

/// The settings, as written. What is left out takes its default.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Who is at the keys; empty is the login name.
    pub name: String,
    /// The theme's name; empty is that which follows the terminal.
    pub theme: String,
    /// The time zone's name; empty is the machine's.
    pub zone: String,
    /// How one is told that a lead is about to be late.
    pub alerts: Alerts,
    limits: Limits,
    hours: Hours,
    team: Vec<String>,
    guards: Guards,
    cadences: Vec<WrittenCadence>,
    checklists: Checklists,
    milestones: Option<Vec<WrittenMilestone>>,
    assign: Vec<WrittenRule>,
    feeds: Vec<toml::Table>,
    views: Vec<views::WrittenView>,
    /// Where the receiver listens.
    pub serve: Serve,
    /// Other keys, by the name of the action.
    pub keys: BTreeMap<String, Vec<String>>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Limits {
    interest: Option<String>,
    trial: Option<String>,
    acquired: Option<String>,
    other: Option<String>,
}

/// What is wrong with a settings file, all of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.join("; "))]
pub struct ConfigError(pub Vec<String>);

impl Config {
    /// Reads a settings file.
    ///
    /// # Errors
    /// What is wrong with it, with its line.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let config: Self = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1);
            ConfigError(vec![format!("line {line}: {}", error.message())])
        })?;
        // The zone moves deadlines; it makes nothing right or wrong.
        let (practice, feeds) = (config.practice(&Zone::utc()), config.feeds());
        let errors = [practice.err(), feeds.err(), config.views().err()];
        let problems: Vec<String> =
            errors.into_iter().flatten().flat_map(|error| error.0).collect();
        if problems.is_empty() { Ok(config) } else { Err(ConfigError(problems)) }
    }

    /// Returns how the team works its leads: the limits, the hours in which they run (by default in
    /// a zone), and the rest of the practice.
    ///
    /// # Errors
    /// Everything of it that can not be read.
    pub fn practice(&self, zone: &Zone) -> Result<Practice, ConfigError> {
        let mut problems = Vec::new();
        let policy = self.policy(zone, &mut problems);
        let mut practice = Practice { policy, ..Practice::default() };
        let written = Written {
            team: &self.team,
            guards: &self.guards,
            cadences: &self.cadences,
            checklists: &self.checklists,
            milestones: self.milestones.as_deref(),
            assign: &self.assign,
        };
        written.fill(&mut practice, &mut problems);
        if problems.is_empty() { Ok(practice) } else { Err(ConfigError(problems)) }
    }

    /// Returns the feeds.
    ///
    /// # Errors
    /// Everything of them that can not be read.
    pub fn feeds(&self) -> Result<Vec<FeedSettings>, ConfigError> {
        let mut problems = Vec::new();
        let feeds = feeds::read(&self.feeds, &mut problems);
        if problems.is_empty() { Ok(feeds) } else { Err(ConfigError(problems)) }
    }

    /// Returns the queries that have names.
    ///
    /// # Errors
    /// Everything of them that can not be read.
    pub fn views(&self) -> Result<Vec<View>, ConfigError> {
        let mut problems = Vec::new();
        let views = views::read(&self.views, &mut problems);
        if problems.is_empty() { Ok(views) } else { Err(ConfigError(problems)) }
    }

    fn policy(&self, zone: &Zone, problems: &mut Vec<String>) -> Policy {
        let mut policy = Policy::default();
        for (name, written, slot) in [
            ("interest", &self.limits.interest, &mut policy.interest),
            ("trial", &self.limits.trial, &mut policy.trial),
            ("acquired", &self.limits.acquired, &mut policy.acquired),
            ("other", &self.limits.other, &mut policy.other),
        ] {
            if let Some(written) = written {
                match span::parse(written) {
                    Some(span) => *slot = span,
                    None => problems.push(not_a_span(&format!("limits.{name}"), written)),
                }
            }
        }
        match self.hours.read(zone) {
            Ok(hours) => policy.hours = hours,
            Err(more) => problems.extend(more),
        }
        policy
    }
}

/// Says what is wrong with a text that is no span of time.
fn not_a_span(place: &str, text: &str) -> String {
    format!("{place}: {text:?} is no span between 1m and 30d, such as \"90m\", \"4h\", \"2d\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_file_holds_the_defaults() {
        let config = Config::parse(DEFAULTS).expect("the shipped file is good");
        assert_eq!((&config.hours, &config.keys), (&Hours::default(), &BTreeMap::new()));
        assert_eq!(config.practice(&Zone::utc()), Ok(Practice::default()));
        assert_eq!(config.alerts, Alerts::default());
    }

    #[test]
    fn an_error_names_its_line() {
        let error = Config::parse("name = \"ana\"\ncolour = 1\n").expect_err("no such setting");
        assert!(error.to_string().starts_with("line 2: unknown field `colour`"), "{error}");
    }

    #[test]
    fn every_bad_limit_is_told() {
        let error =
            Config::parse("[limits]\ntrial = \"soon\"\nother = \"0h\"").expect_err("bad limits");
        assert_eq!(error.0.len(), 2);
    }

    #[test]
    fn bad_limits_and_bad_hours_are_told_together() {
        let error = Config::parse("[limits]\ntrial = \"soon\"\n[hours]\nmonday = \"late\"")
            .expect_err("both are bad");
        assert_eq!(error.0.len(), 2);
        assert!(error.to_string().contains("; hours.monday: \"late\""), "{error}");
    }

    #[test]
    fn hours_are_in_the_zone_of_the_file_or_of_the_section() {
        let berlin = Zone::named("Europe/Berlin").expect("a zone");
        let hours = |text: &str| {
            let config = Config::parse(text).expect("good settings");
            config.practice(&berlin).expect("good hours").policy.hours
        };
        assert_eq!(hours(""), None);
        let here = hours("[hours]\nenabled = true");
        assert_eq!(here, hours("[hours]\nenabled = true\nzone = \"Europe/Berlin\""));
        assert_ne!(here, hours("[hours]\nenabled = true\nzone = \"Asia/Tokyo\""));
    }
}
