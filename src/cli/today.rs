//! `today`: the end of the day in a few lines.

use std::io::{Write, stdout};

use super::args;
use super::context::Context;
use super::error::CliError;
use crate::app::today::{Today, today};
use crate::domain::dates::day_and_time_from;
use crate::domain::text::Text;
use crate::language::english;

pub(super) fn run(context: &Context, args: &args::Today) -> Result<u8, CliError> {
    let store = context.open_existing()?;
    let today = today(&store, &context.zone, context.now())?;
    let mut out = stdout().lock();
    if args.json {
        serde_json::to_writer_pretty(&mut out, &today)?;
        writeln!(out)?;
    } else {
        text(context, &today, &mut out)?;
    }
    Ok(0)
}

fn text(context: &Context, today: &Today, out: &mut impl Write) -> Result<(), CliError> {
    let Today { done, left, next } = today;
    writeln!(
        out,
        "done      {} touches, {} qualified, {} dismissed, {} planned, {} guards overridden",
        done.touches, done.qualified, done.dismissed, done.planned, done.overrides
    )?;
    writeln!(out, "left      {} overdue, {} more due today", left.overdue, left.due_today)?;
    for (index, lead) in next.iter().enumerate() {
        let label = if index == 0 { "then" } else { "" };
        let shown = |text: &Option<Text>| text.as_ref().map(|text| text.shown().into_owned());
        let name = shown(&lead.name).unwrap_or_else(|| "(no name)".to_owned());
        let company = shown(&lead.company).map(|company| format!(", {company}"));
        let due = day_and_time_from(context.now(), lead.due_at, &context.zone, english());
        writeln!(
            out,
            "{label:<9} {due}  {name}{}  {}",
            company.unwrap_or_default(),
            lead.id.short()
        )?;
    }
    Ok(())
}
