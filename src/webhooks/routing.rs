//! From a change to what the outside is told of it, and who is told.
//!
//! Events are marked one by one, not counted by a cursor over their ids: a transaction that commits late has a lower id
//! than some that were looked at already. One program sorts at a time, in order of ids. A change that waited for another
//! one's lock has the higher id and is seen later, so that what is told of a customer follows the order of the changes.

use std::collections::{BTreeMap, HashMap};

use diesel::{PgConnection, QueryResult};

use super::mapping::{self, Facts, Record, WireType};
use super::model::{EventFilter, NewWireEvent};
use super::queries;
use crate::audit::{self, Event};
use crate::domain::{EndpointId, EventId};

/// Events in one transaction.
pub const BATCH: i64 = 200;

/// A change that is told.
struct Told<'a> {
    event: &'a Event,
    kind: WireType,
    record: Record,
    record_id: i64,
}

/// Sorts some events that nobody has looked at; how many, 0 also where another program is at it.
///
/// Whether there is a broker is asked of the database: programs with and without its address may run side by side.
pub fn route(conn: &mut PgConnection) -> QueryResult<usize> {
    if !queries::try_lock_routing(conn)? {
        return Ok(0);
    }
    let events = audit::queries::list_unrouted(conn, BATCH)?;
    if events.is_empty() {
        return Ok(0);
    }
    let has_broker = queries::has_broker(conn)?;
    let takers = queries::list_takers(conn)?;
    if has_broker || !takers.is_empty() {
        tell(conn, &events, &takers, has_broker)?;
    }
    let ids: Vec<EventId> = events.iter().map(|event| event.id).collect();
    audit::queries::mark_routed(conn, &ids)
}

fn tell(
    conn: &mut PgConnection,
    events: &[Event],
    takers: &[(EndpointId, EventFilter)],
    has_broker: bool,
) -> QueryResult<()> {
    let told: Vec<Told> = events.iter().filter_map(told).collect();
    let told: Vec<Told> = told
        .into_iter()
        .filter(|told| has_broker || takers.iter().any(|(_, filter)| filter.lets_pass(told.kind)))
        .collect();
    let facts = gather(conn, &told)?;
    let known = |told: &Told| facts.get(&(told.record, told.record_id));
    let rows: Vec<NewWireEvent> = told
        .iter()
        .filter_map(|told| Some(wire_event(told, known(told)?, has_broker)))
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let stored = queries::insert_wire_events(conn, &rows)?;
    let mut deliveries = Vec::new();
    for told in &told {
        let Some(id) = stored.get(&told.event.event_id) else {
            continue;
        };
        let wanted = takers
            .iter()
            .filter(|(_, filter)| filter.lets_pass(told.kind));
        deliveries.extend(wanted.map(|(endpoint, _)| (*endpoint, *id)));
    }
    if !deliveries.is_empty() {
        queries::insert_deliveries(conn, &deliveries)?;
    }
    Ok(())
}

fn told(event: &Event) -> Option<Told<'_>> {
    let (kind, record) = mapping::wire_type(&event.action)?;
    Some(Told {
        event,
        kind,
        record,
        record_id: event.record_id?,
    })
}

/// What is known of each record now, which is moments after its change: this way every receiver gets the same bytes, at
/// every attempt.
fn gather(
    conn: &mut PgConnection,
    told: &[Told<'_>],
) -> QueryResult<HashMap<(Record, i64), Facts>> {
    let mut ids: BTreeMap<Record, Vec<i64>> = BTreeMap::new();
    for told in told {
        ids.entry(told.record).or_default().push(told.record_id);
    }
    let mut facts = HashMap::new();
    for (record, ids) in ids {
        let found = queries::list_facts(conn, record, &ids)?;
        facts.extend(found.into_iter().map(|(id, found)| ((record, id), found)));
    }
    Ok(facts)
}

fn wire_event(told: &Told<'_>, facts: &Facts, for_broker: bool) -> NewWireEvent {
    let fields = told.event.payload["fields"].as_array();
    let fields: Vec<&str> = fields
        .into_iter()
        .flatten()
        .filter_map(|field| field.as_str())
        .collect();
    NewWireEvent {
        event_id: told.event.event_id,
        kind: told.kind.as_str(),
        customer_key: Some(facts.customer),
        body: mapping::body(told.kind, told.record, told.event.at, facts, &fields),
        for_broker,
    }
}
