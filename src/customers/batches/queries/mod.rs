//! Every statement of the room: batches here, what a set reads and writes in `sets`, what an undo does in `back`, what goes
//! with a person in `forget`.

mod back;
mod forget;
mod sets;

pub use back::*;
pub use forget::*;
pub use sets::*;

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Text};
use serde_json::Value;

use super::model::{Batch, Order, State, Whom};
use super::plan::Outcome;
use crate::auth;
use crate::customers::filters::Filters;
use crate::customers::queries::insert_from_list;
use crate::db::schema::{customer_batch_rows, customer_batches};
use crate::domain::{CampaignId, CustomerBatchId, CustomerId, CustomerViewId, UserId};

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

/// One of anybody, or of this person alone.
pub fn find_batch(
    conn: &mut PgConnection,
    id: CustomerBatchId,
    author: Option<UserId>,
) -> QueryResult<Batch> {
    let mut found = customer_batches::table
        .filter(customer_batches::id.eq(id))
        .select(Batch::as_select())
        .into_boxed();
    if let Some(author) = author {
        found = found.filter(customer_batches::created_by.eq(author));
    }
    found.first(conn)
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
    let organisation = auth::queries::find_organisation(conn)?;
    let filters = Filters::of_query(query, by, &organisation.customer_fields);
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

/// Ends a batch of another number of customers than was shown: nobody is in it any more.
pub fn update_other_count(
    conn: &mut PgConnection,
    batch: &Batch,
    found: i64,
) -> QueryResult<usize> {
    let rows = customer_batch_rows::table.filter(customer_batch_rows::batch_id.eq(batch.id));
    diesel::delete(rows).execute(conn)?;
    let mut params = batch.params.clone();
    params["found"] = found.into();
    diesel::update(customer_batches::table.find(batch.id))
        .set((
            customer_batches::params.eq(params),
            customer_batches::query.eq(None::<String>),
        ))
        .execute(conn)?;
    update_done(conn, batch.id)
}

/// Which saved lists and which drafts of campaigns followed a tag.
pub fn update_followers(
    conn: &mut PgConnection,
    id: CustomerBatchId,
    views: &[CustomerViewId],
    drafts: &[CampaignId],
) -> QueryResult<usize> {
    let views: Vec<Option<CustomerViewId>> = views.iter().copied().map(Some).collect();
    let drafts: Vec<Option<CampaignId>> = drafts.iter().copied().map(Some).collect();
    diesel::update(customer_batches::table.find(id))
        .set((
            customer_batches::views.eq(views),
            customer_batches::drafts.eq(drafts),
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

/// How many have the tag, written just so.
pub fn count_tagged(conn: &mut PgConnection, tag: &str) -> QueryResult<i64> {
    #[derive(QueryableByName)]
    struct Found {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    // The conditions are those of the index.
    let found: Found = diesel::sql_query(
        "SELECT count(*) AS n FROM customers c WHERE c.tags <> '{}' AND c.deleted_at IS NULL AND c.tags @> ARRAY[$1]",
    )
    .bind::<Text, _>(tag)
    .get_result(conn)?;
    Ok(found.n)
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

/// The first of those who were left alone for a reason that somebody may want to look into; who is in the bin for admins.
pub fn list_left_alone(
    conn: &mut PgConnection,
    batch: CustomerBatchId,
    with_deleted: bool,
    limit: i64,
) -> QueryResult<Vec<LeftAlone>> {
    diesel::sql_query(
        "SELECT c.id, c.full_name, line.outcome FROM customer_batch_rows line JOIN customers c ON c.id = line.customer_id
         WHERE line.batch_id = $1 AND c.erased_at IS NULL
             AND (line.outcome IN ('full', 'withdrawn', 'changed', 'taken', 'alike', 'erasing') AND c.deleted_at IS NULL
                 OR line.outcome IN ('taken', 'alike', 'erasing') AND $3)
         ORDER BY line.customer_id LIMIT $2",
    )
    .bind::<BigInt, _>(batch)
    .bind::<BigInt, _>(limit)
    .bind::<Bool, _>(with_deleted)
    .load(conn)
}
