use diesel::{PgConnection, QueryResult};

use crate::db;
use crate::domain::Erasure;

/// Jobs name rows, not people; what a server said of an attempt may name one.
pub fn erase_jobs(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    const ERASE: &str = "
        UPDATE jobs SET last_error = CASE WHEN last_error IS NOT NULL THEN '' END,
            payload = CASE WHEN state IN ('done', 'failed', 'cancelled') AND holds_any(payload::text, $2) THEN '{}' ELSE payload END
        WHERE holds_any(last_error, $2) OR holds_any(payload::text, $2)";
    db::erase_rows(conn, ERASE, erasure)
}
