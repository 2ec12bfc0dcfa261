//! What a batch writes; its undo is in [`undoing`].

pub mod undoing;

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Jsonb, Nullable, Text};
use serde_json::Value;

use super::model::{Batch, Order, State, Whom};
use super::plan::Outcome;
use crate::customers::filters::Filters;
use crate::customers::model::{Channel, ConsentState, TagList};
use crate::customers::params::ListParams;
use crate::customers::queries::list::insert_from_list;
use crate::db::schema::{customer_batch_rows, customer_batches};
use crate::domain::{CustomerBatchId, CustomerId, UserId};

/// A new batch; `None` where its form was sent already.
pub fn insert_batch(
    conn: &mut PgConnection,
    order: &Order,
    params: &Value,
    by: UserId,
) -> QueryResult<Option<Batch>> {
    let query = match &order.whom {
        Whom::AllOf(query) => Some(query.clone()),
        Whom::These(_) => None,
    };
    diesel::insert_into(customer_batches::table)
        .values((
            customer_batches::token.eq(order.token),
            customer_batches::action.eq(order.action.name()),
            customer_batches::params.eq(params),
            customer_batches::query.eq(query),
            customer_batches::created_by.eq(by),
        ))
        .on_conflict_do_nothing()
        .returning(Batch::as_returning())
        .get_result(conn)
        .optional()
}

/// The batch of a form that this person sent already.
pub fn find_by_token(conn: &mut PgConnection, token: uuid::Uuid, by: UserId) -> QueryResult<Batch> {
    customer_batches::table
        .filter(customer_batches::token.eq(token))
        .filter(customer_batches::created_by.eq(by))
        .select(Batch::as_select())
        .first(conn)
}

pub fn find_batch(conn: &mut PgConnection, id: CustomerBatchId) -> QueryResult<Batch> {
    customer_batches::table
        .find(id)
        .select(Batch::as_select())
        .first(conn)
}

/// The newest ones: of everybody, or of this person alone.
pub fn list_batches(
    conn: &mut PgConnection,
    author: Option<UserId>,
    limit: i64,
) -> QueryResult<Vec<Batch>> {
    let mut newest = customer_batches::table
        .order(customer_batches::id.desc())
        .limit(limit)
        .select(Batch::as_select())
        .into_boxed();
    if let Some(author) = author {
        newest = newest.filter(customer_batches::created_by.eq(author));
    }
    newest.load(conn)
}

/// Nobody else works at the batch before the transaction ends.
pub fn lock_batch(conn: &mut PgConnection, id: CustomerBatchId) -> QueryResult<Batch> {
    customer_batches::table
        .find(id)
        .select(Batch::as_select())
        .for_update()
        .first(conn)
}

pub fn insert_these(
    conn: &mut PgConnection,
    batch: CustomerBatchId,
    ids: &[CustomerId],
) -> QueryResult<usize> {
    let ids: Vec<i64> = ids.iter().map(|id| id.get()).collect();
    diesel::sql_query(
        "INSERT INTO customer_batch_rows (batch_id, customer_id)
         SELECT $1, id FROM customers WHERE id = ANY($2) AND deleted_at IS NULL",
    )
    .bind::<BigInt, _>(batch)
    .bind::<Array<BigInt>, _>(ids)
    .execute(conn)
}

/// A whole list may be everybody, so it has longer than a page.
const NO_HURRY: &str = "SET LOCAL statement_timeout = '30min'";

/// Everybody of a list, as whoever began the batch sees it.
pub fn insert_all(
    conn: &mut PgConnection,
    batch: CustomerBatchId,
    query: &str,
    by: UserId,
) -> QueryResult<usize> {
    let filters = Filters::read(ListParams::of_query(query), by);
    let head =
        format!("INSERT INTO customer_batch_rows (batch_id, customer_id) SELECT {batch}, c.id");
    diesel::sql_query(NO_HURRY).execute(conn)?;
    insert_from_list(conn, &filters, &head)
}

/// Everybody is written down, so who they were is no longer asked.
pub fn update_collected(
    conn: &mut PgConnection,
    id: CustomerBatchId,
    total: usize,
) -> QueryResult<usize> {
    diesel::update(customer_batches::table.find(id))
        .set((
            customer_batches::state.eq(State::Working),
            customer_batches::total.eq(i64::try_from(total).unwrap_or(i64::MAX)),
            customer_batches::query.eq(None::<String>),
        ))
        .execute(conn)
}

