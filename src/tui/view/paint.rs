//! Writing roles and safe text into the buffer: the only way from a string to the screen.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget;
use unicode_segmentation::UnicodeSegmentation;

use crate::domain::text::{columns, cut, is_plain, padded, sanitise, split};
use crate::language::Messages;
use crate::tui::hits::{Hits, Target};
use crate::tui::theme::{Role, Theme};

/// Text with its role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) words: String,
    pub(super) role: Role,
    /// What a click does here and on the words that follow.
    target: Option<Target>,
}

impl Span {
    pub(super) fn new(words: impl Into<String>, role: Role) -> Self {
        Self { words: words.into(), role, target: None }
    }

    /// Makes the words answer a click, and those that follow up to the next ones that do.
    pub(super) fn at(self, target: Target) -> Self {
        Self { target: Some(target), ..self }
    }

    /// Makes a key that is written there one that can be clicked, where it is one key.
    pub(super) fn pressed(self) -> Self {
        let key = self.words.trim().parse().ok();
        Self { target: key.map(Target::Key), ..self }
    }
}

/// One line of spans.
pub(super) type Line = Vec<Span>;

/// Draws into a buffer in the colours of a theme.
pub(super) struct Painter<'b> {
    buffer: &'b mut Buffer,
    theme: &'b Theme,
    /// What lies under everything that is drawn next: the role of a whole row.
    under: Option<Role>,
    hits: Hits,
}

impl<'b> Painter<'b> {
    pub(super) fn new(buffer: &'b mut Buffer, theme: &'b Theme) -> Self {
        Self { buffer, theme, under: None, hits: Hits::default() }
    }

    /// Notes what answers a pointer in an area.
    pub(super) fn note(&mut self, area: Rect, target: Target) {
        self.hits.note(area, target);
    }

    /// Returns what answers a pointer in what was drawn.
    pub(super) fn into_hits(self) -> Hits {
        self.hits
    }

    /// Clears an area in a role.
    pub(super) fn fill(&mut self, area: Rect, role: Role) {
        let area = area.intersection(self.buffer.area);
        for y in area.top()..area.bottom() {
            for x in area.left()..area.right() {
                let cell = &mut self.buffer[(x, y)];
                cell.reset();
                cell.set_style(self.theme.style(role));
            }
        }
    }

    /// Lays a role under what is drawn next, until it is lifted again.
    pub(super) fn under(&mut self, area: Rect, role: Role) {
        self.buffer.set_style(area.intersection(self.buffer.area), self.theme.style(role));
        self.under = Some(role);
    }

    pub(super) fn lift(&mut self) {
        self.under = None;
    }

    /// Writes text, made safe and cut to `width` columns. Returns the columns it took.
    pub(super) fn text(&mut self, x: u16, y: u16, width: u16, words: &str, role: Role) -> u16 {
        let area = self.buffer.area;
        if y >= area.bottom() || x >= area.right() || width == 0 {
            return 0;
        }
        let width = width.min(area.right() - x);
        let shown = sanitise(words);
        let shown = cut(&shown, usize::from(width));
        let style = self.style(role);
        if is_plain(&shown) {
            // Most of a screen: a letter a cell, and nothing to be looked up.
            for (x, letter) in (x..).zip(shown.chars()) {
                self.buffer[(x, y)].set_char(letter).set_style(style);
            }
        } else {
            self.buffer.set_stringn(x, y, &shown, usize::from(width), style);
        }
        u16::try_from(columns(&shown)).unwrap_or(width).min(width)
    }

    /// Writes text that ends at a column.
    pub(super) fn text_ending(&mut self, end: u16, y: u16, width: u16, words: &str, role: Role) {
        let shown = sanitise(words);
        let shown = cut(&shown, usize::from(width));
        let taken = u16::try_from(columns(&shown)).unwrap_or(width).min(width);
        self.text(end.saturating_sub(taken), y, taken, &shown, role);
    }

    /// Writes spans one after another. Returns the columns they took.
    pub(super) fn line(&mut self, x: u16, y: u16, width: u16, line: &[Span]) -> u16 {
        let mut taken = 0;
        let mut clicked: Option<(u16, Target)> = None;
        for span in line {
            if span.target.is_some() {
                self.note_from(clicked, x + taken, y);
                clicked = span.target.map(|target| (x + taken, target));
            }
            taken += self.text(x + taken, y, width - taken, &span.words, span.role);
        }
        self.note_from(clicked, x + taken, y);
        taken
    }

    fn note_from(&mut self, begun: Option<(u16, Target)>, end: u16, y: u16) {
        if let Some((x, target)) = begun {
            self.note(Rect::new(x, y, end.saturating_sub(x), 1), target);
        }
    }

    /// Writes the lines from one on. Where there are more than fit, the end of the last row says so,
    /// and what stands there makes room.
    pub(super) fn lines(&mut self, area: Rect, lines: &[Line], first: usize, more: &str) {
        let rows = (area.top()..area.bottom()).zip(lines.iter().skip(first));
        let has_more = lines.len() > first + usize::from(area.height);
        let taken = u16::try_from(columns(more)).unwrap_or_default() + 2;
        for (y, line) in rows {
            let is_last = has_more && y + 1 == area.bottom();
            let width = if is_last { area.width.saturating_sub(taken) } else { area.width };
            self.line(area.x, y, width, line);
            if is_last {
                self.text_ending(area.right(), y, area.width, more, Role::Faint);
            }
        }
    }

