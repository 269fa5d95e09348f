//! The filter line: what is typed, where it is wrong, what Tab offers, how many match.

use ratatui::layout::Rect;

use super::field::{complaint, field};
use super::paint::{Painter, Span};
use crate::domain::count::thousands;
use crate::domain::text::columns;
use crate::tui::edit::FilterLine;
use crate::tui::model::{Model, Waiting};
use crate::tui::theme::Role;

/// What stands in front of the line.
const SIGN: &str = "/";
/// The most offers that are shown at once.
const MOST_OFFERS: usize = 6;

/// Draws the line. Returns where the cursor stands.
pub(super) fn draw(
    model: &Model,
    painter: &mut Painter<'_>,
    area: Rect,
    line: &FilterLine,
) -> (u16, u16) {
    let cursor = field(painter, area, SIGN, &line.input, &hint(model, line));
    if let Some(error) = model.filter_error.as_ref().filter(|error| !error.is_unfinished) {
        // As long as the line is not scrolled, its columns are those of the screen.
        let words = line.input.value();
        let start = area.x + 3;
        let column = |at| words.get(..at).map(columns).and_then(|at| u16::try_from(at).ok());
        let part = words.get(error.place.clone()).unwrap_or_default();
        let is_whole = line.input.visual_cursor() < usize::from(area.width / 2);
        if let Some(column) = column(error.place.start).filter(|_| is_whole) {
            painter.text(start + column, area.y, area.width / 2, part, Role::Error);
        }
    }
    cursor
}

fn hint(model: &Model, line: &FilterLine) -> Vec<Span> {
    if let Some((words, role)) = complaint(model) {
        return vec![Span::new(words, role)];
    }
    let (offers, chosen) = line.offers(&model.settings.vocabulary);
    let error = model.filter_error.as_ref();
    if let Some(error) = error.filter(|error| !error.is_unfinished && chosen.is_none()) {
        return vec![Span::new(error.to_string(), Role::Warning)];
    }
    if !offers.is_empty() {
        let first = chosen.map_or(0, |chosen| chosen.saturating_sub(MOST_OFFERS - 1));
        let mut spans = vec![Span::new("Tab", Role::Key)];
        for (index, offer) in offers.iter().enumerate().skip(first).take(MOST_OFFERS) {
            let role = if chosen == Some(index) { Role::Current } else { Role::Muted };
            spans.push(Span::new("  ", Role::Text));
            spans.push(Span::new(offer.text.clone(), role));
        }
        if let [only] = offers.as_slice() {
            spans.push(Span::new(format!("  {}", only.about), Role::Faint));
        }
        return spans;
    }
    if let Some(error) = error {
        return vec![Span::new(error.to_string(), Role::Faint)];
    }
    let say = model.settings.say();
    let words = match (model.waiting, model.queue.matched, line.input.value()) {
        (_, _, "") => say.filter_empty(),
        (Waiting::No, Some(count), _) => say.filter_matches(count, thousands(count as u64)),
        (Waiting::No, None, _) => say.filter_many_match(),
        _ => "…".to_owned(),
    };
    vec![Span::new(words, Role::Faint)]
}
