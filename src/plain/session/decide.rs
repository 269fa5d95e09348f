//! Deciding in a conversation: what is missing is asked for, what guards want to know too.

use std::io::{BufRead, Write};

use chrono::{DateTime, Utc};

use super::{Desk, PlainError, Session, Then};
use crate::app::triage::{self, Decision, Reversal, Wish};
use crate::app::{LeadKey, StoreError};
use crate::domain::command::Command;
use crate::domain::guard::Guard;
use crate::domain::history::{done, headline, planned};
use crate::plain::listing::who;
use crate::plain::order::{Order, read};
use crate::plain::spoken::{listed, moment, whole};
use crate::plain::wishes::{Missing, Reading, wish};

impl<R: BufRead, W: Write> Session<'_, R, W> {
    /// Reads an order about the open lead, asks for what is missing, and carries it out.
    pub(super) fn decide(&mut self, order: &Order) -> Result<Then, PlainError> {
        let Some((key, file)) = self.current()? else { return Ok(Then::GoOn) };
        let mut order = order.clone();
        let mut was_told = false;
        let wish = loop {
            let reading = Reading {
                say: self.desk.say,
                lead: &file.lead,
                practice: &self.desk.practice,
                zone: &self.desk.zone,
                now: self.now(),
            };
            match wish(&order, &reading) {
                Ok(wish) => break wish,
                Err(Missing::Sense(words)) => {
                    self.talk.say(&words)?;
                    return Ok(Then::GoOn);
                }
                Err(Missing::Words(question, options)) => {
                    // Who listens need not hear all of them again.
                    if was_told {
                        self.talk.say(&self.desk.say.plain_choices_as_before())?;
                    } else {
                        for (index, option) in options.iter().enumerate() {
                            self.talk.say(&format!("{}: {option}", index + 1))?;
                        }
                    }
                    was_told = !options.is_empty();
                    let words = self.talk.ask(&question)?.filter(|words| !words.is_empty());
                    let Some(words) = words else {
                        self.talk.say(&self.desk.say.plain_nothing_done())?;
                        return Ok(Then::GoOn);
                    };
                    match with_words(&order, words) {
                        // Another command was meant.
                        Err(other) => return self.answer(other),
                        Ok(answered) => order = answered,
                    }
                }
            }
        };
        self.carry_out(key, wish)
    }

    /// Carries a wish out, and asks what guards want to know.
    fn carry_out(&mut self, key: LeadKey, mut wish: Wish) -> Result<Then, PlainError> {
        loop {
            let now = self.now();
            let Desk { store, actor, practice, .. } = &mut self.desk;
            let decision = match triage::carry_out(store, actor, now, &[key], &wish, practice) {
                Ok(decision) => decision,
                Err(error) => {
                    self.not_saved(&error)?;
                    return Ok(Then::GoOn);
                }
            };
            if let Some((_, refusal)) = decision.refused.first() {
                let say = self.desk.say;
                self.talk.say(&say.plain_not_done(refusal.says(say)))?;
                return Ok(Then::GoOn);
            }
            let Some((_, guards)) = decision.asked.first() else {
                self.say_done(key, &wish, &decision)?;
                return Ok(Then::GoOn);
            };
            match self.ask_of(guards)? {
                Answer::GoOn => wish.despite.extend(guards.iter().map(Guard::kind)),
                Answer::Better(due_at) => wish = Wish::command(Command::Schedule { due_at }),
                Answer::Leave => {
                    self.talk.say(&self.desk.say.plain_nothing_done())?;
                    return Ok(Then::GoOn);
                }
                // Whoever types another command wants that, and not what was asked about.
                Answer::Order(order) => {
                    self.talk.say(&self.desk.say.plain_nothing_done())?;
                    return self.answer(order);
                }
            }
        }
    }

    fn ask_of(&mut self, guards: &[Guard]) -> Result<Answer, PlainError> {
        let say = self.desk.say;
        for guard in guards {
            let words = match guard {
                // It names an offer in a stranger's words.
                Guard::HeadsUp { .. } => guard.says(say),
                guard => whole(&guard.says(say), say),
            };
            self.talk.say(&say.plain_wait(words))?;
        }
        let better = guards.iter().filter_map(Guard::better_at).max();
        let question = match better {
            Some(at) => say.plain_all_the_same_or_better(moment(at, &self.desk.zone, say)),
            None => say.plain_all_the_same(),
        };
        let answer = self.talk.ask(&question)?.unwrap_or_default();
        let said = answer.to_lowercase();
        Ok(match (said.as_str(), better) {
            ("yes" | "y", _) => Answer::GoOn,
            ("better" | "b", Some(at)) => Answer::Better(at),
            ("no" | "n" | "", _) => Answer::Leave,
            // The language's own words for the same.
            (word, _) if word == say.plain_yes() => Answer::GoOn,
            (word, Some(at)) if word == say.plain_better() => Answer::Better(at),
            (word, _) if word == say.plain_no() => Answer::Leave,
            _ => Answer::Order(read(&answer)),
        })
    }

    fn say_done(
        &mut self,
        key: LeadKey,
        wish: &Wish,
        decision: &Decision,
    ) -> Result<(), PlainError> {
        let (now, zone, say) = (self.now(), &self.desk.zone, self.desk.say);
        let what = match &wish.command {
            Some(command) => done(command, &self.desk.practice, now, zone, say),
            None => say.done_noted(),
        };
        let then = planned(&decision.kinds, now, zone, say).map(|then| whole(&then, say));
        let (what, name) = (whole(&what, say), self.name(key)?);
        self.talk.say(&match then {
            Some(then) => say.plain_saved_then(what, name, then),
            None => say.plain_saved(what, name),
        })?;
        if wish.command.as_ref().is_some_and(Command::finishes) {
            self.talk.say(&say.plain_then_next())?;
        }
        Ok(())
    }

    fn name(&self, key: LeadKey) -> Result<String, PlainError> {
        let (row, say) = (self.desk.store.row(key)?, self.desk.say);
        Ok(row.as_ref().map_or_else(|| say.plain_no_name(), |row| who(row, say)))
    }

    fn not_saved(&mut self, error: &StoreError) -> Result<(), PlainError> {
        self.talk.say(&self.desk.say.plain_not_saved(error.to_string()))?;
        Ok(())
    }

    /// Takes the last decision back, or restores what was taken back.
    pub(super) fn reverse(&mut self, undo: bool) -> Result<(), PlainError> {
        let now = self.now();
        let Desk { store, actor, .. } = &mut self.desk;
        let reversal = match undo {
            true => triage::undo(store, actor, now),
            false => triage::redo(store, actor, now),
        };
        match reversal {
            Err(error) => self.not_saved(&error),
            Ok(None) => {
                let say = self.desk.say;
                self.talk.say(&match undo {
                    true => say.plain_nothing_to_undo(),
                    false => say.plain_nothing_to_redo(),
                })?;
                Ok(())
            }
            Ok(Some(reversal)) => self.say_reversed(undo, &reversal),
        }
    }

    fn say_reversed(&mut self, undo: bool, reversal: &Reversal) -> Result<(), PlainError> {
        let say = self.desk.say;
        let kinds = reversal.kinds.iter();
        let what = kinds.map(|kind| whole(&headline(kind, &self.desk.zone, say), say));
        let what = listed(what, say);
        let whom = match reversal.leads.as_slice() {
            [one] => {
                self.current = Some(*one);
                self.name(*one)?
            }
            leads => say.plain_leads(leads.len()),
        };
        self.talk.say(&match undo {
            true => say.plain_took_back(what, whom),
            false => say.plain_restored(what, whom),
        })?;
        Ok(())
    }
}

