//! Every answer of a mail server, end to end.

use chrono::{TimeDelta, Utc};
use vinculo::audit::Actor;
use vinculo::domain::Role;
use vinculo::messages::actions;

use super::{DELIVER, a_message, attempts, state, waiting};
use crate::support::smtp::Behaviour;
use crate::support::{Options, TestApp};

#[tokio::test]
async fn a_message_is_sent_once_with_its_own_id_and_a_way_out() {
    let app = TestApp::with(Options {
        smtp: Some(Behaviour::default()),
        env: vec![("VINCULO_BASE_URL", "https://crm.aremko.example".into())],
        ..Options::default()
    })
    .await;
    let message = a_message().queue(&app);
    app.run_jobs_until_idle().await;
    app.run_jobs_until_idle().await;

    assert_eq!(state(&app, message.id), "sent");
    assert_eq!(attempts(&app, message.id), ["sent"]);
    let mails = app.mails();
    assert_eq!(mails.len(), 1);
    let mail = String::from_utf8_lossy(&mails[0].data).into_owned();
    let id = app.db.text(&format!(
        "SELECT message_id FROM messages WHERE id = {}",
        message.id
    ));
    assert!(id.ends_with("@aremko.example"), "{id}");
    assert!(mail.contains(&format!("Message-ID: <{id}>\r\n")));
    let link = message.token.link(&app.parts.config.server);
    assert!(mail.contains(&format!("List-Unsubscribe: <{link}>\r\n")));
    assert!(mail.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
}

#[tokio::test]
async fn each_answer_of_the_server_has_its_state() {
    let app = TestApp::with_smtp().await;
    let cases = [
        ("fail4", "queued temporary", "temporary"),
        ("fail4data", "queued temporary", "temporary"),
        ("nodata", "queued temporary", "temporary"),
        ("fail5", "refused refused_by_server", "refused"),
        ("drop", "uncertain lost", "uncertain"),
    ];
    let messages = cases.map(|(local, ..)| a_message().to(local).queue(&app));
    app.run_jobs_until_idle().await;
    for ((local, expected, outcome), message) in cases.iter().zip(messages) {
        assert_eq!(state(&app, message.id), *expected, "{local}");
        assert_eq!(attempts(&app, message.id), [*outcome], "{local}");
        let handed_over = app.db.number(&format!(
            "SELECT count(handed_over_at) FROM message_attempts WHERE message_id = {}",
            message.id
        ));
        let reached_data = !matches!(*local, "fail4" | "fail5" | "nodata");
        assert_eq!(handed_over == 1, reached_data, "{local}");
    }
    assert_eq!(waiting(&app), 3);
    let suppressed = "SELECT address || ' ' || reason FROM suppressions";
    assert_eq!(app.db.texts(suppressed), ["fail5@correo.example bounced"]);
}

#[tokio::test]
async fn a_temporary_failure_is_tried_again_until_three_days_have_passed() {
    let mut app = TestApp::with_smtp().await;
    app.expect_failed_jobs();
    let message = a_message().to("fail4").queue(&app);
    for _ in 0..3 {
        app.make_jobs_due(DELIVER);
        app.run_jobs_until_idle().await;
    }
    assert_eq!(attempts(&app, message.id), ["temporary"; 3]);
    let patience =
        "SELECT extract(day FROM deadline - created_at) FROM jobs WHERE kind = 'messages.deliver'";
    assert_eq!(app.db.text(&format!("({patience})")), "3");

    app.db
        .sql("UPDATE jobs SET deadline = now() WHERE kind = 'messages.deliver'");
    app.run_jobs_until_idle().await;
    let deadline = tokio::time::Instant::now() + std::time::Duration::from_secs(10);
    while state(&app, message.id) != "held deadline" {
        assert!(
            tokio::time::Instant::now() < deadline,
            "{}",
            state(&app, message.id)
        );
        app.make_jobs_due(DELIVER);
        app.run_jobs_until_idle().await;
    }
    let error = format!("SELECT last_error FROM messages WHERE id = {}", message.id);
    assert!(app.db.text(&format!("({error})")).starts_with("451"));
}

#[tokio::test]
async fn a_used_up_quota_keeps_every_message_back_and_blames_no_address() {
    let app = TestApp::with_smtp().await;
    let first = a_message().to("quota").queue(&app);
    app.run_jobs_until_idle().await;
    let second = a_message().queue(&app);
    app.run_jobs_until_idle().await;

    assert_eq!(state(&app, first.id), "queued quota");
    assert_eq!(state(&app, second.id), "queued quota");
    assert!(attempts(&app, second.id).is_empty());
    assert!(app.mails().is_empty());
    assert_eq!(app.db.number("SELECT count(*) FROM suppressions"), 0);

    app.db.sql("UPDATE message_attempts SET retry_at = now()");
    app.db.sql(&format!(
        "UPDATE messages SET recipient = 'ana2@correo.example' WHERE id = {}",
        first.id
    ));
    app.make_jobs_due(DELIVER);
    app.run_jobs_until_idle().await;
    assert_eq!(state(&app, first.id), "sent");
    assert_eq!(state(&app, second.id), "sent");
}

#[tokio::test]
async fn a_fault_of_ours_holds_the_message_with_the_servers_words() {
    let behaviour = Behaviour {
        greeting: "554 5.7.1 not you",
        ..Behaviour::default()
    };
    let app = TestApp::with(Options {
        smtp: Some(behaviour),
        ..Options::default()
    })
    .await;
    let message = a_message().queue(&app);
    app.run_jobs_until_idle().await;
    assert_eq!(state(&app, message.id), "held misconfigured");
    assert_eq!(attempts(&app, message.id), ["misconfigured"]);
    let error = format!(
        "(SELECT last_error FROM messages WHERE id = {})",
        message.id
    );
    assert!(app.db.text(&error).contains("5.7.1"));
}

#[tokio::test]
async fn after_a_fault_of_ours_the_others_wait_and_are_not_tried() {
    let app = TestApp::with(Options {
        smtp: Some(Behaviour {
            greeting: "554 5.7.1 not you",
            ..Behaviour::default()
        }),
        ..Options::default()
    })
    .await;
    app.sign_in(Role::Admin).await;
    let first = a_message().queue(&app);
    app.run_jobs_until_idle().await;
    let second = a_message().queue(&app);
    app.run_jobs_until_idle().await;
    assert_eq!(state(&app, first.id), "held misconfigured");
    assert_eq!(state(&app, second.id), "queued paused");
    assert!(attempts(&app, second.id).is_empty());

    // Released by a person, it is tried at once.
    app.get("/messages?state=held").await.expect(200);
    app.post_form("/messages/releases", &[("reason", "misconfigured")])
        .await
        .expect(303);
    app.run_jobs_until_idle().await;
    assert_eq!(attempts(&app, first.id), ["misconfigured"; 2]);
    assert_eq!(waiting(&app), 1);
}

#[tokio::test]
async fn a_mail_that_cannot_be_made_is_called_so() {
    let app = TestApp::with_smtp().await;
    let message = a_message().queue(&app);
    app.db.sql("UPDATE messages SET message_id = 'a b'");
    app.run_jobs_until_idle().await;
    assert_eq!(state(&app, message.id), "refused malformed");
    assert!(app.mails().is_empty());
}

#[tokio::test]
async fn a_message_whose_time_ran_out_untried_waits_for_a_person_but_a_dead_link_does_not() {
    let mut app = TestApp::with_smtp().await;
    app.expect_failed_jobs();
    let (late, dead) = (a_message().queue(&app), a_message().secret().queue(&app));
    app.db.sql("UPDATE jobs SET deadline = now()");
    let deadline = tokio::time::Instant::now() + std::time::Duration::from_secs(10);
    while state(&app, dead.id) == "queued" || state(&app, late.id) == "queued" {
        assert!(tokio::time::Instant::now() < deadline, "{:?}", app.jobs());
        app.run_jobs_until_idle().await;
    }
    assert_eq!(state(&app, late.id), "held deadline");
    assert_eq!(state(&app, dead.id), "refused deadline");
    assert!(app.mails().is_empty());
}

#[tokio::test]
async fn without_a_mail_server_messages_are_held() {
    let app = TestApp::start().await;
    let message = a_message().queue(&app);
    app.run_jobs_until_idle().await;
    assert_eq!(state(&app, message.id), "held no_smtp");
    assert!(attempts(&app, message.id).is_empty());
}

#[tokio::test]
async fn a_demo_writes_to_nobody_but_its_allow_list() {
    let app = TestApp::with(Options {
        smtp: Some(Behaviour::default()),
        env: vec![(
            "MAIL_ALLOW_LIST",
            "@permitido.example, eva@correo.example".into(),
        )],
        ..Options::default()
    })
    .await;
    app.db.sql("UPDATE settings SET is_demo = true");
    let held = a_message().queue(&app);
    let sent = a_message().to("eva").queue(&app);
    app.run_jobs_until_idle().await;
    assert_eq!(state(&app, held.id), "held demo");
    assert_eq!(state(&app, sent.id), "sent");
    let to: Vec<_> = app.mails().into_iter().map(|mail| mail.to).collect();
    assert_eq!(to, ["eva@correo.example"]);
}

#[tokio::test]
async fn a_message_waits_for_its_time_and_can_be_taken_back_until_then() {
    let app = TestApp::with_smtp().await;
    let soon = Utc::now() + TimeDelta::seconds(10);
    let (undone, kept) = (
        a_message().not_before(soon).queue(&app),
        a_message().to("eva").not_before(soon).queue(&app),
    );
    app.run_jobs_until_idle().await;
    assert!(app.mails().is_empty());

    let actor = Actor::program("test");
    let conn = &mut app.db.conn();
    assert!(actions::cancel(conn, &actor, undone.id).unwrap());
    assert!(!actions::cancel(conn, &actor, undone.id).unwrap());
    app.db.sql("UPDATE messages SET not_before = now()");
    assert!(!actions::cancel(conn, &actor, kept.id).unwrap());

    app.make_jobs_due(DELIVER);
    app.run_jobs_until_idle().await;
    assert_eq!(state(&app, undone.id), "discarded undone");
    assert_eq!(state(&app, kept.id), "sent");
    assert_eq!(app.mails().len(), 1);
}

#[tokio::test]
async fn who_withdraws_consent_while_a_message_waits_gets_none() {
    let app = TestApp::with_smtp().await;
    let message = a_message().queue(&app);
    app.db.sql(&format!(
        "INSERT INTO consents (customer_id, channel, state, how) VALUES ({}, 'email', 'withdrawn', 'form')",
        message.customer
    ));
    app.run_jobs_until_idle().await;
    assert_eq!(state(&app, message.id), "refused consent_withdrawn");
    assert!(app.mails().is_empty());
}

#[tokio::test]
async fn every_change_of_state_is_told_to_whoever_listens_and_to_the_audit_log() {
    use std::sync::{Arc, Mutex};
    use vinculo::jobs::{Registry, Settings, Worker};
    use vinculo::messages::{self, Listeners};

    let app = TestApp::with_smtp().await;
    let message = a_message().queue(&app);
    let heard = Arc::new(Mutex::new(Vec::new()));
    let listeners = Listeners::default().on_state({
        let heard = heard.clone();
        move |_, id, state| {
            heard.lock().unwrap().push((id, state.as_str()));
            Ok(())
        }
    });
    let db = &app.parts.db;
    let registry = messages::register(Registry::default(), db, app.parts.office.clone(), listeners);
    let worker = Worker::start_with(db.clone(), registry, Settings::default());
    while state(&app, message.id) != "sent" {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    worker.stop().await;
    let expected = [(message.id, "sending"), (message.id, "sent")];
    assert_eq!(*heard.lock().unwrap(), expected);
    let actions = "SELECT action FROM audit_log WHERE record_type = 'message' ORDER BY id";
    assert_eq!(app.db.texts(actions), ["message.queued", "message.sent"]);
}
