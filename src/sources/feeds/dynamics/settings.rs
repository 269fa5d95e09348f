//! The settings of the feed, and how it is opened with them.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use serde::Deserialize;

use super::tell::{Creates, Qualify, Writing};
use super::token::Tokens;
use super::{Application, Changes, Dynamics};
use crate::domain::funnel::DismissReason;
use crate::sources::feeds::crm::Reading;
use crate::sources::feeds::http::Client;
use crate::sources::feeds::written::{address, choice, overlap};
use crate::sources::feeds::{BadSettings, Feed, Opening};

/// Where tokens are given out, but for the clouds of some states.
const LOGIN: &str = "https://login.microsoftonline.com";
/// How an address looks.
const EXAMPLE: &str = "https://contoso.crm4.dynamics.com";
/// How far behind the last pass the next one begins, where it goes by time.
const OVERLAP: TimeDelta = TimeDelta::minutes(10);

/// The names of all settings.
pub(super) const NAMES: &[&str] = &[
    "url",
    "tenant",
    "client",
    "login",
    "sign_in",
    "leads",
    "closed",
    "contacted",
    "owners",
    "fields",
    "changes",
    "overlap",
    "write_back",
    "qualify",
    "creates",
    "reasons",
];

/// As a person writes them.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Written {
    url: String,
    tenant: String,
    client: String,
    login: Option<String>,
    sign_in: Option<String>,
    leads: Option<String>,
    closed: Option<String>,
    contacted: Option<String>,
    owners: Option<String>,
    fields: Option<String>,
    changes: Option<String>,
    overlap: Option<String>,
    write_back: Option<String>,
    qualify: Option<String>,
    creates: Option<String>,
    reasons: Option<String>,
}

/// Opens the feed.
pub(super) fn open(opening: &Opening<'_>) -> Result<Box<dyn Feed>, BadSettings> {
    let mut wrong = Vec::new();
    let written = opening.settings.clone().try_into::<Written>().unwrap_or_else(|error| {
        wrong.push(error.message().to_owned());
        Written::default()
    });
    let Who { url, login, tenant, client: id, is_person } = read_who(&written, &mut wrong);
    let reading = Reading::of(
        [&written.leads, &written.closed, &written.contacted, &written.owners, &written.fields]
            .map(Option::as_deref),
        &mut wrong,
    );
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
    let overlap = overlap(written.overlap.as_deref(), OVERLAP, &mut wrong);
    let writes =
        choice("write_back", written.write_back.as_deref(), ["no", "yes"], &mut wrong) == 1;
    let writing = Writing {
        qualify: match choice(
            "qualify",
            written.qualify.as_deref(),
            ["action", "status"],
            &mut wrong,
        ) {
            1 => Qualify::Status,
            _ => Qualify::Action(creates(written.creates.as_deref(), &mut wrong)),
        },
        reasons: reasons(written.reasons.as_deref().unwrap_or_default(), &mut wrong),
        users: BTreeMap::new(),
    };
    let Some(secret) = opening.secret.clone() else {
        wrong.push(match is_person {
            true => "somebody must sign in".to_owned(),
            false => "it needs its client secret".to_owned(),
        });
        return Err(BadSettings(wrong));
    };
    if !wrong.is_empty() {
        return Err(BadSettings(wrong));
    }
    let application = Application { login, tenant, id, is_person, secret };
    let (tokens, client) = (Tokens::default(), Client::new());
    let writing = writes.then_some(writing);
    Ok(Box::new(Dynamics { url, application, tokens, reading, changes, overlap, client, writing }))
}

/// Who we are to whom, as the settings say.
pub(super) struct Who {
    pub(super) url: String,
    pub(super) login: String,
    pub(super) tenant: String,
    pub(super) client: String,
    /// Whether a person signs in.
    pub(super) is_person: bool,
}

/// Returns who we are to whom; `None` where the settings are wrong.
pub(super) fn who(opening: &Opening<'_>) -> Option<Who> {
    let written: Written = opening.settings.clone().try_into().ok()?;
    let mut wrong = Vec::new();
    let who = read_who(&written, &mut wrong);
    wrong.is_empty().then_some(who)
}

fn read_who(written: &Written, wrong: &mut Vec<String>) -> Who {
    let url = address("url", &written.url, EXAMPLE, wrong);
    let login = address("login", written.login.as_deref().unwrap_or(LOGIN), LOGIN, wrong);
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
    let sign_in = choice("sign_in", written.sign_in.as_deref(), ["secret", "device"], wrong);
    let (tenant, client) = (written.tenant.clone(), written.client.clone());
    Who { url, login, tenant, client, is_person: sign_in == 1 }
}

/// Reads which rows the CRM makes of a lead that is qualified.
fn creates(written: Option<&str>, wrong: &mut Vec<String>) -> Creates {
    let words = written.unwrap_or("account contact opportunity");
    let words: Vec<&str> = words.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    for word in &words {
        if !["account", "contact", "opportunity", "nothing"].contains(word) {
            wrong
                .push(format!("creates: {word:?} is not account, contact, opportunity or nothing"));
        }
    }
    let has = |word| words.contains(&word);
    Creates { account: has("account"), contact: has("contact"), opportunity: has("opportunity") }
}

/// Reads `no_answer = 5, spam = 100000001`: a reason of ours, and the CRM's status reason.
fn reasons(written: &str, wrong: &mut Vec<String>) -> BTreeMap<DismissReason, i64> {
    let mut reasons = BTreeMap::new();
    for pair in written.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
        let read = pair
            .split_once('=')
            .and_then(|(reason, code)| Some((reason.parse().ok()?, code.trim().parse().ok()?)));
        match read {
            Some((reason, code)) => drop(reasons.insert(reason, code)),
            None => {
                wrong.push(format!("reasons: {pair:?} is not as in \"no_answer = 5, spam = 7\""))
            }
        }
    }
    reasons
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
                   contacted = \"touch\"\nowners = \"ana = Ana Souza, bob=Bob Stone\"\nfields = \"lead_source = new_x\"\n\
                   changes = \"time\"\noverlap = \"2h\"\nwrite_back = \"yes\"\nqualify = \"status\"\n\
                   creates = \"contact, opportunity\"\nreasons = \"no_answer = 5, spam=100000001\"\n";
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
                   overlap = \"10\"\nlogin = \"https://x/y\"\nsign_in = \"w\"\nfields = \"mood = x\"\nwrite_back = \"maybe\"\nqualify = \"z\"\n\
                   creates = \"a house\"\nreasons = \"rain = 5, spam = x\"\n";
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
            "fields: \"mood = x\" is not as in",
            "sign_in: \"w\" is not \"secret\" or \"device\"",
            "write_back: \"maybe\"",
            "qualify: \"z\"",
            "reasons: \"rain = 5\"",
            "reasons: \"spam = x\"",
        ] {
            assert!(error.contains(words), "{words}: {error}");
        }
    }
}
