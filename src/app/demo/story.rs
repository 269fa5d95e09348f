//! What happened to one made-up person: the records that arrived, and what the team did.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use fastrand::Rng;
use uuid::Builder;

use crate::domain::contact::Contact;
use crate::domain::event::EventKind;
use crate::domain::ids::{NoteId, RecordId};
use crate::domain::lead_source::{Action, LeadSource};
use crate::domain::record::{LeadRecord, RecordKey};
use crate::domain::text::Text;

/// One made-up lead.
pub(super) struct Story {
    /// What arrived.
    pub(super) records: Vec<LeadRecord>,
    /// What was done, oldest first.
    pub(super) steps: Vec<Step>,
    /// Whether somebody found it to be the same person as the one before.
    pub(super) is_same: bool,
}

/// What one key press did.
pub(super) struct Step {
    /// When.
    pub(super) at: DateTime<Utc>,
    /// Who.
    pub(super) by: String,
    /// What, in order.
    pub(super) deeds: Vec<Deed>,
}

/// A part of what a key press did.
pub(super) enum Deed {
    /// Something was decided or done.
    Event(EventKind),
    /// A note was written.
    Note(NoteId, Text),
}

impl Deed {
    /// Writes a note, under a name that the generator draws: the same each time.
    pub(super) fn note(rng: &mut Rng, text: &str) -> Self {
        let name = Builder::from_random_bytes(rng.u128(..).to_be_bytes()).into_uuid();
        Self::Note(NoteId(name), Text::from(text))
    }
}

/// One thing that a customer did.
pub(super) struct Request<'a> {
    /// What names the record: the seed, the person and the person's count.
    pub(super) key: [u64; 3],
    /// The action code: `PLT`.
    pub(super) code: &'a str,
    /// `publisher.offer`.
    pub(super) offer: &'a str,
    /// The offer's display name.
    pub(super) title: Option<&'a str>,
    /// When.
    pub(super) at: DateTime<Utc>,
    /// How long the record was under way.
    pub(super) late: TimeDelta,
    /// What they wrote.
    pub(super) text: Option<&'a str>,
    /// The campaign that led them here.
    pub(super) campaign: Option<&'a str>,
}

impl Request<'_> {
    /// Returns the record that the marketplace makes of the request.
    pub(super) fn record(&self, rng: &mut Rng, contact: Contact) -> LeadRecord {
        let place = match Action::parse(self.code) {
            Some(Action::Create) => "AzurePortal",
            Some(Action::ContactMe) if rng.u8(..10) < 6 => "AppSource",
            Some(Action::Install) if rng.u8(..10) < 4 => "AppSource",
            Some(Action::DoNotContact) => "AppSource",
            _ => "AzureMarketplace",
        };
        let campaign = self.campaign.map_or_else(BTreeMap::new, |id| {
            BTreeMap::from([("mktcmpid".to_owned(), Text::from(id))])
        });
        self.record_from(&format!("{place}-{}|{}", self.code, self.offer), contact, campaign)
    }

    /// Returns the record that Partner Center sends to test the connection: one word in all fields.
    pub(super) fn test_record(&self) -> LeadRecord {
        // Ticks count tenths of microseconds since the year 1.
        let ticks = (self.at.timestamp() + 62_135_596_800) * 10_000_000 + 1_318_844;
        let word = format!("MSFT_TEST_{ticks}");
        let text = || Some(Text::from(word.as_str()));
        let contact = Contact {
            first_name: text(),
            last_name: text(),
            // Real ones stand at test.com, which somebody owns.
            email: Some(Text::new(format!("{word}@example.com"))),
            phone: Some(Text::from("1234567890")),
            country: Some(Text::from("US")),
            company: text(),
            title: text(),
        };
        let source = format!("{word}-{word}|{}", self.offer);
        let mut record = self.record_from(&source, contact, BTreeMap::new());
        record.description = text();
        record
    }

    fn record_from(
        &self,
        lead_source: &str,
        contact: Contact,
        campaign: BTreeMap<String, Text>,
    ) -> LeadRecord {
        let parsed = LeadSource::parse(lead_source);
        let mut record = LeadRecord {
            id: RecordId::from_bytes([0; 16]),
            feed: "demo".to_owned(),
            lead_source: Some(Text::from(lead_source)),
            source: parsed.source,
            action: Action::parse(self.code).unwrap_or(Action::Other),
            action_code: Some(Text::from(self.code)),
            publisher: parsed.offer.publisher,
            offer: parsed.offer.offer,
            offer_title: self.title.map(Text::from),
            contact,
            description: self.text.map(Text::from),
            campaign,
            created_at: Some(self.at),
            received_at: self.at + self.late,
            test: parsed.test,
            withheld: false,
            origin: None,
            warnings: Vec::new(),
        };
        let [seed, person, count] = self.key;
        record.id = RecordKey::External { system: "demo", id: &format!("{seed}-{person}-{count}") }
            .id(&record);
        record
    }
}
