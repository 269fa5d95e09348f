//! Pairs that read: the first screen, the next row, a page, the counts, a filter letter by
//! letter, queries by field.

use std::path::Path;

use leadclock::app::config::Config;
use leadclock::app::query::{self, Anchor, Window, WindowRequest};
use leadclock::app::{Entry, Filter, GroupSet, LeadKey, Spot, Store, views};
use leadclock::domain::policy::Policy;
use leadclock::domain::query::{Vocabulary, parse};
use leadclock::domain::queue::Group;
use leadclock::domain::zone::Zone;

use super::measure::{Pairs, Table};
use super::{Outcome, data, floor};

/// How many lines the screen reads before and behind the selected one.
const REACH: usize = 240;

fn window(
    store: &Store,
    open: GroupSet,
    filter: &str,
    anchor: Anchor,
    (before, after): (usize, usize),
) -> Outcome<Window> {
    let filter = Filter::new(parse(filter, &Vocabulary::default())?, Zone::utc());
    let request =
        WindowRequest { now: data::now(), open, filter, anchor, before, after, as_cards: false };
    Ok(query::window(store, &request)?)
}

fn first_lead(window: &Window) -> Option<LeadKey> {
    window.entries.iter().find_map(|entry| match entry {
        Entry::Lead(_, row) => Some(row.key),
        Entry::Heading(_) => None,
    })
}

fn every_group() -> GroupSet {
    let mut open = GroupSet::default();
    Group::ALL.into_iter().for_each(|group| open.insert(group));
    open
}

/// From the closed file to all that the first screen shows.
pub(crate) fn first_screen(table: &mut Table, file: &Path) -> Outcome<()> {
    table.row(
        "first screen: open, window, counts, lead",
        |_| {
            let store = Store::open(file, Policy::default())?;
            let window = window(&store, GroupSet::stages(), "", Anchor::Top, (0, REACH))?;
            if let Some(key) = first_lead(&window) {
                store.lead(key)?;
            }
            Ok(())
        },
        |_| floor::first_page(&floor::open(file)?).map(drop),
    )
}

/// What follows when the selection moves down a row, at the edge of what was read before.
pub(crate) fn next_row(table: &mut Table, file: &Path) -> Outcome<()> {
    let store = Store::open(file, Policy::default())?;
    let bare = floor::open(file)?;
    let seat = floor::middle(&bare, "0, 1, 2")?;
    let mut spot = spot_of(&store, seat.key)?;
    table.row(
        "next row: window of 240 and 240, lead",
        |_| {
            let around = Anchor::At(spot);
            let window = window(&store, GroupSet::stages(), "", around, (REACH, REACH))?;
            let here = window.selected.unwrap_or_default();
            if let Some(Entry::Lead(_, row)) = window.entries.get(here) {
                store.lead(row.key)?;
            }
            if let Some(entry) = window.entries.get(here + 1) {
                spot = entry.spot();
            }
            Ok(())
        },
        |_| floor::around(&bare, seat, REACH, REACH).map(drop),
    )
}

fn spot_of(store: &Store, key: i64) -> Outcome<Spot> {
    Ok(store.spot_of(LeadKey(key), data::now())?.ok_or("the row in the middle is gone")?)
}

/// Forty lines from the middle of all leads on.
pub(crate) fn page_in_the_middle(table: &mut Table, file: &Path) -> Outcome<()> {
    let store = Store::open(file, Policy::default())?;
    let bare = floor::open(file)?;
    let seat = floor::middle(&bare, "0, 1, 2, 3, 4, 5, 6, 7")?;
    let anchor = Anchor::At(spot_of(&store, seat.key)?);
    table.row(
        "page in the middle: 40 rows by key",
        |_| window(&store, every_group(), "", anchor, (0, 40)).map(drop),
        |_| floor::around(&bare, seat, 0, 40).map(drop),
    )
}

/// The numbers of every group.
pub(crate) fn counts(table: &mut Table, file: &Path) -> Outcome<()> {
    let store = Store::open(file, Policy::default())?;
    let bare = floor::open(file)?;
    table.row(
        "counts of every group",
        |_| Ok(store.counts(data::now()).map(drop)?),
        |_| floor::counts(&bare).map(drop),
    )
}

