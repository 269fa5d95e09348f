//! The feed against a table that behaves as documented, and against one that does not.

mod check;
mod faults;
mod table;

use std::time::Duration;

use secrecy::SecretString;

use super::*;
use crate::sources::contract::Item;
use crate::sources::feeds::testing::{Asked, Clock, Reply, Server, reply};
use crate::sources::feeds::{BadSettings, Opening, Place};
use table::{Table, value};

const KEY: &str = "c2VjcmV0LWtleQ==";

/// Opens the feed on a server of the test.
fn open(server: &Server, credential: &str) -> Box<dyn Feed> {
    let secret = format!("TableEndpoint={}/contoso;{credential}", server.url());
    let settings = "table = \"Leads\"\noverlap = \"1m\"".parse().expect("TOML");
    let opening = Opening {
        settings: &settings,
        folder: std::path::Path::new("."),
        secret: Some(SecretString::from(secret)),
    };
    settings::open(&opening).unwrap_or_else(|BadSettings(why)| panic!("{why:?}"))
}

fn open_with_key(server: &Server) -> Box<dyn Feed> {
    open(server, &format!("AccountKey={KEY}"))
}

/// What a pull handed over.
#[derive(Debug, Default)]
struct Pulled {
    places: Vec<Place>,
    rejects: Vec<(Place, String, String)>,
    cursors: Vec<Value>,
    outcome: Option<PullError>,
}

/// Pulls, and breaks off behind so many pieces.
fn pull_some(feed: &mut dyn Feed, clock: &Clock, from: Option<Value>, pieces: usize) -> Pulled {
    let mut pulled = Pulled::default();
    let outcome = clock.world(|world| {
        feed.pull(from, world, &mut |piece| {
            for (item, place) in piece.items {
                if let Item::Reject(reject) = item {
                    let raw = reject.raw.raw().to_owned();
                    pulled.rejects.push((place.clone(), reject.reason, raw));
                }
                pulled.places.push(place);
            }
            pulled.cursors.push(piece.cursor);
            match pulled.cursors.len() < pieces {
                true => ControlFlow::Continue(()),
                false => ControlFlow::Break(()),
            }
        })
    });
    pulled.outcome = outcome.err();
    pulled
}

fn pull(feed: &mut dyn Feed, clock: &Clock, from: Option<Value>) -> Pulled {
    pull_some(feed, clock, from, usize::MAX)
}

fn serve(table: &Table) -> Server {
    let (served, mut round) = (table.clone(), 0);
    Server::start(&table.clock, move |asked| {
        round += 1;
        served.answer(asked, round)
    })
}

/// A table with so many rows, some of each of five partitions.
fn filled(clock: &Clock, rows: usize, page: usize) -> Table {
    let table = Table::new(clock, page);
    for row in 0..rows {
        table.insert(&format!("p{}", row % 5), &format!("r{row}"));
    }
    table
}

fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(60 * minutes)
}

#[test]
fn the_first_pass_reads_all_and_the_next_what_is_new_with_an_overlap() {
    let clock = Clock::new();
    let table = filled(&clock, 12, 5);
    clock.pass(minutes(60));
    let server = serve(&table);
    let mut feed = open_with_key(&server);
    let first = pull(&mut *feed, &clock, None);
    assert_eq!((first.outcome, first.cursors.len()), (None, 3));
    assert_eq!(first.places, table.places());
    assert!(server.asked().iter().all(|asked| value(asked, "$filter").is_none()));
    assert!(server.asked().iter().all(|asked| asked.head.starts_with("GET /contoso/Leads()?")));

    clock.pass(minutes(60));
    table.insert("p0", "behind");
    let second = pull(&mut *feed, &clock, first.cursors.last().cloned());
    assert_eq!(second.places, ["Leads(p0,behind)"]);
    let asked = server.asked();
    assert_eq!(
        value(&asked[3], "$filter").as_deref(),
        Some("Timestamp gt datetime'2025-01-06T10:29:00.0000000Z'"),
        "an hour later, by the server's clock, less the overlap"
    );
}

#[test]
fn a_pass_that_was_broken_off_goes_on_with_the_same_question() {
    let clock = Clock::new();
    let table = filled(&clock, 12, 5);
    clock.pass(minutes(60));
    let server = serve(&table);
    let mut feed = open_with_key(&server);
    let since = pull(&mut *feed, &clock, None).cursors.pop();
    clock.pass(minutes(60));
    for row in 0..7 {
        table.insert("p3", &format!("new{row}"));
    }
    let part = pull_some(&mut *feed, &clock, since, 1);
    assert_eq!(part.places.len(), 5);
    let before = server.asked().len();
    clock.pass(minutes(600));
    let mut feed = open_with_key(&server);
    let rest = pull(&mut *feed, &clock, part.cursors.last().cloned());
    assert_eq!(rest.places, ["Leads(p3,new5)", "Leads(p3,new6)"]);
    let asked = server.asked();
    assert_eq!(value(&asked[before], "$filter"), value(&asked[before - 1], "$filter"));
    assert!(value(&asked[before], "NextRowKey").is_some());
}

