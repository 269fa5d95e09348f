//! The leads: asked for by queries page by page, and written under a condition.

use std::collections::BTreeMap;

use chrono::{DateTime, SubsecRound, Utc};
use serde_json::{Map, Value, json};

use super::{Org, refuse};
use crate::service::{Answer, Asked, now};

/// How many rows a page has unless asked for fewer, and the fewest that can be asked for.
const PAGE: usize = 2_000;
const SMALLEST_PAGE: usize = 200;
/// The fields that a lead has.
const FIELDS: [&str; 20] = [
    "Id",
    "FirstName",
    "LastName",
    "Email",
    "Phone",
    "MobilePhone",
    "Company",
    "Title",
    "Country",
    "LeadSource",
    "Status",
    "Description",
    "OwnerId",
    "Owner.Name",
    "IsConverted",
    "IsDeleted",
    "HasOptedOutOfEmail",
    "DoNotCall",
    "CreatedDate",
    "SystemModstamp",
];

/// The leads of an organisation, by id.
#[derive(Default)]
pub(crate) struct Leads {
    rows: BTreeMap<String, Map<String, Value>>,
    count: usize,
    /// Results of queries that are not read to their end, by their locator.
    locators: BTreeMap<String, Vec<Value>>,
    /// Who works there: id and name.
    pub(crate) users: Vec<(String, String)>,
    /// The organisation's own list: name, whether it is the default, whether it converts.
    pub(crate) statuses: Vec<(&'static str, bool, bool)>,
}

/// A time as Salesforce writes it.
fn written(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%S%.3f+0000").to_string()
}

fn parsed(text: &str) -> Option<DateTime<Utc>> {
    let forms = ["%Y-%m-%dT%H:%M:%S%.f%z", "%Y-%m-%dT%H:%M:%SZ"];
    let zoned = DateTime::parse_from_str(text, forms[0]).ok().map(|at| at.to_utc());
    zoned.or_else(|| text.parse().ok())
}

impl Leads {
    /// Adds a lead with these fields, and returns its id.
    pub(crate) fn add(&mut self, fields: Value) -> String {
        self.count += 1;
        let id = format!("00Q{:012}AAA", self.count);
        let at = written(now());
        let row = json!({
            "Id": id, "LastName": "", "Company": "[not provided]", "Status": "Open - Not Contacted",
            "IsConverted": false, "IsDeleted": false, "HasOptedOutOfEmail": false, "DoNotCall": false,
            "OwnerId": "005000000000000AAA", "CreatedDate": at, "SystemModstamp": at,
        });
        let mut row = row.as_object().unwrap().clone();
        row.extend(fields.as_object().unwrap().clone());
        self.rows.insert(id.clone(), row);
        id
    }

    /// Changes fields of a lead, as a person would there.
    pub(crate) fn change(&mut self, id: &str, fields: Value) {
        let row = self.rows.get_mut(id).unwrap();
        row.extend(fields.as_object().unwrap().clone());
        if fields.get("SystemModstamp").is_none() {
            row.insert("SystemModstamp".to_owned(), json!(written(now())));
        }
    }

    pub(crate) fn delete(&mut self, id: &str) {
        self.change(id, json!({"IsDeleted": true}));
    }

    /// Returns a field of a lead.
    pub(crate) fn field(&self, id: &str, field: &str) -> Value {
        self.rows[id].get(field).cloned().unwrap_or_default()
    }

    /// Forgets all queries that are not read to their end.
    pub(crate) fn forget_locators(&mut self) {
        self.locators.clear();
    }

    /// Somebody else changes a lead.
    pub(super) fn meddle(&mut self, id: &str) {
        if self.rows.contains_key(id) {
            // A second later: the condition knows no parts of one.
            let at = written(now() + chrono::TimeDelta::seconds(1));
            self.change(id, json!({"Title": "Head of", "SystemModstamp": at}));
        }
    }

