//! What is asked after a verb's key: one more key, or a few words.

use chrono::{DateTime, TimeDelta, Utc};

use crate::app::triage::Wish;
use crate::domain::command::Command;
use crate::domain::funnel::{Channel, DismissReason, Outcome};
use crate::domain::when::{self, NotATime};
use crate::domain::zone::Zone;

/// How far `0` puts a lead off.
const NURTURE_DAYS: i64 = 90;

/// A question that one more key answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Menu {
    /// What came of the call.
    Call,
    /// What came of the mail.
    Mail,
    /// What came of the meeting, or another touch.
    Meet,
    /// Why it is dismissed.
    Dismiss,
    /// When to follow up: a digit or words.
    FollowUp,
    /// Until when it is out of sight: a digit or words.
    Snooze,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The key.
    pub key: char,
    /// What it says.
    pub label: String,
    /// What it asks for.
    pub command: Command,
}

impl Menu {
    /// Returns the question.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Call => "What came of the call?",
            Self::Mail => "What came of the mail?",
            Self::Meet => "What came of it?",
            Self::Dismiss => "Why dismiss it?",
            Self::FollowUp => "Follow up when?",
            Self::Snooze => "Out of sight until when?",
        }
    }

    /// Returns whether words are an answer too, and what they can look like.
    pub const fn words(self) -> Option<&'static str> {
        match self {
            Self::FollowUp => Some("or type: tue 9am, tomorrow, in 2 hours, dec 1"),
            Self::Snooze => Some("or type: 30m, tomorrow 9am, mon"),
            _ => None,
        }
    }

    /// Returns the answers, as of a moment.
    pub fn choices(self, now: DateTime<Utc>, zone: &Zone) -> Vec<Choice> {
        match self {
            Self::Call => touches(Channel::Call),
            Self::Mail => touches(Channel::Email),
            Self::Meet => {
                let mut choices = touches(Channel::Meeting);
                choices.push(touch('o', Channel::Other, Outcome::Done, "another touch".to_owned()));
                choices
            }
            Self::Dismiss => reasons(),
            Self::FollowUp => {
                let mut choices: Vec<Choice> = (1..=9)
                    .map(|days| Choice {
                        key: digit(days),
                        label: match days {
                            1 => "in 1 day".to_owned(),
                            _ => format!("in {days} days"),
                        },
                        command: Command::Schedule { due_at: in_days(days, now, zone) },
                    })
                    .collect();
                choices.push(Choice {
                    key: '0',
                    label: format!("nurture: in {NURTURE_DAYS} days"),
                    command: Command::Nurture { due_at: in_days(NURTURE_DAYS, now, zone) },
                });
                choices
            }
            Self::Snooze => (1..=9)
                .map(|hours| Choice {
                    key: digit(hours),
                    label: match hours {
                        1 => "for 1 hour".to_owned(),
                        _ => format!("for {hours} hours"),
                    },
                    command: Command::Snooze { until: now + TimeDelta::hours(hours) },
                })
                .collect(),
        }
    }

    /// Reads words as an answer.
    ///
    /// # Errors
    /// What is wrong with the words; also where the question takes none.
    pub fn answer(self, words: &str, now: DateTime<Utc>, zone: &Zone) -> Result<Wish, NotATime> {
        let at = when::parse(words, now, zone)?;
        Ok(Wish::command(match self {
            Self::Snooze => Command::Snooze { until: at },
            _ => Command::Schedule { due_at: at },
        }))
    }
}

fn touches(channel: Channel) -> Vec<Choice> {
    (1..)
        .zip(Outcome::of(channel))
        .map(|(number, outcome)| {
            touch(digit(number), channel, *outcome, outcome.label().to_owned())
        })
        .collect()
}

fn touch(key: char, channel: Channel, outcome: Outcome, label: String) -> Choice {
    Choice { key, label, command: Command::LogTouch { channel, outcome, made_at: None } }
}

/// The first nine reasons have their digits, `0` and letters follow.
fn reasons() -> Vec<Choice> {
    "1234567890ct"
        .chars()
        .zip(DismissReason::ALL)
        .map(|(key, reason)| Choice {
            key,
            label: reason.label().to_owned(),
            command: Command::Dismiss { reason: *reason },
        })
        .collect()
}

fn digit(number: i64) -> char {
    u32::try_from(number).ok().and_then(|number| char::from_digit(number, 10)).unwrap_or('?')
}

/// The same time on the wall, so many days on.
fn in_days(days: i64, now: DateTime<Utc>, zone: &Zone) -> DateTime<Utc> {
    zone.instant(zone.local(now) + TimeDelta::days(days))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_has_a_key_of_its_own() {
        for menu in
            [Menu::Call, Menu::Mail, Menu::Meet, Menu::Dismiss, Menu::FollowUp, Menu::Snooze]
        {
            let mut keys: Vec<char> = menu
                .choices(DateTime::UNIX_EPOCH, &Zone::utc())
                .iter()
                .map(|choice| choice.key)
                .collect();
            let count = keys.len();
            keys.sort_unstable();
            keys.dedup();
            assert_eq!(keys.len(), count, "{menu:?}");
            assert!(!keys.contains(&'?'));
        }
        assert_eq!(reasons().len(), DismissReason::ALL.len());
    }
}
