//! All that must be right before leads arrive, one step after the other.

use super::Salesforce;
use super::ask::Asked;
use super::cursor::Question;
use super::row::Row;
use crate::sources::feeds::crm::{Reading, forgotten};
use crate::sources::feeds::page::Page;
use crate::sources::feeds::steps::{self, Steps};
use crate::sources::feeds::{PullError, Step, Trouble, World};

/// Goes through the steps and ends with the first that is not well.
pub(super) fn check(feed: &mut Salesforce, world: &World<'_>) -> Vec<Step> {
    let mut steps = Steps::default();
    match feed.tokens.get(&feed.client, &feed.application, &feed.url, world) {
        Ok(token) => {
            let host = token.instance.split_once("://").map_or("", |(_, host)| host);
            steps.well("sign-in", format!("{host} gives a token"));
        }
        Err(error) => return steps.ends("sign-in", trouble(error)),
    }
    let page = match feed.ask_page(world, &Question::Newest) {
        Ok(Asked::Page(page)) => page,
        Ok(Asked::Forgotten) => return steps.ends("permission", trouble(forgotten())),
        Err(error) => return steps.ends("permission", trouble(error)),
    };
    steps.well("permission", "leads can be read, deleted ones too");
    match feed.statuses(world) {
        Ok(statuses) => steps.well("statuses", statuses.words()),
        Err(error) => return steps.ends("statuses", trouble(error)),
    }
    match leads(&page, &feed.reading) {
        Ok(found) => steps.well("leads", found),
        Err(trouble) => return steps.ends("leads", trouble),
    }
    if feed.writes_back {
        steps.well("writing back", "status, objections and named owners are written back");
    }
    steps.end()
}

/// Says what a page of leads looks like.
fn leads(page: &Page, reading: &Reading) -> Result<String, Trouble> {
    let rows: Vec<Row> =
        page.rows.iter().map(|row| serde_json::from_str(row.get()).unwrap_or_default()).collect();
    if rows.is_empty() {
        return Ok("there are none yet: press Validate on the offer's lead destination in Partner Center, \
                   and a test lead should arrive"
            .to_owned());
    }
    let is_marked = |row: &Row, raw: &str| {
        row.lead_source_text().is_some() || row.is_test() || reading.is_marked(raw)
    };
    let marked = rows.iter().zip(&page.rows).filter(|(row, raw)| is_marked(row, raw.get())).count();
    let looked = match rows.len() {
        1 => "1 lead looked at".to_owned(),
        many => format!("{many} leads looked at"),
    };
    match (marked, reading.all) {
        (_, true) => Ok(format!("{looked}; all are taken")),
        (0, false) => Err(Trouble {
            why: format!("{looked}, and none of them tells in LeadSource that it comes from the marketplace"),
            advice: "press Validate on the offer's lead destination in Partner Center, and test again; where \
                     nothing arrives, reCAPTCHA must be off for Web-to-Lead, and no picklist of its form may be \
                     mandatory; or write `leads = \"all\"` in the settings of the feed to take every lead"
                .to_owned(),
        }),
        (marked, false) => Ok(format!("{looked}, {marked} of them the marketplace's")),
    }
}

fn trouble(error: PullError) -> Trouble {
    steps::trouble(error, "`url` in the settings of the feed")
}
