//! The settings that meaning depends on: plain values, read once.

use chrono::{DateTime, TimeDelta, Utc};

use super::funnel::Stage;
use super::hours::WorkingHours;

/// How long a customer may wait, by stage, when that time runs, and when a lead counts as
/// forgotten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The limit of a first answer for `interest`.
    pub interest: TimeDelta,
    /// The same for `trial`.
    pub trial: TimeDelta,
    /// The same for `acquired`.
    pub acquired: TimeDelta,
    /// The same for actions we do not know.
    pub other: TimeDelta,
    /// When the limits run; without hours, day and night.
    pub hours: Option<WorkingHours>,
    /// How long an open lead stands untouched before it is in the forgotten group.
    pub forgotten_after: TimeDelta,
}

impl Default for Policy {
    fn default() -> Self {
        let day = TimeDelta::hours(24);
        Self {
            interest: day,
            trial: day,
            acquired: day,
            other: day,
            hours: None,
            forgotten_after: TimeDelta::days(30),
        }
    }
}

impl Policy {
    /// Returns the limit of a first answer in a stage.
    pub const fn limit(&self, stage: Stage) -> TimeDelta {
        match stage {
            Stage::Interest => self.interest,
            Stage::Trial => self.trial,
            Stage::Acquired => self.acquired,
            Stage::Other | Stage::DoNotContact => self.other,
        }
    }

    /// Returns the longest limit of all stages.
    pub fn longest_limit(&self) -> TimeDelta {
        self.interest.max(self.trial).max(self.acquired).max(self.other)
    }

    /// Returns the limit of an answer where it is the same in all stages and runs day and night.
    pub fn one_limit(&self) -> Option<TimeDelta> {
        let limits = [self.interest, self.trial, self.acquired, self.other];
        let is_one = limits.iter().all(|limit| *limit == self.interest);
        (is_one && self.hours.is_none()).then_some(self.interest)
    }

    /// Returns when so much of a limit has run since a moment; at most the end of the calendar.
    pub fn deadline(&self, from: DateTime<Utc>, limit: TimeDelta) -> DateTime<Utc> {
        match &self.hours {
            Some(hours) => hours.deadline(from, limit),
            None => from.checked_add_signed(limit).unwrap_or(DateTime::<Utc>::MAX_UTC),
        }
    }

    /// Returns a text that differs whenever a stored projection would differ.
    pub fn fingerprint(&self) -> String {
        let limits = format!(
            "{} {} {} {}",
            self.interest.num_seconds(),
            self.trial.num_seconds(),
            self.acquired.num_seconds(),
            self.other.num_seconds()
        );
        match &self.hours {
            Some(hours) => format!("{limits} in {}", hours.fingerprint()),
            None => limits,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::hours::Window;
    use crate::domain::zone::Zone;

    #[test]
    fn there_is_one_limit_where_all_stages_have_it_day_and_night() {
        let day = Policy::default();
        assert_eq!(day.one_limit(), Some(TimeDelta::hours(24)));
        assert_eq!(Policy { trial: TimeDelta::hours(4), ..day.clone() }.one_limit(), None);
        let week = std::array::from_fn(|_| vec![Window { start: 9 * 60, end: 17 * 60 }]);
        let hours = WorkingHours::new(Zone::utc(), week, Default::default()).expect("hours");
        assert_eq!(Policy { hours: Some(hours), ..day }.one_limit(), None);
    }
}
