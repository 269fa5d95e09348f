//! What happened to a lead, newest first, and the records that tell of it.

use chrono::{DateTime, TimeDelta, Utc};

use crate::app::LeadFile;
use crate::domain::dates::{day_and_time, weekday_and_time};
use crate::domain::history::history;
use crate::domain::lead_source::Action;
use crate::domain::record::LeadRecord;
use crate::domain::span::duration;
use crate::domain::text::padded;
use crate::tui::model::Model;
use crate::tui::privacy::ours;
use crate::tui::theme::Role;
use crate::tui::view::paint::{Line, Span, wrapped};

/// From this delay on it is worth saying that a record came late.
const LATE_MINUTES: i64 = 15;
/// How wide the times of the history are.
pub(super) const WHEN: usize = 13;

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
    let (zone, say) = (&model.settings.zone, model.settings.say());
    lines.push(Line::new());
    lines.push(vec![Span::new(say.page_history(), Role::Stage)]);
    for moment in history(&file.lead, zone, say) {
        let note = moment.note.and_then(|id| file.notes.iter().find(|note| note.id == id));
        // The customer's own doing is about an offer; ours that is about anything is about a person.
        let about = moment.about.as_ref().map(|about| match moment.actor {
            None => ours(about),
            Some(_) => model.privacy.shown(about),
        });
        let actor = moment.actor.as_ref().map(|actor| format!(" · {actor}")).unwrap_or_default();
        let words = match note {
            Some(note) => format!("“{}”{actor}", model.privacy.shown(&note.text)),
            None => {
                let what = match about {
                    Some(about) => say.page_and(moment.what, about),
                    None => moment.what,
                };
                format!("{what}{actor}")
            }
        };
        let role = if note.is_some() || moment.actor.is_none() { Role::Text } else { Role::Muted };
        let mut when = when(moment.at, model);
        for line in wrapped(&words, width.saturating_sub(WHEN).max(8)) {
            let when = padded(&std::mem::take(&mut when), WHEN);
            lines.push(vec![Span::new(when, Role::Faint), Span::new(line, role)]);
        }
    }
}

/// The day of the week for the last days, the date for what is further away.
fn when(at: DateTime<Utc>, model: &Model) -> String {
    let (local, say) = (model.settings.zone.local(at), model.settings.say());
    if (model.now - at).abs() < TimeDelta::days(6) {
        return weekday_and_time(local, say);
    }
    let [day, month, year] = ["%d", "%b", "%Y"].map(|part| local.format(part).to_string());
    say.page_day(day, month, year)
}

pub(super) fn records(model: &Model, file: &LeadFile, width: usize, lines: &mut Vec<Line>) {
    lines.push(Line::new());
    let records = file.lead.records();
    let say = model.settings.say();
    lines.push(vec![Span::new(say.page_records(records.len()), Role::Stage)]);
    for record in records.iter().rev() {
        let mut words = say.page_record(record.action.label(say), record.source.label(say));
        if let Some(name) = record.offer_title.clone().or_else(|| record.offer_name()) {
            words = say.page_and(words, ours(&name));
        }
        if let Some(code) = record.action_code.as_ref().filter(|_| record.action == Action::Other) {
            words = say.page_with_code(words, model.privacy.shown(code));
        }
        for line in wrapped(&words, width) {
            lines.push(vec![Span::new(line, Role::Text)]);
        }
        provenance(model, record, width, lines);
    }
}

fn provenance(model: &Model, record: &LeadRecord, width: usize, lines: &mut Vec<Line>) {
    let say = model.settings.say();
    let began = day_and_time(record.started_at(), &model.settings.zone, say);
    let mut facts = vec![record.id.short(), say.page_began(began)];
    if record.delay() >= TimeDelta::minutes(LATE_MINUTES) {
        facts.push(say.page_reached_us(duration(record.delay())));
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
