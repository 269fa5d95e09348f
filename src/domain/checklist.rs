//! What must be known of a lead before the full sales process is worth it.
//!
//! To add a preset: a table here and its name in [`Checklist::preset`].

use super::lead::Lead;

/// One thing that must be known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prerequisite {
    /// What events and the command line call it: `budget`.
    pub code: String,
    /// What people read: `budget`.
    pub label: String,
    /// What to ask while it is open.
    pub question: String,
}

/// The prerequisites of an offer, in the order of their digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checklist {
    /// Its name: `bant`.
    pub name: String,
    /// The prerequisites; at most nine.
    pub items: Vec<Prerequisite>,
}

/// The most prerequisites that a checklist can have: each has a digit.
pub const MOST_ITEMS: usize = 9;

type Row = (&'static str, &'static str, &'static str);

const BANT: &[Row] = &[
    ("need", "need", "What should be better than it is today, and what if nothing changes?"),
    ("budget", "budget", "Is there money set aside for it, and roughly how much?"),
    ("authority", "authority", "Who decides, and who else has a say?"),
    ("timing", "timing", "When must it be in use, and what happens on that day?"),
];

const CHAMP: &[Row] = &[
    ("challenges", "challenges", "Which problem do they want to be rid of?"),
    ("authority", "authority", "Who decides, and who else has a say?"),
    ("money", "money", "What does the problem cost them, and what may the cure cost?"),
    ("prioritisation", "priority", "Where does it stand among everything else they must do?"),
];

const MEDDIC: &[Row] = &[
    ("metrics", "metrics", "Which number is to change, and by how much?"),
    ("economic_buyer", "economic buyer", "Who can say yes to the money?"),
    ("decision_criteria", "decision criteria", "By what will they choose?"),
    ("decision_process", "decision process", "Which steps lead to a signature, and by when?"),
    ("pain", "pain", "What hurts enough to act on?"),
    ("champion", "champion", "Who wants it inside, and speaks for us when we are not there?"),
];

impl Checklist {
    /// Returns a checklist that ships: `bant`, `champ` or `meddic`.
    pub fn preset(name: &str) -> Option<Self> {
        let rows = match name {
            "bant" => BANT,
            "champ" => CHAMP,
            "meddic" => MEDDIC,
            _ => return None,
        };
        let item = |(code, label, question): &Row| Prerequisite {
            code: (*code).to_owned(),
            label: (*label).to_owned(),
            question: (*question).to_owned(),
        };
        Some(Self { name: name.to_owned(), items: rows.iter().map(item).collect() })
    }

    /// Returns the checklist of an offer for which nothing else is said.
    pub fn bant() -> Self {
        Self::preset("bant").unwrap_or(Self { name: "bant".to_owned(), items: Vec::new() })
    }

    /// Returns the prerequisite of a code.
    pub fn item(&self, code: &str) -> Option<&Prerequisite> {
        self.items.iter().find(|item| item.code == code)
    }

    /// Returns the prerequisites that a lead does not meet yet.
    pub fn open<'a>(&'a self, lead: &'a Lead) -> impl Iterator<Item = &'a Prerequisite> {
        self.items.iter().filter(|item| !lead.state().met.contains(&item.code))
    }
}

/// Returns whether a text can be the code of a prerequisite or a milestone: 1 to 32 of the letters
/// `a` to `z`, digits and underscores. Codes stand in events, which hold nothing that was typed
/// freely.
pub fn is_code(text: &str) -> bool {
    (1..=32).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_has_codes_digits_and_questions() {
        for name in ["bant", "champ", "meddic"] {
            let checklist = Checklist::preset(name).expect("a preset");
            assert!((1..=MOST_ITEMS).contains(&checklist.items.len()), "{name}");
            for item in &checklist.items {
                assert!(is_code(&item.code), "{}", item.code);
                assert!(item.question.ends_with('?'), "{}", item.question);
                assert_eq!(checklist.item(&item.code), Some(item));
            }
        }
        assert_eq!(Checklist::preset("spin"), None);
        assert_eq!(Checklist::bant().name, "bant");
    }

    #[test]
    fn a_code_is_no_free_text() {
        for code in ["", "Budget", "a b", "é", "a-b", &"a".repeat(33)] {
            assert!(!is_code(code), "{code}");
        }
    }
}
