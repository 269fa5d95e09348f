//! Personal messages from templates: which of them fit a lead, and the draft that one makes.
//!
//! Templates ship in `assets/templates` and come from the rep's own folder, where a file of the
//! same name takes the place of a shipped one. `parse` reads a file, `check` tries it out with
//! fields missing, `fields` is what it can say about a lead, `render` the engine, `draft` the
//! message that comes of it, which is handed over by [`crate::app::ways`]. Sending is the rep's. To
//! ship another template: its file, and its line in `shipped`.

mod check;
mod draft;
mod fields;
mod folder;
mod parse;
mod render;
mod shipped;
mod template;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

pub use self::draft::{Draft, MAILTO_LIMIT, NotADraft, OpenError, open_draft};
pub use self::fields::{FIELDS, Field};
pub use self::template::{DraftError, Template};
use crate::domain::decide::may_be_reached;
use crate::domain::funnel::Channel;
use crate::domain::lead::Lead;
use crate::domain::refusal::Refusal;
use crate::domain::zone::Zone;

/// Who writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    /// The name that stands under a message.
    pub name: String,
    /// The zone whose days are meant by "yesterday".
    pub zone: Zone,
}

/// Where a template comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It ships with leadclock.
    Shipped,
    /// A file of the rep's own.
    Own(PathBuf),
}

/// What is wrong with a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file.
    pub file: String,
    /// The line, from 1, where one is to blame.
    pub line: Option<usize>,
    /// What is wrong, and what to write instead.
    pub reason: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(f, "{} line {line}: {}", self.file, self.reason),
            None => write!(f, "{}: {}", self.file, self.reason),
        }
    }
}

/// A template that fits a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice<'a> {
    /// The letter under which it is offered; `None` where all 26 are taken.
    pub key: Option<char>,
    /// The template.
    pub template: &'a Template,
}

/// All templates, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Templates {
    templates: Vec<Template>,
    problems: Vec<Problem>,
}

impl Templates {
    /// Reads the shipped templates and those of a folder, which need not exist.
    ///
    /// A file with a problem makes no template and leaves the others alone; one that would have
    /// taken a shipped one's place hides it, so that no message goes out in other words than meant.
    pub fn load(folder: Option<&Path>) -> Self {
        let mut sources: BTreeMap<String, (Origin, String)> = shipped::SHIPPED
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (Origin::Shipped, (*text).to_owned())))
            .collect();
        let mut loaded = Self::default();
        for file in folder.map(folder::read).unwrap_or_default() {
            match file.text {
                Ok(text) => {
                    sources.insert(file.name, (Origin::Own(file.path), text));
                }
                Err(problem) => {
                    sources.remove(&file.name);
                    loaded.problems.push(problem);
                }
            }
        }
        for (name, (origin, text)) in sources {
            let template = match &origin {
                // A test tries these out; it takes a moment.
                Origin::Shipped => parse::parse(&name, origin, &text),
                Origin::Own(_) => parse::parse(&name, origin, &text).and_then(check::checked),
            };
            match template {
                Ok(template) => loaded.templates.push(template),
                Err(problems) => loaded.problems.extend(problems),
            }
        }
        loaded.tell_shared_keys();
        loaded
    }

    /// Of two templates with one key the rep's own keeps it, else the first.
    fn tell_shared_keys(&mut self) {
        let mut holders: BTreeMap<char, usize> = BTreeMap::new();
        for index in 0..self.templates.len() {
            let Some(key) = self.templates[index].key else { continue };
            let Some(held_by) = holders.insert(key, index) else { continue };
            let is_shipped = |index: usize| self.templates[index].origin == Origin::Shipped;
            let (keeps, loses) = if is_shipped(held_by) && !is_shipped(index) {
                (index, held_by)
            } else {
                (held_by, index)
            };
            holders.insert(key, keeps);
            let (named, other) = if is_shipped(loses) { (keeps, loses) } else { (loses, keeps) };
            self.problems.push(Problem {
                file: self.templates[named].file(),
                line: None,
                reason: format!(
                    "has the key {key}, as {} has; give it another one",
                    self.templates[other].file()
                ),
            });
            self.templates[loses].key = None;
        }
    }

    /// Returns every template, by name.
    pub fn all(&self) -> &[Template] {
        &self.templates
    }

    /// Returns what is wrong with the files, all of it.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Returns the template of a name.
    pub fn named(&self, name: &str) -> Option<&Template> {
        self.templates.iter().find(|template| template.name == name)
    }

    /// Returns the templates that fit a lead, the most specific first, then by key.
    ///
    /// One without a key of its own gets a letter that no other template has.
    ///
    /// # Errors
    /// Where nobody may write to the person.
    pub fn for_lead(&self, lead: &Lead) -> Result<Vec<Choice<'_>>, Refusal> {
        may_be_reached(lead, Channel::Email)?;
        let mut fitting: Vec<&Template> =
            self.templates.iter().filter(|template| template.scope.holds(lead)).collect();
        fitting.sort_by_key(|template| {
            (
                std::cmp::Reverse(template.scope.narrowness(lead)),
                template.key.is_none(),
                template.key,
            )
        });
        let mut taken: BTreeSet<char> =
            self.templates.iter().filter_map(|template| template.key).collect();
        let choices = fitting.into_iter().map(|template| {
            let own_letters = template.name.chars().filter(char::is_ascii_lowercase);
            let free = || own_letters.chain('a'..='z').find(|letter| !taken.contains(letter));
            let key = template.key.or_else(free);
            taken.extend(key);
            Choice { key, template }
        });
        Ok(choices.collect())
    }
}
