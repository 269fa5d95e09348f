//! Signing in: by the consumer secret, or by a signature in the name of a user.
//!
//! A token does not say how long it is good; it is used until it is not taken any more.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use rustls::SignatureScheme;
use rustls::crypto::ring::sign::any_supported_type;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::json;

use super::{Application, Proof};
use crate::sources::feeds::crm::{no_token, word};
use crate::sources::feeds::http::{Answer, Client, Request, SendError};
use crate::sources::feeds::{PullError, Trouble, World};

/// How long a signature is good. Salesforce takes no longer ones than three minutes.
const GOOD_FOR: TimeDelta = TimeDelta::minutes(3);

/// The token in use, and where it is good.
#[derive(Default)]
pub(super) struct Tokens {
    held: Option<Token>,
}

/// A token, and where it is good.
#[derive(Clone)]
pub(super) struct Token {
    pub(super) text: SecretString,
    /// The origin of the organisation's own server.
    pub(super) instance: String,
}

#[derive(Deserialize)]
struct Given {
    access_token: String,
    instance_url: String,
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
        application: &Application,
        url: &str,
        world: &World<'_>,
    ) -> Result<Token, PullError> {
        if let Some(token) = &self.held {
            return Ok(token.clone());
        }
        let Given { access_token, instance_url } = fetch(client, application, url, world)?;
        let instance = instance_url.trim_end_matches('/').to_ascii_lowercase();
        if !is_salesforce(&instance) && instance != url {
            return Err(PullError::Refused {
                why: "the sign-in leads to a server that is not Salesforce's".to_owned(),
                advice: "check `url` in the settings of the feed".to_owned(),
            });
        }
        let token = Token { text: SecretString::from(access_token), instance };
        self.held = Some(token.clone());
        Ok(token)
    }

    /// Drops the token, which the service did not take.
    pub(super) fn drop_held(&mut self) {
        self.held = None;
    }
}

fn is_salesforce(origin: &str) -> bool {
    let Some(host) = origin.strip_prefix("https://") else { return false };
    [".salesforce.com", ".force.com", ".salesforce.mil", ".sfcrmproducts.cn"]
        .iter()
        .any(|domain| host.ends_with(domain))
        && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
}

fn fetch(
    client: &Client,
    application: &Application,
    url: &str,
    world: &World<'_>,
) -> Result<Given, PullError> {
    let address = format!("{url}/services/oauth2/token");
    if let Proof::Signature { key, .. } = &application.proof {
        // What is wrong with the key shows before anything is asked.
        sign(key, "")?;
    }
    let make = |now| match &application.proof {
        Proof::Secret(secret) => Request::form(
            address.clone(),
            &[
                ("grant_type", "client_credentials"),
                ("client_id", &application.key),
                ("client_secret", secret.expose_secret()),
            ],
        ),
        Proof::Signature { key, user, audience } => {
            let assertion = assertion(key, &application.key, user, audience, now);
            Request::form(
                address.clone(),
                &[
                    ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
                    ("assertion", assertion.as_deref().unwrap_or_default()),
                ],
            )
        }
    };
    let answer = match client.send(world, &make, &is_token) {
        Ok(answer) => answer,
        Err(SendError::Pull(error)) => return Err(error),
        Err(SendError::TooLarge) => return Err(no_token()),
    };
    if answer.status != 200 {
        let Trouble { why, advice } = trouble(&answer, application, url);
        return Err(PullError::Refused { why, advice });
    }
    serde_json::from_slice(&answer.body).map_err(|_| no_token())
}

fn is_token(answer: &Answer) -> bool {
    serde_json::from_slice::<Given>(&answer.body).is_ok()
}

/// Returns a signed statement of who we are and for whom we come (RFC 7523).
pub(super) fn assertion(
    key: &SecretString,
    client: &str,
    user: &str,
    audience: &str,
    now: DateTime<Utc>,
) -> Result<String, PullError> {
    let ends = (now + GOOD_FOR).timestamp();
    let head = json!({"alg": "RS256"}).to_string();
    let claims = json!({"iss": client, "sub": user, "aud": audience, "exp": ends}).to_string();
    let said = format!("{}.{}", URL_SAFE_NO_PAD.encode(head), URL_SAFE_NO_PAD.encode(claims));
    let signature = sign(key, &said)?;
    Ok(format!("{said}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

fn sign(key: &SecretString, said: &str) -> Result<Vec<u8>, PullError> {
    let bad = || {
        PullError::Refused {
        why: "the private key can not be used: it is no RSA key in PEM form".to_owned(),
        advice: "keep the key whose certificate the connected app has in a file of your own, and name it with \
                 --secret file:PATH"
            .to_owned(),
    }
    };
    let key = PrivateKeyDer::from_pem_slice(key.expose_secret().as_bytes()).map_err(|_| bad())?;
    let key = any_supported_type(&key).map_err(|_| bad())?;
    let signer = key.choose_scheme(&[SignatureScheme::RSA_PKCS1_SHA256]).ok_or_else(bad)?;
    signer.sign(said.as_bytes()).map_err(|_| bad())
}

/// Puts a refusal into words; Salesforce's own are not repeated.
fn trouble(answer: &Answer, application: &Application, url: &str) -> Trouble {
    let refused: Refused = serde_json::from_slice(&answer.body).unwrap_or_default();
    let (why, advice) = match (refused.error.as_str(), &application.proof) {
        ("invalid_client_id", _) => (
            "the organisation knows no connected app with this consumer key".to_owned(),
            "correct `client` in the settings of the feed (Setup > App Manager > your app > View); a new app \
             takes some minutes until it is known",
        ),
        ("invalid_client", _) => (
            "the consumer secret is not the connected app's".to_owned(),
            "copy it again (Setup > App Manager > your app > Manage Consumer Details), and give it to \
             `leadclock feed secret`",
        ),
        ("invalid_grant", Proof::Secret(_)) => (
            "the connected app runs as nobody".to_owned(),
            "name a user to run as, and allow the client credentials flow (Setup > App Manager > your app > \
             Manage > Edit Policies)",
        ),
        ("invalid_grant", Proof::Signature { .. }) => (
            "the user is not known, or did not allow the connected app, or the key is another one"
                .to_owned(),
            "check `user` in the settings of the feed, let admins pre-authorize the app's users (Setup > App \
             Manager > your app > Manage > Edit Policies), and see that its certificate is that of the key",
        ),
        ("unsupported_grant_type" | "invalid_request", _) => (
            format!("{url} takes no such sign-in"),
            "`url` is the organisation's own address (My Domain), such as https://contoso.my.salesforce.com, not \
             login.salesforce.com; and the flow must be allowed in the connected app",
        ),
        ("inactive_user" | "inactive_org", _) => (
            "the user, or the organisation, is not active".to_owned(),
            "look at the user in Setup > Users",
        ),
        (error, _) => (
            format!("the sign-in was refused ({})", word(error, answer.status)),
            "look the word up in Salesforce's list of OAuth errors, and check url, client and secret",
        ),
    };
    Trouble { why, advice: advice.to_owned() }
}
