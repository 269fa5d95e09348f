//! All that must be right before leads arrive, one step after the other.

use std::collections::BTreeMap;

use super::Dynamics;
use super::ask::Asked;
use super::cursor::Question;
use super::row::{Row, Told};
use super::{Changes, labels, not_tracked};
use crate::sources::feeds::crm::{Reading, forgotten};
use crate::sources::feeds::page::Page;
use crate::sources::feeds::steps::{self, Steps};
use crate::sources::feeds::{PullError, Step, Trouble, World};

/// Goes through the steps and ends with the first that is not well.
pub(super) fn check(feed: &mut Dynamics, world: &World<'_>) -> Vec<Step> {
    let mut steps = Steps::default();
    let signed_in = feed.tokens.get(&feed.client, &feed.application, &feed.url, world);
    if let Err(error) = signed_in {
        return steps.ends("sign-in", trouble(error));
    }
    steps.well("sign-in", format!("the tenant {} gives a token", feed.application.tenant));

    match feed.ask_for(world, "WhoAmI") {
        Ok(answer) if answer.status == 200 => {
            steps.well("organisation", format!("{} knows us", host(&feed.url)))
        }
        Ok(answer) => {
            let trouble = feed.trouble(&answer);
            return steps.ends("organisation", trouble);
        }
        Err(error) => return steps.ends("organisation", trouble(error)),
    }

    let page = match feed.ask_page(world, &Question::Newest) {
        Ok(Asked::Page(page)) => page,
        Ok(_) => return steps.ends("permission", trouble(forgotten())),
        Err(error) => return steps.ends("permission", trouble(error)),
    };
    steps.well("permission", "leads can be read");

    match tracked(feed, world) {
        Ok(found) => steps.well("changes", found),
        Err(trouble) => return steps.ends("changes", trouble),
    }
    match leads(&page, &feed.reading) {
        Ok(found) => steps.well("leads", found),
        Err(trouble) => return steps.ends("leads", trouble),
    }
    if feed.writing.is_some() {
        match labels::reasons(feed, world) {
            Ok(found) => steps.well("writing back", found),
            Err(trouble) => return steps.ends("writing back", trouble),
        }
    }
    steps.end()
}

fn tracked(feed: &mut Dynamics, world: &World<'_>) -> Result<String, Trouble> {
    if feed.changes == Changes::ByTime {
        return Ok("by the time of the last change, as the settings say; deletions are not seen"
            .to_owned());
    }
    match (feed.ask_page(world, &Question::Tracked).map_err(trouble)?, feed.changes) {
        (Asked::Page(_), _) => Ok("tracked by the organisation, deletions too".to_owned()),
        (_, Changes::Tracked) => Err(trouble(not_tracked())),
        _ => {
            Ok("not tracked for us: by the time of the last change; deletions are not seen"
                .to_owned())
        }
    }
}

/// Says what a page of leads looks like.
fn leads(page: &Page, reading: &Reading) -> Result<String, Trouble> {
    let rows: Vec<Row> =
        page.rows.iter().filter_map(|row| serde_json::from_str(row.get()).ok()).collect();
    if rows.is_empty() {
        return Ok("there are none yet: press Validate on the offer's lead destination in Partner Center, \
                   and a test lead should arrive"
            .to_owned());
    }
    let mut told: BTreeMap<Told, usize> = BTreeMap::new();
    for (column, _) in rows.iter().filter_map(Row::lead_source) {
        *told.entry(column).or_default() += 1;
    }
    let looked = format!("{} looked at", count(rows.len(), "lead"));
    let placed = page.rows.iter().filter(|row| reading.is_marked(row.get())).count();
    if told.is_empty() && placed == 0 && !reading.all && !rows.iter().any(Row::is_test) {
        return Err(Trouble {
            why: format!("{looked}, and none of them tells in leadsourcecode, subject or description that it \
                          comes from the marketplace"),
            advice: "press Validate on the offer's lead destination in Partner Center, and test again; where another \
                     column holds it, write `fields = \"lead_source = new_marketplace\"` in the settings of the feed; \
                     or write `leads = \"all\"` to take every lead"
                .to_owned(),
        });
    }
    let by = |(column, number): (Told, usize)| format!("{number} by {}", column.column());
    let mut columns: Vec<String> = told.into_iter().map(by).collect();
    if placed > 0 {
        columns.push(format!("{placed} by the column of the settings"));
    }
    match columns.as_slice() {
        [] => Ok(format!("{looked}; all are taken")),
        columns => Ok(format!("{looked}, the marketplace's: {}", columns.join(", "))),
    }
}

fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

fn host(url: &str) -> &str {
    url.split_once("://").map_or(url, |(_, host)| host)
}

fn trouble(error: PullError) -> Trouble {
    steps::trouble(error, "`url` in the settings of the feed")
}
