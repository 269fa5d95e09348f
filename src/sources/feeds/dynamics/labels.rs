//! The organisation's own list of status reasons, as it names them.

use serde::Deserialize;

use super::Dynamics;
use super::ask::refused;
use crate::domain::funnel::DismissReason;
use crate::sources::feeds::crm::forgotten;
use crate::sources::feeds::{PullError, Trouble, World};

/// Where the list is.
const REASONS: &str = "EntityDefinitions(LogicalName='lead')/Attributes(LogicalName='statuscode')/\
                       Microsoft.Dynamics.CRM.StatusAttributeMetadata?$select=LogicalName&\
                       $expand=OptionSet($select=Options)";
/// The state "Disqualified".
const DISQUALIFIED: i64 = 2;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Column {
    option_set: Options,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Options {
    options: Vec<Choice>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Choice {
    value: i64,
    state: i64,
    label: Labels,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Labels {
    user_localized_label: Option<Label>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Label {
    label: String,
}

/// Says as what each reason of ours is written back; an error where the organisation lacks one.
pub(super) fn reasons(feed: &mut Dynamics, world: &World<'_>) -> Result<String, Trouble> {
    let choices = match load(feed, world) {
        Ok(choices) => choices,
        Err(PullError::Refused { why, advice }) => return Err(Trouble { why, advice }),
        Err(error) => {
            return Err(Trouble { why: error.to_string(), advice: "try again later".to_owned() });
        }
    };
    let disqualified = || choices.iter().filter(|choice| choice.state == DISQUALIFIED);
    let mut written: Vec<(String, Vec<&str>)> = Vec::new();
    let mut missing = Vec::new();
    for reason in DismissReason::ALL {
        let code = feed.status_reason(*reason);
        let Some(choice) = disqualified().find(|choice| choice.value == code) else {
            missing.push(format!("{} = {code}", reason.code()));
            continue;
        };
        let label = choice.name();
        match written.iter_mut().find(|(known, _)| *known == label) {
            Some((_, reasons)) => reasons.push(reason.code()),
            None => written.push((label, vec![reason.code()])),
        }
    }
    if !missing.is_empty() {
        let there: Vec<String> =
            disqualified().map(|choice| format!("{} {}", choice.value, choice.name())).collect();
        return Err(Trouble {
            why: format!("the organisation has no status reason for {}", missing.join(", ")),
            advice: format!(
                "name its own as `reasons = \"no_answer = 5, ...\"` in the settings of the feed; there are: {}",
                there.join(", ")
            ),
        });
    }
    let words =
        written.iter().map(|(label, reasons)| format!("{label} for {}", reasons.join(", ")));
    Ok(format!("decisions are written back; dismissed as {}", words.collect::<Vec<_>>().join("; ")))
}

impl Choice {
    fn name(&self) -> String {
        let label = self.label.user_localized_label.as_ref();
        label.map_or_else(|| self.value.to_string(), |label| label.label.clone())
    }
}

fn load(feed: &mut Dynamics, world: &World<'_>) -> Result<Vec<Choice>, PullError> {
    let answer = feed.ask_for(world, REASONS)?;
    if answer.status != 200 {
        return Err(refused(feed.trouble(&answer)));
    }
    let column: Result<Column, _> = serde_json::from_slice(&answer.body);
    column.map(|column| column.option_set.options).map_err(|_| forgotten())
}
