//! Every statement of the feature: of endpoints here, of events in `routing`, of deliveries in `deliveries`, of the
//! broker in `broker`.

mod broker;
mod deliveries;
pub mod erasing;
mod routing;

pub use broker::*;
pub use deliveries::*;
pub use routing::*;

use chrono::{DateTime, Utc};
use diesel::dsl::now;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, Text, Timestamptz};

use super::model::{Endpoint, EndpointPlan, Last, Listed};
use crate::db::schema::webhook_endpoints;
use crate::domain::{EndpointId, UserId};

/// More receivers than anybody has; a list without pages ends there.
const MOST: i64 = 200;

pub fn find_endpoint(conn: &mut PgConnection, id: EndpointId) -> QueryResult<Endpoint> {
    webhook_endpoints::table
        .find(id)
        .select(Endpoint::as_select())
        .first(conn)
}

/// Waits until nobody else is changing it.
pub fn lock_endpoint(conn: &mut PgConnection, id: EndpointId) -> QueryResult<Endpoint> {
    webhook_endpoints::table
        .find(id)
        .select(Endpoint::as_select())
        .for_no_key_update()
        .first(conn)
}

/// The oldest first.
pub fn list_endpoints(conn: &mut PgConnection) -> QueryResult<Vec<Endpoint>> {
    webhook_endpoints::table
        .order(webhook_endpoints::id)
        .limit(MOST)
        .select(Endpoint::as_select())
        .load(conn)
}

#[derive(QueryableByName)]
struct Standing {
    #[diesel(sql_type = BigInt)]
    id: EndpointId,
    #[diesel(sql_type = BigInt)]
    waiting: i64,
    #[diesel(sql_type = BigInt)]
    failed: i64,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Integer>)]
    status: Option<i32>,
    #[diesel(sql_type = Nullable<Text>)]
    error: Option<String>,
}

/// The figures stop counting where a page says "more than".
pub const COUNT_LIMIT: i64 = 10_000;

/// Each with what waits, what failed, and how its newest delivery that was tried fared.
pub fn list_with_standing(conn: &mut PgConnection) -> QueryResult<Vec<Listed>> {
    let endpoints = list_endpoints(conn)?;
    let ids: Vec<i64> = endpoints.iter().map(|endpoint| endpoint.id.get()).collect();
    let standings: Vec<Standing> = sql_query(
        "SELECT e.id,
            (SELECT count(*) FROM (SELECT FROM webhook_deliveries d
                WHERE d.endpoint_id = e.id AND d.state = 'waiting' LIMIT $2) w) AS waiting,
            (SELECT count(*) FROM (SELECT FROM webhook_deliveries d
                WHERE d.endpoint_id = e.id AND d.state = 'failed' LIMIT $2) f) AS failed,
            l.started_at AS at, l.status, l.error
         FROM unnest($1) AS e (id) LEFT JOIN LATERAL (
            SELECT a.started_at, a.status, a.error FROM webhook_deliveries d
            JOIN delivery_attempts a ON a.delivery_id = d.id
            WHERE d.endpoint_id = e.id ORDER BY d.id DESC, a.id DESC LIMIT 1) l ON true",
    )
    .bind::<Array<BigInt>, _>(ids)
    .bind::<BigInt, _>(COUNT_LIMIT + 1)
    .load(conn)?;
    let listed = |endpoint: Endpoint| {
        let standing = standings.iter().find(|standing| standing.id == endpoint.id);
        Listed {
            waiting: standing.map_or(0, |standing| standing.waiting),
            failed: standing.map_or(0, |standing| standing.failed),
            last: standing.and_then(|standing| {
                Some(Last {
                    at: standing.at?,
                    status: standing.status,
                    error: standing.error.clone(),
                })
            }),
            endpoint,
        }
    };
    Ok(endpoints.into_iter().map(listed).collect())
}

