//! Days and times of day as each language writes them, on the wall clock of a zone; hours are 00 to
//! 23 everywhere.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Utc};

use super::zone::Zone;
use crate::language::Messages;

/// Writes a time of the near past or future: `Tue 14 Jan 09:00`.
pub fn day_and_time(at: DateTime<Utc>, zone: &Zone, say: &Messages) -> String {
    let local = zone.local(at);
    say.day_and_time(weekday(local, say), local.day(), month(local.date(), say), time(local))
}

/// The same, with the year where it is not this one.
pub fn day_and_time_from(
    now: DateTime<Utc>,
    at: DateTime<Utc>,
    zone: &Zone,
    say: &Messages,
) -> String {
    let local = zone.local(at);
    if zone.local(now).year() == local.year() {
        return day_and_time(at, zone, say);
    }
    let (month, year) = (month(local.date(), say), local.year().to_string());
    say.day_year_and_time(weekday(local, say), local.day(), month, year, time(local))
}

/// Writes a time of these days, by the wall clock: `Tue 09:00`.
pub fn weekday_and_time(local: NaiveDateTime, say: &Messages) -> String {
    say.weekday_and_time(weekday(local, say), time(local))
}

/// Writes a day of this year: `14 Jan`.
pub fn day_and_month(date: NaiveDate, say: &Messages) -> String {
    say.day_month(date.day(), month(date, say))
}

/// Writes a day of any year: `14 Jan 2026`.
pub fn day_and_year(date: NaiveDate, say: &Messages) -> String {
    say.day_and_year(date.day(), month(date, say), date.year().to_string())
}

fn time(local: NaiveDateTime) -> String {
    local.format("%H:%M").to_string()
}

fn weekday(local: NaiveDateTime, say: &Messages) -> String {
    say.weekday(local.format("%a").to_string())
}

fn month(date: NaiveDate, say: &Messages) -> String {
    say.month(date.month())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::parse;
    use crate::language::Language;

    #[test]
    fn each_language_writes_days_in_its_own_order() {
        let zone = Zone::utc();
        let [now, at] = ["2026-11-23T09:00:00Z", "2027-01-05T06:07:00Z"]
            .map(|text| parse(text).expect("a time"));
        let (en, zh) = (Language::En.say(), Language::ZhHans.say());
        assert_eq!(day_and_time(at, &zone, en), "Tue 5 Jan 06:07");
        assert_eq!(day_and_time(at, &zone, zh), "1月5日周二 06:07");
        assert_eq!(day_and_time_from(now, at, &zone, en), "Tue 5 Jan 2027 06:07");
        assert_eq!(day_and_time_from(now, at, &zone, zh), "2027年1月5日周二 06:07");
        assert_eq!(day_and_time_from(now, now, &zone, en), "Mon 23 Nov 09:00");
        assert_eq!(weekday_and_time(zone.local(at), zh), "周二 06:07");
        assert_eq!(day_and_month(zone.local(at).date(), en), "5 Jan");
        assert_eq!(day_and_year(zone.local(at).date(), zh), "2027年1月5日");
    }
}
