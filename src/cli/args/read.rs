//! The words of the commands that read: lists, reports, exports.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::app::numbers::{MOST_WEEKS, WEEKS};
use crate::domain::query::FIELDS;
use crate::language::english;

#[derive(Debug, Args)]
#[command(after_long_help = language())]
pub(crate) struct List {
    /// Which leads: words, field:value, -not, or, brackets (see below)
    pub(crate) query: Vec<String>,
    /// Print a JSON array
    #[arg(long, conflicts_with = "csv")]
    pub(crate) json: bool,
    /// Print CSV
    #[arg(long)]
    pub(crate) csv: bool,
    /// Print at most so many
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<usize>,
    /// Every lead, not only the open ones
    #[arg(long)]
    pub(crate) all: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Show {
    /// The lead
    pub(crate) lead: String,
    /// Print a JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Next {
    /// Print a JSON object, or null where nothing is due
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Today {
    /// Print a JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Templates {
    /// Print a JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Similar {
    /// Print a JSON array
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(after_long_help = language())]
pub(crate) struct Export {
    /// Which leads: words, field:value, -not, or, brackets (see below)
    pub(crate) query: Vec<String>,
    /// The form
    #[arg(long, value_enum, required_unless_present = "person")]
    pub(crate) format: Option<OutputFormat>,
    /// All that is known of one person, as JSON: for whoever asks what we keep of them
    #[arg(long, value_name = "LEAD", conflicts_with_all = ["query", "format"])]
    pub(crate) person: Option<String>,
    /// The file to write, instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// The form of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputFormat {
    Csv,
    Json,
    Jsonl,
    /// Planned follow-ups for a calendar
    Ics,
}

#[derive(Debug, Args)]
pub(crate) struct Report {
    /// How many weeks back, this one included
    #[arg(long, value_name = "N", default_value_t = WEEKS, value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_WEEKS)))]
    pub(crate) weeks: u32,
    /// The first day instead: 2026-09-01, or words such as "1 sep"
    #[arg(long, value_name = "DAY", conflicts_with = "weeks")]
    pub(crate) since: Option<String>,
    /// The form
    #[arg(long, value_enum, default_value_t = ReportForm::Text)]
    pub(crate) format: ReportForm,
    /// The same as --format json
    #[arg(long, conflicts_with = "format")]
    pub(crate) json: bool,
    /// The file to write, instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// The form of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportForm {
    Text,
    Markdown,
    Json,
    /// One page that needs nothing else
    Html,
}

#[derive(Debug, Args)]
pub(crate) struct Views {
    #[command(subcommand)]
    pub(crate) command: Option<ViewsCommand>,
    /// Print a JSON array
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ViewsCommand {
    /// Save a query under a name, in the settings; one of that name is written anew
    #[command(after_long_help = language())]
    Add {
        /// The name
        name: String,
        /// The query
        #[arg(required = true)]
        query: Vec<String>,
    },
    /// Take a view out of the settings; those that ship come back as they were
    Remove {
        /// The name
        name: String,
    },
}

/// Tells the query language, from its own table.
fn language() -> String {
    let mut text = String::from(
        "Words must all be found in the name, company, offer, address or phone number. \"Quotes\" keep
spaces; `or` is one of both, (brackets) keep things together, `not` or `-` turns around.
In a shell, quote the whole query: leadclock list 'stage:trial (due:<2h or owner:me)'

Fields:
",
    );
    for field in &FIELDS {
        let name = format!("{}:", field.name());
        text.push_str(&format!("  {name:<11}{:<34}{}\n", field.about(english()), field.example));
    }
    text.push_str("  view:      a saved view                      view:today\n");
    text
}
