use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::db::schema::service_merges;
use crate::domain::{CampaignId, CustomerViewId, ServiceId, ServiceMergeId, UserId};
use crate::services::followers::Followed;
use crate::text_enum;

text_enum! {
    pub enum State {
        Moving = "moving",
        Done = "done",
        Undoing = "undoing",
        Undone = "undone",
    }
}

/// One entry that took over the history of another.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = service_merges)]
pub struct Merge {
    pub id: ServiceMergeId,
    pub loser_id: ServiceId,
    pub winner_id: ServiceId,
    pub state: State,
    /// Whether the loser was offered before.
    pub loser_active: bool,
    pub moved: i64,
    /// What an undo left where it is.
    pub left_alone: i64,
    pub merged_by: UserId,
    pub merged_at: DateTime<Utc>,
    /// See [`Merge::followed`].
    pub views: Vec<Option<CustomerViewId>>,
    pub drafts: Vec<Option<CampaignId>>,
}

impl Merge {
    /// What asked for the loser's category and followed, since that had no other entry.
    pub fn followed(&self) -> Followed {
        Followed {
            views: self.views.iter().flatten().copied().collect(),
            drafts: self.drafts.iter().flatten().copied().collect(),
        }
    }
}
