//! The job queue against a real PostgreSQL. Each test has a database of its own.

mod support;

use std::sync::atomic::{AtomicBool, AtomicI32, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chrono::{TimeDelta, Utc};
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection, QueryResult, RunQueryDsl as _};
use serde_json::json;
use vinculo::db::Db;
use vinculo::jobs::{
    self, Job, JobError, JobId, JobRun, NewJob, Registry, Settings, State, Worker, queries,
};

use support::{Contents, TestDatabase};

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

#[test]
fn a_job_is_enqueued_with_the_callers_transaction_or_not_at_all() {
    let test = TestDb::new();
    let undone: QueryResult<()> = test.conn().transaction(|conn| {
        jobs::enqueue(conn, work())?;
        Err(diesel::result::Error::RollbackTransaction)
    });
    assert!(undone.is_err());
    assert!(
        queries::list_jobs(&mut test.conn(), None, None, 10)
            .unwrap()
            .is_empty()
    );

    let id = test
        .conn()
        .transaction(|conn| jobs::enqueue(conn, work()))
        .unwrap()
        .unwrap();
    assert_eq!(test.job(id).state, State::Queued);
}

#[test]
fn a_unique_key_holds_until_its_job_is_over() {
    let test = TestDb::new();
    let keyed = || work().unique_key("report:7");
    let first = test.enqueue(keyed());
    assert_eq!(jobs::enqueue(&mut test.conn(), keyed()).unwrap(), None);
    test.enqueue(work().unique_key("report:8"));

    assert!(jobs::cancel(&mut test.conn(), first).unwrap());
    let second = test.enqueue(keyed());
    assert!(
        !jobs::try_again(&mut test.conn(), first).unwrap(),
        "its key is taken"
    );
    assert!(jobs::cancel(&mut test.conn(), second).unwrap());
    assert!(jobs::try_again(&mut test.conn(), first).unwrap());
}

