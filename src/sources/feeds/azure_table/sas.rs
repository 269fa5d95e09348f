//! Shared access signatures: a query that opens what it names until it ends.
//!
//! It is used as it stands, since its own signature covers it; here is only read what it says of
//! itself.

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};

use crate::domain::time;

/// Takes the text of a SAS, with or without its `?`.
///
/// # Errors
/// Says what is wrong, and repeats nothing.
pub(super) fn read(text: &str) -> Result<SecretString, String> {
    let text = text.trim().trim_start_matches('?').trim_matches('&');
    if !text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~%&=+:/,!*()@$".contains(&b)) {
        return Err("the SAS holds characters that no address has: copy it again".to_owned());
    }
    let sas = SecretString::from(text);
    match value(&sas, "sig") {
        Some(_) => Ok(sas),
        None => Err("the SAS has no \"sig\": copy it again, whole".to_owned()),
    }
}

/// Returns the table that it is for, where it is for one alone.
pub(super) fn table(sas: &SecretString) -> Option<String> {
    value(sas, "tn").filter(|table| !table.is_empty())
}

/// Returns when it ends, where it says so itself.
pub(super) fn ends(sas: &SecretString) -> Option<DateTime<Utc>> {
    time::parse(&value(sas, "se")?)
}

/// Returns a value, decoded.
fn value(sas: &SecretString, name: &str) -> Option<String> {
    let (_, value) = sas
        .expose_secret()
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(known, _)| *known == name)?;
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let [first, tail @ ..] = rest {
        let decoded = match (first, tail) {
            (b'%', [high, low, ..]) => std::str::from_utf8(&[*high, *low])
                .ok()
                .and_then(|digits| u8::from_str_radix(digits, 16).ok()),
            _ => None,
        };
        bytes.push(decoded.unwrap_or(*first));
        rest = if decoded.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sas_says_what_it_is_for_and_when_it_ends() {
        let sas = read(
            "?sv=2019-02-02&tn=marketplaceleads&sp=r&se=2030-01-01T00%3A00%3A00Z&sig=a%2Bb%3D",
        )
        .expect("a SAS");
        assert_eq!(table(&sas).as_deref(), Some("marketplaceleads"));
        assert_eq!(
            ends(&sas).map(|end| end.to_rfc3339()).as_deref(),
            Some("2030-01-01T00:00:00+00:00")
        );
        assert_eq!(value(&sas, "sig").as_deref(), Some("a+b="));
        assert!(sas.expose_secret().starts_with("sv="), "it is used as it stands");
    }

    #[test]
    fn what_was_cut_or_garbled_is_no_sas() {
        for text in ["", "?sv=2019-02-02&sp=r", "sig=a b", "sig=a#b", "sig=\u{e9}", "sig=a\nb"] {
            let error = read(text).expect_err("not a SAS");
            assert!(error.starts_with("the SAS"), "{text}: {error}");
        }
    }

    #[test]
    fn a_bad_escape_stays_as_it_is() {
        let sas = read("sig=%&tn=%zz%4&se=%C3").expect("a SAS");
        assert_eq!(table(&sas).as_deref(), Some("%zz%4"));
        assert_eq!(ends(&sas), None);
    }
}
