//! The outbox: what CRMs are still to be told of what was decided here.
//!
//! An entry is made in the transaction of its decision, so neither can be without the other. It names
//! what the decision is about; what is sent is how that stands when it is sent. Entries of a lead are
//! sent together and in order. A refused one waits for a person.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Row, params};

use super::counterparts;
use super::error::StoreError;
use super::log::millis;
use super::open::Store;
use super::row::LeadKey;
use crate::domain::counterpart::{Counterpart, Part, Takes};
use crate::domain::event::Event;
use crate::domain::ids::RecordId;

/// The first schema that knows the outbox; an older file can be here where it can only be read.
const FIRST_SCHEMA_WITH_OUTBOX: i64 = 8;

/// All that one CRM is to be told of one lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// The CRM's own id of the lead.
    pub id: String,
    /// The record that stands for it here.
    pub record: RecordId,
    /// The version that was seen last.
    pub version: String,
    /// What the CRM said then.
    pub before: Counterpart,
    /// Whether the CRM deleted it.
    pub is_gone: bool,
    /// The number of the last entry.
    pub last: i64,
    /// What the entries are about.
    pub parts: BTreeSet<Part>,
}

/// How far an entry has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Delivery {
    /// The CRM knows.
    Sent,
    /// The CRM decided later, or we did.
    Overtaken,
    /// The CRM deleted the lead, and was to be told nothing.
    Gone,
    /// The CRM is to be told.
    Waiting,
    /// The CRM does not take it.
    Refused,
}

impl Delivery {
    const fn word(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Overtaken => "overtaken",
            Self::Gone => "gone",
            Self::Waiting => "waiting",
            Self::Refused => "refused",
        }
    }

    fn of_word(word: &str) -> Self {
        match word {
            "sent" => Self::Sent,
            "overtaken" => Self::Overtaken,
            "refused" => Self::Refused,
            _ => Self::Waiting,
        }
    }
}

/// How it stands between a lead and one CRM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posted {
    /// The feed.
    pub feed: String,
    /// How far the entry has come that is furthest behind; of those the last.
    pub delivery: Delivery,
    /// Since when.
    pub at: DateTime<Utc>,
    /// Why it was refused.
    pub why: Option<String>,
    /// What to do about it.
    pub advice: Option<String>,
}

/// How many entries of a feed are not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Unsent {
    /// Those that wait.
    pub waiting: u64,
    /// Those that were refused.
    pub refused: u64,
}

/// A refused entry, for whoever is to look at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The lead.
    pub lead: LeadKey,
    /// When.
    pub at: DateTime<Utc>,
    /// Why.
    pub why: String,
    /// What to do about it.
    pub advice: String,
}

impl Store {
    /// Names the feeds that are told what is decided from now on, and of which parts each is.
    pub fn write_back_to(&mut self, feeds: impl IntoIterator<Item = (String, Takes)>) {
        self.outlets = feeds.into_iter().collect();
    }

    fn has_outbox(&self) -> bool {
        self.schema >= FIRST_SCHEMA_WITH_OUTBOX
    }

    /// Returns what a CRM is to be told next, of as many leads as are wanted, each once; and the number of the
    /// last entry that was looked at, behind which the next ones stand.
    ///
    /// # Errors
    /// Those of the file, as of all below.
    pub fn next_packages(
        &self,
        feed: &str,
        after: i64,
        wanted: usize,
    ) -> Result<(Vec<Package>, i64), StoreError> {
        if !self.has_outbox() {
            return Ok((Vec::new(), after));
        }
        let mut statement = self.connection.prepare_cached(
            "SELECT number, id FROM outbox WHERE feed = ?1 AND state = 'waiting' AND number > ?2
             ORDER BY number",
        )?;
        let mut rows = statement.query(params![feed, after])?;
        let (mut ids, mut last) = (Vec::<String>::new(), after);
        while let Some(row) = rows.next()? {
            let id = row.get(1)?;
            if !ids.contains(&id) {
                if ids.len() == wanted {
                    break;
                }
                ids.push(id);
            }
            last = row.get(0)?;
        }
        let packages = ids.iter().filter_map(|id| self.package(feed, id).transpose());
        Ok((packages.collect::<Result<_, _>>()?, last))
    }

