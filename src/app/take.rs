//! One item of an input into the store: a record, which the rules may give to somebody, or what could
//! not be read, which is kept. Whatever brings records in goes through here.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use super::chronicle;
use crate::domain::event::EventKind;
use crate::domain::ids::BatchId;
use crate::domain::practice::Practice;
use crate::sources::{Item, Parsed};
use crate::store::log::Author;
use crate::store::rejects::Rejected;
use crate::store::write::{Arrival, Incoming, Writer};
use crate::store::{LeadKey, StoreError};

/// Who gives leads away by the rules of the settings.
const RULES: &str = "rules";

/// Something about one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// The file's name as it was given.
    pub file: String,
    /// The physical line on which the record begins, from 1.
    pub line: u64,
    /// What is odd or wrong.
    pub reason: String,
}

/// What became of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Records that the inputs held.
    pub read: u64,
    /// New ones.
    pub added: u64,
    /// Ones that were here already.
    pub unchanged: u64,
    /// Ones that could not be read.
    pub rejected: Vec<Remark>,
    /// Oddities of those that could.
    pub warnings: Vec<Remark>,
    /// How many leads the added records belong to.
    pub leads: u64,
}

/// Where something came from, and the rules for it.
#[derive(Clone, Copy)]
pub(super) struct Whence<'a> {
    /// The feed.
    pub(super) feed: &'a str,
    /// The file or row; empty where it was sent to us.
    pub(super) place: &'a str,
    /// When it came.
    pub(super) now: DateTime<Utc>,
    /// The rules by which leads are given to somebody as they arrive.
    pub(super) practice: &'a Practice,
}

/// Stores one item and counts it.
pub(super) fn take_in(
    writer: &mut Writer<'_>,
    item: Item,
    whence: &Whence<'_>,
    tally: &mut Tally,
) -> Result<(), StoreError> {
    tally.report.read += 1;
    match item {
        Item::Reject(reject) => {
            writer.keep_reject(&Rejected {
                feed: whence.feed,
                place: whence.place,
                line: reject.line,
                reason: &reject.reason,
                raw: reject.raw.raw(),
                bytes: None,
                at: whence.now,
            })?;
            tally.rejected(reject.line, reject.reason);
        }
        Item::Record(Parsed { record, raw, line, history }) => {
            let (id, warnings) = (record.id, record.warnings.clone());
            match writer.add_record(Incoming { record, raw: Some(raw) })? {
                Arrival::Added(lead) => {
                    tally.report.added += 1;
                    tally.leads.insert(lead);
                    give_away(writer, lead, whence)?;
                    warnings.into_iter().for_each(|warning| tally.warned(line, warning));
                }
                Arrival::Known(_) => tally.report.unchanged += 1,
                Arrival::Erased => {
                    let reason =
                        "this person was erased on request and is not taken in again".to_owned();
                    tally.rejected(line, reason);
                    return Ok(());
                }
            }
            if let Some(history) = history {
                for warning in chronicle::merge(writer, id, &history)? {
                    tally.warned(line, warning);
                }
            }
        }
    }
    Ok(())
}

/// Gives a lead that belongs to nobody to whom the rules say. Nobody pressed a key for it, so nobody
/// takes it back by `u`.
fn give_away(writer: &mut Writer<'_>, key: LeadKey, whence: &Whence<'_>) -> Result<(), StoreError> {
    if whence.practice.assign.is_empty() {
        return Ok(());
    }
    let lead = writer.lead(key)?;
    if lead.state().owner.is_some() || lead.is_test() {
        return Ok(());
    }
    let Some(owner) = whence.practice.owner_for(lead).map(str::to_owned) else { return Ok(()) };
    let author =
        Author { actor: RULES.to_owned(), batch: BatchId(Uuid::now_v7()), now: whence.now };
    writer.append(&author, key, EventKind::Assigned { owner: Some(owner) })
}

/// The report as it grows.
#[derive(Default)]
pub(super) struct Tally {
    report: Report,
    leads: HashSet<LeadKey>,
    given: String,
}

impl Tally {
    /// Begins an input, by the name under which its remarks are told.
    pub(super) fn begin(&mut self, given: &str) {
        given.clone_into(&mut self.given);
    }

    /// Returns how many records were read so far.
    pub(super) fn read(&self) -> u64 {
        self.report.read
    }

    /// Counts something that was tried again, and in vain.
    pub(super) fn still_rejected(&mut self, reason: &str) {
        self.report.read += 1;
        self.rejected(1, reason.to_owned());
    }

    fn rejected(&mut self, line: u64, reason: String) {
        self.report.rejected.push(Remark { file: self.given.clone(), line, reason });
    }

    fn warned(&mut self, line: u64, reason: String) {
        self.report.warnings.push(Remark { file: self.given.clone(), line, reason });
    }

    /// Counts leads as one that came in, or were, linked: of this import and of before.
    pub(super) fn settle(
        &mut self,
        has_links: bool,
        standing: impl Fn(LeadKey) -> Result<LeadKey, StoreError>,
    ) -> Result<(), StoreError> {
        if has_links {
            self.leads = self.leads.iter().map(|key| standing(*key)).collect::<Result<_, _>>()?;
        }
        Ok(())
    }

    /// Returns the report.
    pub(super) fn report(mut self) -> Report {
        self.report.leads = self.leads.len() as u64;
        self.report
    }
}
