//! Every statement on `jobs`. Times are the database's, so that the clocks of the workers need not agree.

use std::time::Duration;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::result::Error::SerializationError;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Bool, Double, Integer, Nullable, Text, Timestamptz};

use super::{Job, NewJob, State};
use crate::db::{self, schema::jobs};
use crate::domain::JobId;

/// Where [`count_by_state`] stops counting, and a page says "more than".
pub const COUNT_LIMIT: i64 = 10_000;
/// Rows that one statement of the upkeep touches at most, so that it holds its locks shortly.
const BATCH: i64 = 500;

/// What an attempt came to: where the job goes, why, for a queued one how long it waits, and whether the attempt counts.
#[derive(Debug, Clone)]
pub(super) struct Outcome {
    pub state: State,
    pub error: Option<String>,
    pub delay: Duration,
    pub counts: bool,
}

/// How many jobs are in a state, up to [`COUNT_LIMIT`] and one more.
#[derive(Debug, PartialEq, Eq, QueryableByName)]
pub struct StateCount {
    #[diesel(sql_type = Text)]
    pub state: State,
    #[diesel(sql_type = BigInt)]
    pub count: i64,
}

/// How much work of a kind is waiting, for metrics.
#[derive(Debug, PartialEq, QueryableByName)]
pub struct Depth {
    #[diesel(sql_type = Text)]
    pub kind: String,
    /// Due now and not begun.
    #[diesel(sql_type = BigInt)]
    pub due: i64,
    /// Queued for later: planned, or waiting for the next try.
    #[diesel(sql_type = BigInt)]
    pub later: i64,
    #[diesel(sql_type = BigInt)]
    pub running: i64,
    /// How long the oldest due job has waited, in seconds.
    #[diesel(sql_type = Double)]
    pub oldest_due: f64,
}

/// Newest first, those before the job `before` (the last one of the page above).
pub fn list_jobs(
    conn: &mut PgConnection,
    state: Option<State>,
    before: Option<JobId>,
    limit: i64,
) -> QueryResult<Vec<Job>> {
    let mut query = jobs::table
        .select(Job::as_select())
        .order(jobs::id.desc())
        .limit(limit)
        .into_boxed();
    if let Some(state) = state {
        query = query.filter(jobs::state.eq(state));
    }
    if let Some(before) = before {
        query = query.filter(jobs::id.lt(before));
    }
    query.load(conn)
}

pub fn find_job(conn: &mut PgConnection, id: JobId) -> QueryResult<Job> {
    jobs::table.find(id).select(Job::as_select()).first(conn)
}

/// One row for each state, also for those without jobs.
pub fn count_by_state(conn: &mut PgConnection) -> QueryResult<Vec<StateCount>> {
    let states: Vec<&str> = State::ALL.iter().map(|state| state.as_str()).collect();
    sql_query(
        "SELECT s.state, (SELECT count(*) FROM (SELECT FROM jobs WHERE jobs.state = s.state LIMIT $2) c) AS count
         FROM unnest($1) WITH ORDINALITY AS s (state, place) ORDER BY s.place",
    )
    .bind::<Array<Text>, _>(states)
    .bind::<BigInt, _>(COUNT_LIMIT + 1)
    .load(conn)
}

/// Kinds that have something queued or running.
pub fn list_depths(conn: &mut PgConnection) -> QueryResult<Vec<Depth>> {
    sql_query(
        "SELECT kind,
                count(*) FILTER (WHERE state = 'queued' AND run_at <= now()) AS due,
                count(*) FILTER (WHERE state = 'queued' AND run_at > now()) AS later,
                count(*) FILTER (WHERE state = 'running') AS running,
                coalesce(extract(epoch FROM now() - min(run_at) FILTER (WHERE state = 'queued' AND run_at <= now())), 0)
                    ::float8 AS oldest_due
         FROM jobs WHERE state IN ('queued', 'running') GROUP BY kind ORDER BY kind",
    )
    .load(conn)
}

/// Deletes some of the jobs that were over so many days ago; fewer than asked for: there are no more.
pub fn delete_finished(conn: &mut PgConnection, days: i32, limit: i64) -> QueryResult<usize> {
    sql_query(
        "DELETE FROM jobs WHERE id IN (
             SELECT id FROM jobs
             WHERE state IN ('done', 'failed', 'cancelled') AND finished_at < now() - make_interval(days => $1)
             ORDER BY finished_at LIMIT $2 FOR UPDATE SKIP LOCKED)",
    )
    .bind::<Integer, _>(days)
    .bind::<BigInt, _>(limit)
    .execute(conn)
}

