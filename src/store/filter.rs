//! A query in the words of SQL: one expression over the columns of `leads`, its values bound.
//!
//! What it means says [`Query::holds`]; a property test holds the two together. Every expression
//! is 0 or 1, never null, so that `NOT` turns it around.

use rusqlite::types::Value;

use super::haystack::{ANY, whole_code};
use crate::domain::query::{Condition, Expr, Moment, Quality, Query, Thing, TimeField, When};
use crate::domain::queue::{Section, forgotten_until};
use crate::domain::zone::Zone;

/// Which leads a list shows, and whose calendar its days are from. The default is every lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    query: Query,
    zone: Zone,
}

impl Default for Filter {
    fn default() -> Self {
        Self { query: Query::default(), zone: Zone::utc() }
    }
}

impl Filter {
    /// Returns the filter that shows what a query means to somebody in a zone.
    pub const fn new(query: Query, zone: Zone) -> Self {
        Self { query, zone }
    }

    /// Returns whether every lead is shown.
    pub fn is_empty(&self) -> bool {
        self.query.is_everything()
    }

    /// Returns what is asked.
    pub const fn query(&self) -> &Query {
        &self.query
    }

    /// Returns whose calendar days are from.
    pub const fn zone(&self) -> &Zone {
        &self.zone
    }
}

/// A query as SQL, at one moment.
#[derive(Clone, Debug)]
pub(super) struct Compiled {
    /// The expression. Its parameters are numbered from the one that was asked for.
    pub(super) sql: String,
    /// Their values, in order.
    pub(super) values: Vec<Value>,
}

/// Writes an expression whose first parameter has a number.
pub(super) fn compile(expr: &Expr, moment: Moment<'_>, first: usize) -> Compiled {
    let mut writer = Writer { moment, first, values: Vec::new() };
    let sql = writer.expr(expr);
    Compiled { sql, values: writer.values }
}

struct Writer<'a> {
    moment: Moment<'a>,
    first: usize,
    values: Vec<Value>,
}

