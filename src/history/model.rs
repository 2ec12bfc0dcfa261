use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Text};
use serde::{Deserialize, Serialize};

use crate::db::schema::service_history;
use crate::domain::{CustomerId, HistoryId, ServiceId, UserId};

/// A row as it is stored, and as the audit log keeps a deleted one. The year follows from the date.
#[derive(
    Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, Serialize, Deserialize,
)]
#[diesel(table_name = service_history)]
pub struct HistoryRow {
    pub id: HistoryId,
    pub customer_id: CustomerId,
    pub service_id: ServiceId,
    /// As imported or chosen; the catalogue may say something else by now.
    pub category: String,
    pub name: String,
    pub date: NaiveDate,
    /// In minor units.
    pub price: i64,
    pub external_source: Option<String>,
    pub external_id: Option<String>,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub created_by: Option<UserId>,
    /// What the file said last, where it says something else by now.
    #[serde(default)]
    pub imported: Option<serde_json::Value>,
}

#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = service_history)]
pub struct NewHistoryRow {
    pub customer_id: CustomerId,
    pub service_id: ServiceId,
    pub category: String,
    pub name: String,
    pub date: NaiveDate,
    pub price: i64,
    pub created_by: Option<UserId>,
}

/// What a correction may change.
#[derive(Debug, Clone, PartialEq, Eq, AsChangeset)]
#[diesel(table_name = service_history)]
pub struct HistoryChanges {
    pub service_id: ServiceId,
    pub category: String,
    pub name: String,
    pub date: NaiveDate,
    pub price: i64,
}

/// A row of a list, with what it belongs to.
#[derive(Debug, Clone, QueryableByName)]
pub struct ListedService {
    #[diesel(sql_type = BigInt)]
    pub id: HistoryId,
    #[diesel(sql_type = BigInt)]
    pub customer_id: CustomerId,
    #[diesel(sql_type = Text)]
    pub customer_name: String,
    /// A deleted customer has no page; what they paid still counts.
    #[diesel(sql_type = Bool)]
    pub is_customer_deleted: bool,
    /// The catalogue's of today.
    #[diesel(sql_type = Text)]
    pub category: String,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Date)]
    pub date: NaiveDate,
    #[diesel(sql_type = BigInt)]
    pub price: i64,
}
