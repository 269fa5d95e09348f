//! What must be known of a lead before the full sales process is worth it.
//!
//! To add a preset: a table here and its name in [`Checklist::preset`].

use super::lead::Lead;
use crate::language::Messages;

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

type Row = (&'static str, fn(&Messages) -> String, fn(&Messages) -> String);

const BANT: &[Row] = &[
    ("need", Messages::checklist_need, Messages::checklist_need_asks),
    ("budget", Messages::checklist_budget, Messages::checklist_budget_asks),
    ("authority", Messages::checklist_authority, Messages::checklist_authority_asks),
    ("timing", Messages::checklist_timing, Messages::checklist_timing_asks),
];

const CHAMP: &[Row] = &[
    ("challenges", Messages::checklist_challenges, Messages::checklist_challenges_asks),
    ("authority", Messages::checklist_authority, Messages::checklist_authority_asks),
    ("money", Messages::checklist_money, Messages::checklist_money_asks),
    ("prioritisation", Messages::checklist_priority, Messages::checklist_priority_asks),
];

const MEDDIC: &[Row] = &[
    ("metrics", Messages::checklist_metrics, Messages::checklist_metrics_asks),
    ("economic_buyer", Messages::checklist_economic_buyer, Messages::checklist_economic_buyer_asks),
    (
        "decision_criteria",
        Messages::checklist_decision_criteria,
        Messages::checklist_decision_criteria_asks,
    ),
    (
        "decision_process",
        Messages::checklist_decision_process,
        Messages::checklist_decision_process_asks,
    ),
    ("pain", Messages::checklist_pain, Messages::checklist_pain_asks),
    ("champion", Messages::checklist_champion, Messages::checklist_champion_asks),
];

impl Checklist {
    /// Returns a checklist that ships: `bant`, `champ` or `meddic`.
    pub fn preset(name: &str, say: &Messages) -> Option<Self> {
        let rows = match name {
            "bant" => BANT,
            "champ" => CHAMP,
            "meddic" => MEDDIC,
            _ => return None,
        };
        let item = |(code, label, question): &Row| Prerequisite {
            code: (*code).to_owned(),
            label: label(say),
            question: question(say),
        };
        Some(Self { name: name.to_owned(), items: rows.iter().map(item).collect() })
    }

    /// Returns the checklist of an offer for which nothing else is said.
    pub fn bant(say: &Messages) -> Self {
        Self::preset("bant", say).unwrap_or(Self { name: "bant".to_owned(), items: Vec::new() })
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
    use crate::language::english;

    #[test]
    fn every_preset_has_codes_digits_and_questions() {
        for name in ["bant", "champ", "meddic"] {
            let checklist = Checklist::preset(name, english()).expect("a preset");
            assert!((1..=MOST_ITEMS).contains(&checklist.items.len()), "{name}");
            for item in &checklist.items {
                assert!(is_code(&item.code), "{}", item.code);
                assert!(item.question.ends_with('?'), "{}", item.question);
                assert_eq!(checklist.item(&item.code), Some(item));
            }
        }
        assert_eq!(Checklist::preset("spin", english()), None);
        assert_eq!(Checklist::bant(english()).name, "bant");
    }

    #[test]
    fn a_code_is_no_free_text() {
        for code in ["", "Budget", "a b", "é", "a-b", &"a".repeat(33)] {
            assert!(!is_code(code), "{code}");
        }
    }
}
