//! Countries: what people write for one, and the time zones that it keeps.
//!
//! ISO's codes and names come from a library; the zones, and what else people write, stand in
//! `assets/countries.txt`. To teach it another name, add it there.

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::Weekday;

use super::text::fold;
use super::zone::Zone;

/// The longest text, in bytes, that is looked at.
const LONGEST_NAME: usize = 100;
/// Where offices are closed on Friday and Saturday, from `weekData` of Unicode's CLDR 48. It has
/// Saturday and Sunday for all others but AF, IN, IR and UG, which are left at that here too.
const FRIDAY_AND_SATURDAY: [&str; 14] =
    ["BH", "DZ", "EG", "IL", "IQ", "JO", "KW", "LY", "OM", "QA", "SA", "SD", "SY", "YE"];

static ATLAS: LazyLock<Atlas> =
    LazyLock::new(|| Atlas::read(include_str!("../../assets/countries.txt")));

/// A country or territory of ISO 3166-1, or Kosovo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country(&'static Row);

impl Country {
    /// Reads what a person or a form wrote: a code of two or three letters, or a name in English
    /// or, for many, in the country's own language; `Munich, Germany` and `United States (US)` too.
    ///
    /// `None` where it names no country, or more than one.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > LONGEST_NAME {
            return None;
        }
        ATLAS.named(text).or_else(|| {
            let mut parts = text.split(['(', ')', '[', ']', ',', ';', '/', '|', '-', '–']);
            let named = parts.clone().find_map(|part| ATLAS.named(part))?;
            parts.all(|part| ATLAS.named(part).is_none_or(|other| other == named)).then_some(named)
        })
    }

    /// Returns every country, by code.
    pub fn all() -> impl Iterator<Item = Self> {
        ATLAS.rows.iter().map(Self)
    }

    /// Returns the code of two capital letters.
    pub const fn code(self) -> &'static str {
        self.0.code
    }

    /// Returns the short English name.
    pub const fn name(self) -> &'static str {
        self.0.name
    }

    /// Returns one zone for each rule that its clocks keep, that of most people first. Empty where
    /// nobody lives.
    pub fn zones(self) -> Vec<Zone> {
        self.0.zones.iter().filter_map(|name| Zone::named(name)).collect()
    }

    /// Returns the two days of the week on which offices are closed.
    pub fn weekend(self) -> [Weekday; 2] {
        if FRIDAY_AND_SATURDAY.contains(&self.code()) {
            [Weekday::Fri, Weekday::Sat]
        } else {
            [Weekday::Sat, Weekday::Sun]
        }
    }
}

/// One line of the file.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Row {
    code: &'static str,
    name: &'static str,
    zones: Vec<&'static str>,
}

/// All countries, and the way to them by whatever they are called.
struct Atlas {
    rows: Vec<Row>,
    by_key: HashMap<String, usize>,
}

impl Atlas {
    fn read(file: &'static str) -> Self {
        let mut atlas = Self { rows: Vec::new(), by_key: HashMap::new() };
        let lines = file.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        for (place, line) in lines.enumerate() {
            let mut cells = line.split('|').map(str::trim);
            let code = cells.next().unwrap_or_default();
            let zones = cells.next().unwrap_or_default().split_whitespace().collect();
            let names = cells.next().unwrap_or_default().split(';').map(str::trim);
            let iso = rust_iso3166::from_alpha2(code);
            let names: Vec<&'static str> =
                names.filter(|name| !name.is_empty()).chain(iso.map(|iso| iso.name)).collect();
            let codes = iso.map_or([code, code], |iso| [iso.alpha2, iso.alpha3]);
            for called in codes.iter().chain(&names) {
                atlas.by_key.insert(key(called), place);
            }
            atlas.rows.push(Row { code, name: names.first().copied().unwrap_or(code), zones });
        }
        atlas
    }

    fn named(&'static self, text: &str) -> Option<Country> {
        self.by_key.get(&key(text)).and_then(|place| self.rows.get(*place)).map(Country)
    }
}

/// Returns what is left of a name when it does not matter how it is written. A slash stays: `n/a`
/// is not Namibia.
fn key(name: &str) -> String {
    let folded = fold(name);
    let words: Vec<&str> = folded
        .split(|c: char| !c.is_alphanumeric() && c != '/')
        .filter(|word| !word.is_empty())
        .collect();
    if let [only] = words.as_slice() {
        return (*only).to_owned();
    }
    let counting = words.into_iter().filter(|word| !matches!(*word, "the" | "and"));
    counting.map(|word| if word == "st" { "saint" } else { word }).collect()
}

#[cfg(test)]
mod tests;
