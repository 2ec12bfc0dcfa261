use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde_json::Value;
use uuid::Uuid;

use super::plan::{Action, ActionName};
use crate::db::schema::customer_batches;
use crate::domain::{CustomerBatchId, CustomerId, UserId};
use crate::text_enum;

text_enum! {
    /// Where a batch is.
    pub enum State {
        /// Who is in it is being written down.
        Collecting = "collecting",
        Working = "working",
        Done = "done",
        Undoing = "undoing",
        Undone = "undone",
    }
}

impl State {
    /// Whether a job is still at it.
    pub fn is_moving(self) -> bool {
        matches!(self, Self::Collecting | Self::Working | Self::Undoing)
    }
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = customer_batches)]
pub struct Batch {
    pub id: CustomerBatchId,
    pub action: ActionName,
    pub params: Value,
    /// The list's query, where all of it is meant.
    pub query: Option<String>,
    pub state: State,
    pub total: i64,
    /// Of the run that goes on.
    pub settled: i64,
    pub created_by: UserId,
    pub created_at: DateTime<Utc>,
    pub undone_at: Option<DateTime<Utc>>,
}

impl Batch {
    /// What is done to each; `None` is a row that an older program wrote.
    pub fn what(&self) -> Option<Action> {
        serde_json::from_value(self.params.clone()).ok()
    }
}

/// Who is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whom {
    These(Vec<CustomerId>),
    /// Everybody of the list with this query.
    AllOf(String),
}

/// A batch to be begun.
#[derive(Debug, Clone)]
pub struct Order {
    pub token: Uuid,
    pub whom: Whom,
    pub action: Action,
}
