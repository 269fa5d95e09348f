//! What people said about who is who: links between persons, and what a link may be.
//!
//! A person is what [`PersonKey`] holds together, or a single record without one. People link two
//! persons or part them; each is an event at a record of both, and the latest that stands counts.
//! Persons that are linked, also by way of others, are one lead. So linking overwrites nothing,
//! and a decision stays at the record that it was made about: when persons are parted again, what
//! was decided while they were linked stays with the person of that record, the lead's earliest.

use std::collections::{BTreeMap, BTreeSet};

use super::contact::Contact;
use super::event::{Event, EventKind, Order};
use super::ids::{BatchId, LeadId, RecordId};
use super::lead::Lead;
use super::person::PersonKey;
use super::record::LeadRecord;
use super::refusal::Refusal;

/// What a link holds together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Node {
    Person(PersonKey),
    Record(RecordId),
}

impl Node {
    fn of(record: &LeadRecord) -> Self {
        PersonKey::of(&record.contact).map_or(Self::Record(record.id), Self::Person)
    }
}

/// A person of a linked lead: one address, or one record that names nobody for certain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person<'l> {
    /// The person's records, the earliest first. Never empty.
    pub records: Vec<&'l LeadRecord>,
}

impl Person<'_> {
    /// Returns the id of the earliest record, which names the person.
    pub fn id(&self) -> Option<RecordId> {
        self.records.first().map(|record| record.id)
    }

    /// Returns the person as the records tell: the newest word on each field.
    pub fn contact(&self) -> Contact {
        let mut contact = Contact::default();
        for record in self.records.iter().rev() {
            contact.fill_from(&record.contact);
        }
        contact
    }
}

/// Returns the persons of a lead, in the order of their earliest records.
pub fn persons(lead: &Lead) -> Vec<Person<'_>> {
    let mut persons: Vec<(Node, Person<'_>)> = Vec::new();
    for record in lead.records() {
        let node = Node::of(record);
        match persons.iter_mut().find(|(known, _)| *known == node) {
            Some((_, person)) => person.records.push(record),
            None => persons.push((node, Person { records: vec![record] })),
        }
    }
    persons.into_iter().map(|(_, person)| person).collect()
}

/// The links that stand among some leads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    nodes: BTreeMap<RecordId, Node>,
    /// The latest word on each pair: whether the two are one.
    verdicts: BTreeMap<(Node, Node), bool>,
}

/// What was said of a batch at one person's records: when, and whether it was taken back.
type Taken = BTreeMap<(Node, BatchId), (Order, bool)>;

impl Links {
    /// Reads the links from the records and events of leads, in whatever order they come. A pair's
    /// verdict depends on these two alone, whichever other leads are there.
    pub fn of<'l>(leads: impl IntoIterator<Item = &'l Lead>) -> Self {
        let leads: Vec<&Lead> = leads.into_iter().collect();
        let records = leads.iter().flat_map(|lead| lead.records());
        let nodes: BTreeMap<RecordId, Node> =
            records.map(|record| (record.id, Node::of(record))).collect();
        let mut taken = Taken::new();
        let mut said: Vec<(&Event, (Node, Node))> = Vec::new();
        for event in leads.iter().flat_map(|lead| lead.events()) {
            let Some(here) = nodes.get(&event.record) else { continue };
            if let Some(batch) = event.kind.target() {
                let word = (event.order, matches!(event.kind, EventKind::Undone { .. }));
                let known = taken.entry((*here, batch)).or_insert(word);
                *known = word.max(*known);
            } else if let Some(there) = event.kind.with().and_then(|with| nodes.get(&with))
                && here != there
            {
                said.push((event, pair(*here, *there)));
            }
        }
        said.retain(|(event, (one, other))| {
            let word = taken.get(&(*one, event.batch)).max(taken.get(&(*other, event.batch)));
            !word.is_some_and(|(_, undone)| *undone)
        });
        said.sort_by_key(|(event, _)| (event.order, event.id));
        let verdict = |event: &Event| matches!(event.kind, EventKind::Linked { .. });
        let verdicts = said.into_iter().map(|(event, pair)| (pair, verdict(event))).collect();
        Self { nodes, verdicts }
    }

    /// Returns the records lead by lead: each record once, and all that are linked together.
    pub fn groups(&self) -> Vec<Vec<RecordId>> {
        let mut group_of: BTreeMap<Node, Node> =
            self.nodes.values().map(|node| (*node, *node)).collect();
        for ((one, other), linked) in &self.verdicts {
            if *linked && let (Some(from), Some(to)) = (group_of.get(one), group_of.get(other)) {
                let (from, to) = (*from, *to);
                group_of.values_mut().filter(|group| **group == from).for_each(|group| *group = to);
            }
        }
        let mut groups: BTreeMap<Option<&Node>, Vec<RecordId>> = BTreeMap::new();
        for (record, node) in &self.nodes {
            groups.entry(group_of.get(node)).or_default().push(*record);
        }
        groups.into_values().collect()
    }

    /// Returns whether somebody said of two leads that they are not one person.
    pub fn keep_apart(&self, one: &Lead, other: &Lead) -> bool {
        let nodes = |lead: &Lead| lead.records().iter().map(Node::of).collect::<BTreeSet<_>>();
        let others = nodes(other);
        nodes(one).iter().any(|one| {
            others.iter().any(|other| self.verdicts.get(&pair(*one, *other)) == Some(&false))
        })
    }

    fn is_refused(&self, one: &Person<'_>, other: &Person<'_>) -> bool {
        let node = |person: &Person<'_>| person.records.first().map(|record| Node::of(record));
        match (node(one), node(other)) {
            (Some(one), Some(other)) => self.verdicts.get(&pair(one, other)) == Some(&false),
            _ => true,
        }
    }
}

