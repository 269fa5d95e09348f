//! Tries a template out before a lead depends on it: no missing field may leave a hole.
//!
//! Fields that a lead can be without are taken away, one at a time, all, and (where they are few)
//! in every combination, for each kind of request. Printing one that is missing is an error that
//! names the field and what to write instead; so is a text that is whole with the field and has a
//! hole without it, such as `Hi ,`.

use std::ops::ControlFlow;

use minijinja::Value;

use super::Problem;
use super::draft::Draft;
use super::fields::{FIELDS, Fields, field};
use super::render::{Compiled, Failure, engine};
use super::template::{Source, Template};
use crate::domain::text::cut;

/// Up to so many fields every combination is tried.
const FEW: usize = 5;
/// The columns of a line that is repeated in an error.
const QUOTED: usize = 60;

/// Returns the template where it holds.
///
/// # Errors
/// Everything that was found wrong.
pub(crate) fn checked(template: Template) -> Result<Template, Vec<Problem>> {
    let problems = problems(&template);
    if problems.is_empty() { Ok(template) } else { Err(problems) }
}

fn problems(template: &Template) -> Vec<Problem> {
    let engine = engine();
    let told = |source, failure| vec![template.problem(source, failure)];
    let subject = match Compiled::new(&engine, &template.subject.text) {
        Ok(subject) => subject,
        Err(failure) => return told(&template.subject, failure),
    };
    let body = match Compiled::new(&engine, &template.body.text) {
        Ok(body) => body,
        Err(failure) => return told(&template.body, failure),
    };
    let mut problems = Vec::new();
    for (source, compiled) in [(&template.subject, &subject), (&template.body, &body)] {
        for name in compiled.names().iter().filter(|name| field(name).is_none()) {
            if !is_set(source, name) {
                problems.push(template.problem(source, unknown(source, name)));
            }
        }
    }
    if !problems.is_empty() {
        return problems;
    }
    let mut names = subject.names();
    names.extend(body.names());
    let trial = Trial { template, subject, body, names };
    for situation in trial.situations() {
        if trial.run(&situation, &mut problems).is_break() {
            break;
        }
    }
    problems
}

/// Whether the template makes a name itself, be it on some paths only: trying it out shows which.
fn is_set(source: &Source, name: &str) -> bool {
    let words: Vec<&str> = words(&source.text).collect();
    words.windows(2).any(|pair| pair == ["set", name])
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.split(move |c| !is_part(c)).filter(|word| !word.is_empty())
}

fn unknown(source: &Source, name: &str) -> Failure {
    let line = source.text.lines().position(|line| words(line).any(|word| word == name));
    let names: Vec<&str> = FIELDS.iter().map(|field| field.name).collect();
    Failure {
        line: line.map(|line| line + 1),
        reason: format!("{name:?} is no field; there are {}", names.join(", ")),
    }
}

/// A template that is being tried out.
struct Trial<'a> {
    template: &'a Template,
    subject: Compiled<'a>,
    body: Compiled<'a>,
    names: Vec<String>,
}

