//! What the tests of the CRM feeds have in common: asking the feed `crm`, and deciding.

use leadclock::app::{Found, Store};
use leadclock::domain::counterpart::{Part, Takes};
use leadclock::domain::event::EventKind;
use leadclock::domain::funnel::{Channel, DismissReason};
use leadclock::domain::ids::BatchId;
use leadclock::domain::policy::Policy;
use leadclock::store::StoreError;
use leadclock::store::log::Author;
use serde_json::{Value, json};

use crate::cli::{Answer, Shell};
use crate::service::now;

pub(crate) fn parsed(answer: &Answer) -> Value {
    serde_json::from_str(&answer.out)
        .unwrap_or_else(|_| json!({"err": answer.err, "out": answer.out}))
}

/// Asks the feed and returns what came of it.
pub(crate) fn sync(shell: &Shell) -> Value {
    parsed(&shell.run(&["sync", "--json"]))[0].clone()
}

pub(crate) fn done(shell: &Shell) -> Value {
    let looked = sync(shell);
    assert_eq!(looked["outcome"], "done", "{looked}");
    looked
}

pub(crate) fn lead(shell: &Shell, name: &str) -> Value {
    parsed(&shell.run(&["show", "--json", &format!("{name}@example.org")]))
}

pub(crate) fn decide(shell: &Shell, arguments: &[&str]) {
    let answer = shell.run(arguments);
    assert_eq!(answer.code, 0, "{arguments:?}: {}", answer.err);
}

/// What is to be told, and what was refused.
pub(crate) fn unsent(shell: &Shell) -> (u64, u64) {
    let told = parsed(&shell.run(&["outbox", "--json"]))[0].clone();
    (told["waiting"].as_u64().unwrap(), told["refused"].as_u64().unwrap())
}

/// A CRM that has words for everything.
fn all(_: &Part) -> bool {
    true
}

/// Decides about every lead: half are dismissed, the others qualified.
pub(crate) fn decide_all(shell: &Shell, names: &[String]) {
    let mut store = Store::open(&shell.path("leads.db"), Policy::default()).unwrap();
    store.write_back_to([("crm".to_owned(), Takes { words: all, owners: true })]);
    for (number, name) in names.iter().enumerate() {
        let Found::One(key) = store.find(&format!("{name}@example.org")).unwrap() else { continue };
        let kind = match number % 2 {
            0 => EventKind::Dismissed { reason: DismissReason::Spam },
            _ => EventKind::Qualified { met: vec!["need".to_owned()], overridden: false },
        };
        let author =
            Author { actor: "ana".to_owned(), batch: BatchId(uuid::Uuid::now_v7()), now: now() };
        let touched = EventKind::OptedOut { channels: vec![Channel::Call] };
        store
            .write::<_, StoreError>(|writer| {
                writer.append(&author, key, touched)?;
                writer.append(&author, key, kind)
            })
            .unwrap();
    }
}
