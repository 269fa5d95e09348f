//! The numbers: how fast requests were answered, what came of them, and when people ask.
//!
//! The page is drawn whole into a buffer of its own, and as much of it as is seen is copied; so its
//! parts are plain areas, and a chart needs to know nothing of scrolling.

use chrono::NaiveDate;
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Rect};
use ratatui::symbols::Marker;
use ratatui::text::Line as TextLine;
use ratatui::widgets::{Axis, Chart, Dataset, GraphType};

use super::paint::{Line, Painter, Span, wrapped};
use crate::app::numbers::{Count, Numbers, Row, explained};
use crate::app::report::{cells, days, funnel, headline, heads, part_name, period, shade};
use crate::domain::count::thousands;
use crate::domain::dates::day_and_month;
use crate::domain::text::{columns, cut, padded};
use crate::language::Messages;
use crate::tui::keys::Action;
use crate::tui::model::Model;
use crate::tui::privacy::ours;
use crate::tui::theme::{Role, Theme};

/// From this width on the parts stand side by side.
const SIDE_BY_SIDE: u16 = 110;
/// The lines of the chart and of the heat map.
const CHART: u16 = 13;
const HEAT: u16 = 9;
/// The columns of the heat map: a name, and two for each hour.
const HEAT_WIDTH: u16 = 5 + 24 * 2;
/// The columns of a figure in a table.
const FIGURE: u16 = 8;
/// The most rows of a table that are shown.
const MOST_ROWS: usize = 14;

/// How the requests of the table can be parted: by week, and as the numbers do.
pub(super) fn parts(numbers: &Numbers) -> usize {
    numbers.parts.len() + 1
}

pub(super) fn draw(model: &Model, painter: &mut Painter<'_>, area: Rect, line: usize) {
    let Some(numbers) = &model.numbers else {
        painter.text(
            area.x + 1,
            area.y + 1,
            area.width - 2,
            &model.settings.say().numbers_counting(),
            Role::Muted,
        );
        return;
    };
    if numbers.all.requests == 0 {
        return nothing(model, painter, area, numbers);
    }
    let plan = Plan::of(model, numbers, area.width);
    let last = plan.last_line(area);
    let line = line.min(last);
    let area = if line < last { painter.more(area, model.settings.say()) } else { area };
    painter.copy(&page(model, numbers, &plan), u16::try_from(line).unwrap_or(0), area);
}

/// Returns the furthest that the page can be scrolled.
pub(super) fn last_line(model: &Model, area: Rect) -> usize {
    let drawn = model.numbers.as_ref().filter(|numbers| numbers.all.requests > 0);
    drawn.map_or(0, |numbers| Plan::of(model, numbers, area.width).last_line(area))
}

/// What each figure means.
pub(super) fn explain(painter: &mut Painter<'_>, area: Rect, line: usize, say: &Messages) {
    let lines = meanings(area, say);
    let area = if line < last_explained(area, say) { painter.more(area, say) } else { area };
    for (y, words) in (area.top()..area.bottom()).zip(lines.iter().skip(line)) {
        painter.line(area.x + 1, y, area.width - 2, words);
    }
}

/// Returns the furthest that the meanings can be scrolled.
pub(super) fn last_explained(area: Rect, say: &Messages) -> usize {
    meanings(area, say).len().saturating_sub(usize::from(area.height))
}

fn meanings(area: Rect, say: &Messages) -> Vec<Line> {
    let mut lines = Vec::new();
    for (mut name, sentence) in explained(say) {
        for words in wrapped(&sentence, usize::from(area.width).saturating_sub(18)) {
            let name = std::mem::take(&mut name);
            lines.push(vec![
                Span::new(padded(&name, 16), Role::Stage),
                Span::new(words, Role::Text),
            ]);
        }
    }
    lines
}

