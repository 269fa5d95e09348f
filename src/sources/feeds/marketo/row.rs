//! A form that was filled in to a record, and what Marketo knows of the person behind it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::Marketo;
use super::ask::Page;
use crate::domain::counterpart::Counterpart;
use crate::domain::funnel::Channel;
use crate::domain::record::RecordKey;
use crate::domain::time;
use crate::sources::contract::Context;
pub(super) use crate::sources::feeds::crm::Read;
use crate::sources::feeds::crm::{LINE, object};
use crate::sources::feeds::grammar::says;
use crate::sources::feeds::http::{Method, encoded};
use crate::sources::feeds::{CrmNews, PullError, Sighting, World};

/// How many people are asked for at once.
const PEOPLE: usize = 300;
/// The fields of a person that are asked for.
const FIELDS: &str = "id,firstName,lastName,email,phone,mobilePhone,company,title,country,leadSource,unsubscribed,\
                      updatedAt";

/// A form that was filled in.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Activity {
    id: Option<i64>,
    #[serde(rename = "marketoGUID")]
    guid: Option<String>,
    lead_id: i64,
    activity_date: Option<String>,
    primary_attribute_value_id: Option<i64>,
    #[serde(default)]
    attributes: Vec<Attribute>,
}

#[derive(Deserialize)]
struct Attribute {
    #[serde(default)]
    value: Value,
}

/// A person.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Person {
    id: i64,
    first_name: Option<String>,
    last_name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    mobile_phone: Option<String>,
    company: Option<String>,
    title: Option<String>,
    country: Option<String>,
    lead_source: Option<String>,
    unsubscribed: Option<bool>,
    updated_at: Option<String>,
}

/// A change of fields.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Change {
    lead_id: i64,
    activity_date: Option<String>,
    #[serde(default)]
    fields: Vec<ChangedField>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ChangedField {
    name: String,
    #[serde(default)]
    new_value: Value,
}

/// Reads a page of changes: who objects to mails now, and who does no more.
pub(super) fn changes(page: &Page) -> Read {
    let mut read = Read::default();
    for row in &page.rows {
        let Ok(change) = serde_json::from_value::<Change>(row.clone()) else { continue };
        let Some(field) = change.fields.iter().find(|field| field.name == "unsubscribed") else {
            continue;
        };
        let objects = match &field.new_value {
            Value::Bool(objects) => *objects,
            Value::String(text) => matches!(text.as_str(), "true" | "1"),
            Value::Number(number) => number.as_i64() == Some(1),
            _ => false,
        };
        read.crm.push(CrmNews::Objects {
            id: change.lead_id.to_string(),
            channel: Channel::Email,
            objects,
            changed_at: change.activity_date.as_deref().and_then(time::parse),
        });
    }
    read
}

impl Marketo {
    /// Reads a page of forms, with the people behind them.
    pub(super) fn forms(&mut self, world: &World<'_>, page: &Page) -> Result<Read, PullError> {
        let mut read = Read::default();
        let context =
            Context { feed: world.feed, file: "", received_at: page.received_at, line: LINE };
        let mut activities = Vec::new();
        for row in &page.rows {
            match serde_json::from_value::<Activity>(row.clone()) {
                Ok(activity) if !self.is_ours(&activity) => {}
                Ok(activity) => activities.push((activity, row)),
                Err(_) => {
                    let reason = "the activity has an unexpected form";
                    read.refuse("activities(?)".to_owned(), reason, &row.to_string());
                }
            }
        }
        let ids: BTreeSet<i64> = activities.iter().map(|(activity, _)| activity.lead_id).collect();
        let people = self.people(world, &ids.into_iter().collect::<Vec<_>>())?;
        for (activity, row) in activities {
            let name = activity.name();
            let place = format!("activities({name})");
            let Some((person, given)) = people.get(&activity.lead_id) else {
                read.refuse(
                    place,
                    "the person behind the form is not there any more",
                    &row.to_string(),
                );
                continue;
            };
            let raw = json!({"activity": row, "person": given}).to_string();
            let key = RecordKey::External { system: "marketo", id: &name };
            let (object, sighting) = (person.to_object(&activity), person.sighting());
            read.take_named(place, &raw, &object, &context, Some(key), (sighting, false));
        }
        Ok(read)
    }

    /// Whether an activity is about the marketplace's form: the service may not filter by it.
    fn is_ours(&self, activity: &Activity) -> bool {
        activity.primary_attribute_value_id.is_none_or(|id| id.to_string() == self.form)
    }

    /// Asks for people by their ids.
    fn people(
        &mut self,
        world: &World<'_>,
        ids: &[i64],
    ) -> Result<BTreeMap<i64, (Person, Value)>, PullError> {
        let mut people = BTreeMap::new();
        for ids in ids.chunks(PEOPLE) {
            let values: Vec<String> = ids.iter().map(i64::to_string).collect();
            let path = format!(
                "/rest/v1/leads.json?filterType=id&filterValues={}&fields={}&batchSize={PEOPLE}",
                encoded(&values.join(",")),
                encoded(FIELDS)
            );
            let told = self.ask(world, Method::Get, &path, &Value::Null)?;
            for row in told.map(|told| told.rows).unwrap_or_default() {
                if let Ok(person) = serde_json::from_value::<Person>(row.clone()) {
                    people.insert(person.id, (person, row));
                }
            }
        }
        Ok(people)
    }
}

impl Activity {
    /// Returns what names it: its GUID, which stays where a subscription is moved.
    fn name(&self) -> String {
        let number = || self.id.map(|id| id.to_string()).unwrap_or_default();
        self.guid.clone().unwrap_or_else(number)
    }

    /// Returns the text among its attributes that is in the marketplace's grammar and says most.
    fn lead_source(&self) -> Option<String> {
        // The fields of the form stand in one text, each between quotes.
        let apart = |c: char| matches!(c, '"' | '\'' | '\n' | ';' | '&' | '=');
        let texts = self.attributes.iter().filter_map(|attribute| attribute.value.as_str());
        let pieces = texts.flat_map(|text| text.split(apart)).map(str::trim);
        let best = pieces.max_by_key(|piece| says(piece)).filter(|piece| says(piece) > 0);
        best.map(str::to_owned)
    }
}

impl Person {
    /// Writes a form and its person under names that the forms know.
    fn to_object(&self, activity: &Activity) -> Map<String, Value> {
        let lead_source = activity.lead_source().or_else(|| self.lead_source.clone());
        object([
            ("FirstName", self.first_name.as_deref()),
            ("LastName", self.last_name.as_deref()),
            ("Email", self.email.as_deref()),
            ("Phone", self.phone.as_deref().or(self.mobile_phone.as_deref())),
            ("Country", self.country.as_deref()),
            ("Company", self.company.as_deref()),
            ("Title", self.title.as_deref()),
            ("LeadSource", lead_source.as_deref()),
            ("CreatedTime", activity.activity_date.as_deref()),
        ])
    }

    fn sighting(&self) -> Sighting {
        let objects = self.unsubscribed.unwrap_or(false).then_some(Channel::Email);
        Sighting {
            id: self.id.to_string(),
            version: self.updated_at.clone().unwrap_or_default(),
            changed_at: self.updated_at.as_deref().and_then(time::parse),
            counterpart: Counterpart {
                opted_out_of: objects.into_iter().collect(),
                ..Counterpart::default()
            },
        }
    }
}
