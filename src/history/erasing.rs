use diesel::{PgConnection, QueryResult};

use crate::db;
use crate::domain::Erasure;

/// What they took, when and for how much stays, without what a file once said of it: every figure is what it was.
pub fn erase_history(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    const ERASE: &str = "UPDATE service_history SET imported = NULL WHERE customer_id = ANY($1) AND imported IS NOT NULL";
    db::erase_rows(conn, ERASE, erasure)
}
