//! Changes of endpoints, each with its trace in the audit log.

use chrono::Utc;
use diesel::{PgConnection, QueryResult};
use uuid::Uuid;

use super::mapping::{TEST_TYPE, test_body};
use super::model::{Endpoint, EndpointPlan, NewWireEvent};
use super::queries::Begun;
use super::{jobs, queries};
use crate::audit::{self, Actor, Change};
use crate::config::Secret;
use crate::domain::{DeliveryId, EndpointId};
use crate::integrations::standard_webhooks::SigningKey;
use crate::web::AppError;

const RECORD: &str = "webhook";
/// So long the old secret signs too.
pub const ROTATION_HOURS: i32 = 24;

/// In the audit log, where no person acted.
const ACTOR: &str = "webhooks";

/// The rest of an address may hold a secret of its receiver's, and what is audited is kept.
fn host(url: &str) -> String {
    let url = reqwest::Url::parse(url).ok();
    let host = url.as_ref().and_then(|url| url.host_str());
    host.unwrap_or_default().to_owned()
}

fn fresh_secret() -> String {
    let bytes: [u8; 32] = rand::random();
    SigningKey::text_of(&bytes)
}

/// Makes an endpoint. The secret that it returns is not shown again.
pub fn create(
    conn: &mut PgConnection,
    actor: &Actor,
    plan: &EndpointPlan,
) -> QueryResult<(EndpointId, Secret)> {
    let secret = fresh_secret();
    let id = queries::insert_endpoint(conn, plan, &secret, actor.user_id)?;
    let change = Change::new("webhook.created", RECORD, id)
        .set("name", &plan.name)
        .set("url", host(&plan.url))
        .set("events", plan.events.texts());
    audit::record(conn, actor, &change)?;
    Ok((id, Secret::new(secret)))
}

/// Refuses with a conflict what was changed since the form was read.
pub fn update(
    conn: &mut PgConnection,
    actor: &Actor,
    (id, version): (EndpointId, i32),
    plan: &EndpointPlan,
) -> Result<(), AppError> {
    let before = queries::lock_endpoint(conn, id)?;
    if queries::update_endpoint(conn, (id, version), plan, actor.user_id)? == 0 {
        return Err(AppError::Conflict("error-conflict"));
    }
    let change = Change::new("webhook.updated", RECORD, id)
        .field("name", &before.name, &plan.name)
        .field("url", host(&before.url), host(&plan.url))
        .field("events", before.events.texts(), plan.events.texts());
    audit::record(conn, actor, &change)?;
    Ok(())
}

/// A new secret, shown once; the old one signs too for [`ROTATION_HOURS`].
pub fn rotate(
    conn: &mut PgConnection,
    actor: &Actor,
    id: EndpointId,
) -> QueryResult<(Endpoint, Secret)> {
    let endpoint = queries::lock_endpoint(conn, id)?;
    let secret = fresh_secret();
    queries::update_secret(conn, id, &secret, ROTATION_HOURS)?;
    record(conn, actor, "webhook.rotated", &endpoint)?;
    Ok((endpoint, Secret::new(secret)))
}

/// What is told from now on waits.
pub fn pause(conn: &mut PgConnection, actor: &Actor, id: EndpointId) -> QueryResult<Endpoint> {
    let endpoint = queries::lock_endpoint(conn, id)?;
    if queries::update_paused(conn, id)? > 0 {
        record(conn, actor, "webhook.paused", &endpoint)?;
    }
    Ok(endpoint)
}

/// Lets what has waited go out.
pub fn resume(conn: &mut PgConnection, actor: &Actor, id: EndpointId) -> QueryResult<Endpoint> {
    let endpoint = queries::lock_endpoint(conn, id)?;
    if queries::update_resumed(conn, id)? > 0 {
        record(conn, actor, "webhook.resumed", &endpoint)?;
        jobs::enqueue(conn, id)?;
    }
    Ok(endpoint)
}

/// The receiver said that it is gone for good.
pub(super) fn switch_off(conn: &mut PgConnection, id: EndpointId) -> QueryResult<usize> {
    let endpoint = queries::lock_endpoint(conn, id)?;
    let switched = queries::update_gone(conn, id)?;
    if switched > 0 {
        record(conn, &Actor::program(ACTOR), "webhook.disabled", &endpoint)?;
    }
    Ok(switched)
}

/// Notes an event that means nothing, and its one attempt, which the caller makes. Refused while nothing is sent there.
pub(super) fn begin_test(
    conn: &mut PgConnection,
    actor: &Actor,
    id: EndpointId,
) -> Result<Begun, AppError> {
    let endpoint = queries::lock_endpoint(conn, id)?;
    if !endpoint.is_active() {
        return Err(AppError::Conflict("webhooks-not-active"));
    }
    let event = NewWireEvent {
        event_id: Uuid::new_v4(),
        kind: TEST_TYPE,
        customer_key: None,
        body: test_body(Utc::now(), id.get()),
        for_broker: false,
    };
    let begun = queries::insert_test(conn, id, &event)?;
    record(conn, actor, "webhook.tested", &endpoint)?;
    Ok(begun)
}

/// Delivers again what was delivered or given up; `false`: it is under way already.
pub fn replay(
    conn: &mut PgConnection,
    actor: &Actor,
    (endpoint, delivery): (EndpointId, DeliveryId),
) -> QueryResult<bool> {
    let row = queries::lock_endpoint(conn, endpoint)?;
    let replayed = queries::update_replayed(conn, (endpoint, delivery))?;
    if replayed > 0 {
        jobs::enqueue(conn, endpoint)?;
        let change = change("webhook.replayed", &row).set("delivery", delivery);
        audit::record(conn, actor, &change)?;
    }
    Ok(replayed > 0)
}

/// Delivers again all that was given up; how many.
pub fn replay_all(
    conn: &mut PgConnection,
    actor: &Actor,
    endpoint: EndpointId,
) -> QueryResult<usize> {
    let row = queries::lock_endpoint(conn, endpoint)?;
    let replayed = queries::update_replayed_all(conn, endpoint)?;
    if replayed > 0 {
        jobs::enqueue(conn, endpoint)?;
        let change = change("webhook.replayed", &row).set("deliveries", replayed);
        audit::record(conn, actor, &change)?;
    }
    Ok(replayed)
}

/// For good, with its log.
pub fn delete(conn: &mut PgConnection, actor: &Actor, id: EndpointId) -> QueryResult<String> {
    let name = queries::delete_endpoint(conn, id)?;
    let change = Change::new("webhook.deleted", RECORD, id).set("name", &name);
    audit::record(conn, actor, &change)?;
    Ok(name)
}

fn record(
    conn: &mut PgConnection,
    actor: &Actor,
    action: &'static str,
    endpoint: &Endpoint,
) -> QueryResult<()> {
    audit::record(conn, actor, &change(action, endpoint)).map(|_| ())
}

fn change(action: &'static str, endpoint: &Endpoint) -> Change {
    Change::new(action, RECORD, endpoint.id).set("name", &endpoint.name)
}
