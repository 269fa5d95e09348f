//! The terminal: entered once, and restored whatever happens.

use std::io::{self, BufWriter, Stdout, Write, stdout};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::cursor::Show;
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::execute;
use crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::backend::CrosstermBackend;
use ratatui::{Frame, Terminal};

/// Whether the terminal is ours and must be given back.
static ENTERED: AtomicBool = AtomicBool::new(false);

/// The exit code after a panic: a fault of ours.
const PANICKED: i32 = 255;

/// A frame is written in one piece.
const FRAME_BYTES: usize = 64 * 1024;

/// The terminal while it shows the screen.
pub(super) struct Screen {
    terminal: Terminal<CrosstermBackend<BufWriter<Stdout>>>,
}

impl Screen {
    /// Takes the terminal: raw keys, the alternate screen, pastes as pastes.
    pub(super) fn enter() -> io::Result<Self> {
        restore_on_panic();
        take()?;
        let backend = CrosstermBackend::new(BufWriter::with_capacity(FRAME_BYTES, stdout()));
        match Terminal::new(backend) {
            Ok(terminal) => Ok(Self { terminal }),
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

    pub(super) fn draw(&mut self, draw: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        super::fault("draw");
        self.terminal.draw(draw)?;
        Ok(())
    }

    /// Gives the terminal back.
    pub(super) fn leave(self) {
        restore();
    }

    /// Gives the terminal back, stops until the shell wakes us, and takes it again.
    pub(super) fn suspend(&mut self) -> io::Result<()> {
        restore();
        rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::STOP)?;
        take()?;
        self.terminal.clear()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        restore();
    }
}

fn take() -> io::Result<()> {
    ENTERED.store(true, Ordering::SeqCst);
    let taken = enable_raw_mode()
        .and_then(|()| execute!(stdout(), EnterAlternateScreen, EnableBracketedPaste));
    if taken.is_err() {
        restore();
    }
    taken
}

/// Gives the terminal back, once. What goes wrong here has nobody left to be told.
pub(super) fn restore() {
    if ENTERED.swap(false, Ordering::SeqCst) {
        let _ = execute!(stdout(), DisableBracketedPaste, LeaveAlternateScreen, Show);
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
