//! The words of the commands that decide about a lead.

use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct Log {
    /// The lead
    pub(crate) lead: String,
    /// call, email, meeting or other
    pub(crate) channel: String,
    /// What came of it, such as no_answer, voicemail, reached, sent, replied, held
    #[arg(long, value_name = "CODE")]
    pub(crate) outcome: Option<String>,
    /// A note that goes with it
    #[arg(long, value_name = "TEXT")]
    pub(crate) note: Option<String>,
    /// When it was made: RFC 3339, "2h ago", "yesterday 3pm"
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<String>,
    /// Answer a guard's question with yes
    #[arg(long)]
    pub(crate) yes: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Qualify {
    /// The lead
    pub(crate) lead: String,
    /// A prerequisite that is met, such as budget, authority, need, timing
    #[arg(long, value_name = "NAME")]
    pub(crate) met: Vec<String>,
    /// Why open prerequisites are passed over
    #[arg(long, value_name = "REASON")]
    pub(crate) r#override: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Dismiss {
    /// The lead
    pub(crate) lead: String,
    /// Why: budget, no_answer, other_vendor, requirement, not_a_customer, timeline, spam, other,
    /// wrong_number, opted_out, competitor, test
    #[arg(long, value_name = "CODE")]
    pub(crate) reason: String,
    /// A note that goes with it
    #[arg(long, value_name = "TEXT")]
    pub(crate) note: Option<String>,
    /// Answer a guard's question with yes
    #[arg(long)]
    pub(crate) yes: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Target {
    /// The lead
    pub(crate) lead: String,
}

#[derive(Debug, Args)]
pub(crate) struct Note {
    /// The lead
    pub(crate) lead: String,
    /// What it says
    #[arg(required = true)]
    pub(crate) text: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct When {
    /// The lead
    pub(crate) lead: String,
    /// When, in words or as a date
    #[arg(required = true)]
    pub(crate) when: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Nurture {
    /// The lead
    pub(crate) lead: String,
    /// When to ask again, in words or as a date [default: when the lead's cadence says]
    pub(crate) when: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Tick {
    /// The lead
    pub(crate) lead: String,
    /// The prerequisites, such as budget, authority, need, timing
    #[arg(required = true, value_name = "NAME")]
    pub(crate) names: Vec<String>,
    /// They are open again
    #[arg(long)]
    pub(crate) open: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Milestone {
    /// The lead
    pub(crate) lead: String,
    /// The milestone, such as meeting_booked, proposal_sent, won, lost
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
}

#[derive(Debug, Args)]
pub(crate) struct OptOut {
    /// The lead
    pub(crate) lead: String,
    /// No more mails
    #[arg(long)]
    pub(crate) mail: bool,
    /// No more calls
    #[arg(long)]
    pub(crate) calls: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Assign {
    /// The lead
    pub(crate) lead: String,
    /// To whom; left out, the lead belongs to nobody again
    pub(crate) owner: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Draft {
    /// The lead
    pub(crate) lead: String,
    /// The template, by its name or its letter
    pub(crate) template: Option<String>,
    /// Open the draft in the mail program instead of printing it
    #[arg(long, requires = "template", conflicts_with = "mailto")]
    pub(crate) open: bool,
    /// Print a link that opens it in a mail program
    #[arg(long, requires = "template")]
    pub(crate) mailto: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Link {
    /// The lead
    pub(crate) lead: String,
    /// The other lead, the same person
    pub(crate) other: String,
}

#[derive(Debug, Args)]
pub(crate) struct Unlink {
    /// The lead
    pub(crate) lead: String,
    /// Whom it is parted from: a record or address of this lead, or another lead; left out, all
    /// persons of this lead are parted again
    pub(crate) other: Option<String>,
}
