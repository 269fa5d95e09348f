//! Everything known about one lead: beside the list, or on a page of its own.

use chrono::{DateTime, Utc};
use ratatui::layout::Rect;

use super::paint::{Line, Painter, Span, wrapped};
use crate::app::LeadFile;
use crate::domain::clock::{self, Clock};
use crate::domain::history::{day_and_time, history};
use crate::domain::queue::Group;
use crate::domain::record::LeadRecord;
use crate::domain::span::{countdown, duration};
use crate::domain::text::Text;
use crate::domain::why::why;
use crate::tui::model::{Model, shown_name};
use crate::tui::theme::Role;

/// From this delay on it is worth saying that a record came late.
const LATE_MINUTES: i64 = 15;

pub(super) fn draw_beside(model: &Model, painter: &mut Painter<'_>, area: Rect) {
    for y in area.top()..area.bottom() {
        painter.text(area.x, y, 1, "│", Role::Border);
    }
    let inner = Rect { x: area.x + 2, width: area.width.saturating_sub(3), ..area };
    draw_lines(painter, inner, &lines(model, inner.width), 0);
}

pub(super) fn draw_page(model: &Model, painter: &mut Painter<'_>, area: Rect, line: usize) {
    let inner = inside(area);
    draw_lines(painter, inner, &lines(model, inner.width), line);
}

/// Returns the furthest that the page can be scrolled.
pub(super) fn last_line(model: &Model, area: Rect) -> usize {
    lines(model, inside(area).width).len().saturating_sub(usize::from(area.height))
}

fn inside(area: Rect) -> Rect {
    Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area }
}

fn draw_lines(painter: &mut Painter<'_>, area: Rect, lines: &[Line], first: usize) {
    for (y, line) in (area.top()..area.bottom()).zip(lines.iter().skip(first)) {
        painter.line(area.x, y, area.width, line);
    }
    let seen = first + usize::from(area.height);
    if lines.len() > seen {
        let more = format!(" {} more ↓", lines.len() - seen);
        painter.text_ending(area.right(), area.bottom() - 1, area.width, &more, Role::Faint);
    }
}

fn lines(model: &Model, width: u16) -> Vec<Line> {
    let Some(file) = model.lead() else {
        return match (model.queue.lead(), model.queue.group()) {
            (None, Some(group)) => about_group(model, group, usize::from(width)),
            _ => Vec::new(),
        };
    };
    let width = usize::from(width);
    let mut lines = Vec::new();
    person(file, &mut lines);
    lines.push(Line::new());
    clock_lines(model, file, width, &mut lines);
    wish(file, width, &mut lines);
    story(model, file, width, &mut lines);
    records(model, file, width, &mut lines);
    lines
}

fn about_group(model: &Model, group: Group, width: usize) -> Vec<Line> {
    let words = match group {
        Group::Snoozed => "Out of sight until their time comes; their deadlines run on.",
        Group::Forgotten => "Open, but untouched for 30 days. Nothing falls off.",
        Group::Nurturing => "Put off for long, with a date.",
        Group::Qualified => "Handed on as worth the full sales process.",
        Group::Dismissed => "Nothing more is to come; r opens one again.",
        Group::DoNotContact => {
            "Heads-ups that Microsoft passed to a partner, and people who asked not to be contacted."
        }
        Group::Trial | Group::Acquired | Group::Interest | Group::Other | Group::Test => "",
    };
    let open = model.settings.keymap.key_of(crate::tui::keys::Action::Open).unwrap_or_default();
    let mut lines = vec![vec![Span::new(group.label(), Role::Stage)], Line::new()];
    lines.extend(wrapped(words, width).into_iter().map(|line| vec![Span::new(line, Role::Text)]));
    lines.push(Line::new());
    lines.push(vec![Span::new(open, Role::Key), Span::new(" shows them", Role::Muted)]);
    lines
}

fn person(file: &LeadFile, lines: &mut Vec<Line>) {
    let person = file.lead.person();
    let shown = |text: &Option<Text>| text.as_ref().map(|text| text.shown().into_owned());
    let mut name = vec![Span::new(shown_name(person.display_name().as_ref()), Role::Header)];
    if let Some(title) = shown(&person.title) {
        name.push(Span::new(format!("  {title}"), Role::Muted));
    }
    lines.push(name);
    let place: Vec<String> =
        [shown(&person.company), shown(&person.country)].into_iter().flatten().collect();
    if !place.is_empty() {
        lines.push(vec![Span::new(place.join(", "), Role::Text)]);
    }
    for (word, value) in [("mail", shown(&person.email)), ("call", shown(&person.phone))] {
        if let Some(value) = value {
            lines.push(vec![
                Span::new(format!("{word}  "), Role::Muted),
                Span::new(value, Role::Link),
            ]);
        }
    }
}

