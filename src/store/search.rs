//! Finding the leads that a filter means.
//!
//! Where what is asked is common, walking the queue until the screen is full is quickest; for what
//! is rare that walk would be long, so it is looked up first: words in an index of letter groups,
//! owners, countries and times in indexes of their own. Which it is, is measured, never guessed:
//! [`Store::candidates`] counts no further than it must.

use rusqlite::{params, params_from_iter};

use super::error::StoreError;
pub use super::filter::Filter;
use super::filter::{Compiled, compile, probe};
use super::open::Store;
use crate::domain::query::{Condition, Expr, Moment};

/// Above this many candidates a condition is common: a walk finds a screenful sooner.
const RARE: usize = 3_000;
/// The most that is listed where a walk found too little: each takes some memory.
const MOST: usize = 200_000;
/// The most letter groups that a word of one or two letters is looked up by.
const GROUPS: usize = 64;

/// The rows that may match, where they are few.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Candidates {
    /// These and no others.
    Few(Vec<i64>),
    /// Too many to list: walk.
    Many,
}

impl Store {
    /// Looks up which rows can be meant.
    pub(super) fn candidates(
        &self,
        expr: &Expr,
        moment: Moment<'_>,
    ) -> Result<Candidates, StoreError> {
        match expr {
            Expr::One(condition) => self.one(condition, moment),
            Expr::Not(_) => Ok(Candidates::Many),
            Expr::Any(any) => {
                let mut union = Vec::new();
                for expr in any {
                    let Candidates::Few(keys) = self.candidates(expr, moment)? else {
                        return Ok(Candidates::Many);
                    };
                    union.extend(keys);
                    if union.len() > RARE {
                        return Ok(Candidates::Many);
                    }
                }
                union.sort_unstable();
                union.dedup();
                Ok(Candidates::Few(union))
            }
            Expr::All(all) => {
                // Words narrow each other down.
                let long: Vec<&str> =
                    all.iter().filter_map(part).filter(|part| is_long(part)).collect();
                if !long.is_empty()
                    && let Candidates::Few(keys) = self.holding_all(&long, RARE)?
                {
                    return Ok(Candidates::Few(keys));
                }
                for expr in all.iter().filter(|expr| !part(expr).is_some_and(is_long)) {
                    if let Candidates::Few(keys) = self.candidates(expr, moment)? {
                        return Ok(Candidates::Few(keys));
                    }
                }
                Ok(Candidates::Many)
            }
        }
    }

    fn one(&self, condition: &Condition, moment: Moment<'_>) -> Result<Candidates, StoreError> {
        match condition {
            Condition::Text { part, .. } if is_long(part) => self.holding_all(&[part], RARE),
            Condition::Text { part, .. } => self.holding_short(part, RARE),
            condition => match probe(condition, moment) {
                Some(Compiled { sql, values }) => self.listed(&sql, values, RARE),
                None => Ok(Candidates::Many),
            },
        }
    }

    /// Looks at every row, where a walk found too little. What stands in the index of letter groups
    /// is found by it all the same.
    pub(super) fn all_that_match(
        &self,
        expr: &Expr,
        moment: Moment<'_>,
    ) -> Result<Candidates, StoreError> {
        let parts: Vec<&str> = match expr {
            Expr::All(all) => all.iter().filter_map(part).filter(|part| is_long(part)).collect(),
            expr => part(expr).into_iter().filter(|part| is_long(part)).collect(),
        };
        if !parts.is_empty() {
            return self.holding_all(&parts, MOST);
        }
        let Compiled { sql, values } = compile(expr, moment, 1);
        self.listed(&format!("SELECT key FROM leads NOT INDEXED WHERE {sql}"), values, MOST)
    }

    fn holding_all(&self, words: &[&str], limit: usize) -> Result<Candidates, StoreError> {
        let mut groups = Vec::new();
        for word in words {
            let letters: Vec<char> = word.chars().collect();
            for group in letters.windows(3) {
                let group = quoted(&group.iter().collect::<String>());
                if !groups.contains(&group) {
                    groups.push(group);
                }
            }
        }
        self.matching(&groups.join(" AND "), limit)
    }

    /// A word of one or two letters is the beginning of some letter groups.
    fn holding_short(&self, word: &str, limit: usize) -> Result<Candidates, StoreError> {
        let mut above = word.to_owned();
        above.push(char::MAX);
        let mut statement = self
            .connection
            .prepare_cached("SELECT term, doc FROM search_terms WHERE term >= ?1 AND term < ?2")?;
        let mut rows = statement.query(params![word, above])?;
        let (mut groups, mut rows_at_most) = (Vec::new(), 0_usize);
        while let Some(row) = rows.next()? {
            groups.push(quoted(row.get_ref(0)?.as_str().unwrap_or_default()));
            rows_at_most = rows_at_most.saturating_add(row.get(1)?);
            if groups.len() > GROUPS || rows_at_most > limit {
                return Ok(Candidates::Many);
            }
        }
        if groups.is_empty() {
            return Ok(Candidates::Few(Vec::new()));
        }
        self.matching(&groups.join(" OR "), limit)
    }

    fn matching(&self, expression: &str, limit: usize) -> Result<Candidates, StoreError> {
        let sql = "SELECT rowid FROM search WHERE search MATCH ?1";
        self.listed(sql, vec![expression.to_owned().into()], limit)
    }

    /// Lists what a statement finds, where that is no more than a limit.
    fn listed(
        &self,
        sql: &str,
        values: Vec<rusqlite::types::Value>,
        limit: usize,
    ) -> Result<Candidates, StoreError> {
        let most = limit.saturating_add(1);
        let mut statement = self.connection.prepare_cached(&format!("{sql} LIMIT {most}"))?;
        let keys = statement
            .query_map(params_from_iter(values), |row| row.get(0))?
            .collect::<rusqlite::Result<Vec<i64>>>()?;
        Ok(if keys.len() > limit { Candidates::Many } else { Candidates::Few(keys) })
    }
}

/// Returns the part of a text that is asked for.
fn part(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::One(Condition::Text { part, .. }) => Some(part),
        _ => None,
    }
}

/// Returns whether a part is long enough for a letter group.
fn is_long(part: &str) -> bool {
    part.chars().nth(2).is_some()
}

fn quoted(group: &str) -> String {
    format!("\"{}\"", group.replace('"', "\"\""))
}
