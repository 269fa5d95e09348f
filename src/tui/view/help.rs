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
    painter.lines(inner, &lines(model), line, &model.settings.say().key_more());
}

/// Returns the furthest that the page can be scrolled.
pub(super) fn last_line(model: &Model, area: Rect) -> usize {
    lines(model).len().saturating_sub(usize::from(area.height))
}

fn lines(model: &Model) -> Vec<Line> {
    let say = model.settings.say();
    let mut lines = Vec::new();
    for section in Section::ALL {
        if !lines.is_empty() {
            lines.push(Line::new());
        }
        lines.push(vec![Span::new(section.label(say), Role::Stage)]);
        for binding in BINDINGS.iter().filter(|binding| binding.section == section) {
            let keys = model.settings.keymap.words_of(binding.action);
            let mut line = vec![Span::new(format!("  {:<KEYS$}", keys.join(" ")), Role::Key)];
            line.push(Span::new(binding.help(say), Role::Text));
            if let Some(then) = binding.then(say) {
                line.push(Span::new(format!("  {}", say.key_bracketed(then)), Role::Faint));
            }
            lines.push(line);
        }
    }
    lines.push(Line::new());
    lines.push(vec![Span::new(say.section_filter(), Role::Stage)]);
    for (words, about) in [
        ("fabrikam vpn", say.key_filter_words()),
        ("-word  a or b  (a or b)", say.key_filter_not()),
    ] {
        lines.push(pair(words, about));
    }
    lines.extend(FIELDS.iter().map(|field| pair(field.example, field.about(say))));
    lines.push(Line::new());
    lines.push(vec![Span::new(say.section_signs(), Role::Stage)]);
    for (sign, role, words) in [
        ("!", Role::Overdue, say.key_sign_overdue()),
        ("~", Role::DueSoon, say.key_sign_due_soon()),
        ("⊘", Role::Muted, say.key_sign_heads_up()),
        ("✔", Role::Muted, say.key_sign_again()),
        ("✓", Role::Marked, say.key_sign_marked()),
    ] {
        lines.push(vec![Span::new(format!("  {sign:<KEYS$}"), role), Span::new(words, Role::Text)]);
    }
    lines
}

fn pair(words: &str, about: String) -> Line {
    let padding = " ".repeat((2 * KEYS - 16).saturating_sub(words.len() + 2).max(2));
    vec![Span::new(format!("  {words}{padding}"), Role::Key), Span::new(about, Role::Text)]
}
