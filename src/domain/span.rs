//! Spans of time as people read them: countdowns, "2m ago", "24h".
//!
//! Every form drops what it does not show, as a clock does: `3h 20m` stands until less than three
//! hours and twenty minutes are left, and `-3h 12m` from the moment that they have passed. So a
//! deadline that is now shows `0m 00s`, and a minus means late, be it by less than a second.

use crate::language::Messages;
use chrono::TimeDelta;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// From here on days are counted.
const DAYS_FROM: u64 = 48 * HOUR;

/// From here on nothing but days is shown.
const ONLY_DAYS_FROM: u64 = 100 * DAY;

/// The shortest time that there is.
const INSTANT: TimeDelta = TimeDelta::nanoseconds(1);

/// Writes how long is left until a deadline; with a minus, how long ago it passed.
///
/// `59m 12s` below an hour, `23h 59m` below 48 hours, `2d 04h` below 100 days, else `120d`.
pub fn countdown(left: TimeDelta) -> String {
    let minus = if left < TimeDelta::zero() { "-" } else { "" };
    let seconds = left.num_seconds().unsigned_abs();
    let (minutes, hours, days) = (seconds / MINUTE, seconds / HOUR, seconds / DAY);
    match step(seconds) {
        1 => format!("{minus}{minutes}m {:02}s", seconds % MINUTE),
        MINUTE => format!("{minus}{hours}h {:02}m", minutes % 60),
        HOUR => format!("{minus}{days}d {:02}h", hours % 24),
        _ => format!("{minus}{days}d"),
    }
}

/// Returns how long it takes until [`countdown`] writes something else; more than nothing.
pub fn next_change(left: TimeDelta) -> TimeDelta {
    let seconds = left.num_seconds().unsigned_abs();
    let step = step(seconds);
    // The nearest shown amount at or below the whole span, counted from the deadline.
    let shown = whole(seconds - seconds % step);
    if left < TimeDelta::zero() {
        // What is late grows until the next amount is reached ...
        whole(step) - (left.abs() - shown)
    } else {
        // ... and what is left shrinks until it is less than this one.
        left - shown + INSTANT
    }
}

/// Writes how long ago something was: "just now", "2m ago", "3h ago", "4d ago".
pub fn ago(elapsed: TimeDelta, say: &Messages) -> String {
    let seconds = u64::try_from(elapsed.num_seconds()).unwrap_or_default();
    match seconds {
        ..MINUTE => say.just_now(),
        MINUTE..HOUR => say.minutes_ago(seconds / MINUTE),
        HOUR..DAYS_FROM => say.hours_ago(seconds / HOUR),
        DAYS_FROM.. => say.days_ago(seconds / DAY),
    }
}

/// Writes the length of a span in its two largest units: "24h", "3h 12m", "2d 4h".
pub fn duration(span: TimeDelta) -> String {
    let minus = if span < TimeDelta::zero() { "-" } else { "" };
    let seconds = span.num_seconds().unsigned_abs();
    let (large, per_large, small, per_small) = match seconds {
        ..MINUTE => return format!("{minus}{seconds}s"),
        MINUTE..HOUR => ("m", MINUTE, "s", 1),
        HOUR..DAYS_FROM => ("h", HOUR, "m", MINUTE),
        DAYS_FROM.. => ("d", DAY, "h", HOUR),
    };
    match seconds % per_large / per_small {
        0 => format!("{minus}{}{large}", seconds / per_large),
        rest => format!("{minus}{}{large} {rest}{small}", seconds / per_large),
    }
}

/// Reads a span between a minute and 30 days, as people write it in settings: a whole number and
/// its unit, `90m`, `4h`, `2d`.
pub fn parse(text: &str) -> Option<TimeDelta> {
    let text = text.trim();
    let (digits, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit())?);
    let number: i64 = digits.parse().ok()?;
    let minutes = match unit.trim() {
        "m" | "min" => number,
        "h" => number.checked_mul(60)?,
        "d" => number.checked_mul(24 * 60)?,
        _ => return None,
    };
    (1..=30 * 24 * 60).contains(&minutes).then(|| TimeDelta::minutes(minutes))
}

/// By how many seconds a countdown of this length moves.
const fn step(seconds: u64) -> u64 {
    match seconds {
        ..HOUR => 1,
        HOUR..DAYS_FROM => MINUTE,
        DAYS_FROM..ONLY_DAYS_FROM => HOUR,
        ONLY_DAYS_FROM.. => DAY,
    }
}

