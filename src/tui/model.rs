//! What the screen knows. `update` changes it, `view` draws it, nothing else does either.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use tui_input::Input;

use super::board::Board;
use super::edit::FilterLine;
use super::errand::{Errand, Verb};
use super::hits::Hits;
use super::keyname::Key;
use super::keys::Keymap;
use super::layout::{Layout, layout};
use super::menu::{Answer, Choice, Desk, Menu};
use super::palette::{Palette, Pick};
use super::privacy::Privacy;
use super::question::{self, Question};
use super::queue::Queue;
use super::theme::Theme;
use super::who::Who;
use crate::app::config::{Alerts, Clipboard};
use crate::app::crm::Delivery;
use crate::app::feeds::{Connections, FeedView};
use crate::app::numbers::Numbers;
use crate::app::people::Similar;
use crate::app::templates::{Draft, Templates};
use crate::app::today::Today;
use crate::app::triage::Wish;
use crate::app::views::ViewCount;
use crate::app::{LeadFile, LeadKey, Spot};
use crate::domain::checklist::Prerequisite;
use crate::domain::funnel::{Channel, Outcome};
use crate::domain::guard::{self, Guard};
use crate::domain::practice::Practice;
use crate::domain::query::{Query, QueryError, Vocabulary};
use crate::domain::zone::Zone;
use crate::language::{Language, Messages};

/// How many leads are kept whole, so that moving up and down does not wait.
const KEPT_LEADS: usize = 64;

/// What does not change while the screen is open.
#[derive(Clone, Debug)]
pub struct Settings {
    /// In which language it speaks.
    pub language: Language,
    /// Who is at the keys.
    pub actor: String,
    /// Whose wall clock times are written in.
    pub zone: Zone,
    /// How the team works its leads.
    pub practice: Practice,
    /// The colours.
    pub theme: Theme,
    /// The keys.
    pub keymap: Keymap,
    /// The messages that a rep can send.
    pub templates: Arc<Templates>,
    /// How one is told that a lead is about to be late.
    pub alerts: Alerts,
    /// The words that queries may use.
    pub vocabulary: Arc<Vocabulary>,
    /// The settings file, where there can be one.
    pub settings_file: Option<PathBuf>,
    /// Whether the screen begins masked.
    pub mask: bool,
    /// Whether clicks and the wheel are heard.
    pub mouse: bool,
    /// Whether the terminal is told where an address leads.
    pub links: bool,
    /// Where copied text goes.
    pub clipboard: Clipboard,
    /// The feeds that bring leads.
    pub connections: Arc<Connections>,
    /// Whether the leads are made up.
    pub demo: bool,
    /// Whether nothing can be saved.
    pub read_only: bool,
}

impl Settings {
    /// Returns what is said on the screen.
    pub fn say(&self) -> &'static Messages {
        self.language.say()
    }
}

/// What covers the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// Nothing: the queue, or the board.
    Queue,
    /// One lead, whole, scrolled down by so many lines.
    Lead(usize),
    /// The keys, likewise.
    Help(usize),
    /// What the day brought.
    Today,
    /// The numbers, scrolled down by so many lines.
    Numbers(usize),
    /// What the numbers mean, likewise.
    Explained(usize),
    /// The feeds, scrolled down by so many lines.
    Feeds(usize),
}

/// What is being typed.
#[derive(Clone, Debug)]
pub enum Prompt {
    /// One more key.
    Menu(Menu),
    /// Words as an answer to a menu.
    Words(Menu, Input),
    /// A note.
    Note(Input),
    /// The filter.
    Filter(FilterLine),
    /// Which view.
    Views,
    /// The name under which the filter is saved.
    ViewName(Input),
    /// The path of a file to import.
    Import(Input),
    /// A guard's question.
    Guard(Box<Question>),
    /// The checklist that must be complete, each item with whether it is met.
    Checklist(Vec<(Prerequisite, bool)>),
    /// Why a lead is qualified with prerequisites open.
    Reason(Input),
    /// A draft on its way out.
    Letter(Box<Letter>),
    /// Anything, by a few letters.
    Palette(Palette),
    /// What of a lead is opened, or copied.
    Errand(Verb, Vec<Errand>),
    /// Who is the same person (`true`), or is not.
    Who(Vec<Who>, bool),
}

/// A draft on its way out.
#[derive(Clone, Debug)]
pub struct Letter {
    /// To which lead.
    pub lead: LeadKey,
    /// The draft.
    pub draft: Draft,
    /// Whether it was handed over, so that it can have gone out.
    pub has_left: bool,
    /// The first line that is shown.
    pub top: usize,
}

/// How a message is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// It is done and saved.
    Done,
    /// It may not be, and why.
    Refused,
    /// It failed; nothing was saved.
    Failed,
}

