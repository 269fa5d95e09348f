//! What a refusal of the service means, and what to do about it.
//!
//! The service's own words are not repeated: they may hold parts of what was signed. Its codes are.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;

use super::connection::{Connection, Credential};
use super::sas;
use crate::domain::span::duration;
use crate::sources::feeds::http::Answer;
use crate::sources::feeds::{PullError, Trouble};

/// How far the clocks may differ before the service believes no signature.
pub(super) const CLOCK_SKEW: TimeDelta = TimeDelta::minutes(15);
/// The longest code that is repeated.
const CODE_LETTERS: usize = 60;

/// A refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    /// What it is about.
    pub(super) part: Part,
    /// Why, and what to do.
    pub(super) trouble: Trouble,
}

/// What a refusal is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Our clock.
    Clock,
    /// The key or the SAS.
    Key,
    /// The table.
    Table,
    /// What the key or SAS may do, or from where.
    Permission,
    /// Something else.
    Other,
}

impl Refusal {
    /// Returns the error of a pull that it ends.
    pub(super) fn into_error(self) -> PullError {
        PullError::Refused { why: self.trouble.why, advice: self.trouble.advice }
    }
}

/// Returns how far the server's clock is ahead of ours.
pub(super) fn clock_difference(answer: &Answer) -> Option<TimeDelta> {
    Some(answer.date()? - answer.received_at)
}

/// Reads an answer that is neither rows nor a wait.
pub(super) fn read(answer: &Answer, connection: &Connection, table: &str) -> Refusal {
    let code = code(answer);
    let account = &connection.account;
    let is_about_key = matches!(
        code.as_str(),
        "AuthenticationFailed"
            | "AuthorizationFailure"
            | "InvalidAuthenticationInfo"
            | "NoAuthenticationInformation"
    ) || answer.status == 401;
    if is_about_key || answer.status == 403 && code.is_empty() {
        return of_key(answer, connection, &code);
    }
    let (part, why, advice) = match code.as_str() {
        "AuthorizationPermissionMismatch" => (
            Part::Permission,
            "the SAS does not let us read".to_owned(),
            "make a new SAS with the permission Read in the Azure portal (Storage account > \
             Shared access signature)"
                .to_owned(),
        ),
        "AuthorizationResourceTypeMismatch" => (
            Part::Permission,
            "the SAS does not let us read the rows of a table".to_owned(),
            "make a new SAS in the Azure portal (Storage account > Shared access signature) and \
             tick the resource types Container and Object"
                .to_owned(),
        ),
        "AuthorizationServiceMismatch" => (
            Part::Permission,
            "the SAS is not for tables".to_owned(),
            "make a new SAS in the Azure portal (Storage account > Shared access signature) and \
             tick the service Table"
                .to_owned(),
        ),
        "AuthorizationSourceIPMismatch" => (
            Part::Permission,
            "the SAS, or the account, is not open to this computer's address".to_owned(),
            "allow it in the Azure portal (Storage account > Networking), or make a SAS without \
             an address"
                .to_owned(),
        ),
        "AuthorizationProtocolMismatch" => (
            Part::Permission,
            "the account is open over https only".to_owned(),
            "write DefaultEndpointsProtocol=https in the connection string".to_owned(),
        ),
        "KeyBasedAuthenticationNotPermitted" => (
            Part::Permission,
            format!("the account {account} takes no keys"),
            "turn on \"Allow storage account key access\" in the Azure portal (Storage account > \
             Configuration)"
                .to_owned(),
        ),
        "AccountIsDisabled" => (
            Part::Permission,
            format!("the account {account} is disabled"),
            "look at the account and its subscription in the Azure portal".to_owned(),
        ),
        "TableNotFound" => no_table(account, table),
        _ if answer.status == 404 => no_table(account, table),
        _ if answer.status == 403 => (
            Part::Permission,
            format!("the account {account} refuses ({code})"),
            "look at what the key or SAS may do in the Azure portal (Storage account)".to_owned(),
        ),
        _ => (
            Part::Other,
            format!("the service does not take the question ({} {code})", answer.status)
                .replace(" )", ")"),
            "try again later; if it stays so, tell us of the code".to_owned(),
        ),
    };
    Refusal { part, trouble: Trouble { why, advice } }
}

fn no_table(account: &str, table: &str) -> (Part, String, String) {
    (
        Part::Table,
        format!("the account {account} has no table {table}"),
        "Microsoft makes it with the first lead: press Validate on the offer's lead destination \
         in Partner Center, or correct `table` in the settings of the feed"
            .to_owned(),
    )
}

fn of_key(answer: &Answer, connection: &Connection, code: &str) -> Refusal {
    let account = &connection.account;
    let code = if code.is_empty() { answer.status.to_string() } else { code.to_owned() };
    let skew = clock_difference(answer).filter(|skew| skew.abs() > CLOCK_SKEW);
    let ended = match &connection.credential {
        Credential::Sas(sas) => sas::ends(sas).filter(|end| *end <= now(answer)),
        Credential::Key(_) => None,
    };
    let new_sas = "make a new SAS with the permission Read in the Azure portal (Storage account > \
                   Shared access signature)";
    let (part, why, advice) = match (&connection.credential, ended, skew) {
        (_, Some(end), _) => (
            Part::Key,
            format!("the SAS ended on {}", end.format("%Y-%m-%d %H:%M UTC")),
            new_sas.to_owned(),
        ),
        (_, None, Some(skew)) => (
            Part::Clock,
            format!("this computer's clock is {}, and so no signature is believed", differs(skew)),
            "set the clock of this computer, or let it be set from the network".to_owned(),
        ),
        (Credential::Key(_), None, None) => (
            Part::Key,
            format!("the account {account} does not accept the key ({code})"),
            "copy the connection string again from the Azure portal (Storage account > Access \
             keys); where the account is limited to some networks, allow this computer's address \
             (Networking)"
                .to_owned(),
        ),
        (Credential::Sas(_), None, None) => (
            Part::Key,
            format!("the account {account} does not accept the SAS ({code})"),
            format!(
                "{new_sas}; where the account is limited to some networks, allow this computer's \
                 address (Networking)"
            ),
        ),
    };
    Refusal { part, trouble: Trouble { why, advice } }
}

/// Says how a clock that differs so is wrong.
pub(super) fn differs(server_ahead: TimeDelta) -> String {
    let word = if server_ahead > TimeDelta::zero() { "slow" } else { "fast" };
    format!("{} {word}", duration(server_ahead.abs()))
}

fn now(answer: &Answer) -> DateTime<Utc> {
    answer.date().unwrap_or(answer.received_at)
}

/// Returns the code of an error: of a header, a JSON body or an XML one. Only letters and digits
/// of it are kept.
pub(super) fn code(answer: &Answer) -> String {
    #[derive(Deserialize)]
    struct Error {
        code: String,
    }
    #[derive(Deserialize)]
    struct Body {
        #[serde(alias = "odata.error")]
        error: Error,
    }
    let of_json = || serde_json::from_slice::<Body>(&answer.body).ok().map(|body| body.error.code);
    let of_xml = || {
        let text = String::from_utf8_lossy(&answer.body);
        let (_, rest) = text.split_once("<Code>").or_else(|| text.split_once("<m:code>"))?;
        Some(rest.split('<').next()?.to_owned())
    };
    let code = answer.header("x-ms-error-code").map(str::to_owned).or_else(of_json).or_else(of_xml);
    code.unwrap_or_default()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(CODE_LETTERS)
        .collect()
}
