use diesel::dsl::now;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Jsonb, Nullable, Text};
use serde_json::Value;

use crate::customers::batches::model::State;
use crate::customers::batches::plan::Outcome;
use crate::customers::model::TagList;
use crate::customers::queries::erasing::being_erased;
use crate::db::schema::{customer_batch_rows, customer_batches};
use crate::domain::{CustomerBatchId, CustomerId, UserId};

/// Who is not written down yet stays out of it.
pub fn update_undoing(
    conn: &mut PgConnection,
    id: CustomerBatchId,
    by: UserId,
) -> QueryResult<usize> {
    diesel::update(customer_batches::table.find(id))
        .set((
            customer_batches::state.eq(State::Undoing),
            customer_batches::query.eq(None::<String>),
            customer_batches::settled.eq(0),
            customer_batches::undone_by.eq(by),
        ))
        .execute(conn)
}

pub fn update_undone(conn: &mut PgConnection, id: CustomerBatchId) -> QueryResult<usize> {
    diesel::update(customer_batches::table.find(id))
        .set((
            customer_batches::state.eq(State::Undone),
            customer_batches::finished_at.eq(now),
            customer_batches::undone_at.eq(now),
        ))
        .execute(conn)
}

/// A row that an undo looks at: what was there, what the batch wrote, and what is there now.
#[derive(Debug, Clone, QueryableByName)]
pub struct Back {
    #[diesel(sql_type = BigInt)]
    pub id: CustomerId,
    #[diesel(sql_type = Jsonb)]
    pub before: Value,
    #[diesel(sql_type = Jsonb)]
    pub after: Value,
    #[diesel(sql_type = Array<Nullable<Text>>, deserialize_as = Vec<Option<String>>)]
    pub tags: TagList,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub owner_id: Option<UserId>,
    #[diesel(sql_type = Text)]
    pub full_name: String,
    #[diesel(sql_type = Bool)]
    pub is_deleted: bool,
    /// Whether they are deleted, and by this batch: nobody brought them back since and deleted them again.
    #[diesel(sql_type = Bool)]
    pub is_hidden_by_batch: bool,
    /// Whether they are somebody else by now.
    #[diesel(sql_type = Bool)]
    pub is_merged: bool,
    /// Whether they are deleted, and somebody asked for their data to go.
    #[diesel(sql_type = Bool)]
    pub is_being_erased: bool,
    /// Whether what the batch noted is still theirs, and the newest word on its channel.
    #[diesel(sql_type = Bool)]
    pub is_last_word: bool,
    /// Whether another customer has the tax id by now.
    #[diesel(sql_type = Bool)]
    pub is_taken: bool,
}

/// The next ones that an undo has still to put back: locked first, and only then read. Whoever is being erased is locked
/// already, perhaps for minutes; of the deleted these are not waited for, as they are left alone. A deletion is known by its
/// moment; an older program kept none, and then it is one of the time at which the batch was worked at.
pub fn lock_back(
    conn: &mut PgConnection,
    batch: CustomerBatchId,
    limit: i64,
) -> QueryResult<Vec<Back>> {
    let ids: Vec<CustomerId> = customer_batch_rows::table
        .filter(customer_batch_rows::batch_id.eq(batch))
        .filter(customer_batch_rows::outcome.eq(Outcome::Done))
        .order(customer_batch_rows::customer_id)
        .limit(limit)
        .select(customer_batch_rows::customer_id)
        .load(conn)?;
    let is_being_erased = format!("c.deleted_at IS NOT NULL AND {}", being_erased("c.id"));
    diesel::sql_query(format!(
        "SELECT FROM customers c WHERE id = ANY($1) AND NOT ({is_being_erased}) ORDER BY id FOR NO KEY UPDATE"
    ))
    .bind::<Array<BigInt>, _>(&ids)
    .execute(conn)?;
    diesel::sql_query(format!(
        "SELECT c.id, line.before, line.after, c.tags, c.owner_id, c.full_name, c.deleted_at IS NOT NULL AS is_deleted,
                c.deleted_at IS NOT NULL AND coalesce(
                    c.deleted_at = (line.after ->> 'deleted_at')::timestamptz,
                    c.deleted_at BETWEEN batch.created_at AND coalesce(batch.finished_at, now())) AS is_hidden_by_batch,
                c.deleted_at IS NOT NULL AND EXISTS (
                    SELECT FROM customer_merges WHERE loser_id = c.id AND undone_at IS NULL) AS is_merged,
                {is_being_erased} AS is_being_erased,
                EXISTS (
                    SELECT FROM consents own
                    WHERE own.id = (line.after ->> 'consent_id')::bigint AND own.customer_id = c.id AND NOT EXISTS (
                        SELECT FROM consents newer
                        WHERE newer.customer_id = c.id AND newer.channel = own.channel AND newer.id > own.id)) AS is_last_word,
                c.deleted_at IS NOT NULL AND EXISTS (
                    SELECT FROM customers other
                    WHERE other.tax_id_key = c.tax_id_key AND other.deleted_at IS NULL AND other.id <> c.id) AS is_taken
         FROM customer_batch_rows line JOIN customers c ON c.id = line.customer_id
              JOIN customer_batches batch ON batch.id = line.batch_id
         WHERE line.batch_id = $1 AND line.customer_id = ANY($2) AND line.outcome = 'done' ORDER BY c.id"
    ))
    .bind::<BigInt, _>(batch)
    .bind::<Array<BigInt>, _>(ids)
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
