//! The fields of the language: one table for reading, completion, help and the README.

use super::times::TimeField;
use super::values::{CodeField, TextField};
use crate::language::Messages;

/// A field.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name; what stands behind it is another name for it.
    pub names: &'static [&'static str],
    about: fn(&Messages) -> String,
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
    field(&["due"], Messages::field_due, "due:<2h  due:today", Kind::Time(TimeField::Due)),
    field(&["is"], Messages::field_is, "is:overdue  is:open", Kind::Is),
    field(&["stage"], Messages::field_stage, "stage:trial,acquired", Kind::Stage),
    field(&["status"], Messages::field_status, "status:new  -status:dismissed", Kind::Status),
    field(&["owner"], Messages::field_owner, "owner:me", Kind::Owner),
    field(
        &["asked"],
        Messages::field_asked,
        "asked:>7d  asked:yesterday",
        Kind::Time(TimeField::Asked),
    ),
    field(&["received"], Messages::field_received, "received:<1h", Kind::Time(TimeField::Received)),
    field(
        &["touched"],
        Messages::field_touched,
        "touched:never  touched:>3d",
        Kind::Time(TimeField::Touched),
    ),
    field(&["touches"], Messages::field_touches, "touches:0  touches:>=3", Kind::Touches),
    field(&["offer"], Messages::field_offer, "offer:analytics", Kind::Text(TextField::Offer)),
    field(
        &["company"],
        Messages::field_company,
        "company:\"tailspin toys\"",
        Kind::Text(TextField::Company),
    ),
    field(&["name"], Messages::field_name, "name:tanaka", Kind::Text(TextField::Name)),
    field(
        &["email", "mail"],
        Messages::field_email,
        "email:@contoso.com",
        Kind::Text(TextField::Email),
    ),
    field(&["phone"], Messages::field_phone, "phone:5550142", Kind::Text(TextField::Phone)),
    field(&["country"], Messages::field_country, "country:de", Kind::Country),
    field(&["source"], Messages::field_source, "source:appsource", Kind::Code(CodeField::Source)),
    field(&["feed"], Messages::field_feed, "feed:website", Kind::Code(CodeField::Feed)),
    field(&["reason"], Messages::field_reason, "reason:no_answer", Kind::Reason),
    field(&["milestone"], Messages::field_milestone, "milestone:won", Kind::Milestone),
    field(&["has"], Messages::field_has, "has:phone  -has:owner", Kind::Has),
];

/// The field that stands for a saved view; help tells of it apart.
pub(super) static VIEW: Field = field(&["view"], Messages::field_view, "view:today", Kind::View);

const fn field(
    names: &'static [&'static str],
    about: fn(&Messages) -> String,
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

    /// Returns what it is about, for people.
    pub fn about(&self, say: &Messages) -> String {
        (self.about)(say)
    }
}

/// Returns the field of a name.
pub(super) fn named(name: &str) -> Option<&'static Field> {
    FIELDS.iter().chain([&VIEW]).find(|field| field.names.contains(&name))
}
