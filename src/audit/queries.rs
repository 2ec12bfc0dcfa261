use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer};
use serde_json::{Map, Value};

use super::model::{Actor, Change, Event};
use super::names::ACTIONS;
use crate::db::schema::{audit_log, audit_values, domain_events};
use crate::domain::{AuditId, EventId};

/// Writes the audit row with its values, and the domain event of the same name.
pub fn record(conn: &mut PgConnection, actor: &Actor, change: &Change) -> QueryResult<AuditId> {
    let ids = insert_changes(conn, actor, std::slice::from_ref(change))?;
    let id = ids.first().ok_or(diesel::result::Error::NotFound)?;
    Ok(AuditId::from(*id))
}

/// Like [`record`] for many changes at once, with as few statements however many they are.
pub fn record_all(conn: &mut PgConnection, actor: &Actor, changes: &[Change]) -> QueryResult<()> {
    match changes {
        [] => Ok(()),
        changes => insert_changes(conn, actor, changes).map(|_| ()),
    }
}

#[derive(Insertable)]
#[diesel(table_name = audit_log)]
struct AuditRow<'a> {
    user_id: Option<i64>,
    actor: &'a str,
    action: &'a str,
    record_type: &'a str,
    record_id: Option<i64>,
    field_names: Vec<&'a str>,
    request_id: Option<&'a str>,
}

#[derive(Insertable)]
#[diesel(table_name = audit_values)]
struct ValueRow<'a> {
    audit_id: i64,
    field_name: &'a str,
    before: &'a Value,
    after: &'a Value,
}

#[derive(Insertable)]
#[diesel(table_name = domain_events)]
struct EventRow<'a> {
    type_: &'a str,
    record_type: &'a str,
    record_id: Option<i64>,
    payload: Value,
}

fn insert_changes(
    conn: &mut PgConnection,
    actor: &Actor,
    changes: &[Change],
) -> QueryResult<Vec<i64>> {
    for change in changes {
        debug_assert!(
            ACTIONS.contains(&change.action),
            "{} has no words",
            change.action
        );
    }
    let rows: Vec<AuditRow> = changes
        .iter()
        .map(|change| audit_row(actor, change))
        .collect();
    // The rows come back in the order in which they went in.
    let ids: Vec<i64> = diesel::insert_into(audit_log::table)
        .values(rows)
        .returning(audit_log::id)
        .get_results(conn)?;
    let values: Vec<ValueRow> = ids.iter().zip(changes).flat_map(value_rows).collect();
    diesel::insert_into(audit_values::table)
        .values(values)
        .execute(conn)?;
    let events: Vec<EventRow> = changes.iter().map(event_row).collect();
    diesel::insert_into(domain_events::table)
        .values(events)
        .execute(conn)?;
    Ok(ids)
}

fn audit_row<'a>(actor: &'a Actor, change: &'a Change) -> AuditRow<'a> {
    AuditRow {
        user_id: actor.user_id.map(|id| id.get()),
        actor: &actor.name,
        action: change.action,
        record_type: change.record_type,
        record_id: change.record_id,
        field_names: change.fields.iter().map(|field| &*field.name).collect(),
        request_id: actor.request_id.as_deref(),
    }
}

fn value_rows<'a>((id, change): (&'a i64, &'a Change)) -> impl Iterator<Item = ValueRow<'a>> {
    change.fields.iter().map(|field| ValueRow {
        audit_id: *id,
        field_name: &field.name,
        before: &field.before,
        after: &field.after,
    })
}

/// The event carries the names of what changed, not the values: who listens reads the record, with its own rights.
fn event_row(change: &Change) -> EventRow<'_> {
    let names: Vec<Value> = change
        .fields
        .iter()
        .map(|field| Value::from(&*field.name))
        .collect();
    EventRow {
        type_: change.action,
        record_type: change.record_type,
        record_id: change.record_id,
        payload: Value::Object(Map::from_iter([("fields".to_owned(), Value::Array(names))])),
    }
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
