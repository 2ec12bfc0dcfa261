//! What the rest of the program may do to a job, each in the caller's transaction.

use diesel::{PgConnection, QueryResult};

use super::listen::{CANCELLED, QUEUED};
use super::{NewJob, queries};
use crate::domain::JobId;

/// Stores a job and wakes an idle worker when the caller's transaction commits.
///
/// `None`: a job with the same unique key is queued or running.
pub fn enqueue(conn: &mut PgConnection, job: NewJob) -> QueryResult<Option<JobId>> {
    let Some((id, is_due)) = queries::insert_job(conn, job)? else {
        return Ok(None);
    };
    if is_due {
        queries::notify(conn, QUEUED, "")?;
    }
    Ok(Some(id))
}

/// Cancels a queued job at once and asks a running one to stop; `false`: it was over already.
pub fn cancel(conn: &mut PgConnection, id: JobId) -> QueryResult<bool> {
    let found = queries::update_cancelled(conn, id)?;
    if found {
        queries::notify(conn, CANCELLED, &id.to_string())?;
    }
    Ok(found)
}

/// Puts a failed or cancelled job back with all its attempts; a deadline that has passed is dropped.
///
/// `false`: it is in another state, or another job has taken its unique key.
pub fn try_again(conn: &mut PgConnection, id: JobId) -> QueryResult<bool> {
    let found = queries::update_again(conn, id)?;
    if found {
        queries::notify(conn, QUEUED, "")?;
    }
    Ok(found)
}
