//! What a transaction keeps beside leads: how feeds are, what CRMs said, and what could not be read.

use chrono::{DateTime, Utc};

use super::counterparts;
use super::error::StoreError;
use super::feeds::{self, Failing};
use super::outbox::{self, Package};
use super::rejects::{self, RejectId, Rejected};
use super::write::Writer;
use crate::domain::counterpart::{Counterpart, Part};
use crate::domain::ids::RecordId;

impl Writer<'_> {
    /// Moves a feed's cursor: whatever stands before it was stored in this transaction or earlier.
    pub fn keep_cursor(&mut self, feed: &str, cursor: &str) -> Result<(), StoreError> {
        feeds::keep_cursor(&self.transaction, feed, cursor)
    }

    /// Notes that a look at a feed came to its end.
    pub fn note_success(&mut self, feed: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        feeds::note_success(&self.transaction, feed, now)
    }

    /// Notes that a look at a feed failed, and until when the service asked us to wait.
    pub fn note_failure(
        &mut self,
        feed: &str,
        now: DateTime<Utc>,
        failing: &Failing,
        not_before: Option<DateTime<Utc>>,
    ) -> Result<(), StoreError> {
        feeds::note_failure(&self.transaction, feed, now, failing, not_before)
    }

    /// Forgets where a feed goes on and how it is; what it brought stays.
    pub fn forget_feed(&mut self, feed: &str) -> Result<(), StoreError> {
        counterparts::forget_feed(&self.transaction, feed)?;
        outbox::forget_feed(&self.transaction, feed)?;
        feeds::forget(&self.transaction, feed)
    }

    /// Keeps what could not be read, once.
    pub fn keep_reject(&mut self, reject: &Rejected<'_>) -> Result<(), StoreError> {
        rejects::keep(&self.transaction, reject)
    }

    /// Lets the oldest rejects of a feed go, until the others keep to the limits.
    pub fn cap_rejects(&mut self, feed: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        rejects::cap(&self.transaction, feed, now)
    }

    /// Lets a reject go that was read after all.
    pub fn let_go_of_reject(&mut self, id: &RejectId) -> Result<(), StoreError> {
        rejects::let_go(&self.transaction, id)
    }

    /// Lets all go that could not be read of a feed's file or row.
    pub fn let_go_of_rejects(&mut self, feed: &str, place: &str) -> Result<(), StoreError> {
        rejects::let_go_of(&self.transaction, feed, place)
    }

    /// Returns what a CRM said of a lead when it was seen last; `None` before the first time.
    pub fn counterpart(&self, feed: &str, id: &str) -> Result<Option<Counterpart>, StoreError> {
        counterparts::last(&self.transaction, feed, id)
    }

    /// Returns all that is known of a CRM's lead: the record that stands for it here, the version that was
    /// seen, and what the CRM said then.
    pub fn seen(
        &self,
        feed: &str,
        id: &str,
    ) -> Result<Option<(RecordId, String, Counterpart)>, StoreError> {
        let seen = counterparts::seen(&self.transaction, feed, id)?;
        Ok(seen.map(|seen| (seen.record, seen.version, seen.state)))
    }

    /// Keeps what a CRM says of a lead now, and which version of it said so.
    pub fn keep_counterpart(
        &mut self,
        feed: &str,
        id: &str,
        record: RecordId,
        version: &str,
        state: &Counterpart,
    ) -> Result<(), StoreError> {
        counterparts::keep(&self.transaction, feed, id, record, version, state)
    }

    /// Notes that a CRM deleted a lead. Here it stays.
    pub fn note_gone(
        &mut self,
        feed: &str,
        id: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        counterparts::note_gone(&self.transaction, feed, id, now)
    }

    /// Notes that a CRM begins to name all leads that it has.
    pub fn begin_walk(&mut self, feed: &str) -> Result<(), StoreError> {
        counterparts::begin_walk(&self.transaction, feed)
    }

    /// Notes that a CRM has named all leads that it has: those that it did not are gone.
    pub fn end_walk(&mut self, feed: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        counterparts::end_walk(&self.transaction, feed, now)
    }

    /// Returns the parts of a CRM's lead that wait to be sent, and whether they were decided about after a
    /// moment.
    pub fn waiting(
        &self,
        feed: &str,
        id: &str,
        after: DateTime<Utc>,
    ) -> Result<Vec<(Part, bool)>, StoreError> {
        outbox::waiting(&self.transaction, feed, id, after)
    }

    /// Notes that a CRM's own later word goes before what waits about these parts.
    pub fn overtake(
        &mut self,
        feed: &str,
        id: &str,
        gone: &[Part],
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        outbox::overtake(&self.transaction, feed, id, gone, now)
    }

    /// Notes that a CRM knows what a package holds.
    pub fn note_sent(
        &mut self,
        feed: &str,
        package: &Package,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let Package { id, last, parts, .. } = package;
        outbox::note_sent(&self.transaction, feed, id, *last, parts, now)
    }

    /// Notes that a CRM does not take what a package holds, why, and what to do about it.
    pub fn note_refused(
        &mut self,
        feed: &str,
        package: &Package,
        why: &str,
        advice: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        outbox::note_refused(&self.transaction, feed, &package.id, package.last, why, advice, now)
    }

    /// Notes that of the parts that a CRM did not take some stand there all the same.
    pub fn settle_refused(
        &mut self,
        feed: &str,
        id: &str,
        stands: impl Fn(&Part) -> bool,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        outbox::settle_refused(&self.transaction, feed, id, stands, now)
    }

    /// Has refused entries sent once more, of one record or of all. Returns how many there are.
    pub fn retry_refused(&mut self, record: Option<RecordId>) -> Result<usize, StoreError> {
        outbox::retry(&self.transaction, record)
    }

    /// Lets refused entries of a record be: the CRM keeps what it has. Returns how many there were.
    pub fn let_be(&mut self, record: RecordId, now: DateTime<Utc>) -> Result<usize, StoreError> {
        outbox::let_be(&self.transaction, record, now)
    }
}
