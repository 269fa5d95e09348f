//! Taking in what is sent to us: each delivery is stored before it is answered.
//!
//! The marketplace's sender gives a delivery neither a number nor a time, and it is documented
//! nowhere whether it repeats one that it takes for lost. So a content that was here within
//! [`WINDOW`] is the same delivery, and a later one is the same person asking again.

use std::ops::ControlFlow;

use chrono::{DateTime, TimeDelta, Utc};

use super::take::{Report, Tally, Whence, take_in};
use crate::domain::ids::RecordId;
use crate::domain::practice::Practice;
use crate::domain::record::{LeadRecord, RecordKey};
use crate::sources::{self, Format, Item, ReadOptions, SourceError};
use crate::store::rejects::{KeptReject, Rejected};
use crate::store::write::Writer;
use crate::store::{Store, StoreError};

/// For how long the same content is the same delivery.
pub const WINDOW: TimeDelta = TimeDelta::minutes(10);

/// Said of a body that can be read, and in which nothing is known to belong to a lead.
const NO_LEAD: &str = "it holds no lead";

/// Something that was sent to us by whoever knows the secret of a feed.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// The feed whose secret it came with.
    pub feed: String,
    /// The body, as it came.
    pub body: Vec<u8>,
    /// Why its body is not to be read (it is compressed, say), but kept; `None` where it is read.
    pub unreadable: Option<String>,
    /// When it came.
    pub received_at: DateTime<Utc>,
}

/// What became of a delivery; all of it is on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Receipt {
    /// It was read.
    Taken {
        /// How many records of it are new.
        added: u64,
        /// How many were here already.
        repeated: u64,
    },
    /// Nothing of it could be read, and it is kept in the quarantine.
    Unreadable {
        /// Why, in words that repeat nothing of it.
        reason: String,
    },
}

/// Stores deliveries in one transaction, and returns what became of each, in their order.
///
/// # Errors
/// Where nothing of all of them was stored.
pub fn receive(
    store: &mut Store,
    deliveries: &[Delivery],
    practice: &Practice,
) -> Result<Vec<Receipt>, StoreError> {
    store.write(|writer| {
        deliveries.iter().map(|delivery| receive_one(writer, delivery, practice)).collect()
    })
}

fn receive_one(
    writer: &mut Writer<'_>,
    delivery: &Delivery,
    practice: &Practice,
) -> Result<Receipt, StoreError> {
    let Delivery { feed, body, received_at, .. } = delivery;
    let read = match &delivery.unreadable {
        Some(reason) => Err(reason.clone()),
        None => read(feed, body, *received_at),
    };
    let items = match read {
        Ok(items) => items,
        Err(reason) => {
            quarantine(writer, delivery, &reason)?;
            return Ok(Receipt::Unreadable { reason });
        }
    };
    let whence = Whence { feed, place: "", now: *received_at, practice };
    let mut tally = Tally::default();
    for item in items {
        take_in_once(writer, item, &whence, &mut tally)?;
    }
    let report = tally.report();
    if !report.rejected.is_empty() {
        writer.cap_rejects(feed, *received_at)?;
    }
    Ok(Receipt::Taken { added: report.added, repeated: report.unchanged })
}

/// Reads a body. The error says why it holds no record at all.
fn read(feed: &str, body: &[u8], received_at: DateTime<Utc>) -> Result<Vec<Item>, String> {
    let options = ReadOptions {
        feed: feed.to_owned(),
        file: String::new(),
        format: Format::Auto,
        received_at,
    };
    let mut items = Vec::new();
    sources::read(body, &options, &mut |item| {
        items.push(item);
        ControlFlow::Continue(())
    })
    .map_err(|error| match error {
        SourceError::NothingKnown => NO_LEAD.to_owned(),
        error => error.to_string(),
    })?;
    if items.iter().any(|item| matches!(item, Item::Record(_))) {
        return Ok(items);
    }
    Err(match items.into_iter().next() {
        Some(Item::Reject(reject)) => reject.reason,
        _ => NO_LEAD.to_owned(),
    })
}

