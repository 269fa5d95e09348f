//! Feeds that leadclock asks for records: each kind is one file here and one line of [`KINDS`].
//!
//! A feed hands over what is new behind a cursor, piece by piece. The caller stores each piece
//! together with its cursor before the next is asked for, so that a kill at any moment neither
//! loses a record nor takes one in twice. What a cursor holds only its feed knows; a feed must take
//! any of its own, also an old one, and may hand records over again.

mod azure_table;
mod crm;
mod dynamics;
mod folder;
mod grammar;
mod http;
mod marketo;
mod page;
mod salesforce;
mod steps;
#[cfg(test)]
mod testing;
mod written;

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::SecretString;
use serde_json::Value;

use super::contract::Item;
use crate::domain::counterpart::{Counterpart, Part, Words};
use crate::domain::funnel::Channel;
use crate::domain::ids::RecordId;
use crate::language::Saying;

/// One kind of feed.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// Its name in the settings, such as `azure_table`.
    pub name: &'static str,
    /// What people call it, such as `Azure table`.
    pub label: &'static str,
    /// What its secret is, as it is asked for; `None` where it needs none.
    pub secret: Option<&'static str>,
    /// The names of its own settings.
    pub settings: &'static [&'static str],
    /// Those of them that it can not do without, and what each is, as a person is asked for it.
    pub needs: &'static [(&'static str, &'static str)],
    /// What it is told of what is decided here, where it can be told anything.
    pub takes: Option<Words>,
    /// Signs a person in, where the settings say that one does; `None` where no person can.
    pub sign_in: Option<SignIn>,
    /// How often it is asked unless the settings say otherwise.
    pub every: TimeDelta,
    /// Why it is likely to bring nothing though it can be asked, the likeliest first.
    pub silent_because: &'static [Saying],
    /// Reads its settings and secret.
    pub open: fn(&Opening<'_>) -> Result<Box<dyn Feed>, BadSettings>,
}

/// Every kind that is asked for records.
pub const KINDS: &[Kind] =
    &[azure_table::KIND, dynamics::KIND, salesforce::KIND, marketo::KIND, folder::KIND];

/// Signs a person in, and returns what is to be kept as the feed's secret; `None` where the settings
/// say that it is a secret that nobody signs in for. What the person is to do is told.
pub type SignIn = fn(
    &Opening<'_>,
    &World<'_>,
    tell: &mut dyn FnMut(&str),
) -> Result<Option<SecretString>, PullError>;

/// Returns the kind of a name.
pub fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}

/// What a feed is opened with.
#[derive(Debug)]
pub struct Opening<'a> {
    /// Its settings but for those that all feeds have.
    pub settings: &'a toml::Table,
    /// The folder that relative paths in the settings start from.
    pub folder: &'a Path,
    /// Its secret.
    pub secret: Option<SecretString>,
}

/// Settings, or a secret, that can not be used; each in words that repeat no secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.join("; "))]
pub struct BadSettings(pub Vec<String>);

/// A feed that is asked for records.
pub trait Feed: Send {
    /// Hands over what is new behind a cursor, in pieces; `None` stands before the first record.
    /// Ends when nothing is left for now, or when the sink breaks off.
    ///
    /// # Errors
    /// What was handed over before stands.
    fn pull(
        &mut self,
        from: Option<Value>,
        world: &World<'_>,
        sink: &mut PieceSink<'_>,
    ) -> Result<(), PullError>;

    /// Goes through all that must be right, one step after the other, and ends with the first that
    /// is not. Nothing is stored and nothing is written.
    fn check(&mut self, world: &World<'_>) -> Vec<Step>;

    /// Returns what is to be kept as its secret from now on, where the service gave a new one.
    fn renewed_secret(&mut self) -> Option<SecretString> {
        None
    }

    /// Returns the way back, where this feed has one and the settings open it.
    fn outlet(&mut self) -> Option<&mut dyn Outlet> {
        None
    }
}

/// A CRM that is told what is decided here.
pub trait Outlet {
    /// Brings parts of a lead to what stands here. To ask for the same again does no harm.
    ///
    /// # Errors
    /// Where the CRM can not be asked at all; then nothing is known of the lead.
    fn tell(&mut self, wish: &Wish<'_>, world: &World<'_>) -> Result<Told, PullError>;

    /// Returns how many leads it is told of at a time.
    fn bundle(&self) -> usize {
        1
    }

