//! What comes in changes the model and asks for effects. No I/O, no clock, no waiting.
//!
//! Nothing is shown as done before it is saved.

use std::sync::Arc;

use super::alerts;
use super::decided::{decided, forget, related};
use super::edit::FilterLine;
use super::errand::Verb;
use super::feeds;
use super::filter;
use super::held;
use super::keyname::Key;
use super::keys::Action;
use super::letter;
use super::marks;
use super::menu::Menu;
use super::model::{Model, Page, Prompt, Tone, Waiting};
use super::mouse::{self, Meant};
use super::msg::{Effect, Failure, Msg, Tried};
use super::on_board;
use super::on_errand;
use super::pages;
use super::palette::Palette;
use super::people;
use super::privacy::Privacy;
use super::prompt::{self, Pressed};
use super::request::{carry_out, has_target, here, move_to, read_ahead, refresh, save};
use super::theme::Theme;
use super::verbs::ask;
use super::views;
use super::walk::{fold, open, step};
use super::words;
use crate::app::LeadKey;
use crate::app::query::{Anchor, Window};
use crate::app::triage::Wish;
use crate::domain::command::Command;
use crate::domain::queue::Group;
use crate::domain::text::sanitise;

/// Takes in what came and returns what must be done.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    let mut effects = Vec::new();
    if matches!(msg, Msg::Key(_) | Msg::Pointer(_) | Msg::Tick(_) | Msg::Changed) {
        model.rests = false;
    }
    if asks_or_answers(&msg) {
        // What was drawn is no longer what is there.
        model.hits.forget();
    }
    match msg {
        Msg::Key(key) => press(model, key, &mut effects),
        Msg::Pointer(pointer) => match mouse::point(model, pointer, &mut effects) {
            Some(Meant::Key(key)) => {
                model.hits.forget();
                press(model, key, &mut effects);
            }
            Some(Meant::Action(action)) => pick(model, action, &mut effects),
            None => {}
        },
        Msg::Paste(text) => prompt::paste(model, &text, &mut effects),
        Msg::Resize(columns, rows) => model.size = (columns, rows),
        Msg::Ground(ground) if model.settings.theme.follows() => {
            model.settings.theme = Theme::following(ground);
        }
        Msg::Ground(_) => {}
        Msg::Tick(now) => {
            model.now = now;
            model.slow = model.waiting != Waiting::No;
            alerts::look(model, &mut effects);
            feeds::look_again(model, &mut effects);
        }
        Msg::Window { generation, window } if generation == model.generation => {
            take_window(model, *window, &mut effects);
        }
        Msg::Window { .. } => {}
        Msg::Lead(key, file, similar) => model.keep_lead(key, file, similar),
        Msg::Related(act, decision) => related(model, act, &decision, &mut effects),
        Msg::Decided(wish, decision) => decided(model, wish, &decision, &mut effects),
        Msg::Reversed(undone, reversal) => {
            model.waiting = Waiting::No;
            match reversal {
                Some(reversal) => {
                    let words = words::reversed(model, undone, &reversal);
                    model.say(Tone::Done, words);
                    forget(model, &reversal.leads);
                    let anchor = match reversal.leads.first() {
                        Some(key) => Anchor::Lead(*key, model.queue.spot()),
                        None => here(model),
                    };
                    move_to(model, anchor, 0, &mut effects);
                }
                None if undone => model.say(Tone::Refused, model.settings.say().said_no_undo()),
                None => model.say(Tone::Refused, model.settings.say().said_no_redo()),
            }
        }
        Msg::Marks(keys) => marks::collected(model, keys),
        Msg::Imported(report) => {
            model.importing = None;
            let words = words::imported(&report, model.privacy, model.settings.say());
            model.say(Tone::Done, words);
            refresh(model, &mut effects);
        }
        Msg::Changed => {
            let known: Vec<LeadKey> = model.leads.keys().copied().collect();
            forget(model, &known);
            refresh(model, &mut effects);
            feeds::load(model, &mut effects);
            if matches!(model.page, Page::Numbers(_)) {
                load_numbers(model, &mut effects);
            }
        }
        Msg::DueSoon(rows) => alerts::tell(model, &rows, &mut effects),
        Msg::Columns(generation, windows) => on_board::take_columns(model, generation, windows),
        Msg::Numbers(numbers) => model.numbers = Some(numbers),
        Msg::Views(counts) => model.views = counts,
        Msg::ViewSaved(view) => {
            let words = model.settings.say().said_view_saved(sanitise(&view.name));
            model.say(Tone::Done, words);
            let views = &mut Arc::make_mut(&mut model.settings.vocabulary).views;
            views.retain(|known| known.name != view.name);
            views.push(view);
        }
        Msg::DraftOpened => letter::opened(model),
        Msg::LinkOpened(channel) => on_errand::opened(model, channel),
        Msg::Copied(what) => letter::copied(model, &what),
        Msg::Edited(text) => letter::edited(model, text),
        Msg::Today(today) => model.today = Some(today),
        Msg::Feeds(views, unsent) => {
            model.unsent = unsent;
            feeds::heard(model, views, &mut effects);
        }
        // That it waits again shows as any change of the file does.
        Msg::ToldAgain => model.say(Tone::Done, model.settings.say().said_tell_again()),
        Msg::Looked(report) => feeds::looked(model, &report, &mut effects),
        Msg::Failed(failure) => failed(model, failure),
    }
    settle(model, &mut effects);
    effects
}

