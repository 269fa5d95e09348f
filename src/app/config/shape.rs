//! Which settings there are, and what form each has: the one table from which unknown names, wrong
//! types and the list of `leadclock config` come.
//!
//! It knows no values: whether a zone or a span is a good one its reader says. A new setting is a
//! line here, beside its field in the struct that it is read into and its line in `assets/config.toml`.

/// The form of a value.
#[derive(Debug)]
pub(super) enum Shape {
    /// A text.
    Text,
    /// `true` or `false`.
    Flag,
    /// A whole number from 0 to this.
    Number(u64),
    /// A date, in quotes or as TOML's own.
    Date,
    /// One of these words.
    Word(&'static [&'static str]),
    /// Any number of these.
    List(&'static Self),
    /// Texts; a single one can stand without brackets.
    Texts,
    /// A text, or a list of them, which is something else.
    TextOrList,
    /// Known settings.
    Table(&'static [Field]),
    /// Names that somebody made up, each with one of these.
    Named(&'static Self),
}

/// One setting.
#[derive(Debug)]
pub(super) struct Field {
    /// Its name.
    pub(super) name: &'static str,
    /// Its form.
    pub(super) shape: Shape,
    /// Whether the table that it stands in is nothing without it.
    pub(super) is_required: bool,
}

const fn may(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, is_required: false }
}

const fn must(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, is_required: true }
}

const TEXT: &Shape = &Shape::Text;
const TEXTS: Shape = Shape::List(TEXT);
const SMALL: Shape = Shape::Number(u16::MAX as u64);
const STAGES: Shape =
    Shape::List(&Shape::Word(&["interest", "trial", "acquired", "other", "do_not_contact"]));
const CHANNELS: Shape = Shape::List(&Shape::Word(&["call", "email", "meeting", "other"]));

/// Every setting, in the order in which they are shown.
pub(super) const SETTINGS: Shape = Shape::Table(&[
    may("name", Shape::Text),
    may("theme", Shape::Text),
    may("language", Shape::Word(&["auto", "en", "zh-Hans"])),
    may("zone", Shape::Text),
    may("mask", Shape::Flag),
    may("mouse", Shape::Flag),
    may("links", Shape::Flag),
    may("retention_months", SMALL),
    may("clipboard", Shape::Word(&["osc52", "off"])),
    may("team", TEXTS),
    may(
        "views",
        Shape::List(&Shape::Table(&[must("name", Shape::Text), must("query", Shape::Text)])),
    ),
    // What else a feed needs depends on its kind.
    may("feeds", Shape::List(&Shape::Named(TEXT))),
    may(
        "milestones",
        Shape::List(&Shape::Table(&[must("code", Shape::Text), may("label", Shape::Text)])),
    ),
    may(
        "limits",
        Shape::Table(&[
            may("interest", Shape::Text),
            may("trial", Shape::Text),
            may("acquired", Shape::Text),
            may("other", Shape::Text),
        ]),
    ),
    may(
        "hours",
        Shape::Table(&[
            may("enabled", Shape::Flag),
            may("zone", Shape::Text),
            may("monday", Shape::Text),
            may("tuesday", Shape::Text),
            may("wednesday", Shape::Text),
            may("thursday", Shape::Text),
            may("friday", Shape::Text),
            may("saturday", Shape::Text),
            may("sunday", Shape::Text),
            may("holidays", Shape::List(&Shape::Date)),
        ]),
    ),
    may(
        "serve",
        Shape::Table(&[
            may("listen", Shape::Text),
            may("cert", Shape::Text),
            may("key", Shape::Text),
            may("url", Shape::Text),
        ]),
    ),
    may(
        "guards",
        Shape::Table(&[
            may("give_up_touches", SMALL),
            may("give_up_channels", SMALL),
            may("give_up_days", SMALL),
            may("most_touches", SMALL),
            may("most_within", Shape::Text),
            may("same_channel_after", Shape::Text),
        ]),
    ),
    may(
        "cadences",
        Shape::List(&Shape::Table(&[
            must("name", Shape::Text),
            may("stages", STAGES),
            may("offers", TEXTS),
            must(
                "steps",
                Shape::List(&Shape::Table(&[must("day", SMALL), must("channels", CHANNELS)])),
            ),
            may("nurture", Shape::Text),
        ])),
    ),
    may(
        "checklists",
        Shape::Table(&[
            may("default", Shape::Text),
            may("offers", Shape::Named(TEXT)),
            may(
                "own",
                Shape::List(&Shape::Table(&[
                    must("name", Shape::Text),
                    must(
                        "items",
                        Shape::List(&Shape::Table(&[
                            must("code", Shape::Text),
                            may("label", Shape::Text),
                            must("question", Shape::Text),
                        ])),
                    ),
                ])),
            ),
        ]),
    ),
    may(
        "assign",
        Shape::List(&Shape::Table(&[
            may("stages", STAGES),
            may("offers", TEXTS),
            may("countries", TEXTS),
            must("owner", Shape::Text),
        ])),
    ),
    may("alerts", Shape::Table(&[may("bell", Shape::Flag), may("notify", Shape::TextOrList)])),
    may("keys", Shape::Named(&Shape::Texts)),
]);

