//! Where the feed goes on: a time, behind which the next pass begins a little early; and the next page of
//! a pass that has begun.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::sources::feeds::crm::Read;
use crate::sources::feeds::page::{Page, Pass};

/// What is kept between two pieces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cursor {
    /// The organisation that it belongs to.
    of: String,
    /// All that was changed before is known; `None` before the first pass has ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    since: Option<DateTime<Utc>>,
    /// The pass that is under way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pass: Option<Pass>,
}

/// What is asked next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Question {
    /// Rows that were changed since a time; `None` is all.
    Since(Option<DateTime<Utc>>),
    /// Some rows, those that changed last first.
    Newest,
    /// The next page of a pass.
    Link(String),
}

impl Question {
    /// Returns the page that is asked for, where it is one that the service named.
    pub(super) fn link(&self) -> Option<&str> {
        match self {
            Self::Link(path) => Some(path),
            Self::Since(_) | Self::Newest => None,
        }
    }
}

impl Cursor {
    /// Reads a cursor. One that is missing, of another organisation, or unreadable stands before the first
    /// row: to read all again does no harm, to leave out a row does.
    pub(super) fn read(from: Option<Value>, of: &str) -> Self {
        from.and_then(|value| serde_json::from_value::<Self>(value).ok())
            .filter(|cursor| cursor.of == of)
            .unwrap_or_else(|| Self { of: of.to_owned(), since: None, pass: None })
    }

    /// Returns the cursor as it is stored.
    pub(super) fn write(&self) -> Value {
        // Its members are texts and times: nothing that JSON can not hold.
        serde_json::to_value(self).unwrap_or_default()
    }

    /// Returns what is to be asked next.
    pub(super) fn question(&self, overlap: TimeDelta) -> Question {
        match &self.pass {
            Some(pass) => Question::Link(pass.next.clone()),
            None => Question::Since(self.since.and_then(|since| since.checked_sub_signed(overlap))),
        }
    }

    /// Forgets the pass that is under way: its pages are kept for two days only.
    pub(super) fn begin_again(&mut self) {
        self.pass = None;
    }

    /// Notes that a page is here, of what was asked, and what was read of it.
    pub(super) fn advance(&mut self, question: &Question, page: &Page, read: &mut Read) {
        let under_way = self.pass.take().filter(|_| question.link().is_some());
        let (pass, started) =
            Pass::walk(under_way.as_ref(), *question == Question::Since(None), page, read);
        self.pass = pass;
        if self.pass.is_none() {
            self.since = started.or(self.since);
        }
    }
}
