//! Draws the model. Nothing is changed here, and nothing is read but the model.
//!
//! Every string that a stranger typed goes through [`crate::domain::text`] on its way; rows are
//! written straight into the buffer.

mod board;
mod detail;
mod feeds;
mod field;
mod filter;
mod footer;
mod header;
mod help;
mod list;
mod numbers;
mod paint;
mod palette;
mod panel;
mod today;
mod welcome;

use chrono::{DateTime, TimeDelta, Timelike, Utc};
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use self::paint::Painter;
use super::hits::{Hits, Target};
use super::layout::{Layout, SMALLEST};
use super::model::{Model, Page, Waiting};
use super::msg::Msg;
use super::theme::Role;
use crate::app::Entry;
use crate::domain::clock;
use crate::domain::span::next_change as next_change_of;

/// Keeps a page from being scrolled beyond its end, which only the view knows.
pub fn keep_in_page(model: &mut Model) {
    let Some(layout) = model.layout() else { return };
    match model.page {
        Page::Queue | Page::Today => {}
        Page::Explained(line) => {
            model.page = Page::Explained(
                line.min(numbers::last_explained(layout.body, model.settings.say())),
            );
        }
        Page::Numbers(line) => {
            model.page = Page::Numbers(line.min(numbers::last_line(model, layout.body)));
        }
        Page::Lead(line) => {
            model.page = Page::Lead(line.min(detail::last_line(model, layout.body)))
        }
        Page::Help(line) => model.page = Page::Help(line.min(help::last_line(model, layout.body))),
        Page::Feeds(line) => {
            model.page = Page::Feeds(line.min(feeds::last_line(model, layout.body)))
        }
    }
}

/// Returns whether nothing on the screen changes by a message: a lead that was read ahead.
pub fn is_unseen(model: &Model, msg: &Msg) -> bool {
    let Msg::Lead(key, ..) = msg else { return false };
    let is_selected = model.queue.lead().is_some_and(|row| row.key == *key);
    !is_selected && model.prompt.is_none() && model.waiting == Waiting::No
}

/// Draws everything. Returns what of it answers a pointer.
pub fn view(model: &Model, frame: &mut Frame<'_>) -> Hits {
    let area = frame.area();
    let (cursor, hits) = draw(model, frame.buffer_mut(), area);
    if let Some(cursor) = cursor {
        frame.set_cursor_position(cursor);
    }
    hits
}

/// Draws everything into a buffer. Returns where the cursor stands while something is typed, and what
/// answers a pointer.
fn draw(model: &Model, buffer: &mut Buffer, area: Rect) -> (Option<(u16, u16)>, Hits) {
    let mut painter = Painter::new(buffer, &model.settings.theme);
    painter.fill(area, Role::Text);
    let Some(layout) = model.layout() else {
        too_small(model, &mut painter, area);
        return (None, Hits::default());
    };
    header::draw(model, &mut painter, &layout);
    body(model, &mut painter, &layout);
    let cursor = footer::draw(model, &mut painter, &layout);
    (cursor, painter.into_hits())
}

fn body(model: &Model, painter: &mut Painter<'_>, layout: &Layout) {
    if model.page != Page::Queue {
        painter.note(layout.body, Target::Page);
    }
    match model.page {
        Page::Help(line) => help::draw(model, painter, layout.body, line),
        Page::Numbers(line) => numbers::draw(model, painter, layout.body, line),
        Page::Explained(line) => numbers::explain(painter, layout.body, line, model.settings.say()),
        Page::Feeds(line) => feeds::draw(model, painter, layout.body, line),
        Page::Today => today::draw(model, painter, layout.body),
        Page::Lead(line) => detail::draw_page(model, painter, layout.body, line),
        Page::Queue
            if let Some(board) = &model.board
                && !model.queue.is_empty() =>
        {
            board::draw(model, painter, layout, board);
        }
        Page::Queue if model.queue.entries.is_empty() => welcome::draw(model, painter, layout.body),
        Page::Queue => {
            list::draw(model, painter, layout.list);
            if let Some(area) = layout.detail {
                detail::draw_beside(model, painter, area);
            }
        }
    }
}

fn too_small(model: &Model, painter: &mut Painter<'_>, area: Rect) {
    let needed = format!("{}x{}", SMALLEST.0, SMALLEST.1);
    let given = format!("{}x{}", area.width, area.height);
    let words = model.settings.say().page_too_small(needed, given);
    painter.text(area.x, area.y, area.width, &words, Role::Warning);
}

/// Returns when the screen next looks different though nothing happens: a countdown moves on.
pub fn next_change(model: &Model) -> DateTime<Utc> {
    let now = model.now;
    let minute = TimeDelta::seconds(60 - i64::from(now.second()));
    let lines = model.layout().map_or(0, |layout| usize::from(layout.body.height));
    let columns = model.board.iter().flat_map(|board| &board.columns).map(|column| &column.queue);
    let seen = columns
        .chain([&model.queue])
        .flat_map(|queue| queue.entries.iter().skip(queue.top).take(lines));
    let rows = seen.filter_map(|entry| match entry {
        Entry::Lead(_, row) => row.due,
        Entry::Heading(_) => None,
    });
    // What is left of working time stands still while nobody works.
    let policy = &model.settings.practice.policy;
    let working = model
        .lead()
        .and_then(|file| clock::due(&file.lead, policy))
        .filter(|due| due.hours(policy).is_some_and(|hours| hours.is_open(now)))
        .map(|due| next_change_of(due.left(policy, now)));
    // The state changes with the due time, and the detail with the clock on the wall.
    let next = rows
        .flat_map(|due| [next_change_of(due.at - now), due.soon_at - now])
        .chain(working)
        .filter(|wait| *wait > TimeDelta::zero())
        .fold(minute, TimeDelta::min);
    now + next
}