/// Returns whether a message can change what keys mean, or where things stand. What is only read anew
/// leaves a lead the lead that was seen.
const fn asks_or_answers(msg: &Msg) -> bool {
    !matches!(
        msg,
        Msg::Tick(_)
            | Msg::Pointer(_)
            | Msg::Window { .. }
            | Msg::Lead(..)
            | Msg::Columns(..)
            | Msg::Views(_)
            | Msg::Today(_)
            | Msg::Feeds(..)
            | Msg::Looked(_)
            | Msg::DueSoon(_)
            | Msg::Changed
    )
}

/// Runs the keys that waited, reads ahead, and keeps the selection in sight.
fn settle(model: &mut Model, effects: &mut Vec<Effect>) {
    while let Some(key) = held::release(model) {
        mean(model, key, effects);
    }
    if let Some(layout) = model.layout() {
        let lines =
            if model.board.is_some() { layout.cards() } else { usize::from(layout.list.height) };
        model.queue.scroll(lines);
        for column in model.board.iter_mut().flat_map(|board| &mut board.columns) {
            column.queue.scroll(lines);
        }
    }
    read_ahead(model, effects);
}

fn press(model: &mut Model, key: Key, effects: &mut Vec<Effect>) {
    let leaves = held::action(model, key) == Some(Action::Quit) && key.typed().is_none();
    if leaves {
        quit(model, effects);
    } else if held::has_to_wait(model, key) {
        model.held.push_back(key);
    } else {
        mean(model, key, effects);
    }
}

/// Takes a key for what it means now.
fn mean(model: &mut Model, key: Key, effects: &mut Vec<Effect>) {
    let action = held::action(model, key);
    model.notice = None;
    model.last_key = Some(key);
    match (prompt::press(model, key, effects), action) {
        (Pressed::Picked(action), _) => pick(model, action, effects),
        (Pressed::Passed, Some(action)) => dispatch(model, action, key, effects),
        (Pressed::Taken, _) | (Pressed::Passed, None) => {}
    }
}

/// Does what was picked by its name as its first key would, but leaving leaves from any page.
fn pick(model: &mut Model, action: Action, effects: &mut Vec<Effect>) {
    if action == Action::Quit {
        return quit(model, effects);
    }
    // A guard wants that key again. Without one, what was pressed last stands for it.
    let key = model.settings.keymap.keys_of(action).first().copied().or(model.last_key);
    model.last_key = key;
    if let Some(key) = key {
        dispatch(model, action, key, effects);
    }
}

/// Does what a key means where one is.
fn dispatch(model: &mut Model, action: Action, key: Key, effects: &mut Vec<Effect>) {
    match (model.page, pages::press(model, action, key, effects)) {
        (_, None) => {}
        (Page::Queue, Some(action)) if model.board.is_some() => {
            if let Some(action) = on_board::press(model, action, key, effects) {
                on_queue(model, action, effects);
            }
        }
        (Page::Queue, Some(action)) => on_queue(model, action, effects),
        (_, Some(action)) => act(model, action, effects),
    }
}

