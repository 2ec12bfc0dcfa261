//! What is enqueued, taken, planned, listed and forgotten.

use std::sync::atomic::{AtomicI32, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use diesel::{Connection as _, PgConnection, QueryResult};
use vinculo::jobs::{self, JobId, NewJob, Registry, Settings, State, Worker, queries};

use super::{KIND, TestDb, always, polling, quick, work};

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
