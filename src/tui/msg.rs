//! All that comes into the screen, and all that goes out of it.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::colours::Ground;
use super::keyname::Key;
use super::who::Act;
use crate::app::crm::Delivery;
use crate::app::feeds::FeedView;
use crate::app::ingest::Report;
use crate::app::numbers::Numbers;
use crate::app::people::Similar;
use crate::app::query::{MarkRequest, Window, WindowRequest};
use crate::app::sync::SyncReport;
use crate::app::templates::Draft;
use crate::app::today::Today;
use crate::app::triage::{Decision, Reversal, Wish};
use crate::app::views::ViewCount;
use crate::app::ways::Link;
use crate::app::{LeadFile, LeadKey, QueueRow, Tally};
use crate::domain::funnel::Channel;
use crate::domain::query::{View, Vocabulary};
use crate::domain::zone::Zone;

/// Something that came in. All of it arrives on one channel, so a session is a list of these.
#[derive(Clone, Debug)]
pub enum Msg {
    /// A key was pressed.
    Key(Key),
    /// A pointer did something.
    Pointer(Pointer),
    /// Text was pasted.
    Paste(String),
    /// The terminal has another size: columns, rows.
    Resize(u16, u16),
    /// The terminal said what it writes on.
    Ground(Ground),
    /// The time is now.
    Tick(DateTime<Utc>),
    /// A stretch of the queue was read.
    Window {
        /// Of which request; an older one's answer is dropped.
        generation: u64,
        /// The stretch.
        window: Box<Window>,
    },
    /// A lead was read, with those that may be the same person; `None` where it is gone.
    Lead(LeadKey, Option<Arc<LeadFile>>, Vec<Similar>),
    /// Leads were linked or parted, and that is safely on the disk, or it was refused.
    Related(Act, Decision),
    /// A decision is safely on the disk, or was refused.
    Decided(Wish, Decision),
    /// The last batch was taken back (`true`) or restored; `None` where there was none.
    Reversed(bool, Option<Reversal>),
    /// The leads to mark; `None` where there are too many.
    Marks(Option<Vec<LeadKey>>),
    /// A file was read; what became of its records.
    Imported(Report),
    /// Another process has written to the file.
    Changed,
    /// What the day brought was read.
    Today(Today),
    /// Something about a lead is to be told to the CRM again.
    ToldAgain,
    /// How the feeds are was read, with the leads of which a CRM is not told yet.
    Feeds(Vec<FeedView>, HashMap<LeadKey, Delivery>),
    /// A feed was looked at.
    Looked(SyncReport),
    /// The first of the leads that became due soon, and whether there are more than these.
    DueSoon(Vec<QueueRow>),
    /// The columns of the board were read, with how many leads each holds; of the one in hand that alone.
    Columns(u64, Vec<(Option<Window>, Tally)>),
    /// The numbers were gathered.
    Numbers(Arc<Numbers>),
    /// The views were counted.
    Views(Vec<ViewCount>),
    /// A view was saved.
    ViewSaved(View),
    /// The mail program took a draft.
    DraftOpened,
    /// Another program took an address, or a number.
    LinkOpened(Channel),
    /// Something is in the clipboard: what it is called.
    Copied(String),
    /// A text came back from the editor; `None` where it was not saved.
    Edited(Option<String>),
    /// Something was not done: what it was, and why.
    Failed(Failure),
}

/// What a pointer did, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pointer {
    /// The column, from 0.
    pub column: u16,
    /// The row, from 0.
    pub row: u16,
    /// What it did.
    pub gesture: Gesture,
}

/// What a pointer did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gesture {
    /// Its first button was pressed.
    Press,
    /// Its wheel was turned towards the top.
    WheelUp,
    /// Its wheel was turned towards the end.
    WheelDown,
}

/// Something that was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What was tried.
    pub tried: Tried,
    /// Why it failed, and what to do.
    pub why: String,
}

