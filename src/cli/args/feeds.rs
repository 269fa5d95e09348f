//! The words of the commands about feeds.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub(crate) struct Sync {
    /// The feeds to look at [default: all]
    #[arg(value_name = "NAME")]
    pub(crate) names: Vec<String>,
    /// Go on, and look at each feed as often as the settings say
    #[arg(long)]
    pub(crate) watch: bool,
    /// Print a JSON array; with --watch an object a line
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Address and port to listen on [default: `serve.listen` of the settings, else 127.0.0.1:8443]
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) listen: Option<SocketAddr>,
    /// The certificate with its chain, as PEM; without one plain HTTP is spoken, for a proxy
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub(crate) tls_cert: Option<PathBuf>,
    /// The key of the certificate, as PEM
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub(crate) tls_key: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Feed {
    #[command(subcommand)]
    pub(crate) command: FeedCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum FeedCommand {
    /// List the feeds and how they are
    List(ListFeeds),
    /// Add a feed: to the settings its name and kind, elsewhere its secret
    Add(AddFeed),
    /// Go through all that must be right for a feed, and say what to do where it is not
    Test(TestFeed),
    /// Give a feed a new secret
    Secret(FeedSecret),
    /// Take a feed and its secret out; its leads stay
    Remove(OneFeed),
}

#[derive(Debug, Args)]
pub(crate) struct ListFeeds {
    /// Print a JSON array
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(
    after_help = "azure_table  table=NAME [MarketplaceLeads], overlap=SPAN [10m]; its secret, the connection string, is asked for\n\
                        dynamics     url=ADDRESS, tenant=ID, client=ID, which it must have; leads=marketplace|all, closed=skip|take,\n\
                                     contacted=status|touch, owners=\"ana = Ana Souza, ...\",\n\
                                     fields=\"lead_source = new_marketplace, ...\", changes=auto|tracking|time, overlap=SPAN [10m], login=ADDRESS, sign_in=secret|device, and to be told what is decided here: write_back=yes,\n\
                                     qualify=action|status, creates=\"account contact opportunity\",\n\
                                     reasons=\"no_answer = 5, ...\"; its secret, the client secret, is asked for\n\
                                     (with device a person signs in by a code instead)\n\
                        salesforce   url=ADDRESS, client=KEY, which it must have; sign_in=secret|jwt, user=NAME,\n\
                                     audience=ADDRESS, leads=marketplace|all, closed=skip|take, contacted=status|touch,\n\
                                     owners=\"ana = Ana Souza, ...\", statuses=\"Nurturing = working, ...\",\n\
                                     fields=\"lead_source = Marketplace__c, ...\",\n\
                                     overlap=SPAN [2m], write_back=no|yes; its secret, the consumer secret, is asked for\n\
                                     (with jwt it is the private key: --secret file:PATH)\n\
                        marketo      url=ADDRESS, client=ID, form=NUMBER, which it must have; from=SPAN [30d],\n\
                                     write_back=no|yes; its secret, the client secret, is asked for\n\
                        folder       path=FOLDER, which it must have; no secret\n\
                        https        none; its secret is made, and is part of the address\n\n\
                        Secrets are in secrets/NAME beside the settings (`leadclock config path`), unless --secret says\n\
                        otherwise: with env the variable LEADCLOCK_SECRET_NAME holds it, the name in capitals, - as _."
)]
pub(crate) struct AddFeed {
    /// Its name: a to z, digits, - and _
    pub(crate) name: String,
    /// What it is: azure_table, dynamics, salesforce, marketo, folder or https
    pub(crate) kind: String,
    /// Settings of its kind, such as table=MarketplaceLeads or path=/home/ana/Downloads/leads
    #[arg(value_name = "SETTING=VALUE")]
    pub(crate) settings: Vec<String>,
    /// How often it is asked: "5m", "1h"
    #[arg(long, value_name = "SPAN")]
    pub(crate) every: Option<String>,
    /// Where its secret is: own (a file that nobody else can read), keyring, env, file:PATH [default: own]
    #[arg(long, value_name = "PLACE")]
    pub(crate) secret: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct TestFeed {
    /// The feed
    pub(crate) name: String,
    /// Print a JSON array
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct FeedSecret {
    /// The feed
    pub(crate) name: String,
    /// Show the address with the present secret, and change nothing
    #[arg(long)]
    pub(crate) show: bool,
    /// From now on only the newest secret is taken
    #[arg(long, conflicts_with = "show")]
    pub(crate) drop_old: bool,
}

#[derive(Debug, Args)]
pub(crate) struct OneFeed {
    /// The feed
    pub(crate) name: String,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Outbox {
    #[command(subcommand)]
    pub(crate) command: Option<OutboxCommand>,
    /// Print a JSON array
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum OutboxCommand {
    /// Tell again what was refused: of one lead, or of all
    Retry(Retried),
    /// Put away what was refused of a lead: the CRM keeps what it has, and here nothing changes
    Drop(Dropped),
}

#[derive(Debug, Args)]
pub(crate) struct Retried {
    /// The lead: its id, or an address
    pub(crate) lead: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Dropped {
    /// The lead: its id, or an address
    pub(crate) lead: String,
}
