//! Signing in: a token for the application, taken anew before it ends.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::Application;
use crate::sources::feeds::crm::{no_token, word};
use crate::sources::feeds::http::{Answer, Client, Request, SendError};
use crate::sources::feeds::{PullError, Trouble, World};

/// How long before its end a token is taken for ended.
const MARGIN: TimeDelta = TimeDelta::minutes(2);
/// How long a token is good that does not say so.
const UNSAID: Duration = Duration::from_secs(5 * 60);

/// The token in use.
#[derive(Default)]
pub(super) struct Tokens {
    held: Option<(SecretString, DateTime<Utc>)>,
    /// What stands for a person's sign-in from now on.
    renewed: Option<SecretString>,
}

#[derive(Deserialize)]
struct Given {
    access_token: String,
    expires_in: Option<u64>,
    refresh_token: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Refused {
    error: String,
    error_codes: Vec<u32>,
}

impl Tokens {
    /// Returns a token that is good for the organisation at `url`.
    pub(super) fn get(
        &mut self,
        client: &Client,
        application: &Application,
        url: &str,
        world: &World<'_>,
    ) -> Result<SecretString, PullError> {
        if let Some((token, ends)) = &self.held
            && (world.now)() + MARGIN < *ends
        {
            return Ok(token.clone());
        }
        let secret = self.renewed.as_ref().unwrap_or(&application.secret);
        let given = fetch(client, application, secret, url, world)?;
        // Microsoft gives a new one each time; the one before stays good for a while.
        if application.is_person {
            self.renewed = given.refresh_token.map(SecretString::from).or(self.renewed.take());
        }
        let good_for = given.expires_in.map_or(UNSAID, Duration::from_secs);
        let ends = TimeDelta::from_std(good_for)
            .ok()
            .and_then(|span| (world.now)().checked_add_signed(span));
        let token = SecretString::from(given.access_token);
        self.held = Some((token.clone(), ends.unwrap_or_else(|| (world.now)())));
        Ok(token)
    }

    /// Returns what stands for a person's sign-in from now on, where it is a new one.
    pub(super) fn take_renewed(&mut self) -> Option<SecretString> {
        self.renewed.clone()
    }

    /// Drops the token, which the service did not take.
    pub(super) fn drop_held(&mut self) {
        self.held = None;
    }
}

fn fetch(
    client: &Client,
    application: &Application,
    secret: &SecretString,
    url: &str,
    world: &World<'_>,
) -> Result<Given, PullError> {
    let address = format!("{}/{}/oauth2/v2.0/token", application.login, application.tenant);
    let (grant, name, scope) = match application.is_person {
        true => ("refresh_token", "refresh_token", scope_of_person(url)),
        false => ("client_credentials", "client_secret", format!("{url}/.default")),
    };
    let make = |_| {
        let fields = [
            ("grant_type", grant),
            ("client_id", application.id.as_str()),
            (name, secret.expose_secret()),
            ("scope", scope.as_str()),
        ];
        Request::form(address.clone(), &fields)
    };
    let answer = match client.send(world, &make, &is_token) {
        Ok(answer) => answer,
        Err(SendError::Pull(error)) => return Err(error),
        Err(SendError::TooLarge) => return Err(no_token()),
    };
    if answer.status != 200 {
        let refused: Refused = serde_json::from_slice(&answer.body).unwrap_or_default();
        if application.is_person && refused.error == "invalid_grant" {
            return Err(PullError::Refused {
                why: "the sign-in has ended, or was taken back".to_owned(),
                advice: format!("sign in again: `leadclock feed secret {}`", world.feed),
            });
        }
        let Trouble { why, advice } = trouble(&answer, &application.tenant, &application.id);
        return Err(PullError::Refused { why, advice });
    }
    serde_json::from_slice(&answer.body).map_err(|_| no_token())
}

/// Returns what a person is asked to allow: what they may do there, also while they are away.
pub(super) fn scope_of_person(url: &str) -> String {
    format!("{url}/.default offline_access")
}

fn is_token(answer: &Answer) -> bool {
    serde_json::from_slice::<Given>(&answer.body).is_ok()
}

/// Puts a refusal into words. Entra's numbers stand in its reference of error codes (AADSTS); its own
/// words hold ids and times, and are not repeated.
pub(super) fn trouble(answer: &Answer, tenant: &str, client: &str) -> Trouble {
    let refused: Refused = serde_json::from_slice(&answer.body).unwrap_or_default();
    let (why, advice) = match refused.error_codes.first().copied() {
        Some(7_000_215) => (
            "the client secret is not the application's".to_owned(),
            "copy the secret's value, not its id, from the Entra admin center (App registrations > \
             Certificates & secrets), and give it to `leadclock feed secret`",
        ),
        Some(7_000_222) => (
            "the client secret has ended".to_owned(),
            "make a new one in the Entra admin center (App registrations > Certificates & secrets), and \
             give it to `leadclock feed secret`",
        ),
        Some(700_016) => (
            format!("the tenant {tenant} knows no application {client}"),
            "correct `client` in the settings of the feed: it is the application (client) id of the Entra \
             admin center (App registrations > Overview)",
        ),
        Some(90_002 | 900_023) => (
            format!("there is no tenant {tenant}"),
            "correct `tenant` in the settings of the feed: it is the directory (tenant) id of the Entra \
             admin center (App registrations > Overview)",
        ),
        Some(500_011) | Some(70_011) => (
            "the tenant knows no organisation of this address".to_owned(),
            "correct `url` in the settings of the feed: it is the address of the environment in the Power \
             Platform admin center, such as https://contoso.crm4.dynamics.com",
        ),
        Some(7_000_218) => (
            "the application lets nobody sign in without its secret".to_owned(),
            "turn on \"Allow public client flows\" in the Entra admin center (App registrations > \
             Authentication)",
        ),
        Some(53_003) => (
            "a rule of Conditional Access keeps the application out".to_owned(),
            "ask whoever runs the tenant to let it in (Entra admin center > Conditional Access)",
        ),
        code => (
            match code {
                Some(code) => format!("the sign-in was refused (AADSTS{code})"),
                None => {
                    format!("the sign-in was refused ({})", word(&refused.error, answer.status))
                }
            },
            "look the code up in Microsoft's list of Entra error codes, and check tenant, client and secret",
        ),
    };
    Trouble { why, advice: advice.to_owned() }
}
