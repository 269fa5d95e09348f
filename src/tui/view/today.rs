//! The day in a few lines: what was done, what is left, what comes first then.

use ratatui::layout::Rect;

use super::paint::{Line, Painter, Span};
use crate::domain::count::thousands;
use crate::domain::dates::day_and_time_from;
use crate::tui::model::Model;
use crate::tui::theme::Role;

/// How wide the numbers are.
const NUMBER: usize = 9;

pub(super) fn draw(model: &Model, painter: &mut Painter<'_>, area: Rect) {
    for (y, line) in (area.top()..area.bottom()).zip(lines(model)) {
        painter.line(area.x + 1, y, area.width.saturating_sub(2), &line);
    }
}

fn lines(model: &Model) -> Vec<Line> {
    let Some(today) = &model.today else {
        return vec![vec![Span::new("looking at the day…", Role::Muted)]];
    };
    let heading = |words: &str| vec![Span::new(words.to_owned(), Role::Stage)];
    let number = |count: u64, words: &str, role| {
        vec![
            Span::new(format!("{:>NUMBER$}  ", thousands(count)), role),
            Span::new(words.to_owned(), Role::Text),
        ]
    };
    let bad = |count| if count > 0 { Role::Overdue } else { Role::Notice };
    let (done, left) = (&today.done, &today.left);
    let mut lines = vec![
        heading("Done today"),
        number(done.touches, "touches", Role::Header),
        number(done.planned, "follow-ups planned", Role::Header),
        number(done.qualified, "qualified", Role::Header),
        number(done.dismissed, "dismissed", Role::Header),
        number(done.overrides, "guards overridden", Role::Header),
        Line::new(),
        heading("Left"),
        number(left.overdue, "overdue", bad(left.overdue)),
        number(left.due_today, "more due before midnight", Role::Header),
        Line::new(),
        heading("Then"),
    ];
    for lead in &today.next {
        let due =
            day_and_time_from(model.now, lead.due_at, &model.settings.zone, model.settings.say());
        let company =
            lead.company.as_ref().map(|company| format!(", {}", model.privacy.shown(company)));
        lines.push(vec![
            Span::new(format!("  {due}  "), Role::Muted),
            Span::new(model.privacy.name(lead.name.as_ref()), Role::Text),
            Span::new(company.unwrap_or_default(), Role::Muted),
        ]);
    }
    if today.next.is_empty() {
        lines.push(vec![Span::new("  nothing is owed yet", Role::Muted)]);
    }
    lines
}
