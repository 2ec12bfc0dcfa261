use anyhow::anyhow;
use diesel::{PgConnection, QueryResult};
use serde::{Deserialize, Serialize};

use super::work::{self, Way};
use crate::audit::Actor;
use crate::db::{self, Db};
use crate::domain::{CustomerBatchId, UserId};
use crate::jobs::{self, JobError, JobRun, NewJob, Registry};

/// Works at a batch, or at its undo, set by set.
const WORK: &str = "customers.batch";

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Task {
    batch: CustomerBatchId,
    way: Way,
    /// On whose behalf.
    user_id: Option<UserId>,
    name: String,
}

/// Adds the handlers of this room.
pub fn register(registry: Registry, db: &Db) -> Registry {
    let db = db.clone();
    registry.on(WORK, move |run| work_at(db.clone(), run))
}

pub fn enqueue(
    conn: &mut PgConnection,
    batch: CustomerBatchId,
    way: Way,
    actor: &Actor,
) -> QueryResult<()> {
    let task = Task {
        batch,
        way,
        user_id: actor.user_id,
        name: actor.name.clone(),
    };
    jobs::enqueue(conn, NewJob::new(WORK, &task)).map(|_| ())
}

/// Each set is a transaction of its own: what is done stays done, whenever the program dies. A job that is stopped is none
/// that did its work: it can be tried again, and the batch undone.
async fn work_at(db: Db, run: JobRun) -> Result<(), JobError> {
    let task: Task = run.payload()?;
    let actor = Actor {
        user_id: task.user_id,
        name: task.name,
        request_id: None,
    };
    loop {
        if run.cancelled.is_raised() {
            return Err(anyhow!("It was stopped before its end").into());
        }
        let actor = actor.clone();
        let next = move |conn: &mut PgConnection| -> Result<bool, db::Error> {
            Ok(work::work_at_next(conn, &actor, task.batch, task.way)?)
        };
        if !db.transaction(next).await? {
            return Ok(());
        }
    }
}
