//! Questions to the subscription. Its errors come with HTTP 200, by number: what each asks for stands in
//! [`meaning`].

use std::time::Duration;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;

use super::Marketo;
use super::cursor::Stream;
use crate::domain::zone::Zone;
use crate::sources::feeds::crm::forgotten;
use crate::sources::feeds::http::{Answer, Method, Request, SendError, Verdict, encoded};
use crate::sources::feeds::{PullError, World};

/// The id of the activity "Fill Out Form".
const FILLED_IN: &str = "2";
/// How long a service is left alone at least that was asked too often: the span in which it counts.
const WINDOW: Duration = Duration::from_secs(20);
/// Where the quota of the day begins anew.
const QUOTA_ZONE: &str = "America/Chicago";

/// A page of activities.
#[derive(Debug)]
pub(super) struct Page {
    /// What happened, in order.
    pub(super) rows: Vec<Value>,
    /// Where it goes on.
    pub(super) next: String,
    /// Whether it does: a page without rows can.
    pub(super) has_more: bool,
    /// When it was here, by our clock.
    pub(super) received_at: DateTime<Utc>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    success: bool,
    #[serde(default)]
    errors: Vec<Error>,
    #[serde(default)]
    result: Vec<Value>,
    next_page_token: Option<String>,
    #[serde(default)]
    more_result: bool,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Error {
    pub(super) code: String,
}

/// What an error asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    /// A new token.
    SignIn,
    /// To wait for the window to pass.
    Slower,
    /// To try again in a moment.
    Passing,
    /// To wait for the next day.
    Quota,
    /// A paging token that is not known.
    Place,
    /// Somebody must mend something.
    Permission,
    /// Anything else.
    Other,
}

/// Returns what an error asks for (Marketo's documentation, "Error Codes").
fn meaning(code: &str) -> Meaning {
    match code {
        "600" | "601" | "602" => Meaning::SignIn,
        "606" => Meaning::Slower,
        "502" | "604" | "608" | "611" | "615" | "713" => Meaning::Passing,
        "607" => Meaning::Quota,
        // An invalid value, of which the paging token is the only one that is not ours.
        "1001" => Meaning::Place,
        "603" => Meaning::Permission,
        _ => Meaning::Other,
    }
}

/// An answer that was understood.
pub(super) struct Told {
    pub(super) rows: Vec<Value>,
    next: Option<String>,
    has_more: bool,
    received_at: DateTime<Utc>,
}

impl Marketo {
    /// Returns the token of a moment.
    pub(super) fn first_token(
        &mut self,
        world: &World<'_>,
        since: DateTime<Utc>,
    ) -> Result<String, PullError> {
        let since = since.to_rfc3339_opts(SecondsFormat::Secs, true);
        let path =
            format!("/rest/v1/activities/pagingtoken.json?sinceDatetime={}", encoded(&since));
        let told = self.ask(world, Method::Get, &path, &Value::Null)?.ok_or_else(forgotten)?;
        told.next.ok_or_else(forgotten)
    }

    /// Returns a page of a stream; `None` where its token is not known any more.
    pub(super) fn page(
        &mut self,
        world: &World<'_>,
        stream: Stream,
        place: &str,
    ) -> Result<Option<Page>, PullError> {
        let place = encoded(place);
        let path = match stream {
            Stream::Forms => format!(
                "/rest/v1/activities.json?activityTypeIds={FILLED_IN}&assetIds={}&nextPageToken={place}",
                encoded(&self.form)
            ),
            Stream::Changes => {
                format!(
                    "/rest/v1/activities/leadchanges.json?fields=unsubscribed&nextPageToken={place}"
                )
            }
        };
        let Some(told) = self.ask(world, Method::Get, &path, &Value::Null)? else {
            return Ok(None);
        };
        let Told { rows, next, has_more, received_at } = told;
        Ok(Some(Page { rows, next: next.ok_or_else(forgotten)?, has_more, received_at }))
    }

    /// Asks, and once more with a new token where ours is not taken; `None` where a paging token is not known
    /// any more.
    pub(super) fn ask(
        &mut self,
        world: &World<'_>,
        method: Method,
        path: &str,
        body: &Value,
    ) -> Result<Option<Told>, PullError> {
        let mut may_sign_in = true;
        loop {
            let answer = self.ask_once(world, method, path, body)?;
            let envelope = envelope(&answer).ok_or_else(forgotten)?;
            let Some(error) = envelope.error() else {
                return Ok(Some(Told {
                    rows: envelope.result,
                    next: envelope.next_page_token,
                    has_more: envelope.more_result,
                    received_at: answer.received_at,
                }));
            };
            match meaning(&error.code) {
                Meaning::SignIn if may_sign_in => {
                    may_sign_in = false;
                    self.tokens.drop_held();
                }
                Meaning::Place => return Ok(None),
                meaning => return Err(refusal(meaning, &error.code, (world.now)())),
            }
        }
    }

