//! Connection strings, in every form in which people have one: where the table is, and what opens
//! it.
//!
//! No word of an error repeats a part of the text: it is the secret.

use std::net::IpAddr;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use secrecy::{SecretSlice, SecretString};
use serde_json::{Map, Value};

use super::sas;

/// The account of the official emulator; its key is public.
const EMULATOR: &str = "devstoreaccount1";
const EMULATOR_KEY: &str =
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
/// Where the emulator listens.
const EMULATOR_HOST: &str = "http://127.0.0.1";
const EMULATOR_PORT: u16 = 10002;
/// Where accounts are, unless the text says otherwise.
const SUFFIX: &str = "core.windows.net";

/// Reads keys, also those that lost a `=` when they were copied.
const KEYS: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Where the tables of an account are, and what opens them.
#[derive(Debug)]
pub(super) struct Connection {
    /// The account.
    pub(super) account: String,
    /// Where its tables are.
    pub(super) endpoint: Endpoint,
    /// What opens it.
    pub(super) credential: Credential,
    /// The one table that the text itself names, where it does.
    pub(super) table: Option<String>,
}

/// Where the tables of an account are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Endpoint {
    /// `http` or `https`.
    scheme: String,
    /// The host, with its port where it names one.
    pub(super) host: String,
    /// What stands in front of a table: empty, or `/` and the account of an emulator.
    pub(super) path: String,
}

/// What opens an account.
#[derive(Debug)]
pub(super) enum Credential {
    /// Its key, decoded.
    Key(SecretSlice<u8>),
    /// A shared access signature: the query as it stands in an address, without its `?`.
    Sas(SecretString),
}

impl Connection {
    /// Reads a connection string, or the address of a table with its SAS.
    ///
    /// # Errors
    /// Says what is wrong, and repeats nothing.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.starts_with('{') {
            return Self::parse(&unwrapped(text)?);
        }
        let text = text.trim_matches(['"', '\'']).trim();
        let is_address =
            ["http://", "https://"].iter().any(|scheme| starts_without_case(text, scheme));
        let connection =
            if is_address { Self::of_address(text) } else { Self::of_pairs(&Pairs::parse(text)?) }?;
        match connection.credential {
            Credential::Sas(_) if connection.endpoint.is_readable_on_the_way() => {
                Err("a SAS would travel readable over http: write https".to_owned())
            }
            _ => Ok(connection),
        }
    }

    fn of_address(text: &str) -> Result<Self, String> {
        let (address, query) = text.split_once('?').unwrap_or((text, ""));
        let mut endpoint = Endpoint::parse(address)?;
        if query.is_empty() {
            return Err("the address carries no signature: copy the SAS URL of the table, or the \
                        whole connection string"
                .to_owned());
        }
        let sas = sas::read(query)?;
        let path = std::mem::take(&mut endpoint.path);
        let mut segments = path.split('/').filter(|segment| !segment.is_empty());
        if endpoint.names_account_in_path()
            && let Some(account) = segments.next()
        {
            endpoint.path = format!("/{account}");
        }
        let table = segments.next().map(|table| table.trim_end_matches("()").to_owned());
        let table = agreed_table(table, sas::table(&sas))?;
        let account = endpoint.account();
        Ok(Self { account, endpoint, credential: Credential::Sas(sas), table })
    }

    fn of_pairs(pairs: &Pairs<'_>) -> Result<Self, String> {
        if pairs.get("usedevelopmentstorage").is_some_and(|yes| yes.eq_ignore_ascii_case("true")) {
            let host = pairs.get("developmentstorageproxyuri").unwrap_or(EMULATOR_HOST);
            let host = host.trim_end_matches('/');
            return Ok(Self {
                account: EMULATOR.to_owned(),
                endpoint: Endpoint::parse(&format!("{host}:{EMULATOR_PORT}/{EMULATOR}"))?,
                credential: Credential::Key(key(EMULATOR_KEY)?),
                table: None,
            });
        }
        let name = pairs.get("accountname");
        if name.is_some_and(|name| {
            !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        }) {
            return Err("AccountName holds characters that no account's name has".to_owned());
        }
        let (endpoint, own_sas) = match (pairs.get("tableendpoint"), name) {
            (Some(address), _) => {
                let (address, query) = address.split_once('?').unwrap_or((address, ""));
                (Endpoint::parse(address)?, Some(query).filter(|query| !query.is_empty()))
            }
            (None, Some(name)) => {
                let scheme = pairs.get("defaultendpointsprotocol").unwrap_or("https");
                let suffix = pairs.get("endpointsuffix").unwrap_or(SUFFIX);
                let suffix = suffix.trim_start_matches('.');
                (Endpoint::parse(&format!("{scheme}://{name}.table.{suffix}"))?, None)
            }
            (None, None) => {
                return Err("it names neither an AccountName nor a TableEndpoint".to_owned());
            }
        };
        let account = name.map_or_else(|| endpoint.account(), str::to_owned);
        let (credential, table) =
            match (pairs.get("accountkey"), pairs.get("sharedaccesssignature").or(own_sas)) {
                // A key opens all that a SAS does.
                (Some(text), _) => (Credential::Key(key(text)?), None),
                (None, Some(text)) => {
                    let sas = sas::read(text)?;
                    let table = sas::table(&sas);
                    (Credential::Sas(sas), table)
                }
                (None, None) => {
                    return Err(
                        "it holds neither an AccountKey nor a SharedAccessSignature: copy it \
                            whole, with \"Show keys\" pressed"
                            .to_owned(),
                    );
                }
            };
        Ok(Self { account, endpoint, credential, table })
    }
}

