//! The panel of saved views: each by one key, with its count; and saving the filter as one.

use crossterm::event::KeyCode;
use tui_input::Input;

use super::edit::edit;
use super::filter;
use super::keyname::Key;
use super::model::{Model, Page, Prompt, Tone};
use super::msg::Effect;
use crate::app::config::view_name_problem;
use crate::domain::query::View;

/// The key that saves the filter as a view.
pub(super) const SAVE: char = '+';
/// The keys of the views, in order.
const KEYS: &str = "123456789abcdefghijklmnopqrstuvwxyz";

/// Returns the views with their keys.
pub(super) fn keyed(model: &Model) -> impl Iterator<Item = (char, &View)> {
    KEYS.chars().zip(&model.settings.vocabulary.views)
}

/// Returns the view that the filter is, where it is one.
pub(super) fn standing(model: &Model) -> Option<&View> {
    let is_it = |view: &&View| !model.filter.is_empty() && view.query == model.filter.trim();
    model.settings.vocabulary.views.iter().find(is_it)
}

/// Opens the panel, and has the views counted.
pub(super) fn open(model: &mut Model, effects: &mut Vec<Effect>) {
    model.prompt = Some(Prompt::Views);
    effects.push(Effect::CountViews {
        words: model.settings.vocabulary.clone(),
        zone: model.settings.zone.clone(),
        now: model.now,
    });
}

/// A key while the panel is open.
pub(super) fn press(model: &mut Model, key: Key, effects: &mut Vec<Effect>) {
    let Some(typed) = key.typed() else {
        model.prompt = Some(Prompt::Views);
        return;
    };
    let query = keyed(model).find(|(known, _)| *known == typed).map(|(_, view)| view.query.clone());
    match query {
        Some(query) => {
            model.page = Page::Queue;
            filter::set(model, &query, effects);
        }
        None if typed != SAVE => {
            model.say(Tone::Refused, model.settings.say().said_no_view(key.to_string()));
            model.prompt = Some(Prompt::Views);
        }
        None if model.filter.trim().is_empty() => {
            model.say(Tone::Refused, model.settings.say().said_filter_first());
            model.prompt = Some(Prompt::Views);
        }
        None => model.prompt = Some(Prompt::ViewName(Input::default())),
    }
}

/// A key while the name of a new view is typed.
pub(super) fn name(model: &mut Model, mut input: Input, key: Key, effects: &mut Vec<Effect>) {
    if key.code() != KeyCode::Enter {
        edit(&mut input, key);
        model.prompt = Some(Prompt::ViewName(input));
        return;
    }
    let name = input.value().trim().to_owned();
    match view_name_problem(&name) {
        Some(problem) => {
            model.say(Tone::Refused, problem.says(model.settings.say()));
            model.prompt = Some(Prompt::ViewName(input));
        }
        None => {
            let query = model.filter.trim().to_owned();
            effects.push(Effect::SaveView(View { name, query }));
        }
    }
}
