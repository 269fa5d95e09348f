//! A guard's question: what it saw, the key that goes on all the same, and what would be better.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::keyname::Key;
use super::menu::{Answer, Choice, Desk};
use crate::app::LeadKey;
use crate::app::triage::Wish;
use crate::domain::command::Command;
use crate::domain::dates::day_and_time_from;
use crate::domain::funnel::GuardKind;
use crate::domain::guard::Guard;
use crate::domain::lead::Lead;

/// A question that waits for the key to be pressed again.
#[derive(Clone, Debug)]
pub struct Question {
    /// The leads that are meant.
    pub leads: Vec<LeadKey>,
    /// What was wanted.
    pub wish: Wish,
    /// What the guards saw; of several leads, at the first that they ask about.
    pub guards: Vec<Guard>,
    /// The leads that they ask about.
    pub asked: Vec<LeadKey>,
    /// All the guards that ask.
    kinds: BTreeSet<GuardKind>,
    /// The key that goes on all the same: the one that was pressed.
    pub key: Key,
    /// What would be better.
    pub better: Vec<Choice>,
}

impl Question {
    /// Returns the question that follows from what guards said about leads. `lead` is the one, where
    /// it is only one.
    pub fn new(
        desk: Desk<'_>,
        wish: Wish,
        leads: Vec<LeadKey>,
        asked: &[(LeadKey, Vec<Guard>)],
        lead: Option<&Lead>,
        key: Key,
    ) -> Self {
        let guards = asked.first().map(|(_, guards)| guards.clone()).unwrap_or_default();
        Self {
            leads,
            wish,
            better: lead.map(|lead| better(desk, lead, &guards)).unwrap_or_default(),
            guards,
            kinds: asked.iter().flat_map(|(_, guards)| guards).map(Guard::kind).collect(),
            asked: asked.iter().map(|(key, _)| *key).collect(),
            key,
        }
    }

    /// Returns the wish with the answer that it is meant all the same.
    pub fn all_the_same(&self) -> Wish {
        let mut wish = self.wish.clone();
        wish.despite.extend(&self.kinds);
        wish
    }

    /// Returns whether a key is one of the answers.
    pub fn is_answered_by(&self, key: Key) -> bool {
        key == self.key || self.better.iter().any(|choice| key.typed() == Some(choice.key))
    }
}

/// What is better than going on: the next decent time, another attempt, or rest.
pub(super) fn better(desk: Desk<'_>, lead: &Lead, guards: &[Guard]) -> Vec<Choice> {
    let Desk { practice, zone, now, say, .. } = desk;
    let time = |at| day_and_time_from(now, at, zone, say);
    let mut choices = Vec::new();
    let gives_up = guards.iter().any(|guard| guard.kind() == GuardKind::GiveUp);
    let at = match guards.iter().filter_map(Guard::better_at).max() {
        None if gives_up => Some(practice.decent(lead, now + TimeDelta::days(1))),
        at => at,
    };
    if let Some(due_at) = at {
        choices.push(Choice {
            key: '+',
            label: say.menu_follow_up_at(time(due_at)),
            answer: Answer::Want(Command::Schedule { due_at }),
        });
    }
    if let Some(cadence) = practice.cadence(lead).filter(|_| gives_up) {
        let due_at = now + cadence.nurture_for;
        choices.push(Choice {
            key: '0',
            label: say.menu_nurture_until(time(due_at)),
            answer: Answer::Want(Command::Nurture { due_at }),
        });
    }
    choices
}
