//! The Azure table into which Microsoft writes leads.
//!
//! It is asked for the rows written since the last pass and a little before, page by page. A page
//! is a piece; a pass that was broken off is gone on with at its next page. leadclock only reads
//! this table. `connection` reads the secret, `query` asks, `page` reads rows, `refusal` puts the
//! service's errors into words, `check` goes through what must be right.

mod check;
mod connection;
mod cursor;
mod page;
mod query;
mod refusal;
mod sas;
mod settings;
mod sign;

use std::ops::ControlFlow;

use chrono::TimeDelta;
use serde_json::Value;

use super::crm::{REPEATS, forgotten, going_round};
use super::http::{Client, SendError};
use super::{Feed, Kind, Piece, PieceSink, PullError, Step, World};
use crate::language::Messages;
use connection::Connection;
use cursor::{Cursor, Pass};
use page::Page;

/// The kind of feed that this is.
pub(super) const KIND: Kind = Kind {
    name: "azure_table",
    label: "Azure table",
    secret: Some("connection string"),
    settings: &["table", "overlap"],
    needs: &[],
    takes: None,
    sign_in: None,
    every: TimeDelta::minutes(5),
    silent_because: &[
        Messages::silent_account,
        Messages::silent_table,
        Messages::silent_nobody_asked,
        Messages::silent_withheld,
    ],
    open: settings::open,
};

/// How many rows are asked for at once: fewer, where the answer is too large.
const PAGE_SIZES: [u16; 3] = [1000, 100, 10];

/// One table.
struct AzureTable {
    connection: Connection,
    table: String,
    overlap: TimeDelta,
    client: Client,
}

/// What came of asking for a page.
enum Asked {
    Page(Page),
    TooLarge,
    TokenRefused,
}

impl Feed for AzureTable {
    fn pull(
        &mut self,
        from: Option<Value>,
        world: &World<'_>,
        sink: &mut PieceSink<'_>,
    ) -> Result<(), PullError> {
        let mut cursor = Cursor::read(from, &self.subject());
        let overlap = self.overlap;
        let mut pass = cursor.pass.clone().unwrap_or_else(|| cursor.begin(overlap));
        let (mut sizes, mut may_begin_again, mut repeats) = (PAGE_SIZES.iter(), true, 0);
        let mut size = sizes.next().copied().unwrap_or(1);
        loop {
            let page = match self.ask(world, &pass, size)? {
                Asked::Page(page) => page,
                Asked::TooLarge => {
                    size = *sizes.next().ok_or_else(too_large)?;
                    continue;
                }
                Asked::TokenRefused if may_begin_again => {
                    may_begin_again = false;
                    pass = cursor.begin(overlap);
                    continue;
                }
                Asked::TokenRefused => return Err(forgotten()),
            };
            if page.next.is_some() && page.next == pass.next {
                repeats += 1;
                if repeats == REPEATS {
                    return Err(going_round());
                }
                continue;
            }
            repeats = 0;
            if pass.next.is_none() {
                (pass.started, pass.reached_us) = (page.server_time, Some(page.received_at));
            }
            pass.newest = pass.newest.max(page.newest);
            pass.next = page.next;
            cursor.advance(&pass);
            let (anew, crm) = (Vec::new(), Vec::new());
            let piece = Piece { items: page.items, anew, crm, cursor: cursor.write() };
            if sink(piece) == ControlFlow::Break(()) || pass.next.is_none() {
                return Ok(());
            }
        }
    }

    fn check(&mut self, world: &World<'_>) -> Vec<Step> {
        check::check(self, world)
    }
}

impl AzureTable {
    /// Returns what a cursor belongs to: names of tables know no case.
    fn subject(&self) -> String {
        format!("{}/{}", self.connection.account, self.table.to_ascii_lowercase())
    }

    fn ask(&self, world: &World<'_>, pass: &Pass, size: u16) -> Result<Asked, PullError> {
        let make = |now| query::page(&self.connection, &self.table, pass, size, now);
        let answer = match self.client.send(world, &make, &page::is_envelope) {
            Ok(answer) => answer,
            Err(SendError::TooLarge) => return Ok(Asked::TooLarge),
            Err(SendError::Pull(error)) => return Err(error),
        };
        match answer.status {
            200 => match page::read(&answer, &self.table, world) {
                Some(page) => Ok(Asked::Page(page)),
                None => Err(forgotten()),
            },
            413 => Ok(Asked::TooLarge),
            // The service keeps no promise how long a token is good.
            400 if pass.next.is_some() => Ok(Asked::TokenRefused),
            _ => Err(refusal::read(&answer, &self.connection, &self.table).into_error()),
        }
    }
}

fn too_large() -> PullError {
    PullError::Refused {
        why: "ten rows of the table are more than 32 MiB".to_owned(),
        advice: "look at what fills the table: no lead is so large".to_owned(),
    }
}

#[cfg(test)]
mod tests;
