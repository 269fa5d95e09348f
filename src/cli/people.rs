//! The verbs about who is who: link, unlink, similar.

use std::io::{BufWriter, Write, stdout};

use serde_json::json;

use super::args::{Link, Similar, Unlink};
use super::context::{Context, find, name, say};
use super::error::CliError;
use crate::app::people::{self, Parting, Party, Reason};
use crate::app::triage::Decision;
use crate::app::{LeadFile, LeadKey, Store};
use crate::domain::contact::Contact;
use crate::domain::text::Text;
use crate::language::english;

pub(super) fn link(context: &Context, link: &Link) -> Result<u8, CliError> {
    let mut store = context.open_existing()?;
    let (one, other) = (find(&store, &link.lead)?, find(&store, &link.other)?);
    let (one_name, other_name) = (name(&store, one)?, name(&store, other)?);
    let decision = people::link(&mut store, &context.actor(), context.now(), one, other)?;
    done(&decision, &format!("{one_name} and {other_name}"))?;
    say(&format!("linked: {one_name} and {other_name} are one lead"));
    Ok(0)
}

pub(super) fn unlink(context: &Context, unlink: &Unlink) -> Result<u8, CliError> {
    let mut store = context.open_existing()?;
    let key = find(&store, &unlink.lead)?;
    let from = match &unlink.other {
        None => Parting::All,
        Some(word) => meant(&store, key, word)?,
    };
    let subject = match from {
        Parting::Lead(other) => format!("{} and {}", name(&store, key)?, name(&store, other)?),
        Parting::All | Parting::Person(_) => name(&store, key)?,
    };
    let decision = people::unlink(&mut store, &context.actor(), context.now(), key, from)?;
    done(&decision, &subject)?;
    let now: Vec<String> =
        decision.done.iter().map(|key| name(&store, *key)).collect::<Result<_, _>>()?;
    match from {
        Parting::Lead(_) => say(&format!("remembered: {subject} are two people")),
        Parting::All | Parting::Person(_) => {
            say(&format!("unlinked: {} are leads of their own", now.join(", ")));
        }
    }
    Ok(0)
}

/// A word names a person of the lead itself first, then another lead.
fn meant(store: &Store, key: LeadKey, word: &str) -> Result<Parting, CliError> {
    let file = lead(store, key)?;
    let persons: Vec<_> = people::named_in(&file.lead, word).into_iter().collect();
    match persons.as_slice() {
        [] => Ok(Parting::Lead(find(store, word)?)),
        [one] => Ok(Parting::Person(*one)),
        several => {
            let ids: Vec<String> = several.iter().map(ToString::to_string).collect();
            Err(CliError::failed(format!("{word:?} names several persons of this lead"))
                .hint(format!("write the id of a record of one: {}", ids.join(", "))))
        }
    }
}

fn done(decision: &Decision, whom: &str) -> Result<(), CliError> {
    match decision.refused.first() {
        Some((_, refusal)) => Err(CliError::failed(format!("{whom}: {refusal}"))),
        None => Ok(()),
    }
}

pub(super) fn similar(context: &Context, args: &Similar) -> Result<u8, CliError> {
    let store = context.open_existing()?;
    let mut out = BufWriter::new(stdout().lock());
    let mut count = 0_u64;
    let mut failure = None;
    people::each_suggestion(&store, |one, other| {
        let written = match args.json {
            true => write_json(&mut out, count == 0, &one, &other),
            false => write_text(&mut out, &one, &other),
        };
        count += 1;
        written.map_err(|error| failure = Some(error)).is_ok()
    })?;
    match failure {
        Some(error) => return Err(error),
        None if args.json => writeln!(out, "{}", if count == 0 { "[]" } else { "\n]" })?,
        None if count == 0 => say("no two leads look like the same person"),
        None => say(
            "`leadclock link ID ID` makes two one lead; `leadclock unlink ID ID` remembers that they are two people",
        ),
    }
    out.flush()?;
    Ok(0)
}

fn write_json(
    out: &mut impl Write,
    is_first: bool,
    one: &Party,
    other: &people::Similar,
) -> Result<(), CliError> {
    let lead = |party: &Party| {
        let Contact { email, phone, company, .. } = &party.person;
        json!({
            "id": party.id, "name": party.person.name(), "email": email, "phone": phone,
            "company": company, "stage": party.stage, "status": party.status,
            "records": party.records,
        })
    };
    write!(out, "{}\n  ", if is_first { "[" } else { "," })?;
    let pair =
        json!({ "lead": lead(one), "similar": lead(&other.party), "reasons": other.reasons });
    serde_json::to_writer(out, &pair)?;
    Ok(())
}

fn write_text(out: &mut impl Write, one: &Party, other: &people::Similar) -> Result<(), CliError> {
    writeln!(out, "{}", in_words(one))?;
    writeln!(out, "{}", in_words(&other.party))?;
    writeln!(out, "          {}\n", reasons(&other.reasons))?;
    Ok(())
}

/// Returns why two leads may be one person, in words.
pub(super) fn reasons(reasons: &[Reason]) -> String {
    reasons.iter().map(|reason| reason.label(english())).collect::<Vec<_>>().join(", ")
}

/// Returns a lead in one line: its id, and what tells the person from others.
pub(super) fn in_words(party: &Party) -> String {
    format!("{}  {}", party.id.short(), who(&party.person))
}

/// Returns what tells a person from others: name, company, address, phone.
pub(super) fn who(person: &Contact) -> String {
    let Contact { email, phone, company, .. } = person;
    let name = person.name();
    let parts: Vec<_> = [&name, company, email, phone]
        .into_iter()
        .flatten()
        .map(|part: &Text| part.shown().into_owned())
        .collect();
    if parts.is_empty() { "(no name)".to_owned() } else { parts.join(", ") }
}

fn lead(store: &Store, key: LeadKey) -> Result<LeadFile, CliError> {
    store.lead(key)?.ok_or_else(|| CliError::failed("the lead was erased a moment ago"))
}
