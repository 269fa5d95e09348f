//! What comes from outside: keys, signals, and the end of the terminal.

use std::io::stdin;
use std::sync::mpsc::Sender;
use std::thread::{Builder, sleep};
use std::time::Duration;

use crossterm::event::{Event, read};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::process::Signal;
use tokio::runtime;
use tokio::signal::unix::{SignalKind, signal};

use super::terminal::restore;
use super::{RunError, Wake, fault};
use crate::tui::keyname::Key;
use crate::tui::msg::Msg;

/// How long the loop has to leave in good order before it is left by force: it can be stuck in a
/// write to a terminal that nobody reads.
const PATIENCE: Duration = Duration::from_millis(700);

/// Starts the threads that listen to the terminal.
pub(super) fn listen_to_terminal(wakes: &Sender<Wake>) -> Result<(), RunError> {
    let hang_up = wakes.clone();
    Builder::new().name("hang-up".to_owned()).spawn(move || wait_for_hang_up(&hang_up))?;
    let keys = wakes.clone();
    Builder::new().name("keys".to_owned()).spawn(move || read_keys(&keys))?;
    Ok(())
}

fn read_keys(wakes: &Sender<Wake>) {
    while let Ok(event) = read() {
        fault("keys");
        let msg = match event {
            Event::Key(event) => match Key::pressed(event) {
                Some(key) => Msg::Key(key),
                None => continue,
            },
            Event::Paste(text) => Msg::Paste(text),
            Event::Resize(columns, rows) => Msg::Resize(columns, rows),
            Event::FocusGained | Event::FocusLost | Event::Mouse(_) => continue,
        };
        if wakes.send(Wake::Msg(msg)).is_err() {
            return;
        }
    }
    let _ = wakes.send(Wake::HungUp);
}

/// crossterm spins when the terminal goes away without a signal, so the end is watched for here.
fn wait_for_hang_up(wakes: &Sender<Wake>) {
    let stdin = stdin();
    loop {
        // No flag is asked for: errors and hang-ups are always told.
        let mut ends = [PollFd::new(&stdin, PollFlags::empty())];
        match poll(&mut ends, None) {
            Ok(_)
                if ends[0]
                    .revents()
                    .intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) =>
            {
                break;
            }
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(_) => break,
        }
    }
    let _ = wakes.send(Wake::HungUp);
    leave_by_force(Signal::HUP);
}

/// Starts the thread that listens for signals. From here on none of them ends the program by itself.
pub(super) fn listen_for_signals(wakes: Sender<Wake>) -> Result<(), RunError> {
    let runtime = runtime::Builder::new_current_thread().enable_io().build()?;
    let (mut term, mut hup, mut int, mut quit, mut stop) = {
        let _guard = runtime.enter();
        (
            signal(SignalKind::terminate())?,
            signal(SignalKind::hangup())?,
            signal(SignalKind::interrupt())?,
            signal(SignalKind::quit())?,
            signal(SignalKind::from_raw(Signal::TSTP.as_raw()))?,
        )
    };
    Builder::new().name("signals".to_owned()).spawn(move || {
        runtime.block_on(async move {
            loop {
                fault("signals");
                let number = tokio::select! {
                    _ = term.recv() => Signal::TERM,
                    _ = hup.recv() => Signal::HUP,
                    _ = int.recv() => Signal::INT,
                    _ = quit.recv() => Signal::QUIT,
                    _ = stop.recv() => {
                        let _ = wakes.send(Wake::Stop);
                        continue;
                    }
                };
                let _ = wakes.send(Wake::Signal(number.as_raw()));
                leave_by_force(number);
            }
        });
    })?;
    Ok(())
}

fn leave_by_force(signal: Signal) {
    sleep(PATIENCE);
    restore();
    std::process::exit(128 + signal.as_raw());
}
