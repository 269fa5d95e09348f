//! The board: the leads in columns, by what we made of them or by how far the customer has come.
//!
//! Each column is a queue of its own, cut by one more condition. The column under the cursor is the
//! list in hand, `model.queue`, so that every verb acts on its card as on a row; the others, and the
//! queue itself, wait here.

use super::queue::Queue;
use crate::app::Tally;
use crate::domain::funnel::{Stage, Status};
use crate::domain::query::{Condition, Expr, Quality, Query};
use crate::language::Messages;

/// What the columns are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// What we made of the leads.
    Status,
    /// How far the customers have come.
    Stage,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Leads of a status.
    Status(Status),
    /// Open leads of a stage.
    Stage(Stage),
}

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    /// What it holds.
    pub kind: Kind,
    /// Its cards. Those of the column in hand are in the model.
    pub queue: Queue,
    /// How many leads there are, where that was counted.
    pub tally: Option<Tally>,
}

/// The board.
#[derive(Clone, Debug)]
pub struct Board {
    /// What its columns are.
    pub by: By,
    /// The columns, from left to right.
    pub columns: Vec<Column>,
    /// The one in hand.
    pub active: usize,
    /// The newest request for the other columns; older answers are dropped.
    pub generation: u64,
    /// The queue itself, while the board is shown.
    pub queue: Queue,
}

impl Kind {
    /// Returns the heading of the column.
    pub fn label(self, say: &Messages) -> String {
        match self {
            Self::Status(status) => status.label(say),
            Self::Stage(stage) => stage.label(say),
        }
    }

    /// Returns which leads the column holds.
    fn query(self) -> Query {
        let is = |condition| Expr::One(condition);
        let open = is(Condition::Is(Quality::Open));
        Query::new(match self {
            Self::Status(status @ (Status::New | Status::Working)) => {
                Expr::All(vec![is(Condition::Status(status)), open])
            }
            // Tests and those behind the wall are nobody's work.
            Self::Status(status) => Expr::All(vec![
                is(Condition::Status(status)),
                Expr::Not(Box::new(is(Condition::Is(Quality::DoNotContact)))),
            ]),
            Self::Stage(stage) => Expr::All(vec![is(Condition::Stage(stage)), open]),
        })
    }
}

impl By {
    /// Returns the columns, from left to right.
    pub(super) fn kinds(self) -> Vec<Kind> {
        match self {
            Self::Status => [
                Status::New,
                Status::Working,
                Status::Nurturing,
                Status::Qualified,
                Status::Dismissed,
            ]
            .map(Kind::Status)
            .into(),
            Self::Stage => [Stage::Interest, Stage::Trial, Stage::Acquired, Stage::Other]
                .map(Kind::Stage)
                .into(),
        }
    }
}

impl Board {
    /// Returns what a column shows of what a query means.
    pub fn query_of(&self, column: usize, query: &Query) -> Query {
        let kind = self.columns.get(column).map(|column| column.kind);
        kind.map_or_else(|| query.clone(), |kind| query.and(&kind.query()))
    }
}
