//! The feeds: how each is, what it brought, and what to do where something is wrong.

use chrono::{DateTime, Utc};
use ratatui::layout::Rect;
use ratatui::symbols::bar::NINE_LEVELS;

use super::paint::{Line, Painter, Span, wrapped};
use crate::app::feeds::{FeedView, Health};
use crate::domain::span::{ago, duration};
use crate::domain::text::{columns, cut, padded};
use crate::language::Messages;
use crate::tui::model::Model;
use crate::tui::theme::Role;

/// The room for a feed's name.
const NAME: usize = 18;
/// How far what is said of a feed stands to the right.
const INDENT: &str = "     ";

pub(super) fn draw(model: &Model, painter: &mut Painter<'_>, area: Rect, line: usize) {
    let lines = lines(model, area);
    for (y, line) in (area.top()..area.bottom()).zip(lines.iter().skip(line)) {
        painter.line(area.x + 1, y, area.width.saturating_sub(2), line);
    }
    if line + usize::from(area.height) < lines.len() {
        painter.more(area, model.settings.say());
    }
}

/// Returns the furthest that the page can be scrolled.
pub(super) fn last_line(model: &Model, area: Rect) -> usize {
    lines(model, area).len().saturating_sub(usize::from(area.height))
}

fn lines(model: &Model, area: Rect) -> Vec<Line> {
    let width = usize::from(area.width).saturating_sub(2);
    if model.settings.connections.feeds.is_empty() {
        return nothing_connected(model);
    }
    let Some(feeds) = &model.feeds else {
        return vec![vec![Span::new(model.settings.say().feeds_looking(), Role::Muted)]];
    };
    let mut lines = Vec::new();
    for feed in feeds {
        if !lines.is_empty() {
            lines.push(Line::new());
        }
        feed_lines(model, feed, width, &mut lines);
    }
    lines
}

fn nothing_connected(model: &Model) -> Vec<Line> {
    let say = model.settings.say();
    let line = |words: String, role| vec![Span::new(words, role)];
    if model.settings.demo {
        return vec![line(say.feeds_made_up(), Role::Header)];
    }
    let way = |command: &str, about: String| {
        [
            line(format!("  leadclock feed add NAME {command}"), Role::Text),
            line(format!("      {about}"), Role::Muted),
        ]
    };
    let mut lines = vec![
        line(say.feeds_none(), Role::Header),
        Line::new(),
        line(say.feeds_from_the_shell(), Role::Muted),
    ];
    lines.extend(way("azure_table", say.feeds_add_table()));
    lines.extend(way("https", say.feeds_add_https()));
    lines.extend(way("dynamics url=ADDRESS tenant=ID client=ID", say.feeds_add_dynamics()));
    lines.extend(way("salesforce url=ADDRESS client=KEY", say.feeds_add_salesforce()));
    lines.extend(way("marketo url=ADDRESS client=ID form=NUMBER", say.feeds_add_marketo()));
    lines.extend(way("folder path=FOLDER", say.feeds_add_folder()));
    lines.push(Line::new());
    lines.push(line(say.feeds_by_themselves(), Role::Muted));
    lines
}

fn feed_lines(model: &Model, feed: &FeedView, width: usize, lines: &mut Vec<Line>) {
    let (now, say) = (model.now, model.settings.say());
    let (sign, role) = sign(feed.health);
    let name = cut(&feed.name, NAME).into_owned();
    let gap = " ".repeat(NAME.saturating_sub(columns(&name)) + 2);
    lines.push(vec![
        Span::new(format!("{sign} "), role),
        Span::new(format!("{name}{gap}"), Role::Header),
        Span::new(padded(&kind(feed, say), 16), Role::Muted),
        Span::new(padded(&feed.health.label(say), 13), role),
        Span::new(looked(feed, now, say), Role::Muted),
    ]);
    if let Some(failing) = &feed.failing {
        let since = say.feeds_failing(duration(now - failing.since), failing.why.as_str());
        said(&since, Role::Text, width, lines);
        said(&failing.advice, Role::Warning, width, lines);
    }
    if feed.health == Health::NotRunning && feed.failing.is_none() {
        said(&say.feeds_start_receiver(), Role::Warning, width, lines);
    }
    lines.push(arrivals(feed, now, say));
    said(&rhythm(feed, now, say), Role::Muted, width, lines);
    if feed.quarantined > 0 {
        said(&say.feeds_quarantined(feed.quarantined), Role::Warning, width, lines);
    }
    if feed.waiting > 0 {
        said(&say.feeds_waiting(feed.waiting), Role::Text, width, lines);
    }
    if feed.refused > 0 {
        said(&say.feeds_refused(feed.refused), Role::Warning, width, lines);
    }
    if !feed.likely_causes.is_empty() {
        said(&say.feeds_likely_causes(), Role::Text, width, lines);
        for cause in &feed.likely_causes {
            said(&format!("- {cause}"), Role::Text, width, lines);
        }
    }
}

