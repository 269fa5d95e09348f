//! Writing: one IMMEDIATE transaction, truth and projections together, or nothing at all.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use rusqlite::{Transaction, TransactionBehavior, params};

use super::erase::Suppressed;
use super::error::StoreError;
use super::group;
use super::log::{self, Author, Tail};
use super::lookup;
use super::open::{Access, Store};
use super::outbox;
use super::project::{self, Changes, Fate};
use super::row::LeadKey;
use crate::domain::counterpart::{Takes, parts};
use crate::domain::event::{Event, EventKind};
use crate::domain::ids::{BatchId, DeviceId, EventId, NoteId, RecordId};
use crate::domain::lead::Lead;
use crate::domain::links::Bond;
use crate::domain::person::PersonKey;
use crate::domain::policy::Policy;
use crate::domain::record::LeadRecord;
use crate::domain::text::Text;
use crate::domain::undo;

/// A record on its way in.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// The record.
    pub record: LeadRecord,
    /// Its payload as received; `None` where the record itself says all.
    pub raw: Option<String>,
}

/// What became of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// It is new, and belongs to this lead, which links can still take in when all is committed.
    Added(LeadKey),
    /// It was here already.
    Known(LeadKey),
    /// Its person was erased on request.
    Erased,
}

/// A transaction that writes. Dropped without [`Store::write`]'s commit, it leaves no trace.
pub struct Writer<'s> {
    pub(super) transaction: Transaction<'s>,
    policy: Policy,
    device: DeviceId,
    /// Leads to be projected when the work is done.
    changed: BTreeMap<LeadKey, (Lead, Fate)>,
    changes: Changes,
    suppressed: Option<Suppressed>,
    has_events: bool,
    has_links: bool,
    /// Records whose links may have changed.
    loose: BTreeSet<i64>,
    tail: Option<Tail>,
    /// The feeds that are told what is decided.
    outlets: BTreeMap<String, Takes>,
    /// What was decided, for those who are told: the event and its record.
    decided: Vec<(EventId, RecordId)>,
}

impl Store {
    /// Runs `work` in one transaction and commits it durably, or takes everything back where it
    /// fails.
    ///
    /// # Errors
    /// Those of `work`, and those of the store in `E`'s words.
    pub fn write<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&mut Writer<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        if self.access == Access::ReadOnly {
            return Err(StoreError::ReadOnly.into());
        }
        let mut writer = Writer::begin(self)?;
        let done = work(&mut writer)?;
        writer.commit()?;
        Ok(done)
    }
}

