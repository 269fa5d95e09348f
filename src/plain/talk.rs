//! Lines out, lines in.

use std::io::{self, BufRead, Write};

use crate::domain::text::sanitise;

/// The longest line that is read, in bytes: more than the longest note.
const LONGEST: u64 = 64 * 1024;

/// Both ends of a conversation.
pub(super) struct Talk<R, W> {
    input: R,
    output: W,
}

impl<R: BufRead, W: Write> Talk<R, W> {
    pub(super) const fn new(input: R, output: W) -> Self {
        Self { input, output }
    }

    /// Prints a line, made safe.
    pub(super) fn say(&mut self, words: &str) -> io::Result<()> {
        writeln!(self.output, "{}", sanitise(words))
    }

    /// Asks, and returns the line that answers; `None` where nobody is there to answer.
    pub(super) fn ask(&mut self, prompt: &str) -> io::Result<Option<String>> {
        write!(self.output, "{} ", sanitise(prompt))?;
        self.output.flush()?;
        let mut line = Vec::new();
        let mut input = io::Read::take(&mut self.input, LONGEST);
        if input.read_until(b'\n', &mut line)? == 0 {
            // The prompt's line ends, whatever comes next.
            writeln!(self.output)?;
            return Ok(None);
        }
        Ok(Some(String::from_utf8_lossy(&line).trim().to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_holds_no_control_characters() {
        let mut output = Vec::new();
        let mut talk = Talk::new(&b"yes\r\n\xff\n"[..], &mut output);
        talk.say("a\x1b[31mb\x07\u{9b}c").expect("it is said");
        assert_eq!(talk.ask("sure?\x1b").expect("an answer").as_deref(), Some("yes"));
        assert_eq!(talk.ask("and?").expect("an answer").as_deref(), Some("\u{fffd}"));
        assert_eq!(talk.ask("and now?").expect("no answer"), None);
        let said = String::from_utf8(output).expect("text");
        assert!(said.chars().all(|letter| letter == '\n' || !letter.is_control()), "{said:?}");
        assert!(said.ends_with("and now? \n"));
    }
}
