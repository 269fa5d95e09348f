//! `sync`: looking at the feeds, once or again and again.

use std::io::{Write, stdout};
use std::sync::Arc;

use serde::Serialize;

use super::args::Sync;
use super::context::{Context, say};
use super::error::CliError;
use crate::app::StoreError;
use crate::app::config::{FeedKind, FeedSettings};
use crate::app::sync::{Bell, Outcome, Surroundings, SyncReport, look, watch};
use crate::domain::dates::day_and_time_from;
use crate::language::english;

pub(super) fn run(context: &Context, sync: &Sync) -> Result<u8, CliError> {
    let feeds = chosen(context, &sync.names)?;
    let mut store = context.open()?;
    let bell = Arc::new(Bell::default());
    let now = || context.now();
    let around = Surroundings {
        connections: &context.connections,
        practice: &context.practice,
        now: &now,
        bell: &bell,
    };
    if sync.watch {
        return watch_all(context, sync, &feeds, &around, bell.clone());
    }
    let mut reports = Vec::new();
    for feed in &feeds {
        let mut report = look(&mut store, feed, &around)?;
        while report.outcome == Outcome::More {
            tell(context, &report);
            report = look(&mut store, feed, &around)?;
        }
        if !sync.json {
            tell(context, &report);
        }
        reports.push(report);
    }
    if sync.json {
        print(&reports)?;
    }
    Ok(u8::from(reports.iter().any(|report| report.outcome.is_failure())))
}

/// Returns the feeds that are meant; without names, all that are asked.
fn chosen<'c>(context: &'c Context, names: &[String]) -> Result<Vec<&'c FeedSettings>, CliError> {
    let is_asked = |feed: &FeedSettings| matches!(feed.kind, FeedKind::Pull(_));
    if names.is_empty() {
        let feeds: Vec<_> = context.connections.asked().collect();
        return match feeds.is_empty() {
            false => Ok(feeds),
            true => Err(CliError::usage("there is no feed to ask")
                .hint("`leadclock feed add --help` says how to add one")),
        };
    }
    names
        .iter()
        .map(|name| {
            let feed = context.feed(name)?;
            match is_asked(feed) {
                true => Ok(feed),
                false => Err(CliError::usage(format!("{name} sends by itself"))
                    .hint("`leadclock serve` takes in what it sends")),
            }
        })
        .collect()
}

fn watch_all(
    context: &Context,
    sync: &Sync,
    feeds: &[&FeedSettings],
    around: &Surroundings<'_>,
    bell: Arc<Bell>,
) -> Result<u8, CliError> {
    super::signals::on_leave(move || bell.end())?;
    let store = context.open()?;
    let quiet = std::sync::Mutex::new(std::collections::BTreeMap::new());
    let tell_one = |looked: Result<SyncReport, StoreError>| match looked {
        Ok(report) if sync.json => {
            // Nobody may be listening any more; the leads are here all the same.
            let _ = print_line(&report);
        }
        Ok(report) => {
            let mut quiet = quiet.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let before = quiet.insert(report.feed.clone(), report.outcome);
            let changed = before != Some(report.outcome);
            let has_news = report.report.added + report.sent + report.refused > 0;
            if changed || has_news || !report.report.rejected.is_empty() {
                tell(context, &report);
            }
        }
        Err(error) => say(&CliError::from(error).to_string()),
    };
    watch(store.path(), store.policy(), feeds, around, &tell_one)?;
    Ok(0)
}

fn print(reports: &[SyncReport]) -> Result<(), CliError> {
    let mut out = stdout().lock();
    serde_json::to_writer_pretty(&mut out, reports)?;
    writeln!(out)?;
    Ok(())
}

fn print_line(report: &impl Serialize) -> Result<(), CliError> {
    let mut out = stdout().lock();
    serde_json::to_writer(&mut out, report)?;
    writeln!(out)?;
    out.flush()?;
    Ok(())
}

/// Says how a look ended, on standard error.
fn tell(context: &Context, looked: &SyncReport) {
    let SyncReport { feed, outcome, why, advice, not_before, report, sent, refused } = looked;
    let mut words = match outcome {
        Outcome::Done => String::new(),
        Outcome::More => "there is more; ".to_owned(),
        Outcome::Stopped => "stopped; ".to_owned(),
        Outcome::Waiting => "not asked: ".to_owned(),
        Outcome::Unreachable => "out of reach: ".to_owned(),
        Outcome::Refused => "failed: ".to_owned(),
    };
    if let Some(why) = why {
        words.push_str(why);
        words.push_str("; ");
    }
    if let Some(until) = not_before {
        let until = day_and_time_from(context.now(), *until, &context.zone, english());
        words.push_str(&format!("not before {until}; "));
    }
    if why.is_none() || report.read > 0 {
        let leads = if report.leads == 1 { "lead" } else { "leads" };
        words.push_str(&format!(
            "{} added in {} {leads}, {} known already, {} rejected",
            report.added,
            report.leads,
            report.unchanged,
            report.rejected.len()
        ));
    }
    if sent + refused > 0 {
        let what = if sent + refused == 1 { "lead" } else { "leads" };
        words.push_str(&format!("; told of {} {what}", sent + refused));
    }
    say(&format!("{feed}: {}", words.trim_end_matches("; ")));
    if *refused > 0 {
        say(&format!(
            "  it did not take what was decided about {refused}: `leadclock outbox` says why"
        ));
    }
    for remark in report.rejected.iter().take(10) {
        say(&format!("  rejected: {}: {}", remark.file, remark.reason));
    }
    if let Some(advice) = advice {
        say(&format!("  {advice}"));
    }
}
