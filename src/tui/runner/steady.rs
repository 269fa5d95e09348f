//! A backend that keeps its place.
//!
//! Terminals disagree about the width of letters with marks (Devanagari, Thai) and of pictures. One
//! that takes another number of columns than we count would shift the rest of the line, or leave
//! something old standing. So the columns of such a cell are blanked first, after it the cursor is
//! told where it is, and the cells behind it are written again.
//!
//! It also tells the terminal where an address leads, which a cell of ratatui has no place for.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::rc::Rc;

use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Rect, Size};
use rustix::termios::tcgetwinsize;

use crate::domain::text::columns;

/// How many columns a terminal may take beyond what we count: a cluster of joined letters.
const REACH: u16 = 3;

/// Where the links of the frame stand that is being drawn, and where they lead. Shared with whoever draws:
/// a cell has no room for it.
pub(super) type Links = Rc<RefCell<Vec<(Rect, String)>>>;

/// crossterm's backend, with a copy of what the terminal shows.
pub(super) struct Steady<W: Write> {
    inner: CrosstermBackend<W>,
    columns: u16,
    shown: Vec<Cell>,
    links: Links,
    /// The links that the terminal shows.
    linked: Vec<(Rect, String)>,
}

impl<W: Write> Steady<W> {
    pub(super) fn new(out: W, links: Links) -> Self {
        let inner = CrosstermBackend::new(out);
        Self { inner, columns: 0, shown: Vec::new(), links, linked: Vec::new() }
    }

    /// Takes in which links stand there now. Returns the cells that are to be written again because
    /// they lead elsewhere: a letter that stays the same would keep its old link.
    fn take_in_links(&mut self) -> Vec<(u16, u16)> {
        let links = self.links.borrow();
        if *links == self.linked {
            return Vec::new();
        }
        let changed = links.iter().filter(|link| !self.linked.contains(link));
        let gone = self.linked.iter().filter(|link| !links.contains(link));
        let cells = changed.chain(gone).flat_map(|(area, _)| area.positions());
        let cells = cells.map(|place| (place.x, place.y)).collect();
        self.linked.clone_from(&links);
        cells
    }

    /// Writes cells, those of a link between the sequences that begin and end it (OSC 8).
    fn write(&mut self, cells: &[(u16, u16, &Cell)]) -> io::Result<()> {
        let link_at = |x, y| {
            let place = Position { x, y };
            self.linked.iter().position(|(area, _)| area.contains(place))
        };
        for run in cells.chunk_by(|one, other| link_at(one.0, one.1) == link_at(other.0, other.1)) {
            let link = run.first().and_then(|(x, y, _)| link_at(*x, *y));
            if let Some((_, uri)) = link.and_then(|link| self.linked.get(link)) {
                write!(self.inner, "\x1b]8;;{uri}\x1b\\")?;
            }
            self.inner.draw(run.iter().copied())?;
            if link.is_some() {
                write!(self.inner, "\x1b]8;;\x1b\\")?;
            }
        }
        Ok(())
    }

    /// Takes in what is drawn. Returns the cells whose neighbours must be written again.
    fn take_in(&mut self, content: &[(u16, u16, &Cell)]) -> io::Result<Vec<(u16, u16)>> {
        let size = self.size()?;
        let cells = usize::from(size.width) * usize::from(size.height);
        if self.columns != size.width || self.shown.len() != cells {
            self.columns = size.width;
            self.shown = vec![Cell::EMPTY; cells];
        }
        let mut doubtful = Vec::new();
        for (x, y, cell) in content {
            let index = usize::from(*y) * usize::from(self.columns) + usize::from(*x);
            let Some(before) = self.shown.get(index) else { continue };
            if is_doubtful(before) || is_doubtful(cell) {
                doubtful.push((*x, *y));
            }
            // What the letter that stood here covered comes to light again.
            for covered in 1..columns(before.symbol()) {
                if let Some(cell) = self.shown.get_mut(index + covered) {
                    cell.set_symbol(" ");
                }
            }
            self.shown[index].clone_from(cell);
            for covered in 1..columns(cell.symbol()) {
                if let Some(cell) = self.shown.get_mut(index + covered) {
                    cell.set_symbol("");
                }
            }
        }
        Ok(doubtful)
    }

