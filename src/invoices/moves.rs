//! Whose invoices they are, when two customers turn out to be one.

use diesel::{PgConnection, QueryResult};

use crate::db;
use crate::domain::CustomerMove;

/// Hands over a customer's invoices; name and tax id on what is issued stay as they were issued.
pub fn move_invoices(conn: &mut PgConnection, order: &CustomerMove) -> QueryResult<Vec<String>> {
    const MOVE: &str = "
        UPDATE invoices SET customer_id = $2
        WHERE customer_id = $1 AND ($3 IS NULL OR id = ANY($3::bigint[])) RETURNING id::text AS key";
    db::move_rows(conn, MOVE, order)
}