    fn shown(&self, row: &Map<String, Value>, fields: &[String]) -> Value {
        let mut shown = Map::new();
        let id = row["Id"].as_str().unwrap_or_default();
        let url = format!("/services/data/v60.0/sobjects/Lead/{id}");
        shown.insert("attributes".to_owned(), json!({"type": "Lead", "url": url}));
        for field in fields {
            if field == "Owner.Name" {
                let owner = self.users.iter().find(|(id, _)| row["OwnerId"] == json!(id));
                let name = owner.map_or("Automated Process", |(_, name)| name);
                shown.insert(
                    "Owner".to_owned(),
                    json!({"attributes": {"type": "Name"}, "Name": name}),
                );
            } else {
                shown.insert(field.clone(), row.get(field).cloned().unwrap_or_default());
            }
        }
        Value::Object(shown)
    }
}

/// Answers a query.
pub(super) fn query(org: &mut Org, asked: &Asked, with_deleted: bool) -> Answer {
    let soql = asked.option("q").unwrap_or_default();
    let Some((fields, rest)) =
        soql.strip_prefix("SELECT ").and_then(|rest| rest.split_once(" FROM "))
    else {
        return refuse(400, "MALFORMED_QUERY", "unexpected token");
    };
    let fields: Vec<String> = fields.split(',').map(|field| field.trim().to_owned()).collect();
    let (object, rest) = rest.split_once(' ').unwrap_or((rest, ""));
    let rows = match object {
        "LeadStatus" => statuses(&org.leads),
        "User" => users(&org.leads, rest),
        "Lead" if !org.rules.sees_leads => {
            return refuse(400, "INVALID_TYPE", "sObject type 'Lead' is not supported.");
        }
        "Lead" => {
            let hidden =
                |field: &&String| *field == "HasOptedOutOfEmail" && !org.rules.sees_opt_out;
            let unknown =
                |field: &&String| !FIELDS.contains(&field.as_str()) && !field.ends_with("__c");
            if let Some(field) = fields.iter().find(|field| hidden(field) || unknown(field)) {
                let message =
                    format!("No such column '{field}' on entity 'Lead'. If you are attempting ...");
                return refuse(400, "INVALID_FIELD", &message);
            }
            match leads(&org.leads, rest, with_deleted) {
                Some(found) => found.into_iter().map(|row| org.leads.shown(row, &fields)).collect(),
                None => return refuse(400, "MALFORMED_QUERY", "unexpected token"),
            }
        }
        _ => return refuse(400, "INVALID_TYPE", "sObject type is not supported."),
    };
    page(org, asked, rows)
}

/// Answers with the next page of a query.
pub(super) fn more(org: &mut Org, asked: &Asked, locator: &str) -> Answer {
    match org.leads.locators.get(locator).cloned() {
        Some(rows) => page(org, asked, rows),
        None => refuse(400, "INVALID_QUERY_LOCATOR", "invalid query locator"),
    }
}

fn page(org: &mut Org, asked: &Asked, mut rows: Vec<Value>) -> Answer {
    let options = asked.header("sforce-query-options").unwrap_or_default();
    let size = options.strip_prefix("batchSize=").and_then(|size| size.parse().ok());
    let size = size.unwrap_or(PAGE).clamp(SMALLEST_PAGE, PAGE);
    let total = rows.len();
    let rest = rows.split_off(size.min(total));
    let mut body = json!({"totalSize": total, "done": rest.is_empty(), "records": rows});
    if !rest.is_empty() {
        let locator = format!("01g{}-{size}", fastrand::u32(..));
        body["nextRecordsUrl"] = json!(format!("/services/data/v60.0/query/{locator}"));
        org.leads.locators.insert(locator, rest);
    }
    let used = ("Sforce-Limit-Info", format!("api-usage={}/15000", org.asked.len()));
    Answer { headers: vec![used], ..Answer::ok(body) }
}

fn statuses(leads: &Leads) -> Vec<Value> {
    let classic = [
        ("Open - Not Contacted", true, false),
        ("Working - Contacted", false, false),
        ("Closed - Converted", false, true),
        ("Closed - Not Converted", false, false),
    ];
    let list = if leads.statuses.is_empty() { &classic[..] } else { &leads.statuses };
    let each = (1..).zip(list).map(|(order, (name, is_default, converts))| {
        json!({
            "attributes": {"type": "LeadStatus"}, "ApiName": name, "MasterLabel": name, "SortOrder": order,
            "IsDefault": is_default, "IsConverted": converts,
        })
    });
    each.collect()
}

fn users(leads: &Leads, rest: &str) -> Vec<Value> {
    let name = rest
        .strip_prefix("WHERE Name = '")
        .and_then(|rest| rest.split_once("' AND IsActive = true"));
    let name =
        name.map(|(name, _)| name.replace("\\'", "'").replace("\\\\", "\\")).unwrap_or_default();
    let found = leads.users.iter().filter(|(_, known)| *known == name);
    found.map(|(id, _)| json!({"attributes": {"type": "User"}, "Id": id})).collect()
}

/// Returns the leads that a query names, in its order; `None` where it can not be read.
fn leads<'l>(
    leads: &'l Leads,
    rest: &str,
    with_deleted: bool,
) -> Option<Vec<&'l Map<String, Value>>> {
    let (rest, limit) = match rest.split_once(" LIMIT ") {
        Some((rest, limit)) => (rest, limit.parse().ok()?),
        None => (rest, usize::MAX),
    };
    let (condition, order) = match rest.split_once("ORDER BY ") {
        Some((condition, order)) => (condition.trim(), order),
        None => (rest, ""),
    };
    let time =
        |row: &Map<String, Value>| parsed(row["SystemModstamp"].as_str().unwrap_or_default());
    let mut found: Vec<&Map<String, Value>> = Vec::new();
    for row in leads.rows.values().filter(|row| with_deleted || row["IsDeleted"] == json!(false)) {
        let holds = match condition
            .strip_prefix("WHERE ")
            .map(|text| text.splitn(3, ' ').collect::<Vec<_>>())
        {
            None if condition.is_empty() => true,
            Some(words) => match words[..] {
                ["SystemModstamp", ">=", at] => time(row)? >= parsed(at)?,
                ["Id", "IN", list] => {
                    let list = list.strip_prefix('(')?.strip_suffix(')')?;
                    list.split(',').any(|id| row["Id"] == json!(id.trim_matches('\'')))
                }
                _ => return None,
            },
            None => return None,
        };
        if holds {
            found.push(row);
        }
    }
    match order {
        "SystemModstamp, Id" => found.sort_by_key(|row| (time(row), row["Id"].to_string())),
        "SystemModstamp DESC" => found.sort_by_key(|row| std::cmp::Reverse(time(row))),
        "" => {}
        _ => return None,
    }
    found.truncate(limit);
    Some(found)
}

