//! The settings of the feed, and how it is opened with them.

use chrono::TimeDelta;
use secrecy::ExposeSecret;
use serde::Deserialize;

use super::AzureTable;
use super::connection::Connection;
use crate::sources::feeds::http::Client;
use crate::sources::feeds::written::overlap;
use crate::sources::feeds::{BadSettings, Feed, Opening};

/// The table that Microsoft writes into.
const TABLE: &str = "MarketplaceLeads";
/// How far behind the last pass the next one begins.
const OVERLAP: TimeDelta = TimeDelta::minutes(10);

/// As a person writes them.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    table: Option<String>,
    overlap: Option<String>,
}

/// Opens the feed.
pub(super) fn open(opening: &Opening<'_>) -> Result<Box<dyn Feed>, BadSettings> {
    let mut wrong = Vec::new();
    let written = opening.settings.clone().try_into::<Written>().unwrap_or_else(|error| {
        wrong.push(error.message().to_owned());
        Written::default()
    });
    let connection = match &opening.secret {
        Some(secret) => Connection::parse(secret.expose_secret())
            .map_err(|why| format!("the connection string can not be used: {why}")),
        None => Err("it needs its connection string".to_owned()),
    };
    let connection = connection.map_err(|why| wrong.push(why)).ok();

    let named = connection.as_ref().and_then(|connection| connection.table.clone());
    let table = match (written.table, named) {
        (Some(written), Some(named)) if !written.eq_ignore_ascii_case(&named) => {
            wrong.push("table: the SAS is for another table".to_owned());
            written
        }
        (Some(table), _) | (None, Some(table)) => table,
        (None, None) => TABLE.to_owned(),
    };
    if !is_table_name(&table) {
        wrong.push(format!(
            "table: {table:?} is no name of a table: 3 to 63 letters and digits, a letter first"
        ));
    }
    let overlap = overlap(written.overlap.as_deref(), OVERLAP, &mut wrong);
    match connection {
        Some(connection) if wrong.is_empty() => {
            Ok(Box::new(AzureTable { connection, table, overlap, client: Client::new() }))
        }
        _ => Err(BadSettings(wrong)),
    }
}

/// Returns whether a table can be called so.
pub(super) fn is_table_name(name: &str) -> bool {
    (3..=63).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
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

    const EMULATOR: Option<&str> = Some("UseDevelopmentStorage=true");

    #[test]
    fn settings_are_two_and_both_can_be_left_out() {
        assert_eq!(opened("", EMULATOR), Ok(()));
        assert_eq!(opened("table = \"Leads2\"\noverlap = \"2h\"", EMULATOR), Ok(()));
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let error = opened("table = \"9leads\"\noverlap = \"10\"", Some("")).expect_err("wrong");
        for words in [
            "the connection string can not be used: it is empty",
            "table: \"9leads\"",
            "overlap: \"10\"",
        ] {
            assert!(error.contains(words), "{error}");
        }
        let error = opened("tabel = \"Leads\"", None).expect_err("wrong");
        assert!(
            error.contains("tabel") && error.contains("needs its connection string"),
            "{error}"
        );
    }

    #[test]
    fn a_sas_for_one_table_opens_no_other() {
        let secret = Some("https://contoso.table.core.windows.net/Leads?tn=leads&sig=x");
        assert_eq!(opened("", secret), Ok(()));
        assert_eq!(opened("table = \"leads\"", secret), Ok(()));
        let error = opened("table = \"MarketplaceLeads\"", secret).expect_err("another");
        assert_eq!(error, "table: the SAS is for another table");
    }

    #[test]
    fn names_of_tables_are_the_services_own() {
        for (name, is_one) in [
            ("abc", true),
            ("MarketplaceLeads", true),
            ("ab", false),
            ("9ab", false),
            ("a-b-c", false),
            ("a/b?c", false),
            ("\u{e9}\u{e9}\u{e9}", false),
        ] {
            assert_eq!(is_table_name(name), is_one, "{name}");
        }
        assert!(is_table_name(&"a".repeat(63)) && !is_table_name(&"a".repeat(64)));
    }
}