/// Says why there is nothing to see, and what to do.
fn nothing(model: &Model, painter: &mut Painter<'_>, area: Rect, numbers: &Numbers) {
    let say = model.settings.say();
    let line = |words: String, role| vec![Span::new(words, role)];
    let key = |action: Action, words: String| {
        let key = model.settings.keymap.key_of(action).unwrap_or_default();
        vec![Span::new(format!("{key:>8}"), Role::Key), Span::new(format!("  {words}"), Role::Text)]
    };
    let mut lines = vec![line(period(numbers, &model.settings.zone, say), Role::Muted)];
    let width = usize::from(area.width).saturating_sub(2);
    let said = wrapped(&headline(numbers, say), width);
    lines.extend(said.into_iter().map(|words| line(words, Role::Header)));
    lines.push(Line::new());
    lines.push(line(say.numbers_as_they_arrive(), Role::Muted));
    if !model.settings.read_only {
        lines.push(key(Action::Import, say.numbers_read_a_file()));
        lines.push(key(Action::Feeds, say.numbers_feeds()));
    }
    lines.push(Line::new());
    lines.push(line(say.numbers_further_back(), Role::Muted));
    for (y, line) in (area.top()..area.bottom()).zip(&lines) {
        painter.line(area.x + 1, y, area.width - 2, line);
    }
}

/// What stands on the page, and how much room it takes.
struct Plan<'n> {
    /// The columns of the page, and whether its parts stand side by side.
    width: u16,
    wide: bool,
    /// The headline, in lines.
    said: Vec<String>,
    /// What the table parts the requests by: its number, its name, its rows.
    part: usize,
    rows: (&'n str, &'n [Row]),
    /// The lines of the table, and of what came of the requests.
    table: u16,
    ends: u16,
}

impl<'n> Plan<'n> {
    fn of(model: &Model, numbers: &'n Numbers, width: u16) -> Self {
        let wide = width >= SIDE_BY_SIDE;
        let said = wrapped(&headline(numbers, model.settings.say()), usize::from(width - 2));
        let part = model.numbers_part % parts(numbers);
        let rows = match part.checked_sub(1).and_then(|part| numbers.parts.get(part)) {
            Some(part) => (part.by, part.rows.as_slice()),
            None => ("week", numbers.weeks.as_slice()),
        };
        let table = u16::try_from(rows.1.len().min(MOST_ROWS)).unwrap_or(0) + 2;
        let ends = 4 + numbers.dismissed.len().max(1) + 2 + numbers.guards.len().max(1);
        let ends = u16::try_from(ends + 2).unwrap_or(HEAT);
        Self { width, wide, said, part, rows, table, ends }
    }

    /// Returns the line below the headline.
    fn top(&self) -> u16 {
        u16::try_from(self.said.len()).unwrap_or(1) + 2
    }

    /// Returns the lines that the chart and the table take side by side.
    fn upper(&self) -> u16 {
        CHART.max(self.table) + 1
    }

    /// Returns the lines of the page.
    fn height(&self) -> u16 {
        match self.wide {
            true => self.top() + self.upper() + HEAT.max(self.ends),
            false => self.top() + CHART + 1 + self.table + 1 + HEAT + 1 + self.ends,
        }
    }

    /// Returns the furthest that the page can be scrolled.
    fn last_line(&self, area: Rect) -> usize {
        usize::from(self.height().saturating_sub(area.height))
    }
}

/// Draws the whole page.
fn page(model: &Model, numbers: &Numbers, plan: &Plan<'_>) -> Buffer {
    let theme = &model.settings.theme;
    let Plan { wide, table: table_height, ends, .. } = *plan;
    let inner = plan.width - 2;
    let area = Rect::new(0, 0, plan.width, plan.height());
    let mut buffer = Buffer::empty(area);
    let mut painter = Painter::new(&mut buffer, theme);
    painter.fill(area, Role::Text);
    let (zone, say) = (&model.settings.zone, model.settings.say());
    painter.text(1, 0, inner, &period(numbers, zone, say), Role::Muted);
    for (y, words) in (1..).zip(&plan.said) {
        painter.text(1, y, inner, words, Role::Header);
    }
    let left = if wide { (inner * 9 / 20).max(HEAT_WIDTH) } else { inner };
    let (right_x, right) = if wide { (left + 3, inner - left - 2) } else { (1, inner) };
    let mut y = plan.top();
    chart(&mut painter, theme, Rect::new(1, y, left, CHART), numbers, say);
    if !wide {
        y += CHART + 1;
    }
    let beside = Rect::new(right_x, y, right, table_height);
    table(&mut painter, beside, plan.rows, (plan.part, parts(numbers)), say);
    y += if wide { plan.upper() } else { table_height + 1 };
    heat(&mut painter, Rect::new(1, y, left.min(HEAT_WIDTH), HEAT), numbers, say);
    if !wide {
        y += HEAT + 1;
    }
    what_came(&mut painter, Rect::new(right_x, y, right, ends), numbers, say);
    buffer
}

