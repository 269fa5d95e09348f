//! One text of an input to its records: which form reads it.
//!
//! leadclock's own export is asked for first, since it says what it is; all else is read by
//! `forms`.

use serde_json::{Map, Value};

use super::columns::ColumnPlan;
use super::contract::{Context, Parsed};
use super::forms;
use super::own::{self, OwnPlan};

/// How the rows of one file are read; made once, of its header.
#[derive(Clone, Debug)]
pub(super) enum RowReader {
    /// leadclock's own export.
    Own(OwnPlan),
    /// Any other file whose columns we know.
    Forms(ColumnPlan),
}

impl RowReader {
    /// Reads a header; `None` where it names nothing that we know.
    pub(super) fn of_header(names: &[&str]) -> Option<Self> {
        OwnPlan::of_header(names)
            .map(Self::Own)
            .or_else(|| ColumnPlan::of_header(names).map(Self::Forms))
    }

    /// Reads a row; the error says in words why that is impossible.
    pub(super) fn read(&self, cells: &[&str], context: &Context) -> Result<Parsed, String> {
        match self {
            Self::Own(plan) => plan.read(cells, context),
            Self::Forms(plan) => forms::from_row(plan, cells, context),
        }
    }
}

/// Reads the text of one JSON value. A lead of leadclock's own export holds several records, of
/// which one may be bad while the others go on.
pub(super) fn from_json(text: &str, context: &Context) -> Vec<Result<Parsed, String>> {
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(object)) => from_object(&object, text, context),
        Ok(_) => vec![Err("not an object".to_owned())],
        Err(error) => vec![Err(format!("not valid JSON: {}", syntax(&error)))],
    }
}

/// Reads an object that was read from `raw`.
pub(super) fn from_object(
    object: &Map<String, Value>,
    raw: &str,
    context: &Context,
) -> Vec<Result<Parsed, String>> {
    let Some(records) = own::records_of(object) else {
        return vec![from_record(object, Some(raw), context)];
    };
    if records.is_empty() {
        return vec![Err("the lead holds no records".to_owned())];
    }
    let mut read: Vec<_> = records
        .iter()
        .map(|record| match record {
            Value::Object(record) => from_record(record, None, context),
            _ => Err("not an object".to_owned()),
        })
        .collect();
    // What happened belongs to the lead: its first record carries it.
    if let Some(history) = object.get("history").filter(|history| !history.is_null())
        && let Some(first) = read.iter_mut().flatten().next()
    {
        first.history = Some(history.clone());
    }
    read
}

fn from_record(
    object: &Map<String, Value>,
    raw: Option<&str>,
    context: &Context,
) -> Result<Parsed, String> {
    if own::is_record(object) {
        return own::from_record(object, context);
    }
    match raw {
        Some(raw) => forms::from_object(object, raw, context),
        None => forms::from_object(object, &Value::Object(object.clone()).to_string(), context),
    }
}

/// Returns what is wrong, without serde's position: it counts from the record, not the file.
fn syntax(error: &serde_json::Error) -> String {
    let words = error.to_string();
    match words.split_once(" at line ") {
        Some((words, _)) => words.to_owned(),
        None => words,
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use proptest::prelude::*;

    use super::*;

    fn context() -> Context<'static> {
        Context {
            feed: "file",
            file: "leads.json",
            received_at: DateTime::from_timestamp(1_738_000_000, 0).expect("in range"),
            line: 7,
        }
    }

    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
            Just(Value::from("{\"Email\":\"ada@example.org\"}")),
        ];
        let name = prop_oneof![
            any::<String>(),
            prop::sample::select(vec![
                "id",
                "contact",
                "records",
                "history",
                "raw",
                "UserDetails",
                "CustomerInfo",
                "LeadSource",
                "Email",
                "PartitionKey",
                "RowKey",
                "Description",
                "Name",
                "created",
            ])
            .prop_map(str::to_owned),
        ];
        leaf.prop_recursive(4, 40, 6, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec((name.clone(), inner), 0..6)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    #[test]
    fn what_is_not_an_object_is_refused_in_words() {
        for (text, reason) in [
            ("[1]", "not an object"),
            ("\"lead\"", "not an object"),
            ("null", "not an object"),
            ("{}", "the record is empty"),
            ("{\"records\":[]}", "the lead holds no records"),
            ("{\"a\" 1}", "not valid JSON: expected `:`"),
        ] {
            assert_eq!(from_json(text, &context()), [Err(reason.to_owned())], "{text}");
        }
    }

    #[test]
    fn a_header_of_our_own_export_is_known_by_its_record_id() {
        assert!(matches!(RowReader::of_header(&["Record_ID", "email"]), Some(RowReader::Own(_))));
        assert!(matches!(RowReader::of_header(&["E-mail"]), Some(RowReader::Forms(_))));
        assert!(RowReader::of_header(&["colour"]).is_none());
    }

    proptest! {
        #[test]
        fn any_object_is_read_or_refused(value in json()) {
            for parsed in from_json(&value.to_string(), &context()).into_iter().flatten() {
                prop_assert!(serde_json::from_str::<Map<String, Value>>(&parsed.raw).is_ok());
                prop_assert_eq!(parsed.line, 7);
            }
        }

        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            from_json(&text, &context());
        }

        #[test]
        fn any_row_is_read_or_refused(cells in prop::collection::vec(any::<String>(), 0..8)) {
            let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
            for names in [
                &["Name", "Email", "CustomerInfo", "Created", "LeadSource", "Description"][..],
                &["record_id", "email", "history", "campaign", "created_at", "origin_line"],
            ] {
                let reader = RowReader::of_header(names).expect("known columns");
                if let Ok(parsed) = reader.read(&cells, &context()) {
                    prop_assert!(
                        serde_json::from_str::<Map<String, Value>>(&parsed.raw).is_ok()
                    );
                }
            }
        }
    }
}
