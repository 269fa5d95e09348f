//! What comes from outside: keys, signals, and the end of the terminal.

use std::io::{self, stdin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::thread::{Builder, sleep};
use std::time::{Duration, Instant};

use crossterm::event::{self, Event, MouseButton, MouseEvent, MouseEventKind};
use crossterm::terminal::size;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::Signal;
use tokio::runtime;
use tokio::signal::unix::{SignalKind, signal};

use super::gate::Gate;
use super::ground::{Answers, Heard};
use super::terminal::restore;
use super::{RunError, Wake, fault};
use crate::tui::keyname::Key;
use crate::tui::msg::{Gesture, Msg, Pointer};

/// Whether another program has the terminal.
pub(super) static LENT: AtomicBool = AtomicBool::new(false);

/// How long the reader of keys looks for another one. It does not look at all where it has no time,
/// and spins while it has some.
const MOMENT: Duration = Duration::from_micros(20);

/// The most keys that are handed on together.
const TOGETHER: usize = 256;

/// How long the loop has to leave in good order before it is left by force: it can be stuck in a
/// write to a terminal that nobody reads.
const PATIENCE: Duration = Duration::from_millis(700);

/// Starts the threads that listen to the terminal. Keys come through the gate.
pub(super) fn listen_to_terminal(
    wakes: &Sender<Wake>,
    gate: &Arc<Gate>,
    mut answers: Answers,
) -> Result<(), RunError> {
    let hang_up = wakes.clone();
    Builder::new().name("hang-up".to_owned()).spawn(move || wait_for_hang_up(&hang_up))?;
    let (keys, gate) = (wakes.clone(), gate.clone());
    Builder::new().name("keys".to_owned()).spawn(move || {
        // Either the terminal is gone, or nobody is left to be told.
        let _ = read_keys(&keys, &gate, &mut answers);
        let _ = keys.send(Wake::HungUp);
    })?;
    Ok(())
}

/// Waits for keys or for the gate, without taking a key from whoever has the terminal meanwhile.
fn read_keys(wakes: &Sender<Wake>, gate: &Gate, answers: &mut Answers) -> io::Result<()> {
    let stdin = stdin();
    loop {
        let rung = gate.rung();
        let mut ends = [PollFd::new(&stdin, PollFlags::IN), PollFd::new(&rung, PollFlags::IN)];
        match poll(&mut ends, None) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        if ends[1].revents().contains(PollFlags::IN) {
            gate.pass()?;
            continue;
        }
        let [keys, _] = ends;
        if keys.revents().intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) {
            return Ok(());
        }
        if keys.revents().contains(PollFlags::IN) && !take_keys(wakes, answers)? {
            return Ok(());
        }
    }
}

/// Takes what lies ready. Returns whether anybody wants more.
fn take_keys(wakes: &Sender<Wake>, answers: &mut Answers) -> io::Result<bool> {
    // Handed on together, many keys in one write make one frame. Whether there is another one takes a
    // moment to know, which is a small part of the frame.
    let (mut is_wanted, mut keys) = (true, Vec::new());
    let mut hand_on = |msg| is_wanted &= wakes.send(Wake::Msg(msg)).is_ok();
    each_ready(answers, |msg| {
        keys.push(msg);
        // Input that never ends is no reason to wait for its end.
        if keys.len() == TOGETHER {
            keys.drain(..).for_each(&mut hand_on);
        }
    })?;
    keys.into_iter().for_each(hand_on);
    Ok(is_wanted)
}

/// Reads what the terminal has sent already when the screen is opened.
pub(super) fn ready(answers: &mut Answers) -> io::Result<Vec<Msg>> {
    let stdin = stdin();
    let mut ends = [PollFd::new(&stdin, PollFlags::IN)];
    let now = Timespec { tv_sec: 0, tv_nsec: 0 };
    let mut msgs = Vec::new();
    if poll(&mut ends, Some(&now)).is_ok_and(|ready| ready > 0) {
        each_ready(answers, |msg| msgs.push(msg))?;
    }
    Ok(msgs)
}

/// Reads what lies ready: keys, and the answer to what the terminal was asked.
fn each_ready(answers: &mut Answers, mut take: impl FnMut(Msg)) -> io::Result<()> {
    loop {
        let began = Instant::now();
        if !event::poll(MOMENT)? {
            // It can have been put to sleep before it looked at all.
            if began.elapsed() > 2 * MOMENT {
                continue;
            }
            break;
        }
        let event = event::read()?;
        fault("keys");
        match answers.hear(event) {
            Heard::Nothing => {}
            Heard::Ground(ground) => take(Msg::Ground(ground)),
            Heard::Events(events) => events.into_iter().filter_map(meaning).for_each(&mut take),
        }
    }
    answers.let_go().into_iter().filter_map(meaning).for_each(take);
    Ok(())
}

fn meaning(event: Event) -> Option<Msg> {
    match event {
        Event::Key(event) => Key::pressed(event).map(Msg::Key),
        Event::Paste(text) => Some(Msg::Paste(text)),
        Event::Resize(columns, rows) => Some(Msg::Resize(columns, rows)),
        Event::Mouse(MouseEvent { kind, column, row, .. }) => {
            Some(Msg::Pointer(Pointer { column, row, gesture: gesture(kind)? }))
        }
        Event::FocusGained | Event::FocusLost => None,
    }
}

const fn gesture(kind: MouseEventKind) -> Option<Gesture> {
    match kind {
        MouseEventKind::Down(MouseButton::Left) => Some(Gesture::Press),
        MouseEventKind::ScrollUp => Some(Gesture::WheelUp),
        MouseEventKind::ScrollDown => Some(Gesture::WheelDown),
        _ => None,
    }
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
    let (mut term, mut hup, mut int, mut quit, mut stop, mut resize) = {
        let _guard = runtime.enter();
        (
            signal(SignalKind::terminate())?,
            signal(SignalKind::hangup())?,
            signal(SignalKind::interrupt())?,
            signal(SignalKind::quit())?,
            signal(SignalKind::from_raw(Signal::TSTP.as_raw()))?,
            signal(SignalKind::window_change())?,
        )
    };
    Builder::new().name("signals".to_owned()).spawn(move || {
        runtime.block_on(async move {
            loop {
                fault("signals");
                let number = tokio::select! {
                    _ = resize.recv() => {
                        if let Ok((columns, rows)) = size() {
                            let _ = wakes.send(Wake::Msg(Msg::Resize(columns, rows)));
                        }
                        continue;
                    }
                    _ = term.recv() => Signal::TERM,
                    _ = hup.recv() => Signal::HUP,
                    _ = int.recv() => Signal::INT,
                    _ = quit.recv() => Signal::QUIT,
                    _ = stop.recv() => {
                        let _ = wakes.send(Wake::Stop);
                        continue;
                    }
                };
                // Those two are typed, and meant for the program that has the terminal.
                if LENT.load(Ordering::SeqCst) && matches!(number, Signal::INT | Signal::QUIT) {
                    continue;
                }
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
