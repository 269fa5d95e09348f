//! Reading what a screen or a list shows.

use chrono::{DateTime, Utc};

use crate::domain::clock::Clock;
use crate::domain::queue::Group;
use crate::store::counts::Counts;
use crate::store::window::{Direction, Entry, Filter, GroupSet, Reel, Spot};
use crate::store::{LeadKey, QueueRow, Store, StoreError};

/// The line that a stretch of the queue is read around, and that is selected in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The first line.
    Top,
    /// The last line.
    Bottom,
    /// This lead, wherever it stands now; where it is folded away or gone, the line at that spot.
    Lead(LeadKey, Option<Spot>),
    /// The line at a spot, or what has taken its place.
    At(Spot),
    /// The next lead after a spot to whom a touch is owed; after the last one the first.
    NextDue(Spot),
    /// The next lead after a spot that is overdue, around the end if need be.
    NextOverdue(Option<Spot>),
    /// The one before a spot, likewise.
    PreviousOverdue(Option<Spot>),
}

/// What a screen asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WindowRequest {
    /// The moment.
    pub now: DateTime<Utc>,
    /// The unfolded groups.
    pub open: GroupSet,
    /// The filter.
    pub filter: Filter,
    /// Where.
    pub anchor: Anchor,
    /// How many lines before the anchor.
    pub before: usize,
    /// How many lines from the anchor on.
    pub after: usize,
    /// Whether the most urgent leads of all stages are wanted, without headings: a column of cards.
    pub as_cards: bool,
}

/// A stretch of the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// The lines, in order.
    pub entries: Vec<Entry>,
    /// The line that is selected, where one can be.
    pub selected: Option<usize>,
    /// Whether nothing stands before the first line.
    pub starts: bool,
    /// Whether nothing stands behind the last one.
    pub ends: bool,
    /// The unfolded groups: those asked for, and the one that the anchor was found in.
    pub open: GroupSet,
    /// The leads of every group.
    pub counts: Counts,
    /// How many leads match the filter, where that is known.
    pub matched: Option<usize>,
    /// Whether the anchor was found: false where nothing is overdue.
    pub found: bool,
}

/// Returns whether a line can be selected: every lead, and the heading of a folded group.
pub fn is_selectable(entry: &Entry, open: GroupSet, filter: &Filter) -> bool {
    match entry {
        Entry::Lead(..) => true,
        Entry::Heading(group) => filter.is_empty() && !open.contains(*group),
    }
}

/// Reads a stretch of the queue around an anchor.
///
/// # Errors
/// Those of the store.
pub fn window(store: &Store, request: &WindowRequest) -> Result<Window, StoreError> {
    let mut reel = store.reel(request.now, request.open, request.filter.clone())?;
    if request.as_cards {
        return cards(&mut reel, request);
    }
    let (spot, found) = resolve(store, &mut reel, request)?;
    let jumps = matches!(request.anchor, Anchor::NextOverdue(_) | Anchor::PreviousOverdue(_));
    if let Some(spot) = spot.filter(|_| found && jumps) {
        reel.unfold(spot.group);
    }
    let open = reel.open();
    let forward = reel.read(spot, true, Direction::Forward, request.after)?;
    let backward = match spot {
        Some(spot) => reel.read(Some(spot), false, Direction::Backward, request.before)?,
        None => Vec::new(),
    };
    let starts = spot.is_none() || backward.len() < request.before;
    let ends = forward.len() < request.after;
    let mut entries: Vec<Entry> = backward.into_iter().rev().collect();
    let here = entries.len();
    entries.extend(forward);
    let can = |entry: &Entry| is_selectable(entry, open, &request.filter);
    let leads = entries.iter().filter(|entry| matches!(entry, Entry::Lead(..))).count();
    // Where all of it was read, it is counted.
    let matched = reel.matched().or_else(|| (starts && ends).then_some(leads));
    let selected = match request.anchor {
        Anchor::Bottom => entries.iter().rposition(can),
        _ => entries
            .iter()
            .skip(here)
            .position(can)
            .map(|offset| here + offset)
            .or_else(|| entries.iter().take(here).rposition(can)),
    };
    Ok(Window {
        entries,
        selected,
        starts,
        ends,
        open,
        counts: *reel.counts(),
        matched,
        found: found || !jumps,
    })
}

/// The most cards of a column; who wants to see more filters.
pub const MOST_CARDS: usize = 200;

