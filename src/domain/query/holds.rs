//! What a query means: the one definition, which a store's SQL is held against.

use chrono::{DateTime, Utc};

use super::facts::Facts;
use super::times::{TimeField, When};
use super::values::{Quality, Thing};
use super::{Condition, Expr, Query};
use crate::domain::clock::{Clock, Due};
use crate::domain::funnel::{Stage, Status};
use crate::domain::policy::Policy;
use crate::domain::queue::{self, Group, Section};
use crate::domain::zone::Zone;

/// When is asked, and where.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    /// The moment.
    pub now: DateTime<Utc>,
    /// Whose calendar days are meant.
    pub zone: &'a Zone,
    /// The limits in force.
    pub policy: &'a Policy,
}

impl Query {
    /// Returns whether a lead is meant at a moment.
    pub fn holds(&self, facts: &Facts, moment: Moment<'_>) -> bool {
        self.0.holds(facts, moment)
    }

    /// Returns whether leads of a group can be meant at all, by what all leads of a group share.
    pub fn may_be_in(&self, group: Group) -> bool {
        self.0.verdict(group) != Some(false)
    }

    /// Returns whether all leads of a group are meant.
    pub fn is_all_of(&self, group: Group) -> bool {
        self.0.verdict(group) == Some(true)
    }

    /// Returns the status without which no lead is meant, where there is one.
    pub fn status(&self) -> Option<Status> {
        self.musts().into_iter().find_map(|condition| match condition {
            Condition::Status(status) => Some(*status),
            _ => None,
        })
    }

    /// Returns whether leads that are no open work are asked for by name, so that a list of open
    /// work does not leave them out.
    pub fn asks_beyond_open(&self) -> bool {
        self.0.names(&|condition| {
            matches!(
                condition,
                Condition::Status(Status::Nurturing | Status::Qualified | Status::Dismissed)
                    | Condition::Stage(Stage::DoNotContact)
                    | Condition::Reason(_)
                    | Condition::Milestone(_)
                    | Condition::Is(Quality::DoNotContact)
            )
        })
    }

    /// Returns whether Microsoft's tests are asked for by name.
    pub fn asks_for_tests(&self) -> bool {
        self.0.names(&|condition| *condition == Condition::Is(Quality::Test))
    }

    /// Returns the first and the last millisecond, since 1970, at which a touch must be owed for a
    /// lead to be meant; `None` where leads that are owed nothing can be meant too.
    pub fn due_range(&self, moment: Moment<'_>) -> Option<(i64, i64)> {
        let now = moment.now.timestamp_millis();
        let ranges = self.musts().into_iter().filter_map(|condition| match condition {
            Condition::Is(Quality::Overdue) => Some((i64::MIN, now - 1)),
            Condition::Is(Quality::DueSoon | Quality::OnTrack) => Some((now, i64::MAX)),
            Condition::Time { field: TimeField::Due, when } => {
                when.range(TimeField::Due, moment.now, moment.zone)
            }
            _ => None,
        });
        ranges.reduce(|one, other| (one.0.max(other.0), one.1.min(other.1)))
    }
}

impl Expr {
    fn holds(&self, facts: &Facts, moment: Moment<'_>) -> bool {
        match self {
            Self::All(all) => all.iter().all(|expr| expr.holds(facts, moment)),
            Self::Any(any) => any.iter().any(|expr| expr.holds(facts, moment)),
            Self::Not(expr) => !expr.holds(facts, moment),
            Self::One(condition) => condition.holds(facts, moment),
        }
    }

    fn verdict(&self, group: Group) -> Option<bool> {
        let of = |expr: &Self| expr.verdict(group);
        match self {
            Self::All(all) if all.iter().any(|expr| of(expr) == Some(false)) => Some(false),
            Self::All(all) => all.iter().all(|expr| of(expr) == Some(true)).then_some(true),
            Self::Any(any) if any.iter().any(|expr| of(expr) == Some(true)) => Some(true),
            Self::Any(any) => any.iter().all(|expr| of(expr) == Some(false)).then_some(false),
            Self::Not(expr) => of(expr).map(|holds| !holds),
            Self::One(condition) => condition.verdict(group),
        }
    }

    /// Returns whether a condition is asked for, and not only ruled out.
    fn names(&self, is_it: &dyn Fn(&Condition) -> bool) -> bool {
        match self {
            Self::All(all) | Self::Any(all) => all.iter().any(|expr| expr.names(is_it)),
            Self::Not(_) => false,
            Self::One(condition) => is_it(condition),
        }
    }
}

