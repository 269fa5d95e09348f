//! The leads: asked for page by page, changes since a moment, and written under conditions.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::lead;
use super::{State, refuse};
use crate::service::{Answer, Asked};

/// The most rows of a page, and how many there are unless asked for fewer.
const LARGEST_PAGE: usize = 5_000;
const LABEL: &str = "@OData.Community.Display.V1.FormattedValue";

/// The leads of an organisation, by id.
#[derive(Default)]
pub(crate) struct Rows {
    rows: BTreeMap<String, Map<String, Value>>,
    deleted: Vec<(u64, String)>,
    version: u64,
    /// Delta tokens before this version are forgotten.
    oldest_token: u64,
    /// Leads that came to be because somebody wrote to one that was not there.
    pub(crate) upserts: usize,
    /// Who works there: id and name.
    pub(crate) users: Vec<(String, String)>,
}

fn now() -> String {
    // Dataverse keeps whole seconds.
    crate::service::now().format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

impl Rows {
    /// Adds a lead with these columns, and returns its id.
    pub(crate) fn add(&mut self, columns: Value) -> String {
        let id = uuid::Uuid::new_v4().to_string();
        let row = lead::new(&id, columns, &now());
        self.put(&id, row);
        id
    }

    /// Changes columns of a lead, as a person would there.
    pub(crate) fn change(&mut self, id: &str, columns: Value) {
        let mut row = self.rows[id].clone();
        if let Value::Object(columns) = columns {
            row.extend(columns);
        }
        row.insert("modifiedon".to_owned(), json!(now()));
        self.put(id, row);
    }

    /// Sets when a lead was changed last.
    pub(crate) fn set_time(&mut self, id: &str, at: &str) {
        let mut row = self.rows[id].clone();
        row.insert("modifiedon".to_owned(), json!(at));
        self.put(id, row);
    }

    pub(crate) fn delete(&mut self, id: &str) {
        self.rows.remove(id);
        self.version += 1;
        self.deleted.push((self.version, id.to_owned()));
    }

    /// Returns a column of a lead.
    pub(crate) fn column(&self, id: &str, column: &str) -> Value {
        self.rows[id].get(column).cloned().unwrap_or_default()
    }

    /// Forgets all delta tokens that were given out.
    pub(crate) fn forget_tokens(&mut self) {
        self.version += 1;
        self.oldest_token = self.version;
    }

    /// Somebody else changes the lead that a path names.
    pub(super) fn meddle(&mut self, path: &str) {
        let id = path.split(['(', ')']).nth(1).unwrap_or_default().to_owned();
        if self.rows.contains_key(&id) {
            self.change(&id, json!({"jobtitle": format!("Head of {}", self.version)}));
        }
    }

    fn put(&mut self, id: &str, mut row: Map<String, Value>) {
        self.version += 1;
        row.insert("versionnumber".to_owned(), json!(self.version));
        self.rows.insert(id.to_owned(), row);
    }

    fn version_of(row: &Map<String, Value>) -> u64 {
        row["versionnumber"].as_u64().unwrap_or_default()
    }

    fn etag(row: &Map<String, Value>) -> String {
        format!("W/\"{}\"", Self::version_of(row))
    }

    /// Returns a lead as it is shown, with labels where these are wanted.
    fn shown(&self, row: &Map<String, Value>, select: &[String], labels: bool) -> Value {
        let mut shown = Map::new();
        shown.insert("@odata.etag".to_owned(), json!(Self::etag(row)));
        for column in select.iter().map(String::as_str).chain(["leadid"]) {
            let value = row.get(column).cloned().unwrap_or_default();
            if labels && let Some(label) = self.label(column, &value) {
                shown.insert(format!("{column}{LABEL}"), json!(label));
            }
            shown.insert(column.to_owned(), value);
        }
        Value::Object(shown)
    }

    fn label(&self, column: &str, value: &Value) -> Option<String> {
        if column == "_ownerid_value" {
            let owner = self.users.iter().find(|(id, _)| Some(id.as_str()) == value.as_str());
            return Some(
                owner.map_or("# Marketplace Lead Writer".to_owned(), |(_, name)| name.clone()),
            );
        }
        lead::label(column, value)
    }

    pub(super) fn one(&self, id: &str) -> Answer {
        match self.rows.get(id) {
            Some(row) => {
                let all: Vec<String> = row.keys().cloned().collect();
                Answer::ok(self.shown(row, &all, true))
            }
            None => absent(id),
        }
    }

    pub(super) fn users_named(&self, asked: &Asked) -> Answer {
        let filter = asked.option("$filter").unwrap_or_default();
        let name = filter.strip_prefix("fullname eq '").and_then(|rest| rest.rsplit_once('\''));
        let name = name.map(|(name, _)| name.replace("''", "'"));
        let users: Vec<Value> = self
            .users
            .iter()
            .filter(|(_, known)| name.as_ref().is_none_or(|name| name == known))
            .map(|(id, name)| json!({"systemuserid": id, "fullname": name}))
            .collect();
        Answer::ok(json!({"value": users}))
    }
}

fn absent(id: &str) -> Answer {
    refuse(404, "0x80040217", &format!("lead With Id = {id} Does Not Exist"))
}

/// What a page is cut out of.
struct Walk {
    /// `all`, `delta` or `time`.
    kind: String,
    /// Where the page begins: behind an id or a version, or at a number.
    from: String,
    /// The version when the walk began.
    began: u64,
    /// The options of the first question, which the service keeps.
    query: String,
}

impl Walk {
    fn link(&self, url: &str, from: &str) -> String {
        let token = format!("{}.{from}.{}.{}", self.kind, self.began, hex(&self.query));
        format!("{url}/api/data/v9.2/leads?$skiptoken={token}")
    }

    fn read(token: &str) -> Option<Self> {
        let mut parts = token.split('.').map(str::to_owned);
        let (kind, from) = (parts.next()?, parts.next()?);
        let (began, query) = (parts.next()?.parse().ok()?, unhex(&parts.next()?)?);
        Some(Self { kind, from, began, query })
    }
}

fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<String> {
    let pairs = text.as_bytes().chunks(2).map(|pair| {
        let digits = std::str::from_utf8(pair).ok()?;
        u8::from_str_radix(digits, 16).ok()
    });
    String::from_utf8(pairs.collect::<Option<Vec<u8>>>()?).ok()
}

/// Answers a question for leads.
pub(super) fn list(state: &State, asked: &Asked) -> Answer {
    let rows = &state.rows;
    let walk = match (asked.option("$skiptoken"), asked.option("$deltatoken")) {
        (Some(token), _) => match Walk::read(&token) {
            Some(walk) => walk,
            None => return refuse(400, "0x80060888", "Malformed skip token."),
        },
        (None, Some(token)) => match token.split_once('.') {
            Some((version, query))
                if version.parse().is_ok_and(|version: u64| version >= rows.oldest_token) =>
            {
                let query = unhex(query).unwrap_or_default();
                Walk {
                    kind: "delta".to_owned(),
                    from: version.to_owned(),
                    began: rows.version,
                    query,
                }
            }
            _ => return refuse(410, "0x80044352", "The delta token has expired."),
        },
        (None, None) => match first(state, asked) {
            Ok(walk) => walk,
            Err(answer) => return *answer,
        },
    };
    page(state, asked, &walk)
}

/// Reads the first question of a walk.
fn first(state: &State, asked: &Asked) -> Result<Walk, Box<Answer>> {
    let no = |code: &str, words: &str| Err(Box::new(refuse(400, code, words)));
    let select = asked.option("$select").unwrap_or_default();
    if let Some(column) = select.split(',').find(|column| !lead::has(column)) {
        return no("0x80060888", &format!("Could not find a property named '{column}'."));
    }
    if asked.option("$skip").is_some() {
        return no("0x80060888", "Skip Clause is not supported in CRM");
    }
    let parts = [asked.option("$filter"), asked.option("$orderby"), asked.option("$top")];
    let rows = &state.rows;
    if asked.prefers("odata.track-changes").is_some() {
        if !state.rules.tracks {
            return no("0x80072491", "Entity lead does not have change tracking enabled.");
        }
        if parts.iter().any(Option::is_some) {
            return no("0x80060888", "The option is not supported with change tracking.");
        }
        return Ok(Walk {
            kind: "all".to_owned(),
            from: String::new(),
            began: rows.version,
            query: select,
        });
    }
    let [filter, order, top] = parts.map(Option::unwrap_or_default);
    let query = format!("{select}|{filter}|{order}|{top}");
    Ok(Walk { kind: "time".to_owned(), from: "0".to_owned(), began: rows.version, query })
}

fn page(state: &State, asked: &Asked, walk: &Walk) -> Answer {
    let rows = &state.rows;
    let wanted = asked.prefers("odata.maxpagesize").and_then(|size| size.parse().ok());
    let size = wanted.unwrap_or(LARGEST_PAGE).clamp(1, LARGEST_PAGE);
    let labels = asked.prefers("odata.include-annotations").is_some_and(|names| names == "*");
    let select: Vec<String> =
        walk.query.split('|').next().unwrap_or_default().split(',').map(str::to_owned).collect();
    let show = |row: &Map<String, Value>| rows.shown(row, &select, labels);
    let mut body =
        json!({"@odata.context": format!("{}/api/data/v9.2/$metadata#leads", state.url())});
    let (value, next): (Vec<Value>, Option<String>) = match walk.kind.as_str() {
        "all" => {
            let mut behind =
                rows.rows.range(walk.from.clone()..).filter(|(id, _)| **id != walk.from);
            let value: Vec<_> = behind.by_ref().take(size).collect();
            let last = value.last().map(|(id, _)| (*id).clone());
            let next = behind.next().and(last);
            (value.into_iter().map(|(_, row)| show(row)).collect(), next)
        }
        "delta" => {
            let since: u64 = walk.from.parse().unwrap_or_default();
            let changed = rows.rows.values().map(|row| (Rows::version_of(row), show(row)));
            let gone = rows.deleted.iter().map(|(version, id)| {
                let context =
                    format!("{}/api/data/v9.2/$metadata#leads/$deletedEntity", state.url());
                (*version, json!({"@odata.context": context, "id": id, "reason": "deleted"}))
            });
            let mut all: Vec<_> =
                changed.chain(gone).filter(|(version, _)| *version > since).collect();
            all.sort_by_key(|(version, _)| *version);
            let next = (all.len() > size).then(|| all[size - 1].0.to_string());
            (all.into_iter().take(size).map(|(_, row)| row).collect(), next)
        }
        _ => match by_time(rows, walk) {
            Ok((found, from)) => {
                let value: Vec<Value> =
                    found.iter().skip(from).take(size).map(|row| show(row)).collect();
                (value, (found.len() > from + size).then(|| (from + size).to_string()))
            }
            Err(words) => return refuse(400, "0x80060888", &words),
        },
    };
    body["value"] = json!(value);
    match next {
        Some(from) => body["@odata.nextLink"] = json!(walk.link(state.url(), &from)),
        None if walk.kind != "time" => {
            let token = format!("{}.{}", walk.began, hex(&walk.query));
            body["@odata.deltaLink"] =
                json!(format!("{}/api/data/v9.2/leads?$deltatoken={token}", state.url()));
        }
        None => {}
    }
    Answer::ok(body)
}

/// Leads in their order, and the number of the first of the page.
type Found<'r> = (Vec<&'r Map<String, Value>>, usize);

