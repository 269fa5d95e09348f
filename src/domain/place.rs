//! Where a person is, as far as their phone number and their country tell, and what time it is
//! there.
//!
//! A country may keep several times, and a phone may be of another country than its owner. So a
//! person has all the zones that they may be in: a call is decent where it is in one of them, and
//! the next good moment is good in all of them. Knows nothing of the team's own working hours.

use std::ops::Range;

use chrono::{DateTime, Datelike, Days, NaiveDateTime, TimeDelta, Timelike, Utc, Weekday};

use super::contact::Contact;
use super::country::Country;
use super::phone::Phone;
use super::text::Text;
use super::zone::Zone;
use crate::domain::dates::weekday_and_time;
use crate::language::Messages;

/// The hours of a person's day, the last not included, in which a call disturbs nobody much.
/// Leadclock's own choice.
pub const CALL_HOURS: Range<u32> = 8..20;
/// The hours of a person's weekday, the last not included, in which they are likely at their desk.
/// Leadclock's own choice.
pub const DESK_HOURS: Range<u32> = 9..17;

/// An hour in seconds.
const HOUR: i64 = 3_600;
/// The longest wait for a moment that suits all places: no two weekends together take longer.
/// Where a clock change takes them apart it would be months.
const LONGEST_WAIT: TimeDelta = TimeDelta::days(5);
/// How often a moment that was found may lie behind a clock change that moves it.
const MOST_CHANGES: usize = 4;

/// All places where a person may be: one at least.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whereabouts {
    spots: Vec<Spot>,
    basis: Basis,
}

/// What it rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The phone number: of a person without a country, or narrower than their country is.
    Phone,
    /// The country.
    Country(Country),
    /// Both, because they disagree.
    Both {
        /// The country of the phone number.
        phone: Country,
        /// The country that was stated.
        stated: Country,
    },
}

/// One zone, and the two days of its week on which offices are closed.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Spot {
    zone: Zone,
    weekend: [Weekday; 2],
}

impl Whereabouts {
    /// Returns where a person is; `None` where neither the phone number nor the country tells.
    ///
    /// Takes up to a millisecond: for the person on the screen, not for each record read.
    pub fn of(contact: &Contact) -> Option<Self> {
        let stated = contact.country.as_ref().map(Text::raw).and_then(Country::parse);
        let phone = contact.phone.as_ref().and_then(|phone| Phone::parse(phone.raw(), stated));
        let Some(phone) = phone else {
            return Self::new(Basis::Country(stated?), spots(stated?.zones(), stated));
        };
        let (zones, of_phone) = (phone.zones(), phone.country());
        match (of_phone, stated) {
            (_, None) => Self::new(Basis::Phone, spots(zones, of_phone)),
            (Some(phone), Some(stated)) if phone != stated => Self::new(
                Basis::Both { phone, stated },
                [spots(stated.zones(), Some(stated)), spots(zones, Some(phone))].concat(),
            ),
            (Some(_), Some(stated)) if is_narrower(&zones, &stated.zones()) => {
                Self::new(Basis::Phone, spots(zones, Some(stated)))
            }
            (_, Some(stated)) => {
                Self::new(Basis::Country(stated), spots(stated.zones(), Some(stated)))
            }
        }
    }

    fn new(basis: Basis, spots: Vec<Spot>) -> Option<Self> {
        (!spots.is_empty()).then_some(Self { spots, basis })
    }

    /// Returns what it rests on.
    pub const fn basis(&self) -> Basis {
        self.basis
    }

    /// Returns what the clocks on the walls may show there, the earliest first. Zones that agree at
    /// the moment are one.
    pub fn local_times(&self, now: DateTime<Utc>) -> Vec<NaiveDateTime> {
        let mut times: Vec<NaiveDateTime> =
            self.spots.iter().map(|spot| spot.zone.local(now)).collect();
        times.sort_unstable();
        times.dedup();
        times
    }

    /// Returns the time there in at most 21 columns: `Mon 21:40 there`, `Mon 06:10-11:10 there`.
    pub fn short(&self, now: DateTime<Utc>, say: &Messages) -> String {
        match self.ends(now) {
            (first, last) if first == last => say.there_at(weekday_and_time(first, say)),
            (first, last) if first.date() == last.date() => {
                say.there_span(weekday_and_time(first, say), last.format("%H:%M").to_string())
            }
            (first, last) => {
                say.there_span_of_days(weekday_and_time(first, say), weekday_and_time(last, say))
            }
        }
    }

