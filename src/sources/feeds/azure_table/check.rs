//! All that must be right before leads arrive, one step after the other.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;

use super::AzureTable;
use super::connection::Credential;
use super::cursor::Pass;
use super::page::{self, Columns};
use super::query;
use super::refusal::{self, Part, clock_difference, differs};
use super::sas;
use super::settings::is_table_name;
use crate::sources::feeds::http::{Answer, SendError};
use crate::sources::feeds::steps::{self, Steps};
use crate::sources::feeds::{PullError, Step, Trouble, World};

/// How many rows are looked at.
const ROWS: u16 = 10;
/// How many pages without rows are gone through to find some.
const PAGES: usize = 20;
/// How many tables are named.
const TABLES: usize = 5;
/// How far the clocks may differ before it is worth a word.
const NOTEWORTHY: TimeDelta = TimeDelta::minutes(1);
/// How long before its end a SAS is worth a word.
const SOON: TimeDelta = TimeDelta::days(14);

/// Goes through the steps and ends with the first that is not well.
pub(super) fn check(feed: &AzureTable, world: &World<'_>) -> Vec<Step> {
    let connection = &feed.connection;
    let mut steps = Steps::default();
    let kind = match connection.credential {
        Credential::Key(_) => "its key",
        Credential::Sas(_) => "a SAS",
    };
    steps.well("connection string", format!("the account {}, with {kind}", connection.account));

    let answer = match rows(feed, world) {
        Ok(answer) => answer,
        Err(trouble) => return steps.ends("name", trouble),
    };
    steps.well("name", format!("{} answers", connection.endpoint.host));

    let refused = (answer.status != 200).then(|| refusal::read(&answer, connection, &feed.table));
    match refused {
        None => {
            steps.well("clock", clock(&answer));
            steps.well("key", key(&connection.credential, answer.received_at));
        }
        Some(refused) => {
            if refused.part == Part::Clock {
                return steps.ends("clock", refused.trouble);
            }
            steps.well("clock", clock(&answer));
            if refused.part == Part::Key {
                return steps.ends("key", refused.trouble);
            }
            steps.well("key", key(&connection.credential, answer.received_at));
            return match refused.part {
                Part::Permission => steps.ends("permission", refused.trouble),
                Part::Table => {
                    let advice = discover(feed, world).unwrap_or(refused.trouble.advice);
                    steps.ends("table", Trouble { why: refused.trouble.why, advice })
                }
                Part::Clock | Part::Key | Part::Other => steps.ends("table", refused.trouble),
            };
        }
    }
    steps.well("table", format!("{} is there", feed.table));
    steps.well("permission", "rows can be read");
    match look(page::columns(&answer).unwrap_or_default()) {
        Ok(found) => {
            steps.well("rows", found);
            steps.end()
        }
        Err(trouble) => steps.ends("rows", trouble),
    }
}

/// Asks for the first rows there are, and returns what came last.
fn rows(feed: &AzureTable, world: &World<'_>) -> Result<Answer, Trouble> {
    let mut pass = Pass::default();
    let mut left = PAGES;
    loop {
        let make = |now| query::page(&feed.connection, &feed.table, &pass, ROWS, now);
        let answer =
            feed.client.send(world, &make, &page::is_envelope).map_err(|error| match error {
                SendError::Pull(error) => trouble(error),
                SendError::TooLarge => trouble(super::too_large()),
            })?;
        let is_empty = page::columns(&answer).is_some_and(|columns| columns.rows == 0);
        left -= 1;
        match page::token(&answer) {
            Some(next) if answer.status == 200 && is_empty && left > 0 => pass.next = Some(next),
            _ => return Ok(answer),
        }
    }
}

fn clock(answer: &Answer) -> String {
    match clock_difference(answer) {
        None => "the service does not say its time".to_owned(),
        Some(ahead) if ahead.abs() <= NOTEWORTHY => "this computer's clock is right".to_owned(),
        Some(ahead) => format!("this computer's clock is {}: set it", differs(ahead)),
    }
}

fn key(credential: &Credential, now: DateTime<Utc>) -> String {
    let ends = match credential {
        Credential::Key(_) => return "accepted".to_owned(),
        Credential::Sas(sas) => sas::ends(sas),
    };
    match ends {
        None => "accepted".to_owned(),
        Some(end) => {
            let soon = if end - now < SOON { ": make a new one before" } else { "" };
            format!("accepted, ends on {}{soon}", end.format("%Y-%m-%d"))
        }
    }
}

fn look(columns: Columns) -> Result<String, Trouble> {
    let Columns { rows, all, known } = columns;
    if rows == 0 {
        return Ok("the table is empty: press Validate on the offer's lead destination in \
                   Partner Center, and a test lead should arrive"
            .to_owned());
    }
    if known == 0 {
        return Err(Trouble {
            why: format!("none of the {all} columns of its rows is known: these are no leads"),
            advice: "correct `table` in the settings of the feed".to_owned(),
        });
    }
    let looked = if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") };
    Ok(format!("{looked} looked at, {known} of {all} columns known"))
}

/// Returns what to write instead, where the account has tables that could be meant.
fn discover(feed: &AzureTable, world: &World<'_>) -> Option<String> {
    #[derive(Deserialize)]
    struct Table {
        #[serde(rename = "TableName")]
        name: String,
    }
    #[derive(Deserialize)]
    struct Tables {
        value: Vec<Table>,
    }
    let make = |now| query::tables(&feed.connection, now);
    let answer = feed.client.send(world, &make, &page::is_envelope).ok()?;
    let tables: Tables = serde_json::from_slice(&answer.body).ok()?;
    let (likely, others): (Vec<String>, Vec<String>) = tables
        .value
        .into_iter()
        .map(|table| table.name)
        .filter(|name| is_table_name(name))
        .partition(|name| name.to_ascii_lowercase().contains("lead"));
    match (likely.as_slice(), others.len()) {
        ([], 0) => Some(
            "the account has no table yet: press Validate on the offer's lead destination in \
             Partner Center, which makes it"
                .to_owned(),
        ),
        ([], _) => Some(format!(
            "the account has {}: write one as `table = \"{}\"` if it holds the leads, or press \
             Validate in Partner Center, which makes the table",
            named(&others),
            others[0]
        )),
        ([one, ..], _) => {
            Some(format!("the account has {}: write `table = \"{one}\"`", named(&likely)))
        }
    }
}

fn named(tables: &[String]) -> String {
    let first: Vec<&str> = tables.iter().take(TABLES).map(String::as_str).collect();
    let more = if tables.len() > TABLES { " and others" } else { "" };
    format!("{}{more}", first.join(", "))
}

fn trouble(error: PullError) -> Trouble {
    steps::trouble(error, "the account's name in the connection string")
}
