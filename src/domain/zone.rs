//! A time zone: the one bridge between chrono, which the program speaks, and jiff, whose bundled
//! zone data is kept up to date.
//!
//! Nothing here can fail. A wall-clock time that a clock change skips moves forward by the length
//! of the gap, and one that happens twice is the earlier of the two.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDateTime, Timelike, Utc};
use jiff::Timestamp;
use jiff::civil;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use sha2::{Digest, Sha256};

/// What a zone is called that was read from a file or a rule, and so has no name of its own.
const UNNAMED: &str = "local time";

/// The second of the year 2100 until which clock changes tell two zones apart.
const TOLD_APART_UNTIL: i64 = 4_102_444_800;

/// A time zone, with the clock changes of its past and its future.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone(TimeZone);

impl Zone {
    /// Returns UTC.
    pub const fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    /// Returns the zone of an IANA name such as `Europe/Berlin`, without regard to case.
    pub fn named(name: &str) -> Option<Self> {
        TimeZone::get(name).ok().filter(|zone| !zone.is_unknown()).map(Self)
    }

    /// Returns the zone of this machine: `TZ` where it is set, else the system's, else UTC.
    ///
    /// The one impure constructor of this floor: only `cli` calls it, and passes the zone down.
    pub fn system() -> Self {
        TimeZone::try_system().ok().filter(|zone| !zone.is_unknown()).map_or_else(Self::utc, Self)
    }

    /// Returns the zone of a rule such as `CET-1CEST,M3.5.0,M10.5.0/3`, for clock changes that no
    /// place has.
    #[cfg(test)]
    pub(crate) fn ruled(rule: &str) -> Self {
        Self(TimeZone::posix(rule).expect("a rule"))
    }

    /// Returns the name that people know it by.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or(UNNAMED)
    }

    /// Returns a text that differs whenever the clock on the wall would differ between 1970 and
    /// 2100: by the name, and by the clock changes, which newer zone data can tell otherwise.
    pub fn fingerprint(&self) -> String {
        let mut hasher = Sha256::new();
        hasher.update(self.0.to_offset(Timestamp::UNIX_EPOCH).seconds().to_be_bytes());
        let changes = self.0.following(Timestamp::UNIX_EPOCH);
        for change in changes.take_while(|change| change.timestamp().as_second() < TOLD_APART_UNTIL)
        {
            hasher.update(change.timestamp().as_second().to_be_bytes());
            hasher.update(change.offset().seconds().to_be_bytes());
        }
        let digest: String =
            hasher.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        format!("{} {digest}", self.name())
    }

    /// Returns what the clock on the wall shows at an instant.
    pub fn local(&self, instant: DateTime<Utc>) -> NaiveDateTime {
        let utc = instant.naive_utc();
        // Beyond the years that jiff knows (-9999 to 9999) there are no clock changes to respect.
        Timestamp::from_second(instant.timestamp())
            .ok()
            .and_then(|second| fixed(self.0.to_offset(second)))
            .and_then(|offset| utc.checked_add_offset(offset))
            .unwrap_or(utc)
    }

    /// Returns the instant at which the clock on the wall shows a time.
    pub fn instant(&self, local: NaiveDateTime) -> DateTime<Utc> {
        let offset = civil_second(local).and_then(|second| {
            // The offset before a change does both: it carries a skipped time past the gap, and
            // picks the first of two.
            fixed(match self.0.to_ambiguous_timestamp(second).offset() {
                AmbiguousOffset::Unambiguous { offset } => offset,
                AmbiguousOffset::Gap { before, .. } | AmbiguousOffset::Fold { before, .. } => {
                    before
                }
            })
        });
        offset.and_then(|offset| local.checked_sub_offset(offset)).unwrap_or(local).and_utc()
    }
}

fn fixed(offset: Offset) -> Option<FixedOffset> {
    FixedOffset::east_opt(offset.seconds())
}