pub fn insert_endpoint(
    conn: &mut PgConnection,
    plan: &EndpointPlan,
    secret: &str,
    by: Option<UserId>,
) -> QueryResult<EndpointId> {
    diesel::insert_into(webhook_endpoints::table)
        .values((
            webhook_endpoints::name.eq(&plan.name),
            webhook_endpoints::url.eq(&plan.url),
            webhook_endpoints::events.eq(plan.events.texts()),
            webhook_endpoints::secret.eq(secret),
            webhook_endpoints::created_by.eq(by.map(UserId::get)),
            webhook_endpoints::updated_by.eq(by.map(UserId::get)),
        ))
        .returning(webhook_endpoints::id)
        .get_result(conn)
}

/// Over the version that was read; 0 when somebody was faster. What held against the old address does not against a new
/// one.
pub fn update_endpoint(
    conn: &mut PgConnection,
    (id, version): (EndpointId, i32),
    plan: &EndpointPlan,
    by: Option<UserId>,
) -> QueryResult<usize> {
    let read = webhook_endpoints::table
        .find(id)
        .filter(webhook_endpoints::version.eq(version));
    diesel::update(read)
        .set((
            webhook_endpoints::name.eq(&plan.name),
            webhook_endpoints::url.eq(&plan.url),
            webhook_endpoints::events.eq(plan.events.texts()),
            webhook_endpoints::not_before.eq(None::<DateTime<Utc>>),
            webhook_endpoints::failures.eq(0),
            webhook_endpoints::version.eq(version + 1),
            webhook_endpoints::updated_at.eq(now),
            webhook_endpoints::updated_by.eq(by.map(UserId::get)),
        ))
        .execute(conn)
}

/// A new secret; the old one signs too for so many hours.
pub fn update_secret(
    conn: &mut PgConnection,
    id: EndpointId,
    secret: &str,
    hours: i32,
) -> QueryResult<usize> {
    sql_query(
        "UPDATE webhook_endpoints SET previous_secret = secret, previous_until = now() + make_interval(hours => $3),
             secret = $2, version = version + 1, updated_at = now()
         WHERE id = $1",
    )
    .bind::<BigInt, _>(id)
    .bind::<Text, _>(secret)
    .bind::<Integer, _>(hours)
    .execute(conn)
}

pub fn update_paused(conn: &mut PgConnection, id: EndpointId) -> QueryResult<usize> {
    let running = webhook_endpoints::table
        .find(id)
        .filter(webhook_endpoints::is_paused.eq(false))
        .filter(webhook_endpoints::disabled_at.is_null());
    diesel::update(running)
        .set((
            webhook_endpoints::is_paused.eq(true),
            webhook_endpoints::version.eq(webhook_endpoints::version + 1),
        ))
        .execute(conn)
}

/// Lets a paused or switched-off endpoint run again, at once.
pub fn update_resumed(conn: &mut PgConnection, id: EndpointId) -> QueryResult<usize> {
    sql_query(
        "UPDATE webhook_endpoints SET is_paused = false, disabled_at = NULL, disabled_reason = NULL, not_before = NULL,
             failures = 0, version = version + 1, updated_at = now()
         WHERE id = $1 AND (is_paused OR disabled_at IS NOT NULL)",
    )
    .bind::<BigInt, _>(id)
    .execute(conn)
}

/// Switches it off because its receiver is gone.
pub fn update_gone(conn: &mut PgConnection, id: EndpointId) -> QueryResult<usize> {
    let running = webhook_endpoints::table
        .find(id)
        .filter(webhook_endpoints::disabled_at.is_null());
    diesel::update(running)
        .set((
            webhook_endpoints::disabled_at.eq(now),
            webhook_endpoints::disabled_reason.eq("gone"),
            webhook_endpoints::version.eq(webhook_endpoints::version + 1),
        ))
        .execute(conn)
}

/// With everything that was to be delivered to it. Its name.
pub fn delete_endpoint(conn: &mut PgConnection, id: EndpointId) -> QueryResult<String> {
    diesel::delete(webhook_endpoints::table.find(id))
        .returning(webhook_endpoints::name)
        .get_result(conn)
}
