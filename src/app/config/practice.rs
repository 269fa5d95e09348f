//! The part of the settings that says how the team works its leads.
//!
//! What is written stays close to the file here; [`Written::fill`] turns it into a [`Practice`] and
//! tells everything that is wrong with it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::not_a_span;
use super::reading::{Wrongs, join};
use crate::domain::cadence::{Cadence, MOST_STEPS, Step};
use crate::domain::checklist::{Checklist, MOST_ITEMS, Prerequisite, is_code};
use crate::domain::country::Country;
use crate::domain::funnel::{Channel, Stage};
use crate::domain::practice::{AssignRule, Milestone, Practice};
use crate::domain::scope::{OfferPattern, Scope};
use crate::domain::span;
use crate::language::Messages;

/// The most milestones: each has a digit.
const MOST_MILESTONES: usize = 9;

/// `[guards]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Guards {
    give_up_touches: Option<usize>,
    give_up_channels: Option<usize>,
    give_up_days: Option<u16>,
    most_touches: Option<usize>,
    most_within: Option<String>,
    same_channel_after: Option<String>,
}

/// `[[cadences]]`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct WrittenCadence {
    name: String,
    #[serde(default)]
    stages: Vec<Stage>,
    #[serde(default)]
    offers: Vec<String>,
    steps: Vec<WrittenStep>,
    #[serde(default)]
    nurture: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct WrittenStep {
    day: u16,
    channels: Vec<Channel>,
}

/// `[checklists]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Checklists {
    default: Option<String>,
    offers: BTreeMap<String, String>,
    own: Vec<WrittenChecklist>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct WrittenChecklist {
    name: String,
    items: Vec<WrittenItem>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct WrittenItem {
    code: String,
    label: Option<String>,
    question: String,
}

/// `[[milestones]]`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct WrittenMilestone {
    code: String,
    label: Option<String>,
}

/// `[[assign]]`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct WrittenRule {
    #[serde(default)]
    stages: Vec<Stage>,
    #[serde(default)]
    offers: Vec<String>,
    #[serde(default)]
    countries: Vec<String>,
    owner: String,
}

/// All of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written<'a> {
    pub(super) team: &'a [String],
    pub(super) guards: &'a Guards,
    pub(super) cadences: &'a [WrittenCadence],
    pub(super) checklists: &'a Checklists,
    pub(super) milestones: Option<&'a [WrittenMilestone]>,
    pub(super) assign: &'a [WrittenRule],
}

