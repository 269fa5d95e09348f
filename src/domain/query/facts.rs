//! What queries can ask about a lead.

use chrono::{DateTime, Utc};

use super::owner_key;
use super::values::{CodeField, SOURCES, TextField};
use crate::domain::clock::{self, Due};
use crate::domain::contact::Contact;
use crate::domain::country::Country;
use crate::domain::funnel::{DismissReason, Stage, Status};
use crate::domain::lead::Lead;
use crate::domain::policy::Policy;
use crate::domain::queue::Place;
use crate::domain::record::LeadRecord;
use crate::domain::text::{Text, fold};

/// What queries can ask about a lead. Nothing in it depends on the moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The person as the records tell.
    pub person: Contact,
    /// The texts of all records, folded, each once.
    pub texts: Vec<(TextField, String)>,
    /// The codes of all records, folded, each once.
    pub codes: Vec<(CodeField, String)>,
    /// The country where the person is, as its code of two capital letters.
    pub country: Option<&'static str>,
    /// Whose the lead is, by [`owner_key`].
    pub owner: Option<String>,
    /// How far the customer has come.
    pub stage: Stage,
    /// What we made of it.
    pub status: Status,
    /// Why it was dismissed.
    pub reason: Option<DismissReason>,
    /// The milestone that was reached last.
    pub milestone: Option<String>,
    /// Where it stands.
    pub place: Place,
    /// The touch that is owed.
    pub due: Option<Due>,
    /// Until when it is out of sight.
    pub snoozed_until: Option<DateTime<Utc>>,
    /// How often the person was touched.
    pub touches: usize,
    /// Whether somebody wrote a note.
    pub has_note: bool,
    /// When they last asked: the start of the newest record.
    pub asked_at: Option<DateTime<Utc>>,
    /// When the newest record reached us.
    pub received_at: Option<DateTime<Utc>>,
    /// When they were last touched.
    pub touched_at: Option<DateTime<Utc>>,
}

impl Facts {
    /// Returns what can be asked about a lead.
    pub fn of(lead: &Lead, policy: &Policy) -> Self {
        let due = clock::due(lead, policy);
        let state = lead.state();
        let records = lead.records();
        let person = lead.person();
        let country = person.country.as_ref().and_then(|text| Country::parse(text.raw()));
        Self {
            texts: texts(&person, records),
            codes: codes(records),
            country: country.map(Country::code),
            owner: state.owner.as_deref().map(owner_key),
            stage: lead.stage(),
            status: lead.status(),
            reason: lead.dismissed_reason(),
            milestone: state.milestones.last().map(|(code, _)| code.clone()),
            place: Place::of(lead, due.as_ref()),
            due,
            snoozed_until: state.snoozed_until,
            touches: state.touches.len(),
            has_note: !state.notes.is_empty(),
            asked_at: records.iter().map(LeadRecord::started_at).max(),
            received_at: records.iter().map(|record| record.received_at).max(),
            touched_at: lead.last_touch_at(),
            person,
        }
    }
}

/// The publisher is left out: it is the rep's own company, and would match everything.
fn texts(person: &Contact, records: &[LeadRecord]) -> Vec<(TextField, String)> {
    let mut texts: Vec<(TextField, String)> = Vec::new();
    let mut add = |field: TextField, text: &Text| {
        let folded = match field {
            TextField::Phone => text.raw().chars().filter(char::is_ascii_digit).collect(),
            _ => line(&fold(text.raw())),
        };
        let entry = (field, folded);
        if !entry.1.is_empty() && !texts.contains(&entry) {
            texts.push(entry);
        }
    };
    person.name().iter().for_each(|text| add(TextField::Name, text));
    for record in records {
        let contact = &record.contact;
        contact.name().iter().for_each(|text| add(TextField::Name, text));
        contact.company.iter().for_each(|text| add(TextField::Company, text));
        contact.email.iter().for_each(|text| add(TextField::Email, text));
        contact.phone.iter().for_each(|text| add(TextField::Phone, text));
        let offer = record.offer.iter().chain(&record.offer_title);
        offer.for_each(|text| add(TextField::Offer, text));
    }
    texts
}

fn codes(records: &[LeadRecord]) -> Vec<(CodeField, String)> {
    let mut codes: Vec<(CodeField, String)> = Vec::new();
    for record in records {
        let source = SOURCES.iter().find(|(_, source)| *source == record.source);
        let source = source.map(|(word, _)| (CodeField::Source, (*word).to_owned()));
        let feed = (CodeField::Feed, line(&fold(&record.feed)));
        for entry in source.into_iter().chain([feed]) {
            if !codes.contains(&entry) {
                codes.push(entry);
            }
        }
    }
    codes
}

/// One line without control characters, which a store sets lines apart with.
fn line(folded: &str) -> String {
    folded.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}