    /// Returns what a CRM is to be told of one of its leads; `None` where that is nothing.
    pub fn package(&self, feed: &str, id: &str) -> Result<Option<Package>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT number, parts FROM outbox WHERE feed = ?1 AND id = ?2 AND state = 'waiting'
             ORDER BY number",
        )?;
        let entries = statement
            .query_map([feed, id], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<Vec<(i64, String)>>>()?;
        let Some((last, _)) = entries.last() else { return Ok(None) };
        let Some(seen) = counterparts::seen(&self.connection, feed, id)? else { return Ok(None) };
        Ok(Some(Package {
            id: id.to_owned(),
            record: seen.record,
            version: seen.version,
            before: seen.state,
            is_gone: seen.is_gone,
            last: *last,
            parts: entries.iter().flat_map(|(_, words)| parts_of(words)).collect(),
        }))
    }

    /// Returns how many entries of a feed are not sent.
    pub fn unsent(&self, feed: &str) -> Result<Unsent, StoreError> {
        if !self.has_outbox() {
            return Ok(Unsent::default());
        }
        let count = |state: &str| {
            self.connection
                .prepare_cached("SELECT count(*) FROM outbox WHERE feed = ?1 AND state = ?2 AND state IN ('waiting', 'refused')")?
                .query_row([feed, state], |row| row.get(0))
        };
        Ok(Unsent { waiting: count("waiting")?, refused: count("refused")? })
    }

    /// Returns the leads of which something is not sent, and how it stands with the worst of it; at
    /// most so many.
    pub fn unsent_leads(&self, most: usize) -> Result<Vec<(LeadKey, Delivery)>, StoreError> {
        if !self.has_outbox() {
            return Ok(Vec::new());
        }
        let mut statement = self.connection.prepare_cached(
            "SELECT ifnull(members.lead, records.key), min(state)
             FROM outbox JOIN records ON records.id = outbox.record
                 LEFT JOIN members ON members.record = records.key
             WHERE state IN ('waiting', 'refused') GROUP BY 1 ORDER BY min(number) LIMIT ?1",
        )?;
        let limit = i64::try_from(most).unwrap_or(i64::MAX);
        let leads = statement.query_map([limit], |row| {
            Ok((LeadKey(row.get(0)?), Delivery::of_word(&row.get::<_, String>(1)?)))
        })?;
        Ok(leads.collect::<rusqlite::Result<_>>()?)
    }

    /// Returns how it stands between the records of a lead and each CRM that knows them.
    pub(super) fn posted(&self, records: &[RecordId]) -> Result<Vec<Posted>, StoreError> {
        if !self.has_outbox() {
            return Ok(Vec::new());
        }
        let mut posted: Vec<Posted> = Vec::new();
        for record in records {
            let mut statement = self.connection.prepare_cached(
                "SELECT feed, state, ifnull(told_at, queued_at), why, advice FROM outbox
                 WHERE record = ?1 ORDER BY number",
            )?;
            for entry in statement.query_map([record.as_bytes()], read_posted)? {
                let entry = entry?;
                add(&mut posted, entry);
            }
            for (feed, at) in counterparts::gone(&self.connection, *record)? {
                add(
                    &mut posted,
                    Posted { feed, delivery: Delivery::Gone, at, why: None, advice: None },
                );
            }
        }
        Ok(posted)
    }

    /// Returns the leads of which a CRM refused something, the latest first; at most so many.
    pub fn refused(&self, feed: &str, most: usize) -> Result<Vec<Refused>, StoreError> {
        if !self.has_outbox() {
            return Ok(Vec::new());
        }
        let mut statement = self.connection.prepare_cached(
            "SELECT ifnull(members.lead, records.key), max(ifnull(told_at, queued_at)), why, advice
             FROM outbox JOIN records ON records.id = outbox.record
                 LEFT JOIN members ON members.record = records.key
             WHERE feed = ?1 AND state = 'refused'
             GROUP BY outbox.id ORDER BY max(number) DESC LIMIT ?2",
        )?;
        let limit = i64::try_from(most).unwrap_or(i64::MAX);
        let refused = statement.query_map(params![feed, limit], |row| {
            let text = |text: Option<String>| text.unwrap_or_default();
            Ok(Refused {
                lead: LeadKey(row.get(0)?),
                at: millis(row.get(1)?),
                why: text(row.get(2)?),
                advice: text(row.get(3)?),
            })
        })?;
        Ok(refused.collect::<rusqlite::Result<_>>()?)
    }
}

