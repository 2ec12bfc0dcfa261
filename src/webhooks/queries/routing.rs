use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Bool, Jsonb};
use serde_json::Value;
use uuid::Uuid;

use crate::db::schema::{webhook_deliveries, webhook_endpoints, wire_events};
use crate::domain::{EndpointId, WireEventId};
use crate::webhooks::mapping::{Facts, Record};
use crate::webhooks::model::{EventFilter, NewWireEvent};

/// Held by the one that sorts events: two at once could swap what belongs in order. An arbitrary number.
const ROUTING_LOCK: i64 = 0x7669_6e63_756c_6f04;

#[derive(QueryableByName)]
struct Locked {
    #[diesel(sql_type = Bool)]
    is_locked: bool,
}

/// Until the transaction ends; `false`: another is at it.
pub fn try_lock_routing(conn: &mut PgConnection) -> QueryResult<bool> {
    let locked: Locked = sql_query("SELECT pg_try_advisory_xact_lock($1) AS is_locked")
        .bind::<BigInt, _>(ROUTING_LOCK)
        .get_result(conn)?;
    Ok(locked.is_locked)
}

/// Who is told of what; those that are paused, or said that they are gone, are told when they are resumed.
pub fn list_takers(conn: &mut PgConnection) -> QueryResult<Vec<(EndpointId, EventFilter)>> {
    let rows: Vec<(EndpointId, Vec<Option<String>>)> = webhook_endpoints::table
        .order(webhook_endpoints::id)
        .select((webhook_endpoints::id, webhook_endpoints::events))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, events)| (id, events.into()))
        .collect())
}

#[derive(QueryableByName)]
struct FactsRow {
    #[diesel(sql_type = BigInt)]
    asked: i64,
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    customer: i64,
    #[diesel(sql_type = Jsonb)]
    row: Value,
}

/// The columns of a record that may be told, by the record's id.
pub fn list_facts(
    conn: &mut PgConnection,
    record: Record,
    ids: &[i64],
) -> QueryResult<HashMap<i64, Facts>> {
    let statement = match record {
        Record::Customer => {
            "SELECT id AS asked, id, id AS customer, jsonb_build_object('kind', kind, 'status', status,
                 'absorbed', (SELECT coalesce(jsonb_agg(loser_id ORDER BY id), '[]') FROM customer_merges m
                     WHERE m.winner_id = customers.id AND m.undone_at IS NULL)) AS row
             FROM customers WHERE id = ANY ($1)"
        }
        Record::Activity => {
            "SELECT id AS asked, id, customer_id AS customer,
                 jsonb_build_object('kind', kind, 'occurred_at', occurred_at, 'is_done', done_at IS NOT NULL) AS row
             FROM activities WHERE id = ANY ($1)"
        }
        Record::Message => {
            "SELECT message_id AS asked, id, customer_id AS customer, jsonb_build_object('state', state) AS row
             FROM proposals WHERE message_id = ANY ($1)"
        }
        Record::Opportunity => {
            "SELECT id AS asked, id, customer_id AS customer,
                 jsonb_build_object('stage', stage, 'value', value, 'currency', currency, 'probability', probability,
                     'expected_close_on', expected_close_on) AS row
             FROM opportunities WHERE id = ANY ($1)"
        }
        Record::Invoice => {
            "SELECT id AS asked, id, customer_id AS customer,
                 jsonb_build_object('full_number', full_number, 'state', state, 'issued_on', issued_on, 'total', total,
                     'paid', paid, 'credited', credited, 'currency', currency) AS row
             FROM invoices WHERE id = ANY ($1)"
        }
        Record::Payment => {
            "SELECT p.id AS asked, p.id, i.customer_id AS customer,
                 jsonb_build_object('invoice_id', p.invoice_id, 'amount', p.amount, 'currency', p.currency,
                     'paid_on', p.paid_on, 'method', p.method) AS row
             FROM payments p JOIN invoices i ON i.id = p.invoice_id WHERE p.id = ANY ($1)"
        }
    };
    let rows: Vec<FactsRow> = sql_query(statement)
        .bind::<Array<BigInt>, _>(ids)
        .load(conn)?;
    let facts = |row: FactsRow| {
        let columns = row.row.as_object().cloned().unwrap_or_default();
        let facts = Facts {
            id: row.id,
            customer: row.customer,
            row: columns,
        };
        (row.asked, facts)
    };
    Ok(rows.into_iter().map(facts).collect())
}

/// Their ids, by the id that the outside knows. They are given in the order of the slice.
pub fn insert_wire_events(
    conn: &mut PgConnection,
    events: &[NewWireEvent],
) -> QueryResult<HashMap<Uuid, WireEventId>> {
    let stored: Vec<(Uuid, WireEventId)> = diesel::insert_into(wire_events::table)
        .values(events)
        .returning((wire_events::event_id, wire_events::id))
        .get_results(conn)?;
    Ok(stored.into_iter().collect())
}

pub fn insert_deliveries(
    conn: &mut PgConnection,
    deliveries: &[(EndpointId, WireEventId)],
) -> QueryResult<usize> {
    let rows: Vec<_> = deliveries
        .iter()
        .map(|(endpoint, event)| {
            (
                webhook_deliveries::endpoint_id.eq(endpoint),
                webhook_deliveries::wire_event_id.eq(event),
            )
        })
        .collect();
    diesel::insert_into(webhook_deliveries::table)
        .values(rows)
        .execute(conn)
}
