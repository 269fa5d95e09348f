//! Where tokens are given out: by a secret, or by a signature in the name of a user.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rustls::SignatureScheme;
use serde_json::{Value, json};

use super::{CLIENT, Org, SECRET, USER};
use crate::service::{Answer, Asked, now};

/// The public half of the key whose certificate the connected app has.
const KEY: &[u8] = include_bytes!("../../../fixtures/salesforce-key.pub.der");

pub(super) fn answer(org: &mut Org, asked: &Asked) -> Answer {
    let field = |name: &str| asked.form().into_iter().find(|(known, _)| known == name);
    let value = |name: &str| field(name).map(|(_, value)| value).unwrap_or_default();
    let is_known = match value("grant_type").as_str() {
        "client_credentials" if value("client_id") != CLIENT => {
            return refuse("invalid_client_id");
        }
        "client_credentials" if value("client_secret") != SECRET => {
            return refuse("invalid_client");
        }
        "client_credentials" => org.rules.runs_as,
        "urn:ietf:params:oauth:grant-type:jwt-bearer" => is_signed(&value("assertion")),
        _ => return refuse("unsupported_grant_type"),
    };
    if !is_known {
        return refuse("invalid_grant");
    }
    let token = format!("00D!{}", fastrand::u64(..));
    org.tokens.push(token.clone());
    Answer::ok(json!({
        "access_token": token, "instance_url": org.url, "token_type": "Bearer",
        "id": format!("{}/id/00D/005", org.url), "issued_at": "1732356000000", "signature": "x",
    }))
}

fn refuse(error: &str) -> Answer {
    Answer::of(400, json!({"error": error, "error_description": "it is refused"}))
}

/// Returns whether an assertion is ours, for us, not ended, and signed with the key.
fn is_signed(assertion: &str) -> bool {
    let Some((said, signature)) = assertion.rsplit_once('.') else { return false };
    let part = |at: usize| -> Value {
        let text = said.split('.').nth(at).unwrap_or_default();
        let bytes = URL_SAFE_NO_PAD.decode(text).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    };
    let (head, claims) = (part(0), part(1));
    let left = claims["exp"].as_i64().unwrap_or_default() - now().timestamp();
    let is_right = head["alg"] == "RS256"
        && claims["iss"] == CLIENT
        && claims["sub"] == USER
        && claims["aud"] == "https://login.salesforce.com"
        && (1..=180).contains(&left);
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap_or_default();
    let provider = rustls::crypto::ring::default_provider();
    let known = provider.signature_verification_algorithms.mapping.iter();
    let algorithms = known.filter(|(scheme, _)| *scheme == SignatureScheme::RSA_PKCS1_SHA256);
    let mut each = algorithms.flat_map(|(_, algorithms)| algorithms.iter());
    is_right
        && each
            .any(|algorithm| algorithm.verify_signature(KEY, said.as_bytes(), &signature).is_ok())
}
