//! The settings of the feed, and how it is opened with them.

use chrono::TimeDelta;
use serde::Deserialize;

use super::Marketo;
use super::token::Tokens;
use crate::domain::span;
use crate::sources::feeds::http::Client;
use crate::sources::feeds::written::{address, choice};
use crate::sources::feeds::{BadSettings, Feed, Opening};

/// How an address looks.
const EXAMPLE: &str = "https://123-PQR-789.mktorest.com";
/// How far back the first look goes.
const FROM: TimeDelta = TimeDelta::days(30);

/// The names of all settings.
pub(super) const NAMES: &[&str] = &["url", "client", "form", "from", "write_back"];

/// As a person writes them.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Written {
    url: String,
    client: String,
    form: String,
    from: Option<String>,
    write_back: Option<String>,
}

/// Opens the feed.
pub(super) fn open(opening: &Opening<'_>) -> Result<Box<dyn Feed>, BadSettings> {
    let mut wrong = Vec::new();
    let written = opening.settings.clone().try_into::<Written>().unwrap_or_else(|error| {
        wrong.push(error.message().to_owned());
        Written::default()
    });
    // As the page of the web services shows it, with the path of the API behind it.
    let url = written.url.trim().trim_end_matches('/');
    let url = address("url", url.strip_suffix("/rest").unwrap_or(url), EXAMPLE, &mut wrong);
    if written.client.trim().is_empty() || written.client.contains(char::is_whitespace) {
        wrong.push("client: it is the client id of the service (Admin > LaunchPoint)".to_owned());
    }
    let form = written.form.trim().to_owned();
    if form.is_empty() || !form.bytes().all(|byte| byte.is_ascii_digit()) {
        wrong.push("form: it is the form id, a number, as Partner Center has it".to_owned());
    }
    let from = match written.from.as_deref() {
        None => FROM,
        Some(text) => span::parse(text).unwrap_or_else(|| {
            wrong.push(format!("from: {text:?} is no span between 1m and 30d, such as \"7d\""));
            FROM
        }),
    };
    let writes_back =
        choice("write_back", written.write_back.as_deref(), ["no", "yes"], &mut wrong) == 1;
    let Some(secret) = opening.secret.clone() else {
        wrong.push("it needs its client secret".to_owned());
        return Err(BadSettings(wrong));
    };
    if !wrong.is_empty() {
        return Err(BadSettings(wrong));
    }
    let (tokens, client, id) = (Tokens::default(), Client::new(), written.client);
    Ok(Box::new(Marketo { url, id, secret, form, from, tokens, client, writes_back }))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn opened(settings: &str, secret: Option<&str>) -> Result<(), String> {
        let settings = settings.parse().expect("TOML");
        let opening =
            Opening { settings: &settings, folder: Path::new("."), secret: secret.map(Into::into) };
        open(&opening).map(|_| ()).map_err(|error| error.to_string())
    }

    #[test]
    fn three_settings_and_a_secret_are_needed() {
        let good =
            "url = \"https://123-PQR-789.mktorest.com/rest\"\nclient = \"abc\"\nform = \"1179\"\n";
        assert_eq!(opened(good, Some("s")), Ok(()));
        assert_eq!(
            opened(&format!("{good}from = \"7d\"\nwrite_back = \"yes\"\n"), Some("s")),
            Ok(())
        );
        let bad = "url = \"http://x\"\nclient = \"a b\"\nform = \"ours\"\nfrom = \"long\"\nwrite_back = \"x\"\n";
        let error = opened(bad, None).expect_err("wrong");
        for words in [
            "url: it begins with https://",
            "client:",
            "form:",
            "from:",
            "write_back:",
            "client secret",
        ] {
            assert!(error.contains(words), "{words}: {error}");
        }
    }
}
