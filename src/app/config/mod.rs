//! The settings file. All defaults stand, commented, in `assets/config.toml`.
//!
//! A section with rules of its own is a file here: it reads its words, and this file gathers what
//! is wrong. A new setting goes into the struct, or into a file of its section, and into the assets.

mod hours;

use std::collections::BTreeMap;

use chrono::TimeDelta;
use serde::Deserialize;

use self::hours::Hours;
use crate::domain::policy::Policy;
use crate::domain::zone::Zone;

/// The defaults, as shipped.
pub const DEFAULTS: &str = include_str!("../../../assets/config.toml");

/// The settings, as written. What is left out takes its default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Who is at the keys; empty is the login name.
    pub name: String,
    /// The theme's name; empty is the first.
    pub theme: String,
    /// The time zone's name; empty is the machine's.
    pub zone: String,
    limits: Limits,
    hours: Hours,
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
        config.policy(&Zone::utc())?;
        Ok(config)
    }

    /// Returns the limits in force, and the hours in which they run, by default in a zone.
    ///
    /// # Errors
    /// Every limit and every part of the hours that can not be read.
    pub fn policy(&self, zone: &Zone) -> Result<Policy, ConfigError> {
        let mut policy = Policy::default();
        let mut problems = Vec::new();
        for (name, written, slot) in [
            ("interest", &self.limits.interest, &mut policy.interest),
            ("trial", &self.limits.trial, &mut policy.trial),
            ("acquired", &self.limits.acquired, &mut policy.acquired),
            ("other", &self.limits.other, &mut policy.other),
        ] {
            if let Some(written) = written {
                match span(written) {
                    Some(span) => *slot = span,
                    None => problems.push(format!(
                        "limits.{name}: {written:?} is no span between 1m and 30d, such as \"90m\", \"4h\", \"2d\""
                    )),
                }
            }
        }
        match self.hours.read(zone) {
            Ok(hours) => policy.hours = hours,
            Err(more) => problems.extend(more),
        }
        if problems.is_empty() { Ok(policy) } else { Err(ConfigError(problems)) }
    }
}

/// Reads a span: a whole number and its unit.
fn span(text: &str) -> Option<TimeDelta> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let number: i64 = text[..digits].parse().ok()?;
    let minutes = match text[digits..].trim() {
        "m" | "min" => number,
        "h" => number.checked_mul(60)?,
        "d" => number.checked_mul(24 * 60)?,
        _ => return None,
    };
    (1..=30 * 24 * 60).contains(&minutes).then(|| TimeDelta::minutes(minutes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_file_holds_the_defaults() {
        let config = Config::parse(DEFAULTS).expect("the shipped file is good");
        assert_eq!((&config.hours, &config.keys), (&Hours::default(), &BTreeMap::new()));
        assert_eq!(config.policy(&Zone::utc()), Ok(Policy::default()));
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
            config.policy(&berlin).expect("good hours").hours
        };
        assert_eq!(hours(""), None);
        let here = hours("[hours]\nenabled = true");
        assert_eq!(here, hours("[hours]\nenabled = true\nzone = \"Europe/Berlin\""));
        assert_ne!(here, hours("[hours]\nenabled = true\nzone = \"Asia/Tokyo\""));
    }

    #[test]
    fn spans_are_minutes_hours_and_days() {
        assert_eq!(span("90m"), Some(TimeDelta::minutes(90)));
        assert_eq!(span("24h"), Some(TimeDelta::hours(24)));
        assert_eq!(span("2d"), Some(TimeDelta::days(2)));
        assert_eq!(span("h"), None);
        assert_eq!(span("99999999999999999999h"), None);
    }
}
