//! The settings of the feed, and how it is opened with them.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use serde::Deserialize;

use super::row::Reading;
use super::token::Tokens;
use super::{Application, Changes, Dynamics};
use crate::domain::span;
use crate::sources::feeds::http::{Client, is_local};
use crate::sources::feeds::{BadSettings, Feed, Opening};

/// Where tokens are given out, but for the clouds of some states.
const LOGIN: &str = "https://login.microsoftonline.com";
/// How far behind the last pass the next one begins, where it goes by time.
const OVERLAP: TimeDelta = TimeDelta::minutes(10);

/// As a person writes them.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Written {
    url: String,
    tenant: String,
    client: String,
    login: Option<String>,
    leads: Option<String>,
    closed: Option<String>,
    contacted: Option<String>,
    owners: Option<String>,
    changes: Option<String>,
    overlap: Option<String>,
}

/// Opens the feed.
pub(super) fn open(opening: &Opening<'_>) -> Result<Box<dyn Feed>, BadSettings> {
    let mut wrong = Vec::new();
    let written = opening.settings.clone().try_into::<Written>().unwrap_or_else(|error| {
        wrong.push(error.message().to_owned());
        Written::default()
    });
    let url = address("url", &written.url, &mut wrong);
    let login = address("login", written.login.as_deref().unwrap_or(LOGIN), &mut wrong);
    for (name, value, what) in [
        ("tenant", &written.tenant, "the directory (tenant) id, or one of the tenant's domains"),
        ("client", &written.client, "the application (client) id"),
    ] {
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
        if value.is_empty() || !value.chars().all(is_name) {
            wrong.push(format!(
                "{name}: it is {what}, from the Entra admin center (App registrations)"
            ));
        }
    }
    let reading = Reading {
        all: choice("leads", written.leads.as_deref(), ["marketplace", "all"], &mut wrong) == 1,
        closed: choice("closed", written.closed.as_deref(), ["skip", "take"], &mut wrong) == 1,
        contacted: choice(
            "contacted",
            written.contacted.as_deref(),
            ["status", "touch"],
            &mut wrong,
        ) == 1,
        owners: owners(written.owners.as_deref().unwrap_or_default(), &mut wrong),
    };
    let changes = match choice(
        "changes",
        written.changes.as_deref(),
        ["auto", "tracking", "time"],
        &mut wrong,
    ) {
        1 => Changes::Tracked,
        2 => Changes::ByTime,
        _ => Changes::Either,
    };
    let overlap = match written.overlap {
        None => OVERLAP,
        Some(text) => span::parse(&text).unwrap_or_else(|| {
            wrong.push(format!(
                "overlap: {text:?} is no span between 1m and 30d, such as \"10m\", \"2h\""
            ));
            OVERLAP
        }),
    };
    let Some(secret) = opening.secret.clone() else {
        wrong.push("it needs its client secret".to_owned());
        return Err(BadSettings(wrong));
    };
    if !wrong.is_empty() {
        return Err(BadSettings(wrong));
    }
    let application = Application { login, tenant: written.tenant, id: written.client, secret };
    let (tokens, client) = (Tokens::default(), Client::new());
    Ok(Box::new(Dynamics { url, application, tokens, reading, changes, overlap, client }))
}

/// Reads an address without a path, over which a secret may go.
fn address(name: &str, written: &str, wrong: &mut Vec<String>) -> String {
    let trimmed = written.trim().trim_end_matches('/');
    let (scheme, host) = trimmed.split_once("://").unwrap_or(("https", trimmed));
    let scheme = scheme.to_ascii_lowercase();
    let is_host =
        !host.is_empty() && !host.ends_with(':') && !host.contains(['/', '?', '#', '@', ' ', '\\']);
    let url = format!("{scheme}://{}", host.to_ascii_lowercase());
    let is_safe = scheme == "https" || scheme == "http" && is_local(&url);
    if !is_host {
        wrong.push(format!(
            "{name}: it is an address such as \"https://contoso.crm4.dynamics.com\""
        ));
    } else if !is_safe {
        wrong.push(format!("{name}: it begins with https://, or a secret would go in the open"));
    }
    url
}

/// Returns which of some words was written; the first where none was.
fn choice<const N: usize>(
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
fn owners(written: &str, wrong: &mut Vec<String>) -> BTreeMap<String, String> {
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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    const GOOD: &str = "url = \"https://contoso.crm4.dynamics.com/\"\ntenant = \"contoso.com\"\n\
                        client = \"11111111-2222-3333-4444-555555555555\"\n";

    fn opened(settings: &str, secret: Option<&str>) -> Result<(), String> {
        let settings = settings.parse().expect("TOML");
        let opening =
            Opening { settings: &settings, folder: Path::new("."), secret: secret.map(Into::into) };
        open(&opening).map(|_| ()).map_err(|error| error.to_string())
    }

    #[test]
    fn three_settings_and_a_secret_are_needed() {
        assert_eq!(opened(GOOD, Some("s")), Ok(()));
        let all = "login = \"https://login.microsoftonline.us\"\nleads = \"all\"\nclosed = \"take\"\n\
                   contacted = \"touch\"\nowners = \"ana = Ana Souza, bob=Bob Stone\"\n\
                   changes = \"time\"\noverlap = \"2h\"\n";
        assert_eq!(opened(&format!("{GOOD}{all}"), Some("s")), Ok(()));
        let error = opened("", None).expect_err("nothing is there");
        for words in ["url:", "tenant:", "client:", "needs its client secret"] {
            assert!(error.contains(words), "{words}: {error}");
        }
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let bad = "url = \"http://contoso.crm.dynamics.com\"\ntenant = \"a/b\"\nclient = \"c\"\n\
                   leads = \"some\"\nclosed = \"no\"\ncontacted = \"x\"\nowners = \"ana\"\nchanges = \"y\"\n\
                   overlap = \"10\"\nlogin = \"https://x/y\"\n";
        let error = opened(bad, Some("s")).expect_err("wrong");
        for words in [
            "url: it begins with https://",
            "tenant: it is",
            "leads: \"some\" is not \"marketplace\" or \"all\"",
            "closed: \"no\"",
            "contacted: \"x\"",
            "owners: \"ana\" is not as in",
            "changes: \"y\" is not \"auto\" or \"tracking\" or \"time\"",
            "overlap: \"10\"",
            "login: it is an address",
        ] {
            assert!(error.contains(words), "{words}: {error}");
        }
    }

    #[test]
    fn an_address_is_brought_into_one_form() {
        for (written, url) in [
            ("https://Contoso.CRM4.dynamics.com/", "https://contoso.crm4.dynamics.com"),
            ("contoso.crm.dynamics.com", "https://contoso.crm.dynamics.com"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ] {
            let mut wrong = Vec::new();
            assert_eq!(address("url", written, &mut wrong), url);
            assert!(wrong.is_empty(), "{wrong:?}");
        }
        for written in
            ["", "https://", "https://a/b", "ftp://a", "https://user@host", "https://a b"]
        {
            let mut wrong = Vec::new();
            address("url", written, &mut wrong);
            assert_eq!(wrong.len(), 1, "{written}");
        }
    }
}
