//! The verbs that read: list, show, next.

use std::io::{BufWriter, Write, stdout};

use chrono::SecondsFormat;

use super::args::{List, Next, Show};
use super::context::{Context, find, say};
use super::error::CliError;
use super::people::{in_words, reasons, who};
use super::table::Table;
use crate::app::crm;
use crate::app::export::guard;
use crate::app::present::LeadView;
use crate::app::{LeadFile, LeadKey, QueueRow, Store, people, query};
use crate::domain::clock::Clock;
use crate::domain::dates::day_and_time;
use crate::domain::decide::may_be_contacted;
use crate::domain::history::history;
use crate::domain::lead::{Lead, Plan};
use crate::domain::queue::Group;
use crate::domain::text::Text;
use crate::domain::why::why;
use crate::language::english;

pub(super) fn list(context: &Context, list: &List) -> Result<u8, CliError> {
    let store = context.open_existing()?;
    let now = context.now();
    let filter = context.filter(&list.query)?;
    let mut rows: Vec<(Group, QueueRow)> = Vec::new();
    let limit = list.limit.unwrap_or(usize::MAX);
    // Text and CSV could stream; the rows of a million leads are small beside what reads them.
    query::each_row(&store, now, &filter, list.all, |group, row| {
        if rows.len() < limit {
            rows.push((group, row));
        }
        rows.len() < limit
    })?;
    let mut out = BufWriter::new(stdout().lock());
    if list.json {
        json(context, &store, &rows, &mut out)?;
    } else if list.csv {
        csv(context, &rows, &mut out)?;
    } else {
        text(context, &store, list, &rows, &mut out)?;
    }
    out.flush()?;
    Ok(0)
}

fn json(
    context: &Context,
    store: &Store,
    rows: &[(Group, QueueRow)],
    out: &mut impl Write,
) -> Result<(), CliError> {
    let mut separator = "[";
    for (_, row) in rows {
        let Some(file) = store.lead(row.key)? else { continue };
        write!(out, "{separator}\n  ")?;
        separator = ",";
        serde_json::to_writer(
            &mut *out,
            &LeadView::of(store, &file, &context.practice, context.now())?,
        )?;
    }
    writeln!(out, "{}", if rows.is_empty() { "[]" } else { "\n]" })?;
    Ok(())
}

fn csv(
    context: &Context,
    rows: &[(Group, QueueRow)],
    out: &mut impl Write,
) -> Result<(), CliError> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record([
        "id", "group", "clock", "due_at", "touches", "name", "company", "offer", "owner",
    ])?;
    for (group, row) in rows {
        let clock = row.due.map(|due| due.clock(context.now()).code());
        let due = row.due.map(|due| due.at.to_rfc3339_opts(SecondsFormat::AutoSi, true));
        let text = |text: &Option<Text>| {
            text.as_ref().map_or_else(String::new, |text| guard(text.raw()).into_owned())
        };
        table.write_record([
            row.id.to_string(),
            group.code().to_owned(),
            clock.unwrap_or(if row.touches > 0 { "met" } else { "none" }).to_owned(),
            due.unwrap_or_default(),
            row.touches.to_string(),
            text(&row.name),
            text(&row.company),
            text(&row.offer),
            guard(row.owner.as_deref().unwrap_or_default()).into_owned(),
        ])?;
    }
    table.flush()?;
    Ok(())
}

fn text(
    context: &Context,
    store: &Store,
    list: &List,
    rows: &[(Group, QueueRow)],
    out: &mut impl Write,
) -> Result<(), CliError> {
    if rows.is_empty() && list.limit != Some(0) {
        let all = store.counts(context.now())?.all();
        say(match (all, list.query.is_empty()) {
            (0, _) => "there are no leads yet; `leadclock import FILE` reads some",
            (_, false) => "no lead matches",
            (_, true) => "no lead is open; `leadclock list --all` shows every one",
        });
        return Ok(());
    }
    let mut table = Table::new(out, context.now());
    table.head()?;
    for (group, row) in rows {
        table.row(*group, row)?;
    }
    Ok(())
}

pub(super) fn show(context: &Context, show: &Show) -> Result<u8, CliError> {
    let store = context.open_existing()?;
    let key = find(&store, &show.lead)?;
    print(context, &store, key, show.json)
}

pub(super) fn next(context: &Context, next: &Next) -> Result<u8, CliError> {
    let store = context.open_existing()?;
    match store.first_due(context.now())? {
        Some(row) => print(context, &store, row.key, next.json),
        None => {
            if next.json {
                writeln!(stdout(), "null")?;
            }
            say("nothing is due");
            Ok(0)
        }
    }
}

fn print(context: &Context, store: &Store, key: LeadKey, json: bool) -> Result<u8, CliError> {
    let file =
        store.lead(key)?.ok_or_else(|| CliError::failed("the lead was erased a moment ago"))?;
    let mut out = BufWriter::new(stdout().lock());
    if json {
        serde_json::to_writer_pretty(
            &mut out,
            &LeadView::of(store, &file, &context.practice, context.now())?,
        )?;
        writeln!(out)?;
    } else {
        describe(context, store, &file, &mut out)?;
    }
    out.flush()?;
    Ok(0)
}

