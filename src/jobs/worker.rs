//! The worker: claims due jobs while it has room, runs each in a task of its own, and stops gracefully.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{Instant, timeout, timeout_at};

use super::listen::{self, QUEUED};
use super::registry::CancelFlag;
use super::{Job, Registry, queries, run, schedule, tend};
use crate::db::Db;
use crate::domain::JobId;

/// The engine deletes its own old rows.
const HOUSEKEEPING: &str = "jobs.housekeeping";
const HOUSEKEEPING_EVERY: Duration = Duration::from_secs(6 * 3600);
/// How long an aborted handler may take to let go before its job is given back regardless.
const ABORT_LIMIT: Duration = Duration::from_secs(1);

/// How a worker behaves; the defaults are the product's, the tests use shorter times.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Jobs that run at the same time.
    pub concurrency: usize,
    /// How long a due job waits at most when a notification is lost.
    pub poll: Duration,
    /// How often a worker says that it lives.
    pub heartbeat: Duration,
    /// A worker not heard of for so long is dead. Several heartbeats, so that one slow statement kills nobody.
    pub heartbeat_limit: Duration,
    /// How long `stop` waits for running jobs, unless a kind asks for longer: [`Registry::stop_limit`].
    pub stop_limit: Duration,
    /// Days after which a job that is over is deleted.
    pub keep_days: i32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            concurrency: 4,
            poll: Duration::from_secs(5),
            heartbeat: Duration::from_secs(10),
            heartbeat_limit: Duration::from_secs(60),
            stop_limit: Duration::from_secs(20),
            keep_days: 90,
        }
    }
}

/// A set of tasks that work off the queue until [`Handle::stop`].
pub struct Worker {
    pub(super) db: Db,
    pub(super) registry: Registry,
    pub(super) settings: Settings,
    /// Of this start of this process alone: a new one must not take itself for the one that crashed.
    pub(super) name: String,
    pub(super) contact: Contact,
    pub(super) wake: Notify,
    stopping: watch::Sender<bool>,
    running: Mutex<Running>,
}

/// What runs here, by id and attempt: what raises its flag, and how long a stop waits for it.
type Running = HashMap<(JobId, i32), (watch::Sender<bool>, Duration)>;

/// Stops the worker; dropped, the worker goes on.
pub struct Handle {
    worker: Arc<Worker>,
    claimer: JoinHandle<JoinSet<()>>,
    tender: JoinHandle<()>,
}

impl Worker {
    /// Starts with the product's times. The pool of `db` should have room for `concurrency` and two more.
    pub fn start(db: Db, registry: Registry, concurrency: usize) -> Handle {
        Self::start_with(
            db,
            registry,
            Settings {
                concurrency,
                ..Settings::default()
            },
        )
    }

    pub fn start_with(db: Db, registry: Registry, settings: Settings) -> Handle {
        let registry = with_housekeeping(registry, db.clone(), settings.keep_days);
        let worker = Arc::new(Self {
            db,
            registry,
            settings,
            name: format!("{}-{}", std::process::id(), uuid::Uuid::new_v4().simple()),
            contact: Contact::default(),
            wake: Notify::new(),
            stopping: watch::Sender::new(false),
            running: Mutex::default(),
        });
        listen::spawn(&worker);
        Handle {
            claimer: tokio::spawn(claim_and_run(worker.clone())),
            tender: tokio::spawn(tend::tend(worker.clone())),
            worker,
        }
    }

    async fn claim(&self, room: usize) -> Vec<Job> {
        let (name, kinds) = (self.name.clone(), self.registry.kinds());
        let room = i64::try_from(room).unwrap_or(i64::MAX);
        let claimed = self
            .db
            .run(move |conn| queries::update_claimed(conn, &name, &kinds, room))
            .await;
        self.contact.note(&claimed);
        claimed.unwrap_or_default()
    }

    /// Enters a job as running here; the flag is raised by [`Worker::raise`].
    fn enter(&self, job: &Job) -> CancelFlag {
        let (raise, flag) = watch::channel(job.cancel_requested);
        let limit = self.registry.stop_limit_of(&job.kind).unwrap_or_default();
        self.running()
            .insert((job.id, job.attempts), (raise, limit));
        CancelFlag(flag)
    }

