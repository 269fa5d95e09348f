//! Deciding about leads: one transaction for one key press, and taking it back.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::command::Command;
use crate::domain::decide::{Objection, decide};
use crate::domain::event::EventKind;
use crate::domain::funnel::GuardKind;
use crate::domain::guard::Guard;
use crate::domain::ids::{BatchId, NoteId};
use crate::domain::lead::Lead;
use crate::domain::practice::Practice;
use crate::domain::record::LeadRecord;
use crate::domain::refusal::Refusal;
use crate::domain::text::Text;
use crate::store::log::Author;
use crate::store::write::Writer;
use crate::store::{LeadKey, Store, StoreError};

/// The longest note, in bytes.
pub const LONGEST_NOTE: usize = 16 * 1024;

/// What a person wants of some leads, with one key press.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The command; `None` where only a note is to be written.
    pub command: Option<Command>,
    /// A note that goes with it.
    pub note: Option<Text>,
    /// The guards that were asked about and answered with yes.
    pub despite: Vec<GuardKind>,
}

impl Wish {
    /// Wishes for a command alone.
    pub const fn command(command: Command) -> Self {
        Self { command: Some(command), note: None, despite: Vec::new() }
    }

    /// Wishes for a note alone.
    pub const fn note(text: Text) -> Self {
        Self { command: None, note: Some(text), despite: Vec::new() }
    }
}

/// What came of it. Nothing stands here before it is safely on the disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// The leads that were decided about.
    pub done: Vec<LeadKey>,
    /// What was decided about the first of them.
    pub kinds: Vec<EventKind>,
    /// The ones that could not be, each with the reason.
    pub refused: Vec<(LeadKey, Refusal)>,
    /// The ones about which guards ask first. Nothing was done to them.
    pub asked: Vec<(LeadKey, Vec<Guard>)>,
}

/// What was taken back or restored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reversal {
    /// The leads that it was about.
    pub leads: Vec<LeadKey>,
    /// What had been decided, as far as this leadclock knows it.
    pub kinds: Vec<EventKind>,
}

/// Decides about leads in one transaction; those that refuse are left as they are. While a guard asks
/// about one of them, nothing is done to any.
///
/// # Errors
/// Those of the store; then nothing was changed for any of them.
pub fn carry_out(
    store: &mut Store,
    actor: &str,
    now: DateTime<Utc>,
    leads: &[LeadKey],
    wish: &Wish,
    practice: &Practice,
) -> Result<Decision, StoreError> {
    let author = author(actor, now);
    store.write(|writer| {
        let mut decision = Decision::default();
        let mut meant = BTreeSet::new();
        let mut decided = Vec::new();
        for key in leads {
            // Another process may have linked it since the screen was drawn.
            let key = writer.standing(*key)?;
            if !meant.insert(key) {
                continue;
            }
            match decide_one(writer, &author, key, wish, practice)? {
                Ok(kinds) => decided.push((key, kinds)),
                Err(Objection::Refused(refusal)) => decision.refused.push((key, refusal)),
                Err(Objection::Asked(guards)) => decision.asked.push((key, guards)),
            }
        }
        // One key press is one decision: while a guard asks about one lead, none is decided about.
        if !decision.asked.is_empty() {
            return Ok(decision);
        }
        for (key, mut kinds) in decided {
            carry_out_one(writer, &author, key, wish.note.as_ref(), &mut kinds)?;
            if decision.done.is_empty() {
                decision.kinds = kinds;
            }
            decision.done.push(key);
        }
        Ok(decision)
    })
}

fn decide_one(
    writer: &mut Writer<'_>,
    author: &Author,
    key: LeadKey,
    wish: &Wish,
    practice: &Practice,
) -> Result<Result<Vec<EventKind>, Objection>, StoreError> {
    let lead = writer.lead(key)?;
    let now = not_before(lead, author.now);
    Ok(match &wish.command {
        Some(command) => decide(lead, command, practice, &wish.despite, now),
        None => Ok(Vec::new()),
    })
}

fn carry_out_one(
    writer: &mut Writer<'_>,
    author: &Author,
    key: LeadKey,
    note: Option<&Text>,
    kinds: &mut Vec<EventKind>,
) -> Result<(), StoreError> {
    let now = not_before(writer.lead(key)?, author.now);
    let author = &Author { now, ..author.clone() };
    if let Some(text) = note {
        let note = NoteId(Uuid::now_v7());
        writer.add_note(author, key, note, text)?;
        kinds.push(EventKind::Noted { note });
    }
    for kind in kinds.iter() {
        writer.append(author, key, kind.clone())?;
    }
    Ok(())
}

/// A decision is about what lies on the table: a wall clock that was set back since does not put it
/// before the records that it answers.
fn not_before(lead: &Lead, now: DateTime<Utc>) -> DateTime<Utc> {
    let newest = lead.records().iter().map(LeadRecord::started_at).max();
    newest.map_or(now, |at| at.max(now))
}

/// Takes back the last batch of this person on this device; `None` where nothing is left.
///
/// # Errors
/// Those of the store; then nothing was changed.
pub fn undo(
    store: &mut Store,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<Option<Reversal>, StoreError> {
    reverse(
        store,
        actor,
        now,
        |writer, actor| writer.batch_to_undo(actor),
        |batch| EventKind::Undone { batch },
    )
}

/// Restores the batch that was taken back last; `None` where nothing was, or a decision came since.
///
/// # Errors
/// Those of the store; then nothing was changed.
pub fn redo(
    store: &mut Store,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<Option<Reversal>, StoreError> {
    reverse(
        store,
        actor,
        now,
        |writer, actor| writer.batch_to_redo(actor),
        |batch| EventKind::Redone { batch },
    )
}

fn reverse(
    store: &mut Store,
    actor: &str,
    now: DateTime<Utc>,
    target: impl FnOnce(&Writer<'_>, &str) -> Result<Option<BatchId>, StoreError>,
    kind: impl FnOnce(BatchId) -> EventKind,
) -> Result<Option<Reversal>, StoreError> {
    let author = author(actor, now);
    store.write(|writer| {
        let Some(batch) = target(writer, actor)? else { return Ok(None) };
        let leads = writer.append_to_batch(&author, batch, &kind(batch))?;
        let mut kinds = Vec::new();
        if let Some(first) = leads.first() {
            let lead = writer.lead(*first)?;
            for event in lead.events().iter().filter(|event| event.batch == batch) {
                // A link stands at both sides: the first word says what was done.
                if event.kind.with().is_none() || kinds.is_empty() {
                    kinds.push(event.kind.clone());
                }
            }
        }
        Ok(Some(Reversal { leads, kinds }))
    })
}

pub(super) fn author(actor: &str, now: DateTime<Utc>) -> Author {
    Author { actor: actor.to_owned(), batch: BatchId(Uuid::now_v7()), now }
}
