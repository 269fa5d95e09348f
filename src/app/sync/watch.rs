//! Looking at feeds again and again, each on its own, so that one that hangs holds up no other.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Surroundings, SyncReport, look, next_look};
use crate::app::config::FeedSettings;
use crate::domain::policy::Policy;
use crate::store::{Store, StoreError};

/// The longest sleep: a machine that was suspended does not count the time in between.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);

/// How long a decision waits at most until it is seen that a CRM is to be told.
const LONGEST_WAIT: Duration = Duration::from_secs(3);

/// How much time there is at least between two looks that tell a CRM something.
const BETWEEN_TELLING: TimeDelta = TimeDelta::seconds(10);

/// How long a store that is busy or full is left alone.
const RESPITE: Duration = Duration::from_secs(10);

/// Ends, or wakes, what goes on in other threads.
#[derive(Debug, Default)]
pub struct Bell {
    wanted: Mutex<Wanted>,
    called: Condvar,
}

#[derive(Debug, Default)]
struct Wanted {
    end: bool,
    /// How often somebody wanted all feeds to be looked at now.
    looks: u64,
}

impl Bell {
    /// Ends everything that waits here.
    pub fn end(&self) {
        self.wanted.lock().unwrap_or_else(PoisonError::into_inner).end = true;
        self.called.notify_all();
    }

    /// Has all feeds looked at now, whether they are due or not.
    pub fn look_now(&self) {
        self.wanted.lock().unwrap_or_else(PoisonError::into_inner).looks += 1;
        self.called.notify_all();
    }

    /// Waits so long; `Break` where all is to end.
    pub fn pause(&self, wait: Duration) -> ControlFlow<()> {
        self.wait_while(wait, |wanted| !wanted.end).0
    }

    /// Waits so long, or until a look is wanted that was not made yet.
    fn pause_until_wanted(&self, wait: Duration, made: u64) -> ControlFlow<()> {
        self.wait_while(wait, |wanted| !wanted.end && wanted.looks == made).0
    }

    fn looks(&self) -> u64 {
        self.wait_while(Duration::ZERO, |_| true).1
    }

    fn wait_while(
        &self,
        wait: Duration,
        goes_on: impl Fn(&Wanted) -> bool,
    ) -> (ControlFlow<()>, u64) {
        let wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        let (wanted, _) = self
            .called
            .wait_timeout_while(wanted, wait, |wanted| goes_on(wanted))
            .unwrap_or_else(PoisonError::into_inner);
        let flow = if wanted.end { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
        (flow, wanted.looks)
    }
}

/// Looks at each feed whenever it is due, until all is halted, and tells of each look.
///
/// # Errors
/// Where the store can not be opened. What goes wrong in it later is told, and tried again.
pub fn watch(
    path: &Path,
    policy: &Policy,
    feeds: &[&FeedSettings],
    around: &Surroundings<'_>,
    tell: &(dyn Fn(Result<SyncReport, StoreError>) + Sync),
) -> Result<(), StoreError> {
    let mut watchers = Vec::new();
    for feed in feeds {
        let mut store = Store::open(path, policy.clone())?;
        store.write_back_to(around.connections.outlets());
        watchers.push(Watcher { store, feed, around, tell, made: around.bell.looks() });
    }
    std::thread::scope(|scope| {
        for mut watcher in watchers {
            scope.spawn(move || while watcher.turn().is_continue() {});
        }
    });
    Ok(())
}

struct Watcher<'a> {
    store: Store,
    feed: &'a FeedSettings,
    around: &'a Surroundings<'a>,
    tell: &'a (dyn Fn(Result<SyncReport, StoreError>) + Sync),
    /// How many of the looks that were wanted were made.
    made: u64,
}

impl Watcher<'_> {
    /// Returns when the feed is to be looked at next: soon, where it is well and is to be told something.
    fn due(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        let state = self.store.feed(&self.feed.name)?;
        let due = next_look(&state, self.feed.every);
        let is_well = state.failing.is_none() && state.not_before.is_none();
        let is_wanted = is_well && self.feed.writes_back();
        match is_wanted && self.store.unsent(&self.feed.name)?.waiting > 0 {
            true => Ok(state.tried_at.map(|tried| tried + BETWEEN_TELLING)),
            false => Ok(due),
        }
    }

    /// Looks at the feed where it is due or wanted, else waits for that.
    fn turn(&mut self) -> ControlFlow<()> {
        let bell = self.around.bell;
        let due = match self.due() {
            Ok(due) => due,
            Err(error) => {
                (self.tell)(Err(error));
                return bell.pause(RESPITE);
            }
        };
        let wanted = bell.looks();
        // A clock that was set back must not keep a feed waiting for longer than usual.
        let left = due.map_or(TimeDelta::zero(), |due| due - (self.around.now)());
        let left = left.min(self.feed.every);
        if left > TimeDelta::zero() && wanted == self.made {
            let longest = if self.feed.writes_back() { LONGEST_WAIT } else { LONGEST_SLEEP };
            let left = left.to_std().unwrap_or(longest).min(longest);
            return bell.pause_until_wanted(left, self.made);
        }
        self.made = wanted;
        let looked = look(&mut self.store, self.feed, self.around);
        // A look that could not be noted must not be followed by the next one at once.
        let pause = if looked.is_err() { RESPITE } else { Duration::ZERO };
        (self.tell)(looked);
        bell.pause(pause)
    }
}
