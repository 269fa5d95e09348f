//! `[[views]]`: queries that have names, the shipped ones and one's own.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::reading::Wrongs;
use crate::domain::query::{View, Vocabulary, parse};
use crate::domain::text::fold;
use crate::language::{Messages, english};

/// The views that ship, in the order in which they are shown.
const SHIPPED: [(&str, &str); 5] = [
    ("overdue", "is:overdue"),
    ("today", "due:<=today"),
    ("mine", "owner:me is:open"),
    ("trials", "stage:trial is:open"),
    ("forgotten", "is:forgotten"),
];

/// The longest name of a view, in letters.
const LONGEST_NAME: usize = 40;

/// `[[views]]`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenView {
    name: String,
    query: String,
}

/// Returns all views: one of one's own takes the place of a shipped one of the same name.
pub(super) fn read(written: &[WrittenView], wrong: &mut Wrongs) -> Vec<View> {
    let mut views: Vec<View> = SHIPPED
        .iter()
        .map(|(name, query)| View { name: (*name).to_owned(), query: (*query).to_owned() })
        .collect();
    let mut known = BTreeSet::new();
    for (number, view) in (1..).zip(written) {
        let name = view.name.trim().to_owned();
        let place = format!("views[{number}].name");
        if let Some(problem) = name_problem(&name) {
            wrong.add(place, problem.says(english()));
        } else if !known.insert(fold(&name)) {
            wrong.add(place, format!("{name:?} stands there twice"));
        }
        let own = View { name, query: view.query.clone() };
        match views.iter_mut().find(|view| fold(&view.name) == fold(&own.name)) {
            Some(view) => *view = own,
            None => views.push(own),
        }
    }
    let words = Vocabulary { views: views.clone(), ..Vocabulary::default() };
    for (number, view) in (1..).zip(written) {
        if let Err(error) = parse(&view.query, &words) {
            wrong.add(format!("views[{number}].query"), error.to_string());
        }
    }
    views
}

/// What is wrong with the name of a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameProblem {
    /// There is none.
    Missing,
    /// It is too long.
    TooLong,
    /// It holds marks that the query language reads, or control characters.
    Marks,
}

impl NameProblem {
    /// Says what is wrong.
    pub fn says(self, say: &Messages) -> String {
        match self {
            Self::Missing => say.said_view_no_name(),
            Self::TooLong => say.said_view_long_name(LONGEST_NAME),
            Self::Marks => say.said_view_marks(),
        }
    }
}

/// Returns what is wrong with the name of a view.
pub fn name_problem(name: &str) -> Option<NameProblem> {
    match name {
        "" => Some(NameProblem::Missing),
        _ if name.chars().count() > LONGEST_NAME => Some(NameProblem::TooLong),
        _ if name.contains(['"', ',', '(', ')']) || name.contains(char::is_control) => {
            Some(NameProblem::Marks)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::config::Config;

    fn names(text: &str) -> Vec<String> {
        let views = Config::parse(text).expect("good settings").views();
        views.into_iter().map(|view| view.name).collect()
    }

    fn told(text: &str) -> Vec<String> {
        let error = Config::parse(text).expect_err("bad settings");
        error.0.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_shipped_views_can_be_read() {
        let views = Config::default().views();
        let words = Vocabulary { views: views.clone(), ..Vocabulary::default() };
        assert_eq!(views.len(), SHIPPED.len());
        for view in &views {
            assert!(parse(&view.query, &words).is_ok(), "{}", view.name);
        }
    }

    #[test]
    fn ones_own_view_takes_the_place_of_a_shipped_one() {
        let text = "[[views]]\nname = \"Today\"\nquery = \"due:today\"\n\n\
                    [[views]]\nname = \"big\"\nquery = \"company:contoso\"\n";
        assert_eq!(names(text), ["overdue", "Today", "mine", "trials", "forgotten", "big"]);
    }

    #[test]
    fn every_bad_view_is_told_with_its_line() {
        let text = "[[views]]\nname = \"a\"\nquery = \"stage:nope\"\n\
                    [[views]]\nname = \"a\"\nquery = \"x\"\n\
                    [[views]]\nname = \"\"\nquery = \"(\"\n";
        assert_eq!(
            told(text),
            [
                "3:9: views[1].query: stage: is one of trial, acquired, interest, other, do_not_contact",
                "5:8: views[2].name: \"a\" stands there twice",
                "8:8: views[3].name: it has no name",
                "9:9: views[3].query: something is missing at the end",
            ]
        );
    }

    #[test]
    fn views_that_name_each_other_end() {
        let text = "[[views]]\nname = \"a\"\nquery = \"view:b\"\n\
                    [[views]]\nname = \"b\"\nquery = \"view:a\"\n";
        let told = told(text);
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].contains("too deep"), "{told:?}");
    }
}
