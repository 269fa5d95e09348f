//! Colours are roles: a screen asks for "overdue", a theme says how that looks.
//!
//! A theme is a TOML file with one line per role; those that ship are in `assets/themes`. Fill the
//! screen with [`Role::Text`] first and patch the other roles over it, for a theme may set a
//! background of its own. Meaning is never colour alone, so a role goes with a glyph or a word.
//! Where files of one's own are, and which theme is wanted, is not known here.
//!
//! To add a role: a variant, its line in `ROLES`, and a line in each theme. To add a theme: a file
//! and its line in `SHIPPED`.

#[cfg(test)]
mod tests;
mod written;

use ratatui::style::Style;
use toml::Table;
use toml::de::DeTable;

use crate::tui::colours::Ground;

/// What something on the screen is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Anything without another role; also fills the screen.
    Text,
    /// What is read second: companies, offers, units.
    Muted,
    /// What is there but need not be read.
    Faint,
    /// The line at the top.
    Header,
    /// The view whose tab is open.
    Current,
    /// The heading of a group of rows.
    Stage,
    /// The row under the cursor.
    Selected,
    /// A row that was marked for a change of many.
    Marked,
    /// A deadline that has passed.
    Overdue,
    /// A deadline that is near.
    DueSoon,
    /// A deadline with time left.
    OnTrack,
    /// A deadline that was kept.
    Met,
    /// A key that does something here.
    Key,
    /// A key that does nothing here, and its label.
    KeyOff,
    /// Something was done.
    Notice,
    /// Something should be looked at.
    Warning,
    /// Something failed or was refused.
    Error,
    /// Lines between things.
    Border,
    /// Text that is being typed.
    Input,
    /// What can be opened: an address, a number, a page.
    Link,
}

/// Each role in order, with its name in a theme and its letter in a grid of styles.
const ROLES: [(Role, &str, char); 20] = [
    (Role::Text, "text", '.'),
    (Role::Muted, "muted", 'm'),
    (Role::Faint, "faint", 'f'),
    (Role::Header, "header", 'H'),
    (Role::Current, "current", 'C'),
    (Role::Stage, "stage", 'S'),
    (Role::Selected, "selected", '>'),
    (Role::Marked, "marked", '*'),
    (Role::Overdue, "overdue", '!'),
    (Role::DueSoon, "due_soon", '~'),
    (Role::OnTrack, "on_track", 'o'),
    (Role::Met, "met", '='),
    (Role::Key, "key", 'k'),
    (Role::KeyOff, "key_off", 'x'),
    (Role::Notice, "notice", 'n'),
    (Role::Warning, "warning", 'w'),
    (Role::Error, "error", 'E'),
    (Role::Border, "border", 'b'),
    (Role::Input, "input", 'i'),
    (Role::Link, "link", 'l'),
];

impl Role {
    /// Returns every role, in order.
    pub fn all() -> impl Iterator<Item = Self> {
        ROLES.into_iter().map(|(role, ..)| role)
    }

    /// Returns its name in a theme.
    pub const fn name(self) -> &'static str {
        ROLES[self as usize].1
    }

    /// Returns its letter in a grid of styles; each role has another.
    pub const fn letter(self) -> char {
        ROLES[self as usize].2
    }
}

/// The themes that ship. The first is the usual one.
const SHIPPED: [(&str, &str); 5] = [
    ("dark", include_str!("../../assets/themes/dark.toml")),
    ("light", include_str!("../../assets/themes/light.toml")),
    ("mono", include_str!("../../assets/themes/mono.toml")),
    ("contrast", include_str!("../../assets/themes/contrast.toml")),
    ("deutan", include_str!("../../assets/themes/deutan.toml")),
];

/// The keys of a theme that are no roles.
const OTHERS: [&str; 2] = ["base", "ground"];

/// How every role looks; by default as the terminal has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Theme {
    styles: [Style; ROLES.len()],
    ground: Ground,
    follows: bool,
}

impl Theme {
    /// Returns how a role looks.
    pub const fn style(&self, role: Role) -> Style {
        self.styles[role as usize]
    }

    /// Returns the ground that it is made for.
    pub const fn ground(&self) -> Ground {
        self.ground
    }

