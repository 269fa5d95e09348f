//! What asks before something is done that good practice advises against.
//!
//! A guard says what it saw, in numbers, and when would be better. It never decides: the answer can
//! be to go on, and then an event says so. Microsoft's guidance is to expect several calls, to write
//! several times before giving up, and not to bombard; the numbers are leadclock's own and can be
//! set.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};

use super::funnel::{Channel, DismissReason, GuardKind, Outcome};
use super::lead::{Lead, Touch};
use super::lead_source::Action;
use super::place::Whereabouts;
use super::reach::Reach;
use super::record::LeadRecord;
use super::span::{self, duration};
use super::text::Text;
use crate::language::{Messages, english};

/// The numbers that the guards go by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuardLimits {
    /// "No answer" takes so many touches.
    pub give_up_touches: usize,
    /// By so many channels, where the person has as many.
    pub give_up_channels: usize,
    /// Over so many days, from the first touch on.
    pub give_up_days: i64,
    /// No more touches than this to one person ...
    pub most_touches: usize,
    /// ... within this time.
    pub most_within: TimeDelta,
    /// The same channel not again before this time.
    pub same_channel_after: TimeDelta,
}

impl Default for GuardLimits {
    fn default() -> Self {
        Self {
            give_up_touches: 4,
            give_up_channels: 2,
            give_up_days: 5,
            most_touches: 5,
            most_within: TimeDelta::days(7),
            same_channel_after: TimeDelta::hours(20),
        }
    }
}

/// A guard that asks, with what it saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guard {
    /// Too little was tried to give up.
    GiveUp {
        /// How many touches were made.
        touches: usize,
        /// By how many channels.
        channels: usize,
        /// Over how many whole days.
        days: i64,
        /// What it takes.
        needs: (usize, usize, i64),
    },
    /// This would be one touch more than a person should get in so short a time.
    TooMany {
        /// How many there were.
        touches: usize,
        /// In which time.
        within: TimeDelta,
        /// When the next one is decent, UTC.
        better_at: DateTime<Utc>,
    },
    /// The same channel was used just now.
    SameChannel {
        /// Which.
        channel: Channel,
        /// How long ago.
        ago: TimeDelta,
        /// When it is decent again, UTC.
        better_at: DateTime<Utc>,
    },
    /// It is no time to call where the person is.
    TheirHour {
        /// Where that is.
        place: Whereabouts,
        /// When it was asked, UTC.
        at: DateTime<Utc>,
        /// When a call is decent, UTC.
        better_at: DateTime<Utc>,
    },
    /// A partner answers for the offer.
    HeadsUp {
        /// The offer.
        offer: Text,
    },
}

impl Guard {
    /// Returns which guard it is: what an override is logged and counted as.
    pub const fn kind(&self) -> GuardKind {
        match self {
            Self::GiveUp { .. } => GuardKind::GiveUp,
            Self::TooMany { .. } | Self::SameChannel { .. } => GuardKind::Bombardment,
            Self::TheirHour { .. } => GuardKind::TheirHour,
            Self::HeadsUp { .. } => GuardKind::HeadsUp,
        }
    }

    /// Says what it saw.
    pub fn says(&self, say: &Messages) -> String {
        match self {
            Self::GiveUp { touches: 0, needs: (most, ways, wait), .. } => {
                say.asks_untried(tally(*most, *ways, *wait, say))
            }
            Self::GiveUp { touches, channels, days, needs: (most, ways, wait) } => say
                .asks_give_up(
                    tally(*touches, *channels, *days, say),
                    tally(*most, *ways, *wait, say),
                ),
            Self::TooMany { touches, within, .. } => say.asks_too_many(*touches, duration(*within)),
            Self::SameChannel { channel, ago, .. } => {
                say.asks_same_channel(channel.label(say), span::ago(*ago, say))
            }
            Self::TheirHour { place, at, .. } => say.asks_their_hour(place.says(*at, say)),
            Self::HeadsUp { offer } => say.asks_heads_up(offer.shown()),
        }
    }

    /// Returns when the touch would be decent, UTC; `None` where another time helps nothing.
    pub const fn better_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::TooMany { better_at, .. }
            | Self::SameChannel { better_at, .. }
            | Self::TheirHour { better_at, .. } => Some(*better_at),
            Self::GiveUp { .. } | Self::HeadsUp { .. } => None,
        }
    }
}

impl fmt::Display for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.says(english()))
    }
}

