//! Finding the leads that a filter means.
//!
//! A row matches when its folded text holds every word. Common words are found by walking the
//! queue until the screen is full; for rare ones that walk would be long, so they are looked up in
//! an index of letter groups first. Which it is, is measured, never guessed: [`Store::candidates`]
//! counts no further than it must.

use rusqlite::params;

use super::error::StoreError;
use super::open::Store;
use super::project::{FIELD_END, OWNER, owner_field};
use crate::domain::text::fold;

/// Above this many candidates a word is common: a walk finds a screenful sooner.
const RARE: usize = 3_000;
/// The most letter groups that a word of one or two letters is looked up by.
const GROUPS: usize = 64;

/// What to look for: folded words, all of which must be found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    words: Vec<String>,
}

impl Filter {
    /// Reads the words of a filter line. An empty line matches everything; `owner:ana` matches the
    /// leads of that owner and of nobody else.
    pub fn parse(line: &str) -> Self {
        let mut words: Vec<String> = line
            .split_whitespace()
            .map(fold)
            .map(|word| match word.strip_prefix(OWNER) {
                Some(owner) if !owner.is_empty() => format!("{word}{FIELD_END}"),
                _ => word,
            })
            .collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
        words.dedup();
        Self { words }
    }

    /// Returns the word that stands for an owner's leads in a filter line.
    pub fn of_owner(owner: &str) -> String {
        owner_field(owner)
    }

    /// Returns whether everything matches.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Returns whether a folded text holds every word.
    pub(super) fn matches(&self, haystack: &str) -> bool {
        self.words
            .iter()
            .all(|word| memchr::memmem::find(haystack.as_bytes(), word.as_bytes()).is_some())
    }
}

/// The rows that may match, where they are few.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Candidates {
    /// These and no others.
    Few(Vec<i64>),
    /// Too many to list: walk.
    Many,
}

impl Store {
    /// Looks the words up in the index. With `all` the list is returned however long it is, where
    /// the words are long enough to be looked up.
    pub(super) fn candidates(&self, filter: &Filter, all: bool) -> Result<Candidates, StoreError> {
        let limit = if all { usize::MAX } else { RARE };
        let long: Vec<&str> = filter
            .words
            .iter()
            .map(String::as_str)
            .filter(|word| word.chars().count() >= 3)
            .collect();
        if !long.is_empty() {
            let found = self.holding_all(&long, limit)?;
            if matches!(found, Candidates::Few(_)) {
                return Ok(found);
            }
        }
        for word in filter.words.iter().filter(|word| word.chars().count() < 3) {
            let found = self.holding_short(word, limit)?;
            if matches!(found, Candidates::Few(_)) {
                return Ok(found);
            }
        }
        Ok(Candidates::Many)
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
        let most = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
        let mut statement = self
            .connection
            .prepare_cached("SELECT rowid FROM search WHERE search MATCH ?1 LIMIT ?2")?;
        let keys = statement
            .query_map(params![expression, most], |row| row.get(0))?
            .collect::<rusqlite::Result<Vec<i64>>>()?;
        Ok(if keys.len() > limit { Candidates::Many } else { Candidates::Few(keys) })
    }
}

fn quoted(group: &str) -> String {
    format!("\"{}\"", group.replace('"', "\"\""))
}
