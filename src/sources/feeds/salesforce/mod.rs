//! Leads of Salesforce, by its REST API.
//!
//! The marketplace hands leads in by Web-to-Lead, so they stand among those of other sources; `row` tells
//! which are its, and what the CRM made of them. What is new is asked for by `SystemModstamp`, from a little
//! before the last pass on, deleted leads included. A page is a piece. `token` signs in, `ask` puts questions
//! and reads refusals, `statuses` reads the organisation's own list, `cursor` knows where to go on, `tell`
//! writes back what was decided here, `check` goes through what must be right.
//!
//! Facts: the REST API developer guide (query, queryAll, conditional requests, limits), the object reference
//! of Lead and LeadStatus, and the OAuth flows of connected apps.

mod ask;
mod check;
mod cursor;
mod row;
mod settings;
mod statuses;
mod tell;
mod token;

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use chrono::TimeDelta;
use secrecy::SecretString;
use serde_json::Value;

use super::crm::{REPEATS, Read, Reading, forgotten, going_round};
use super::http::Client;
use super::{Feed, Kind, Outlet, Piece, PieceSink, PullError, Step, World};
use crate::domain::counterpart::Part;
use crate::language::Messages;
use ask::Asked;
use cursor::Cursor;
use statuses::Statuses;
use token::Tokens;

/// The kind of feed that this is.
pub(super) const KIND: Kind = Kind {
    name: "salesforce",
    label: "Salesforce",
    secret: Some("consumer secret"),
    settings: settings::NAMES,
    needs: &[
        ("url", "address of the organisation, such as https://contoso.my.salesforce.com"),
        ("client", "consumer key of the connected app"),
    ],
    takes: Some(|part| !matches!(part, Part::Prerequisite(_))),
    sign_in: None,
    every: TimeDelta::minutes(5),
    silent_because: &[
        Messages::silent_web_to_lead,
        Messages::silent_organisation,
        Messages::silent_nobody_asked,
        Messages::silent_withheld,
    ],
    open: settings::open,
};

/// One organisation.
struct Salesforce {
    /// Where one signs in: `https://contoso.my.salesforce.com`, without a slash at the end.
    url: String,
    application: Application,
    tokens: Tokens,
    reading: Reading,
    /// What the settings say that a status means, by its name in lower case.
    named: BTreeMap<String, statuses::Meaning>,
    /// The organisation's list, once it is known.
    statuses: Option<Statuses>,
    overlap: TimeDelta,
    client: Client,
    writes_back: bool,
    /// The ids of users by their names, as far as they were asked for.
    users: BTreeMap<String, Option<String>>,
}

/// Who we are to the organisation.
struct Application {
    /// The consumer key of the connected app.
    key: String,
    /// How it proves that it is the one.
    proof: Proof,
}

/// How an application proves that it is the one.
enum Proof {
    /// By its secret.
    Secret(SecretString),
    /// By a signature with its private key, in the name of a user.
    Signature {
        /// The key, as PEM.
        key: SecretString,
        /// The user's name.
        user: String,
        /// For whom the signature is meant.
        audience: String,
    },
}

impl Feed for Salesforce {
    fn pull(
        &mut self,
        from: Option<Value>,
        world: &World<'_>,
        sink: &mut PieceSink<'_>,
    ) -> Result<(), PullError> {
        let mut cursor = Cursor::read(from, &self.url);
        let statuses = self.statuses(world)?;
        let (mut may_begin_again, mut repeats) = (true, 0);
        loop {
            let question = cursor.question(self.overlap);
            let page = match self.ask_page(world, &question)? {
                Asked::Page(page) => page,
                Asked::Forgotten if may_begin_again => {
                    may_begin_again = false;
                    cursor.begin_again();
                    continue;
                }
                Asked::Forgotten => return Err(forgotten()),
            };
            let is_same = page.next.is_some() && page.next.as_deref() == question.link();
            repeats = if is_same { repeats + 1 } else { 0 };
            if repeats == REPEATS {
                return Err(going_round());
            }
            let is_last = page.next.is_none();
            let mut read = row::read_all(&page, &self.reading, &statuses, world);
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

    fn outlet(&mut self) -> Option<&mut dyn Outlet> {
        match self.writes_back {
            true => Some(self),
            false => None,
        }
    }
}

#[cfg(test)]
mod tests;
