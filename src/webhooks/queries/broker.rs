use diesel::dsl::now;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Bool, Text};

use crate::db::schema::{broker_status, wire_events};
use crate::domain::WireEventId;
use crate::webhooks::model::{BrokerRole, BrokerStatus, WireEvent};

/// Held, for as long as its connection lives, by the one that publishes: two at once could swap what belongs in order.
const PUBLISHING_LOCK: i64 = 0x7669_6e63_756c_6f05;

#[derive(QueryableByName)]
struct Locked {
    #[diesel(sql_type = Bool)]
    is_locked: bool,
}

/// `false`: another program publishes.
pub fn try_lock_publishing(conn: &mut PgConnection) -> QueryResult<bool> {
    let locked: Locked = sql_query("SELECT pg_try_advisory_lock($1) AS is_locked")
        .bind::<BigInt, _>(PUBLISHING_LOCK)
        .get_result(conn)?;
    Ok(locked.is_locked)
}

/// What the broker has not confirmed, in the order of the changes.
pub fn list_unpublished(conn: &mut PgConnection, limit: i64) -> QueryResult<Vec<WireEvent>> {
    wire_events::table
        .filter(wire_events::for_broker)
        .filter(wire_events::published_at.is_null())
        .order(wire_events::id)
        .limit(limit)
        .select(WireEvent::as_select())
        .load(conn)
}

pub fn mark_published(conn: &mut PgConnection, ids: &[WireEventId]) -> QueryResult<usize> {
    diesel::update(wire_events::table.filter(wire_events::id.eq_any(ids)))
        .set(wire_events::published_at.eq(now))
        .execute(conn)
}

/// How many wait for the broker.
pub fn count_unpublished(conn: &mut PgConnection) -> QueryResult<i64> {
    wire_events::table
        .filter(wire_events::for_broker)
        .filter(wire_events::published_at.is_null())
        .count()
        .get_result(conn)
}

pub fn list_broker_status(conn: &mut PgConnection) -> QueryResult<Vec<BrokerStatus>> {
    broker_status::table
        .order(broker_status::role)
        .select(BrokerStatus::as_select())
        .load(conn)
}

/// The line stands.
pub fn note_connected(conn: &mut PgConnection, role: BrokerRole) -> QueryResult<usize> {
    note(conn, role, true, None)
}

/// The program that held the line stopped.
pub fn note_ended(conn: &mut PgConnection, role: BrokerRole) -> QueryResult<usize> {
    note(conn, role, false, None)
}

/// The line broke, or something came that could not be used.
pub fn note_error(
    conn: &mut PgConnection,
    role: BrokerRole,
    is_connected: bool,
    error: &str,
) -> QueryResult<usize> {
    note(conn, role, is_connected, Some(error))
}

fn note(
    conn: &mut PgConnection,
    role: BrokerRole,
    is_connected: bool,
    error: Option<&str>,
) -> QueryResult<usize> {
    sql_query(
        "INSERT INTO broker_status AS b (role, is_connected, last_error, last_error_at)
         VALUES ($1, $2, $3, CASE WHEN $3 IS NOT NULL THEN now() END)
         ON CONFLICT (role) DO UPDATE SET is_connected = $2,
             since = CASE WHEN b.is_connected = $2 THEN b.since ELSE now() END,
             last_error = coalesce($3, b.last_error),
             last_error_at = CASE WHEN $3 IS NOT NULL THEN now() ELSE b.last_error_at END",
    )
    .bind::<Text, _>(role)
    .bind::<Bool, _>(is_connected)
    .bind::<diesel::sql_types::Nullable<Text>, _>(error)
    .execute(conn)
}
