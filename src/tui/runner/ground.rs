//! Asking the terminal for the colour of its ground (OSC 11), and keeping the answer out of the keys.
//!
//! Nothing waits for the answer: it comes among the keys, at once, late, or never. There it is taken
//! out whenever it comes, so that no letter of it is ever taken for a key.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};

use crate::tui::colours::{Ground, Rgb};

/// What is written to ask.
pub(super) const QUESTION: &str = "\x1b]11;?\x07";

/// How every answer begins, behind what opens it.
const BEGINS: &str = "11;";

/// No answer is longer.
const LONGEST: usize = 40;

/// Returns whether a terminal can be asked. The console of Linux would write the question down, and
/// GNU screen passes it to whatever terminal it was opened in.
pub(super) fn can_be_asked() -> bool {
    let term = std::env::var("TERM").unwrap_or_default();
    !matches!(term.as_str(), "" | "dumb" | "linux") && std::env::var_os("STY").is_none()
}

/// What an event was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Heard {
    /// It may be part of an answer, or ended one that says nothing.
    Nothing,
    /// The end of an answer.
    Ground(Ground),
    /// None of it was part of an answer.
    Events(Vec<Event>),
}

/// Finds answers among the events of a terminal. Its letters come as keys: the first with Alt, as
/// behind an Escape, the last as ctrl-g or Alt and a backslash.
#[derive(Debug, Default)]
pub(super) struct Answers {
    held: Vec<Event>,
    /// What has come behind the opening.
    text: String,
}

impl Answers {
    /// Takes in an event.
    pub(super) fn hear(&mut self, event: Event) -> Heard {
        let key = match &event {
            Event::Key(key) => Some(*key),
            _ => None,
        };
        if self.held.is_empty() {
            return match key {
                Some(KeyEvent { code: KeyCode::Char(']'), .. }) => {
                    self.held.push(event);
                    Heard::Nothing
                }
                _ => Heard::Events(vec![event]),
            };
        }
        if self.is_answer() && key.is_some_and(is_end) {
            let ground = color(&self.text).map(Ground::of);
            self.clear();
            return ground.map_or(Heard::Nothing, Heard::Ground);
        }
        match key.and_then(letter).filter(|letter| self.goes_on_with(*letter)) {
            Some(letter) => {
                self.text.push(letter);
                self.held.push(event);
                Heard::Nothing
            }
            None => {
                // What was an answer so far was typed by nobody.
                let mut events = if self.is_answer() { Vec::new() } else { self.held.clone() };
                self.clear();
                events.push(event);
                Heard::Events(events)
            }
        }
    }

    /// Returns what was held back, where nothing more came with it: terminals write an answer in one
    /// go, and people type one key after another.
    pub(super) fn let_go(&mut self) -> Vec<Event> {
        if self.is_answer() {
            return Vec::new();
        }
        self.text.clear();
        std::mem::take(&mut self.held)
    }

    fn is_answer(&self) -> bool {
        self.text.starts_with(BEGINS)
    }

    fn goes_on_with(&self, letter: char) -> bool {
        match BEGINS.chars().nth(self.text.len()) {
            Some(expected) => letter == expected,
            None => {
                self.text.len() < LONGEST
                    && (letter.is_ascii_alphanumeric() || matches!(letter, ':' | '/' | '#'))
            }
        }
    }

    fn clear(&mut self) {
        self.held.clear();
        self.text.clear();
    }
}

fn letter(key: KeyEvent) -> Option<char> {
    match key.code {
        KeyCode::Char(letter) if (key.modifiers - KeyModifiers::SHIFT).is_empty() => Some(letter),
        _ => None,
    }
}

fn is_end(key: KeyEvent) -> bool {
    let bell = key.code == KeyCode::Char('g') && key.modifiers == KeyModifiers::CONTROL;
    let string_end = key.code == KeyCode::Char('\\') && key.modifiers == KeyModifiers::ALT;
    bell || string_end
}

