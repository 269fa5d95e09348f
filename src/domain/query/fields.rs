//! The fields of the language: one table for reading, completion, help and the README.

use super::times::TimeField;
use super::values::{CodeField, TextField};

/// A field.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name; what stands behind it is another name for it.
    pub names: &'static [&'static str],
    /// What it is about, for people.
    pub about: &'static str,
    /// How it can be used.
    pub example: &'static str,
    /// How its value is read.
    pub(super) kind: Kind,
}

/// How a value is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text(TextField),
    Code(CodeField),
    Country,
    Owner,
    Stage,
    Status,
    Reason,
    Milestone,
    Is,
    Has,
    Time(TimeField),
    Touches,
    View,
}

/// Every field, in the order in which help shows them.
pub static FIELDS: [Field; 20] = [
    field(
        &["due"],
        "when the next touch is owed",
        "due:<2h  due:today",
        Kind::Time(TimeField::Due),
    ),
    field(&["is"], "how it stands now", "is:overdue  is:open", Kind::Is),
    field(&["stage"], "how far the customer has come", "stage:trial,acquired", Kind::Stage),
    field(&["status"], "what we made of it", "status:new  -status:dismissed", Kind::Status),
    field(&["owner"], "whose it is: me, none, a name", "owner:me", Kind::Owner),
    field(
        &["asked"],
        "when they last asked",
        "asked:>7d  asked:yesterday",
        Kind::Time(TimeField::Asked),
    ),
    field(
        &["received"],
        "when it last reached us",
        "received:<1h",
        Kind::Time(TimeField::Received),
    ),
    field(
        &["touched"],
        "when they were last touched",
        "touched:never  touched:>3d",
        Kind::Time(TimeField::Touched),
    ),
    field(&["touches"], "how often they were touched", "touches:0  touches:>=3", Kind::Touches),
    field(&["offer"], "what they asked about", "offer:analytics", Kind::Text(TextField::Offer)),
    field(
        &["company"],
        "their company",
        "company:\"tailspin toys\"",
        Kind::Text(TextField::Company),
    ),
    field(&["name"], "their name", "name:tanaka", Kind::Text(TextField::Name)),
    field(&["email", "mail"], "their address", "email:@contoso.com", Kind::Text(TextField::Email)),
    field(&["phone"], "digits of their number", "phone:5550142", Kind::Text(TextField::Phone)),
    field(&["country"], "where they are: a code or a name", "country:de", Kind::Country),
    field(&["source"], "where they were", "source:appsource", Kind::Code(CodeField::Source)),
    field(&["feed"], "what brought it", "feed:website", Kind::Code(CodeField::Feed)),
    field(&["reason"], "why it was dismissed", "reason:no_answer", Kind::Reason),
    field(&["milestone"], "how far it has come since", "milestone:won", Kind::Milestone),
    field(&["has"], "what is known of it", "has:phone  -has:owner", Kind::Has),
];

/// The field that stands for a saved view; help tells of it apart.
pub(super) static VIEW: Field = field(&["view"], "a saved view", "view:today", Kind::View);

const fn field(
    names: &'static [&'static str],
    about: &'static str,
    example: &'static str,
    kind: Kind,
) -> Field {
    Field { names, about, example, kind }
}

impl Field {
    /// Returns its name.
    pub const fn name(&self) -> &'static str {
        self.names[0]
    }
}

/// Returns the field of a name.
pub(super) fn named(name: &str) -> Option<&'static Field> {
    FIELDS.iter().chain([&VIEW]).find(|field| field.names.contains(&name))
}
