use std::time::{Duration, Instant};

use diesel::{Connection as _, PgConnection, QueryResult};

use super::queries;
use crate::db::{self, Db};
use crate::jobs::{JobError, JobRun, Registry, schedule};

/// Computes anew how customers moved, where more of them wait than a statement does at once.
const RECOUNT: &str = "segments.recount";
/// Looking costs one row of an index. Whoever is left, locked by somebody else or for want of time, has the next run.
const RECOUNT_EVERY: Duration = Duration::from_secs(60);
/// Then the next look goes on: others want the worker too.
const RECOUNT_AT_A_TIME: Duration = Duration::from_secs(50);
/// So many customers in a transaction: their rows are locked for less than a second.
const BATCH: i32 = 1000;

/// Adds the handlers of this feature.
pub fn register(registry: Registry, db: &Db) -> Registry {
    let db = db.clone();
    registry
        .on(RECOUNT, move |run| recount(db.clone(), run))
        .recurring(RECOUNT, schedule::every(RECOUNT_EVERY))
}

async fn recount(db: Db, run: JobRun) -> Result<(), JobError> {
    let begun = Instant::now();
    while !run.cancelled.is_raised() && begun.elapsed() < RECOUNT_AT_A_TIME {
        let batch = |conn: &mut PgConnection| -> Result<_, db::Error> {
            Ok(queries::recount_batch(conn, BATCH)?)
        };
        if db.transaction(batch).await? == 0 {
            break;
        }
    }
    Ok(())
}

/// Works through all who wait, for programs without a worker; returns how many there were.
pub fn recount_waiting(conn: &mut PgConnection) -> QueryResult<i64> {
    let mut all = 0;
    loop {
        match conn.transaction(|conn| queries::recount_batch(conn, BATCH))? {
            0 => return Ok(all),
            done => all += done,
        }
    }
}
