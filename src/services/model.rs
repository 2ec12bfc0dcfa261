use diesel::prelude::*;

use crate::db::schema::services;
use crate::domain::ServiceId;

/// An entry of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = services)]
pub struct Service {
    pub id: ServiceId,
    pub category: String,
    pub name: String,
    /// In minor units; `None` while nobody has set one.
    pub price: Option<i64>,
    /// Whether it is still offered.
    pub active: bool,
}
