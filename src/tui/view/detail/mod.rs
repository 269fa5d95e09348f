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
    draw_lines(model, painter, inner, &lines(model, inner.width, false), 0);
}

pub(in crate::tui::view) fn draw_page(
    model: &Model,
    painter: &mut Painter<'_>,
    area: Rect,
    line: usize,
) {
    let inner = inside(area);
    draw_lines(model, painter, inner, &lines(model, inner.width, true), line);
}

/// Returns the furthest that the page can be scrolled.
pub(in crate::tui::view) fn last_line(model: &Model, area: Rect) -> usize {
    lines(model, inside(area).width, true).len().saturating_sub(usize::from(area.height))
}

fn inside(area: Rect) -> Rect {
    Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area }
}

fn draw_lines(model: &Model, painter: &mut Painter<'_>, area: Rect, lines: &[Line], first: usize) {
    let seen = first + usize::from(area.height);
    let more = model.settings.say().page_more(lines.len().saturating_sub(seen));
    painter.lines(area, lines, first, &more);
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
    let say = model.settings.say();
    let key = |action| model.settings.keymap.key_of(action).unwrap_or_default();
    let words = match group {
        Group::Snoozed => say.page_about_snoozed(),
        Group::Forgotten => say.page_about_forgotten(),
        Group::Nurturing => say.page_about_nurturing(),
        Group::Qualified => say.page_about_qualified(),
        Group::Dismissed => say.page_about_dismissed(key(Action::Reopen)),
        Group::DoNotContact => say.page_about_do_not_contact(),
        Group::Trial | Group::Acquired | Group::Interest | Group::Other | Group::Test => {
            String::new()
        }
    };
    let mut lines = vec![vec![Span::new(group.label(say), Role::Stage)], Line::new()];
    lines.extend(wrapped(&words, width).into_iter().map(|line| vec![Span::new(line, Role::Text)]));
    let shows = format!(" {}", say.page_shows_them());
    lines.push(Line::new());
    lines.push(vec![Span::new(key(Action::Open), Role::Key), Span::new(shows, Role::Muted)]);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::columns;
    use crate::language::{Language, Messages};
    use crate::tui::view::paint::INDENT;

    #[test]
    fn every_label_ends_before_what_it_labels() {
        let labels: [fn(&Messages) -> String; 13] = [
            Messages::page_why_first,
            Messages::page_due,
            Messages::page_waiting,
            Messages::page_status,
            Messages::page_snoozed,
            Messages::page_planned,
            Messages::page_owner,
            Messages::page_opted_out,
            Messages::page_crm,
            Messages::page_heads_up,
            Messages::page_milestones,
            Messages::page_ask,
            Messages::page_known,
        ];
        let ways = [Messages::page_mail, Messages::page_call, Messages::page_time];
        for say in Language::iter().map(|language| language.say()) {
            for label in labels.map(|label| label(say)) {
                assert!(columns(&label) < INDENT, "{label}");
            }
            for label in ways.map(|label| label(say)) {
                assert!(columns(&label) < person::LABEL, "{label}");
            }
            for month in ["Jan", "May", "Dec"] {
                let day = say.page_day("05", month, "2026");
                assert!(columns(&day) < story::WHEN, "{day}");
            }
        }
    }
}
