//! The board: columns of cards, each with its clock.

use ratatui::layout::Rect;

use super::list::{clock_role, clock_sign, remaining};
use super::paint::{Painter, Span};
use crate::app::{Entry, QueueRow, Tally};
use crate::domain::count::thousands;
use crate::domain::queue::Group;
use crate::domain::text::{columns, cut};
use crate::language::Messages;
use crate::tui::board::{Board, Column};
use crate::tui::hits::Target;
use crate::tui::layout::{CARD, Layout};
use crate::tui::model::Model;
use crate::tui::queue::Queue;
use crate::tui::theme::Role;

/// The columns of the screen between two columns of the board.
const GAP: u16 = 1;
/// A narrower card has its clock alone in the first line.
const ROOM_FOR_TOUCHES: u16 = 14;

pub(super) fn draw(model: &Model, painter: &mut Painter<'_>, layout: &Layout, board: &Board) {
    for (index, column) in board.columns.iter().enumerate() {
        let area = area_of(layout.body, index, board.columns.len());
        let is_active = index == board.active;
        painter.note(area, Target::Column(index));
        let queue = if is_active { &model.queue } else { &column.queue };
        heading(painter, area, column, is_active, model.settings.say());
        cards(model, painter, layout, area, queue, (index, is_active));
    }
}

/// Returns where a column stands; what does not divide goes to the first ones.
fn area_of(body: Rect, index: usize, count: usize) -> Rect {
    let count = u16::try_from(count).unwrap_or(1).max(1);
    let index = u16::try_from(index).unwrap_or(0);
    let room = body.width.saturating_sub(1);
    let (width, rest) = (room / count, room % count);
    let x = body.x + 1 + width * index + index.min(rest);
    Rect { x, width: (width + u16::from(index < rest)).saturating_sub(GAP), ..body }
}

fn heading(
    painter: &mut Painter<'_>,
    area: Rect,
    column: &Column,
    is_active: bool,
    say: &Messages,
) {
    let (role, line) = if is_active { (Role::Current, '━') } else { (Role::Stage, '─') };
    let count = match column.tally {
        None => String::new(),
        Some(Tally::Exactly(number)) => format!(" {}", thousands(number)),
        Some(Tally::MoreThan(number)) => format!(" {}+", thousands(number)),
    };
    // The number is worth more than the end of the word.
    let room = usize::from(area.width.saturating_sub(1)).saturating_sub(columns(&count));
    let label = cut(&column.kind.label(say).to_uppercase(), room).into_owned();
    let spans = [Span::new(label, role), Span::new(count, Role::Muted)];
    painter.line(area.x + 1, area.y, area.width.saturating_sub(1), &spans);
    let role = if is_active { Role::Current } else { Role::Border };
    painter.rule(area.x, area.y + 1, area.width, line, role);
}

fn cards(
    model: &Model,
    painter: &mut Painter<'_>,
    layout: &Layout,
    area: Rect,
    queue: &Queue,
    (column, is_active): (usize, bool),
) {
    let seen = queue.entries.iter().enumerate().skip(queue.top).take(layout.cards());
    let mut y = area.y + 2;
    for (index, entry) in seen {
        let Entry::Lead(group, row) = entry else { continue };
        let height = (CARD - 1).min(area.bottom().saturating_sub(y));
        let card = Rect { y, height, ..area };
        painter.note(card, Target::Lead(Some(column), row.key));
        if is_active && queue.selected == Some(index) {
            painter.under(card, Role::Selected);
            for y in card.top()..card.bottom() {
                painter.text(card.x, y, 1, "▌", Role::Key);
            }
        }
        let is_marked = queue.marks.contains(&row.key);
        draw_card(model, painter, card, *group, row, is_marked);
        painter.lift();
        y += CARD;
    }
    if queue.entries.is_empty() && queue.loaded {
        let none = model.settings.say().board_none();
        painter.text(area.x + 1, area.y + 2, area.width.saturating_sub(1), &none, Role::Faint);
    }
}

/// The clock and the touches, the name, the company.
fn draw_card(
    model: &Model,
    painter: &mut Painter<'_>,
    area: Rect,
    group: Group,
    row: &QueueRow,
    is_marked: bool,
) {
    let (x, width) = (area.x + 1, area.width.saturating_sub(1));
    let (sign, role) = (clock_sign(model, row), clock_role(model, row));
    let clock = format!("{sign:<2}{}", remaining(model, group, row));
    painter.text(x, area.y, width, clock.trim_end(), role);
    if area.width >= ROOM_FOR_TOUCHES {
        let touches = row.touches.to_string();
        let role = if row.touches == 0 { Role::Faint } else { Role::Muted };
        painter.text_ending(area.right(), area.y, 3, &touches, role);
    }
    if area.height > 1 {
        let name = model.privacy.name(row.name.as_ref(), model.settings.say());
        let (name, role) = match is_marked {
            true => (format!("✓ {name}"), Role::Marked),
            false => (name, if row.name.is_none() { Role::Muted } else { Role::Text }),
        };
        painter.text(x, area.y + 1, width, &name, role);
    }
    if area.height > 2 {
        let company = row.company.as_ref().map(|text| model.privacy.shown(text));
        painter.text(x, area.y + 2, width, &company.unwrap_or_default(), Role::Muted);
    }
}
