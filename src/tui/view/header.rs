//! The two lines on top: how much is due, who is at the keys, and what the queue is filtered by.

use chrono::TimeDelta;
use ratatui::layout::Rect;

use super::paint::{Painter, Span};
use crate::app::feeds::{FeedView, Standing, standing};
use crate::domain::count::thousands;
use crate::domain::dates::weekday_and_time;
use crate::domain::span::ago;
use crate::domain::text::{columns, cut, sanitise};
use crate::tui::hits::Target;
use crate::tui::keys::Action;
use crate::tui::layout::Layout;
use crate::tui::model::{Model, Page, Prompt};
use crate::tui::theme::Role;
use crate::tui::views;

pub(super) fn draw(model: &Model, painter: &mut Painter<'_>, layout: &Layout) {
    let (area, say) = (layout.header, model.settings.say());
    let open = model.queue.counts.open();
    let mut line = vec![Span::new(" leadclock  ", Role::Header)];
    if model.queue.loaded {
        let overdue = if open.overdue > 0 { Role::Overdue } else { Role::Muted };
        let soon = if open.due_soon > 0 { Role::DueSoon } else { Role::Muted };
        line.push(Span::new(format!("! {}", say.header_overdue(thousands(open.overdue))), overdue));
        line.push(Span::new("  ", Role::Text));
        line.push(Span::new(format!("~ {}", say.header_due_soon(thousands(open.due_soon))), soon));
        line.push(Span::new(format!("  {}", say.header_open(thousands(open.total))), Role::Text));
    }
    let taken = painter.line(area.x, area.y, area.width, &line);
    let state: String = [
        model.settings.demo.then(|| say.header_demo()),
        model.settings.read_only.then(|| say.header_read_only()),
        model.privacy.is_masked().then(|| say.header_masked()),
    ]
    .into_iter()
    .flatten()
    .map(|words| words + "  ")
    .collect();
    let clock = weekday_and_time(model.settings.zone.local(model.now), say);
    let actor = &model.settings.actor;
    // What does not fit is left out as a whole, the least needed first.
    let room = usize::from(area.width - taken).saturating_sub(2);
    let standing = standing_of(model);
    let told = standing.as_ref().map_or(0, |(words, _)| columns(words) + 2);
    let choices =
        [format!("{state}{actor}  {clock} "), format!("{state}{actor} "), format!("{state} ")];
    let right = choices.iter().find(|words| columns(words) + told <= room);
    let right = right.or_else(|| choices.iter().find(|words| columns(words) <= room));
    let mut end = area.right();
    if let Some(right) = right {
        painter.text_ending(end, area.y, area.width - taken, right, Role::Muted);
        end -= u16::try_from(columns(right)).unwrap_or_default();
    }
    if let Some((words, role)) = standing.filter(|_| usize::from(end - area.x - taken) > told) {
        painter.text_ending(end - 2, area.y, area.width - taken, &words, role);
    }
    filter(model, painter, layout);
}

/// Returns how the feeds are, in a few words; `None` where there are none.
fn standing_of(model: &Model) -> Option<(String, Role)> {
    let say = model.settings.say();
    let feeds = model.feeds.as_deref()?;
    let refused: u64 = feeds.iter().map(|feed| feed.refused).sum();
    let waiting: u64 = feeds.iter().map(|feed| feed.waiting).sum();
    if refused > 0 && !feeds.iter().any(|feed| feed.health.is_bad()) {
        return Some((say.header_refused(refused), Role::Warning));
    }
    let (words, role) = feeds_of(model, feeds)?;
    match waiting {
        0 => Some((words, role)),
        waiting => Some((say.page_and(words, say.header_unsent(waiting)), role)),
    }
}

