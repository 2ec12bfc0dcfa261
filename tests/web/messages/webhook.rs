//! What Brevo reports, as recorded.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Queued, a_message};
use crate::support::smtp::Behaviour;
use crate::support::{Options, Page, TestApp};

const TOKEN: &str = "0123456789abcdef";
const CHROME: &str = "Mozilla/5.0 (Windows NT 10.0) Chrome/129.0.0.0 Safari/537.36";

async fn an_app() -> TestApp {
    TestApp::with(Options {
        env: vec![("WEBHOOK_TOKEN", TOKEN.into())],
        smtp: Some(Behaviour::default()),
        ..Options::default()
    })
    .await
}

async fn post(app: &TestApp, token: &str, body: String) -> Page {
    let path = format!("/webhook/brevo/{token}");
    let browser = app.browser();
    let request = browser
        .request(Method::POST, &path)
        .header("Content-Type", "application/json")
        .body(body);
    browser.send(&path, request).await
}

async fn report(app: &TestApp, event: &Value) {
    post(app, TOKEN, event.to_string()).await.expect(200);
}

fn fixture(name: &str) -> Value {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/brevo/webhooks");
    serde_json::from_slice(&std::fs::read(format!("{folder}/{name}")).unwrap()).unwrap()
}

/// A message that Brevo's server took under the id of the fixture, for its address.
async fn taken_as(app: &TestApp, event: &Value) -> Queued {
    let message = a_message().queue(app);
    app.run_jobs_until_idle().await;
    let (email, id) = (
        event["email"].as_str().unwrap(),
        event["message-id"].as_str().unwrap(),
    );
    app.db
        .sql(&format!("UPDATE messages SET recipient = '{email}'"));
    app.db.sql(&format!(
        "UPDATE message_attempts SET reply = '250 2.0.0 OK: queued as {id}'"
    ));
    message
}

fn events(app: &TestApp) -> Vec<String> {
    app.db
        .texts("SELECT concat_ws(' ', type, by, reason) FROM message_events ORDER BY id")
}

fn suppressed(app: &TestApp) -> Vec<String> {
    app.db
        .texts("SELECT address || ' ' || reason FROM suppressions ORDER BY id")
}

fn consent(app: &TestApp) -> String {
    app.db
        .text("(SELECT state || ' ' || how FROM consents ORDER BY id DESC LIMIT 1)")
}

