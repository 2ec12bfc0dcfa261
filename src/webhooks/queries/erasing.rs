use diesel::{PgConnection, QueryResult};

use crate::db;
use crate::domain::Erasure;

/// What receivers answered to events about them; the events themselves name nobody (see [`crate::webhooks::WireType`]).
pub fn erase_answers(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    const ERASE: &str = "
        UPDATE delivery_attempts SET answer = NULL, error = CASE WHEN holds_any(error, $2) THEN '' ELSE error END
        WHERE holds_any(answer, $2) OR holds_any(error, $2)";
    db::erase_rows(conn, ERASE, erasure)
}
