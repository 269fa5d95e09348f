//! `serve`: the receiver of what the marketplace sends, on the leads of this database.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::SecondsFormat;
use tokio::signal::unix::{SignalKind, signal};

use super::args::{Global, Serve};
use super::context::{Context, endpoints, say};
use super::error::CliError;
use crate::app::feeds::Failing;
use crate::app::receive::{Delivery, Receipt, receive};
use crate::app::secrets::Vault;
use crate::app::{Access, Store, StoreError};
use crate::domain::practice::Practice;
use crate::receiver::{Door, Receiver, ReceiverError, Settings, Summary, TlsFiles};
use crate::tui::runner::Clock;

impl From<ReceiverError> for CliError {
    fn from(error: ReceiverError) -> Self {
        let told = Self::of(&error);
        match error {
            ReceiverError::Listen { .. } => {
                told.hint("is another `leadclock serve` running? --listen names another address")
            }
            _ => told,
        }
    }
}

pub(super) fn run(context: &Context, serve: &Serve) -> Result<u8, CliError> {
    if endpoints(&context.global)?.is_empty() {
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
    let clock = context.clock;
    let desk = Desk {
        global: context.global.clone(),
        vault: context.connections.vault.clone(),
        practice: context.practice.clone(),
        clock,
        trouble: Mutex::default(),
    };
    desk.doors().map_err(CliError::failed)?;
    let receiver = Receiver::bind(settings)?;
    log(clock, &format!("listening on {scheme}://{}", receiver.address()));
    if is_open {
        log(clock, "without a certificate everything is sent in the open: put a proxy before it");
    }
    let mut last = context.open()?;
    desk.take(&mut store, &[])?;
    let desk = Arc::new(desk);
    let (at_doors, at_store) = (desk.clone(), desk.clone());
    let ended = receiver.run(
        move || at_doors.doors(),
        move |deliveries| at_store.take(&mut store, deliveries),
        move || clock.now(),
        move |line| log(clock, line),
        asked_to_leave(),
    );
    desk.note_end(&mut last)?;
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
        // What can not be read was told when the settings were.
        (None, text) => text.parse().unwrap_or(usual.listen),
    };
    let beside =
        |file: &str| Some(context.connections.folder.join(file)).filter(|_| !file.is_empty());
    // A relative path on the command line starts where it was typed.
    let cert = serve.tls_cert.clone().or_else(|| beside(&written.cert));
    let key = serve.tls_key.clone().or_else(|| beside(&written.key));
    let tls = cert.zip(key).map(|(cert, key)| TlsFiles { cert, key });
    Ok(Settings { listen, tls, ..usual })
}

/// What stands between the receiver and the rest of the program.
struct Desk {
    global: Global,
    vault: Vault,
    practice: Practice,
    clock: Clock,
    /// What was wrong with the feeds when they were looked at last; it is told once.
    trouble: Mutex<Vec<String>>,
}

impl Desk {
    /// Returns the ways in, by the settings and secrets as they are now. A feed whose secret can
    /// not be used keeps no other closed.
    fn doors(&self) -> Result<Vec<Door>, String> {
        let feeds = endpoints(&self.global).map_err(|error| error.to_string())?;
        let (mut doors, mut trouble) = (Vec::new(), Vec::new());
        for feed in feeds {
            match self.vault.read_each(&feed) {
                Ok(secrets) => doors.push(Door { feed: feed.name, secrets }),
                Err(error) => trouble.push(format!("{} is closed: {error}", feed.name)),
            }
        }
        let mut told = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        if doors.is_empty() && told.is_empty() && !trouble.is_empty() {
            return Err(trouble.join("; "));
        }
        for words in trouble.iter().filter(|words| !told.contains(words)) {
            log(self.clock, words);
        }
        *told = trouble;
        Ok(doors)
    }

    /// Stores what came; where nothing did, notes that the receiver runs, so that its absence
    /// shows on the Feeds screen.
    fn take(&self, store: &mut Store, deliveries: &[Delivery]) -> Result<Vec<Receipt>, StoreError> {
        if !deliveries.is_empty() {
            return receive(store, deliveries, &self.practice);
        }
        let feeds = endpoints(&self.global).unwrap_or_default();
        store.write(|writer| {
            feeds.iter().try_for_each(|feed| writer.note_success(&feed.name, self.clock.now()))
        })?;
        Ok(Vec::new())
    }

    /// Notes that the receiver was ended, which nobody need find out by waiting.
    fn note_end(&self, store: &mut Store) -> Result<(), StoreError> {
        let now = self.clock.now();
        let ended = Failing {
            since: now,
            times: 1,
            unreachable: false,
            why: "the receiver was ended".to_owned(),
            advice: "start `leadclock serve`".to_owned(),
        };
        let feeds = endpoints(&self.global).unwrap_or_default();
        store.write(|writer| {
            feeds.iter().try_for_each(|feed| writer.note_failure(&feed.name, now, &ended, None))
        })
    }
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