/// Keeps of each feed what is furthest behind, and of that the last.
fn add(posted: &mut Vec<Posted>, entry: Posted) {
    match posted.iter_mut().find(|known| known.feed == entry.feed) {
        Some(known) if known.delivery > entry.delivery => {}
        Some(known) => *known = entry,
        None => posted.push(entry),
    }
}

fn read_posted(row: &Row<'_>) -> rusqlite::Result<Posted> {
    let state: String = row.get(1)?;
    Ok(Posted {
        feed: row.get(0)?,
        delivery: Delivery::of_word(&state),
        at: millis(row.get(2)?),
        why: row.get(3)?,
        advice: row.get(4)?,
    })
}

fn parts_of(words: &str) -> impl Iterator<Item = Part> {
    words.split(' ').filter_map(Part::of_word)
}

/// Puts a decision into the outbox, for each CRM that knows one of the records and is to be told. Who
/// decided it is not told of it.
pub(super) fn post(
    connection: &Connection,
    outlets: &BTreeMap<String, Takes>,
    records: &[RecordId],
    event: &Event,
    parts: &[Part],
) -> Result<(), StoreError> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO outbox (feed, id, record, event, parts, queued_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT DO NOTHING",
    )?;
    for record in records {
        for (feed, id) in counterparts::of_record(connection, *record)? {
            let Some(takes) = outlets.get(&feed).filter(|_| feed != event.actor) else { continue };
            let words: Vec<String> =
                parts.iter().filter(|part| takes.holds(part)).map(Part::word).collect();
            if !words.is_empty() {
                insert.execute(params![
                    feed,
                    id,
                    record.as_bytes(),
                    event.id.0.as_bytes(),
                    words.join(" "),
                    event.at.timestamp_millis()
                ])?;
            }
        }
    }
    Ok(())
}

/// Returns the parts of a CRM's lead that wait to be sent, and were decided about after a moment
/// (`true`) or not.
pub(super) fn waiting(
    connection: &Connection,
    feed: &str,
    id: &str,
    after: DateTime<Utc>,
) -> Result<Vec<(Part, bool)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT parts, queued_at > ?3 FROM outbox WHERE feed = ?1 AND id = ?2 AND state = 'waiting'",
    )?;
    let rows = statement
        .query_map(params![feed, id, after.timestamp_millis()], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect::<rusqlite::Result<Vec<(String, bool)>>>()?;
    let each = |(words, later): &(String, bool)| {
        parts_of(words).map(|part| (part, *later)).collect::<Vec<_>>()
    };
    Ok(rows.iter().flat_map(each).collect())
}

/// Notes that a CRM's own later word goes before what waits about these parts: an entry about nothing
/// else is overtaken, another one goes on without them.
pub(super) fn overtake(
    connection: &Connection,
    feed: &str,
    id: &str,
    gone: &[Part],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    settle(connection, (feed, id), Delivery::Waiting, i64::MAX, |part| gone.contains(part), now)
}

