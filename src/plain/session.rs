//! The conversation: a line comes in, sentences go out, until nobody has more to say. What is decided
//! in it stands in `decide`.

mod decide;

use std::collections::BTreeSet;
use std::io::{self, BufRead, Write};

use chrono::{DateTime, Utc};

use super::listing::{MOST, found, line, summary};
use super::order::{Order, help, read};
use super::portrait::Portrait;
use super::spoken::moment;
use super::talk::Talk;
use crate::app::query::by_urgency;
use crate::app::today::today;
use crate::app::{Filter, LeadFile, LeadKey, QueueRow, Store, StoreError};
use crate::domain::practice::Practice;
use crate::domain::query::{Vocabulary, parse};
use crate::domain::queue::Group;
use crate::domain::zone::Zone;
use crate::language::Messages;

/// How many leads are told at once.
const PAGE: usize = 10;

const PROMPT: &str = "leadclock>";

/// What a conversation is about.
pub struct Desk<'c> {
    /// The leads.
    pub store: Store,
    /// What is said to people.
    pub say: &'static Messages,
    /// Who is at the keys.
    pub actor: String,
    /// How the team works.
    pub practice: Practice,
    /// The words that queries may use.
    pub words: Vocabulary,
    /// Whose wall clock times are told and read in.
    pub zone: Zone,
    /// Where "now" comes from.
    pub now: &'c dyn Fn() -> DateTime<Utc>,
}

/// Why a conversation ended early.
#[derive(Debug, thiserror::Error)]
pub enum PlainError {
    /// Nobody reads or writes any more.
    #[error("the terminal can not be used")]
    Talk(#[from] io::Error),
    /// The store can not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Talks until the input ends or somebody leaves.
///
/// # Errors
/// Where nobody listens, or the leads can not be read. A decision that could not be saved is said,
/// and the talk goes on.
pub fn run(desk: Desk<'_>, input: impl BufRead, output: impl Write) -> Result<(), PlainError> {
    let talk = Talk::new(input, output);
    let mut session =
        Session { desk, talk, list: Vec::new(), told: 0, current: None, passed: BTreeSet::new() };
    let say = session.desk.say;
    session.talk.say(&say.plain_hello())?;
    session.list_again()?;
    while let Some(typed) = session.talk.ask(PROMPT)? {
        if session.answer(read(&typed))? == Then::Leave {
            break;
        }
    }
    session.talk.say(&say.plain_goodbye())?;
    Ok(())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    GoOn,
    Leave,
}

struct Session<'c, R, W> {
    desk: Desk<'c>,
    talk: Talk<R, W>,
    /// What was listed last, and how much of it was told.
    list: Vec<(Group, QueueRow)>,
    told: usize,
    /// The open lead.
    current: Option<LeadKey>,
    /// The leads that were opened since the queue was begun.
    passed: BTreeSet<LeadKey>,
}

impl<R: BufRead, W: Write> Session<'_, R, W> {
    fn answer(&mut self, order: Order) -> Result<Then, PlainError> {
        let say = self.desk.say;
        match order {
            Order::Quit => return Ok(Then::Leave),
            Order::Nothing => self.talk.say(&say.plain_help_or_next())?,
            Order::Unknown(words) => {
                self.talk.say(&say.plain_no_command(words))?;
            }
            Order::Help => {
                for row in help(say) {
                    self.talk.say(&row)?;
                }
            }
            Order::List => self.list_again()?,
            Order::More => self.more()?,
            Order::Find(words) => self.find(&words)?,
            Order::Open(number) => match number.checked_sub(1).and_then(|at| self.list.get(at)) {
                Some((_, row)) => {
                    let key = row.key;
                    self.open(key)?;
                }
                None => {
                    let count = self.list.len();
                    self.talk.say(&say.plain_no_number(number, count))?;
                }
            },
            Order::Next => self.next()?,
            Order::Read => self.tell(|portrait| portrait.lines())?,
            Order::History => self.tell(|portrait| Ok(portrait.history()))?,
            Order::Undo => self.reverse(true)?,
            Order::Redo => self.reverse(false)?,
            Order::Today => self.today()?,
            order => return self.decide(&order),
        }
        Ok(Then::GoOn)
    }

    fn now(&self) -> DateTime<Utc> {
        (self.desk.now)()
    }