/// A line about what just happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The words. Lead text in them stands sanitised.
    pub words: String,
    /// How they are meant.
    pub tone: Tone,
}

/// An answer that keys must wait for, because they act on what it selects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// For nothing.
    No,
    /// For a decision to be saved.
    Save,
    /// For a stretch of the queue; then so many lines on.
    Window(isize),
}

/// Everything that the screen knows.
#[derive(Clone, Debug)]
pub struct Model {
    /// What does not change.
    pub settings: Settings,
    /// The time.
    pub now: DateTime<Utc>,
    /// Whether strangers' words are shown.
    pub privacy: Privacy,
    /// Columns and rows.
    pub size: (u16, u16),
    /// The list in hand: the queue, or a column of the board.
    pub queue: Queue,
    /// What of the last frame answers a pointer.
    pub hits: Hits,
    /// The lead that was clicked last, and when.
    pub clicked: Option<(LeadKey, DateTime<Utc>)>,
    /// Leads that were read whole.
    pub leads: BTreeMap<LeadKey, Arc<LeadFile>>,
    /// Those that may be the same person as a lead that was read.
    pub similar: BTreeMap<LeadKey, Vec<Similar>>,
    /// What covers the list.
    pub page: Page,
    /// What is being typed.
    pub prompt: Option<Prompt>,
    /// The key that was taken in last: a guard wants it again.
    pub last_key: Option<Key>,
    /// The day, as it was read last.
    pub today: Option<Today>,
    /// How the feeds are, as it was read last; `None` before that.
    pub feeds: Option<Vec<FeedView>>,
    /// The leads of which a CRM is not told yet what was decided.
    pub unsent: HashMap<LeadKey, Delivery>,
    /// When that was asked for.
    pub feeds_asked_at: DateTime<Utc>,
    /// Of how many feeds somebody waits to hear.
    pub looks_wanted: usize,
    /// The words of the filter.
    pub filter: String,
    /// What of them can not be read; the queue is then filtered by the rest.
    pub filter_error: Option<QueryError>,
    /// What the filter means.
    pub query: Query,
    /// The views with their counts, as they were counted last.
    pub views: Vec<ViewCount>,
    /// The numbers, as they were gathered last; `None` before that.
    pub numbers: Option<Arc<Numbers>>,
    /// By what the requests are parted in their table: counted on and on.
    pub numbers_part: usize,
    /// The board, where it is shown in place of the queue.
    pub board: Option<Board>,
    /// What was picked in the palette, the last first.
    pub picked: Vec<Pick>,
    /// What just happened.
    pub notice: Option<Notice>,
    /// The last verb, for `.`.
    pub last_wish: Option<Wish>,
    /// The lead in hand, and where it stood before a verb moved it: the next one is counted from there.
    pub in_hand: Option<(LeadKey, Spot)>,
    /// What keys wait for.
    pub waiting: Waiting,
    /// Keys that wait.
    pub held: VecDeque<Key>,
    /// The newest request for a stretch; older answers are dropped.
    pub generation: u64,
    /// Whether something changed while an answer was under way.
    pub stale: bool,
    /// Leads that were asked for and have not come yet.
    pub asked: Vec<LeadKey>,
    /// Whether reading failed, and nothing is read ahead until something happens.
    pub rests: bool,
    /// Leads that have changed since they were read; shown as they were until they come again.
    pub outdated: BTreeSet<LeadKey>,
    /// Whether an answer is so late that it is worth saying.
    pub slow: bool,
    /// The file that is being read, as it was typed.
    pub importing: Option<String>,
    /// Until when it was looked whether leads became due soon.
    pub looked_until: DateTime<Utc>,
    /// Whether the screen is to be closed.
    pub quit: bool,
}

impl Model {
    /// Returns the model of a screen that knows nothing yet.
    pub fn new(settings: Settings, now: DateTime<Utc>, size: (u16, u16)) -> Self {
        Self {
            privacy: Privacy::of(settings.mask),
            settings,
            now,
            size,
            queue: Queue::default(),
            hits: Hits::default(),
            clicked: None,
            leads: BTreeMap::new(),
            similar: BTreeMap::new(),
            page: Page::Queue,
            prompt: None,
            last_key: None,
            today: None,
            feeds: None,
            unsent: HashMap::new(),
            feeds_asked_at: now,
            looks_wanted: 0,
            filter: String::new(),
            filter_error: None,
            query: Query::default(),
            views: Vec::new(),
            numbers: None,
            numbers_part: 0,
            board: None,
            picked: Vec::new(),
            notice: None,
            last_wish: None,
            in_hand: None,
            waiting: Waiting::No,
            held: VecDeque::new(),
            generation: 0,
            stale: false,
            asked: Vec::new(),
            rests: false,
            outdated: BTreeSet::new(),
            slow: false,
            importing: None,
            looked_until: now,
            quit: false,
        }
    }

