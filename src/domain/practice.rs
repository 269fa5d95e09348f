//! How a team works its leads: plain values, read once.

use chrono::{DateTime, Utc};

use super::cadence::Cadence;
use super::checklist::Checklist;
use super::country::Country;
use super::guard::GuardLimits;
use super::lead::Lead;
use super::policy::Policy;
use super::record::LeadRecord;
use super::scope::Scope;
use crate::language::{Messages, english};

/// How a team works its leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Practice {
    /// The limits, which the stored rows follow as well.
    pub policy: Policy,
    /// The numbers of the guards.
    pub guards: GuardLimits,
    /// The plans of attempts. Of those that hold a lead the narrowest counts.
    pub cadences: Vec<Cadence>,
    /// The checklists, likewise.
    pub checklists: Vec<(Scope, Checklist)>,
    /// What a qualified lead can reach, in the order of the digits.
    pub milestones: Vec<Milestone>,
    /// Who works here: those whom a lead can be given to by a letter.
    pub team: Vec<String>,
    /// To whom leads are given as they arrive; the first rule that holds.
    pub assign: Vec<AssignRule>,
}

/// Something that a qualified lead can reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Milestone {
    /// What events and the command line call it: `meeting_booked`.
    pub code: String,
    /// What people read: `meeting booked`.
    pub label: String,
}

/// A rule by which leads are given to somebody as they arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssignRule {
    /// The leads that it is for.
    pub scope: Scope,
    /// The countries; empty: all.
    pub countries: Vec<Country>,
    /// Whom they are given to.
    pub owner: String,
}

impl Default for Practice {
    /// The shipped practice, in English.
    fn default() -> Self {
        Self::shipped(english())
    }
}

impl Practice {
    /// Returns what holds where the settings say nothing.
    pub fn shipped(say: &Messages) -> Self {
        let milestone = |code: &str, label| Milestone { code: code.to_owned(), label };
        Self {
            policy: Policy::default(),
            guards: GuardLimits::default(),
            cadences: vec![Cadence::default()],
            checklists: vec![(Scope::default(), Checklist::bant(say))],
            milestones: vec![
                milestone("meeting_booked", say.milestone_meeting_booked()),
                milestone("proposal_sent", say.milestone_proposal_sent()),
                milestone("won", say.milestone_won()),
                milestone("lost", say.milestone_lost()),
            ],
            team: Vec::new(),
            assign: Vec::new(),
        }
    }

    /// Returns the cadence of a lead; `None` where no cadence holds it.
    pub fn cadence(&self, lead: &Lead) -> Option<&Cadence> {
        narrowest(self.cadences.iter().map(|cadence| (&cadence.scope, cadence)), lead)
    }

    /// Returns the checklist of a lead; `None` where none holds it.
    pub fn checklist(&self, lead: &Lead) -> Option<&Checklist> {
        narrowest(self.checklists.iter().map(|(scope, checklist)| (scope, checklist)), lead)
    }

    /// Returns what a milestone is called; its code where the settings no longer know it.
    pub fn milestone_label<'a>(&'a self, code: &'a str) -> &'a str {
        let known = self.milestones.iter().find(|milestone| milestone.code == code);
        known.map_or(code, |milestone| &milestone.label)
    }

    /// Returns whom a lead is given to as it arrives.
    pub fn owner_for(&self, lead: &Lead) -> Option<&str> {
        let country = lead
            .leading_record()
            .and_then(|record: &LeadRecord| Country::parse(record.contact.country.as_ref()?.raw()));
        let rule = self.assign.iter().find(|rule| {
            let there = rule.countries.is_empty()
                || country.is_some_and(|country| rule.countries.contains(&country));
            there && rule.scope.holds(lead)
        });
        rule.map(|rule| rule.owner.as_str())
    }

    /// Returns the first moment from `at` on at which a person can decently be reached: in their
    /// own day where that is known, else in the team's hours where there are any. UTC.
    pub fn decent(&self, lead: &Lead, at: DateTime<Utc>) -> DateTime<Utc> {
        match (lead.whereabouts(), &self.policy.hours) {
            (Some(place), _) => place.next_decent(at),
            (None, Some(hours)) => hours.next_open(at),
            (None, None) => at,
        }
    }
}

/// Of the settings that hold a lead, the narrowest; of several such, the first.
fn narrowest<'a, T>(
    settings: impl Iterator<Item = (&'a Scope, &'a T)>,
    lead: &Lead,
) -> Option<&'a T> {
    let mut best: Option<((usize, bool), &T)> = None;
    for (scope, setting) in settings.filter(|(scope, _)| scope.holds(lead)) {
        let narrowness = scope.narrowness(lead);
        if best.is_none_or(|(known, _)| narrowness > known) {
            best = Some((narrowness, setting));
        }
    }
    best.map(|(_, setting)| setting)
}