fn pair(one: Node, other: Node) -> (Node, Node) {
    if one <= other { (one, other) } else { (other, one) }
}

/// One event of a decision about links, and the record that it hangs on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bond {
    /// The record.
    pub record: RecordId,
    /// What happened.
    pub kind: EventKind,
}

/// Decides what makes two leads one.
///
/// # Errors
/// Where they are one already, one was erased, or one is a test and the other is not.
pub fn link(one: &Lead, other: &Lead) -> Result<Vec<Bond>, Refusal> {
    let (one_id, other_id) = two(one, other)?;
    if one.is_test() != other.is_test() {
        return Err(Refusal::TestWithReal);
    }
    let mut bonds = Vec::new();
    bind(&mut bonds, one_id, other_id);
    Ok(bonds)
}

/// Returns the names of two leads that are not one.
fn two(one: &Lead, other: &Lead) -> Result<(LeadId, LeadId), Refusal> {
    match (one.id(), other.id()) {
        (Some(one), Some(other)) if one == other => Err(Refusal::OneLead),
        (Some(one), Some(other)) => Ok((one, other)),
        _ => Err(Refusal::Gone),
    }
}

/// Decides that two leads are not one person. It need not have been suggested.
///
/// # Errors
/// Where they are one lead, one was erased, or that was said before.
pub fn keep_apart(one: &Lead, other: &Lead) -> Result<Vec<Bond>, Refusal> {
    two(one, other)?;
    let links = Links::of([one, other]);
    let mut bonds = Vec::new();
    let others = persons(other);
    for one in &persons(one) {
        for other in others.iter().filter(|other| !links.is_refused(one, other)) {
            part(&mut bonds, one, other);
        }
    }
    if bonds.is_empty() { Err(Refusal::ApartAlready) } else { Ok(bonds) }
}

/// Decides what parts the person of a record from the rest of a lead, which stays one.
///
/// # Errors
/// Where the lead is one person, or the record is none of its own.
pub fn unlink(lead: &Lead, record: RecordId) -> Result<Vec<Bond>, Refusal> {
    let (parted, rest): (Vec<_>, Vec<_>) = persons(lead)
        .into_iter()
        .partition(|person| person.records.iter().any(|known| known.id == record));
    let parted = parted.first().ok_or(Refusal::NotOfLead)?;
    if rest.is_empty() {
        return Err(Refusal::NothingLinked);
    }
    let mut bonds = Vec::new();
    rest.iter().for_each(|other| part(&mut bonds, parted, other));
    // Those who were linked by way of this person alone are linked among themselves.
    let mut without = Links::of([lead]);
    without.nodes.retain(|id, _| parted.records.iter().all(|record| record.id != *id));
    let groups = without.groups();
    for (before, after) in groups.iter().zip(groups.iter().skip(1)) {
        if let (Some(one), Some(other)) = (before.first(), after.first()) {
            bind(&mut bonds, *one, *other);
        }
    }
    Ok(bonds)
}

/// Decides what parts every person of a lead from every other.
///
/// # Errors
/// Where the lead is one person.
pub fn unlink_all(lead: &Lead) -> Result<Vec<Bond>, Refusal> {
    let persons = persons(lead);
    let mut bonds = Vec::new();
    for (index, one) in persons.iter().enumerate() {
        persons.iter().skip(index + 1).for_each(|other| part(&mut bonds, one, other));
    }
    if bonds.is_empty() { Err(Refusal::NothingLinked) } else { Ok(bonds) }
}

fn bind(bonds: &mut Vec<Bond>, one: RecordId, other: RecordId) {
    bonds.push(Bond { record: one, kind: EventKind::Linked { with: other } });
    bonds.push(Bond { record: other, kind: EventKind::Linked { with: one } });
}

fn part(bonds: &mut Vec<Bond>, one: &Person<'_>, other: &Person<'_>) {
    if let (Some(one), Some(other)) = (one.id(), other.id()) {
        bonds.push(Bond { record: one, kind: EventKind::Unlinked { with: other } });
        bonds.push(Bond { record: other, kind: EventKind::Unlinked { with: one } });
    }
}

#[cfg(test)]
mod tests;
