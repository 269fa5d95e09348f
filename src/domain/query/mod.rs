//! The query language: which leads a filter line, a saved view or a command means.
//!
//! ```text
//! query      words and conditions; all of them must hold
//! a or b     one of them; (brackets) keep things together
//! -a, not a  it must not hold
//! word       in the name, company, offer, address or phone number; "quoted" with spaces
//! field:value, field:one,two, field:<value, field:from..to
//! ```
//!
//! [`parse`] reads a line, [`Query::holds`] says what it means of the [`Facts`] of a lead, and a
//! store can ask the same of its columns. Letters are compared without case and accents. Times are
//! relative to the moment of asking, so a view that was saved long ago means now.
//!
//! To add a field: its line in `fields`, its condition here, what it means in `holds`, and its
//! column in the store.

mod complete;
mod facts;
mod fields;
mod holds;
mod lex;
mod parse;
#[cfg(test)]
mod tests;
mod times;
mod values;

use super::funnel::{DismissReason, Stage, Status};
use super::text::fold;
use crate::language::Language;

pub use self::complete::{Completion, complete};
pub use self::facts::Facts;
pub use self::fields::{FIELDS, Field};
pub use self::holds::Moment;
pub use self::parse::{QueryError, parse};
pub use self::times::{Compare, Day, Point, TimeField, When};
pub use self::values::{CodeField, Quality, SOURCES, STAGES, STATUSES, TextField, Thing};

/// Which leads are meant. The default is every lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query(Expr);

impl Default for Query {
    fn default() -> Self {
        Self(Expr::All(Vec::new()))
    }
}

impl Query {
    /// Returns the query that means what an expression says.
    pub const fn new(expr: Expr) -> Self {
        Self(expr)
    }

    /// Returns whether every lead is meant.
    pub fn is_everything(&self) -> bool {
        matches!(&self.0, Expr::All(all) if all.is_empty())
    }

    /// Returns what is asked.
    pub const fn expr(&self) -> &Expr {
        &self.0
    }

    /// Returns the leads that are meant by both queries.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        let parts = [self, other].into_iter().filter(|query| !query.is_everything());
        Self(joined(parts.map(|query| query.0.clone()).collect(), Expr::All))
    }

    /// Returns the conditions without which no lead is meant.
    pub fn musts(&self) -> Vec<&Condition> {
        match &self.0 {
            Expr::One(condition) => vec![condition],
            Expr::All(all) => all
                .iter()
                .filter_map(|expr| match expr {
                    Expr::One(condition) => Some(condition),
                    _ => None,
                })
                .collect(),
            Expr::Any(_) | Expr::Not(_) => Vec::new(),
        }
    }
}

/// Returns one part as itself, several joined; parts that are joined the same way become one.
fn joined(parts: Vec<Expr>, join: fn(Vec<Expr>) -> Expr) -> Expr {
    match <[Expr; 1]>::try_from(parts) {
        Ok([one]) => one,
        Err(parts) => {
            let joins_all = matches!(join(Vec::new()), Expr::All(_));
            let flat = parts.into_iter().flat_map(|part| match part {
                Expr::All(inner) if joins_all => inner,
                Expr::Any(inner) if !joins_all => inner,
                other => vec![other],
            });
            join(flat.collect())
        }
    }
}

/// What is asked: conditions, joined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// All of these hold; none is everything.
    All(Vec<Self>),
    /// One of these holds; none is nothing.
    Any(Vec<Self>),
    /// This does not hold.
    Not(Box<Self>),
    /// One condition.
    One(Condition),
}

/// One thing that holds of a lead or does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// A text that was typed holds this part; without a field, any of them. The part is folded.
    Text {
        /// Which text.
        field: Option<TextField>,
        /// What it holds.
        part: String,
    },
    /// A record has this code.
    Code {
        /// Which code.
        field: CodeField,
        /// Its value, folded.
        value: String,
    },
    /// The person is in this country: its code of two capital letters.
    Country(&'static str),
    /// The lead is theirs, by [`owner_key`]; `None` is nobody's.
    Owner(Option<String>),
    /// How far the customer has come.
    Stage(Stage),
    /// What we made of it.
    Status(Status),
    /// Why it was dismissed.
    Reason(DismissReason),
    /// The last milestone that was reached, by its code.
    Milestone(String),
    /// What it is at the moment.
    Is(Quality),
    /// What it has.
    Has(Thing),
    /// When something was, or is owed.
    Time {
        /// What.
        field: TimeField,
        /// When.
        when: When,
    },
    /// How often the person was touched.
    Touches(Compare, u32),
}

/// A query that has a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// The name.
    pub name: String,
    /// The query, as it was written.
    pub query: String,
}

/// The words that queries at this desk may use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vocabulary {
    /// In which language it is said what a field is about, and what can not be read.
    pub language: Language,
    /// Who asks: `me`.
    pub me: String,
    /// Who leads are given to.
    pub team: Vec<String>,
    /// The feeds, by name.
    pub feeds: Vec<String>,
    /// The milestones, by code.
    pub milestones: Vec<String>,
    /// The queries that have names.
    pub views: Vec<View>,
}

/// Returns what an owner is found by: without case and accents, the words of the name joined.
pub fn owner_key(name: &str) -> String {
    let words: Vec<String> = name.split_whitespace().map(fold).collect();
    words.join("_")
}
