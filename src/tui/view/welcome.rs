//! The queue without rows: why it is empty, and which key is next.

use ratatui::layout::Rect;

use super::paint::{Line, Painter, Span};
use crate::domain::text::columns;
use crate::tui::keys::Action;
use crate::tui::model::{Model, Waiting};
use crate::tui::theme::Role;

pub(super) fn draw(model: &Model, painter: &mut Painter<'_>, area: Rect) {
    let lines = lines(model);
    let width = lines
        .iter()
        .map(|line| line.iter().map(|span| columns(&span.words)).sum::<usize>())
        .max()
        .and_then(|width| u16::try_from(width).ok())
        .unwrap_or(0);
    let x = area.x + area.width.saturating_sub(width) / 2;
    let height = u16::try_from(lines.len()).unwrap_or(area.height);
    let top = area.y + area.height.saturating_sub(height) / 2;
    for (y, line) in (top..area.bottom()).zip(&lines) {
        painter.line(x, y, area.right().saturating_sub(x), line);
    }
}

fn lines(model: &Model) -> Vec<Line> {
    let say = model.settings.say();
    let line = |words: String, role| vec![Span::new(words, role)];
    let key = |action: Action, words: String| {
        let key = model.settings.keymap.key_of(action).unwrap_or_default();
        vec![
            Span::new(format!("{key:>8}"), Role::Key).pressed(),
            Span::new(format!("  {words}"), Role::Text),
        ]
    };
    if !model.queue.loaded || matches!(model.waiting, Waiting::Window(_)) && model.queue.is_empty()
    {
        return vec![line(say.welcome_reading(), Role::Muted)];
    }
    if !model.filter.is_empty() {
        let mut lines = vec![line(say.welcome_no_match(), Role::Header), Line::new()];
        let looks_at = say.welcome_looks_at();
        lines.extend(looks_at.lines().map(|words| line(words.to_owned(), Role::Muted)));
        lines.extend([Line::new(), key(Action::Back, say.welcome_clears())]);
        return lines;
    }
    let mut lines = vec![line(say.welcome_none_yet(), Role::Header), Line::new()];
    if model.settings.read_only {
        lines.push(line(say.welcome_read_only(), Role::Muted));
        lines.push(Line::new());
    } else {
        lines.push(key(Action::Import, say.welcome_import()));
        lines.push(key(Action::Feeds, say.welcome_feeds()));
        lines.push(key(Action::Demo, say.welcome_demo()));
    }
    lines.push(key(Action::Help, say.welcome_help()));
    lines.push(key(Action::Quit, say.welcome_quit()));
    lines.push(Line::new());
    lines.push(line(say.welcome_shell(), Role::Muted));
    lines
}