/// Writes several leads, each for itself. There is no condition.
pub(super) fn patch_all(org: &mut Org, asked: &Asked) -> Answer {
    let body = asked.json();
    let records = body["records"].as_array().cloned().unwrap_or_default();
    if records.len() > 200 {
        return refuse(
            400,
            "EXCEEDED_MAX_SIZE",
            "Record limit reached. cannot submit more than 200 records",
        );
    }
    let mut results = Vec::new();
    for record in records {
        let mut fields = record.as_object().cloned().unwrap_or_default();
        let kind = fields.remove("attributes").unwrap_or_default();
        let id = fields.remove("id").unwrap_or_default().as_str().unwrap_or_default().to_owned();
        let saved = match kind["type"] == "Lead" {
            true => save(org, &id, &fields),
            false => Err((400, "INVALID_TYPE", "no type")),
        };
        results.push(match saved {
            Ok(()) => json!({"id": id, "success": true, "errors": []}),
            Err((_, code, message)) => {
                json!({"success": false, "errors": [{"statusCode": code, "message": message, "fields": []}]})
            }
        });
    }
    Answer::ok(json!(results))
}

/// Writes fields of a lead, unless it was changed since.
pub(super) fn patch(org: &mut Org, id: &str, asked: &Asked) -> Answer {
    let stamp = org.leads.rows.get(id).map(|row| row["SystemModstamp"].clone()).unwrap_or_default();
    let changed = parsed(stamp.as_str().unwrap_or_default()).map(|at| at.trunc_subsecs(0));
    let since = asked
        .header("if-unmodified-since")
        .and_then(|text| DateTime::parse_from_rfc2822(text).ok());
    if since.is_some_and(|since| changed.is_some_and(|changed| changed > since)) {
        return Answer::of(412, Value::Null);
    }
    match save(org, id, &asked.json().as_object().cloned().unwrap_or_default()) {
        Ok(()) => Answer::of(204, Value::Null),
        Err((status, code, message)) => refuse(status, code, message),
    }
}

fn save(
    org: &mut Org,
    id: &str,
    fields: &Map<String, Value>,
) -> Result<(), (u16, &'static str, &'static str)> {
    if !org.rules.edits {
        return Err((
            400,
            "INSUFFICIENT_ACCESS_OR_READONLY",
            "insufficient access rights on object id",
        ));
    }
    let Some(row) = org.leads.rows.get(id) else {
        return Err((404, "NOT_FOUND", "Provided external ID field does not exist"));
    };
    if row["IsDeleted"] == json!(true) {
        return Err((404, "ENTITY_IS_DELETED", "entity is deleted"));
    }
    if row["IsConverted"] == json!(true) {
        return Err((400, "CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead"));
    }
    let statuses = statuses(&org.leads);
    for (field, value) in fields {
        let is_fixed = ["Id", "IsConverted", "SystemModstamp"].contains(&field.as_str());
        if !FIELDS.contains(&field.as_str()) || is_fixed {
            return Err((400, "INVALID_FIELD_FOR_INSERT_UPDATE", "Unable to create/update fields"));
        }
        let is_listed = statuses
            .iter()
            .any(|status| status["ApiName"] == *value && status["IsConverted"] == json!(false));
        if field == "Status" && !is_listed {
            return Err((400, "INVALID_STATUS", "invalid status for a lead that is not converted"));
        }
    }
    let body = Value::Object(fields.clone());
    org.leads.change(id, body.clone());
    org.writes.push((id.to_owned(), body));
    Ok(())
}
