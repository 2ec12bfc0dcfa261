use diesel::{PgConnection, QueryResult};

use crate::db;
use crate::domain::Erasure;

/// Who has not got anything yet gets nothing; that they were in a campaign, and in which arm, stays for its result.
pub fn erase_members(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    const ERASE: &str = "
        UPDATE campaign_members SET state = 'cancelled'
        WHERE customer_id = ANY($1) AND state IN ('waiting', 'ready', 'approved')";
    db::erase_rows(conn, ERASE, erasure)
}