/// Notes that a CRM knows all that stood in the outbox up to a number, and that what it refused before
/// of the same parts is settled by that.
pub(super) fn note_sent(
    connection: &Connection,
    feed: &str,
    id: &str,
    last: i64,
    parts: &BTreeSet<Part>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE outbox SET state = 'sent', told_at = ?4, why = NULL, advice = NULL
             WHERE feed = ?1 AND id = ?2 AND number <= ?3 AND state = 'waiting'",
        )?
        .execute(params![feed, id, last, now.timestamp_millis()])?;
    settle(connection, (feed, id), Delivery::Refused, last, |part| parts.contains(part), now)
}

/// Notes that of the parts that a CRM did not take some stand there all the same.
pub(super) fn settle_refused(
    connection: &Connection,
    feed: &str,
    id: &str,
    stands: impl Fn(&Part) -> bool,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    settle(connection, (feed, id), Delivery::Refused, i64::MAX, stands, now)
}

/// Takes parts out of the entries of a CRM's lead that are in a state; whatever is left with none is
/// overtaken.
fn settle(
    connection: &Connection,
    (feed, id): (&str, &str),
    state: Delivery,
    last: i64,
    is_gone: impl Fn(&Part) -> bool,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT number, parts FROM outbox WHERE feed = ?1 AND id = ?2 AND state = ?3 AND number <= ?4",
    )?;
    let entries = statement
        .query_map(params![feed, id, state.word(), last], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<Vec<(i64, String)>>>()?;
    for (number, words) in entries {
        let left: Vec<String> =
            parts_of(&words).filter(|part| !is_gone(part)).map(|part| part.word()).collect();
        if left.is_empty() {
            connection
                .prepare_cached("UPDATE outbox SET state = ?2, told_at = ?3 WHERE number = ?1")?
                .execute(params![number, Delivery::Overtaken.word(), now.timestamp_millis()])?;
        } else {
            connection
                .prepare_cached("UPDATE outbox SET parts = ?2 WHERE number = ?1")?
                .execute(params![number, left.join(" ")])?;
        }
    }
    Ok(())
}

/// Notes that a CRM does not take what stood in the outbox up to a number.
pub(super) fn note_refused(
    connection: &Connection,
    feed: &str,
    id: &str,
    last: i64,
    why: &str,
    advice: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE outbox SET state = 'refused', told_at = ?4, why = ?5, advice = ?6
             WHERE feed = ?1 AND id = ?2 AND number <= ?3 AND state = 'waiting'",
        )?
        .execute(params![feed, id, last, now.timestamp_millis(), why, advice])?;
    Ok(())
}

/// Has refused entries sent once more, of one record or of all. Returns how many there are.
pub(super) fn retry(
    connection: &Connection,
    record: Option<RecordId>,
) -> Result<usize, StoreError> {
    let record = record.map(|record| *record.as_bytes());
    Ok(connection.execute(
        "UPDATE outbox SET state = 'waiting', told_at = NULL, why = NULL, advice = NULL
         WHERE state = 'refused' AND (?1 IS NULL OR record = ?1)",
        [record],
    )?)
}

/// Lets refused entries of a record be: the CRM keeps what it has. Returns how many there were.
pub(super) fn let_be(
    connection: &Connection,
    record: RecordId,
    now: DateTime<Utc>,
) -> Result<usize, StoreError> {
    Ok(connection.execute(
        "UPDATE outbox SET state = 'overtaken', told_at = ?2 WHERE state = 'refused' AND record = ?1",
        params![record.as_bytes(), now.timestamp_millis()],
    )?)
}

/// Forgets what was to be said of a record.
pub(super) fn forget_record(connection: &Connection, record: RecordId) -> Result<(), StoreError> {
    connection.execute("DELETE FROM outbox WHERE record = ?1", [record.as_bytes()])?;
    Ok(())
}

/// Forgets all that a feed was to be told.
pub(super) fn forget_feed(connection: &Connection, feed: &str) -> Result<(), StoreError> {
    connection.execute("DELETE FROM outbox WHERE feed = ?1", [feed])?;
    Ok(())
}
