//! What an undo would give back follows where an option of a field of the business is called otherwise, in the transaction of
//! that change, and no import is at work meanwhile: what it brings is seen by nobody before its end.

use diesel::prelude::*;
use diesel::sql_types::{Jsonb, Text};

use crate::customers::renaming::{IN_ROWS, by_old_name, renamed_at, says_old};
use crate::domain::OwnKey;
use crate::imports::queries;

/// Whether no import is at work; then none begins before the end of the transaction.
pub fn hold_off(conn: &mut PgConnection) -> QueryResult<bool> {
    queries::try_lock(conn)
}

/// Every change that is noted of a customer is read.
pub fn follow_options(
    conn: &mut PgConnection,
    key: OwnKey,
    renamed: &[(String, String)],
) -> QueryResult<()> {
    diesel::sql_query(format!(
        "UPDATE import_changed SET before = {}, after = {} WHERE table_name = 'customers' AND ({} OR {})",
        renamed_at("before", &IN_ROWS),
        renamed_at("after", &IN_ROWS),
        says_old("before", &IN_ROWS),
        says_old("after", &IN_ROWS),
    ))
    .bind::<Text, _>(key.to_string())
    .bind::<Jsonb, _>(by_old_name(renamed))
    .execute(conn)
    .map(|_| ())
}
