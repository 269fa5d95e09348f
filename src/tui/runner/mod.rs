//! The loop: the terminal, one channel, the clock, and effects handed to `app`.
//!
//! The screen's thread only updates and draws. One thread writes to the store, one reads from it,
//! one waits for keys, one watches for the terminal to go away; whatever any of them has to say
//! arrives on one channel. This file reads the clock; no other file of the floor does.

mod alert;
mod aside;
mod editor;
mod feeds;
mod gate;
mod ground;
mod outside;
mod perform;
mod print;
mod steady;
mod svg;
mod terminal;
mod watch;
mod workers;

use std::collections::VecDeque;
use std::error::Error;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

pub use self::editor::open_editor;
use self::gate::Gate;
use self::ground::Answers;
use self::outside::{Done, Outside};
pub use self::print::{print, text_of};
pub use self::svg::svg_of;
use self::terminal::Screen;
use self::workers::{Reader, Workers};
use ratatui::layout::Rect;

use super::hits::Hits;
use super::keyname::Key;
use super::model::{Model, Settings};
use super::msg::{Effect, Msg};
use super::theme::Theme;
use super::update::{begin, update};
use super::view;
use crate::app::ways::Link;
use crate::app::{Store, StoreError};
use crate::domain::funnel::Channel;

/// Where "now" comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A fixed moment, for frames and tests.
    Fixed(DateTime<Utc>),
}

impl Clock {
    /// Returns the present moment.
    #[expect(clippy::disallowed_methods, reason = "one of the two places that read the clock")]
    pub fn now(self) -> DateTime<Utc> {
        match self {
            Self::System => Utc::now(),
            Self::Fixed(now) => now,
        }
    }
}

/// What a screen is opened with.
#[derive(Debug)]
pub struct Session {
    /// The leads.
    pub store: Store,
    /// What does not change while it is open.
    pub settings: Settings,
    /// The clock.
    pub clock: Clock,
    /// Keys that are pressed at the start.
    pub keys: Vec<Key>,
}

/// How a screen was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// By the person at the keys.
    Quit,
    /// To look around with made-up leads.
    ForDemo,
    /// By a signal, with its number.
    Signal(i32),
    /// The terminal went away.
    HungUp,
}

/// Why a screen could not be opened or kept.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The terminal answered with an error.
    #[error("the terminal can not be used")]
    Terminal(#[source] std::io::Error),
    /// The store did.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<std::io::Error> for RunError {
    fn from(error: std::io::Error) -> Self {
        Self::Terminal(error)
    }
}

/// What wakes the loop.
#[derive(Debug)]
enum Wake {
    Msg(Msg),
    /// A signal asks us to leave.
    Signal(i32),
    /// A signal asks us to stop for a while.
    Stop,
    /// The terminal went away.
    HungUp,
}

/// Opens the screen and stays until it is left. `demo` opens the made-up leads when they are asked
/// for.
///
/// # Errors
/// Where the terminal or the store can not be used. The terminal is restored in any case.
pub fn run(
    session: Session,
    demo: &mut dyn FnMut() -> Result<Session, StoreError>,
) -> Result<Left, RunError> {
    let (wakes, inbox) = channel();
    // Before the terminal is taken, so that whatever ends us gives it back.
    watch::listen_for_signals(wakes.clone())?;
    let mut screen = Screen::enter(session.settings.theme.follows(), session.settings.mouse)?;
    let mut answers = Answers::default();
    let mut desk = Desk::open(session, &mut screen, || watch::ready(&mut answers))?;
    // The first screen stands before any thread is started.
    let gate = Arc::new(Gate::new()?);
    watch::listen_to_terminal(&wakes, &gate, answers)?;
    let left = loop {
        match desk.sit(&mut screen, &gate, &wakes, &inbox)? {
            (Left::ForDemo, theme) => {
                // Answers about the leads that were left would be taken for the new ones'.
                while inbox.try_recv().is_ok() {}
                let mut session = demo()?;
                session.settings.theme = theme;
                desk = Desk::open(session, &mut screen, || Ok(Vec::new()))?;
            }
            (left, _) => break left,
        }
    };
    screen.leave();
    Ok(left)
}

/// A session whose first frame stands.
struct Desk {
    store: Store,
    reader: Reader,
    model: Model,
    clock: Clock,
    /// What was typed before the first frame stood.
    typed: Vec<Msg>,
    /// What the first frame does not wait for.
    waiting: Vec<Effect>,
}

impl Desk {
    /// Draws the first frame. What the terminal has sent by then is asked for once all is read.
    fn open(
        session: Session,
        screen: &mut Screen,
        ready: impl FnOnce() -> std::io::Result<Vec<Msg>>,
    ) -> Result<Self, RunError> {
        let Session { store, settings, clock, keys } = session;
        let reader = Reader::open(&store, &settings)?;
        let mut model = Model::new(settings, clock.now(), screen.size()?);
        let mut effects = begin(&mut model);
        let mut waiting = Vec::new();
        while let Some(effect) = effects.pop() {
            // The list stands first. To know all of a lead, numbering plans and clues are read.
            if !matches!(effect, Effect::LoadWindow { .. }) {
                waiting.push(effect);
                continue;
            }
            for msg in reader.read(&effect) {
                effects.extend(update(&mut model, msg));
            }
        }
        let mut typed: Vec<Msg> = keys.into_iter().map(Msg::Key).collect();
        for msg in ready()? {
            match msg {
                // It would be drawn in the wrong colours for a moment. Nothing is read for it.
                Msg::Ground(_) => {
                    screen.answered();
                    drop(update(&mut model, msg));
                }
                msg => typed.push(msg),
            }
        }
        show(screen, &mut model)?;
        Ok(Self { store, reader, model, clock, typed, waiting })
    }

