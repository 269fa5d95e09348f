//! A line that is typed: the keys that edit it, and what Tab completes in a filter.

use crossterm::event::{KeyCode, KeyModifiers};
use tui_input::{Input, InputRequest};

use super::keyname::Key;
use crate::domain::query::{Completion, Vocabulary, complete};

/// The filter while it is typed.
#[derive(Clone, Debug, Default)]
pub struct FilterLine {
    /// What is typed.
    pub input: Input,
    /// What Tab offered, and which of it stands in the line.
    pub chosen: Option<(Vec<Completion>, usize)>,
}

impl FilterLine {
    /// Returns the line with some words in it.
    pub fn of(words: &str) -> Self {
        Self { input: words.to_owned().into(), chosen: None }
    }

    /// Returns what Tab offers, and which of it stands in the line.
    pub fn offers(&self, words: &Vocabulary) -> (Vec<Completion>, Option<usize>) {
        match &self.chosen {
            Some((offers, chosen)) => (offers.clone(), Some(*chosen)),
            None => (complete(self.input.value(), self.cursor(), words), None),
        }
    }

    /// Returns where the cursor stands, in bytes.
    fn cursor(&self) -> usize {
        let value = self.input.value();
        value.char_indices().nth(self.input.cursor()).map_or(value.len(), |(at, _)| at)
    }

    /// Puts the next of what is offered in the line, or the one before.
    pub(super) fn next_offer(&mut self, words: &Vocabulary, forward: bool) {
        let (offers, chosen) = self.offers(words);
        let count = offers.len();
        let next = match chosen {
            _ if count == 0 => return,
            None if forward => 0,
            None => count - 1,
            Some(chosen) if forward => (chosen + 1) % count,
            Some(chosen) => (chosen + count - 1) % count,
        };
        let (Some(offer), standing) =
            (offers.get(next), chosen.and_then(|chosen| offers.get(chosen)))
        else {
            return;
        };
        let mut place = offer.place.clone();
        if let Some(standing) = standing {
            place.end = place.start + standing.text.len();
        }
        let mut line = self.input.value().to_owned();
        if line.get(place.clone()).is_none() {
            return;
        }
        line.replace_range(place.clone(), &offer.text);
        let cursor = line[..place.start + offer.text.len()].chars().count();
        self.input = Input::new(line).with_cursor(cursor);
        // Of one there is nothing to go through: what it begins can be completed next.
        self.chosen = (count > 1).then_some((offers, next));
    }
}

/// Changes a line as a key says; other keys change nothing.
pub(super) fn edit(input: &mut Input, key: Key) {
    let ctrl = key.modifiers().contains(KeyModifiers::CONTROL);
    let word = ctrl || key.modifiers().contains(KeyModifiers::ALT);
    let request = match key.code() {
        KeyCode::Backspace if word => InputRequest::DeletePrevWord,
        KeyCode::Backspace => InputRequest::DeletePrevChar,
        KeyCode::Delete => InputRequest::DeleteNextChar,
        KeyCode::Left if word => InputRequest::GoToPrevWord,
        KeyCode::Right if word => InputRequest::GoToNextWord,
        KeyCode::Left => InputRequest::GoToPrevChar,
        KeyCode::Right => InputRequest::GoToNextChar,
        KeyCode::Home => InputRequest::GoToStart,
        KeyCode::End => InputRequest::GoToEnd,
        KeyCode::Char('a') if ctrl => InputRequest::GoToStart,
        KeyCode::Char('e') if ctrl => InputRequest::GoToEnd,
        KeyCode::Char('w') if ctrl => InputRequest::DeletePrevWord,
        KeyCode::Char('u') if ctrl => InputRequest::DeleteFromStart,
        KeyCode::Char('k') if ctrl => InputRequest::DeleteTillEnd,
        KeyCode::Char('h') if ctrl => InputRequest::DeletePrevChar,
        _ => match key.typed() {
            Some(character) => InputRequest::InsertChar(character),
            None => return,
        },
    };
    input.handle(request);
}