#[test]
fn a_row_that_is_written_behind_a_running_pass_comes_with_the_next() {
    let clock = Clock::new();
    let table = filled(&clock, 12, 5);
    let (served, slow) = (table.clone(), clock.clone());
    let mut round = 0;
    let server = Server::start(&clock, move |asked| {
        round += 1;
        let answer = served.answer(asked, round);
        // Each page takes longer than the overlap is; behind the first, one row is missed, and
        // before the last, a later one is seen.
        slow.pass(minutes(10));
        match round {
            1 => served.insert("p0", "aaa-behind"),
            2 => served.insert("p9", "later"),
            _ => {}
        }
        answer
    });
    let mut feed = open_with_key(&server);
    let first = pull(&mut *feed, &clock, None);
    assert!(!first.places.contains(&"Leads(p0,aaa-behind)".to_owned()));
    assert!(first.places.contains(&"Leads(p9,later)".to_owned()));
    let second = pull(&mut *feed, &clock, first.cursors.last().cloned());
    assert!(second.places.contains(&"Leads(p0,aaa-behind)".to_owned()), "{second:?}");
}

#[test]
fn a_server_whose_clock_is_ahead_leaves_nothing_out() {
    let clock = Clock::new();
    let table = filled(&clock, 2, 5);
    let (served, mut round) = (table.clone(), 0);
    let server = Server::start(&clock, move |asked| {
        round += 1;
        let ahead = Asked { at: asked.at + TimeDelta::days(1), ..asked.clone() };
        served.answer(&ahead, round)
    });
    let mut feed = open_with_key(&server);
    let first = pull(&mut *feed, &clock, None);
    clock.pass(minutes(5));
    table.insert("p0", "next");
    let second = pull(&mut *feed, &clock, first.cursors.last().cloned());
    assert!(second.places.contains(&"Leads(p0,next)".to_owned()), "{second:?}");
}

#[test]
fn a_page_without_rows_but_with_a_token_is_not_the_end() {
    let clock = Clock::new();
    let mut table = filled(&clock, 6, 5);
    table.has_row_tokens = false;
    let (served, mut round) = (table.clone(), 0);
    let server = Server::start(&clock, move |asked| {
        round += 1;
        served.answer_up_to(asked, round, if round < 4 { 0 } else { 5 })
    });
    let mut feed = open_with_key(&server);
    let pulled = pull(&mut *feed, &clock, None);
    assert_eq!(pulled.places, table.places());
    assert_eq!(pulled.cursors.len(), 5);
    assert!(server.asked().iter().all(|asked| value(asked, "NextRowKey").is_none()));
}

#[test]
fn a_token_that_the_service_refuses_begins_the_pass_again_once() {
    let clock = Clock::new();
    let table = filled(&clock, 8, 5);
    let refused = |asked: &Asked| {
        let body = "{\"odata.error\":{\"code\":\"InvalidInput\",\"message\":{\"value\":\"x\"}}}";
        reply(400, &[], body, asked.at)
    };
    let (served, mut round) = (table.clone(), 0);
    let server = Server::start(&clock, move |asked| {
        round += 1;
        if round == 2 { refused(asked) } else { served.answer(asked, round) }
    });
    let mut feed = open_with_key(&server);
    let pulled = pull(&mut *feed, &clock, None);
    assert_eq!((pulled.outcome, pulled.places.len()), (None, 13), "the first page came twice");

    let (served, mut round) = (table.clone(), 0);
    let server = Server::start(&clock, move |asked| {
        round += 1;
        match value(asked, "NextPartitionKey") {
            Some(_) => refused(asked),
            None => served.answer(asked, round),
        }
    });
    let mut feed = open_with_key(&server);
    let pulled = pull(&mut *feed, &clock, None);
    assert!(matches!(pulled.outcome, Some(PullError::Unreachable { .. })), "{pulled:?}");
    assert_eq!(server.asked().len(), 4);
}

