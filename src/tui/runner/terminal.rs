//! The terminal: entered once, and restored whatever happens.

use std::io::{self, BufWriter, Stdout, Write, stdout};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once, TryLockError};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crossterm::clipboard::CopyToClipboard;
use crossterm::cursor::Show;
use crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste};
use crossterm::execute;
use crossterm::style::Print;
use crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::layout::Rect;
use ratatui::{Frame, Terminal};

use super::ground;
use super::steady::{Links, Steady};
use crate::domain::text::sanitise;

/// Held while a frame is written.
static DRAWING: Mutex<()> = Mutex::new(());

/// Whether the terminal is ours and must be given back.
static ENTERED: AtomicBool = AtomicBool::new(false);

/// The exit code after a panic: a fault of ours.
const PANICKED: i32 = 255;

/// By then a terminal has answered, or never will.
const ANSWERED: Duration = Duration::from_millis(150);

/// A frame is written in one piece.
const FRAME_BYTES: usize = 64 * 1024;

/// Asks for presses and the wheel, in the form that knows no end of the screen. crossterm would ask for
/// every movement too, which wakes us for nothing and fills a slow line.
const HEAR_MOUSE: &str = "\x1b[?1000h\x1b[?1006h";

/// The terminal while it shows the screen.
pub(super) struct Screen {
    terminal: Terminal<Steady<BufWriter<Stdout>>>,
    /// Where the links of the frame stand, for the backend that writes it.
    links: Links,
    /// When the terminal was asked for its ground.
    asked: Option<Instant>,
    mouse: bool,
}

impl Screen {
    /// Takes the terminal: raw keys, the alternate screen, pastes as pastes, and the mouse where it is
    /// wanted. Asks it for its ground, where somebody wants to know; the answer comes among the keys.
    pub(super) fn enter(asks: bool, mouse: bool) -> io::Result<Self> {
        restore_on_panic();
        take(mouse)?;
        let asked = (asks && ground::can_be_asked()).then(Instant::now);
        let question = if asked.is_some() { ground::QUESTION } else { "" };
        let links = Links::default();
        match execute!(stdout(), Print(question)).and_then(|()| blank(&links)) {
            Ok(terminal) => Ok(Self { terminal, links, asked, mouse }),
            Err(error) => {
                restore();
                Err(error)
            }
        }
    }

    /// Returns columns and rows.
    pub(super) fn size(&self) -> io::Result<(u16, u16)> {
        let size = self.terminal.size()?;
        Ok((size.width, size.height))
    }

    /// Draws a frame; `draw` returns where which links stand in it.
    pub(super) fn draw(
        &mut self,
        draw: impl FnOnce(&mut Frame<'_>) -> Vec<(Rect, String)>,
    ) -> io::Result<()> {
        let _drawing = DRAWING.lock();
        super::fault("draw");
        // Another thread can have given the terminal back, on its way out.
        if ENTERED.load(Ordering::SeqCst) {
            let links = &self.links;
            self.terminal.draw(|frame| {
                let found = draw(frame);
                // What does not know the sequence would print it.
                links.replace(if ground::can_be_asked() { found } else { Vec::new() });
            })?;
        }
        Ok(())
    }

    /// Rings the bell, and has the terminal show a message beside the screen. The words hold no
    /// control characters, so they can not end the sequence that carries them.
    pub(super) fn alert(&mut self, bell: bool, words: Option<&str>) -> io::Result<()> {
        let _drawing = DRAWING.lock();
        let mut out = stdout();
        if let Some(words) = words {
            write!(out, "\x1b]9;{}\x1b\\", sanitise(words))?;
        }
        if bell {
            out.write_all(b"\x07")?;
        }
        out.flush()
    }

    /// Takes in that the terminal has answered.
    pub(super) const fn answered(&mut self) {
        self.asked = None;
    }

    /// Gives the terminal back. Where it was asked a moment ago its answer is still let in, so that
    /// the shell does not get it.
    pub(super) fn leave(self) {
        if let Some(asked) = self.asked {
            sleep(ANSWERED.saturating_sub(asked.elapsed()));
        }
        restore();
    }

    /// Lends the terminal to another program, and takes it again when that is done.
    pub(super) fn lend<T>(&mut self, work: impl FnOnce() -> T) -> io::Result<T> {
        restore();
        let done = work();
        take(self.mouse)?;
        self.terminal = blank(&self.links)?;
        Ok(done)
    }

    /// Puts a text into the terminal's clipboard (OSC 52), which works over a remote shell too.
    pub(super) fn copy(&mut self, text: &str) -> io::Result<()> {
        let _drawing = DRAWING.lock();
        execute!(stdout(), CopyToClipboard::to_clipboard_from(text))
    }

    /// Gives the terminal back, stops until the shell wakes us, and takes it again.
    pub(super) fn suspend(&mut self) -> io::Result<()> {
        restore();
        rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::STOP)?;
        take(self.mouse)?;
        // Asking this terminal to clear itself would have it ask for the cursor, and the answer
        // would reach the thread that reads keys. A new one draws everything anyway.
        self.terminal = blank(&self.links)?;
        Ok(())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        restore();
    }
}

fn blank(links: &Links) -> io::Result<Terminal<Steady<BufWriter<Stdout>>>> {
    let out = BufWriter::with_capacity(FRAME_BYTES, stdout());
    Terminal::new(Steady::new(out, links.clone()))
}

fn take(mouse: bool) -> io::Result<()> {
    ENTERED.store(true, Ordering::SeqCst);
    let taken = enable_raw_mode()
        .and_then(|()| execute!(stdout(), EnterAlternateScreen, EnableBracketedPaste))
        .and_then(|()| if mouse { execute!(stdout(), Print(HEAR_MOUSE)) } else { Ok(()) });
    if taken.is_err() {
        restore();
    }
    taken
}

/// Gives the terminal back, once. What goes wrong here has nobody left to be told.
pub(super) fn restore() {
    if ENTERED.swap(false, Ordering::SeqCst) {
        // A frame that is being written would come after what is written here. It can also be the
        // very frame that panicked, or be stuck, so the wait is short.
        let patience = Instant::now() + Duration::from_millis(150);
        let _drawing = loop {
            match DRAWING.try_lock() {
                Err(TryLockError::WouldBlock) if Instant::now() < patience => {
                    sleep(Duration::from_millis(2))
                }
                lock => break lock.ok(),
            }
        };
        let _ = execute!(
            stdout(),
            DisableMouseCapture,
            DisableBracketedPaste,
            LeaveAlternateScreen,
            Show
        );
        let _ = disable_raw_mode();
        let _ = stdout().flush();
    }
}

/// A panic in any thread ends the program: the terminal is given back first, and what is said holds
/// no text of a lead, only the place in our own source.
fn restore_on_panic() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        std::panic::set_hook(Box::new(|panic| {
            restore();
            let place = panic
                .location()
                .map_or_else(String::new, |at| format!(" at {}:{}", at.file(), at.line()));
            let _ = writeln!(
                io::stderr(),
                "leadclock stopped on a fault of its own{place}.\n\
                 Everything that was shown as saved is saved. Please report the place above."
            );
            std::process::exit(PANICKED);
        }));
    });
}
