//! Where the feed goes on.
//!
//! With change tracking that is a link of the service's own; without, a time, behind which the next pass
//! begins a little early. A pass that has begun is gone on with at its next page.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Changes;
use crate::sources::feeds::crm::Read;
use crate::sources::feeds::page::{Page, Pass};

/// What is kept between two pieces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cursor {
    /// The organisation that it belongs to.
    of: String,
    /// Where the service tells what changed; `None` before the first pass has ended, or by time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    delta: Option<String>,
    /// All that was changed before is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    since: Option<DateTime<Utc>>,
    /// The service did not let us track changes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    by_time: bool,
    /// The pass that is under way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pass: Option<Pass>,
}

/// What is asked next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Question {
    /// All rows, and to be told from then on what changes.
    Tracked,
    /// Rows that were changed since a time; `None` is all.
    Since(Option<DateTime<Utc>>),
    /// Some rows, those that changed last first.
    Newest,
    /// A link that the service gave.
    Link(String),
}

impl Cursor {
    /// Reads a cursor. One that is missing, of another organisation, or unreadable stands before the
    /// first row: to read all again does no harm, to leave out a row does.
    pub(super) fn read(from: Option<Value>, of: &str) -> Self {
        let mut cursor = from
            .and_then(|value| serde_json::from_value::<Self>(value).ok())
            .filter(|cursor| cursor.of == of)
            .unwrap_or_else(|| Self {
                of: of.to_owned(),
                delta: None,
                since: None,
                by_time: false,
                pass: None,
            });
        // The token goes nowhere else, even where the file was written by another hand.
        let is_ours = |link: &String| is_of(link, of);
        cursor.delta = cursor.delta.filter(is_ours);
        cursor.pass = cursor.pass.filter(|pass| is_of(&pass.next, of));
        cursor
    }

    /// Returns the cursor as it is stored.
    pub(super) fn write(&self) -> Value {
        // Its members are texts and times: nothing that JSON can not hold.
        serde_json::to_value(self).unwrap_or_default()
    }

    /// Returns what is to be asked next.
    pub(super) fn question(&self, changes: Changes, overlap: TimeDelta) -> Question {
        let by_time = changes == Changes::ByTime || changes == Changes::Either && self.by_time;
        match (&self.pass, &self.delta) {
            (Some(pass), _) => Question::Link(pass.next.clone()),
            (None, Some(delta)) if !by_time => Question::Link(delta.clone()),
            (None, _) if by_time => {
                Question::Since(self.since.and_then(|since| since.checked_sub_signed(overlap)))
            }
            (None, _) => Question::Tracked,
        }
    }

    /// Goes by time from now on: changes are not tracked for us.
    pub(super) fn go_by_time(&mut self) {
        self.by_time = true;
        self.begin_again();
    }

    /// Forgets the service's links. What is by time goes on where it was.
    pub(super) fn begin_again(&mut self) {
        (self.delta, self.pass) = (None, None);
    }

    /// Notes that a page is here, of what was asked, and what was read of it.
    pub(super) fn advance(&mut self, question: &Question, page: &Page, read: &mut Read) {
        let under_way = self.pass.take().filter(|_| matches!(question, Question::Link(_)));
        let is_whole = matches!(question, Question::Tracked | Question::Since(None));
        let (pass, started) = Pass::walk(under_way.as_ref(), is_whole, page, read);
        self.pass = pass;
        if self.pass.is_none() {
            self.since = started.or(self.since);
            self.delta.clone_from(&page.delta);
        }
    }
}

/// Returns whether a link leads to the organisation at `url`.
pub(super) fn is_of(link: &str, url: &str) -> bool {
    link.strip_prefix(url).is_some_and(|rest| rest.starts_with('/'))
}