    fn ask_once(
        &mut self,
        world: &World<'_>,
        method: Method,
        path: &str,
        body: &Value,
    ) -> Result<Answer, PullError> {
        let signs = (self.url.as_str(), self.id.as_str(), &self.secret);
        let token = self.tokens.get(&self.client, signs, world)?;
        let address = format!("{}{path}", self.url);
        let make = |_| match method {
            Method::Get => Request::get(address.clone(), headers(&token)),
            method => Request::json(method, address.clone(), headers(&token), body),
        };
        match self.client.send_judged(world, &make, &judge) {
            Ok(answer) if answer.status == 200 => Ok(answer),
            Ok(answer) => Err(refusal(Meaning::Other, &answer.status.to_string(), (world.now)())),
            Err(SendError::Pull(error)) => Err(error),
            Err(SendError::TooLarge) => Err(forgotten()),
        }
    }
}

fn headers(token: &SecretString) -> Vec<(&'static str, String)> {
    // In the head: the way over the query ends in 2026.
    vec![
        ("Accept", "application/json".to_owned()),
        ("Authorization", format!("Bearer {}", token.expose_secret())),
    ]
}

fn envelope(answer: &Answer) -> Option<Envelope> {
    serde_json::from_slice(&answer.body).ok()
}

impl Envelope {
    fn error(&self) -> Option<&Error> {
        self.errors.first().filter(|_| !self.success)
    }
}

/// Finds the answers that only time mends.
fn judge(answer: &Answer) -> Verdict {
    if answer.status != 200 {
        return Verdict::Whole;
    }
    let Some(envelope) = envelope(answer) else { return Verdict::Cut };
    let code = envelope.error().map_or("", |error| error.code.as_str());
    let wait = match meaning(code) {
        Meaning::Slower => Some(WINDOW),
        Meaning::Passing => None,
        _ => return Verdict::Whole,
    };
    Verdict::Busy { why: format!("the subscription is busy ({code})"), wait }
}

fn refusal(meaning: Meaning, code: &str, now: DateTime<Utc>) -> PullError {
    let code: String = code.chars().filter(char::is_ascii_alphanumeric).take(10).collect();
    match meaning {
        Meaning::Quota => PullError::Unreachable {
            why: "the subscription's calls of the day are used up (607)".to_owned(),
            advice: "ask less often (`every` in the settings of the feed), or see who else asks (Admin > Web \
                     Services)"
                .to_owned(),
            wait: (next_midnight(now) - now).to_std().ok(),
        },
        Meaning::Permission => PullError::Refused {
            why: "the service may not do this (603)".to_owned(),
            advice: "give its API user's role Read-Only Activity and Read-Only Person, to write back Read-Write \
                     Person (Admin > Users & Roles); where addresses are limited, allow this computer's (Admin > IP \
                     Allowlist)"
                .to_owned(),
        },
        Meaning::SignIn => PullError::Refused {
            why: format!("the subscription does not take the sign-in ({code})"),
            advice: "check that `url` in the settings of the feed is the subscription of the service".to_owned(),
        },
        Meaning::Place | Meaning::Other | Meaning::Slower | Meaning::Passing => PullError::Refused {
            why: format!("the subscription does not take the question ({code})"),
            advice: "look the code up in Marketo's list of error codes; if it stays so, tell us of it".to_owned(),
        },
    }
}

/// Returns when the next day begins where quotas do.
fn next_midnight(now: DateTime<Utc>) -> DateTime<Utc> {
    let in_a_while = now + TimeDelta::hours(6);
    let Some(zone) = Zone::named(QUOTA_ZONE) else { return in_a_while };
    let tomorrow = zone.local(now).date().succ_opt().and_then(|day| day.and_hms_opt(0, 0, 0));
    tomorrow.map_or(in_a_while, |midnight| zone.instant(midnight))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotas_begin_anew_at_midnight_in_chicago() {
        for (now, midnight) in [
            ("2026-11-23T12:00:00Z", "2026-11-24T06:00:00Z"),
            ("2026-11-23T05:59:00Z", "2026-11-23T06:00:00Z"),
            ("2026-07-01T12:00:00Z", "2026-07-02T05:00:00Z"),
        ] {
            let midnight: DateTime<Utc> = midnight.parse().expect("a time");
            assert_eq!(next_midnight(now.parse().expect("a time")), midnight, "{now}");
        }
    }
}
