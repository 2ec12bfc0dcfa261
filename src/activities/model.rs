use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::db::schema::activities;
use crate::domain::{ActivityId, CustomerId, InvoiceId, OpportunityId, UserId};
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
    /// In the order of forms: what is chosen most comes first.
    pub const CHOICES: [Self; 7] = [
        Self::Task,
        Self::Call,
        Self::Meeting,
        Self::Email,
        Self::Note,
        Self::Sale,
        Self::Payment,
    ];

    /// The key of its name.
    pub fn key(self) -> String {
        format!("activity-{self}")
    }

    pub fn icon(self) -> &'static str {
        match self {
            Self::Call => "phone",
            Self::Email => "mail",
            Self::Meeting => "users",
            Self::Note => "message",
            Self::Task => "checkbox",
            Self::Sale | Self::Payment => "cash",
        }
    }
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
    /// In the words of a program: who is in charge, where that is none of our own people.
    #[serde(default)]
    pub responsible: Option<String>,
    /// In the words of a program.
    #[serde(default)]
    pub notes: Option<String>,
    /// The sale for which it was planned.
    #[serde(default)]
    pub opportunity_id: Option<OpportunityId>,
    /// Who noted what is nobody's own.
    #[serde(default)]
    pub noted_by: Option<UserId>,
}

impl Activity {
    /// Whether there is still something to do.
    pub fn is_open(&self) -> bool {
        self.due_at.is_some() && self.done_at.is_none()
    }

    /// Title and text as one.
    pub fn in_words(&self) -> String {
        let parts = [self.title.as_str(), self.body.as_str()].into_iter();
        let said: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
        said.join(" · ")
    }
}

/// What a form or a program says of one.
#[derive(Debug, Clone, PartialEq, Eq, Insertable, AsChangeset)]
#[diesel(table_name = activities, treat_none_as_null = true)]
pub struct Entry {
    pub kind: ActivityKind,
    pub title: String,
    pub body: String,
    /// Of what is to be done, when it is due.
    pub occurred_at: DateTime<Utc>,
    pub due_at: Option<DateTime<Utc>>,
    pub assignee_id: Option<UserId>,
    pub done_at: Option<DateTime<Utc>>,
    pub responsible: Option<String>,
    pub notes: Option<String>,
}

impl Entry {
    /// What is stored of one.
    pub fn of(activity: &Activity) -> Self {
        Self {
            kind: activity.kind,
            title: activity.title.clone(),
            body: activity.body.clone(),
            occurred_at: activity.occurred_at,
            due_at: activity.due_at,
            assignee_id: activity.assignee_id,
            done_at: activity.done_at,
            responsible: activity.responsible.clone(),
            notes: activity.notes.clone(),
        }
    }
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
    /// The document that it is about.
    pub invoice_id: Option<InvoiceId>,
    /// Who was at it, of what the program notes.
    pub noted_by: Option<UserId>,
}
