//! Pairs that write: one decision, and a file of records.

use std::fs;
use std::path::Path;
use std::time::Instant;

use chrono::TimeDelta;
use leadclock::app::ingest::{self, FILE_FEED, Format, Intake};
use leadclock::app::triage::{self, Wish};
use leadclock::app::{LeadKey, Store};
use leadclock::domain::command::Command;
use leadclock::domain::funnel::{Channel, GuardKind, Outcome as CallOutcome};
use leadclock::domain::policy::Policy;
use leadclock::domain::practice::Practice;
use rusqlite::{Connection, TransactionBehavior, params, params_from_iter};

use super::measure::Table;
use super::{Outcome, data, floor};

/// How many records the file holds.
const RECORDS: u64 = 50_000;

/// A call is logged and safe on the disk.
pub(crate) fn decision(table: &mut Table, file: &Path) -> Outcome<()> {
    let name = "decision: a call logged, durable";
    if !table.wants(name) {
        return Ok(());
    }
    let (folder, path) = data::copy(file)?;
    let mut store = Store::open(&path, Policy::default())?;
    let mut keys = floor::open(&path)?
        .prepare("SELECT key FROM leads WHERE section IN (0, 1, 2)")?
        .query_map([], |row| row.get(0).map(LeadKey))?
        .collect::<rusqlite::Result<Vec<LeadKey>>>()?;
    fastrand::Rng::with_seed(7).shuffle(&mut keys);
    let call = Wish::command(Command::LogTouch {
        channel: Channel::Call,
        outcome: CallOutcome::Voicemail,
        made_at: None,
    });
    let call = Wish { despite: GuardKind::ALL.to_vec(), ..call };
    let practice = Practice::default();
    let mut bare = durable(&folder.path().join("floor.db"))?;
    bare.execute_batch(
        "CREATE TABLE decisions (key INTEGER PRIMARY KEY, lead INTEGER, body TEXT)",
    )?;
    let body = "x".repeat(200);
    table.row(
        name,
        |number| {
            let now = data::now() + TimeDelta::seconds(number as i64);
            let lead = keys.get(number % keys.len().max(1)).copied().ok_or("no lead is open")?;
            triage::carry_out(&mut store, "ana", now, &[lead], &call, &practice)?;
            Ok(())
        },
        |number| {
            let transaction = bare.transaction_with_behavior(TransactionBehavior::Immediate)?;
            transaction
                .prepare_cached("INSERT INTO decisions (lead, body) VALUES (?1, ?2)")?
                .execute(params![number as i64, body])?;
            Ok(transaction.commit()?)
        },
    )
}

fn durable(path: &Path) -> Outcome<Connection> {
    let connection = floor::open(path)?;
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    Ok(connection)
}

/// A file of records is taken into a new database, with the counts, the queue and the search.
pub(crate) fn import(table: &mut Table) -> Outcome<()> {
    let name = "import of a CSV into a new file";
    if !table.wants(name) {
        return Ok(());
    }
    let records = table.rows(RECORDS);
    table.size(records);
    let folder = tempfile::Builder::new().prefix("import-").tempdir_in(data::folder()?)?;
    let csv = folder.path().join("records.csv");
    data::write_csv(&csv, records)?;
    let intake = Intake {
        feed: FILE_FEED.to_owned(),
        format: Format::Auto,
        now: data::now(),
        dry_run: false,
        practice: Practice::default(),
    };
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    table.row(
        name,
        |number| {
            let path = folder.path().join(format!("ours-{number}")).join("leads.db");
            let began = Instant::now();
            let mut store = Store::open(&path, Policy::default())?;
            let files = [csv.clone()];
            let report = ingest::import_files(&mut store, &files, &intake, &mut |_| {})?;
            drop(store);
            ours.push(began.elapsed());
            if report.added != records {
                return Err(format!("{} of {records} records were added", report.added).into());
            }
            Ok(fs::remove_file(&path)?)
        },
        |number| {
            let path = folder.path().join(format!("floor-{number}.db"));
            let began = Instant::now();
            insert_all(&path, &csv)?;
            bare.push(began.elapsed());
            Ok(fs::remove_file(&path)?)
        },
    )?;
    let rate = |times: &mut Vec<std::time::Duration>| {
        times.sort_unstable();
        let middle = times.get(times.len() / 2).copied().unwrap_or_default();
        records as f64 / middle.as_secs_f64().max(1e-9)
    };
    let (ours, bare) = (rate(&mut ours), rate(&mut bare));
    table.remark(&format!(
        "records a second: {ours:.0} against {bare:.0}, {:.2} of the floor",
        ours / bare.max(1e-9)
    ))
}

/// The floor: the cells of every line, as they are, into a table with three indexes.
fn insert_all(path: &Path, csv: &Path) -> Outcome<()> {
    let mut connection = durable(path)?;
    let columns: Vec<String> =
        (0..data::COLUMNS.len()).map(|number| format!("c{number}")).collect();
    connection.execute_batch(&format!(
        "CREATE TABLE records (key INTEGER PRIMARY KEY, {});
         CREATE INDEX by_address ON records (c2);
         CREATE INDEX by_company ON records (c5);
         CREATE INDEX by_time ON records (c12);",
        columns.join(", ")
    ))?;
    let transaction = connection.transaction()?;
    {
        let places = vec!["?"; columns.len()].join(", ");
        let mut insert = transaction
            .prepare(&format!("INSERT INTO records ({}) VALUES ({places})", columns.join(", ")))?;
        for record in csv::Reader::from_path(csv)?.into_records() {
            insert.execute(params_from_iter(record?.iter()))?;
        }
    }
    Ok(transaction.commit()?)
}
