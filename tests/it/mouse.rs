//! The mouse: what is clicked in a frame is what was seen there.

use std::sync::Arc;

use chrono::TimeDelta;
use leadclock::app::{Store, query};
use leadclock::tui::keyname::parse_keys;
use leadclock::tui::model::{Model, Page, Prompt, Waiting};
use leadclock::tui::msg::{Effect, Gesture, Msg, Pointer};
use leadclock::tui::runner::text_of;
use leadclock::tui::update::{begin, update};
use leadclock::tui::view;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use crate::screen::{Desk, now};

const USUAL: (u16, u16) = (80, 24);

/// A screen at which somebody sits with a mouse.
struct Seat {
    store: Store,
    model: Model,
    text: String,
    _desk: Desk,
}

impl Seat {
    fn new(size: (u16, u16)) -> Self {
        let desk = Desk::demo();
        let model = Model::new(desk.settings(), now(), size);
        let mut seat = Self { store: desk.store(), model, text: String::new(), _desk: desk };
        let effects = begin(&mut seat.model);
        seat.settle(effects);
        seat
    }

    fn settle(&mut self, mut effects: Vec<Effect>) {
        while let Some(effect) = effects.pop() {
            for msg in self.answer(effect) {
                effects.extend(update(&mut self.model, msg));
            }
        }
        self.draw();
    }

    fn answer(&self, effect: Effect) -> Vec<Msg> {
        let window = |request: &_| query::window(&self.store, request).unwrap();
        match effect {
            Effect::LoadWindow { generation, request } => {
                vec![Msg::Window { generation, window: Box::new(window(&request)) }]
            }
            Effect::LoadColumns { generation, requests, in_hand } => {
                let tally = |filter: &_| self.store.tally(filter, now(), 99).unwrap();
                let cards = |at, it: &_| (at != in_hand).then(|| window(it));
                let read = requests.iter().enumerate();
                let read = read.map(|(at, it)| (cards(at, it), tally(&it.filter))).collect();
                vec![Msg::Columns(generation, read)]
            }
            Effect::LoadLeads(keys) => {
                let file = |key| self.store.lead(key).unwrap().map(Arc::new);
                keys.into_iter().map(|key| Msg::Lead(key, file(key), Vec::new())).collect()
            }
            _ => Vec::new(),
        }
    }

    fn draw(&mut self) {
        view::keep_in_page(&mut self.model);
        let backend = TestBackend::new(self.model.size.0, self.model.size.1);
        let mut terminal = Terminal::new(backend).unwrap();
        let mut hits = Default::default();
        terminal.draw(|frame| hits = view::view(&self.model, frame)).unwrap();
        self.model.hits = hits;
        self.text = text_of(terminal.backend().buffer());
    }

    fn keys(&mut self, keys: &str) {
        for key in parse_keys(keys).unwrap() {
            let effects = update(&mut self.model, Msg::Key(key));
            self.settle(effects);
        }
    }

    /// Where words stand in the frame; letters before them are as wide as they look in the tests.
    fn place(&self, words: &str) -> (u16, u16) {
        let mut lines = self.text.lines().enumerate();
        let found = lines.find_map(|(row, line)| Some((row, line.split_once(words)?.0)));
        let (row, before) = found.unwrap_or_else(|| unreachable!("{words}\n{}", self.text));
        let column = leadclock::domain::text::columns(before);
        (u16::try_from(column).unwrap(), u16::try_from(row).unwrap())
    }

    fn point(&mut self, gesture: Gesture, words: &str) -> Vec<Effect> {
        let (column, row) = self.place(words);
        update(&mut self.model, Msg::Pointer(Pointer { column, row, gesture }))
    }

    fn click(&mut self, words: &str) {
        let effects = self.point(Gesture::Press, words);
        self.settle(effects);
    }

    fn wheel(&mut self, words: &str) {
        let effects = self.point(Gesture::WheelDown, words);
        self.settle(effects);
    }

    fn selected(&self) -> String {
        self.model.queue.lead().map(|row| self.model.name_of(row.key)).unwrap_or_default()
    }
}

#[test]
fn a_click_selects_a_lead_and_a_second_one_soon_after_opens_it() {
    let mut seat = Seat::new(USUAL);
    seat.click("Tom Baker");
    assert_eq!((seat.selected().as_str(), seat.model.page), ("Tom Baker", Page::Queue));
    seat.model.now += TimeDelta::seconds(1);
    seat.click("Tom Baker");
    assert_eq!(seat.model.page, Page::Queue, "too late for a double click");
    seat.click("Tom Baker");
    assert_eq!(seat.model.page, Page::Lead(0));
    seat.keys("<esc>");
    seat.click("Ana Souza");
    seat.click("Hannah Ellery");
    assert_eq!((seat.selected().as_str(), seat.model.page), ("Hannah Ellery", Page::Queue));
}

#[test]
fn a_click_on_a_heading_folds_and_unfolds_its_group() {
    let mut seat = Seat::new(USUAL);
    seat.click("TRIAL");
    assert!(seat.text.contains("▸ TRIAL") && !seat.text.contains("Priya"), "{}", seat.text);
    seat.click("TRIAL");
    assert!(seat.text.contains("Priya"), "{}", seat.text);
    seat.keys("G");
    seat.click("DISMISSED");
    assert!(!seat.text.contains("▸ DISMISSED"), "{}", seat.text);
}

