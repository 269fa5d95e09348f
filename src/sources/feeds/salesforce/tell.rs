//! Writing back: a lead in Salesforce is brought to what stands here.
//!
//! Only what differs is written, and only where the lead was not changed since it was seen
//! (`If-Unmodified-Since`, which counts whole seconds; ETags are for accounts alone). Several leads are written
//! as a collection. A lead is converted by hand: the REST API has no way to do it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::Salesforce;
use super::ask::{API, FIELDS, code, headers};
use super::row::Row;
use super::statuses::{Meaning, Statuses};
use super::token::Token;
use crate::domain::counterpart::Part;
use crate::domain::funnel::Channel;
use crate::domain::time;
use crate::sources::feeds::crm::{as_seen, coded, forgotten, no_user};
use crate::sources::feeds::http::{Answer, Method, Request, as_http_date};
use crate::sources::feeds::{Outlet, PullError, Told, Trouble, Wish, World};

/// How many leads are written together at most.
const COLLECTION: usize = 200;

/// What came of one record of a collection.
#[derive(Deserialize)]
struct Saved {
    success: bool,
    #[serde(default)]
    errors: Vec<SaveError>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct SaveError {
    status_code: String,
}

/// What is to be written of a lead.
struct Order {
    /// The fields that differ.
    values: Map<String, Value>,
    /// Why something can not be written.
    lacks: Option<Trouble>,
}

impl Outlet for Salesforce {
    fn tell(&mut self, wish: &Wish<'_>, world: &World<'_>) -> Result<Told, PullError> {
        let statuses = self.statuses(world)?;
        let Order { values, lacks } = self.order(wish, world, &statuses)?;
        if values.is_empty() {
            return Ok(unwritten(wish, lacks));
        }
        let answer = self.patch(world, wish, &Value::Object(values))?;
        if answer.status == 401 {
            // That is about us, not about the lead.
            return Err(self.refused(&answer));
        }
        if !matches!(answer.status, 200 | 204 | 404 | 412) {
            return Ok(Told::Refused(not_taken(&code(&answer), answer.status)));
        }
        let Some(row) = self.rows(world, &[wish.id])?.pop() else { return Ok(Told::Gone) };
        let sighting = row.sighting(&self.reading, &statuses);
        Ok(match (answer.status, lacks) {
            (404 | 412, _) => Told::Changed(sighting),
            (_, Some(_)) => Told::Step(sighting),
            (_, None) => Told::Done(sighting),
        })
    }

    fn bundle(&self) -> usize {
        COLLECTION
    }

    /// Several leads are looked at first, since a collection knows no condition; then those that are as they
    /// were seen are written together, and looked at again.
    fn tell_all(&mut self, wishes: &[Wish<'_>], world: &World<'_>) -> Result<Vec<Told>, PullError> {
        if let [only] = wishes {
            return Ok(vec![self.tell(only, world)?]);
        }
        let statuses = self.statuses(world)?;
        let seen = self.by_id(world, wishes.iter().map(|wish| wish.id))?;
        let mut told: Vec<Option<Told>> = Vec::with_capacity(wishes.len());
        let (mut written, mut records) = (Vec::new(), Vec::new());
        for (number, wish) in wishes.iter().enumerate() {
            let Some(row) = seen.get(wish.id) else {
                told.push(Some(Told::Gone));
                continue;
            };
            if row.system_modstamp != wish.version {
                let sighting = row.sighting(&self.reading, &statuses);
                told.push(Some(Told::Changed(sighting)));
                continue;
            }
            let Order { mut values, lacks } = self.order(wish, world, &statuses)?;
            if values.is_empty() {
                told.push(Some(unwritten(wish, lacks)));
                continue;
            }
            values.insert("attributes".to_owned(), json!({"type": "Lead"}));
            values.insert("id".to_owned(), json!(wish.id));
            records.push(Value::Object(values));
            written.push((number, lacks));
            told.push(None);
        }
        if !records.is_empty() {
            let results = self.patch_all(world, records)?;
            let after = self.by_id(world, written.iter().map(|(number, _)| wishes[*number].id))?;
            for ((number, lacks), result) in written.into_iter().zip(results) {
                let wish = &wishes[number];
                let now = after.get(wish.id);
                let sighting = now.map(|row| row.sighting(&self.reading, &statuses));
                told[number] = Some(match (result, sighting, lacks) {
                    (Err(code), ..) => Told::Refused(not_taken(&code, 200)),
                    (Ok(()), None, _) => Told::Gone,
                    (Ok(()), Some(sighting), Some(_)) => Told::Step(sighting),
                    (Ok(()), Some(sighting), None) => Told::Done(sighting),
                });
            }
        }
        told.into_iter().map(|told| told.ok_or_else(forgotten)).collect()
    }
}

impl Salesforce {
    /// Returns what is to be written of a lead.
    fn order(
        &mut self,
        wish: &Wish<'_>,
        world: &World<'_>,
        statuses: &Statuses,
    ) -> Result<Order, PullError> {
        let is_meant = wish.parts.contains(&Part::Status);
        let differs = is_meant && wish.want.differs_in(&Part::Status, wish.have);
        let meaning = differs.then(|| Meaning::of(wish.want.status));
        let settable = meaning.and_then(|meaning| statuses.settable(meaning));
        let Order { mut values, mut lacks } = self.values(wish, world)?;
        if let Some(status) = settable {
            values.insert("Status".to_owned(), json!(status));
        }
        if let Some(meaning) = meaning.filter(|_| settable.is_none()) {
            lacks = Some(self.by_hand(wish, meaning));
        }
        Ok(Order { values, lacks })
    }