/// How a guard was answered.
enum Answer {
    GoOn,
    /// The next touch is planned for then instead.
    Better(DateTime<Utc>),
    Leave,
    /// Not at all: something else is wanted.
    Order(Order),
}

/// Returns an order with the words that were missing.
///
/// # Errors
/// The command that was typed instead, where it is none of the words that the question takes.
fn with_words(order: &Order, words: String) -> Result<Order, Order> {
    let said = read(&words);
    let chooses = matches!(order, Order::Touch(..) | Order::Dismiss(_) | Order::Milestone(_));
    match said {
        Order::Help | Order::Undo | Order::Redo | Order::Quit | Order::Next | Order::Read
            if chooses =>
        {
            return Err(said);
        }
        // The command was said once more, as a whole.
        Order::Dismiss(_) if matches!(order, Order::Dismiss(_)) => return Ok(said),
        Order::Milestone(_) if matches!(order, Order::Milestone(_)) => return Ok(said),
        Order::Touch(..) if matches!(order, Order::Touch(..)) => return Ok(said),
        _ => {}
    }
    Ok(match order {
        Order::Touch(channel, _) => Order::Touch(*channel, words),
        Order::Dismiss(_) => Order::Dismiss(words),
        Order::Tick(met, _) => Order::Tick(*met, words),
        Order::FollowUp(_) => Order::FollowUp(words),
        Order::Snooze(_) => Order::Snooze(words),
        Order::Note(_) => Order::Note(words),
        Order::Assign(_) => Order::Assign(words),
        Order::Milestone(_) => Order::Milestone(words),
        // The question names a command of its own.
        Order::Qualify(_) => match read(&words) {
            Order::Tick(met, names) => return Err(Order::Tick(met, names)),
            _ => Order::Qualify(words),
        },
        other => return Err(other.clone()),
    })
}
