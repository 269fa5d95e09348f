//! The words of the command line. Help, man page and completions come from here.

mod config;
mod feeds;
mod read;
mod safe;
mod verbs;

use std::path::PathBuf;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::language::Language;

pub(crate) use self::config::{Config, ConfigCommand, PathsConfig, ShowConfig};
pub(crate) use self::feeds::{
    AddFeed, Feed, FeedCommand, FeedSecret, ListFeeds, Outbox, OutboxCommand, Serve, Sync, TestFeed,
};
pub(crate) use self::read::{
    Export, List, Next, OutputFormat, Report, ReportForm, Show, Similar, Templates, Today, Views,
    ViewsCommand,
};
pub(crate) use self::safe::{BackUp, Erase, Prune, Restore};
pub(crate) use self::verbs::{
    Assign, Dismiss, Draft, Link, Log, Milestone, Note, Nurture, OptOut, Qualify, Target, Tick,
    Unlink, When,
};

/// Triage the leads that Microsoft's commercial marketplace delivers.
#[derive(Debug, Parser)]
#[command(
    name = "leadclock",
    version,
    about,
    after_help = "Without a command the FILEs are imported and the dashboard opens.\n\
                  LEAD is the id of any of its records, an id's unique beginning, or an e-mail address.\n\
                  Exit codes: 0 done, 1 refused or failed, 2 usage."
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    /// Files of leads to import before the dashboard opens: CSV, JSON or JSONL
    pub(crate) files: Vec<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// Flags that every command takes.
#[derive(Clone, Debug, Args)]
pub(crate) struct Global {
    /// The database [default: LEADCLOCK_DB, else leads.db in the data folder]
    #[arg(long, global = true, value_name = "PATH")]
    pub(crate) db: Option<PathBuf>,
    /// The settings file [default: LEADCLOCK_CONFIG, else config.toml in the config folder]
    #[arg(long, global = true, value_name = "PATH")]
    pub(crate) config: Option<PathBuf>,
    /// Talk in sentences instead of drawing, for a screen reader or a pipe [env: ACCESSIBLE]
    #[arg(long, global = true)]
    pub(crate) plain: bool,
    /// The theme, whatever the settings and NO_COLOR say
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) theme: Option<String>,
    /// The language of the screen, whatever the settings and the machine say: en or zh-Hans
    #[arg(long, global = true, value_name = "CODE")]
    pub(crate) language: Option<Language>,
    /// Take this moment for the present (RFC 3339)
    #[arg(long, global = true, value_name = "TIME")]
    pub(crate) now: Option<String>,
    /// Press these keys when the dashboard opens, such as "jj<enter>"
    #[arg(long, global = true, value_name = "KEYS")]
    pub(crate) keys: Option<String>,
    /// Draw one frame to standard output instead of opening the dashboard: as text, or as a picture
    #[arg(long, global = true, value_name = "FORM", value_enum, num_args = 0..=1,
          require_equals = true, default_missing_value = "text")]
    pub(crate) print: Option<FrameForm>,
    /// The size of that frame
    #[arg(long, global = true, value_name = "COLSxROWS", default_value = "120x40")]
    pub(crate) size: String,
}

/// How a frame is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FrameForm {
    Text,
    Svg,
}

/// The flags for frames and tests, which stand in the first help and the man page only.
const QUIET: [&str; 4] = ["now", "keys", "print", "size"];

impl Cli {
    /// Returns the words of the command line, as they are read.
    pub(crate) fn words() -> clap::Command {
        let mut words = Self::command();
        words.build();
        words.mut_subcommands(without_quiet)
    }
}

