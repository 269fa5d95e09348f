//! What is typed after a verb's key: a menu's one key, words, a note, the filter, a path.

use tui_input::{Input, InputRequest};

use crossterm::event::KeyCode;

use super::edit::{FilterLine, edit};
use super::filter;
use super::keyname::Key;
use super::keys::Action;
use super::letter;
use super::menu::{Answer, Choice, Menu};
use super::model::{Model, Prompt, Tone};
use super::msg::Effect;
use super::on_errand;
use super::on_palette;
use super::people;
use super::question::Question;
use super::request::{carry_out, carry_out_on, import};
use super::views;
use crate::app::triage::{LONGEST_NOTE, Wish};
use crate::domain::checklist::Prerequisite;
use crate::domain::command::Command;
use crate::domain::text::Text;

/// What became of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pressed {
    /// It was an answer.
    Taken,
    /// It means what it means without a prompt, which is closed.
    Passed,
    /// It picked an action.
    Picked(Action),
}

/// A key while something is being typed.
pub(super) fn press(model: &mut Model, key: Key, effects: &mut Vec<Effect>) -> Pressed {
    let Some(prompt) = model.prompt.take() else { return Pressed::Passed };
    if key.code() == KeyCode::Esc {
        if let Prompt::Filter(_) = prompt {
            filter::set(model, "", effects);
        }
        return Pressed::Taken;
    }
    match prompt {
        Prompt::Menu(menu) => answer(model, menu, key, effects),
        Prompt::Words(menu, input) => words(model, menu, input, key, effects),
        Prompt::Note(input) => note(model, input, key, effects),
        Prompt::Filter(line) => filter::press(model, line, key, effects),
        Prompt::Views => views::press(model, key, effects),
        Prompt::ViewName(input) => views::name(model, input, key, effects),
        Prompt::Import(input) => path(model, input, key, effects),
        Prompt::Guard(question) => {
            if !guard(model, *question, key, effects) {
                return Pressed::Passed;
            }
        }
        Prompt::Palette(palette) => {
            if let Some(action) = on_palette::press(model, palette, key, effects) {
                return Pressed::Picked(action);
            }
        }
        Prompt::Checklist(items) => checklist(model, items, key, effects),
        Prompt::Reason(input) => reason(model, input, key, effects),
        Prompt::Who(choices, linking) => people::press(model, choices, linking, key, effects),
        Prompt::Errand(verb, errands) => on_errand::press(model, verb, errands, key, effects),
        Prompt::Letter(letter) => letter::press(model, letter, key, effects),
    }
    Pressed::Taken
}

/// The key that was pressed before goes on all the same; another one takes what is better. Whoever
/// presses anything else has gone on to something else, so that no later key answers by accident.
fn guard(model: &mut Model, question: Question, key: Key, effects: &mut Vec<Effect>) -> bool {
    if key == question.key {
        let wish = question.all_the_same();
        carry_out_on(model, question.leads, wish, effects);
        return true;
    }
    let typed = key.typed();
    let better = question.better.iter().find(|choice| typed == Some(choice.key));
    match better.map(|choice| &choice.answer) {
        Some(Answer::Want(command)) => {
            let wish = Wish::command(command.clone());
            carry_out_on(model, question.leads, wish, effects);
            true
        }
        Some(Answer::Draft(_)) | None => {
            let whom = model.whom(&question.leads);
            model.say(Tone::Refused, model.settings.say().said_not_answered(whom));
            false
        }
    }
}

/// A digit ticks or opens an item at once; the key of qualifying, or Enter, goes on.
fn checklist(
    model: &mut Model,
    mut items: Vec<(Prerequisite, bool)>,
    key: Key,
    effects: &mut Vec<Effect>,
) {
    let goes_on = key.code() == KeyCode::Enter
        || model.settings.keymap.keys_of(Action::Qualify).contains(&key);
    if goes_on && items.iter().all(|(_, met)| *met) {
        let command = Command::Qualify { met: Vec::new(), overridden: false };
        return carry_out(model, Wish::command(command), effects);
    }
    if goes_on {
        model.prompt = Some(Prompt::Reason(String::new().into()));
        return;
    }
    let digit = key.typed().and_then(|typed| typed.to_digit(10));
    let index = digit.and_then(|digit| usize::try_from(digit).ok()?.checked_sub(1));
    match index.and_then(|index| items.get_mut(index)) {
        Some((item, met)) => {
            *met = !*met;
            let command = Command::Tick { prerequisites: vec![item.code.clone()], met: Some(*met) };
            carry_out(model, Wish::command(command), effects);
        }
        None => model.say(Tone::Refused, model.settings.say().said_no_item(key.to_string())),
    }
    model.prompt = Some(Prompt::Checklist(items));
}

