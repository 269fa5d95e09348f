//! All connections: how many there may be, and who makes place for a new one.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rustix::process::{Resource, getrlimit, setrlimit};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::pulse::Pulse;

/// Open files that are not connections: the database, certificates, standard streams.
const OTHER_FILES: u64 = 64;

/// How long a new connection waits before another one is asked to go.
const PATIENCE: Duration = Duration::from_millis(100);

/// All connections.
#[derive(Debug)]
pub(super) struct Crowd {
    seats: Arc<Semaphore>,
    limit: usize,
    pulses: Mutex<HashMap<u64, Arc<Pulse>>>,
    next: AtomicU64,
}

/// The place of one connection, free again when dropped.
#[derive(Debug)]
pub(super) struct Seat {
    crowd: Arc<Crowd>,
    id: u64,
    _permit: OwnedSemaphorePermit,
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.crowd.pulses().remove(&self.id);
    }
}

impl Crowd {
    /// Returns room for so many connections.
    pub(super) fn new(limit: usize) -> Arc<Self> {
        let limit = limit.clamp(1, u32::MAX as usize >> 3);
        Arc::new(Self {
            seats: Arc::new(Semaphore::new(limit)),
            limit,
            pulses: Mutex::default(),
            next: AtomicU64::new(0),
        })
    }

    fn pulses(&self) -> MutexGuard<'_, HashMap<u64, Arc<Pulse>>> {
        self.pulses.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a place. Where there is none, the connection that has gone longest without
    /// finishing a request is sent off.
    pub(super) async fn seat(self: &Arc<Self>, pulse: Arc<Pulse>) -> Seat {
        let permit = loop {
            if let Ok(permit) = Arc::clone(&self.seats).try_acquire_owned() {
                break permit;
            }
            self.send_off_one();
            let seats = Arc::clone(&self.seats);
            if let Ok(Ok(permit)) = timeout(PATIENCE, seats.acquire_owned()).await {
                break permit;
            }
        };
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        self.pulses().insert(id, pulse);
        Seat { crowd: Arc::clone(self), id, _permit: permit }
    }

    /// Sends off the connection that has gone longest without finishing a request.
    pub(super) fn send_off_one(&self) {
        let pulses = self.pulses();
        let since = |pulse: &&Arc<Pulse>| pulse.without_progress_since();
        if let Some(pulse) =
            pulses.values().filter(|pulse| since(pulse).is_some()).min_by_key(since)
        {
            pulse.send_off();
        }
    }

    /// Waits until every connection is gone.
    pub(super) async fn all_gone(&self) {
        let all = u32::try_from(self.limit).unwrap_or(u32::MAX);
        let _ = self.seats.acquire_many(all).await;
    }
}

/// Lets the process open as many files as so many connections need, and returns how many
/// connections it may really have.
pub(super) fn allow(connections: usize) -> usize {
    let wanted = (connections as u64).saturating_add(OTHER_FILES);
    let mut limit = getrlimit(Resource::Nofile);
    if limit.current.is_some_and(|soft| soft < wanted) {
        let raised = limit.maximum.map_or(wanted, |hard| hard.min(wanted));
        if limit.current.is_some_and(|soft| soft < raised) {
            let soft = limit.current;
            limit.current = Some(raised);
            if setrlimit(Resource::Nofile, limit).is_err() {
                limit.current = soft;
            }
        }
    }
    let free = limit.current.map_or(u64::MAX, |soft| soft.saturating_sub(OTHER_FILES).max(1));
    connections.min(usize::try_from(free).unwrap_or(usize::MAX))
}
