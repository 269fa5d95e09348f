//! What a template can say about a lead.
//!
//! Values come from strangers: each is one plain line, cut where it is absurdly long, and left out
//! where it says nothing. To add a field: its row in [`FIELDS`] and its value in [`Fields::of`].

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use minijinja::Value;

use super::Sender;
use crate::domain::contact::Contact;
use crate::domain::lead::Lead;
use crate::domain::lead_source::{Action, Source};
use crate::domain::record::LeadRecord;
use crate::domain::text::{Text, cut, plain};
use crate::domain::zone::Zone;
use crate::language::english;

/// The columns that a value may take, and those of what the person wrote.
const LONGEST: usize = 120;
const LONGEST_DESCRIPTION: usize = 500;

/// A field of the table that the README shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name in a template.
    pub name: &'static str,
    /// Whether a lead can be without it.
    pub may_be_missing: bool,
    /// What it holds, in words.
    pub about: &'static str,
    /// An example, with which templates are tried out when they are read.
    pub example: &'static str,
}

const fn always(name: &'static str, about: &'static str, example: &'static str) -> Field {
    Field { name, may_be_missing: false, about, example }
}

const fn perhaps(name: &'static str, about: &'static str, example: &'static str) -> Field {
    Field { name, may_be_missing: true, about, example }
}

/// Every field, in the order in which the README shows them.
pub const FIELDS: &[Field] = &[
    perhaps("name", "how the person is addressed", "Priya"),
    perhaps("first_name", "given name", "Priya"),
    perhaps("last_name", "family name", "Natarajan"),
    perhaps("full_name", "both, as the bearer writes them", "Priya Natarajan"),
    perhaps("company", "company", "Fabrikam"),
    perhaps("title", "job title", "CTO"),
    perhaps("country", "country as received", "IN"),
    perhaps("phone", "phone number as received", "+91 22 0555 0142"),
    perhaps("offer", "the offer's title, else its id", "Analytics Pro"),
    perhaps("description", "what they wrote", "What would a yearly plan cost?"),
    perhaps("source", "where they were", "Azure Marketplace"),
    perhaps("last_touch", "when they were last called or written to", "on Tuesday"),
    always("did", "what they did, behind \"you\"", "started a test drive of Analytics Pro"),
    always("when", "when they did it", "yesterday"),
    always("days_ago", "the same in days, 0 is today", "1"),
    always("day", "the day of the month of it", "14"),
    always("month", "its month, 1 to 12", "1"),
    always("year", "its year", "2025"),
    always("action", "what they did, as the code of `list --json`", "start_test_drive"),
    always("stage", "the lead's stage", "trial"),
    always("touches", "how often they were called or written to", "2"),
    always("sender", "your name", "Ana"),
];

/// Returns the field of a name.
pub(crate) fn field(name: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.name == name)
}

/// The values of one message. What is missing is not there.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields(BTreeMap<&'static str, Value>);

impl Fields {
    /// Returns what is known of a lead. Days are those of the sender's zone.
    pub(crate) fn of(lead: &Lead, sender: &Sender, now: DateTime<Utc>) -> Self {
        let person = lead.person();
        let request = lead.request().or_else(|| lead.leading_record());
        let action = request.map_or(Action::Other, |record| record.action);
        let at = request.map_or(now, LeadRecord::started_at).min(now);
        let on = sender.zone.local(at).date();
        let days_ago = (sender.zone.local(now).date() - on).num_days();
        let offer = request.and_then(offer);
        let mut fields = Self::default();
        fields.put("name", words(&person.form_of_address()));
        fields.put("first_name", words(&person.first_name));
        fields.put("last_name", words(&person.last_name));
        fields.put("full_name", full_name(&person));
        fields.put("company", words(&person.company));
        fields.put("title", words(&person.title));
        fields.put("country", words(&person.country));
        fields.put("phone", words(&person.phone));
        fields.put("did", Some(did(action, offer.as_deref())));
        fields.put("offer", offer);
        fields.put("description", request.and_then(description));
        fields.put("source", request.and_then(|record| source(record.source)));
        let touched = lead.last_touch_at().map(|at| day_in_words(at, now, &sender.zone));
        fields.put("last_touch", touched);
        fields.put("when", Some(day_in_words(at, now, &sender.zone)));
        fields.put("days_ago", Some(days_ago));
        fields.put("day", Some(on.day()));
        fields.put("month", Some(on.month()));
        fields.put("year", Some(on.year()));
        fields.put("action", Some(code(action)));
        fields.put("stage", Some(lead.stage().word()));
        fields.put("touches", Some(lead.state().touches.len()));
        fields.put("sender", Some(plain(&sender.name)));
        fields
    }