fn without_quiet(command: clap::Command) -> clap::Command {
    let hide = |arg: clap::Arg| {
        let is_quiet = QUIET.contains(&arg.get_id().as_str());
        arg.hide(is_quiet)
    };
    command.mut_args(hide).mut_subcommands(without_quiet)
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Read leads from files ("-" is standard input)
    Import(Import),
    /// List open leads in the order of the queue
    List(List),
    /// Show everything known about a lead
    Show(Show),
    /// Show the lead that must be answered next
    Next(Next),
    /// Log a touch: a call, an e-mail, a meeting or another one
    Log(Log),
    /// Qualify a lead: it is worth the full sales process
    Qualify(Qualify),
    /// Dismiss a lead with a reason
    Dismiss(Dismiss),
    /// Open a decided lead again
    Reopen(Target),
    /// Write a note on a lead
    Note(Note),
    /// Plan the next touch: "tue 9am", "in 2 days", 2026-12-01
    Schedule(When),
    /// Move a lead out of sight until a time
    Snooze(When),
    /// Put a lead off for long
    Nurture(Nurture),
    /// Give a lead to somebody
    Assign(Assign),
    /// Tick prerequisites of a lead, or open them again
    Tick(Tick),
    /// Note how far a qualified lead has come
    Milestone(Milestone),
    /// Note that a person asked for no more mails or calls
    OptOut(OptOut),
    /// Say what was done today, what is left, and what comes first tomorrow
    Today(Today),
    /// Write a mail to a lead from a template; without one, list those that fit
    Draft(Draft),
    /// List all templates, and what is wrong with them
    Templates(Templates),
    /// Say that two leads are one person; `unlink` puts everything back
    Link(Link),
    /// Say that persons are not one: parts a linked lead, or refuses a suggestion
    Unlink(Unlink),
    /// List the leads that may be the same person, and why
    Similar(Similar),
    /// Take back the last decision made here
    Undo,
    /// Restore what was taken back last
    Redo,
    /// Tell how fast requests were answered, and what came of them
    Report(Report),
    /// List the saved views with their counts, save one, take one out
    Views(Views),
    /// Write leads out in a form that reads back without loss, or follow-ups for a calendar
    Export(Export),
    /// Ask the feeds for new leads
    Sync(Sync),
    /// Take in the leads that the marketplace sends to an HTTPS endpoint
    Serve(Serve),
    /// Say what a CRM is still to be told of what was decided here, and what it refuses
    Outbox(Outbox),
    /// List, add, test and remove the feeds that bring leads
    Feed(Feed),
    /// Show the settings in force and where they come from, check them, begin one's own
    Config(Config),
    /// Erase a person for good: from the database, its journal, index and quarantine, and the backups
    Erase(Erase),
    /// Let leads go on which nothing has happened for long, from the database and the backups
    Prune(Prune),
    /// Make a whole copy of the database while it is in use; list the copies
    #[command(name = "backup")]
    BackUp(BackUp),
    /// Put a backup in the place of the database; what stood there is kept
    Restore(Restore),
    /// Check the database and say how it is
    Doctor(Doctor),
    /// Open the dashboard on made-up leads
    Demo(Demo),
    /// Print shell completions
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the man page
    Man,
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The files
    #[arg(required_unless_present = "quarantine")]
    pub(crate) files: Vec<PathBuf>,
    /// Try again what feeds sent and could not be read when it came
    #[arg(long, conflicts_with_all = ["files", "dry_run"])]
    pub(crate) quarantine: bool,
    /// How they are read
    #[arg(long, value_enum, default_value_t = InputFormat::Auto)]
    pub(crate) format: InputFormat,
    /// Say what would happen, and store nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// How an input is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum InputFormat {
    Auto,
    Csv,
    Json,
    Jsonl,
}

#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// Print a JSON object
    #[arg(long)]
    pub(crate) json: bool,
    /// Make rows, counts and search index again from the records and events
    #[arg(long)]
    pub(crate) rebuild: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// How many leads are made up
    #[arg(long, value_name = "N", default_value_t = 70)]
    pub(crate) leads: u64,
    /// Other numbers make up other leads
    #[arg(long, value_name = "S", default_value_t = 7)]
    pub(crate) seed: u64,
    /// Only write them (to --db), and do not open the dashboard
    #[arg(long)]
    pub(crate) no_open: bool,
}
