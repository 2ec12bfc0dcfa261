//! A job that is cancelled, a worker that dies or is stopped, a database that is lost.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering::SeqCst};
use std::time::{Duration, Instant};

use vinculo::jobs::{self, NewJob, Registry, Settings, State, Worker};

use super::{KIND, TestDb, always, for_ever, polling, quick, until, until_cancelled, work};

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
