//! The thread that asks the feeds while the screen is open.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread::Builder;

use super::perform::failed;
use super::{Clock, RunError, Wake, fault};
use crate::app::config::FeedSettings;
use crate::app::sync::{Bell, Surroundings, watch};
use crate::app::{Store, StoreError};
use crate::domain::policy::Policy;
use crate::tui::model::Settings;
use crate::tui::msg::{Msg, Tried};

/// Starts asking the feeds that are to be asked, on a thread of their own; a fixed clock asks
/// nobody. Returns what wakes and ends it.
pub(super) fn start(
    store: &Store,
    settings: &Settings,
    clock: Clock,
    wakes: &Sender<Wake>,
) -> Result<Arc<Bell>, RunError> {
    let bell = Arc::new(Bell::default());
    let nobody = settings.connections.asked().next().is_none();
    if nobody || settings.read_only || clock != Clock::System {
        return Ok(bell);
    }
    let (path, policy) = (store.path().to_owned(), store.policy().clone());
    let (settings, wakes, bell_of_thread) = (settings.clone(), wakes.clone(), bell.clone());
    Builder::new().name("feeds".to_owned()).spawn(move || {
        if let Err(error) = ask(path, policy, &settings, clock, &wakes, &bell_of_thread) {
            let _ = wakes.send(Wake::Msg(failed(Tried::Sync, &error)));
        }
    })?;
    Ok(bell)
}

fn ask(
    path: PathBuf,
    policy: Policy,
    settings: &Settings,
    clock: Clock,
    wakes: &Sender<Wake>,
    bell: &Bell,
) -> Result<(), StoreError> {
    let now = || clock.now();
    let around = Surroundings {
        connections: &settings.connections,
        practice: &settings.practice,
        now: &now,
        bell,
    };
    let feeds: Vec<&FeedSettings> = settings.connections.asked().collect();
    watch(&path, &policy, &feeds, &around, &|looked| {
        fault("feeds");
        let msg = match looked {
            Ok(report) => Msg::Looked(report),
            Err(error) => failed(Tried::Sync, &error),
        };
        // Where nobody listens any more the screen is closed, and the bell has rung.
        let _ = wakes.send(Wake::Msg(msg));
    })
}