impl Written<'_> {
    /// Puts what is written into a practice that holds the defaults, and everything wrong into a list.
    pub(super) fn fill(&self, practice: &mut Practice, say: &Messages, wrong: &mut Wrongs) {
        self.team(practice, wrong);
        self.guards(practice, wrong);
        self.cadences(practice, wrong);
        self.checklists(practice, say, wrong);
        self.milestones(practice, wrong);
        self.assign(practice, wrong);
    }

    fn team(&self, practice: &mut Practice, wrong: &mut Wrongs) {
        let mut known = BTreeSet::new();
        for (name, number) in self.team.iter().zip(1..) {
            let name = name.trim();
            if name.is_empty() {
                wrong.add(format!("team[{number}]"), "the name is empty");
            } else if !known.insert(name) {
                wrong.add(format!("team[{number}]"), format!("{name:?} stands there twice"));
            }
            practice.team.push(name.to_owned());
        }
    }

    fn guards(&self, practice: &mut Practice, wrong: &mut Wrongs) {
        let limits = &mut practice.guards;
        let written = self.guards;
        let number = |slot: &mut usize, written: Option<usize>| {
            if let Some(written) = written {
                *slot = written;
            }
        };
        number(&mut limits.give_up_touches, written.give_up_touches);
        number(&mut limits.give_up_channels, written.give_up_channels);
        number(&mut limits.most_touches, written.most_touches);
        if let Some(days) = written.give_up_days {
            limits.give_up_days = i64::from(days);
        }
        if limits.most_touches == 0 {
            wrong.add(
                "guards.most_touches",
                "with 0 nobody could be touched at all; write 1 or more",
            );
        }
        for (name, text, slot) in [
            ("most_within", &written.most_within, &mut limits.most_within),
            ("same_channel_after", &written.same_channel_after, &mut limits.same_channel_after),
        ] {
            if let Some(text) = text {
                match span::parse(text) {
                    Some(span) => *slot = span,
                    None => wrong.add(format!("guards.{name}"), not_a_span(text)),
                }
            }
        }
    }

    fn cadences(&self, practice: &mut Practice, wrong: &mut Wrongs) {
        let mut own = Vec::new();
        for (written, number) in self.cadences.iter().zip(1..) {
            let place = format!("cadences[{number}]");
            if written.name.trim().is_empty() {
                wrong.add(format!("{place}.name"), "the name is empty");
            }
            let steps = format!("{place}.steps");
            if written.steps.len() > MOST_STEPS {
                wrong.add(steps.as_str(), format!("more than {MOST_STEPS} steps"));
            }
            for (step, number) in written.steps.iter().zip(1..) {
                if step.channels.is_empty() {
                    wrong.add(format!("{steps}[{number}].channels"), "a step has at least one");
                }
            }
            for (pair, number) in written.steps.windows(2).zip(2..) {
                if pair[0].day >= pair[1].day {
                    let what = format!("{} does not lie after {}", pair[1].day, pair[0].day);
                    wrong.add(format!("{steps}[{number}].day"), what);
                }
            }
            let mut cadence = Cadence {
                name: written.name.trim().to_owned(),
                scope: scope(&written.stages, &written.offers),
                steps: written
                    .steps
                    .iter()
                    .map(|step| Step { day: step.day, channels: step.channels.clone() })
                    .collect(),
                ..Cadence::default()
            };
            if let Some(text) = &written.nurture {
                match long_span(text) {
                    Some(span) => cadence.nurture_for = span,
                    None => wrong.add(
                        format!("{place}.nurture"),
                        format!("{text:?} is no span between 1d and 3650d, such as \"90d\""),
                    ),
                }
            }
            own.push(cadence);
        }
        // The default stays for the leads that nothing which is written holds.
        if !own.iter().any(|cadence| cadence.scope == Scope::default()) {
            own.append(&mut practice.cadences);
        }
        practice.cadences = own;
    }

    fn checklists(&self, practice: &mut Practice, say: &Messages, wrong: &mut Wrongs) {
        let mut own = BTreeMap::new();
        for (written, number) in self.checklists.own.iter().zip(1..) {
            let place = format!("checklists.own[{number}]");
            let checklist = checklist(written, &place, wrong);
            if Checklist::preset(&checklist.name, say).is_some()
                || own.insert(checklist.name.clone(), checklist).is_some()
            {
                wrong.add(format!("{place}.name"), format!("{:?} is a name twice", written.name));
            }
        }
        let mut named = |place: &str, name: &str| {
            let found = own.get(name).cloned().or_else(|| Checklist::preset(name, say));
            if found.is_none() {
                let mut known = vec!["bant", "champ", "meddic"];
                known.extend(own.keys().map(String::as_str));
                let what =
                    format!("there is no checklist {name:?}; there are: {}", known.join(", "));
                wrong.add(place, what);
            }
            found
        };
        let mut chosen = Vec::new();
        for (pattern, name) in &self.checklists.offers {
            if let Some(found) = named(&join("checklists.offers", pattern), name) {
                chosen.push((scope(&[], std::slice::from_ref(pattern)), found));
            }
        }
        match &self.checklists.default {
            Some(name) if name.is_empty() => practice.checklists.clear(),
            Some(name) => {
                if let Some(found) = named("checklists.default", name) {
                    practice.checklists = vec![(Scope::default(), found)];
                }
            }
            None => {}
        }
        chosen.append(&mut practice.checklists);
        practice.checklists = chosen;
    }

    fn milestones(&self, practice: &mut Practice, wrong: &mut Wrongs) {
        let Some(written) = self.milestones else { return };
        practice.milestones = written
            .iter()
            .map(|milestone| Milestone {
                code: milestone.code.clone(),
                label: label(milestone.label.as_deref(), &milestone.code),
            })
            .collect();
        if written.len() > MOST_MILESTONES {
            wrong.add("milestones", format!("more than {MOST_MILESTONES}: each has a digit"));
        }
        let codes = written.iter().map(|milestone| milestone.code.as_str());
        check_codes("milestones", codes, wrong);
    }

    fn assign(&self, practice: &mut Practice, wrong: &mut Wrongs) {
        for (written, number) in self.assign.iter().zip(1..) {
            let place = format!("assign[{number}]");
            let owner = written.owner.trim().to_owned();
            if owner.is_empty() {
                wrong.add(format!("{place}.owner"), "a rule names an owner");
            }
            let mut countries = Vec::new();
            for (name, number) in written.countries.iter().zip(1..) {
                match Country::parse(name) {
                    Some(country) => countries.push(country),
                    None => {
                        let what = format!("{name:?} is no country, such as \"DE\" or \"Austria\"");
                        wrong.add(format!("{place}.countries[{number}]"), what);
                    }
                }
            }
            let scope = scope(&written.stages, &written.offers);
            practice.assign.push(AssignRule { scope, countries, owner });
        }
    }
}

fn scope(stages: &[Stage], offers: &[String]) -> Scope {
    Scope {
        stages: stages.to_vec(),
        offers: offers.iter().filter_map(|offer| OfferPattern::parse(offer)).collect(),
    }
}

fn checklist(written: &WrittenChecklist, place: &str, wrong: &mut Wrongs) -> Checklist {
    let items = format!("{place}.items");
    if !(1..=MOST_ITEMS).contains(&written.items.len()) {
        wrong.add(items.as_str(), format!("a checklist has 1 to {MOST_ITEMS} items"));
    }
    check_codes(&items, written.items.iter().map(|item| item.code.as_str()), wrong);
    let item = |item: &WrittenItem| Prerequisite {
        code: item.code.clone(),
        label: label(item.label.as_deref(), &item.code),
        question: item.question.trim().to_owned(),
    };
    Checklist { name: written.name.clone(), items: written.items.iter().map(item).collect() }
}

fn check_codes<'a>(place: &str, codes: impl Iterator<Item = &'a str>, wrong: &mut Wrongs) {
    let mut known = BTreeSet::new();
    for (code, number) in codes.zip(1..) {
        let place = format!("{place}[{number}].code");
        if !is_code(code) {
            let what = format!("{code:?} is no code; write a to z, digits and _, at most 32");
            wrong.add(place, what);
        } else if !known.insert(code) {
            wrong.add(place, format!("{code:?} stands there twice"));
        }
    }
}

fn label(label: Option<&str>, code: &str) -> String {
    let label = label.map(str::trim).filter(|label| !label.is_empty());
    label.map_or_else(|| code.replace('_', " "), str::to_owned)
}

fn long_span(text: &str) -> Option<chrono::TimeDelta> {
    let days: i64 = text.trim().strip_suffix('d')?.trim().parse().ok()?;
    (1..=3650).contains(&days).then(|| chrono::TimeDelta::days(days))
}

#[cfg(test)]
mod tests;
