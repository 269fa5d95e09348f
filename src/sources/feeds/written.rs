//! Values as people write them in the settings of a feed. What is wrong is noted, all of it.

use std::collections::BTreeMap;

use chrono::TimeDelta;

use super::http::is_local;
use crate::domain::span;

/// Reads an address without a path, over which a secret may go.
pub(super) fn address(name: &str, written: &str, example: &str, wrong: &mut Vec<String>) -> String {
    let trimmed = written.trim().trim_end_matches('/');
    let (scheme, host) = trimmed.split_once("://").unwrap_or(("https", trimmed));
    let scheme = scheme.to_ascii_lowercase();
    let is_host =
        !host.is_empty() && !host.ends_with(':') && !host.contains(['/', '?', '#', '@', ' ', '\\']);
    let url = format!("{scheme}://{}", host.to_ascii_lowercase());
    let is_safe = scheme == "https" || scheme == "http" && is_local(&url);
    if !is_host {
        wrong.push(format!("{name}: it is an address such as {example:?}"));
    } else if !is_safe {
        wrong.push(format!("{name}: it begins with https://, or a secret would go in the open"));
    }
    url
}

/// Returns which of some words was written; the first where none was.
pub(super) fn choice<const N: usize>(
    name: &str,
    written: Option<&str>,
    words: [&str; N],
    wrong: &mut Vec<String>,
) -> usize {
    let Some(written) = written else { return 0 };
    words.iter().position(|word| *word == written).unwrap_or_else(|| {
        let words = words.map(|word| format!("{word:?}")).join(" or ");
        wrong.push(format!("{name}: {written:?} is not {words}"));
        0
    })
}

/// Reads `ana = Ana Souza, bob = Bob Stone`: the name in our team, and the CRM's.
pub(super) fn owners(written: &str, wrong: &mut Vec<String>) -> BTreeMap<String, String> {
    let mut owners = BTreeMap::new();
    for pair in written.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
        match pair.split_once('=').map(|(ours, theirs)| (ours.trim(), theirs.trim())) {
            Some((ours, theirs)) if !ours.is_empty() && !theirs.is_empty() => {
                owners.insert(theirs.to_owned(), ours.to_owned());
            }
            _ => wrong.push(format!(
                "owners: {pair:?} is not as in \"ana = Ana Souza, bob = Bob Stone\""
            )),
        }
    }
    owners
}

/// What of a lead can stand in a column of its own: the word of the settings, and the name that the forms
/// know.
const FIELDS: [(&str, &str); 10] = [
    ("first_name", "FirstName"),
    ("last_name", "LastName"),
    ("email", "Email"),
    ("phone", "Phone"),
    ("country", "Country"),
    ("company", "Company"),
    ("title", "Title"),
    ("lead_source", "LeadSource"),
    ("offer_title", "OfferTitle"),
    ("description", "Description"),
];

/// Reads `lead_source = new_marketplace, phone = mobilephone`: what of a lead stands in which column of the
/// CRM. Returns the columns by the names that the forms know.
pub(super) fn fields(written: &str, wrong: &mut Vec<String>) -> BTreeMap<&'static str, String> {
    let mut fields = BTreeMap::new();
    for pair in written.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
        let read = pair.split_once('=').and_then(|(field, column)| {
            let (_, name) = FIELDS.iter().find(|(word, _)| *word == field.trim())?;
            let column = column.trim();
            let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
            (!column.is_empty() && column.chars().all(is_name)).then(|| (*name, column.to_owned()))
        });
        match read {
            Some((name, column)) => drop(fields.insert(name, column)),
            None => wrong.push(format!(
                "fields: {pair:?} is not as in \"lead_source = new_marketplace\", where the first is one of {}",
                FIELDS.map(|(word, _)| word).join(", ")
            )),
        }
    }
    fields
}

/// Reads how far behind the last pass the next one begins.
pub(super) fn overlap(
    written: Option<&str>,
    usual: TimeDelta,
    wrong: &mut Vec<String>,
) -> TimeDelta {
    let Some(text) = written else { return usual };
    span::parse(text).unwrap_or_else(|| {
        wrong.push(format!(
            "overlap: {text:?} is no span between 1m and 30d, such as \"10m\", \"2h\""
        ));
        usual
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_brought_into_one_form() {
        for (written, url) in [
            ("https://Contoso.CRM4.dynamics.com/", "https://contoso.crm4.dynamics.com"),
            ("contoso.crm.dynamics.com", "https://contoso.crm.dynamics.com"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ] {
            let mut wrong = Vec::new();
            assert_eq!(address("url", written, "https://x", &mut wrong), url);
            assert!(wrong.is_empty(), "{wrong:?}");
        }
        for written in
            ["", "https://", "https://a/b", "ftp://a", "https://user@host", "https://a b"]
        {
            let mut wrong = Vec::new();
            address("url", written, "https://x", &mut wrong);
            assert_eq!(wrong.len(), 1, "{written}");
        }
    }
}
