//! What the CRM feeds have in common: how rows are taken in, as the settings say, and the words for what
//! goes wrong with any service that hands out pages.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::grammar::says;
use super::written::{choice, fields, owners};
use super::{CrmNews, Place, PullError, Sighting, Trouble, Wish};
use crate::domain::record::RecordKey;
use crate::sources::contract::{Context, Item, Parsed};
use crate::sources::forms;
use crate::sources::slice::{RECORD_BYTES, reject};

/// The line on which a row begins: each is a text of its own.
pub(super) const LINE: u64 = 1;
/// How often the same page is taken once more before the service is given up.
pub(super) const REPEATS: u8 = 3;

/// How rows are read, as the settings say.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(super) struct Reading {
    /// Whether leads are taken that nothing marks as the marketplace's.
    pub(super) all: bool,
    /// Whether leads are taken that were closed before we came.
    pub(super) closed: bool,
    /// Whether a status that means "working" counts as a touch.
    pub(super) contacted: bool,
    /// What the CRM calls a colleague, and what our team does.
    pub(super) owners: BTreeMap<String, String>,
    /// What of a lead stands in which column, by the names that the forms know: where it is not the usual one.
    pub(super) fields: BTreeMap<&'static str, String>,
}

impl Reading {
    /// Reads it from the settings: `leads`, `closed`, `contacted`, `owners` and `fields`.
    pub(super) fn of(
        [leads, closed, contacted, named, placed]: [Option<&str>; 5],
        wrong: &mut Vec<String>,
    ) -> Self {
        let mut second = |name, written, words| choice(name, written, words, wrong) == 1;
        let all = second("leads", leads, ["marketplace", "all"]);
        let closed = second("closed", closed, ["skip", "take"]);
        let contacted = second("contacted", contacted, ["status", "touch"]);
        let owners = owners(named.unwrap_or_default(), wrong);
        let fields = fields(placed.unwrap_or_default(), wrong);
        Self { all, closed, contacted, owners, fields }
    }

    /// Returns the usual columns, and those of the settings that are not among them.
    pub(super) fn columns(&self, usual: &str) -> String {
        let mut columns = usual.to_owned();
        for column in self.fields.values() {
            if !usual.split(',').any(|known| known == column) {
                columns.push(',');
                columns.push_str(column);
            }
        }
        columns
    }

    /// Returns what stands in a column of the settings, where it is a text or has a label; `None` where the
    /// settings name no column for it.
    fn placed(&self, raw: &str, field: &str) -> Option<String> {
        let column = self.fields.get(field)?;
        let row: Map<String, Value> = serde_json::from_str(raw).ok()?;
        let label = row.get(&format!("{column}@OData.Community.Display.V1.FormattedValue"));
        label.or_else(|| row.get(column)).and_then(Value::as_str).map(str::to_owned)
    }

    /// Returns whether a column that the settings name says that a lead is the marketplace's.
    pub(super) fn is_marked(&self, raw: &str) -> bool {
        self.placed(raw, "LeadSource").is_some_and(|text| says(&text) > 0)
    }

    /// Puts what stands in columns of the settings in the place of what usually does.
    fn place(&self, raw: &str, object: &mut Map<String, Value>) {
        for field in self.fields.keys() {
            match self.placed(raw, field) {
                Some(text) => drop(object.insert((*field).to_owned(), Value::from(text))),
                None => drop(object.remove(*field)),
            }
        }
    }

    /// Returns what the CRM calls a colleague of ours.
    ///
    /// # Errors
    /// Where the settings do not say that.
    pub(super) fn name_of(&self, owner: &str) -> Result<&str, Trouble> {
        let named = self.owners.iter().find(|(_, ours)| *ours == owner);
        named.map(|(theirs, _)| theirs.as_str()).ok_or_else(|| Trouble {
            why: format!("nobody said who {owner} is there"),
            advice: format!(
                "add `{owner} = ...`, with the name there, to `owners` in the settings of the feed, then `leadclock \
                 outbox retry`"
            ),
        })
    }
}

/// What a page holds.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) items: Vec<(Item, Place)>,
    pub(super) crm: Vec<CrmNews>,
}

