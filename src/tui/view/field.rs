//! A line to type in, with what is to say about it behind it.

use ratatui::layout::Rect;
use tui_input::Input;

use super::paint::{Painter, Span};
use crate::domain::text::columns;
use crate::tui::model::Model;
use crate::tui::theme::Role;

/// What was wrong with what was typed; it stands where the hint does.
pub(super) fn complaint(model: &Model) -> Option<(String, Role)> {
    model.notice.as_ref().map(|notice| (notice.words.clone(), Role::Warning))
}

/// A line to type in, with a hint behind it. Returns where the cursor stands.
pub(super) fn field(
    painter: &mut Painter<'_>,
    area: Rect,
    label: &str,
    input: &Input,
    hint: &[Span],
) -> (u16, u16) {
    let taken = painter.text(area.x + 1, area.y, area.width / 2, &format!("{label} "), Role::Key);
    let start = area.x + 1 + taken;
    let hinted: usize = hint.iter().map(|span| columns(&span.words)).sum();
    let hint_width = u16::try_from(hinted).unwrap_or(0).min(area.width / 2);
    let room = area.right().saturating_sub(start + hint_width + 3).max(8);
    let scroll = input.visual_scroll(usize::from(room) - 1);
    let visible: String = skip_columns(input.value(), scroll);
    let written = painter.text(start, area.y, room, &visible, Role::Input);
    let x = start + written + 2;
    painter.line(x, area.y, area.right().saturating_sub(x), hint);
    let cursor = start + u16::try_from(input.visual_cursor().saturating_sub(scroll)).unwrap_or(0);
    (cursor.min(area.right() - 1), area.y)
}

fn skip_columns(value: &str, skip: usize) -> String {
    use unicode_width::UnicodeWidthChar;
    let mut skipped = 0;
    value
        .chars()
        .skip_while(|character| {
            let before = skipped;
            skipped += character.width().unwrap_or(0);
            before < skip
        })
        .collect()
}
