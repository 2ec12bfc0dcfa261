//! The program dies at every step of a delivery.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::Instant;
use vinculo::jobs::{Settings, Worker};
use vinculo::messages::{Listeners, PostOffice, register};

use super::{DELIVER, a_message, attempts, state};
use crate::support::smtp::{Behaviour, Delivered, SmtpServer};
use crate::support::{Options, TestApp};

/// As a kill leaves a delivery: its job is running and its worker silent.
fn leave_unfinished(app: &TestApp, id: vinculo::domain::MessageId, handed_over: bool) {
    let handed_over_at = if handed_over { "now()" } else { "NULL" };
    app.db.sql(&format!(
        "UPDATE jobs SET state = 'running', attempts = 1, worker = 'dead', heartbeat_at = now() - interval '1 day',
             started_at = now() WHERE kind = '{DELIVER}';
         UPDATE messages SET state = 'sending', dated_at = now() WHERE id = {id};
         INSERT INTO message_attempts (message_id, handed_over_at) VALUES ({id}, {handed_over_at})"
    ));
}

async fn run_until(app: &TestApp, id: vinculo::domain::MessageId, expected: &str) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while state(app, id) != expected {
        assert!(Instant::now() < deadline, "still {}", state(app, id));
        app.run_jobs_until_idle().await;
    }
}

#[tokio::test]
async fn a_death_before_the_attempt_changes_nothing() {
    let app = TestApp::with_smtp().await;
    let message = a_message().queue(&app);
    app.db.sql(
        "UPDATE jobs SET state = 'running', attempts = 1, worker = 'dead', heartbeat_at = now() - interval '1 day'",
    );
    run_until(&app, message.id, "sent").await;
    assert_eq!(app.mails().len(), 1);
}

#[tokio::test]
async fn a_death_before_the_hand_over_is_repeated() {
    let app = TestApp::with_smtp().await;
    let message = a_message().queue(&app);
    leave_unfinished(&app, message.id, false);
    run_until(&app, message.id, "sent").await;
    assert_eq!(attempts(&app, message.id), ["temporary", "sent"]);
    assert_eq!(app.mails().len(), 1);
}

#[tokio::test]
async fn a_death_after_the_hand_over_is_uncertain_and_never_repeated() {
    let app = TestApp::with_smtp().await;
    let message = a_message().queue(&app);
    leave_unfinished(&app, message.id, true);
    run_until(&app, message.id, "uncertain lost").await;
    app.make_jobs_due(DELIVER);
    app.run_jobs_until_idle().await;
    assert_eq!(attempts(&app, message.id), ["uncertain"]);
    assert!(app.mails().is_empty());
}

#[tokio::test]
async fn a_death_after_the_answer_was_stored_changes_nothing() {
    let app = TestApp::with_smtp().await;
    let message = a_message().queue(&app);
    app.run_jobs_until_idle().await;
    app.db.sql(
        "UPDATE jobs SET state = 'running', worker = 'dead', heartbeat_at = now() - interval '1 day',
             finished_at = NULL WHERE kind = 'messages.deliver'",
    );
    tokio::time::sleep(Duration::from_millis(500)).await;
    app.run_jobs_until_idle().await;
    assert_eq!(attempts(&app, message.id), ["sent"]);
    assert_eq!(app.mails().len(), 1);
}

#[tokio::test]
async fn the_answer_is_stored_although_the_database_went_away_after_the_hand_over() {
    let app = TestApp::with(Options {
        worker: true,
        smtp: Some(Behaviour {
            slow: Duration::from_secs(5),
            ..Behaviour::default()
        }),
        ..Options::default()
    })
    .await;
    let message = a_message().to("slow").queue(&app);
    let handed_over = "SELECT count(handed_over_at) FROM message_attempts";
    while app.db.number(handed_over) == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    app.db.shut_out();
    tokio::time::sleep(Duration::from_millis(1200)).await;
    app.db.let_in();
    run_until(&app, message.id, "sent").await;
    assert_eq!(attempts(&app, message.id), ["sent"]);
    assert_eq!(app.mails().len(), 1);
}

