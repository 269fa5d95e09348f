//! The words of the commands about the data as a whole.

use std::path::PathBuf;

use chrono::TimeDelta;
use clap::Args;

use crate::domain::span;

#[derive(Debug, Args)]
pub(crate) struct Erase {
    /// The lead: its id, or an address
    pub(crate) lead: String,
    /// Do not ask
    #[arg(long)]
    pub(crate) yes: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Prune {
    /// How many months without anything are enough; else what the settings say (`retention_months`)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) months: Option<u32>,
    /// Do not ask
    #[arg(long)]
    pub(crate) yes: bool,
}

#[derive(Debug, Args)]
pub(crate) struct BackUp {
    /// The file to write; else one with the time in its name, in `backups` beside the database
    pub(crate) file: Option<PathBuf>,
    /// How many are kept in that folder
    #[arg(long, value_name = "N", default_value_t = 7, conflicts_with = "file")]
    pub(crate) keep: usize,
    /// Make none while the newest is younger than this, such as 24h: for a timer
    #[arg(long, value_name = "SPAN", value_parser = span)]
    pub(crate) if_older_than: Option<TimeDelta>,
    /// List the backups
    #[arg(long, conflicts_with_all = ["file", "keep", "if_older_than"])]
    pub(crate) list: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// The backup; else the newest one
    pub(crate) file: Option<PathBuf>,
    /// Do not ask
    #[arg(long)]
    pub(crate) yes: bool,
}

fn span(text: &str) -> Result<TimeDelta, String> {
    span::parse(text).ok_or_else(|| "write it as 90m, 24h or 7d".to_owned())
}
