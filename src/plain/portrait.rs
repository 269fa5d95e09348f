//! Everything known about a lead, in lines that each say what they are about.

use chrono::{DateTime, Utc};

use super::spoken::{counted, moment, whole};
use crate::app::people::{self, Similar};
use crate::app::{LeadFile, Store, StoreError};
use crate::domain::checklist::Prerequisite;
use crate::domain::contact::Contact;
use crate::domain::decide::may_be_contacted;
use crate::domain::funnel::Channel;
use crate::domain::history::history;
use crate::domain::lead::Lead;
use crate::domain::practice::Practice;
use crate::domain::reach::Reach;
use crate::domain::text::Text;
use crate::domain::why::why;
use crate::domain::zone::Zone;
use crate::language::Messages;

/// How much of the history is told with everything else.
const NEWEST: usize = 3;

/// A lead, and all that it is seen by.
pub(super) struct Portrait<'a> {
    pub(super) store: &'a Store,
    pub(super) file: &'a LeadFile,
    pub(super) say: &'a Messages,
    pub(super) practice: &'a Practice,
    pub(super) zone: &'a Zone,
    pub(super) now: DateTime<Utc>,
}

impl Portrait<'_> {
    /// Returns the lines.
    ///
    /// # Errors
    /// Those of the store, which is asked for the leads that may be the same person.
    pub(super) fn lines(&self) -> Result<Vec<String>, StoreError> {
        let lead = &self.file.lead;
        let person = lead.person();
        let mut lines = vec![format!("{}.", name(&person))];
        lines.push(format!(
            "Why now: {}.",
            whole(&why(lead, &self.practice.policy, self.now, self.say))
        ));
        lines.push(self.standing(lead));
        lines.extend(self.planned(lead));
        lines.extend(ways(lead, &person, self.say));
        if let Some(place) = lead.whereabouts().filter(|_| !lead.is_behind_wall()) {
            lines.push(format!("Time: {}.", whole(&place.says(self.now, self.say))));
        }
        for offer in lead.offers() {
            lines.push(format!("Offer: {}.", offer.shown()));
        }
        for record in lead.records() {
            if let Some(wrote) = &record.description {
                lines.push(format!("They wrote: \"{}\"", wrote.shown()));
            }
            for warning in &record.warnings {
                lines.push(format!("Warning: {warning}."));
            }
        }
        lines.extend(self.prerequisites(lead));
        lines.extend(
            people::similar(self.store, self.file)?.iter().map(|similar| same(similar, self.say)),
        );
        let all = self.history();
        let more = all.len().saturating_sub(NEWEST);
        lines.extend(all.into_iter().take(NEWEST));
        if more > 0 {
            lines.push(format!(
                "{} before that: type history.",
                counted(more as u64, "entry", "entries")
            ));
        }
        Ok(lines)
    }

    /// Returns what happened to the lead, newest first, a line each.
    pub(super) fn history(&self) -> Vec<String> {
        let moments = history(&self.file.lead, self.zone, self.say).into_iter();
        moments
            .map(|moment_of| {
                let note = moment_of
                    .note
                    .and_then(|id| self.file.notes.iter().find(|note| note.id == id))
                    .map(|note| format!("note: \"{}\"", note.text.shown()));
                let what = note.unwrap_or_else(|| whole(&moment_of.what));
                let about = moment_of.about.map(|about| format!(", {}", about.shown()));
                let by = moment_of.actor.map(|actor| format!(", by {actor}"));
                format!(
                    "{}: {what}{}{}.",
                    moment(moment_of.at, self.zone),
                    about.unwrap_or_default(),
                    by.unwrap_or_default()
                )
            })
            .collect()
    }

    fn standing(&self, lead: &Lead) -> String {
        let touches = lead.state().touches.len() as u64;
        let mut words = format!(
            "Stage {}, status {}, {}",
            lead.stage().label(self.say),
            lead.status().label(self.say),
            counted(touches, "touch", "touches")
        );
        if let Some(reason) = lead.dismissed_reason() {
            words.push_str(&format!(", dismissed: {}", reason.label(self.say)));
        }
        if let Some(at) = lead.last_touch_at() {
            words.push_str(&format!(", the last on {}", moment(at, self.zone)));
        }
        let owner = lead.state().owner.as_deref();
        words.push_str(&format!(", owner {}.", owner.unwrap_or("nobody")));
        words
    }

    fn planned(&self, lead: &Lead) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(plan) = lead.state().plan {
            let step = plan.step.map(|step| format!(", {}", step.label(self.say)));
            let at = moment(plan.due_at, self.zone);
            lines.push(format!("Planned: {at}{}.", step.unwrap_or_default()));
        }
        if let Some(until) = lead.state().snoozed_until.filter(|until| *until > self.now) {
            lines.push(format!("Snoozed until {}.", moment(until, self.zone)));
        }
        for (code, at) in &lead.state().milestones {
            let label = self.practice.milestone_label(code);
            lines.push(format!("Milestone: {label}, {}.", moment(*at, self.zone)));
        }
        lines
    }

    fn prerequisites(&self, lead: &Lead) -> Vec<String> {
        let checklist = self.practice.checklist(lead).filter(|_| may_be_contacted(lead).is_ok());
        let Some(checklist) = checklist else { return Vec::new() };
        let is_met = |item: &&Prerequisite| lead.state().met.contains(&item.code);
        let (met, open): (Vec<_>, Vec<_>) = checklist.items.iter().partition(is_met);
        let mut lines: Vec<String> = open
            .iter()
            .map(|item| format!("To qualify, still open: {}. {}", item.label, item.question))
            .collect();
        if !met.is_empty() {
            let labels: Vec<&str> = met.iter().map(|item| item.label.as_str()).collect();
            lines.push(format!("To qualify, known: {}.", labels.join(", ")));
        }
        lines
    }
}

fn name(person: &Contact) -> String {
    let parts = [&person.display_name(), &person.title, &person.company, &person.country];
    let said: Vec<String> =
        parts.into_iter().flatten().map(|part: &Text| part.shown().into_owned()).collect();
    if said.is_empty() { "No name".to_owned() } else { said.join(", ") }
}

/// The ways to the person, and what stands in them.
fn ways(lead: &Lead, person: &Contact, say: &Messages) -> Vec<String> {
    if lead.is_test() {
        return Vec::new();
    }
    let reach = Reach::of(lead);
    [("Mail", &person.email, Channel::Email), ("Phone", &person.phone, Channel::Call)]
        .into_iter()
        .map(|(word, value, channel)| {
            let obstacle = reach.obstacle(channel).map(|obstacle| obstacle.says(say));
            match (value, obstacle) {
                (Some(value), None) => format!("{word}: {}", value.shown()),
                (Some(value), Some(why)) => format!("{word}: {}, but {why}.", value.shown()),
                (None, why) => format!("{word}: {}.", why.unwrap_or_else(|| "none".to_owned())),
            }
        })
        .collect()
}

fn same(similar: &Similar, say: &Messages) -> String {
    let reasons: Vec<String> = similar.reasons.iter().map(|reason| reason.label(say)).collect();
    format!(
        "May be the same person as {}, id {}: {}.",
        name(&similar.party.person),
        similar.party.id.short(),
        reasons.join(", ")
    )
}
