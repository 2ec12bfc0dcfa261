//! The one clock for instants that are stored and compared: those of the machines need not agree with it.

use chrono::{DateTime, Utc};
use diesel::{IntoSql as _, PgConnection, QueryResult, RunQueryDsl as _};

/// The database's time; within a transaction, the one at which it began.
pub fn now(conn: &mut PgConnection) -> QueryResult<DateTime<Utc>> {
    diesel::select(diesel::dsl::now.into_sql::<diesel::sql_types::Timestamptz>()).get_result(conn)
}
