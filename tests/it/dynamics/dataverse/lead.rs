//! The columns of the table `lead`, as its reference page has them.

use serde_json::{Map, Value, json};

/// Columns of text and how long they may be.
const TEXTS: [(&str, usize); 13] = [
    ("subject", 300),
    ("firstname", 50),
    ("lastname", 50),
    ("emailaddress1", 100),
    ("telephone1", 50),
    ("mobilephone", 20),
    ("companyname", 100),
    ("jobtitle", 100),
    ("address1_country", 80),
    ("description", 2_000),
    ("websiteurl", 200),
    ("qualificationcomments", 2_000),
    ("fullname", 160),
];
const NUMBERS: [&str; 6] = [
    "leadsourcecode",
    "leadqualitycode",
    "budgetstatus",
    "need",
    "purchasetimeframe",
    "statuscode",
];
const FLAGS: [&str; 6] =
    ["decisionmaker", "donotemail", "donotbulkemail", "donotphone", "donotfax", "donotpostalmail"];
const OTHERS: [&str; 7] = [
    "leadid",
    "createdon",
    "modifiedon",
    "versionnumber",
    "statecode",
    "_ownerid_value",
    "ownerid",
];

/// State, status reason, and its label.
pub(super) const REASONS: [(i64, i64, &str); 7] = [
    (0, 1, "New"),
    (0, 2, "Contacted"),
    (1, 3, "Qualified"),
    (2, 4, "Lost"),
    (2, 5, "Cannot Contact"),
    (2, 6, "No Longer Interested"),
    (2, 7, "Canceled"),
];
const SOURCES: [&str; 10] = [
    "Advertisement",
    "Employee Referral",
    "External Referral",
    "Partner",
    "Public Relations",
    "Seminar",
    "Trade Show",
    "Web",
    "Word of Mouth",
    "Other",
];

/// Returns whether the table has a column.
pub(super) fn has(column: &str) -> bool {
    // An organisation's own columns bear its prefix.
    column.starts_with("new_")
        || TEXTS.iter().any(|(name, _)| *name == column)
        || NUMBERS.contains(&column)
        || FLAGS.contains(&column)
        || OTHERS.contains(&column)
}

/// Returns why a value can not be written: a code and words.
pub(super) fn wrong(column: &str, value: &Value) -> Option<(&'static str, String)> {
    if column == "ownerid@odata.bind" {
        return None;
    }
    if !has(column) {
        let words = format!("Could not find a property named '{column}' on type 'lead'.");
        return Some(("0x80048d19", words));
    }
    let limit = TEXTS.iter().find(|(name, _)| *name == column).map(|(_, limit)| *limit);
    let is_long =
        limit.zip(value.as_str()).is_some_and(|(limit, text)| text.chars().count() > limit);
    if is_long {
        return Some(("0x80044331", format!("A validation error occurred for '{column}'")));
    }
    let is_number = NUMBERS.contains(&column) || column == "statecode";
    let is_right = value.is_null()
        || limit.is_some() && value.is_string()
        || is_number && value.is_i64()
        || FLAGS.contains(&column) && value.is_boolean();
    (!is_right).then(|| ("0x80048d19", format!("Error identified in Payload for '{column}'")))
}

/// Returns a lead as it is made, with all columns that were given.
pub(super) fn new(id: &str, given: Value, now: &str) -> Map<String, Value> {
    let mut row = json!({
        "leadid": id, "subject": "", "lastname": "", "statecode": 0, "statuscode": 1,
        "createdon": now, "modifiedon": now, "decisionmaker": false, "donotemail": false,
        "donotphone": false, "donotbulkemail": false, "_ownerid_value": "00000000-0000-0000-0000-000000000001",
    });
    if let Value::Object(given) = given {
        for (name, value) in given {
            row[name] = value;
        }
    }
    match row {
        Value::Object(row) => row,
        _ => Map::new(),
    }
}

/// Returns the label of a choice.
pub(super) fn label(column: &str, value: &Value) -> Option<String> {
    let number = value.as_i64()?;
    match column {
        "statuscode" => {
            REASONS.iter().find(|(_, reason, _)| *reason == number).map(|found| found.2.to_owned())
        }
        "statecode" => ["Open", "Qualified", "Disqualified"]
            .get(usize::try_from(number).ok()?)
            .map(|label| (*label).to_owned()),
        "leadsourcecode" => {
            SOURCES.get(usize::try_from(number - 1).ok()?).map(|label| (*label).to_owned())
        }
        _ => None,
    }
}

/// The description of the column `statuscode`.
pub(super) fn status_reasons() -> Value {
    let option = |(state, value, label): &(i64, i64, &str)| {
        let label = json!({"LocalizedLabels": [], "UserLocalizedLabel": {"Label": label, "LanguageCode": 1033}});
        json!({"Value": value, "State": state, "Label": label})
    };
    let options: Vec<Value> = REASONS.iter().map(option).collect();
    json!({"LogicalName": "statuscode", "OptionSet": {"Options": options}})
}
