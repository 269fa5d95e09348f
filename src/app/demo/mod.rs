//! Made-up leads: a small set that shows every state, or a million to see how it holds.
//!
//! The same options give the same leads with the same history, whenever and wherever they are
//! asked for. What people are called and what they ask stands in `assets/demo/people.toml`, the
//! hand-shaped leads of a small set in `assets/demo/opening.toml`: add a lead there. `people` makes
//! up persons, `opening` and `past` make up what happened, and this file writes it down. Nothing
//! here reads the clock.

mod opening;
mod past;
mod people;
mod story;

use chrono::{DateTime, SubsecRound, Utc};
use uuid::Uuid;

use self::opening::Opening;
use self::past::Past;
use self::people::People;
use self::story::{Deed, Step, Story};
use crate::app::people as who;
use crate::domain::event::EventKind;
use crate::domain::ids::{BatchId, RecordId};
use crate::store::log::Author;
use crate::store::lookup::Found;
use crate::store::write::{Arrival, Incoming, Writer};
use crate::store::{LeadKey, Store, StoreError};

/// How many leads one transaction takes.
const BATCH: u64 = 5_000;

/// Who finds that two leads are one person.
const LINKED_BY: &str = "ana";

/// What to make up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoOptions {
    /// How many leads, the tests and those behind the wall included.
    pub leads: u64,
    /// Another number gives other people.
    pub seed: u64,
    /// The moment that the leads are made up around.
    pub now: DateTime<Utc>,
}

/// Why no leads could be made up.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DemoError {
    /// They could not be stored.
    #[error("can not store the sample leads")]
    Store(#[from] StoreError),
    /// The material that they are made of could not be read.
    #[error("the material for sample leads can not be read")]
    Material(#[source] toml::de::Error),
}

/// Fills a store with made-up leads around a moment. `progress` is told now and then how many are
/// done, and of how many. Returns how many leads were added; a store that holds them already stays
/// as it is.
///
/// # Errors
/// Those of the store; the batches before stay.
pub fn fill(
    store: &mut Store,
    options: &DemoOptions,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<u64, DemoError> {
    let people = People::read().map_err(DemoError::Material)?;
    let opening = Opening::read().map_err(DemoError::Material)?;
    let now = options.now.trunc_subsecs(0);
    // Those shaped by hand have the first pick of addresses, but they are the newest and so
    // written last: the log of a store that is filled runs with the time.
    let shaped = opening.stories(&people, options.seed, options.leads, now);
    let made = shaped.iter().filter(|story| !story.is_same).count() as u64;
    let past = Past::new(&people, options.seed, options.leads - made, now);
    let (mut done, mut added) = (0, 0);
    let many = options.leads > BATCH;
    if many {
        store.expect_many(true)?;
    }
    progress(done, options.leads);
    while done < past.len() {
        let batch = done..past.len().min(done + BATCH);
        done = batch.end;
        added += write(store, batch.map(|index| past.story(index)))?;
        progress(done, options.leads);
    }
    let same: Vec<[RecordId; 2]> = shaped
        .windows(2)
        .filter(|pair| pair[1].is_same)
        .filter_map(|pair| Some([pair[0].records.first()?.id, pair[1].records.first()?.id]))
        .collect();
    let new = write(store, shaped.into_iter())?;
    added += new;
    for pair in same.into_iter().filter(|_| new > 0) {
        added -= link(store, pair, now)?;
    }
    if many {
        store.expect_many(false)?;
    }
    progress(options.leads, options.leads);
    Ok(added)
}

/// Writes stories in one transaction, what was done in the order of time. Returns how many leads
/// are new.
fn write(store: &mut Store, stories: impl Iterator<Item = Story>) -> Result<u64, StoreError> {
    store.write(|writer| {
        let mut steps = Vec::new();
        let mut added = 0;
        for story in stories {
            if let Some(key) = add_records(writer, &story)? {
                added += 1;
                steps.extend(story.steps.into_iter().map(|step| (key, step)));
            }
        }
        steps.sort_by_key(|(_, step)| step.at);
        for (key, step) in steps {
            carry_out(writer, key, step)?;
        }
        Ok(added)
    })
}

/// Links two leads, as somebody did just now. Returns how many leads that makes fewer.
fn link(store: &mut Store, pair: [RecordId; 2], now: DateTime<Utc>) -> Result<u64, StoreError> {
    let [one, other] = pair.map(|id| store.find(&id.to_string()));
    let (Found::One(one), Found::One(other)) = (one?, other?) else { return Ok(0) };
    let decision = who::link(store, LINKED_BY, now, one, other)?;
    Ok(u64::from(!decision.done.is_empty()))
}

/// Stores the records of one person; `None` where they are here already.
fn add_records(writer: &mut Writer<'_>, story: &Story) -> Result<Option<LeadKey>, StoreError> {
    let mut lead = None;
    for record in &story.records {
        match writer.add_record(Incoming { record: record.clone(), raw: None })? {
            Arrival::Added(key) => lead = Some(key),
            Arrival::Known(_) | Arrival::Erased => return Ok(None),
        }
    }
    Ok(lead)
}

/// Appends what was done with one key press.
fn carry_out(writer: &mut Writer<'_>, key: LeadKey, step: Step) -> Result<(), StoreError> {
    let author = Author { actor: step.by, batch: BatchId(Uuid::now_v7()), now: step.at };
    for deed in step.deeds {
        let kind = match deed {
            Deed::Event(kind) => kind,
            Deed::Note(note, text) => {
                writer.add_note(&author, key, note, &text)?;
                EventKind::Noted { note }
            }
        };
        writer.append(&author, key, kind)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
