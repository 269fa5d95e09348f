//! Times as the feeds write them.
//!
//! The format of CreatedTime is documented nowhere, so every form that was seen is read: RFC 3339
//! (also `+0000`, also seven decimals), `yyyy-MM-dd HH:mm:ss`, and `M/d/yyyy h:mm:ss tt`. A time
//! without a zone is UTC. Years that stand for "nothing" (1, 1601, 9999) are unknown.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Utc};

/// Forms that carry their offset.
const ZONED: [&str; 4] = [
    "%Y-%m-%dT%H:%M:%S%.f%#z",
    "%Y-%m-%d %H:%M:%S%.f%#z",
    "%Y-%m-%d %H:%M:%S%.f %#z",
    "%Y-%m-%dT%H:%M%#z",
];

/// Forms without one.
const PLAIN: [&str; 9] = [
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H:%M",
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%Y %I:%M %p",
    "%m/%d/%Y, %I:%M:%S %p",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
];

/// Dates alone: midnight UTC.
const DATES: [&str; 2] = ["%Y-%m-%d", "%m/%d/%Y"];

/// Reads a time; `None` where it can not be read or stands for "unknown".
pub fn parse(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    let text =
        text.strip_prefix("datetime'").and_then(|rest| rest.strip_suffix('\'')).unwrap_or(text);
    let time = usual(text).or_else(|| any_form(text))?;
    (1970..9999).contains(&time.year()).then_some(time)
}

/// Reads `yyyy-MM-ddTHH:mm:ssZ`, with up to nine decimals. Nearly every feed writes its times so,
/// and trying the other forms on each of a large file's rows takes longer than all else.
fn usual(text: &str) -> Option<DateTime<Utc>> {
    fn number(digits: &[u8]) -> Option<u32> {
        digits.iter().try_fold(0, |value, digit| {
            digit.is_ascii_digit().then(|| value * 10 + u32::from(digit - b'0'))
        })
    }
    let (whole, decimals) = text.as_bytes().strip_suffix(b"Z")?.split_at_checked(19)?;
    let marks = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    if marks.iter().any(|(at, mark)| whole[*at] != *mark) {
        return None;
    }
    let nanos = match decimals {
        [] => 0,
        [b'.', digits @ ..] if (1..=9).contains(&digits.len()) => {
            number(digits)? * 10_u32.pow(9 - digits.len() as u32)
        }
        _ => return None,
    };
    let year = i32::try_from(number(&whole[..4])?).ok()?;
    NaiveDate::from_ymd_opt(year, number(&whole[5..7])?, number(&whole[8..10])?)?
        .and_hms_nano_opt(
            number(&whole[11..13])?,
            number(&whole[14..16])?,
            number(&whole[17..])?,
            nanos,
        )
        .map(|time| time.and_utc())
}

fn any_form(text: &str) -> Option<DateTime<Utc>> {
    let zulu = text.strip_suffix(['Z', 'z']).map(|rest| format!("{}+00:00", rest.trim_end()));
    let text = zulu.as_deref().unwrap_or(text);
    ZONED
        .iter()
        .find_map(|form| DateTime::parse_from_str(text, form).ok())
        .map(|time| time.to_utc())
        .or_else(|| {
            PLAIN
                .iter()
                .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
                .map(|time| time.and_utc())
        })
        .or_else(|| {
            DATES
                .iter()
                .find_map(|form| NaiveDate::parse_from_str(text, form).ok())
                .and_then(|date| date.and_hms_opt(0, 0, 0))
                .map(|time| time.and_utc())
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_form_that_was_seen_is_read() {
        for text in [
            "2025-01-06T09:30:00Z",
            "2025-01-06T09:30:00.0000000Z",
            "2025-01-06T09:30:00+00:00",
            "2025-01-06T09:30:00+0000",
            "2025-01-06T10:30:00+01:00",
            "2025-01-06 09:30:00",
            "2025-01-06 09:30:00Z",
            "2025-01-06 04:30:00 -05:00",
            "2025-01-06T09:30",
            "1/6/2025 9:30:00 AM",
            "01/06/2025 09:30 am",
            "1/6/2025, 9:30:00 AM",
            "1/6/2025 9:30:00",
            " 2025-01-06T09:30:00Z ",
            "datetime'2025-01-06T09:30:00Z'",
        ] {
            let time = parse(text).map(|t| t.to_rfc3339());
            assert_eq!(time.as_deref(), Some("2025-01-06T09:30:00+00:00"), "{text}");
        }
        assert_eq!(
            parse("2025-01-06").map(|t| t.to_rfc3339()).as_deref(),
            Some("2025-01-06T00:00:00+00:00")
        );
    }

    #[test]
    fn what_stands_for_nothing_is_unknown() {
        for text in [
            "",
            "0001-01-01T00:00:00Z",
            "1601-01-01T00:00:00Z",
            "9999-12-31T23:59:59Z",
            "2025-02-30T00:00:00Z",
            "13/13/2025",
            "soon",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_unknown(text in any::<String>()) {
            parse(&text);
        }

        #[test]
        fn the_short_way_reads_as_the_long_one(
            date in "[0-9]{4}-[01][0-9]-[0-3][0-9]",
            time in "[ T][0-2][0-9]:[0-6][0-9]:[0-6][0-9](\\.[0-9]{0,10})?",
        ) {
            let text = format!("{date}{time}Z");
            if let Some(time) = usual(&text) {
                prop_assert_eq!(any_form(&text), Some(time));
            }
        }

        #[test]
        fn our_own_form_reads_back(seconds in 0i64..250_000_000_000) {
            let time = DateTime::from_timestamp(seconds, 0).expect("in range");
            prop_assert_eq!(parse(&time.to_rfc3339()), Some(time));
        }
    }
}
