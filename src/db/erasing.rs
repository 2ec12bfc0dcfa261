//! Rows that lose what they say of a person; each table's owner has the statement.

use diesel::sql_types::{Array, BigInt, Text};
use diesel::{PgConnection, QueryResult, RunQueryDsl as _};

use crate::domain::Erasure;

/// Carries out an erasure in one table and returns how many rows it touched. The statement may take `$1` whose rows, as
/// `bigint[]`, `$2` their words in lower case, as `text[]` (for `holds_any`), and `$3` what stands in place of a name.
pub fn erase_rows(
    conn: &mut PgConnection,
    statement: &str,
    erasure: &Erasure,
) -> QueryResult<usize> {
    diesel::sql_query(statement)
        .bind::<Array<BigInt>, _>(&erasure.customers)
        .bind::<Array<Text>, _>(&erasure.words)
        .bind::<Text, _>(&erasure.name)
        .execute(conn)
}