/// The reason is kept as a note beside the decision.
fn reason(model: &mut Model, mut input: Input, key: Key, effects: &mut Vec<Effect>) {
    if key.code() != KeyCode::Enter {
        edit(&mut input, key);
        model.prompt = Some(Prompt::Reason(input));
        return;
    }
    match Text::non_blank(input.value()) {
        Some(reason) => {
            let command = Command::Qualify { met: Vec::new(), overridden: true };
            let wish = Wish { note: Some(reason), ..Wish::command(command) };
            carry_out(model, wish, effects);
        }
        None => {
            model.say(Tone::Refused, model.settings.say().said_no_reason());
            model.prompt = Some(Prompt::Reason(input));
        }
    }
}

fn answer(model: &mut Model, menu: Menu, key: Key, effects: &mut Vec<Effect>) {
    let Some(typed) = key.typed() else {
        model.prompt = Some(Prompt::Menu(menu));
        return;
    };
    let choices = model.choices(menu);
    let choice = choices.into_iter().find(|choice| choice.key == typed);
    match choice {
        Some(Choice { answer: Answer::Want(command), .. }) => {
            carry_out(model, Wish::command(command), effects);
        }
        Some(Choice { answer: Answer::Draft(name), .. }) => letter::write(model, &name),
        None if menu.words(model.settings.say()).is_some() && !typed.is_ascii_digit() => {
            let input = if typed == ' ' { String::new() } else { typed.to_string() };
            model.prompt = Some(Prompt::Words(menu, input.into()));
        }
        None => {
            model.say(Tone::Refused, model.settings.say().said_no_answer(key.to_string()));
            model.prompt = Some(Prompt::Menu(menu));
        }
    }
}

fn words(model: &mut Model, menu: Menu, mut input: Input, key: Key, effects: &mut Vec<Effect>) {
    if key.code() != KeyCode::Enter {
        edit(&mut input, key);
        model.prompt = Some(Prompt::Words(menu, input));
        return;
    }
    match menu.answer(input.value(), model.desk()) {
        Ok(wish) => carry_out(model, wish, effects),
        Err(error) => {
            model.say(Tone::Refused, error.says(model.settings.say()));
            model.prompt = Some(Prompt::Words(menu, input));
        }
    }
}

fn note(model: &mut Model, mut input: Input, key: Key, effects: &mut Vec<Effect>) {
    if key.code() != KeyCode::Enter {
        edit(&mut input, key);
        if input.value().len() > LONGEST_NOTE {
            input.handle(InputRequest::DeletePrevChar);
            model.say(Tone::Refused, model.settings.say().said_note_too_long());
        }
        model.prompt = Some(Prompt::Note(input));
        return;
    }
    match Text::non_blank(input.value()) {
        Some(text) => carry_out(model, Wish::note(text), effects),
        None => model.say(Tone::Refused, model.settings.say().said_note_empty()),
    }
}

fn path(model: &mut Model, mut input: Input, key: Key, effects: &mut Vec<Effect>) {
    if key.code() != KeyCode::Enter {
        edit(&mut input, key);
        model.prompt = Some(Prompt::Import(input));
        return;
    }
    let path = input.value().trim();
    if !path.is_empty() {
        import(model, path.into(), effects);
    }
}

/// Text that was pasted goes where one types; control characters in it are no keys.
pub(super) fn paste(model: &mut Model, text: &str, effects: &mut Vec<Effect>) {
    let Some(prompt) = &mut model.prompt else { return };
    let input = match prompt {
        Prompt::Words(_, input)
        | Prompt::Reason(input)
        | Prompt::Note(input)
        | Prompt::ViewName(input)
        | Prompt::Import(input) => input,
        Prompt::Filter(line) => &mut line.input,
        Prompt::Palette(palette) => &mut palette.input,
        _ => return,
    };
    for character in text.chars().take(LONGEST_NOTE) {
        let character = if character.is_control() { ' ' } else { character };
        input.handle(InputRequest::InsertChar(character));
    }
    if let Prompt::Filter(line) = prompt {
        let line = FilterLine { chosen: None, ..line.clone() };
        filter::take_in(model, line, effects);
    }
}
