//! Writing back: a lead in Dynamics is brought to what stands here.
//!
//! Only what differs is written, and only over the version that was seen last (`If-Match`); where the
//! lead was changed in the meantime nothing is written. A lead that is closed there is read-only, so it is
//! opened first and closed last.

use std::collections::BTreeMap;

use secrecy::SecretString;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::Dynamics;
use super::ask::{API, COLUMNS, code, headers, is_json, refused};
use super::row::Row;
use crate::domain::counterpart::{Counterpart, CrmStatus, Part};
use crate::domain::funnel::{Channel, DismissReason};
use crate::sources::feeds::crm::{as_seen, coded, forgotten, no_user};
use crate::sources::feeds::http::{Answer, Method, Request, encoded};
use crate::sources::feeds::{Outlet, PullError, Sighting, Told, Trouble, Wish, World};

/// What the service is to send back of a lead that was written.
const WHOLE: &str = "return=representation,odata.include-annotations=\"*\"";
/// A state and a status reason that do not go together.
const MISMATCH: &str = "0x80048408";

/// How leads are written, as the settings say, and who is who there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Writing {
    /// How a lead is qualified.
    pub(super) qualify: Qualify,
    /// Status reasons that differ from the usual ones.
    pub(super) reasons: BTreeMap<DismissReason, i64>,
    /// The ids of users by their names, as far as they were asked for.
    pub(super) users: BTreeMap<String, Option<Uuid>>,
}

/// How a lead is qualified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Qualify {
    /// By the action QualifyLead of Dynamics 365 Sales, which makes other rows of it.
    Action(Creates),
    /// By its status alone.
    Status,
}

/// What QualifyLead makes of a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Creates {
    pub(super) account: bool,
    pub(super) contact: bool,
    pub(super) opportunity: bool,
}

/// What is to be written of a lead, but for its status.
struct Order {
    /// The columns that differ.
    values: Map<String, Value>,
    /// Why something can not be written.
    lacks: Option<Trouble>,
}

/// What came of one writing.
enum Written {
    /// The lead as it stands now.
    Row(Box<Row>),
    /// It is another one by now, or gone.
    Stale,
    /// It was not taken.
    Refused(Trouble),
}

impl Outlet for Dynamics {
    fn tell(&mut self, wish: &Wish<'_>, world: &World<'_>) -> Result<Told, PullError> {
        let is_meant = wish.parts.contains(&Part::Status);
        let differs = is_meant && wish.want.differs_in(&Part::Status, wish.have);
        let status = differs.then_some(wish.want.status);
        let Order { mut values, lacks } = self.order(wish, world)?;
        let next = match status {
            // From one closing to another it goes by way of an open lead.
            Some(status) if status.is_closed() && wish.have.status.is_closed() => {
                values.extend(self.status_values(CrmStatus::Working));
                true
            }
            Some(CrmStatus::Qualified) if let Some(creates) = self.creates() => {
                if values.is_empty() {
                    let told = self.qualify(world, wish, creates)?;
                    return Ok(match told {
                        Told::Done(sighting) if lacks.is_some() => Told::Step(sighting),
                        told => told,
                    });
                }
                true
            }
            Some(status) => {
                values.extend(self.status_values(status));
                false
            }
            None => false,
        };
        if values.is_empty() {
            return Ok(lacks.map_or_else(|| Told::Done(as_seen(wish)), Told::Refused));
        }
        Ok(match self.patch(world, wish, &Value::Object(values))? {
            Written::Row(row) if next || lacks.is_some() => Told::Step(self.sighting(wish, &row)),
            Written::Row(row) => Told::Done(self.sighting(wish, &row)),
            Written::Stale => match self.row(world, wish.id)? {
                Written::Row(row) => Told::Changed(self.sighting(wish, &row)),
                Written::Stale => Told::Gone,
                Written::Refused(trouble) => Told::Refused(trouble),
            },
            Written::Refused(trouble) => Told::Refused(trouble),
        })
    }
}

impl Dynamics {
    fn creates(&self) -> Option<Creates> {
        match self.writing.as_ref()?.qualify {
            Qualify::Action(creates) => Some(creates),
            Qualify::Status => None,
        }
    }

