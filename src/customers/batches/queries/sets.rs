use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Jsonb, Nullable, Text, Timestamptz};
use serde_json::Value;

use crate::customers::batches::plan::Outcome;
use crate::customers::bulk::said_by_file;
use crate::customers::model::{Channel, ConsentState, TagList};
use crate::db::schema::customer_batch_rows;
use crate::domain::{CustomerBatchId, CustomerId, UserId};

/// A customer whose turn it is.
#[derive(Debug, Clone, QueryableByName)]
pub struct Turn {
    #[diesel(sql_type = BigInt)]
    pub id: CustomerId,
    #[diesel(sql_type = Text)]
    pub full_name: String,
    #[diesel(sql_type = Array<Nullable<Text>>, deserialize_as = Vec<Option<String>>)]
    pub tags: TagList,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub owner_id: Option<UserId>,
    /// The newest word on the channel asked for.
    #[diesel(sql_type = Text)]
    pub consent: ConsentState,
    /// The transaction's own, to the microsecond: whom it hides was deleted then.
    #[diesel(sql_type = Timestamptz)]
    pub now: DateTime<Utc>,
}

/// The next ones of whom nothing has become yet.
pub fn list_next(
    conn: &mut PgConnection,
    batch: CustomerBatchId,
    limit: i64,
) -> QueryResult<Vec<CustomerId>> {
    customer_batch_rows::table
        .filter(customer_batch_rows::batch_id.eq(batch))
        .filter(customer_batch_rows::outcome.is_null())
        .order(customer_batch_rows::customer_id)
        .limit(limit)
        .select(customer_batch_rows::customer_id)
        .load(conn)
}

/// Locks those who are still there, in the order of their ids, so that two batches never wait for each other. They are read
/// only then: what somebody said while this waited for their lock counts. Who was erased is counted with a list and is there
/// no more: nothing is written to them.
pub fn lock_turns(
    conn: &mut PgConnection,
    ids: &[CustomerId],
    channel: Channel,
) -> QueryResult<Vec<Turn>> {
    let ids: Vec<i64> = ids.iter().map(|id| id.get()).collect();
    diesel::sql_query(
        "SELECT id FROM customers WHERE id = ANY($1) AND deleted_at IS NULL AND erased_at IS NULL
         ORDER BY id FOR NO KEY UPDATE",
    )
    .bind::<Array<BigInt>, _>(&ids)
    .execute(conn)?;
    diesel::sql_query(
        "SELECT c.id, c.full_name, c.tags, c.owner_id,
                coalesce((SELECT state FROM consents WHERE customer_id = c.id AND channel = $2
                          ORDER BY consents.id DESC LIMIT 1), 'unknown') AS consent,
                now() AS now
         FROM customers c WHERE c.id = ANY($1) AND c.deleted_at IS NULL AND c.erased_at IS NULL ORDER BY c.id",
    )
    .bind::<Array<BigInt>, _>(&ids)
    .bind::<Text, _>(channel)
    .load(conn)
}

/// What became of a customer: the outcome, what an undo puts back, and what it expects to find.
#[derive(Debug, Clone)]
pub struct Became {
    pub id: CustomerId,
    pub outcome: Outcome,
    pub before: Value,
    pub after: Value,
}

pub fn update_rows(
    conn: &mut PgConnection,
    batch: CustomerBatchId,
    became: &[Became],
) -> QueryResult<usize> {
    let ids: Vec<i64> = became.iter().map(|one| one.id.get()).collect();
    let outcomes: Vec<&str> = became.iter().map(|one| one.outcome.as_str()).collect();
    let befores: Vec<&Value> = became.iter().map(|one| &one.before).collect();
    let afters: Vec<&Value> = became.iter().map(|one| &one.after).collect();
    diesel::sql_query(
        "UPDATE customer_batch_rows AS line SET outcome = new.outcome, before = new.before, after = new.after
         FROM unnest($2, $3, $4, $5) AS new (id, outcome, before, after)
         WHERE line.batch_id = $1 AND line.customer_id = new.id",
    )
    .bind::<BigInt, _>(batch)
    .bind::<Array<BigInt>, _>(ids)
    .bind::<Array<Text>, _>(outcomes)
    .bind::<Array<Jsonb>, _>(befores)
    .bind::<Array<Jsonb>, _>(afters)
    .execute(conn)
}

