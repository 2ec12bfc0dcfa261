//! One attempt: the handler runs, its outcome is written.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use tokio::task::{JoinError, JoinSet};

use super::queries::{self, Outcome};
use super::registry::{CancelFlag, JobError, JobRun, Registry};
use super::worker::Worker;
use super::{Job, State, retry};
use crate::db;

/// An error's text is cut there: it is for a person to read.
const LONGEST_ERROR: usize = 2000;
/// An outcome that cannot be written is tried again from the first wait on, doubling up to the second.
const STORE_WAIT: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(15));

pub(super) async fn run(worker: Arc<Worker>, job: Job, flag: CancelFlag) {
    let begun = Instant::now();
    let result = attempt(&worker.registry, &job, flag).await;
    // The database's time as it was at the claim, and what has passed since: the clocks need not agree.
    let now = job.started_at.unwrap_or_else(Utc::now) + begun.elapsed();
    let outcome = judge(&job, result, now);
    store(&worker, &job, outcome).await;
    worker.leave(&job);
}

/// In a task of its own, so that a panic is an error; in a set, so that it ends when this one is aborted.
async fn attempt(registry: &Registry, job: &Job, cancelled: CancelFlag) -> Result<(), JobError> {
    let handler = registry
        .handler(&job.kind)
        .ok_or_else(|| anyhow::anyhow!("there is no handler for {:?}", job.kind))?;
    let run = JobRun {
        id: job.id,
        payload: job.payload.clone(),
        attempt: job.attempts,
        last_attempt: job.attempts >= job.max_attempts,
        cancelled,
    };
    let mut task = JoinSet::new();
    task.spawn(async move { handler(run).await });
    match task.join_next().await {
        Some(Ok(result)) => result,
        Some(Err(error)) => Err(panic_text(error).into()),
        None => Ok(()),
    }
}

fn panic_text(error: JoinError) -> anyhow::Error {
    let text = error
        .try_into_panic()
        .map(|panic| match panic.downcast::<String>() {
            Ok(text) => *text,
            Err(panic) => panic
                .downcast_ref::<&str>()
                .copied()
                .unwrap_or("without a text")
                .to_owned(),
        });
    anyhow::anyhow!("the handler panicked: {}", text.unwrap_or_default())
}

fn judge(job: &Job, result: Result<(), JobError>, now: DateTime<Utc>) -> Outcome {
    let counts = !matches!(result, Err(JobError::Postpone { .. }));
    let (state, error, delay) = match result {
        Ok(()) => (State::Done, None, Duration::ZERO),
        Err(JobError::Postpone { after }) => (State::Queued, None, after),
        Err(JobError::Fail { error }) => (State::Failed, Some(error), Duration::ZERO),
        Err(JobError::Retry { error, after }) => {
            let delay = after.unwrap_or_else(|| retry::delay(job.attempts, rand::random()));
            let again = retry::may_retry(job.attempts, job.max_attempts, now, job.deadline, delay);
            (
                if again { State::Queued } else { State::Failed },
                Some(error),
                delay,
            )
        }
    };
    Outcome {
        state,
        error: error.as_ref().map(error_text),
        delay,
        counts,
    }
}

/// PostgreSQL's text has no NUL.
fn error_text(error: &anyhow::Error) -> String {
    format!("{error:#}")
        .replace('\0', "")
        .chars()
        .take(LONGEST_ERROR)
        .collect()
}

/// Writes the outcome, however long the database is away: the heartbeats or, should this process die, the take-over
/// settle whose job it is.
async fn store(worker: &Arc<Worker>, job: &Job, outcome: Outcome) {
    let (mut wait, longest) = STORE_WAIT;
    let attempt = (job.id, job.attempts);
    loop {
        let (this, outcome) = (worker.clone(), outcome.clone());
        let write = worker.db.transaction(move |conn| -> Result<_, db::Error> {
            let ended = queries::update_ended(conn, &this.name, attempt, &outcome)?;
            let failed = ended.iter().filter(|job| job.state == State::Failed);
            failed
                .into_iter()
                .try_for_each(|job| this.registry.tell_failed(conn, job))?;
            Ok(ended)
        });
        let written = write.await;
        worker.contact.note(&written);
        match written {
            Ok(ended) => return log(job, ended.as_ref()),
            Err(_) => tokio::time::sleep(wait).await,
        }
        wait = (wait * 2).min(longest);
    }
}

/// Without the error's text, which may name a person; it stays with the job.
fn log(job: &Job, stored: Option<&Job>) {
    let (id, kind, attempt) = (job.id.get(), job.kind.as_str(), job.attempts);
    match stored.map(|stored| stored.state) {
        None => tracing::warn!(
            job = id,
            kind,
            attempt,
            "A job was taken over while it ran; its outcome is discarded"
        ),
        Some(State::Failed) => tracing::error!(
            job = id,
            kind,
            attempt,
            "A job failed; its last_error says why"
        ),
        Some(state) => {
            tracing::debug!(job = id, kind, attempt, %state, "An attempt of a job ended")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_errors_text_names_its_causes_and_fits_a_text_column() {
        let error = anyhow::anyhow!("refused\0").context("Failed to send");
        assert_eq!(error_text(&error), "Failed to send: refused");
        assert_eq!(
            error_text(&anyhow::anyhow!("ñ".repeat(9000)))
                .chars()
                .count(),
            LONGEST_ERROR
        );
    }
}
