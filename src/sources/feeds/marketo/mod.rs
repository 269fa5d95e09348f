//! People of Marketo who filled in the marketplace's form.
//!
//! Partner Center hands leads to a form of Design Studio. So what is new is asked for as activities "Fill Out
//! Form" of that form, by paging tokens, and the people behind them; each form that was filled in is a
//! record. Whoever unsubscribes there objects to mails; that is asked for as a change of the field
//! `unsubscribed`, and written back into it. `ask` puts questions and reads errors, which come with HTTP 200;
//! `row` makes records, `cursor` knows where to go on, `tell` writes back, `check` goes through what must be
//! right.
//!
//! Facts: Marketo's REST API documentation (authentication, paging tokens, activities, leads, error codes).
//! That the API filters activities by the form (`assetIds`), and which fields hold the marketplace's words,
//! is not proven: the form is compared here as well, and all attributes are looked at.

mod ask;
mod check;
mod cursor;
mod row;
mod settings;
mod tell;
mod token;

use std::ops::ControlFlow;

use chrono::TimeDelta;
use secrecy::SecretString;
use serde_json::Value;

use super::crm::{REPEATS, going_round};
use super::http::Client;
use super::{Feed, Kind, Outlet, Piece, PieceSink, PullError, Step, World};
use crate::domain::counterpart::Part;
use crate::language::Messages;
use cursor::{Cursor, Stream};
use token::Tokens;

/// The kind of feed that this is.
pub(super) const KIND: Kind = Kind {
    name: "marketo",
    label: "Marketo",
    secret: Some("client secret"),
    settings: settings::NAMES,
    needs: &[
        ("url", "address of the REST API, such as https://123-PQR-789.mktorest.com"),
        ("client", "client id of the LaunchPoint service"),
        ("form", "form id, as Partner Center has it"),
    ],
    takes: Some(|part| *part == Part::OptOut),
    sign_in: None,
    every: TimeDelta::minutes(10),
    silent_because: &[
        Messages::silent_form,
        Messages::silent_nobody_asked,
        Messages::silent_withheld,
    ],
    open: settings::open,
};

/// One subscription.
struct Marketo {
    /// Where it is: `https://123-PQR-789.mktorest.com`, without a slash at the end.
    url: String,
    /// The client id of the service.
    id: String,
    secret: SecretString,
    /// The id of the marketplace's form.
    form: String,
    /// How far back the first look goes.
    from: TimeDelta,
    tokens: Tokens,
    client: Client,
    writes_back: bool,
}

impl Feed for Marketo {
    fn pull(
        &mut self,
        from: Option<Value>,
        world: &World<'_>,
        sink: &mut PieceSink<'_>,
    ) -> Result<(), PullError> {
        let mut cursor = Cursor::read(from, &self.url, &self.form);
        for stream in [Stream::Forms, Stream::Changes] {
            let mut repeats = 0;
            loop {
                let Some(place) = cursor.place(stream) else {
                    let since = (world.now)() - self.from;
                    cursor.go_to(stream, self.first_token(world, since)?);
                    continue;
                };
                let Some(page) = self.page(world, stream, &place)? else {
                    // A token that is not known any more: from when all was last known.
                    let since = cursor.known_until().unwrap_or((world.now)() - self.from);
                    cursor.go_to(stream, self.first_token(world, since)?);
                    repeats += 1;
                    if repeats == REPEATS {
                        return Err(going_round());
                    }
                    continue;
                };
                let is_last = !page.has_more;
                repeats = if page.next == place && !is_last { repeats + 1 } else { 0 };
                if repeats == REPEATS {
                    return Err(going_round());
                }
                let row::Read { items, crm } = match stream {
                    Stream::Forms => self.forms(world, &page)?,
                    Stream::Changes => row::changes(&page),
                };
                cursor.go_to(stream, page.next.clone());
                if is_last && stream == Stream::Changes {
                    cursor.note_known((world.now)());
                }
                let piece = Piece { items, anew: Vec::new(), crm, cursor: cursor.write() };
                if sink(piece) == ControlFlow::Break(()) {
                    return Ok(());
                }
                if is_last {
                    break;
                }
            }
        }
        Ok(())
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
