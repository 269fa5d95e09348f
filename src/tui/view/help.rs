//! The keys in force, from the table that dispatches them.

use ratatui::layout::Rect;

use super::paint::{Line, Painter, Span};
use crate::domain::query::FIELDS;
use crate::tui::keys::{BINDINGS, Section};
use crate::tui::model::Model;
use crate::tui::theme::Role;

/// The room for the keys themselves.
const KEYS: usize = 24;

pub(super) fn draw(model: &Model, painter: &mut Painter<'_>, area: Rect, line: usize) {
    let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    painter.lines(inner, &lines(model), line, "more ↓");
}

/// Returns the furthest that the page can be scrolled.
pub(super) fn last_line(model: &Model, area: Rect) -> usize {
    lines(model).len().saturating_sub(usize::from(area.height))
}

fn lines(model: &Model) -> Vec<Line> {
    let mut lines = Vec::new();
    for section in Section::ALL {
        if !lines.is_empty() {
            lines.push(Line::new());
        }
        lines.push(vec![Span::new(section.label(), Role::Stage)]);
        for binding in BINDINGS.iter().filter(|binding| binding.section == section) {
            let keys = model.settings.keymap.words_of(binding.action);
            let mut line = vec![Span::new(format!("  {:<KEYS$}", keys.join(" ")), Role::Key)];
            line.push(Span::new(binding.help, Role::Text));
            if !binding.then.is_empty() {
                line.push(Span::new(format!("  ({})", binding.then), Role::Faint));
            }
            lines.push(line);
        }
    }
    lines.push(Line::new());
    lines.push(vec![Span::new("In the filter", Role::Stage)]);
    for (words, about) in [
        ("fabrikam vpn", "both words, in the name, company, offer, address or phone"),
        ("-word  a or b  (a or b)", "not; one of both; brackets keep things together"),
    ] {
        lines.push(pair(words, about));
    }
    lines.extend(FIELDS.iter().map(|field| pair(field.example, field.about)));
    lines.push(Line::new());
    lines.push(vec![Span::new("Signs", Role::Stage)]);
    for (sign, role, words) in [
        ("!", Role::Overdue, "overdue: the touch was owed before now"),
        ("~", Role::DueSoon, "due soon: the last quarter of the limit runs"),
        ("⊘", Role::Muted, "a request of this person went to a partner (DNC)"),
        ("✔", Role::Muted, "qualified before; a later record wants an answer"),
        ("✓", Role::Marked, "marked"),
    ] {
        lines.push(vec![Span::new(format!("  {sign:<KEYS$}"), role), Span::new(words, Role::Text)]);
    }
    lines
}

fn pair(words: &'static str, about: &'static str) -> Line {
    let padding = " ".repeat((2 * KEYS - 16).saturating_sub(words.len() + 2).max(2));
    vec![Span::new(format!("  {words}{padding}"), Role::Key), Span::new(about, Role::Text)]
}
