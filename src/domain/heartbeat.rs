//! Whether a feed still lives, told by the gaps between what it brought, and how late that was.
//!
//! A marketplace brings leads when customers come, so silence by itself says nothing: it says
//! something when it lasts far longer than the feed's usual gap. Test leads count like others here,
//! for they too show that the way is open.

use crate::language::Messages;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

/// The shortest gap that is taken for usual: nights are no silence.
const SHORTEST: TimeDelta = TimeDelta::days(1);

/// How many times the usual gap is too long. With [`SHORTEST`] a weekend is none either.
const TOO_LONG: i32 = 3;

/// Fewer gaps than this tell nothing.
const FEWEST: usize = 3;

/// How late a record reached us, from its creation to its receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lateness(u8);

/// Where each lateness ends, in minutes; the last one has no end.
const ENDS: [i64; 7] = [1, 5, 15, 60, 4 * 60, 24 * 60, 7 * 24 * 60];

impl Lateness {
    /// Returns the lateness of a delay.
    pub fn of(delay: TimeDelta) -> Self {
        let minutes = delay.num_minutes();
        let index = ENDS.iter().take_while(|end| minutes >= **end).count();
        Self(u8::try_from(index).unwrap_or(u8::MAX))
    }

    /// Returns the number under which it is stored.
    pub const fn index(self) -> u8 {
        self.0
    }

    /// Returns the lateness that is stored under a number.
    pub const fn from_index(index: u8) -> Self {
        Self(index)
    }

    /// Returns it in words: `within 5m`.
    pub fn label(self, say: &Messages) -> String {
        match self.0 {
            0 => say.late_minute(),
            1 => say.late_five_minutes(),
            2 => say.late_quarter(),
            3 => say.late_hour(),
            4 => say.late_four_hours(),
            5 => say.late_day(),
            6 => say.late_week(),
            _ => say.late_longer(),
        }
    }
}

/// How late most records, and the latest, reached us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delays {
    /// At least half of them came so soon.
    pub half: Lateness,
    /// All of them came so soon.
    pub worst: Lateness,
}

impl Delays {
    /// Returns the delays of so many records of each lateness; `None` of no record.
    pub fn of(counts: impl IntoIterator<Item = (Lateness, u64)>) -> Option<Self> {
        let mut counts: Vec<_> = counts.into_iter().filter(|(_, count)| *count > 0).collect();
        counts.sort_unstable();
        let all: u64 = counts.iter().map(|(_, count)| count).sum();
        let mut seen = 0;
        let half = counts.iter().find(|(_, count)| {
            seen += count;
            seen * 2 >= all
        })?;
        Some(Self { half: half.0, worst: counts.last()?.0 })
    }
}

/// Returns the usual gap between arrivals: the median of the gaps between the hours in which
/// something came, at least a day. `None` where too little came to tell.
///
/// `hours` are hours since 1970, each once, in order.
pub fn usual_gap(hours: &[i64]) -> Option<TimeDelta> {
    let mut gaps: Vec<i64> = hours.windows(2).map(|pair| pair[1] - pair[0]).collect();
    if gaps.len() < FEWEST {
        return None;
    }
    gaps.sort_unstable();
    let median = gaps.get(gaps.len() / 2).copied().unwrap_or_default();
    Some(TimeDelta::hours(median).max(SHORTEST))
}

/// What can be heard of a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Pulse {
    /// Nothing ever came.
    NeverHeard,
    /// All is as usual, as far as that can be told.
    Beating,
    /// Nothing came for far longer than usual.
    Silent,
}

/// Returns what can be heard of a feed whose last record or test lead came at a moment. `limit`,
/// where somebody set one, stands for three times the usual gap.
pub fn pulse(
    last: Option<DateTime<Utc>>,
    usual: Option<TimeDelta>,
    limit: Option<TimeDelta>,
    now: DateTime<Utc>,
) -> Pulse {
    let Some(last) = last else { return Pulse::NeverHeard };
    let limit = limit.or_else(|| usual.map(|gap| gap * TOO_LONG));
    match limit {
        Some(limit) if now - last > limit => Pulse::Silent,
        _ => Pulse::Beating,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::english;

    fn noon(days: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_736_164_800, 0).expect("a time") + TimeDelta::days(days)
    }

    #[test]
    fn a_lateness_ends_where_the_next_begins() {
        for (minutes, label) in [
            (-5, "within a minute"),
            (0, "within a minute"),
            (1, "within 5m"),
            (59, "within 1h"),
            (60, "within 4h"),
            (24 * 60, "within a week"),
            (7 * 24 * 60, "after more than a week"),
        ] {
            let lateness = Lateness::of(TimeDelta::minutes(minutes));
            assert_eq!(lateness.label(english()), label, "{minutes}");
            assert_eq!(Lateness::from_index(lateness.index()), lateness);
        }
    }

    #[test]
    fn half_and_the_worst_of_the_delays_are_told() {
        let lateness = Lateness::from_index;
        assert_eq!(Delays::of([]), None);
        assert_eq!(Delays::of([(lateness(3), 0)]), None);
        let delays = Delays::of([(lateness(4), 1), (lateness(0), 2), (lateness(1), 1)]);
        assert_eq!(delays, Some(Delays { half: lateness(0), worst: lateness(4) }));
        let delays = Delays::of([(lateness(4), 2), (lateness(0), 1)]);
        assert_eq!(delays, Some(Delays { half: lateness(4), worst: lateness(4) }));
    }

    #[test]
    fn nights_and_weekends_are_no_silence() {
        // Thirty leads an hour, from nine to five, for two weeks.
        let hours: Vec<i64> = (0..14)
            .filter(|day| day % 7 < 5)
            .flat_map(|day| (9..17).map(move |hour| day * 24 + hour))
            .collect();
        let usual = usual_gap(&hours);
        assert_eq!(usual, Some(TimeDelta::days(1)));
        let friday = noon(0);
        assert_eq!(pulse(Some(friday), usual, None, friday + TimeDelta::hours(64)), Pulse::Beating);
        assert_eq!(pulse(Some(friday), usual, None, friday + TimeDelta::hours(72)), Pulse::Beating);
        assert_eq!(pulse(Some(friday), usual, None, friday + TimeDelta::hours(73)), Pulse::Silent);
    }

    #[test]
    fn a_rare_feed_is_given_its_time() {
        let usual = usual_gap(&[0, 120, 240, 480, 600]);
        assert_eq!(usual, Some(TimeDelta::days(5)));
        assert_eq!(pulse(Some(noon(0)), usual, None, noon(15)), Pulse::Beating);
        assert_eq!(pulse(Some(noon(0)), usual, None, noon(16)), Pulse::Silent);
        let limit = Some(TimeDelta::days(2));
        assert_eq!(pulse(Some(noon(0)), usual, limit, noon(3)), Pulse::Silent);
    }

    #[test]
    fn too_little_tells_nothing() {
        assert_eq!(usual_gap(&[0, 1, 2]), None);
        assert_eq!(pulse(None, None, None, noon(0)), Pulse::NeverHeard);
        assert_eq!(pulse(Some(noon(0)), None, None, noon(400)), Pulse::Beating);
    }
}
