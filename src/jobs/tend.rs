//! The upkeep beside the work: heartbeats, the jobs of dead workers, deadlines, recurring jobs.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use diesel::PgConnection;
use tokio::time::MissedTickBehavior;

use super::worker::Worker;
use super::{Registry, Settings, State, queries};
use crate::db;

/// After an outage every heartbeat is old, also of workers that live: they get so many rounds to be heard again.
const ROUNDS_OF_GRACE: u32 = 2;

pub(super) async fn tend(worker: Arc<Worker>) {
    let mut rounds = tokio::time::interval(worker.settings.heartbeat);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut grace: u32 = 0;
    loop {
        rounds.tick().await;
        let done = round(&worker, grace == 0).await;
        worker.contact.note(&done);
        grace = if done.is_ok() {
            grace.saturating_sub(1)
        } else {
            ROUNDS_OF_GRACE
        };
    }
}

async fn round(worker: &Worker, take_over: bool) -> Result<(), db::Error> {
    let begun = Instant::now();
    beat(worker).await?;
    let (registry, settings) = (worker.registry.clone(), worker.settings.clone());
    let queued = worker.db.transaction(move |conn| {
        // A round that waited through an outage finds every heartbeat old, its own too.
        let is_fresh = begun.elapsed() + settings.heartbeat < settings.heartbeat_limit;
        let take_over = take_over && is_fresh;
        Ok::<_, db::Error>(keep_up(conn, &registry, &settings, take_over)?)
    });
    if queued.await? > 0 {
        worker.wake.notify_one();
    }
    Ok(())
}

/// Says that this worker lives, and learns which of its jobs it should stop: cancelled ones and those it has lost.
async fn beat(worker: &Worker) -> Result<(), db::Error> {
    let (name, ids) = (worker.name.clone(), worker.running_ids());
    if ids.is_empty() {
        return Ok(());
    }
    let asked = ids.clone();
    let held = worker
        .db
        .run(move |conn| queries::update_heartbeat(conn, &name, &asked))
        .await?;
    let held: HashMap<_, _> = held
        .into_iter()
        .map(|(id, attempt, cancel)| ((id, attempt), cancel))
        .collect();
    worker.raise(|id, attempt| {
        ids.contains(&id) && held.get(&(id, attempt)).copied().unwrap_or(true)
    });
    Ok(())
}

/// How many jobs were put in the queue.
fn keep_up(
    conn: &mut PgConnection,
    registry: &Registry,
    settings: &Settings,
    take_over: bool,
) -> diesel::QueryResult<usize> {
    let mut queued = 0;
    let kinds = registry.kinds();
    let lapsed = if take_over {
        queries::update_lapsed(conn, &kinds, settings.heartbeat_limit)?
    } else {
        Vec::new()
    };
    for job in lapsed {
        tracing::warn!(job = job.id.get(), kind = job.kind, state = %job.state, "A job lapsed; its last_error says why");
        match job.state {
            State::Failed => registry.tell_failed(conn, &job)?,
            State::Queued => queued += 1,
            _ => {}
        }
    }
    let now = db::now(conn)?;
    for (kind, next) in &registry.recurring {
        queued += queries::upsert_recurring(conn, kind, next(now))?;
    }
    Ok(queued)
}
