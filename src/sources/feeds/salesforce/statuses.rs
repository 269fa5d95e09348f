//! The organisation's own list of lead statuses, and what each means here.
//!
//! Every organisation names its own. What the settings say goes first; else a status that converts is
//! `qualified`, and the words of the others tell.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Salesforce;
use crate::domain::counterpart::CrmStatus;
use crate::domain::funnel::DismissReason;
use crate::sources::feeds::{PullError, World};

/// What a status means here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Meaning {
    New,
    Working,
    Qualified,
    Dismissed,
}

impl Meaning {
    /// Reads one of our words.
    pub(super) fn of_word(word: &str) -> Option<Self> {
        Some(match word {
            "new" => Self::New,
            "working" => Self::Working,
            "qualified" => Self::Qualified,
            "dismissed" => Self::Dismissed,
            _ => return None,
        })
    }

    /// Returns our word for it.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Working => "working",
            Self::Qualified => "qualified",
            Self::Dismissed => "dismissed",
        }
    }

    /// Returns what a status of ours is there.
    pub(super) const fn of(status: CrmStatus) -> Self {
        match status {
            CrmStatus::New => Self::New,
            CrmStatus::Working => Self::Working,
            CrmStatus::Qualified => Self::Qualified,
            CrmStatus::Dismissed(_) => Self::Dismissed,
        }
    }

    const fn status(self) -> CrmStatus {
        match self {
            Self::New => CrmStatus::New,
            Self::Working => CrmStatus::Working,
            Self::Qualified => CrmStatus::Qualified,
            Self::Dismissed => CrmStatus::Dismissed(DismissReason::Other),
        }
    }
}

/// One status of the list.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Listed {
    pub(super) api_name: String,
    pub(super) master_label: String,
    #[serde(default)]
    pub(super) is_default: bool,
    #[serde(default)]
    pub(super) is_converted: bool,
}

/// The list, in the organisation's order.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(super) struct Statuses(Vec<(Listed, Meaning)>);

impl Statuses {
    /// Gives each status its meaning.
    pub(super) fn new(listed: Vec<Listed>, named: &BTreeMap<String, Meaning>) -> Self {
        let meaning = |status: &Listed| {
            let of = |name: &str| named.get(&name.to_lowercase()).copied();
            let said = of(&status.api_name).or_else(|| of(&status.master_label));
            said.unwrap_or_else(|| guess(status))
        };
        Self(
            listed
                .into_iter()
                .map(|status| (meaning(&status), status))
                .map(|(m, s)| (s, m))
                .collect(),
        )
    }

    /// Returns what a lead's status means. One that is not listed any more is work that goes on.
    pub(super) fn meaning(&self, name: &str) -> CrmStatus {
        let found = self
            .0
            .iter()
            .find(|(status, _)| status.api_name == name || status.master_label == name);
        found.map_or(CrmStatus::Working, |(_, meaning)| meaning.status())
    }

    /// Returns the status to set for a meaning: the first that can be set. One that converts can not.
    pub(super) fn settable(&self, meaning: Meaning) -> Option<&str> {
        let fits = |status: &Listed, known: Meaning| known == meaning && !status.is_converted;
        let found = self.0.iter().find(|(status, known)| fits(status, *known));
        found.map(|(status, _)| status.api_name.as_str())
    }

    /// Says what each status means.
    pub(super) fn words(&self) -> String {
        let each = self
            .0
            .iter()
            .map(|(status, meaning)| format!("{} = {}", status.master_label, meaning.word()));
        each.collect::<Vec<_>>().join(", ")
    }
}

/// Guesses by the words that organisations use.
fn guess(status: &Listed) -> Meaning {
    let label = status.master_label.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| label.contains(word));
    if status.is_converted {
        Meaning::Qualified
    } else if says(&[
        "closed",
        "unqualified",
        "disqualified",
        "not converted",
        "lost",
        "dead",
        "junk",
    ]) {
        Meaning::Dismissed
    } else if says(&["qualified"]) {
        Meaning::Qualified
    } else if status.is_default || says(&["new", "open", "not contacted"]) {
        Meaning::New
    } else {
        Meaning::Working
    }
}

impl Salesforce {
    /// Returns the organisation's list.
    pub(super) fn statuses(&mut self, world: &World<'_>) -> Result<Statuses, PullError> {
        if let Some(known) = &self.statuses {
            return Ok(known.clone());
        }
        let soql = "SELECT ApiName, MasterLabel, SortOrder, IsDefault, IsConverted FROM LeadStatus ORDER BY SortOrder";
        let statuses = Statuses::new(self.query(world, soql)?, &self.named);
        self.statuses = Some(statuses.clone());
        Ok(statuses)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(label: &str, is_default: bool, is_converted: bool) -> Listed {
        let name = label.to_owned();
        Listed { api_name: name.clone(), master_label: name, is_default, is_converted }
    }

    #[test]
    fn the_usual_lists_are_understood() {
        let classic = Statuses::new(
            vec![
                listed("Open - Not Contacted", true, false),
                listed("Working - Contacted", false, false),
                listed("Closed - Converted", false, true),
                listed("Closed - Not Converted", false, false),
            ],
            &BTreeMap::new(),
        );
        assert_eq!(
            classic.words(),
            "Open - Not Contacted = new, Working - Contacted = working, Closed - Converted = qualified, \
             Closed - Not Converted = dismissed"
        );
        assert_eq!(classic.settable(Meaning::Qualified), None, "that is converting");
        assert_eq!(classic.settable(Meaning::Dismissed), Some("Closed - Not Converted"));
        let newer = Statuses::new(
            ["New", "Contacted", "Nurturing", "Unqualified", "Qualified"]
                .map(|label| listed(label, label == "New", false))
                .to_vec(),
            &BTreeMap::from([("nurturing".to_owned(), Meaning::Dismissed)]),
        );
        assert_eq!(
            newer.meaning("Nurturing"),
            CrmStatus::Dismissed(DismissReason::Other),
            "as it was named"
        );
        assert_eq!(newer.meaning("Unqualified"), CrmStatus::Dismissed(DismissReason::Other));
        assert_eq!(newer.settable(Meaning::Qualified), Some("Qualified"));
        assert_eq!(newer.meaning("Retired status"), CrmStatus::Working);
    }
}
