//! A lead as the queue shows it: one row of the projection.

use chrono::{DateTime, Utc};
use rusqlite::Row;

use super::log::millis;
use crate::domain::clock::{Cause, Due};
use crate::domain::ids::LeadId;
use crate::domain::queue::{Place, Section};
use crate::domain::text::Text;

/// The row of a lead in this file: the arrival number of the record it was first known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LeadKey(pub i64);

/// A lead as the queue shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueRow {
    /// Its row.
    pub key: LeadKey,
    /// Its name.
    pub id: LeadId,
    /// Where it stands.
    pub place: Place,
    /// The touch that is owed.
    pub due: Option<Due>,
    /// Until when it is out of sight.
    pub snoozed_until: Option<DateTime<Utc>>,
    /// How many touches were made.
    pub touches: u32,
    /// The step of the cadence that is next, and of how many.
    pub step: Option<(u8, u8)>,
    /// Whether a DNC record stands among others.
    pub heads_up: bool,
    /// Whether it is qualified, for a row that stands among the open ones again.
    pub qualified: bool,
    /// The person, or the best stand-in.
    pub name: Option<Text>,
    /// The company.
    pub company: Option<Text>,
    /// The offer of the record that leads, without the publisher.
    pub offer: Option<Text>,
    /// Who owns it.
    pub owner: Option<String>,
}

/// The columns that [`read`] reads, in order.
pub(super) const COLUMNS: &str = "key, id, section, idle, sort, due_from, soon_at, due_at, planned, snoozed_until, \
     status, touches, heads_up, name, company, offer, owner, step, steps";

/// How many columns these are.
pub(super) const COLUMN_COUNT: usize = {
    let (mut count, mut at) = (1, 0);
    while at < COLUMNS.len() {
        if COLUMNS.as_bytes()[at] == b',' {
            count += 1;
        }
        at += 1;
    }
    count
};

pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<QueueRow> {
    let text = |index| -> rusqlite::Result<Option<Text>> {
        Ok(row.get::<_, Option<String>>(index)?.map(Text::new))
    };
    let due = match (row.get(5)?, row.get(6)?, row.get(7)?) {
        (Some(from), Some(soon_at), Some(at)) => Some(Due {
            from: millis(from),
            at: millis(at),
            soon_at: millis(soon_at),
            cause: if row.get(8)? { Cause::Planned } else { Cause::FirstAnswer },
        }),
        _ => None,
    };
    Ok(QueueRow {
        key: LeadKey(row.get(0)?),
        id: LeadId::from_bytes(row.get(1)?),
        place: place(row, 2)?,
        due,
        snoozed_until: row.get::<_, Option<i64>>(9)?.map(millis),
        touches: row.get(11)?,
        heads_up: row.get(12)?,
        qualified: row.get_ref(10)?.as_str()? == "qualified",
        name: text(13)?,
        company: text(14)?,
        offer: text(15)?,
        owner: row.get(16)?,
        step: row.get::<_, Option<u8>>(17)?.zip(row.get(18)?),
    })
}

/// Reads `section, idle, sort` from three columns.
pub(super) fn place(row: &Row<'_>, first: usize) -> rusqlite::Result<Place> {
    let number: u8 = row.get(first)?;
    let section = Section::from_number(number)
        .ok_or(rusqlite::Error::IntegralValueOutOfRange(first, i64::from(number)))?;
    Ok(Place { section, idle: row.get(first + 1)?, sort: row.get(first + 2)? })
}
