//! What is asked after a verb's key: one more key, or a few words.

use chrono::{DateTime, TimeDelta, Utc};

use crate::app::triage::Wish;
use crate::domain::command::Command;
use crate::domain::funnel::{Channel, DismissReason, Outcome};
use crate::domain::practice::Practice;
use crate::domain::when::{self, NotATime};
use crate::domain::zone::Zone;
use crate::language::Messages;

/// How far `0` puts a lead off.
const NURTURE_DAYS: i64 = 90;

/// What the answers depend on.
#[derive(Clone, Copy, Debug)]
pub struct Desk<'a> {
    /// How the team works.
    pub practice: &'a Practice,
    /// Whose wall clock times are read in.
    pub zone: &'a Zone,
    /// What is said.
    pub say: &'static Messages,
    /// Who is at the keys.
    pub actor: &'a str,
    /// The moment.
    pub now: DateTime<Utc>,
}

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
    /// What a qualified lead has reached.
    Milestone,
    /// To whom it is given: a letter or a name.
    Assign,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The key.
    pub key: char,
    /// What it says.
    pub label: String,
    /// What it means.
    pub answer: Answer,
}

/// What an answer means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Something is wanted of the lead.
    Want(Command),
    /// A message is to be written, from the template of that name.
    Draft(String),
}

impl Menu {
    /// Returns the question.
    pub fn title(self, say: &Messages) -> String {
        match self {
            Self::Call => say.menu_call(),
            Self::Mail => say.menu_mail(),
            Self::Meet => say.menu_meet(),
            Self::Dismiss => say.menu_dismiss(),
            Self::FollowUp => say.menu_follow_up(),
            Self::Snooze => say.menu_snooze(),
            Self::Milestone => say.menu_milestone(),
            Self::Assign => say.menu_assign(),
        }
    }

    /// Returns whether words are an answer too, and what they can look like.
    pub fn words(self, say: &Messages) -> Option<String> {
        match self {
            Self::FollowUp => Some(say.menu_follow_up_words()),
            Self::Snooze => Some(say.menu_snooze_words()),
            Self::Assign => Some(say.menu_assign_words()),
            _ => None,
        }
    }

    /// Returns the answers, as of a moment.
    pub fn choices(self, desk: Desk<'_>) -> Vec<Choice> {
        let Desk { now, zone, say, .. } = desk;
        match self {
            Self::Call => touches(Channel::Call, say),
            Self::Mail => touches(Channel::Email, say),
            Self::Meet => {
                let mut choices = touches(Channel::Meeting, say);
                choices.push(touch('o', Channel::Other, Outcome::Done, say.menu_another_touch()));
                choices
            }
            Self::Dismiss => reasons(say),
            Self::FollowUp => {
                let mut choices: Vec<Choice> = (1..=9)
                    .map(|days| Choice {
                        key: digit(days),
                        label: say.menu_in_days(days),
                        answer: Answer::Want(Command::Schedule {
                            due_at: in_days(days, now, zone),
                        }),
                    })
                    .collect();
                choices.push(Choice {
                    key: '0',
                    label: say.menu_nurture_in_days(NURTURE_DAYS),
                    answer: Answer::Want(Command::Nurture {
                        due_at: in_days(NURTURE_DAYS, now, zone),
                    }),
                });
                choices
            }
            Self::Snooze => (1..=9)
                .map(|hours| Choice {
                    key: digit(hours),
                    label: say.menu_for_hours(hours),
                    answer: Answer::Want(Command::Snooze { until: now + TimeDelta::hours(hours) }),
                })
                .collect(),
            Self::Milestone => (1..)
                .zip(&desk.practice.milestones)
                .map(|(number, milestone)| Choice {
                    key: digit(number),
                    label: milestone.label.clone(),
                    answer: Answer::Want(Command::Milestone { milestone: milestone.code.clone() }),
                })
                .collect(),
            Self::Assign => owners(desk),
        }
    }

    /// Reads words as an answer.
    ///
    /// # Errors
    /// What is wrong with the words; also where the question takes none.
    pub fn answer(self, words: &str, desk: Desk<'_>) -> Result<Wish, NotATime> {
        let at = || when::parse(words, desk.now, desk.zone);
        Ok(Wish::command(match self {
            Self::Snooze => Command::Snooze { until: at()? },
            Self::Assign => Command::Assign { owner: owner(words) },
            _ => Command::Schedule { due_at: at()? },
        }))
    }
}

