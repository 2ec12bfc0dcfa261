use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::db::schema::{api_keys, idempotency_keys};
use crate::domain::{ApiKeyId, Scope};

/// What a key is made with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKey {
    pub name: String,
    pub scopes: Vec<Scope>,
}

/// What a key may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ScopeList(pub Vec<Scope>);

impl From<Vec<Option<String>>> for ScopeList {
    /// A scope that this version does not know gives nothing.
    fn from(stored: Vec<Option<String>>) -> Self {
        let known = |text: String| text.parse().ok();
        Self(stored.into_iter().flatten().filter_map(known).collect())
    }
}

/// A row of `api_keys`, without the hash.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = api_keys)]
pub(super) struct Key {
    pub id: ApiKeyId,
    pub name: String,
    /// Its first characters.
    pub prefix: String,
    #[diesel(deserialize_as = Vec<Option<String>>)]
    pub scopes: ScopeList,
    pub created_at: DateTime<Utc>,
    /// To the minute.
    pub last_used_at: Option<DateTime<Utc>>,
    pub revoked_at: Option<DateTime<Utc>>,
}

/// A client's key with what was asked under it.
#[derive(Debug, Clone)]
pub(super) struct Claim {
    pub api_key_id: ApiKeyId,
    pub key: String,
    pub fingerprint: Vec<u8>,
}

/// What a key was used for.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = idempotency_keys)]
pub(super) struct Stored {
    pub fingerprint: Vec<u8>,
    pub status: Option<i32>,
    pub body: Option<String>,
    pub version: Option<i32>,
}