/// What was tried, and so what waits for an answer that will not come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tried {
    /// A stretch of the queue, by its generation.
    LoadWindow(u64),
    /// The leads to mark.
    CollectMarks,
    /// What the day brought.
    LookAtToday,
    /// How the feeds are.
    LookAtFeeds,
    /// The columns of the board.
    LoadColumns,
    /// Counting the views.
    CountViews,
    /// The numbers.
    LoadNumbers,
    /// Saving a view.
    SaveView,
    /// Looking at a feed.
    Sync,
    /// Which leads became due soon, or telling so.
    Alert,
    /// Handing something to another program, or to the clipboard.
    HandOver,
    /// A lead.
    LoadLead(LeadKey),
    /// A decision, or taking one back.
    Save,
    /// A file.
    Import,
}

/// Something that the runner must do. The answer is a [`Msg`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Read a stretch of the queue.
    LoadWindow {
        /// Comes back with the answer.
        generation: u64,
        /// What to read.
        request: WindowRequest,
    },
    /// Find the leads that are to be marked.
    CollectMarks {
        /// Which.
        request: MarkRequest,
    },
    /// Read what the day brought.
    LoadToday {
        /// Whose day it is.
        zone: Zone,
        /// The moment.
        now: DateTime<Utc>,
    },
    /// Read how the feeds are.
    LoadFeeds {
        /// Whose days they are counted by.
        zone: Zone,
        /// The moment.
        now: DateTime<Utc>,
    },
    /// Read the columns of the board.
    LoadColumns {
        /// Comes back with the answer.
        generation: u64,
        /// What to read for each.
        requests: Vec<WindowRequest>,
        /// The column in hand: its cards are read as the queue is, and it is only counted here.
        in_hand: usize,
    },
    /// Count the leads of each view.
    CountViews {
        /// The views, and the words that they use.
        words: Arc<Vocabulary>,
        /// Whose days they ask for.
        zone: Zone,
        /// The moment.
        now: DateTime<Utc>,
    },
    /// Gather the numbers of the usual period.
    LoadNumbers {
        /// Whose calendar it is.
        zone: Zone,
        /// The moment.
        now: DateTime<Utc>,
    },
    /// Save a view in the settings.
    SaveView(View),
    /// Ask all feeds now.
    SyncNow,
    /// Look which leads became due soon in a span of time.
    LookForDueSoon {
        /// After this.
        since: DateTime<Utc>,
        /// Up to this.
        until: DateTime<Utc>,
    },
    /// Tell somebody who looks elsewhere.
    Alert(String),
    /// Open a draft in the rep's mail program.
    OpenMail(Draft),
    /// Link the lead with another, or part it.
    Relate {
        /// The lead.
        lead: LeadKey,
        /// What is wanted.
        act: Act,
        /// When it was wanted.
        now: DateTime<Utc>,
    },
    /// Let the rep edit a text in their editor.
    Edit(String),
    /// Open an address or a number in another program.
    Open(Link),
    /// Put a text into the clipboard.
    Copy {
        /// What it is called.
        what: String,
        /// The text.
        text: String,
    },
    /// Read leads whole.
    LoadLeads(Vec<LeadKey>),
    /// Decide.
    CarryOut {
        /// About these.
        leads: Vec<LeadKey>,
        /// What is wanted.
        wish: Wish,
        /// When it was wanted.
        now: DateTime<Utc>,
    },
    /// Take the last batch back.
    Undo(DateTime<Utc>),
    /// Restore it.
    Redo(DateTime<Utc>),
    /// Have the CRM told again what it did not take about a lead.
    TellAgain(LeadKey),
    /// Read leads from a file.
    Import {
        /// Which.
        path: PathBuf,
        /// When that was wanted.
        now: DateTime<Utc>,
    },
    /// Go on with made-up leads, in a file of their own.
    OpenDemo,
    /// Stop, until the shell wakes us.
    Suspend,
    /// Leave.
    Quit,
}