    /// Returns whether another one takes its place when the terminal's ground is another.
    pub const fn follows(&self) -> bool {
        self.follows
    }

    /// Returns the usual theme for a ground, which follows the terminal's.
    pub fn following(ground: Ground) -> Self {
        let name = match ground {
            Ground::Dark => "dark",
            Ground::Light => "light",
        };
        Self { follows: true, ..Self::built_in(name).unwrap_or_default() }
    }

    /// Returns a theme that ships. `mono` has no colours at all: it is what `NO_COLOR` asks for.
    pub fn built_in(name: &str) -> Option<Self> {
        let (_, text) = SHIPPED.iter().find(|(shipped, _)| *shipped == name)?;
        Self::from_toml(text).ok()
    }

    /// Returns the names of the themes that ship, the usual one first.
    pub fn names() -> impl Iterator<Item = &'static str> {
        SHIPPED.into_iter().map(|(name, _)| name)
    }

    /// Reads a theme. It styles every role, or names the theme that ships which it is based on:
    /// `base = "dark"`. `ground = "light"` says what it is made for, else that of its base, else dark.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its line and role.
    pub fn from_toml(text: &str) -> Result<Self, ThemeError> {
        let table: Table = text.parse().map_err(|error| unreadable(text, &error))?;
        let mut problems = Problems { text, found: Vec::new() };
        let base = table.get("base").and_then(|value| {
            let base = value.as_str().and_then(Self::built_in);
            if base.is_none() {
                let names: Vec<_> = Self::names().collect();
                problems.add("base", &format!("{value} is none of {}", names.join(", ")));
            }
            base
        });
        let ground = match table.get("ground") {
            None => base.as_ref().map_or_else(Ground::default, Self::ground),
            Some(value) => match value.as_str() {
                Some("dark") => Ground::Dark,
                Some("light") => Ground::Light,
                _ => {
                    problems.add("ground", &format!("{value} is none of dark, light"));
                    Ground::default()
                }
            },
        };
        let mut styles = [Style::new(); ROLES.len()];
        for (role, name, _) in ROLES {
            let style = match (table.get(name), &base) {
                (Some(value), _) => written::style(value),
                (None, Some(base)) => Ok(base.style(role)),
                // One wrong base is one mistake, not twenty.
                (None, None) if table.contains_key("base") => continue,
                (None, None) => {
                    Err("has no style; write one, or a base: base = \"dark\"".to_owned())
                }
            };
            match style {
                Ok(style) => styles[role as usize] = style,
                Err(problem) => problems.add(name, &problem),
            }
        }
        for name in table.keys().filter(|name| !is_known(name)) {
            problems.add(name, "is no role");
        }
        match problems.found {
            found if found.is_empty() => Ok(Self { styles, ground, follows: false }),
            found => Err(ThemeError { problems: found }),
        }
    }
}

/// A theme can not be read. Names everything that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .problems.join("\n"))]
pub struct ThemeError {
    /// What is wrong, each with its line and the role that it concerns.
    pub problems: Vec<String>,
}

/// What was found to be wrong with a text.
struct Problems<'t> {
    text: &'t str,
    found: Vec<String>,
}

impl Problems<'_> {
    fn add(&mut self, name: &str, what: &str) {
        let keys = DeTable::parse(self.text).ok();
        let place = keys.and_then(|keys| {
            let (key, _) = keys.get_ref().iter().find(|(key, _)| key.get_ref() == name)?;
            Some(key.span().start)
        });
        // What is missing has no line.
        let line = place.map(|place| format!("line {}: ", line_of(self.text, place)));
        self.found.push(format!("{}{name}: {what}", line.unwrap_or_default()));
    }
}

fn unreadable(text: &str, error: &toml::de::Error) -> ThemeError {
    let line = error.span().map_or(1, |span| line_of(text, span.start));
    ThemeError { problems: vec![format!("line {line}: {}", error.message())] }
}

fn line_of(text: &str, place: usize) -> usize {
    text.get(..place).map_or(1, |before| before.matches('\n').count() + 1)
}

fn is_known(name: &str) -> bool {
    OTHERS.contains(&name) || ROLES.iter().any(|(_, role, _)| *role == name)
}
