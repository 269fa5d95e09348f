//! The plan of attempts by which a lead is followed up until somebody answers.
//!
//! Logging an attempt plans the next one. The time to the next step is counted from the attempt
//! itself, so an attempt that was made late moves the rest along and never piles steps up. Whoever
//! was heard from is not chased; a new record begins the plan again.

use chrono::{DateTime, TimeDelta, Utc};

use super::event::CadenceStep;
use super::funnel::Channel;
use super::lead::Attempts;
use super::scope::Scope;

/// How long after the first attempt of a day the second one, by another channel, is owed.
const SAME_DAY: TimeDelta = TimeDelta::hours(2);

/// A plan of attempts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cadence {
    /// Its name.
    pub name: String,
    /// The leads that it is for.
    pub scope: Scope,
    /// The steps, by day; at most [`MOST_STEPS`]. Without any, touches plan nothing.
    pub steps: Vec<Step>,
    /// How long a lead is put off when the last step was made.
    pub nurture_for: TimeDelta,
}

/// The most steps of a cadence.
pub const MOST_STEPS: usize = 40;

/// The attempts of one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Days since the first attempt.
    pub day: u16,
    /// The channels, in order. Never empty.
    pub channels: Vec<Channel>,
}

/// What follows an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Another one, so long after this one.
    Attempt {
        /// Which.
        step: CadenceStep,
        /// How long after.
        wait: TimeDelta,
    },
    /// None for long: all steps were made.
    Nurture {
        /// How long.
        wait: TimeDelta,
    },
}

impl Default for Cadence {
    /// A mail and a call on the first day, then attempts on days 1, 3, 5, 8, 12 and 18, then 90 days
    /// of rest: design.md section 5, in the manner of the numbers in the follow-up studies.
    fn default() -> Self {
        let step = |day, channels: &[Channel]| Step { day, channels: channels.to_vec() };
        Self {
            name: "default".to_owned(),
            scope: Scope::default(),
            steps: vec![
                step(0, &[Channel::Email, Channel::Call]),
                step(1, &[Channel::Call]),
                step(3, &[Channel::Email]),
                step(5, &[Channel::Call]),
                step(8, &[Channel::Email]),
                step(12, &[Channel::Call]),
                step(18, &[Channel::Email]),
            ],
            nurture_for: TimeDelta::days(90),
        }
    }
}

impl Cadence {
    /// Returns what follows the attempts that were made, the latest included; `None` where the
    /// cadence plans nothing.
    ///
    /// `reachable` says by which channels the person can be reached. A step by another channel is made
    /// by one that can; the second attempt of a day is left out, for the first went that way already.
    pub fn next(&self, attempts: &Attempts, reachable: impl Fn(Channel) -> bool) -> Option<Next> {
        if self.steps.is_empty() || attempts.channels.is_empty() {
            return None;
        }
        // Whoever was heard from before needs no first answer.
        let first = usize::from(attempts.known && self.steps.len() > 1);
        let (mut index, mut left) = (first, self.steps[first].channels.clone());
        for (count, channel) in attempts.channels.iter().enumerate() {
            if left.is_empty() {
                index += 1;
                left = self.steps.get(index).map(|step| step.channels.clone()).unwrap_or_default();
            }
            // An attempt is one of its step, if by another channel than was planned.
            let made = left.iter().position(|planned| planned == channel).unwrap_or(0);
            if made < left.len() {
                left.remove(made);
            }
            left.retain(|channel| reachable(*channel));
            if index >= self.steps.len() && count + 1 == attempts.channels.len() {
                return Some(Next::Nurture { wait: self.nurture_for });
            }
        }
        let (wait, next, channels) = match left.as_slice() {
            [] => match self.steps.get(index + 1) {
                None => return Some(Next::Nurture { wait: self.nurture_for }),
                Some(step) => {
                    let days = step.day.saturating_sub(self.steps[index].day).max(1);
                    (TimeDelta::days(i64::from(days)), index + 1, step.channels.as_slice())
                }
            },
            left => (SAME_DAY, index, left),
        };
        let way = channels
            .iter()
            .chain(&[Channel::Email, Channel::Call])
            .find(|channel| reachable(**channel))?;
        let number = |count: usize| u8::try_from(count).unwrap_or(u8::MAX);
        let step =
            CadenceStep { number: number(next + 1), of: number(self.steps.len()), channel: *way };
        Some(Next::Attempt { step, wait })
    }
}

