//! Signing a person in by a code that they type in a browser, for tenants that give no application a
//! secret. What is kept is a refresh token; leadclock then does what that person may.

use std::ops::ControlFlow;
use std::time::Duration;

use secrecy::SecretString;
use serde::Deserialize;

use super::settings::{Who, who};
use super::token::{scope_of_person, trouble};
use crate::sources::feeds::http::{Answer, Client, Request, SendError};
use crate::sources::feeds::{Opening, PullError, Trouble, World};

/// How much longer the service is left alone where it asks for that (RFC 8628, 3.5).
const SLOWER: Duration = Duration::from_secs(5);
/// How often is asked where the service does not say.
const INTERVAL: u64 = 5;
/// The longest that a person is waited for.
const PATIENCE: Duration = Duration::from_secs(15 * 60);

#[derive(Deserialize)]
struct Code {
    device_code: String,
    user_code: String,
    verification_uri: String,
    expires_in: Option<u64>,
    interval: Option<u64>,
}

#[derive(Deserialize)]
struct Given {
    refresh_token: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Refused {
    error: String,
}

/// Signs a person in.
pub(super) fn sign_in(
    opening: &Opening<'_>,
    world: &World<'_>,
    tell: &mut dyn FnMut(&str),
) -> Result<Option<SecretString>, PullError> {
    // What is wrong with the settings is told when the feed is opened.
    let Some(who) = who(opening).filter(|who| who.is_person) else { return Ok(None) };
    let client = Client::new();
    let code = ask_for_code(&client, &who, world)?;
    tell(&format!(
        "open {} in a browser, and enter the code {}",
        code.verification_uri, code.user_code
    ));
    let patience = Duration::from_secs(code.expires_in.unwrap_or(u64::MAX)).min(PATIENCE);
    let mut interval = Duration::from_secs(code.interval.unwrap_or(INTERVAL).max(1));
    let mut waited = Duration::ZERO;
    while waited < patience {
        if (world.pause)(interval) == ControlFlow::Break(()) {
            return Err(PullError::Stopped);
        }
        waited += interval;
        let fields = [
            ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
            ("client_id", who.client.as_str()),
            ("device_code", code.device_code.as_str()),
        ];
        let answer = ask(&client, &who, world, "token", &fields)?;
        if answer.status == 200 {
            let given: Given =
                serde_json::from_slice(&answer.body).map_err(|_| no_refresh_token())?;
            return Ok(Some(SecretString::from(given.refresh_token)));
        }
        let refused: Refused = serde_json::from_slice(&answer.body).unwrap_or_default();
        match refused.error.as_str() {
            "authorization_pending" => {}
            "slow_down" => interval += SLOWER,
            "authorization_declined" | "access_denied" => return Err(declined()),
            "expired_token" | "code_expired" => return Err(too_late()),
            _ => return Err(refusal(&answer, &who)),
        }
    }
    Err(too_late())
}

fn ask_for_code(client: &Client, who: &Who, world: &World<'_>) -> Result<Code, PullError> {
    let scope = scope_of_person(&who.url);
    let fields = [("client_id", who.client.as_str()), ("scope", scope.as_str())];
    let answer = ask(client, who, world, "devicecode", &fields)?;
    match serde_json::from_slice(&answer.body) {
        Ok(code) if answer.status == 200 => Ok(code),
        _ => Err(refusal(&answer, who)),
    }
}

fn ask(
    client: &Client,
    who: &Who,
    world: &World<'_>,
    what: &str,
    fields: &[(&str, &str)],
) -> Result<Answer, PullError> {
    let address = format!("{}/{}/oauth2/v2.0/{what}", who.login, who.tenant);
    let make = |_| Request::form(address.clone(), fields);
    match client.send(world, &make, &super::ask::is_json) {
        Ok(answer) => Ok(answer),
        Err(SendError::Pull(error)) => Err(error),
        Err(SendError::TooLarge) => Err(no_refresh_token()),
    }
}

fn refusal(answer: &Answer, who: &Who) -> PullError {
    let Trouble { why, advice } = trouble(answer, &who.tenant, &who.client);
    PullError::Refused { why, advice }
}

fn declined() -> PullError {
    PullError::Refused {
        why: "whoever signed in did not allow it".to_owned(),
        advice: "try again, and answer Accept".to_owned(),
    }
}

fn too_late() -> PullError {
    PullError::Refused {
        why: "nobody entered the code in time".to_owned(),
        advice: "try again; there is a new code".to_owned(),
    }
}

fn no_refresh_token() -> PullError {
    PullError::Refused {
        why: "the sign-in is good for this once only".to_owned(),
        advice: "allow the application offline_access in the Entra admin center (App registrations > API \
                 permissions)"
            .to_owned(),
    }
}
