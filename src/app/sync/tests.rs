use std::sync::Mutex;

use super::*;
use crate::app::config::SecretPlace;
use crate::domain::policy::Policy;
use crate::sources::feeds::{BadSettings, Kind};
use crate::sources::{self, Format, Item, ReadOptions};

/// What the feed of the tests answers, call by call; a piece is the numbers of its leads.
type Script = Vec<(Vec<Vec<u32>>, Result<(), PullError>)>;

/// The scripts of the tests, which run beside each other, by the name of the folder.
static SCRIPTS: Mutex<Vec<(std::path::PathBuf, Script)>> = Mutex::new(Vec::new());

const SCRIPTED: Kind = Kind {
    name: "scripted",
    label: "script",
    secret: None,
    settings: &[],
    needs: &[],
    takes: None,
    sign_in: None,
    every: TimeDelta::minutes(5),
    silent_because: &[],
    open: |opening| {
        let mut scripts = SCRIPTS.lock().expect("no test has panicked here");
        let script = scripts.iter_mut().find(|(folder, _)| folder == opening.folder);
        match script {
            Some((_, script)) if !script.is_empty() => Ok(Box::new(Scripted(script.remove(0)))),
            _ => Err(BadSettings(vec!["the script has ended".to_owned()])),
        }
    },
};

struct Scripted((Vec<Vec<u32>>, Result<(), PullError>));

impl Feed for Scripted {
    fn pull(
        &mut self,
        from: Option<serde_json::Value>,
        world: &World<'_>,
        sink: &mut crate::sources::feeds::PieceSink<'_>,
    ) -> Result<(), PullError> {
        let mut done = from.and_then(|from| from.as_u64()).unwrap_or_default();
        for numbers in &self.0.0 {
            done += numbers.len() as u64;
            let items =
                numbers.iter().map(|number| (item(*number, world), format!("row {number}")));
            let items = items.collect();
            if sink(Piece { items, anew: Vec::new(), crm: Vec::new(), cursor: done.into() })
                .is_break()
            {
                // Whatever a feed says of it then, it was not read to its end.
                return Ok(());
            }
        }
        self.0.1.clone()
    }

    fn check(&mut self, _: &World<'_>) -> Vec<Step> {
        Vec::new()
    }
}

fn item(number: u32, world: &World<'_>) -> Item {
    let text = format!(r#"{{"Email": "p{number}@example.org", "ActionCode": "PLT"}}"#);
    let options = ReadOptions {
        feed: world.feed.to_owned(),
        file: String::new(),
        format: Format::Json,
        received_at: (world.now)(),
    };
    let mut read = None;
    let read_it = sources::read(text.as_bytes(), &options, &mut |item| {
        read = Some(item);
        ControlFlow::Continue(())
    });
    read_it.expect("a lead");
    read.expect("an item")
}

struct Desk {
    folder: tempfile::TempDir,
    store: Store,
    minutes: Mutex<i64>,
    bell: Bell,
}

impl Desk {
    fn new(script: Script) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        SCRIPTS.lock().expect("no test has panicked here").push((folder.path().to_owned(), script));
        let store = Store::open(&folder.path().join("leads.db"), Policy::default());
        Self {
            folder,
            store: store.expect("a store"),
            minutes: Mutex::new(0),
            bell: Bell::default(),
        }
    }

    fn look(&mut self) -> SyncReport {
        let (folder, minutes, bell) = (&self.folder, &self.minutes, &self.bell);
        let store = &mut self.store;
        let now = || at(*minutes.lock().expect("a time"));
        let around = Surroundings {
            connections: &connections(folder.path()),
            practice: &Practice::default(),
            now: &now,
            bell,
        };
        look(store, &feed(), &around).expect("the store is well")
    }

    fn state(&self) -> FeedState {
        self.store.feed("scripted").expect("a state")
    }

    fn records(&self) -> u64 {
        self.store.check().expect("a whole file").records
    }

    fn wait(&self, minutes: i64) {
        *self.minutes.lock().expect("a time") += minutes;
    }
}

fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_736_164_800, 0).expect("a time") + TimeDelta::minutes(minutes)
}

fn connections(folder: &std::path::Path) -> Connections {
    Connections {
        feeds: vec![feed()],
        vault: crate::app::secrets::Vault::beside(folder),
        folder: folder.to_owned(),
    }
}

fn feed() -> FeedSettings {
    FeedSettings {
        name: "scripted".to_owned(),
        kind: FeedKind::Pull(&SCRIPTED),
        every: TimeDelta::minutes(5),
        secret: SecretPlace::Own,
        silent_after: None,
        own: toml::Table::new(),
    }
}

fn unreachable(wait: Option<u64>) -> Result<(), PullError> {
    let wait = wait.map(Duration::from_secs);
    Err(PullError::Unreachable { why: "no network".to_owned(), advice: String::new(), wait })
}

fn refused() -> Result<(), PullError> {
    let (why, advice) = ("the key is wrong".to_owned(), "make a new one".to_owned());
    Err(PullError::Refused { why, advice })
}

#[test]
fn what_a_feed_brings_is_stored_with_its_cursor() {
    let mut desk = Desk::new(vec![(vec![vec![1, 2], vec![], vec![3]], Ok(()))]);
    let report = desk.look();
    assert_eq!((report.outcome, report.report.added, report.report.leads), (Outcome::Done, 3, 3));
    let state = desk.state();
    assert_eq!(state.cursor.as_deref(), Some("3"));
    assert_eq!((state.succeeded_at, state.failing), (Some(at(0)), None));
    assert_eq!(desk.store.last_arrival("scripted", false).expect("read"), Some(at(0)));
}