/// Reads the most urgent leads that a filter shows, whatever their stage.
fn cards(reel: &mut Reel<'_>, request: &WindowRequest) -> Result<Window, StoreError> {
    let mut entries = of_each_group(reel, &request.filter, MOST_CARDS)?;
    let urgency = |spot| urgency(spot, Group::is_stage);
    entries.sort_by_key(|entry| urgency(entry.spot()));
    entries.truncate(MOST_CARDS);
    let now = request.now;
    let is_overdue = |entry: &Entry| match entry {
        Entry::Lead(group, row) => {
            group.is_stage() && row.due.is_some_and(|due| due.clock(now) == Clock::Overdue)
        }
        Entry::Heading(_) => false,
    };
    let after =
        |spot: Spot| entries.partition_point(|entry| urgency(entry.spot()) <= urgency(spot));
    let at = |spot: Spot| entries.partition_point(|entry| urgency(entry.spot()) < urgency(spot));
    let last = entries.len().saturating_sub(1);
    let (wanted, found) = match request.anchor {
        Anchor::Top => (0, true),
        Anchor::Bottom => (last, true),
        Anchor::At(spot) => (at(spot), true),
        Anchor::Lead(key, otherwise) => {
            let is_it = |entry: &Entry| matches!(entry, Entry::Lead(_, row) if row.key == key);
            let here = entries.iter().position(is_it);
            (here.or(otherwise.map(at)).unwrap_or(0), here.is_some())
        }
        Anchor::NextDue(spot) => (after(spot), true),
        Anchor::NextOverdue(spot) => {
            let from = spot.map_or(0, after);
            let order = (from..entries.len()).chain(0..from);
            let next = order.into_iter().find(|index| is_overdue(&entries[*index]));
            (next.or(spot.map(at)).unwrap_or(0), next.is_some())
        }
        Anchor::PreviousOverdue(spot) => {
            let from = spot.map_or(entries.len(), at);
            let order = (0..from).rev().chain((from..entries.len()).rev());
            let next = order.into_iter().find(|index| is_overdue(&entries[*index]));
            (next.or(spot.map(at)).unwrap_or(0), next.is_some())
        }
    };
    let jumps = matches!(request.anchor, Anchor::NextOverdue(_) | Anchor::PreviousOverdue(_));
    Ok(Window {
        selected: (!entries.is_empty()).then(|| wanted.min(last)),
        entries,
        starts: true,
        ends: true,
        open: reel.open(),
        counts: *reel.counts(),
        matched: reel.matched(),
        found: found || !jumps,
    })
}

/// Reads what there is to do as one list, the most urgent first: the open leads, whatever their stage,
/// those that were put off and whose date has come, and last the forgotten ones. Of each group it
/// looks at so many at most.
///
/// # Errors
/// Those of the store.
pub fn by_urgency(
    store: &Store,
    now: DateTime<Utc>,
    most: usize,
) -> Result<Vec<(Group, QueueRow)>, StoreError> {
    let mut open = GroupSet::stages();
    [Group::Forgotten, Group::Nurturing].into_iter().for_each(|group| open.insert(group));
    let mut reel = store.reel(now, open, Filter::default())?;
    let mut entries = of_each_group(&mut reel, &Filter::default(), most)?;
    entries.sort_by_key(|entry| urgency(entry.spot(), Group::is_timed));
    let is_due = |row: &QueueRow| row.due.is_some_and(|due| due.clock(now) == Clock::Overdue);
    let leads = entries.into_iter().filter_map(|entry| match entry {
        Entry::Lead(Group::Nurturing, row) if !is_due(&row) => None,
        Entry::Lead(group, row) => Some((group, row)),
        Entry::Heading(_) => None,
    });
    Ok(leads.collect())
}

/// Reads the first leads of each group that a filter shows, up to so many of each.
fn of_each_group(
    reel: &mut Reel<'_>,
    filter: &Filter,
    most: usize,
) -> Result<Vec<Entry>, StoreError> {
    let mut entries: Vec<Entry> = Vec::new();
    let counts = *reel.counts();
    let is_there = |group: &Group| counts.of(*group).total > 0 && filter.query().may_be_in(*group);
    for group in Group::ALL.into_iter().filter(is_there) {
        // From the heading on, which itself is no lead.
        let from = Spot { group, row: None };
        let found = reel.read(Some(from), false, Direction::Forward, most)?;
        let of_group =
            found.into_iter().filter(|entry| matches!(entry, Entry::Lead(of, _) if *of == group));
        entries.extend(of_group);
    }
    Ok(entries)
}

/// What leads of several groups stand in the order of: some groups are one, by what is owed; then the
/// others.
fn urgency(spot: Spot, is_of_one: fn(Group) -> bool) -> (usize, Option<(bool, i64, LeadKey)>) {
    let group = if is_of_one(spot.group) { 0 } else { spot.group.index() };
    (group, spot.row.map(|row| (row.place.idle, row.place.sort, row.key)))
}