/// Reads `11;rgb:ffff/fefe/0000`, with one to four digits each and whatever may follow.
fn color(answer: &str) -> Option<Rgb> {
    let (form, parts) = answer.strip_prefix(BEGINS)?.split_once(':')?;
    if !matches!(form, "rgb" | "rgba") {
        return None;
    }
    let mut parts = parts.split('/').map(|part| {
        let most = match part.len() {
            1..=4 => (1u32 << (4 * part.len())) - 1,
            _ => return None,
        };
        u8::try_from(u32::from_str_radix(part, 16).ok()? * 255 / most).ok()
    });
    Some([parts.next()??, parts.next()??, parts.next()??])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(code: char, modifiers: KeyModifiers) -> Event {
        Event::Key(KeyEvent::new(KeyCode::Char(code), modifiers))
    }

    fn typed(words: &str) -> Vec<Event> {
        words
            .chars()
            .map(|letter| match letter.is_ascii_uppercase() {
                true => key(letter, KeyModifiers::SHIFT),
                false => key(letter, KeyModifiers::NONE),
            })
            .collect()
    }

    /// An answer as it comes among the keys.
    fn answer(color: &str, end: Event) -> Vec<Event> {
        let mut events = vec![key(']', KeyModifiers::ALT)];
        events.extend(typed(&format!("11;{color}")));
        events.push(end);
        events
    }

    fn bell() -> Event {
        key('g', KeyModifiers::CONTROL)
    }

    /// What comes out of events: the grounds, and what is left of them.
    fn heard(answers: &mut Answers, events: Vec<Event>) -> (Vec<Ground>, Vec<Event>) {
        let (mut grounds, mut left) = (Vec::new(), Vec::new());
        for event in events {
            match answers.hear(event) {
                Heard::Nothing => {}
                Heard::Ground(ground) => grounds.push(ground),
                Heard::Events(events) => left.extend(events),
            }
        }
        left.extend(answers.let_go());
        (grounds, left)
    }

    #[test]
    fn an_answer_is_taken_out_from_between_keys() {
        let string_end = key('\\', KeyModifiers::ALT);
        for (color, end, ground) in [
            ("rgb:ffff/ffff/ffff", bell(), Ground::Light),
            ("rgb:0000/2b2b/3636", string_end.clone(), Ground::Dark),
            ("rgb:FDFD/F6F6/E3E3", string_end.clone(), Ground::Light),
            ("rgb:0/0/0", bell(), Ground::Dark),
            ("rgba:ff/ff/ff/ff", bell(), Ground::Light),
        ] {
            let mut events = typed("ab");
            events.extend(answer(color, end));
            events.extend(typed("cd"));
            assert_eq!(heard(&mut Answers::default(), events), (vec![ground], typed("abcd")));
        }
    }

    #[test]
    fn an_answer_in_pieces_is_put_together() {
        let events = answer("rgb:ffff/ffff/ffff", bell());
        let mut answers = Answers::default();
        let (first, second) = events.split_at(9);
        assert_eq!(heard(&mut answers, first.to_vec()), (vec![], vec![]));
        assert_eq!(heard(&mut answers, second.to_vec()), (vec![Ground::Light], vec![]));
    }

    #[test]
    fn an_answer_that_breaks_off_or_says_nothing_leaves_no_keys() {
        let mut answers = Answers::default();
        let mut broken = answer("rgb:ffff/ff", bell());
        broken.pop();
        assert_eq!(heard(&mut answers, broken), (vec![], vec![]));
        let enter = Event::Key(KeyCode::Enter.into());
        assert_eq!(heard(&mut answers, vec![enter.clone()]), (vec![], vec![enter]));
        for color in ["rgb:ffff/ffff", "rgb:fffff/0/0", "rgb:/ff/ff", "hsl:1/2/3", "?", ""] {
            let (grounds, _) = heard(&mut answers, answer(color, bell()));
            assert_eq!(grounds, [], "{color}");
        }
    }

    #[test]
    fn a_bracket_that_was_typed_is_a_key() {
        for words in ["]", "]1", "a]]b", "]11", "]x", "]11,"] {
            let mut answers = Answers::default();
            assert_eq!(heard(&mut answers, typed(words)), (vec![], typed(words)), "{words}");
        }
        let alone = vec![key(']', KeyModifiers::ALT)];
        assert_eq!(heard(&mut Answers::default(), alone.clone()), (vec![], alone));
        let size = vec![key(']', KeyModifiers::ALT), Event::Resize(80, 24)];
        assert_eq!(heard(&mut Answers::default(), size.clone()), (vec![], size));
    }

    proptest! {
        #[test]
        fn whatever_is_typed_without_an_answer_comes_through(words in "[a-z0-9:/#\\]]{0,40}") {
            prop_assume!(!words.contains("]11;"));
            let events = typed(&words);
            prop_assert_eq!(heard(&mut Answers::default(), events.clone()), (vec![], events));
        }
    }
}
