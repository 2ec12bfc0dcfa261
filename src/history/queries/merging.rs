//! The rows of the history that change their service when two entries of the catalogue become one, and back.

use diesel::sql_types::BigInt;
use diesel::{PgConnection, QueryResult, QueryableByName, RunQueryDsl as _};

use crate::services::{Merge, Moves};

/// What the catalogue asks for when it merges.
pub fn service_moves() -> Moves {
    Moves {
        forth: move_to_winner,
        back: move_to_loser,
    }
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    seen: i64,
    #[diesel(sql_type = BigInt)]
    went: i64,
}

/// Each is written down, so that an undo gives back exactly these.
fn move_to_winner(conn: &mut PgConnection, merge: &Merge, limit: i64) -> QueryResult<i64> {
    let counted: Counted = diesel::sql_query(
        "WITH part AS (
             SELECT id FROM service_history WHERE service_id = $2 ORDER BY date DESC, id DESC LIMIT $4 FOR UPDATE
         ), moved AS (
             UPDATE service_history h SET service_id = $3, version = h.version + 1 FROM part WHERE h.id = part.id RETURNING h.id
         ), kept AS (
             INSERT INTO service_merge_rows (merge_id, history_id) SELECT $1, id FROM moved RETURNING history_id
         )
         SELECT count(*) AS seen, count(*) AS went FROM kept",
    )
    .bind::<BigInt, _>(merge.id)
    .bind::<BigInt, _>(merge.loser_id)
    .bind::<BigInt, _>(merge.winner_id)
    .bind::<BigInt, _>(limit)
    .get_result(conn)?;
    Ok(counted.went)
}

/// A row that somebody gave to another service since, or deleted, is left alone.
fn move_to_loser(conn: &mut PgConnection, merge: &Merge, limit: i64) -> QueryResult<(i64, i64)> {
    let counted: Counted = diesel::sql_query(
        "WITH part AS (
             DELETE FROM service_merge_rows WHERE merge_id = $1 AND history_id IN (
                 SELECT history_id FROM service_merge_rows WHERE merge_id = $1 ORDER BY history_id LIMIT $4
             ) RETURNING history_id
         ), back AS (
             UPDATE service_history h SET service_id = $2, version = h.version + 1
             FROM part WHERE h.id = part.history_id AND h.service_id = $3 RETURNING h.id
         )
         SELECT (SELECT count(*) FROM part) AS seen, (SELECT count(*) FROM back) AS went",
    )
    .bind::<BigInt, _>(merge.id)
    .bind::<BigInt, _>(merge.loser_id)
    .bind::<BigInt, _>(merge.winner_id)
    .bind::<BigInt, _>(limit)
    .get_result(conn)?;
    Ok((counted.seen, counted.went))
}
