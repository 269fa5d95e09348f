//! `serve`: the receiver of what the marketplace sends, on the leads of this database.

use std::net::SocketAddr;

use chrono::SecondsFormat;
use tokio::signal::unix::{SignalKind, signal};

use super::args::Serve;
use super::context::{Context, say};
use super::error::CliError;
use crate::app::config::{FeedKind, FeedSettings};
use crate::app::receive::{Delivery, Receipt, receive};
use crate::app::secrets::Vault;
use crate::app::{Access, Store, StoreError};
use crate::domain::practice::Practice;
use crate::receiver::{Door, Receiver, ReceiverError, Settings, Summary, TlsFiles};
use crate::tui::runner::Clock;

impl From<ReceiverError> for CliError {
    fn from(error: ReceiverError) -> Self {
        Self::of(&error)
    }
}

pub(super) fn run(context: &Context, serve: &Serve) -> Result<u8, CliError> {
    let is_endpoint = |feed: &&FeedSettings| matches!(feed.kind, FeedKind::Https);
    let feeds: Vec<FeedSettings> =
        context.connections.feeds.iter().filter(is_endpoint).cloned().collect();
    if feeds.is_empty() {
        return Err(CliError::usage("no feed is an HTTPS endpoint")
            .hint("`leadclock feed add website https` adds one and shows its address"));
    }
    let mut store = context.open()?;
    if store.access() == Access::ReadOnly {
        return Err(StoreError::ReadOnly.into());
    }
    let settings = settings(context, serve)?;
    let is_open = settings.tls.is_none() && !settings.listen.ip().is_loopback();
    let scheme = if settings.tls.is_some() { "https" } else { "http" };
    let receiver = Receiver::bind(settings)?;
    let clock = context.clock;
    log(clock, &format!("listening on {scheme}://{}", receiver.address()));
    if is_open {
        log(clock, "without a certificate everything is sent in the open: put a proxy before it");
    }
    let names: Vec<String> = feeds.iter().map(|feed| feed.name.clone()).collect();
    let (vault, practice) = (context.connections.vault.clone(), context.practice.clone());
    take(&mut store, &[], &names, &practice, clock)?;
    let ended = receiver.run(
        move || doors(&vault, &feeds),
        move |deliveries| take(&mut store, deliveries, &names, &practice, clock),
        move || clock.now(),
        move |line| log(clock, line),
        asked_to_leave(),
    );
    let Summary { requests, accepted, quarantined, refused } = ended?;
    log(
        clock,
        &format!(
            "ended: {requests} requests, {accepted} accepted, {quarantined} kept unread, {refused} refused"
        ),
    );
    Ok(0)
}

/// Returns what is listened with: flags before settings before defaults.
fn settings(context: &Context, serve: &Serve) -> Result<Settings, CliError> {
    let written = &context.config.serve;
    let usual = Settings::default();
    let listen = match (serve.listen, written.listen.as_str()) {
        (Some(listen), _) => listen,
        (None, "") => usual.listen,
        (None, text) => address(text)?,
    };
    let beside =
        |file: &str| Some(context.connections.folder.join(file)).filter(|_| !file.is_empty());
    // A relative path on the command line starts where it was typed.
    let cert = serve.tls_cert.clone().or_else(|| beside(&written.cert));
    let key = serve.tls_key.clone().or_else(|| beside(&written.key));
    let tls = match (cert, key) {
        (Some(cert), Some(key)) => Some(TlsFiles { cert, key }),
        (None, None) => None,
        _ => {
            return Err(CliError::usage(
                "serve: a certificate needs its key, and a key its certificate",
            ));
        }
    };
    Ok(Settings { listen, tls, ..usual })
}

fn address(text: &str) -> Result<SocketAddr, CliError> {
    text.parse().map_err(|_| {
        CliError::usage(format!("serve.listen: {text:?} is no address with a port"))
            .hint("write it as 127.0.0.1:8443, or [::]:8443 for every address of this machine")
    })
}

fn doors(vault: &Vault, feeds: &[FeedSettings]) -> Result<Vec<Door>, String> {
    feeds
        .iter()
        .map(|feed| {
            let secrets = vault.read_each(feed).map_err(|error| error.to_string())?;
            Ok(Door { feed: feed.name.clone(), secrets })
        })
        .collect()
}

/// Stores what came; where nothing did, notes that the receiver runs, so that its absence shows on
/// the Feeds screen.
fn take(
    store: &mut Store,
    deliveries: &[Delivery],
    feeds: &[String],
    practice: &Practice,
    clock: Clock,
) -> Result<Vec<Receipt>, StoreError> {
    if !deliveries.is_empty() {
        return receive(store, deliveries, practice);
    }
    store
        .write(|writer| feeds.iter().try_for_each(|feed| writer.note_success(feed, clock.now())))?;
    Ok(Vec::new())
}

async fn asked_to_leave() {
    let wait = async |kind| match signal(kind) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        // Without handlers a signal ends the program at once, and what was acknowledged is stored.
        Err(_) => std::future::pending().await,
    };
    tokio::select! {
        () = wait(SignalKind::terminate()) => {}
        () = wait(SignalKind::hangup()) => {}
        () = wait(SignalKind::interrupt()) => {}
    }
}

fn log(clock: Clock, line: &str) {
    say(&format!("{} {line}", clock.now().to_rfc3339_opts(SecondsFormat::Secs, true)));
}
