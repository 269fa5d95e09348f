//! Where tokens are given out: to applications, and to people who sign in elsewhere by a code.

use serde_json::json;

use super::{CLIENT, SECRET, State};
use crate::service::{Answer, Asked};

/// How people sign in.
#[derive(Default)]
pub(crate) struct Door {
    /// The error with which the next questions for a person's token are answered, the last first.
    pub(crate) says: Vec<&'static str>,
    /// What stands for a sign-in.
    refresh_tokens: Vec<String>,
}

impl Door {
    /// Takes all sign-ins back.
    pub(crate) fn shut(&mut self) {
        self.refresh_tokens.clear();
    }
}

pub(super) fn answer(state: &mut State, what: &str, asked: &Asked) -> Answer {
    let field = |name: &str| asked.form().into_iter().find(|(known, _)| known == name);
    let value = |name: &str| field(name).map(|(_, value)| value).unwrap_or_default();
    if value("client_id") != CLIENT {
        return refuse(400, 700_016, "unauthorized_client");
    }
    let of_person = format!("{}/.default offline_access", state.url());
    if what == "devicecode" {
        return match value("scope") == of_person {
            true => Answer::ok(json!({
                "device_code": "d3v1ce", "user_code": "ABCD-1234", "expires_in": 900, "interval": 1,
                "verification_uri": "https://microsoft.com/devicelogin", "message": "To sign in, ...",
            })),
            false => refuse(400, 70_011, "invalid_scope"),
        };
    }
    match value("grant_type").as_str() {
        "client_credentials" if value("client_secret") != SECRET => {
            refuse(401, 7_000_215, "invalid_client")
        }
        "client_credentials" if value("scope") != format!("{}/.default", state.url()) => {
            refuse(400, 500_011, "invalid_resource")
        }
        "client_credentials" => give(state, false),
        "urn:ietf:params:oauth:grant-type:device_code" if value("device_code") != "d3v1ce" => {
            refuse(400, 70_000, "bad_verification_code")
        }
        "urn:ietf:params:oauth:grant-type:device_code" => match state.door.says.pop() {
            Some(error) => refuse(400, 70_016, error),
            None => give(state, true),
        },
        "refresh_token" if !state.door.refresh_tokens.contains(&value("refresh_token")) => {
            refuse(400, 700_082, "invalid_grant")
        }
        "refresh_token" => give(state, true),
        _ => refuse(400, 70_003, "unsupported_grant_type"),
    }
}

fn give(state: &mut State, is_person: bool) -> Answer {
    let token = format!("token-{}", fastrand::u64(..));
    state.tokens.push(token.clone());
    let mut given = json!({"token_type": "Bearer", "expires_in": 3599, "access_token": token});
    if is_person {
        let refresh = format!("refresh-{}", fastrand::u64(..));
        given["refresh_token"] = json!(refresh);
        state.door.refresh_tokens.push(refresh);
    }
    Answer::ok(given)
}

/// An error of Entra.
pub(super) fn refuse(status: u16, number: u32, error: &str) -> Answer {
    let told = format!("AADSTS{number}: it is refused. Trace ID: 1 Timestamp: now");
    let body = json!({"error": error, "error_description": told, "error_codes": [number]});
    Answer { status, headers: Vec::new(), body }
}
