//! Telling that a lead is about to be late to somebody who looks elsewhere.

use std::process::{Command, Stdio};
use std::thread::Builder;

use crate::app::config::Notify;

/// Runs the command that the settings name, with a title and the words behind its own arguments.
/// What it prints goes nowhere, and nothing waits for it. Returns why it could not be started.
pub(super) fn run(notify: &Notify, words: &str) -> Result<(), String> {
    let Notify::Command(command) = notify else { return Ok(()) };
    let Some((program, arguments)) = command.split_first() else { return Ok(()) };
    let started = Command::new(program)
        .args(arguments)
        .args(["leadclock", words])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    match started {
        Ok(mut child) => {
            // Somebody must take in how it ended, or it stays in the list of processes.
            let _ = Builder::new().name("alert".to_owned()).spawn(move || child.wait());
            Ok(())
        }
        Err(error) => Err(format!("alerts.notify: {program} can not be started: {error}")),
    }
}
