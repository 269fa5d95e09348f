//! Colours are roles: a screen asks for "overdue", a theme says how that looks.
//!
//! A theme is a TOML file with one line per role; those that ship are in `assets/themes`. Fill the
//! screen with [`Role::Text`] first and patch the other roles over it, for a theme may set a
//! background of its own. Meaning is never colour alone, so a role goes with a glyph or a word.
//!
//! To add a role: a variant, its line in `ROLES`, and a line in each theme. To add a theme: a file
//! and its line in `SHIPPED`.

#[cfg(test)]
mod tests;
mod written;

use ratatui::style::Style;
use toml::Table;

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

/// How every role looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    styles: [Style; ROLES.len()],
}

impl Theme {
    /// Returns how a role looks.
    pub const fn style(&self, role: Role) -> Style {
        self.styles[role as usize]
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
    /// `base = "dark"`.
    pub fn from_toml(text: &str) -> Result<Self, ThemeError> {
        let table: Table = text
            .parse()
            .map_err(|error: toml::de::Error| ThemeError { problems: vec![error.to_string()] })?;
        let mut problems = Vec::new();
        let base = table.get("base").and_then(|value| {
            let base = value.as_str().and_then(Self::built_in);
            if base.is_none() {
                let names: Vec<_> = Self::names().collect();
                problems.push(format!("base: {value} is none of {}", names.join(", ")));
            }
            base
        });
        let mut styles = [Style::new(); ROLES.len()];
        for (role, name, _) in ROLES {
            let style = match (table.get(name), &base) {
                (Some(value), _) => written::style(value),
                (None, Some(base)) => Ok(base.style(role)),
                // One wrong base is one mistake, not twenty.
                (None, None) if table.contains_key("base") => continue,
                (None, None) => Err("has no style".to_owned()),
            };
            match style {
                Ok(style) => styles[role as usize] = style,
                Err(problem) => problems.push(format!("{name}: {problem}")),
            }
        }
        for name in table.keys().filter(|name| !is_known(name)) {
            problems.push(format!("{name}: is no role"));
        }
        if problems.is_empty() { Ok(Self { styles }) } else { Err(ThemeError { problems }) }
    }
}

/// A theme can not be read. Names everything that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .problems.join("\n"))]
pub struct ThemeError {
    /// What is wrong, each with the role that it concerns.
    pub problems: Vec<String>,
}

fn is_known(name: &str) -> bool {
    name == "base" || ROLES.iter().any(|(_, role, _)| *role == name)
}
