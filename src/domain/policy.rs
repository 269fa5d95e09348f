//! The settings that meaning depends on: plain values, read once.

use chrono::TimeDelta;

use super::funnel::Stage;

/// How long a customer may wait, by stage, and when a lead counts as forgotten.
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

    /// Returns a text that differs whenever a stored projection would differ.
    pub fn fingerprint(&self) -> String {
        format!(
            "{} {} {} {}",
            self.interest.num_seconds(),
            self.trial.num_seconds(),
            self.acquired.num_seconds(),
            self.other.num_seconds()
        )
    }
}
