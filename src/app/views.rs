//! Saved views: queries that have names, and how many leads each shows.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::domain::query::{View, Vocabulary, parse};
use crate::domain::zone::Zone;
use crate::store::window::{Filter, Tally};
use crate::store::{Store, StoreError};

/// Nobody counts further: the number says "many".
pub const MOST_COUNTED: u64 = 10_000;

/// A view with the number of its leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewCount {
    /// The view.
    pub view: View,
    /// How many leads it shows.
    pub tally: Tally,
}

/// A view as `views --json` prints it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ViewEntry<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its query.
    pub query: &'a str,
    /// How many leads it shows, or the number beyond which nobody counted.
    pub leads: u64,
    /// Whether there are more than that.
    pub more: bool,
}

impl ViewCount {
    /// Returns the view as JSON shows it.
    pub fn entry(&self) -> ViewEntry<'_> {
        let (leads, more) = match self.tally {
            Tally::Exactly(number) => (number, false),
            Tally::MoreThan(number) => (number, true),
        };
        ViewEntry { name: &self.view.name, query: &self.view.query, leads, more }
    }
}

/// Counts the leads of every view at a moment, by the calendar of a zone.
///
/// # Errors
/// Those of the store.
pub fn count(
    store: &Store,
    words: &Vocabulary,
    zone: &Zone,
    now: DateTime<Utc>,
) -> Result<Vec<ViewCount>, StoreError> {
    let mut counts = Vec::new();
    for view in &words.views {
        // What can not be read was told when the settings were.
        let Ok(query) = parse(&view.query, words) else { continue };
        let filter = Filter::new(query, zone.clone());
        let tally = store.tally(&filter, now, MOST_COUNTED)?;
        counts.push(ViewCount { view: view.clone(), tally });
    }
    Ok(counts)
}