/// Each letter of a word typed into the filter, against a plain search for the same letters.
pub(crate) fn filters(table: &mut Table, file: &Path, size: u64) -> Outcome<()> {
    let store = Store::open(file, Policy::default())?;
    let bare = floor::open(file)?;
    let one_of_all: String =
        bare.query_row("SELECT haystack FROM leads WHERE key >= ?1 LIMIT 1", [size / 2], |row| {
            row.get(0)
        })?;
    // A line begins with a sign that says what it is.
    let one_of_all = one_of_all.lines().find(|line| line.contains('@')).unwrap_or("@");
    let one_of_all = one_of_all.trim_start_matches(char::is_control);
    let one_of_all = one_of_all.split('@').next().unwrap_or_default();
    for (what, word) in [
        ("one lead's address", one_of_all),
        ("one in a hundred", "okafor"),
        ("all leads", "contoso"),
        ("two letters", "an"),
        ("one letter", "a"),
        ("no lead", "zebrafinch"),
        ("two letters of no lead", "xz"),
        ("CJK letter", "李"),
    ] {
        let name = format!("filter: {what}, {word}");
        if !table.wants(&name) {
            continue;
        }
        let mut letters: Vec<(String, Pairs)> = Vec::new();
        for (at, letter) in word.char_indices() {
            let typed = &word[..at + letter.len_utf8()];
            let pairs = table.pairs(
                |_| {
                    let screen = (REACH, REACH);
                    window(&store, GroupSet::stages(), typed, Anchor::Top, screen).map(drop)
                },
                |_| floor::like(&bare, typed).map(drop),
            )?;
            letters.push((typed.to_owned(), pairs));
        }
        if let Some((typed, pairs)) = letters.iter().max_by_key(|(_, pairs)| pairs.median())
            && letters.len() > 1
        {
            table.print(&format!("filter: {what}, worst letter {typed}"), pairs)?;
        }
        if let Some((_, pairs)) = letters.last() {
            table.print(&name, pairs)?;
        }
    }
    Ok(())
}

/// Queries by field, against a plain statement that brings the first of the same leads.
pub(crate) fn queries(table: &mut Table, file: &Path) -> Outcome<()> {
    let store = Store::open(file, Policy::default())?;
    let bare = floor::open(file)?;
    let now = data::now().timestamp_millis();
    for (query, plain) in [
        ("is:overdue", format!("idle = 0 AND sort < {now}")),
        ("owner:ana is:overdue", format!("owner_key = 'ana' AND idle = 0 AND sort < {now}")),
        ("country:is", "country = 'IS'".to_owned()),
        ("asked:<10m", format!("asked_at > {}", now - 600_000)),
        ("reason:spam", "reason = 'spam'".to_owned()),
        ("touches:>90", "touches > 90".to_owned()),
        ("due:<2h -company:contoso", format!("idle = 0 AND sort < {}", now + 7_200_000)),
        ("stage:trial (owner:ana or okafor)", "stage = 'trial' AND owner_key = 'ana'".to_owned()),
        ("okafor country:de", "country = 'DE' AND haystack LIKE '%okafor%'".to_owned()),
    ] {
        table.row(
            &format!("query: {query}"),
            |_| {
                let screen = (REACH, REACH);
                window(&store, GroupSet::stages(), query, Anchor::Top, screen).map(drop)
            },
            |_| floor::holding(&bare, &plain).map(drop),
        )?;
    }
    Ok(())
}

/// The counts of all shipped views, as their panel shows them.
pub(crate) fn views(table: &mut Table, file: &Path) -> Outcome<()> {
    let store = Store::open(file, Policy::default())?;
    let bare = floor::open(file)?;
    let words = Vocabulary {
        me: "ana".to_owned(),
        views: Config::default().views(),
        ..Vocabulary::default()
    };
    table.row(
        "counts of the shipped views",
        |_| Ok(views::count(&store, &words, &Zone::utc(), data::now()).map(drop)?),
        |_| floor::counts(&bare).map(drop),
    )
}
