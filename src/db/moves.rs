//! Rows that change hands; each table's owner has the statement.

use diesel::sql_types::{Array, BigInt, Nullable, Text};
use diesel::{PgConnection, QueryResult, QueryableByName, RunQueryDsl as _};

use crate::domain::CustomerMove;

#[derive(QueryableByName)]
struct Key {
    #[diesel(sql_type = Text)]
    key: String,
}

/// Carries out a move and returns the keys of the rows. The statement takes `$1` from whom, `$2` to whom, `$3` the keys as
/// `text[]`, or NULL for all, and returns a text `key` of each row.
pub fn move_rows(
    conn: &mut PgConnection,
    statement: &str,
    order: &CustomerMove,
) -> QueryResult<Vec<String>> {
    let rows: Vec<Key> = diesel::sql_query(statement)
        .bind::<BigInt, _>(order.from)
        .bind::<BigInt, _>(order.to)
        .bind::<Nullable<Array<Text>>, _>(&order.only)
        .load(conn)?;
    Ok(rows.into_iter().map(|row| row.key).collect())
}
