use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Nullable, Text, Timestamptz};
use serde::Deserialize;

use crate::db::schema::services;
use crate::domain::ServiceId;

/// An entry of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Deserialize)]
#[diesel(table_name = services)]
pub struct Service {
    pub id: ServiceId,
    pub category: String,
    pub name: String,
    /// In minor units; `None` while nobody has set one.
    pub price: Option<i64>,
    /// Whether it is still offered.
    pub active: bool,
    /// Counts the changes; a form that knows an older one must not overwrite.
    pub version: i32,
    /// Which entry stands for it, since their names meant the same.
    #[serde(default)]
    pub merged_into: Option<ServiceId>,
}

/// A month in which it was taken.
#[derive(Debug, Clone, QueryableByName)]
pub struct MonthPrice {
    #[diesel(sql_type = Date)]
    pub month: NaiveDate,
    #[diesel(sql_type = BigInt)]
    pub services: i64,
    /// Minor units.
    #[diesel(sql_type = BigInt)]
    pub revenue: i64,
}

/// A change of its price in the catalogue, in minor units.
#[derive(Debug, Clone, QueryableByName)]
pub struct PriceChange {
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    pub by: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub before: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub after: Option<i64>,
}

/// A row of the list.
#[derive(Debug, Clone, Queryable)]
pub struct Listed {
    pub service: Service,
    /// What was paid for it last, in minor units; stands in for a price that nobody has set.
    pub last_paid: Option<i64>,
}

/// What a person may say of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Insertable, AsChangeset)]
#[diesel(table_name = services, treat_none_as_null = true)]
pub struct Entry {
    pub category: String,
    pub name: String,
    pub price: Option<i64>,
    pub active: bool,
}
