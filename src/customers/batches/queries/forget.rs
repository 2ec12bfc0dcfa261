use diesel::prelude::*;

use crate::db::{self, schema::customer_batches};
use crate::domain::{CustomerBatchId, Erasure};

/// Empties what tells of them: all of a proof where the batch is theirs alone. The tag of a batch that goes on is still needed.
pub fn erase_words(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    const ERASE: &str = "
        WITH told AS (
            SELECT batch.id, word.key
            FROM customer_batches batch CROSS JOIN LATERAL jsonb_each_text(batch.params) AS word
            WHERE word.value <> ''
              AND (word.key = 'proof' OR word.key IN ('tag', 'from', 'to') AND batch.state IN ('done', 'undone'))
              AND (holds_any(word.value, $2)
                  OR word.key = 'proof'
                      AND EXISTS (SELECT FROM customer_batch_rows WHERE batch_id = batch.id AND customer_id = ANY($1))
                      AND NOT EXISTS (SELECT FROM customer_batch_rows WHERE batch_id = batch.id AND customer_id <> ALL($1)))
        ), emptied AS (SELECT id, jsonb_object_agg(key, ''::text) AS words FROM told GROUP BY id)
        UPDATE customer_batches SET params = params || emptied.words FROM emptied WHERE emptied.id = customer_batches.id";
    db::erase_rows(conn, ERASE, erasure)
}

/// The queries of those that have not begun.
pub fn list_searches(conn: &mut PgConnection) -> QueryResult<Vec<(CustomerBatchId, String)>> {
    customer_batches::table
        .filter(customer_batches::query.is_not_null())
        .select((
            customer_batches::id,
            customer_batches::query.assume_not_null(),
        ))
        .load(conn)
}

pub fn update_searched(conn: &mut PgConnection, id: CustomerBatchId) -> QueryResult<usize> {
    diesel::update(customer_batches::table.find(id))
        .set(customer_batches::query.eq(None::<String>))
        .execute(conn)
}