#[tokio::test]
async fn good_news_that_come_after_somebody_asked_to_send_again_are_in_time() {
    let app = TestApp::with(Options {
        worker: true,
        smtp: Some(Behaviour {
            slow: Duration::from_millis(700),
            ..Behaviour::default()
        }),
        ..Options::default()
    })
    .await;
    let message = a_message().to("slow").queue(&app);
    let handed_over = "SELECT count(handed_over_at) FROM message_attempts";
    while app.db.number(handed_over) == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    // Taken for dead, called uncertain, and to be sent again: but the job of that has not begun.
    app.db.sql(
        "UPDATE message_attempts SET finished_at = now(), outcome = 'uncertain';
         UPDATE messages SET state = 'queued'",
    );
    run_until(&app, message.id, "sent").await;
    assert_eq!(app.mails().len(), 1);
}

/// Each round starts a worker in a runtime of its own and tears it down in the middle.
#[tokio::test]
async fn fifty_deaths_at_random_moments_deliver_nothing_twice() {
    const MESSAGES: usize = 40;
    const DEATHS: usize = 50;
    let app = TestApp::with(Options {
        smtp: Some(Behaviour {
            slow: Duration::from_millis(25),
            ..Behaviour::default()
        }),
        ..Options::default()
    })
    .await;
    let messages: Vec<_> = (0..MESSAGES)
        .map(|n| a_message().to(&format!("slow+{n}")).queue(&app).id)
        .collect();
    let (db, office) = (app.parts.db.clone(), app.parts.office.clone());
    tokio::task::spawn_blocking(move || {
        for n in 0..DEATHS as u64 {
            die_within(
                &db,
                &office,
                Duration::from_millis(rand::random_range(1..60 + 4 * n)),
            );
        }
    })
    .await
    .unwrap();
    let worker = start(&app.parts.db, &app.parts.office);
    let open = "SELECT count(*) FROM messages WHERE state IN ('queued', 'sending')";
    let deadline = Instant::now() + Duration::from_secs(60);
    while app.db.number(open) > 0 {
        assert!(Instant::now() < deadline, "{:?}", app.jobs());
        app.db
            .sql("UPDATE jobs SET run_at = now() WHERE state = 'queued'");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    worker.stop().await;

    let interrupted =
        "SELECT count(*) FROM message_attempts WHERE reply LIKE 'the program stopped%'";
    assert!(app.db.number(interrupted) > 0, "no death met a delivery");
    let server = app.smtp.as_ref().unwrap();
    let copies = copies(server);
    for (n, id) in messages.into_iter().enumerate() {
        let got = copies
            .get(&format!("slow+{n}@correo.example"))
            .copied()
            .unwrap_or(0);
        match state(&app, id).as_str() {
            "sent" => assert_eq!(got, 1, "message {id} was sent"),
            "uncertain lost" => assert!(got <= 1, "message {id} was delivered {got} times"),
            other => panic!("message {id} is {other}"),
        }
    }
}

fn start(db: &vinculo::db::Db, office: &PostOffice) -> vinculo::jobs::Handle {
    let registry = register(
        vinculo::jobs::Registry::default(),
        db,
        office.clone(),
        Listeners::default(),
    );
    let settings = Settings {
        poll: Duration::from_millis(10),
        heartbeat: Duration::from_millis(50),
        heartbeat_limit: Duration::from_millis(300),
        ..Settings::default()
    };
    Worker::start_with(db.clone(), registry, settings)
}

fn die_within(db: &vinculo::db::Db, office: &PostOffice, life: Duration) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let _worker = runtime.block_on(async { start(db, office) });
    std::thread::sleep(life);
    runtime.shutdown_background();
}

/// How often the server took a message for each recipient, whether it answered or not.
fn copies(server: &SmtpServer) -> BTreeMap<String, usize> {
    let mut copies = BTreeMap::new();
    let taken: Vec<Delivered> = server
        .delivered()
        .into_iter()
        .chain(server.unanswered())
        .collect();
    for mail in taken {
        *copies.entry(mail.to).or_default() += 1;
    }
    copies
}
