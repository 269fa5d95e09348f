//! The end of the day in a few lines: what was done, what is left, and what comes first tomorrow.

use chrono::{DateTime, Days, NaiveTime, Utc};
use serde::Serialize;

use crate::domain::event::{Event, EventKind};
use crate::domain::ids::LeadId;
use crate::domain::text::Text;
use crate::domain::undo::undone;
use crate::domain::zone::Zone;
use crate::store::{QueueRow, Store, StoreError};

/// How many leads after today are named.
const FIRST: usize = 3;

/// A day, as far as it has come. Times are UTC; the day is the zone's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Today {
    /// What was done since midnight, by everybody whose events are here.
    pub done: Done,
    /// What is still owed today.
    pub left: Left,
    /// The leads that come first after today.
    pub next: Vec<DueLead>,
}

/// What was done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Done {
    /// Touches.
    pub touches: u64,
    /// Leads that were qualified.
    pub qualified: u64,
    /// Leads that were dismissed.
    pub dismissed: u64,
    /// Follow-ups that were planned, by a person or by a cadence.
    pub planned: u64,
    /// Guards that were overridden.
    pub overrides: u64,
}

/// What is left.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Left {
    /// Leads that are overdue.
    pub overdue: u64,
    /// Leads that are due before midnight.
    pub due_today: u64,
}

/// A lead to whom a touch is owed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DueLead {
    /// Its name.
    pub id: LeadId,
    /// Who.
    pub name: Option<Text>,
    /// Of which company.
    pub company: Option<Text>,
    /// When the touch is owed.
    pub due_at: DateTime<Utc>,
}

/// Looks back at the day and ahead to the next one.
///
/// # Errors
/// Those of the store.
pub fn today(store: &Store, zone: &Zone, now: DateTime<Utc>) -> Result<Today, StoreError> {
    let date = zone.local(now).date();
    let midnight = |days| {
        let date = date.checked_add_days(Days::new(days)).unwrap_or(date);
        zone.instant(date.and_time(NaiveTime::MIN))
    };
    let (start, end) = (midnight(0), midnight(1));
    let overdue = store.counts(now)?.open().overdue;
    let due = store.due_between(end, DateTime::<Utc>::MAX_UTC, FIRST, now)?;
    Ok(Today {
        done: done(&store.events_since(start)?, start),
        left: Left { overdue, due_today: store.count_due_between(now, end, now)? },
        next: due.into_iter().filter_map(due_lead).collect(),
    })
}

fn due_lead(row: QueueRow) -> Option<DueLead> {
    Some(DueLead { id: row.id, name: row.name, company: row.company, due_at: row.due?.at })
}

/// Counts what stands of the day's events: what was taken back is not counted, and what was done
/// earlier and only written down today is not either.
fn done(events: &[Event], start: DateTime<Utc>) -> Done {
    let undone = undone(events);
    let mut done = Done::default();
    for event in events.iter().filter(|event| !undone.contains(&event.batch)) {
        match &event.kind {
            EventKind::Touched { made_at, .. } if made_at.is_none_or(|at| at >= start) => {
                done.touches += 1;
            }
            EventKind::Qualified { .. } => done.qualified += 1,
            EventKind::Dismissed { .. } => done.dismissed += 1,
            EventKind::FollowUpPlanned { .. } | EventKind::Nurtured { .. } => done.planned += 1,
            EventKind::GuardOverridden { .. } => done.overrides += 1,
            _ => {}
        }
    }
    done
}
