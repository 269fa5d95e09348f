//! The program: exit codes, and nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(leadclock::cli::run())
}
