//! A screen on made-up leads at a fixed moment: keys in, a frame out.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use leadclock::app::Store;
use leadclock::app::config::{Alerts, Clipboard, Config};
use leadclock::app::demo::{DemoOptions, fill};
use leadclock::app::templates::Templates;
use leadclock::domain::policy::Policy;
use leadclock::domain::practice::Practice;
use leadclock::domain::query::Vocabulary;
use leadclock::domain::zone::Zone;
use leadclock::language::Language;
use leadclock::tui::keyname::parse_keys;
use leadclock::tui::keys::Keymap;
use leadclock::tui::model::Settings;
use leadclock::tui::runner::{Clock, Session, print, text_of};
use leadclock::tui::theme::{Role, Theme};
use ratatui::buffer::Buffer;
use ratatui::style::Color;

use crate::support::Home;

/// The moment of all frames: a Sunday afternoon.
pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-23T09:00:00Z".parse().unwrap()
}

/// Leads that stay between frames, so that one can look again after keys.
pub(crate) struct Desk {
    pub(crate) home: Home,
    pub(crate) practice: Practice,
    pub(crate) mask: bool,
    pub(crate) language: Language,
}

impl Desk {
    pub(crate) fn empty() -> Self {
        let home = Home::new();
        drop(home.store());
        Self { home, practice: Practice::default(), mask: false, language: Language::En }
    }

    pub(crate) fn demo() -> Self {
        let desk = Self::empty();
        let options = DemoOptions { leads: 70, seed: 7, now: now() };
        fill(&mut desk.home.store(), &options, &mut |_, _| {}).unwrap();
        desk
    }

    pub(crate) fn chinese() -> Self {
        Self { language: Language::ZhHans, ..Self::demo() }
    }

    pub(crate) fn store(&self) -> Store {
        self.home.store()
    }

    pub(crate) fn settings(&self) -> Settings {
        Settings {
            language: self.language,
            actor: "rep".to_owned(),
            zone: Zone::utc(),
            practice: self.practice.clone(),
            theme: roles(),
            keymap: Keymap::default(),
            templates: Arc::new(Templates::load(None)),
            alerts: Alerts::default(),
            vocabulary: Arc::new(Vocabulary {
                language: self.language,
                me: "rep".to_owned(),
                team: vec!["ana".to_owned(), "ben".to_owned()],
                views: Config::default().views(),
                ..Vocabulary::default()
            }),
            mask: self.mask,
            mouse: true,
            links: true,
            clipboard: Clipboard::default(),
            connections: Arc::default(),
            settings_file: Some(self.home.folder.path().join("config.toml")),
            demo: false,
            read_only: false,
        }
    }

    /// Presses keys on a screen of a size and returns the last frame.
    pub(crate) fn frame(&self, size: (u16, u16), keys: &str) -> Buffer {
        self.frame_of(Policy::default(), now(), size, keys)
    }

    /// The same, with other limits and at another moment.
    pub(crate) fn frame_of(
        &self,
        policy: Policy,
        now: DateTime<Utc>,
        size: (u16, u16),
        keys: &str,
    ) -> Buffer {
        let session = Session {
            store: Store::open(&self.home.db(), policy.clone()).unwrap(),
            settings: Settings {
                practice: Practice { policy, ..self.practice.clone() },
                ..self.settings()
            },
            clock: Clock::Fixed(now),
            keys: parse_keys(keys).unwrap(),
        };
        print(session, size)
    }

    /// The same in a theme that ships.
    pub(crate) fn frame_in(&self, theme: Theme, size: (u16, u16), keys: &str) -> Buffer {
        let session = Session {
            store: self.store(),
            settings: Settings { theme, ..self.settings() },
            clock: Clock::Fixed(now()),
            keys: parse_keys(keys).unwrap(),
        };
        print(session, size)
    }

    pub(crate) fn text(&self, size: (u16, u16), keys: &str) -> String {
        text_of(&self.frame(size, keys))
    }
}

/// A test a line: a name, the desk (`demo` where none is named), a size, and the keys whose last frame
/// is held to a snapshot.
macro_rules! frames {
    ($($name:ident $size:ident $keys:literal;)*) => {
        $crate::screen::frames! { $($name demo $size $keys;)* }
    };
    ($($name:ident $desk:ident $size:ident $keys:literal;)*) => {$(
        #[test]
        fn $name() {
            ::insta::assert_snapshot!($crate::screen::Desk::$desk().text($size, $keys));
        }
    )*};
}
pub(crate) use frames;

/// A theme in which every role has a colour of its own, so that a cell tells its role.
fn roles() -> Theme {
    let mut theme = String::new();
    for (index, role) in Role::all().enumerate() {
        theme.push_str(&format!("{} = \"{}\"\n", role.name(), 100 + index));
    }
    theme = theme.replace(&format!("{} = ", Role::Selected.name()), "selected = \"on 99 bold\" # ");
    Theme::from_toml(&theme).unwrap()
}

/// One letter a cell: the role that it was drawn in; a blank cell of plain text is a dot.
pub(crate) fn roles_of(frame: &Buffer) -> String {
    let mut grid = String::new();
    for y in frame.area.top()..frame.area.bottom() {
        let mut line = String::new();
        for x in frame.area.left()..frame.area.right() {
            let cell = &frame[(x, y)];
            let role = Role::all().enumerate().find_map(|(index, role)| {
                (cell.fg == Color::Indexed(100 + u8::try_from(index).unwrap())).then_some(role)
            });
            line.push(match role {
                Some(Role::Text) if cell.symbol() == " " => '.',
                Some(role) => role.letter(),
                None => '?',
            });
        }
        let selected =
            (frame.area.left()..frame.area.right()).any(|x| frame[(x, y)].bg == Color::Indexed(99));
        grid.push_str(line.trim_end_matches('.'));
        grid.push_str(if selected { " <- selected\n" } else { "\n" });
    }
    grid
}