    /// Returns the examples of the table, for trying a template out.
    pub(crate) fn examples() -> Self {
        let value = |example: &str| {
            example.parse::<i64>().map_or_else(|_| Value::from(example), Value::from)
        };
        Self(FIELDS.iter().map(|field| (field.name, value(field.example))).collect())
    }

    /// Puts a value in its place, or leaves the place empty.
    pub(crate) fn put(&mut self, name: &'static str, value: Option<impl Into<Value>>) {
        match value {
            Some(value) => self.0.insert(name, value.into()),
            None => self.0.remove(name),
        };
    }

    /// Returns the values without some.
    pub(crate) fn without(&self, names: &[&str]) -> Self {
        let kept = self.0.iter().filter(|(name, _)| !names.contains(name));
        Self(kept.map(|(name, value)| (*name, value.clone())).collect())
    }

    /// Returns the values as the template engine takes them.
    pub(crate) fn to_value(&self) -> Value {
        Value::from(self.0.clone())
    }

    #[cfg(test)]
    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.0.keys().copied().collect()
    }
}

/// Returns a value as plain words; `None` where it says nothing, such as `-` or `n/a`.
fn words(text: &Option<Text>) -> Option<String> {
    words_within(text.as_ref()?, LONGEST)
}

fn words_within(text: &Text, longest: usize) -> Option<String> {
    let words = plain(text.raw());
    let says = words.chars().any(char::is_alphanumeric) && !words.eq_ignore_ascii_case("n/a");
    says.then(|| cut(&words, longest).into_owned())
}

/// Unlike [`Contact::display_name`] never an address or a company: nobody is greeted so.
fn full_name(person: &Contact) -> Option<String> {
    let names = Contact {
        first_name: words(&person.first_name).map(Text::new),
        last_name: words(&person.last_name).map(Text::new),
        ..Contact::default()
    };
    words(&names.display_name())
}

/// The title, else the id; but not an id that only machines read.
fn offer(record: &LeadRecord) -> Option<String> {
    let is_for_machines =
        |id: &str| id.len() >= 32 && id.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    words(&record.offer_title).or_else(|| words(&record.offer).filter(|id| !is_for_machines(id)))
}

fn description(record: &LeadRecord) -> Option<String> {
    words_within(record.description.as_ref()?, LONGEST_DESCRIPTION)
}

fn source(source: Source) -> Option<String> {
    match source {
        Source::AzureMarketplace | Source::AzurePortal | Source::Appsource => {
            Some(source.label(english()))
        }
        Source::TestDrive | Source::Other => None,
    }
}

fn code(action: Action) -> String {
    serde_json::json!(action).as_str().unwrap_or_default().to_owned()
}

/// Says what the customer did, behind "you".
fn did(action: Action, offer: Option<&str>) -> String {
    let product = offer.unwrap_or("our product");
    match (action, offer) {
        (Action::ContactMe, Some(offer)) => format!("asked about {offer}"),
        (Action::ContactMe, None) => "asked to hear from us".to_owned(),
        (Action::StartTestDrive, Some(offer)) => format!("started a test drive of {offer}"),
        (Action::StartTestDrive, None) => "started a test drive".to_owned(),
        (Action::Install, _) => format!("chose {product}"),
        (Action::Create, _) => format!("set up {product} in the Azure portal"),
        (Action::Other | Action::DoNotContact, _) => format!("took an interest in {product}"),
    }
}

/// Says which day it was: `today`, `on Tuesday`, `on 14 January`.
fn day_in_words(at: DateTime<Utc>, now: DateTime<Utc>, zone: &Zone) -> String {
    const WEEK: TimeDelta = TimeDelta::days(7);
    let (day, today) = (zone.local(at).date(), zone.local(now).date());
    match today - day {
        age if age <= TimeDelta::zero() => "today".to_owned(),
        age if age == TimeDelta::days(1) => "yesterday".to_owned(),
        age if age < WEEK => day.format("on %A").to_string(),
        _ if day.year() == today.year() => day.format("on %-d %B").to_string(),
        _ => day.format("on %-d %B %Y").to_string(),
    }
}

#[cfg(test)]
mod tests;