    /// Returns the time there in a sentence that says why it is not certain, where it is not.
    pub fn says(&self, now: DateTime<Utc>, say: &Messages) -> String {
        let (first, last) = self.ends(now);
        if first == last {
            return self.short(now, say);
        }
        let until = match first.date() == last.date() {
            true => last.format("%H:%M").to_string(),
            false => weekday_and_time(last, say),
        };
        let why = match self.basis {
            Basis::Phone => say.there_phone_fits_several(),
            Basis::Country(country) => say.there_country_has_several(country.name()),
            Basis::Both { phone, stated } => {
                say.there_country_and_phone(stated.name(), phone.name())
            }
        };
        say.there_between(weekday_and_time(first, say), until, why)
    }

    fn ends(&self, now: DateTime<Utc>) -> (NaiveDateTime, NaiveDateTime) {
        let times = self.local_times(now);
        let first = times.first().copied().unwrap_or(now.naive_utc());
        (first, times.last().copied().unwrap_or(first))
    }

    /// Returns whether a call is decent: it is in [`CALL_HOURS`] in one of the places at least.
    pub fn is_decent(&self, at: DateTime<Utc>) -> bool {
        self.spots.iter().any(|spot| CALL_HOURS.contains(&spot.zone.local(at).hour()))
    }

    /// Returns the first moment from `at` on that is good for a call: on a weekday and in
    /// [`DESK_HOURS`] in all of the places.
    ///
    /// Where the places are too far apart for that, it is on a weekday and in [`CALL_HOURS`] in all
    /// of them; where they are too far apart even for that, the first place alone decides: of a
    /// country the one where most people live. What is found is always decent.
    pub fn next_decent(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        let mut moment = at;
        for _ in 0..MOST_CHANGES {
            // A clock change on the way may bring the places together, or take them apart.
            let next = self.good_from(moment);
            if next == moment {
                break;
            }
            moment = next;
        }
        moment
    }

    fn good_from(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        [DESK_HOURS, CALL_HOURS]
            .into_iter()
            .filter(|hours| meet(&self.spots, at, hours))
            .find_map(|hours| common(&self.spots, at, &hours))
            .or_else(|| common(self.spots.get(..1)?, at, &DESK_HOURS))
            .unwrap_or(at)
    }
}

impl Spot {
    /// Returns whether it is one of the hours of a weekday there.
    fn is_in(&self, at: DateTime<Utc>, hours: &Range<u32>) -> bool {
        let local = self.zone.local(at);
        hours.contains(&local.hour()) && !self.weekend.contains(&local.weekday())
    }

    /// Returns when the hours next begin on a weekday there, after `at`.
    fn next_start(&self, at: DateTime<Utc>, hours: &Range<u32>) -> Option<DateTime<Utc>> {
        let today = self.zone.local(at).date();
        (0..7).find_map(|days| {
            let date = today.checked_add_days(Days::new(days))?;
            let start = self.zone.instant(date.and_hms_opt(hours.start, 0, 0)?);
            (start > at && !self.weekend.contains(&date.weekday())).then_some(start)
        })
    }
}

fn is_narrower(zones: &[Zone], others: &[Zone]) -> bool {
    !zones.is_empty() && zones.len() < others.len()
}

fn spots(zones: Vec<Zone>, country: Option<Country>) -> Vec<Spot> {
    let weekend = country.map_or([Weekday::Sat, Weekday::Sun], Country::weekend);
    zones.into_iter().map(|zone| Spot { zone, weekend }).collect()
}

/// Whether the hours of all spots meet on a day when the clocks are as they are at `at`.
fn meet(spots: &[Spot], at: DateTime<Utc>, hours: &Range<u32>) -> bool {
    let ahead = |spot: &Spot| (spot.zone.local(at) - at.naive_utc()).num_seconds();
    spots.iter().any(|first| {
        let start = i64::from(hours.start) * HOUR - ahead(first);
        spots.iter().all(|spot| {
            let hour = (start + ahead(spot)).rem_euclid(24 * HOUR) / HOUR;
            u32::try_from(hour).is_ok_and(|hour| hours.contains(&hour))
        })
    })
}

/// Returns the first moment from `at` on that lies in the hours of a weekday in all spots.
fn common(spots: &[Spot], at: DateTime<Utc>, hours: &Range<u32>) -> Option<DateTime<Utc>> {
    let mut moment = at;
    while moment - at <= LONGEST_WAIT {
        match spots.iter().find(|spot| !spot.is_in(moment, hours)) {
            None => return Some(moment),
            Some(outside) => moment = outside.next_start(moment, hours)?,
        }
    }
    None
}

#[cfg(test)]
mod tests;