impl Condition {
    fn holds(&self, facts: &Facts, moment: Moment<'_>) -> bool {
        match self {
            Self::Text { field, part } => facts.texts.iter().any(|(known, text)| {
                field.is_none_or(|field| field == *known) && text.contains(part)
            }),
            Self::Code { field, value } => {
                facts.codes.iter().any(|(known, code)| known == field && code == value)
            }
            Self::Country(code) => facts.country == Some(code),
            Self::Owner(owner) => facts.owner == *owner,
            Self::Stage(stage) => facts.stage == *stage,
            Self::Status(status) => facts.status == *status,
            Self::Reason(reason) => facts.reason == Some(*reason),
            Self::Milestone(code) => facts.milestone.as_ref() == Some(code),
            Self::Is(quality) => quality.holds(facts, moment),
            Self::Has(thing) => thing.holds(facts),
            Self::Time { field, when } => when_holds(*field, *when, facts, moment),
            Self::Touches(compare, number) => {
                compare.holds(u64::try_from(facts.touches).unwrap_or(u64::MAX), u64::from(*number))
            }
        }
    }

    /// What is known by the group alone.
    fn verdict(&self, group: Group) -> Option<bool> {
        match self {
            Self::Stage(stage) => {
                let known = match group {
                    Group::Trial => Stage::Trial,
                    Group::Acquired => Stage::Acquired,
                    Group::Interest => Stage::Interest,
                    Group::Other => Stage::Other,
                    _ => return None,
                };
                Some(known == *stage)
            }
            Self::Status(status) => match group {
                Group::Nurturing => Some(*status == Status::Nurturing),
                Group::Qualified => Some(*status == Status::Qualified),
                Group::Dismissed => Some(*status == Status::Dismissed),
                Group::DoNotContact | Group::Test => None,
                _ if matches!(status, Status::Nurturing | Status::Dismissed) => Some(false),
                _ => None,
            },
            Self::Reason(_) => match group {
                Group::Dismissed | Group::DoNotContact | Group::Test => None,
                _ => Some(false),
            },
            Self::Is(quality) => match quality {
                Quality::Open => {
                    Some(group.is_stage() || matches!(group, Group::Snoozed | Group::Forgotten))
                }
                Quality::Snoozed => Some(group == Group::Snoozed),
                Quality::Forgotten => Some(group == Group::Forgotten),
                Quality::Test => Some(group == Group::Test),
                Quality::DoNotContact => Some(group == Group::DoNotContact),
                Quality::Overdue | Quality::DueSoon | Quality::OnTrack | Quality::Met => None,
            },
            _ => None,
        }
    }
}

impl Quality {
    fn holds(self, facts: &Facts, moment: Moment<'_>) -> bool {
        // By whole milliseconds, as they are kept.
        let now = moment.now;
        let group = || queue::group_at(facts.place, facts.snoozed_until, moment.policy, now);
        let clock = || {
            facts.due.map(|due| {
                let due = Due { at: whole(due.at), soon_at: whole(due.soon_at), ..due };
                due.clock(whole(now))
            })
        };
        match self {
            Self::Open => facts.place.section.is_open(),
            Self::Overdue => clock() == Some(Clock::Overdue),
            Self::DueSoon => clock() == Some(Clock::DueSoon),
            Self::OnTrack => clock() == Some(Clock::OnTrack),
            Self::Met => {
                let is_counted =
                    !matches!(facts.place.section, Section::DoNotContact | Section::Test);
                facts.due.is_none() && facts.touches > 0 && is_counted
            }
            Self::Snoozed => group() == Group::Snoozed,
            Self::Forgotten => group() == Group::Forgotten,
            Self::Test => facts.place.section == Section::Test,
            Self::DoNotContact => facts.place.section == Section::DoNotContact,
        }
    }
}

/// A moment by whole milliseconds.
fn whole(at: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(at.timestamp_millis()).unwrap_or(at)
}

impl Thing {
    fn holds(self, facts: &Facts) -> bool {
        match self {
            Self::Text(field) => facts.texts.iter().any(|(known, _)| *known == field),
            Self::Country => facts.country.is_some(),
            Self::Owner => facts.owner.is_some(),
            Self::Note => facts.has_note,
        }
    }
}

fn when_holds(field: TimeField, when: When, facts: &Facts, moment: Moment<'_>) -> bool {
    let at = match field {
        TimeField::Due => facts.due.map(|due| due.at),
        TimeField::Asked => facts.asked_at,
        TimeField::Received => facts.received_at,
        TimeField::Touched => facts.touched_at,
    };
    match (when.range(field, moment.now, moment.zone), at) {
        (None, at) => at.is_none(),
        (Some((first, last)), Some(at)) => (first..=last).contains(&at.timestamp_millis()),
        (Some(_), None) => false,
    }
}
