//! The settings of the feed, and how it is opened with them.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use serde::Deserialize;

use super::statuses::Meaning;
use super::token::Tokens;
use super::{Application, Proof, Salesforce};
use crate::sources::feeds::crm::Reading;
use crate::sources::feeds::http::Client;
use crate::sources::feeds::written::{address, choice, overlap};
use crate::sources::feeds::{BadSettings, Feed, Opening};

/// How an address looks.
const EXAMPLE: &str = "https://contoso.my.salesforce.com";
/// For whom a signature is meant, but for sandboxes.
const AUDIENCE: &str = "https://login.salesforce.com";
/// How far behind the last pass the next one begins.
const OVERLAP: TimeDelta = TimeDelta::minutes(2);

/// The names of all settings.
pub(super) const NAMES: &[&str] = &[
    "url",
    "client",
    "sign_in",
    "user",
    "audience",
    "leads",
    "closed",
    "contacted",
    "owners",
    "fields",
    "statuses",
    "overlap",
    "write_back",
];

/// As a person writes them.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Written {
    url: String,
    client: String,
    sign_in: Option<String>,
    user: Option<String>,
    audience: Option<String>,
    leads: Option<String>,
    closed: Option<String>,
    contacted: Option<String>,
    owners: Option<String>,
    fields: Option<String>,
    statuses: Option<String>,
    overlap: Option<String>,
    write_back: Option<String>,
}

/// Opens the feed.
pub(super) fn open(opening: &Opening<'_>) -> Result<Box<dyn Feed>, BadSettings> {
    let mut wrong = Vec::new();
    let written = opening.settings.clone().try_into::<Written>().unwrap_or_else(|error| {
        wrong.push(error.message().to_owned());
        Written::default()
    });
    let url = address("url", &written.url, EXAMPLE, &mut wrong);
    if written.client.trim().is_empty() || written.client.contains(char::is_whitespace) {
        wrong.push(
            "client: it is the consumer key of the connected app (Setup > App Manager)".to_owned(),
        );
    }
    let signs = choice("sign_in", written.sign_in.as_deref(), ["secret", "jwt"], &mut wrong) == 1;
    let user = written.user.unwrap_or_default();
    if signs && user.trim().is_empty() {
        wrong.push("user: with sign_in = \"jwt\" it is the name of the user to act as".to_owned());
    }
    let audience =
        address("audience", written.audience.as_deref().unwrap_or(AUDIENCE), AUDIENCE, &mut wrong);
    let reading = Reading::of(
        [&written.leads, &written.closed, &written.contacted, &written.owners, &written.fields]
            .map(Option::as_deref),
        &mut wrong,
    );
    let writes_back =
        choice("write_back", written.write_back.as_deref(), ["no", "yes"], &mut wrong) == 1;
    let named = statuses(written.statuses.as_deref().unwrap_or_default(), &mut wrong);
    let overlap = overlap(written.overlap.as_deref(), OVERLAP, &mut wrong);
    let Some(secret) = opening.secret.clone() else {
        wrong.push(match signs {
            true => "it needs its private key: name the file with --secret file:PATH".to_owned(),
            false => "it needs its consumer secret".to_owned(),
        });
        return Err(BadSettings(wrong));
    };
    if !wrong.is_empty() {
        return Err(BadSettings(wrong));
    }
    let proof = match signs {
        true => Proof::Signature { key: secret, user, audience },
        false => Proof::Secret(secret),
    };
    Ok(Box::new(Salesforce {
        url,
        application: Application { key: written.client, proof },
        tokens: Tokens::default(),
        reading,
        named,
        statuses: None,
        overlap,
        client: Client::new(),
        writes_back,
        users: BTreeMap::new(),
    }))
}

/// Reads `Nurturing = working, Closed - Not Converted = dismissed`: the organisation's name of a status, and
/// what it means here.
fn statuses(written: &str, wrong: &mut Vec<String>) -> BTreeMap<String, Meaning> {
    let mut statuses = BTreeMap::new();
    for pair in written.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
        let read = pair.rsplit_once('=').and_then(|(name, meaning)| {
            let name = name.trim().to_lowercase();
            (!name.is_empty()).then_some((name, Meaning::of_word(meaning.trim())?))
        });
        match read {
            Some((name, meaning)) => drop(statuses.insert(name, meaning)),
            None => wrong.push(format!(
                "statuses: {pair:?} is not as in \"Nurturing = working, Dead = dismissed\": new, working, \
                 qualified or dismissed"
            )),
        }
    }
    statuses
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    const GOOD: &str = "url = \"https://contoso.my.salesforce.com\"\nclient = \"3MVG9.key\"\n";

    fn opened(settings: &str, secret: Option<&str>) -> Result<(), String> {
        let settings = settings.parse().expect("TOML");
        let opening =
            Opening { settings: &settings, folder: Path::new("."), secret: secret.map(Into::into) };
        open(&opening).map(|_| ()).map_err(|error| error.to_string())
    }

    #[test]
    fn two_settings_and_a_secret_are_needed() {
        assert_eq!(opened(GOOD, Some("s")), Ok(()));
        let all = "sign_in = \"jwt\"\nuser = \"bot@contoso.com\"\naudience = \"https://test.salesforce.com\"\n\
                   leads = \"all\"\nclosed = \"take\"\ncontacted = \"touch\"\nowners = \"ana = Ana Souza\"\n\
                   statuses = \"Nurturing = working, Closed - Dead = dismissed\"\noverlap = \"5m\"\n\
                   write_back = \"yes\"\n";
        assert_eq!(opened(&format!("{GOOD}{all}"), Some("s")), Ok(()));
        let error = opened("", None).expect_err("nothing is there");
        for words in ["url:", "client:", "needs its consumer secret"] {
            assert!(error.contains(words), "{words}: {error}");
        }
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let bad = "url = \"http://contoso.my.salesforce.com\"\nclient = \"a b\"\nsign_in = \"jwt\"\n\
                   leads = \"some\"\nclosed = \"no\"\ncontacted = \"x\"\nowners = \"ana\"\n\
                   statuses = \"Dead = gone\"\noverlap = \"10\"\nwrite_back = \"maybe\"\naudience = \"x y\"\n";
        let error = opened(bad, Some("s")).expect_err("wrong");
        for words in [
            "url: it begins with https://",
            "client: it is",
            "user: with sign_in",
            "leads: \"some\"",
            "closed: \"no\"",
            "contacted: \"x\"",
            "owners: \"ana\"",
            "statuses: \"Dead = gone\"",
            "overlap: \"10\"",
            "write_back: \"maybe\"",
            "audience: it is an address",
        ] {
            assert!(error.contains(words), "{words}: {error}");
        }
    }
}
