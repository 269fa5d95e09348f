//! Text from strangers, and the one way it may reach a terminal.
//!
//! Every field of a lead was typed by an anonymous visitor. [`Text`] keeps such a value as it came
//! and has no `Display`, so it can not be printed by accident: [`Text::shown`] is the way out to a
//! terminal, [`Text::raw`] the way to storage, hashing and machine-readable output.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The most combining marks that one letter keeps on the screen.
const MARKS_PER_LETTER: usize = 8;
/// The longest grapheme, in bytes, that is drawn as itself.
const GRAPHEME_BYTES: usize = 32;
/// Stands where something invisible stood.
const INVISIBLE: char = '¦';

/// A value typed by somebody else, kept exactly as it arrived.
///
/// `Debug` prints only the length: lead data does not belong in a log or a panic message.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text(String);

impl Text {
    /// Takes a value as received.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// Returns the trimmed value, or `None` when nothing but white space is left.
    pub fn non_blank(value: &str) -> Option<Self> {
        let trimmed = value.trim();
        (!trimmed.is_empty()).then(|| Self(trimmed.to_owned()))
    }

    /// Returns the value as received. Never hand it to a terminal.
    pub fn raw(&self) -> &str {
        &self.0
    }

    /// Returns the value made safe for one line of a terminal.
    pub fn shown(&self) -> Cow<'_, str> {
        sanitise(&self.0)
    }
}

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Text({} bytes)", self.0.len())
    }
}

impl From<&str> for Text {
    fn from(value: &str) -> Self {
        Self(value.to_owned())
    }
}

/// Makes a string safe for one line of a terminal.
///
/// Control characters become pictures, bidirectional controls, line separators, tags and
/// zero-width characters a visible mark, and graphemes whose width terminals disagree about are
/// reduced to their first character. The result holds no character of the categories Cc, Zl and
/// Zp, and of Cf only the joiners between letters.
pub fn sanitise(value: &str) -> Cow<'_, str> {
    if is_plain(value) {
        return Cow::Borrowed(value);
    }
    let mut shown = String::with_capacity(value.len());
    for grapheme in value.graphemes(true) {
        push_grapheme(&mut shown, grapheme);
    }
    Cow::Owned(shown)
}

fn push_grapheme(shown: &mut String, grapheme: &str) {
    let mut characters = grapheme.chars();
    let (Some(first), rest) = (characters.next(), characters.as_str()) else {
        return;
    };
    if rest.is_empty() || grapheme == "\r\n" {
        shown.push(visible(first));
        return;
    }
    if !first.is_alphabetic() && is_emoji_sequence(rest) {
        // Terminals disagree about the width of joined or modified pictures: the first one stands
        // for the whole.
        shown.push(visible(first));
        return;
    }
    if grapheme.len() > GRAPHEME_BYTES && rest.chars().filter(|c| !is_mark(*c)).count() > 0 {
        shown.push(char::REPLACEMENT_CHARACTER);
        return;
    }
    shown.push(visible(first));
    // Behind a control character a mark begins a grapheme, and sits on the picture before it.
    let mut marks = usize::from(is_mark(first));
    let mut previous = first;
    let mut remaining = rest.chars().peekable();
    while let Some(character) = remaining.next() {
        if is_mark(character) {
            marks += 1;
            if marks <= MARKS_PER_LETTER {
                shown.push(character);
            }
        } else if is_joiner(character) {
            // A mark too many is left out, and joins nothing.
            let is_kept = |next| is_letter(next) && (!is_mark(next) || marks < MARKS_PER_LETTER);
            let between_letters =
                is_letter(previous) && remaining.peek().copied().is_some_and(is_kept);
            shown.push(if between_letters { character } else { INVISIBLE });
        } else {
            shown.push(visible(character));
        }
        previous = character;
    }
}

fn is_emoji_sequence(rest: &str) -> bool {
    rest.chars().any(|c| {
        matches!(c, '\u{fe0e}' | '\u{fe0f}' | '\u{20e3}' | '\u{1f3fb}'..='\u{1f3ff}')
            || matches!(c, '\u{e0020}'..='\u{e007f}')
            || c as u32 >= 0x1f000 && !('\u{1f1e6}'..='\u{1f1ff}').contains(&c)
    })
}

fn is_joiner(character: char) -> bool {
    matches!(character, '\u{200c}' | '\u{200d}')
}

fn is_mark(character: char) -> bool {
    is_combining_mark(character) && !is_filler(character)
}

fn is_letter(character: char) -> bool {
    character.is_alphabetic() || is_mark(character)
}

