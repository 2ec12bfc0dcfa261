//! What of this feature goes along when two customers turn out to be one.

use diesel::prelude::*;

use crate::db;
use crate::domain::CustomerMove;

/// Hands over everything that was sent to a customer or waits for it; it goes to the address that it was written for.
pub fn move_messages(conn: &mut PgConnection, order: &CustomerMove) -> QueryResult<Vec<String>> {
    const MOVE: &str = "
        UPDATE messages SET customer_id = $2
        WHERE customer_id = $1 AND ($3 IS NULL OR id = ANY($3::bigint[])) RETURNING id::text AS key";
    db::move_rows(conn, MOVE, order)
}

/// Hands over how often a customer wishes to hear from us.
pub fn move_preferences(conn: &mut PgConnection, order: &CustomerMove) -> QueryResult<Vec<String>> {
    const MOVE: &str = "
        UPDATE message_preferences SET customer_id = $2
        WHERE customer_id = $1 AND ($3 IS NULL OR address = ANY($3)) RETURNING address AS key";
    db::move_rows(conn, MOVE, order)
}