    /// Returns the fields that differ, but for the status.
    fn values(&mut self, wish: &Wish<'_>, world: &World<'_>) -> Result<Order, PullError> {
        let (mut values, mut lacks) = (Map::new(), None);
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
        // A lead there has always an owner, so one that belongs to nobody here stays with whom it is.
        if let Some(owner) = want.owner.as_deref().filter(|_| is_given) {
            match self.user(owner, world)? {
                Ok(user) => drop(values.insert("OwnerId".to_owned(), json!(user))),
                Err(trouble) => lacks = Some(trouble),
            }
        }
        Ok(Order { values, lacks })
    }

    /// Returns the user whom the settings name for an owner. The inner error is about that one.
    fn user(
        &mut self,
        owner: &str,
        world: &World<'_>,
    ) -> Result<Result<String, Trouble>, PullError> {
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct User {
            id: String,
        }
        let name = match self.reading.name_of(owner) {
            Ok(name) => name.to_owned(),
            Err(trouble) => return Ok(Err(trouble)),
        };
        if let Some(known) = self.users.get(&name) {
            return Ok(known.clone().ok_or_else(|| no_user(&name)));
        }
        let soql =
            format!("SELECT Id FROM User WHERE Name = '{}' AND IsActive = true", quoted(&name));
        let mut users: Vec<User> = self.query(world, &soql)?;
        let user = match (users.pop(), users.is_empty()) {
            (Some(only), true) => Some(only.id),
            _ => None,
        };
        self.users.insert(name.clone(), user.clone());
        Ok(user.ok_or_else(|| no_user(&name)))
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

    /// Writes several leads, each for itself. Returns of each whether it was taken, else the code of its error.
    fn patch_all(
        &mut self,
        world: &World<'_>,
        records: Vec<Value>,
    ) -> Result<Vec<Result<(), String>>, PullError> {
        let count = records.len();
        let body = json!({"allOrNone": false, "records": records});
        let make = |token: &Token| {
            let url = format!("{}{API}/composite/sobjects", token.instance);
            Request::json(Method::Patch, url, headers(token), &body)
        };
        let answer = self.send(world, &make, &is_results)?;
        if answer.status != 200 {
            return Err(self.refused(&answer));
        }
        let results: Vec<Saved> = serde_json::from_slice(&answer.body).map_err(|_| forgotten())?;
        if results.len() != count {
            return Err(forgotten());
        }
        let code = |saved: Saved| saved.errors.into_iter().next().unwrap_or_default().status_code;
        Ok(results
            .into_iter()
            .map(|saved| if saved.success { Ok(()) } else { Err(code(saved)) })
            .collect())
    }

    /// Reads some leads; those that are not there any more are left out.
    fn rows(&mut self, world: &World<'_>, ids: &[&str]) -> Result<Vec<Row>, PullError> {
        let listed: Vec<String> = ids.iter().map(|id| format!("'{}'", quoted(id))).collect();
        self.query(world, &format!("SELECT {FIELDS} FROM Lead WHERE Id IN ({})", listed.join(",")))
    }

    fn by_id<'w>(
        &mut self,
        world: &World<'_>,
        ids: impl Iterator<Item = &'w str>,
    ) -> Result<BTreeMap<String, Row>, PullError> {
        let ids: Vec<&str> = ids.collect();
        let rows = self.rows(world, &ids)?;
        Ok(rows.into_iter().map(|row| (row.id.clone(), row)).collect())
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

/// Says what came of a lead of which nothing can be written.
fn unwritten(wish: &Wish<'_>, lacks: Option<Trouble>) -> Told {
    lacks.map_or_else(|| Told::Done(as_seen(wish)), Told::Refused)
}

/// Writes a text so that it can stand between the quotes of a query.
fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\'', "\\'")
}

fn is_results(answer: &Answer) -> bool {
    serde_json::from_slice::<Vec<Saved>>(&answer.body).is_ok()
}

/// Puts into words why a lead was not taken.
fn not_taken(code: &str, status: u16) -> Trouble {
    let is_letter = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
    let code: String = code.chars().filter(is_letter).take(60).collect();
    let (why, advice) = match code.as_str() {
        "CANNOT_UPDATE_CONVERTED_LEAD" => (
            "the lead was converted there and can not be changed any more".to_owned(),
            "go on with its opportunity there; `leadclock outbox drop` puts the entry away",
        ),
        "INSUFFICIENT_ACCESS_OR_READONLY"
        | "INSUFFICIENT_ACCESS"
        | "INVALID_FIELD_FOR_INSERT_UPDATE" => (
            format!("the user may not change this lead ({})", coded(status, &code)),
            "let the user whom the connected app runs as edit Leads and these fields (Setup > Permission Sets), then \
             `leadclock outbox retry`",
        ),
        _ => (
            format!("Salesforce does not take it ({})", coded(status, &code)),
            "look at the lead there: a validation rule may stand against it; then `leadclock outbox retry`, or \
             `leadclock outbox drop` to leave it as it is there",
        ),
    };
    Trouble { why, advice: advice.to_owned() }
}
