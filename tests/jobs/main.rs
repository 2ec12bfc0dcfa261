//! The job queue against a real PostgreSQL. Each test has a database of its own.

#[path = "../support/mod.rs"]
mod support;

mod attempts;
mod interruptions;
mod queue;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::time::{Duration, Instant};

use diesel::PgConnection;
use serde_json::json;
use vinculo::db::Db;
use vinculo::jobs::{
    self, Job, JobError, JobId, JobRun, NewJob, Registry, Settings, State, queries,
};

use crate::support::{Contents, TestDatabase};

const KIND: &str = "test.work";

struct TestDb {
    db: Db,
    database: TestDatabase,
}

impl TestDb {
    fn new() -> Self {
        let database = TestDatabase::with(Contents::Nothing);
        let db = Db::connect(&database.url, 12).unwrap();
        Self { db, database }
    }

    fn conn(&self) -> PgConnection {
        self.database.conn()
    }

    fn enqueue(&self, job: NewJob) -> JobId {
        jobs::enqueue(&mut self.conn(), job)
            .unwrap()
            .expect("the key is free")
    }

    fn job(&self, id: JobId) -> Job {
        queries::find_job(&mut self.conn(), id).unwrap()
    }

    async fn wait_for(&self, id: JobId, state: State) -> Job {
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            let job = self.job(id);
            if job.state == state {
                return job;
            }
            assert!(Instant::now() < deadline, "waited for {state}: {job:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    fn sql(&self, statements: &str) {
        self.database.sql(statements);
    }
}

/// Notices quickly who is dead, but polls rarely, so that a prompt start proves a notification.
fn quick() -> Settings {
    Settings {
        heartbeat: Duration::from_millis(100),
        heartbeat_limit: Duration::from_secs(2),
        stop_limit: Duration::from_millis(300),
        ..Settings::default()
    }
}

/// A job that runs until the test lets it go.
async fn until(go: Arc<AtomicBool>) -> Result<(), JobError> {
    while !go.load(SeqCst) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Ok(())
}

fn polling() -> Settings {
    Settings {
        poll: Duration::from_millis(50),
        ..quick()
    }
}

fn work() -> NewJob {
    NewJob::new(KIND, &json!({}))
}

fn always(result: fn() -> Result<(), JobError>) -> Registry {
    Registry::default().on(KIND, move |_| async move { result() })
}

fn again(text: &'static str) -> Result<(), JobError> {
    Err(JobError::Retry {
        error: anyhow::anyhow!(text),
        after: Some(Duration::ZERO),
    })
}

async fn for_ever(_: JobRun) -> Result<(), JobError> {
    std::future::pending().await
}

async fn until_cancelled(mut run: JobRun) -> Result<(), JobError> {
    assert!(!run.cancelled.is_raised());
    run.cancelled.raised().await;
    Err(anyhow::anyhow!("stopped half way").into())
}
