use diesel::{PgConnection, QueryResult};

use super::{Moves, actions};
use crate::db::{self, Db};
use crate::domain::ServiceMergeId;
use crate::jobs::{self, JobError, JobRun, NewJob, Registry};

/// Moves what a merge, or its undo, has still to move.
const MOVE: &str = "services.merge";

/// Adds the handlers of this room.
pub fn register(registry: Registry, db: &Db, moves: Moves) -> Registry {
    let db = db.clone();
    registry.on(MOVE, move |run| work_at(db.clone(), run, moves))
}

pub fn enqueue(conn: &mut PgConnection, merge: ServiceMergeId) -> QueryResult<()> {
    jobs::enqueue(conn, NewJob::new(MOVE, &merge)).map(|_| ())
}

/// Each set is a transaction of its own: what is done stays done, whenever the program dies.
async fn work_at(db: Db, run: JobRun, moves: Moves) -> Result<(), JobError> {
    let merge: ServiceMergeId = run.payload()?;
    while !run.cancelled.is_raised() {
        let next = move |conn: &mut PgConnection| -> Result<bool, db::Error> {
            Ok(actions::work_at_next(conn, merge, moves)?)
        };
        if !db.transaction(next).await? {
            break;
        }
    }
    Ok(())
}
