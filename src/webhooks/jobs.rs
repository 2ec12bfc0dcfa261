//! The work: what is due at an endpoint, and what nobody needs any more. Each may be repeated after a crash at any
//! point: an attempt is a row before it is made, and a receiver knows an event by its id.

use std::time::Duration;

use diesel::{PgConnection, QueryResult};
use serde::{Deserialize, Serialize};

use super::delivery::Outbound;
use super::queries;
use crate::audit;
use crate::db::Db;
use crate::domain::EndpointId;
use crate::jobs::{self, JobError, JobRun, NewJob, Registry, schedule};

/// Delivers what is due at one endpoint.
pub const DELIVER: &str = "webhooks.deliver";
const FORGET: &str = "webhooks.forget";
const FORGET_EVERY: Duration = Duration::from_secs(6 * 3600);
/// So long what was sent can be looked at and replayed.
const KEPT_DAYS: i32 = 90;
/// One transaction of the forgetting.
const FORGOTTEN_AT_ONCE: usize = 500;
/// The next look enqueues another one.
const ATTEMPTS: i32 = 3;

#[derive(Debug, Serialize, Deserialize)]
struct Deliver {
    endpoint: EndpointId,
}

/// Adds the handlers of this feature.
pub fn register(registry: Registry, db: &Db, outbound: Outbound) -> Registry {
    let (db, for_forgetting) = (db.clone(), db.clone());
    registry
        .on(DELIVER, move |run| {
            deliver(db.clone(), outbound.clone(), run)
        })
        .on(FORGET, move |_| forget(for_forgetting.clone()))
        .recurring(FORGET, schedule::every(FORGET_EVERY))
}

/// One job an endpoint: a receiver that is slow keeps one worker busy, and no more.
pub(super) fn enqueue(conn: &mut PgConnection, endpoint: EndpointId) -> QueryResult<()> {
    let job = NewJob::new(DELIVER, &Deliver { endpoint })
        .unique_key(format!("{DELIVER}:{endpoint}"))
        .max_attempts(ATTEMPTS);
    jobs::enqueue(conn, job).map(|_| ())
}

async fn deliver(db: Db, outbound: Outbound, run: JobRun) -> Result<(), JobError> {
    let Deliver { endpoint } = run.payload()?;
    let is_stopped = || run.cancelled.is_raised();
    outbound.deliver_due(&db, endpoint, is_stopped).await?;
    Ok(())
}

async fn forget(db: Db) -> Result<(), JobError> {
    let some = |conn: &mut PgConnection| {
        queries::delete_old_events(conn, KEPT_DAYS, FORGOTTEN_AT_ONCE as i64)
    };
    while db.run(some).await? == FORGOTTEN_AT_ONCE {}
    let some = |conn: &mut PgConnection| {
        audit::queries::delete_routed(conn, KEPT_DAYS, FORGOTTEN_AT_ONCE as i64)
    };
    while db.run(some).await? == FORGOTTEN_AT_ONCE {}
    Ok(())
}
