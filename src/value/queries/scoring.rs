//! What the nightly job reads and writes.

use std::collections::HashMap;
use std::sync::LazyLock;

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Double, Integer, Nullable, Text};

use super::visited;
use crate::db::schema::{category_rhythms, customer_values, value_models};
use crate::domain::{CustomerId, ValueModelId};
use crate::value::learn::CategoryRhythm;
use crate::value::model::{Base, Model, ModelState, NewModel, Past};
use crate::value::rhythm::Rhythms;
use crate::value::worth::Worth;

/// The whole base is looked at, so it may take longer than a page.
const NO_HURRY: &str = "SET LOCAL statement_timeout = '30min'";

const BASE: &str = "
    SELECT day, (SELECT coalesce(sum(customers), 0)::bigint FROM rfm_cells) AS customers FROM business_day";

pub fn find_base(conn: &mut PgConnection) -> QueryResult<Base> {
    diesel::sql_query(BASE).get_result(conn)
}

/// Customers with their history; `which` says whose.
fn pasts(which: &str) -> String {
    let visited = visited("m.customer_id", "day");
    format!(
        "SELECT m.customer_id AS customer, come.days, come.spends, {visited} AS visited
         FROM business_day, customer_metrics m, LATERAL (
             SELECT array_agg(date ORDER BY date) AS days, array_agg(spend ORDER BY date) AS spends
             FROM (SELECT date, sum(price)::bigint AS spend FROM service_history
                   WHERE customer_id = m.customer_id AND date <= day GROUP BY date) AS spent
         ) AS come
         WHERE come.days IS NOT NULL AND {which}"
    )
}

static SAMPLE: LazyLock<String> =
    LazyLock::new(|| pasts("hashint8(m.customer_id)::bigint % greatest(1, $1) = 0"));
static CHUNK: LazyLock<String> = LazyLock::new(|| {
    pasts(
        "m.customer_id IN (
             SELECT customer_id FROM customer_metrics WHERE customer_id > $1 ORDER BY customer_id LIMIT $2)
         ORDER BY m.customer_id",
    )
});

/// One in `share` customers, the same each night.
pub fn list_sample(conn: &mut PgConnection, share: i64) -> QueryResult<Vec<Past>> {
    diesel::sql_query(NO_HURRY).execute(conn)?;
    diesel::sql_query(SAMPLE.as_str())
        .bind::<BigInt, _>(share)
        .load(conn)
}

/// The next customers after one.
pub fn list_chunk(
    conn: &mut PgConnection,
    after: CustomerId,
    limit: i64,
) -> QueryResult<Vec<Past>> {
    diesel::sql_query(CHUNK.as_str())
        .bind::<BigInt, _>(after)
        .bind::<BigInt, _>(limit)
        .load(conn)
}

/// Two that learn at once wait for each other.
pub fn lock_models(conn: &mut PgConnection) -> QueryResult<usize> {
    diesel::sql_query("LOCK TABLE value_models IN SHARE ROW EXCLUSIVE MODE").execute(conn)
}

pub fn insert_model(conn: &mut PgConnection, new: &NewModel) -> QueryResult<Model> {
    diesel::insert_into(value_models::table)
        .values(new)
        .returning(Model::as_returning())
        .get_result(conn)
}

/// The newest, if customers still have to be told theirs.
pub fn find_unscored(conn: &mut PgConnection) -> QueryResult<Option<Model>> {
    let newest = super::find_newest(conn)?;
    Ok(newest.filter(|model| model.state == ModelState::Scoring))
}

const LOCK: &str = "
    SELECT scored_to FROM value_models model JOIN business_day USING (day)
    WHERE model.id = $1 AND state = 'scoring' AND model.id = (SELECT max(id) FROM value_models)
    FOR NO KEY UPDATE OF model";

#[derive(QueryableByName)]
struct Progress {
    #[diesel(sql_type = BigInt)]
    scored_to: CustomerId,
}

/// Up to whom customers were told theirs, for whoever goes on with that; `None` where nobody has to: it is done, a newer
/// model is there, or the business day has moved.
pub fn lock_scoring(
    conn: &mut PgConnection,
    model: ValueModelId,
) -> QueryResult<Option<CustomerId>> {
    let found: Option<Progress> = diesel::sql_query(LOCK)
        .bind::<BigInt, _>(model)
        .get_result(conn)
        .optional()?;
    Ok(found.map(|progress| progress.scored_to))
}

pub fn update_scored(
    conn: &mut PgConnection,
    model: ValueModelId,
    to: CustomerId,
) -> QueryResult<usize> {
    diesel::update(value_models::table.find(model))
        .set(value_models::scored_to.eq(to))
        .execute(conn)
}