/// Returns when a wait that begins with an attempt ends.
pub fn after(at: DateTime<Utc>, wait: TimeDelta) -> DateTime<Utc> {
    at.checked_add_signed(wait).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    use Channel::{Call, Email, Meeting};

    fn next(channels: &[Channel], known: bool) -> Option<Next> {
        let attempts = Attempts { channels: channels.to_vec(), known };
        Cadence::default().next(&attempts, |_| true)
    }

    fn attempt(number: u8, channel: Channel, hours: i64) -> Option<Next> {
        let step = CadenceStep { number, of: 7, channel };
        Some(Next::Attempt { step, wait: TimeDelta::hours(hours) })
    }

    #[test]
    fn the_first_day_has_a_mail_and_a_call_in_either_order() {
        assert_eq!(next(&[Email], false), attempt(1, Call, 2));
        assert_eq!(next(&[Call], false), attempt(1, Email, 2));
        assert_eq!(next(&[Call, Email], false), attempt(2, Call, 24));
        assert_eq!(next(&[Email, Call], false), attempt(2, Call, 24));
    }

    #[test]
    fn the_days_are_those_of_the_plan_and_then_comes_rest() {
        let mut made = vec![Email, Call];
        let mut days = vec![0];
        while let Some(Next::Attempt { step, wait }) = next(&made, false) {
            days.push(days.last().copied().unwrap_or(0) + wait.num_days());
            assert_eq!(usize::from(step.number), days.len());
            made.push(step.channel);
        }
        assert_eq!(days, [0, 1, 3, 5, 8, 12, 18]);
        assert_eq!(next(&made, false), Some(Next::Nurture { wait: TimeDelta::days(90) }));
    }

    #[test]
    fn an_attempt_by_another_way_is_an_attempt() {
        assert_eq!(next(&[Call, Call], false), attempt(2, Call, 24));
        assert_eq!(next(&[Meeting, Call, Email], false), attempt(3, Email, 48));
    }

    #[test]
    fn whoever_was_heard_from_goes_on_behind_the_first_day() {
        assert_eq!(next(&[Call], true), attempt(3, Email, 48));
        assert_eq!(next(&[], true), None);
    }

    #[test]
    fn a_step_is_made_by_a_way_that_there_is() {
        let attempts = Attempts { channels: vec![Email], known: false };
        let cadence = Cadence::default();
        assert_eq!(cadence.next(&attempts, |channel| channel == Email), attempt(2, Email, 24));
        assert_eq!(cadence.next(&attempts, |channel| channel == Call), attempt(1, Call, 2));
        assert_eq!(cadence.next(&attempts, |_| false), None);
    }

    #[test]
    fn a_cadence_without_steps_plans_nothing() {
        let none = Cadence { steps: Vec::new(), ..Cadence::default() };
        let attempts = Attempts { channels: vec![Call], known: false };
        assert_eq!(none.next(&attempts, |_| true), None);
    }

    proptest! {
        #[test]
        fn every_attempt_leads_on_and_the_end_is_reached(
            channels in prop::collection::vec(prop::sample::select(Channel::ALL), 1..60),
            known: bool,
        ) {
            let at = |count: usize| match next(&channels[..count], known) {
                Some(Next::Attempt { step, .. }) => step.number,
                Some(Next::Nurture { .. }) => u8::MAX,
                None => 0,
            };
            let steps: Vec<u8> = (1..=channels.len()).map(at).collect();
            prop_assert!(steps.is_sorted() && steps[0] > 0);
            prop_assert!(channels.len() < 8 || steps.last() == Some(&u8::MAX));
        }
    }
}
