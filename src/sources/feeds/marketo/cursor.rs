//! Where the feed goes on: a paging token for the forms, and one for what changed. A token is a place in time
//! that only the service can read, and stays where there is nothing new.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stream {
    /// Forms that were filled in.
    Forms,
    /// Fields that changed.
    Changes,
}

/// What is kept between two pieces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cursor {
    /// The subscription that it belongs to.
    of: String,
    /// The form.
    form: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    forms: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    changes: Option<String>,
    /// All that happened before is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    known_until: Option<DateTime<Utc>>,
}

impl Cursor {
    /// Reads a cursor. One that is missing, of another subscription or form, or unreadable stands at the
    /// beginning: to read all again does no harm, to leave out a row does.
    pub(super) fn read(from: Option<Value>, of: &str, form: &str) -> Self {
        let start = || Self {
            of: of.to_owned(),
            form: form.to_owned(),
            forms: None,
            changes: None,
            known_until: None,
        };
        from.and_then(|value| serde_json::from_value::<Self>(value).ok())
            .filter(|cursor| cursor.of == of && cursor.form == form)
            .unwrap_or_else(start)
    }

    /// Returns the cursor as it is stored.
    pub(super) fn write(&self) -> Value {
        // Its members are texts and times: nothing that JSON can not hold.
        serde_json::to_value(self).unwrap_or_default()
    }

    /// Returns where a stream goes on; `None` before its beginning.
    pub(super) fn place(&self, stream: Stream) -> Option<String> {
        match stream {
            Stream::Forms => self.forms.clone(),
            Stream::Changes => self.changes.clone(),
        }
    }

    /// Notes where a stream goes on.
    pub(super) fn go_to(&mut self, stream: Stream, token: String) {
        match stream {
            Stream::Forms => self.forms = Some(token),
            Stream::Changes => self.changes = Some(token),
        }
    }

    /// Returns until when all is known, a little early for clocks that differ.
    pub(super) fn known_until(&self) -> Option<DateTime<Utc>> {
        self.known_until.map(|at| at - chrono::TimeDelta::hours(1))
    }

    /// Notes that a pass has come to its end.
    pub(super) fn note_known(&mut self, now: DateTime<Utc>) {
        self.known_until = Some(now);
    }
}
