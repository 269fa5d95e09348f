//! Listening to a CRM: what it decided about its leads becomes events of ours.
//!
//! The feed is who decided, so no `u` of a person takes it back, and the history says where it comes
//! from.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::counterpart::news;
use crate::domain::ids::{BatchId, RecordId};
use crate::sources::feeds::{CrmNews, Sighting};
use crate::store::StoreError;
use crate::store::log::Author;
use crate::store::write::Writer;

/// Returns the records that are to be passed over: of leads with which the CRM was done before we came.
pub(super) fn unwanted(
    writer: &Writer<'_>,
    crm: &[CrmNews],
) -> Result<HashSet<RecordId>, StoreError> {
    let mut unwanted = HashSet::new();
    for heard in crm {
        if let CrmNews::Seen(Sighting { record, only_if_known: true, .. }) = heard
            && writer.lead_with(*record)?.is_none()
        {
            unwanted.insert(*record);
        }
    }
    Ok(unwanted)
}

/// Takes in what a CRM says, of leads that are here.
pub(super) fn listen(
    writer: &mut Writer<'_>,
    feed: &str,
    crm: Vec<CrmNews>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    for heard in crm {
        match heard {
            CrmNews::Seen(sighting) => take_note(writer, feed, &sighting, now)?,
            CrmNews::Gone { id } => writer.note_gone(feed, &id, now)?,
        }
    }
    Ok(())
}

fn take_note(
    writer: &mut Writer<'_>,
    feed: &str,
    sighting: &Sighting,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let Sighting { id, record, version, counterpart, .. } = sighting;
    let Some(key) = writer.lead_with(*record)? else { return Ok(()) };
    let before = writer.counterpart(feed, id)?;
    let news = news(before.as_ref(), counterpart, writer.lead(key)?);
    let author = Author { actor: feed.to_owned(), batch: BatchId(Uuid::now_v7()), now };
    for kind in news {
        writer.append(&author, key, kind)?;
    }
    writer.keep_counterpart(feed, id, *record, version, counterpart)
}
