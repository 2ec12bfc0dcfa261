//! What stands in a field of many customers already, each once, found from one to the next by the field's index.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::customers::forms::KnownField;

#[derive(QueryableByName)]
struct Known {
    #[diesel(sql_type = Text)]
    name: String,
}

/// In the order of the alphabet; of two that differ in case or accents one.
pub fn list_known(
    conn: &mut PgConnection,
    field: KnownField,
    limit: i64,
) -> QueryResult<Vec<String>> {
    let column = match field {
        KnownField::City => "city",
        KnownField::Source => "source",
    };
    let first = format!(
        "SELECT fold(c.{column}) AS key, c.{column} AS name FROM customers c
         WHERE c.{column} IS NOT NULL AND c.deleted_at IS NULL"
    );
    let order = format!("ORDER BY fold(c.{column}) LIMIT 1");
    let sql = format!(
        "WITH RECURSIVE known AS (
             ({first} {order})
             UNION ALL
             SELECT next.key, next.name FROM known
             CROSS JOIN LATERAL ({first} AND fold(c.{column}) > known.key {order}) AS next
         ) SELECT name FROM known LIMIT $1"
    );
    let found: Vec<Known> = diesel::sql_query(sql).bind::<BigInt, _>(limit).load(conn)?;
    Ok(found.into_iter().map(|known| known.name).collect())
}