pub fn update_done(conn: &mut PgConnection, id: CustomerBatchId) -> QueryResult<usize> {
    diesel::update(customer_batches::table.find(id))
        .set((
            customer_batches::state.eq(State::Done),
            customer_batches::finished_at.eq(diesel::dsl::now),
        ))
        .execute(conn)
}

pub fn add_settled(conn: &mut PgConnection, id: CustomerBatchId, n: i64) -> QueryResult<usize> {
    diesel::update(customer_batches::table.find(id))
        .set(customer_batches::settled.eq(customer_batches::settled + n))
        .execute(conn)
}

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
/// only then: what somebody said while this waited for their lock counts.
pub fn lock_turns(
    conn: &mut PgConnection,
    ids: &[CustomerId],
    channel: Channel,
) -> QueryResult<Vec<Turn>> {
    let ids: Vec<i64> = ids.iter().map(|id| id.get()).collect();
    diesel::sql_query(
        "SELECT id FROM customers WHERE id = ANY($1) AND deleted_at IS NULL ORDER BY id FOR NO KEY UPDATE",
    )
    .bind::<Array<BigInt>, _>(&ids)
    .execute(conn)?;
    diesel::sql_query(
        "SELECT c.id, c.full_name, c.tags, c.owner_id,
                coalesce((SELECT state FROM consents WHERE customer_id = c.id AND channel = $2
                          ORDER BY consents.id DESC LIMIT 1), 'unknown') AS consent
         FROM customers c WHERE c.id = ANY($1) AND c.deleted_at IS NULL ORDER BY c.id",
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
const SET: &str = "version = c.version + 1, updated_at = now(), updated_by = $2";

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
        "UPDATE customers c SET tags = ARRAY(SELECT jsonb_array_elements_text(new.tags)), {SET}
         FROM unnest($1, $3) AS new (id, tags) WHERE c.id = new.id"
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
        "UPDATE customers c SET owner_id = new.owner_id, {SET}
         FROM unnest($1, $3) AS new (id, owner_id) WHERE c.id = new.id"
    ))
    .bind::<Array<BigInt>, _>(ids)
    .bind::<BigInt, _>(by)
    .bind::<Array<Nullable<BigInt>>, _>(owners)
    .execute(conn)
}

pub fn update_hidden(
    conn: &mut PgConnection,
    by: UserId,
    ids: &[CustomerId],
    is_hidden: bool,
) -> QueryResult<usize> {
    let ids: Vec<i64> = ids.iter().map(|id| id.get()).collect();
    let at = if is_hidden { "now()" } else { "NULL" };
    diesel::sql_query(format!(
        "UPDATE customers c SET deleted_at = {at}, {SET} WHERE c.id = ANY($1)"
    ))
    .bind::<Array<BigInt>, _>(ids)
    .bind::<BigInt, _>(by)
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

pub fn count_outcomes(
    conn: &mut PgConnection,
    batch: CustomerBatchId,
) -> QueryResult<Vec<(Option<Outcome>, i64)>> {
    customer_batch_rows::table
        .filter(customer_batch_rows::batch_id.eq(batch))
        .group_by(customer_batch_rows::outcome)
        .select((customer_batch_rows::outcome, diesel::dsl::count_star()))
        .load(conn)
}

/// A customer whom the batch or its undo left alone.
#[derive(Debug, Clone, QueryableByName)]
pub struct LeftAlone {
    #[diesel(sql_type = BigInt)]
    pub id: CustomerId,
    #[diesel(sql_type = Text)]
    pub full_name: String,
    #[diesel(sql_type = Text)]
    pub outcome: Outcome,
}

/// The first of those who were left alone for a reason that somebody may want to look into.
pub fn list_left_alone(
    conn: &mut PgConnection,
    batch: CustomerBatchId,
    limit: i64,
) -> QueryResult<Vec<LeftAlone>> {
    diesel::sql_query(
        "SELECT c.id, c.full_name, line.outcome FROM customer_batch_rows line JOIN customers c ON c.id = line.customer_id
         WHERE line.batch_id = $1 AND line.outcome IN ('full', 'withdrawn', 'changed', 'taken') AND c.deleted_at IS NULL
         ORDER BY line.customer_id LIMIT $2",
    )
    .bind::<BigInt, _>(batch)
    .bind::<BigInt, _>(limit)
    .load(conn)
}
