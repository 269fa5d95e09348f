//! Signing in: a token for the service, taken anew before it ends.

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::sources::feeds::crm::{no_token, word};
use crate::sources::feeds::http::{Answer, Client, Request, SendError, encoded};
use crate::sources::feeds::{PullError, World};

/// How long before its end a token is taken for ended.
const MARGIN: TimeDelta = TimeDelta::minutes(1);

/// The token in use.
#[derive(Default)]
pub(super) struct Tokens {
    held: Option<(SecretString, DateTime<Utc>)>,
}

#[derive(Deserialize)]
struct Given {
    access_token: String,
    expires_in: i64,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Refused {
    error: String,
}

impl Tokens {
    /// Returns a token.
    pub(super) fn get(
        &mut self,
        client: &Client,
        (url, id, secret): (&str, &str, &SecretString),
        world: &World<'_>,
    ) -> Result<SecretString, PullError> {
        if let Some((token, ends)) = &self.held
            && (world.now)() + MARGIN < *ends
        {
            return Ok(token.clone());
        }
        // The documents know no other way for the secret than the query.
        let address = format!(
            "{url}/identity/oauth/token?grant_type=client_credentials&client_id={}&client_secret={}",
            encoded(id),
            encoded(secret.expose_secret())
        );
        let make =
            |_| Request::get(address.clone(), vec![("Accept", "application/json".to_owned())]);
        let answer = match client.send(world, &make, &is_token) {
            Ok(answer) => answer,
            Err(SendError::Pull(error)) => return Err(error),
            Err(SendError::TooLarge) => return Err(no_token()),
        };
        if answer.status != 200 {
            return Err(refused(&answer));
        }
        let given: Given = serde_json::from_slice(&answer.body).map_err(|_| no_token())?;
        let ends = (world.now)() + TimeDelta::seconds(given.expires_in.clamp(0, 86_400));
        let token = SecretString::from(given.access_token);
        self.held = Some((token.clone(), ends));
        Ok(token)
    }

    /// Drops the token, which the service did not take.
    pub(super) fn drop_held(&mut self) {
        self.held = None;
    }
}

fn is_token(answer: &Answer) -> bool {
    serde_json::from_slice::<Given>(&answer.body).is_ok()
}

fn refused(answer: &Answer) -> PullError {
    let refused: Refused = serde_json::from_slice(&answer.body).unwrap_or_default();
    let (why, advice) = match (refused.error.as_str(), answer.status) {
        ("unauthorized" | "invalid_client", _) => (
            "the client id or its secret is not the service's".to_owned(),
            "copy both again (Admin > LaunchPoint > your service > View Details), and give the secret to \
             `leadclock feed secret`",
        ),
        (_, 404) => (
            "there is no REST API at this address".to_owned(),
            "correct `url` in the settings of the feed: the endpoint without /rest (Admin > Web Services)",
        ),
        (error, status) => (
            format!("the sign-in was refused ({})", word(error, status)),
            "check url, client and secret (Admin > LaunchPoint and Admin > Web Services)",
        ),
    };
    PullError::Refused { why, advice: advice.to_owned() }
}
