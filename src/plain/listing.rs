//! The leads as a list that is heard: the most urgent first, a line each.

use chrono::{DateTime, Utc};

use super::spoken::{duration, listed};
use crate::app::query::{Anchor, WindowRequest, window};
use crate::app::{Counts, Entry, Filter, GroupSet, QueueRow, Store, StoreError};
use crate::domain::clock::Clock;
use crate::domain::queue::Group;
use crate::domain::text::Text;
use crate::language::Messages;

/// How many leads of each group are looked at, and of a search: nobody listens to more.
pub(super) const MOST: usize = 300;

/// Returns the leads that a filter shows, in the order of the queue.
///
/// # Errors
/// Those of the store.
pub(super) fn found(
    store: &Store,
    now: DateTime<Utc>,
    filter: Filter,
) -> Result<Vec<(Group, QueueRow)>, StoreError> {
    let request = WindowRequest {
        now,
        open: GroupSet::default(),
        filter,
        anchor: Anchor::Top,
        before: 0,
        after: MOST,
        as_cards: false,
    };
    let entries = window(store, &request)?.entries.into_iter();
    Ok(entries
        .filter_map(|entry| match entry {
            Entry::Lead(group, row) => Some((group, row)),
            Entry::Heading(_) => None,
        })
        .collect())
}

/// Says how much is due.
pub(super) fn summary(counts: &Counts, say: &Messages) -> String {
    let open = counts.open();
    say.plain_summary(open.overdue, open.due_soon, open.total)
}

/// Says a lead in one line: how urgent, who, of which company, how far, and how often tried.
pub(super) fn line(group: Group, row: &QueueRow, now: DateTime<Utc>, say: &Messages) -> String {
    let mut parts = vec![urgency(row, now, say), who(row, say)];
    parts.extend(row.company.as_ref().map(|company| company.shown().into_owned()));
    parts.push(group.label(say).to_lowercase());
    if row.qualified && group != Group::Qualified {
        parts.push(say.plain_qualified());
    }
    if row.heads_up {
        parts.push(say.plain_heads_up());
    }
    parts.push(say.plain_touches(row.touches));
    say.plain_sentence(listed(parts, say))
}

/// Returns who it is.
pub(super) fn who(row: &QueueRow, say: &Messages) -> String {
    row.name.as_ref().map_or_else(|| say.plain_no_name(), |name: &Text| name.shown().into_owned())
}

fn urgency(row: &QueueRow, now: DateTime<Utc>, say: &Messages) -> String {
    let Some(due) = row.due else { return say.clock_none() };
    match due.clock(now) {
        Clock::Overdue => say.plain_overdue(duration(now - due.at, say)),
        Clock::DueSoon => say.plain_due_soon(duration(due.at - now, say)),
        Clock::OnTrack | Clock::Met | Clock::None => say.plain_left(duration(due.at - now, say)),
    }
}
