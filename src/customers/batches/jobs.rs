use diesel::{PgConnection, QueryResult};
use serde::{Deserialize, Serialize};

use super::work;
use crate::audit::Actor;
use crate::db::{self, Db};
use crate::domain::{CustomerBatchId, UserId};
use crate::jobs::{self, JobError, JobRun, NewJob, Registry};

/// Works at a batch, or at its undo, set by set.
const WORK: &str = "customers.batch";

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Task {
    batch: CustomerBatchId,
    /// On whose behalf.
    user_id: Option<UserId>,
    name: String,
}

/// Adds the handlers of this room.
pub fn register(registry: Registry, db: &Db) -> Registry {
    let db = db.clone();
    registry.on(WORK, move |run| work_at(db.clone(), run))
}

pub fn enqueue(conn: &mut PgConnection, batch: CustomerBatchId, actor: &Actor) -> QueryResult<()> {
    let task = Task {
        batch,
        user_id: actor.user_id,
        name: actor.name.clone(),
    };
    jobs::enqueue(conn, NewJob::new(WORK, &task)).map(|_| ())
}

/// Each set is a transaction of its own: what is done stays done, whenever the program dies.
async fn work_at(db: Db, run: JobRun) -> Result<(), JobError> {
    let task: Task = run.payload()?;
    let actor = Actor {
        user_id: task.user_id,
        name: task.name,
        request_id: None,
    };
    while !run.cancelled.is_raised() {
        let actor = actor.clone();
        let next = move |conn: &mut PgConnection| -> Result<bool, db::Error> {
            Ok(work::work_at_next(conn, &actor, task.batch)?)
        };
        if !db.transaction(next).await? {
            break;
        }
    }
    Ok(())
}
