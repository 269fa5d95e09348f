//! What is asked above the status line: a menu, a guard's question, the checklist.

use ratatui::layout::Rect;

use super::paint::{Line, Painter, Span, wrapped};
use crate::app::Tally;
use crate::domain::checklist::Prerequisite;
use crate::domain::count::thousands;
use crate::domain::funnel::GuardKind;
use crate::domain::guard::Guard;
use crate::domain::text::{columns, padded, sanitise};
use crate::tui::errand::{Errand, Verb};
use crate::tui::hits::Target;
use crate::tui::keys::Action;
use crate::tui::layout::Layout;
use crate::tui::menu::{Choice, Menu};
use crate::tui::model::{Letter, Model};
use crate::tui::question::Question;
use crate::tui::theme::Role;
use crate::tui::views;
use crate::tui::who::Who;

/// The columns between two answers.
const GAP: usize = 2;
/// The most answers beside each other.
const MOST_COLUMNS: usize = 3;
/// How wide the labels of a draft are.
const LABEL: usize = 9;

/// The answers of a menu, with what a guard would say.
pub(super) fn menu(model: &Model, painter: &mut Painter<'_>, layout: &Layout, menu: Menu) {
    let width = usize::from(layout.body.width).saturating_sub(2);
    let mut lines = vec![title(menu.title(model.settings.say()), &model.whom(&model.targets()))];
    lines.extend(warnings(said(model, &model.warnings(menu)), width));
    lines.extend(in_columns(&model.choices(menu), width));
    if let Some(words) = menu.words(model.settings.say()) {
        lines.push(vec![Span::new(words, Role::Muted)]);
    }
    sheet(painter, layout, &lines);
}

/// A guard's question with its answers.
pub(super) fn question(
    model: &Model,
    painter: &mut Painter<'_>,
    layout: &Layout,
    question: &Question,
) {
    let width = usize::from(layout.body.width).saturating_sub(2);
    let say = model.settings.say();
    let mut lines = vec![title(say.panel_really(), &model.whom(&question.leads))];
    match question.leads.as_slice() {
        several @ [_, _, ..] => {
            // What they saw differs from lead to lead; the first one stands for all.
            let name = model.whom(question.asked.get(..1).unwrap_or_default());
            let said = said(model, &question.guards).map(|guard| say.page_of(&name, guard));
            lines.extend(warnings(said, width));
            let (asked, of) = (question.asked.len(), several.len());
            lines.push(vec![Span::new(say.panel_so_for(asked, of), Role::Muted)]);
        }
        _ => lines.extend(warnings(said(model, &question.guards), width)),
    }
    lines.extend(question.better.iter().map(answer));
    lines.push(vec![
        Span::new(question.key.to_string(), Role::Key).pressed(),
        Span::new(format!(" {}", say.panel_again()), Role::Text),
    ]);
    sheet(painter, layout, &lines);
}

/// The checklist: what is met, and what to ask for the rest.
pub(super) fn checklist(
    model: &Model,
    painter: &mut Painter<'_>,
    layout: &Layout,
    items: &[(Prerequisite, bool)],
) {
    let say = model.settings.say();
    let mut lines = vec![title(say.panel_what_is_met(), &model.whom(&model.targets()))];
    let longest = items.iter().map(|(item, _)| columns(&item.label)).max().unwrap_or(0);
    for (number, (item, met)) in (1..).zip(items) {
        let label = padded(&item.label, longest);
        let (sign, role) = if *met { ("✓", Role::Notice) } else { ("·", Role::Text) };
        lines.push(vec![
            Span::new(format!("{number} "), Role::Key).pressed(),
            Span::new(format!("{sign} {label}"), role),
            Span::new(format!("  {}", if *met { "" } else { &item.question }), Role::Muted),
        ]);
    }
    let words = match items.iter().all(|(_, met)| *met) {
        true => say.panel_qualifies(),
        false => say.panel_qualifies_all_the_same(),
    };
    lines.push(vec![
        Span::new("Enter", Role::Key).pressed(),
        Span::new(format!(" {words}"), Role::Text),
    ]);
    sheet(painter, layout, &lines);
}

