//! What happened to a lead, newest first, and the records that tell of it.

use chrono::{DateTime, TimeDelta, Utc};

use crate::app::LeadFile;
use crate::domain::dates::day_and_time;
use crate::domain::history::history;
use crate::domain::lead_source::Action;
use crate::domain::record::LeadRecord;
use crate::domain::span::duration;
use crate::tui::model::Model;
use crate::tui::privacy::ours;
use crate::tui::theme::Role;
use crate::tui::view::paint::{Line, Span, wrapped};

/// From this delay on it is worth saying that a record came late.
const LATE_MINUTES: i64 = 15;

/// What the customer wrote, and where they came from.
pub(super) fn wish(model: &Model, file: &LeadFile, width: usize, lines: &mut Vec<Line>) {
    for record in file.lead.records().iter().rev() {
        if let Some(description) = &record.description {
            lines.push(Line::new());
            for line in wrapped(&format!("\"{}\"", model.privacy.shown(description)), width) {
                lines.push(vec![Span::new(line, Role::Text)]);
            }
        }
    }
}

pub(super) fn story(model: &Model, file: &LeadFile, width: usize, lines: &mut Vec<Line>) {
    let zone = &model.settings.zone;
    lines.push(Line::new());
    lines.push(vec![Span::new("History", Role::Stage)]);
    for moment in history(&file.lead, zone, model.settings.say()) {
        let when = when(moment.at, model);
        let note = moment.note.and_then(|id| file.notes.iter().find(|note| note.id == id));
        // The customer's own doing is about an offer; ours that is about anything is about a person.
        let about = moment.about.as_ref().map(|about| match moment.actor {
            None => format!(", {}", ours(about)),
            Some(_) => format!(", {}", model.privacy.shown(about)),
        });
        let about = about.unwrap_or_default();
        let actor = moment.actor.as_ref().map(|actor| format!(" · {actor}")).unwrap_or_default();
        let words = match note {
            Some(note) => format!("“{}”{actor}", model.privacy.shown(&note.text)),
            None => format!("{}{about}{actor}", moment.what),
        };
        let role = if note.is_some() || moment.actor.is_none() { Role::Text } else { Role::Muted };
        let room = width.saturating_sub(when.chars().count() + 1).max(8);
        for (index, line) in wrapped(&words, room).into_iter().enumerate() {
            let lead_in = if index == 0 { when.clone() } else { " ".repeat(when.chars().count()) };
            lines.push(vec![Span::new(format!("{lead_in} "), Role::Faint), Span::new(line, role)]);
        }
    }
}

/// The day of the week for the last days, the date for what is further away.
fn when(at: DateTime<Utc>, model: &Model) -> String {
    let local = model.settings.zone.local(at);
    if (model.now - at).abs() < TimeDelta::days(6) {
        local.format("%a %H:%M   ").to_string()
    } else {
        local.format("%d %b %Y ").to_string()
    }
}

pub(super) fn records(model: &Model, file: &LeadFile, width: usize, lines: &mut Vec<Line>) {
    lines.push(Line::new());
    let records = file.lead.records();
    let title = if records.len() == 1 { "Record" } else { "Records" };
    lines.push(vec![Span::new(title, Role::Stage)]);
    for record in records.iter().rev() {
        let mut words = format!(
            "{} from {}",
            record.action.label(model.settings.say()),
            record.source.label(model.settings.say())
        );
        if let Some(name) = record.offer_title.clone().or_else(|| record.offer_name()) {
            words.push_str(&format!(", {}", ours(&name)));
        }
        if let Some(code) = record.action_code.as_ref().filter(|_| record.action == Action::Other) {
            words.push_str(&format!(" ({})", model.privacy.shown(code)));
        }
        for line in wrapped(&words, width) {
            lines.push(vec![Span::new(line, Role::Text)]);
        }
        provenance(model, record, width, lines);
    }
}

fn provenance(model: &Model, record: &LeadRecord, width: usize, lines: &mut Vec<Line>) {
    let mut facts = vec![
        record.id.short(),
        format!(
            "began {}",
            day_and_time(record.started_at(), &model.settings.zone, model.settings.say())
        ),
    ];
    if record.delay() >= TimeDelta::minutes(LATE_MINUTES) {
        facts.push(format!("reached us {} later", duration(record.delay())));
    }
    if let Some(origin) = &record.origin {
        facts.push(format!("{}:{}", origin.file, origin.line));
    }
    for (name, value) in &record.campaign {
        facts.push(format!("{}={}", model.privacy.words(name), model.privacy.shown(value)));
    }
    for line in wrapped(&facts.join(" · "), width.saturating_sub(2)) {
        lines.push(vec![Span::new(format!("  {line}"), Role::Faint)]);
    }
    for warning in &record.warnings {
        for line in wrapped(&format!("! {}", model.privacy.words(warning)), width.saturating_sub(2))
        {
            lines.push(vec![Span::new(format!("  {line}"), Role::Warning)]);
        }
    }
}
