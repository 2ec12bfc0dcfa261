use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::db::schema::activities;
use crate::domain::{ActivityId, CustomerId, UserId};
use crate::text_enum;

text_enum! {
    #[derive(Default)]
    pub enum ActivityKind {
        Call = "call",
        Email = "email",
        Meeting = "meeting",
        #[default]
        Note = "note",
        Task = "task",
        Sale = "sale",
        Payment = "payment",
    }
}

impl ActivityKind {
    /// What a person notes by hand on the profile; the others come with their own features.
    pub const BY_HAND: [Self; 3] = [Self::Note, Self::Call, Self::Meeting];
}

/// A row as it is stored, and as the audit log keeps a deleted one.
#[derive(
    Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, Serialize, Deserialize,
)]
#[diesel(table_name = activities)]
pub struct Activity {
    pub id: ActivityId,
    pub customer_id: CustomerId,
    pub kind: ActivityKind,
    pub title: String,
    pub body: String,
    pub occurred_at: DateTime<Utc>,
    pub due_at: Option<DateTime<Utc>>,
    pub assignee_id: Option<UserId>,
    pub done_at: Option<DateTime<Utc>>,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub created_by: Option<UserId>,
}

/// A note that happens now.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = activities)]
pub struct NewActivity {
    pub customer_id: CustomerId,
    pub kind: ActivityKind,
    pub title: String,
    pub body: String,
    pub created_by: Option<UserId>,
}
