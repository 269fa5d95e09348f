//! Writing back: whoever wants no mail is unsubscribed in Marketo too. It has no word for anything else that is
//! decided here.

use serde::Deserialize;
use serde_json::json;

use super::Marketo;
use super::ask::Error;
use crate::domain::counterpart::{Counterpart, Part};
use crate::domain::funnel::Channel;
use crate::sources::feeds::crm::{as_seen, forgotten};
use crate::sources::feeds::http::Method;
use crate::sources::feeds::{Outlet, PullError, Sighting, Told, Trouble, Wish, World};

/// What became of a person that was written.
#[derive(Deserialize)]
struct Written {
    status: String,
    #[serde(default)]
    reasons: Vec<Error>,
}

impl Outlet for Marketo {
    fn tell(&mut self, wish: &Wish<'_>, world: &World<'_>) -> Result<Told, PullError> {
        let objects = |said: &Counterpart| said.opted_out_of.contains(&Channel::Email);
        let (have, want) = (objects(wish.have), objects(wish.want));
        if !wish.parts.contains(&Part::OptOut) || have == want {
            return Ok(Told::Done(as_seen(wish)));
        }
        let Ok(id) = wish.id.parse::<i64>() else { return Ok(Told::Gone) };
        let body = json!({
            "action": "updateOnly",
            "lookupField": "id",
            "input": [{"id": id, "unsubscribed": want}],
        });
        let told =
            self.ask(world, Method::Post, "/rest/v1/leads.json", &body)?.ok_or_else(forgotten)?;
        let row = told.rows.into_iter().next().ok_or_else(forgotten)?;
        let written: Written = serde_json::from_value(row).map_err(|_| forgotten())?;
        let reason = written.reasons.first().map(|reason| reason.code.as_str());
        Ok(match (written.status.as_str(), reason) {
            ("updated" | "created", _) => {
                let mut counterpart = wish.have.clone();
                match want {
                    true => counterpart.opted_out_of.insert(Channel::Email),
                    false => counterpart.opted_out_of.remove(&Channel::Email),
                };
                Told::Done(Sighting { counterpart, ..as_seen(wish) })
            }
            (_, Some("1004")) => Told::Gone,
            (_, reason) => Told::Refused(Trouble {
                why: format!("Marketo does not take it ({})", digits(reason.unwrap_or("skipped"))),
                advice: "look at the person in Marketo; then `leadclock outbox retry`, or `leadclock outbox drop` to \
                         leave it as it is there"
                    .to_owned(),
            }),
        })
    }
}

fn digits(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).take(10).collect()
}
