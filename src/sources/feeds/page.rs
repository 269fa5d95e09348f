//! A page of a CRM's rows, and the walk over all pages of a pass.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::CrmNews;
use super::crm::Read;
use super::http::Answer;
use crate::domain::time;

/// A page of rows, each as text.
#[derive(Debug)]
pub(super) struct Page {
    /// Its rows and deletions, in order.
    pub(super) rows: Vec<Box<RawValue>>,
    /// Where the next page is.
    pub(super) next: Option<String>,
    /// Where to ask for what changes from now on; `None` before the last page, and of a service that has
    /// no such place.
    pub(super) delta: Option<String>,
    /// When it was here, by our clock.
    pub(super) received_at: DateTime<Utc>,
    /// The time by the server's clock, but never later than ours.
    server_time: Option<DateTime<Utc>>,
    /// The latest change of its rows.
    newest: Option<DateTime<Utc>>,
}

impl Page {
    /// Makes a page of what an answer holds. `changed` returns the time at which a row changed, as it
    /// stands there.
    pub(super) fn of(
        answer: &Answer,
        rows: Vec<Box<RawValue>>,
        [next, delta]: [Option<String>; 2],
        changed: impl Fn(&RawValue) -> Option<String>,
    ) -> Self {
        let changed = |row: &RawValue| changed(row).as_deref().and_then(time::parse);
        let newest = rows.iter().filter_map(|row| changed(row)).max();
        let received_at = answer.received_at;
        let server_time = answer.date().map(|date| date.min(received_at));
        Self { rows, next, delta, received_at, server_time, newest }
    }
}

/// One walk over all rows that are new, or over all that there are; it is kept between two pages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Pass {
    /// Where the next page is.
    pub(super) next: String,
    /// When it began, by the server's clock, else by ours, but then no later than its newest row.
    started: Option<DateTime<Utc>>,
    /// Whether it goes over all rows, and none of them was unreadable so far.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    is_whole: bool,
}

impl Pass {
    /// Takes a page with what was read of it: of a pass under way, or the first one of a pass that goes over
    /// all rows or does not. Where a walk over all begins or ends with it, that is put beside what it says
    /// of leads. Returns the pass where it goes on, and when it began: what changes while it runs may be
    /// behind it.
    pub(super) fn walk(
        under_way: Option<&Self>,
        is_whole: bool,
        page: &Page,
        read: &mut Read,
    ) -> (Option<Self>, Option<DateTime<Utc>>) {
        let known = page.newest.map(|newest| newest.min(page.received_at));
        let (started, is_whole) = match under_way {
            Some(pass) => (pass.started, pass.is_whole),
            None => (page.server_time.or(known), is_whole),
        };
        if is_whole && under_way.is_none() {
            read.crm.insert(0, CrmNews::WalkBegins);
        }
        // Which lead a row names that can not be read, nobody knows.
        let is_whole = is_whole && read.is_readable();
        let pass = page.next.clone().map(|next| Self { next, started, is_whole });
        if is_whole && pass.is_none() {
            read.crm.push(CrmNews::WalkEnds);
        }
        (pass, started)
    }
}