/// Seconds as a span. All that comes here is near a span that exists; beyond is the longest.
fn whole(seconds: u64) -> TimeDelta {
    i64::try_from(seconds).ok().and_then(TimeDelta::try_seconds).unwrap_or(TimeDelta::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::language::english;

    fn seconds(days: i64, hours: i64, minutes: i64, seconds: i64) -> TimeDelta {
        TimeDelta::seconds(((days * 24 + hours) * 60 + minutes) * 60 + seconds)
    }

    #[test]
    fn spans_are_minutes_hours_and_days() {
        assert_eq!(parse(" 90m "), Some(TimeDelta::minutes(90)));
        assert_eq!(parse("24 h"), Some(TimeDelta::hours(24)));
        assert_eq!(parse("2d"), Some(TimeDelta::days(2)));
        for text in ["", "h", "90", "0m", "31d", "1.5h", "-1h", "5s", "99999999999999999999h"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_countdown_shows_two_units() {
        for (left, expected) in [
            (seconds(0, 0, 0, 0), "0m 00s"),
            (seconds(0, 0, 0, 1), "0m 01s"),
            (seconds(0, 0, 41, 7), "41m 07s"),
            (seconds(0, 0, 58, 30), "58m 30s"),
            (seconds(0, 0, 59, 59), "59m 59s"),
            (seconds(0, 1, 0, 0), "1h 00m"),
            (seconds(0, 1, 0, 59), "1h 00m"),
            (seconds(0, 3, 20, 0), "3h 20m"),
            (seconds(0, 23, 59, 59), "23h 59m"),
            (seconds(1, 0, 0, 0), "24h 00m"),
            (seconds(1, 23, 59, 59), "47h 59m"),
            (seconds(2, 0, 0, 0), "2d 00h"),
            (seconds(2, 4, 59, 59), "2d 04h"),
            (seconds(99, 23, 59, 59), "99d 23h"),
            (seconds(100, 0, 0, 0), "100d"),
            (seconds(120, 12, 0, 0), "120d"),
        ] {
            assert_eq!(countdown(left), expected, "{left}");
            if !left.is_zero() {
                assert_eq!(countdown(-left), format!("-{expected}"), "{left} late");
            }
        }
    }

    #[test]
    fn a_minus_means_late_by_however_little() {
        assert_eq!(countdown(TimeDelta::milliseconds(999)), "0m 00s");
        assert_eq!(countdown(TimeDelta::milliseconds(-1)), "-0m 00s");
        assert_eq!(countdown(TimeDelta::milliseconds(-1000)), "-0m 01s");
        assert_eq!(countdown(TimeDelta::milliseconds(3_600_999)), "1h 00m");
    }

    #[test]
    fn the_next_change_is_the_next_boundary() {
        for (left, expected) in [
            (seconds(0, 0, 0, 5), INSTANT),
            (TimeDelta::milliseconds(5_400), TimeDelta::milliseconds(400) + INSTANT),
            (seconds(0, 3, 20, 30), seconds(0, 0, 0, 30) + INSTANT),
            (seconds(0, -3, -12, -30), seconds(0, 0, 0, 30)),
            (TimeDelta::milliseconds(-5_400), TimeDelta::milliseconds(600)),
            (seconds(2, 4, 30, 0), seconds(0, 0, 30, 0) + INSTANT),
            (seconds(-120, -6, 0, 0), seconds(0, 18, 0, 0)),
        ] {
            assert_eq!(next_change(left), expected, "{left}");
        }
    }

    #[test]
    fn what_was_is_told_in_one_unit() {
        for (elapsed, expected) in [
            (seconds(0, 0, 0, -5), "just now"),
            (seconds(0, 0, 0, 59), "just now"),
            (seconds(0, 0, 2, 59), "2m ago"),
            (seconds(0, 3, 59, 0), "3h ago"),
            (seconds(0, 47, 59, 0), "47h ago"),
            (seconds(4, 23, 0, 0), "4d ago"),
        ] {
            assert_eq!(ago(elapsed, english()), expected, "{elapsed}");
        }
    }

    #[test]
    fn a_duration_leaves_out_what_is_nothing() {
        for (span, expected) in [
            (seconds(0, 0, 0, 0), "0s"),
            (seconds(0, 0, 0, 30), "30s"),
            (seconds(0, 0, 5, 0), "5m"),
            (seconds(0, 0, 5, 30), "5m 30s"),
            (seconds(0, 3, 12, 59), "3h 12m"),
            (seconds(1, 0, 0, 0), "24h"),
            (seconds(0, 36, 0, 0), "36h"),
            (seconds(2, 0, 0, 0), "2d"),
            (seconds(2, 4, 12, 0), "2d 4h"),
            (seconds(2, 0, 12, 0), "2d"),
            (seconds(0, -3, -12, 0), "-3h 12m"),
        ] {
            assert_eq!(duration(span), expected, "{span}");
        }
    }

    #[test]
    fn the_longest_spans_are_written_too() {
        for span in [TimeDelta::MIN, TimeDelta::MAX] {
            for text in [countdown(span), ago(span, english()), duration(span)] {
                assert!(!text.is_empty());
            }
            assert!(next_change(span) > TimeDelta::zero());
        }
    }

    proptest! {
        #[test]
        fn a_countdown_stands_until_its_next_change(
            nanoseconds in prop_oneof![
                -10_000_000_000i64..10_000_000_000,
                -14_400_000_000_000i64..14_400_000_000_000,
                -20_000_000_000_000_000i64..20_000_000_000_000_000,
            ],
            part in 0.0f64..1.0,
        ) {
            // Both exact boundaries and whatever lies between them.
            for nanoseconds in [nanoseconds, nanoseconds / 1_000_000_000 * 1_000_000_000] {
                let left = TimeDelta::nanoseconds(nanoseconds);
                let change = next_change(left);
                let length = change.num_nanoseconds().expect("less than a day");
                prop_assert!(length > 0);
                let before = TimeDelta::nanoseconds((length as f64 * part) as i64).min(change - INSTANT);
                prop_assert_eq!(countdown(left - before), countdown(left));
                prop_assert_eq!(countdown(left - (change - INSTANT)), countdown(left));
                prop_assert_ne!(countdown(left - change), countdown(left));
            }
        }

        #[test]
        fn any_span_that_can_be_has_a_next_change(milliseconds in any::<i32>()) {
            let left = TimeDelta::milliseconds(i64::from(milliseconds) * 1000);
            prop_assert!(next_change(left) > TimeDelta::zero());
        }
    }
}
