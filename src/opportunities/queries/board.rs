//! The board: its cards, what its columns come to, and a card's place in its column.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Timestamptz};

use super::figures::of_owner;
use crate::db::schema::opportunities;
use crate::domain::{OpportunityId, UserId};
use crate::opportunities::model::{Card, Stage, StageSum};
use crate::opportunities::pipeline::GAP;

/// What was closed longer ago than so many days has left the board; the list has it.
pub const BOARD_DAYS: u64 = 90;
/// Cards of a column of the board; the list has the rest.
pub const COLUMN: i64 = 50;

/// The cards of every column, the top of each; in no order across columns. Of one owner, or of all; of what was closed,
/// what was closed since an instant.
pub fn list_board(
    conn: &mut PgConnection,
    owner: Option<UserId>,
    since: DateTime<Utc>,
) -> QueryResult<Vec<Card>> {
    let stages: Vec<String> = Stage::ALL
        .iter()
        .map(|stage| format!("('{stage}')"))
        .collect();
    let sql = format!(
        "SELECT card.* FROM (VALUES {}) AS columns (stage) CROSS JOIN LATERAL (
             SELECT o.id, o.customer_id, c.full_name AS customer_name, o.title, o.stage, o.value, o.currency,
                    o.probability, o.expected_close_on, users.name AS owner, o.position
             FROM opportunities o JOIN customers c ON c.id = o.customer_id AND c.deleted_at IS NULL
             LEFT JOIN users ON users.id = o.owner_id
             WHERE o.stage = columns.stage AND o.deleted_at IS NULL AND (o.closed_at IS NULL OR o.closed_at >= $2) AND {}
             ORDER BY o.position, o.id LIMIT {COLUMN}
         ) AS card",
        stages.join(", "),
        of_owner(owner),
    );
    diesel::sql_query(sql)
        .bind::<BigInt, _>(owner.map_or(0, UserId::get))
        .bind::<Timestamptz, _>(since)
        .load(conn)
}

/// What each stage holds, by currency; of what was closed, what was closed since an instant.
pub fn sum_stages(
    conn: &mut PgConnection,
    owner: Option<UserId>,
    since: DateTime<Utc>,
) -> QueryResult<Vec<StageSum>> {
    let sql = format!(
        "SELECT o.stage, o.currency, count(*) AS count, sum(o.value)::bigint AS value,
                sum(round(o.value * o.probability / 100.0))::bigint AS weighted
         FROM opportunities o JOIN customers c ON c.id = o.customer_id AND c.deleted_at IS NULL
         WHERE o.deleted_at IS NULL AND (o.closed_at IS NULL OR o.closed_at >= $2) AND {} GROUP BY 1, 2 ORDER BY 1, 2",
        of_owner(owner),
    );
    diesel::sql_query(sql)
        .bind::<BigInt, _>(owner.map_or(0, UserId::get))
        .bind::<Timestamptz, _>(since)
        .load(conn)
}

/// Another place in the same column; whoever edits the card is not disturbed by that.
pub fn update_position(
    conn: &mut PgConnection,
    id: OpportunityId,
    position: i64,
) -> QueryResult<usize> {
    diesel::update(opportunities::table.find(id))
        .set(opportunities::position.eq(position))
        .execute(conn)
}

/// The position of the card at the top of a column.
pub fn find_top(conn: &mut PgConnection, stage: Stage) -> QueryResult<Option<i64>> {
    opportunities::table
        .filter(opportunities::stage.eq(stage))
        .filter(opportunities::deleted_at.is_null())
        .order((opportunities::position, opportunities::id))
        .select(opportunities::position)
        .first(conn)
        .optional()
}

/// A card of a column, by its position.
pub fn find_position(
    conn: &mut PgConnection,
    stage: Stage,
    id: OpportunityId,
) -> QueryResult<Option<i64>> {
    opportunities::table
        .find(id)
        .filter(opportunities::stage.eq(stage))
        .filter(opportunities::deleted_at.is_null())
        .select(opportunities::position)
        .first(conn)
        .optional()
}

/// The card above another in its column, with its position; `besides` is being moved and counts as gone.
pub fn find_above(
    conn: &mut PgConnection,
    stage: Stage,
    (position, id): (i64, OpportunityId),
    besides: OpportunityId,
) -> QueryResult<Option<(OpportunityId, i64)>> {
    let is_above = opportunities::position
        .lt(position)
        .or(opportunities::position
            .eq(position)
            .and(opportunities::id.lt(id)));
    opportunities::table
        .filter(opportunities::stage.eq(stage))
        .filter(opportunities::deleted_at.is_null())
        .filter(opportunities::id.ne(besides))
        .filter(is_above)
        .order((opportunities::position.desc(), opportunities::id.desc()))
        .select((opportunities::id, opportunities::position))
        .first(conn)
        .optional()
}

/// The card below another in its column, with its position.
pub fn find_below(
    conn: &mut PgConnection,
    stage: Stage,
    (position, id): (i64, OpportunityId),
    besides: OpportunityId,
) -> QueryResult<Option<(OpportunityId, i64)>> {
    let is_below = opportunities::position
        .gt(position)
        .or(opportunities::position
            .eq(position)
            .and(opportunities::id.gt(id)));
    opportunities::table
        .filter(opportunities::stage.eq(stage))
        .filter(opportunities::deleted_at.is_null())
        .filter(opportunities::id.ne(besides))
        .filter(is_below)
        .order((opportunities::position, opportunities::id))
        .select((opportunities::id, opportunities::position))
        .first(conn)
        .optional()
}

/// Makes room again between all cards of a column, in their order.
pub fn spread_column(conn: &mut PgConnection, stage: Stage) -> QueryResult<usize> {
    let sql = format!(
        "UPDATE opportunities SET position = placed.number * {GAP}
         FROM (SELECT id, row_number() OVER (ORDER BY position, id) AS number FROM opportunities
               WHERE stage = '{stage}' AND deleted_at IS NULL) AS placed
         WHERE opportunities.id = placed.id"
    );
    diesel::sql_query(sql).execute(conn)
}