impl Read {
    /// Returns whether all of it could be read.
    pub(super) fn is_readable(&self) -> bool {
        self.items.iter().all(|(item, _)| matches!(item, Item::Record(_)))
    }

    /// Keeps a row that can not be read.
    pub(super) fn refuse(&mut self, place: Place, reason: impl Into<String>, raw: &str) {
        self.items.push((Item::Reject(reject(LINE, reason.into(), raw.as_bytes())), place));
    }

    /// Takes a row in, by the names that the forms know, and what the CRM made of it.
    pub(super) fn take(
        &mut self,
        place: Place,
        raw: &str,
        mut object: Map<String, Value>,
        reading: &Reading,
        context: &Context<'_>,
        sighting: Sighting,
    ) {
        reading.place(raw, &mut object);
        let only_if_known = sighting.counterpart.status.is_closed() && !reading.closed;
        self.take_named(place, raw, &object, context, None, (sighting, only_if_known));
    }

    /// Takes a row in that bears another name than its own fields tell.
    pub(super) fn take_named(
        &mut self,
        place: Place,
        raw: &str,
        object: &Map<String, Value>,
        context: &Context<'_>,
        key: Option<RecordKey<'_>>,
        (sighting, only_if_known): (Sighting, bool),
    ) {
        if raw.len() > RECORD_BYTES {
            return self.refuse(place, "the row is longer than 1 MiB", raw);
        }
        match forms::from_object(object, raw, context) {
            Ok(mut parsed) => {
                if let Some(key) = key {
                    parsed.record.id = key.id(&parsed.record);
                }
                let record = parsed.record.id;
                self.crm.push(CrmNews::Seen { sighting, record, only_if_known });
                self.items.push((Item::Record(Parsed { raw: raw.to_owned(), ..parsed }), place));
            }
            Err(reason) => self.refuse(place, reason, raw),
        }
    }
}

/// Puts the fields of a row under the names that the forms know.
pub(super) fn object<const N: usize>(fields: [(&str, Option<&str>); N]) -> Map<String, Value> {
    let given = fields.into_iter();
    given.filter_map(|(name, value)| Some((name.to_owned(), Value::from(value?)))).collect()
}

/// Returns a lead as it was seen last: nothing of it is to be written.
pub(super) fn as_seen(wish: &Wish<'_>) -> Sighting {
    Sighting {
        id: wish.id.to_owned(),
        version: wish.version.to_owned(),
        counterpart: wish.have.clone(),
        changed_at: None,
    }
}

/// Returns an error's word, where it is one that may be repeated; else the status.
pub(super) fn word(error: &str, status: u16) -> String {
    let is_word = |letter: char| letter.is_ascii_lowercase() || letter == '_';
    match error {
        error if !error.is_empty() && error.len() <= 40 && error.chars().all(is_word) => {
            error.to_owned()
        }
        _ => status.to_string(),
    }
}

/// Returns a status with the code of an error, where there is one.
pub(super) fn coded(status: u16, code: &str) -> String {
    if code.is_empty() { status.to_string() } else { format!("{status} {code}") }
}

/// A name that no user bears, or several do: nobody is meant.
pub(super) fn no_user(name: &str) -> Trouble {
    Trouble {
        why: format!("there is no one active user named {name:?}"),
        advice: "correct `owners` in the settings of the feed, then `leadclock outbox retry`"
            .to_owned(),
    }
}

/// A service that does not know its own links any more.
pub(super) fn forgotten() -> PullError {
    passing("the service does not go on where it said it would")
}

/// A service that does not come to an end.
pub(super) fn going_round() -> PullError {
    passing("the service hands out the same page again and again")
}

/// A sign-in service that says nothing that can be read.
pub(super) fn no_token() -> PullError {
    passing("the sign-in service gave no token and no reason")
}

fn passing(why: &str) -> PullError {
    PullError::Unreachable { why: why.to_owned(), advice: String::new(), wait: None }
}

/// A page that is larger than we take.
pub(super) fn too_large(rows: u16) -> PullError {
    PullError::Refused {
        why: format!("{rows} leads are more than 32 MiB"),
        advice: "look at what fills the descriptions of the leads".to_owned(),
    }
}
