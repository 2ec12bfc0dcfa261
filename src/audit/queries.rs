use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer};
use serde_json::{Map, Value};

use super::model::{Actor, Change, Event};
use super::names::ACTIONS;
use crate::db::schema::{audit_log, audit_values, domain_events};
use crate::domain::{AuditId, EventId};

/// Writes the audit row with its values, and the domain event of the same name.
pub fn record(conn: &mut PgConnection, actor: &Actor, change: &Change) -> QueryResult<AuditId> {
    debug_assert!(
        ACTIONS.contains(&change.action),
        "{} has no words",
        change.action
    );
    let audit_id = insert_audit_row(conn, actor, change)?;
    let values: Vec<_> = change
        .fields
        .iter()
        .map(|field| {
            (
                audit_values::audit_id.eq(audit_id),
                audit_values::field_name.eq(field.name),
                audit_values::before.eq(&field.before),
                audit_values::after.eq(&field.after),
            )
        })
        .collect();
    diesel::insert_into(audit_values::table)
        .values(values)
        .execute(conn)?;
    insert_event(conn, change)?;
    Ok(AuditId::from(audit_id))
}

fn insert_audit_row(conn: &mut PgConnection, actor: &Actor, change: &Change) -> QueryResult<i64> {
    let field_names: Vec<&str> = change.fields.iter().map(|field| field.name).collect();
    diesel::insert_into(audit_log::table)
        .values((
            audit_log::user_id.eq(actor.user_id.map(|id| id.get())),
            audit_log::actor.eq(&actor.name),
            audit_log::action.eq(change.action),
            audit_log::record_type.eq(change.record_type),
            audit_log::record_id.eq(change.record_id),
            audit_log::field_names.eq(field_names),
            audit_log::request_id.eq(&actor.request_id),
        ))
        .returning(audit_log::id)
        .get_result(conn)
}

/// The event carries the names of what changed, not the values: who listens reads the record, with its own rights.
fn insert_event(conn: &mut PgConnection, change: &Change) -> QueryResult<usize> {
    let names: Vec<Value> = change
        .fields
        .iter()
        .map(|field| field.name.into())
        .collect();
    let payload = Value::Object(Map::from_iter([("fields".to_owned(), Value::Array(names))]));
    diesel::insert_into(domain_events::table)
        .values((
            domain_events::type_.eq(change.action),
            domain_events::record_type.eq(change.record_type),
            domain_events::record_id.eq(change.record_id),
            domain_events::payload.eq(payload),
        ))
        .execute(conn)
}

/// What nobody has looked at for the outside yet, the oldest first. Whoever looks holds a lock of its own.
pub fn list_unrouted(conn: &mut PgConnection, limit: i64) -> QueryResult<Vec<Event>> {
    domain_events::table
        .filter(domain_events::routed_at.is_null())
        .order(domain_events::id)
        .limit(limit)
        .select(Event::as_select())
        .load(conn)
}

/// In the transaction in which what follows from them is stored.
pub fn mark_routed(conn: &mut PgConnection, ids: &[EventId]) -> QueryResult<usize> {
    diesel::update(domain_events::table.filter(domain_events::id.eq_any(ids)))
        .set(domain_events::routed_at.eq(diesel::dsl::now))
        .execute(conn)
}

/// Events that were looked at so long ago, the oldest first; what they tell stays in the audit log.
pub fn delete_routed(conn: &mut PgConnection, days: i32, limit: i64) -> QueryResult<usize> {
    diesel::sql_query(
        "DELETE FROM domain_events WHERE id IN (
             SELECT id FROM (SELECT id, routed_at FROM domain_events ORDER BY id LIMIT $2) AS oldest
             WHERE routed_at < now() - make_interval(days => $1))",
    )
    .bind::<Integer, _>(days)
    .bind::<BigInt, _>(limit)
    .execute(conn)
}
