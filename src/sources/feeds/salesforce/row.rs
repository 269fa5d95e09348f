//! A row of the object `Lead` to a record, and to what the CRM made of it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Map, Value};

use super::statuses::Statuses;
use crate::domain::counterpart::{Counterpart, CrmStatus};
use crate::domain::funnel::Channel;
use crate::domain::lead_source::is_test_address;
use crate::domain::time;
use crate::sources::contract::Context;
use crate::sources::feeds::crm::{LINE, Read, Reading, object};
use crate::sources::feeds::grammar::says;
use crate::sources::feeds::page::Page;
use crate::sources::feeds::{CrmNews, Sighting, World};

/// A row. Absent fields are those that are empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(super) struct Row {
    pub(super) id: String,
    first_name: Option<String>,
    last_name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    mobile_phone: Option<String>,
    company: Option<String>,
    title: Option<String>,
    country: Option<String>,
    lead_source: Option<String>,
    status: Option<String>,
    description: Option<String>,
    owner: Option<Owner>,
    is_converted: bool,
    is_deleted: bool,
    has_opted_out_of_email: bool,
    do_not_call: bool,
    created_date: Option<String>,
    /// The mark of the version: when it was changed last, to the millisecond.
    pub(super) system_modstamp: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Owner {
    name: Option<String>,
}

/// Reads a page.
pub(super) fn read_all(
    page: &Page,
    reading: &Reading,
    statuses: &Statuses,
    world: &World<'_>,
) -> Read {
    let mut read = Read::default();
    let context = Context { feed: world.feed, file: "", received_at: page.received_at, line: LINE };
    for raw in &page.rows {
        read_one(raw.get(), reading, statuses, &context, &mut read);
    }
    read
}

fn read_one(
    raw: &str,
    reading: &Reading,
    statuses: &Statuses,
    context: &Context<'_>,
    read: &mut Read,
) {
    let row = match serde_json::from_str::<Row>(raw) {
        Ok(row) if !row.id.is_empty() => row,
        Ok(_) => return read.refuse("Lead(?)".to_owned(), "the row has no Id", raw),
        Err(_) => return read.refuse("Lead(?)".to_owned(), "a field has an unexpected form", raw),
    };
    if row.is_deleted {
        read.crm.push(CrmNews::Gone { id: row.id });
        return;
    }
    let is_ours = row.lead_source_text().is_some() || reading.is_marked(raw);
    let sighting = row.sighting(reading, statuses);
    if is_ours || reading.all || row.is_test() {
        read.take(format!("Lead({})", row.id), raw, row.to_object(), reading, context, sighting);
    } else {
        read.crm.push(CrmNews::Unmarked(sighting));
    }
}

impl Row {
    /// Returns the text that is in the marketplace's grammar: LeadSource, else a line of the description.
    pub(super) fn lead_source_text(&self) -> Option<&str> {
        let lines = self.description.as_deref().unwrap_or_default().lines().map(str::trim);
        let texts = self.lead_source.as_deref().into_iter().chain(lines);
        texts.max_by_key(|text| says(text)).filter(|text| says(text) > 0)
    }

    /// Returns whether it is one of Microsoft's test leads.
    pub(super) fn is_test(&self) -> bool {
        self.email.as_deref().is_some_and(is_test_address)
    }

    /// Writes the row under names that the forms know.
    fn to_object(&self) -> Map<String, Value> {
        object([
            ("LeadId", Some(self.id.as_str())),
            ("FirstName", self.first_name.as_deref()),
            ("LastName", self.last_name.as_deref()),
            ("Email", self.email.as_deref()),
            ("Phone", self.phone.as_deref().or(self.mobile_phone.as_deref())),
            ("Country", self.country.as_deref()),
            ("Company", self.company.as_deref()),
            ("Title", self.title.as_deref()),
            ("LeadSource", self.lead_source_text().or(self.lead_source.as_deref())),
            ("Description", self.description.as_deref()),
            ("CreatedTime", self.created_date.as_deref()),
        ])
    }

    /// Returns the row as the CRM shows it.
    pub(super) fn sighting(&self, reading: &Reading, statuses: &Statuses) -> Sighting {
        Sighting {
            id: self.id.clone(),
            version: self.system_modstamp.clone(),
            changed_at: time::parse(&self.system_modstamp),
            counterpart: self.counterpart(reading, statuses),
        }
    }

    fn counterpart(&self, reading: &Reading, statuses: &Statuses) -> Counterpart {
        let status = match &self.status {
            _ if self.is_converted => CrmStatus::Qualified,
            Some(name) => statuses.meaning(name),
            None => CrmStatus::New,
        };
        let owner = self.owner.as_ref().and_then(|owner| owner.name.as_ref());
        let objects =
            [(Channel::Call, self.do_not_call), (Channel::Email, self.has_opted_out_of_email)];
        let opted_out_of: BTreeSet<Channel> = objects
            .into_iter()
            .filter_map(|(channel, objects)| objects.then_some(channel))
            .collect();
        Counterpart {
            status,
            owner: owner.and_then(|name| reading.owners.get(name)).cloned(),
            opted_out_of,
            met: BTreeMap::new(),
            touched_at: (status == CrmStatus::Working && reading.contacted)
                .then(|| time::parse(&self.system_modstamp))
                .flatten(),
        }
    }
}
