//! How long a connection may go on without finishing a request.
//!
//! hyper has a time limit for heads; this one is for whatever a connection does or leaves undone,
//! from the moment that it is accepted.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

use super::metrics::Ended;

/// How much later than its own limit a slow request is cut off, so that it can be answered.
pub(super) const GRACE: Duration = Duration::from_secs(1);

/// How often the limit is looked at, as it may have moved.
const TICK: Duration = Duration::from_secs(1);

/// What a connection is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Nothing has come since the last request, or at all.
    Resting,
    /// A request is coming in; its first byte came then.
    Asking(Instant),
    /// A request is here, and its answer is up to us.
    Answering,
}

#[derive(Debug)]
struct State {
    phase: Phase,
    /// When the last request was finished, or else the connection accepted.
    last: Instant,
}

/// How a connection gets on.
#[derive(Debug)]
pub(super) struct Pulse {
    state: Mutex<State>,
    sent_off: AtomicBool,
    sending_off: Notify,
    idle: Duration,
    request: Duration,
}

impl Pulse {
    /// Returns the pulse of a connection that was accepted now.
    pub(super) fn new(idle: Duration, request: Duration) -> Self {
        Self {
            state: Mutex::new(State { phase: Phase::Resting, last: Instant::now() }),
            sent_off: AtomicBool::new(false),
            sending_off: Notify::new(),
            idle,
            request,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that something has come.
    pub(super) fn came(&self) {
        let mut state = self.state();
        if state.phase == Phase::Resting {
            state.phase = Phase::Asking(Instant::now());
        }
    }

    /// Notes that the request is here as far as it will be: from now on it is up to us.
    pub(super) fn whole(&self) {
        self.state().phase = Phase::Answering;
    }

    /// Notes that the request is answered.
    pub(super) fn finished(&self) {
        *self.state() = State { phase: Phase::Resting, last: Instant::now() };
    }

    /// Returns until when the request has to be here.
    pub(super) fn request_until(&self) -> Instant {
        match self.state().phase {
            Phase::Asking(since) => since + self.request,
            Phase::Resting | Phase::Answering => Instant::now() + self.request,
        }
    }

    /// Returns whether nothing has come since the last request.
    pub(super) fn is_resting(&self) -> bool {
        self.state().phase == Phase::Resting
    }

    /// Returns since when it has not finished a request, where it may be sent off.
    pub(super) fn without_progress_since(&self) -> Option<Instant> {
        let state = self.state();
        let may_go = state.phase != Phase::Answering && !self.sent_off.load(Ordering::Relaxed);
        may_go.then_some(state.last)
    }

    /// Ends the connection, to make place.
    pub(super) fn send_off(&self) {
        self.sent_off.store(true, Ordering::Relaxed);
        self.sending_off.notify_one();
    }

    /// Waits until the connection has to be closed, and returns why.
    pub(super) async fn over(&self) -> Ended {
        tokio::select! {
            () = self.sending_off.notified() => Ended::Crowded,
            why = self.too_long() => why,
        }
    }

    async fn too_long(&self) -> Ended {
        loop {
            let now = Instant::now();
            let limit = {
                let state = self.state();
                match state.phase {
                    Phase::Resting => Some((state.last + self.idle, Ended::Idle)),
                    Phase::Asking(since) => Some((since + self.request + GRACE, Ended::Slow)),
                    Phase::Answering => None,
                }
            };
            match limit {
                Some((until, why)) if until <= now => return why,
                Some((until, _)) => sleep_until(until.min(now + TICK)).await,
                None => sleep_until(now + TICK).await,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const IDLE: Duration = Duration::from_millis(100);
    const REQUEST: Duration = Duration::from_millis(300);

    fn measured(pulse: &Pulse, and: impl Future<Output = ()>) -> (Ended, Duration) {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
        runtime.block_on(async {
            let began = Instant::now();
            let mut and = std::pin::pin!(and);
            let mut done = false;
            loop {
                tokio::select! {
                    why = pulse.over() => return (why, began.elapsed()),
                    () = &mut and, if !done => done = true,
                }
            }
        })
    }

    #[test]
    fn a_silent_connection_ends_as_idle() {
        let pulse = Pulse::new(IDLE, REQUEST);
        let (why, took) = measured(&pulse, async {});
        assert_eq!(why, Ended::Idle);
        assert!(took >= IDLE - Duration::from_millis(5) && took < IDLE * 3, "{took:?}");
    }

    #[test]
    fn single_bytes_do_not_prolong_a_request() {
        let pulse = Pulse::new(IDLE, REQUEST);
        let (why, took) = measured(&pulse, async {
            loop {
                pulse.came();
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        });
        assert_eq!(why, Ended::Slow);
        assert!(took < REQUEST + GRACE + IDLE, "{took:?}");
    }

    #[test]
    fn a_request_that_is_being_stored_is_waited_for() {
        let pulse = Pulse::new(IDLE, REQUEST);
        let (why, took) = measured(&pulse, async {
            pulse.came();
            pulse.whole();
            assert_eq!(pulse.without_progress_since(), None);
            tokio::time::sleep(REQUEST + GRACE + IDLE).await;
            pulse.finished();
        });
        assert_eq!(why, Ended::Idle);
        assert!(took > REQUEST + GRACE + IDLE, "{took:?}");
    }

    #[test]
    fn who_is_sent_off_goes_at_once_and_only_once() {
        let pulse = Pulse::new(IDLE, REQUEST);
        assert!(pulse.without_progress_since().is_some());
        pulse.send_off();
        assert_eq!(pulse.without_progress_since(), None);
        assert_eq!(measured(&pulse, async {}).0, Ended::Crowded);
    }
}