    /// Returns the columns that differ, but for the status.
    fn order(&mut self, wish: &Wish<'_>, world: &World<'_>) -> Result<Order, PullError> {
        let (mut values, mut lacks) = (Map::new(), None);
        let Wish { have, want, .. } = wish;
        for part in wish.parts.iter().filter(|part| want.differs_in(part, have)) {
            match part {
                Part::Status => {}
                Part::OptOut => {
                    for (channel, column) in
                        [(Channel::Call, "donotphone"), (Channel::Email, "donotemail")]
                    {
                        let objects = want.opted_out_of.contains(&channel);
                        if objects != have.opted_out_of.contains(&channel) {
                            values.insert(column.to_owned(), json!(objects));
                        }
                    }
                }
                Part::Prerequisite(prerequisite) => {
                    if let Some((column, value)) = prerequisite_value(prerequisite, want) {
                        values.insert(column.to_owned(), value);
                    }
                }
                // A lead there has always an owner, so one that belongs to nobody here stays with whom it is.
                Part::Owner => match want.owner.as_deref().map(|owner| self.user(owner, world)) {
                    None => {}
                    Some(user) => match user? {
                        Ok(user) => {
                            let user = json!(format!("/systemusers({user})"));
                            values.insert("ownerid@odata.bind".to_owned(), user);
                        }
                        Err(trouble) => lacks = Some(trouble),
                    },
                },
            }
        }
        Ok(Order { values, lacks })
    }

    fn status_values(&self, status: CrmStatus) -> [(String, Value); 2] {
        let (state, reason) = match status {
            CrmStatus::New => (0, 1),
            CrmStatus::Working => (0, 2),
            CrmStatus::Qualified => (1, 3),
            CrmStatus::Dismissed(reason) => (2, self.status_reason(reason)),
        };
        [("statecode".to_owned(), json!(state)), ("statuscode".to_owned(), json!(reason))]
    }

    /// Returns the status reason of a dismissal: those that every organisation has, unless the settings
    /// name another.
    pub(super) fn status_reason(&self, reason: DismissReason) -> i64 {
        let own = self.writing.as_ref().and_then(|writing| writing.reasons.get(&reason));
        own.copied().unwrap_or(match reason {
            // Cannot Contact.
            DismissReason::NoAnswer | DismissReason::WrongNumber => 5,
            // Lost.
            DismissReason::OtherVendor | DismissReason::Requirement | DismissReason::Timeline => 4,
            // No Longer Interested.
            DismissReason::Budget | DismissReason::OptedOut => 6,
            // Canceled.
            DismissReason::NotACustomer
            | DismissReason::Spam
            | DismissReason::Other
            | DismissReason::Competitor
            | DismissReason::Test => 7,
        })
    }

    /// Returns the user whom the settings name for an owner. The inner error is about that one.
    fn user(&mut self, owner: &str, world: &World<'_>) -> Result<Result<Uuid, Trouble>, PullError> {
        #[derive(Deserialize)]
        struct User {
            systemuserid: Uuid,
        }
        #[derive(Deserialize)]
        struct Users {
            value: Vec<User>,
        }
        let name = match self.reading.name_of(owner) {
            Ok(name) => name.to_owned(),
            Err(trouble) => return Ok(Err(trouble)),
        };
        if let Some(known) = self.writing.as_ref().and_then(|writing| writing.users.get(&name)) {
            return Ok(known.ok_or_else(|| no_user(&name)));
        }
        let filter = format!("fullname eq '{}' and isdisabled eq false", name.replace('\'', "''"));
        let path =
            format!("systemusers?$select=systemuserid,fullname&$filter={}", encoded(&filter));
        let answer = self.ask_for(world, &path)?;
        if answer.status != 200 {
            return Err(refused(self.trouble(&answer)));
        }
        let users: Users =
            serde_json::from_slice(&answer.body).unwrap_or(Users { value: Vec::new() });
        let user = match users.value.as_slice() {
            [only] => Some(only.systemuserid),
            _ => None,
        };
        if let Some(writing) = &mut self.writing {
            writing.users.insert(name.clone(), user);
        }
        Ok(user.ok_or_else(|| no_user(&name)))
    }

    fn patch(
        &mut self,
        world: &World<'_>,
        wish: &Wish<'_>,
        values: &Value,
    ) -> Result<Written, PullError> {
        let id = wish.id;
        let url = format!("{}{API}/leads({id})?$select={COLUMNS}", self.url);
        let make = |token: &SecretString| {
            let mut headers = headers(WHOLE, token);
            headers.push(("If-Match", wish.version.to_owned()));
            Request::json(Method::Patch, url.clone(), headers, values)
        };
        let answer = self.send(world, &make, &is_json)?;
        match answer.status {
            200 => match serde_json::from_slice(&answer.body) {
                Ok(row) => Ok(Written::Row(Box::new(row))),
                Err(_) => self.row(world, id),
            },
            // It does not send back what it wrote.
            204 => self.row(world, id),
            404 | 412 => Ok(Written::Stale),
            // That is about us, not about the lead.
            401 => Err(refused(self.trouble(&answer))),
            _ => Ok(Written::Refused(self.not_taken(&answer))),
        }
    }

