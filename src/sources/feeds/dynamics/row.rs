//! A row of the table `lead` to a record, and to what the CRM made of it.
//!
//! Values of choices are those of the table's reference page; an organisation may have added others,
//! which count as what their state says.

use serde::Deserialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::domain::counterpart::{Counterpart, CrmStatus};
use crate::domain::funnel::{Channel, DismissReason};
use crate::domain::lead_source::is_test_address;
use crate::domain::time;
use crate::sources::contract::Context;
use crate::sources::feeds::crm::{LINE, Read, Reading, object};
use crate::sources::feeds::grammar::says;
use crate::sources::feeds::page::Page;
use crate::sources::feeds::{CrmNews, Sighting, World};

/// A row. Absent columns are those that the organisation leaves empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Row {
    leadid: Option<Uuid>,
    /// The mark of the version.
    #[serde(rename = "@odata.etag")]
    pub(super) version: String,
    subject: Option<String>,
    firstname: Option<String>,
    lastname: Option<String>,
    emailaddress1: Option<String>,
    telephone1: Option<String>,
    mobilephone: Option<String>,
    companyname: Option<String>,
    jobtitle: Option<String>,
    address1_country: Option<String>,
    description: Option<String>,
    #[serde(rename = "leadsourcecode@OData.Community.Display.V1.FormattedValue")]
    source: Option<String>,
    #[serde(rename = "_ownerid_value@OData.Community.Display.V1.FormattedValue")]
    owner: Option<String>,
    statecode: Option<i64>,
    statuscode: Option<i64>,
    createdon: Option<String>,
    modifiedon: Option<String>,
    donotphone: Option<bool>,
    donotemail: Option<bool>,
    budgetstatus: Option<i64>,
    decisionmaker: Option<bool>,
    need: Option<i64>,
    purchasetimeframe: Option<i64>,
}

/// A row that is no longer there.
#[derive(Deserialize)]
struct Deleted {
    id: Uuid,
    reason: String,
}

/// Which column tells that a lead is the marketplace's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Told {
    /// The label of `leadsourcecode`.
    Source,
    /// `subject`.
    Subject,
    /// A line of `description`.
    Description,
}

impl Told {
    /// Returns the column's name.
    pub(super) const fn column(self) -> &'static str {
        match self {
            Self::Source => "leadsourcecode",
            Self::Subject => "subject",
            Self::Description => "description",
        }
    }
}

/// Reads a page.
pub(super) fn read_all(page: &Page, reading: &Reading, world: &World<'_>) -> Read {
    let mut read = Read::default();
    let context = Context { feed: world.feed, file: "", received_at: page.received_at, line: LINE };
    for raw in &page.rows {
        read_one(raw.get(), reading, &context, &mut read);
    }
    read
}

fn read_one(raw: &str, reading: &Reading, context: &Context<'_>, read: &mut Read) {
    if let Ok(deleted) = serde_json::from_str::<Deleted>(raw)
        && deleted.reason == "deleted"
    {
        read.crm.push(CrmNews::Gone { id: deleted.id.to_string() });
        return;
    }
    let Ok(row) = serde_json::from_str::<Row>(raw) else {
        return read.refuse("leads(?)".to_owned(), "a column has an unexpected form", raw);
    };
    let Some(id) = row.leadid else {
        return read.refuse("leads(?)".to_owned(), "the row has no leadid", raw);
    };
    let told = row.lead_source();
    let sighting = row.sighting(id, reading);
    if told.is_some() || reading.is_marked(raw) || reading.all || row.is_test() {
        let object = row.to_object(id, told.map(|(_, text)| text));
        read.take(format!("leads({id})"), raw, object, reading, context, sighting);
    } else {
        read.crm.push(CrmNews::Unmarked(sighting));
    }
}