/// The wall-clock second in jiff's words, where jiff knows its year.
fn civil_second(local: NaiveDateTime) -> Option<civil::DateTime> {
    civil::DateTime::new(
        i16::try_from(local.year()).ok()?,
        i8::try_from(local.month()).ok()?,
        i8::try_from(local.day()).ok()?,
        i8::try_from(local.hour()).ok()?,
        i8::try_from(local.minute()).ok()?,
        i8::try_from(local.second()).ok()?,
        0,
    )
    .ok()
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;

    fn zone(name: &str) -> Zone {
        Zone::named(name).expect("a known zone")
    }

    fn wall(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a wall-clock time")
    }

    fn utc(text: &str) -> DateTime<Utc> {
        wall(text).and_utc()
    }

    #[test]
    fn wall_clock_and_instant_agree() {
        for (name, local, instant) in [
            ("UTC", "2026-11-22 09:00", "2026-11-22 09:00"),
            ("Europe/Berlin", "2026-01-15 09:00", "2026-01-15 08:00"),
            ("Europe/Berlin", "2026-07-15 09:00", "2026-07-15 07:00"),
            ("America/New_York", "2026-01-15 09:00", "2026-01-15 14:00"),
            ("America/New_York", "2026-07-15 09:00", "2026-07-15 13:00"),
            ("Australia/Lord_Howe", "2026-01-15 09:00", "2026-01-14 22:00"),
            ("Australia/Lord_Howe", "2026-07-15 09:00", "2026-07-14 22:30"),
            ("Pacific/Kiritimati", "2026-11-23 00:30", "2026-11-22 10:30"),
            ("Pacific/Pago_Pago", "2026-11-21 23:30", "2026-11-22 10:30"),
            ("Asia/Kolkata", "2026-11-22 09:00", "2026-11-22 03:30"),
            // A rule of 2026 that older zone data does not know.
            ("America/Vancouver", "2026-12-15 09:00", "2026-12-15 16:00"),
        ] {
            assert_eq!(zone(name).instant(wall(local)), utc(instant), "{name} {local}");
            assert_eq!(zone(name).local(utc(instant)), wall(local), "{name} {instant}");
        }
    }

    #[test]
    fn a_skipped_time_moves_forward_by_the_gap() {
        for (name, local, instant, shown) in [
            ("Europe/Berlin", "2026-03-29 02:30", "2026-03-29 01:30", "2026-03-29 03:30"),
            ("America/New_York", "2026-03-08 02:30", "2026-03-08 07:30", "2026-03-08 03:30"),
            ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03 15:45", "2026-10-04 02:45"),
            // Samoa left out a whole day.
            ("Pacific/Apia", "2011-12-30 09:00", "2011-12-30 19:00", "2011-12-31 09:00"),
        ] {
            assert_eq!(zone(name).instant(wall(local)), utc(instant), "{name} {local}");
            assert_eq!(zone(name).local(utc(instant)), wall(shown), "{name} {local}");
        }
    }

    #[test]
    fn a_time_that_happens_twice_is_the_earlier() {
        for (name, local, earlier, later) in [
            ("Europe/Berlin", "2026-10-25 02:30", "2026-10-25 00:30", "2026-10-25 01:30"),
            ("America/New_York", "2026-11-01 01:30", "2026-11-01 05:30", "2026-11-01 06:30"),
            ("Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04 14:45", "2026-04-04 15:15"),
        ] {
            assert_eq!(zone(name).instant(wall(local)), utc(earlier), "{name} {local}");
            assert_eq!(zone(name).local(utc(earlier)), wall(local), "{name} {local}");
            assert_eq!(zone(name).local(utc(later)), wall(local), "{name} {local}");
        }
    }

    #[test]
    fn only_names_that_are_known_are_zones() {
        for name in ["", " ", "Mars/Olympus", "Etc/Unknown", "+02:00", "../etc/passwd"] {
            assert_eq!(Zone::named(name), None, "{name}");
        }
        assert_eq!(zone("europe/berlin").name(), "Europe/Berlin");
        assert_eq!(Zone::utc().name(), "UTC");
        assert!(!Zone::system().name().is_empty());
    }

    #[test]
    fn zones_are_told_apart_by_their_clock_changes_and_names() {
        let prints: std::collections::BTreeSet<String> = [
            Zone::utc(),
            zone("Europe/Berlin"),
            zone("Europe/Vienna"),
            Zone::ruled("CET-1CEST,M3.5.0,M10.5.0/3"),
            Zone::ruled("CET-1CEST,M3.5.0,M10.4.0/3"),
            Zone::ruled("CET-2CEST,M3.5.0,M10.5.0/3"),
        ]
        .iter()
        .map(Zone::fingerprint)
        .collect();
        assert_eq!(prints.len(), 6, "{prints:?}");
        assert_eq!(zone("europe/berlin").fingerprint(), zone("Europe/Berlin").fingerprint());
    }

    #[test]
    fn years_beyond_the_zone_data_are_read_as_utc() {
        let berlin = zone("Europe/Berlin");
        for instant in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
            assert_eq!(berlin.local(instant), instant.naive_utc());
            assert_eq!(berlin.instant(instant.naive_utc()), instant);
        }
    }

    proptest! {
        #[test]
        fn an_instant_survives_the_way_there_and_back(
            seconds in 0i64..4_000_000_000,
            name in prop::sample::select(vec![
                "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe",
                "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/Havana",
            ]),
        ) {
            let zone = zone(name);
            let instant = DateTime::from_timestamp(seconds, 0).expect("in range");
            let back = zone.instant(zone.local(instant));
            // In the repeated hour the way back picks the earlier instant.
            prop_assert!(back == instant || zone.local(back) == zone.local(instant));
            prop_assert!(back <= instant && instant - back <= TimeDelta::hours(1));
        }
    }
}
