use std::time::{Duration, Instant};

use chrono::{Datelike as _, Utc};
use diesel::PgConnection;

use super::{Moves, actions, checking, queries};
use crate::db::{self, Db};
use crate::jobs::{JobError, JobRun, Registry, schedule};

/// Compares who is new or was changed.
const CHECK: &str = "duplicates.check";
const CHECK_EVERY: Duration = Duration::from_secs(60);
/// Then the next look goes on: after an import there is much to compare, and others want the worker too.
const CHECK_AT_A_TIME: Duration = Duration::from_secs(45);

/// Has everybody compared again in turn, and follows up the merges.
const SWEEP: &str = "duplicates.sweep";
const SWEEP_EVERY: Duration = Duration::from_secs(24 * 3600);
/// Everybody's turn comes once in so many nights.
const ROUND: i64 = 30;

/// Adds the handlers of this feature.
pub fn register(registry: Registry, db: &Db, moves: Moves) -> Registry {
    let (for_checks, for_sweep) = (db.clone(), db.clone());
    registry
        .on(CHECK, move |run| check(for_checks.clone(), run))
        .recurring(CHECK, schedule::every(CHECK_EVERY))
        .on(SWEEP, move |_| sweep(for_sweep.clone(), moves.clone()))
        .recurring(SWEEP, schedule::every(SWEEP_EVERY))
}

async fn check(db: Db, run: JobRun) -> Result<(), JobError> {
    let begun = Instant::now();
    while !run.cancelled.is_raised() && begun.elapsed() < CHECK_AT_A_TIME {
        let compare =
            |conn: &mut PgConnection| -> Result<_, db::Error> { Ok(checking::check_next(conn)?) };
        if db.transaction(compare).await? == 0 {
            break;
        }
    }
    Ok(())
}

async fn sweep(db: Db, moves: Moves) -> Result<(), JobError> {
    let part = i64::from(Utc::now().date_naive().num_days_from_ce()) % ROUND;
    let all = move |conn: &mut PgConnection| -> Result<(), db::Error> {
        queries::insert_checks(conn, part, ROUND)?;
        Ok(actions::follow_up(conn, &moves)?)
    };
    Ok(db.transaction(all).await?)
}
