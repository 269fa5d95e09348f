//! Which channels exist for a person, and for one that does not, why not.
//!
//! Meetings and other touches always exist. Whether the hour is decent is `place`'s to say, and
//! whether a touch may be logged `command`'s. To give an e-mail or a call another obstacle, add a
//! variant here.

use super::address::Address;
use super::contact::Contact;
use super::country::Country;
use super::funnel::{Channel, Outcome};
use super::lead::{Lead, Touch};
use super::phone::Phone;
use super::text::{Text, cut};
use crate::language::Messages;

/// How much of a number or address an obstacle shows, in columns.
const SHOWN: usize = 14;

/// The ways to a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// The number to call.
    pub call: Result<Phone, Obstacle>,
    /// The address to write to, as typed.
    pub email: Result<Text, Obstacle>,
}

/// Why a channel does not exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// The person asked not to be contacted.
    OptedOut,
    /// The person asked not to be reached in this way.
    NotThisWay,
    /// There is nothing but do-not-contact records of the person.
    HeadsUpOnly,
    /// No record carries a phone number.
    NoNumber,
    /// What stands for the number is none that could be dialled.
    UnreadableNumber(Text),
    /// Somebody else answers at this number.
    WrongNumber,
    /// No record carries an address.
    NoAddress,
    /// What stands for the address is none that could be written to.
    UnreadableAddress(Text),
    /// The last mail to this address came back.
    Bounced,
}

impl Reach {
    /// Returns the ways to a person, by their newest number and address.
    pub fn of(lead: &Lead) -> Self {
        let person = lead.person();
        let wall = if lead.is_opted_out() {
            Some(Obstacle::OptedOut)
        } else {
            lead.is_behind_wall().then_some(Obstacle::HeadsUpOnly)
        };
        match wall {
            Some(wall) => Self { call: Err(wall.clone()), email: Err(wall) },
            None => Self {
                call: wanted(lead, Channel::Call).and_then(|()| call(lead, &person)),
                email: wanted(lead, Channel::Email).and_then(|()| email(lead, &person)),
            },
        }
    }

    /// Returns what stands in the way of a channel, if anything does.
    pub fn obstacle(&self, channel: Channel) -> Option<&Obstacle> {
        match channel {
            Channel::Call => self.call.as_ref().err(),
            Channel::Email => self.email.as_ref().err(),
            Channel::Meeting | Channel::Other => None,
        }
    }
}

impl Obstacle {
    /// Returns the reason in fewer than forty columns, safe for a terminal.
    pub fn says(&self, say: &Messages) -> String {
        match self {
            Self::OptedOut => say.obstacle_opted_out(),
            Self::NotThisWay => say.obstacle_not_this_way(),
            Self::HeadsUpOnly => say.obstacle_heads_up_only(),
            Self::NoNumber => say.obstacle_no_number(),
            Self::UnreadableNumber(text) => say.obstacle_unreadable_number(quote(text)),
            Self::WrongNumber => say.obstacle_wrong_number(),
            Self::NoAddress => say.obstacle_no_address(),
            Self::UnreadableAddress(text) => say.obstacle_unreadable_address(quote(text)),
            Self::Bounced => say.obstacle_bounced(),
        }
    }
}

fn quote(text: &Text) -> String {
    format!("\"{}\"", cut(&text.shown(), SHOWN))
}

fn wanted(lead: &Lead, channel: Channel) -> Result<(), Obstacle> {
    if lead.state().opted_out_of.contains(&channel) { Err(Obstacle::NotThisWay) } else { Ok(()) }
}

fn call(lead: &Lead, person: &Contact) -> Result<Phone, Obstacle> {
    let typed = person.phone.as_ref().ok_or(Obstacle::NoNumber)?;
    let country = person.country.as_ref().map(Text::raw).and_then(Country::parse);
    let phone = Phone::parse(typed.raw(), country)
        .ok_or_else(|| Obstacle::UnreadableNumber(typed.clone()))?;
    // That nobody picked up says nothing of whose number it is.
    let telling = |touch: &&Touch| {
        let tells = [Outcome::WrongNumber, Outcome::Reached, Outcome::CallBack];
        touch.channel == Channel::Call && tells.contains(&touch.outcome)
    };
    let last = lead.state().touches.iter().filter(telling).max_by_key(|touch| touch.at);
    match last {
        Some(touch) if touch.outcome == Outcome::WrongNumber => {
            let then = known_at(lead, touch, |contact| contact.phone.as_ref());
            let is_same = then.is_some_and(|then| {
                then == typed || Phone::parse(then.raw(), country).as_ref() == Some(&phone)
            });
            if is_same { Err(Obstacle::WrongNumber) } else { Ok(phone) }
        }
        _ => Ok(phone),
    }
}

fn email(lead: &Lead, person: &Contact) -> Result<Text, Obstacle> {
    let typed = person.email.as_ref().ok_or(Obstacle::NoAddress)?;
    if Address::parse(typed.raw()).is_none() {
        return Err(Obstacle::UnreadableAddress(typed.clone()));
    }
    let mails = lead.state().touches.iter().filter(|touch| touch.channel == Channel::Email);
    match mails.max_by_key(|touch| touch.at) {
        Some(touch) if touch.outcome == Outcome::Bounced => {
            let then = known_at(lead, touch, |contact| contact.email.as_ref());
            let is_same = then.is_some_and(|then| {
                then.raw().trim().to_lowercase() == typed.raw().trim().to_lowercase()
            });
            if is_same { Err(Obstacle::Bounced) } else { Ok(typed.clone()) }
        }
        _ => Ok(typed.clone()),
    }
}

/// Returns what the records said of a field when a touch was made.
fn known_at<'a>(
    lead: &'a Lead,
    touch: &Touch,
    field: impl Fn(&'a Contact) -> Option<&'a Text>,
) -> Option<&'a Text> {
    let mut before = lead.records().iter().rev().filter(|record| record.started_at() <= touch.at);
    before.find_map(|record| field(&record.contact))
}

#[cfg(test)]
mod tests;