/// Writes a Monday's date as `31 Aug`.
fn month_day(date: &str, say: &Messages) -> String {
    let date = date.parse().map(|date: NaiveDate| day_and_month(date, say));
    date.unwrap_or_default()
}

fn title(painter: &mut Painter<'_>, area: Rect, words: &str, hint: &str) {
    let taken = painter.text(area.x, area.y, area.width, words, Role::Stage);
    let x = area.x + taken + 2;
    painter.text(x, area.y, area.right().saturating_sub(x), hint, Role::Faint);
}

/// By when half, and nine of ten, of a week's answers had come.
fn chart(painter: &mut Painter<'_>, theme: &Theme, area: Rect, numbers: &Numbers, say: &Messages) {
    let legend = match numbers.limit {
        Some(_) => say.numbers_legend_limit(),
        None => say.numbers_legend(),
    };
    title(painter, area, &say.numbers_chart(), &legend);
    let hours = |seconds: Option<i64>| {
        seconds.map(|seconds| f64::from(i32::try_from(seconds).unwrap_or(i32::MAX)) / 3600.0)
    };
    let points = |small: bool, figure: fn(&Row) -> Option<i64>| -> Vec<(f64, f64)> {
        let found = (0u32..).zip(&numbers.weeks).filter(|(_, row)| row.figures.small == small);
        found.filter_map(|(week, row)| Some((f64::from(week), hours(figure(row))?))).collect()
    };
    // What few answers say is no line to go by.
    let (median, ninth) =
        (points(false, |row| row.figures.median), points(false, |row| row.figures.p90));
    let few = points(true, |row| row.figures.median);
    if median.is_empty() && few.is_empty() {
        painter.text(area.x, area.y + 2, area.width, &say.numbers_no_answers(), Role::Muted);
        return;
    }
    let weeks = u32::try_from(numbers.weeks.len().saturating_sub(1)).unwrap_or(1).max(1);
    let limit = hours(numbers.limit).map(|limit| [(0.0, limit), (f64::from(weeks), limit)]);
    let limit = limit.as_ref().map_or(&[][..], |ends| ends.as_slice());
    let most =
        ninth.iter().chain(&few).chain(limit).map(|(_, hours)| *hours).fold(1.0_f64, f64::max);
    // A whole number of steps that people know.
    let steps = [2.0, 4.0, 8.0, 12.0, 24.0, 48.0, 96.0, 168.0, 336.0, 720.0];
    let most = steps.into_iter().find(|step| *step >= most).unwrap_or(most);
    let label = |hours: f64| match hours {
        hours if hours >= 96.0 => format!("{:.0}d", hours / 24.0),
        hours => format!("{hours:.0}h"),
    };
    let name =
        |row: Option<&Row>| row.map_or_else(String::new, |row| month_day(&ours(&row.name), say));
    let style = |role| theme.style(role);
    let line = |data, marker, role, graph| {
        Dataset::default().data(data).marker(marker).graph_type(graph).style(style(role))
    };
    let chart = Chart::new(vec![
        line(limit, Marker::Custom('┄'), Role::Overdue, GraphType::Line),
        line(&few, Marker::Custom('?'), Role::Muted, GraphType::Scatter),
        line(&ninth, Marker::Dot, Role::DueSoon, GraphType::Scatter),
        line(&median, Marker::Braille, Role::Current, GraphType::Line),
    ])
    .style(style(Role::Text))
    .x_axis(
        Axis::default().style(style(Role::Border)).bounds([0.0, f64::from(weeks)]).labels(
            [name(numbers.weeks.first()), name(numbers.weeks.last())]
                .map(|name| TextLine::styled(name, style(Role::Muted))),
        ),
    )
    .y_axis(Axis::default().style(style(Role::Border)).bounds([0.0, most]).labels(
        [0.0, most / 2.0, most].map(|hours| TextLine::styled(label(hours), style(Role::Muted))),
    ))
    .hidden_legend_constraints((Constraint::Length(0), Constraint::Length(0)));
    painter.widget(chart, Rect { y: area.y + 1, height: area.height - 1, ..area });
}

