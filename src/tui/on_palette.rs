//! What the palette offers, and what keys do in it.
//!
//! It is made of the table of keys, so that an action stands here once it stands there. It is found by
//! what is shown and, in every language, by its English name and help.

use crossterm::event::{KeyCode, KeyModifiers};

use super::edit::edit;
use super::filter;
use super::fuzzy::find;
use super::keyname::Key;
use super::keys::{Action, BINDINGS, Section};
use super::model::{Model, Page, Prompt, Tone};
use super::msg::Effect;
use super::pages;
use super::palette::{Palette, Pick};
use super::verbs::obstacle;
use super::views;
use crate::domain::text::sanitise;
use crate::language::{Messages, english};

/// How many picks are remembered.
const REMEMBERED: usize = 8;

/// A line of the palette.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Offer {
    /// What it is.
    pub(super) pick: Pick,
    /// Its keys, for people.
    pub(super) keys: String,
    /// What it is called: its name, or what it does where that is all there is.
    pub(super) name: String,
    /// Its name, and what it does.
    pub(super) words: String,
    /// By what it is found: its words, and perhaps more behind them.
    sought: String,
    /// Which characters of the words were typed.
    pub(super) letters: Vec<usize>,
    /// Whether it only gets one around.
    only_moves: bool,
    /// Why it is of no use now.
    pub(super) obstacle: Option<String>,
}

/// Returns the lines for what is typed, the best first. While nothing is typed it is what was picked
/// last, then what does something, then what only moves, and at the end what is of no use now.
///
/// A line that fits best keeps its place though it is of no use: with another one in its place, Enter
/// would do what nobody asked for.
pub(super) fn offers(model: &Model, palette: &Palette) -> Vec<Offer> {
    let mut offers = everything(model);
    if palette.input.value().trim().is_empty() {
        let picked = |offer: &Offer| model.picked.iter().position(|pick| *pick == offer.pick);
        offers.sort_by_key(|offer| {
            (offer.obstacle.is_some(), picked(offer).unwrap_or(REMEMBERED), offer.only_moves)
        });
    } else {
        let sought: Vec<String> = offers.iter().map(|offer| offer.sought.clone()).collect();
        let found = find(palette.input.value(), &sought).into_iter();
        offers = found
            .filter_map(|found| {
                let offer = offers.get(found.index)?.clone();
                let shown = offer.words.chars().count();
                let letters = found.letters.into_iter().filter(|letter| *letter < shown).collect();
                Some(Offer { letters, ..offer })
            })
            .collect();
    }
    offers
}

fn everything(model: &Model) -> Vec<Offer> {
    let say = model.settings.say();
    // A digit means nothing without its number, and the palette is open.
    let is_offered = |action| !matches!(action, Action::Tick | Action::Palette);
    let actions = BINDINGS.iter().filter(|binding| is_offered(binding.action)).map(|binding| {
        let action = binding.action;
        let why = match pages::hears(model.page, action) {
            true => obstacle(model, action),
            false => Some(say.said_not_on_this_page()),
        };
        let name = binding.name.replace('_', " ");
        let words = |say: &Messages| match binding.help(say) {
            // "dismiss with a reason" names it.
            help if help.starts_with(&name) => help,
            help => say.prompt_action(name.as_str(), help),
        };
        Offer {
            only_moves: binding.section == Section::Move,
            obstacle: why,
            ..offer(
                Pick::Action(action),
                model.settings.keymap.words_of(action).join(" "),
                &name,
                words(say),
                &words(english()),
            )
        }
    });
    let opens = model.settings.keymap.key_of(Action::Views).unwrap_or_default();
    let views = views::keyed(model).map(|(key, view)| {
        let pick = Pick::View(view.name.clone());
        let words = |say: &Messages| say.prompt_view(sanitise(&view.name));
        offer(pick, format!("{opens} {key}"), &view.name, words(say), &words(english()))
    });
    actions.chain(views).collect()
}

/// Returns a line that is of use, with its words as they are shown and in English.
fn offer(pick: Pick, keys: String, name: &str, words: String, english: &str) -> Offer {
    Offer {
        pick,
        keys,
        name: if words.starts_with(name) { name.to_owned() } else { words.clone() },
        sought: if words == english { words.clone() } else { format!("{words} {english}") },
        words,
        letters: Vec::new(),
        only_moves: false,
        obstacle: None,
    }
}

/// A key while the palette is open. Returns the action that was picked.
pub(super) fn press(
    model: &mut Model,
    mut palette: Palette,
    key: Key,
    effects: &mut Vec<Effect>,
) -> Option<Action> {
    let is_ctrl = key.modifiers().contains(KeyModifiers::CONTROL);
    let last = offers(model, &palette).len().saturating_sub(1);
    match key.code() {
        KeyCode::Enter => return pick(model, palette, effects),
        KeyCode::Down => palette.chosen = (palette.chosen + 1).min(last),
        KeyCode::Char('n') if is_ctrl => palette.chosen = (palette.chosen + 1).min(last),
        KeyCode::Up => palette.chosen = palette.chosen.saturating_sub(1),
        KeyCode::Char('p') if is_ctrl => palette.chosen = palette.chosen.saturating_sub(1),
        _ => {
            palette.chosen = 0;
            edit(&mut palette.input, key);
        }
    }
    model.prompt = Some(Prompt::Palette(palette));
    None
}

/// Picks the chosen line; what is of no use now says why instead.
fn pick(model: &mut Model, palette: Palette, effects: &mut Vec<Effect>) -> Option<Action> {
    let refused = match offers(model, &palette).into_iter().nth(palette.chosen) {
        Some(Offer { obstacle: Some(why), .. }) => why,
        None => model.settings.say().said_no_action(),
        Some(offer) => {
            model.picked.retain(|known| *known != offer.pick);
            model.picked.insert(0, offer.pick.clone());
            model.picked.truncate(REMEMBERED);
            return match offer.pick {
                Pick::Action(action) => Some(action),
                Pick::View(name) => {
                    show(model, &name, effects);
                    None
                }
            };
        }
    };
    model.say(Tone::Refused, refused);
    model.prompt = Some(Prompt::Palette(palette));
    None
}

fn show(model: &mut Model, name: &str, effects: &mut Vec<Effect>) {
    let mut views = model.settings.vocabulary.views.iter();
    if let Some(query) = views.find(|view| view.name == name).map(|view| view.query.clone()) {
        model.page = Page::Queue;
        filter::set(model, &query, effects);
    }
}
