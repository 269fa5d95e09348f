//! Whose secret a request came with.
//!
//! Knows hashes of secrets, not the secrets; they are asked for again now and then, so that a
//! rotated one needs no restart.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::{ConditionallySelectable, ConstantTimeEq};
use tokio::sync::Mutex;
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::{Instant, timeout};

use super::error::ReceiverError;

/// How long a request waits for the secrets to be asked for; then the known ones count.
const PATIENCE: Duration = Duration::from_secs(2);

/// A way in: a feed and the secrets that open it.
#[derive(Clone, Debug)]
pub struct Door {
    /// The feed.
    pub feed: String,
    /// Its secrets; during a rotation there are two. An empty one opens nothing.
    pub secrets: Vec<SecretString>,
}

/// Asks for the doors.
pub(super) type Ask = dyn Fn() -> Result<Vec<Door>, String> + Send + Sync;

/// Takes a line for the log.
pub(super) type Log = dyn Fn(&str) + Send + Sync;

/// A secret, as its hash, and the feed that it opens.
type Lock = (String, [u8; 32]);

struct State {
    locks: Arc<Vec<Lock>>,
    asked: Instant,
    asking: Option<JoinHandle<Result<Vec<Door>, String>>>,
    has_failed: bool,
}

/// All doors, as they were when they were last asked for.
pub(super) struct Doors {
    ask: Arc<Ask>,
    log: Arc<Log>,
    refresh: Duration,
    state: Mutex<State>,
}

impl fmt::Debug for Doors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Doors").finish_non_exhaustive()
    }
}

impl Doors {
    /// Asks for the doors for the first time.
    ///
    /// # Errors
    /// Where they can not be had, or nothing would open one.
    pub(super) fn open(
        ask: Arc<Ask>,
        log: Arc<Log>,
        refresh: Duration,
    ) -> Result<Self, ReceiverError> {
        let locks = locks(&ask().map_err(|reason| ReceiverError::Doors { reason })?);
        if locks.is_empty() {
            return Err(ReceiverError::NoDoor);
        }
        let state = State {
            locks: Arc::new(locks),
            asked: Instant::now(),
            asking: None,
            has_failed: false,
        };
        Ok(Self { ask, log, refresh, state: Mutex::new(state) })
    }

    /// Returns the feed that one of the candidates opens. Takes the same time whichever it is.
    pub(super) async fn feed(&self, candidates: &[Vec<u8>]) -> Option<String> {
        let locks = self.locks().await;
        let mut found = u32::MAX;
        for candidate in candidates {
            let hash = <[u8; 32]>::from(Sha256::digest(candidate));
            for (place, (_, lock)) in (0u32..).zip(locks.iter()) {
                found = u32::conditional_select(&found, &place, hash.ct_eq(lock));
            }
        }
        locks.get(usize::try_from(found).ok()?).map(|(feed, _)| feed.clone())
    }

    /// Returns the locks, asked for again where they are old. One request asks, others wait.
    async fn locks(&self) -> Arc<Vec<Lock>> {
        let mut state = self.state.lock().await;
        if state.asked.elapsed() >= self.refresh {
            let mut asking = state.asking.take().unwrap_or_else(|| {
                let ask = Arc::clone(&self.ask);
                spawn_blocking(move || ask())
            });
            match timeout(PATIENCE, &mut asking).await {
                Ok(Ok(Ok(doors))) => {
                    state.locks = Arc::new(locks(&doors));
                    state.has_failed = false;
                }
                Ok(Ok(Err(reason))) => self.failed(&mut state, &reason),
                Ok(Err(_)) => self.failed(&mut state, "asking for them met a bug"),
                Err(_) => {
                    state.asking = Some(asking);
                    self.failed(&mut state, "asking for them takes too long");
                }
            }
            state.asked = Instant::now();
        }
        Arc::clone(&state.locks)
    }

    fn failed(&self, state: &mut State, reason: &str) {
        if !std::mem::replace(&mut state.has_failed, true) {
            (self.log)(&format!("the secrets of the feeds stay as they were: {reason}"));
        }
    }
}

fn locks(doors: &[Door]) -> Vec<Lock> {
    let mut locks = Vec::new();
    for door in doors {
        for secret in &door.secrets {
            let secret = secret.expose_secret();
            if !secret.is_empty() {
                locks.push((door.feed.clone(), Sha256::digest(secret).into()));
            }
        }
    }
    locks
}
