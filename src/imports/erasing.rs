use diesel::{PgConnection, QueryResult};

use crate::db;
use crate::domain::Erasure;

/// Why a row of a file was refused may repeat what stood in it.
pub fn erase_errors(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    const ERASE: &str = "UPDATE import_errors SET reason = $3 WHERE holds_any(reason, $2)";
    db::erase_rows(conn, ERASE, erasure)
}