impl Shape {
    /// Says what a value of this form is.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Text => "a text in quotes".to_owned(),
            Self::Flag => "true or false".to_owned(),
            Self::Number(most) => format!("a whole number from 0 to {most}, without quotes"),
            Self::Date => "a date, such as \"2026-12-25\"".to_owned(),
            Self::Word(words) => format!("one of \"{}\"", words.join("\", \"")),
            Self::List(_) => "a list in [ ]".to_owned(),
            Self::Texts | Self::TextOrList => "a text in quotes, or a list of texts".to_owned(),
            Self::Table(_) | Self::Named(_) => "a table with settings of its own".to_owned(),
        }
    }

    /// Returns the paths of all settings that are shown one by one. A list or a table of names
    /// that somebody made up is one.
    pub(super) fn paths(&self) -> Vec<String> {
        let Self::Table(fields) = self else { return vec![String::new()] };
        let of = |field: &Field| {
            let join = |rest: String| match rest.as_str() {
                "" => field.name.to_owned(),
                rest => format!("{}.{rest}", field.name),
            };
            field.shape.paths().into_iter().map(join).collect::<Vec<_>>()
        };
        fields.iter().flat_map(of).collect()
    }
}

/// Returns the known name that a name was most likely meant to be, if it is near one.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let of = |known: &'a str| (distance(&name.to_lowercase(), known), known);
    let (distance, nearest) = known.into_iter().map(of).min()?;
    (distance <= 1 + nearest.chars().count() / 4).then_some(nearest)
}

/// Returns how many letters must be changed, put in, left out or swapped with their neighbour.
fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in other.iter().enumerate() {
            let mut least = (last[j] + usize::from(a != b)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == other[j - 1] && one[i - 1] == *b {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_name_is_near_the_one_that_was_meant() {
        let known = ["most_touches", "zone", "theme", "team", "hours"];
        for (written, meant) in [
            ("most_touchs", Some("most_touches")),
            ("mots_touches", Some("most_touches")),
            ("Zone", Some("zone")),
            ("thme", Some("theme")),
            ("hour", Some("hours")),
            ("colour", None),
            ("x", None),
        ] {
            assert_eq!(nearest(written, known), meant, "{written}");
        }
    }

    #[test]
    fn the_paths_of_the_settings_are_told_in_order() {
        let paths = SETTINGS.paths();
        assert_eq!(paths[..3], ["name", "theme", "language"]);
        for path in ["limits.trial", "hours.monday", "checklists.offers", "cadences", "keys"] {
            assert!(paths.iter().any(|known| known == path), "{path}");
        }
    }
}