#[test]
fn the_wheel_moves_the_list_or_the_page_under_it() {
    let mut seat = Seat::new(USUAL);
    seat.wheel("Tom Baker");
    assert_eq!(seat.selected(), "Hannah Ellery");
    seat.keys("?");
    seat.wheel("Getting around");
    assert_eq!(seat.model.page, Page::Help(3));
    seat.keys("<esc>gj<enter>");
    seat.wheel("Northwind");
    assert_eq!(seat.model.page, Page::Lead(3));
}

#[test]
fn views_keys_and_answers_are_clicked() {
    let mut seat = Seat::new(USUAL);
    seat.click("Board");
    assert!(seat.model.board.is_some());
    seat.click("Feeds");
    assert_eq!(seat.model.page, Page::Feeds(0));
    seat.click("Esc back");
    seat.click("Queue");
    assert!(seat.model.board.is_none() && seat.model.page == Page::Queue);
    seat.click("help");
    assert_eq!(seat.model.page, Page::Help(0));
    seat.keys("<esc>");
    seat.click("x dismiss");
    assert!(seat.text.contains("Why dismiss it?"), "{}", seat.text);
    seat.click("spam or abuse");
    assert_eq!(seat.model.waiting, Waiting::Save);
}

#[test]
fn a_card_of_another_column_is_taken_in_hand_by_a_click() {
    let mut seat = Seat::new((120, 40));
    seat.keys("2");
    let board = |seat: &Seat| seat.model.board.clone().unwrap();
    let before = board(&seat).active;
    let other = (before + 1) % 2;
    let second = match &board(&seat).columns[other].queue.entries[1] {
        leadclock::app::Entry::Lead(_, row) => row.name.clone().unwrap(),
        leadclock::app::Entry::Heading(_) => unreachable!(),
    };
    seat.click(leadclock::domain::text::cut(&second.shown(), 12).trim_end_matches('…'));
    assert_eq!(board(&seat).active, other);
    assert_eq!(seat.selected(), second.shown());
}

#[test]
fn a_column_that_is_not_in_hand_is_moved_by_the_wheel() {
    let mut seat = Seat::new((120, 40));
    seat.keys("2");
    let active = seat.model.board.clone().unwrap().active;
    let other = (active + 1) % 2;
    let label = ["NEW", "WORKING"][other];
    let selected =
        |seat: &Seat| seat.model.board.clone().unwrap().columns[other].queue.selected.unwrap_or(0);
    let before = selected(&seat);
    seat.wheel(label);
    assert_eq!(selected(&seat), before + 1);
    assert_eq!(seat.model.board.clone().unwrap().active, active);
}

#[test]
fn a_line_of_the_palette_is_picked_by_a_click() {
    let mut seat = Seat::new(USUAL);
    seat.keys(":");
    seat.click("dismiss with a reason");
    assert!(seat.text.contains("Why dismiss it?"), "{}", seat.text);
}

#[test]
fn behind_a_question_nothing_is_clicked_and_behind_the_filter_the_list_is() {
    let mut seat = Seat::new(USUAL);
    seat.keys("x");
    seat.click("李伟");
    assert_eq!(seat.selected(), "Priya Natarajan");
    seat.click("Board");
    assert!(seat.model.board.is_none() && seat.text.contains("Why dismiss it?"));
    seat.keys("<esc>/a");
    seat.click("Tom Baker");
    assert_eq!(seat.selected(), "Tom Baker");
    assert!(seat.model.prompt.is_some());
}

#[test]
fn a_click_in_the_same_moment_as_a_key_is_dropped_and_so_is_one_while_the_list_moves() {
    let mut seat = Seat::new(USUAL);
    let [note] = parse_keys("n").unwrap()[..] else { unreachable!() };
    update(&mut seat.model, Msg::Key(note));
    // In the frame that was seen an x stood here; typed into the note it would be a letter.
    assert_eq!(seat.point(Gesture::Press, "x dismiss"), []);
    let Some(Prompt::Note(input)) = &seat.model.prompt else { unreachable!() };
    assert_eq!(input.value(), "");
    seat.keys("<esc>");
    seat.model.waiting = Waiting::Window(0);
    seat.click("Tom Baker");
    assert_eq!(seat.selected(), "Priya Natarajan");
}

#[test]
fn a_click_on_an_address_or_a_number_opens_it() {
    let mut seat = Seat::new(USUAL);
    seat.keys("<enter>");
    for (words, expected) in [
        ("priya.natarajan@example.com", "mailto:priya.natarajan@example.com"),
        ("+91 22 0555 0142", "tel:+912205550142"),
    ] {
        let effects = seat.point(Gesture::Press, words);
        let Some(Effect::Open(link)) = effects.first() else { panic!("{effects:?}") };
        assert_eq!(link.uri(), expected);
        // A click takes the notice away, and the lines come up: draw before the next one.
        seat.draw();
    }
}