pub(super) fn notify(conn: &mut PgConnection, channel: &str, payload: &str) -> QueryResult<()> {
    let statement = sql_query("SELECT pg_notify($1, $2)")
        .bind::<Text, _>(channel)
        .bind::<Text, _>(payload);
    statement.execute(conn).map(|_| ())
}

/// The new job and whether it is due; none where another one has its unique key.
pub(super) fn insert_job(
    conn: &mut PgConnection,
    job: NewJob,
) -> QueryResult<Option<(JobId, bool)>> {
    let run_at = match job.run_at {
        None if job.delay.is_zero() => None,
        at => Some(at.map_or_else(|| db::now(conn), Ok)? + job.delay),
    };
    let payload = job
        .payload
        .map_err(|error| SerializationError(Box::new(error)))?;
    diesel::insert_into(jobs::table)
        .values((
            jobs::kind.eq(job.kind),
            jobs::payload.eq(payload),
            jobs::unique_key.eq(job.unique_key),
            run_at.map(|at| jobs::run_at.eq(at)),
            jobs::max_attempts.eq(job.max_attempts),
            jobs::deadline.eq(job.deadline),
        ))
        .on_conflict_do_nothing()
        .returning((jobs::id, jobs::run_at.le(diesel::dsl::now)))
        .get_result(conn)
        .optional()
}

/// The next run of a recurring job. A row that is there is only ever moved forward in time, so that a new program
/// with a shorter interval need not wait for the old one's; an insert that hit the key would use up an id each time.
/// Of the runs that went well only the last is kept: there may be one a minute.
pub(super) fn upsert_recurring(
    conn: &mut PgConnection,
    kind: &str,
    at: DateTime<Utc>,
) -> QueryResult<usize> {
    sql_query(
        "WITH moved AS (
             UPDATE jobs SET run_at = $3
             WHERE unique_key = $1 AND state = 'queued' AND attempts = 0 AND run_at > $3),
         forgotten AS (
             DELETE FROM jobs WHERE unique_key = $1 AND unique_key LIKE 'recurring:%' AND state = 'done' AND id < (
                 SELECT max(id) FROM jobs
                 WHERE unique_key = $1 AND unique_key LIKE 'recurring:%' AND state = 'done'))
         INSERT INTO jobs (kind, payload, unique_key, run_at, max_attempts)
         SELECT $2, 'null', $1, $3, $4
         WHERE NOT EXISTS (SELECT FROM jobs WHERE unique_key = $1 AND state IN ('queued', 'running'))
         ON CONFLICT DO NOTHING",
    )
    .bind::<Text, _>(format!("recurring:{kind}"))
    .bind::<Text, _>(kind)
    .bind::<Timestamptz, _>(at)
    .bind::<Integer, _>(super::schedule::RECURRING_ATTEMPTS)
    .execute(conn)
}

pub(super) fn update_cancelled(conn: &mut PgConnection, id: JobId) -> QueryResult<bool> {
    sql_query(
        "UPDATE jobs SET cancel_requested = true,
             finished_at = CASE state WHEN 'queued' THEN now() END,
             state = CASE state WHEN 'queued' THEN 'cancelled' ELSE state END
         WHERE id = $1 AND state IN ('queued', 'running')",
    )
    .bind::<BigInt, _>(id)
    .execute(conn)
    .map(|rows| rows > 0)
}

pub(super) fn update_again(conn: &mut PgConnection, id: JobId) -> QueryResult<bool> {
    sql_query(
        "UPDATE jobs SET state = 'queued', attempts = 0, run_at = now(), cancel_requested = false, finished_at = NULL,
             deadline = CASE WHEN deadline > now() THEN deadline END
         WHERE id = $1 AND state IN ('failed', 'cancelled') AND NOT EXISTS (
             SELECT FROM jobs other WHERE other.unique_key = jobs.unique_key AND other.state IN ('queued', 'running'))",
    )
    .bind::<BigInt, _>(id)
    .execute(conn)
    .map(|rows| rows > 0)
}

/// Takes due jobs of these kinds, those that have waited longest first. `MATERIALIZED`: inlined, the limit could be
/// applied more than once.
pub(super) fn update_claimed(
    conn: &mut PgConnection,
    worker: &str,
    kinds: &[&str],
    limit: i64,
) -> QueryResult<Vec<Job>> {
    let mut claimed: Vec<Job> = sql_query(
        "WITH due AS MATERIALIZED (
             SELECT id FROM jobs
             WHERE state = 'queued' AND run_at <= now() AND (deadline IS NULL OR deadline > now()) AND kind = ANY ($2)
             ORDER BY run_at, id LIMIT $3 FOR UPDATE SKIP LOCKED)
         UPDATE jobs SET state = 'running', attempts = attempts + 1, worker = $1, heartbeat_at = now(),
             started_at = now()
         FROM due WHERE jobs.id = due.id RETURNING jobs.*",
    )
    .bind::<Text, _>(worker)
    .bind::<Array<Text>, _>(kinds)
    .bind::<BigInt, _>(limit)
    .load(conn)?;
    claimed.sort_by_key(|job| (job.run_at, job.id));
    Ok(claimed)
}

