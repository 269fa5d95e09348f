//! The bare database: the least that any program on SQLite must do for the same rows.

use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Params};

use super::Outcome;

/// The columns that a row of the queue is read from.
pub(crate) const COLUMNS: &str = "key, id, section, idle, sort, due_from, soon_at, due_at, planned, snoozed_until, \
     status, touches, heads_up, name, company, offer, owner";

/// Opens a file as it is, with SQLite's own settings.
pub(crate) fn open(path: &Path) -> Outcome<Connection> {
    let connection = Connection::open(path)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// Runs a statement and looks at every value. Returns how many rows there were.
pub(crate) fn read(connection: &Connection, sql: &str, params: impl Params) -> Outcome<usize> {
    let mut statement = connection.prepare_cached(sql)?;
    let columns = statement.column_count();
    let mut rows = statement.query(params)?;
    let mut found = 0;
    while let Some(row) = rows.next()? {
        for column in 0..columns {
            if let ValueRef::Text(text) | ValueRef::Blob(text) = row.get_ref(column)? {
                std::hint::black_box(text);
            }
        }
        found += 1;
    }
    Ok(found)
}

/// A place in the index of the queue.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seat {
    /// The row.
    pub(crate) key: i64,
    section: i64,
    idle: bool,
    sort: i64,
}

/// Returns the row in the middle of some sections, in the order of the queue.
pub(crate) fn middle(connection: &Connection, sections: &str) -> Outcome<Seat> {
    let leads = format!("FROM leads INDEXED BY queue WHERE section IN ({sections})");
    let count: i64 =
        connection.query_row(&format!("SELECT count(*) {leads}"), [], |row| row.get(0))?;
    let seat = connection.query_row(
        &format!(
            "SELECT key, section, idle, sort {leads}
             ORDER BY section, idle, sort, key LIMIT 1 OFFSET ?1"
        ),
        [count / 2],
        |row| {
            Ok(Seat {
                key: row.get(0)?,
                section: row.get(1)?,
                idle: row.get(2)?,
                sort: row.get(3)?,
            })
        },
    )?;
    Ok(seat)
}

/// Reads so many rows before a seat and so many from it on, by key.
pub(crate) fn around(
    connection: &Connection,
    seat: Seat,
    before: usize,
    after: usize,
) -> Outcome<usize> {
    let mut found = 0;
    for (step, order, limit) in [(">=", "ASC", after), ("<", "DESC", before)] {
        if limit == 0 {
            continue;
        }
        let sql = format!(
            "SELECT {COLUMNS} FROM leads INDEXED BY queue
             WHERE section = ?1 AND idle = ?2 AND (sort, key) {step} (?3, ?4)
             ORDER BY sort {order}, key {order} LIMIT {limit}"
        );
        found += read(connection, &sql, (seat.section, seat.idle, seat.sort, seat.key))?;
    }
    Ok(found)
}

/// Reads the first page of the queue.
pub(crate) fn first_page(connection: &Connection) -> Outcome<usize> {
    let sql = format!(
        "SELECT {COLUMNS} FROM leads INDEXED BY queue
         WHERE section IN (0, 1, 2, 3) ORDER BY section, idle, sort, key LIMIT 40"
    );
    read(connection, &sql, [])
}

/// Reads the first rows of the table that hold a word.
pub(crate) fn like(connection: &Connection, word: &str) -> Outcome<usize> {
    let sql = format!("SELECT {COLUMNS} FROM leads WHERE haystack LIKE ?1 LIMIT 40");
    read(connection, &sql, [format!("%{word}%")])
}

/// Reads the first rows, in the order of the queue, of which a condition holds.
pub(crate) fn holding(connection: &Connection, condition: &str) -> Outcome<usize> {
    let sql = format!(
        "SELECT {COLUMNS} FROM leads WHERE {condition} ORDER BY section, idle, sort, key LIMIT 40"
    );
    read(connection, &sql, [])
}

/// Counts the leads section by section.
pub(crate) fn counts(connection: &Connection) -> Outcome<usize> {
    read(
        connection,
        "SELECT section, idle, count(*) FROM leads INDEXED BY queue GROUP BY section, idle",
        [],
    )
}