const fn sign(health: Health) -> (&'static str, Role) {
    match health {
        Health::Well => ("✓", Role::Met),
        Health::Waiting | Health::NothingYet => ("·", Role::Muted),
        Health::Offline => ("~", Role::DueSoon),
        Health::Silent | Health::NotRunning | Health::Broken => ("!", Role::Overdue),
    }
}

fn looked(feed: &FeedView, now: DateTime<Utc>, say: &Messages) -> String {
    match (feed.is_asked, feed.succeeded_at) {
        (true, Some(at)) => say.feeds_read(ago(now - at, say)),
        (true, None) => say.feeds_never_read(),
        (false, Some(at)) if feed.health == Health::NotRunning => {
            say.feeds_receiver_gone(ago(now - at, say))
        }
        (false, Some(_)) => say.feeds_receiver_runs(),
        (false, None) => say.feeds_receiver_never_ran(),
    }
}

/// Adds words that belong to a feed, as many lines as they need.
fn said(words: &str, role: Role, width: usize, lines: &mut Vec<Line>) {
    if words.is_empty() {
        return;
    }
    for line in wrapped(words, width.saturating_sub(INDENT.len()).max(8)) {
        lines.push(vec![Span::new(INDENT, Role::Text), Span::new(line, role)]);
    }
}

/// The days as a row of bars, and when something came last.
fn arrivals(feed: &FeedView, now: DateTime<Utc>, say: &Messages) -> Line {
    let most = feed.days.iter().map(|day| day.records).max().unwrap_or_default();
    let bars: String = feed.days.iter().map(|day| bar(day.records, most)).collect();
    let time =
        |at: Option<DateTime<Utc>>| at.map_or_else(|| say.feeds_never(), |at| ago(now - at, say));
    vec![
        Span::new(INDENT, Role::Text),
        Span::new(bars, Role::OnTrack),
        Span::new(
            format!(
                "  {}",
                say.feeds_arrivals(
                    feed.days.iter().map(|day| day.records).sum::<u64>(),
                    feed.days.len(),
                    time(feed.last_record_at),
                    time(feed.last_test_at)
                )
            ),
            Role::Text,
        ),
    ]
}

/// Returns the bar of a day: a day with anything at all is never blank.
fn bar(count: u64, most: u64) -> &'static str {
    let levels = [
        NINE_LEVELS.one_eighth,
        NINE_LEVELS.one_quarter,
        NINE_LEVELS.three_eighths,
        NINE_LEVELS.half,
        NINE_LEVELS.five_eighths,
        NINE_LEVELS.three_quarters,
        NINE_LEVELS.seven_eighths,
        NINE_LEVELS.full,
    ];
    if count == 0 || most == 0 {
        return "·";
    }
    let index = (count * 8).div_ceil(most).clamp(1, 8) - 1;
    usize::try_from(index).ok().and_then(|index| levels.get(index)).copied().unwrap_or("·")
}

fn rhythm(feed: &FeedView, now: DateTime<Utc>, say: &Messages) -> String {
    let late = feed.late.map(|late| match late.half == late.all {
        true => say.feeds_late(late.all.label(say)),
        false => say.feeds_late_half(late.half.label(say), late.all.label(say)),
    });
    let usual = feed.usual_gap.map(|gap| say.feeds_usual(duration(gap)));
    let last = feed.last_record_at.max(feed.last_test_at);
    let silence = last.filter(|_| feed.health == Health::Silent);
    if let Some(at) = silence {
        let silence = Some(say.feeds_silent(duration(now - at)));
        return both(silence, usual, say);
    }
    both(late, usual, say)
}

fn both(first: Option<String>, second: Option<String>, say: &Messages) -> String {
    let said = first.into_iter().chain(second);
    said.reduce(|first, second| say.feeds_both(first, second)).unwrap_or_default()
}

/// What the feed is. A kind without a message has its own name.
fn kind(feed: &FeedView, say: &Messages) -> String {
    match feed.kind {
        "azure_table" => say.feed_azure_table(),
        "dynamics" => say.feed_dynamics(),
        "salesforce" => say.feed_salesforce(),
        "marketo" => say.feed_marketo(),
        "folder" => say.feed_folder(),
        "https" => say.feed_https(),
        _ => feed.label.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_high_as_its_day() {
        assert_eq!([0, 1, 50, 99, 100].map(|count| bar(count, 100)), ["·", "▁", "▄", "█", "█"]);
        assert_eq!(bar(0, 0), "·");
        assert_eq!(bar(1, 1), "█");
    }
}
