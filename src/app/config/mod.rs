//! The settings file. All defaults stand, commented, in `assets/config.toml`.
//!
//! `shape` holds which settings there are, `reading` what is wrong with their form and where. A
//! section with rules of its own is a file here, which reads its words and notes what is wrong with
//! them; this file gathers it. A new setting is a line in `shape`, a field in the struct here or of
//! its section, and a line in the assets.

mod alerts;
pub mod edit;
mod feeds;
mod hours;
mod listing;
mod practice;
mod reading;
mod screen;
mod shape;
mod views;

use std::collections::BTreeMap;

use chrono::Months;
use serde::Deserialize;

use self::alerts::WrittenAlerts;
pub use self::alerts::{Alerts, Notify};
pub use self::feeds::{FeedKind, FeedSettings, SecretPlace, Serve, kinds, name_problem};
use self::hours::Hours;
pub use self::listing::{Setting, Source};
use self::practice::{Checklists, Guards, Written, WrittenCadence, WrittenMilestone, WrittenRule};
use self::reading::Document;
pub use self::reading::{Position, Problem, Wrongs};
pub use self::screen::Clipboard;
pub use self::shape::nearest;
pub use self::views::{NameProblem as ViewNameProblem, name_problem as view_name_problem};
use crate::domain::policy::Policy;
use crate::domain::practice::Practice;
use crate::domain::query::View;
use crate::domain::span;
use crate::domain::zone::Zone;
use crate::language::{Messages, english};

/// For how many months leads are kept unless the settings say otherwise.
const RETENTION: u16 = 24;

/// The defaults, as shipped.
pub const DEFAULTS: &str = include_str!("../../../assets/config.toml");

/// The settings, as written. What is left out takes its default.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Config {
    /// Who is at the keys; empty is the login name.
    pub name: String,
    /// The theme's name; empty is that which follows the terminal.
    pub theme: String,
    /// The language's code; `auto` is the machine's.
    pub language: String,
    /// The time zone's name; empty is the machine's.
    pub zone: String,
    alerts: WrittenAlerts,
    /// Whether the dashboard begins masked.
    pub mask: bool,
    mouse: Option<bool>,
    links: Option<bool>,
    retention_months: Option<u16>,
    /// Where copied text goes.
    pub clipboard: Clipboard,
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
#[serde(default)]
struct Limits {
    interest: Option<String>,
    trial: Option<String>,
    acquired: Option<String>,
    other: Option<String>,
}

/// What is wrong with a settings file, all of it, in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct ConfigError(pub Vec<Problem>);

/// A settings file that was read, whatever is wrong with it.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// The settings; what is wrong has its default.
    pub config: Config,
    document: Document,
}

impl Reading {
    /// Reads a settings file. What other floors know of its values they note themselves.
    pub fn of(text: &str, note_more: impl FnOnce(&Config, &mut Wrongs)) -> Self {
        let mut document = Document::read(text);
        let mut wrong = Wrongs::default();
        let config = Config::deserialize(document.table.clone()).unwrap_or_else(|error| {
            wrong.add("", error.message());
            Config::default()
        });
        config.check(&mut wrong);
        note_more(&config, &mut wrong);
        document.add(wrong);
        Self { config, document }
    }

    /// Returns the settings where all is well.
    ///
    /// # Errors
    /// Everything that is wrong, each with its line.
    pub fn checked(self) -> Result<Config, ConfigError> {
        match self.document.problems.is_empty() {
            true => Ok(self.config),
            false => Err(ConfigError(self.document.problems)),
        }
    }

    /// Returns everything that is wrong, in the order of the file.
    pub fn problems(&self) -> &[Problem] {
        &self.document.problems
    }
}

impl Config {
    /// Reads a settings file, but for what other floors know of it: see [`Reading::of`].
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its line.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        Reading::of(text, |_, _| {}).checked()
    }

    /// Notes everything that is wrong with the values.
    fn check(&self, wrong: &mut Wrongs) {
        if !self.zone.is_empty() && Zone::named(&self.zone).is_none() {
            wrong.add("zone", not_a_zone(&self.zone));
        }
        // The zone moves deadlines; it makes nothing right or wrong.
        self.read_practice(&Zone::utc(), english(), wrong);
        self.alerts.read(wrong);
        self.serve.check(wrong);
        feeds::read(&self.feeds, wrong);
        views::read(&self.views, wrong);
    }

    /// Returns how the team works its leads: the limits, the hours in which they run (by default in
    /// a zone), and the rest of the practice.
    pub fn practice(&self, zone: &Zone, say: &Messages) -> Practice {
        self.read_practice(zone, say, &mut Wrongs::default())
    }

    fn read_practice(&self, zone: &Zone, say: &Messages, wrong: &mut Wrongs) -> Practice {
        let mut practice = Practice { policy: self.policy(zone, wrong), ..Practice::shipped(say) };
        let written = Written {
            team: &self.team,
            guards: &self.guards,
            cadences: &self.cadences,
            checklists: &self.checklists,
            milestones: self.milestones.as_deref(),
            assign: &self.assign,
        };
        written.fill(&mut practice, say, wrong);
        practice
    }

    /// Returns whether the terminal is told where an address leads.
    pub fn links(&self) -> bool {
        self.links.unwrap_or(true)
    }

    /// Returns whether the dashboard hears clicks and the wheel.
    pub fn mouse(&self) -> bool {
        self.mouse.unwrap_or(true)
    }

    /// Returns for how many months a lead is kept on which nothing happens any more; `None`: for ever.
    pub fn retention(&self) -> Option<Months> {
        let months = self.retention_months.unwrap_or(RETENTION);
        (months > 0).then(|| Months::new(u32::from(months)))
    }

    /// Returns the feeds.
    pub fn feeds(&self) -> Vec<FeedSettings> {
        feeds::read(&self.feeds, &mut Wrongs::default())
    }

    /// Returns the queries that have names.
    pub fn views(&self) -> Vec<View> {
        views::read(&self.views, &mut Wrongs::default())
    }

    /// Returns how one is told that a lead is about to be late.
    pub fn alerts(&self) -> Alerts {
        self.alerts.read(&mut Wrongs::default())
    }

    fn policy(&self, zone: &Zone, wrong: &mut Wrongs) -> Policy {
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
                    None => wrong.add(format!("limits.{name}"), not_a_span(written)),
                }
            }
        }
        policy.hours = self.hours.read(zone, wrong);
        policy
    }
}

/// Says what is wrong with a text that is no span of time.
fn not_a_span(text: &str) -> String {
    format!("{text:?} is no span between 1m and 30d, such as \"90m\", \"4h\", \"2d\"")
}

/// Says what is wrong with a text that is no time zone.
fn not_a_zone(text: &str) -> String {
    format!("{text:?} is no time zone, such as \"Europe/Berlin\"")
}

#[cfg(test)]
mod tests;