#[test]
fn a_payload_that_is_no_json_is_refused_when_it_is_enqueued() {
    let test = TestDb::new();
    let keys_that_are_no_text = std::collections::HashMap::from([((1, 2), 3)]);
    assert!(jobs::enqueue(&mut test.conn(), NewJob::new(KIND, &keys_that_are_no_text)).is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn two_workers_never_run_one_job_twice() {
    let test = TestDb::new();
    let ids: Vec<JobId> = test
        .conn()
        .transaction(|conn| {
            (0..200)
                .map(|_| jobs::enqueue(conn, work()))
                .collect::<QueryResult<Vec<_>>>()
        })
        .unwrap()
        .into_iter()
        .flatten()
        .collect();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let registry = {
        let (seen, now, most) = (seen.clone(), now.clone(), most.clone());
        Registry::default().on(KIND, move |run| {
            let (seen, now, most) = (seen.clone(), now.clone(), most.clone());
            async move {
                most.fetch_max(now.fetch_add(1, SeqCst) + 1, SeqCst);
                seen.lock().unwrap().push(run.id);
                tokio::time::sleep(Duration::from_millis(3)).await;
                now.fetch_sub(1, SeqCst);
                Ok(())
            }
        })
    };
    let settings = Settings {
        concurrency: 4,
        heartbeat_limit: Duration::from_secs(60),
        ..polling()
    };
    let workers =
        [(); 2].map(|()| Worker::start_with(test.db.clone(), registry.clone(), settings.clone()));
    for id in &ids {
        test.wait_for(*id, State::Done).await;
    }
    for worker in workers {
        worker.stop().await;
    }
    let mut seen = std::mem::take(&mut *seen.lock().unwrap());
    seen.sort();
    assert_eq!(seen, ids);
    let most = most.load(SeqCst);
    assert!((2..=8).contains(&most), "{most} at once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notification_wakes_an_idle_worker_long_before_it_looks_again() {
    let test = TestDb::new();
    let settings = Settings {
        poll: Duration::from_secs(60),
        ..quick()
    };
    let worker = Worker::start_with(test.db.clone(), always(|| Ok(())), settings);
    tokio::time::sleep(Duration::from_millis(800)).await;
    let enqueued = Instant::now();
    let id = test.enqueue(work());
    test.wait_for(id, State::Done).await;
    assert!(
        enqueued.elapsed() < Duration::from_secs(20),
        "{:?}",
        enqueued.elapsed()
    );
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_is_tried_again_until_it_succeeds() {
    let test = TestDb::new();
    let registry = Registry::default().on(KIND, |run| async move {
        assert!(!run.last_attempt);
        if run.attempt < 3 {
            again("not yet")
        } else {
            Ok(())
        }
    });
    let id = test.enqueue(work());
    let worker = Worker::start_with(test.db.clone(), registry, polling());
    let job = test.wait_for(id, State::Done).await;
    assert_eq!(
        (job.attempts, job.last_error.as_deref()),
        (3, Some("not yet"))
    );
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_without_a_time_waits_for_the_back_off() {
    let test = TestDb::new();
    let id = test.enqueue(work());
    let worker = Worker::start_with(
        test.db.clone(),
        always(|| Err(anyhow::anyhow!("busy").into())),
        polling(),
    );
    while test.job(id).last_error.is_none() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let job = test.job(id);
    let wait = job.run_at - job.started_at.unwrap();
    assert_eq!(job.state, State::Queued);
    assert!(
        (TimeDelta::seconds(5)..TimeDelta::seconds(20)).contains(&wait),
        "{wait}"
    );
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_attempt_fails_with_its_error_and_the_feature_is_told() {
    let test = TestDb::new();
    test.sql("CREATE TABLE told (job bigint, error text)");
    let registry = Registry::default()
        .on(KIND, |run| async move {
            again(if run.last_attempt {
                "the last"
            } else {
                "one more"
            })
        })
        .on_failed(KIND, |conn, job| {
            diesel::sql_query("INSERT INTO told SELECT id, last_error FROM jobs WHERE id = $1")
                .bind::<diesel::sql_types::BigInt, _>(job.id)
                .execute(conn)
                .map(|_| ())
        });
    let id = test.enqueue(work().max_attempts(3));
    let worker = Worker::start_with(test.db.clone(), registry, polling());
    let job = test.wait_for(id, State::Failed).await;
    assert_eq!(
        (job.attempts, job.last_error.as_deref()),
        (3, Some("the last"))
    );
    assert!(job.finished_at.is_some());
    test.sql("DO $$ BEGIN ASSERT (SELECT array_agg(error) FROM told) = ARRAY['the last']; END $$");
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_that_no_attempt_can_mend_fails_at_once_although_the_feature_cannot_be_told() {
    let test = TestDb::new();
    let registry = always(|| {
        Err(JobError::Fail {
            error: anyhow::anyhow!("no such address"),
        })
    })
    .on_failed(KIND, |conn, _| conn.batch_execute("SELECT 1/0"));
    let id = test.enqueue(work());
    let worker = Worker::start_with(test.db.clone(), registry, polling());
    let job = test.wait_for(id, State::Failed).await;
    assert_eq!(
        (job.attempts, job.last_error.as_deref()),
        (1, Some("no such address"))
    );

    assert!(jobs::try_again(&mut test.conn(), id).unwrap());
    assert_eq!(test.wait_for(id, State::Failed).await.attempts, 1);
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_attempt_begins_after_the_deadline() {
    let test = TestDb::new();
    let late = test.enqueue(work().deadline(Utc::now() - TimeDelta::seconds(1)));
    let no_time_left = test.enqueue(work().deadline(Utc::now() + TimeDelta::seconds(60)));
    let worker = Worker::start_with(
        test.db.clone(),
        always(|| {
            Err(JobError::Retry {
                error: anyhow::anyhow!("busy"),
                after: Some(Duration::from_secs(3600)),
            })
        }),
        polling(),
    );
    let job = test.wait_for(late, State::Failed).await;
    assert_eq!(
        (job.attempts, job.last_error.as_deref()),
        (0, Some("the deadline passed"))
    );
    let job = test.wait_for(no_time_left, State::Failed).await;
    assert_eq!((job.attempts, job.last_error.as_deref()), (1, Some("busy")));
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_is_a_failed_attempt_and_the_worker_lives_on() {
    let test = TestDb::new();
    let registry = always(|| Ok(())).on("test.panic", |_| async { panic!("out of cheese") });
    let id = test.enqueue(NewJob::new("test.panic", &()).max_attempts(1));
    let worker = Worker::start_with(
        test.db.clone(),
        registry,
        Settings {
            concurrency: 1,
            ..polling()
        },
    );
    let job = test.wait_for(id, State::Failed).await;
    assert_eq!(
        job.last_error.as_deref(),
        Some("the handler panicked: out of cheese")
    );
    let next = test.enqueue(work());
    test.wait_for(next, State::Done).await;
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queued_job_is_cancelled_at_once_and_can_be_tried_again() {
    let test = TestDb::new();
    let id = test.enqueue(work().delay(Duration::from_secs(3600)));
    assert!(jobs::cancel(&mut test.conn(), id).unwrap());
    assert_eq!(test.job(id).state, State::Cancelled);
    assert!(!jobs::cancel(&mut test.conn(), id).unwrap());

    assert!(jobs::try_again(&mut test.conn(), id).unwrap());
    assert!(!jobs::try_again(&mut test.conn(), id).unwrap());
    let worker = Worker::start_with(test.db.clone(), always(|| Ok(())), polling());
    test.wait_for(id, State::Done).await;
    assert!(!jobs::cancel(&mut test.conn(), id).unwrap());
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_job_hears_within_a_second_that_it_is_cancelled() {
    // No heartbeat tells it in time.
    let settings = Settings {
        heartbeat: Duration::from_secs(60),
        ..quick()
    };
    let test = TestDb::new();
    let registry = Registry::default().on(KIND, until_cancelled);
    let id = test.enqueue(work());
    let worker = Worker::start_with(test.db.clone(), registry, settings);
    test.wait_for(id, State::Running).await;
    let ear = "SELECT count(*) FROM pg_stat_activity
               WHERE datname = current_database() AND state = 'idle' AND query LIKE 'LISTEN%'";
    while test.database.number(ear) == 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let asked = Instant::now();
    assert!(jobs::cancel(&mut test.conn(), id).unwrap());
    let job = test.wait_for(id, State::Cancelled).await;
    assert!(
        asked.elapsed() < Duration::from_secs(20), // the heartbeat comes after sixty
        "{:?}",
        asked.elapsed()
    );
    assert!(job.cancel_requested && job.finished_at.is_some());
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_cancellation_is_learnt_from_the_heartbeat() {
    let test = TestDb::new();
    let registry = Registry::default().on(KIND, until_cancelled);
    let id = test.enqueue(work());
    let worker = Worker::start_with(test.db.clone(), registry, quick());
    test.wait_for(id, State::Running).await;
    test.sql("UPDATE jobs SET cancel_requested = true");
    test.wait_for(id, State::Cancelled).await;
    worker.stop().await;
}

#[test]
fn the_job_of_a_worker_that_died_is_taken_over() {
    let test = TestDb::new();
    let id = test.enqueue(work().max_attempts(2));
    // A runtime that is torn down is a process that dies: nothing is given back.
    let runtime = || tokio::runtime::Runtime::new().unwrap();
    let first = runtime();
    first.block_on(async {
        Worker::start_with(
            test.db.clone(),
            Registry::default().on(KIND, for_ever),
            quick(),
        );
        test.wait_for(id, State::Running).await;
    });
    first.shutdown_timeout(Duration::from_secs(1));
    assert_eq!(test.job(id).state, State::Running);

    runtime().block_on(async {
        let worker = Worker::start_with(test.db.clone(), always(|| Ok(())), quick());
        let job = test.wait_for(id, State::Done).await;
        assert_eq!(job.attempts, 2, "the lost attempt counts");
        assert_eq!(
            job.last_error.as_deref(),
            Some("the worker stopped in the middle of an attempt")
        );
        worker.stop().await;
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_died_in_the_last_attempt_leaves_a_failed_job() {
    let test = TestDb::new();
    let (lost, unknown) = (
        test.enqueue(work().max_attempts(1)),
        test.enqueue(NewJob::new("test.newer", &())),
    );
    test.sql(
        "UPDATE jobs SET state = 'running', attempts = max_attempts, worker = 'dead',
             heartbeat_at = now() - interval '1 hour'",
    );
    let told = Arc::new(AtomicI32::new(0));
    let registry = {
        let told = told.clone();
        always(|| Ok(())).on_failed(KIND, move |_, job| {
            assert_eq!(job.state, State::Failed);
            told.fetch_add(1, SeqCst);
            Ok(())
        })
    };
    let worker = Worker::start_with(test.db.clone(), registry, quick());
    let job = test.wait_for(lost, State::Failed).await;
    assert!(job.last_error.unwrap().contains("the worker stopped"));
    assert_eq!(told.load(SeqCst), 1);
    assert_eq!(
        test.job(unknown).state,
        State::Running,
        "a kind that this program does not know is left alone"
    );
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_lost_a_job_is_told_and_cannot_write_its_outcome() {
    let test = TestDb::new();
    let told = Arc::new(AtomicBool::new(false));
    let registry = {
        let told = told.clone();
        Registry::default().on(KIND, move |mut run| {
            let told = told.clone();
            async move {
                run.cancelled.raised().await;
                told.store(true, SeqCst);
                Ok(())
            }
        })
    };
    let id = test.enqueue(work());
    let worker = Worker::start_with(test.db.clone(), registry, quick());
    test.wait_for(id, State::Running).await;
    test.sql("UPDATE jobs SET worker = 'another', attempts = 2, heartbeat_at = now() + interval '1 hour'");
    while !told.load(SeqCst) {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    worker.stop().await;
    let job = test.job(id);
    assert_eq!(
        (job.state, job.worker.as_deref()),
        (State::Running, Some("another"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_waits_longer_for_a_kind_that_asks_for_it_and_only_while_it_runs() {
    let test = TestDb::new();
    let go = Arc::new(AtomicBool::new(false));
    let registry = {
        let go = go.clone();
        Registry::default()
            .on(KIND, for_ever)
            .on("test.patient", move |_| until(go.clone()))
            .stop_limit("test.patient", Duration::from_secs(60))
    };
    let (patient, other) = (
        test.enqueue(NewJob::new("test.patient", &())),
        test.enqueue(work()),
    );
    let worker = Worker::start_with(test.db.clone(), registry, quick());
    test.wait_for(other, State::Running).await;
    test.wait_for(patient, State::Running).await;
    let begun = Instant::now();
    tokio::join!(worker.stop(), async {
        tokio::time::sleep(Duration::from_millis(900)).await;
        go.store(true, SeqCst);
    });
    assert_eq!(test.job(patient).state, State::Done);
    assert_eq!(test.job(other).state, State::Queued);
    assert!(begun.elapsed() < Duration::from_secs(20));
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_waits_for_short_jobs_and_gives_long_ones_back() {
    let test = TestDb::new();
    let go = Arc::new(AtomicBool::new(false));
    let registry = {
        let go = go.clone();
        Registry::default()
            .on(KIND, for_ever)
            .on("test.short", move |_| until(go.clone()))
    };
    let settings = Settings {
        stop_limit: Duration::from_secs(4),
        ..quick()
    };
    let (short, long) = (
        test.enqueue(NewJob::new("test.short", &())),
        test.enqueue(work().max_attempts(1)),
    );
    let worker = Worker::start_with(test.db.clone(), registry, settings);
    test.wait_for(long, State::Running).await;
    test.wait_for(short, State::Running).await;
    tokio::join!(worker.stop(), async { go.store(true, SeqCst) });
    assert_eq!(test.job(short).state, State::Done);
    let job = test.job(long);
    assert_eq!(
        (job.state, job.attempts),
        (State::Queued, 0),
        "the attempt does not count"
    );

    test.enqueue(work());
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(
        test.job(long).state,
        State::Queued,
        "a stopped worker claims nothing"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outcome_survives_a_lost_database_without_a_second_run() {
    let test = TestDb::new();
    let runs = Arc::new(AtomicI32::new(0));
    let registry = {
        let runs = runs.clone();
        Registry::default().on(KIND, move |_| {
            let runs = runs.clone();
            async move {
                runs.fetch_add(1, SeqCst);
                tokio::time::sleep(Duration::from_millis(500)).await;
                Ok(())
            }
        })
    };
    let id = test.enqueue(work());
    let worker = Worker::start_with(test.db.clone(), registry, polling());
    test.wait_for(id, State::Running).await;
    test.database.shut_out();
    tokio::time::sleep(Duration::from_secs(3)).await;
    test.database.let_in();
    test.wait_for(id, State::Done).await;
    assert_eq!(runs.load(SeqCst), 1);

    let next = test.enqueue(work());
    test.wait_for(next, State::Done).await;
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn several_processes_enqueue_one_recurring_job() {
    let test = TestDb::new();
    let runs = Arc::new(AtomicI32::new(0));
    let registry = {
        let runs = runs.clone();
        Registry::default()
            .recurring(KIND, jobs::schedule::every(Duration::from_secs(1)))
            .on(KIND, move |_| {
                runs.fetch_add(1, SeqCst);
                async { Ok(()) }
            })
    };
    let begun = Instant::now();
    let workers =
        [(); 3].map(|()| Worker::start_with(test.db.clone(), registry.clone(), polling()));
    while runs.load(SeqCst) < 3 {
        assert!(begun.elapsed() < Duration::from_secs(60));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    for worker in workers {
        worker.stop().await;
    }
    let runs = u64::try_from(runs.load(SeqCst)).unwrap();
    let most = begun.elapsed().as_secs() + 1;
    assert!(
        runs <= most,
        "{runs} runs of a job of each second in {:?}",
        begun.elapsed()
    );
    let done = queries::list_jobs(&mut test.conn(), Some(State::Done), None, 100).unwrap();
    assert!(
        done.iter().filter(|job| job.kind == KIND).count() <= 2,
        "runs that went well pile up: {done:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recurring_job_that_is_planned_too_late_is_moved_forward() {
    let test = TestDb::new();
    let id = test.enqueue(
        work()
            .unique_key(format!("recurring:{KIND}"))
            .delay(Duration::from_secs(3600)),
    );
    let registry = always(|| Ok(())).recurring(KIND, jobs::schedule::every(Duration::from_secs(1)));
    let worker = Worker::start_with(test.db.clone(), registry, polling());
    test.wait_for(id, State::Done).await;
    worker.stop().await;
}

#[test]
fn finished_jobs_are_deleted_after_their_time_and_no_others() {
    let test = TestDb::new();
    let [old, young, waiting] = [(); 3].map(|()| test.enqueue(work()));
    test.sql(&format!(
        "UPDATE jobs SET state = 'done', finished_at = now() - interval '91 days' WHERE id = {old};
         UPDATE jobs SET state = 'failed', finished_at = now() - interval '89 days' WHERE id = {young};
         UPDATE jobs SET created_at = now() - interval '1 year', run_at = now() - interval '1 year' WHERE id = {waiting}"
    ));
    assert_eq!(
        queries::delete_finished(&mut test.conn(), 90, 10).unwrap(),
        1
    );
    let left = queries::list_jobs(&mut test.conn(), None, None, 10).unwrap();
    assert_eq!(
        left.iter().map(|job| job.id).collect::<Vec<_>>(),
        [waiting, young]
    );
}

#[test]
fn the_list_pages_by_key_and_the_counts_name_every_state() {
    let test = TestDb::new();
    let ids: Vec<JobId> = (0..5).map(|_| test.enqueue(work())).collect();
    let later = test.enqueue(NewJob::new("test.later", &()).delay(Duration::from_secs(60)));
    jobs::cancel(&mut test.conn(), ids[0]).unwrap();
    let conn = &mut test.conn();
    let page = |conn: &mut PgConnection, state, before| {
        queries::list_jobs(conn, state, before, 2)
            .unwrap()
            .iter()
            .map(|job| job.id)
            .collect::<Vec<_>>()
    };
    assert_eq!(page(conn, Some(State::Queued), None), [later, ids[4]]);
    assert_eq!(page(conn, Some(State::Queued), Some(ids[2])), [ids[1]]);
    assert_eq!(page(conn, None, Some(ids[1])), [ids[0]]);

    let counts: Vec<_> = queries::count_by_state(conn)
        .unwrap()
        .into_iter()
        .map(|c| (c.state, c.count))
        .collect();
    let expected = [5, 0, 0, 0, 1];
    assert_eq!(
        counts,
        State::ALL.iter().copied().zip(expected).collect::<Vec<_>>()
    );

    let depths = queries::list_depths(conn).unwrap();
    let figures: Vec<_> = depths
        .iter()
        .map(|d| (d.kind.as_str(), d.due, d.later, d.running))
        .collect();
    assert_eq!(figures, [("test.later", 0, 1, 0), (KIND, 4, 0, 0)]);
    assert!(depths[1].oldest_due > 0.0 && depths[0].oldest_due == 0.0);
}
