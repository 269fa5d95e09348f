//! Everything known about one lead: beside the list, or on a page of its own.
//!
//! `person` says who it is and how to reach them, `practice` what is owed and what to ask, `story`
//! what happened. To add a part: a function that adds its lines, and its call in [`lines`].

mod person;
mod practice;
mod story;

use ratatui::layout::Rect;

use crate::domain::queue::Group;
use crate::tui::keys::Action;
use crate::tui::model::Model;
use crate::tui::theme::Role;
use crate::tui::view::paint::{Line, Painter, Span, wrapped};

pub(in crate::tui::view) fn draw_beside(model: &Model, painter: &mut Painter<'_>, area: Rect) {
    for y in area.top()..area.bottom() {
        painter.text(area.x, y, 1, "│", Role::Border);
    }
    let inner = Rect { x: area.x + 2, width: area.width.saturating_sub(3), ..area };
    draw_lines(painter, inner, &lines(model, inner.width, false), 0);
}

pub(in crate::tui::view) fn draw_page(
    model: &Model,
    painter: &mut Painter<'_>,
    area: Rect,
    line: usize,
) {
    let inner = inside(area);
    draw_lines(painter, inner, &lines(model, inner.width, true), line);
}

/// Returns the furthest that the page can be scrolled.
pub(in crate::tui::view) fn last_line(model: &Model, area: Rect) -> usize {
    lines(model, inside(area).width, true).len().saturating_sub(usize::from(area.height))
}

fn inside(area: Rect) -> Rect {
    Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area }
}

fn draw_lines(painter: &mut Painter<'_>, area: Rect, lines: &[Line], first: usize) {
    let seen = first + usize::from(area.height);
    painter.lines(area, lines, first, &format!("{} more ↓", lines.len().saturating_sub(seen)));
}

/// What is said; on a page of its own with all the questions.
fn lines(model: &Model, width: u16, is_page: bool) -> Vec<Line> {
    let width = usize::from(width);
    let Some(file) = model.lead() else {
        return match (model.queue.lead(), model.queue.group()) {
            (None, Some(group)) => about_group(model, group, width),
            _ => Vec::new(),
        };
    };
    let mut lines = Vec::new();
    person::person(model, file, width, &mut lines);
    person::similar(model, file, width, &mut lines);
    lines.push(Line::new());
    practice::owed(model, file, width, &mut lines);
    practice::milestones(model, file, width, &mut lines);
    story::wish(model, file, width, &mut lines);
    practice::prerequisites(model, file, width, is_page, &mut lines);
    story::story(model, file, width, &mut lines);
    story::records(model, file, width, &mut lines);
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
    let open = model.settings.keymap.key_of(Action::Open).unwrap_or_default();
    let mut lines =
        vec![vec![Span::new(group.label(model.settings.say()), Role::Stage)], Line::new()];
    lines.extend(wrapped(words, width).into_iter().map(|line| vec![Span::new(line, Role::Text)]));
    lines.push(Line::new());
    lines.push(vec![Span::new(open, Role::Key), Span::new(" shows them", Role::Muted)]);
    lines
}