/// Marks those of whom nothing became because they are gone.
pub fn update_gone(
    conn: &mut PgConnection,
    batch: CustomerBatchId,
    ids: &[CustomerId],
) -> QueryResult<usize> {
    let lines = customer_batch_rows::table
        .filter(customer_batch_rows::batch_id.eq(batch))
        .filter(customer_batch_rows::customer_id.eq_any(ids))
        .filter(customer_batch_rows::outcome.is_null());
    diesel::update(lines)
        .set(customer_batch_rows::outcome.eq(Outcome::Gone))
        .execute(conn)
}

/// What a set changes of `customers`; every value in the order of the ids.
fn set() -> String {
    let said = said_by_file("c.");
    format!("imported = {said}, version = c.version + 1, updated_at = now(), updated_by = $2")
}

pub fn update_tags(
    conn: &mut PgConnection,
    by: UserId,
    changes: &[(CustomerId, Vec<String>)],
) -> QueryResult<usize> {
    let ids: Vec<i64> = changes.iter().map(|(id, _)| id.get()).collect();
    let tags: Vec<Value> = changes
        .iter()
        .map(|(_, tags)| Value::from(tags.clone()))
        .collect();
    diesel::sql_query(format!(
        "UPDATE customers c SET tags = ARRAY(SELECT jsonb_array_elements_text(new.tags)), {}
         FROM unnest($1, $3) AS new (id, tags) WHERE c.id = new.id",
        set()
    ))
    .bind::<Array<BigInt>, _>(ids)
    .bind::<BigInt, _>(by)
    .bind::<Array<Jsonb>, _>(tags)
    .execute(conn)
}

pub fn update_owners(
    conn: &mut PgConnection,
    by: UserId,
    changes: &[(CustomerId, Option<UserId>)],
) -> QueryResult<usize> {
    let ids: Vec<i64> = changes.iter().map(|(id, _)| id.get()).collect();
    let owners: Vec<Option<i64>> = changes
        .iter()
        .map(|(_, owner)| owner.map(|owner| owner.get()))
        .collect();
    diesel::sql_query(format!(
        "UPDATE customers c SET owner_id = new.owner_id, {}
         FROM unnest($1, $3) AS new (id, owner_id) WHERE c.id = new.id",
        set()
    ))
    .bind::<Array<BigInt>, _>(ids)
    .bind::<BigInt, _>(by)
    .bind::<Array<Nullable<BigInt>>, _>(owners)
    .execute(conn)
}

/// A word of each on a channel; returns the rows' ids, one a customer.
pub fn insert_consents(
    conn: &mut PgConnection,
    by: UserId,
    (channel, state, proof): (Channel, ConsentState, &str),
    ids: &[CustomerId],
) -> QueryResult<Vec<(CustomerId, i64)>> {
    #[derive(QueryableByName)]
    struct Said {
        #[diesel(sql_type = BigInt)]
        customer_id: CustomerId,
        #[diesel(sql_type = BigInt)]
        id: i64,
    }
    let ids: Vec<i64> = ids.iter().map(|id| id.get()).collect();
    let said: Vec<Said> = diesel::sql_query(
        "INSERT INTO consents (customer_id, channel, state, how, proof, recorded_by)
         SELECT id, $2, $3, 'batch', $4, $5 FROM unnest($1) AS id RETURNING customer_id, id",
    )
    .bind::<Array<BigInt>, _>(ids)
    .bind::<Text, _>(channel)
    .bind::<Text, _>(state)
    .bind::<Text, _>(proof)
    .bind::<BigInt, _>(by)
    .load(conn)?;
    Ok(said
        .into_iter()
        .map(|said| (said.customer_id, said.id))
        .collect())
}
