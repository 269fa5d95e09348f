//! The palette: its lines above what is typed, and why the chosen one is of no use.

use super::field::{complaint, field};
use super::paint::{Line, Painter, Span};
use super::panel::sheet;
use crate::domain::text::{columns, cut};
use crate::language::Messages;
use crate::tui::hits::Target;
use crate::tui::layout::Layout;
use crate::tui::model::Model;
use crate::tui::on_palette::{Offer, offers};
use crate::tui::palette::Palette;
use crate::tui::theme::Role;

/// The room for the keys of a line.
const KEYS: usize = 14;
/// The most lines at once.
const MOST: usize = 16;

/// Draws the palette. Returns where the cursor stands.
pub(super) fn draw(
    model: &Model,
    painter: &mut Painter<'_>,
    layout: &Layout,
    palette: &Palette,
) -> (u16, u16) {
    let say = model.settings.say();
    let offers = offers(model, palette);
    let room = usize::from(layout.body.height).saturating_sub(1).clamp(1, MOST);
    let first = (palette.chosen + 1).saturating_sub(room);
    let width = usize::from(layout.body.width).saturating_sub(2);
    let seen = offers.iter().enumerate().skip(first).take(room);
    let mut lines: Vec<Line> =
        seen.map(|(index, offer)| line(offer, index, palette, width, say)).collect();
    if lines.is_empty() {
        lines.push(vec![Span::new(say.prompt_nothing_found(), Role::Muted)]);
    }
    // As high as with everything, so that nothing jumps while one types.
    lines.resize(room, Line::new());
    sheet(painter, layout, &lines);
    let why = offers.get(palette.chosen).and_then(|offer| offer.obstacle.clone());
    let hint = complaint(model).or(why.map(|why| (why, Role::Warning)));
    let (words, role) = hint.unwrap_or_else(|| (say.prompt_find(), Role::Faint));
    field(painter, layout.status, ":", &palette.input, &[Span::new(words, role)])
}

fn line(offer: &Offer, index: usize, palette: &Palette, width: usize, say: &Messages) -> Line {
    let is_chosen = index == palette.chosen;
    let sign = if is_chosen { "▌" } else { " " };
    let keys = cut(&offer.keys, KEYS - 1);
    let gap = " ".repeat(KEYS.saturating_sub(columns(&keys)));
    let usable = offer.obstacle.is_none();
    let (key, text, letter) = match (usable, is_chosen) {
        (false, _) => (Role::KeyOff, Role::KeyOff, Role::KeyOff),
        (true, true) => (Role::Key, Role::Header, Role::Current),
        (true, false) => (Role::Key, Role::Text, Role::Current),
    };
    let mut line = vec![
        Span::new(sign, Role::Key).at(Target::Line(index)),
        Span::new(format!("{keys}{gap}"), key),
    ];
    let why = offer.obstacle.as_deref().map(|why| format!("  {}", say.key_bracketed(why)));
    let why = why.unwrap_or_default();
    // What it is called is never pushed out by why it is of no use.
    let room = width.saturating_sub(KEYS + 1);
    let words = match room.saturating_sub(columns(&why)) {
        left if usable || left >= columns(&offer.name) => cut(&offer.words, left),
        _ => offer.name.as_str().into(),
    };
    for (index, character) in words.chars().enumerate() {
        let role = if offer.letters.contains(&index) { letter } else { text };
        match line.last_mut() {
            Some(span) if index > 0 && span.role == role => span.words.push(character),
            _ => line.push(Span::new(character, role)),
        }
    }
    line.push(Span::new(why, Role::KeyOff));
    line
}
