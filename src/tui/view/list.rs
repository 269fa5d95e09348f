//! The queue: headings and rows.
//!
//! To add a column: a line in [`COLUMNS`], and what it says in [`cell`].

use chrono::TimeDelta;
use ratatui::layout::Rect;

use super::paint::Painter;
use crate::app::crm::Delivery;
use crate::app::{Entry, QueueRow};
use crate::domain::clock::Clock;
use crate::domain::count::thousands;
use crate::domain::queue::Group;
use crate::domain::span::{countdown, duration};
use crate::domain::text::sanitise;
use crate::tui::hits::Target;
use crate::tui::model::Model;
use crate::tui::privacy;
use crate::tui::theme::Role;

/// What a column shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    /// The state of the clock as a sign.
    Sign,
    /// How long is left.
    Countdown,
    /// Whether a CRM is still to be told of it.
    Post,
    /// Who.
    Name,
    /// Of which company.
    Company,
    /// About which offer.
    Offer,
    /// Whose it is.
    Owner,
    /// The step of the cadence that is next.
    Step,
    /// How many touches were made.
    Touches,
}

/// The columns from left to right: what, the fixed width, the share of what is left, and the width
/// of the list from which on it is shown.
const COLUMNS: [(Column, u16, u16, u16); 9] = [
    (Column::Sign, 2, 0, 0),
    (Column::Countdown, 9, 0, 0),
    (Column::Post, 2, 0, 44),
    (Column::Name, 0, 42, 0),
    (Column::Company, 0, 30, 50),
    (Column::Offer, 0, 28, 60),
    (Column::Owner, 7, 0, 76),
    (Column::Step, 7, 0, 54),
    (Column::Touches, 3, 0, 40),
];

/// Where the first column begins: left of it stands the mark of the selected row.
const MARGIN: u16 = 1;

pub(super) fn draw(model: &Model, painter: &mut Painter<'_>, area: Rect) {
    let queue = &model.queue;
    let mut y = area.y;
    painter.note(area, Target::List);
    // A row whose heading is further up: the heading stands in the first line all the same.
    if let Some(Entry::Lead(group, _)) = queue.entries.get(queue.top) {
        heading(model, painter, Rect { y, height: 1, ..area }, *group);
        y += 1;
    }
    for (index, entry) in queue.entries.iter().enumerate().skip(queue.top) {
        if y >= area.bottom() {
            break;
        }
        let line = Rect { y, height: 1, ..area };
        if let Entry::Lead(_, lead) = entry {
            painter.note(line, Target::Lead(None, lead.key));
        }
        let selected = queue.selected == Some(index);
        if selected {
            painter.under(line, Role::Selected);
            painter.text(line.x, y, 1, "▌", Role::Key);
        }
        match entry {
            Entry::Heading(group) => heading(model, painter, line, *group),
            Entry::Lead(group, lead) => row(model, painter, line, *group, lead),
        }
        painter.lift();
        y += 1;
    }
}

fn heading(model: &Model, painter: &mut Painter<'_>, area: Rect, group: Group) {
    painter.note(area, Target::Heading(group));
    let say = model.settings.say();
    let count = model.queue.counts.of(group);
    let folded = model.queue.filter.is_empty() && !model.queue.open.contains(group);
    let filtered = !model.queue.filter.is_empty();
    let mut words = String::new();
    if !filtered {
        words = thousands(count.total);
        if group.is_stage() {
            words = say.list_open(words);
        }
        if count.overdue > 0 {
            words = say.page_and(words, say.list_overdue(thousands(count.overdue)));
        }
    }
    let sign = if folded { "▸ " } else { "" };
    let mut x = area.x + MARGIN;
    x += painter.text(
        x,
        area.y,
        area.right() - x,
        &format!("{sign}{}", group.label(say)),
        Role::Stage,
    );
    x += painter.text(x + 1, area.y, area.right().saturating_sub(x + 1), &words, Role::Muted) + 2;
    if area.right() > x + 1 {
        painter.rule(x, area.y, area.right() - x - 1, '─', Role::Border);
    }
}

