//! How often a job is tried, and what becomes of it when it fails.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use chrono::{TimeDelta, Utc};
use diesel::RunQueryDsl as _;
use diesel::connection::SimpleConnection as _;
use vinculo::jobs::{self, JobError, NewJob, Registry, Settings, State, Worker};

use super::{KIND, TestDb, again, always, polling, work};

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
async fn an_attempt_that_is_put_off_does_not_count() {
    static PUT_OFF: AtomicUsize = AtomicUsize::new(0);
    let test = TestDb::new();
    let registry = Registry::default().on(KIND, |run| async move {
        assert!(run.attempt == 1 && run.last_attempt);
        let after = Duration::from_millis(10);
        match PUT_OFF.fetch_add(1, SeqCst) {
            ..3 => Err(JobError::Postpone { after }),
            _ => Ok(()),
        }
    });
    let id = test.enqueue(work().max_attempts(1));
    let worker = Worker::start_with(test.db.clone(), registry, polling());
    let job = test.wait_for(id, State::Done).await;
    assert_eq!((job.attempts, job.last_error), (1, None));
    assert_eq!(PUT_OFF.load(SeqCst), 4);
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