/// Who may be the same person, or was linked.
pub(super) fn who(
    model: &Model,
    painter: &mut Painter<'_>,
    layout: &Layout,
    choices: &[Who],
    linking: bool,
) {
    let say = model.settings.say();
    let words = if linking { say.panel_who_is_the_same() } else { say.panel_who_is_another() };
    let mut lines = vec![title(words, &model.whom(&model.targets()))];
    for who in choices {
        lines.push(vec![
            Span::new(who.key.to_string(), Role::Key).pressed(),
            Span::new(format!(" {}", who.label), Role::Text),
        ]);
        if !who.why.is_empty() {
            lines.push(vec![Span::new(format!("  {}", who.why), Role::Muted)]);
        }
    }
    sheet(painter, layout, &lines);
}

/// What of a lead is opened, or copied; what can not be says why.
pub(super) fn errands(
    model: &Model,
    painter: &mut Painter<'_>,
    layout: &Layout,
    verb: Verb,
    errands: &[Errand],
) {
    let words = match verb {
        Verb::Open => model.settings.say().panel_open_what(),
        Verb::Copy => model.settings.say().panel_copy_what(),
    };
    let width = usize::from(layout.body.width).saturating_sub(2);
    let whom: Vec<_> = model.queue.lead().map(|row| row.key).into_iter().collect();
    let mut lines = vec![title(words, &model.whom(&whom))];
    if verb == Verb::Open {
        let mut guards = model.warnings(Menu::Call);
        let mails = model.warnings(Menu::Mail).into_iter();
        guards.extend(mails.filter(|guard| guard.kind() != GuardKind::HeadsUp));
        lines.extend(warnings(said(model, &guards), width));
    }
    let longest = errands.iter().map(|errand| columns(&errand.label)).max().unwrap_or(0);
    for errand in errands {
        let label = format!(" {}  ", padded(&errand.label, longest));
        let (key, value) = match &errand.does {
            Ok(_) => (Role::Key, Span::new(errand.shown.clone(), Role::Muted)),
            Err(why) => (Role::KeyOff, Span::new(why.clone(), Role::Faint)),
        };
        let key = Span::new(errand.key.to_string(), key).pressed();
        lines.push(vec![key, Span::new(label, Role::Text), value]);
    }
    sheet(painter, layout, &lines);
}

/// The saved views, each with its key, its count and its query.
pub(super) fn views(model: &Model, painter: &mut Painter<'_>, layout: &Layout) {
    let say = model.settings.say();
    let mut lines = vec![vec![Span::new(say.panel_which_view(), Role::Header)]];
    let names = || views::keyed(model).map(|(_, view)| sanitise(&view.name).into_owned());
    let longest = names().map(|name| columns(&name)).max().unwrap_or(0);
    for ((key, view), name) in views::keyed(model).zip(names()) {
        let count = model.views.iter().find(|known| known.view == *view).map(|known| known.tally);
        let count = match count {
            None => "…".to_owned(),
            Some(Tally::Exactly(number)) => thousands(number),
            Some(Tally::MoreThan(number)) => format!("{}+", thousands(number)),
        };
        lines.push(vec![
            Span::new(key.to_string(), Role::Key).pressed(),
            Span::new(format!(" {}", padded(&name, longest)), Role::Text),
            Span::new(format!("  {count:>7}  "), Role::Text),
            // It can name a company or a person.
            Span::new(model.privacy.words(&view.query), Role::Muted),
        ]);
    }
    if !model.filter.trim().is_empty() {
        lines.push(vec![
            Span::new(views::SAVE.to_string(), Role::Key).pressed(),
            Span::new(
                format!(" {}", say.panel_save_the_filter(model.privacy.words(&model.filter))),
                Role::Text,
            ),
        ]);
    }
    sheet(painter, layout, &lines);
}

