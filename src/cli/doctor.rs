//! `doctor`: how the database is, and making the projections again.

use std::io::{Write, stdout};

use super::args::Doctor;
use super::context::{Context, say};
use super::error::CliError;
use crate::app::feeds::{Standing, overview, standing};
use crate::domain::text::Text;
use crate::language::english;

/// How many lines that could not be read are shown.
const SHOWN: usize = 10;

pub(super) fn run(context: &Context, doctor: &Doctor) -> Result<u8, CliError> {
    let mut store = context.open_existing()?;
    if doctor.rebuild {
        let leads = store.rebuild()?;
        say(&format!("rebuilt the rows, counts and search index of {leads} leads"));
    }
    let report = store.check()?;
    let mut out = stdout().lock();
    if doctor.json {
        serde_json::to_writer_pretty(&mut out, &report)?;
        writeln!(out)?;
    } else {
        writeln!(out, "database   {}", Text::new(report.path.as_str()).shown())?;
        writeln!(out, "schema     {}, {} bytes", report.schema, report.bytes)?;
        writeln!(
            out,
            "access     {}",
            if report.writable { "read and write" } else { "read only" }
        )?;
        writeln!(out, "leads      {} of {} records", report.leads, report.records)?;
        writeln!(out, "events     {}, {} notes", report.events, report.notes)?;
        if report.unknown_events > 0 {
            writeln!(
                out,
                "           {} of a newer leadclock, kept as they are",
                report.unknown_events
            )?;
        }
        writeln!(out, "rejects    {}", report.rejects)?;
        // Where they can not be read, a fault below says so.
        for reject in store.rejects(SHOWN).unwrap_or_default() {
            let words = match reject.place.as_str() {
                "" => format!("{}: {}", reject.feed, reject.reason),
                place => format!("{place} line {}: {}", reject.line, reject.reason),
            };
            writeln!(out, "           {}", Text::new(words).shown())?;
        }
        if report.rejects > SHOWN as u64 {
            writeln!(out, "           … and {} more", report.rejects - SHOWN as u64)?;
        }
        if let Some(since) =
            context.config.retention().and_then(|months| context.now().checked_sub_months(months))
            && let Ok(resting @ 1..) = store.leads_at_rest(since).map(|resting| resting.len())
        {
            writeln!(
                out,
                "retention  {resting} on which nothing happened since {}: `leadclock prune`",
                since.format("%Y-%m-%d")
            )?;
        }
        for fault in &report.faults {
            writeln!(out, "FAULT      {}", Text::new(fault.as_str()).shown())?;
        }
        if report.faults.is_empty() {
            let feeds = &context.connections.feeds;
            let views = overview(&store, feeds, &context.zone, context.now(), english())?;
            match standing(&views) {
                Standing::Bad(1) => {
                    writeln!(
                        out,
                        "the database is well; a feed wants a look: `leadclock feed list`"
                    )?;
                }
                Standing::Bad(number) => writeln!(
                    out,
                    "the database is well; {number} feeds want a look: `leadclock feed list`"
                )?,
                _ => writeln!(out, "all is well")?,
            }
        }
    }
    Ok(u8::from(!report.faults.is_empty()))
}
