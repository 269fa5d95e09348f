//! One template: for whom it is, and the draft that it makes.

use chrono::{DateTime, Utc};

use super::draft::Draft;
use super::fields::Fields;
use super::render::{Compiled, Failure, engine};
use super::{Origin, Problem, Sender};
use crate::domain::address::Address;
use crate::domain::command::may_be_reached;
use crate::domain::funnel::Channel;
use crate::domain::funnel::Stage;
use crate::domain::lead::Lead;
use crate::domain::refusal::Refusal;
use crate::domain::text::Text;

/// A message to be filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// The name of its file without `.txt`.
    pub name: String,
    /// Where it comes from.
    pub origin: Origin,
    /// The letter under which it is always offered.
    pub key: Option<char>,
    /// The stages that it is for; none means all.
    pub stages: Vec<Stage>,
    /// The offers that it is for; none means all.
    pub offers: Vec<Pattern>,
    /// Its language, as a BCP 47 tag. For information.
    pub language: Option<String>,
    /// What stands behind `Subject:`.
    pub subject: Source,
    /// The text.
    pub body: Source,
}

/// A text with fields in it, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// As written.
    pub text: String,
    /// The line of the file on which it begins, from 1.
    pub line: usize,
}

/// An offer's name in which `*` stands for anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(String);

/// Why no draft was made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    /// Nobody may write to the person.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The template can not be filled in for this lead.
    #[error("{0}")]
    Render(Problem),
}

impl Template {
    /// Returns the name of its file, for people.
    pub fn file(&self) -> String {
        match &self.origin {
            Origin::Shipped => format!("{}.txt (shipped)", self.name),
            Origin::Own(path) => path.display().to_string(),
        }
    }

    /// Returns whether it is for a lead: its stage, and the offer of the request that is answered.
    pub fn fits(&self, lead: &Lead) -> bool {
        let of_stage = self.stages.is_empty() || self.stages.contains(&lead.stage());
        let names = lead.request().map(|record| [record.offer_name(), record.offer_title.clone()]);
        let matches = |pattern: &Pattern| {
            names.iter().flatten().flatten().any(|name: &Text| pattern.matches(name.raw()))
        };
        of_stage && (self.offers.is_empty() || self.offers.iter().any(matches))
    }

    /// Returns how narrowly it says for whom it is: by offer before by stage before not at all.
    pub(crate) fn precision(&self) -> (usize, bool) {
        let letters = self.offers.iter().map(Pattern::letters).max();
        (letters.map_or(0, |letters| letters + 1), !self.stages.is_empty())
    }

    /// Fills the template in for a lead at a moment.
    ///
    /// # Errors
    /// Where nobody may write to the person, and where a template goes beyond its limits.
    pub fn draft(
        &self,
        lead: &Lead,
        sender: &Sender,
        now: DateTime<Utc>,
    ) -> Result<Draft, DraftError> {
        may_be_reached(lead, Channel::Email)?;
        let fields = Fields::of(lead, sender, now);
        let render = |source: &Source| {
            let failed = |failure: Failure| DraftError::Render(self.problem(source, failure));
            let engine = engine();
            Compiled::new(&engine, &source.text)
                .and_then(|compiled| compiled.render(&fields))
                .map_err(failed)
        };
        let to = lead.person().email.and_then(|email| Address::parse(email.raw()));
        Ok(Draft::new(to, &render(&self.subject)?, &render(&self.body)?))
    }

    /// Returns a failure of one of its sources as a problem of its file.
    pub(crate) fn problem(&self, source: &Source, failure: Failure) -> Problem {
        Problem {
            file: self.file(),
            line: failure.line.map(|line| source.line + line - 1),
            reason: failure.reason,
        }
    }
}

impl Pattern {
    /// Reads a pattern; `None` where it is empty.
    pub(crate) fn parse(written: &str) -> Option<Self> {
        let written = written.trim();
        (!written.is_empty()).then(|| Self(written.to_lowercase()))
    }

    /// Returns the pattern, in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn letters(&self) -> usize {
        self.0.chars().filter(|c| *c != '*').count()
    }

    /// Returns whether the whole of a name is meant, without regard to case.
    pub fn matches(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        let mut parts = self.0.split('*');
        let first = parts.next().unwrap_or_default();
        let Some(mut rest) = name.strip_prefix(first) else { return false };
        let parts: Vec<&str> = parts.collect();
        let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
        for part in middle {
            match rest.find(part) {
                Some(place) => rest = &rest[place + part.len()..],
                None => return false,
            }
        }
        rest.ends_with(last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything_and_case_does_not_count() {
        for (pattern, name, expected) in [
            ("contoso.vpn-*", "Contoso.VPN-BYOL", true),
            ("contoso.vpn-*", "contoso.vpn-", true),
            ("contoso.vpn-*", "contoso.vpn", false),
            ("contoso.vpn", "contoso.vpn-byol", false),
            ("*vault*", "Vault Backup", true),
            ("*.engine", "contoso.engine", true),
            ("*.engine", "contoso.engine-2", false),
            ("a*b*a", "aba", true),
            ("a*a", "a", false),
            ("*", "", true),
            ("**", "x", true),
            ("été*", "ÉTÉ 2025", true),
        ] {
            let pattern = Pattern::parse(pattern).expect("a pattern");
            assert_eq!(pattern.matches(name), expected, "{pattern:?} {name}");
        }
        assert_eq!(Pattern::parse(" "), None);
    }
}
