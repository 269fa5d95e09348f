//! One template: for whom it is, and the draft that it makes.

use chrono::{DateTime, Utc};

use super::draft::Draft;
use super::fields::Fields;
use super::render::{Compiled, Failure, engine};
use super::{Origin, Problem, Sender};
use crate::domain::address::Address;
use crate::domain::decide::may_be_reached;
use crate::domain::funnel::Channel;
use crate::domain::lead::Lead;
use crate::domain::refusal::Refusal;
use crate::domain::scope::Scope;

/// A message to be filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// The name of its file without `.txt`.
    pub name: String,
    /// Where it comes from.
    pub origin: Origin,
    /// The letter under which it is always offered.
    pub key: Option<char>,
    /// The leads that it is for.
    pub scope: Scope,
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
