//! Between us and a CRM: what it decided becomes events of ours, and it is told what was decided here.
//!
//! The feed is who decided, so no `u` of a person takes it back, and the history says where it comes
//! from. Where both sides decided about the same part of a lead, whoever did so later is right; the
//! CRM's time is that of the lead's last change there.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::time::Duration;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::counterpart::{Counterpart, Part, news};
use crate::domain::ids::{BatchId, RecordId};
use crate::domain::span::ago;
use crate::domain::text::sanitise;
use crate::language::Messages;
use crate::sources::feeds::{CrmNews, Outlet, PullError, Sighting, Told, Trouble, Wish, World};
use crate::store::log::Author;
use crate::store::outbox::Package;
pub use crate::store::outbox::{Delivery, Posted};
use crate::store::write::Writer;
use crate::store::{LeadKey, Store, StoreError};

/// How often a CRM is asked about one lead, in steps or because somebody changes it at the same time,
/// before it is left for the next look.
const AGAIN: usize = 6;

/// Says how it stands between us and a CRM.
pub fn words(posted: &Posted, now: DateTime<Utc>, say: &Messages) -> String {
    let (feed, when) = (posted.feed.as_str(), ago(now - posted.at, say));
    match posted.delivery {
        Delivery::Sent => say.posted_sent(feed, when),
        Delivery::Overtaken => say.posted_overtaken(feed, when),
        Delivery::Gone => say.posted_gone(feed, when),
        Delivery::Waiting => say.posted_waiting(feed),
        Delivery::Refused => {
            say.posted_refused(feed, sanitise(posted.why.as_deref().unwrap_or_default()))
        }
    }
}

/// Has a CRM told again what it did not take, of a lead or of all. Returns how many decisions these are.
///
/// # Errors
/// Those of the store, as below.
pub fn retry(store: &mut Store, lead: Option<LeadKey>) -> Result<usize, StoreError> {
    let Some(key) = lead else { return store.write(|writer| writer.retry_refused(None)) };
    let records = records_of(store, key)?;
    store.write(|writer| records.iter().map(|record| writer.retry_refused(Some(*record))).sum())
}

/// Puts away what a CRM did not take of a lead: it keeps what it has. Returns how many decisions these are.
pub fn let_be(store: &mut Store, lead: LeadKey, now: DateTime<Utc>) -> Result<usize, StoreError> {
    let records = records_of(store, lead)?;
    store.write(|writer| records.iter().map(|record| writer.let_be(*record, now)).sum())
}

fn records_of(store: &Store, lead: LeadKey) -> Result<Vec<RecordId>, StoreError> {
    let file = store.lead(lead)?;
    Ok(file.iter().flat_map(|file| file.lead.records()).map(|record| record.id).collect())
}

/// Returns the records that are to be passed over: of leads with which the CRM was done before we came.
pub(super) fn unwanted(
    writer: &Writer<'_>,
    crm: &[CrmNews],
) -> Result<HashSet<RecordId>, StoreError> {
    let mut unwanted = HashSet::new();
    for heard in crm {
        if let CrmNews::Seen { record, only_if_known: true, .. } = heard
            && writer.lead_with(*record)?.is_none()
        {
            unwanted.insert(*record);
        }
    }
    Ok(unwanted)
}

/// Takes in what a CRM says, of leads that are here.
pub(super) fn listen(
    writer: &mut Writer<'_>,
    feed: &str,
    crm: Vec<CrmNews>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    for heard in crm {
        match heard {
            CrmNews::Seen { sighting, record, .. } => {
                take_note(writer, feed, record, &sighting, now)?;
            }
            CrmNews::Unmarked(sighting) => {
                if let Some((record, ..)) = writer.seen(feed, &sighting.id)? {
                    take_note(writer, feed, record, &sighting, now)?;
                }
            }
            CrmNews::WalkBegins => writer.begin_walk(feed)?,
            CrmNews::WalkEnds => writer.end_walk(feed, now)?,
            CrmNews::Gone { id } => writer.note_gone(feed, &id, now)?,
            CrmNews::Objects { id, channel, objects, changed_at } => {
                // Of a person who never came by the marketplace nothing is known here.
                let Some((record, version, mut counterpart)) = writer.seen(feed, &id)? else {
                    continue;
                };
                match objects {
                    true => counterpart.opted_out_of.insert(channel),
                    false => counterpart.opted_out_of.remove(&channel),
                };
                let sighting = Sighting { id, version, counterpart, changed_at };
                take_note(writer, feed, record, &sighting, now)?;
            }
        }
    }
    Ok(())
}

fn take_note(
    writer: &mut Writer<'_>,
    feed: &str,
    record: RecordId,
    sighting: &Sighting,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let Sighting { id, version, counterpart, .. } = sighting;
    let Some(key) = writer.lead_with(record)? else { return Ok(()) };
    let before = writer.counterpart(feed, id)?;
    // Without a time the CRM can not have been later.
    let changed_at = sighting.changed_at.unwrap_or(DateTime::<Utc>::MIN_UTC);
    let waiting = writer.waiting(feed, id, changed_at)?;
    let lead = writer.lead(key)?;
    let (ours, theirs) = sides(&waiting, before.as_ref(), counterpart, &Counterpart::of(lead));
    let news = news(before.as_ref(), counterpart, lead, &ours);
    let author = Author { actor: feed.to_owned(), batch: BatchId(Uuid::now_v7()), now };
    for kind in news {
        writer.append(&author, key, kind)?;
    }
    if !theirs.is_empty() {
        writer.overtake(feed, id, &theirs, now)?;
    }
    // What it did not take and has by now, somebody did there.
    let here = Counterpart::of(writer.lead(key)?);
    writer.settle_refused(feed, id, |part| !counterpart.differs_in(part, &here), now)?;
    writer.keep_counterpart(feed, id, record, version, counterpart)
}