impl<'s> Writer<'s> {
    fn begin(store: &'s mut Store) -> Result<Self, StoreError> {
        let (policy, device, outlets) = (store.policy.clone(), store.device, store.outlets.clone());
        let transaction =
            store.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let has_events = transaction
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM events)")?
            .query_row([], |row| row.get(0))?;
        let has_links = has_events && log::has_links(&transaction)?;
        let suppressed = Suppressed::read(&transaction)?;
        Ok(Self {
            transaction,
            policy,
            device,
            changed: BTreeMap::new(),
            changes: Changes::default(),
            suppressed,
            has_events,
            has_links,
            loose: BTreeSet::new(),
            tail: None,
            outlets,
            decided: Vec::new(),
        })
    }

    fn commit(mut self) -> Result<(), StoreError> {
        self.regroup()?;
        self.post()?;
        for (key, (lead, fate)) in std::mem::take(&mut self.changed) {
            project::put(&self.transaction, &self.policy, &mut self.changes, key, &lead, fate)?;
        }
        self.changes.flush(&self.transaction)?;
        self.transaction.commit()?;
        Ok(())
    }

    /// Puts what was decided into the outbox, of leads that a CRM knows.
    fn post(&mut self) -> Result<(), StoreError> {
        for (id, record) in std::mem::take(&mut self.decided) {
            let Some(key) = self.lead_with(record)? else { continue };
            let lead = self.lead(key)?;
            let Some(event) = lead.events().iter().find(|event| event.id == id).cloned() else {
                continue;
            };
            let parts = parts(lead, &event);
            let records: Vec<RecordId> = lead.records().iter().map(|record| record.id).collect();
            if !parts.is_empty() {
                outbox::post(&self.transaction, &self.outlets, &records, &event, &parts)?;
            }
        }
        Ok(())
    }

    /// Puts the leads together whose links changed in this transaction; a commit does it too.
    pub fn regroup(&mut self) -> Result<(), StoreError> {
        let loose = std::mem::take(&mut self.loose);
        if loose.is_empty() {
            return Ok(());
        }
        let regrouped = group::regroup(&self.transaction, &loose)?;
        for (key, lead) in &regrouped.before {
            self.changed.remove(key);
            if regrouped.after.contains_key(key) {
                self.changes.forget_clues(*key, lead);
            } else {
                project::remove(&self.transaction, &mut self.changes, *key, lead)?;
            }
        }
        let after = regrouped.after.into_iter();
        self.changed.extend(after.map(|(key, lead)| (key, (lead, Fate::Regrown))));
        Ok(())
    }

    /// Returns whether records were ever linked or parted.
    pub fn has_links(&self) -> bool {
        self.has_links
    }

    /// Returns the row in which a lead stands now: another one where it was linked to it since.
    pub fn standing(&self, key: LeadKey) -> Result<LeadKey, StoreError> {
        lookup::lead_of(&self.transaction, key.0)
    }

    /// Returns a lead as it is now, what this transaction changed included.
    pub fn lead(&mut self, key: LeadKey) -> Result<&Lead, StoreError> {
        Ok(&self.entry(key)?.0)
    }

    fn entry(&mut self, key: LeadKey) -> Result<&mut (Lead, Fate), StoreError> {
        use std::collections::btree_map::Entry;
        match self.changed.entry(key) {
            Entry::Occupied(entry) => Ok(entry.into_mut()),
            Entry::Vacant(entry) => {
                Ok(entry.insert((lookup::load(&self.transaction, key)?, Fate::Decided)))
            }
        }
    }

    /// Appends what was decided about a lead; the event hangs on its earliest record.
    pub fn append(
        &mut self,
        author: &Author,
        key: LeadKey,
        kind: EventKind,
    ) -> Result<(), StoreError> {
        let Some(record) = self.lead(key)?.id() else { return Ok(()) };
        let event = self.append_event(author, record, kind)?;
        self.entry(key)?.0.apply(event);
        Ok(())
    }

    /// Appends what was decided about links. Returns the leads of its records as they are now,
    /// each once.
    pub fn append_bonds(
        &mut self,
        author: &Author,
        bonds: Vec<Bond>,
    ) -> Result<Vec<LeadKey>, StoreError> {
        let records: Vec<RecordId> = bonds.iter().map(|bond| bond.record).collect();
        for Bond { record, kind } in bonds {
            let event = self.append_event(author, record, kind)?;
            self.apply(event)?;
        }
        self.leads_of(&records)
    }

    /// Applies an event that is stored to the lead of its record, where that is known.
    fn apply(&mut self, event: Event) -> Result<(), StoreError> {
        self.has_links |= event.kind.with().is_some();
        if let Some(row) = lookup::record_key(&self.transaction, event.record)? {
            if event.kind.with().is_some() || event.kind.target().is_some() {
                self.loosen(row, event.record)?;
            }
            let key = lookup::lead_of(&self.transaction, row)?;
            self.entry(key)?.0.apply(event);
        }
        Ok(())
    }

    /// Notes that the links of a record may have changed, where it has any.
    fn loosen(&mut self, row: i64, record: RecordId) -> Result<(), StoreError> {
        if self.has_links && !log::linked_with(&self.transaction, record)?.is_empty() {
            self.loose.insert(row);
        }
        Ok(())
    }

    /// Returns the leads of records as their links say now, each once; those of people who were
    /// erased are left out.
    fn leads_of(&mut self, records: &[RecordId]) -> Result<Vec<LeadKey>, StoreError> {
        self.regroup()?;
        let mut leads = Vec::new();
        for record in records {
            if let Some(row) = lookup::record_key(&self.transaction, *record)? {
                let key = lookup::lead_of(&self.transaction, row)?;
                if !leads.contains(&key) {
                    leads.push(key);
                }
            }
        }
        Ok(leads)
    }

    fn append_event(
        &mut self,
        author: &Author,
        record: RecordId,
        kind: EventKind,
    ) -> Result<Event, StoreError> {
        let mut tail = match self.tail {
            Some(tail) => tail,
            None => Tail::read(&self.transaction, self.device)?,
        };
        let event = tail.append(&self.transaction, author, record, kind)?;
        self.tail = Some(tail);
        self.has_events = true;
        if !self.outlets.is_empty() {
            self.decided.push((event.id, record));
        }
        Ok(event)
    }

    /// Stores the text of a note; the event that names it follows from `decide`.
    pub fn add_note(
        &mut self,
        author: &Author,
        key: LeadKey,
        note: NoteId,
        text: &Text,
    ) -> Result<(), StoreError> {
        let Some(record) = self.lead(key)?.id() else { return Ok(()) };
        self.insert_note(record, note, author.now, &author.actor, text)
    }

    fn insert_note(
        &self,
        record: RecordId,
        note: NoteId,
        at: DateTime<Utc>,
        actor: &str,
        text: &Text,
    ) -> Result<(), StoreError> {
        self.transaction
            .prepare_cached(
                "INSERT INTO notes (id, record, at, actor, text) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT DO NOTHING",
            )?
            .execute(params![
                note.0.as_bytes(),
                record.as_bytes(),
                at.timestamp_millis(),
                actor,
                text.raw()
            ])?;
        Ok(())
    }

    /// Returns the batch that this person would take back on this device.
    pub fn batch_to_undo(&self, actor: &str) -> Result<Option<BatchId>, StoreError> {
        log::steps_newest_first(&self.transaction, self.device, actor, |steps| undo::to_undo(steps))
    }

    /// Returns the batch that this person would restore on this device.
    pub fn batch_to_redo(&self, actor: &str) -> Result<Option<BatchId>, StoreError> {
        log::steps_newest_first(&self.transaction, self.device, actor, |steps| undo::to_redo(steps))
    }

    /// Appends an event to every record that a batch decided about. Returns the leads, each once.
    pub fn append_to_batch(
        &mut self,
        author: &Author,
        batch: BatchId,
        kind: &EventKind,
    ) -> Result<Vec<LeadKey>, StoreError> {
        let records = log::records_of_batch(&self.transaction, batch)?;
        for record in &records {
            // Where the person was erased since, the log still tells what was taken back.
            let event = self.append_event(author, *record, kind.clone())?;
            self.apply(event)?;
        }
        self.leads_of(&records)
    }

    /// Stores a record that arrived, unless it is here already.
    pub fn add_record(&mut self, incoming: Incoming) -> Result<Arrival, StoreError> {
        let Incoming { record, raw } = incoming;
        if let Some(stored) = lookup::record_key(&self.transaction, record.id)? {
            return Ok(Arrival::Known(lookup::lead_of(&self.transaction, stored)?));
        }
        if self.suppressed.as_ref().is_some_and(|suppressed| suppressed.holds(&record)) {
            return Ok(Arrival::Erased);
        }
        let body = serde_json::to_string(&record)
            .map_err(|_| StoreError::Unreadable { what: "a record on its way in" })?;
        self.transaction
            .prepare_cached("INSERT INTO records (id, body, raw) VALUES (?1, ?2, ?3)")?
            .execute(params![record.id.as_bytes(), body, raw])?;
        self.changes.count_arrival(&record, 1);
        let stored = self.transaction.last_insert_rowid();
        let key = group::join(&self.transaction, stored, PersonKey::of(&record.contact))?;
        let events = if self.has_events {
            log::of_record(&self.transaction, record.id)?
        } else {
            Vec::new()
        };
        self.loosen(stored, record.id)?;
        if key == LeadKey(stored) {
            self.changed.insert(key, (Lead::new([record], events), Fate::New));
        } else {
            let (lead, fate) = self.entry(key)?;
            *fate = Fate::Regrown.max(*fate);
            lead.add_record(record);
            events.into_iter().for_each(|event| lead.apply(event));
        }
        Ok(Arrival::Added(key))
    }

    /// Takes in an event that another store appended. Returns whether it was new.
    pub fn merge_event(&mut self, event: Event, previous: &[u8; 32]) -> Result<bool, StoreError> {
        if !log::insert(&self.transaction, &event, previous)? {
            return Ok(false);
        }
        self.has_events = true;
        self.tail = None;
        self.apply(event)?;
        Ok(true)
    }

    /// Takes in a note that was written elsewhere.
    pub fn merge_note(
        &mut self,
        record: RecordId,
        note: NoteId,
        at: DateTime<Utc>,
        actor: &str,
        text: &Text,
    ) -> Result<(), StoreError> {
        self.insert_note(record, note, at, actor, text)
    }

    /// Returns the row of a record's lead; `None` where the record is not here.
    pub fn lead_with(&self, record: RecordId) -> Result<Option<LeadKey>, StoreError> {
        match lookup::record_key(&self.transaction, record)? {
            Some(row) => Ok(Some(lookup::lead_of(&self.transaction, row)?)),
            None => Ok(None),
        }
    }

    /// Returns when a record that is here was received.
    pub fn received_at(&self, id: RecordId) -> Result<Option<DateTime<Utc>>, StoreError> {
        lookup::received_at(&self.transaction, id)
    }
}
