use diesel::prelude::*;

use crate::db;
use crate::domain::CustomerMove;

/// Hands over a customer's places in campaigns. Where the other has one already it stays: nobody is in a campaign twice,
/// and a deleted customer gets nothing.
pub fn move_members(conn: &mut PgConnection, order: &CustomerMove) -> QueryResult<Vec<String>> {
    const MOVE: &str = "
        UPDATE campaign_members AS member SET customer_id = $2
        WHERE customer_id = $1 AND ($3 IS NULL OR id = ANY($3::bigint[]))
          AND NOT EXISTS (SELECT FROM campaign_members other
                          WHERE other.campaign_id = member.campaign_id AND other.customer_id = $2)
        RETURNING id::text AS key";
    db::move_rows(conn, MOVE, order)
}