/// Returns the leads that a filter names.
fn by_time<'r>(rows: &'r Rows, walk: &Walk) -> Result<Found<'r>, String> {
    let mut parts = walk.query.split('|').skip(1);
    let [filter, order, top] = [(); 3].map(|()| parts.next().unwrap_or_default());
    let mut found: Vec<&Map<String, Value>> = Vec::new();
    for row in rows.rows.values() {
        let mut holds = true;
        for condition in filter.split(" and ").filter(|condition| !condition.is_empty()) {
            holds &=
                is_met(row, condition).ok_or_else(|| format!("Syntax error in '{condition}'"))?;
        }
        if holds {
            found.push(row);
        }
    }
    let (column, direction) = order.split_once(' ').unwrap_or((order, "asc"));
    found.sort_by_key(|row| row.get(column).and_then(Value::as_str).unwrap_or_default());
    if direction == "desc" {
        found.reverse();
    }
    found.truncate(top.parse().unwrap_or(usize::MAX));
    Ok((found, walk.from.parse().unwrap_or_default()))
}

fn is_met(row: &Map<String, Value>, condition: &str) -> Option<bool> {
    let words: Vec<&str> = condition.split(' ').collect();
    let [column, operator, value] = words[..] else { return None };
    if let Ok(number) = value.parse::<i64>() {
        return (operator == "eq").then(|| row.get(column).and_then(Value::as_i64) == Some(number));
    }
    let wanted: DateTime<Utc> = value.parse().ok()?;
    let is: DateTime<Utc> = row.get(column)?.as_str()?.parse().ok()?;
    match operator {
        "ge" => Some(is >= wanted),
        "gt" => Some(is > wanted),
        _ => None,
    }
}

