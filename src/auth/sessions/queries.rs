use chrono::{DateTime, Utc};
use diesel::dsl::now;
use diesel::prelude::*;

use crate::auth::queries::IDLE_LIMIT;
use crate::db::schema::sessions;
use crate::domain::UserId;

/// One place where somebody is signed in.
#[derive(Debug, Clone, Queryable)]
pub struct Session {
    pub token_hash: Vec<u8>,
    pub created_at: DateTime<Utc>,
    /// To the minute.
    pub last_seen_at: DateTime<Utc>,
    pub user_agent: String,
}

impl Session {
    /// How an address names it.
    pub fn key(&self) -> String {
        self.token_hash
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

/// A person's sessions that are not over, the one used last first.
pub fn list_sessions(conn: &mut PgConnection, user: UserId) -> QueryResult<Vec<Session>> {
    sessions::table
        .filter(sessions::user_id.eq(user.get()))
        .filter(sessions::expires_at.gt(now))
        .filter(sessions::last_seen_at.gt(Utc::now() - IDLE_LIMIT))
        .order((sessions::last_seen_at.desc(), sessions::token_hash))
        .select((
            sessions::token_hash,
            sessions::created_at,
            sessions::last_seen_at,
            sessions::user_agent,
        ))
        .load(conn)
}

/// Ends one of a person's own.
pub fn delete_own_session(
    conn: &mut PgConnection,
    user: UserId,
    token_hash: &[u8],
) -> QueryResult<usize> {
    diesel::delete(
        sessions::table
            .find(token_hash)
            .filter(sessions::user_id.eq(user.get())),
    )
    .execute(conn)
}
