//! Writing back: a lead in Salesforce is brought to what stands here.
//!
//! Only what differs is written, and only where the lead was not changed since it was seen
//! (`If-Unmodified-Since`, which counts whole seconds; ETags are for accounts alone). A lead is converted by
//! hand: the REST API has no way to do it.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::Salesforce;
use super::ask::{API, FIELDS, code, headers};
use super::row::Row;
use super::statuses::Meaning;
use super::token::Token;
use crate::domain::counterpart::{Counterpart, Part};
use crate::domain::funnel::Channel;
use crate::domain::time;
use crate::sources::feeds::crm::{as_seen, coded};
use crate::sources::feeds::http::{Answer, Method, Request, as_http_date};
use crate::sources::feeds::{Outlet, PullError, Told, Trouble, Wish, World};

impl Outlet for Salesforce {
    fn tell(&mut self, wish: &Wish<'_>, world: &World<'_>) -> Result<Told, PullError> {
        let statuses = self.statuses(world)?;
        let is_meant = wish.parts.contains(&Part::Status);
        let differs = is_meant && wish.want.differs_in(&Part::Status, wish.have);
        let meaning = differs.then(|| Meaning::of(wish.want.status));
        let settable = meaning.and_then(|meaning| statuses.settable(meaning)).map(str::to_owned);
        let lacks = meaning.filter(|_| settable.is_none());
        let mut values = self.values(wish, world)?;
        if let Some(status) = settable {
            values.insert("Status".to_owned(), json!(status));
        }
        if values.is_empty() {
            return Ok(match lacks {
                Some(meaning) => Told::Refused(self.by_hand(wish, meaning)),
                None => Told::Done(as_seen(wish)),
            });
        }
        let answer = self.patch(world, wish, &Value::Object(values))?;
        if answer.status == 401 {
            // That is about us, not about the lead.
            return Err(self.refused(&answer));
        }
        if !matches!(answer.status, 200 | 204 | 404 | 412) {
            return Ok(Told::Refused(not_taken(&answer)));
        }
        let Some(row) = self.row(world, wish.id)? else { return Ok(Told::Gone) };
        let sighting = row.sighting(wish.record, &self.reading, &statuses);
        Ok(match (answer.status, lacks) {
            (404 | 412, _) => Told::Changed(sighting),
            (_, Some(_)) => Told::Step(sighting),
            (_, None) => Told::Done(sighting),
        })
    }
}

impl Salesforce {
    /// Returns the fields that differ, but for the status.
    fn values(
        &mut self,
        wish: &Wish<'_>,
        world: &World<'_>,
    ) -> Result<Map<String, Value>, PullError> {
        let mut values = Map::new();
        let Wish { have, want, .. } = wish;
        if wish.parts.contains(&Part::OptOut) {
            for (channel, field) in
                [(Channel::Call, "DoNotCall"), (Channel::Email, "HasOptedOutOfEmail")]
            {
                let objects = want.opted_out_of.contains(&channel);
                if objects != have.opted_out_of.contains(&channel) {
                    values.insert(field.to_owned(), json!(objects));
                }
            }
        }
        let is_given = wish.parts.contains(&Part::Owner) && want.owner != have.owner;
        if is_given && let Some(user) = self.user(want, world)? {
            values.insert("OwnerId".to_owned(), json!(user));
        }
        Ok(values)
    }

    /// Returns the user whom the settings name for the owner. A lead there has always an owner, so one that
    /// belongs to nobody here stays with whom it is.
    fn user(&mut self, want: &Counterpart, world: &World<'_>) -> Result<Option<String>, PullError> {
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct User {
            id: String,
        }
        let name = self.reading.name_of(want.owner.as_deref()).map(str::to_owned);
        let Some(name) = name else { return Ok(None) };
        if let Some(known) = self.users.get(&name) {
            return Ok(known.clone());
        }
        let soql =
            format!("SELECT Id FROM User WHERE Name = '{}' AND IsActive = true", quoted(&name));
        let mut users: Vec<User> = self.query(world, &soql)?;
        // Of two who bear one name nobody is meant.
        let user = match (users.pop(), users.is_empty()) {
            (Some(only), true) => Some(only.id),
            _ => None,
        };
        self.users.insert(name, user.clone());
        Ok(user)
    }

    fn patch(
        &mut self,
        world: &World<'_>,
        wish: &Wish<'_>,
        values: &Value,
    ) -> Result<Answer, PullError> {
        let path = format!("{API}/sobjects/Lead/{}", wish.id);
        // The end of the second in which it was changed: the condition knows no parts of one.
        let seen = time::parse(wish.version)
            .map(|at| as_http_date(at + chrono::TimeDelta::milliseconds(999)));
        let make = |token: &Token| {
            let mut headers = headers(token);
            if let Some(seen) = &seen {
                headers.push(("If-Unmodified-Since", seen.clone()));
            }
            Request::json(Method::Patch, format!("{}{path}", token.instance), headers, values)
        };
        self.send(world, &make, &|_| true)
    }

    /// Reads one lead; `None` where it is not there any more.
    fn row(&mut self, world: &World<'_>, id: &str) -> Result<Option<Row>, PullError> {
        let soql = format!("SELECT {FIELDS} FROM Lead WHERE Id = '{}'", quoted(id));
        Ok(self.query(world, &soql)?.pop())
    }

    /// Says that a person must do there what the API can not.
    fn by_hand(&self, wish: &Wish<'_>, meaning: Meaning) -> Trouble {
        let (url, id) = (&self.url, wish.id);
        let link = format!("{url}/lightning/r/Lead/{id}/view");
        match meaning {
            Meaning::Qualified => Trouble {
                why: "Salesforce lets nobody convert a lead from outside".to_owned(),
                advice: format!(
                    "convert it there: {link}; or name a status for it, as `statuses = \"Sales Ready = qualified\"` in \
                     the settings of the feed"
                ),
            },
            meaning => Trouble {
                why: format!("no status of the organisation means {:?}", meaning.word()),
                advice: format!(
                    "name one, as `statuses = \"Dead = {}\"` in the settings of the feed, then `leadclock outbox \
                     retry`; the lead: {link}",
                    meaning.word()
                ),
            },
        }
    }
}

/// Writes a text so that it can stand between the quotes of a query.
fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\'', "\\'")
}

/// Puts into words why a lead was not taken.
fn not_taken(answer: &Answer) -> Trouble {
    let code = code(answer);
    let (why, advice) = match code.as_str() {
        "CANNOT_UPDATE_CONVERTED_LEAD" => (
            "the lead was converted there and can not be changed any more".to_owned(),
            "go on with its opportunity there; `leadclock outbox drop` puts the entry away",
        ),
        "INSUFFICIENT_ACCESS_OR_READONLY"
        | "INSUFFICIENT_ACCESS"
        | "INVALID_FIELD_FOR_INSERT_UPDATE" => (
            format!("the user may not change this lead ({})", coded(answer.status, &code)),
            "let the user whom the connected app runs as edit Leads and these fields (Setup > Permission Sets), then \
             `leadclock outbox retry`",
        ),
        _ => (
            format!("Salesforce does not take it ({})", coded(answer.status, &code)),
            "look at the lead there: a validation rule may stand against it; then `leadclock outbox retry`, or \
             `leadclock outbox drop` to leave it as it is there",
        ),
    };
    Trouble { why, advice: advice.to_owned() }
}
