//! What an order about a lead wants: the same wishes as the screen's keys and the command line.

use chrono::{DateTime, Utc};

use crate::app::triage::{LONGEST_NOTE, Wish};
use crate::domain::command::Command;
use crate::domain::funnel::{Channel, DismissReason, Outcome};
use crate::domain::lead::Lead;
use crate::domain::practice::Practice;
use crate::domain::text::Text;
use crate::domain::when;
use crate::domain::zone::Zone;
use crate::language::Messages;

use super::order::Order;
use super::spoken::listed;

/// What an order is read by.
pub(super) struct Reading<'a> {
    pub(super) say: &'a Messages,
    pub(super) lead: &'a Lead,
    pub(super) practice: &'a Practice,
    pub(super) zone: &'a Zone,
    pub(super) now: DateTime<Utc>,
}

/// What is missing before an order is a wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    /// Words: a question, and what can be answered.
    Words(String, Vec<String>),
    /// Nothing that can be asked for; this is said.
    Sense(String),
}

/// Reads an order about a lead.
///
/// # Errors
/// What is missing.
pub(super) fn wish(order: &Order, reading: &Reading<'_>) -> Result<Wish, Missing> {
    let say = reading.say;
    let time = |words: &str| {
        let at = when::parse(words, reading.now, reading.zone);
        at.map_err(|error| match words.trim() {
            "" => Missing::Words(say.plain_ask_when(), Vec::new()),
            _ => Missing::Sense(say.plain_sentence(error.says(say))),
        })
    };
    Ok(Wish::command(match order {
        Order::Touch(Channel::Other, _) => touch(Channel::Other, Outcome::Done),
        Order::Touch(channel, words) => {
            let outcomes: Vec<_> = Outcome::of(*channel)
                .iter()
                .map(|outcome| (*outcome, outcome.code(), outcome.label(say)))
                .collect();
            let question = say.plain_ask_outcome(channel.label(say));
            touch(*channel, choice(words, &question, &outcomes, say)?)
        }
        Order::Dismiss(words) => {
            let reasons: Vec<_> = DismissReason::ALL
                .iter()
                .map(|reason| (*reason, reason.code(), reason.label(say)))
                .collect();
            Command::Dismiss { reason: choice(words, &say.plain_ask_dismiss(), &reasons, say)? }
        }
        Order::Qualify(words) => return qualify(words, reading),
        Order::Tick(met, words) => {
            Command::Tick { prerequisites: prerequisites(words, reading)?, met: Some(*met) }
        }
        Order::OptOut(words) => opt_out(words, say)?,
        Order::FollowUp(words) => Command::Schedule { due_at: time(words)? },
        Order::Snooze(words) => Command::Snooze { until: time(words)? },
        Order::Nurture(words) if words.is_empty() => {
            let wait = reading.practice.cadence(reading.lead).cloned().unwrap_or_default();
            Command::Nurture { due_at: reading.now + wait.nurture_for }
        }
        Order::Nurture(words) => Command::Nurture { due_at: time(words)? },
        Order::Assign(words) => Command::Assign { owner: owner(words, say)? },
        Order::Milestone(words) => {
            let milestones: Vec<_> = reading
                .practice
                .milestones
                .iter()
                .map(|milestone| {
                    (&milestone.code, milestone.code.as_str(), milestone.label.clone())
                })
                .collect();
            let milestone = choice(words, &say.plain_ask_milestone(), &milestones, say)?.clone();
            Command::Milestone { milestone }
        }
        Order::Reopen => Command::Reopen,
        Order::Note(words) => return note(words, &say.plain_ask_note(), say).map(Wish::note),
        _ => return Err(Missing::Sense(say.plain_not_about_a_lead())),
    }))
}

const fn touch(channel: Channel, outcome: Outcome) -> Command {
    Command::LogTouch { channel, outcome, made_at: None }
}

/// Finds what words name: a code, a label, its number, or a beginning that only one has.
fn choice<T: Copy>(
    words: &str,
    question: &str,
    options: &[(T, &str, String)],
    say: &Messages,
) -> Result<T, Missing> {
    let labels = || options.iter().map(|(_, _, label)| label.clone()).collect();
    if words.is_empty() {
        return Err(Missing::Words(question.to_owned(), labels()));
    }
    let word = spelled(words);
    let named = |(_, code, label): &&(T, &str, String)| *code == word || spelled(label) == word;
    let begun = |(_, code, label): &&(T, &str, String)| {
        code.starts_with(&word) || spelled(label).starts_with(&word)
    };
    let number = words.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    let mut beginnings = options.iter().filter(begun);
    let only = beginnings.next().filter(|_| beginnings.next().is_none());
    options
        .iter()
        .find(named)
        .or_else(|| options.get(number?))
        .or(only)
        .map(|(value, ..)| *value)
        .ok_or_else(|| Missing::Words(say.plain_none_of_them(words, question), labels()))
}

/// Qualifies where nothing is open; else the words are the reason for doing it all the same.
fn qualify(words: &str, reading: &Reading<'_>) -> Result<Wish, Missing> {
    let checklist = reading.practice.checklist(reading.lead);
    let open: Vec<String> = checklist
        .map(|list| list.open(reading.lead).map(|item| item.label.clone()).collect())
        .unwrap_or_default();
    let reason = match open[..] {
        [] => Text::non_blank(words),
        _ => {
            let items = listed(open.iter().cloned(), reading.say);
            Some(note(words, &reading.say.plain_ask_qualify(items), reading.say)?)
        }
    };
    let command = Command::Qualify { met: Vec::new(), overridden: !open.is_empty() };
    Ok(Wish { command: Some(command), note: reason, despite: Vec::new() })
}

