//! The thread for questions that may take a while, so that no stretch of the queue waits for them:
//! what the views and the columns of the board hold, and the numbers. It has a connection of its own, which it opens
//! when it is first asked.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::Builder;

use super::{RunError, Wake, fault, perform};
use crate::app::{Store, StoreError};
use crate::domain::policy::Policy;
use crate::tui::model::Settings;
use crate::tui::msg::{Effect, Tried};

/// Starts the thread. What it is asked goes into the sender; its answers wake the screen.
pub(super) fn start(
    store: &Store,
    settings: &Settings,
    wakes: &Sender<Wake>,
) -> Result<Sender<Effect>, RunError> {
    let (to_aside, asked) = channel();
    let (path, policy) = (store.path().to_owned(), store.policy().clone());
    let (settings, wakes) = (settings.clone(), wakes.clone());
    Builder::new()
        .name("aside".to_owned())
        .spawn(move || answer_all(path, policy, settings, &asked, &wakes))?;
    Ok(to_aside)
}

fn answer_all(
    path: PathBuf,
    policy: Policy,
    settings: Settings,
    asked: &Receiver<Effect>,
    wakes: &Sender<Wake>,
) {
    let mut store = None;
    while let Ok(effect) = asked.recv() {
        fault("aside");
        // Of what was asked meanwhile only the newest is wanted, each of its kind.
        let mut newest = vec![effect];
        for effect in asked.try_iter() {
            let kind = std::mem::discriminant(&effect);
            newest.retain(|known| std::mem::discriminant(known) != kind);
            newest.push(effect);
        }
        for effect in newest {
            let read = match reader(&mut store, &path, &policy) {
                Ok(store) => perform::read(store, &settings, &effect).unwrap_or_default(),
                Err(error) => vec![perform::failed(tried(&effect), &error)],
            };
            for msg in read {
                if wakes.send(Wake::Msg(msg)).is_err() {
                    return;
                }
            }
        }
    }
}

/// What was tried where not even the file could be opened.
const fn tried(effect: &Effect) -> Tried {
    match effect {
        Effect::CountViews { .. } => Tried::CountViews,
        Effect::LoadNumbers { .. } => Tried::LoadNumbers,
        _ => Tried::LoadColumns,
    }
}

fn reader<'s>(
    store: &'s mut Option<Store>,
    path: &Path,
    policy: &Policy,
) -> Result<&'s Store, StoreError> {
    let opened = match store.take() {
        Some(store) => store,
        None => Store::open(path, policy.clone())?.open_reader()?,
    };
    Ok(store.insert(opened))
}
