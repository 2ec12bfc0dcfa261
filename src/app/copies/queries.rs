//! What is asked of a database that is copied or was restored.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz};

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Of anybody's, in any schema.
pub fn count_tables(conn: &mut PgConnection) -> QueryResult<i64> {
    let tables: Count = sql_query(
        "SELECT count(*) AS count FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
    )
    .get_result(conn)?;
    Ok(tables.count)
}

/// How far back a restored database is, and what of it lets somebody in.
#[derive(Debug, Clone, Default, PartialEq, Eq, QueryableByName)]
pub struct State {
    /// The last change that it knows.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub known_until: Option<DateTime<Utc>>,
    #[diesel(sql_type = BigInt)]
    pub users: i64,
    #[diesel(sql_type = BigInt)]
    pub keys: i64,
}

pub fn find_state(conn: &mut PgConnection) -> QueryResult<State> {
    sql_query(
        "SELECT (SELECT max(at) FROM audit_log) AS known_until,
                (SELECT count(*) FROM users WHERE disabled_at IS NULL) AS users,
                (SELECT count(*) FROM api_keys WHERE revoked_at IS NULL) AS keys",
    )
    .get_result(conn)
}

/// How the database itself was made, so that a copy is like it.
#[derive(Debug, Clone, QueryableByName)]
pub struct Make {
    #[diesel(sql_type = BigInt)]
    pub bytes: i64,
    #[diesel(sql_type = Text)]
    pub encoding: String,
    #[diesel(sql_type = Text)]
    pub collate: String,
    #[diesel(sql_type = Text)]
    pub ctype: String,
}

/// The texts are quoted for a statement.
pub fn find_make(conn: &mut PgConnection) -> QueryResult<Make> {
    sql_query(
        "SELECT pg_database_size(oid) AS bytes, quote_literal(pg_encoding_to_char(encoding)) AS encoding,
                quote_literal(datcollate) AS collate, quote_literal(datctype) AS ctype
         FROM pg_database WHERE datname = current_database()",
    )
    .get_result(conn)
}