/// Everybody was told theirs; what is left of an older model holds no longer.
pub fn finish_model(conn: &mut PgConnection, model: ValueModelId) -> QueryResult<usize> {
    diesel::sql_query(NO_HURRY).execute(conn)?;
    diesel::delete(customer_values::table.filter(customer_values::model_id.ne(model)))
        .execute(conn)?;
    diesel::update(value_models::table.find(model))
        .set(value_models::state.eq(ModelState::Ready))
        .execute(conn)
}

/// Where there is no model, nobody is told anything.
pub fn delete_values(conn: &mut PgConnection) -> QueryResult<usize> {
    diesel::sql_query(NO_HURRY).execute(conn)?;
    diesel::delete(customer_values::table).execute(conn)
}

pub fn replace_category_rhythms(
    conn: &mut PgConnection,
    rhythms: &[CategoryRhythm],
) -> QueryResult<usize> {
    diesel::delete(category_rhythms::table).execute(conn)?;
    let row = |rhythm: &CategoryRhythm| {
        (
            category_rhythms::category.eq(rhythm.category.clone()),
            category_rhythms::interval_days.eq(i32::try_from(rhythm.interval).unwrap_or(i32::MAX)),
            category_rhythms::customers.eq(i32::try_from(rhythm.customers).unwrap_or(i32::MAX)),
        )
    };
    diesel::insert_into(category_rhythms::table)
        .values(rhythms.iter().map(row).collect::<Vec<_>>())
        .execute(conn)
}

/// What is usual in each category, in days.
pub fn list_medians(conn: &mut PgConnection) -> QueryResult<HashMap<String, i64>> {
    let rows: Vec<(String, i32)> = category_rhythms::table
        .select((category_rhythms::category, category_rhythms::interval_days))
        .load(conn)?;
    let wide = |(category, days): (String, i32)| (category, days.into());
    Ok(rows.into_iter().map(wide).collect())
}

/// One customer as she is told.
#[derive(Debug, Clone)]
pub struct Told {
    pub past: Past,
    pub worth: Worth,
    pub rhythms: Option<Rhythms>,
}

const UPSERT: &str = "
    INSERT INTO customer_values AS old (model_id, customer_id, last_date, p_alive, visits_90d, visits_year, visit_spend, year_value,
        at_stake, category, interval_days, overdue_since)
    SELECT $1, told.* FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) AS told
    ON CONFLICT (customer_id) DO UPDATE
    SET model_id = excluded.model_id, last_date = excluded.last_date, p_alive = excluded.p_alive,
        visits_90d = excluded.visits_90d, visits_year = excluded.visits_year, visit_spend = excluded.visit_spend,
        year_value = excluded.year_value, at_stake = excluded.at_stake, category = excluded.category,
        interval_days = excluded.interval_days, overdue_since = excluded.overdue_since";

/// Writes a set of customers in one statement.
pub fn upsert_values(conn: &mut PgConnection, model: &Model, told: &[Told]) -> QueryResult<usize> {
    let of = |one: &Told| one.rhythms.as_ref().and_then(Rhythms::main).cloned();
    let main: Vec<_> = told.iter().map(of).collect();
    let interval = |days: i64| i32::try_from(days).unwrap_or(i32::MAX);
    let column =
        |value: fn(&Worth) -> f64| told.iter().map(|one| value(&one.worth)).collect::<Vec<_>>();
    let amount = |value: fn(&Worth) -> Option<i64>| {
        told.iter().map(|one| value(&one.worth)).collect::<Vec<_>>()
    };
    let ids: Vec<CustomerId> = told.iter().map(|one| one.past.customer).collect();
    let last: Vec<_> = told
        .iter()
        .map(|one| one.past.days.last().copied())
        .collect();
    let categories: Vec<_> = main
        .iter()
        .map(|m| m.as_ref().map(|m| m.category.clone()))
        .collect();
    let intervals: Vec<_> = main
        .iter()
        .map(|m| m.as_ref().map(|m| interval(m.interval)))
        .collect();
    let overdue: Vec<_> = told
        .iter()
        .map(|one| {
            one.rhythms
                .as_ref()
                .and_then(|all| all.overdue_since(model.day))
        })
        .collect();
    diesel::sql_query(UPSERT)
        .bind::<BigInt, _>(model.id)
        .bind::<Array<BigInt>, _>(ids)
        .bind::<Array<Nullable<Date>>, _>(last)
        .bind::<Array<Double>, _>(column(|worth| worth.p_alive))
        .bind::<Array<Double>, _>(column(|worth| worth.visits_90d))
        .bind::<Array<Double>, _>(column(|worth| worth.visits_year))
        .bind::<Array<Nullable<BigInt>>, _>(amount(|worth| worth.visit_spend))
        .bind::<Array<Nullable<BigInt>>, _>(amount(|worth| worth.year_value))
        .bind::<Array<Nullable<BigInt>>, _>(amount(|worth| worth.at_stake))
        .bind::<Array<Nullable<Text>>, _>(categories)
        .bind::<Array<Nullable<Integer>>, _>(intervals)
        .bind::<Array<Nullable<Date>>, _>(overdue)
        .execute(conn)
}