impl Writer<'_> {
    /// Binds a value and returns its parameter.
    fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("?{}", self.first + self.values.len() - 1)
    }

    fn expr(&mut self, expr: &Expr) -> String {
        let (parts, operator, none) = match expr {
            Expr::All(all) => (all, " AND ", "1"),
            Expr::Any(any) => (any, " OR ", "0"),
            Expr::Not(expr) => return format!("(NOT {})", self.expr(expr)),
            Expr::One(condition) => return self.condition(condition),
        };
        let parts: Vec<String> = parts.iter().map(|part| self.expr(part)).collect();
        if parts.is_empty() { none.to_owned() } else { format!("({})", parts.join(operator)) }
    }

    fn condition(&mut self, condition: &Condition) -> String {
        match condition {
            Condition::Text { field, part } => {
                let kind = field.map_or(ANY, |field| field as u8);
                let part = self.bind(part.clone());
                format!("holds(haystack, {kind}, {part})")
            }
            Condition::Code { field, value } => {
                let code = self.bind(whole_code(*field, value));
                format!("holds(codes, {ANY}, {code})")
            }
            Condition::Country(code) => self.is("country", (*code).to_owned()),
            Condition::Owner(None) => "(owner_key IS NULL)".to_owned(),
            Condition::Owner(Some(owner)) => self.is("owner_key", owner.clone()),
            Condition::Stage(stage) => self.is("stage", stage.word().to_owned()),
            Condition::Status(status) => self.is("status", status.word().to_owned()),
            Condition::Reason(reason) => self.is("reason", reason.code().to_owned()),
            Condition::Milestone(code) => self.is("milestone", code.clone()),
            Condition::Is(quality) => self.quality(*quality),
            Condition::Has(thing) => match thing {
                Thing::Text(field) => {
                    self.condition(&Condition::Text { field: Some(*field), part: String::new() })
                }
                Thing::Country => "(country IS NOT NULL)".to_owned(),
                Thing::Owner => "(owner_key IS NOT NULL)".to_owned(),
                Thing::Note => "(has_note <> 0)".to_owned(),
            },
            Condition::Time { field, when } => self.time(*field, *when),
            Condition::Touches(compare, number) => {
                let number = self.bind(*number);
                format!("(touches {} {number})", compare.sign())
            }
        }
    }

    fn is(&mut self, column: &str, value: String) -> String {
        let value = self.bind(value);
        format!("({column} IS {value})")
    }

    fn quality(&mut self, quality: Quality) -> String {
        const LAST_OPEN: u8 = Section::Other as u8;
        let now = |writer: &mut Self| writer.bind(writer.moment.now.timestamp_millis());
        match quality {
            Quality::Open => format!("(section <= {LAST_OPEN})"),
            Quality::Overdue => format!("(idle = 0 AND sort < {})", now(self)),
            Quality::DueSoon => {
                let now = now(self);
                format!("(idle = 0 AND sort >= {now} AND soon_at <= {now})")
            }
            Quality::OnTrack => {
                let now = now(self);
                format!("(idle = 0 AND sort >= {now} AND soon_at > {now})")
            }
            Quality::Met => {
                let (wall, test) = (Section::DoNotContact as u8, Section::Test as u8);
                format!("(idle = 1 AND touches > 0 AND section NOT IN ({wall}, {test}))")
            }
            Quality::Snoozed => {
                let now = now(self);
                format!("(section <= {LAST_OPEN} AND ifnull(snoozed_until > {now}, 0))")
            }
            Quality::Forgotten => {
                let now = now(self);
                let until = self.bind(forgotten_until(self.moment.policy, self.moment.now));
                format!(
                    "(section <= {LAST_OPEN} AND sort <= {until} AND NOT ifnull(snoozed_until > {now}, 0))"
                )
            }
            Quality::Test => format!("(section = {})", Section::Test as u8),
            Quality::DoNotContact => format!("(section = {})", Section::DoNotContact as u8),
        }
    }

    fn time(&mut self, field: TimeField, when: When) -> String {
        let range = when.range(field, self.moment.now, self.moment.zone);
        // What is owed is in the order itself.
        match (column(field), range) {
            (None, None) => "(idle = 1)".to_owned(),
            (None, Some((from, to))) => {
                let (from, to) = (self.bind(from), self.bind(to));
                format!("(idle = 0 AND sort BETWEEN {from} AND {to})")
            }
            (Some(column), None) => format!("({column} IS NULL)"),
            (Some(column), Some((from, to))) => {
                let (from, to) = (self.bind(from), self.bind(to));
                format!("ifnull({column} BETWEEN {from} AND {to}, 0)")
            }
        }
    }
}

/// Returns the column of a time; what is owed has none.
fn column(field: TimeField) -> Option<&'static str> {
    match field {
        TimeField::Due => None,
        TimeField::Asked => Some("asked_at"),
        TimeField::Received => Some("received_at"),
        TimeField::Touched => Some("touched_at"),
    }
}

/// Returns a statement that finds the rows of a condition in an index, with the values to bind
/// from the first parameter on; `None` where no index has it.
pub(super) fn probe(condition: &Condition, moment: Moment<'_>) -> Option<Compiled> {
    let by = |index: &str, column: &str, values: Vec<Value>| {
        let test = if values.len() == 1 { "= ?1" } else { "BETWEEN ?1 AND ?2" };
        Some(Compiled {
            sql: format!("SELECT key FROM leads INDEXED BY {index} WHERE {column} {test}"),
            values,
        })
    };
    match condition {
        Condition::Owner(Some(owner)) => {
            by("leads_by_owner", "owner_key", vec![owner.clone().into()])
        }
        Condition::Country(code) => {
            by("leads_by_country", "country", vec![(*code).to_owned().into()])
        }
        Condition::Time { field, when } => {
            let (from, to) = when.range(*field, moment.now, moment.zone)?;
            let column = column(*field)?;
            let index = format!("leads_by_{}", column.trim_end_matches("_at"));
            by(&index, column, vec![from.into(), to.into()])
        }
        _ => None,
    }
}