fn prerequisites(words: &str, reading: &Reading<'_>) -> Result<Vec<String>, Missing> {
    let Some(checklist) = reading.practice.checklist(reading.lead) else {
        return Err(Missing::Sense(reading.say.plain_no_checklist()));
    };
    let items: Vec<_> =
        checklist.items.iter().map(|item| (item, item.code.as_str(), item.label.clone())).collect();
    let (say, question) = (reading.say, reading.say.plain_ask_which());
    if words.is_empty() {
        return choice(words, &question, &items, say).map(|item| vec![item.code.clone()]);
    }
    // One label of several words, or several of one.
    if let Ok(item) = choice(words, &question, &items, say) {
        return Ok(vec![item.code.clone()]);
    }
    let each =
        words.split([' ', ',', '，', '、']).filter(|word| !word.is_empty() && *word != "and");
    each.map(|word| choice(word, &question, &items, say).map(|item| item.code.clone())).collect()
}

fn opt_out(words: &str, say: &Messages) -> Result<Command, Missing> {
    Ok(match spelled(words).as_str() {
        "" => Command::Dismiss { reason: DismissReason::OptedOut },
        "mail" | "mails" | "email" | "of_mail" | "of_mails" => {
            Command::OptOut { channels: vec![Channel::Email] }
        }
        "call" | "calls" | "of_call" | "of_calls" => {
            Command::OptOut { channels: vec![Channel::Call] }
        }
        _ => {
            return Err(Missing::Sense(say.plain_opt_out_how()));
        }
    })
}

fn owner(words: &str, say: &Messages) -> Result<Option<String>, Missing> {
    match words {
        "" => Err(Missing::Words(say.plain_ask_whom(), Vec::new())),
        words if words.eq_ignore_ascii_case("nobody") || words == say.plain_nobody() => Ok(None),
        words => Ok(Some(words.to_owned())),
    }
}

fn note(words: &str, question: &str, say: &Messages) -> Result<Text, Missing> {
    match Text::non_blank(words) {
        None => Err(Missing::Words(question.to_owned(), Vec::new())),
        Some(text) if text.raw().len() > LONGEST_NOTE => {
            Err(Missing::Sense(say.plain_note_too_long(LONGEST_NOTE)))
        }
        Some(text) => Ok(text),
    }
}

/// Words as a code spells them.
fn spelled(words: &str) -> String {
    words.trim().to_lowercase().replace(['-', ' '], "_")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::english;

    fn meant(order: Order) -> Result<Wish, Missing> {
        let (practice, zone, lead) = (Practice::default(), Zone::utc(), Lead::default());
        let now = "2026-11-23T09:00:00Z".parse().expect("a time");
        let reading =
            Reading { say: english(), lead: &lead, practice: &practice, zone: &zone, now };
        wish(&order, &reading)
    }

    fn call(words: &str) -> Result<Wish, Missing> {
        meant(Order::Touch(Channel::Call, words.to_owned()))
    }

    #[test]
    fn an_outcome_is_named_by_code_label_number_or_beginning() {
        let voicemail = Ok(Wish::command(touch(Channel::Call, Outcome::Voicemail)));
        for words in ["voicemail", "left a message", "2", "Voice", "left"] {
            assert_eq!(call(words), voicemail, "{words}");
        }
    }

    #[test]
    fn what_is_missing_is_asked_for_with_all_that_can_be_said() {
        let Err(Missing::Words(question, options)) = call("") else { panic!("it is asked") };
        assert_eq!(question, "What came of the call?");
        assert_eq!(options[0], "no answer");
        let Err(Missing::Words(question, _)) = call("banana") else { panic!("it is asked again") };
        assert!(question.starts_with("banana is none of them."), "{question}");
        assert!(matches!(meant(Order::FollowUp(String::new())), Err(Missing::Words(..))));
        assert!(matches!(meant(Order::FollowUp("banana".to_owned())), Err(Missing::Sense(_))));
        assert!(matches!(meant(Order::Note(" ".to_owned())), Err(Missing::Words(..))));
        assert!(matches!(meant(Order::Qualify(String::new())), Err(Missing::Words(..))));
        assert!(matches!(meant(Order::Next), Err(Missing::Sense(_))));
    }

    #[test]
    fn several_prerequisites_are_named_at_once() {
        let ticked = meant(Order::Tick(true, "budget, need and timing".to_owned()));
        let prerequisites = ["budget", "need", "timing"].map(str::to_owned).to_vec();
        assert_eq!(ticked, Ok(Wish::command(Command::Tick { prerequisites, met: Some(true) })));
    }

    #[test]
    fn who_wants_no_mails_may_be_called() {
        let channels = vec![Channel::Email];
        let no_mails = Ok(Wish::command(Command::OptOut { channels }));
        assert_eq!(meant(Order::OptOut("of mails".to_owned())), no_mails);
        let none = Ok(Wish::command(Command::Dismiss { reason: DismissReason::OptedOut }));
        assert_eq!(meant(Order::OptOut(String::new())), none);
        assert!(meant(Order::OptOut("cal".to_owned())).is_err(), "it is never more than was said");
    }
}