fn feeds_of(model: &Model, feeds: &[FeedView]) -> Option<(String, Role)> {
    let say = model.settings.say();
    Some(match standing(feeds) {
        Standing::NoFeeds | Standing::Synced(None) => return None,
        Standing::Bad(count) => {
            (format!("! {}", say.header_feeds_want_a_look(count)), Role::Warning)
        }
        Standing::Offline(None) => (say.header_offline(), Role::DueSoon),
        Standing::Offline(Some(at)) => {
            let when = match model.now - at {
                gone if gone > TimeDelta::hours(20) => ago(gone, say),
                _ => model.settings.zone.local(at).format("%H:%M").to_string(),
            };
            (say.header_offline_since(when), Role::DueSoon)
        }
        Standing::Synced(Some(at)) => (say.header_synced(ago(model.now - at, say)), Role::Muted),
    })
}

/// Writes the views with their keys, the open one bright, as many as fit.
fn tabs(model: &Model, painter: &mut Painter<'_>, area: Rect) {
    let say = model.settings.say();
    let mut x = area.x + 1;
    let is_feeds = matches!(model.page, Page::Feeds(_));
    let is_numbers = matches!(model.page, Page::Numbers(_) | Page::Explained(_));
    let (is_covered, is_board) = (is_feeds || is_numbers, model.board.is_some());
    for (action, label, is_open) in [
        (Action::Queue, say.header_queue(), !is_covered && !is_board),
        (Action::Board, say.header_board(), !is_covered && is_board),
        (Action::Numbers, say.header_numbers(), is_numbers),
        (Action::Feeds, say.header_feeds(), is_feeds),
    ] {
        let key = format!("{} ", model.settings.keymap.key_of(action).unwrap_or_default());
        let room = area.right().saturating_sub(x);
        if columns(&key) + columns(&label) > usize::from(room) {
            break;
        }
        let role = if is_open { Role::Current } else { Role::Muted };
        let spans = [Span::new(key, Role::Faint).at(Target::Tab(action)), Span::new(label, role)];
        x += painter.line(x, area.y, room, &spans) + 2;
    }
}

/// Writes which page is open, and at the end what the queue is filtered by, which goes first.
fn filter(model: &Model, painter: &mut Painter<'_>, layout: &Layout) {
    let (area, say) = (layout.filter, model.settings.say());
    let width = area.width.saturating_sub(20);
    let (words, role) = filtered_by(model, usize::from(width));
    painter.text_ending(area.right(), area.y, width, &words, role);
    let taken = u16::try_from(columns(&words)).unwrap_or(width).min(width);
    let left = Rect { width: (area.width - taken).saturating_sub(1), ..area };
    let page = match model.page {
        Page::Queue | Page::Feeds(_) | Page::Numbers(_) | Page::Explained(_) => {
            return tabs(model, painter, left);
        }
        Page::Lead(_) => say.header_lead(),
        Page::Help(_) => say.header_keys(),
        Page::Today => say.header_today(),
    };
    painter.text(left.x, left.y, left.width, &format!(" {page}"), Role::Current);
}

/// Returns what the queue is filtered by, or the key that filters it, in so many columns.
fn filtered_by(model: &Model, width: usize) -> (String, Role) {
    let say = model.settings.say();
    if matches!(model.prompt, Some(Prompt::Filter(_))) || model.filter.is_empty() {
        let hint = match model.settings.keymap.key_of(Action::Filter) {
            Some(key) if model.prompt.is_none() && model.page == Page::Queue => {
                format!("{} ", say.filter_hint(key))
            }
            _ => String::new(),
        };
        return (hint, Role::Faint);
    }
    let count = match model.queue.matched {
        Some(count) => say.filter_matches(count, thousands(count as u64)),
        None => say.filter_many_match(),
    };
    let what = match views::standing(model) {
        Some(view) => say.filter_view(sanitise(&view.name)),
        None => say.filter_is(sanitise(&model.privacy.words(&model.filter))),
    };
    // On the board each column has its number.
    let count = if model.board.is_some() { String::new() } else { format!("  {count}") };
    let rest = format!("{count}  {} ", say.filter_esc_clears());
    let what = cut(&what, width.saturating_sub(columns(&rest)));
    (format!("{what}{rest}"), Role::Notice)
}