impl Row {
    /// Returns the text that says where the lead comes from, the one that says most, and where it
    /// stands; `None` where nothing is in the marketplace's grammar.
    pub(super) fn lead_source(&self) -> Option<(Told, &str)> {
        let lines = self.description.as_deref().unwrap_or_default().lines();
        // A writer may put a name before it, as in `Lead source: AppSource-PLT|...`.
        let unnamed = lines.clone().filter_map(|line| line.split_once(':').map(|(_, rest)| rest));
        let described = lines.chain(unnamed).map(|line| (Told::Description, line.trim()));
        let source = self.source.as_deref().map(|label| (Told::Source, label));
        let subject = self.subject.as_deref().map(|subject| (Told::Subject, subject));
        source
            .into_iter()
            .chain(subject)
            .chain(described)
            .map(|(told, text)| (says(text), told, text))
            .filter(|(says, ..)| *says > 0)
            // Of those that say as much, the first column.
            .max_by_key(|(says, told, _)| (*says, std::cmp::Reverse(*told)))
            .map(|(_, told, text)| (told, text))
    }

    /// Returns whether it is one of Microsoft's test leads.
    pub(super) fn is_test(&self) -> bool {
        self.emailaddress1.as_deref().is_some_and(is_test_address)
    }

    /// Writes the row under names that the forms know.
    fn to_object(&self, id: Uuid, lead_source: Option<&str>) -> Map<String, Value> {
        let subject = self.subject.as_deref().filter(|subject| says(subject) == 0);
        let id = id.to_string();
        object([
            ("LeadId", Some(id.as_str())),
            ("FirstName", self.firstname.as_deref()),
            ("LastName", self.lastname.as_deref()),
            ("Email", self.emailaddress1.as_deref()),
            ("Phone", self.telephone1.as_deref().or(self.mobilephone.as_deref())),
            ("Country", self.address1_country.as_deref()),
            ("Company", self.companyname.as_deref()),
            ("Title", self.jobtitle.as_deref()),
            ("LeadSource", lead_source.or(self.source.as_deref())),
            ("OfferTitle", subject),
            ("Description", self.description.as_deref()),
            ("CreatedTime", self.createdon.as_deref()),
        ])
    }

    /// Returns the row as the CRM shows it.
    pub(super) fn sighting(&self, id: Uuid, reading: &Reading) -> Sighting {
        Sighting {
            id: id.to_string(),
            version: self.version.clone(),
            changed_at: self.modifiedon.as_deref().and_then(time::parse),
            counterpart: self.counterpart(reading),
        }
    }

    /// Returns what the CRM made of it.
    pub(super) fn counterpart(&self, reading: &Reading) -> Counterpart {
        let channels = [(Channel::Call, self.donotphone), (Channel::Email, self.donotemail)];
        let prerequisites = [
            // 2 Can Buy, 3 Will Buy.
            ("budget", self.budgetstatus.map(|value| matches!(value, 2 | 3))),
            ("authority", self.decisionmaker),
            // 0 Must have, 1 Should have.
            ("need", self.need.map(|value| matches!(value, 0 | 1))),
            // Anything but 4 Unknown.
            ("timing", self.purchasetimeframe.map(|value| matches!(value, 0..=3))),
        ];
        let is_contacted = (self.statecode, self.statuscode) == (Some(0), Some(2));
        Counterpart {
            status: status(self.statecode, self.statuscode),
            owner: self.owner.as_ref().and_then(|label| reading.owners.get(label)).cloned(),
            opted_out_of: channels
                .into_iter()
                .filter_map(|(channel, objects)| objects.unwrap_or(false).then_some(channel))
                .collect(),
            met: prerequisites
                .into_iter()
                .filter_map(|(code, met)| Some((code.to_owned(), met?)))
                .collect(),
            touched_at: (is_contacted && reading.contacted)
                .then(|| self.modifiedon.as_deref().and_then(time::parse))
                .flatten(),
        }
    }
}

