//! A style as a theme writes it: `"#rrggbb on 236 bold"` or `{ fg = "light-red", bold = true }`.
//!
//! A colour is a name of the terminal's palette (`red`, `light-red`, `dark-gray`), a number of its
//! 256 colours, or `#rrggbb`.

use ratatui::style::{Color, Modifier, Style};
use toml::{Table, Value};

/// Emphasis by name.
const EMPHASIS: [(&str, Modifier); 5] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underline", Modifier::UNDERLINED),
    ("reverse", Modifier::REVERSED),
];

/// Reads a style, or says what is wrong with it.
pub(super) fn style(value: &Value) -> Result<Style, String> {
    match value {
        Value::String(words) => from_words(words),
        Value::Table(table) => from_table(table),
        _ => Err(format!("{value} is no style; write \"red bold\" or {{ fg = \"red\" }}")),
    }
}

fn from_words(words: &str) -> Result<Style, String> {
    let mut style = Style::new();
    let mut words = words.split_whitespace();
    while let Some(word) = words.next() {
        if let Some(modifier) = emphasis(word) {
            style = style.add_modifier(modifier);
        } else if word == "on" && style.bg.is_none() {
            let ground = words.next().ok_or("\"on\" needs a colour")?;
            style.bg = Some(color(ground)?);
        } else if style.fg.is_none() {
            style.fg = Some(color(word)?);
        } else {
            return Err(format!("{word:?} is one colour too many"));
        }
    }
    Ok(style)
}

fn from_table(table: &Table) -> Result<Style, String> {
    let mut style = Style::new();
    for (key, value) in table {
        match (key.as_str(), value, emphasis(key)) {
            ("fg", ..) => style.fg = Some(color_value(value)?),
            ("bg", ..) => style.bg = Some(color_value(value)?),
            (_, Value::Boolean(true), Some(modifier)) => style = style.add_modifier(modifier),
            (_, Value::Boolean(false), Some(_)) => {}
            (_, _, Some(_)) => return Err(format!("{key} is true or false, not {value}")),
            (_, _, None) => return Err(format!("{key:?} is none of fg, bg, {}", emphases())),
        }
    }
    Ok(style)
}

fn color_value(value: &Value) -> Result<Color, String> {
    match value {
        Value::String(name) => color(name),
        Value::Integer(number) => color(&number.to_string()),
        _ => Err(format!("{value} is no colour")),
    }
}

fn color(name: &str) -> Result<Color, String> {
    name.parse().map_err(|_| {
        format!("{name:?} is no colour; write red, light-red, 0 to 255, #rrggbb, or {}", emphases())
    })
}

fn emphasis(name: &str) -> Option<Modifier> {
    EMPHASIS.iter().find(|(known, _)| *known == name).map(|(_, modifier)| *modifier)
}

fn emphases() -> String {
    EMPHASIS.map(|(name, _)| name).join(", ")
}
