//! The two lines on top: how much is due, who is at the keys, and what the queue is filtered by.

use chrono::TimeDelta;
use ratatui::layout::Rect;

use super::paint::{Painter, Span};
use crate::app::feeds::{Standing, standing};
use crate::domain::count::thousands;
use crate::domain::span::ago;
use crate::domain::text::{columns, sanitise};
use crate::tui::hits::Target;
use crate::tui::keys::Action;
use crate::tui::layout::Layout;
use crate::tui::model::{Model, Page, Prompt};
use crate::tui::theme::Role;
use crate::tui::views;

pub(super) fn draw(model: &Model, painter: &mut Painter<'_>, layout: &Layout) {
    let area = layout.header;
    let open = model.queue.counts.open();
    let mut line = vec![Span::new(" leadclock  ", Role::Header)];
    if model.queue.loaded {
        let overdue = if open.overdue > 0 { Role::Overdue } else { Role::Muted };
        let soon = if open.due_soon > 0 { Role::DueSoon } else { Role::Muted };
        line.push(Span::new(format!("! {} overdue", thousands(open.overdue)), overdue));
        line.push(Span::new("  ", Role::Text));
        line.push(Span::new(format!("~ {} due soon", thousands(open.due_soon)), soon));
        line.push(Span::new(format!("  {} open", thousands(open.total)), Role::Text));
    }
    let taken = painter.line(area.x, area.y, area.width, &line);
    let mut state = String::new();
    if model.settings.demo {
        state.push_str("demo  ");
    }
    if model.settings.read_only {
        state.push_str("read-only  ");
    }
    if model.privacy.is_masked() {
        state.push_str("masked  ");
    }
    let clock = model.settings.zone.local(model.now).format("%a %H:%M");
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
    let time = |at| model.settings.zone.local(at).format("%H:%M");
    Some(match standing(model.feeds.as_deref()?) {
        Standing::NoFeeds | Standing::Synced(None) => return None,
        Standing::Bad(1) => ("! 1 feed wants a look".to_owned(), Role::Warning),
        Standing::Bad(several) => (format!("! {several} feeds want a look"), Role::Warning),
        Standing::Offline(None) => ("offline".to_owned(), Role::DueSoon),
        Standing::Offline(Some(at)) if model.now - at > TimeDelta::hours(20) => {
            (format!("offline, as of {}", ago(model.now - at, model.settings.say())), Role::DueSoon)
        }
        Standing::Offline(Some(at)) => (format!("offline, as of {}", time(at)), Role::DueSoon),
        Standing::Synced(Some(at)) => {
            (format!("synced {}", ago(model.now - at, model.settings.say())), Role::Muted)
        }
    })
}

/// Writes the views with their keys, the open one bright.
fn tabs(model: &Model, painter: &mut Painter<'_>, area: Rect) {
    let mut x = area.x + 1;
    let is_feeds = matches!(model.page, Page::Feeds(_));
    let is_numbers = matches!(model.page, Page::Numbers(_) | Page::Explained(_));
    let (is_covered, is_board) = (is_feeds || is_numbers, model.board.is_some());
    for (action, label, is_open) in [
        (Action::Queue, "Queue", !is_covered && !is_board),
        (Action::Board, "Board", !is_covered && is_board),
        (Action::Numbers, "Numbers", is_numbers),
        (Action::Feeds, "Feeds", is_feeds),
    ] {
        let key = model.settings.keymap.key_of(action).unwrap_or_default();
        let role = if is_open { Role::Current } else { Role::Muted };
        let key = Span::new(format!("{key} "), Role::Faint).at(Target::Tab(action));
        let spans = [key, Span::new(label, role)];
        x += painter.line(x, area.y, area.right().saturating_sub(x), &spans) + 2;
    }
}

fn filter(model: &Model, painter: &mut Painter<'_>, layout: &Layout) {
    let area = layout.filter;
    let page = match model.page {
        Page::Queue | Page::Feeds(_) | Page::Numbers(_) | Page::Explained(_) => {
            tabs(model, painter, area);
            ""
        }
        Page::Lead(_) => " Lead",
        Page::Help(_) => " Keys",
        Page::Today => " Today",
    };
    painter.text(area.x, area.y, area.width, page, Role::Current);
    if matches!(model.prompt, Some(Prompt::Filter(_))) || model.filter.is_empty() {
        let hint = match model.settings.keymap.key_of(Action::Filter) {
            Some(key) if model.prompt.is_none() && model.page == Page::Queue => {
                format!("{key} to filter ")
            }
            _ => String::new(),
        };
        painter.text_ending(area.right(), area.y, area.width / 2, &hint, Role::Faint);
        return;
    }
    let count = match model.queue.matched {
        Some(1) => "1 match".to_owned(),
        Some(count) => format!("{} matches", thousands(count as u64)),
        None => "many match".to_owned(),
    };
    let what = match views::standing(model) {
        Some(view) => format!("view: {}", sanitise(&view.name)),
        None => format!("filter: {}", model.privacy.words(&model.filter)),
    };
    // On the board each column has its number.
    let count = if model.board.is_some() { String::new() } else { format!("  {count}") };
    let words = format!("{what}{count}  Esc clears ");
    painter.text_ending(area.right(), area.y, area.width.saturating_sub(20), &words, Role::Notice);
}