fn row(model: &Model, painter: &mut Painter<'_>, area: Rect, group: Group, lead: &QueueRow) {
    let width = area.width - MARGIN - 1;
    let has_outlet = model.settings.connections.outlets().next().is_some();
    let is_shown = |column| has_outlet || column != Column::Post;
    let shown =
        COLUMNS.iter().filter(|(column, _, _, from)| area.width >= *from && is_shown(*column));
    let fixed: u16 = shown.clone().map(|(_, fixed, ..)| fixed).sum();
    let shares: u16 = shown.clone().map(|(_, _, share, _)| share).sum();
    let flexible = width.saturating_sub(fixed);
    let mut x = area.x + MARGIN;
    for (column, fixed, share, _) in shown {
        let width = fixed + flexible * share / shares.max(1);
        let (words, role) = cell(model, group, lead, *column);
        let marked = *column == Column::Name && model.queue.marks.contains(&lead.key);
        let room = width.saturating_sub(1);
        match column {
            Column::Countdown => painter.text_ending(x + room, area.y, room, &words, role),
            Column::Touches => painter.text_ending(x + width, area.y, width, &words, role),
            Column::Sign | Column::Post => {
                painter.text(x, area.y, width, &words, role);
            }
            _ => {
                let words = if marked { format!("✓ {words}") } else { words };
                painter.text(x, area.y, room, &words, if marked { Role::Marked } else { role });
            }
        }
        x += width;
    }
}

fn clock_of(model: &Model, lead: &QueueRow) -> Clock {
    lead.due.map_or(Clock::None, |due| due.clock(model.now))
}

/// Returns how the clock of a lead is written.
pub(super) fn clock_role(model: &Model, lead: &QueueRow) -> Role {
    match clock_of(model, lead) {
        Clock::Overdue => Role::Overdue,
        Clock::DueSoon => Role::DueSoon,
        Clock::OnTrack => Role::OnTrack,
        Clock::Met | Clock::None => Role::Muted,
    }
}

/// Returns the sign that goes with it.
pub(super) fn clock_sign(model: &Model, lead: &QueueRow) -> &'static str {
    match (clock_of(model, lead), lead.heads_up, lead.qualified) {
        (Clock::Overdue, ..) => "!",
        (Clock::DueSoon, ..) => "~",
        (_, true, _) => "⊘",
        (_, _, true) => "✔",
        _ => "",
    }
}

fn cell(model: &Model, group: Group, lead: &QueueRow, column: Column) -> (String, Role) {
    let (role, say) = (clock_role(model, lead), model.settings.say());
    match column {
        Column::Sign => (clock_sign(model, lead).to_owned(), role),
        Column::Countdown => (remaining(model, group, lead), role),
        Column::Post => match model.unsent.get(&lead.key) {
            Some(Delivery::Refused) => ("✗".to_owned(), Role::Overdue),
            Some(_) => ("↑".to_owned(), Role::Muted),
            None => (String::new(), Role::Muted),
        },
        Column::Name => {
            let role = if lead.name.is_none() { Role::Muted } else { Role::Text };
            (model.privacy.name(lead.name.as_ref(), say), role)
        }
        Column::Company => {
            let company = lead.company.as_ref().map(|company| model.privacy.shown(company));
            (company.unwrap_or_default(), Role::Text)
        }
        Column::Offer => (lead.offer.as_ref().map(privacy::ours).unwrap_or_default(), Role::Muted),
        Column::Owner => {
            let owner = lead.owner.as_deref().map(sanitise).unwrap_or_default();
            (owner.into_owned(), Role::Muted)
        }
        Column::Step => {
            let step = lead.step.map(|(number, of)| say.list_step(number, of));
            (step.unwrap_or_default(), Role::Muted)
        }
        Column::Touches => {
            (lead.touches.to_string(), if lead.touches == 0 { Role::Faint } else { Role::Muted })
        }
    }
}

/// What stands in the countdown's column: how long is left, or when it was decided.
pub(super) fn remaining(model: &Model, group: Group, lead: &QueueRow) -> String {
    match (lead.due, group) {
        (Some(due), _) => countdown(due.at - model.now),
        (None, group) if group.is_stage() || group == Group::Forgotten => {
            Clock::Met.label(model.settings.say())
        }
        (None, _) => {
            let decided =
                chrono::DateTime::from_timestamp_millis(-lead.place.sort).unwrap_or_default();
            match model.now - decided {
                gone if gone < TimeDelta::minutes(1) => model.settings.say().just_now(),
                // The larger unit is enough, and all there is room for.
                gone => duration(gone).split(' ').next().unwrap_or_default().to_owned(),
            }
        }
    }
}