#[test]
fn a_look_that_breaks_off_keeps_what_it_brought_and_goes_on_there() {
    let mut desk =
        Desk::new(vec![(vec![vec![1, 2]], unreachable(None)), (vec![vec![2, 3]], Ok(()))]);
    let report = desk.look();
    assert_eq!((report.outcome, report.report.added), (Outcome::Unreachable, 2));
    assert_eq!(desk.state().cursor.as_deref(), Some("2"));
    let report = desk.look();
    assert_eq!((report.report.added, report.report.unchanged), (1, 1));
    assert_eq!(desk.state().cursor.as_deref(), Some("4"));
    assert_eq!(desk.records(), 3);
}

#[test]
fn trouble_is_kept_until_a_look_comes_to_its_end() {
    let mut desk =
        Desk::new(vec![(vec![], refused()), (vec![], unreachable(None)), (vec![], Ok(()))]);
    let report = desk.look();
    assert_eq!(
        (report.outcome, report.advice.as_deref()),
        (Outcome::Refused, Some("make a new one"))
    );
    desk.wait(7);
    desk.look();
    let failing = desk.state().failing.expect("it fails");
    assert_eq!((failing.since, failing.times, failing.unreachable), (at(0), 2, false));
    let told = (failing.why.as_str(), failing.advice.as_str());
    assert_eq!(told, ("the key is wrong", "make a new one"), "that is still to be mended");
    desk.look();
    assert_eq!((desk.state().failing, desk.state().succeeded_at), (None, Some(at(7))));
}

#[test]
fn a_service_that_asked_us_to_wait_is_not_asked_earlier() {
    let mut desk = Desk::new(vec![(vec![], unreachable(Some(600))), (vec![], Ok(()))]);
    assert_eq!(desk.look().not_before, Some(at(10)));
    desk.wait(9);
    let report = desk.look();
    assert_eq!((report.outcome, report.not_before), (Outcome::Waiting, Some(at(10))));
    assert_eq!(desk.state().failing.map(|failing| failing.times), Some(1), "nothing was asked");
    desk.wait(1);
    assert_eq!(desk.look().outcome, Outcome::Done);
    assert_eq!(desk.state().not_before, None);
}

#[test]
fn a_look_that_is_halted_keeps_its_pieces_and_is_no_failure() {
    let mut desk = Desk::new(vec![(vec![vec![1], vec![2], vec![3]], Ok(()))]);
    desk.bell.end();
    let report = desk.look();
    assert_eq!((report.outcome, report.report.added), (Outcome::Stopped, 1));
    assert_eq!((desk.state().failing, desk.state().tried_at), (None, None));
}

#[test]
fn a_look_that_takes_too_long_is_gone_on_with_and_not_noted() {
    let mut desk = Desk::new(vec![(vec![vec![1], vec![2]], Ok(())), (vec![vec![2]], Ok(()))]);
    let (folder, minutes, bell) = (&desk.folder, &desk.minutes, &desk.bell);
    let store = &mut desk.store;
    let now = || {
        let mut minutes = minutes.lock().expect("a time");
        *minutes += 4;
        at(*minutes)
    };
    let around = Surroundings {
        connections: &connections(folder.path()),
        practice: &Practice::default(),
        now: &now,
        bell,
    };
    let report = look(store, &feed(), &around).expect("the store is well");
    assert_eq!((report.outcome, report.report.added), (Outcome::More, 1));
    assert_eq!((desk.state().tried_at, desk.state().cursor.as_deref()), (None, Some("1")));
    assert_eq!(desk.look().outcome, Outcome::Done);
    assert_eq!(desk.records(), 2);
}

#[test]
fn settings_that_can_not_be_used_are_trouble_too() {
    let mut desk = Desk::new(Vec::new());
    let report = desk.look();
    assert_eq!(report.outcome, Outcome::Refused);
    assert_eq!(report.advice.as_deref(), Some("mend feeds.scripted in the settings"));
}

#[test]
fn a_feed_out_of_reach_is_tried_soon_and_ever_less_often() {
    let every = TimeDelta::minutes(5);
    let mut state = FeedState { tried_at: Some(at(0)), ..FeedState::default() };
    assert_eq!(next_look(&FeedState::default(), every), None);
    assert_eq!(next_look(&state, every), Some(at(5)));
    let failing = |times, unreachable| {
        let (why, advice) = (String::new(), String::new());
        Some(Failing { since: at(0), times, unreachable, why, advice })
    };
    for (times, seconds) in [(1, 15), (2, 30), (3, 60), (5, 240), (6, 300), (4_000_000_000, 300)] {
        state.failing = failing(times, true);
        assert_eq!(next_look(&state, every), Some(at(0) + TimeDelta::seconds(seconds)), "{times}");
    }
    state.failing = failing(1, false);
    assert_eq!(next_look(&state, every), Some(at(5)));
    state.not_before = Some(at(60));
    assert_eq!(next_look(&state, every), Some(at(60)));
}

#[test]
fn feeds_are_watched_until_all_is_halted() {
    let desk = Desk::new(vec![(vec![vec![1]], Ok(())), (vec![vec![2]], Ok(()))]);
    let Desk { folder, store, minutes, bell } = &desk;
    let now = || at(*minutes.lock().expect("a time"));
    let around = Surroundings {
        connections: &connections(folder.path()),
        practice: &Practice::default(),
        now: &now,
        bell,
    };
    let told = Mutex::new(Vec::new());
    let tell = |looked: Result<SyncReport, StoreError>| {
        told.lock().expect("told").push(looked.expect("the store is well").report.added);
        bell.end();
    };
    watch(store.path(), store.policy(), &[&feed()], &around, &tell).expect("watched");
    assert_eq!(*told.lock().expect("told"), [1], "the second look was not due");
    assert_eq!(desk.records(), 1);
}