    fn sit(
        self,
        screen: &mut Screen,
        gate: &Gate,
        wakes: &Sender<Wake>,
        inbox: &Receiver<Wake>,
    ) -> Result<(Left, Theme), RunError> {
        let Self { store, reader, mut model, clock, typed, waiting } = self;
        let mut workers = Workers::start(store, reader, &model.settings, clock, wakes)?;
        for effect in waiting {
            workers.hand(effect);
        }
        for msg in typed {
            // The receiver lives as long as the screen.
            let _ = wakes.send(Wake::Msg(msg));
        }
        let mut outside = Outside { screen, gate };
        let left = turn(&mut model, &mut outside, &mut workers, inbox, clock);
        workers.finish();
        Ok((left?, model.settings.theme))
    }
}

/// Turns until the screen is left: wait, take in all that came, draw once.
fn turn(
    model: &mut Model,
    outside: &mut Outside<'_>,
    workers: &mut Workers,
    inbox: &Receiver<Wake>,
    clock: Clock,
) -> Result<Left, RunError> {
    let mut redraw_at = view::next_change(model);
    loop {
        let first = match inbox.recv_timeout(until_next_second(clock)) {
            Ok(wake) => Some(wake),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => return Ok(Left::HungUp),
        };
        let now = clock.now();
        let ticked = first.is_none();
        let effects = update(model, Msg::Tick(now));
        if let Some(left) = carry_out(model, outside, workers, effects)? {
            return Ok(left);
        }
        if ticked {
            workers.look_for_changes();
        }
        let mut heard = false;
        for wake in first.into_iter().chain(std::iter::from_fn(|| inbox.try_recv().ok())) {
            heard |= !matches!(&wake, Wake::Msg(msg) if view::is_unseen(model, msg));
            // Everything typed before an effect was meant for the screen as it was then.
            let effects = match wake {
                Wake::Msg(msg) => update(model, msg),
                Wake::Signal(number) => return Ok(Left::Signal(number)),
                Wake::HungUp => return Ok(Left::HungUp),
                Wake::Stop => vec![Effect::Suspend],
            };
            if let Some(left) = carry_out(model, outside, workers, effects)? {
                return Ok(left);
            }
        }
        // An answer can come in the turn that a tick began.
        if heard || now >= redraw_at {
            view::keep_in_page(model);
            show(outside.screen, model)?;
            redraw_at = view::next_change(model);
        }
    }
}

/// Draws the model, and keeps what of it answers a pointer.
fn show(screen: &mut Screen, model: &mut Model) -> std::io::Result<()> {
    let mut hits = Hits::default();
    screen.draw(|frame| {
        hits = view::view(model, frame);
        links(model, &hits)
    })?;
    model.hits = hits;
    Ok(())
}

/// Returns where on the screen which link stands. A number is none: few terminals know what to do with
/// it, and some would ask a program that nobody chose.
fn links(model: &Model, hits: &Hits) -> Vec<(Rect, String)> {
    if !model.settings.links || model.privacy.is_masked() {
        return Vec::new();
    }
    let Some(file) = model.lead() else { return Vec::new() };
    let mails = hits.ways().filter(|(_, channel)| *channel == Channel::Email);
    let link = |(area, channel)| Some((area, Link::to(&file.lead, channel).ok()?.uri()));
    mails.filter_map(link).collect()
}

/// Carries effects out, or hands them to the threads that do. Returns how the screen is left, where
/// one of them leaves it.
fn carry_out(
    model: &mut Model,
    outside: &mut Outside<'_>,
    workers: &Workers,
    effects: Vec<Effect>,
) -> Result<Option<Left>, RunError> {
    let mut effects = VecDeque::from(effects);
    while let Some(effect) = effects.pop_front() {
        match effect {
            Effect::Quit => return Ok(Some(Left::Quit)),
            Effect::OpenDemo => return Ok(Some(Left::ForDemo)),
            effect => match outside.carry_out(&model.settings, effect)? {
                Done::Quietly => {}
                Done::Saying(msg) => effects.extend(update(model, msg)),
                Done::NotHere(effect) => workers.hand(effect),
            },
        }
    }
    Ok(None)
}

/// Says an error with its causes, in one line.
fn words(error: &dyn Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        words.push_str(&format!(": {error}"));
        cause = error.source();
    }
    words
}

/// Wakes with the wall clock's second, so that countdowns tick with it.
fn until_next_second(clock: Clock) -> Duration {
    let past = clock.now().timestamp_subsec_millis().min(999);
    let left = TimeDelta::milliseconds(i64::from(1_000 - past));
    left.to_std().unwrap_or(Duration::from_secs(1))
}

/// Stops the program at a named point, so that a test can see what a panic there leaves behind.
/// Not part of a release build.
fn fault(point: &str) {
    #[cfg(debug_assertions)]
    if std::env::var("LEADCLOCK_FAULT").is_ok_and(|wanted| wanted == point) {
        #[expect(clippy::panic, reason = "this is what the switch is for")]
        {
            panic!("a fault was asked for at {point}");
        }
    }
    #[cfg(not(debug_assertions))]
    let _ = point;
}
