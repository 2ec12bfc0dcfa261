//! What a batch itself says of somebody who is erased: how it was shown that they agreed, a tag, and whom it looked for.

use diesel::{PgConnection, QueryResult};

use super::queries;
use crate::customers::saved::erasing::without_search_for;
use crate::domain::Erasure;

/// A batch that was to look for them finds nobody: without its words it would mean everybody.
pub fn erase_batches(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    let mut erased = queries::erase_words(conn, erasure)?;
    for (id, query) in queries::list_searches(conn)? {
        if without_search_for(&query, &erasure.words).is_some() {
            erased += queries::update_searched(conn, id)?;
        }
    }
    Ok(erased)
}
