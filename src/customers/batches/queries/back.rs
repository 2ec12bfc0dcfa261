use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Jsonb, Nullable, Text};
use serde_json::Value;

use crate::customers::batches::plan::Outcome;
use crate::customers::model::TagList;
use crate::domain::{CustomerBatchId, CustomerId, UserId};

/// A row that an undo looks at.
#[derive(Debug, Clone, QueryableByName)]
pub struct Back {
    #[diesel(sql_type = BigInt)]
    pub id: CustomerId,
    #[diesel(sql_type = Jsonb)]
    pub before: Value,
    /// Whether nobody changed the customer since.
    #[diesel(sql_type = Bool)]
    pub is_as_left: bool,
    /// Whether another customer has the tax id by now.
    #[diesel(sql_type = Bool)]
    pub is_taken: bool,
    /// What stands there now, for the audit log.
    #[diesel(sql_type = Array<Nullable<Text>>, deserialize_as = Vec<Option<String>>)]
    pub tags: TagList,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub owner_id: Option<UserId>,
    #[diesel(sql_type = Text)]
    pub full_name: String,
}

/// The next ones that an undo has still to put back, locked. A consent is as it was left while its row is the newest.
pub fn lock_back(
    conn: &mut PgConnection,
    batch: CustomerBatchId,
    limit: i64,
) -> QueryResult<Vec<Back>> {
    diesel::sql_query(
        "SELECT c.id, line.before, c.tags, c.owner_id, c.full_name,
                CASE WHEN line.before ? 'consent_id' THEN NOT EXISTS (
                         SELECT FROM consents own JOIN consents newer
                           ON newer.customer_id = own.customer_id AND newer.channel = own.channel AND newer.id > own.id
                         WHERE own.id = (line.before ->> 'consent_id')::bigint)
                     ELSE c.version = line.version END AS is_as_left,
                c.deleted_at IS NOT NULL AND EXISTS (
                    SELECT FROM customers other
                    WHERE other.tax_id_key = c.tax_id_key AND other.deleted_at IS NULL AND other.id <> c.id) AS is_taken
         FROM customer_batch_rows line JOIN customers c ON c.id = line.customer_id
         WHERE line.batch_id = $1 AND line.outcome = 'done'
         ORDER BY c.id LIMIT $2 FOR NO KEY UPDATE OF c",
    )
    .bind::<BigInt, _>(batch)
    .bind::<BigInt, _>(limit)
    .load(conn)
}

pub fn delete_consents(conn: &mut PgConnection, ids: &[i64]) -> QueryResult<usize> {
    diesel::sql_query("DELETE FROM consents WHERE id = ANY($1)")
        .bind::<Array<BigInt>, _>(ids)
        .execute(conn)
}

pub fn update_outcomes(
    conn: &mut PgConnection,
    batch: CustomerBatchId,
    outcomes: &[(CustomerId, Outcome)],
) -> QueryResult<usize> {
    let ids: Vec<i64> = outcomes.iter().map(|(id, _)| id.get()).collect();
    let words: Vec<&str> = outcomes
        .iter()
        .map(|(_, outcome)| outcome.as_str())
        .collect();
    diesel::sql_query(
        "UPDATE customer_batch_rows AS line SET outcome = new.outcome FROM unnest($2, $3) AS new (id, outcome)
         WHERE line.batch_id = $1 AND line.customer_id = new.id",
    )
    .bind::<BigInt, _>(batch)
    .bind::<Array<BigInt>, _>(ids)
    .bind::<Array<Text>, _>(words)
    .execute(conn)
}