    /// Returns the cells that are to be written again beside what is drawn: those behind cells of
    /// doubtful width, and those that are named. What is drawn comes in order.
    fn neighbours(
        &self,
        content: &[(u16, u16, &Cell)],
        doubtful: &[(u16, u16)],
        again: &[(u16, u16)],
    ) -> Vec<(u16, u16, Cell)> {
        let behind = doubtful
            .iter()
            .flat_map(|(x, y)| (x + 1..(x + 1 + REACH).min(self.columns)).map(|x| (x, *y)));
        let places: BTreeSet<(u16, u16)> = behind.chain(again.iter().copied()).collect();
        let cell_at = |(x, y): (u16, u16)| {
            let is_drawn = content.binary_search_by_key(&(y, x), |(x, y, _)| (*y, *x)).is_ok();
            let index = usize::from(y) * usize::from(self.columns) + usize::from(x);
            // What a wide letter covers is no cell of its own.
            let cell =
                self.shown.get(index).filter(|cell| !is_drawn && !cell.symbol().is_empty())?;
            Some((x, y, cell.clone()))
        };
        places.into_iter().filter_map(cell_at).collect()
    }
}

/// Returns whether terminals may count another width for a cell than we do.
fn is_doubtful(cell: &Cell) -> bool {
    let symbol = cell.symbol();
    !symbol.is_ascii() && symbol.chars().nth(1).is_some()
}

impl<W: Write> Backend for Steady<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let content: Vec<_> = content.collect();
        let doubtful = self.take_in(&content)?;
        let again = self.take_in_links();
        if doubtful.is_empty() && again.is_empty() {
            return self.write(&content);
        }
        let neighbours = self.neighbours(&content, &doubtful, &again);
        let neighbours = neighbours.iter().map(|(x, y, cell)| (*x, *y, cell));
        let mut cells: Vec<_> = content.iter().copied().chain(neighbours).collect();
        cells.sort_by_key(|(x, y, _)| (*y, *x));
        let mut run = Vec::new();
        for (x, y, cell) in cells {
            if !is_doubtful(cell) {
                run.push((x, y, cell));
                continue;
            }
            // Every call begins with a move of the cursor.
            self.write(&run)?;
            run.clear();
            let width = u16::try_from(columns(cell.symbol())).unwrap_or(1).max(1);
            let mut blank = cell.clone();
            blank.set_char(' ');
            self.inner.draw((x..x + width).map(|x| (x, y, &blank)))?;
            self.write(&[(x, y, cell)])?;
        }
        self.write(&run)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.inner.hide_cursor()
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.inner.show_cursor()
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        self.inner.get_cursor_position()
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.inner.set_cursor_position(position)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.shown.clear();
        self.inner.clear()
    }

    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        self.shown.clear();
        self.inner.clear_region(region)
    }

    /// Asks the terminal itself, twice a frame. crossterm would open it anew each time.
    fn size(&self) -> io::Result<Size> {
        match tcgetwinsize(io::stdout()) {
            Ok(size) if size.ws_col > 0 && size.ws_row > 0 => {
                Ok(Size::new(size.ws_col, size.ws_row))
            }
            _ => self.inner.size(),
        }
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.inner.window_size()
    }

    fn flush(&mut self) -> io::Result<()> {
        Backend::flush(&mut self.inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(symbol: &'static str) -> Cell {
        Cell::new(symbol)
    }

    #[test]
    fn letters_with_marks_and_joined_letters_are_doubtful() {
        for symbol in ["a", "李", "é", "🎉", "─"] {
            assert!(!is_doubtful(&cell(symbol)), "{symbol}");
        }
        for symbol in ["जु", "प्रि", "ผู้", "e\u{301}"] {
            assert!(is_doubtful(&cell(symbol)), "{symbol}");
        }
    }
}