/// Returns what a state and its reason are in our words.
fn status(state: Option<i64>, reason: Option<i64>) -> CrmStatus {
    match (state, reason) {
        (Some(1), _) => CrmStatus::Qualified,
        // 5 Cannot Contact.
        (Some(2), Some(5)) => CrmStatus::Dismissed(DismissReason::NoAnswer),
        // 4 Lost, 6 No Longer Interested, 7 Canceled: why exactly is not said.
        (Some(2), _) => CrmStatus::Dismissed(DismissReason::Other),
        (_, Some(2)) => CrmStatus::Working,
        _ => CrmStatus::New,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn row(change: impl FnOnce(&mut Row)) -> Row {
        let mut row = Row::default();
        change(&mut row);
        row
    }

    #[test]
    fn the_marketplaces_words_are_found_where_they_stand() {
        const WHOLE: &str = "AppSource (SPZA)-PLT|contoso.engine";
        let some = |text: &str| Some(text.to_owned());
        let found = |row: &Row| row.lead_source().map(|(told, text)| (told, text.to_owned()));
        for (row, told, text) in [
            (row(|row| row.source = some(WHOLE)), Told::Source, WHOLE),
            (row(|row| row.subject = some(WHOLE)), Told::Subject, WHOLE),
            (
                row(|row| row.description = some(&format!("hello\n {WHOLE} \nbye"))),
                Told::Description,
                WHOLE,
            ),
            (
                row(|row| row.description = some(&format!("Lead source: {WHOLE}"))),
                Told::Description,
                WHOLE,
            ),
            (
                row(|row| {
                    row.source = some("AzureMarketplace");
                    row.subject = some("AzureMarketplace-INS|contoso.engine");
                }),
                Told::Subject,
                "AzureMarketplace-INS|contoso.engine",
            ),
            (
                row(|row| {
                    row.source = some(WHOLE);
                    row.subject = some("AppSource-INS|contoso.other");
                }),
                Told::Source,
                WHOLE,
            ),
            (
                row(|row| row.subject = some("Store2-PLT|contoso.engine")),
                Told::Subject,
                "Store2-PLT|contoso.engine",
            ),
            (row(|row| row.source = some("AzurePortal")), Told::Source, "AzurePortal"),
        ] {
            assert_eq!(found(&row), Some((told, text.to_owned())), "{row:?}");
        }
        for (source, subject, description) in [
            ("Web", "Interested in our product", "a line\nand another: with a colon"),
            ("Trade Show", "Follow-up | Berlin", "Pre-install questions"),
            ("Partner", "AppSource-like thing", ""),
        ] {
            let row = row(|row| {
                row.source = some(source);
                row.subject = some(subject);
                row.description = some(description);
            });
            assert_eq!(found(&row), None, "{row:?}");
        }
    }

    #[test]
    fn what_the_crm_made_of_it_is_said_in_our_words() {
        let reading = Reading {
            contacted: true,
            owners: BTreeMap::from([("Ana Souza".to_owned(), "ana".to_owned())]),
            ..Reading::default()
        };
        let row = row(|row| {
            (row.statecode, row.statuscode) = (Some(0), Some(2));
            row.modifiedon = Some("2025-01-06T09:30:00Z".to_owned());
            row.owner = Some("Ana Souza".to_owned());
            (row.donotphone, row.donotemail) = (Some(true), Some(false));
            (row.budgetstatus, row.decisionmaker) = (Some(1), Some(true));
            (row.need, row.purchasetimeframe) = (Some(0), Some(4));
        });
        let said = row.counterpart(&reading);
        assert_eq!(said.status, CrmStatus::Working);
        assert_eq!(said.owner.as_deref(), Some("ana"));
        assert_eq!(said.opted_out_of.iter().copied().collect::<Vec<_>>(), [Channel::Call]);
        let met: Vec<(&str, bool)> =
            said.met.iter().map(|(code, met)| (code.as_str(), *met)).collect();
        assert_eq!(
            met,
            [("authority", true), ("budget", false), ("need", true), ("timing", false)]
        );
        assert_eq!(said.touched_at, "2025-01-06T09:30:00Z".parse().ok());
        assert_eq!(
            row.counterpart(&Reading::default()).touched_at,
            None,
            "only where the settings say so"
        );
        for (state, reason, expected) in [
            (0, 1, CrmStatus::New),
            (0, 2, CrmStatus::Working),
            (1, 3, CrmStatus::Qualified),
            (2, 5, CrmStatus::Dismissed(DismissReason::NoAnswer)),
            (2, 4, CrmStatus::Dismissed(DismissReason::Other)),
            (2, 100_000_001, CrmStatus::Dismissed(DismissReason::Other)),
        ] {
            assert_eq!(status(Some(state), Some(reason)), expected, "{state} {reason}");
        }
    }
}
