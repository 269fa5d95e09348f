//! Leaving in good order when a signal asks for it.

use std::thread::Builder;

use tokio::runtime;
use tokio::signal::unix::{SignalKind, signal};

use super::error::CliError;

/// Calls once when the program is asked to leave (INT, TERM or HUP). A second signal ends it.
pub(super) fn on_leave(call: impl FnOnce() + Send + 'static) -> Result<(), CliError> {
    let runtime = runtime::Builder::new_current_thread().enable_io().build()?;
    let (mut term, mut hup, mut int) = {
        let _guard = runtime.enter();
        (
            signal(SignalKind::terminate())?,
            signal(SignalKind::hangup())?,
            signal(SignalKind::interrupt())?,
        )
    };
    Builder::new().name("signals".to_owned()).spawn(move || {
        let wait = async {
            tokio::select! {
                _ = term.recv() => 15,
                _ = hup.recv() => 1,
                _ = int.recv() => 2,
            }
        };
        runtime.block_on(wait);
        call();
        let again = async {
            tokio::select! {
                _ = term.recv() => 15,
                _ = hup.recv() => 1,
                _ = int.recv() => 2,
            }
        };
        std::process::exit(128 + runtime.block_on(again));
    })?;
    Ok(())
}