    pub(super) fn leave(&self, job: &Job) {
        self.running().remove(&(job.id, job.attempts));
    }

    /// Raises the flags of the running jobs that `wanted` picks by id and attempt.
    pub(super) fn raise(&self, wanted: impl Fn(JobId, i32) -> bool) {
        for ((id, attempt), (flag, _)) in self.running().iter() {
            if wanted(*id, *attempt) {
                flag.send_replace(true);
            }
        }
    }

    pub(super) fn running_ids(&self) -> Vec<JobId> {
        self.running().keys().map(|(id, _)| *id).collect()
    }

    /// How long a stop waits for what runs at this moment.
    fn stop_limit(&self) -> Duration {
        let running = self.running();
        let limits = running.values().map(|(_, limit)| *limit);
        limits.fold(self.settings.stop_limit, Duration::max)
    }

    /// A panic elsewhere leaves the map whole: each use is one call on it.
    fn running(&self) -> MutexGuard<'_, Running> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn release(&self) {
        let name = self.name.clone();
        let released = self.db.run(move |conn| {
            let released = queries::update_released(conn, &name)?;
            queries::notify(conn, QUEUED, "").map(|()| released)
        });
        match released.await {
            Ok(jobs) => tracing::warn!(jobs, "Unfinished jobs went back to the queue"),
            Err(error) => {
                tracing::error!(%error, "Unfinished jobs could not be given back; they will be taken over")
            }
        }
    }
}

impl Handle {
    /// Claims nothing more, waits for what runs up to the limit, then gives the rest back. A handler is aborted at its
    /// next `await`: what it runs on a blocking thread goes on beside the job's next attempt.
    pub async fn stop(self) {
        self.worker.stopping.send_replace(true);
        let mut tasks = self.claimer.await.unwrap_or_default();
        let begun = Instant::now();
        while !tasks.is_empty() {
            // Asked anew as jobs end: only while a patient one runs is the limit its own.
            let next = timeout_at(begun + self.worker.stop_limit(), tasks.join_next());
            if next.await.is_err() {
                // Whether it let go in time or not, the job goes back.
                let _ = timeout(ABORT_LIMIT, tasks.shutdown()).await;
                self.worker.release().await;
                break;
            }
        }
        self.tender.abort();
    }
}

async fn claim_and_run(worker: Arc<Worker>) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    let mut stopping = worker.stopping.subscribe();
    while !*stopping.borrow() {
        let room = worker.settings.concurrency.saturating_sub(tasks.len());
        // Never inside `select!`: jobs claimed by a statement whose answer is dropped would wait for the take-over.
        for job in if room > 0 {
            worker.claim(room).await
        } else {
            Vec::new()
        } {
            let flag = worker.enter(&job);
            tasks.spawn(run::run(worker.clone(), job, flag));
        }
        tokio::select! {
            () = worker.wake.notified(), if tasks.len() < worker.settings.concurrency => {}
            Some(_) = tasks.join_next() => {}
            () = tokio::time::sleep(worker.settings.poll) => {}
            _ = stopping.wait_for(|stop| *stop) => {}
        }
    }
    tasks
}

fn with_housekeeping(registry: Registry, db: Db, keep_days: i32) -> Registry {
    const BATCH: usize = 1000;
    registry
        .recurring(HOUSEKEEPING, schedule::every(HOUSEKEEPING_EVERY))
        .on(HOUSEKEEPING, move |_| {
            let db = db.clone();
            async move {
                while db
                    .run(move |conn| queries::delete_finished(conn, keep_days, BATCH as i64))
                    .await?
                    == BATCH
                {}
                Ok(())
            }
        })
}

/// Whether the database answers, so that losing it is logged once and not with each try.
#[derive(Debug, Default)]
pub(super) struct Contact {
    lost: AtomicBool,
}

impl Contact {
    pub fn note<T, E: std::fmt::Display>(&self, outcome: &Result<T, E>) {
        match outcome {
            Ok(_) if self.lost.swap(false, Ordering::Relaxed) => {
                tracing::info!("The job queue is back at work")
            }
            Err(error) if !self.lost.swap(true, Ordering::Relaxed) => {
                tracing::warn!(%error, "The job queue has lost its database and keeps trying");
            }
            _ => {}
        }
    }
}