    /// Reads one lead.
    fn row(&mut self, world: &World<'_>, id: &str) -> Result<Written, PullError> {
        let answer = self.ask_for(world, &format!("leads({id})?$select={COLUMNS}"))?;
        match answer.status {
            200 => match serde_json::from_slice(&answer.body) {
                Ok(row) => Ok(Written::Row(Box::new(row))),
                Err(_) => Err(forgotten()),
            },
            404 => Ok(Written::Stale),
            _ => Err(refused(self.trouble(&answer))),
        }
    }

    /// Qualifies a lead. Where it is not taken it is looked at: an answer that was lost on the way may
    /// have been that it was done.
    fn qualify(
        &mut self,
        world: &World<'_>,
        wish: &Wish<'_>,
        creates: Creates,
    ) -> Result<Told, PullError> {
        let url =
            format!("{}{API}/leads({})/Microsoft.Dynamics.CRM.QualifyLead", self.url, wish.id);
        let Creates { account, contact, opportunity } = creates;
        let body = json!({
            "CreateAccount": account,
            "CreateContact": contact,
            "CreateOpportunity": opportunity,
            "Status": 3,
        });
        let make = |token: &SecretString| {
            let mut headers = headers("odata.include-annotations=\"*\"", token);
            headers.push(("If-Match", wish.version.to_owned()));
            Request::json(Method::Post, url.clone(), headers, &body)
        };
        let answer = self.send(world, &make, &is_json)?;
        if answer.status == 401 {
            return Err(refused(self.trouble(&answer)));
        }
        let row = match self.row(world, wish.id)? {
            Written::Row(row) => row,
            Written::Stale => return Ok(Told::Gone),
            Written::Refused(trouble) => return Ok(Told::Refused(trouble)),
        };
        let sighting = self.sighting(wish, &row);
        Ok(match answer.status {
            200 | 204 => Told::Done(sighting),
            _ if sighting.counterpart.status == CrmStatus::Qualified => Told::Done(sighting),
            412 => Told::Changed(sighting),
            404 => Told::Refused(Trouble {
                why: "the organisation has no action QualifyLead: it is without Dynamics 365 Sales"
                    .to_owned(),
                advice: "write `qualify = \"status\"` in the settings of the feed, then `leadclock outbox \
                         retry`"
                    .to_owned(),
            }),
            _ => Told::Refused(self.not_taken(&answer)),
        })
    }

    fn sighting(&self, wish: &Wish<'_>, row: &Row) -> Sighting {
        Sighting { id: wish.id.to_owned(), ..row.sighting(Uuid::nil(), &self.reading) }
    }

    /// Puts into words why a lead was not taken.
    fn not_taken(&self, answer: &Answer) -> Trouble {
        let code = code(answer);
        let (why, advice) = match (answer.status, code.as_str()) {
            (_, MISMATCH) => (
                "the organisation has other status reasons".to_owned(),
                "name its own as `reasons = \"no_answer = 5, spam = 7\"` in the settings of the feed, then \
                 `leadclock outbox retry`",
            ),
            (403, _) => (
                format!(
                    "the application may not change this lead ({})",
                    coded(answer.status, &code)
                ),
                "give its application user a security role that writes leads (Power Platform admin center > \
                 Environments > Settings > Security roles), then `leadclock outbox retry`",
            ),
            (status, _) => (
                format!("Dynamics does not take it ({})", coded(status, &code)),
                "look at the lead in Dynamics: a rule of the organisation may stand against it; then `leadclock \
                 outbox retry`, or `leadclock outbox drop` to leave it as it is there",
            ),
        };
        Trouble { why, advice: advice.to_owned() }
    }
}

/// Returns whether Dynamics has a word for a part.
pub(super) fn takes(part: &Part) -> bool {
    match part {
        Part::Prerequisite(code) => prerequisite_value(code, &Counterpart::default()).is_some(),
        Part::Status | Part::Owner | Part::OptOut => true,
    }
}

/// Returns the column and the value that say whether a prerequisite is met; `None` where Dynamics has no
/// word for it. What is met no longer is a question again.
fn prerequisite_value(code: &str, want: &Counterpart) -> Option<(&'static str, Value)> {
    let is_met = want.meets(code);
    let or_none = |value: i64| if is_met { json!(value) } else { Value::Null };
    Some(match code {
        // Can Buy.
        "budget" => ("budgetstatus", or_none(2)),
        "authority" => ("decisionmaker", json!(is_met)),
        // Should have.
        "need" => ("need", or_none(1)),
        // This Year: that there is a time is known, which one is not.
        "timing" => ("purchasetimeframe", or_none(3)),
        _ => return None,
    })
}