fn visible(character: char) -> char {
    match character {
        '\n' => '⏎',
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + character as u32).unwrap_or(INVISIBLE),
        '\u{7f}' => '␡',
        '\u{80}'..='\u{9f}' => char::REPLACEMENT_CHARACTER,
        // A tone of skin without a picture would settle on what stands before it.
        '\u{1f3fb}'..='\u{1f3ff}' => INVISIBLE,
        _ if is_invisible(character) => INVISIBLE,
        _ => character,
    }
}

fn is_invisible(character: char) -> bool {
    is_filler(character) || character.width().unwrap_or(0) == 0 && !is_mark(character)
}

/// Format characters, separators, fillers, private use and non-characters.
fn is_filler(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{34f}'
            | '\u{600}'..='\u{605}'
            | '\u{61c}'
            | '\u{6dd}'
            | '\u{70f}'
            | '\u{890}'..='\u{891}'
            | '\u{8e2}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{e000}'..='\u{f8ff}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{110bd}'
            | '\u{110cd}'
            | '\u{13430}'..='\u{1343f}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{10ffff}'
    )
}

/// Makes a string fit to stand inside a sentence of a mail or a calendar: one line, single spaces,
/// and nothing that can not be seen.
///
/// Where [`sanitise`] shows that something was there, this leaves it out. The result holds no
/// character of the categories Cc, Zl and Zp, and of Cf only the joiners between letters.
pub fn plain(value: &str) -> String {
    let mut plain = String::with_capacity(value.len());
    let mut marks = 0;
    let mut previous = ' ';
    let mut rest = value.chars().peekable();
    while let Some(character) = rest.next() {
        let kept = if character.is_whitespace() {
            if previous == ' ' {
                continue;
            }
            ' '
        } else if is_mark(character) {
            // A mark without a letter would settle on what stands before the value.
            marks += 1;
            if previous == ' ' || marks > MARKS_PER_LETTER {
                continue;
            }
            character
        } else if is_joiner(character) {
            let next = rest.peek().copied().unwrap_or(' ');
            if !is_letter(previous) || !next.is_alphabetic() || is_mark(next) || is_invisible(next)
            {
                continue;
            }
            character
        } else if is_invisible(character) {
            continue;
        } else {
            marks = 0;
            character
        };
        plain.push(kept);
        previous = kept;
    }
    plain.truncate(plain.trim_end().len());
    plain
}

/// Returns whether a text is all letters of ASCII, which need no care and take a column each.
pub fn is_plain(value: &str) -> bool {
    value.bytes().all(is_plain_byte)
}

const fn is_plain_byte(byte: u8) -> bool {
    matches!(byte, 0x20..0x7f)
}

/// Returns the graphemes of a text. Most of what is shown is ASCII, for which no table is asked.
fn letters(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let end = match rest.as_bytes() {
            [] => return None,
            [one] if is_plain_byte(*one) => 1,
            [one, other, ..] if is_plain_byte(*one) && is_plain_byte(*other) => 1,
            _ => rest.graphemes(true).next()?.len(),
        };
        let (letter, behind) = rest.split_at(end);
        rest = behind;
        Some(letter)
    })
}

fn width(letter: &str) -> usize {
    if is_plain(letter) { letter.len() } else { letter.width().min(2) }
}

/// Returns the columns that sanitised text takes on the screen.
pub fn columns(shown: &str) -> usize {
    if is_plain(shown) { shown.len() } else { letters(shown).map(width).sum() }
}

/// Cuts sanitised text to at most `width` columns, with an ellipsis where something was cut.
pub fn cut(shown: &str, width: usize) -> Cow<'_, str> {
    if columns(shown) <= width {
        return Cow::Borrowed(shown);
    }
    match width.checked_sub(1) {
        Some(room) => Cow::Owned(format!("{}…", split(shown, room).0)),
        None => Cow::Borrowed(""),
    }
}

/// Returns sanitised text at exactly so many columns.
pub fn padded(shown: &str, width: usize) -> String {
    let cut = cut(shown, width);
    format!("{cut}{}", " ".repeat(width.saturating_sub(columns(&cut))))
}

/// Splits sanitised text behind the last letter that ends within `width` columns.
pub fn split(shown: &str, width: usize) -> (&str, &str) {
    let mut used = 0;
    let within = letters(shown).take_while(|letter| {
        used += self::width(letter);
        used <= width
    });
    let end = within.map(str::len).sum();
    shown.split_at(end)
}

/// Folds text for search: no case, no accents, single spaces.
pub fn fold(value: &str) -> String {
    if value.is_ascii() {
        return value.to_ascii_lowercase();
    }
    value
        .nfkd()
        .filter(|character| !is_combining_mark(*character))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests;
