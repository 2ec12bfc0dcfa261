use diesel::{PgConnection, QueryResult};

use crate::db;
use crate::domain::Erasure;

/// Forgets the answers that tell of the person: a program that asks again is answered anew.
pub fn erase_answers(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    const ERASE: &str = "DELETE FROM idempotency_keys WHERE holds_any(body, $2)";
    db::erase_rows(conn, ERASE, erasure)
}
