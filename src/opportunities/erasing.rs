use diesel::{PgConnection, QueryResult};

use crate::db;
use crate::domain::Erasure;

/// Value, stage and dates stay for the forecast and the sums; what it was about does not.
pub fn erase_opportunities(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    const ERASE: &str = "
        UPDATE opportunities SET title = $3, description = '', notes = '', products = '{}', close_note = NULL,
            version = version + 1, updated_at = now()
        WHERE customer_id = ANY($1)";
    db::erase_rows(conn, ERASE, erasure)
}