    fn list_again(&mut self) -> Result<(), PlainError> {
        let now = self.now();
        self.talk.say(&summary(&self.desk.store.counts(now)?, self.desk.say))?;
        self.list = by_urgency(&self.desk.store, now, MOST)?;
        self.told = 0;
        self.more()
    }

    fn find(&mut self, words: &str) -> Result<(), PlainError> {
        let say = self.desk.say;
        if words.is_empty() {
            self.talk.say(&say.plain_find_what())?;
            return Ok(());
        }
        let query = match parse(words, &self.desk.words) {
            Ok(query) => query,
            Err(error) => {
                return Ok(self.talk.say(&say.plain_not_understood(error.to_string()))?);
            }
        };
        let filter = Filter::new(query, self.desk.zone.clone());
        self.list = found(&self.desk.store, self.now(), filter)?;
        self.told = 0;
        self.talk.say(&say.plain_found(say.plain_leads(self.list.len())))?;
        if self.list.is_empty() { Ok(()) } else { self.more() }
    }

    /// Tells the next lines of the list.
    fn more(&mut self) -> Result<(), PlainError> {
        let now = self.now();
        let end = self.list.len().min(self.told + PAGE);
        let lines: Vec<String> = (self.told..end)
            .filter_map(|at| {
                let (group, row) = self.list.get(at)?;
                Some(format!("{}: {}", at + 1, line(*group, row, now, self.desk.say)))
            })
            .collect();
        for words in &lines {
            self.talk.say(words)?;
        }
        self.told = end;
        match self.list.len() - end {
            0 if lines.is_empty() => self.talk.say(&self.desk.say.plain_no_more())?,
            0 => {}
            rest => self.talk.say(&self.desk.say.plain_more(rest))?,
        }
        Ok(())
    }

    /// Opens the most urgent lead that was not open yet; after the last one it begins again.
    fn next(&mut self) -> Result<(), PlainError> {
        let rows = by_urgency(&self.desk.store, self.now(), MOST)?;
        let mut owed = rows.iter().filter(|(_, row)| row.due.is_some());
        let next = owed.find(|(_, row)| !self.passed.contains(&row.key));
        if let Some((_, row)) = next {
            return self.open(row.key);
        }
        if self.passed.is_empty() {
            self.talk.say(&self.desk.say.plain_nothing_owed())?;
            return Ok(());
        }
        self.passed.clear();
        self.talk.say(&self.desk.say.plain_last_one())?;
        Ok(())
    }

    fn open(&mut self, key: LeadKey) -> Result<(), PlainError> {
        self.current = Some(key);
        self.passed.insert(key);
        self.tell(|portrait| portrait.lines())
    }

    /// Says something of the open lead.
    fn tell(
        &mut self,
        lines: impl Fn(&Portrait<'_>) -> Result<Vec<String>, StoreError>,
    ) -> Result<(), PlainError> {
        let Some((_, file)) = self.current()? else { return Ok(()) };
        let portrait = Portrait {
            say: self.desk.say,
            store: &self.desk.store,
            file: &file,
            practice: &self.desk.practice,
            zone: &self.desk.zone,
            now: self.now(),
        };
        for words in lines(&portrait)? {
            self.talk.say(&words)?;
        }
        Ok(())
    }

    /// Returns the open lead, or says that there is none.
    fn current(&mut self) -> Result<Option<(LeadKey, LeadFile)>, PlainError> {
        let Some(key) = self.current else {
            self.talk.say(&self.desk.say.plain_no_lead())?;
            return Ok(None);
        };
        let file = self.desk.store.lead(key)?;
        if file.is_none() {
            self.talk.say(&self.desk.say.plain_gone())?;
            self.current = None;
        }
        Ok(file.map(|file| (key, file)))
    }

    fn today(&mut self) -> Result<(), PlainError> {
        let (now, say) = (self.now(), self.desk.say);
        let day = today(&self.desk.store, &self.desk.zone, now)?;
        let (done, left) = (&day.done, &day.left);
        let touches = say.plain_touches(done.touches);
        self.talk.say(&say.plain_done_today(touches, done.qualified, done.dismissed))?;
        self.talk.say(&say.plain_left_today(left.overdue, left.due_today))?;
        for lead in &day.next {
            let name = lead.name.as_ref().map(|name| name.shown().into_owned());
            let at = moment(lead.due_at, &self.desk.zone, say);
            let name = name.unwrap_or_else(|| say.plain_no_name());
            self.talk.say(&say.plain_after_today(at, name))?;
        }
        Ok(())
    }
}
