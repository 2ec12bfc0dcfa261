//! Begins a batch, and begins its undo.

use anyhow::Context as _;
use diesel::PgConnection;

use super::jobs;
use super::model::{Batch, Order, State, Whom};
use super::{queries, work};
use crate::audit::{self, Actor, Change};
use crate::domain::{CustomerBatchId, UserId};
use crate::web::AppError;

/// So many are done while whoever asked waits; more by a job.
const AT_ONCE: i64 = work::SET;

/// Stores the batch and does it, or leaves it to a job. The same form again is the same batch.
pub fn begin(
    conn: &mut PgConnection,
    actor: &Actor,
    by: UserId,
    order: &Order,
) -> Result<CustomerBatchId, AppError> {
    let params = serde_json::to_value(&order.action).context("Failed to keep an action")?;
    let Some(batch) = queries::insert_batch(conn, order, &params, by)? else {
        return Ok(queries::find_by_token(conn, order.token, by)?.id);
    };
    let note = Change::new("batch.created", "batch", batch.id).set("action", batch.action);
    audit::record(conn, actor, &note)?;
    match &order.whom {
        Whom::These(ids) => {
            let total = queries::insert_these(conn, batch.id, ids)?;
            let total = i64::try_from(total).unwrap_or(i64::MAX);
            queries::update_state(conn, batch.id, State::Working, Some(total))?;
            while work::work_at_next(conn, actor, batch.id)? {}
        }
        Whom::AllOf(_) => jobs::enqueue(conn, batch.id, actor)?,
    }
    Ok(batch.id)
}

/// Puts back what a finished batch changed; whoever began it or an administrator may.
pub fn undo(
    conn: &mut PgConnection,
    actor: &Actor,
    id: CustomerBatchId,
    by: UserId,
    is_admin: bool,
) -> Result<Batch, AppError> {
    let batch = queries::lock_batch(conn, id)?;
    if batch.created_by != by && !is_admin {
        return Err(AppError::Forbidden);
    }
    match batch.state {
        State::Done => {}
        // Pressed twice.
        State::Undoing | State::Undone => return Ok(batch),
        State::Collecting | State::Working => return Err(AppError::Conflict("batch-not-done")),
    }
    queries::update_state(conn, id, State::Undoing, None)?;
    queries::update_undone(conn, id, by)?;
    let note = Change::new("batch.undone", "batch", id).set("action", batch.action);
    audit::record(conn, actor, &note)?;
    match batch.total <= AT_ONCE {
        true => while work::work_at_next(conn, actor, id)? {},
        false => jobs::enqueue(conn, id, actor)?,
    }
    Ok(queries::find_batch(conn, id)?)
}
