//! `outbox`: what CRMs are still to be told of what was decided here, and what they do not take.

use std::io::{Write, stdout};

use serde_json::{Value, json};

use super::args::{Outbox, OutboxCommand};
use super::context::{Context, find, name, say};
use super::error::CliError;
use crate::app::crm::{let_be, retry};
use crate::app::{Store, StoreError};
use crate::domain::span::ago;
use crate::domain::text::sanitise;
use crate::language::english;

/// How many refusals of a feed are listed.
const MOST: usize = 1_000;

pub(super) fn run(context: &Context, outbox: &Outbox) -> Result<u8, CliError> {
    match &outbox.command {
        None if outbox.json => print(context),
        None => list(context),
        Some(OutboxCommand::Retry(which)) => {
            let mut store = context.open()?;
            let lead = which.lead.as_deref().map(|lead| find(&store, lead)).transpose()?;
            let count = retry(&mut store, lead)?;
            say(&format!("{count} to be told again, with the next `leadclock sync`"));
            Ok(u8::from(count == 0))
        }
        Some(OutboxCommand::Drop(which)) => {
            let mut store = context.open()?;
            let lead = find(&store, &which.lead)?;
            let count = let_be(&mut store, lead, context.now())?;
            say(&format!("{count} put away: the CRM keeps what it has, and here nothing changes"));
            Ok(u8::from(count == 0))
        }
    }
}

fn list(context: &Context) -> Result<u8, CliError> {
    let store = context.open_existing()?;
    let mut out = stdout().lock();
    let outlets: Vec<String> = context.connections.outlets().map(|(name, _)| name).collect();
    if outlets.is_empty() {
        say(
            "no feed is told what is decided here; `write_back = \"yes\"` in the settings of one opens the way",
        );
    }
    for feed in outlets {
        let unsent = store.unsent(&feed)?;
        writeln!(out, "{feed}: {} to be told, {} refused", unsent.waiting, unsent.refused)?;
        for refused in store.refused(&feed, MOST)? {
            let (lead, when) =
                (name(&store, refused.lead)?, ago(context.now() - refused.at, english()));
            writeln!(out, "  {lead}, {when}: {}", sanitise(&refused.why))?;
            writeln!(out, "    {}", sanitise(&refused.advice))?;
        }
    }
    Ok(0)
}

fn print(context: &Context) -> Result<u8, CliError> {
    let store = context.open_existing()?;
    let feeds = context.connections.outlets().map(|(feed, _)| told(&store, &feed));
    let feeds = feeds.collect::<Result<Vec<Value>, StoreError>>()?;
    let mut out = stdout().lock();
    serde_json::to_writer_pretty(&mut out, &feeds)?;
    writeln!(out)?;
    Ok(0)
}

fn told(store: &Store, feed: &str) -> Result<Value, StoreError> {
    let mut refusals = Vec::new();
    for refused in store.refused(feed, MOST)? {
        let lead = store.row(refused.lead)?.map(|row| row.id.to_string());
        let (why, advice) = (refused.why, refused.advice);
        refusals.push(json!({"lead": lead, "at": refused.at, "why": why, "advice": advice}));
    }
    let unsent = store.unsent(feed)?;
    Ok(
        json!({"feed": feed, "waiting": unsent.waiting, "refused": unsent.refused, "refusals": refusals}),
    )
}
