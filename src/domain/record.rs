//! One delivery from the marketplace, as received.
//!
//! A record is never changed. What a source hands over is a [`LeadRecord`]; what it can not read
//! is a [`Reject`], which keeps the raw text.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::contact::Contact;
use super::ids::RecordId;
use super::lead_source::{Action, Source};
use super::text::Text;

/// One lead record, parsed. Absent fields are `None`; nothing is invented.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadRecord {
    /// Derived from the key the record carries, else from its content: see [`RecordKey`].
    pub id: RecordId,
    /// The feed that brought it: `file`, `demo`, or a configured name.
    pub feed: String,
    /// LeadSource as received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead_source: Option<Text>,
    /// Where the customer was.
    pub source: Source,
    /// What the customer did. An ActionCode field wins over the one inside LeadSource.
    pub action: Action,
    /// The action as received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action_code: Option<Text>,
    /// The publisher's id, left of the first dot of the offer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<Text>,
    /// The offer's id, right of that dot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<Text>,
    /// The offer's display name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer_title: Option<Text>,
    /// Who asked.
    #[serde(default, skip_serializing_if = "Contact::is_empty")]
    pub contact: Contact,
    /// What they wrote, where it was not a campaign.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Text>,
    /// Parameters of the listing's address, where the description was a JSON object.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub campaign: BTreeMap<String, Text>,
    /// When the marketplace made the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<DateTime<Utc>>,
    /// When it reached us.
    pub received_at: DateTime<Utc>,
    /// Whether Microsoft sent it to test the connection.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub test: bool,
    /// Whether the personal data was withheld (.edu) or left blank.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withheld: bool,
    /// The file and line that it was read from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// What was odd about it, in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

impl LeadRecord {
    /// Returns when the record's clock started: its own creation, or its receipt where the
    /// creation is unknown or lies in the future.
    pub fn started_at(&self) -> DateTime<Utc> {
        match self.created_at {
            Some(created) if created <= self.received_at => created,
            _ => self.received_at,
        }
    }

    /// Returns how late the record reached us.
    pub fn delay(&self) -> TimeDelta {
        self.received_at - self.started_at()
    }

    /// Returns whether the record can owe an answer: neither a test nor a DNC heads-up.
    pub fn owes_answer(&self) -> bool {
        !self.test && self.action != Action::DoNotContact
    }

    /// Returns the offer as people write it: `publisher.offer`, else the display name.
    pub fn offer_name(&self) -> Option<Text> {
        match (&self.publisher, &self.offer) {
            (Some(publisher), Some(offer)) => {
                Some(Text::new(format!("{}.{}", publisher.raw(), offer.raw())))
            }
            (None, Some(name)) | (Some(name), None) => Some(name.clone()),
            (None, None) => self.offer_title.clone(),
        }
    }
}

/// The place in a file where a record began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The file's name without its folder.
    pub file: String,
    /// The physical line, from 1, blank lines counted.
    pub line: u64,
}

/// What names a record, in the order of preference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordKey<'a> {
    /// An id that leadclock itself gave, read from its own export.
    Own(RecordId),
    /// The system keys of an Azure table row.
    Table {
        /// PartitionKey.
        partition: &'a str,
        /// RowKey.
        row: &'a str,
    },
    /// The id of a CRM or of Partner Center.
    External {
        /// The system, in lower case: `partner_center`, `salesforce`.
        system: &'a str,
        /// Its id.
        id: &'a str,
    },
    /// Nothing of the kind: the content itself is the key.
    Content,
}

impl RecordKey<'_> {
    /// Returns the id of a record that is named by this key.
    pub fn id(&self, record: &LeadRecord) -> RecordId {
        match self {
            Self::Own(id) => *id,
            Self::Table { partition, row } => RecordId::derive("table", [*partition, *row]),
            Self::External { system, id } => RecordId::derive("external", [*system, *id]),
            Self::Content => content_id(record),
        }
    }
}

/// Derives the id of a record without a key. Outer spaces do not count, nor the case of the
/// address; neither do the feed's name, the file and the time of arrival.
fn content_id(record: &LeadRecord) -> RecordId {
    fn plain(text: &Option<Text>) -> &str {
        text.as_ref().map_or("", |text| text.raw().trim())
    }
    let [first_name, last_name, email, phone, country, company, title] =
        record.contact.fields().map(plain);
    let email = email.to_lowercase();
    let offer_name = record.offer_name();
    let created_at = record.created_at.map_or_else(String::new, |at| at.to_rfc3339());
    let fixed = [
        first_name,
        last_name,
        &email,
        phone,
        country,
        company,
        title,
        plain(&record.lead_source),
        plain(&record.action_code),
        plain(&offer_name),
        plain(&record.offer_title),
        plain(&record.description),
        &created_at,
    ];
    let campaign =
        record.campaign.iter().flat_map(|(name, value)| [name.as_str(), value.raw().trim()]);
    RecordId::derive("content", fixed.into_iter().chain(campaign))
}

/// A record that could not be read. The others go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// The physical line on which the record begins, from 1.
    pub line: u64,
    /// What is wrong with it, in words.
    pub reason: String,
    /// The record's own text, so that nothing is lost.
    pub raw: Text,
}