#[test]
fn an_answer_that_is_too_large_is_asked_for_in_smaller_parts() {
    let clock = Clock::new();
    let table = filled(&clock, 250, 1000);
    let (served, mut round) = (table.clone(), 0);
    let server = Server::start(&clock, move |asked| {
        round += 1;
        match value(asked, "$top").as_deref() {
            Some("1000") => reply(413, &[], "", asked.at),
            _ => served.answer(asked, round),
        }
    });
    let mut feed = open_with_key(&server);
    let pulled = pull(&mut *feed, &clock, None);
    assert_eq!((pulled.places.len(), pulled.cursors.len()), (250, 3));

    let server = Server::start(&clock, |asked| reply(413, &[], "", asked.at));
    let mut feed = open_with_key(&server);
    let pulled = pull(&mut *feed, &clock, None);
    assert!(matches!(pulled.outcome, Some(PullError::Refused { .. })), "{pulled:?}");
    let tops: Vec<_> = server.asked().iter().filter_map(|asked| value(asked, "$top")).collect();
    assert_eq!(tops, ["1000", "100", "10"]);
}

#[test]
fn the_same_page_for_ever_is_an_end() {
    let clock = Clock::new();
    let table = filled(&clock, 12, 5);
    let (served, mut second) = (table.clone(), None::<Reply>);
    let server = Server::start(&clock, move |asked| {
        let answer = served.answer(asked, 1);
        match value(asked, "NextPartitionKey") {
            None => answer,
            Some(_) => second.get_or_insert(answer).clone(),
        }
    });
    let mut feed = open_with_key(&server);
    let pulled = pull(&mut *feed, &clock, None);
    assert!(matches!(pulled.outcome, Some(PullError::Unreachable { .. })), "{pulled:?}");
    assert_eq!(pulled.cursors.len(), 2);
}

#[test]
fn a_bad_row_is_a_reject_and_the_others_go_on() {
    let clock = Clock::new();
    let table = Table::new(&clock, 50);
    table.insert("a", "good");
    let long = "x".repeat(70_000);
    for (row, raw) in [
        ("1", "{\"PartitionKey\":\"b\",\"RowKey\":\"1\"}".to_owned()),
        ("2", "[1, 2]".to_owned()),
        ("3", format!("{{\"PartitionKey\":\"b\",\"RowKey\":\"3\",\"Description\":\"{long}\"}}")),
        ("4", "{\"PartitionKey\":\"b\",\"RowKey\":\"4\",\"Email\":\"\\ud800\"}".to_owned()),
        (
            "5",
            format!(
                "{{\"PartitionKey\":\"b\",\"RowKey\":\"5\",\"a\":\"{}\"}}",
                "x".repeat(1 << 20)
            ),
        ),
    ] {
        table.insert_raw("b", row, &raw);
    }
    table.insert("c\u{1b}[31m\u{202e}", &"k".repeat(1000));
    let server = serve(&table);
    let mut feed = open_with_key(&server);
    let pulled = pull(&mut *feed, &clock, None);
    assert_eq!((&pulled.outcome, pulled.places.len()), (&None, 7));
    let reasons: Vec<_> = pulled.rejects.iter().map(|(_, reason, _)| reason.as_str()).collect();
    assert_eq!(reasons.len(), 5, "{reasons:?}");
    assert_eq!((pulled.rejects[0].0.as_str(), reasons[0]), ("Leads(b,1)", "the record is empty"));
    assert_eq!((pulled.rejects[1].2.as_str(), reasons[1]), ("[1, 2]", "not an object"));
    assert_eq!(reasons[4], "the row is longer than 1 MiB");
    let last = pulled.places.last().expect("a place");
    assert_eq!(last, &format!("Leads(c\u{241b}[31m¦,{}…)", "k".repeat(39)));
}

#[test]
fn records_name_their_feed_and_their_arrival_and_no_file() {
    let clock = Clock::new();
    let table = filled(&clock, 1, 5);
    clock.pass(minutes(60));
    let server = serve(&table);
    let mut feed = open_with_key(&server);
    let mut records = Vec::new();
    let pulled = clock.world(|world| {
        feed.pull(None, world, &mut |piece| {
            records.extend(piece.items);
            ControlFlow::Continue(())
        })
    });
    assert_eq!(pulled, Ok(()));
    let (Item::Record(parsed), place) = &records[0] else { panic!("a record") };
    assert_eq!(place, "Leads(p0,r0)");
    let record = &parsed.record;
    assert_eq!((record.feed.as_str(), &record.origin), ("azure", &None));
    assert_eq!(record.received_at, clock.now());
    assert_eq!(record.delay(), TimeDelta::hours(1));
    assert_eq!(record.warnings, Vec::<String>::new());
    assert!(parsed.raw.contains("\"CustomerInfo\""));
}
