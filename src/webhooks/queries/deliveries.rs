use std::time::Duration;

use chrono::{DateTime, Utc};
use diesel::IntoSql as _;
use diesel::dsl::now;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Double, Integer, Nullable, Text, Timestamptz};
use uuid::Uuid;

use crate::db::schema::{delivery_attempts, webhook_deliveries, webhook_endpoints, wire_events};
use crate::domain::{DeliveryId, EndpointId};
use crate::webhooks::model::{Attempt, Delivery, DeliveryState, NewWireEvent, WireEvent};

/// Rows of a page of the log.
pub const PAGE: i64 = 50;
/// So long a delivery under way is nobody else's; longer than an attempt may take.
const LEASE: Duration = Duration::from_secs(60);

/// An attempt that has begun, with all that it takes.
#[derive(Debug, Clone)]
pub struct Begun {
    pub delivery: DeliveryId,
    pub attempt: i64,
    pub event_id: String,
    pub body: String,
    pub url: String,
    /// The valid secrets, the newest first.
    pub secrets: Vec<String>,
}

#[derive(QueryableByName)]
struct EndpointRow {
    #[diesel(sql_type = BigInt)]
    id: EndpointId,
}

/// Endpoints that may be called and have something due.
pub fn list_due_endpoints(conn: &mut PgConnection) -> QueryResult<Vec<EndpointId>> {
    let rows: Vec<EndpointRow> = sql_query(
        "SELECT e.id FROM webhook_endpoints e
         WHERE e.disabled_at IS NULL AND NOT e.is_paused AND (e.not_before IS NULL OR e.not_before <= now())
           AND EXISTS (SELECT FROM webhook_deliveries d
                       WHERE d.endpoint_id = e.id AND d.state = 'waiting' AND d.next_at <= now())
         ORDER BY e.id",
    )
    .load(conn)?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Takes the endpoint's next due delivery and notes an attempt; `None`: nothing is due, or it may not be called.
pub fn begin_attempt(conn: &mut PgConnection, endpoint: EndpointId) -> QueryResult<Option<Begun>> {
    let callable = webhook_endpoints::table
        .find(endpoint)
        .filter(webhook_endpoints::disabled_at.is_null())
        .filter(webhook_endpoints::is_paused.eq(false))
        .filter(
            webhook_endpoints::not_before
                .is_null()
                .or(webhook_endpoints::not_before.le(now.into_sql::<Timestamptz>().nullable())),
        );
    if callable.count().get_result::<i64>(conn)? == 0 {
        return Ok(None);
    }
    let due: Option<(DeliveryId, i64)> = webhook_deliveries::table
        .filter(webhook_deliveries::endpoint_id.eq(endpoint))
        .filter(webhook_deliveries::state.eq(DeliveryState::Waiting))
        .filter(webhook_deliveries::next_at.le(now))
        .order((webhook_deliveries::next_at, webhook_deliveries::id))
        .select((webhook_deliveries::id, webhook_deliveries::wire_event_id))
        .for_update()
        .skip_locked()
        .first(conn)
        .optional()?;
    let Some((delivery, event)) = due else {
        return Ok(None);
    };
    lease(conn, delivery)?;
    let (event_id, body): (Uuid, String) = wire_events::table
        .find(event)
        .select((wire_events::event_id, wire_events::body))
        .first(conn)?;
    insert_attempt(conn, endpoint, delivery, (event_id, body)).map(Some)
}

/// The row of an attempt that is about to be made, and all that it takes.
fn insert_attempt(
    conn: &mut PgConnection,
    endpoint: EndpointId,
    delivery: DeliveryId,
    (event_id, body): (Uuid, String),
) -> QueryResult<Begun> {
    type Secrets = (String, String, Option<String>, Option<DateTime<Utc>>);
    let (url, secret, previous, until): Secrets = webhook_endpoints::table
        .find(endpoint)
        .select((
            webhook_endpoints::url,
            webhook_endpoints::secret,
            webhook_endpoints::previous_secret,
            webhook_endpoints::previous_until,
        ))
        .first(conn)?;
    let attempt = diesel::insert_into(delivery_attempts::table)
        .values(delivery_attempts::delivery_id.eq(delivery))
        .returning(delivery_attempts::id)
        .get_result(conn)?;
    let previous = previous.filter(|_| until.is_some_and(|until| until > Utc::now()));
    Ok(Begun {
        delivery,
        attempt,
        event_id: event_id.to_string(),
        body,
        url,
        secrets: [Some(secret), previous].into_iter().flatten().collect(),
    })
}

/// An event for one endpoint, with its one attempt under way: no job takes it meanwhile.
pub fn insert_test(
    conn: &mut PgConnection,
    endpoint: EndpointId,
    event: &NewWireEvent,
) -> QueryResult<Begun> {
    let id: i64 = diesel::insert_into(wire_events::table)
        .values(event)
        .returning(wire_events::id)
        .get_result(conn)?;
    let delivery = diesel::insert_into(webhook_deliveries::table)
        .values((
            webhook_deliveries::endpoint_id.eq(endpoint),
            webhook_deliveries::wire_event_id.eq(id),
        ))
        .returning(webhook_deliveries::id)
        .get_result(conn)?;
    lease(conn, delivery)?;
    insert_attempt(
        conn,
        endpoint,
        delivery,
        (event.event_id, event.body.clone()),
    )
}

/// Should this program die, another one tries again after the lease; the receiver knows the event by its id.
fn lease(conn: &mut PgConnection, delivery: DeliveryId) -> QueryResult<usize> {
    sql_query(
        "UPDATE webhook_deliveries SET attempts = attempts + 1, next_at = now() + make_interval(secs => $2)
         WHERE id = $1",
    )
    .bind::<BigInt, _>(delivery)
    .bind::<Double, _>(LEASE.as_secs_f64())
    .execute(conn)
}

/// What an attempt came to.
#[derive(Debug, Clone)]
pub struct Ended {
    pub status: Option<i32>,
    pub error: Option<String>,
    pub answer: Option<String>,
}

/// Writes it down; how many attempts this round of the delivery has had, `None` where it was deleted meanwhile.
pub fn end_attempt(
    conn: &mut PgConnection,
    begun: &Begun,
    ended: &Ended,
) -> QueryResult<Option<(i32, EndpointId)>> {
    diesel::update(delivery_attempts::table.find(begun.attempt))
        .set((
            delivery_attempts::finished_at.eq(now),
            delivery_attempts::status.eq(ended.status),
            delivery_attempts::error.eq(&ended.error),
            delivery_attempts::answer.eq(&ended.answer),
        ))
        .execute(conn)?;
    webhook_deliveries::table
        .find(begun.delivery)
        .select((
            webhook_deliveries::attempts,
            webhook_deliveries::endpoint_id,
        ))
        .for_update()
        .first(conn)
        .optional()
}

/// Where the delivery goes from here; `after` for one that waits.
pub fn update_delivery(
    conn: &mut PgConnection,
    id: DeliveryId,
    state: DeliveryState,
    ended: &Ended,
    after: Duration,
) -> QueryResult<usize> {
    sql_query(
        "UPDATE webhook_deliveries SET state = $2, last_status = $3, last_error = $4,
             next_at = now() + make_interval(secs => $5),
             finished_at = CASE WHEN $2 <> 'waiting' THEN now() END
         WHERE id = $1",
    )
    .bind::<BigInt, _>(id)
    .bind::<Text, _>(state)
    .bind::<Nullable<Integer>, _>(ended.status)
    .bind::<Nullable<Text>, _>(&ended.error)
    .bind::<Double, _>(after.as_secs_f64())
    .execute(conn)
}

/// The receiver answers.
pub fn clear_failures(conn: &mut PgConnection, id: EndpointId) -> QueryResult<usize> {
    let troubled = webhook_endpoints::table
        .find(id)
        .filter(webhook_endpoints::failures.ne(0));
    diesel::update(troubled)
        .set((
            webhook_endpoints::failures.eq(0),
            webhook_endpoints::not_before.eq(None::<DateTime<Utc>>),
        ))
        .execute(conn)
}

/// Failures in a row, this one among them.
pub fn count_failure(conn: &mut PgConnection, id: EndpointId) -> QueryResult<i32> {
    diesel::update(webhook_endpoints::table.find(id))
        .set(webhook_endpoints::failures.eq(webhook_endpoints::failures + 1))
        .returning(webhook_endpoints::failures)
        .get_result(conn)
}

/// Leaves the receiver alone for so long.
pub fn update_rest(conn: &mut PgConnection, id: EndpointId, rest: Duration) -> QueryResult<usize> {
    sql_query(
        "UPDATE webhook_endpoints SET not_before = now() + make_interval(secs => $2) WHERE id = $1",
    )
    .bind::<BigInt, _>(id)
    .bind::<Double, _>(rest.as_secs_f64())
    .execute(conn)
}

/// The log of an endpoint: newest first, those before the delivery `before`, each with its event's type.
pub fn list_deliveries(
    conn: &mut PgConnection,
    endpoint: EndpointId,
    state: Option<DeliveryState>,
    before: Option<DeliveryId>,
) -> QueryResult<Vec<(Delivery, String)>> {
    let mut query = webhook_deliveries::table
        .inner_join(wire_events::table)
        .filter(webhook_deliveries::endpoint_id.eq(endpoint))
        .order(webhook_deliveries::id.desc())
        .limit(PAGE + 1)
        .select((Delivery::as_select(), wire_events::type_))
        .into_boxed();
    if let Some(state) = state {
        query = query.filter(webhook_deliveries::state.eq(state));
    }
    if let Some(before) = before {
        query = query.filter(webhook_deliveries::id.lt(before));
    }
    query.load(conn)
}

/// A delivery of this endpoint with its event and its attempts, the last first.
pub fn find_delivery(
    conn: &mut PgConnection,
    (endpoint, id): (EndpointId, DeliveryId),
) -> QueryResult<(Delivery, WireEvent, Vec<Attempt>)> {
    /// More than any delivery has, however often it is replayed by hand.
    const MOST_ATTEMPTS: i64 = 100;
    let (delivery, event) = webhook_deliveries::table
        .inner_join(wire_events::table)
        .filter(webhook_deliveries::id.eq(id))
        .filter(webhook_deliveries::endpoint_id.eq(endpoint))
        .select((Delivery::as_select(), WireEvent::as_select()))
        .first(conn)?;
    let attempts = delivery_attempts::table
        .filter(delivery_attempts::delivery_id.eq(id))
        .order(delivery_attempts::id.desc())
        .limit(MOST_ATTEMPTS)
        .select(Attempt::as_select())
        .load(conn)?;
    Ok((delivery, event, attempts))
}

/// As if it had never been tried; its attempts stay in the log.
#[derive(AsChangeset)]
#[diesel(table_name = webhook_deliveries, treat_none_as_null = true)]
struct NewRound {
    state: DeliveryState,
    attempts: i32,
    finished_at: Option<DateTime<Utc>>,
}

impl Default for NewRound {
    fn default() -> Self {
        Self {
            state: DeliveryState::Waiting,
            attempts: 0,
            finished_at: None,
        }
    }
}

/// Begins a new round of one that is over; 0: it is under way, or not of this endpoint.
pub fn update_replayed(
    conn: &mut PgConnection,
    (endpoint, id): (EndpointId, DeliveryId),
) -> QueryResult<usize> {
    let over = webhook_deliveries::table
        .find(id)
        .filter(webhook_deliveries::endpoint_id.eq(endpoint))
        .filter(webhook_deliveries::state.ne(DeliveryState::Waiting));
    diesel::update(over)
        .set((NewRound::default(), webhook_deliveries::next_at.eq(now)))
        .execute(conn)
}

/// The same for all that failed.
pub fn update_replayed_all(conn: &mut PgConnection, endpoint: EndpointId) -> QueryResult<usize> {
    let failed = webhook_deliveries::table
        .filter(webhook_deliveries::endpoint_id.eq(endpoint))
        .filter(webhook_deliveries::state.eq(DeliveryState::Failed));
    diesel::update(failed)
        .set((NewRound::default(), webhook_deliveries::next_at.eq(now)))
        .execute(conn)
}

/// Events of more than so many days ago, with all their deliveries; fewer than `limit`: there are no more.
pub fn delete_old_events(conn: &mut PgConnection, days: i32, limit: i64) -> QueryResult<usize> {
    sql_query(
        "DELETE FROM wire_events WHERE id IN (
             SELECT id FROM wire_events WHERE created_at < now() - make_interval(days => $1)
             ORDER BY created_at LIMIT $2)",
    )
    .bind::<Integer, _>(days)
    .bind::<BigInt, _>(limit)
    .execute(conn)
}