fn tally(touches: usize, channels: usize, days: i64, say: &Messages) -> String {
    let days = usize::try_from(days).unwrap_or(0);
    say.asks_tally(say.asks_touches(touches), say.asks_channels(channels), say.asks_days(days))
}

/// Returns the guards that ask before a touch that is made now.
pub fn before_touch(
    lead: &Lead,
    channel: Channel,
    outcome: Outcome,
    limits: &GuardLimits,
    now: DateTime<Utc>,
) -> Vec<Guard> {
    // What came from the person pesters nobody.
    if outcome.is_invited() {
        return Vec::new();
    }
    let place = lead.whereabouts();
    let mut guards = Vec::new();
    guards.extend(heads_up(lead));
    guards.extend(too_many(lead, limits, place, now));
    guards.extend(same_channel(lead, channel, limits, place, now));
    if let Some(place) = place.filter(|place| channel == Channel::Call && !place.is_decent(now)) {
        let better_at = place.next_decent(now);
        guards.push(Guard::TheirHour { place: place.clone(), at: now, better_at });
    }
    guards
}

/// Returns the guard that asks before a lead is dismissed.
pub fn before_dismissal(
    lead: &Lead,
    reason: DismissReason,
    limits: &GuardLimits,
    now: DateTime<Utc>,
) -> Option<Guard> {
    if reason != DismissReason::NoAnswer {
        return None;
    }
    let made = &lead.state().touches;
    let channels: BTreeSet<Channel> = made.iter().map(|touch| touch.channel).collect();
    let days = made.iter().map(|touch| touch.at).min().map_or(0, |first| (now - first).num_days());
    // A person who can be reached in one way only can not be tried in two.
    let reach = Reach::of(lead);
    let ways = [Channel::Call, Channel::Email]
        .iter()
        .filter(|channel| reach.obstacle(**channel).is_none())
        .count();
    if ways == 0 {
        return None;
    }
    let needs = (
        limits.give_up_touches,
        limits.give_up_channels.min(ways.max(channels.len())),
        limits.give_up_days,
    );
    let enough = made.len() >= needs.0 && channels.len() >= needs.1 && days >= needs.2;
    (!enough).then_some(Guard::GiveUp {
        touches: made.len(),
        channels: channels.len(),
        days,
        needs,
    })
}

/// The touches that we made of our own accord.
fn attempts(lead: &Lead) -> impl Iterator<Item = &Touch> {
    lead.state().touches.iter().filter(|touch| !touch.outcome.is_invited())
}

fn too_many(
    lead: &Lead,
    limits: &GuardLimits,
    place: Option<&Whereabouts>,
    now: DateTime<Utc>,
) -> Option<Guard> {
    let mut recent: Vec<DateTime<Utc>> =
        attempts(lead).map(|touch| touch.at).filter(|at| now - *at < limits.most_within).collect();
    recent.sort_unstable();
    let over = recent.len().checked_sub(limits.most_touches)?;
    // The next one is decent when all but so many have gone out of the time.
    let leaves = *recent.get(over)?;
    Some(Guard::TooMany {
        touches: recent.len(),
        within: limits.most_within,
        better_at: decent(place, leaves + limits.most_within),
    })
}

fn same_channel(
    lead: &Lead,
    channel: Channel,
    limits: &GuardLimits,
    place: Option<&Whereabouts>,
    now: DateTime<Utc>,
) -> Option<Guard> {
    // Whoever asked again, or answered, is in a conversation with us.
    if !matches!(channel, Channel::Call | Channel::Email) || lead.unanswered().next().is_some() {
        return None;
    }
    let last = lead
        .state()
        .touches
        .iter()
        .rev()
        .take_while(|touch| !touch.outcome.is_contact())
        .find(|touch| touch.channel == channel)?;
    let ago = now - last.at;
    (ago < limits.same_channel_after).then(|| Guard::SameChannel {
        channel,
        ago,
        better_at: decent(place, last.at + limits.same_channel_after),
    })
}

fn heads_up(lead: &Lead) -> Option<Guard> {
    let offer = lead.request().and_then(LeadRecord::offer_name)?;
    lead.records()
        .iter()
        .any(|record| {
            record.action == Action::DoNotContact && record.offer_name().as_ref() == Some(&offer)
        })
        .then_some(Guard::HeadsUp { offer })
}

fn decent(place: Option<&Whereabouts>, at: DateTime<Utc>) -> DateTime<Utc> {
    place.map_or(at, |place| place.next_decent(at))
}

#[cfg(test)]
mod tests;
