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
    let say = model.settings.say();
    let Some(today) = &model.today else {
        return vec![vec![Span::new(say.today_looking(), Role::Muted)]];
    };
    let heading = |words: String| vec![Span::new(words, Role::Stage)];
    let number = |count: u64, words: String, role| {
        vec![
            Span::new(format!("{:>NUMBER$}  ", thousands(count)), role),
            Span::new(words, Role::Text),
        ]
    };
    let bad = |count| if count > 0 { Role::Overdue } else { Role::Notice };
    let (done, left) = (&today.done, &today.left);
    let mut lines = vec![
        heading(say.today_done()),
        number(done.touches, say.today_touches(), Role::Header),
        number(done.planned, say.today_planned(), Role::Header),
        number(done.qualified, say.today_qualified(), Role::Header),
        number(done.dismissed, say.today_dismissed(), Role::Header),
        number(done.overrides, say.today_overrides(), Role::Header),
        Line::new(),
        heading(say.today_left()),
        number(left.overdue, say.today_overdue(), bad(left.overdue)),
        number(left.due_today, say.today_before_midnight(), Role::Header),
        Line::new(),
        heading(say.today_then()),
    ];
    for lead in &today.next {
        let due = day_and_time_from(model.now, lead.due_at, &model.settings.zone, say);
        let company =
            lead.company.as_ref().map(|company| format!(", {}", model.privacy.shown(company)));
        lines.push(vec![
            Span::new(format!("  {due}  "), Role::Muted),
            Span::new(model.privacy.name(lead.name.as_ref(), say), Role::Text),
            Span::new(company.unwrap_or_default(), Role::Muted),
        ]);
    }
    if today.next.is_empty() {
        lines.push(vec![Span::new(format!("  {}", say.today_nothing()), Role::Muted)]);
    }
    lines
}
