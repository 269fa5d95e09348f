//! A Marketo subscription of the tests: people, the forms that they filled in, and what changed, behind the
//! REST API, and the place where tokens are given out.
//!
//! It is written from the documents (authentication, paging tokens, activities, leads, error codes), and
//! shares nothing with the client. Its errors come with HTTP 200.

use std::collections::BTreeMap;
use std::sync::MutexGuard;

use serde_json::{Value, json};

use crate::service::{Answer, Asked, Faults, Server, Service, Weather, now};

pub(crate) const CLIENT: &str = "b417d98f-client";
pub(crate) const SECRET: &str = "s3cr3t";

/// How many activities a call goes through, whether they are of the kind that is asked for or not.
const SCANNED: usize = 300;

/// Something that happened.
struct Activity {
    kind: u32,
    asset: i64,
    lead: i64,
    at: String,
    attributes: Value,
    fields: Value,
}

/// The subscription.
pub(crate) struct State {
    people: BTreeMap<i64, Value>,
    activities: Vec<Activity>,
    tokens: Vec<String>,
    weather: Weather,
    /// Paging tokens that were given before this many are not known any more.
    forgotten: usize,
    given: usize,
    /// The error with which all is answered: the quota, a permission.
    pub(crate) says: Option<&'static str>,
    /// Whether the filter of the form is ignored, as the documents leave open.
    pub(crate) ignores_form: bool,
    /// The writes that were carried out.
    pub(crate) writes: Vec<(i64, Value)>,
    /// All questions: path with query, and the first error that was answered, or nothing.
    pub(crate) asked: Vec<(String, String)>,
}

/// The subscription on a server.
pub(crate) struct Marketo(Server<State>);

impl Marketo {
    pub(crate) fn start() -> Self {
        Self(Server::start(|_| State {
            people: BTreeMap::new(),
            activities: Vec::new(),
            tokens: Vec::new(),
            weather: Weather::default(),
            forgotten: 0,
            given: 0,
            says: None,
            ignores_form: false,
            writes: Vec::new(),
            asked: Vec::new(),
        }))
    }

    pub(crate) fn url(&self) -> String {
        self.0.url()
    }

    /// Returns the subscription, to look at it and to change it.
    pub(crate) fn there(&self) -> MutexGuard<'_, State> {
        self.0.service.lock().unwrap()
    }

    /// Lets things go wrong from now on.
    pub(crate) fn strike(&self, faults: Faults, seed: u64) {
        self.there().weather = Weather::new(faults, seed);
    }
}

