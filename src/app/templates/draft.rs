//! A message as it will go out, for the rep's own mail program or editor.
//!
//! Whatever came in, the subject is one line and the text holds no character that steers a
//! terminal or forges a header.

use super::render::LONGEST;
use crate::app::ways::{encoded, mailto, open_uri};
use crate::domain::address::Address;
use crate::domain::text::plain;
use crate::language::Messages;

/// From this length on, in characters, some mail programs do not take a `mailto:` link whole:
/// Outlook and browsers on Windows cut or refuse it a little above. There, copy the text instead.
pub const MAILTO_LIMIT: usize = 2000;

/// A message to one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    to: Option<Address>,
    subject: String,
    body: String,
}

/// Why an edited text is no draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotADraft {
    /// A line above the empty one that is neither of the two headers.
    Header {
        /// The line, from 1.
        line: usize,
    },
    /// A header that stands there twice.
    Twice {
        /// The line, from 1.
        line: usize,
        /// The header.
        name: &'static str,
    },
    /// What stands behind `To:` is not one address.
    To {
        /// The line, from 1.
        line: usize,
    },
    /// There is no subject.
    NoSubject,
    /// There is no text.
    NoBody,
    /// There is too much.
    TooLong,
}

impl NotADraft {
    /// Says what is wrong with the text.
    pub fn says(&self, say: &Messages) -> String {
        match self {
            Self::Header { line } => say.said_draft_header(*line),
            Self::Twice { line, name } => say.said_draft_twice(*line, *name),
            Self::To { line } => say.said_draft_to(*line),
            Self::NoSubject => say.said_draft_no_subject(),
            Self::NoBody => say.said_draft_no_body(),
            Self::TooLong => say.said_draft_too_long(LONGEST / 1024),
        }
    }
}

impl Draft {
    /// Takes what was rendered.
    pub(crate) fn new(to: Option<Address>, subject: &str, body: &str) -> Self {
        Self { to, subject: plain(subject), body: letter(body) }
    }

    /// Returns the address; `None` where the lead has none that a message can be sent to.
    pub fn to(&self) -> Option<&Address> {
        self.to.as_ref()
    }

    /// Returns the subject, one line.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// Returns the text, its lines parted by `\n`.
    pub fn body(&self) -> &str {
        &self.body
    }

    /// Returns the draft as a link that opens it in a mail program (RFC 6068); `None` without an
    /// address. What is longer than [`MAILTO_LIMIT`] not every program takes whole.
    pub fn mailto(&self) -> Option<String> {
        Some(format!(
            "{}?subject={}&body={}",
            mailto(self.to.as_ref()?),
            encoded(&self.subject),
            encoded(&self.body.replace('\n', "\r\n"))
        ))
    }

    /// Returns the draft as it is shown and edited: two headers, an empty line, the text.
    pub fn text(&self) -> String {
        let to = self.to.as_ref().map_or_else(String::new, |to| format!(" {to}"));
        format!("To:{to}\nSubject: {}\n\n{}\n", self.subject, self.body)
    }

    /// Reads back what [`Self::text`] wrote and the rep edited.
    ///
    /// # Errors
    /// What it lacks, in words.
    pub fn from_text(text: &str) -> Result<Self, NotADraft> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut lines = text.lines();
        let (mut to, mut subject) = (None, None);
        for (index, written) in lines.by_ref().enumerate() {
            let line = index + 1;
            if written.trim().is_empty() {
                break;
            }
            let (name, value) = written.split_once(':').ok_or(NotADraft::Header { line })?;
            match name.trim().to_lowercase().as_str() {
                "to" if to.is_some() => return Err(NotADraft::Twice { line, name: "To" }),
                "subject" if subject.is_some() => {
                    return Err(NotADraft::Twice { line, name: "Subject" });
                }
                "to" if value.trim().is_empty() => to = Some(None),
                "to" => to = Some(Some(Address::parse(value).ok_or(NotADraft::To { line })?)),
                "subject" => subject = Some(value),
                _ => return Err(NotADraft::Header { line }),
            }
        }
        let body: Vec<&str> = lines.collect();
        let draft = Self::new(to.flatten(), subject.unwrap_or_default(), &body.join("\n"));
        match &draft {
            Self { subject, .. } if subject.is_empty() => Err(NotADraft::NoSubject),
            Self { body, .. } if body.is_empty() => Err(NotADraft::NoBody),
            Self { subject, body, .. } if subject.len().max(body.len()) > LONGEST => {
                Err(NotADraft::TooLong)
            }
            _ => Ok(draft),
        }
    }
}

/// Why no mail program was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The draft has no address.
    #[error("the draft has no e-mail address")]
    NoAddress,
    /// Nothing on this machine took the link.
    #[error("no mail program took the draft")]
    NoProgram,
}

/// Opens a draft in the program that is set for `mailto:` links. It can take a moment to say that it
/// can not, so a screen calls this from a worker.
///
/// # Errors
/// Where there is no address, or no program.
pub fn open_draft(draft: &Draft) -> Result<(), OpenError> {
    let link = draft.mailto().ok_or(OpenError::NoAddress)?;
    if open_uri(link) { Ok(()) } else { Err(OpenError::NoProgram) }
}

/// Tidies a text of many lines: no control characters, no blanks at a line's end, one empty line
/// where there were more, none at either end.
fn letter(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n");
    let mut letter = String::with_capacity(text.len());
    let mut gap = false;
    for line in text.lines() {
        let line: String = line.replace('\t', " ").chars().filter(|c| !steers(*c)).collect();
        match line.trim_end() {
            "" => gap = true,
            line => {
                if !letter.is_empty() {
                    letter.push_str(if gap { "\n\n" } else { "\n" });
                }
                letter.push_str(line);
                gap = false;
            }
        }
    }
    letter
}

/// Whether a character steers a terminal, or turns the direction of what follows.
fn steers(character: char) -> bool {
    character.is_control() || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests;
