//! Writing what follows from the truth: the row of a lead, the counts, the clues, the search index.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};

use super::clues::ClueChanges;
use super::error::StoreError;
use super::feeds::ArrivalChanges;
use super::group;
use super::haystack;
use super::log;
use super::lookup;
use super::open::Store;
use super::row::{self, LeadKey};
use super::waits;
use crate::domain::clock::Cause;
use crate::domain::funnel::DismissReason;
use crate::domain::lead::Lead;
use crate::domain::person::PersonKey;
use crate::domain::policy::Policy;
use crate::domain::query::Facts;
use crate::domain::queue::Place;
use crate::domain::record::LeadRecord;
use crate::domain::text::Text;

/// The `hour` under which a section's whole number is counted.
pub(super) const TOTAL: i64 = i64::MIN;
/// Milliseconds in an hour.
pub(super) const HOUR: i64 = 3_600_000;
/// How many rows a rebuild gathers before it writes the search index.
const GATHERED: u64 = 5_000;
/// Changes to the counts, gathered over a transaction.
#[derive(Default)]
struct CountChanges(BTreeMap<(u8, bool, i64), i64>);

impl CountChanges {
    fn add(&mut self, place: Place, change: i64) {
        let Place { section, idle, sort } = place;
        *self.0.entry((section as u8, idle, TOTAL)).or_default() += change;
        if section.is_timed() {
            *self.0.entry((section as u8, idle, sort.div_euclid(HOUR))).or_default() += change;
        }
    }

    fn flush(&mut self, connection: &Connection) -> Result<(), StoreError> {
        let mut upsert = connection.prepare_cached(
            "INSERT INTO counts (section, idle, hour, n) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO UPDATE SET n = n + excluded.n",
        )?;
        let mut prune = connection.prepare_cached(
            "DELETE FROM counts WHERE section = ?1 AND idle = ?2 AND hour = ?3 AND n = 0",
        )?;
        for ((section, idle, hour), change) in std::mem::take(&mut self.0) {
            if change != 0 {
                upsert.execute(params![section, idle, hour, change])?;
                if change < 0 {
                    prune.execute(params![section, idle, hour])?;
                }
            }
        }
        Ok(())
    }
}

/// Changes to the search index, gathered over a transaction and written last.
///
/// The index brings what it has gathered to the disk whenever another statement of the transaction
/// begins, so mixing the two would write a segment a row.
#[derive(Default)]
struct SearchChanges(Vec<SearchChange>);

struct SearchChange {
    key: LeadKey,
    /// Whether an entry stands there.
    stands: bool,
    /// What is to stand there.
    haystack: Option<String>,
}

impl SearchChanges {
    fn flush(&mut self, connection: &Connection) -> Result<(), StoreError> {
        let mut delete = connection.prepare_cached("DELETE FROM search WHERE rowid = ?1")?;
        let mut insert =
            connection.prepare_cached("INSERT INTO search (rowid, haystack) VALUES (?1, ?2)")?;
        for SearchChange { key, stands, haystack } in self.0.drain(..) {
            if stands {
                delete.execute([key.0])?;
            }
            if let Some(haystack) = haystack {
                insert.execute(params![key.0, haystack])?;
            }
        }
        Ok(())
    }
}

/// What a transaction changes beside the rows themselves.
#[derive(Default)]
pub(super) struct Changes {
    counts: CountChanges,
    search: SearchChanges,
    clues: ClueChanges,
    arrivals: ArrivalChanges,
}

impl Changes {
    /// Counts a record that came, or (`-1`) one that is gone.
    pub(super) fn count_arrival(&mut self, record: &LeadRecord, change: i64) {
        self.arrivals.add(record, change);
    }

    /// Takes away what a lead has in common with others, before it is put anew.
    pub(super) fn forget_clues(&mut self, key: LeadKey, lead: &Lead) {
        self.clues.forget(key, lead);
    }

    /// Writes the changes and forgets them.
    pub(super) fn flush(&mut self, connection: &Connection) -> Result<(), StoreError> {
        self.counts.flush(connection)?;
        self.clues.flush(connection)?;
        self.arrivals.flush(connection)?;
        self.search.flush(connection)
    }
}

/// What became of a lead, so that no more is written than that asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fate {
    /// Something was decided about it.
    Decided,
    /// It has other records than before.
    Regrown,
    /// No row stands yet.
    New,
}

