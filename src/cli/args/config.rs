//! The words of `config`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Config {
    #[command(subcommand)]
    pub(crate) command: Option<ConfigCommand>,
    #[command(flatten)]
    pub(crate) show: ShowConfig,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Show every setting in force, and who says so; without a command the same
    Show(ShowConfig),
    /// Say everything that is wrong with the settings: 0 where they are good, else 2
    Check {
        /// Another file than the one in use
        file: Option<PathBuf>,
    },
    /// Print a commented file of all settings with their defaults, to begin one's own
    Default,
    /// Show which files and folders are used
    Path(PathsConfig),
    /// Open the settings in VISUAL or EDITOR, and check them afterwards
    Edit,
}

#[derive(Debug, Args)]
pub(crate) struct ShowConfig {
    /// Print a JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct PathsConfig {
    /// Print a JSON object
    #[arg(long)]
    pub(crate) json: bool,
}