    /// Copies what is seen of a page that was drawn apart, from one of its lines on.
    pub(super) fn copy(&mut self, page: &Buffer, from: u16, area: Rect) {
        let height = area.height.min(page.area.height.saturating_sub(from));
        for y in 0..height {
            for x in 0..area.width.min(page.area.width) {
                self.buffer[(area.x + x, area.y + y)] = page[(x, from + y)].clone();
            }
        }
    }

    /// Draws a part of ratatui's own.
    pub(super) fn widget(&mut self, widget: impl Widget, area: Rect) {
        widget.render(area.intersection(self.buffer.area), self.buffer);
    }

    /// Says in the last line that there is more below. Returns the lines above it.
    pub(super) fn more(&mut self, area: Rect, say: &Messages) -> Rect {
        let words = format!(" {}", say.page_more_below());
        self.text_ending(area.right() - 1, area.bottom() - 1, area.width, &words, Role::Faint);
        Rect { height: area.height.saturating_sub(1), ..area }
    }

    /// Returns the line below the last one.
    pub(super) const fn bottom(&self) -> u16 {
        self.buffer.area.y + self.buffer.area.height
    }

    /// Repeats a character over some columns.
    pub(super) fn rule(&mut self, x: u16, y: u16, width: u16, character: char, role: Role) {
        let line = Rect::new(x, y, width, 1).intersection(self.buffer.area);
        let style = self.style(role);
        for place in line.positions() {
            self.buffer[place].set_char(character).set_style(style);
        }
    }

    fn style(&self, role: Role) -> Style {
        match self.under {
            // A bright row keeps its background; what stands in it keeps its own colour.
            Some(under) => self.theme.style(role).patch(background_of(self.theme.style(under))),
            None => self.theme.style(role),
        }
    }
}

fn background_of(style: Style) -> Style {
    Style { fg: None, ..style }
}

/// Breaks sanitised text into lines of at most `width` columns: at spaces where there are any, and
/// between the letters of scripts that are written without.
pub(super) fn wrapped(words: &str, width: usize) -> Vec<String> {
    let shown = sanitise(words);
    let mut lines = vec![String::new()];
    for word in shown.split(' ').filter(|word| !word.is_empty()) {
        let mut is_first = true;
        for mut part in parts(word) {
            while let Some(line) = lines.last_mut() {
                let gap = usize::from(is_first && !line.is_empty());
                if columns(line) + gap + columns(part) <= width {
                    line.push_str(&" "[..gap]);
                    line.push_str(part);
                    break;
                }
                if line.is_empty() {
                    // Longer than a line: as much of it as fits.
                    let (head, tail) = split(part, width.max(2));
                    line.push_str(head);
                    part = tail;
                }
                lines.push(String::new());
            }
            is_first = false;
        }
    }
    lines
}

/// What a line does not begin with, and what it does not end with.
const CLOSING: &str = "，。、；：？！）】》”’…,.;:?!)%";
const OPENING: &str = "（【《“‘(";

/// Parts a word where a line may end in it: beside a wide letter, but for the signs that stay with
/// what they close or open.
fn parts(word: &str) -> impl Iterator<Item = &str> {
    let letters = word.grapheme_indices(true).zip(word.graphemes(true).skip(1));
    let ends = letters.filter_map(|((start, before), after)| {
        let is_beside = columns(before) > 1 || columns(after) > 1;
        let is_apart = !CLOSING.contains(after) && !OPENING.contains(before);
        (is_beside && is_apart).then_some(start + before.len())
    });
    ends.chain([word.len()]).scan(0, |from, end| word.get(std::mem::replace(from, end)..end))
}

/// How wide the labels on the left of the detail are.
pub(super) const INDENT: usize = 11;

/// Adds words behind a label; where they need several lines, the rest stands under them.
pub(super) fn labelled(label: &str, words: &str, role: Role, width: usize, lines: &mut Vec<Line>) {
    for (index, line) in wrapped(words, width.saturating_sub(INDENT).max(8)).into_iter().enumerate()
    {
        let label = if index == 0 { label } else { "" };
        lines.push(vec![Span::new(padded(label, INDENT), Role::Muted), Span::new(line, role)]);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_are_wrapped_at_spaces() {
        assert_eq!(
            wrapped("we need twelve seats by march", 10),
            ["we need", "twelve", "seats by", "march"]
        );
        assert_eq!(wrapped("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrapped("", 4), [""]);
        assert_eq!(wrapped("🪀A", 2), ["🪀", "A"]);
    }

    #[test]
    fn words_without_spaces_are_wrapped_beside_their_letters() {
        assert_eq!(
            wrapped("提出请求已 3h 12m；记录迟到 41m", 16),
            ["提出请求已 3h", "12m；记录迟到", "41m"]
        );
        assert_eq!(wrapped("尚未联系，已逾期", 8), ["尚未联", "系，已逾", "期"]);
        assert_eq!(wrapped("说明（DNC）理由", 7), ["说明", "（DNC）", "理由"]);
    }

    proptest! {
        #[test]
        fn a_wrapped_line_is_never_too_wide(words in any::<String>(), width in 2usize..30) {
            for line in wrapped(&words, width) {
                prop_assert!(columns(&line) <= width, "{line:?}");
            }
        }
    }
}