/// What is to be seen of each recorded event.
fn effect(normalized: &str) -> Vec<&'static str> {
    match normalized {
        "accepted" => vec![],
        "delivered" => vec!["delivered machine brevo"],
        "deferred" => vec!["deferred machine brevo"],
        "bounced_hard" | "blocked" => vec!["bounced machine brevo"],
        "complained" => vec!["complained person brevo"],
        "unsubscribed" => vec!["unsubscribed person brevo"],
        "opened" => vec!["opened person brevo"],
        "opened_proxy" => vec!["opened proxy brevo"],
        "clicked" => vec!["clicked person brevo"],
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn every_recorded_event_has_its_effect_once() {
    let expected = fixture("expected.json");
    for (file, expected) in expected["events"].as_object().unwrap() {
        let app = an_app().await;
        let event = fixture(file.strip_prefix("webhooks/").unwrap());
        taken_as(&app, &event).await;
        for _ in 0..2 {
            report(&app, &event).await;
        }
        assert_eq!(
            events(&app),
            effect(expected["normalized"].as_str().unwrap()),
            "{file}"
        );
        let is_suppressed = !suppressed(&app).is_empty();
        assert_eq!(is_suppressed, expected["suppress_future_email"], "{file}");
        assert_eq!(app.db.number("SELECT count(*) FROM webhook_events"), 1);
        let at = "(SELECT extract(epoch FROM at)::bigint FROM message_events)";
        if !events(&app).is_empty() {
            assert_eq!(
                app.db.number(at),
                expected["occurred_at_epoch"].as_i64().unwrap()
            );
        }
    }
}

#[tokio::test]
async fn a_stranger_finds_no_such_address() {
    let body = || fixture("complaint.json").to_string();
    let app = an_app().await;
    for token in ["0123456789abcdeX", "x"] {
        post(&app, token, body()).await.expect(404);
    }
    let without = TestApp::start().await;
    for token in [TOKEN, "x"] {
        post(&without, token, body()).await.expect(404);
    }
    assert_eq!(app.db.number("SELECT count(*) FROM webhook_events"), 0);
}

#[tokio::test]
async fn a_complaint_ends_consent_and_every_mail() {
    let app = an_app().await;
    let event = fixture("complaint.json");
    taken_as(&app, &event).await;
    report(&app, &event).await;
    assert_eq!(consent(&app), "withdrawn complaint");
    assert_eq!(suppressed(&app), ["example@gmail.com complained"]);
    let audit = "SELECT actor || ' ' || action FROM audit_log WHERE actor = 'brevo'";
    assert_eq!(app.db.texts(audit), ["brevo message.complained"]);
    // A second word of the same changes nothing.
    let mut unsubscribed = event.clone();
    unsubscribed["event"] = "unsubscribed".into();
    report(&app, &unsubscribed).await;
    assert_eq!(consent(&app), "withdrawn complaint");
}

#[tokio::test]
async fn our_own_message_id_is_known_and_a_foreign_message_stops_its_address_alone() {
    let app = an_app().await;
    let message = a_message().queue(&app);
    app.run_jobs_until_idle().await;
    let id = app.db.text(&format!(
        "(SELECT message_id FROM messages WHERE id = {})",
        message.id
    ));
    report(
        &app,
        &json!({"event": "delivered", "email": "x@y.cl", "message-id": format!("<{id}>"), "ts": 1}),
    )
    .await;
    assert_eq!(events(&app), ["delivered machine brevo"]);
    let foreign = json!({"event": "hard_bounce", "email": "Otra@Correo.example", "message-id": "<a.stranger@relay>", "ts": 2});
    report(&app, &foreign).await;
    report(&app, &json!({"event": "delivered", "email": "a@b.cl", "message-id": "<a.stranger@relay>", "ts": 2})).await;
    assert_eq!(suppressed(&app), ["otra@correo.example bounced"]);
    assert_eq!(events(&app).len(), 1);
    let outcomes = "SELECT outcome FROM webhook_events ORDER BY id";
    assert_eq!(app.db.texts(outcomes), ["applied", "applied", "no_message"]);
}

#[tokio::test]
async fn a_deferral_for_good_bounces_and_only_a_missing_mailbox_is_suppressed() {
    let app = an_app().await;
    let mut event = fixture("defered.json");
    taken_as(&app, &event).await;
    event["reason"] = "550 RP-001 Unfortunately, messages weren't sent".into();
    report(&app, &event).await;
    assert_eq!(
        (events(&app).as_slice(), suppressed(&app).len()),
        (["bounced machine brevo_soft".to_owned()].as_slice(), 0)
    );
    event["ts_event"] = 1_604_933_700.into();
    event["reason"] = "550 5.1.1 No such user".into();
    report(&app, &event).await;
    assert_eq!(suppressed(&app), ["example@domain.com bounced"]);
}

#[tokio::test]
async fn lists_and_unknown_events_are_taken_and_nonsense_is_not() {
    let app = an_app().await;
    let list = json!([fixture("delivered.json"), {"event": "something_new", "ts": 5}, fixture("delivered.json")]);
    report(&app, &list).await;
    let stored = "SELECT event || ' ' || outcome FROM webhook_events ORDER BY id";
    assert_eq!(
        app.db.texts(stored),
        ["delivered no_message", "something_new unknown"]
    );
    for body in ["", "{", "7", "[null]"] {
        post(&app, TOKEN, body.into()).await.expect(400);
    }
    post(&app, TOKEN, format!("\"{}\"", "x".repeat(1_100_000)))
        .await
        .expect(400);
}

#[tokio::test]
async fn a_reported_click_knows_our_link_and_follows_the_same_rules() {
    let app = an_app().await;
    let html = "<a href=\"https://reservas.example/\">Reservar</a> <a href=\"https://mapa.example/\">Mapa</a>";
    let message = a_message().saying(html, "").queue(&app);
    app.run_jobs_until_idle().await;
    let id = app.db.text(&format!(
        "(SELECT message_id FROM messages WHERE id = {})",
        message.id
    ));
    let now = app.db.number("SELECT extract(epoch FROM now())");
    let click = |link: &str, after: i64| json!({"event": "click", "email": "ana@correo.example", "message-id": id, "ts": now - after, "link": link, "user_agent": CHROME});
    app.db
        .sql("UPDATE message_attempts SET handed_over_at = now() - interval '1 hour'");
    let token = app
        .db
        .text("(SELECT token FROM message_links WHERE position = 1)");
    report(&app, &click(&format!("https://crm.example/t/{token}"), 100)).await;
    report(&app, &click("https://mapa.example/", 60)).await;
    report(&app, &click("https://reservas.example/", 58)).await;
    assert_eq!(
        events(&app),
        [
            "clicked person reader",
            "clicked machine sweep",
            "clicked machine sweep"
        ]
    );
    app.db.sql("UPDATE customers SET is_tracked = false");
    report(&app, &click("https://mapa.example/", 20)).await;
    assert_eq!(
        app.db.number("SELECT count(*) FROM webhook_events"),
        3,
        "nothing is kept of who is not followed"
    );
}

#[tokio::test]
async fn bodies_are_forgotten_after_ninety_days() {
    let app = an_app().await;
    report(&app, &fixture("delivered.json")).await;
    report(&app, &fixture("opened.json")).await;
    app.db.sql("UPDATE webhook_events SET received_at = now() - interval '91 days' WHERE event = 'delivered'");
    app.db.sql("INSERT INTO jobs (kind, payload, max_attempts) VALUES ('messages.forget_reports', 'null', 1)");
    app.run_jobs_until_idle().await;
    let kept = "SELECT event FROM webhook_events WHERE body IS NOT NULL";
    assert_eq!(app.db.texts(kept), ["opened"]);
}