/// Parts the parts that wait to be sent into those that we decided about later, and those of which the
/// CRM has the last word: it changed them, later, and into something else than what stands here.
fn sides(
    waiting: &[(Part, bool)],
    before: Option<&Counterpart>,
    now: &Counterpart,
    here: &Counterpart,
) -> (Vec<Part>, Vec<Part>) {
    let is_later = |part: &Part| waiting.iter().any(|(known, later)| known == part && *later);
    let is_changed = |part: &Part| {
        before.is_some_and(|before| now.differs_in(part, before)) && now.differs_in(part, here)
    };
    let (theirs, ours) = waiting
        .iter()
        .map(|(part, _)| part.clone())
        .partition(|part| is_changed(part) && !is_later(part));
    (ours, theirs)
}

/// What became of telling a CRM.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sent {
    /// Leads of which the CRM knows now.
    pub(super) sent: u64,
    /// Leads of which it took nothing.
    pub(super) refused: u64,
}

/// Tells a CRM what waits for it, as many leads at a time as it takes. The inner error is the feed's.
pub(super) fn tell(
    store: &mut Store,
    outlet: &mut dyn Outlet,
    world: &World<'_>,
    sent: &mut Sent,
) -> Result<Result<(), PullError>, StoreError> {
    let mut after = 0;
    loop {
        let (mut bundle, last) = store.next_packages(world.feed, after, outlet.bundle())?;
        after = last;
        if bundle.is_empty() {
            return Ok(Ok(()));
        }
        for _ in 0..AGAIN {
            if (world.pause)(Duration::ZERO) == ControlFlow::Break(()) {
                return Ok(Err(PullError::Stopped));
            }
            let told = match ask(store, outlet, world, &bundle)? {
                Ok(told) => told,
                Err(error) => return Ok(Err(error)),
            };
            let mut again = Vec::new();
            for (package, told) in bundle.into_iter().zip(told) {
                again.extend(settle(store, world, package, told, sent)?);
            }
            bundle = again;
            if bundle.is_empty() {
                break;
            }
        }
    }
}

/// Keeps what came of telling a CRM of one lead. Returns what it is still to be told of it.
fn settle(
    store: &mut Store,
    world: &World<'_>,
    package: Package,
    told: Told,
    sent: &mut Sent,
) -> Result<Option<Package>, StoreError> {
    let (feed, now) = (world.feed, (world.now)());
    match told {
        Told::Changed(sighting) => {
            store.write(|writer| take_note(writer, feed, package.record, &sighting, now))?;
            // None: the CRM had the last word of all of it.
            return store.package(feed, &package.id);
        }
        Told::Step(Sighting { id, version, counterpart, .. }) => {
            store.write(|writer| {
                writer.keep_counterpart(feed, &id, package.record, &version, &counterpart)
            })?;
            return Ok(Some(Package { version, before: counterpart, ..package }));
        }
        Told::Done(Sighting { id, version, counterpart, .. }) => {
            store.write(|writer| {
                writer.note_sent(feed, &package, now)?;
                writer.keep_counterpart(feed, &id, package.record, &version, &counterpart)
            })?;
            sent.sent += 1;
        }
        Told::Gone => {
            let Trouble { why, advice } = gone();
            store.write(|writer| {
                writer.note_gone(feed, &package.id, now)?;
                writer.note_refused(feed, &package, &why, &advice, now)
            })?;
            sent.refused += 1;
        }
        Told::Refused(Trouble { why, advice }) => {
            store.write(|writer| writer.note_refused(feed, &package, &why, &advice, now))?;
            sent.refused += 1;
        }
    }
    Ok(None)
}

/// Asks a CRM to take what stands here of some leads. Returns what came of each.
fn ask(
    store: &Store,
    outlet: &mut dyn Outlet,
    world: &World<'_>,
    bundle: &[Package],
) -> Result<Result<Vec<Told>, PullError>, StoreError> {
    let mut wanted = Vec::with_capacity(bundle.len());
    for package in bundle {
        let key = store.lead_of_record(package.record)?;
        let file = key.map(|key| store.lead(key)).transpose()?.flatten();
        wanted.push(file.filter(|_| !package.is_gone).map(|file| Counterpart::of(&file.lead)));
    }
    let wishes: Vec<Wish<'_>> = bundle
        .iter()
        .zip(&wanted)
        .filter_map(|(package, want)| {
            Some(Wish {
                id: &package.id,
                version: &package.version,
                have: &package.before,
                want: want.as_ref()?,
                parts: &package.parts,
            })
        })
        .collect();
    let told = match wishes.as_slice() {
        [] => Ok(Vec::new()),
        wishes => outlet.tell_all(wishes, world),
    };
    Ok(told.map(|told| {
        let mut told = told.into_iter();
        let each = |want: &Option<Counterpart>| match want {
            Some(_) => told.next().unwrap_or(Told::Gone),
            None => Told::Gone,
        };
        wanted.iter().map(each).collect()
    }))
}

fn gone() -> Trouble {
    Trouble {
        why: "the lead was deleted there".to_owned(),
        advice: "nothing is to be done; `leadclock outbox drop` puts the entry away".to_owned(),
    }
}
