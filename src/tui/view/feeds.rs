//! The feeds: how each is, what it brought, and what to do where something is wrong.

use chrono::{DateTime, Utc};
use ratatui::layout::Rect;
use ratatui::symbols::bar::NINE_LEVELS;

use super::paint::{Line, Painter, Span, wrapped};
use crate::app::feeds::{FeedView, Health};
use crate::domain::span::{ago, duration};
use crate::domain::text::{columns, cut};
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
        let last = area.bottom() - 1;
        painter.text_ending(area.right() - 1, last, area.width, " more ↓", Role::Faint);
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
        return vec![vec![Span::new("looking at the feeds…", Role::Muted)]];
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
    let say = |words: &str, role| vec![Span::new(words, role)];
    if model.settings.demo {
        return vec![say("Made-up leads come from no feed.", Role::Header)];
    }
    vec![
        say("No feed brings leads yet.", Role::Header),
        Line::new(),
        say("From the shell, once:", Role::Muted),
        say("  leadclock feed add NAME azure_table", Role::Text),
        say("      Azure Table storage, by its connection string", Role::Muted),
        say("  leadclock feed add NAME https", Role::Text),
        say("      an HTTPS endpoint of your own, for `leadclock serve`", Role::Muted),
        say("  leadclock feed add NAME folder path=FOLDER", Role::Text),
        say("      a folder for files, such as Partner Center's download", Role::Muted),
        Line::new(),
        say("Then new leads arrive by themselves while this is open.", Role::Muted),
    ]
}

fn feed_lines(model: &Model, feed: &FeedView, width: usize, lines: &mut Vec<Line>) {
    let (now, say) = (model.now, model.settings.say());
    let (sign, role) = sign(feed.health);
    let name = cut(&feed.name, NAME).into_owned();
    let gap = " ".repeat(NAME.saturating_sub(columns(&name)) + 2);
    lines.push(vec![
        Span::new(format!("{sign} "), role),
        Span::new(format!("{name}{gap}"), Role::Header),
        Span::new(format!("{:<16}", feed.label), Role::Muted),
        Span::new(format!("{:<13}", feed.health.label(say)), role),
        Span::new(looked(feed, now, say), Role::Muted),
    ]);
    if let Some(failing) = &feed.failing {
        let since = format!("for {}: {}", duration(now - failing.since), failing.why);
        said(&since, Role::Text, width, lines);
        said(&failing.advice, Role::Warning, width, lines);
    }
    if feed.health == Health::NotRunning && feed.failing.is_none() {
        said(
            "start `leadclock serve`: nothing can arrive while it does not run",
            Role::Warning,
            width,
            lines,
        );
    }
    lines.push(arrivals(feed, now, say));
    said(&rhythm(feed, now, say), Role::Muted, width, lines);
    if feed.quarantined > 0 {
        let words = format!(
            "{} could not be read and kept: see `leadclock doctor`, and try again by `leadclock import --quarantine`",
            feed.quarantined
        );
        said(&words, Role::Warning, width, lines);
    }
    if !feed.likely_causes.is_empty() {
        said("Likely causes:", Role::Text, width, lines);
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
        (true, Some(at)) => format!("read {}", ago(now - at, say)),
        (true, None) => "never read so far".to_owned(),
        (false, Some(at)) if feed.health == Health::NotRunning => {
            format!("receiver gone {}", ago(now - at, say))
        }
        (false, Some(_)) => "receiver runs".to_owned(),
        (false, None) => "receiver never ran".to_owned(),
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
    let time = |at: Option<DateTime<Utc>>| at.map_or("never".to_owned(), |at| ago(now - at, say));
    vec![
        Span::new(INDENT, Role::Text),
        Span::new(bars, Role::OnTrack),
        Span::new(
            format!(
                "  {} in {}d  record {}  test {}",
                feed.days.iter().map(|day| day.records).sum::<u64>(),
                feed.days.len(),
                time(feed.last_record_at),
                time(feed.last_test_at)
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
        true => format!("records reach us {}", late.all.label(say)),
        false => format!(
            "half of the records reach us {}, all {}",
            late.half.label(say),
            late.all.label(say)
        ),
    });
    let usual =
        feed.usual_gap.map(|gap| format!("usually something comes every {}", duration(gap)));
    let last = feed.last_record_at.max(feed.last_test_at);
    let silence = last.filter(|_| feed.health == Health::Silent);
    if let Some(at) = silence {
        let silence = Some(format!("nothing came for {}", duration(now - at)));
        return silence.into_iter().chain(usual).collect::<Vec<_>>().join("; ");
    }
    late.into_iter().chain(usual).collect::<Vec<_>>().join("; ")
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