/// A name as it was typed; blank is nobody.
fn owner(words: &str) -> Option<String> {
    Some(words.trim()).filter(|name| !name.is_empty()).map(str::to_owned)
}

/// Everybody of the team by a letter of their name, oneself first, and nobody.
fn owners(desk: Desk<'_>) -> Vec<Choice> {
    let team = desk.practice.team.iter().map(String::as_str).filter(|name| *name != desk.actor);
    let mut choices: Vec<Choice> = Vec::new();
    for name in std::iter::once(desk.actor).chain(team) {
        let letters = name.chars().flat_map(char::to_lowercase).chain('a'..='z');
        let taken = |key: &char| choices.iter().any(|choice| choice.key == *key);
        let Some(key) = letters.filter(char::is_ascii_lowercase).find(|key| !taken(key)) else {
            continue;
        };
        let is_me = name == desk.actor;
        choices.push(Choice {
            key,
            label: if is_me { desk.say.menu_me(name) } else { name.to_owned() },
            answer: Answer::Want(Command::Assign { owner: Some(name.to_owned()) }),
        });
    }
    choices.push(Choice {
        key: '0',
        label: desk.say.menu_nobody(),
        answer: Answer::Want(Command::Assign { owner: None }),
    });
    choices
}

fn touches(channel: Channel, say: &Messages) -> Vec<Choice> {
    (1..)
        .zip(Outcome::of(channel))
        .map(|(number, outcome)| touch(digit(number), channel, *outcome, outcome.label(say)))
        .collect()
}

fn touch(key: char, channel: Channel, outcome: Outcome, label: String) -> Choice {
    let command = Command::LogTouch { channel, outcome, made_at: None };
    Choice { key, label, answer: Answer::Want(command) }
}

/// The first nine reasons have their digits, `0` and letters follow. Whoever wants no more mails or
/// no more calls stays a lead.
fn reasons(say: &Messages) -> Vec<Choice> {
    let opt_out = |key, label, channel| Choice {
        key,
        label,
        answer: Answer::Want(Command::OptOut { channels: vec![channel] }),
    };
    "1234567890ct"
        .chars()
        .zip(DismissReason::ALL)
        .map(|(key, reason)| Choice {
            key,
            label: reason.label(say),
            answer: Answer::Want(Command::Dismiss { reason: *reason }),
        })
        .chain([
            opt_out('m', say.menu_no_more_mails(), Channel::Email),
            opt_out('p', say.menu_no_more_calls(), Channel::Call),
        ])
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
    use crate::language::english;

    #[test]
    fn every_answer_has_a_key_of_its_own() {
        let team = ["ana", "Anselm", "ben", "李伟", "nadja", "anna"];
        let practice = Practice { team: team.map(str::to_owned).to_vec(), ..Practice::default() };
        let zone = Zone::utc();
        let desk = Desk {
            practice: &practice,
            zone: &zone,
            say: english(),
            actor: "ben",
            now: DateTime::UNIX_EPOCH,
        };
        for menu in [
            Menu::Call,
            Menu::Mail,
            Menu::Meet,
            Menu::Dismiss,
            Menu::FollowUp,
            Menu::Snooze,
            Menu::Milestone,
            Menu::Assign,
        ] {
            let mut keys: Vec<char> = menu.choices(desk).iter().map(|choice| choice.key).collect();
            let count = keys.len();
            assert!(count > 1 && !keys.contains(&'?'), "{menu:?}");
            keys.sort_unstable();
            keys.dedup();
            assert_eq!(keys.len(), count, "{menu:?}");
        }
        assert_eq!(owners(desk).len(), team.len() + 1);
    }

    #[test]
    fn each_of_the_team_has_a_letter_and_whoever_sits_here_is_first() {
        let team = ["ana".to_owned(), "Anselm".to_owned(), "ben".to_owned()];
        let practice = Practice { team: team.to_vec(), ..Practice::default() };
        let zone = Zone::utc();
        let desk = Desk {
            practice: &practice,
            zone: &zone,
            say: english(),
            actor: "ben",
            now: DateTime::UNIX_EPOCH,
        };
        let choices = owners(desk);
        let said: Vec<(char, &str)> =
            choices.iter().map(|choice| (choice.key, choice.label.as_str())).collect();
        assert_eq!(said, [('b', "ben (me)"), ('a', "ana"), ('n', "Anselm"), ('0', "nobody")]);
    }
}
