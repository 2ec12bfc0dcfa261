use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde_json::Value;
use uuid::Uuid;

use super::plan::{Action, ActionName};
use crate::db::schema::customer_batches;
use crate::domain::{CampaignId, CustomerBatchId, CustomerId, CustomerViewId, UserId};
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
    /// The list's query, where all of it is meant and nobody is written down yet.
    pub query: Option<String>,
    pub state: State,
    pub total: i64,
    /// Of the run that goes on.
    pub settled: i64,
    pub created_by: UserId,
    pub created_at: DateTime<Utc>,
    /// Who asked for the undo.
    pub undone_by: Option<UserId>,
    pub undone_at: Option<DateTime<Utc>>,
    /// See [`Batch::followers`].
    pub views: Vec<Option<CustomerViewId>>,
    /// See [`Batch::followed_drafts`].
    pub drafts: Vec<Option<CampaignId>>,
}

impl Batch {
    /// What is done to each; `None` is a row that another program wrote.
    pub fn what(&self) -> Option<Action> {
        self.read_action().ok()
    }

    pub fn read_action(&self) -> serde_json::Result<Action> {
        serde_json::from_value(self.params.clone())
    }

    /// How many whoever began it was shown, where it is for those alone; of an older program nothing.
    pub fn expected(&self) -> Option<i64> {
        self.params.get("expected")?.as_i64()
    }

    /// How many they were when the batch began, and how many had been shown, where nothing was done for that.
    pub fn other_count(&self) -> Option<(i64, i64)> {
        let found = self.params.get("found")?.as_i64()?;
        Some((found, self.expected()?))
    }

    /// The saved lists that followed a tag.
    pub fn followers(&self) -> Vec<CustomerViewId> {
        self.views.iter().flatten().copied().collect()
    }

    /// The drafts of campaigns that followed it too.
    pub fn followed_drafts(&self) -> Vec<CampaignId> {
        self.drafts.iter().flatten().copied().collect()
    }

    /// Once it is done, the tag that nobody is to have any more.
    pub fn emptied_tag(&self) -> Option<String> {
        let action = self.what().filter(|_| self.state == State::Done)?;
        action.emptied_tag().map(str::to_owned)
    }

    /// Whether whoever began it, or an administrator, can ask for its undo: also while it is still worked at.
    pub fn can_be_undone(&self) -> bool {
        matches!(self.state, State::Collecting | State::Working | State::Done)
            && self.other_count().is_none()
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
    /// How many the review named.
    pub expected: Option<i64>,
}
