//! What an undo would give back follows where an option of a field of the business is called otherwise, in the transaction of
//! that change.

use diesel::prelude::*;
use diesel::sql_types::{Jsonb, Text};

use crate::customers::renaming::{IN_ROWS, by_old_name, renamed_at, says_old};
use crate::domain::OwnKey;

const ROWS: [&str; 3] = ["winner_before", "winner_after", "loser_before"];

pub fn follow_options(
    conn: &mut PgConnection,
    key: OwnKey,
    renamed: &[(String, String)],
) -> QueryResult<()> {
    let becomes = ROWS.map(|row| format!("{row} = {}", renamed_at(row, &IN_ROWS)));
    let says = ROWS.map(|row| says_old(row, &IN_ROWS));
    diesel::sql_query(format!(
        "UPDATE customer_merges SET {} WHERE undone_at IS NULL AND ({})",
        becomes.join(", "),
        says.join(" OR ")
    ))
    .bind::<Text, _>(key.to_string())
    .bind::<Jsonb, _>(by_old_name(renamed))
    .execute(conn)
    .map(|_| ())
}
