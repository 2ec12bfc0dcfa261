//! What a job is: its row, and what a caller asks for.

use std::time::Duration;

use chrono::{DateTime, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use serde::Serialize;
use serde_json::Value;

use crate::db::schema::jobs;
use crate::domain::JobId;

/// How often a job is tried unless it says otherwise: with the waits of `retry.rs`, for about half a day.
const DEFAULT_MAX_ATTEMPTS: i32 = 20;

crate::text_enum! {
    /// Where a job is in its life; the last three are the end of it.
    pub enum State {
        Queued = "queued",
        Running = "running",
        Done = "done",
        Failed = "failed",
        Cancelled = "cancelled",
    }
}

/// A row of `jobs`.
#[derive(Debug, Clone, Queryable, Selectable, QueryableByName)]
#[diesel(table_name = jobs, check_for_backend(Pg))]
pub struct Job {
    pub id: JobId,
    pub kind: String,
    pub payload: Value,
    pub unique_key: Option<String>,
    pub state: State,
    pub run_at: DateTime<Utc>,
    /// Attempts begun so far, the running one among them.
    pub attempts: i32,
    pub max_attempts: i32,
    pub deadline: Option<DateTime<Utc>>,
    pub cancel_requested: bool,
    pub worker: Option<String>,
    pub heartbeat_at: Option<DateTime<Utc>>,
    pub last_error: Option<String>,
    pub created_at: DateTime<Utc>,
    pub started_at: Option<DateTime<Utc>>,
    pub finished_at: Option<DateTime<Utc>>,
}

/// A job to be enqueued; without further calls it is due at once.
#[derive(Debug)]
pub struct NewJob {
    pub(super) kind: &'static str,
    /// Kept as a result so that building a job never fails; `enqueue` reports it.
    pub(super) payload: Result<Value, serde_json::Error>,
    pub(super) unique_key: Option<String>,
    pub(super) run_at: Option<DateTime<Utc>>,
    pub(super) delay: Duration,
    pub(super) max_attempts: i32,
    pub(super) deadline: Option<DateTime<Utc>>,
}

impl NewJob {
    pub fn new(kind: &'static str, payload: &impl Serialize) -> Self {
        Self {
            kind,
            payload: serde_json::to_value(payload),
            unique_key: None,
            run_at: None,
            delay: Duration::ZERO,
            max_attempts: DEFAULT_MAX_ATTEMPTS,
            deadline: None,
        }
    }

    /// At most one job that is queued **or running** has this key. A running job may have read its data before the
    /// caller's change, so the key does not suit "compute again after each change".
    pub fn unique_key(mut self, key: impl Into<String>) -> Self {
        self.unique_key = Some(key.into());
        self
    }

    /// Not before this instant.
    pub fn run_at(mut self, at: DateTime<Utc>) -> Self {
        self.run_at = Some(at);
        self
    }

    /// Not before so much time has passed, by the database's clock.
    pub fn delay(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }

    /// Counts the first attempt too; at least one is made.
    pub fn max_attempts(mut self, attempts: i32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// After this instant no attempt begins, and the job fails.
    pub fn deadline(mut self, deadline: DateTime<Utc>) -> Self {
        self.deadline = Some(deadline);
        self
    }
}
