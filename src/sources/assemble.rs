//! The values of one record to a [`LeadRecord`]: what they mean together.
//!
//! Only a record without anything in it is refused; whatever else is odd is a warning, in words
//! that hold nothing of the customer's.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value};

use super::columns::Field;
use super::contract::Context;
use super::contract::Parsed;
use super::values::{self, Values};
use crate::domain::contact::Contact;
use crate::domain::ids::RecordId;
use crate::domain::lead_source::{
    Action, LeadSource, Offer, Source, is_test_address, is_test_word,
};
use crate::domain::person::Mailbox;
use crate::domain::record::{LeadRecord, Origin, RecordKey};
use crate::domain::text::Text;
use crate::domain::time;

/// How far the clocks of two machines may differ before a time counts as future.
const CLOCK_SKEW: TimeDelta = TimeDelta::minutes(5);

/// Makes a record of its values.
pub(super) fn record(
    values: &Values,
    raw: impl FnOnce() -> String,
    context: &Context,
) -> Result<Parsed, String> {
    let mut warnings = Vec::new();
    let mut warn = |warning: &str| warnings.push(warning.to_owned());

    let contact = contact(values);
    let lead_source = values.trimmed(Field::LeadSource).map(LeadSource::parse);
    let (description, campaign) = description(values);
    let deed = deed(values, lead_source.as_ref());
    let product = product(values, lead_source.as_ref());

    let says_something = !contact.is_empty()
        || lead_source.is_some()
        || deed.code.is_some()
        || !product.is_empty()
        || description.is_some()
        || !campaign.is_empty()
        || values.has_unreadable_details;
    if !says_something {
        return Err("the record is empty".to_owned());
    }

    if values.has_unreadable_details {
        warn("CustomerInfo can not be read");
    }
    if let Some(contradiction) = &deed.contradiction {
        warn(contradiction);
    }
    if lead_source.as_ref().is_some_and(|parts| parts.uncertain) {
        warn("LeadSource has a second bar, so the offer is uncertain");
    }
    let address = contact.email.as_ref().map(Text::raw);
    if address.is_some_and(|address| Mailbox::parse(address).is_none()) {
        warn("the e-mail address looks wrong");
    }
    let created_at = created_at(values, context.received_at, &mut warn);
    let referral = values.trimmed(Field::ReferralId);
    let withheld = is_withheld(&contact)
        && !values.has_unreadable_details
        // Partner Center's download names no person at all: that is its form, not a loss.
        && referral.is_none();
    if withheld {
        warn("the personal data was withheld or left blank");
    }
    if values.is_damaged {
        warn("some characters could not be read");
    }

    let test = lead_source.as_ref().is_some_and(|parts| parts.test) || is_test_contact(&contact);
    let mut record = LeadRecord {
        id: RecordId::from_bytes([0; 16]),
        feed: context.feed.to_owned(),
        lead_source: values.text(Field::LeadSource),
        source: lead_source.as_ref().map_or(Source::Other, |parts| parts.source),
        action: deed.action,
        action_code: deed.code,
        publisher: product.publisher,
        offer: product.offer,
        offer_title: product.title,
        contact,
        description,
        campaign,
        created_at,
        received_at: context.received_at,
        test,
        withheld,
        origin: (!context.file.is_empty())
            .then(|| Origin { file: context.file.to_owned(), line: context.line }),
        warnings,
    };
    let crm = crm_id(values);
    record.id = key(values, referral, crm.as_ref()).id(&record);
    Ok(Parsed { record, raw: raw(), line: context.line, history: None })
}

/// Returns what names the record. The keys of a table row count exactly as they are; one of the
/// two may be empty there.
fn key<'a>(
    values: &'a Values,
    referral: Option<&'a str>,
    crm: Option<&'a (&'static str, String)>,
) -> RecordKey<'a> {
    match (values.given(Field::PartitionKey), values.given(Field::RowKey)) {
        (Some(partition), Some(row)) if !(partition.is_empty() && row.is_empty()) => {
            RecordKey::Table { partition, row }
        }
        _ => match (referral, crm) {
            (Some(id), _) => RecordKey::External { system: "partner_center", id },
            (None, Some((system, id))) => RecordKey::External { system, id },
            (None, None) => RecordKey::Content,
        },
    }
}

/// Returns the CRM that gave an id, and the id in the one way to write it: Salesforce's leads
/// begin with `00Q` and bear three letters more for those who lose the case; Dynamics has GUIDs.
/// Any other id may be the number of a row or of a delivery, and names nothing.
fn crm_id(values: &Values) -> Option<(&'static str, String)> {
    let lead_id = values.trimmed(Field::LeadId);
    let salesforce = [lead_id, values.trimmed(Field::Id)].into_iter().flatten().find(|id| {
        matches!(id.len(), 15 | 18)
            && id.starts_with("00Q")
            && id.bytes().all(|b| b.is_ascii_alphanumeric())
    });
    if let Some(id) = salesforce {
        return Some(("salesforce", id[..15].to_owned()));
    }
    let guid = lead_id?.trim_matches(['{', '}']);
    Some(("dynamics", uuid::Uuid::try_parse(guid).ok()?.to_string()))
}

