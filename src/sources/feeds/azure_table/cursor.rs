//! Where the feed goes on.
//!
//! Rows come in the order of their keys, not of their time. So a pass that has begun is gone on
//! with under the very question it began with, until its last page; only then is there a time
//! before which nothing is new.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What is kept between two pieces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cursor {
    /// The account and the table that it belongs to.
    of: String,
    /// All that was written before is known; `None` before the first pass has ended.
    pub(super) since: Option<DateTime<Utc>>,
    /// The pass that is under way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) pass: Option<Pass>,
}

/// One walk over all rows that are new.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Pass {
    /// Rows written later are asked for; `None` asks for all.
    pub(super) after: Option<DateTime<Utc>>,
    /// When it began, by the server's clock, where that said so.
    pub(super) started: Option<DateTime<Utc>>,
    /// When its first answer was here, by our clock.
    #[serde(default)]
    pub(super) reached_us: Option<DateTime<Utc>>,
    /// The latest time of a row so far.
    pub(super) newest: Option<DateTime<Utc>>,
    /// Where it goes on; `None` before its first page.
    pub(super) next: Option<Token>,
}

/// Where the service goes on, in its own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Token {
    /// NextPartitionKey.
    pub(super) partition: String,
    /// NextRowKey, which may be missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) row: Option<String>,
}

impl Cursor {
    /// Reads a cursor. One that is missing, of another table, or unreadable stands before the
    /// first row: to read all again does no harm, to leave out a row does.
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

    /// Begins a pass, so far behind the last one.
    pub(super) fn begin(&self, overlap: TimeDelta) -> Pass {
        let after = self.since.and_then(|since| since.checked_sub_signed(overlap));
        Pass { after, ..Pass::default() }
    }

    /// Notes that a pass goes on, or that it has ended.
    pub(super) fn advance(&mut self, pass: &Pass) {
        if pass.next.is_some() {
            self.pass = Some(pass.clone());
            return;
        }
        // The time of its first answer, not that of its latest row: a row that is written while
        // the pass runs, behind the key where it stands, was not seen by it, yet is older than
        // rows that were. Where the server does not say its time, ours is as good, but no later
        // than what the server wrote on its rows: ours may be wrong.
        let known = pass.newest.map(|newest| newest.min(pass.reached_us.unwrap_or(newest)));
        self.since = pass.started.or(known).or(self.since);
        self.pass = None;
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn at(text: &str) -> Option<DateTime<Utc>> {
        Some(text.parse().expect("a time"))
    }

    #[test]
    fn a_cursor_reads_back_as_it_was_written() {
        let token = Token { partition: "1!8!cDE-".to_owned(), row: None };
        let pass = Pass {
            after: at("2025-01-06T09:20:00.1234567Z"),
            started: at("2025-01-06T10:00:00Z"),
            reached_us: None,
            newest: None,
            next: Some(token),
        };
        let since = at("2025-01-06T09:30:00.1234567Z");
        let cursor = Cursor { of: "a/t".to_owned(), since, pass: Some(pass) };
        assert_eq!(Cursor::read(Some(cursor.write()), "a/t"), cursor);
    }

    #[test]
    fn a_cursor_that_can_not_be_read_stands_at_the_start() {
        let start = Cursor { of: "a/t".to_owned(), since: None, pass: None };
        for value in [
            None,
            Some(json!(null)),
            Some(json!("2025-01-06")),
            Some(json!({"of": "a/t", "since": "soon"})),
            Some(json!({"of": "a/t", "since": null, "pass": {"next": 3}})),
            Some(json!({"of": "a/other", "since": "2025-01-06T09:30:00Z"})),
        ] {
            assert_eq!(Cursor::read(value.clone(), "a/t"), start, "{value:?}");
        }
    }

    #[test]
    fn a_pass_ends_at_the_time_of_its_first_answer() {
        let mut cursor = Cursor::read(None, "a/t");
        let mut pass = cursor.begin(TimeDelta::minutes(10));
        assert_eq!(pass.after, None, "the first pass asks for all");
        (pass.started, pass.newest) = (at("2025-01-06T10:00:00Z"), at("2025-01-06T10:05:00Z"));
        cursor.advance(&pass);
        assert_eq!(cursor.since, at("2025-01-06T10:00:00Z"));
        assert_eq!(cursor.begin(TimeDelta::minutes(10)).after, at("2025-01-06T09:50:00Z"));

        pass.started = None;
        cursor.advance(&pass);
        assert_eq!(cursor.since, at("2025-01-06T10:05:00Z"), "without a date, the latest row");
        pass.reached_us = at("2025-01-06T10:01:00Z");
        cursor.advance(&pass);
        assert_eq!(cursor.since, at("2025-01-06T10:01:00Z"), "but no later than it began");
        cursor.advance(&Pass::default());
        assert_eq!(cursor.since, at("2025-01-06T10:01:00Z"), "with neither, as before");
    }
}
