//! The files that are measured: made up once, and copied for whatever writes.

use std::fs;
use std::io::{BufWriter, Write, stderr};
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use leadclock::app::Store;
use leadclock::app::demo::{self, DemoOptions};
use leadclock::domain::policy::Policy;
use rusqlite::Connection;

use super::Outcome;

/// The moment that all is made up around: 2026-03-02 10:00 UTC.
const NOW: i64 = 1_772_445_600;

/// Returns the moment at which every pair takes place.
pub(crate) fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(NOW, 0).unwrap_or_default()
}

/// Returns the folder for everything that is made here, and makes it.
pub(crate) fn folder() -> Outcome<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target").join("bench-data");
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Returns the file with so many leads, and makes it where it is missing.
pub(crate) fn leads(size: u64) -> Outcome<PathBuf> {
    let path = folder()?.join(format!("leads-{size}.db"));
    if !path.exists() {
        // Under another name until it is whole, and without a half-made one of before.
        let making = tempfile::Builder::new().prefix("making-").tempdir_in(folder()?)?;
        let half = making.path().join("leads.db");
        fill(&half, size, now())?;
        fs::rename(&half, &path)?;
    }
    Ok(path)
}

/// Makes a file with so many leads around a moment.
pub(crate) fn fill(path: &Path, leads: u64, now: DateTime<Utc>) -> Outcome<()> {
    let mut store = Store::open(path, Policy::default())?;
    let mut told = 0;
    demo::fill(&mut store, &DemoOptions { leads, seed: 7, now }, &mut |done, of| {
        if done >= told + 50_000 {
            told = done;
            let _ = writeln!(stderr(), "making {of} leads: {done}");
        }
    })?;
    Ok(())
}

/// Copies a file of leads to a folder of its own, which goes when it is dropped.
pub(crate) fn copy(file: &Path) -> Outcome<(tempfile::TempDir, PathBuf)> {
    Connection::open(file)?.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    let folder = tempfile::Builder::new().prefix("copy-").tempdir_in(folder()?)?;
    let path = folder.path().join("leads.db");
    fs::copy(file, &path)?;
    Ok((folder, path))
}

/// The columns of a file of records, as the marketplace's readers know them.
pub(crate) const COLUMNS: [&str; 13] = [
    "First Name",
    "Last Name",
    "E-mail",
    "Phone",
    "Country",
    "Company",
    "Job Title",
    "Lead Source",
    "Action",
    "Offer ID",
    "Offer Title",
    "Description",
    "Created",
];

/// Writes a CSV of made-up records: one in eight is of a person who was there before.
pub(crate) fn write_csv(path: &Path, rows: u64) -> Outcome<()> {
    let given = ["Ada", "Zoé", "Priya", "健太", "Jürgen", "Ngozi", "Lucía", "Sam"];
    let family = ["Moreau", "Lindqvist", "Okafor", "佐藤", "Weiß", "Natarajan", "Baker"];
    let company = ["Fabrikam", "Northwind Traders", "Wide World Importers", "Ørsund Fiskeri"];
    let offer = [("flow-engine", "Flow Engine"), ("backup-vault", "Backup Vault"), ("vpn", "VPN")];
    let pick = |from: &[&str], by: u64| from[by as usize % from.len()].to_owned();
    let mut rng = fastrand::Rng::with_seed(7);
    let mut csv = csv::Writer::from_writer(BufWriter::new(fs::File::create(path)?));
    csv.write_record(COLUMNS)?;
    for number in 0..rows {
        let person = if number % 8 == 7 { rng.u64(..number) } else { number };
        let (id, title) = offer[rng.usize(..offer.len())];
        let created = now() - TimeDelta::seconds((rows - number) as i64 * 50);
        csv.write_record([
            pick(&given, person),
            pick(&family, person / 8),
            format!("person.{person}@mail{}.example.com", person % 97),
            format!("+1 425 555 {:04}", rng.u32(..10_000)),
            "US".to_owned(),
            format!("{} {}", pick(&company, person), person % 5_000),
            "Head of Data".to_owned(),
            "AppSource (SPZA)".to_owned(),
            pick(&["PLT", "CNS", "TRL"], rng.u64(..3)),
            format!("contoso-labs.{id}"),
            title.to_owned(),
            format!("We move {} stores to one stack by summer.\nCan you show it?", rng.u32(2..90)),
            created.to_rfc3339(),
        ])?;
    }
    csv.flush()?;
    Ok(())
}
