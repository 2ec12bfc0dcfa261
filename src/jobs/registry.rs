//! Who does which kind of job, and what a handler gets and gives.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use diesel::{Connection as _, PgConnection, QueryResult};
use serde::de::DeserializeOwned;
use tokio::sync::watch;

use super::Job;
use crate::db::RetryHint as _;
use crate::domain::JobId;

pub(super) type Handler =
    Arc<dyn Fn(JobRun) -> Pin<Box<dyn Future<Output = Result<(), JobError>> + Send>> + Send + Sync>;
type FailureHook = Arc<dyn Fn(&mut PgConnection, &Job) -> QueryResult<()> + Send + Sync>;
type NextTime = Arc<dyn Fn(DateTime<Utc>) -> DateTime<Utc> + Send + Sync>;

/// One attempt of a job, as its handler sees it.
#[derive(Debug)]
pub struct JobRun {
    pub id: JobId,
    pub payload: serde_json::Value,
    /// From 1.
    pub attempt: i32,
    /// An error now makes the job fail, whatever its kind. (A deadline can end it earlier: [`Registry::on_failed`].)
    pub last_attempt: bool,
    pub cancelled: CancelFlag,
}

impl JobRun {
    /// The payload in its type; one that does not fit will not fit the next time either.
    pub fn payload<T: DeserializeOwned>(&self) -> Result<T, JobError> {
        T::deserialize(&self.payload).map_err(|error| JobError::Fail {
            error: error.into(),
        })
    }
}

/// Raised when somebody cancels the running job, or when it was taken over by another worker.
#[derive(Debug, Clone)]
pub struct CancelFlag(pub(super) watch::Receiver<bool>);

impl CancelFlag {
    pub fn is_raised(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until it is raised, for `select!`.
    pub async fn raised(&mut self) {
        if self.0.wait_for(|raised| *raised).await.is_err() {
            std::future::pending().await
        }
    }
}

/// Why an attempt did not succeed. The text is shown to administrators and kept with the job: no secrets in it.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// Another attempt may succeed; `after` where the far side said when.
    #[error("{error:#}")]
    Retry {
        error: anyhow::Error,
        after: Option<Duration>,
    },
    /// Not yet: the job goes back to the queue as if the attempt had not begun. The handler has done nothing.
    #[error("it was put off")]
    Postpone { after: Duration },
    /// No attempt will succeed.
    #[error("{error:#}")]
    Fail { error: anyhow::Error },
}

impl From<anyhow::Error> for JobError {
    fn from(error: anyhow::Error) -> Self {
        Self::Retry { error, after: None }
    }
}

impl From<crate::db::Error> for JobError {
    fn from(error: crate::db::Error) -> Self {
        anyhow::Error::from(error).into()
    }
}

/// The handlers of all kinds; built once in `app/`.
#[derive(Clone, Default)]
pub struct Registry {
    handlers: HashMap<&'static str, Handler>,
    failure_hooks: HashMap<&'static str, FailureHook>,
    stop_limits: HashMap<&'static str, Duration>,
    pub(super) recurring: Vec<(&'static str, NextTime)>,
}

impl Registry {
    /// Names the handler of a kind. It runs more than once for a job: see the module's text.
    pub fn on<F, Fut>(mut self, kind: &'static str, handler: F) -> Self
    where
        F: Fn(JobRun) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        self.handlers
            .insert(kind, Arc::new(move |run| Box::pin(handler(run))));
        self
    }

    /// Called in the transaction that makes a job of this kind fail for good, for whatever reason; not when a
    /// person cancels it.
    pub fn on_failed<F>(mut self, kind: &'static str, hook: F) -> Self
    where
        F: Fn(&mut PgConnection, &Job) -> QueryResult<()> + Send + Sync + 'static,
    {
        self.failure_hooks.insert(kind, Arc::new(hook));
        self
    }

    /// A worker that stops waits so long for a running job of this kind, if that is longer than for others: what it
    /// has begun must not be cut off.
    pub fn stop_limit(mut self, kind: &'static str, limit: Duration) -> Self {
        self.stop_limits.insert(kind, limit);
        self
    }

    /// Enqueues a job of this kind for each instant that `next` gives (`schedule.rs` has the usual ones), one for all
    /// processes together. A run that was missed while no program ran is made up for once.
    pub fn recurring<F>(mut self, kind: &'static str, next: F) -> Self
    where
        F: Fn(DateTime<Utc>) -> DateTime<Utc> + Send + Sync + 'static,
    {
        self.recurring.push((kind, Arc::new(next)));
        self
    }

    pub(super) fn stop_limit_of(&self, kind: &str) -> Option<Duration> {
        self.stop_limits.get(kind).copied()
    }

    pub(super) fn kinds(&self) -> Vec<&'static str> {
        self.handlers.keys().copied().collect()
    }

    /// Whether somebody is told when a job of this kind fails, and would wait for ever if it were merely cancelled.
    pub fn has_owner(&self, kind: &str) -> bool {
        self.failure_hooks.contains_key(kind)
    }

    pub(super) fn handler(&self, kind: &str) -> Option<Handler> {
        self.handlers.get(kind).cloned()
    }

    /// A hook that errs must not keep its job from failing, or the job would stay "running" for ever.
    pub(super) fn tell_failed(&self, conn: &mut PgConnection, job: &Job) -> QueryResult<()> {
        let Some(hook) = self.failure_hooks.get(job.kind.as_str()) else {
            return Ok(());
        };
        match conn.transaction(|conn| hook(conn, job)) {
            Err(error) if error.asks_for_retry() => Err(error),
            Err(error) => {
                tracing::error!(job = job.id.get(), kind = job.kind, %error, "A job's failure could not be passed on");
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }
}