/// Writes columns of a lead.
pub(super) fn patch(state: &mut State, id: &str, asked: &Asked) -> Answer {
    let Value::Object(columns) = asked.json() else {
        return refuse(400, "0x80048d19", "The payload is no object.");
    };
    let rows = &mut state.rows;
    let condition = asked.header("if-match").map(str::to_owned);
    let mut row = match (rows.rows.get(id), condition.as_deref()) {
        (Some(row), None | Some("*")) => row.clone(),
        (Some(row), Some(etag)) if etag == Rows::etag(row) => row.clone(),
        (Some(_), Some(_)) => {
            return refuse(412, "0x80060882", "The version of the existing record doesn't match.");
        }
        (None, Some(_)) => return absent(id),
        (None, None) => {
            rows.upserts += 1;
            lead::new(id, Value::Null, &now())
        }
    };
    if let Some((code, words)) = columns.iter().find_map(|(name, value)| lead::wrong(name, value)) {
        return refuse(400, code, &words);
    }
    let state_of = |row: &Map<String, Value>| row["statecode"].as_i64().unwrap_or_default();
    let is_opened = columns.get("statecode").and_then(Value::as_i64) == Some(0);
    if state_of(&row) != 0 && !is_opened {
        return refuse(400, "0x80040265", "The lead is closed and can not be changed.");
    }
    for (name, value) in &columns {
        match name.strip_suffix("@odata.bind") {
            Some("ownerid") => {
                let user = value
                    .as_str()
                    .and_then(|path| path.split(['(', ')']).nth(1))
                    .unwrap_or_default();
                if !rows.users.iter().any(|(known, _)| known == user) {
                    return refuse(404, "0x80040217", "systemuser Does Not Exist");
                }
                row.insert("_ownerid_value".to_owned(), json!(user));
            }
            _ => drop(row.insert(name.clone(), value.clone())),
        }
    }
    let pair = (state_of(&row), row["statuscode"].as_i64().unwrap_or_default());
    if !lead::REASONS.iter().any(|(state, reason, _)| (*state, *reason) == pair) {
        return refuse(400, "0x80048408", "The status reason is not valid for the state.");
    }
    row.insert("modifiedon".to_owned(), json!(now()));
    rows.put(id, row);
    state.writes.push((id.to_owned(), Value::Object(columns)));
    match asked.prefers("return").as_deref() {
        Some("representation") => state.rows.one(id),
        _ => Answer { status: 204, headers: Vec::new(), body: Value::Null },
    }
}

/// Carries out the action QualifyLead.
pub(super) fn qualify(state: &mut State, id: &str, asked: &Asked) -> Answer {
    if !state.rules.has_sales {
        return refuse(404, "0x80060888", "Resource not found for the segment 'QualifyLead'.");
    }
    let body = asked.json();
    let creates = ["CreateAccount", "CreateContact", "CreateOpportunity"];
    if creates.iter().any(|name| !body[name].is_boolean()) || !body["Status"].is_i64() {
        return refuse(400, "0x80048d19", "A required parameter is missing.");
    }
    let rows = &mut state.rows;
    let Some(mut row) = rows.rows.get(id).cloned() else { return absent(id) };
    if row["statecode"] != json!(0) {
        return refuse(400, "0x80040216", "The lead is already closed.");
    }
    row.extend([("statecode".to_owned(), json!(1)), ("statuscode".to_owned(), json!(3))]);
    row.insert("modifiedon".to_owned(), json!(now()));
    rows.put(id, row);
    let made = creates.iter().filter(|name| body[**name] == json!(true));
    let made: Vec<Value> =
        made.map(|name| json!({"@odata.type": name.replace("Create", "#")})).collect();
    state.writes.push((id.to_owned(), body));
    Answer::ok(json!({"value": made}))
}
