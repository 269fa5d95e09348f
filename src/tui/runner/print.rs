//! One frame without a terminal: for tests, bug reports and the README's picture.

use std::collections::VecDeque;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;

use super::{Session, perform};
use crate::tui::model::Model;
use crate::tui::msg::{Effect, Msg};
use crate::tui::update::{begin, update};
use crate::tui::view;

/// Presses the session's keys, each after the last one's effects, and returns the last frame.
pub fn print(session: Session, size: (u16, u16)) -> Buffer {
    let Session { mut store, settings, clock, keys } = session;
    let mut model = Model::new(settings, clock.now(), size);
    let mut effects: VecDeque<Effect> = begin(&mut model).into();
    let mut keys = keys.into_iter();
    loop {
        while let Some(effect) = effects.pop_front() {
            for msg in perform::perform(&mut store, &model.settings, effect) {
                effects.extend(update(&mut model, msg));
            }
        }
        view::keep_in_page(&mut model);
        let Some(key) = keys.next().filter(|_| !model.quit) else { break };
        effects.extend(update(&mut model, Msg::Key(key)));
    }
    // A test backend never fails to draw.
    let Ok(mut terminal) = Terminal::new(TestBackend::new(size.0, size.1));
    let Ok(_) = terminal.draw(|frame| {
        view::view(&model, frame);
    });
    terminal.backend().buffer().clone()
}

/// Returns a frame as text, one line a row, without trailing spaces.
pub fn text_of(frame: &Buffer) -> String {
    let mut text = String::new();
    for y in frame.area.top()..frame.area.bottom() {
        let mut line = String::new();
        let mut x = frame.area.left();
        while x < frame.area.right() {
            let symbol = frame[(x, y)].symbol();
            line.push_str(symbol);
            // A wide letter covers the next cell too.
            x += u16::try_from(crate::domain::text::columns(symbol)).unwrap_or(1).max(1);
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