impl Trial<'_> {
    fn uses(&self, name: &str) -> bool {
        self.names.iter().any(|used| used == name)
    }

    /// The examples, and these with every kind of request that the template asks about, one at a
    /// time. What only comes together is left to the draft itself, which leaves no hole either.
    fn situations(&self) -> Vec<Fields> {
        let words = |words: &[&str]| words.iter().map(|word| Value::from(*word)).collect();
        let numbers = |numbers: &[i64]| numbers.iter().map(|number| Value::from(*number)).collect();
        let kinds: [(&'static str, Vec<Value>); 4] = [
            ("action", words(&["start_test_drive", "plt", "ins", "create", "other"])),
            ("stage", words(&["trial", "interest", "acquired", "other"])),
            ("days_ago", numbers(&[1, 0, 5])),
            ("touches", numbers(&[2, 0, 1, 5])),
        ];
        let mut situations = vec![Fields::examples()];
        for (name, values) in kinds.into_iter().filter(|(name, _)| self.uses(name)) {
            situations.extend(values.into_iter().map(|value| {
                let mut fields = Fields::examples();
                fields.put(name, Some(value));
                fields
            }));
        }
        situations
    }

    /// What to take away: each field, then several.
    fn absences(&self) -> (Vec<&'static str>, Vec<Vec<&'static str>>) {
        let single: Vec<&'static str> = FIELDS
            .iter()
            .filter(|field| field.may_be_missing && self.uses(field.name))
            .map(|field| field.name)
            .collect();
        let several = if single.len() <= FEW {
            let of_bits = |bits: usize| {
                let chosen = single.iter().enumerate().filter(|(place, _)| bits >> place & 1 == 1);
                chosen.map(|(_, name)| *name).collect()
            };
            (0_usize..1 << single.len()).filter(|bits| bits.count_ones() > 1).map(of_bits).collect()
        } else {
            let all_but =
                |kept: &&str| single.iter().copied().filter(|name| name != kept).collect();
            let mut several: Vec<Vec<&'static str>> = single.iter().map(all_but).collect();
            several.push(single.clone());
            several
        };
        (single, several)
    }

    fn run(&self, present: &Fields, problems: &mut Vec<Problem>) -> ControlFlow<()> {
        let whole = match self.render(present) {
            Ok(whole) => whole,
            Err((source, failure)) => {
                problems.push(self.template.problem(source, failure));
                return ControlFlow::Break(());
            }
        };
        let (single, several) = self.absences();
        for name in single {
            problems.extend(self.without(present, &[name], &whole));
        }
        // One field is easier to understand than several.
        if problems.is_empty() {
            let found = several.iter().find_map(|names| self.without(present, names, &whole));
            problems.extend(found);
        }
        if problems.is_empty() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }

    fn without(&self, present: &Fields, names: &[&str], whole: &Draft) -> Option<Problem> {
        match self.render(&present.without(names)) {
            Err((source, failure)) => {
                let reason = match names {
                    [name] => instead(name),
                    names => format!("without {}: {}", names.join(", "), failure.reason),
                };
                Some(self.template.problem(source, Failure { reason, ..failure }))
            }
            Ok(draft) => {
                let reason = hole_in(&draft, whole)?;
                let reason = format!("without {}: {reason}", names.join(", "));
                Some(Problem { file: self.template.file(), line: None, reason })
            }
        }
    }

    fn render(&self, fields: &Fields) -> Result<Draft, (&Source, Failure)> {
        let subject = self.subject.render(fields);
        let subject = subject.map_err(|failure| (&self.template.subject, failure))?;
        let body = self.body.render(fields);
        let body = body.map_err(|failure| (&self.template.body, failure))?;
        Ok(Draft::new(None, &subject, &body))
    }
}

fn instead(name: &str) -> String {
    format!(
        "{name} can be missing; say what to use instead: {{{{ {name} | or(\"...\") }}}}, or put the \
         words around it between {{% if {name} %}} and {{% endif %}}"
    )
}

/// Returns what a draft lacks that is not lacking in the whole one.
fn hole_in(draft: &Draft, whole: &Draft) -> Option<String> {
    if draft.subject().is_empty() {
        return Some("the subject is empty".to_owned());
    }
    if draft.body().is_empty() {
        return Some("the text is empty".to_owned());
    }
    let count = |draft: &Draft| lines(draft).map(holes).sum::<usize>();
    let line = lines(draft).find(|line| holes(line) > 0)?;
    (count(draft) > count(whole)).then(|| format!("there is a hole in \"{}\"", cut(line, QUOTED)))
}

fn lines(draft: &Draft) -> impl Iterator<Item = &str> {
    std::iter::once(draft.subject()).chain(draft.body().lines())
}

/// Counts the places of a line where words are missing: `Hi ,`, two spaces, `()`.
pub(crate) fn holes(line: &str) -> usize {
    const ENDS: &str = ",.;)，。；）";
    let line = line.trim_start();
    let begins = usize::from(line.starts_with(|c| ENDS.contains(c)));
    let pairs = line.chars().zip(line.chars().skip(1)).filter(|(one, next)| match one {
        ' ' => *next == ' ' || ENDS.contains(*next),
        '(' | '（' => *next == ' ' || ENDS.contains(*next),
        '“' | '„' => matches!(next, '”' | '“'),
        '，' | '：' => ENDS.contains(*next),
        _ => false,
    });
    begins + pairs.count()
}

#[cfg(test)]
mod tests;
