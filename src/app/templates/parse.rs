//! The form of a template: header lines, an empty line, the text.
//!
//! ```text
//! Subject: Your test drive of {{ offer | or("our product") }}
//! For: trial
//! Offer: contoso.vpn-*, contoso.backup
//! Key: v
//! Language: en
//!
//! Hi {{ name | or("there") }},
//! ```
//!
//! Only the subject must be there. A header line more is an arm of `Headers::take`.

use super::template::{Source, Template};
use super::{Origin, Problem};
use crate::domain::funnel::Stage;
use crate::domain::scope::{OfferPattern, Scope};

/// The stages that a template can be for. Nobody writes to `do not contact`.
const STAGES: [Stage; 4] = [Stage::Interest, Stage::Trial, Stage::Acquired, Stage::Other];

/// Reads the text of a file.
///
/// # Errors
/// Everything that is wrong with its form.
pub(crate) fn parse(name: &str, origin: Origin, text: &str) -> Result<Template, Vec<Problem>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut headers = Headers::default();
    let mut problems: Vec<(Option<usize>, String)> = Vec::new();
    let mut body_line = 1;
    for line in text.lines() {
        body_line += 1;
        if line.trim().is_empty() {
            break;
        }
        if let Err(reason) = headers.take(line, body_line - 1) {
            problems.push((Some(body_line - 1), reason));
        }
    }
    let body: String = text.split_inclusive('\n').skip(body_line - 1).collect();
    if headers.subject.is_none() {
        problems.push((None, format!("has no subject; begin it with a line \"{SUBJECT} ...\"")));
    }
    if body.trim().is_empty() {
        problems.push((None, "has no text; write it below an empty line".to_owned()));
    }
    for (index, line) in text.lines().enumerate() {
        if line.chars().any(|c| c.is_control() && c != '\t') {
            problems.push((Some(index + 1), "holds a control character; delete it".to_owned()));
        }
    }
    let template = Template {
        name: name.to_owned(),
        origin,
        key: headers.key,
        scope: Scope {
            stages: headers.stages.unwrap_or_default(),
            offers: headers.offers.unwrap_or_default(),
        },
        language: headers.language,
        subject: headers.subject.unwrap_or(Source { text: String::new(), line: 1 }),
        body: Source { text: kept_line_ends(&body), line: body_line },
    };
    if problems.is_empty() {
        return Ok(template);
    }
    let file = template.file();
    let problem = |(line, reason)| Problem { file: file.clone(), line, reason };
    Err(problems.into_iter().map(problem).collect())
}

const SUBJECT: &str = "Subject:";

/// Keeps the ends of lines that hold words. The engine drops the one behind a tag, which is right
/// for a line of nothing but tags, and would join `{% if company %} at {{ company }}{% endif %}`
/// with the line below. A plus sign in the tag keeps it.
fn kept_line_ends(body: &str) -> String {
    let mut kept = String::with_capacity(body.len());
    for line in body.split_inclusive('\n') {
        let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
        match line.trim_end().strip_suffix("%}") {
            Some(before) if !before.ends_with(['-', '+']) && !is_tags(line) => {
                kept.push_str(before);
                kept.push_str("+%}");
            }
            _ => kept.push_str(line),
        }
        kept.push_str(end);
    }
    kept
}

/// Whether a line holds tags, and nothing but blanks beside them.
fn is_tags(line: &str) -> bool {
    let mut rest = line.trim();
    while let Some(tag) = rest.strip_prefix("{%") {
        match tag.split_once("%}") {
            Some((_, behind)) => rest = behind.trim_start(),
            None => return false,
        }
    }
    rest.is_empty()
}

/// What was read of the header lines.
#[derive(Default)]
struct Headers {
    subject: Option<Source>,
    stages: Option<Vec<Stage>>,
    offers: Option<Vec<OfferPattern>>,
    key: Option<char>,
    language: Option<String>,
}

impl Headers {
    fn take(&mut self, written: &str, line: usize) -> Result<(), String> {
        let Some((name, value)) = written.split_once(':') else {
            return Err("is no header line; write \"Subject: ...\", an empty line, then the text"
                .to_owned());
        };
        let value = value.trim();
        match name.trim().to_lowercase().as_str() {
            "subject" if value.is_empty() => {
                once(&mut self.subject, name, Source { text: String::new(), line })?;
                Err(format!("nothing stands behind \"{SUBJECT}\""))
            }
            "subject" => once(&mut self.subject, name, Source { text: value.to_owned(), line }),
            "for" => once(&mut self.stages, name, stages(value)?),
            "offer" => once(&mut self.offers, name, offers(value)?),
            "key" => once(&mut self.key, name, key(value)?),
            "language" => once(&mut self.language, name, language(value)?),
            _ => Err(format!(
                "{:?} is no header; there are Subject, For, Offer, Key and Language",
                name.trim()
            )),
        }
    }
}

fn once<T>(slot: &mut Option<T>, name: &str, value: T) -> Result<(), String> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(format!("{:?} stands there twice", name.trim())),
    }
}

fn stages(value: &str) -> Result<Vec<Stage>, String> {
    let mut stages = Vec::new();
    for word in value.split([',', ' ']).filter(|word| !word.is_empty()) {
        let stage = STAGES.into_iter().find(|stage| stage.word().eq_ignore_ascii_case(word));
        stages.push(stage.ok_or_else(|| format!("{word:?} is no stage; {}", stage_names()))?);
    }
    if stages.is_empty() {
        Err(format!("no stage is named; {}", stage_names()))
    } else {
        Ok(stages)
    }
}

fn stage_names() -> String {
    format!("there are {}", STAGES.map(Stage::word).join(", "))
}

fn offers(value: &str) -> Result<Vec<OfferPattern>, String> {
    let offers: Vec<OfferPattern> = value.split(',').filter_map(OfferPattern::parse).collect();
    if offers.is_empty() {
        return Err("no offer is named; write it as \"contoso.vpn-*\"".to_owned());
    }
    Ok(offers)
}

fn key(value: &str) -> Result<char, String> {
    let mut letters = value.chars();
    match (letters.next(), letters.next()) {
        (Some(letter @ 'a'..='z'), None) => Ok(letter),
        _ => Err(format!("{value:?} is no key; a key is one letter from a to z")),
    }
}

fn language(value: &str) -> Result<String, String> {
    let is_subtag = |part: &str| {
        (1..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric())
    };
    let primary = value.split('-').next().unwrap_or_default();
    if primary.len() >= 2
        && primary.chars().all(|c| c.is_ascii_alphabetic())
        && value.split('-').all(is_subtag)
    {
        return Ok(value.to_owned());
    }
    Err(format!("{value:?} is no language; write it as \"de\" or \"pt-BR\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_tags_leaves_no_line_and_one_with_words_stays_a_line() {
        for (body, kept) in [
            ("{% if a %}\nx\n{% endif %}\n", "{% if a %}\nx\n{% endif %}\n"),
            (
                "  {% if a %}{% set b = 1 %}  \nx {% endif %}\ny",
                "  {% if a %}{% set b = 1 %}  \nx {% endif +%}\ny",
            ),
            ("{% if a %}x{% endif %} \ny\n", "{% if a %}x{% endif +%}\ny\n"),
            ("x{% if a -%}\ny{% endif -%}\n", "x{% if a -%}\ny{% endif -%}\n"),
            ("%}", "+%}"),
        ] {
            assert_eq!(kept_line_ends(body), kept);
        }
    }
}
