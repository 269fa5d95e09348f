//! A table that is paged as the service documents it, and some ways in which it may go wrong.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::sources::feeds::testing::{Asked, Clock, Reply, reply};

/// When each row was written, and its text, by its keys.
type Rows = BTreeMap<(String, String), (DateTime<Utc>, String)>;

/// A table with its rows in the order of their keys.
#[derive(Clone)]
pub(super) struct Table {
    pub(super) clock: Clock,
    rows: Arc<Mutex<Rows>>,
    /// The most rows of a page, whatever is asked for.
    pub(super) page: usize,
    /// Whether the token says all in its first part.
    pub(super) has_row_tokens: bool,
}

impl Table {
    pub(super) fn new(clock: &Clock, page: usize) -> Self {
        Self { clock: clock.clone(), rows: Arc::default(), page, has_row_tokens: true }
    }

    /// Writes a lead, at the time that it is.
    pub(super) fn insert(&self, partition: &str, row: &str) {
        let written = self.clock.now();
        let lead = json!({
            "odata.etag": "W/\"1\"",
            "PartitionKey": partition,
            "RowKey": row,
            "Timestamp": written.to_rfc3339(),
            "LeadSource": "AzureMarketplace-INS|contoso.engine",
            "ActionCode": "INS",
            "CustomerInfo": format!("{{\"FirstName\":\"Ada\",\"Email\":\"{row}@example.org\"}}"),
            "Description": " ",
        });
        self.insert_raw(partition, row, &lead.to_string());
    }

    /// Writes any text as a row.
    pub(super) fn insert_raw(&self, partition: &str, row: &str, raw: &str) {
        let key = (partition.to_owned(), row.to_owned());
        self.rows.lock().expect("rows").insert(key, (self.clock.now(), raw.to_owned()));
    }

    /// Returns the places of all rows.
    pub(super) fn places(&self) -> Vec<String> {
        let rows = self.rows.lock().expect("rows");
        rows.keys().map(|(partition, row)| format!("Leads({partition},{row})")).collect()
    }

    /// Answers a question for a page. `round` makes tokens of the same place differ.
    pub(super) fn answer(&self, asked: &Asked, round: usize) -> Reply {
        self.answer_up_to(asked, round, usize::MAX)
    }

    /// Answers with so many rows at most, which may be none, and a token.
    pub(super) fn answer_up_to(&self, asked: &Asked, round: usize, most: usize) -> Reply {
        let top: usize = value(asked, "$top").expect("$top").parse().expect("a number");
        let after: DateTime<Utc> = match value(asked, "$filter") {
            None => DateTime::UNIX_EPOCH,
            Some(filter) => filter
                .strip_prefix("Timestamp gt datetime'")
                .and_then(|rest| rest.strip_suffix('\''))
                .expect("the filter")
                .parse()
                .expect("its time"),
        };
        let start = match value(asked, "NextPartitionKey") {
            None => (String::new(), String::new()),
            Some(token) => {
                let mut parts = token.splitn(3, '!').skip(1).map(str::to_owned);
                (parts.next().expect("partition"), parts.next().expect("row"))
            }
        };
        let rows = self.rows.lock().expect("rows");
        let mut found = rows.range(start..).filter(|(_, (written, _))| *written > after);
        let most = top.min(self.page).min(most);
        let page: Vec<&str> = found.by_ref().take(most).map(|(_, (_, raw))| raw.as_str()).collect();
        let body = format!(
            "{{\"odata.metadata\":\"http://a/$metadata#Leads\",\"value\":[{}]}}",
            page.join(",")
        );
        let token = found
            .next()
            .map(|((partition, row), _)| (format!("{round}!{partition}!{row}"), row.clone()));
        let mut headers = Vec::new();
        if let Some((partition, row)) = &token {
            headers.push(("x-ms-continuation-nextpartitionkey", partition.as_str()));
            if self.has_row_tokens {
                headers.push(("X-MS-Continuation-NextRowKey", row.as_str()));
            }
        }
        reply(200, &headers, &body, asked.at)
    }
}

/// Returns a decoded value of a question.
pub(super) fn value(asked: &Asked, name: &str) -> Option<String> {
    let (_, query) = asked.target.split_once('?')?;
    let (_, value) = query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(known, _)| *known == name)?;
    let mut bytes = Vec::new();
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digits = [rest.next().expect("high"), rest.next().expect("low")];
                let digits = std::str::from_utf8(&digits).expect("digits");
                u8::from_str_radix(digits, 16).expect("hexadecimal")
            }
            other => other,
        });
    }
    Some(String::from_utf8(bytes).expect("UTF-8"))
}