/// Takes an item in, unless it is a repetition of a delivery that was here a moment ago.
fn take_in_once(
    writer: &mut Writer<'_>,
    item: Item,
    whence: &Whence<'_>,
    tally: &mut Tally,
) -> Result<(), StoreError> {
    let Item::Record(mut parsed) = item else { return take_in(writer, item, whence, tally) };
    if is_named_by_content(&parsed.record) {
        parsed.record.id = name_of_asking(writer, &parsed.record)?;
    }
    take_in(writer, Item::Record(parsed), whence, tally)
}

fn is_named_by_content(record: &LeadRecord) -> bool {
    record.id == RecordKey::Content.id(record)
}

/// Returns the name of this asking: that of an earlier one within the window, else a new one that
/// follows from the content and how often it was asked before.
fn name_of_asking(writer: &Writer<'_>, record: &LeadRecord) -> Result<RecordId, StoreError> {
    let content = record.id.to_string();
    let mut id = record.id;
    let mut times = 0_u64;
    while let Some(at) = writer.received_at(id)? {
        if (record.received_at - at).abs() < WINDOW {
            break;
        }
        times += 1;
        id = RecordId::derive("asked again", [content.as_str(), &times.to_string()]);
    }
    Ok(id)
}

fn quarantine(
    writer: &mut Writer<'_>,
    delivery: &Delivery,
    reason: &str,
) -> Result<(), StoreError> {
    let Delivery { feed, body, received_at: at, .. } = delivery;
    if body.is_empty() {
        return Ok(());
    }
    let raw = String::from_utf8_lossy(body);
    // SQLite ends a text at a NUL here and there, and what was replaced is lost.
    let is_faithful = std::str::from_utf8(body).is_ok_and(|text| !text.contains('\0'));
    let bytes = (!is_faithful).then_some(body.as_slice());
    writer.keep_reject(&Rejected {
        feed,
        place: "",
        line: 1,
        reason,
        raw: &raw,
        bytes,
        at: *at,
    })?;
    writer.cap_rejects(feed, *at)
}

/// Reads again what could not be read when it came, under the time at which it came, and lets go of
/// what can be read now. Rows of files are not among it: import the file again.
///
/// # Errors
/// Where nothing was changed.
pub fn retry(store: &mut Store, practice: &Practice) -> Result<Report, StoreError> {
    let kept = store.rejects(usize::MAX)?;
    let mut tally = Tally::default();
    store.write(|writer| {
        for reject in kept.iter().filter(|reject| is_whole(reject)) {
            tally.begin(&reject.feed);
            retry_one(writer, reject, practice, &mut tally)?;
        }
        Ok::<_, StoreError>(())
    })?;
    tally.settle(store.has_links()?, |key| store.standing(key))?;
    Ok(tally.report())
}

/// Returns whether a reject makes sense by itself, without the header of its file.
fn is_whole(reject: &KeptReject) -> bool {
    reject.place.is_empty() || reject.bytes.trim_ascii_start().starts_with(b"{")
}

fn retry_one(
    writer: &mut Writer<'_>,
    reject: &KeptReject,
    practice: &Practice,
    tally: &mut Tally,
) -> Result<(), StoreError> {
    let whence = Whence { feed: &reject.feed, place: &reject.place, now: reject.at, practice };
    let items = match read(&reject.feed, &reject.bytes, reject.at) {
        Ok(items) if !items.iter().any(|item| matches!(item, Item::Reject(_))) => items,
        Ok(_) => {
            tally.still_rejected(&reject.reason);
            return Ok(());
        }
        Err(reason) => {
            tally.still_rejected(&reason);
            return Ok(());
        }
    };
    for item in items {
        take_in_once(writer, item, &whence, tally)?;
    }
    writer.let_go_of_reject(&reject.id)
}

#[cfg(test)]
mod tests;
