//! `views`: the queries that have names, with their counts; saving one and taking it out.

use std::io::{Write, stdout};

use super::args::{Views, ViewsCommand};
use super::context::{Context, say};
use super::error::CliError;
use crate::app::config::{edit, view_name_problem};
use crate::app::views::{ViewCount, count};
use crate::domain::query::View;
use crate::domain::text::{columns, padded, sanitise};
use crate::language::{Language, english};

pub(super) fn run(context: &Context, args: &Views) -> Result<u8, CliError> {
    match &args.command {
        Some(ViewsCommand::Add { name, query }) => add(context, name, query),
        Some(ViewsCommand::Remove { name }) => {
            edit::remove_view(&context.settings_path()?, name)
                .map_err(|error| CliError::of(&error))?;
            say(&format!("removed the view {name}"));
            Ok(0)
        }
        None => list(context, args.json),
    }
}

fn list(context: &Context, json: bool) -> Result<u8, CliError> {
    let store = context.open_existing()?;
    let counts = count(&store, &context.vocabulary(Language::En), &context.zone, context.now())?;
    let mut out = stdout().lock();
    if json {
        let entries: Vec<_> = counts.iter().map(ViewCount::entry).collect();
        serde_json::to_writer_pretty(&mut out, &entries)?;
        writeln!(out)?;
        return Ok(0);
    }
    let names: Vec<_> = counts.iter().map(|counted| sanitise(&counted.view.name)).collect();
    let longest = names.iter().map(|name| columns(name)).max().unwrap_or(0);
    for (counted, name) in counts.iter().zip(&names) {
        let entry = counted.entry();
        let number = format!("{}{}", entry.leads, if entry.more { "+" } else { "" });
        let query = sanitise(entry.query);
        writeln!(out, "{}  {number:>7}  {query}", padded(name, longest))?;
    }
    Ok(0)
}

fn add(context: &Context, name: &str, words: &[String]) -> Result<u8, CliError> {
    if let Some(problem) = view_name_problem(name.trim()) {
        let why = problem.says(english());
        return Err(CliError::usage(format!("a view of that name can not be: {why}")));
    }
    if words.iter().all(|word| word.trim().is_empty()) {
        return Err(CliError::usage("the query is empty")
            .hint("write what it asks for: leadclock views add late 'is:overdue'"));
    }
    let stood =
        context.vocabulary(Language::En).views.into_iter().find(|view| view.name == name.trim());
    // What can not be read is told with its place before the settings are touched.
    context.filter(words)?;
    let view = View { name: name.trim().to_owned(), query: words.join(" ") };
    edit::save_view(&context.settings_path()?, &view).map_err(|error| CliError::of(&error))?;
    match stood {
        Some(view) => {
            say(&format!("{name} was {:?}, and is now {:?}", view.query, words.join(" ")))
        }
        None => say(&format!("saved the view {name}: leadclock list 'view:\"{name}\"'")),
    }
    Ok(0)
}
