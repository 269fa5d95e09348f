//! `[[views]]`: queries that have names, the shipped ones and one's own.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::domain::query::{View, Vocabulary, parse};
use crate::domain::text::fold;

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
pub(super) fn read(written: &[WrittenView], problems: &mut Vec<String>) -> Vec<View> {
    let mut views: Vec<View> = SHIPPED
        .iter()
        .map(|(name, query)| View { name: (*name).to_owned(), query: (*query).to_owned() })
        .collect();
    let mut known = BTreeSet::new();
    for view in written {
        let name = view.name.trim().to_owned();
        if let Some(problem) = name_problem(&name) {
            problems.push(format!("views {:?}: {problem}", view.name));
        } else if !known.insert(fold(&name)) {
            problems.push(format!("views {name:?}: stands there twice"));
        }
        let own = View { name, query: view.query.clone() };
        match views.iter_mut().find(|view| fold(&view.name) == fold(&own.name)) {
            Some(view) => *view = own,
            None => views.push(own),
        }
    }
    let words = Vocabulary { views: views.clone(), ..Vocabulary::default() };
    for view in written {
        if let Err(error) = parse(&view.query, &words) {
            problems.push(format!("views {:?}: {error}", view.name));
        }
    }
    views
}

/// Returns what is wrong with the name of a view.
pub fn name_problem(name: &str) -> Option<&'static str> {
    match name {
        "" => Some("it has no name"),
        _ if name.chars().count() > LONGEST_NAME => Some("its name is longer than 40 letters"),
        _ if name.contains(['"', ',', '(', ')']) || name.contains(char::is_control) => {
            Some("a name holds no quotes, commas and brackets")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(name: &str, query: &str) -> WrittenView {
        WrittenView { name: name.to_owned(), query: query.to_owned() }
    }

    #[test]
    fn the_shipped_views_can_be_read() {
        let mut problems = Vec::new();
        let views = read(&[], &mut problems);
        let words = Vocabulary { views: views.clone(), ..Vocabulary::default() };
        assert_eq!(views.len(), SHIPPED.len());
        for view in &views {
            assert!(parse(&view.query, &words).is_ok(), "{}", view.name);
        }
    }

    #[test]
    fn ones_own_view_takes_the_place_of_a_shipped_one() {
        let mut problems = Vec::new();
        let views = read(
            &[written("Today", "due:today"), written("big", "company:contoso")],
            &mut problems,
        );
        assert_eq!(problems, Vec::<String>::new());
        let names: Vec<&str> = views.iter().map(|view| view.name.as_str()).collect();
        assert_eq!(names, ["overdue", "Today", "mine", "trials", "forgotten", "big"]);
    }

    #[test]
    fn every_bad_view_is_told() {
        let mut problems = Vec::new();
        read(&[written("a", "stage:nope"), written("a", "x"), written("", "(")], &mut problems);
        assert_eq!(problems.len(), 4, "{problems:?}");
    }

    #[test]
    fn views_that_name_each_other_end() {
        let mut problems = Vec::new();
        read(&[written("a", "view:b"), written("b", "view:a")], &mut problems);
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert!(problems[0].contains("too deep"), "{problems:?}");
    }
}
