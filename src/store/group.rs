//! Which records are one lead: those of one person, and of all persons who are linked.
//!
//! A new record joins its person's lead by one look-up. Where links change, the leads that they
//! touch are gathered and parted anew, as the domain says. A lead's row is always the smallest
//! number among its records.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, params};

use super::error::StoreError;
use super::log;
use super::lookup;
use super::row::LeadKey;
use crate::domain::ids::RecordId;
use crate::domain::lead::Lead;
use crate::domain::links::Links;
use crate::domain::person::PersonKey;

/// Notes to which lead a newly stored record belongs: the person's, or one of its own.
pub(super) fn join(
    connection: &Connection,
    record: i64,
    person: Option<PersonKey>,
) -> Result<LeadKey, StoreError> {
    let own = LeadKey(record);
    let Some(person) = person else { return Ok(own) };
    if let Some(lead) = lookup::person_lead(connection, person)? {
        add_member(connection, record, lead)?;
        return Ok(lead);
    }
    add_person(connection, person, own)?;
    Ok(own)
}

/// The leads whose records changed, as they were and as they are.
#[derive(Debug, Default)]
pub(super) struct Regrouped {
    pub(super) before: BTreeMap<LeadKey, Lead>,
    pub(super) after: BTreeMap<LeadKey, Lead>,
}

/// Puts the leads of some records together as the links that stand now say. The records and
/// events must be stored already.
pub(super) fn regroup(
    connection: &Connection,
    records: &BTreeSet<i64>,
) -> Result<Regrouped, StoreError> {
    let mut before = BTreeMap::new();
    for record in records {
        let key = lookup::lead_of(connection, *record)?;
        before.insert(key, lookup::load(connection, key)?);
    }
    reach(connection, &mut before)?;
    let mut after = BTreeMap::new();
    let mut rows = BTreeMap::new();
    for group in Links::of(before.values()).groups() {
        let mut members = BTreeSet::new();
        for record in &group {
            members.extend(lookup::record_key(connection, *record)?);
        }
        if let Some(first) = members.first().copied().map(LeadKey) {
            after.insert(first, gather(&before, &group));
            rows.insert(first, members);
        }
    }
    if after == before {
        return Ok(Regrouped::default());
    }
    for key in before.keys() {
        connection.prepare_cached("DELETE FROM members WHERE lead = ?1")?.execute([key.0])?;
        connection.prepare_cached("DELETE FROM people WHERE lead = ?1")?.execute([key.0])?;
    }
    for (key, lead) in &after {
        let contacts = lead.records().iter().map(|record| &record.contact);
        for person in contacts.filter_map(PersonKey::of).collect::<BTreeSet<_>>() {
            add_person(connection, person, *key)?;
        }
        for member in rows.get(key).into_iter().flatten().filter(|member| **member != key.0) {
            add_member(connection, *member, *key)?;
        }
    }
    Ok(Regrouped { before, after })
}

/// Adds every lead that is linked to one of these, also by way of others.
fn reach(connection: &Connection, leads: &mut BTreeMap<LeadKey, Lead>) -> Result<(), StoreError> {
    let mut beyond: BTreeMap<LeadKey, Lead> = BTreeMap::new();
    let mut asked: BTreeSet<RecordId> = BTreeSet::new();
    loop {
        let records: Vec<RecordId> =
            leads.values().flat_map(Lead::records).map(|record| record.id).collect();
        for record in records.iter().filter(|record| asked.insert(**record)) {
            for other in log::linked_with(connection, *record)? {
                let Some(row) = lookup::record_key(connection, other)? else { continue };
                let key = lookup::lead_of(connection, row)?;
                if !leads.contains_key(&key) && !beyond.contains_key(&key) {
                    beyond.insert(key, lookup::load(connection, key)?);
                }
            }
        }
        let here: BTreeSet<RecordId> = records.into_iter().collect();
        let groups = Links::of(leads.values().chain(beyond.values())).groups();
        let linked: BTreeSet<RecordId> = groups
            .into_iter()
            .filter(|group| group.iter().any(|record| here.contains(record)))
            .flatten()
            .collect();
        let is_linked =
            |lead: &Lead| lead.records().iter().any(|record| linked.contains(&record.id));
        let (reached, rest) = beyond.into_iter().partition(|(_, lead)| is_linked(lead));
        let reached: BTreeMap<LeadKey, Lead> = reached;
        beyond = rest;
        if reached.is_empty() {
            return Ok(());
        }
        leads.extend(reached);
    }
}

/// Folds a lead from records that other leads hold.
fn gather(leads: &BTreeMap<LeadKey, Lead>, group: &[RecordId]) -> Lead {
    let group: BTreeSet<&RecordId> = group.iter().collect();
    let records = leads.values().flat_map(Lead::records);
    let events = leads.values().flat_map(Lead::events);
    Lead::new(
        records.filter(|record| group.contains(&record.id)).cloned(),
        events.filter(|event| group.contains(&event.record)).cloned(),
    )
}

fn add_member(connection: &Connection, record: i64, lead: LeadKey) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT INTO members (record, lead) VALUES (?1, ?2)")?
        .execute([record, lead.0])?;
    Ok(())
}

fn add_person(connection: &Connection, person: PersonKey, lead: LeadKey) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT INTO people (person, lead) VALUES (?1, ?2)")?
        .execute(params![person.0, lead.0])?;
    Ok(())
}
