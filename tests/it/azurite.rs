//! The feed of an Azure table against Microsoft's own emulator.

mod emulator;
mod program;
mod troubled;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use leadclock::sources::Item;
use leadclock::sources::feeds::{self, BadSettings, Feed, Opening, Piece, PullError, Step, World};
use serde_json::{Value, json};

use emulator::{Azurite, connection_string, now};
use troubled::{Trouble, TroubledWay};

const ROWS: usize = 2_500;

/// Opens the feed as the settings would.
fn open(secret: &str, settings: &str) -> Box<dyn Feed> {
    let settings = settings.parse().unwrap();
    let kind = feeds::kind("azure_table").unwrap();
    let opening =
        Opening { settings: &settings, folder: Path::new("."), secret: Some(secret.into()) };
    (kind.open)(&opening).map_err(|BadSettings(why)| why).unwrap()
}

/// Runs something in a world whose waits are over at once; returns them too.
fn without_waiting<T>(run: impl FnOnce(&World<'_>) -> T) -> (T, Vec<Duration>) {
    let waits = RefCell::new(Vec::new());
    let pause = |span| {
        waits.borrow_mut().push(span);
        ControlFlow::Continue(())
    };
    let done = run(&World { feed: "table", now: &now, pause: &pause });
    (done, waits.into_inner())
}

/// Pulls so many pieces.
fn pull(feed: &mut dyn Feed, from: Option<Value>, pieces: usize) -> (Vec<Piece>, Vec<Duration>) {
    let mut pulled = Vec::new();
    let (outcome, waits) = without_waiting(|world| {
        feed.pull(from, world, &mut |piece| {
            pulled.push(piece);
            match pulled.len() < pieces {
                true => ControlFlow::Continue(()),
                false => ControlFlow::Break(()),
            }
        })
    });
    assert_eq!(outcome, Ok(()));
    (pulled, waits)
}

fn refused(feed: &mut dyn Feed) -> String {
    let (outcome, _) =
        without_waiting(|world| feed.pull(None, world, &mut |_| ControlFlow::Continue(())));
    match outcome {
        Err(PullError::Refused { why, advice }) => format!("{why}; {advice}"),
        other => format!("not refused but {other:?}"),
    }
}

fn check(feed: &mut dyn Feed) -> Vec<Step> {
    without_waiting(|world| feed.check(world)).0
}

/// Says how often each record was handed over, by its id; nothing may be rejected.
fn times(pieces: &[Piece]) -> BTreeMap<String, usize> {
    let mut times = BTreeMap::new();
    for (item, place) in pieces.iter().flat_map(|piece| &piece.items) {
        assert!(matches!(item, Item::Record(_)), "{place} was rejected");
        if let Item::Record(parsed) = item {
            assert_eq!(parsed.record.warnings, Vec::<String>::new());
            *times.entry(parsed.record.id.to_string()).or_default() += 1;
        }
    }
    times
}

/// Leads as Microsoft writes them.
fn leads(from: usize, count: usize) -> Vec<Value> {
    (from..from + count)
        .map(|number| {
            json!({
                "PartitionKey": format!("2025010{}", number % 7),
                "RowKey": format!("lead-{number:05}"),
                "LeadSource": "AzureMarketplace-INS|contoso.engine",
                "ActionCode": "INS",
                "OfferDisplayName": "Engine",
                "CreatedTime": "2025-01-06T09:29:58Z",
                "CustomerInfo": format!(
                    "{{\"FirstName\":\"Ada\",\"LastName\":\"Nr {number}\",\
                     \"Email\":\"ada{number}@example.org\",\"Phone\":\"+44 20 5550 0100\",\
                     \"Country\":\"GB\",\"Company\":\"Engine Ltd\",\"Title\":\"CTO\"}}"
                ),
                "Description": " ",
            })
        })
        .collect()
}

/// Returns the step a check ends with, and its words.
fn last(steps: &[Step]) -> (&'static str, String) {
    let step = steps.last().unwrap();
    match &step.outcome {
        Ok(found) => (step.name, found.clone()),
        Err(trouble) => (step.name, format!("{}; {}", trouble.why, trouble.advice)),
    }
}

#[test]
fn a_table_of_leads_is_paged_to_its_end_and_read_again_with_an_overlap() {
    let Some(azurite) = Azurite::start() else { return };
    azurite.create_table("MarketplaceLeads");
    azurite.insert("MarketplaceLeads", &leads(0, ROWS));
    let mut feed = open(&azurite.connection_string(), "");
    let (pieces, waits) = pull(&mut *feed, None, usize::MAX);
    assert_eq!((pieces.len(), waits.len()), (3, 0));
    let found = times(&pieces);
    assert_eq!(found.len(), ROWS);
    assert!(found.values().all(|times| *times == 1));

    azurite.insert("MarketplaceLeads", &leads(ROWS, 1));
    let cursor = pieces.last().unwrap().cursor.clone();
    let (again, _) = pull(&mut *feed, Some(cursor.clone()), usize::MAX);
    assert_eq!(times(&again).len(), ROWS + 1, "all of it was written within the overlap");

    let mut later = cursor;
    later["since"] = json!(now() + chrono::TimeDelta::minutes(30));
    let (none, _) = pull(&mut *feed, Some(later), usize::MAX);
    assert_eq!(times(&none).len(), 0, "nothing was written since");
    assert_eq!(none.len(), 1);
}

#[test]
fn nothing_is_lost_on_a_bad_way_by_a_program_that_is_killed_again_and_again() {
    use Trouble::{Busy, Cut, Half, None as Through, Throttled};
    let Some(azurite) = Azurite::start() else { return };
    azurite.create_table("MarketplaceLeads");
    azurite.insert("MarketplaceLeads", &leads(0, ROWS));
    let way = TroubledWay::to(azurite.port(), &[Throttled, Half, Through, Busy, Cut, Through]);
    let (mut stored, mut cursor, mut waited) = (Vec::new(), None, Vec::new());
    for run in 0..20 {
        let mut feed = open(&connection_string(way.port), "");
        // Killed behind each piece; behind every third one before it was stored.
        let (mut pieces, waits) = pull(&mut *feed, cursor.clone(), 1);
        waited.extend(waits);
        if run % 3 == 2 {
            pieces.clear();
        }
        if run == 3 {
            // It lies behind all that was read, and in front of it.
            azurite.insert("MarketplaceLeads", &leads(ROWS, 50));
        }
        cursor = pieces.last().map(|piece| piece.cursor.clone()).or(cursor);
        stored.extend(pieces);
    }
    let found = times(&stored);
    let again: usize = found.values().map(|times| times - 1).sum();
    // Whole passes come again within the overlap; what is stored twice has one id.
    assert!(again > 0);
    assert_eq!(found.len(), ROWS + 50);
    assert!(waited.iter().any(|wait| *wait >= Duration::from_secs(11)), "{waited:?}");
}

#[test]
fn a_sas_that_only_reads_is_enough_and_one_that_can_not_is_refused() {
    let Some(azurite) = Azurite::start() else { return };
    azurite.create_table("MarketplaceLeads");
    azurite.insert("MarketplaceLeads", &leads(0, 30));

    let mut feed = open(&azurite.sas_url("MarketplaceLeads", "r", "2099-01-01T00:00:00Z"), "");
    let (pieces, _) = pull(&mut *feed, None, usize::MAX);
    assert_eq!(times(&pieces).len(), 30);
    let steps = check(&mut *feed);
    assert_eq!(last(&steps), ("rows", "10 rows looked at, 6 of 6 columns known".to_owned()));
    assert_eq!(steps[3].outcome, Ok("accepted, ends on 2099-01-01".to_owned()));

    for (permissions, ends, step, words) in [
        ("r", "2020-01-01T00:00:00Z", "key", "the SAS ended on 2020-01-01"),
        ("a", "2099-01-01T00:00:00Z", "permission", "make a new SAS with the permission Read"),
    ] {
        let secret = azurite.sas_url("MarketplaceLeads", permissions, ends);
        let mut feed = open(&secret, "");
        assert!(refused(&mut *feed).contains(words), "{}", refused(&mut *feed));
        let (name, said) = last(&check(&mut *feed));
        assert_eq!(name, step, "{said}");
        assert!(said.contains(words), "{said}");
    }
    let forged =
        azurite.sas_url("MarketplaceLeads", "r", "2098-01-01T00:00:00Z").replace("2098-", "2099-");
    assert_eq!(last(&check(&mut *open(&forged, ""))).0, "key");
}

#[test]
fn a_check_ends_where_something_is_wrong_and_says_what_to_do() {
    let Some(azurite) = Azurite::start() else { return };
    let good = azurite.connection_string();

    let (name, said) = last(&check(&mut *open(&good, "")));
    assert_eq!(name, "table");
    assert!(said.contains("has no table yet") && said.contains("press Validate"), "{said}");
    assert!(refused(&mut *open(&good, "")).contains("has no table MarketplaceLeads"));

    azurite.create_table("Logs");
    azurite.create_table("leads2024");
    let (name, said) = last(&check(&mut *open(&good, "")));
    assert_eq!(name, "table");
    assert!(said.contains("write `table = \"leads2024\"`"), "{said}");

    let mut feed = open(&good, "table = \"leads2024\"");
    let (name, said) = last(&check(&mut *feed));
    assert_eq!(name, "rows");
    assert!(said.contains("the table is empty"), "{said}");
    assert_eq!(pull(&mut *feed, None, usize::MAX).0.len(), 1);

    azurite.insert("Logs", &[json!({"PartitionKey": "a", "RowKey": "b", "Colour": "red"})]);
    let (name, said) = last(&check(&mut *open(&good, "table = \"Logs\"")));
    assert_eq!(name, "rows");
    assert!(said.contains("these are no leads"), "{said}");

    let wrong = good.replace("Eby8", "Xby8");
    let (name, said) = last(&check(&mut *open(&wrong, "")));
    assert_eq!(name, "key");
    assert!(said.contains("Storage account > Access keys"), "{said}");
    assert!(refused(&mut *open(&wrong, "")).contains("does not accept the key"));
    assert!(!said.contains("by8"), "{said}");
}