fn clock_lines(model: &Model, file: &LeadFile, width: usize, lines: &mut Vec<Line>) {
    let (lead, policy, now) = (&file.lead, &model.settings.policy, model.now);
    let due = clock::due(lead, policy);
    let role = match due.map(|due| due.clock(now)) {
        Some(Clock::Overdue) => Role::Overdue,
        Some(Clock::DueSoon) => Role::DueSoon,
        Some(Clock::OnTrack) => Role::OnTrack,
        _ => Role::Muted,
    };
    labelled("Why first", &why(lead, policy, now), role, width, lines);
    if let Some(due) = due {
        let span = (due.at - due.from).num_seconds().max(1);
        let gone = (now - due.from).num_seconds().clamp(0, span);
        let limit = format!(" {} of {}", countdown(due.at - now), duration(due.at - due.from));
        let room = width.saturating_sub(INDENT + limit.chars().count()).min(30);
        let heavy = gone_columns(gone, span, room);
        lines.push(vec![
            Span::new(" ".repeat(INDENT), Role::Text),
            Span::new("━".repeat(heavy), role),
            Span::new("─".repeat(room - heavy), Role::Border),
            Span::new(limit, Role::Muted),
        ]);
    }
    let status = lead.status().label();
    let touches = match lead.state().touches.len() {
        0 => "no touch".to_owned(),
        1 => "1 touch".to_owned(),
        count => format!("{count} touches"),
    };
    let mut standing = format!("{status}, {touches}");
    if let Some(at) = lead.last_touch_at() {
        standing.push_str(&format!(", last {}", day_and_time(at, &model.settings.zone)));
    }
    labelled("Status", &standing, Role::Text, width, lines);
    if let Some(until) = lead.state().snoozed_until.filter(|until| *until > now) {
        labelled(
            "Snoozed",
            &format!("until {}", day_and_time(until, &model.settings.zone)),
            Role::Muted,
            width,
            lines,
        );
    }
    if let Some(plan) = lead.state().plan.filter(|plan| due.is_none_or(|due| due.at != plan.due_at))
    {
        labelled(
            "Planned",
            &day_and_time(plan.due_at, &model.settings.zone),
            Role::Text,
            width,
            lines,
        );
    }
    if let Some(owner) = &lead.state().owner {
        labelled("Owner", owner, Role::Text, width, lines);
    }
    if lead.has_do_not_contact() && !lead.is_behind_wall() {
        let words = "one request went to a partner (DNC); about that offer the partner answers";
        labelled("Heads-up", words, Role::Warning, width, lines);
    }
}

/// How wide the labels on the left are.
const INDENT: usize = 11;

fn labelled(label: &str, words: &str, role: Role, width: usize, lines: &mut Vec<Line>) {
    for (index, line) in wrapped(words, width.saturating_sub(INDENT).max(8)).into_iter().enumerate()
    {
        let label = if index == 0 { label } else { "" };
        lines
            .push(vec![Span::new(format!("{label:<INDENT$}"), Role::Muted), Span::new(line, role)]);
    }
}

/// How much of a limit is gone, as the length of the heavy part of a line of so many columns.
fn gone_columns(gone: i64, of: i64, columns: usize) -> usize {
    let columns = i64::try_from(columns).unwrap_or(0);
    usize::try_from(gone.saturating_mul(columns) / of.max(1)).unwrap_or(0)
}

/// What the customer wrote, and where they came from.
fn wish(file: &LeadFile, width: usize, lines: &mut Vec<Line>) {
    for record in file.lead.records().iter().rev() {
        if let Some(description) = &record.description {
            lines.push(Line::new());
            for line in wrapped(&format!("\"{}\"", description.raw()), width) {
                lines.push(vec![Span::new(line, Role::Text)]);
            }
        }
    }
}

fn story(model: &Model, file: &LeadFile, width: usize, lines: &mut Vec<Line>) {
    let zone = &model.settings.zone;
    lines.push(Line::new());
    lines.push(vec![Span::new("History", Role::Stage)]);
    for moment in history(&file.lead, zone) {
        let when = when(moment.at, model);
        let note = moment.note.and_then(|id| file.notes.iter().find(|note| note.id == id));
        let about =
            moment.about.as_ref().map(|about| format!(", {}", about.shown())).unwrap_or_default();
        let actor = moment.actor.as_ref().map(|actor| format!(" · {actor}")).unwrap_or_default();
        let words = match note {
            Some(note) => format!("“{}”{actor}", note.text.raw()),
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
    if (model.now - at).abs() < chrono::TimeDelta::days(6) {
        local.format("%a %H:%M   ").to_string()
    } else {
        local.format("%d %b %Y ").to_string()
    }
}

fn records(model: &Model, file: &LeadFile, width: usize, lines: &mut Vec<Line>) {
    lines.push(Line::new());
    let records = file.lead.records();
    let title = if records.len() == 1 { "Record" } else { "Records" };
    lines.push(vec![Span::new(title, Role::Stage)]);
    for record in records.iter().rev() {
        let offer = record.offer_title.clone().or_else(|| record.offer_name());
        let mut words = format!("{} from {}", record.action.label(), record.source.label());
        if let Some(offer) = offer {
            words.push_str(&format!(", {}", offer.raw()));
        }
        if let Some(code) = record
            .action_code
            .as_ref()
            .filter(|_| record.action == crate::domain::lead_source::Action::Other)
        {
            words.push_str(&format!(" ({})", code.raw()));
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
        format!("began {}", day_and_time(record.started_at(), &model.settings.zone)),
    ];
    if record.delay() >= chrono::TimeDelta::minutes(LATE_MINUTES) {
        facts.push(format!("reached us {} later", duration(record.delay())));
    }
    if let Some(origin) = &record.origin {
        facts.push(format!("{}:{}", origin.file, origin.line));
    }
    for (name, value) in &record.campaign {
        facts.push(format!("{name}={}", value.raw()));
    }
    for line in wrapped(&facts.join(" · "), width.saturating_sub(2)) {
        lines.push(vec![Span::new(format!("  {line}"), Role::Faint)]);
    }
    for warning in &record.warnings {
        for line in wrapped(&format!("! {warning}"), width.saturating_sub(2)) {
            lines.push(vec![Span::new(format!("  {line}"), Role::Warning)]);
        }
    }
}
