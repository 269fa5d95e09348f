//! Leads of Dynamics 365, by the Web API of Dataverse.
//!
//! The marketplace writes leads into an organisation's own table, among those that come from elsewhere;
//! `row` tells which are its, and what the CRM made of them. What is new is asked for by change
//! tracking, which tells of deletions too, or, where that may not be used, by the time of the last
//! change. A page is a piece. `token` signs in, `device` lets a person do so, `ask` puts questions and reads refusals, `cursor` knows
//! where to go on, `tell` writes back what was decided here, `check` goes through what must be right.
//!
//! Facts: the reference pages of the table `lead` and of the Web API (change tracking, paging, service
//! protection limits). Into which columns Microsoft's writer puts LeadSource is not published; so all
//! that could hold it are looked at.

mod ask;
mod check;
mod cursor;
mod device;
mod labels;
mod row;
mod settings;
mod tell;
mod token;

use std::ops::ControlFlow;

use chrono::TimeDelta;
use secrecy::SecretString;
use serde_json::Value;

use super::crm::{REPEATS, Read, Reading, forgotten, going_round};
use super::http::Client;
use super::{Feed, Kind, Outlet, Piece, PieceSink, PullError, Step, World};
use crate::language::Messages;
use ask::Asked;
use cursor::{Cursor, Question};
use tell::Writing;
use token::Tokens;

/// The kind of feed that this is.
pub(super) const KIND: Kind = Kind {
    name: "dynamics",
    label: "Dynamics 365",
    secret: Some("client secret"),
    settings: settings::NAMES,
    needs: &[
        ("url", "address of the environment, such as https://contoso.crm4.dynamics.com"),
        ("tenant", "directory (tenant) id, or a domain of the tenant"),
        ("client", "application (client) id"),
    ],
    takes: Some(tell::takes),
    sign_in: Some(device::sign_in),
    every: TimeDelta::minutes(5),
    silent_because: &[
        Messages::silent_writer,
        Messages::silent_organisation,
        Messages::silent_nobody_asked,
        Messages::silent_withheld,
    ],
    open: settings::open,
};

/// One organisation.
struct Dynamics {
    /// Where it is: `https://contoso.crm4.dynamics.com`, without a slash at the end.
    url: String,
    application: Application,
    tokens: Tokens,
    reading: Reading,
    changes: Changes,
    overlap: TimeDelta,
    client: Client,
    /// How it is written to; `None` where it is not.
    writing: Option<Writing>,
}

/// Who we are to the organisation.
struct Application {
    /// Where tokens are given out.
    login: String,
    /// The tenant's id or one of its domains.
    tenant: String,
    /// The application's id.
    id: String,
    /// Whether a person signed in to it.
    is_person: bool,
    /// Its secret; of a person what stands for their sign-in (a refresh token).
    secret: SecretString,
}

/// How what is new is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Changes {
    /// By change tracking, and where the service refuses that, by time.
    Either,
    /// By change tracking.
    Tracked,
    /// By the time of the last change. Deletions are not seen.
    ByTime,
}

impl Feed for Dynamics {
    fn pull(
        &mut self,
        from: Option<Value>,
        world: &World<'_>,
        sink: &mut PieceSink<'_>,
    ) -> Result<(), PullError> {
        let mut cursor = Cursor::read(from, &self.url);
        let (mut may_begin_again, mut repeats) = (true, 0);
        loop {
            let question = cursor.question(self.changes, self.overlap);
            let page = match self.ask_page(world, &question)? {
                Asked::Page(page) => page,
                Asked::NotTracked if self.changes == Changes::Either => {
                    cursor.go_by_time();
                    continue;
                }
                Asked::Forgotten if may_begin_again => {
                    may_begin_again = false;
                    cursor.begin_again();
                    continue;
                }
                Asked::NotTracked => return Err(not_tracked()),
                Asked::Forgotten => return Err(forgotten()),
            };
            let followed =
                matches!(&question, Question::Link(link) if page.next.as_ref() == Some(link));
            repeats = if followed { repeats + 1 } else { 0 };
            if repeats == REPEATS {
                return Err(going_round());
            }
            let is_last = page.next.is_none();
            let mut read = row::read_all(&page, &self.reading, world);
            cursor.advance(&question, &page, &mut read);
            let Read { items, crm } = read;
            let piece = Piece { items, anew: Vec::new(), crm, cursor: cursor.write() };
            if sink(piece) == ControlFlow::Break(()) || is_last {
                return Ok(());
            }
        }
    }

    fn check(&mut self, world: &World<'_>) -> Vec<Step> {
        check::check(self, world)
    }

    fn renewed_secret(&mut self) -> Option<SecretString> {
        self.tokens.take_renewed()
    }

    fn outlet(&mut self) -> Option<&mut dyn Outlet> {
        match self.writing {
            Some(_) => Some(self),
            None => None,
        }
    }
}

fn not_tracked() -> PullError {
    PullError::Refused {
        why: "the organisation does not track changes of leads for this application".to_owned(),
        advice: "turn on \"Track changes\" of the table Lead and let the application's role read leads of \
                 the whole organisation, or write `changes = \"time\"` in the settings of the feed"
            .to_owned(),
    }
}

#[cfg(test)]
mod tests;
