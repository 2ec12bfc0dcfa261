use diesel::{PgConnection, QueryResult};

use crate::db;
use crate::domain::Erasure;

/// That somebody called, met or sold, and when, stays; what was said does not.
pub fn erase_activities(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    const ERASE: &str = "
        UPDATE activities SET title = CASE WHEN title = '' THEN '' ELSE $3 END, body = '', notes = NULL, responsible = NULL,
            version = version + 1
        WHERE customer_id = ANY($1)";
    db::erase_rows(conn, ERASE, erasure)
}