fn contact(values: &Values) -> Contact {
    let (mut first_name, mut last_name) =
        (values.text(Field::FirstName), values.text(Field::LastName));
    if first_name.is_none()
        && last_name.is_none()
        && let Some(name) = values.trimmed(Field::FullName)
    {
        // A name without a space is kept whole: which part of it would be the family's is not
        // for us to say.
        match name.rsplit_once(char::is_whitespace) {
            Some((first, last)) => {
                first_name = Some(values::text(first.trim_end()));
                last_name = Some(values::text(last));
            }
            None => last_name = Some(values::text(name)),
        }
    }
    Contact {
        first_name,
        last_name,
        email: values.text(Field::Email),
        phone: values.text(Field::Phone),
        country: values.text(Field::Country),
        company: values.text(Field::Company),
        title: values.text(Field::Title),
    }
}

/// Returns whether the contact is one of Microsoft's test leads. A mention elsewhere says nothing.
fn is_test_contact(contact: &Contact) -> bool {
    [&contact.first_name, &contact.last_name, &contact.company]
        .into_iter()
        .flatten()
        .any(|name| is_test_word(name.raw()))
        || contact.email.as_ref().is_some_and(|email| is_test_address(email.raw()))
}

/// Returns whether nothing leads to a person, or only an address whose owner Microsoft hides.
fn is_withheld(contact: &Contact) -> bool {
    let is_edu = |email: &Text| {
        email.raw().rsplit_once('@').is_some_and(|(_, domain)| {
            domain.rsplit('.').next().is_some_and(|top| top.eq_ignore_ascii_case("edu"))
        })
    };
    let is_nameless =
        contact.first_name.is_none() && contact.last_name.is_none() && contact.phone.is_none();
    is_nameless && contact.email.as_ref().is_none_or(is_edu)
}

/// What the customer did.
struct Deed {
    action: Action,
    code: Option<Text>,
    contradiction: Option<String>,
}

/// An ActionCode field goes before LeadSource, but a DNC in either is a DNC: a customer who wants
/// no call is worse served by a wrong call than by a missing one.
fn deed(values: &Values, lead_source: Option<&LeadSource>) -> Deed {
    let of_field =
        values.trimmed(Field::Action).map(|code| Action::parse(code).unwrap_or(Action::Other));
    let of_source = lead_source.and_then(|parts| parts.action);
    let is_dnc = |action: Option<Action>| action == Some(Action::DoNotContact);
    let contradiction = match (of_field, of_source) {
        (Some(field), Some(source)) if is_dnc(of_field) != is_dnc(of_source) => Some(format!(
            "the action code says {} but LeadSource says {}",
            code_word(field),
            code_word(source)
        )),
        _ => None,
    };
    let action = if is_dnc(of_field) || is_dnc(of_source) {
        Action::DoNotContact
    } else {
        of_field.or(of_source).unwrap_or(Action::Other)
    };
    let code = values
        .text(Field::Action)
        .or_else(|| lead_source.and_then(|parts| parts.action_text.clone()));
    Deed { action, code, contradiction }
}

/// Returns Microsoft's code of an action. Unknown words are not repeated: anybody wrote them.
const fn code_word(action: Action) -> &'static str {
    match action {
        Action::Install => "INS",
        Action::ContactMe => "PLT",
        Action::DoNotContact => "DNC",
        Action::Create => "Create",
        Action::StartTestDrive => "StartTestDrive",
        Action::Other => "something else",
    }
}

/// What the customer wants.
struct Product {
    publisher: Option<Text>,
    offer: Option<Text>,
    title: Option<Text>,
}

impl Product {
    fn is_empty(&self) -> bool {
        self.publisher.is_none() && self.offer.is_none() && self.title.is_none()
    }
}

fn product(values: &Values, lead_source: Option<&LeadSource>) -> Product {
    let mut title = values.text(Field::OfferTitle);
    let of_source = lead_source.map(|parts| parts.offer.clone()).unwrap_or_default();
    let offer = if of_source.publisher.is_some() {
        of_source
    } else {
        // Without a dot it is a display name.
        title = title.or(of_source.offer);
        values.trimmed(Field::Offer).map(Offer::parse).unwrap_or_default()
    };
    let Offer { mut publisher, offer: mut id } = offer;
    if publisher.is_none() && id.as_ref().is_some_and(|id| id.raw().contains(char::is_whitespace)) {
        // An id holds no spaces: the column holds display names.
        title = title.or(id.take());
    }
    publisher = publisher.or_else(|| values.text(Field::Publisher));
    Product { publisher, offer: id, title }
}

fn description(values: &Values) -> (Option<Text>, BTreeMap<String, Text>) {
    let Some(text) = values.trimmed(Field::Description) else {
        return (None, BTreeMap::new());
    };
    if text.starts_with('{')
        && text.ends_with('}')
        && let Ok(parameters) = serde_json::from_str::<Map<String, Value>>(text)
    {
        let campaign = parameters
            .into_iter()
            .map(|(name, value)| {
                let value = match value {
                    Value::Null => Text::default(),
                    Value::String(value) => values::text(value.trim()),
                    other => values::text(&other.to_string()),
                };
                (name, value)
            })
            .collect();
        return (None, campaign);
    }
    (Some(values::text(text)), BTreeMap::new())
}

fn created_at(
    values: &Values,
    received_at: DateTime<Utc>,
    warn: &mut impl FnMut(&str),
) -> Option<DateTime<Utc>> {
    let mut read = |field| {
        let time = time::parse(values.trimmed(field)?);
        if time.is_none() {
            warn(match field {
                Field::Timestamp => "the time in Timestamp can not be read",
                _ => "the time of creation can not be read",
            });
        }
        time
    };
    let created_at = read(Field::Created).or_else(|| read(Field::Timestamp))?;
    if created_at > received_at + CLOCK_SKEW {
        warn("the time of creation lies in the future");
    }
    Some(created_at)
}