fn on_queue(model: &mut Model, action: Action, effects: &mut Vec<Effect>) {
    let page =
        model.layout().map_or(1, |layout| isize::try_from(layout.list.height).unwrap_or(1) - 1);
    match action {
        Action::Down => step(model, 1, effects),
        Action::Up => step(model, -1, effects),
        Action::HalfDown => step(model, page / 2, effects),
        Action::HalfUp => step(model, -(page / 2), effects),
        Action::PageDown => step(model, page, effects),
        Action::PageUp => step(model, -page, effects),
        Action::Top if model.queue.starts => {
            model.queue.selected = None;
            model.queue.step(1);
        }
        Action::Bottom if model.queue.ends => {
            model.queue.selected = None;
            model.queue.step(-1);
        }
        Action::Top => move_to(model, Anchor::Top, 0, effects),
        Action::Bottom => move_to(model, Anchor::Bottom, 0, effects),
        Action::Open => open(model, effects),
        Action::Fold => fold(model, effects),
        Action::Back => back(model, effects),
        Action::Quit => quit(model, effects),
        _ => act(model, action, effects),
    }
}

/// What a key means wherever a lead is shown.
fn act(model: &mut Model, action: Action, effects: &mut Vec<Effect>) {
    match action {
        // Counted from where the lead in hand stood, so that none is passed over.
        Action::NextOverdue => move_to(model, Anchor::NextOverdue(model.stood()), 0, effects),
        Action::PreviousOverdue => {
            move_to(model, Anchor::PreviousOverdue(model.stood()), 0, effects)
        }
        Action::Filter => {
            model.page = Page::Queue;
            model.prompt = Some(Prompt::Filter(FilterLine::of(&model.filter)));
        }
        Action::Call => ask(model, Menu::Call),
        Action::Mail => ask(model, Menu::Mail),
        Action::Meet => ask(model, Menu::Meet),
        Action::Dismiss => ask(model, Menu::Dismiss),
        Action::FollowUp => ask(model, Menu::FollowUp),
        Action::Snooze => ask(model, Menu::Snooze),
        Action::Milestone => ask(model, Menu::Milestone),
        Action::Assign => ask(model, Menu::Assign),
        Action::Mine => mine(model, effects),
        Action::Today => {
            model.page = Page::Today;
            let zone = model.settings.zone.clone();
            effects.push(Effect::LoadToday { zone, now: model.now });
        }
        Action::Queue => on_board::show_queue(model, effects),
        Action::Board => on_board::open(model, effects),
        Action::Views => views::open(model, effects),
        Action::MoveLeft | Action::MoveRight => {
            model.say(Tone::Refused, model.settings.say().said_no_card());
        }
        Action::Numbers => {
            model.page = Page::Numbers(0);
            load_numbers(model, effects);
        }
        Action::Feeds => {
            model.page = Page::Feeds(0);
            feeds::load(model, effects);
        }
        Action::Sync => feeds::sync_now(model, effects),
        Action::Contact => on_errand::ask(model, Verb::Open),
        Action::Copy => on_errand::ask(model, Verb::Copy),
        Action::Link => people::ask_to_link(model),
        Action::Unlink => people::ask_to_unlink(model),
        Action::Tick => {}
        Action::Qualify => {
            carry_out(
                model,
                Wish::command(Command::Qualify { met: Vec::new(), overridden: false }),
                effects,
            );
        }
        Action::Reopen => carry_out(model, Wish::command(Command::Reopen), effects),
        Action::Note => {
            if has_target(model) {
                model.prompt = Some(Prompt::Note(String::new().into()));
            }
        }
        Action::Repeat => match model.last_wish.clone() {
            Some(wish) => carry_out(model, wish, effects),
            None => model.say(Tone::Refused, model.settings.say().said_no_verb()),
        },
        Action::Undo => save(model, Effect::Undo(model.now), effects),
        Action::Redo => save(model, Effect::Redo(model.now), effects),
        Action::TellAgain => feeds::tell_again(model, effects),
        Action::Mark => {
            marks::mark(model);
            step(model, 1, effects);
        }
        Action::MarkRange => marks::mark_range(model),
        Action::MarkAll => marks::mark_all(model, effects),
        Action::Import => {
            if model.settings.read_only {
                model.say(Tone::Refused, model.settings.say().said_read_only());
            } else {
                model.prompt = Some(Prompt::Import(String::new().into()));
            }
        }
        Action::Demo if model.queue.is_empty() => effects.push(Effect::OpenDemo),
        Action::Demo => model.say(Tone::Refused, model.settings.say().said_not_beside_leads()),
        Action::Palette => model.prompt = Some(Prompt::Palette(Palette::default())),
        Action::Mask => mask(model),
        Action::Help => model.page = Page::Help(0),
        Action::Suspend => effects.push(Effect::Suspend),
        Action::Quit => quit(model, effects),
        Action::Down
        | Action::Up
        | Action::Top
        | Action::Bottom
        | Action::HalfDown
        | Action::HalfUp
        | Action::PageDown
        | Action::PageUp
        | Action::Open
        | Action::Back
        | Action::Fold => {}
    }
}

