//! Plain statistics of waits, with their size, so that a small sample is never taken for a fact.

use chrono::TimeDelta;

/// Below this many a sample is small: one more could turn its median around.
pub const SMALL: u64 = 8;

/// Returns whether a sample is too small to conclude from.
pub const fn is_small(sample: u64) -> bool {
    sample < SMALL
}

/// How fast requests were answered. Spans are elapsed time, in whole seconds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Speed {
    /// How long each answer took, in seconds.
    seconds: Vec<u32>,
    within: u64,
    missed: u64,
    open: u64,
    late: u64,
    closed: u64,
    closed_late: u64,
}

impl Speed {
    /// Takes in a request that was answered after a span, within its limit or not.
    pub fn answered(&mut self, after: TimeDelta, within: bool) {
        self.seconds.push(u32::try_from(after.num_seconds().max(0)).unwrap_or(u32::MAX));
        *(if within { &mut self.within } else { &mut self.missed }) += 1;
    }

    /// Takes in a request that waits still; whether its limit has passed.
    pub fn waiting(&mut self, is_late: bool) {
        self.open += 1;
        if is_late {
            self.late += 1;
        }
    }

    /// Takes in a request that was decided without a touch; whether its limit had passed.
    pub fn closed(&mut self, is_late: bool) {
        self.closed += 1;
        if is_late {
            self.closed_late += 1;
        }
    }

    /// Returns how many requests there were.
    pub fn requests(&self) -> u64 {
        self.answers() + self.open + self.closed
    }

    /// Returns how many were answered.
    pub fn answers(&self) -> u64 {
        self.within + self.missed
    }

    /// Returns how many wait still, and how many of these are late.
    pub const fn open(&self) -> (u64, u64) {
        (self.open, self.late)
    }

    /// Returns how many were decided without a touch.
    pub const fn without_touch(&self) -> u64 {
        self.closed
    }

    /// Returns the time by which so many percent of the answers had come: the smallest that is not
    /// exceeded by as many (nearest rank). `None` without answers.
    pub fn percentile(&self, percent: usize) -> Option<TimeDelta> {
        let rank = (self.seconds.len() * percent.min(100)).div_ceil(100).max(1);
        let mut seconds = self.seconds.clone();
        if rank > seconds.len() {
            return None;
        }
        let (_, found, _) = seconds.select_nth_unstable(rank - 1);
        Some(TimeDelta::seconds(i64::from(*found)))
    }

    /// Returns of how many it is known whether they were answered within their limit, and how many
    /// were. Whoever waits beyond it, or was decided about only then, was not; whoever may still be
    /// answered in time, or was decided about before, does not count.
    pub const fn within(&self) -> (u64, u64) {
        (self.within, self.within + self.missed + self.late + self.closed_late)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn speed(minutes: &[i64]) -> Speed {
        let mut speed = Speed::default();
        minutes.iter().for_each(|minutes| speed.answered(TimeDelta::minutes(*minutes), true));
        speed
    }

    #[test]
    fn the_median_is_the_middle_one_and_of_two_the_lower() {
        assert_eq!(speed(&[]).percentile(50), None);
        assert_eq!(speed(&[5]).percentile(50), Some(TimeDelta::minutes(5)));
        assert_eq!(speed(&[9, 1, 5]).percentile(50), Some(TimeDelta::minutes(5)));
        assert_eq!(speed(&[9, 1]).percentile(50), Some(TimeDelta::minutes(1)));
        assert_eq!(
            speed(&(1..=10).collect::<Vec<_>>()).percentile(90),
            Some(TimeDelta::minutes(9))
        );
    }

    #[test]
    fn who_waits_beyond_the_limit_counts_as_missed_and_who_may_be_in_time_does_not_count() {
        let mut speed = speed(&[1, 2, 3]);
        speed.answered(TimeDelta::days(3), false);
        speed.waiting(true);
        speed.waiting(false);
        speed.closed(false);
        speed.closed(true);
        assert_eq!(speed.within(), (3, 6));
        assert_eq!((speed.requests(), speed.answers(), speed.open()), (8, 4, (2, 1)));
        assert!(is_small(speed.answers()) && is_small(7) && !is_small(8));
    }

    proptest! {
        #[test]
        fn so_many_percent_came_by_then(minutes in prop::collection::vec(0i64..10_000, 1..80), percent in 1usize..=100) {
            let speed = speed(&minutes);
            let by = speed.percentile(percent).expect("answers");
            let came = minutes.iter().filter(|minutes| TimeDelta::minutes(**minutes) <= by).count();
            let before = minutes.iter().filter(|minutes| TimeDelta::minutes(**minutes) < by).count();
            prop_assert!(came * 100 >= minutes.len() * percent);
            prop_assert!(before * 100 < minutes.len() * percent);
        }
    }
}
