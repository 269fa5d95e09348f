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
    let say = model.settings.say();
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
                &say.footer_why_qualify(),
                input,
                &[Span::new(hint.0, hint.1)],
            ))
        }
        Some(Prompt::Words(menu, input)) => {
            let hint = complaint(model).unwrap_or_else(|| understood(model, *menu, input.value()));
            Some(field(
                painter,
                layout.status,
                &menu.title(model.settings.say()),
                input,
                &[Span::new(hint.0, hint.1)],
            ))
        }
        Some(Prompt::Note(input)) => {
            let whom = model.whom(&model.targets());
            let hint = complaint(model).unwrap_or_else(|| (String::new(), Role::Faint));
            Some(field(
                painter,
                layout.status,
                &say.footer_note(whom),
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
                (say.footer_view_of(model.privacy.words(&model.filter)), Role::Faint)
            });
            Some(field(
                painter,
                layout.status,
                &say.footer_view_name(),
                input,
                &[Span::new(hint.0, hint.1)],
            ))
        }
        Some(Prompt::Import(input)) => {
            let hint = (say.footer_formats(), Role::Faint);
            Some(field(
                painter,
                layout.status,
                &say.footer_import(),
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
    let say = model.settings.say();
    let (words, role) = match &model.notice {
        Some(notice) => match notice.tone {
            Tone::Done => (format!(" ✓ {}", notice.words), Role::Notice),
            Tone::Refused => (format!(" · {}", notice.words), Role::Warning),
            Tone::Failed => (format!(" ✗ {}", say.footer_not_saved(&notice.words)), Role::Error),
        },
        None if model.waiting == Waiting::Save && model.slow => {
            (format!(" {}", say.footer_saving()), Role::Muted)
        }
        None if model.importing.is_some() => (format!(" {}", say.footer_reading()), Role::Muted),
        None if !model.queue.marks.is_empty() => {
            (format!(" ✓ {}", say.footer_marked(model.queue.marks.len())), Role::Marked)
        }
        None => return,
    };
    painter.text(area.x, area.y, area.width, &words, role);
}

/// Echoes how the words are understood so far.
fn understood(model: &Model, menu: Menu, words: &str) -> (String, Role) {
    let say = model.settings.say();
    match menu.answer(words, model.desk()) {
        Ok(wish) => match wish.command {
            Some(Command::Schedule { due_at: at } | Command::Snooze { until: at }) => (
                format!("→ {}", day_and_time_from(model.now, at, &model.settings.zone, say)),
                Role::Notice,
            ),
            Some(Command::Assign { owner }) => {
                let owner = owner.unwrap_or_else(|| say.footer_nobody());
                (format!("→ {owner}"), Role::Notice)
            }
            _ => (String::new(), Role::Faint),
        },
        Err(_) => (menu.words(model.settings.say()).unwrap_or_default(), Role::Faint),
    }
}

/// The keys that matter here, the most important longest. What the row does not allow is dim.
fn keys(model: &Model, painter: &mut Painter<'_>, area: Rect) {
    let say = model.settings.say();
    let back = || ("Esc", say.footer_back());
    let scroll = || ("j k", say.footer_scroll());
    let fixed: Vec<(&str, String)> = match (&model.prompt, model.page) {
        (Some(Prompt::Menu(_) | Prompt::Guard(_) | Prompt::Who(..) | Prompt::Errand(..)), _) => {
            vec![back()]
        }
        (Some(Prompt::Letter(letter)), _) => {
            let copy = ("Y", say.footer_copy());
            let edit = ("v", say.footer_edit());
            if letter.has_left {
                let not_sent = ("Esc", say.footer_not_sent());
                vec![("Enter", say.footer_went_out()), edit, copy, not_sent]
            } else {
                vec![("Enter", say.footer_mail_program()), edit, copy, scroll(), back()]
            }
        }
        (Some(Prompt::Checklist(_)), _) => {
            vec![("1-9", say.footer_tick()), ("Enter", say.footer_go_on()), back()]
        }
        (Some(Prompt::Filter(_)), _) => vec![
            ("Enter", say.footer_keep()),
            ("Esc", say.footer_clear()),
            ("↑↓", say.footer_move()),
            ("Tab", say.footer_complete()),
        ],
        (Some(Prompt::Palette(_)), _) => {
            vec![("Enter", say.footer_do_it()), ("↑↓", say.footer_move()), back()]
        }
        (Some(Prompt::Views), _) => vec![("+", say.footer_save_as_view()), back()],
        (Some(_), _) => vec![("Enter", say.footer_save()), back()],
        (None, Page::Help(_)) => vec![scroll(), back()],
        (None, Page::Today) => vec![back()],
        (None, Page::Numbers(_)) => vec![
            ("Tab", say.footer_by_what()),
            ("?", say.footer_what_they_mean()),
            scroll(),
            back(),
        ],
        (None, Page::Explained(_)) => vec![("?", say.footer_the_numbers()), scroll(), back()],
        (None, Page::Feeds(_)) => vec![("s", say.footer_ask_now()), scroll(), back()],
        (None, _) if model.queue.is_empty() => Vec::new(),
        (None, _) => return lead_keys(model, painter, area),
    };
    let mut x = area.x + 1;
    for (key, label) in fixed {
        let spans =
            [Span::new(key, Role::Key).pressed(), Span::new(format!(" {label}"), Role::Muted)];
        x += painter.line(x, area.y, area.right().saturating_sub(x), &spans) + GAP;
    }
}

fn lead_keys(model: &Model, painter: &mut Painter<'_>, area: Rect) {
    let label = |binding: &Binding| binding.label(model.settings.say()).unwrap_or_default();
    let mut labelled: Vec<(&Binding, String)> = BINDINGS
        .iter()
        .filter(|binding| !label(binding).is_empty())
        .filter(|binding| is_shown(model, binding.action))
        .filter_map(|binding| Some((binding, model.settings.keymap.key_of(binding.action)?)))
        .collect();
    let width = |(binding, key): &(&Binding, String)| {
        columns(key) + columns(&label(binding)) + 1 + usize::from(GAP)
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
            Span::new(format!(" {}", label(binding)), label_role),
        ];
        x += painter.line(x, area.y, area.right().saturating_sub(x), &spans) + GAP;
    }
}

/// Cards are carried on the board alone.
fn is_shown(model: &Model, action: Action) -> bool {
    !matches!(action, Action::MoveLeft | Action::MoveRight) || model.shows_board()
}
