use diesel::dsl::{exists, now, sql};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;

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

/// A line that nobody has spoken for since is as good as down.
pub fn list_broker_status(conn: &mut PgConnection) -> QueryResult<Vec<BrokerStatus>> {
    sql_query(
        "SELECT role, is_connected AND seen_at > now() - interval '1 minute' AS is_connected, since, last_error, last_error_at
         FROM broker_status ORDER BY role",
    )
    .load(conn)
}

/// Whether some program of this installation has a broker to tell, or had one within a week.
pub fn has_broker(conn: &mut PgConnection) -> QueryResult<bool> {
    let lately = broker_status::table
        .filter(broker_status::role.eq(BrokerRole::Publisher))
        .filter(broker_status::seen_at.gt(sql::<Timestamptz>("now() - interval '7 days'")));
    diesel::select(exists(lately)).get_result(conn)
}

/// This program has a broker to tell; it may not have got through yet.
pub fn note_wanted(conn: &mut PgConnection) -> QueryResult<usize> {
    // Of a line that nobody has spoken for since it is not known that it stands.
    sql_query(
        "INSERT INTO broker_status AS b (role, is_connected) VALUES ($1, false)
         ON CONFLICT (role) DO UPDATE SET seen_at = now(),
             is_connected = b.is_connected AND b.seen_at > now() - interval '1 minute'",
    )
    .bind::<Text, _>(BrokerRole::Publisher)
    .execute(conn)
}

/// The line stands, and `holder` holds it.
pub fn note_connected(
    conn: &mut PgConnection,
    role: BrokerRole,
    holder: Uuid,
) -> QueryResult<usize> {
    note(conn, role, holder, true, None)
}

/// The program stopped; nothing changes where another one holds the line.
pub fn note_ended(conn: &mut PgConnection, role: BrokerRole, holder: Uuid) -> QueryResult<usize> {
    diesel::update(broker_status::table.find(role))
        .filter(broker_status::holder.eq(holder))
        .filter(broker_status::is_connected)
        .set((
            broker_status::is_connected.eq(false),
            broker_status::since.eq(now),
        ))
        .execute(conn)
}

/// The line broke, or something came that could not be used.
pub fn note_error(
    conn: &mut PgConnection,
    role: BrokerRole,
    holder: Uuid,
    is_connected: bool,
    error: &str,
) -> QueryResult<usize> {
    note(conn, role, holder, is_connected, Some(error))
}

fn note(
    conn: &mut PgConnection,
    role: BrokerRole,
    holder: Uuid,
    is_connected: bool,
    error: Option<&str>,
) -> QueryResult<usize> {
    sql_query(
        "INSERT INTO broker_status AS b (role, is_connected, last_error, last_error_at, holder)
         VALUES ($1, $2, $3, CASE WHEN $3 IS NOT NULL THEN now() END, $4)
         ON CONFLICT (role) DO UPDATE SET is_connected = $2, holder = $4, seen_at = now(),
             since = CASE WHEN b.is_connected = $2 THEN b.since ELSE now() END,
             last_error = coalesce($3, b.last_error),
             last_error_at = CASE WHEN $3 IS NOT NULL THEN now() ELSE b.last_error_at END",
    )
    .bind::<Text, _>(role)
    .bind::<Bool, _>(is_connected)
    .bind::<Nullable<Text>, _>(error)
    .bind::<SqlUuid, _>(holder)
    .execute(conn)
}
