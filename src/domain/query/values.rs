//! The words that a field may be.

use crate::domain::funnel::{Stage, Status};
use crate::domain::lead_source::Source;

/// A text that was typed about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum TextField {
    /// The person.
    Name = 1,
    /// Their company.
    Company = 2,
    /// What they asked about: the offer's id, and its title.
    Offer = 3,
    /// Their address.
    Email = 4,
    /// The digits of their phone number.
    Phone = 5,
}

/// A code that a record carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum CodeField {
    /// Where the customer was.
    Source = 1,
    /// The feed that brought it.
    Feed = 2,
}

/// Where a customer can have been.
pub const SOURCES: [(&str, Source); 5] = [
    ("azure_marketplace", Source::AzureMarketplace),
    ("azure_portal", Source::AzurePortal),
    ("appsource", Source::Appsource),
    ("test_drive", Source::TestDrive),
    ("other", Source::Other),
];

/// How far a customer can have come.
pub const STAGES: [(&str, Stage); 5] = [
    ("trial", Stage::Trial),
    ("acquired", Stage::Acquired),
    ("interest", Stage::Interest),
    ("other", Stage::Other),
    ("do_not_contact", Stage::DoNotContact),
];

/// What can have been made of a lead.
pub const STATUSES: [(&str, Status); 5] = [
    ("new", Status::New),
    ("working", Status::Working),
    ("nurturing", Status::Nurturing),
    ("qualified", Status::Qualified),
    ("dismissed", Status::Dismissed),
];

/// What a lead is at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quality {
    /// Open work: neither decided nor behind the wall, snoozed and forgotten leads included.
    Open,
    /// Its due time has passed.
    Overdue,
    /// The last quarter of its limit runs.
    DueSoon,
    /// More than that is left.
    OnTrack,
    /// Answered, and nothing is planned.
    Met,
    /// Open, and out of sight.
    Snoozed,
    /// Open, and untouched for 30 days.
    Forgotten,
    /// Microsoft's test.
    Test,
    /// Behind the do-not-contact wall.
    DoNotContact,
}

impl Quality {
    /// Every word, in the order in which a person is offered them.
    pub const ALL: [(&'static str, Self); 9] = [
        ("open", Self::Open),
        ("overdue", Self::Overdue),
        ("due_soon", Self::DueSoon),
        ("on_track", Self::OnTrack),
        ("met", Self::Met),
        ("snoozed", Self::Snoozed),
        ("forgotten", Self::Forgotten),
        ("test", Self::Test),
        ("do_not_contact", Self::DoNotContact),
    ];
}

/// What a lead has or has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    /// A text of the person.
    Text(TextField),
    /// A known country.
    Country,
    /// Somebody whose it is.
    Owner,
    /// A note.
    Note,
}

impl Thing {
    /// Every word, in the order in which a person is offered them.
    pub const ALL: [(&'static str, Self); 6] = [
        ("phone", Self::Text(TextField::Phone)),
        ("email", Self::Text(TextField::Email)),
        ("company", Self::Text(TextField::Company)),
        ("country", Self::Country),
        ("owner", Self::Owner),
        ("note", Self::Note),
    ];
}
