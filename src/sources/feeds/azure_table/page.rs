//! One page of rows to one piece of records.
//!
//! The envelope is read first and each row kept as text, so that a bad row is one reject and the
//! others go on. A body that is no envelope says nothing about any row.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::cursor::Token;
use crate::domain::text::{cut, sanitise};
use crate::domain::time;
use crate::sources::columns::Field;
use crate::sources::contract::{Context, Item};
use crate::sources::feeds::http::Answer;
use crate::sources::feeds::{Place, World};
use crate::sources::read_one::from_json;
use crate::sources::slice::{RECORD_BYTES, reject};

/// The most columns of the screen that a key takes in a place.
const KEY_COLUMNS: usize = 40;
/// The line on which a row begins: each is a text of its own.
const LINE: u64 = 1;

/// One page.
#[derive(Debug)]
pub(super) struct Page {
    /// Its rows, in order.
    pub(super) items: Vec<(Item, Place)>,
    /// Where the next one begins; `None` after the last.
    pub(super) next: Option<Token>,
    /// The latest time of its rows.
    pub(super) newest: Option<DateTime<Utc>>,
    /// When it was here, by our clock.
    pub(super) received_at: DateTime<Utc>,
    /// The time by the server's clock, but never later than ours: a time too late would leave out
    /// rows, a time too early only brings some again.
    pub(super) server_time: Option<DateTime<Utc>>,
}

/// What columns the rows of a page have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) struct Columns {
    /// How many rows there are.
    pub(super) rows: usize,
    /// How many columns, system columns left out.
    pub(super) all: usize,
    /// How many of them mean something to us.
    pub(super) known: usize,
}

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow)]
    value: Vec<&'a RawValue>,
}

/// The system columns of a row.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct System {
    partition_key: Option<String>,
    row_key: Option<String>,
    timestamp: Option<String>,
}

/// Returns whether an answer holds rows.
pub(super) fn is_envelope(answer: &Answer) -> bool {
    serde_json::from_str::<Envelope<'_>>(&text(answer)).is_ok()
}

/// Reads a page; `None` where the answer holds no rows.
pub(super) fn read(answer: &Answer, table: &str, world: &World<'_>) -> Option<Page> {
    let text = text(answer);
    let envelope: Envelope<'_> = serde_json::from_str(&text).ok()?;
    let context =
        Context { feed: world.feed, file: "", received_at: answer.received_at, line: LINE };
    let (mut items, mut newest) = (Vec::with_capacity(envelope.value.len()), None);
    for row in envelope.value {
        let raw = row.get();
        // A row that can not be read is told of below.
        let system: System = serde_json::from_str(raw).unwrap_or_default();
        newest = newest.max(system.timestamp.as_deref().and_then(time::parse));
        let place = place(table, &system);
        if raw.len() > RECORD_BYTES {
            let reject = reject(LINE, "the row is longer than 1 MiB", raw.as_bytes());
            items.push((Item::Reject(reject), place));
            continue;
        }
        for parsed in from_json(raw, &context) {
            let item = match parsed {
                Ok(parsed) => Item::Record(parsed),
                Err(reason) => Item::Reject(reject(LINE, reason, raw.as_bytes())),
            };
            items.push((item, place.clone()));
        }
    }
    let server_time = answer.date().map(|date| date.min(answer.received_at));
    Some(Page { items, next: token(answer), newest, received_at: answer.received_at, server_time })
}

/// Returns what columns the rows of an answer have.
pub(super) fn columns(answer: &Answer) -> Option<Columns> {
    let text = text(answer);
    let envelope: Envelope<'_> = serde_json::from_str(&text).ok()?;
    let mut names: Vec<String> = envelope
        .value
        .iter()
        .filter_map(|row| {
            serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(row.get()).ok()
        })
        .flat_map(|row| row.into_iter().map(|(name, _)| name))
        .filter(|name| {
            !name.contains('@')
                && !name.starts_with("odata.")
                && !["PartitionKey", "RowKey", "Timestamp"].contains(&name.as_str())
        })
        .collect();
    names.sort();
    names.dedup();
    let known = names.iter().filter(|name| Field::of_name(name).is_some()).count();
    Some(Columns { rows: envelope.value.len(), all: names.len(), known })
}

/// Returns where the service goes on. NextRowKey may be missing, and an empty token is none.
pub(super) fn token(answer: &Answer) -> Option<Token> {
    let part = |name| answer.header(name).filter(|part| !part.is_empty()).map(str::to_owned);
    Some(Token {
        partition: part("x-ms-continuation-NextPartitionKey")?,
        row: part("x-ms-continuation-NextRowKey"),
    })
}

/// Returns the body as text; what is no UTF-8 is replaced, and the reader warns of it.
fn text(answer: &Answer) -> Cow<'_, str> {
    let body = answer.body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&answer.body);
    String::from_utf8_lossy(body)
}

fn place(table: &str, system: &System) -> Place {
    let short = |key: &Option<String>| {
        let shown = sanitise(key.as_deref().unwrap_or("?")).into_owned();
        cut(&shown, KEY_COLUMNS).into_owned()
    };
    format!("{table}({},{})", short(&system.partition_key), short(&system.row_key))
}
