//! The two lines at the bottom: what just happened or is being typed, and the keys.

use ratatui::layout::Rect;

use super::field::{complaint, field};
use super::filter;
use super::paint::{Painter, Span};
use super::palette;
use super::panel;
use crate::domain::command::Command;
use crate::domain::dates::day_and_time_from;
use crate::domain::text::columns;
use crate::tui::keys::{Action, BINDINGS, Binding};
use crate::tui::layout::Layout;
use crate::tui::menu::Menu;
use crate::tui::model::{Model, Page, Prompt, Tone, Waiting};
use crate::tui::theme::Role;
use crate::tui::verbs::is_allowed;

/// The columns between two keys.
const GAP: u16 = 2;

/// Draws both lines, and the menu above them. Returns where the cursor stands.
pub(super) fn draw(
    model: &Model,
    painter: &mut Painter<'_>,
    layout: &Layout,
) -> Option<(u16, u16)> {
    let cursor = match &model.prompt {
        Some(Prompt::Menu(menu)) => {
            panel::menu(model, painter, layout, *menu);
            notice(model, painter, layout.status);
            None
        }
        Some(Prompt::Guard(question)) => {
            panel::question(model, painter, layout, question);
            notice(model, painter, layout.status);
            None
        }
        Some(Prompt::Checklist(items)) => {
            panel::checklist(model, painter, layout, items);
            notice(model, painter, layout.status);
            None
        }
        Some(Prompt::Who(choices, linking)) => {
            panel::who(model, painter, layout, choices, *linking);
            notice(model, painter, layout.status);
            None
        }
        Some(Prompt::Errand(verb, errands)) => {
            panel::errands(model, painter, layout, *verb, errands);
            notice(model, painter, layout.status);
            None
        }
        Some(Prompt::Letter(letter)) => {
            panel::letter(model, painter, layout, letter);
            notice(model, painter, layout.status);
            None
        }
        Some(Prompt::Reason(input)) => {
            let hint = complaint(model).unwrap_or_else(|| (String::new(), Role::Faint));
            Some(field(
                painter,
                layout.status,
                "Why qualify it all the same?",
                input,
                &[Span::new(hint.0, hint.1)],
            ))
        }
        Some(Prompt::Words(menu, input)) => {
            let hint = complaint(model).unwrap_or_else(|| understood(model, *menu, input.value()));
            Some(field(painter, layout.status, menu.title(), input, &[Span::new(hint.0, hint.1)]))
        }
        Some(Prompt::Note(input)) => {
            let whom = model.whom(&model.targets());
            let hint = complaint(model).unwrap_or_else(|| (String::new(), Role::Faint));
            Some(field(
                painter,
                layout.status,
                &format!("Note on {whom}:"),
                input,
                &[Span::new(hint.0, hint.1)],
            ))
        }
        Some(Prompt::Filter(line)) => Some(filter::draw(model, painter, layout.status, line)),
        Some(Prompt::Palette(line)) => Some(palette::draw(model, painter, layout, line)),
        Some(Prompt::Views) => {
            panel::views(model, painter, layout);
            notice(model, painter, layout.status);
            None
        }
        Some(Prompt::ViewName(input)) => {
            let hint = complaint(model).unwrap_or_else(|| {
                (format!("for {}", model.privacy.words(&model.filter)), Role::Faint)
            });
            Some(field(
                painter,
                layout.status,
                "Save the view as",
                input,
                &[Span::new(hint.0, hint.1)],
            ))
        }
        Some(Prompt::Import(input)) => {
            let hint = ("CSV, JSON or JSONL".to_owned(), Role::Faint);
            Some(field(
                painter,
                layout.status,
                "Import which file?",
                input,
                &[Span::new(hint.0, hint.1)],
            ))
        }
        None => {
            notice(model, painter, layout.status);
            None
        }
    };
    keys(model, painter, layout.footer);
    cursor
}

fn notice(model: &Model, painter: &mut Painter<'_>, area: Rect) {
    let (words, role) = match &model.notice {
        Some(notice) => {
            let (sign, role) = match notice.tone {
                Tone::Done => ("✓", Role::Notice),
                Tone::Refused => ("·", Role::Warning),
                Tone::Failed => ("✗ not saved:", Role::Error),
            };
            (format!(" {sign} {}", notice.words), role)
        }
        None if model.waiting == Waiting::Save && model.slow => {
            (" saving…".to_owned(), Role::Muted)
        }
        None if model.importing.is_some() => (" reading the file…".to_owned(), Role::Muted),
        None if !model.queue.marks.is_empty() => {
            let count = model.queue.marks.len();
            let words =
                format!(" ✓ {count} marked: verbs act on all of them · Esc clears the marks");
            (words, Role::Marked)
        }
        None => return,
    };
    painter.text(area.x, area.y, area.width, &words, role);
}