/// What is still this worker's of the jobs that it runs: id, attempt, and whether somebody wants it stopped.
pub(super) fn update_heartbeat(
    conn: &mut PgConnection,
    worker: &str,
    ids: &[JobId],
) -> QueryResult<Vec<(JobId, i32, bool)>> {
    diesel::update(jobs::table)
        .filter(
            jobs::worker
                .eq(worker)
                .and(jobs::state.eq(State::Running))
                .and(jobs::id.eq_any(ids)),
        )
        .set(jobs::heartbeat_at.eq(diesel::dsl::now))
        .returning((jobs::id, jobs::attempts, jobs::cancel_requested))
        .load(conn)
}

/// Writes what an attempt came to, if it is still this worker's. A job whose end was asked for is not queued again.
pub(super) fn update_ended(
    conn: &mut PgConnection,
    worker: &str,
    (id, attempt): (JobId, i32),
    outcome: &Outcome,
) -> QueryResult<Option<Job>> {
    sql_query(
        "UPDATE jobs SET state = CASE WHEN $4 = 'queued' AND cancel_requested THEN 'cancelled' ELSE $4 END,
             finished_at = CASE WHEN $4 <> 'queued' OR cancel_requested THEN now() END,
             run_at = CASE $4 WHEN 'queued' THEN now() + make_interval(secs => $6) ELSE run_at END,
             attempts = attempts - CASE WHEN $7 THEN 0 ELSE 1 END, last_error = coalesce($5, last_error)
         WHERE id = $1 AND attempts = $2 AND worker = $3 AND state = 'running' RETURNING *",
    )
    .bind::<BigInt, _>(id)
    .bind::<Integer, _>(attempt)
    .bind::<Text, _>(worker)
    .bind::<Text, _>(outcome.state)
    .bind::<Nullable<Text>, _>(&outcome.error)
    .bind::<Double, _>(outcome.delay.as_secs_f64())
    .bind::<Bool, _>(outcome.counts)
    .get_result(conn)
    .optional()
}

/// Gives back what a worker has not finished, as if the attempt had not begun: it did nothing wrong.
pub(super) fn update_released(conn: &mut PgConnection, worker: &str) -> QueryResult<usize> {
    sql_query(
        "UPDATE jobs SET state = CASE WHEN cancel_requested THEN 'cancelled' ELSE 'queued' END,
             finished_at = CASE WHEN cancel_requested THEN now() END, attempts = attempts - 1, run_at = now()
         WHERE worker = $1 AND state = 'running'",
    )
    .bind::<Text, _>(worker)
    .execute(conn)
}

/// Takes jobs from workers not heard of for `limit`, their lost attempt counted, and fails what may not be tried again:
/// after its last attempt, or because the deadline passed in the queue.
pub(super) fn update_lapsed(
    conn: &mut PgConnection,
    kinds: &[&str],
    limit: Duration,
) -> QueryResult<Vec<Job>> {
    sql_query(
        "WITH lapsed AS MATERIALIZED (
             SELECT id, CASE WHEN cancel_requested THEN 'cancelled'
                 WHEN deadline <= now() OR attempts >= max_attempts THEN 'failed' ELSE 'queued' END AS next
             FROM jobs
             WHERE kind = ANY ($1) AND (state = 'queued' AND deadline <= now()
                 OR state = 'running' AND heartbeat_at < now() - make_interval(secs => $2))
             ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED)
         UPDATE jobs SET state = next, finished_at = CASE WHEN next <> 'queued' THEN now() END,
             run_at = CASE next WHEN 'queued' THEN now() ELSE run_at END,
             last_error = CASE state WHEN 'running' THEN 'the worker stopped in the middle of an attempt'
                 ELSE concat_ws('; last: ', 'the deadline passed', last_error) END
         FROM lapsed WHERE jobs.id = lapsed.id RETURNING jobs.*",
    )
    .bind::<Array<Text>, _>(kinds)
    .bind::<Double, _>(limit.as_secs_f64())
    .bind::<BigInt, _>(BATCH)
    .load(conn)
}
