use diesel::prelude::*;

use crate::customers::filters::PATH;
use crate::db::schema::customer_views;
use crate::domain::{CustomerViewId, UserId};

/// A list under a name.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = customer_views)]
pub struct SavedView {
    pub id: CustomerViewId,
    pub name: String,
    /// The list's query: who is in it, its columns and its order.
    pub query: String,
    pub is_shared: bool,
    pub owner_id: UserId,
}

impl SavedView {
    /// The list as it was saved.
    pub fn href(&self) -> String {
        match self.query.is_empty() {
            true => format!("{PATH}?view={}", self.id),
            false => format!("{PATH}?{}&view={}", self.query, self.id),
        }
    }
}

/// A view as somebody saves it.
#[derive(Debug, Clone, PartialEq, Eq, Insertable)]
#[diesel(table_name = customer_views)]
pub struct NewView {
    pub name: String,
    pub query: String,
    pub is_shared: bool,
}

/// What a person decides of a view that is there; the rest stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, AsChangeset)]
#[diesel(table_name = customer_views)]
pub struct ViewChanges {
    pub name: Option<String>,
    pub query: Option<String>,
    pub is_shared: Option<bool>,
}
