//! Whose opportunities they are, when two customers turn out to be one.

use diesel::{PgConnection, QueryResult};

use crate::db;
use crate::domain::CustomerMove;

/// Hands over what may be sold to a customer, also what was deleted.
pub fn move_opportunities(
    conn: &mut PgConnection,
    order: &CustomerMove,
) -> QueryResult<Vec<String>> {
    const MOVE: &str = "
        UPDATE opportunities SET customer_id = $2
        WHERE customer_id = $1 AND ($3 IS NULL OR id = ANY($3::bigint[])) RETURNING id::text AS key";
    db::move_rows(conn, MOVE, order)
}