/// Writes the row of a lead.
pub(super) fn put(
    connection: &Connection,
    policy: &Policy,
    changes: &mut Changes,
    key: LeadKey,
    lead: &Lead,
    fate: Fate,
) -> Result<(), StoreError> {
    let Some(id) = lead.id() else { return Ok(()) };
    let facts = Facts::of(lead, policy);
    let Facts { due, place, .. } = facts;
    let name = facts.person.display_name();
    let offer = lead.leading_record().and_then(|record| {
        record
            .offer
            .clone()
            .or_else(|| record.offer_title.clone())
            .or_else(|| record.publisher.clone())
    });
    let haystack = haystack::of_texts(&facts.texts);

    let before = if fate == Fate::New { None } else { standing(connection, key)? };
    if fate != Fate::Decided {
        changes.clues.keep(key, lead);
    }
    changes.counts.add(place, 1);
    if let Some((before, _)) = &before {
        changes.counts.add(*before, -1);
    }
    let step = lead.state().plan.and_then(|plan| plan.step);
    let raw = |text: Option<&Text>| text.map(|text| text.raw().to_owned());
    let millis = |at: Option<DateTime<Utc>>| at.map(|at| at.timestamp_millis());
    // To replace, SQLite notes down what it may have to take back: not where nothing stands yet.
    let insert = if fate == Fate::New { "INSERT" } else { "REPLACE" };
    connection
        .prepare_cached(&format!(
            "{insert} INTO leads (key, id, section, idle, sort, due_from, soon_at, due_at, planned,
                 snoozed_until, status, stage, touches, heads_up, name, company, offer, owner, haystack,
                 step, steps, codes, country, owner_key, reason, milestone, has_note, asked_at, received_at,
                 touched_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19,
                 ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30)"
        ))?
        .execute(params![
            key.0,
            id.as_bytes(),
            place.section as u8,
            place.idle,
            place.sort,
            due.map(|due| due.from.timestamp_millis()),
            due.map(|due| due.soon_at.timestamp_millis()),
            due.map(|due| due.at.timestamp_millis()),
            due.is_some_and(|due| due.cause == Cause::Planned),
            millis(facts.snoozed_until),
            facts.status.word(),
            facts.stage.word(),
            facts.touches,
            lead.has_do_not_contact(),
            raw(name.as_ref()),
            raw(facts.person.company.as_ref()),
            raw(offer.as_ref()),
            lead.state().owner,
            &haystack,
            step.map(|step| step.number),
            step.map(|step| step.of),
            haystack::of_codes(&facts.codes),
            facts.country,
            facts.owner,
            facts.reason.map(DismissReason::code),
            facts.milestone,
            facts.has_note,
            millis(facts.asked_at),
            millis(facts.received_at),
            millis(facts.touched_at),
        ])?;
    waits::put(connection, policy, key, lead, fate != Fate::New)?;
    let known = before.map(|(_, known)| known);
    if known.as_ref() != Some(&haystack) {
        let change = SearchChange {
            key,
            stands: known.is_some(),
            haystack: Some(haystack::searchable(&haystack)),
        };
        changes.search.0.push(change);
    }
    Ok(())
}

/// Takes the row away in which a lead stood.
pub(super) fn remove(
    connection: &Connection,
    changes: &mut Changes,
    key: LeadKey,
    lead: &Lead,
) -> Result<(), StoreError> {
    changes.clues.forget(key, lead);
    if let Some((place, _)) = standing(connection, key)? {
        changes.counts.add(place, -1);
        connection.prepare_cached("DELETE FROM leads WHERE key = ?1")?.execute([key.0])?;
        waits::remove(connection, key)?;
        changes.search.0.push(SearchChange { key, stands: true, haystack: None });
    }
    Ok(())
}

fn standing(connection: &Connection, key: LeadKey) -> Result<Option<(Place, String)>, StoreError> {
    let found = connection
        .prepare_cached("SELECT section, idle, sort, haystack FROM leads WHERE key = ?1")?
        .query_row([key.0], |row| Ok((row::place(row, 0)?, row.get(3)?)))
        .optional()?;
    Ok(found)
}

impl Store {
    /// Makes all projections again from the truth, in one transaction. Returns how many leads.
    pub fn rebuild(&mut self) -> Result<u64, StoreError> {
        let policy = self.policy.clone();
        let transaction =
            self.connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        for table in ["members", "people", "leads", "counts", "clues", "arrivals", "waits"] {
            transaction.execute(&format!("DELETE FROM {table}"), [])?;
        }
        transaction.execute("INSERT INTO search (search) VALUES ('delete-all')", [])?;
        let mut changes = Changes::default();
        {
            let mut records = transaction.prepare("SELECT key, body FROM records ORDER BY key")?;
            let mut rows = records.query([])?;
            while let Some(row) = rows.next()? {
                let record = lookup::read_record(row.get_ref(1)?.as_str().unwrap_or_default())?;
                changes.count_arrival(&record, 1);
                group::join(&transaction, row.get(0)?, PersonKey::of(&record.contact))?;
            }
        }
        log::note_links_again(&transaction)?;
        for row in log::linked_rows(&transaction)? {
            group::regroup(&transaction, &BTreeSet::from([row]))?;
        }
        let mut leads = 0;
        {
            let mut keys = transaction
                .prepare("SELECT key FROM records WHERE key NOT IN (SELECT record FROM members) ORDER BY key")?;
            let mut rows = keys.query([])?;
            while let Some(row) = rows.next()? {
                let key = LeadKey(row.get(0)?);
                let lead = lookup::load(&transaction, key)?;
                put(&transaction, &policy, &mut changes, key, &lead, Fate::New)?;
                leads += 1;
                if leads % GATHERED == 0 {
                    changes.flush(&transaction)?;
                }
            }
        }
        changes.flush(&transaction)?;
        transaction.execute(
            "INSERT INTO meta (name, value) VALUES ('policy', ?1)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            [policy.fingerprint()],
        )?;
        transaction.commit()?;
        Ok(leads)
    }
}