/// A draft, over the whole body: what will go out.
pub(super) fn letter(model: &Model, painter: &mut Painter<'_>, layout: &Layout, letter: &Letter) {
    let area = layout.body;
    painter.note(area, Target::Panel);
    let width = usize::from(area.width).saturating_sub(2);
    let say = model.settings.say();
    let header = |name: String, words: String| {
        vec![Span::new(padded(&name, LABEL), Role::Muted), Span::new(words, Role::Header)]
    };
    if model.privacy.is_masked() {
        let key = model.settings.keymap.key_of(Action::Mask).unwrap_or_default();
        let words = say.panel_masked(key);
        painter.fill(area, Role::Text);
        painter.text(area.x + 1, area.y, area.width - 2, &words, Role::Muted);
        return;
    }
    let to = letter.draft.to().map_or_else(|| say.panel_no_address(), ToString::to_string);
    let subject = letter.draft.subject().to_owned();
    let mut lines =
        vec![header(say.panel_to(), to), header(say.panel_subject(), subject), Line::new()];
    lines.splice(2..2, warnings(said(model, &model.warnings(Menu::Mail)), width));
    for paragraph in letter.draft.body().split('\n') {
        let wrapped = wrapped(paragraph, width).into_iter();
        lines.extend(wrapped.map(|line| vec![Span::new(line, Role::Text)]));
    }
    painter.fill(area, Role::Text);
    let most = lines.len().saturating_sub(usize::from(area.height));
    for (y, line) in (area.top()..area.bottom()).zip(lines.iter().skip(letter.top.min(most))) {
        painter.line(area.x + 1, y, area.width - 2, line);
    }
}

fn title(words: impl Into<String>, whom: &str) -> Line {
    vec![Span::new(words, Role::Header), Span::new(format!("  {whom}"), Role::Muted)]
}

/// What guards say, as the screen may show it.
fn said<'a>(model: &Model, guards: &'a [Guard]) -> impl Iterator<Item = String> + use<'a> {
    let (privacy, say) = (model.privacy, model.settings.say());
    guards.iter().map(move |guard| privacy.guard(guard, say))
}

fn warnings(said: impl Iterator<Item = String>, width: usize) -> impl Iterator<Item = Line> {
    said.flat_map(move |guard| {
        wrapped(&format!("! {guard}"), width)
            .into_iter()
            .map(|line| vec![Span::new(line, Role::Warning)])
    })
}

fn answer(choice: &Choice) -> Line {
    vec![
        Span::new(choice.key.to_string(), Role::Key).pressed(),
        Span::new(format!(" {}", choice.label), Role::Text),
    ]
}

/// The answers in as many columns as fit, read downwards.
fn in_columns(choices: &[Choice], width: usize) -> Vec<Line> {
    let longest = choices.iter().map(|choice| columns(&choice.label)).max().unwrap_or(0) + 2 + GAP;
    let beside = ((width + GAP) / longest).clamp(1, MOST_COLUMNS);
    let height = choices.len().div_ceil(beside);
    (0..height)
        .map(|line| {
            choices
                .iter()
                .skip(line)
                .step_by(height.max(1))
                .flat_map(|choice| {
                    let padding = longest - 2 - columns(&choice.label);
                    let mut spans = answer(choice);
                    spans.push(Span::new(" ".repeat(padding), Role::Text));
                    spans
                })
                .collect()
        })
        .collect()
}

/// Draws lines at the bottom of the body, under a rule. What does not fit is cut below.
pub(super) fn sheet(painter: &mut Painter<'_>, layout: &Layout, lines: &[Line]) {
    let height = u16::try_from(lines.len() + 1).unwrap_or(u16::MAX).min(layout.body.height);
    let area = Rect { y: layout.body.bottom() - height, height, ..layout.body };
    painter.fill(area, Role::Text);
    painter.note(area, Target::Panel);
    painter.rule(area.x, area.y, area.width, '─', Role::Border);
    for (y, line) in (area.y + 1..area.bottom()).zip(lines) {
        painter.line(area.x + 1, y, area.width - 2, line);
    }
}
