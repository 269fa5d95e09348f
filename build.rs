//! Makes a typed function of every message in `assets/locales`: a message that a language lacks, or
//! that is asked for by a wrong name, stops the build.

use std::process::ExitCode;

use fluent_typed::{BuildOptions, FtlOutputOptions, LintLevel, build_from_locales_folder};

fn main() -> ExitCode {
    let Ok(out) = std::env::var("OUT_DIR") else { return ExitCode::FAILURE };
    let options = BuildOptions::default()
        .with_locales_folder("assets/locales")
        .with_prefix("")
        .with_lint_level(LintLevel::Deny)
        // A terminal shows the marks that keep directions apart as boxes, or not at all; what
        // strangers typed is cleaned before it stands in a message.
        .without_bidi_isolation()
        .without_format()
        .with_output_file_path(&format!("{out}/messages.rs"))
        .with_ftl_output(FtlOutputOptions::single_file(&format!("{out}/messages.ftl")));
    build_from_locales_folder(options)
}