    /// Returns where things stand; `None` on a screen that is too small.
    pub fn layout(&self) -> Option<Layout> {
        layout(self.size.0, self.size.1)
    }

    /// Returns what the answers of menus depend on.
    pub fn desk(&self) -> Desk<'_> {
        let Settings { practice, zone, actor, .. } = &self.settings;
        Desk { practice, zone, say: self.settings.say(), actor, now: self.now }
    }

    /// Returns the answers of a menu. Where a guard would ask before a touch, what is better stands
    /// among them.
    pub fn choices(&self, menu: Menu) -> Vec<Choice> {
        let mut choices = menu.choices(self.desk());
        if menu == Menu::Mail && self.targets().len() == 1 {
            choices.extend(self.drafts());
        }
        if let (Some(file), guards) = (self.lead(), self.warnings(menu))
            && !guards.is_empty()
        {
            choices.extend(question::better(self.desk(), &file.lead, &guards));
        }
        choices
    }

    /// Returns the templates that fit the selected lead, as answers.
    fn drafts(&self) -> Vec<Choice> {
        let fitting = self.lead().map(|file| self.settings.templates.for_lead(&file.lead));
        let Some(Ok(fitting)) = fitting else { return Vec::new() };
        fitting
            .into_iter()
            .filter_map(|choice| {
                let name = choice.template.name.clone();
                let label = self.settings.say().menu_draft(name.replace('-', " "));
                Some(Choice { key: choice.key?, label, answer: Answer::Draft(name) })
            })
            .collect()
    }

    /// Returns the guards that would ask if the one lead that is meant were touched now.
    pub fn warnings(&self, menu: Menu) -> Vec<Guard> {
        let channel = match menu {
            Menu::Call => Channel::Call,
            Menu::Mail => Channel::Email,
            _ => return Vec::new(),
        };
        match (self.lead(), self.targets().as_slice()) {
            (Some(file), [_]) => {
                let limits = &self.settings.practice.guards;
                guard::before_touch(&file.lead, channel, Outcome::Done, limits, self.now)
            }
            _ => Vec::new(),
        }
    }

    /// Returns where the selection is, or where the lead in hand stood before a verb moved it.
    pub fn stood(&self) -> Option<Spot> {
        let selected = self.queue.lead().map(|row| row.key);
        match self.in_hand {
            Some((key, spot)) if Some(key) == selected => Some(spot),
            _ => self.queue.spot(),
        }
    }

    /// Returns the selected lead, whole, where it was read already.
    pub fn lead(&self) -> Option<&Arc<LeadFile>> {
        self.leads.get(&self.queue.lead()?.key)
    }

    /// Returns the leads that a verb acts on: the marked ones, else the selected one.
    pub fn targets(&self) -> Vec<LeadKey> {
        // On a lead's own page that lead is meant, whatever is marked in the list behind it.
        if self.queue.marks.is_empty() || matches!(self.page, Page::Lead(_)) {
            self.queue.lead().map(|row| row.key).into_iter().collect()
        } else {
            self.queue.marks.iter().copied().collect()
        }
    }

    /// Returns whether the board is seen.
    pub fn shows_board(&self) -> bool {
        self.board.is_some() && self.page == Page::Queue
    }

    /// Returns the name of a lead as the screen may show it.
    pub fn name_of(&self, key: LeadKey) -> String {
        let name = match self.queue.row(key) {
            Some(row) => row.name.clone(),
            None => self.leads.get(&key).and_then(|file| file.lead.person().display_name()),
        };
        self.privacy.name(name.as_ref(), self.settings.say())
    }

    /// Returns whom a decision is about: one by name, several by their number.
    pub fn whom(&self, leads: &[LeadKey]) -> String {
        match leads {
            [] => self.privacy.name(None, self.settings.say()),
            [one] => self.name_of(*one),
            several => self.settings.say().said_leads(several.len()),
        }
    }

    /// Says what just happened.
    pub fn say(&mut self, tone: Tone, words: impl Into<String>) {
        self.notice = Some(Notice { words: words.into(), tone });
    }

    /// Keeps a lead that was read, and lets those go that are furthest from the selection.
    pub fn keep_lead(&mut self, key: LeadKey, file: Option<Arc<LeadFile>>, similar: Vec<Similar>) {
        self.asked.retain(|asked| *asked != key);
        self.outdated.remove(&key);
        self.similar.insert(key, similar);
        match file {
            Some(file) => self.leads.insert(key, file),
            None => self.leads.remove(&key),
        };
        if self.leads.len() > KEPT_LEADS {
            let near = self.queue.neighbours(KEPT_LEADS / 4);
            self.leads.retain(|known, _| near.contains(known));
            self.similar.retain(|known, _| near.contains(known));
        }
    }
}