/// Echoes how the words are understood so far.
fn understood(model: &Model, menu: Menu, words: &str) -> (String, Role) {
    match menu.answer(words, model.desk()) {
        Ok(wish) => match wish.command {
            Some(Command::Schedule { due_at: at } | Command::Snooze { until: at }) => (
                format!(
                    "→ {}",
                    day_and_time_from(model.now, at, &model.settings.zone, model.settings.say())
                ),
                Role::Notice,
            ),
            Some(Command::Assign { owner }) => {
                let owner = owner.unwrap_or_else(|| "nobody".to_owned());
                (format!("→ {owner}"), Role::Notice)
            }
            _ => (String::new(), Role::Faint),
        },
        Err(_) => (menu.words().unwrap_or_default().to_owned(), Role::Faint),
    }
}

/// The keys that matter here, the most important longest. What the row does not allow is dim.
fn keys(model: &Model, painter: &mut Painter<'_>, area: Rect) {
    let fixed: &[(&str, &str)] = match (&model.prompt, model.page) {
        (Some(Prompt::Menu(_) | Prompt::Guard(_) | Prompt::Who(..) | Prompt::Errand(..)), _) => {
            &[("Esc", "back")]
        }
        (Some(Prompt::Letter(letter)), _) if letter.has_left => {
            &[("Enter", "it went out: log it"), ("v", "edit"), ("Y", "copy"), ("Esc", "not sent")]
        }
        (Some(Prompt::Letter(_)), _) => &[
            ("Enter", "open in the mail program"),
            ("v", "edit"),
            ("Y", "copy"),
            ("j k", "scroll"),
            ("Esc", "back"),
        ],
        (Some(Prompt::Checklist(_)), _) => &[("1-9", "tick"), ("Enter", "go on"), ("Esc", "back")],
        (Some(Prompt::Filter(_)), _) => {
            &[("Enter", "keep"), ("Esc", "clear"), ("↑↓", "move"), ("Tab", "complete")]
        }
        (Some(Prompt::Palette(_)), _) => &[("Enter", "do it"), ("↑↓", "move"), ("Esc", "back")],
        (Some(Prompt::Views), _) => &[("+", "save the filter as a view"), ("Esc", "back")],
        (Some(_), _) => &[("Enter", "save"), ("Esc", "back")],
        (None, Page::Help(_)) => &[("j k", "scroll"), ("Esc", "back")],
        (None, Page::Today) => &[("Esc", "back")],
        (None, Page::Numbers(_)) => {
            &[("Tab", "by what"), ("?", "what they mean"), ("j k", "scroll"), ("Esc", "back")]
        }
        (None, Page::Explained(_)) => &[("?", "the numbers"), ("j k", "scroll"), ("Esc", "back")],
        (None, Page::Feeds(_)) => &[("s", "ask now"), ("j k", "scroll"), ("Esc", "back")],
        (None, _) if model.queue.is_empty() => &[],
        (None, _) => return lead_keys(model, painter, area),
    };
    let mut x = area.x + 1;
    for (key, label) in fixed {
        let spans =
            [Span::new(*key, Role::Key).pressed(), Span::new(format!(" {label}"), Role::Muted)];
        x += painter.line(x, area.y, area.right().saturating_sub(x), &spans) + GAP;
    }
}

fn lead_keys(model: &Model, painter: &mut Painter<'_>, area: Rect) {
    let mut labelled: Vec<(&Binding, String)> = BINDINGS
        .iter()
        .filter(|binding| !binding.label.is_empty())
        .filter(|binding| is_shown(model, binding.action))
        .filter_map(|binding| Some((binding, model.settings.keymap.key_of(binding.action)?)))
        .collect();
    let width = |(binding, key): &(&Binding, String)| {
        columns(key) + columns(binding.label) + 1 + usize::from(GAP)
    };
    let room = usize::from(area.width).saturating_sub(1);
    labelled.sort_by_key(|(binding, _)| binding.priority);
    let mut taken = 0;
    labelled.retain(|item| {
        let fits = taken + width(item) <= room + usize::from(GAP);
        if fits {
            taken += width(item);
        }
        fits
    });
    // Help was kept first; it stands last, where one looks for it.
    labelled.sort_by_key(|(binding, _)| (binding.priority == 0, binding.priority));
    let mut x = area.x + 1;
    for (binding, key) in labelled {
        let (key_role, label_role) = if is_allowed(model, binding.action) {
            (Role::Key, Role::Muted)
        } else {
            (Role::KeyOff, Role::KeyOff)
        };
        let spans = [
            Span::new(key, key_role).pressed(),
            Span::new(format!(" {}", binding.label), label_role),
        ];
        x += painter.line(x, area.y, area.right().saturating_sub(x), &spans) + GAP;
    }
}

/// Cards are carried on the board alone.
fn is_shown(model: &Model, action: Action) -> bool {
    !matches!(action, Action::MoveLeft | Action::MoveRight) || model.shows_board()
}
