//! The floor: the smallest ratatui program that shows the queue. The same page from the same index,
//! a countdown for each row, `j` and `k` for a row, a space for a page, `q` to leave; nothing else.

use std::io::stdout;
use std::path::Path;
use std::time::Duration;

use ratatui::crossterm::event::{self, Event, KeyCode};
use ratatui::crossterm::execute;
use ratatui::crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::prelude::*;
use rusqlite::{Connection, OpenFlags};

use super::Outcome;

struct Row {
    place: (i64, i64, i64, i64),
    due: Option<i64>,
    words: String,
}

/// Shows a file until `q` is pressed.
pub(crate) fn show(file: &Path) -> Outcome<()> {
    let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    enable_raw_mode()?;
    execute!(stdout(), EnterAlternateScreen)?;
    let mut terminal = Terminal::new(CrosstermBackend::new(stdout()))?;
    let height = usize::from(terminal.size()?.height);
    let mut rows = page(&connection, (0, 0, i64::MIN, 0), height)?;
    let mut selected = 0;
    loop {
        terminal.draw(|frame| draw(&rows, selected, frame.area(), frame.buffer_mut()))?;
        let within = Duration::from_nanos(super::wall().timestamp_subsec_nanos().into());
        let tick = Duration::from_secs(1).saturating_sub(within);
        if !event::poll(tick)? {
            continue;
        }
        while event::poll(Duration::ZERO)? {
            let Event::Key(key) = event::read()? else { continue };
            match key.code {
                KeyCode::Char('j') if selected + 1 < rows.len() => selected += 1,
                KeyCode::Char('j') => {
                    if let Some(second) = rows.get(1) {
                        rows = page(&connection, second.place, height)?;
                    }
                }
                KeyCode::Char('k') => selected = selected.saturating_sub(1),
                KeyCode::Char(' ') => {
                    if let Some(last) = rows.last() {
                        rows = page(&connection, last.place, height)?;
                    }
                }
                KeyCode::Char('q') => {
                    execute!(stdout(), LeaveAlternateScreen)?;
                    return Ok(disable_raw_mode()?);
                }
                _ => {}
            }
        }
    }
}

/// Reads a page from a place on, by key.
fn page(connection: &Connection, from: (i64, i64, i64, i64), height: usize) -> Outcome<Vec<Row>> {
    let mut statement = connection.prepare_cached(
        "SELECT section, idle, sort, key, due_at, name, company, offer, owner, status
         FROM leads INDEXED BY queue
         WHERE (section, idle, sort, key) >= (?1, ?2, ?3, ?4)
         ORDER BY section, idle, sort, key LIMIT ?5",
    )?;
    let rows = statement.query_map((from.0, from.1, from.2, from.3, height), |row| {
        let text = |at| row.get::<_, Option<String>>(at).map(Option::unwrap_or_default);
        Ok(Row {
            place: (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?),
            due: row.get(4)?,
            words: format!(
                "{:<24.24} {:<24.24} {:<24.24} {:<10.10} {:<10.10}",
                text(5)?,
                text(6)?,
                text(7)?,
                text(8)?,
                text(9)?
            ),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn draw(rows: &[Row], selected: usize, area: Rect, buffer: &mut Buffer) {
    let now = super::wall().timestamp();
    for (at, (row, y)) in rows.iter().zip(area.top()..area.bottom()).enumerate() {
        let style = if at == selected { Style::new().reversed() } else { Style::new() };
        let left = row.due.map_or(0, |due| due / 1_000 - now);
        let sign = if left < 0 { "-" } else { " " };
        let left = left.abs();
        let clock = format!("{sign}{:>4}:{:02}:{:02} ", left / 3_600, left / 60 % 60, left % 60);
        let (x, _) = buffer.set_stringn(area.left(), y, clock, area.width.into(), style);
        buffer.set_stringn(x, y, &row.words, (area.right() - x).into(), style);
    }
}
