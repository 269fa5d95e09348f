//! Handing a draft to the rep's own mail program, the one way out of this floor.

use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::thread::{Builder, sleep};
use std::time::{Duration, Instant};

use super::draft::Draft;
use crate::app::secrets;

/// How long a program has to say that it can not.
const PATIENCE: Duration = Duration::from_millis(250);

/// Why no mail program was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The draft has no address.
    #[error("the draft has no e-mail address")]
    NoAddress,
    /// Nothing on this machine took the link.
    #[error("no mail program took the draft")]
    NoProgram,
}

/// Opens a draft in the program that is set for `mailto:` links.
///
/// The program runs detached, with its standard streams closed: it neither ends with this one nor
/// writes over a screen. This waits up to a quarter of a second for each program that is tried, so a
/// screen calls it from a worker. That a window came up can not be known.
///
/// # Errors
/// Where there is no address, or no program.
pub fn open_draft(draft: &Draft) -> Result<(), OpenError> {
    let link = draft.mailto().ok_or(OpenError::NoAddress)?;
    // No cause is told: it would repeat the link, and with it what a person wrote.
    let takes_it = |mut command: Command| {
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        // A group of its own: the signals of this terminal are not for it.
        command.process_group(0);
        secrets::hide_from(&mut command);
        command.spawn().is_ok_and(has_not_failed)
    };
    if open::commands(link).into_iter().any(takes_it) { Ok(()) } else { Err(OpenError::NoProgram) }
}

/// Returns whether a program did its work, or is still at it after a moment.
fn has_not_failed(mut child: Child) -> bool {
    let started = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) if started.elapsed() < PATIENCE => sleep(PATIENCE / 25),
            Ok(None) => {
                // Somebody must take in how it ended, or it stays in the list of processes.
                let _ = Builder::new().name("mail".to_owned()).spawn(move || child.wait());
                return true;
            }
            Err(_) => return false,
        }
    }
}
