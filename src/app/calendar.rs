//! Planned follow-ups as a calendar file (RFC 5545), for the calendar that a rep lives in.
//!
//! A follow-up is an event and no to-do: Outlook and Google leave to-dos out when they import a
//! file, and a call at nine is an appointment with oneself. It takes no time from what others see as
//! free, and is private: it names a person. A lead's event keeps its UID, so a later export moves
//! the event instead of adding one.

use chrono::{DateTime, TimeDelta, Utc};
use icalendar::{Alarm, Class, Component, Event, EventLike, Property};

use crate::domain::decide::may_be_contacted;
use crate::domain::event::EventKind;
use crate::domain::funnel::Status;
use crate::domain::lead::{Lead, Plan};
use crate::domain::text::{Text, cut, plain};
use crate::language::english;

/// What a file begins with.
pub(crate) const HEAD: &str = concat!(
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//leadclock//leadclock ",
    env!("CARGO_PKG_VERSION"),
    "//EN\r\nCALSCALE:GREGORIAN\r\n"
);
/// What it ends with.
pub(crate) const FOOT: &str = "END:VCALENDAR\r\n";

/// How long a follow-up takes.
const LENGTH: TimeDelta = TimeDelta::minutes(15);
/// How long before it the calendar says so.
const NOTICE: TimeDelta = TimeDelta::minutes(10);
/// The longest line, its end not counted.
const OCTETS: usize = 75;
/// The columns of a name, and of what the person wrote.
const LONGEST: usize = 120;
const LONGEST_DESCRIPTION: usize = 500;

/// Returns the event of a lead's planned follow-up; `None` where none is planned, the lead is
/// decided, or nobody may be contacted.
pub(crate) fn event(lead: &Lead, now: DateTime<Utc>) -> Option<String> {
    let is_open = matches!(lead.status(), Status::New | Status::Working | Status::Nurturing);
    let plan = lead.state().plan.filter(|_| is_open && may_be_contacted(lead).is_ok())?;
    let id = lead.id()?;
    let summary = summary(lead);
    let mut event = Event::new();
    event
        .uid(&format!("{id}@leadclock"))
        .timestamp(now)
        .sequence(times_planned(lead))
        .starts(plan.due_at)
        .ends(plan.due_at + LENGTH)
        .summary(&summary)
        .description(&details(lead))
        .class(Class::Private)
        .append_property(Property::new("TRANSP", "TRANSPARENT"));
    if is_to_come(plan, now) {
        // The library would stamp the alarm with the clock on the wall and a name drawn by lot.
        let mut alarm = Alarm::display(&summary, -NOTICE);
        alarm.timestamp(now).uid(&format!("{id}-alarm@leadclock"));
        event.alarm(alarm);
    }
    event.try_into_string().ok().map(|written| folded(&written))
}

/// Breaks lines again where the library let the last piece of one grow to 76 octets.
fn folded(written: &str) -> String {
    let mut folded = String::with_capacity(written.len());
    for line in written.replace("\r\n ", "").split_inclusive("\r\n") {
        let mut length = 0;
        for character in line.trim_end_matches("\r\n").chars() {
            if length + character.len_utf8() > OCTETS {
                folded.push_str("\r\n ");
                length = 1;
            }
            folded.push(character);
            length += character.len_utf8();
        }
        folded.push_str("\r\n");
    }
    folded
}

/// Nobody wants to be reminded of the past while a file is read.
fn is_to_come(plan: Plan, now: DateTime<Utc>) -> bool {
    plan.due_at > now
}

/// Grows with every plan, so that a calendar takes the newer of two files.
fn times_planned(lead: &Lead) -> u32 {
    let plans = lead.events().iter().filter(|event| {
        matches!(event.kind, EventKind::FollowUpPlanned { .. } | EventKind::Nurtured { .. })
    });
    u32::try_from(plans.count()).unwrap_or(u32::MAX)
}

fn summary(lead: &Lead) -> String {
    let person = lead.person();
    let company = words(&person.company, LONGEST);
    match (words(&person.display_name(), LONGEST), company) {
        (Some(name), Some(company)) if name != company => format!("Follow up: {name} ({company})"),
        (Some(name), _) => format!("Follow up: {name}"),
        (None, _) => "Follow up: (no name)".to_owned(),
    }
}

/// What they asked, how to reach them, and where to read the rest.
fn details(lead: &Lead) -> String {
    let person = lead.person();
    let mut lines = Vec::new();
    if let Some(request) = lead.request() {
        let offer = request.offer_title.clone().or_else(|| request.offer_name());
        lines.push(match words(&offer, LONGEST) {
            Some(offer) => format!("{}: {offer}", request.action.did(english())),
            None => request.action.did(english()),
        });
        let wrote = words(&request.description, LONGEST_DESCRIPTION);
        lines.extend(wrote.map(|wrote| format!("“{wrote}”")));
    }
    lines.extend(words(&person.phone, LONGEST).map(|phone| format!("call {phone}")));
    lines.extend(words(&person.email, LONGEST).map(|email| format!("mail {email}")));
    lines.extend(lead.id().map(|id| format!("leadclock show {}", id.short())));
    lines.join("\n")
}

fn words(text: &Option<Text>, longest: usize) -> Option<String> {
    let words = plain(text.as_ref()?.raw());
    (!words.is_empty()).then(|| cut(&words, longest).into_owned())
}

#[cfg(test)]
mod tests;