/// The parts of a connection string by name.
struct Pairs<'a>(Vec<(String, &'a str)>);

impl<'a> Pairs<'a> {
    /// Cuts at each `;`, and each part at its first `=`: keys end in that sign.
    fn parse(text: &'a str) -> Result<Self, String> {
        let mut pairs: Vec<(String, &str)> = Vec::new();
        for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            let Some((name, value)) = part.split_once('=') else {
                return Err(
                    "a part of it has no \"=\": copy the whole connection string".to_owned()
                );
            };
            let name: String = name.split_whitespace().collect();
            let (name, value) = (name.to_ascii_lowercase(), value.trim());
            match pairs.iter().find(|(known, _)| *known == name) {
                Some((_, held)) if *held != value => {
                    return Err("it says something twice, and not the same".to_owned());
                }
                _ => pairs.push((name, value)),
            }
        }
        if pairs.is_empty() {
            return Err("it is empty".to_owned());
        }
        Ok(Self(pairs))
    }

    fn get(&self, name: &str) -> Option<&'a str> {
        let (_, value) = self.0.iter().find(|(known, _)| known == name)?;
        Some(*value).filter(|value| !value.is_empty())
    }
}

/// Returns the text that an old page of Microsoft's wraps into an object.
fn unwrapped(text: &str) -> Result<String, String> {
    let object: Map<String, Value> =
        serde_json::from_str(text).map_err(|_| "it begins as JSON but is none".to_owned())?;
    let text = object
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("connectionString"))
        .and_then(|(_, value)| value.as_str())
        .filter(|text| !text.trim_start().starts_with('{'));
    text.map(str::to_owned).ok_or_else(|| "the JSON holds no \"connectionString\"".to_owned())
}

fn key(text: &str) -> Result<SecretSlice<u8>, String> {
    match KEYS.decode(text) {
        Ok(key) if !key.is_empty() => Ok(key.into()),
        _ => Err("the AccountKey is no Base64: was it cut while it was copied?".to_owned()),
    }
}

impl Endpoint {
    /// Reads an address. Nothing in it may lead elsewhere than it seems.
    fn parse(address: &str) -> Result<Self, String> {
        let bad = || "the address of the tables can not be read".to_owned();
        let (scheme, rest) =
            address.trim().trim_end_matches('/').split_once("://").ok_or_else(bad)?;
        let scheme = scheme.to_ascii_lowercase();
        if !matches!(scheme.as_str(), "http" | "https") {
            return Err("the address of the tables must begin with https".to_owned());
        }
        let is_plain = |text: &str, more: &[u8]| {
            text.bytes().all(|byte| byte.is_ascii_alphanumeric() || more.contains(&byte))
        };
        let (host, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
        if host.is_empty() || !is_plain(host, b".-_:[]") || !is_plain(path, b"/-_.()$") {
            return Err(bad());
        }
        Ok(Self { scheme, host: host.to_ascii_lowercase(), path: path.to_owned() })
    }

    /// Returns the address of a resource, whose path begins with a slash.
    pub(super) fn address(&self, resource: &str) -> String {
        format!("{}://{}{}{resource}", self.scheme, self.host, self.path)
    }

    fn name(&self) -> &str {
        match self.host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
            _ => &self.host,
        }
        .trim_matches(['[', ']'])
    }

    /// Returns whether the account stands in the path, as with the emulator.
    fn names_account_in_path(&self) -> bool {
        !self.name().contains('.') || self.name().parse::<IpAddr>().is_ok()
    }

    /// Returns whether others could read along what is sent there.
    fn is_readable_on_the_way(&self) -> bool {
        let is_near = match self.name().parse::<IpAddr>() {
            Ok(address) => address.is_loopback(),
            // A name without a dot is that of this computer or of a container beside it.
            Err(_) => !self.name().contains('.'),
        };
        self.scheme == "http" && !is_near
    }

    fn account(&self) -> String {
        let account = match self.names_account_in_path() {
            true => self.path.trim_start_matches('/'),
            false => self.name().split('.').next().unwrap_or_default(),
        };
        account.to_owned()
    }
}

/// Returns the table that the address and the SAS name.
fn agreed_table(address: Option<String>, sas: Option<String>) -> Result<Option<String>, String> {
    match (address, sas) {
        (Some(address), Some(sas)) if !address.eq_ignore_ascii_case(&sas) => {
            Err("the address names another table than its SAS is for".to_owned())
        }
        (address, sas) => Ok(address.or(sas)),
    }
}

fn starts_without_case(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}

#[cfg(test)]
mod tests;
