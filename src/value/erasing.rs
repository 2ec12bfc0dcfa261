//! What of this feature goes when a person is erased.

use diesel::{PgConnection, QueryResult};

use crate::db;
use crate::domain::Erasure;

/// What the model said of them; the next night says it anew of the services that stay.
pub fn erase_values(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    const ERASE: &str = "DELETE FROM customer_values WHERE customer_id = ANY($1)";
    db::erase_rows(conn, ERASE, erasure)
}

pub fn erase_pauses(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    const ERASE: &str = "DELETE FROM call_pauses WHERE customer_id = ANY($1)";
    db::erase_rows(conn, ERASE, erasure)
}