/// Returns the spot to read around (`None`: the top), and whether the anchor was found.
fn resolve(
    store: &Store,
    reel: &mut Reel<'_>,
    request: &WindowRequest,
) -> Result<(Option<Spot>, bool), StoreError> {
    let overdue = |spot: Option<Spot>, from: Option<Spot>| match spot {
        Some(spot) => (Some(spot), true),
        None => (from, false),
    };
    Ok(match request.anchor {
        Anchor::Top => (None, true),
        Anchor::Bottom => {
            let last = reel.read(None, true, Direction::Backward, 1)?;
            (last.first().map(Entry::spot), true)
        }
        Anchor::At(spot) => (Some(spot), true),
        Anchor::Lead(key, otherwise) => match store.spot_of(key, request.now)? {
            Some(spot) if request.open.contains(spot.group) || !request.filter.is_empty() => {
                let stands = reel.read(Some(spot), true, Direction::Forward, 1)?;
                let stands = stands.first().is_some_and(|entry| entry.spot() == spot);
                (if stands { Some(spot) } else { otherwise.or(Some(spot)) }, stands)
            }
            _ => (otherwise, false),
        },
        Anchor::NextDue(spot) => (next_due(reel, spot)?, true),
        Anchor::NextOverdue(spot) => overdue(reel.next_overdue(spot, Direction::Forward)?, spot),
        Anchor::PreviousOverdue(spot) => {
            overdue(reel.next_overdue(spot, Direction::Backward)?, spot)
        }
    })
}

/// How far ahead the next lead to answer is looked for before the top is tried.
const AHEAD: usize = 200;

fn next_due(reel: &mut Reel<'_>, spot: Spot) -> Result<Option<Spot>, StoreError> {
    // The lead itself may stand where it stood: its first answer is owed all the same.
    let ahead = reel.read(Some(spot), false, Direction::Forward, AHEAD)?;
    let is_due = |entry: &&Entry| matches!(entry, Entry::Lead(group, row) if group.is_stage() && row.due.is_some());
    if let Some(entry) = ahead.iter().find(is_due) {
        return Ok(Some(entry.spot()));
    }
    let top = reel.read(None, true, Direction::Forward, AHEAD)?;
    Ok(top.iter().find(is_due).or_else(|| ahead.first()).map(Entry::spot))
}

/// Visits the rows of a list in the order of the queue, until `visit` says no more.
///
/// `all` takes every group, the tests included; otherwise only open work, and what the filter asks
/// for by name.
///
/// # Errors
/// Those of the store.
pub fn each_row(
    store: &Store,
    now: DateTime<Utc>,
    filter: &Filter,
    all: bool,
    mut visit: impl FnMut(Group, QueueRow) -> bool,
) -> Result<(), StoreError> {
    let mut open = GroupSet::default();
    let query = filter.query();
    let wanted = |group: Group| match group {
        _ if all => true,
        Group::Test => query.asks_for_tests(),
        Group::Snoozed | Group::Forgotten => true,
        group => group.is_stage() || query.asks_beyond_open(),
    };
    Group::ALL.into_iter().filter(|group| wanted(*group)).for_each(|group| open.insert(group));
    each_open_row(store, now, filter, open, |group, row| !wanted(group) || visit(group, row))
}

fn each_open_row(
    store: &Store,
    now: DateTime<Utc>,
    filter: &Filter,
    open: GroupSet,
    mut visit: impl FnMut(Group, QueueRow) -> bool,
) -> Result<(), StoreError> {
    const PAGE: usize = 500;
    let mut reel = store.reel(now, open, filter.clone())?;
    let mut from = None;
    loop {
        let page = reel.read(from, false, Direction::Forward, PAGE)?;
        from = page.last().map(Entry::spot).or(from);
        let is_last = page.len() < PAGE;
        for entry in page {
            if let Entry::Lead(group, row) = entry
                && !visit(group, row)
            {
                return Ok(());
            }
        }
        if is_last {
            return Ok(());
        }
    }
}

/// Which leads are to be marked at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkRequest {
    /// The moment.
    pub now: DateTime<Utc>,
    /// The filter; where there is none, the group is meant.
    pub filter: Filter,
    /// The group of the selected line.
    pub group: Option<Group>,
    /// The most that can be marked.
    pub most: usize,
}

/// Finds the leads of a filter, or else of a group; `None` where there are more than can be marked.
///
/// # Errors
/// Those of the store.
pub fn to_mark(store: &Store, request: &MarkRequest) -> Result<Option<Vec<LeadKey>>, StoreError> {
    let mut open = GroupSet::default();
    if request.filter.is_empty() {
        request.group.into_iter().for_each(|group| open.insert(group));
    }
    let mut keys = Vec::new();
    each_open_row(store, request.now, &request.filter, open, |group, row| {
        if !request.filter.is_empty() || Some(group) == request.group {
            keys.push(row.key);
        }
        keys.len() <= request.most
    })?;
    Ok((keys.len() <= request.most).then_some(keys))
}