fn load_numbers(model: &Model, effects: &mut Vec<Effect>) {
    effects.push(Effect::LoadNumbers { zone: model.settings.zone.clone(), now: model.now });
}

/// Shows one's own leads only, or all again.
fn mine(model: &mut Model, effects: &mut Vec<Effect>) {
    const OWN: &str = "owner:me";
    model.page = Page::Queue;
    filter::set(model, if model.filter == OWN { "" } else { OWN }, effects);
}

/// Masks what strangers typed, or shows it again. What was said last may hold a name.
fn mask(model: &mut Model) {
    model.privacy = model.privacy.other();
    let words = match model.privacy {
        Privacy::Masked => model.settings.say().said_masked(),
        Privacy::Open => model.settings.say().said_unmasked(),
    };
    model.say(Tone::Done, words);
}

fn quit(model: &mut Model, effects: &mut Vec<Effect>) {
    model.quit = true;
    effects.push(Effect::Quit);
}

fn back(model: &mut Model, effects: &mut Vec<Effect>) {
    if !model.queue.marks.is_empty() {
        model.queue.marks.clear();
        model.queue.mark_anchor = None;
    } else if !model.filter.is_empty() {
        filter::set(model, "", effects);
    }
}

fn failed(model: &mut Model, failure: Failure) {
    match failure.tried {
        Tried::Save => model.waiting = Waiting::No,
        Tried::LoadWindow(generation) if generation == model.generation => {
            model.waiting = Waiting::No;
            model.stale = false;
            model.rests = true;
        }
        Tried::LoadWindow(_) => return,
        Tried::LoadLead(key) => {
            model.asked.retain(|asked| *asked != key);
            model.rests = true;
        }
        Tried::Import => {
            model.held.clear();
            model.say(Tone::Refused, failure.why);
            model.prompt = model.importing.take().map(|path| Prompt::Import(path.into()));
            return;
        }
        Tried::CollectMarks
        | Tried::LoadColumns
        | Tried::CountViews
        | Tried::LoadNumbers
        | Tried::LookAtToday
        | Tried::LookAtFeeds
        | Tried::Alert => {}
        Tried::SaveView => return model.say(Tone::Refused, failure.why),
        Tried::Sync => {
            model.looks_wanted = 0;
            return model.say(Tone::Refused, failure.why);
        }
        Tried::HandOver => {
            model.held.clear();
            return model.say(Tone::Refused, failure.why);
        }
    }
    model.held.clear();
    model.say(Tone::Failed, failure.why);
}

/// Asks for the first stretch.
pub fn begin(model: &mut Model) -> Vec<Effect> {
    let mut effects = Vec::new();
    move_to(model, Anchor::Top, 0, &mut effects);
    feeds::load(model, &mut effects);
    effects
}

/// A desk on which everything is old would look empty: then the old is what is shown.
fn unfolds_forgotten(window: &Window) -> bool {
    let total = |group| window.counts.of(group).total;
    total(Group::Forgotten) > 0
        && Group::ALL.into_iter().filter(|group| group.is_stage()).all(|group| total(group) == 0)
}

fn take_window(model: &mut Model, window: Window, effects: &mut Vec<Effect>) {
    model.stale = false;
    let is_first = !model.queue.loaded;
    if is_first && unfolds_forgotten(&window) {
        model.queue.take(window, false);
        model.queue.open.insert(Group::Forgotten);
        return move_to(model, Anchor::Top, 0, effects);
    }
    let Waiting::Window(then) = model.waiting else {
        model.queue.take(window, true);
        return;
    };
    model.waiting = Waiting::No;
    if !window.found {
        let overdue = window.counts.open().overdue;
        model.queue.take(window, true);
        let say = model.settings.say();
        let words = match overdue {
            0 => say.said_nothing_overdue(),
            _ => say.said_overdue_elsewhere(
                overdue,
                Group::Snoozed.label(say),
                Group::Forgotten.label(say),
            ),
        };
        model.say(Tone::Refused, words);
        return;
    }
    model.queue.take(window, false);
    if then != 0 {
        step(model, then, effects);
    }
}