/// The requests parted by something, most of them first.
fn table(
    painter: &mut Painter<'_>,
    area: Rect,
    (by, rows): (&str, &[Row]),
    (part, parts): (usize, usize),
    say: &Messages,
) {
    let hint = say.numbers_next_part(part + 1, parts);
    title(painter, area, &say.numbers_by(part_name(by, say)).to_uppercase(), &hint);
    let figures = (area.width.saturating_sub(13) / FIGURE).min(6);
    let name_width = area.width - figures * FIGURE;
    for (column, x) in
        heads(say).iter().zip((0..figures).map(|at| area.x + name_width + at * FIGURE))
    {
        painter.text_ending(x + FIGURE, area.y + 1, FIGURE, column, Role::Faint);
    }
    // Of the weeks the newest are the ones to see.
    let skipped = if by == "week" { rows.len().saturating_sub(MOST_ROWS) } else { 0 };
    for (row, y) in rows.iter().skip(skipped).zip(area.y + 2..area.bottom()) {
        let name = ours(&row.name);
        painter.text(
            area.x,
            y,
            name_width - 1,
            &cut(&name, usize::from(name_width) - 1),
            Role::Text,
        );
        let role = if row.figures.small { Role::Muted } else { Role::Text };
        for (index, cell) in (0..figures).zip(cells(&row.figures)) {
            let is_late = index == 5 && row.figures.late > 0;
            let role = if is_late { Role::Overdue } else { role };
            let end = area.x + name_width + (index + 1) * FIGURE;
            painter.text_ending(end, y, FIGURE, &cell, role);
        }
    }
}

/// Requests by weekday and hour: the more, the darker.
fn heat(painter: &mut Painter<'_>, area: Rect, numbers: &Numbers, say: &Messages) {
    title(painter, area, &say.numbers_hours(), &say.numbers_hours_hint());
    for hour in (0..24u16).step_by(3) {
        painter.text(area.x + 5 + hour * 2, area.y + 1, 3, &hour.to_string(), Role::Faint);
    }
    let most = numbers.hours.iter().flatten().copied().max().unwrap_or(0);
    for ((day, hours), y) in days(say).iter().zip(&numbers.hours).zip(area.y + 2..) {
        painter.text(area.x, y, 4, day, Role::Muted);
        for (x, count) in (area.x + 5..).step_by(2).zip(hours) {
            let role = if *count == 0 { Role::Faint } else { Role::Current };
            painter.text(x, y, 2, &shade(*count, most).to_string().repeat(2), role);
        }
    }
}

/// The funnel, why leads were dismissed, and which guards were overridden.
fn what_came(painter: &mut Painter<'_>, area: Rect, numbers: &Numbers, say: &Messages) {
    title(painter, area, &say.numbers_came_of_it(), &say.numbers_came_of_it_hint());
    let most = numbers.funnel.asked.max(1);
    let mut y = area.y + 1;
    for (name, count, share) in funnel(numbers, say) {
        bar(painter, Rect { y, height: 1, ..area }, &name, count, most, &share.unwrap_or_default());
        y += 1;
    }
    for (name, counts) in
        [(say.numbers_dismissed(), &numbers.dismissed), (say.numbers_guards(), &numbers.guards)]
    {
        y += 1;
        title(
            painter,
            Rect { y, height: 1, ..area },
            &name,
            &if counts.is_empty() { say.numbers_none() } else { String::new() },
        );
        y += 1;
        let most = counts.iter().map(|count: &Count| count.count).max().unwrap_or(1);
        for count in counts {
            bar(painter, Rect { y, height: 1, ..area }, &count.label, count.count, most, "");
            y += 1;
        }
    }
}

/// A name, a bar, a number.
fn bar(painter: &mut Painter<'_>, area: Rect, name: &str, count: u64, most: u64, share: &str) {
    if area.y >= painter.bottom() {
        return;
    }
    const NAME: u16 = 26;
    painter.text(area.x, area.y, NAME - 1, name, Role::Text);
    let room = u64::from(area.width.saturating_sub(NAME + 16).min(30));
    let length = u16::try_from((count * room).div_ceil(most.max(1))).unwrap_or(0);
    painter.rule(area.x + NAME, area.y, length, '━', Role::Current);
    let words = format!("{}  {share}", thousands(count));
    let x = area.x + NAME + length + u16::from(length > 0);
    painter.text(
        x,
        area.y,
        u16::try_from(columns(&words)).unwrap_or(16),
        words.trim_end(),
        Role::Muted,
    );
}
