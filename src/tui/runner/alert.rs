//! Telling that a lead is about to be late to somebody who looks elsewhere.

use std::process::{Command, Stdio};
use std::thread::Builder;

use crate::app::config::Notify;
use crate::app::secrets;
use crate::language::Messages;

/// Runs the command that the settings name, with a title and the words behind its own arguments.
/// What it prints goes nowhere, and nothing waits for it. Returns why it could not be started.
pub(super) fn run(notify: &Notify, words: &str, say: &Messages) -> Result<(), String> {
    let Notify::Command(command) = notify else { return Ok(()) };
    let Some((program, arguments)) = command.split_first() else { return Ok(()) };
    let mut command = Command::new(program);
    command.args(arguments).args(["leadclock", words]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    secrets::hide_from(&mut command);
    match command.spawn() {
        Ok(mut child) => {
            // Somebody must take in how it ended, or it stays in the list of processes.
            let _ = Builder::new().name("alert".to_owned()).spawn(move || child.wait());
            Ok(())
        }
        Err(error) => Err(say.said_alert_failed(program.as_str(), error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;
    use crate::language::english;

    #[test]
    fn the_program_is_given_its_own_arguments_a_title_and_the_words() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("told");
        let script =
            format!("printf '%s|%s' \"$1\" \"$2\" > {0}.new && mv {0}.new {0}", file.display());
        let command = ["sh", "-c", &script, "sh"].map(str::to_owned).to_vec();
        assert_eq!(run(&Notify::Command(command), "due soon: Ada", english()), Ok(()));
        let started = Instant::now();
        while !file.exists() && started.elapsed() < Duration::from_secs(10) {
            std::thread::yield_now();
        }
        let told = std::fs::read_to_string(&file).expect("it was told");
        assert_eq!(told, "leadclock|due soon: Ada");
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let error = run(&Notify::Command(vec!["no-such-program".to_owned()]), "x", english());
        assert!(error.is_err_and(|why| why.contains("no-such-program")));
        assert_eq!(run(&Notify::Off, "x", english()), Ok(()));
    }
}
