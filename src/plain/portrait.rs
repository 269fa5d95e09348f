//! Everything known about a lead, in lines that each say what they are about.

use chrono::{DateTime, Utc};

use super::spoken::{listed, moment, whole};
use crate::app::crm;
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
use crate::domain::text::{Text, sanitise};
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
        let say = self.say;
        let mut lines = vec![say.plain_sentence(name(&person, say))];
        let why = why(lead, &self.practice.policy, self.now, say);
        lines.push(say.plain_why(whole(&why, say)));
        lines.push(self.standing(lead));
        lines.extend(self.planned(lead));
        for posted in &self.file.posted {
            lines.push(say.plain_sentence(whole(&crm::words(posted, self.now, say), say)));
        }
        lines.extend(ways(lead, &person, self.say));
        if let Some(place) = lead.whereabouts().filter(|_| !lead.is_behind_wall()) {
            lines.push(say.plain_time(whole(&place.says(self.now, say), say)));
        }
        for offer in lead.offers() {
            lines.push(say.plain_offer(offer.shown()));
        }
        for record in lead.records() {
            if let Some(wrote) = &record.description {
                lines.push(say.plain_wrote(wrote.shown()));
            }
            for warning in &record.warnings {
                lines.push(say.plain_warning(warning.as_str()));
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
            lines.push(say.plain_entries_before(more));
        }
        Ok(lines)
    }

    /// Returns what happened to the lead, newest first, a line each.
    pub(super) fn history(&self) -> Vec<String> {
        let say = self.say;
        let moments = history(&self.file.lead, self.zone, say).into_iter();
        moments
            .map(|moment_of| {
                let note = moment_of
                    .note
                    .and_then(|id| self.file.notes.iter().find(|note| note.id == id))
                    .map(|note| say.plain_note(note.text.shown()));
                let what = note.unwrap_or_else(|| whole(&moment_of.what, say));
                let about = moment_of.about.map(|about| about.shown().into_owned());
                let what = listed([what].into_iter().chain(about), say);
                let time = moment(moment_of.at, self.zone, say);
                match moment_of.actor {
                    Some(actor) => say.plain_happened_by(time, what, actor),
                    None => say.plain_happened(time, what),
                }
            })
            .collect()
    }

    fn standing(&self, lead: &Lead) -> String {
        let say = self.say;
        let touches = say.plain_touches(lead.state().touches.len());
        let (stage, status) = (lead.stage().label(say), lead.status().label(say));
        let mut words = say.plain_standing(stage, status, touches);
        if let Some(reason) = lead.dismissed_reason() {
            words = say.plain_standing_dismissed(words, reason.label(say));
        }
        if let Some(at) = lead.last_touch_at() {
            words = say.plain_standing_last(words, moment(at, self.zone, say));
        }
        let owner = lead.state().owner.as_deref().map(|owner| sanitise(owner).into_owned());
        say.plain_standing_owner(words, owner.unwrap_or_else(|| say.plain_nobody()))
    }

    fn planned(&self, lead: &Lead) -> Vec<String> {
        let say = self.say;
        let mut lines = Vec::new();
        if let Some(plan) = lead.state().plan {
            let at = moment(plan.due_at, self.zone, say);
            lines.push(match plan.step {
                Some(step) => say.plain_planned_step(at, step.label(say)),
                None => say.plain_planned(at),
            });
        }
        if let Some(until) = lead.state().snoozed_until.filter(|until| *until > self.now) {
            lines.push(say.plain_snoozed(moment(until, self.zone, say)));
        }
        for (code, at) in &lead.state().milestones {
            let label = self.practice.milestone_label(code);
            lines.push(say.plain_milestone(label, moment(*at, self.zone, say)));
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
            .map(|item| self.say.plain_still_open(item.label.as_str(), item.question.as_str()))
            .collect();
        if !met.is_empty() {
            let labels = met.iter().map(|item| item.label.clone());
            lines.push(self.say.plain_known(listed(labels, self.say)));
        }
        lines
    }
}

fn name(person: &Contact, say: &Messages) -> String {
    let parts = [&person.display_name(), &person.title, &person.company, &person.country];
    let said = parts.into_iter().flatten().map(|part: &Text| part.shown().into_owned());
    match listed(said, say) {
        said if said.is_empty() => say.plain_nobody_named(),
        said => said,
    }
}

/// The ways to the person, and what stands in them.
fn ways(lead: &Lead, person: &Contact, say: &Messages) -> Vec<String> {
    if lead.is_test() {
        return Vec::new();
    }
    let reach = Reach::of(lead);
    [
        (say.plain_mail(), &person.email, Channel::Email),
        (say.plain_phone(), &person.phone, Channel::Call),
    ]
    .into_iter()
    .map(|(word, value, channel)| {
        let obstacle = reach.obstacle(channel).map(|obstacle| obstacle.says(say));
        match (value, obstacle) {
            (Some(value), None) => say.plain_way(word, value.shown()),
            (Some(value), Some(why)) => say.plain_way_barred(word, value.shown(), why),
            (None, why) => say.plain_no_way(word, why.unwrap_or_else(|| say.plain_none())),
        }
    })
    .collect()
}

fn same(similar: &Similar, say: &Messages) -> String {
    let reasons = similar.reasons.iter().map(|reason| reason.label(say));
    let name = name(&similar.party.person, say);
    say.plain_same(name, similar.party.id.short(), listed(reasons, say))
}