fn stamp() -> String {
    now().format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

impl State {
    /// Adds a person, and returns their id.
    pub(crate) fn add(&mut self, name: &str) -> i64 {
        let id = 1_000 + self.people.len() as i64;
        let person = json!({
            "id": id, "firstName": name, "lastName": "Byron", "email": format!("{name}@example.org"),
            "company": "Engine", "unsubscribed": false, "updatedAt": stamp(), "leadSource": "Web Form",
        });
        self.people.insert(id, person);
        id
    }

    /// Lets a person fill in a form.
    pub(crate) fn fill_in(&mut self, lead: i64, form: i64, lead_source: &str) {
        // The fields of the form, as a serialized array in one text.
        let fields =
            format!("a:1:{{s:11:\"lead_source\";s:{}:\"{lead_source}\";}}", lead_source.len());
        let attributes =
            json!([{"name": "Form Fields", "value": fields}, {"name": "Webpage ID", "value": 7}]);
        self.push(2, form, lead, attributes, Value::Null);
    }

    /// Lets so many things happen that are none of ours.
    pub(crate) fn pass_time(&mut self, count: usize) {
        for _ in 0..count {
            self.push(1, 9, 1, json!([]), Value::Null);
        }
    }

    /// Lets a person unsubscribe, or subscribe again.
    pub(crate) fn unsubscribe(&mut self, lead: i64, is_out: bool) {
        self.people.get_mut(&lead).unwrap()["unsubscribed"] = json!(is_out);
        let fields = json!([{
            "id": 1, "name": "unsubscribed", "newValue": is_out.to_string(), "oldValue": (!is_out).to_string(),
        }]);
        self.push(13, 0, lead, json!([]), fields);
    }

    pub(crate) fn delete(&mut self, lead: i64) {
        self.people.remove(&lead);
    }

    /// Returns a field of a person.
    pub(crate) fn field(&self, lead: i64, field: &str) -> Value {
        self.people[&lead][field].clone()
    }

    /// Forgets all paging tokens.
    pub(crate) fn forget_places(&mut self) {
        self.forgotten = self.given;
    }

    pub(crate) fn sign_all_out(&mut self) {
        self.tokens.clear();
    }

    fn push(&mut self, kind: u32, asset: i64, lead: i64, attributes: Value, fields: Value) {
        self.activities.push(Activity { kind, asset, lead, at: stamp(), attributes, fields });
    }

    fn place(&mut self, at: usize) -> String {
        self.given += 1;
        format!("{}.{at}==", self.given)
    }

    fn read_place(&self, token: &str) -> Option<usize> {
        let (number, at) = token.strip_suffix("==")?.split_once('.')?;
        (number.parse::<usize>().ok()? > self.forgotten).then(|| at.parse().ok()).flatten()
    }

    fn api(&mut self, asked: &Asked) -> Answer {
        match (asked.method.as_str(), asked.path.as_str()) {
            ("GET", "/rest/v1/activities/pagingtoken.json") => {
                let since = asked.option("sinceDatetime").unwrap_or_default();
                let at = self.activities.iter().position(|activity| activity.at >= since);
                let token = self.place(at.unwrap_or(self.activities.len()));
                well(json!({"nextPageToken": token}))
            }
            ("GET", "/rest/v1/activities.json") => self.page(asked, false),
            ("GET", "/rest/v1/activities/leadchanges.json") => self.page(asked, true),
            ("GET", "/rest/v1/leads.json") => self.leads(asked),
            ("POST", "/rest/v1/leads.json") => self.write(asked),
            _ => error("610", "Requested resource not found"),
        }
    }

    fn page(&mut self, asked: &Asked, is_changes: bool) -> Answer {
        let token = asked.option("nextPageToken").unwrap_or_default();
        let Some(at) = self.read_place(&token) else {
            return error("1001", "Invalid value for nextPageToken");
        };
        let form = asked.option("assetIds").and_then(|form| form.parse::<i64>().ok());
        let until = (at + SCANNED).min(self.activities.len());
        let is_ours = |activity: &&Activity| match is_changes {
            true => activity.kind == 13,
            false => {
                activity.kind == 2
                    && (self.ignores_form || form.is_none_or(|form| form == activity.asset))
            }
        };
        let row = |(number, activity): (usize, &Activity)| {
            json!({
                "id": number, "marketoGUID": format!("g{number}"), "leadId": activity.lead,
                "activityDate": activity.at, "activityTypeId": activity.kind,
                "primaryAttributeValueId": activity.asset, "primaryAttributeValue": "a form",
                "attributes": activity.attributes, "fields": activity.fields,
            })
        };
        let scanned = self.activities.iter().enumerate().take(until).skip(at);
        let rows: Vec<Value> = scanned.filter(|(_, activity)| is_ours(activity)).map(row).collect();
        let more = until < self.activities.len();
        let next = self.place(until);
        let mut body = json!({"nextPageToken": next, "moreResult": more});
        if !rows.is_empty() {
            body["result"] = json!(rows);
        }
        well(body)
    }

    fn leads(&self, asked: &Asked) -> Answer {
        if asked.option("filterType").as_deref() != Some("id") {
            return error("1003", "filterType not supported");
        }
        let ids: Vec<i64> = asked
            .option("filterValues")
            .unwrap_or_default()
            .split(',')
            .filter_map(|id| id.parse().ok())
            .collect();
        if ids.len() > 300 {
            return error("1003", "Too many values specified for filterType");
        }
        let fields = asked.option("fields").unwrap_or_default();
        let shown = |person: &Value| {
            let fields = fields.split(',').map(|field| (field.to_owned(), person[field].clone()));
            Value::Object(fields.collect())
        };
        let rows: Vec<Value> = ids.iter().filter_map(|id| self.people.get(id)).map(shown).collect();
        well(json!({"result": rows}))
    }

    fn write(&mut self, asked: &Asked) -> Answer {
        let body = asked.json();
        if body["action"] != "updateOnly" || body["lookupField"] != "id" {
            return error("1003", "it would make people that were not there");
        }
        let mut rows = Vec::new();
        for (number, input) in body["input"].as_array().into_iter().flatten().enumerate() {
            let id = input["id"].as_i64().unwrap_or_default();
            if !self.people.contains_key(&id) {
                let reasons = json!([{"code": "1004", "message": "Lead not found"}]);
                rows.push(json!({"seq": number, "status": "skipped", "reasons": reasons}));
                continue;
            }
            let is_out = input["unsubscribed"].as_bool().unwrap_or_default();
            self.unsubscribe(id, is_out);
            self.writes.push((id, input.clone()));
            rows.push(json!({"seq": number, "id": id, "status": "updated"}));
        }
        well(json!({"result": rows}))
    }
}

impl Service for State {
    fn answer(&mut self, asked: &Asked) -> Answer {
        if asked.path == "/identity/oauth/token" {
            let is_known = asked.option("client_id").as_deref() == Some(CLIENT)
                && asked.option("client_secret").as_deref() == Some(SECRET)
                && asked.option("grant_type").as_deref() == Some("client_credentials");
            if !is_known {
                let body = json!({"error": "unauthorized", "error_description": "No client with requested id"});
                return Answer::of(401, body);
            }
            let token = format!("{}:ab", fastrand::u64(..));
            self.tokens.push(token.clone());
            return Answer::ok(json!({
                "access_token": token, "token_type": "bearer", "expires_in": 3599, "scope": "a@b.example",
            }));
        }
        let token = asked.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
        let is_known = token.is_some_and(|token| self.tokens.iter().any(|known| known == token));
        match (token, is_known, self.says) {
            (None, ..) => error("600", "Empty access token"),
            (Some(_), false, _) => error("602", "Access token expired"),
            (Some(_), true, Some(code)) => error(code, "as it was told"),
            (Some(_), true, None) => self.api(asked),
        }
    }

    fn throttle(&mut self) -> Answer {
        error("606", "Max rate limit '100' exceeded with in '20' secs")
    }

    fn is_exposed(&self, asked: &Asked) -> bool {
        asked.path.starts_with("/rest/")
    }

    fn expire_tokens(&mut self) {
        self.tokens.clear();
    }

    fn meddle(&mut self, _: &Asked) {}

    fn repeat(&self, asked: &Asked, answer: &mut Answer) {
        if let Some(place) =
            asked.option("nextPageToken").filter(|_| answer.body["success"] == json!(true))
        {
            answer.body["nextPageToken"] = json!(place);
            answer.body["moreResult"] = json!(true);
        }
    }

    fn weather(&mut self) -> &mut Weather {
        &mut self.weather
    }

    fn note(&mut self, asked: &Asked, _: u16) {
        let path = asked.target.split("client_secret").next().unwrap_or_default();
        self.asked.push((path.to_owned(), asked.method.clone()));
    }
}

fn well(mut body: Value) -> Answer {
    body["requestId"] = json!("e42b#14272d07d78");
    body["success"] = json!(true);
    Answer::ok(body)
}

fn error(code: &str, message: &str) -> Answer {
    let errors = json!([{"code": code, "message": message}]);
    Answer::ok(json!({"requestId": "e42b#14272d07d78", "success": false, "errors": errors}))
}