fn describe(
    context: &Context,
    store: &Store,
    file: &LeadFile,
    out: &mut impl Write,
) -> Result<(), CliError> {
    let (lead, now) = (&file.lead, context.now());
    let person = lead.person();
    let shown = |text: &Option<Text>| text.as_ref().map(|text| text.shown().into_owned());
    let name = person.display_name();
    writeln!(out, "{}", shown(&name).unwrap_or_else(|| "(no name)".to_owned()))?;
    let due = crate::domain::clock::due(lead, &context.practice.policy);
    let clock = crate::domain::clock::clock(lead, &context.practice.policy, now);
    let due = due.map(|due| day_and_time(due.at, &context.zone, english())).unwrap_or_default();
    let facts = [
        ("id", lead.id().map(|id| id.to_string())),
        ("title", shown(&person.title)),
        ("company", shown(&person.company)),
        ("country", shown(&person.country)),
        ("mail", shown(&person.email)),
        ("phone", shown(&person.phone)),
        ("stage", Some(lead.stage().label(english()))),
        ("status", Some(lead.status().label(english()))),
        ("owner", lead.state().owner.clone().map(|owner| Text::new(owner).shown().into_owned())),
        ("clock", Some(clock.label(english()))),
        ("due", Some(due).filter(|_| !matches!(clock, Clock::Met | Clock::None))),
        ("why first", Some(why(lead, &context.practice.policy, now, english()))),
        ("time", lead.whereabouts().map(|place| place.says(now, english()))),
        ("planned", lead.state().plan.map(|plan| planned(context, &plan))),
        ("crm", posted(context, file)),
        ("milestones", milestones(context, lead)),
        ("opted out", opted_out(lead)),
        ("overridden", overridden(lead)),
    ];
    for (label, fact) in facts {
        if let Some(fact) = fact {
            writeln!(out, "  {label:<10} {fact}")?;
        }
    }
    let persons = people::persons(lead);
    for person in persons.iter().filter(|_| persons.len() > 1) {
        let id = person.id().map(|id| id.short()).unwrap_or_default();
        writeln!(out, "  {:<10} {id}  {}", "linked", who(&person.contact()))?;
    }
    for similar in people::similar(store, file)? {
        let (party, why) = (in_words(&similar.party), reasons(&similar.reasons));
        writeln!(out, "  {:<10} {party} ({why})", "similar")?;
    }
    for record in lead.records() {
        if let Some(description) = &record.description {
            writeln!(out, "  {:<10} {}", "wrote", description.shown())?;
        }
        for warning in &record.warnings {
            writeln!(out, "  {:<10} {}", "warning", Text::new(warning.as_str()).shown())?;
        }
    }
    prerequisites(context, lead, out)?;
    writeln!(out, "\nHistory ({})", context.zone.name())?;
    for moment in history(lead, &context.zone, english()) {
        let note = moment.note.and_then(|id| file.notes.iter().find(|note| note.id == id));
        let about = moment.about.map(|about| format!(", {}", about.shown())).unwrap_or_default();
        let actor =
            moment.actor.map(|actor| format!("  {}", Text::new(actor).shown())).unwrap_or_default();
        let what = note.map_or(moment.what, |note| format!("“{}”", note.text.shown()));
        writeln!(
            out,
            "  {}  {what}{about}{actor}",
            context.zone.local(moment.at).format("%Y-%m-%d %H:%M")
        )?;
    }
    Ok(())
}

fn planned(context: &Context, plan: &Plan) -> String {
    let time = day_and_time(plan.due_at, &context.zone, english());
    match plan.step {
        Some(step) => format!("{time}: {}", step.label(english())),
        None => time,
    }
}

fn posted(context: &Context, file: &LeadFile) -> Option<String> {
    let words = file.posted.iter().map(|posted| crm::words(posted, context.now(), english()));
    words.reduce(|words, more| format!("{words}; {more}"))
}

fn milestones(context: &Context, lead: &Lead) -> Option<String> {
    let reached: Vec<&str> = lead
        .state()
        .milestones
        .iter()
        .map(|(code, _)| context.practice.milestone_label(code))
        .collect();
    (!reached.is_empty()).then(|| reached.join(", "))
}

fn opted_out(lead: &Lead) -> Option<String> {
    let channels: Vec<String> =
        lead.state().opted_out_of.iter().map(|channel| channel.label(english())).collect();
    (!channels.is_empty()).then(|| format!("of {}", channels.join(", ")))
}

fn overridden(lead: &Lead) -> Option<String> {
    let guards: Vec<String> =
        lead.state().overrides.iter().map(|(guard, _)| guard.label(english())).collect();
    (!guards.is_empty()).then(|| guards.join(", "))
}

/// The checklist: what is met, and what to ask for the rest.
fn prerequisites(context: &Context, lead: &Lead, out: &mut impl Write) -> Result<(), CliError> {
    let Some(checklist) = context.practice.checklist(lead) else { return Ok(()) };
    if may_be_contacted(lead).is_err() {
        return Ok(());
    }
    writeln!(out, "\nTo qualify ({})", checklist.name)?;
    for item in &checklist.items {
        let met = lead.state().met.contains(&item.code);
        let (sign, words) = if met { ("x", "") } else { (" ", item.question.as_str()) };
        writeln!(out, "  [{sign}] {:<12} {words}", item.code)?;
    }
    Ok(())
}
