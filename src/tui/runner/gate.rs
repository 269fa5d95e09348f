//! A gate that keys come through. While it is closed another program has the terminal.

use std::io::{self, PipeReader, PipeWriter, Read, Write, pipe};
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// How long the thread of the keys has to come to the gate. It only ever waits there or for keys.
const PATIENCE: Duration = Duration::from_secs(1);

/// Where the thread of the keys can be made to wait.
pub(super) struct Gate {
    state: Mutex<State>,
    changed: Condvar,
    bell: PipeWriter,
    rung: PipeReader,
}

#[derive(Default)]
struct State {
    is_closed: bool,
    waits: bool,
}

impl Gate {
    pub(super) fn new() -> io::Result<Self> {
        let (rung, bell) = pipe()?;
        Ok(Self { state: Mutex::default(), changed: Condvar::new(), bell, rung })
    }

    /// Returns what can be read from when somebody wants to close the gate.
    pub(super) fn rung(&self) -> BorrowedFd<'_> {
        self.rung.as_fd()
    }

    /// Closes the gate, and comes back when the thread of the keys waits there.
    pub(super) fn close(&self) -> io::Result<()> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.is_closed = true;
        (&self.bell).write_all(&[1])?;
        let _waiting = self
            .changed
            .wait_timeout_while(state, PATIENCE, |state| !state.waits)
            .unwrap_or_else(PoisonError::into_inner);
        Ok(())
    }

    /// Opens the gate again.
    pub(super) fn open(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).is_closed = false;
        self.changed.notify_all();
    }

    /// Takes in that the bell was rung, and waits while the gate is closed.
    pub(super) fn pass(&self) -> io::Result<()> {
        (&self.rung).read_exact(&mut [0])?;
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.waits = true;
        self.changed.notify_all();
        let mut state = self
            .changed
            .wait_while(state, |state| state.is_closed)
            .unwrap_or_else(PoisonError::into_inner);
        state.waits = false;
        Ok(())
    }
}