    /// Does the same for several leads. Returns what came of each, in their order.
    ///
    /// # Errors
    /// As [`Self::tell`]; what is known of a lead by then is found again when it is asked for again.
    fn tell_all(&mut self, wishes: &[Wish<'_>], world: &World<'_>) -> Result<Vec<Told>, PullError> {
        wishes.iter().map(|wish| self.tell(wish, world)).collect()
    }
}

/// What a CRM is to be told of one of its leads.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// The CRM's own id.
    pub id: &'a str,
    /// The version that was seen last.
    pub version: &'a str,
    /// What the CRM said then.
    pub have: &'a Counterpart,
    /// What stands here.
    pub want: &'a Counterpart,
    /// Which parts are to be brought there.
    pub parts: &'a BTreeSet<Part>,
}

/// What came of telling a CRM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// It knows, and shows the lead so.
    Done(Sighting),
    /// A first step is done, and it shows the lead so: ask again for the rest.
    Step(Sighting),
    /// It was changed there since it was seen last: to be decided again. Nothing was written.
    Changed(Sighting),
    /// It was deleted there.
    Gone,
    /// It does not take it.
    Refused(Trouble),
}

/// Records that are stored together.
#[derive(Debug)]
pub struct Piece {
    /// What was read, in order.
    pub items: Vec<(Item, Place)>,
    /// Places that are read anew from their beginning: what could not be read of them before
    /// counts no more.
    pub anew: Vec<Place>,
    /// What a CRM made of its leads, those among the items included.
    pub crm: Vec<CrmNews>,
    /// Where to go on once it is stored.
    pub cursor: Value,
}

/// Something that a CRM says of the leads that it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CrmNews {
    /// One of the marketplace's is there.
    Seen {
        /// How.
        sighting: Sighting,
        /// The record that stands for it here.
        record: RecordId,
        /// Whether it is passed over unless it is here already: the CRM was done with it before we came.
        only_if_known: bool,
    },
    /// One is there that nothing there calls the marketplace's. If it is here, somebody wrote over
    /// what did, and it is still meant.
    Unmarked(Sighting),
    /// All that the CRM has are named from here on.
    WalkBegins,
    /// All that the CRM has were named: those that are here and were not are there no more.
    WalkEnds,
    /// It was deleted there.
    Gone {
        /// The CRM's own id of it.
        id: String,
    },
    /// The person objects to a channel from now on, or does no more; nothing else is said.
    Objects {
        /// The CRM's own id.
        id: String,
        /// The channel.
        channel: Channel,
        /// Whether they object.
        objects: bool,
        /// When that was changed there, by the CRM's clock.
        changed_at: Option<DateTime<Utc>>,
    },
}

/// A lead as a CRM shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// The CRM's own id.
    pub id: String,
    /// The CRM's mark of the version that was seen.
    pub version: String,
    /// What the CRM made of it.
    pub counterpart: Counterpart,
    /// When it was changed there last, by the CRM's clock.
    pub changed_at: Option<DateTime<Utc>>,
}

/// Where something was read, for what can not be read and for warnings: a row's keys, a file's
/// name. It holds nothing of the customer's.
pub type Place = String;

/// What is done with a piece; `Break` stops the reading.
pub type PieceSink<'a> = dyn FnMut(Piece) -> ControlFlow<()> + 'a;

/// What a feed knows of the world around it.
pub struct World<'a> {
    /// The feed's own name, for its records.
    pub feed: &'a str,
    /// Reads the clock.
    pub now: &'a dyn Fn() -> DateTime<Utc>,
    /// Waits so long; `Break` where everything is to stop.
    pub pause: &'a dyn Fn(Duration) -> ControlFlow<()>,
}

/// Why a feed could not be read to its end.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PullError {
    /// Somebody asked us to stop.
    #[error("stopped")]
    Stopped,
    /// It can be well by itself: no network or a strange one, a service that is down or busy.
    #[error("{why}")]
    Unreachable {
        /// Why, in words without secrets.
        why: String,
        /// What to do where it stays so; empty where there is nothing to do but wait.
        advice: String,
        /// How long the service asked us to wait.
        wait: Option<Duration>,
    },
    /// Somebody must mend something.
    #[error("{why}")]
    Refused {
        /// Why, in words without secrets.
        why: String,
        /// What to do.
        advice: String,
    },
}

/// One step of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What was looked at, such as `key`.
    pub name: &'static str,
    /// What was found, or why it failed.
    pub outcome: Result<String, Trouble>,
}

/// What is wrong, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Why, in words without secrets.
    pub why: String,
    /// What to do.
    pub advice: String,
}
