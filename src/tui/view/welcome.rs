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
    let say = |words: &str, role| vec![Span::new(words, role)];
    let key = |action: Action, words: &str| {
        let key = model.settings.keymap.key_of(action).unwrap_or_default();
        vec![
            Span::new(format!("{key:>8}"), Role::Key).pressed(),
            Span::new(format!("  {words}"), Role::Text),
        ]
    };
    if !model.queue.loaded || matches!(model.waiting, Waiting::Window(_)) && model.queue.is_empty()
    {
        return vec![say("reading the leads…", Role::Muted)];
    }
    if !model.filter.is_empty() {
        return vec![
            say("No lead matches the filter.", Role::Header),
            Line::new(),
            say("It looks at names, companies, offers and addresses,", Role::Muted),
            say("without regard to case and accents.", Role::Muted),
            Line::new(),
            key(Action::Back, "clears it"),
        ];
    }
    let mut lines = vec![say("No leads yet.", Role::Header), Line::new()];
    if model.settings.read_only {
        lines.push(say("The database can only be read here.", Role::Muted));
        lines.push(Line::new());
    } else {
        lines.push(key(Action::Import, "read a file of leads: CSV, JSON or JSONL"));
        lines.push(key(Action::Feeds, "the feeds: connected once, leads arrive by themselves"));
        lines.push(key(Action::Demo, "look around with made-up leads"));
    }
    lines.push(key(Action::Help, "all keys"));
    lines.push(key(Action::Quit, "leave"));
    lines.push(Line::new());
    lines.push(say("From the shell: leadclock FILE… reads files and opens this.", Role::Muted));
    lines
}
